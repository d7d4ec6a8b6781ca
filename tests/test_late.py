"""Late interaction: how each token of a question finds its like among a sentence's tokens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.bodies import Bodies
from corpus.split import all_passages
from evals.benchmarks.texts import lines_document
from index.encode import DIMENSION, Vectors
from index.hybrid import HybridIndex
from index.late import MOST_RARITY, LateIndex, Projection
from index.memory import in_memory
from index.store import Store


@pytest.fixture(scope="module")
def projection() -> Projection:
    return Projection.load()


def unit_rows(count: int, dimension: int, seed: int) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, dimension))
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def test_the_projection_of_the_package_fits_the_encoder(projection: Projection) -> None:
    assert projection.matrix.shape == (DIMENSION, projection.dimension)
    assert projection.gate.shape == (DIMENSION,)
    assert projection.bias > 0
    assert np.isfinite(projection.matrix).all()
    assert np.isfinite(projection.gate).all()


@settings(deadline=None)
@given(count=st.integers(0, 12), seed=st.integers(0, 2**32 - 1), scale=st.floats(1e-3, 1e3))
def test_projected_tokens_are_unit_rows_whatever_their_length(projection: Projection, count: int, seed: int, scale: float) -> None:
    tokens = unit_rows(count, DIMENSION, seed)
    rows = projection.project(tokens)
    assert rows.shape == (count, projection.dimension)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
    assert np.allclose(projection.project(tokens * np.float32(scale)), rows, atol=1e-4)


@settings(deadline=None)
@given(rarities=st.lists(st.floats(0, 12, width=32), min_size=1, max_size=12), seed=st.integers(0, 2**32 - 1))
def test_weights_are_shares(projection: Projection, rarities: list[float], seed: int) -> None:
    weights = projection.weigh(unit_rows(len(rarities), DIMENSION, seed), np.array(rarities, dtype=np.float32))
    assert weights.shape == (len(rarities),)
    assert float(weights.sum()) == pytest.approx(1, abs=1e-5)
    assert (weights > 0).all()


@settings(deadline=None)
@given(low=st.floats(0, 5), more=st.floats(0.1, 5), seed=st.integers(0, 2**32 - 1))
def test_of_two_like_tokens_the_rarer_weighs_more_up_to_a_point(projection: Projection, low: float, more: float, seed: int) -> None:
    twice = np.repeat(unit_rows(1, DIMENSION, seed), 2, axis=0)
    common, rare = projection.weigh(twice, np.array([low, low + more], dtype=np.float32))
    assert rare > common
    high, higher = projection.weigh(twice, np.array([MOST_RARITY, MOST_RARITY + more], dtype=np.float32))
    assert high == higher


@settings(deadline=None)
@given(lengths=st.lists(st.integers(1, 6), max_size=8), words=st.integers(1, 5), seed=st.integers(0, 2**32 - 1))
def test_matches_are_those_of_a_plain_loop(lengths: list[int], words: int, seed: int) -> None:
    tokens, query = unit_rows(sum(lengths), 16, seed), unit_rows(words, 16, seed + 1)
    weights = np.random.default_rng(seed).dirichlet(np.ones(words)).astype(np.float32)
    starts = np.cumsum([0, *lengths], dtype=np.int64)[:-1]
    expected = []
    for start, length in zip(starts, lengths, strict=True):
        sentence = tokens[start : start + length]
        expected.append(sum(float(weight) * max(float(word @ token) for token in sentence) for word, weight in zip(query, weights, strict=True)))
    assert LateIndex(tokens, starts).matches(query) @ weights == pytest.approx(expected, abs=1e-5)


def test_an_empty_index_has_no_matches() -> None:
    empty = LateIndex(np.zeros((0, 128), dtype=np.float32), np.zeros(0, dtype=np.int64))
    assert empty.matches(unit_rows(3, 128, 0)).shape == (0, 3)


def test_a_sentence_that_holds_the_questions_tokens_scores_highest() -> None:
    query = unit_rows(3, 32, 1)
    tokens = np.concatenate([unit_rows(4, 32, 2), query[::-1], unit_rows(5, 32, 3)])
    scores = LateIndex(tokens, np.array([0, 4, 7], dtype=np.int64)).matches(query).mean(axis=1)
    assert int(np.argmax(scores)) == 1
    assert float(scores[1]) == pytest.approx(1, abs=1e-5)


def test_an_index_without_tokens_scores_nothing_and_is_searched_all_the_same() -> None:
    documents = [lines_document("ferries", "", "The ferry carries patients."), lines_document("opticians", "", "The clinic has nine opticians.")]
    whole = in_memory(documents, all_passages(documents, len, Bodies(())), FakeEncoder())
    bare = HybridIndex(whole.documents, whole.passages, whole.dense, whole.sparse, whole.encoder, whole.sentence_vectors)
    assert whole.late_scores("nine opticians").any()
    assert bare.late_scores("nine opticians").tolist() == [0, 0]
    assert {hit.passage for hit in bare.search("nine opticians")} == {0, 1}


# the digest's index


def test_each_sentence_has_tokens(digest_index: HybridIndex) -> None:
    late = digest_index.late
    assert late is not None
    assert len(late.starts) == len(digest_index.sentence_vectors)
    assert (np.diff([*late.starts, len(late.tokens)]) > 0).all()
    assert np.allclose(np.linalg.norm(late.tokens, axis=1), 1, atol=1e-2)


def test_another_loading_scores_the_same(digest_index: HybridIndex, shared_home: Path) -> None:
    question = "How well does Devon keep to its budget?"
    scores = digest_index.late_scores(question)
    assert scores.shape == (len(digest_index.sentence_vectors),)
    assert np.array_equal(Store(shared_home, "eval-digest").load().late_scores(question), scores)
    assert np.array_equal(digest_index.late_scores(question), scores)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Is it hard to find someone to fix your teeth?", "dental"),
        ("Do people with learning disabilities get their yearly check-up?", "health check"),
        ("Are youngsters waiting too long for help with anxiety?", "mental health"),
        ("Are staff treated unfairly because of their skin colour?", "racism"),
    ],
)
def test_a_thing_asked_for_in_other_words_is_found(digest_index: HybridIndex, question: str, said: str) -> None:
    sentences = [digest_index.document_of(p).text[s.start : s.end] for p in digest_index.passages for s in p.sentences]
    best = sentences[int(np.argmax(digest_index.late_scores(question)))]
    assert said in best
    assert said not in question
