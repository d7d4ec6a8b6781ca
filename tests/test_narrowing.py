"""A follow-up among the boards of a list that only adds to what was asked before."""

from __future__ import annotations

import pytest

from rag.assistant import Assistant
from rag.condition import Asked, asked
from rag.fields import Fields
from rag.narrowing import narrowed
from rag.types import Reading


def after(before: str, text: str, fields: Fields) -> Asked:
    return narrowed(text, asked(text, fields), asked(before, fields), fields)


def test_a_service_behind_a_tier_is_what_the_tier_is_for(fields: Fields) -> None:
    (only,) = after("Which boards are in tier 2?", "for cancer", fields).conditions
    assert (only.fields, only.grade, only.services) == (("tier",), "2", ("cancer",))
    both = after("Which boards are in tier 2?", "for cancer and elective care", fields).conditions
    assert [c.services for c in both] == [("cancer",), ("elective",)]


def test_a_service_that_something_is_said_of_is_a_question_of_its_own(fields: Fields) -> None:
    (only,) = after("Which boards are in tier 2?", "are praised for cancer", fields).conditions
    assert (only.fields, only.tone) == (("cancer",), "good")


@pytest.mark.parametrize(("text", "tone"), [("is that good news", "good"), ("get bad news", "bad"), ("have been criticised", "bad")])
def test_a_judgement_alone_is_on_what_was_asked_before(fields: Fields, text: str, tone: str) -> None:
    (only,) = after("Which boards mention dentistry?", text, fields).conditions
    assert (only.fields, only.tone, only.state) == (("dentistry",), tone, "")


def test_new_words_are_a_question_of_their_own(fields: Fields) -> None:
    assert after("Which boards mention dentistry?", "keep painted hens", fields) == asked("keep painted hens", fields)


def last_of(assistant: Assistant, *turns: str) -> tuple[str, ...]:
    history: list[Reading] = []
    for turn in turns:
        answer = assistant.ask(turn, history=history)
        history.append(answer.reading)
    assert answer.census is not None, answer.text
    return answer.census.answer


def test_a_conversation_narrows_a_list(assistant: Assistant) -> None:
    whole = last_of(assistant, "Which boards mention maternity?")
    praised = last_of(assistant, "Which boards mention maternity?", "Which of those are praised?")
    blamed = last_of(assistant, "Which boards mention maternity?", "Which of those are criticised?")
    assert praised and blamed and set(praised) < set(whole) and set(blamed) < set(whole)
    assert praised == last_of(assistant, "Which boards are praised for maternity?")
