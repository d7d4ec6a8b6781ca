"""One ranking of two: each score scaled to 0..1 over the candidates, then averaged with weights.

Min-max averaging keeps how much better a hit is, which reciprocal rank fusion throws away [Bruch et al. 2023, An Analysis of Fusion
Functions for Hybrid Retrieval].
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def scaled(scores: Scores) -> Scores:
    """Scores moved to 0..1, all 0 where they do not differ; shape kept."""
    if scores.size == 0:
        return scores
    low, high = float(scores.min()), float(scores.max())
    if high - low < 1e-9:
        return np.zeros_like(scores)
    return ((scores - low) / (high - low)).astype(np.float32)


def minmax_mean(dense: Scores, sparse: Scores, weight: float = 0.5) -> Scores:
    """The weighted mean of two scaled score vectors of the same shape; `weight` is the dense one's share."""
    return (weight * scaled(dense) + (1 - weight) * scaled(sparse)).astype(np.float32)


def reciprocal_rank(dense: Scores, sparse: Scores, constant: int = 60) -> Scores:
    """Reciprocal rank fusion of two score vectors of the same shape [Cormack et al. 2009]."""

    def part(scores: Scores) -> Scores:
        ranks = np.empty(len(scores), dtype=np.float32)
        ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
        return (1.0 / (constant + ranks)).astype(np.float32)

    return (part(dense) + part(sparse)).astype(np.float32)
