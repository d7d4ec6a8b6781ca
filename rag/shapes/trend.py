"""A trend: a side for each year."""

from __future__ import annotations

from index.hybrid import HybridIndex
from rag.shapes import fact
from rag.types import Claim, Draft, Found, Reading


def draft(reading: Reading, found: Found, index: HybridIndex) -> Draft:
    """The best sentences of each year asked for, the earlier year first; of every year there is where none is named."""
    periods = {index.document_of(index.passages[e.passage]).period for e in found.evidence}
    wanted = sorted(reading.periods or [period for period in periods if period])
    rows: list[Claim] = []
    notes: list[str] = []
    for period in wanted:
        own = [e for e in found.evidence if index.document_of(index.passages[e.passage]).period == period]
        if own:
            rows += fact.claims(fact.choose(own, reading, index, most=2, words=fact.WORDS // max(len(wanted), 1)), index)
        else:
            notes.append(f"Nothing on this was found for {period}.")
    return Draft(tuple(rows), tuple(notes))
