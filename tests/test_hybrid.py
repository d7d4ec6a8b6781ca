"""The hybrid search over the digests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.hybrid import HybridIndex
from index.store import Store

QUESTIONS = ("How did Devon do on finance?", "waiting times for children", "What does the guidance ask of partners?", "zzyzx")


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_are_best_first_and_within_their_ranges(digest_index: HybridIndex, question: str) -> None:
    hits = digest_index.search(question, k=20)
    assert len(hits) == 20
    assert len({hit.passage for hit in hits}) == 20
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 and -1 <= hit.dense <= 1.000001 and hit.sparse >= 0 for hit in hits)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_finds_the_same(digest_index: HybridIndex, question: str) -> None:
    assert digest_index.search(question) == digest_index.search(question)


def test_another_loading_finds_the_same(digest_index: HybridIndex, shared_home: Path) -> None:
    again = Store(shared_home, "eval-digest").load()
    assert again.hash == digest_index.hash
    for question in QUESTIONS:
        assert again.search(question) == digest_index.search(question)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), k=st.integers(1, 30))
def test_only_the_passages_asked_for_are_searched(digest_index: HybridIndex, data: st.DataObject, k: int) -> None:
    where = data.draw(st.sets(st.integers(0, len(digest_index.passages) - 1), min_size=1, max_size=60))
    some_vector = np.eye(1, 384, dtype=np.float32)[0]
    hits = digest_index.search("deficit of the board", where=sorted(where), k=k, vector=some_vector)
    assert {hit.passage for hit in hits} <= where
    assert len(hits) == min(k, len(where))


def test_the_order_and_repeats_of_where_do_not_matter(digest_index: HybridIndex) -> None:
    where = [40, 3, 17, 99, 3, 40]
    assert digest_index.search(QUESTIONS[0], where=where) == digest_index.search(QUESTIONS[0], where=sorted(set(where)))


def test_nowhere_to_search_finds_nothing(digest_index: HybridIndex) -> None:
    assert digest_index.search(QUESTIONS[0], where=[]) == []
    assert digest_index.search(QUESTIONS[0], k=0) == []


def test_a_single_passage_is_a_whole_hit(digest_index: HybridIndex) -> None:
    (hit,) = digest_index.search(QUESTIONS[0], where=[5])
    assert (hit.passage, hit.score) == (5, 1.0)


def test_a_passage_finds_itself_by_its_own_words(digest_index: HybridIndex) -> None:
    for number in (0, 50, 150, len(digest_index.passages) - 1):
        passage = digest_index.passages[number]
        assert digest_index.search(f"{digest_index.context_of(passage)}\n{passage.text}", k=1)[0].passage == number


def test_the_lexical_half_can_be_given_its_own_words(digest_index: HybridIndex) -> None:
    vector = digest_index.encode("dentistry")
    late = digest_index.late_scores("dentistry")
    plain = digest_index.search("dentistry", vector=vector, k=5)
    expanded = digest_index.search("dentistry", vector=vector, words="dentistry dentist dental", k=5)
    alone = digest_index.search("anything", vector=vector, words="dentistry", late=late, k=5)
    assert alone == plain
    assert max(hit.sparse for hit in expanded) > max(hit.sparse for hit in plain)


def test_each_sentence_has_a_vector(digest_index: HybridIndex) -> None:
    counts = [len(passage.sentences) for passage in digest_index.passages]
    assert digest_index.sentence_vectors.shape == (sum(counts), 384)
    assert digest_index.sentence_offsets == [0, *np.cumsum(counts)[:-1].tolist()]
    assert np.allclose(np.linalg.norm(digest_index.sentence_vectors, axis=1), 1, atol=1e-5)


def test_a_question_is_one_unit_vector(digest_index: HybridIndex) -> None:
    vector = digest_index.encode("How did Devon do?")
    assert vector.shape == (384,)
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5)


def test_a_passage_knows_its_document_and_place(digest_index: HybridIndex) -> None:
    for passage in digest_index.passages:
        document = digest_index.document_of(passage)
        assert document.text[passage.start : passage.end] == passage.text
        assert document.title in digest_index.context_of(passage)


def test_what_is_said_in_other_words_ranks_higher_by_its_late_scores(digest_index: HybridIndex) -> None:
    vector = digest_index.encode(QUESTIONS[0])
    late = np.zeros(len(digest_index.sentence_vectors), dtype=np.float32)
    last = digest_index.search(QUESTIONS[0], vector=vector, late=late, k=100)[-1].passage
    late[digest_index.sentence_offsets[last]] = 1
    hits = [hit.passage for hit in digest_index.search(QUESTIONS[0], vector=vector, late=late, k=100)]
    assert hits.index(last) < 10
