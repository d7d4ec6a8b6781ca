"""A trend: a side for each year, and what changed between them.

A year of which the texts say nothing comparable is left out, and the answer says so; what the text of the other year tells itself of the year
before comes first then.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.types import Kind, Period
from index.hybrid import HybridIndex
from rag import cues, refuse
from rag.change import sides
from rag.figures import change
from rag.shapes import fact
from rag.shapes.sides import ROOM, Rated, chosen, rated, same_measure
from rag.superlative import End, extreme
from rag.types import Claim, Draft, Evidence, Found, Reading, Wanted

_MOST = 2
"""Sentences of a year."""
_DEPTH = 60
"""Sentences of a year that are looked through for what is wanted."""
_HOLDS = 1.0
"""What a sentence gains, in log-odds, by holding the kind of thing that is asked for."""
_SUPERLATIVE = 2.0
"""What it gains by a superlative where one is asked for."""
_BACK = 1.5
"""What it gains by telling itself of the year before, where the texts of that year say nothing of their own, or little, as on a board."""
_OTHER_YEAR = 2.0
"""What it costs, in log-odds, where a sentence speaks of another year than its side's."""
_ASIDE = 1.0
"""What it costs where neither board nor document is named and a sentence is on a board alone, or of the guidance, which only one year has."""
_BAR = 0.05
"""What the best sentence of a year must score to be its side."""
_HINTED = 0.5
"""The share of the better side's score that the other must reach where only a hint asks for it."""
_CHANGE_WORDS = 12
"""Of an answer, what the change takes."""
_SAME_THING = 0.5
"""How much two figures must be of the same thing for the change between them to be told."""
_FIGURES = (Wanted.NUMBER, Wanted.PERCENTAGE, Wanted.MONEY)


def draft(reading: Reading, found: Found, index: HybridIndex) -> Draft:
    """The best sentences of each year, and the change of the figure that is asked for; a year of which nothing is said has a note."""
    years = _years(reading, found, index)
    notes = tuple(f"Nothing on this was found for {period}." for period in reading.periods if period not in years and not reading.hinted)
    if not years:
        return Draft((), notes)
    room = ROOM - (_CHANGE_WORDS if reading.wanted in _FIGURES else 0)
    told = chosen(years, index, most=_MOST, room=room, same=not reading.parts, figured=not reading.bodies)
    rows = [claim for items in told.values() for claim in fact.claims(sorted(items, key=lambda item: (item.passage, item.start)), index)]
    return Draft((*rows, *_change(reading, [items[0] for items in told.values()], index)), notes)


def _years(reading: Reading, found: Found, index: HybridIndex) -> dict[Period, list[Rated]]:
    """For each year the sentences that may stand for it, the best first."""
    by_year: dict[Period, list[Evidence]] = {}
    for item in found.evidence:
        if period := index.document_of(index.passages[item.passage]).period:
            by_year.setdefault(period, []).append(item)
    untold = any(period not in by_year for period in reading.periods)
    years, best = {}, {}
    for side in sides(reading):
        (period,) = side.periods
        own = by_year.get(period, [])[:_DEPTH]
        if own and own[0].score >= _BAR:
            years[period] = rated(own, _Gain(side, index, untold))
            best[period] = own[0].score
    weak = _HINTED * max(best.values(), default=0.0) if reading.hinted else 0.0
    # A board's own assessment is told in any case.
    return {period: rows for period, rows in years.items() if best[period] >= weak or (reading.bodies and period == max(best))}


class _Gain:
    """What speaks for a sentence as the side of a year, beside its score."""

    def __init__(self, side: Reading, index: HybridIndex, untold: bool) -> None:
        (self.period,) = side.periods
        self.side = side
        self.index = index
        self.of_all = not side.bodies and not side.documents
        self.end = extreme(side.question)
        self.back = untold or bool(side.bodies)

    def __call__(self, item: Evidence) -> float:
        elsewhere = any(str(other) in item.text for other in (self.period.earlier(), self.period.earlier(-1))) and str(self.period) not in item.text
        back = self.back and bool(cues.LOOKS_BACK.search(item.text))
        held = refuse.answers(self.side, item, self.index)
        return _HOLDS * held + _SUPERLATIVE * self._extreme(item) + _BACK * back - _OTHER_YEAR * elsewhere - _ASIDE * (self.of_all and self._aside(item))

    def _aside(self, item: Evidence) -> bool:
        """True for what is said of one board, and for a document of which the other year has no like."""
        passage = self.index.passages[item.passage]
        return bool(passage.body) or self.index.document_of(passage).kind is Kind.GUIDANCE

    def _extreme(self, item: Evidence) -> int:
        """1 for a sentence that tells of the end of the scale that is asked for, -1 for one of the other end, 0 where it tells of none."""
        if self.end is None:
            return 0
        told = extreme(item.text)
        return 0 if told is None else 1 if told in (self.end, End.EITHER) or self.end is End.EITHER else -1


def _change(reading: Reading, firsts: Sequence[Evidence], index: HybridIndex) -> list[Claim]:
    """What changed from the first year to the last, where both sides hold a figure of the kind that is asked for, of the same thing."""
    if reading.wanted not in _FIGURES or reading.parts or len(firsts) < 2:
        return []
    alike, pair = same_measure(firsts[0], firsts[-1], index)
    if pair is None or alike < _SAME_THING:
        return []
    one, other = (measure.figure for measure in pair)
    words = change(one, other).words
    return [Claim(f"From {one.text} to {other.text}: {words}.", (firsts[0], firsts[-1]), computed=True)]
