"""A trend: a side for each year, and what changed between them.

The sides are chosen together: of the sentences that answer for one year and for the other, the pair that speaks of the same thing.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

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
"""What a sentence gains, in log-odds, by a figure where none of a kind is asked for, and by a superlative where one is asked for: what two years
are compared by."""
_OTHER_YEAR = 2.0
"""What it costs, in log-odds, where a sentence speaks of another year than its side's."""
_FIGURES = (Wanted.NUMBER, Wanted.PERCENTAGE, Wanted.MONEY)


def draft(reading: Reading, found: Found, index: HybridIndex) -> Draft:
    """The best sentences of each year asked for, the earlier year first; of every year there is where none is named."""
    sides: dict[Period, list[Evidence]] = {}
    periods = {index.document_of(index.passages[e.passage]).period for e in found.evidence}
    wanted = sorted(reading.periods or [period for period in periods if period])
    for period in wanted:
        own = [e for e in found.evidence if index.document_of(index.passages[e.passage]).period == period]
        sides[period] = [e for e in own if refuse.answers(reading, e, index)] or own
    notes = tuple(f"Nothing on this was found for {period}." for period in wanted if not sides[period])
    held = {period: own for period, own in sides.items() if own}
    if not held:
        return Draft((), notes)
    first = _aligned(held, reading, index)
    words = fact.WORDS // len(held)
    rows: list[Claim] = []
    for period, own in held.items():
        rows += fact.claims(fact.choose(own, reading, index, most=2, words=words, first=first[period]), index)
    return Draft((*rows, *_change(reading, [first[period] for period in held])), notes)


def _aligned(sides: dict[Period, list[Evidence]], reading: Reading, index: HybridIndex) -> dict[Period, Evidence]:
    """For each year the sentence that answers best together with those of the year beside it."""
    if len(sides) == 1:
        return {period: own[0] for period, own in sides.items()}
    best: dict[Period, Evidence] = {}
    for (before, ones), (after, others) in itertools.pairwise(sides.items()):
        ones = [best[before]] if before in best else ones[:_CANDIDATES]
        pairs = [(one, other) for one in ones for other in others[:_CANDIDATES]]
        pair = max(pairs, key=lambda pair: _odds(pair[0], before, reading) + _odds(pair[1], after, reading) + _ALIKE * _likeness(pair, index))
        best[before], best[after] = pair
    return best


def _odds(item: Evidence, period: Period, reading: Reading) -> float:
    score = min(max(item.score, 1e-4), 1 - 1e-4)
    elsewhere = any(str(other) in item.text for other in (period.earlier(), period.earlier(-1))) and str(period) not in item.text
    extreme = bool(cues.SUPERLATIVE.search(reading.question) and cues.SUPERLATIVE.search(item.text))
    figured = not reading.bodies and bool(figures(item.text))
    return math.log(score / (1 - score)) - _OTHER_YEAR * elsewhere + _TELLING * (extreme + figured)


def _likeness(pair: Sequence[Evidence], index: HybridIndex) -> float:
    one, other = (index.sentence_vectors[index.sentence_offsets[e.passage] + e.sentence] for e in pair)
    return float(one @ other)


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
