"""Dense search: the nearest vectors, exactly and by HNSW, among all or some."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.dense import DenseIndex
from index.encode import Vectors

_DIMENSION = 16


def unit_vectors(count: int, seed: int = 0) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, _DIMENSION)).astype(np.float32)
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def nearest(vectors: Vectors, vector: Vectors, numbers: NDArray[np.int64]) -> list[int]:
    return [int(n) for n in numbers[np.argsort(-(vectors[numbers] @ vector), kind="stable")]]


def test_the_exact_search_ranks_as_the_dot_product_does() -> None:
    vectors, (vector,) = unit_vectors(300), unit_vectors(1, seed=1)
    found, scores = DenseIndex.from_vectors(vectors).search(vector, 10)
    assert found == nearest(vectors, vector, np.arange(300))[:10]
    assert scores == pytest.approx((vectors @ vector)[found], abs=1e-6)
    assert scores == sorted(scores, reverse=True)


def test_a_vector_finds_itself() -> None:
    vectors = unit_vectors(50)
    found, scores = DenseIndex.from_vectors(vectors).search(vectors[17], 1)
    assert (found, scores) == ([17], pytest.approx([1.0], abs=1e-6))


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(1, 70), st.data())
@pytest.mark.parametrize("exact_up_to", [0, 1000])
def test_a_search_among_some_returns_only_those(exact_up_to: int, count: int, k: int, data: st.DataObject) -> None:
    numbers = np.array(sorted(data.draw(st.sets(st.integers(0, count - 1), min_size=1))), dtype=np.int64)
    vectors, (vector,) = unit_vectors(count, seed=count), unit_vectors(1, seed=k)
    found, scores = DenseIndex.from_vectors(vectors, exact_up_to).search(vector, k, numbers)
    assert set(found) <= set(numbers.tolist())
    assert len(found) == len(set(found)) == len(scores) <= min(k, len(numbers))
    if exact_up_to:
        assert sorted(found) == sorted(nearest(vectors, vector, numbers)[:k])


def test_a_search_for_more_than_there_are_returns_all() -> None:
    found, _ = DenseIndex.from_vectors(unit_vectors(5)).search(unit_vectors(1)[0], 50)
    assert sorted(found) == [0, 1, 2, 3, 4]


def test_past_the_limit_hnsw_takes_over_and_finds_nearly_the_same() -> None:
    vectors, questions = unit_vectors(2_000), unit_vectors(20, seed=1)
    exact, graph = DenseIndex.from_vectors(vectors, exact_up_to=2_000), DenseIndex.from_vectors(vectors, exact_up_to=0)
    assert len(exact) == len(graph) == 2_000
    same = sum(len(set(exact.search(q, 10)[0]) & set(graph.search(q, 10)[0])) for q in questions)
    assert same / 200 > 0.8
    scores = graph.search(questions[0], 10)[1]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("exact_up_to", [0, 1000])
def test_similarities_are_the_dot_products(exact_up_to: int) -> None:
    vectors, (vector,) = unit_vectors(40), unit_vectors(1, seed=1)
    index = DenseIndex.from_vectors(vectors, exact_up_to)
    numbers = np.array([3, 39, 0], dtype=np.int64)
    assert index.similarities(vector, numbers) == pytest.approx(vectors[numbers] @ vector, abs=1e-6)
    assert index.similarities(vector, np.array([], dtype=np.int64)).shape == (0,)


@pytest.mark.parametrize("exact_up_to", [0, 1000])
def test_saved_and_loaded_it_finds_the_same(tmp_path: Path, exact_up_to: int) -> None:
    index = DenseIndex.from_vectors(unit_vectors(200), exact_up_to)
    index.save(tmp_path / "dense.faiss")
    loaded = DenseIndex.load(tmp_path / "dense.faiss")
    (vector,), some = unit_vectors(1, seed=1), np.arange(0, 200, 7)
    assert len(loaded) == 200
    assert loaded.search(vector, 20) == index.search(vector, 20)
    assert loaded.search(vector, 20, some) == index.search(vector, 20, some)


@pytest.mark.parametrize("content", [b"", b"no index at all"])
def test_a_file_that_is_no_index_is_an_error_to_catch(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "dense.faiss"
    file.write_bytes(content)
    with pytest.raises(RuntimeError):
        DenseIndex.load(file)
