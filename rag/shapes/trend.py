"""A trend: a side for each year, and what changed between them.

The sides are chosen together: of the sentences that answer for one year and for the other, the pair that speaks of the same thing. Where the
text of one year tells itself what was before, its sentence comes first.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.types import Period
from index.hybrid import HybridIndex
from rag import cues, refuse
from rag.change import sides
from rag.figures import Figure, FigureKind, change, figures
from rag.shapes import fact
from rag.types import Claim, Draft, Evidence, Found, Reading, Wanted

_CANDIDATES = 20
"""Sentences of each year of which a pair is chosen."""
_ALIKE = float(__import__("os").environ.get("ALIKE","4"))
"""What likeness of meaning between the sides counts for, where a side's score counts by its log-odds; chosen on the dev cases."""
_TELLING = float(__import__("os").environ.get("TELL","0.5"))
"""What a sentence gains, in log-odds, by a figure where none of a kind is asked for, by a superlative where one is asked for, and by telling of
the year before: what two years are compared by."""
_BACK = float(__import__("os").environ.get("BACK","1.5"))
_OTHER_YEAR = 2.0
"""What it costs, in log-odds, where a sentence speaks of another year than its side's."""
_LONG, _TOO_LONG = 40, 0.05
"""Words from which on each costs a sentence this much, in log-odds: both sides must fit into one answer."""
_WORDS = 92
"""Of an answer, its leads, marks and the change aside."""
_FIGURED = float(__import__("os").environ.get("FIG","1"))
"""What two sentences gain, in log-odds, by figures of one kind, which stand beside each other."""
_NEAR = float(__import__("os").environ.get("NEAR","2.5"))
"""How far below the best of its year, in log-odds, a further sentence may lie."""
_MOST = int(__import__("os").environ.get("MOST","3"))
"""Sentences of a year."""
_BAR = 0.05
"""What the best sentence of a year must score to be its side."""
_HINTED = 0.5
"""The share of the later side's best score that the earlier must reach where only a hint asks for it."""
_FIGURES = (Wanted.NUMBER, Wanted.PERCENTAGE, Wanted.MONEY)


@dataclass(frozen=True)
class _Rated:
    """A sentence that may stand for a year."""

    item: Evidence
    odds: float
    """In log-odds."""
    kinds: frozenset[FigureKind]
    """Of its figures."""


def draft(reading: Reading, found: Found, index: HybridIndex) -> Draft:
    """The best sentences of each year, and the change of the figure that is asked for; a year of which nothing is said has a note."""
    rated = _sides(reading, found, index)
    notes = tuple(f"Nothing on this was found for {period}." for period in reading.periods if period not in rated and not reading.hinted)
    if not rated:
        return Draft((), notes)
    chosen = _chosen(rated, reading, index)
    rows = [claim for items in chosen.values() for claim in fact.claims(sorted(items, key=lambda item: (item.passage, item.start)), index)]
    return Draft((*rows, *_change(reading, [items[0] for items in chosen.values()])), notes)


def _sides(reading: Reading, found: Found, index: HybridIndex) -> dict[Period, list[_Rated]]:
    """For each year the sentences that may stand for it, the best first: those that hold what is wanted, where some do."""
    by_year: dict[Period, list[Evidence]] = {}
    for item in found.evidence:
        if period := index.document_of(index.passages[item.passage]).period:
            by_year.setdefault(period, []).append(item)
    untold = any(period not in by_year for period in reading.periods)
    rated = {}
    for side in sides(reading):
        own = by_year.get(side.periods[0], [])
        own = [item for item in own if refuse.answers(side, item, index)] or own
        if own and own[0].score >= _BAR:
            rows = [_Rated(item, _odds(item, side, untold), frozenset(figure.kind for figure in figures(item.text))) for item in own[:_CANDIDATES]]
            rated[side.periods[0]] = sorted(rows, key=lambda row: -row.odds)
    best = {period: max(row.item.score for row in rows) for period, rows in rated.items()}
    if reading.hinted and len(rated) > 1 and best[min(best)] < _HINTED * best[max(best)]:
        del rated[min(best)]
    return rated


def _chosen(rated: Mapping[Period, Sequence[_Rated]], reading: Reading, index: HybridIndex) -> dict[Period, list[Evidence]]:
    """For each year the sentence that answers best, and further ones that come near it as long as there is room, the best first."""
    chosen = {period: [row.item] for period, row in _firsts(rated, reading, index).items()}
    spare = _WORDS - sum(_length(items[0]) for items in chosen.values())
    further = [(row.odds - rows[0].odds, period, row.item) for period, rows in rated.items() for row in rows if row.odds >= rows[0].odds - _NEAR]
    leant = [(0.0, period, before) for period, items in chosen.items() if (before := fact.leant_on(items[0], index))]
    for _, period, item in (*leant, *sorted(further, key=lambda row: -row[0])):
        own = chosen[period]
        if len(own) < _MOST and _length(item) <= spare and all(item.text != other.text for other in own):
            own.append(item)
            spare -= _length(item)
    return chosen


def _firsts(rated: Mapping[Period, Sequence[_Rated]], reading: Reading, index: HybridIndex) -> dict[Period, _Rated]:
    """For each year the best sentence, together with those of the year beside it where the same is asked of both."""
    if len(rated) == 1 or reading.parts:
        return {period: rows[0] for period, rows in rated.items()}
    chosen: dict[Period, _Rated] = {}
    for before, after in itertools.pairwise(rated):
        ones = [row for row in rated[before] if before not in chosen or row is chosen[before]]
        chosen[before], chosen[after] = max(itertools.product(ones, rated[after]), key=lambda pair: _together(*pair, reading, index))
    return chosen


def _together(one: _Rated, other: _Rated, reading: Reading, index: HybridIndex) -> float:
    """How well two sentences stand for their years beside each other."""
    figured = not reading.bodies and bool(one.kinds & other.kinds)
    return one.odds + other.odds + _ALIKE * _likeness(one.item, other.item, index) + _FIGURED * figured


def _odds(item: Evidence, side: Reading, untold: bool) -> float:
    score = min(max(item.score, 1e-4), 1 - 1e-4)
    (period,) = side.periods
    elsewhere = any(str(other) in item.text for other in (period.earlier(), period.earlier(-1))) and str(period) not in item.text
    extreme = bool(cues.SUPERLATIVE.search(side.question) and cues.SUPERLATIVE.search(item.text))
    tells = bool((untold or side.bodies) and cues.LOOKS_BACK.search(item.text))
    long = max(_length(item) - _LONG, 0)
    return math.log(score / (1 - score)) - _OTHER_YEAR * elsewhere + _TELLING * extreme + _BACK * tells - _TOO_LONG * long


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
