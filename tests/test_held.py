"""Which sentences hold a word, and what stands for it."""

from __future__ import annotations

from rag.assistant import Assistant


def test_a_person_is_no_personnel(assistant: Assistant) -> None:
    held = assistant.poll.search.held
    assert "personnel" not in held.kin("person")
    assert "partnership" in held.kin("partner") or "leadership" in held.kin("leader")
