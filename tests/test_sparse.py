"""Lexical search: words, stems, and BM25 over them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sparse import SparseIndex, Stems, content_words, words

TEXTS = (
    "Waiting times in emergency departments fell to 78%.",
    "The board overspent its budget by £20 million.",
    "Dentists are hard to find in coastal towns.",
    "Emergency admissions of children rose; emergency beds did not.",
)


@pytest.fixture(scope="module")
def index() -> SparseIndex:
    return SparseIndex.from_texts(TEXTS)


def test_words_keep_figures_whole_and_cut_possessives() -> None:
    assert words("Devon’s 4-hour target was 78.5%, in 2024/25: £1,200m") == ["devon", "4", "hour", "target", "was", "78.5%", "in", "2024/25", "£1200", "m"]


def test_content_words_leave_out_the_small_ones() -> None:
    assert content_words("What is the deficit of Devon in 2024/25?") == ["deficit", "devon", "2024/25"]


def test_words_of_one_stem_match() -> None:
    stems = Stems()
    assert stems.of("waiting waits waited") == ["wait"] * 3


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_scored(index: SparseIndex, text: str) -> None:
    scores = index.scores(text)
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    assert (scores >= 0).all()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=12), st.data())
def test_only_texts_that_share_a_stem_score(texts: list[str], data: st.DataObject) -> None:
    made = SparseIndex.from_texts(texts)
    query = data.draw(st.sampled_from(texts))
    asked = set(made.stems.of(query))
    for text, score in zip(texts, made.scores(query), strict=True):
        assert (score > 0) == bool(asked & set(made.stems.of(text)))


def test_the_text_with_the_rare_word_comes_first(index: SparseIndex) -> None:
    assert int(np.argmax(index.scores("finding a dentist"))) == 2
    assert int(np.argmax(index.scores("emergency"))) == 3


def test_a_word_counts_once_however_often_the_question_says_it(index: SparseIndex) -> None:
    assert index.scores("emergency emergency budget").tolist() == index.scores("budget emergency").tolist()


@pytest.mark.parametrize("query", ["", "?!", "the of and", "zzyzx", "日本"])
def test_a_question_without_known_words_scores_0(index: SparseIndex, query: str) -> None:
    assert index.scores(query).tolist() == [0.0] * len(TEXTS)


def test_postings_count_the_texts_of_a_stem(index: SparseIndex) -> None:
    vocabulary, begins = index.postings
    number = vocabulary[index.stems.of("emergency")[0]]
    assert int(begins[number + 1] - begins[number]) == 2


def test_saved_and_loaded_it_scores_the_same(tmp_path: Path, index: SparseIndex) -> None:
    index.save(tmp_path / "sparse")
    loaded = SparseIndex.load(tmp_path / "sparse")
    for query in (*TEXTS, "emergency budget", "zzyzx"):
        assert loaded.scores(query).tolist() == index.scores(query).tolist()
    assert {path.suffix for path in (tmp_path / "sparse").iterdir()} <= {".npy", ".json"}


def test_texts_without_words_can_be_indexed() -> None:
    assert SparseIndex.from_texts(["...", "the", "budget"]).scores("budget").tolist()[:2] == [0.0, 0.0]


def test_a_stem_is_the_rarer_the_fewer_texts_hold_it(index: SparseIndex) -> None:
    board, emergency, nowhere = (index.rarity(index.stems.of(word)[0]) for word in ("board", "emergency", "helicopter"))
    assert 0 < emergency < board < nowhere
    assert board == pytest.approx(math.log(1 + 3.5 / 1.5))
    assert nowhere == pytest.approx(math.log(1 + 4.5 / 0.5))
