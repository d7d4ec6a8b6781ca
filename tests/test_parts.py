"""Questions that ask several things at once."""

from __future__ import annotations

import pytest

from rag.assistant import Assistant
from rag.parts import parts_of
from rag.types import Reading, Shape, Wanted


def _reading(question: str) -> Reading:
    return Reading(question, Shape.FACT, Wanted.DESCRIPTION, topic=question)


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("How many beds were added, and which ward got them?", ["How many beds were added", "which ward got them How many beds were added"]),
        ("Who chairs the board? What did the auditors find?", ["Who chairs the board", "What did the auditors find"]),
        ("What did the hub cost and is it open yet?", ["What did the hub cost", "is it open yet What did the hub cost"]),
    ],
)
def test_each_part_is_read_by_itself(question: str, topics: list[str]) -> None:
    assert [part.topic for part in parts_of(_reading(question))] == topics


@pytest.mark.parametrize(
    "question",
    [
        "What is said of health and care partnerships?",
        "When and where was the hub opened?",
        "Given that the plan failed, what is the board to do?",
        "How did the board and its partners reduce waits?",
        "Which trust, if any, was praised?",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert parts_of(_reading(question)) == ()


def test_each_part_wants_its_own_kind_of_thing() -> None:
    parts = parts_of(_reading("Who leads the review, and when will the findings be published?"))
    assert [part.wanted for part in parts] == [Wanted.PERSON, Wanted.DATE]


def test_both_parts_are_answered(assistant: Assistant) -> None:
    answer = assistant.ask("How did Devon do on finance, and has it left the Recovery Support Programme?")
    text = answer.text.lower()
    assert answer.status == "answered"
    assert "deficit" in text or "financ" in text
    assert "recovery support" in text


def test_a_part_that_the_texts_do_not_answer_is_told(assistant: Assistant) -> None:
    answer = assistant.ask("How did Devon do on finance, and what is the telephone number of its switchboard?")
    assert answer.status == "answered"
    assert any("telephone number" in note for note in answer.notes)
