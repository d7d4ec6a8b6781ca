"""Which words of a sentence answer."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.emphasis import LONGEST, emphasised
from rag.types import Wanted


def bold(text: str, wanted: Wanted, question: str) -> str | None:
    said = emphasised(text, wanted, question)
    assert said.replace("**", "") == text
    found = re.findall(r"\*\*(.+?)\*\*", said)
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("wanted", "question", "text", "words"),
    [
        (Wanted.PERCENTAGE, "What share trust the harbour?", "Of the sailors 85 per cent like storms, and 92 per cent trust the harbour.", "92 per cent"),
        (Wanted.NUMBER, "How many ships came in?", "In 2024 the tier 1 port saw 35 ships come in and 12 boats go.", "35"),
        (Wanted.NUMBER, "How many ships sank?", "Two thirds of the ships sank in 2024/25.", "Two thirds"),
        (Wanted.MONEY, "How much did the lighthouse cost?", "The lighthouse cost £8m, of 3 built for 20 per cent of the £90m fund.", "£8m"),
        (Wanted.NUMBER, "Which tier is the port in?", "The port, with 12 ships, moved to tier 2 last year.", "tier 2"),
        (Wanted.DATE, "When did the port open?", "After 3 years, the port opened on 31 March 2025 with 40 ships.", "31 March 2025"),
        (Wanted.DATE, "When will it end?", "It ends in autumn 2026.", "autumn 2026"),
        (Wanted.PERSON, "Who called the tide a friend?", "The tide is a friend, said one ICB chief executive of ships.", "one ICB chief executive"),
        (Wanted.PERSON, "What is the name of the chair?", "The chair is Nelson Drake since last year.", "Nelson Drake"),
        (
            Wanted.ORGANISATION,
            "Which trust runs the port?",
            "The port is run by Neptune Sea NHS Foundation Trust since May.",
            "Neptune Sea NHS Foundation Trust",
        ),
        (Wanted.PLACE, "Where is the new lighthouse?", "The new lighthouse stands in Upper Wick near the sea.", "Upper Wick"),
        (Wanted.YES_NO, "Did the port meet its target?", "The port did not meet its target for ships.", "did not meet"),
        (Wanted.YES_NO, "Has it broken even?", "The system broke even.", "broke even"),
        (Wanted.REASON, "Why did the ships wait?", "The ships waited because the tide was low, and left later.", "the tide was low, and left later"),
    ],
)
def test_the_words_that_answer(wanted: Wanted, question: str, text: str, words: str) -> None:
    found = bold(text, wanted, question)
    assert found is not None
    assert words.startswith(found) or found.startswith(words), found


def test_a_description_is_what_the_question_does_not_say() -> None:
    found = bold("The harbour board praised the port for its patient night watch.", Wanted.DESCRIPTION, "What did the harbour board praise the port for?")
    assert found == "patient night watch"


def test_where_no_figure_is_nothing_is_bold() -> None:
    assert bold("The ships came in.", Wanted.MONEY, "How much did the ships cost?") is None


def test_a_sentence_with_markup_keeps_it() -> None:
    assert emphasised("It **is** 40 per cent.", Wanted.PERCENTAGE, "What share?") == "It **is** 40 per cent."
    assert emphasised("See [40 per cent](page) here.", Wanted.PERCENTAGE, "What share?") == "See [40 per cent](page) here."
    assert emphasised("*40 per cent* of it", Wanted.PERCENTAGE, "What share?") == "*40 per cent* of it"


WORDS = st.lists(
    st.sampled_from(
        "the port 40 per cent £8m , . ; ( ) “ ” ’s [1] `x` * _ ** because tier 2 Upper Wick NHS Trust March 2025 not met ICB chair – half <b> \n".split(" ")
    ),
    max_size=25,
)


@settings(deadline=None)
@given(WORDS, st.sampled_from(Wanted), WORDS, st.sampled_from([" ", ""]))
def test_only_asterisks_are_added(words: list[str], wanted: Wanted, question: list[str], gap: str) -> None:
    text = gap.join(words)
    said = emphasised(text, wanted, " ".join(question))
    if said == text:
        return
    assert "**" not in text
    before, inner, after = said.split("**")
    assert before + inner + after == text
    assert inner == inner.strip() != ""
    assert len(inner.split()) <= LONGEST
    assert not before[-1:].isalnum()
    assert not after[:1].isalnum()


@settings(deadline=None)
@given(st.text(max_size=120), st.sampled_from(Wanted), st.text(max_size=40))
def test_any_text_can_be_emphasised(text: str, wanted: Wanted, question: str) -> None:
    said = emphasised(text, wanted, question)
    assert said == text or said.replace("**", "", 2) == text
