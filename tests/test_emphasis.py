"""Which words of a sentence answer, and what an answer looks like with them in bold."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.assistant import Assistant
from rag.emphasis import answering, emphasised
from rag.forms import LONGEST
from rag.types import Answer, Reading, Sentence, Shape, Wanted
from rag.understand import wanted


def told(question: str, text: str, kind: Wanted | None = None) -> str | None:
    span = answering(text, kind or wanted(question), question)
    return text[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("What share trust the harbour?", "Of the sailors 85 per cent like storms, and 92 per cent trust the harbour.", "92 per cent"),
        ("What percentage like the quay?", "Of storms (91 per cent), the quay (83 per cent) and rain (12 per cent), many like all.", "83 per cent"),
        ("How many ships came in?", "In 2024 the tier 1 port saw 35 ships come in and 12 boats go.", "35"),
        ("How many of the locks were mended?", "The port did well, mending 20 of 25 locks.", "20 of 25"),
        ("How much did the lighthouse cost?", "The lighthouse cost £8m, of 3 built for 20 per cent of the £90m fund.", "£8m"),
        ("What does the port spend on its lights each year?", "The port puts £6 million a year into lights for 3,000 boats.", "£6 million"),
        ("Which tier is the port in?", "The port, with 12 ships, moved to tier 2 last year.", "tier 2"),
        ("How often does the crew meet?", "The crew of 40 meets every month in the port.", "every month"),
        ("When did the port open?", "After 3 years, the port opened on 31 March 2025 with 40 ships.", "31 March 2025"),
        ("When did the poll run?", "The poll ran from 21 July to 20 August 2025 in 12 ports.", "21 July to 20 August 2025"),
        ("Who called the tide a friend?", "The tide is a friend, said one ICB chief executive of ships.", "one ICB chief executive"),
        ("Which trust runs the port?", "The port is run by Neptune Sea NHS Foundation Trust under the CQC.", "Neptune Sea NHS Foundation Trust"),
        ("Where does the new lighthouse stand?", "The new lighthouse stands in Upper Wick since March.", "Upper Wick"),
        ("Did the port meet its plan?", "The port did not meet its plan for ships.", "did not meet"),
        ("Did spending on rope stay in plan?", "Spending on tar fell, but spending on rope significantly exceeded plan.", "significantly exceeded plan"),
        ("Why did the ships wait?", "The ships waited because the tide was low; they left later.", "the tide was low"),
    ],
)
def test_the_words_that_answer(question: str, text: str, words: str) -> None:
    assert told(question, text) == words


@pytest.mark.parametrize(
    ("question", "text", "why"),
    [
        ("How much did the ships cost?", "The 12 ships came in.", "no sum of money"),
        ("How many ships sank?", "The target of 40 ships was set.", "a target, not what came of it"),
        ("How many came in 2024?", "In 2024 they came.", "the question's own year"),
        ("What share like it?", "Some 40 per cent swim and 60 per cent row.", "two figures alike"),
        ("What is said of the port?", "The harbour board praised the port for its patient night watch.", "a description without a form"),
        ("Why did the ships wait?", "The ships waited in the port.", "no cause"),
        ("What do leaders who sail think?", "An ICB chair and a director sail.", "nobody is asked for"),
    ],
)
def test_nothing_is_told_where_it_cannot_be(question: str, text: str, why: str) -> None:
    assert told(question, text) is None, why


def answer_of(shape: Shape, text: str, *sentences: str, question: str = "How many ships came in?") -> Answer:
    reading = Reading(question, shape, wanted(question), topic=question)
    return Answer(question, reading, text, tuple(Sentence(one, (1,)) for one in sentences))


def test_only_the_sentence_gets_asterisks_not_its_board_nor_its_marks() -> None:
    made = emphasised(
        answer_of(
            Shape.COMPARE, "**A, 2024/25**: 35 ships came in. [1]\n\n**B**: 9 ships came in. [2] [3]", "A, 2024/25: 35 ships came in.", "B: 9 ships came in."
        )
    )
    assert made == "**A, 2024/25**: **35** ships came in. [1]\n\n**B**: **9** ships came in. [2] [3]"


def test_a_side_has_one_bold_span() -> None:
    made = emphasised(
        answer_of(Shape.FACT, "The ships came. [1] 35 ships came in. [1] 9 boats sank. [2]", "The ships came.", "35 ships came in.", "9 boats sank.")
    )
    assert made == "The ships came. [1] **35** ships came in. [1] 9 boats sank. [2]"


def test_each_part_of_a_question_has_its_own() -> None:
    question = "How many ships came into the port, and when did the lighthouse open?"
    said = ("35 ships came into the port.", "The lighthouse opened in March 2025.")
    made = emphasised(answer_of(Shape.FACT, f"{said[0]} [1] {said[1]} [2]", *said, question=question))
    assert made == "**35** ships came into the port. [1] The lighthouse opened in **March 2025**. [2]"


@pytest.mark.parametrize("shape", [Shape.LIST, Shape.COUNT, Shape.QUOTE])
def test_lists_and_quotes_stay_as_they_are(shape: Shape) -> None:
    assert emphasised(answer_of(shape, "35 ships came in. [1]", "35 ships came in.")) == "35 ships came in. [1]"


def test_a_sentence_with_asterisks_of_its_own_keeps_them() -> None:
    assert emphasised(answer_of(Shape.FACT, "The 35 *ships* came in. [1]", "The 35 *ships* came in.")) == "The 35 *ships* came in. [1]"


def test_the_answer_itself_has_no_bold_words(assistant: Assistant) -> None:
    answer = assistant.ask("What share of ICS leaders were confident about tackling inequalities in 2024/25?")
    made = emphasised(answer)
    assert made != answer.text and made.replace("**", "") == answer.text.replace("**", "")
    assert "85 per cent" in re.findall(r"\*\*(.+?)\*\*", made)
    assert not any("*" in sentence.text for sentence in answer.sentences)


WORDS = st.lists(
    st.sampled_from(
        "the port 40 per cent £8m of to , . ; ( ) “ ” ’s [1] `x` * _ because tier 2 Upper Wick NHS Trust March 2025 not met ICB chair – half <b> \n".split(" ")
    ),
    max_size=25,
)


@settings(deadline=None)
@given(WORDS, st.sampled_from(Wanted), WORDS, st.sampled_from([" ", ""]))
def test_a_span_is_whole_words_of_a_line(words: list[str], kind: Wanted, asked: list[str], gap: str) -> None:
    text = gap.join(words)
    span = answering(text, kind, " ".join(asked))
    if span is None:
        return
    start, end = span
    assert 0 <= start < end <= len(text) and text[start:end] == text[start:end].strip() and "\n" not in text[start:end]
    assert not text[:start][-1:].isalnum() and not text[end:][:1].isalnum()
    if kind in (Wanted.REASON, Wanted.DESCRIPTION):
        assert len(text[start:end].split()) <= LONGEST


@settings(deadline=None)
@given(st.text(max_size=120), st.sampled_from(Wanted), st.text(max_size=40))
def test_any_text_can_be_read(text: str, kind: Wanted, asked: str) -> None:
    reading = Reading(asked, Shape.FACT, kind)
    made = emphasised(Answer(asked, reading, f"{text} [1]", (Sentence(text, (1,)),)))
    assert made.replace("**", "") == f"{text} [1]".replace("**", "")


def test_refusals_stay_as_they_are(assistant: Assistant) -> None:
    refused = assistant.ask("How many people live in Dorset?")
    assert refused.refusal and emphasised(refused) == refused.text
    assert emphasised(replace(refused, text="12 people live there.")) == "12 people live there."
