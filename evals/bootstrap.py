"""How far a measure might have come out otherwise: bootstrap intervals and paired differences, seeded and vectorised.

Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap (percentile intervals); Koehn 2004 for the paired test of two systems on the same
cases. A draw of n cases with replacement is written as how often each case was drawn, so that a measure over all draws is one matrix product.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

DRAWS = 10_000
"""Of a paired difference, whose p is wanted to a hundredth."""
FEW = 2_000
"""Of an interval, which is shown to two digits."""
SEED = 20242025
LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A measure with its 95 % interval; all three are None where no case bears on it."""

    value: float | None
    low: float | None = None
    high: float | None = None

    def to_json(self) -> dict[str, float | None]:
        return {"value": _rounded(self.value), "low": _rounded(self.low), "high": _rounded(self.high)}


@dataclass(frozen=True)
class Difference:
    """How much higher a share is than it was, over the same cases."""

    cases: int
    before: float
    now: float
    low: float
    high: float
    p: float
    """How often a draw shows no difference or the contrary, both sides counted, 0 to 1."""


def draws(cases: int, *, count: int = FEW, seed: int = SEED) -> Numbers:
    """How often each of n cases is in each draw, shape (count, cases); each row sums to n."""
    if cases == 0:
        return np.zeros((count, 0))
    random = np.random.default_rng(seed)
    picked = random.integers(cases, size=(count, cases))
    rows = np.arange(count)[:, None] * cases
    return np.bincount((picked + rows).ravel(), minlength=count * cases).reshape(count, cases).astype(np.float64)


def estimate(value: Numbers, sampled: Numbers) -> Estimate:
    """A measure's value, shape (1,), with the interval that its draws span, shape (draws,)."""
    if not len(value) or not np.isfinite(value[0]):
        return Estimate(None)
    good = sampled[np.isfinite(sampled)]
    if not len(good):
        return Estimate(float(value[0]))
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(good, [tail, 1 - tail])
    return Estimate(float(value[0]), float(low), float(high))


def paired(before: Numbers, now: Numbers, *, count: int = DRAWS, seed: int = SEED) -> Difference | None:
    """The difference of two runs over the same cases, each shape (cases,); None without a case."""
    if not len(now):
        return None
    change = now - before
    sampled = draws(len(now), count=count, seed=seed) @ change / len(now)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(sampled, [tail, 1 - tail])
    p = min(1.0, 2 * float(min(np.mean(sampled <= 0), np.mean(sampled >= 0))))
    return Difference(len(now), float(before.mean()), float(now.mean()), float(low), float(high), p)


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


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
