"""A trend: a side for each year, and what changed between them.

The sides are chosen together: of the sentences that answer for one year and for the other, the pair that speaks of the same thing. Where the
text of one year tells itself what was before, its sentence comes first.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

from corpus.types import Period
from index.hybrid import HybridIndex
from rag import cues, refuse
from rag.figures import Figure, change, figures
from rag.shapes import fact
from rag.types import Claim, Draft, Evidence, Found, Reading, Wanted

_CANDIDATES = 20
"""Sentences of each year of which a pair is chosen."""
_ALIKE = 6.0
"""What likeness of meaning between the sides counts for, where a side's score counts by its log-odds; chosen on the dev cases."""
_TELLING = 1.5
"""What a sentence gains, in log-odds, by a figure where none of a kind is asked for, by a superlative where one is asked for, and by telling of
the year before: what two years are compared by."""
_OTHER_YEAR = 2.0
"""What it costs, in log-odds, where a sentence speaks of another year than its side's."""
_LONG, _TOO_LONG = 40, 0.05
"""Words from which on each costs a sentence this much, in log-odds: both sides must fit into one answer."""
_WORDS = 92
"""Of an answer, its leads, marks and the change aside."""
_BAR = 0.05
"""What the best sentence of a year must score to be its side."""
_HINTED = 0.5
"""The share of the later side's best score that the earlier must reach where only a hint asks for it."""
_FIGURES = (Wanted.NUMBER, Wanted.PERCENTAGE, Wanted.MONEY)


def draft(reading: Reading, found: Found, index: HybridIndex) -> Draft:
    """The best sentences of each year, and the change of the figure that is asked for; a year of which nothing is said has a note."""
    sides = _sides(reading, found, index)
    years = reading.periods or tuple(sides)
    notes = tuple(f"Nothing on this was found for {period}." for period in years if period not in sides and not reading.hinted)
    if not sides:
        return Draft((), notes)
    first = _firsts(sides, reading, index)
    rows: list[Claim] = []
    spare = _WORDS - sum(_length(item) for item in first.values())
    for left, (period, own) in zip(range(len(sides), 0, -1), sides.items(), strict=True):
        chosen = fact.choose(own, reading, index, most=2, words=_length(first[period]) + max(spare, 0) // left, first=first[period])
        spare -= sum(map(_length, chosen)) - _length(first[period])
        rows += fact.claims(chosen, index)
    return Draft((*rows, *_change(reading, [first[period] for period in sides])), notes)


def _sides(reading: Reading, found: Found, index: HybridIndex) -> dict[Period, list[Evidence]]:
    """For each year the sentences that may stand for it, those that hold what is wanted, where some do."""
    by_year: dict[Period, list[Evidence]] = {}
    for item in found.evidence:
        period = index.document_of(index.passages[item.passage]).period
        if period and (not reading.periods or period in reading.periods):
            by_year.setdefault(period, []).append(item)
    sides = {}
    for period in sorted(by_year):
        own = [item for item in by_year[period] if refuse.answers(reading, item, index)] or by_year[period]
        if own[0].score >= _BAR:
            sides[period] = own
    best = {period: own[0].score for period, own in sides.items()}
    if reading.hinted and len(sides) > 1 and best[min(best)] < _HINTED * best[max(best)]:
        del sides[min(best)]
    return sides


def _firsts(sides: Mapping[Period, Sequence[Evidence]], reading: Reading, index: HybridIndex) -> dict[Period, Evidence]:
    """For each year the sentence that answers best, together with those of the year beside it where the same is asked of both."""
    rated = {period: sorted(((_odds(item, period, reading), item) for item in own[:_CANDIDATES]), key=lambda row: -row[0]) for period, own in sides.items()}
    best = {period: rows[0][1] for period, rows in rated.items()}
    if len(sides) == 1 or reading.parts:
        return best
    chosen: dict[Period, Evidence] = {}
    for before, after in itertools.pairwise(rated):
        ones = [row for row in rated[before] if before not in chosen or row[1] is chosen[before]]
        pair = max(itertools.product(ones, rated[after]), key=lambda pair: pair[0][0] + pair[1][0] + _ALIKE * _likeness(pair[0][1], pair[1][1], index))
        chosen[before], chosen[after] = pair[0][1], pair[1][1]
    return chosen


def _odds(item: Evidence, period: Period, reading: Reading) -> float:
    score = min(max(item.score, 1e-4), 1 - 1e-4)
    elsewhere = any(str(other) in item.text for other in (period.earlier(), period.earlier(-1))) and str(period) not in item.text
    extreme = bool(cues.SUPERLATIVE.search(reading.question) and cues.SUPERLATIVE.search(item.text))
    figured = not reading.bodies and bool(figures(item.text))
    tells = bool(cues.LOOKS_BACK.search(item.text))
    long = max(_length(item) - _LONG, 0)
    return math.log(score / (1 - score)) - _OTHER_YEAR * elsewhere + _TELLING * (extreme + figured + tells) - _TOO_LONG * long


def _likeness(one: Evidence, other: Evidence, index: HybridIndex) -> float:
    vectors = [index.sentence_vectors[index.sentence_offsets[e.passage] + e.sentence] for e in (one, other)]
    return float(vectors[0] @ vectors[1])


def _length(item: Evidence) -> int:
    return len(item.text.split())


def _change(reading: Reading, firsts: Sequence[Evidence]) -> list[Claim]:
    """What changed from the first year to the last, where each side holds one figure of the kind that is asked for."""
    if reading.wanted not in _FIGURES or len(firsts) < 2:
        return []
    one, other = _only_figure(firsts[0]), _only_figure(firsts[-1])
    if one is None or other is None or one.kind is not other.kind:
        return []
    words = change(one, other).words
    return [Claim(f"From {one.text} to {other.text}: {words}.", (firsts[0], firsts[-1]), computed=True)]


def _only_figure(item: Evidence) -> Figure | None:
    found = figures(item.text)
    return found[0] if len(found) == 1 else None
