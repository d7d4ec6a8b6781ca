"""A list or a count: the question as a criterion, put to every body, one by one."""

from __future__ import annotations

from corpus.types import Kind
from index.hybrid import HybridIndex
from rag.shapes import fact
from rag.types import Census, Claim, Draft, Evidence, Found, Reading, Row

YES = 0.5
"""The score from which a sentence is taken to meet a criterion."""


def draft(reading: Reading, found: Found, index: HybridIndex) -> Draft:
    """The bodies whose own sections hold a sentence that meets the criterion, and a row for every body."""
    bodies, period = _asked(reading, index)
    best: dict[str, Evidence] = {}
    for item in found.evidence:
        passage = index.passages[item.passage]
        if passage.body in bodies and index.document_of(passage).kind is Kind.ASSESSMENT:
            best.setdefault(passage.body, item)
    yes = [body for body in bodies if body in best and best[body].score >= YES]
    rows: list[Claim] = [Claim(best[body].text, (best[body],), lead=fact.lead_of(best[body], index)) for body in yes]
    numbers = {body: n for n, body in enumerate(yes, start=1)}
    census = Census(
        criterion=reading.topic,
        period=period,
        checked=len(bodies),
        count=len(yes),
        answer=tuple(yes),
        rows=tuple(Row(body, "yes" if body in numbers else "not_stated", numbers.get(body)) for body in bodies),
    )
    scope = f" of {' and '.join(reading.regions)}" if reading.regions else ""
    note = f"{len(bodies)} of {len(bodies)} boards{scope} checked by reading: {len(yes)} yes, {len(bodies) - len(yes)} not stated."
    return Draft(tuple(rows), (note,), census)


def _asked(reading: Reading, index: HybridIndex) -> tuple[list[str], str]:
    bodies: list[str] = []
    period = ""
    for passage in index.passages:
        document = index.document_of(passage)
        if document.kind is not Kind.ASSESSMENT or passage.body is None or passage.body in bodies:
            continue
        if reading.regions and passage.path[0] not in reading.regions:
            continue
        bodies.append(passage.body)
        period = str(document.period or "")
    return bodies, period
