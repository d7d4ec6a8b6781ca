"""Intervals and paired differences."""

from __future__ import annotations

import numpy as np
import pytest

from evals.bootstrap import Estimate, draws, estimate, paired


def test_a_draw_has_as_many_cases_as_there_are() -> None:
    drawn = draws(7, count=50)
    assert drawn.shape == (50, 7)
    assert (drawn.sum(axis=1) == 7).all()
    assert drawn.min() == 0
    assert drawn.max() > 1


def test_draws_are_the_same_each_time_and_others_with_another_seed() -> None:
    assert (draws(9, count=20) == draws(9, count=20)).all()
    assert (draws(9, count=20) != draws(9, count=20, seed=1)).any()


def test_an_interval_covers_the_value_and_is_as_wide_as_theory_says() -> None:
    values = np.array([1.0] * 60 + [0.0] * 40)
    drawn = draws(100, count=5000)
    found = estimate(np.array([0.6]), drawn @ values / 100)
    assert found.value == 0.6
    assert found.low is not None and found.high is not None
    # 1.96 standard errors of a share of 0.6 over 100 cases.
    assert found.high - found.low == pytest.approx(2 * 1.96 * (0.6 * 0.4 / 100) ** 0.5, rel=0.08)


def test_what_has_no_value_has_no_interval() -> None:
    assert estimate(np.array([np.nan]), np.array([0.1, 0.2])) == Estimate(None)
    assert estimate(np.array([0.5]), np.array([np.nan])) == Estimate(0.5)
    assert Estimate(None).to_json() == {"value": None, "low": None, "high": None}


def test_a_paired_difference_knows_a_change_from_none() -> None:
    before = np.array([0.0] * 50 + [1.0] * 50)
    same = paired(before, before)
    assert same is not None
    assert (same.before, same.now, same.low, same.high, same.p) == (0.5, 0.5, 0.0, 0.0, 1.0)
    better = paired(before, np.ones(100))
    assert better is not None
    assert better.now - better.before == 0.5
    assert better.low > 0.35
    assert better.p == 0.0


def test_a_change_to_and_fro_is_none() -> None:
    before = np.array([0.0, 1.0] * 20)
    found = paired(before, 1 - before)
    assert found is not None
    assert found.low < 0 < found.high
    assert found.p > 0.5


def test_without_cases_there_is_no_difference() -> None:
    assert paired(np.array([]), np.array([])) is None
    assert draws(0, count=3).shape == (3, 0)
