"""Fusion: scores in 0..1, the order of each part kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.fuse import Scores, minmax_mean, reciprocal_rank, scaled

_VALUES = st.floats(-1e6, 1e6, width=32)
_ONE = arrays(np.float32, st.integers(1, 40), elements=_VALUES)
_PAIR = st.integers(1, 40).flatmap(lambda n: st.tuples(arrays(np.float32, n, elements=_VALUES), arrays(np.float32, n, elements=_VALUES)))
_ROUNDING = 1e-6


@given(_ONE)
def test_scaled_scores_lie_between_0_and_1(scores: Scores) -> None:
    moved = scaled(scores)
    assert moved.shape == scores.shape
    assert np.isfinite(moved).all()
    assert moved.min() >= 0
    assert moved.max() <= 1 + _ROUNDING


@given(_ONE)
def test_scaling_keeps_the_order(scores: Scores) -> None:
    order = np.argsort(scores, kind="stable")
    assert (np.diff(scaled(scores)[order]) >= 0).all()


def test_the_best_scales_to_1_and_the_worst_to_0() -> None:
    assert scaled(np.array([2.0, 8.0, 5.0], dtype=np.float32)).tolist() == [0.0, 1.0, 0.5]


@pytest.mark.parametrize("scores", [[], [3.0], [3.0, 3.0, 3.0]])
def test_scores_that_do_not_differ_scale_to_0(scores: list[float]) -> None:
    assert scaled(np.array(scores, dtype=np.float32)).tolist() == [0.0] * len(scores)


def test_scaling_leaves_what_it_is_given_alone() -> None:
    scores = np.array([2.0, 8.0], dtype=np.float32)
    scaled(scores)
    assert scores.tolist() == [2.0, 8.0]


@given(_PAIR, st.floats(0, 1))
def test_fused_scores_lie_between_0_and_1(pair: tuple[Scores, Scores], weight: float) -> None:
    fused = minmax_mean(*pair, weight=weight)
    assert fused.dtype == np.float32
    assert fused.min() >= 0
    assert fused.max() <= 1 + _ROUNDING


@given(_PAIR)
def test_what_is_no_worse_in_both_parts_is_no_worse_fused(pair: tuple[Scores, Scores]) -> None:
    dense, sparse = pair
    fused = minmax_mean(dense, sparse)
    ranked = reciprocal_rank(dense, sparse)
    for a in range(len(fused)):
        worse = (dense < dense[a]) & (sparse < sparse[a])
        assert (fused[worse] <= fused[a]).all()
        assert (ranked[worse] < ranked[a]).all()


@given(_PAIR)
def test_the_weight_is_the_dense_share(pair: tuple[Scores, Scores]) -> None:
    dense, sparse = pair
    assert np.array_equal(minmax_mean(dense, sparse, weight=1.0), scaled(dense))
    assert np.array_equal(minmax_mean(dense, sparse, weight=0.0), scaled(sparse))


def test_the_mean_of_two_opposite_rankings_is_level() -> None:
    up, down = np.array([0.0, 1.0, 2.0], dtype=np.float32), np.array([2.0, 1.0, 0.0], dtype=np.float32)
    assert minmax_mean(up, down).tolist() == [0.5, 0.5, 0.5]


def test_reciprocal_rank_adds_one_over_constant_and_rank() -> None:
    dense, sparse = np.array([0.9, 0.1], dtype=np.float32), np.array([5.0, 7.0], dtype=np.float32)
    assert reciprocal_rank(dense, sparse, constant=60) == pytest.approx([1 / 61 + 1 / 62, 1 / 62 + 1 / 61])
    assert reciprocal_rank(dense, dense, constant=1) == pytest.approx([1.0, 2 / 3])


def test_reciprocal_rank_gives_ties_to_the_earlier() -> None:
    level = np.zeros(3, dtype=np.float32)
    first, second, third = reciprocal_rank(level, level)
    assert first > second > third
