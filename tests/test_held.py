"""Which sentences hold a word, and what stands for it."""

from __future__ import annotations

from rag.assistant import Assistant
from rag.held import ENOUGH


def test_a_person_is_no_personnel(assistant: Assistant) -> None:
    held = assistant.poll.search.held
    assert "personnel" not in held.kin("person")
    assert "partnership" in held.kin("partner") or "leadership" in held.kin("leader")


def test_words_that_stand_for_one_another_do_so_in_a_phrase_as_well(assistant: Assistant) -> None:
    held = assistant.poll.search.held
    assert ("extern",) in held.alike("outsid", "somebody from outside")
    assert ("climat", "chang") in held.alike("warm", "the talk of global warming")
    assert not held.alike("warm", "warming of homes")


def test_no_word_stands_in_two_groups(assistant: Assistant) -> None:
    terms = [term for group in assistant.poll.fields.alike for term in group]
    assert len(terms) == len(set(terms))
    assert all(len(group) > 1 for group in assistant.poll.fields.alike)


def test_a_word_of_the_same_group_holds_a_rare_word(assistant: Assistant) -> None:
    held = assistant.poll.search.held
    found = held.of_word("outside", "advice from outside")
    texts = [held.text(place) for place, share in zip(held.places, found, strict=True) if share >= ENOUGH]
    assert any("external" in text for text in texts)
