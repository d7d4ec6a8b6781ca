"""A paragraph is cut into sentences where a reader would cut it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.sentences import spans

WORDS = ["The board", "met", "in 2024/25", "a deficit of £2.2 million", "Dr Ash", "No. 4", "eg", "(see table 2)", "“We try", "hard”", '"So do we', 'always"']
MARKS = [".", "!", "?", "...", "…", ".”", '."', ".)", ":", ";", ",", "\n"]
PIECES = st.sampled_from([*WORDS, *MARKS])
TEXT = st.lists(PIECES, min_size=1, max_size=25).map(" ".join) | st.text(alphabet="Ab. ?!“”\"'’)(9£\n", min_size=1, max_size=60)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


@settings(deadline=None)
@given(TEXT)
def test_every_word_is_in_one_sentence_and_in_its_order(text: str) -> None:
    text = text.strip()
    found = spans(text)
    last = 0
    for start, end in found:
        assert text[last:start].strip() == ""
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last = end
    assert text[last:].strip() == ""


@settings(deadline=None)
@given(TEXT)
def test_cutting_is_the_same_each_time(text: str) -> None:
    assert spans(text) == spans(text)


def test_plain_sentences() -> None:
    assert cut("The plan was met. Was it late? It was! Nobody minded.") == ["The plan was met.", "Was it late?", "It was!", "Nobody minded."]


def test_one_sentence_without_its_stop() -> None:
    assert cut("The plan was met") == ["The plan was met"]


def test_nothing_has_no_sentence() -> None:
    assert spans("") == []


@pytest.mark.parametrize(
    "text",
    [
        "Spending rose by £2.2 million over 1.5 years.",
        "Dr Ash and Mr. Oak met Prof. Elm at St. Mary's.",
        "Some costs (eg. Energy and pay) rose.",
        "Some costs, i.e. Energy, rose.",
        "The lead was J. Smith of the board.",
        "It rose vs. London and fell elsewhere.",
        "Nothing is settled ... but talks go on.",
        "The site is example.org and nothing else.",
    ],
)
def test_a_stop_that_ends_no_sentence(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("It cost £4m. £3m was paid.", "It cost £4m."),
        ("Seven took part in 2024. 42 were asked to.", "Seven took part in 2024."),
        ("They agreed (in the end). Others did not agree at all.", "They agreed (in the end)."),
        ("They called it ‘fair.’ Others did not call it anything.", "They called it ‘fair.’"),
        ("They waited… Then the others came to them.", "They waited…"),
        ("They said so.\nThen the others said so.", "They said so."),
        ("They said so. “We did not,” the others said.", "They said so."),
    ],
)
def test_where_a_sentence_ends(text: str, first: str) -> None:
    assert cut(text) == [first, text[len(first) :].strip()]


def test_a_quotation_that_began_inside_a_sentence_stays_whole() -> None:
    curly = "One chair said: “It is hard. It was never easy.” Another chair said nothing of the kind."
    straight = curly.replace("“", '"').replace("”", '"')
    for text in (curly, straight):
        assert [len(sentence.split()) for sentence in cut(text)] == [10, 7]


def test_a_quotation_that_stands_alone_is_cut_inside() -> None:
    assert cut("“It is hard. It was never easy for any one of us.” ICB chair") == ["“It is hard.", "It was never easy for any one of us.” ICB chair"]


def test_a_quotation_that_is_never_closed_does_not_swallow_the_rest() -> None:
    assert len(cut("One said “it is hard. The next sentence is here. And one more is here.")) == 3


def test_who_spoke_stays_with_the_words() -> None:
    assert cut("“It is hard.” Joint ICB and ICP chair") == ["“It is hard.” Joint ICB and ICP chair"]


def test_a_long_tail_without_a_stop_is_no_attribution() -> None:
    assert cut("It is hard. These seven words have no stop behind") == ["It is hard.", "These seven words have no stop behind"]
