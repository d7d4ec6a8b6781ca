"""What is measured on the public benchmarks, each in one short pure function."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

import numpy as np

Named = TypeVar("Named")
Span = tuple[int, int]


def recall_at(ranked: Sequence[Named], gold: AbstractSet[Named], k: int) -> float:
    """The share of the gold items among the first k [Manning, Raghavan and Schuetze, Introduction to Information Retrieval]."""
    return len(set(ranked[:k]) & gold) / len(gold)


def precision_at(ranked: Sequence[Named], gold: AbstractSet[Named], k: int) -> float:
    """The share of gold items among the first k."""
    return len(set(ranked[:k]) & gold) / k


def reciprocal_rank(ranked: Sequence[Named], gold: AbstractSet[Named], k: int) -> float:
    """1 by the rank of the first gold item among the first k; 0 where there is none."""
    return next((1 / rank for rank, item in enumerate(ranked[:k], start=1) if item in gold), 0.0)


def r_precision(scores: Sequence[float], gold: Sequence[bool]) -> float:
    """The share of gold items among as many best-scored ones as there are gold ones; the earlier first where scores are equal."""
    count = sum(gold)
    best = np.argsort(-np.asarray(scores), kind="stable")[:count]
    return sum(gold[int(n)] for n in best) / count


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """The chance that a positive case is scored above a negative one, half for a tie [Mann and Whitney 1947]; 0.5 without both kinds."""
    truth = np.asarray(positive, dtype=bool)
    high, low = np.asarray(scores)[truth], np.sort(np.asarray(scores)[~truth])
    if not len(high) or not len(low):
        return 0.5
    below = np.searchsorted(low, high, side="left")
    tied = np.searchsorted(low, high, side="right") - below
    return float((below + tied / 2).sum() / (len(high) * len(low)))


def union(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, those that overlap or touch made one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def overlap(one: Sequence[Span], two: Sequence[Span]) -> int:
    """How many characters two lists of spans share, each list's own overlaps counted once."""
    return sum(max(0, min(b, d) - max(a, c)) for a, b in union(one) for c, d in union(two))


def length(spans: Sequence[Span]) -> int:
    """How many characters some spans hold."""
    return sum(end - start for start, end in spans)


def span_scores(retrieved: Sequence[Span], gold: Sequence[Span], elsewhere: int = 0) -> tuple[float, float, float]:
    """Recall, precision and intersection over union of characters [Smith and Troynikov 2024, Evaluating Chunking Strategies for Retrieval].

    Args:
        retrieved: spans of the gold's text that were retrieved.
        elsewhere: characters that were retrieved from other texts.
    """
    shared, wanted, got = overlap(retrieved, gold), length(gold), length(retrieved) + elsewhere
    return shared / wanted if wanted else 0.0, shared / got if got else 0.0, shared / (got + wanted - shared) if got + wanted else 0.0
