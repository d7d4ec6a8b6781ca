"""A comparison: a side for each body."""

from __future__ import annotations

from index.hybrid import HybridIndex
from rag import refuse
from rag.shapes import fact
from rag.types import Claim, Draft, Found, Reading

_SHARE = 0.05
"""Of the best side's score, that a side's best sentence must reach; a comparison is asked of both, whichever the words fit better."""
_SIDES = 4
"""Bodies whose sides stand in one answer."""


def draft(reading: Reading, found: Found, index: HybridIndex) -> Draft:
    """The best sentences of each body; a body of which nothing is said has a note."""
    rows: list[Claim] = []
    notes: list[str] = []
    each = 2 if len(reading.bodies) <= 2 else 1
    best = found.evidence[0].score if found.evidence else 0.0
    for body in reading.bodies[:_SIDES]:
        own = [e for e in found.evidence if index.passages[e.passage].body == body] or [e for e in found.evidence if body in index.passages[e.passage].mentions]
        own = [e for e in own if e.score >= _SHARE * best]
        if own and refuse.fits(own[0]):
            rows += fact.claims(fact.choose(own, reading, index, most=each, words=fact.WORDS // max(len(reading.bodies[:_SIDES]), 1)), index)
        else:
            notes.append(f"Nothing on this was found for {body}.")
    if len(reading.bodies) > _SIDES:
        notes.append(f"Only the first {_SIDES} of the {len(reading.bodies)} boards named are compared: {', '.join(reading.bodies[:_SIDES])}.")
    return Draft(tuple(rows), tuple(notes))
