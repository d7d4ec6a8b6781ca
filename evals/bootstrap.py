"""How far a mean may be off by chance: percentile bootstrap [Efron and Tibshirani 1993, An Introduction to the Bootstrap]."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95


def interval(values: Sequence[float], seed: int = 0, draws: int = 1000) -> tuple[float, float]:
    """The 95% bootstrap interval of the mean of some values; (0, 0) for none."""
    rows = np.asarray(values, dtype=np.float64)
    return interval_of(len(rows), lambda drawn: float(rows[drawn].mean()), seed, draws)


def interval_of(size: int, measure: Callable[[NDArray[np.int64]], float], seed: int = 0, draws: int = 1000) -> tuple[float, float]:
    """The 95% bootstrap interval of what is measured of `size` cases, drawn anew with replacement; (0, 0) for none.

    Args:
        measure: what is measured of the cases with the numbers drawn, shape (size,).
    """
    if not size:
        return 0.0, 0.0
    generator = np.random.default_rng(seed)
    found = [measure(generator.integers(0, size, size)) for _ in range(draws)]
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
