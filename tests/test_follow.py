"""What can be asked next: each is tried before it is offered."""

from __future__ import annotations

import pytest

from rag.assistant import Assistant
from ui.follow import MOST, follow_ups


@pytest.mark.parametrize(
    "question",
    [
        "How did Dorset do on finance in 2024/25?",
        "What share of ICS leaders were confident about tackling inequalities in 2024/25?",
        "Which boards had a deficit?",
    ],
)
def test_follow_ups_can_be_answered_and_are_new(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    offered = follow_ups(assistant, [answer])
    assert 0 < len(offered) <= MOST and question not in offered
    for one in offered:
        assert assistant.ask(one, history=[answer.reading]).refusal is None


def test_nothing_follows_from_nothing(assistant: Assistant) -> None:
    assert follow_ups(assistant, []) == ()
    assert follow_ups(assistant, [assistant.ask("asdf qwer")]) == ()
