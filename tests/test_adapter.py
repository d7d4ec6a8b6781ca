"""The adapter of the encoder's vectors."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.asked import Asked, finding_id
from index.adapter import Adapter
from index.asked import shipped, text_key
from index.encode import DIMENSION, Vectors
from index.hybrid import HybridIndex


def test_adapted_vectors_are_unit_rows_whatever_their_length() -> None:
    adapter, rows = Adapter.load(), np.random.default_rng(1).normal(size=(5, DIMENSION)).astype(np.float32)
    adapted = adapter.adapt(rows)
    assert adapter.matrix.shape == (DIMENSION, DIMENSION)
    assert np.allclose(np.linalg.norm(adapted, axis=1), 1.0, atol=1e-5)
    assert np.allclose(adapter.adapt(3 * rows), adapted, atol=1e-5)
    assert np.allclose(adapter.adapt(rows[0]), adapted[0], atol=1e-5)


def test_a_row_of_nothing_stays_finite() -> None:
    assert np.isfinite(Adapter.load().adapt(np.zeros((2, DIMENSION), dtype=np.float32))).all()


@pytest.mark.parametrize("seed", range(3))
def test_questions_come_nearer_the_finding_that_they_ask_for(digest_index: HybridIndex, seed: int) -> None:
    """Among all sentences a finding's own questions rank it higher with the adapter than without."""
    known = shipped()
    rows = {finding_id(_text(digest_index, p, n)): digest_index.sentence_offsets[p] + n for p, n in _places(digest_index)}
    keys = sorted(key for key in Asked.load().by_finding if key in rows)
    chosen = np.random.default_rng(seed).choice(len(keys), 60, replace=False)
    pairs = [(known[text_key(question)], rows[keys[n]]) for n in chosen for question in Asked.load().by_finding[keys[n]]]
    plain, adapted = _ranks(pairs, digest_index, None), _ranks(pairs, digest_index, Adapter.load())
    assert (1 / adapted).mean() > (1 / plain).mean() + 0.05


def _ranks(pairs: list[tuple[Vectors, int]], index: HybridIndex, adapter: Adapter | None) -> Vectors:
    sentences = adapter.adapt(index.sentence_vectors) if adapter else index.sentence_vectors
    scores = [(sentences @ (adapter.adapt(vector) if adapter else vector), right) for vector, right in pairs]
    return np.array([1 + (found > found[right]).sum() for found, right in scores], dtype=np.float32)


def _places(index: HybridIndex) -> list[tuple[int, int]]:
    return [(p, n) for p, passage in enumerate(index.passages) for n in range(len(passage.sentences))]


def _text(index: HybridIndex, p: int, n: int) -> str:
    passage = index.passages[p]
    sentence = passage.sentences[n]
    return index.document_of(passage).text[sentence.start : sentence.end]
