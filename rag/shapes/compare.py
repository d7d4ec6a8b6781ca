"""A comparison: a side for each body."""

from __future__ import annotations

from index.hybrid import HybridIndex
from rag import refuse
from rag.shapes import fact
from rag.shapes.sides import Rated, chosen, likeness, rated
from rag.types import Claim, Draft, Evidence, Found, Reading

_SHARE = 0.05
"""Of the best side's score, that a side's best sentence must reach; a comparison is asked of both, whichever the words fit better."""
_SAME = 0.5
"""How alike a sentence that does not reach that must be to another side's: what is said of one on the matter then shows what to look for."""
_SIDES = 4
"""Bodies whose sides stand in one answer."""


def draft(reading: Reading, found: Found, index: HybridIndex) -> Draft:
    """The best sentences of each body; a body of which nothing is said has a note."""
    named = reading.bodies[:_SIDES]
    sides = {body: rows for body in named if (rows := _side(body, reading, found, index))}
    told = chosen(sides, index, most=2 if len(named) <= 2 else 1) if sides else {}
    best = max((rows[0].item.score for rows in sides.values()), default=0.0)
    sound = [told[body][0] for body in told if _stands(sides[body][0].item, best)]
    told = {body: items for body, items in told.items() if _stands(sides[body][0].item, best) or any(likeness(items[0], o, index) >= _SAME for o in sound)}
    notes = [f"Nothing on this was found for {body}." for body in named if body not in told]
    if len(reading.bodies) > _SIDES:
        notes.append(f"Only the first {_SIDES} of the {len(reading.bodies)} boards named are compared: {', '.join(named)}.")
    claims: list[Claim] = []
    for items in told.values():
        claims += fact.claims(sorted(items, key=lambda item: (item.passage, item.start)), index)
    return Draft(tuple(claims), tuple(notes))


def _side(body: str, reading: Reading, found: Found, index: HybridIndex) -> list[Rated]:
    """The sentences that may stand for a body, the best first: those that hold what is wanted, where some do."""
    own = [e for e in found.evidence if index.passages[e.passage].body == body] or [e for e in found.evidence if body in index.passages[e.passage].mentions]
    # What holds the kind of thing far down the list is about something else.
    able = any(refuse.answers(reading, e, index) for e in refuse.near(own))
    return rated([e for e in own if refuse.answers(reading, e, index)] if able else own)


def _stands(item: Evidence, best: float) -> bool:
    """True for a sentence that may be the side of a body by itself."""
    return item.score >= _SHARE * best and refuse.fits(item)
