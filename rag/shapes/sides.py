"""The sides of an answer that sets years or bodies beside each other: chosen together, so that they speak of the same thing, and short.

Of the sentences that answer for one side and for the next, the pair that speaks of the same thing is best; further ones follow as long as
there is room.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from index.hybrid import HybridIndex
from index.sparse import Stems
from rag.figures import FigureKind, figures
from rag.measured import Measured, likest, measured
from rag.odds import odds_of
from rag.shapes import fact
from rag.types import Evidence

ROOM = 118
"""Words of an answer."""
_LEAD = 12
"""Words that the leads of two sides may take."""
_CANDIDATES = 20
"""Sentences of each side of which those that stand beside each other are chosen."""
_ALIKE = 4.0
"""What likeness of meaning between two sides counts for, where a side's score counts by its log-odds; chosen on the dev cases, as what follows."""
_FIGURED = 1.0
"""What two sentences gain, in log-odds, by figures of one kind, which stand beside each other."""
_MEASURED = 1.0
"""What they gain where those are of the same thing, word by word."""
_LONG, _TOO_LONG = 25, 0.06
"""Words from which on each costs a sentence this much, in log-odds: all sides must fit into one answer."""
_NEAR = 2.5
"""How far below the best of its side, in log-odds, a further sentence may lie."""

_SHARE = 0.5
"""The share of the best one's score from which it is near whatever the odds, which grow without end for what is all but sure."""

Key = TypeVar("Key")


@dataclass(frozen=True)
class Rated:
    """A sentence that may stand for a side."""

    item: Evidence
    odds: float
    """In log-odds."""
    kinds: frozenset[FigureKind]
    """Of its figures."""


def rated(items: Sequence[Evidence], gain: Callable[[Evidence], float] = lambda item: 0.0) -> list[Rated]:
    """The best sentences of a side, best first; what was asked of those who were surveyed is no answer of theirs.

    Args:
        items: best score first.
        gain: what speaks for a sentence beside its score, in log-odds.
    """
    telling = [item for item in items if not _asks(item.text)] or items
    rows = [Rated(item, _odds(item) + gain(item), _kinds(item.text)) for item in telling[:_CANDIDATES]]
    return sorted(rows, key=lambda row: -row.odds)


def chosen(
    sides: Mapping[Key, Sequence[Rated]], index: HybridIndex, *, most: int, room: int = ROOM, same: bool = True, figured: bool = False
) -> dict[Key, list[Evidence]]:
    """For each side the sentence that answers best together with the others', and further ones that come near it as long as there is room.

    Args:
        most: sentences of a side at most.
        room: words of all of them at most, with their leads and marks; the first of each side is always there.
        same: whether the same is asked of all sides.
        figured: whether figures are what they are compared by, as those of surveys are; what is said of one board adds nothing to them then.
    """
    found = {key: [row.item] for key, row in _firsts(sides, index, same, figured, room).items()}
    spare = room - sum(len(fact.lead_of(items[0], index).split()) + _cost(items[0]) for items in found.values())
    near = [(row.odds, key, row.item) for key, rows in sides.items() for row in rows if _is_near(row, rows[0])]
    further = [(key, item) for _, key, item in sorted(near, key=lambda row: -row[0])]
    leant = [(key, before) for key, items in found.items() if (before := fact.leant_on(items[0], index))]
    for count in range(2, most + 1):
        for key, item in (*leant, *further):
            own = found[key]
            if figured and index.passages[item.passage].body != index.passages[own[0].passage].body:
                continue
            if len(own) < count and _cost(item) <= spare and all(item.text != other.text for other in own):
                own.append(item)
                spare -= _cost(item)
    return found


def _is_near(row: Rated, best: Rated) -> bool:
    return row.odds >= best.odds - _NEAR or row.item.score >= _SHARE * best.item.score


def likeness(one: Evidence, other: Evidence, index: HybridIndex) -> float:
    """How alike two sentences are in meaning, -1 to 1."""
    vectors = [index.sentence_vectors[index.sentence_offsets[item.passage] + item.sentence] for item in (one, other)]
    return float(vectors[0] @ vectors[1])


def _firsts(sides: Mapping[Key, Sequence[Rated]], index: HybridIndex, same: bool, figured: bool, room: int) -> dict[Key, Rated]:
    """For each side the best sentence, together with that of the side beside it where the same is asked of both."""
    if len(sides) == 1 or not same:
        return {key: rows[0] for key, rows in sides.items()}
    found: dict[Key, Rated] = {}
    for one, other in itertools.pairwise(sides):
        ones = [found[one]] if one in found else sides[one]
        pairs = list(itertools.product(ones, sides[other]))
        short = [pair for pair in pairs if sum(_cost(row.item) for row in pair) <= room - _LEAD]
        found[one], found[other] = max(short or pairs, key=lambda pair: _together(pair[0], pair[1], index, figured))
    return found


def _together(one: Rated, other: Rated, index: HybridIndex, figured: bool) -> float:
    """How well two sentences stand beside each other."""
    together = one.odds + other.odds + _ALIKE * likeness(one.item, other.item, index)
    if not figured or not one.kinds & other.kinds:
        return together
    return together + _FIGURED + _MEASURED * same_measure(one.item, other.item, index)[0]


def same_measure(one: Evidence, other: Evidence, index: HybridIndex) -> tuple[float, tuple[Measured, Measured] | None]:
    """How much figures of two sentences are of the same thing, 0 to 1, and which two are so most."""
    ones, others = (_measured(item.text, index.sparse.stems) for item in (one, other))
    return likest(ones, others)


@lru_cache(maxsize=8192)
def _kinds(text: str) -> frozenset[FigureKind]:
    return frozenset(figure.kind for figure in figures(text))


@lru_cache(maxsize=8192)
def _measured(text: str, stems: Stems) -> tuple[Measured, ...]:
    return measured(text, stems)


def _asks(text: str) -> bool:
    """True for a question, as a survey's are printed beside its findings."""
    return text.rstrip(" \"”’')").endswith("?")


def _odds(item: Evidence) -> float:
    return odds_of(item.score) - _TOO_LONG * max(len(item.text.split()) - _LONG, 0)


def _cost(item: Evidence) -> int:
    """Words that a sentence takes in an answer, with its mark."""
    return len(item.text.split()) + 1
