"""What a list asks of every board."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.criterion import STATES, Criterion, contradicts, criterion, holds_grades, state

NONE: frozenset[str] = frozenset()
LEFT, MET = STATES


def test_words_are_groups_and_words_of_asking_are_none() -> None:
    assert criterion("Which boards mention pharmacy vans?", frozenset({"which", "boards", "mention"})).groups == (("pharmacy",), ("vans",))


def test_or_joins_what_may_stand_for_each_other() -> None:
    assert criterion("dental or optician vans", NONE).groups == (("dental", "optician"), ("vans",))
    assert criterion("ferries, trams or buses", NONE).groups == (("ferries", "trams", "buses"),)


@pytest.mark.parametrize(
    ("topic", "graded"),
    [
        ("in tier 1", (("tier", "1"),)),
        ("in Segment Four", (("segment", "4"),)),
        ("in tier 2 and segment 3", (("tier", "2"), ("segment", "3"))),
        ("in tiers", ()),
    ],
)
def test_grades(topic: str, graded: tuple[tuple[str, str], ...]) -> None:
    assert criterion(topic, NONE).graded == graded


def test_a_grade_is_no_word_of_the_criterion() -> None:
    assert not {"tier", "1"} & {word for group in criterion("elective work in tier 1", NONE).groups for word in group}


@pytest.mark.parametrize("text", ["now in tier 1", "in tiers 1 and 2", "in tiers 2 and 1", "Tier 1 support", "tiers 2, 3 and 1"])
def test_grades_held(text: str) -> None:
    assert holds_grades(text, (("tier", "1"),))


@pytest.mark.parametrize("text", ["now in tier 2", "in tier 10", "in segment 1", "1 tier", "tier support for 1 trust", ""])
def test_grades_not_held(text: str) -> None:
    assert not holds_grades(text, (("tier", "1"),))


@given(st.integers(1, 4), st.integers(1, 4))
def test_one_tier_is_no_other(asked: int, said: int) -> None:
    assert holds_grades(f"It is in tier {said}.", (("tier", str(asked)),)) == (asked == said)


@pytest.mark.parametrize(
    "text", ["it exited the scheme", "it left the scheme", "leaving the scheme", "it came off the scheme", "it is out of the scheme", "no longer in the scheme"]
)
def test_left(text: str) -> None:
    assert state(text, LEFT) == 0


@pytest.mark.parametrize("text", ["it entered the scheme", "it remains in the scheme", "placed under the scheme", "it is in the scheme", "entry to the scheme"])
def test_entered(text: str) -> None:
    assert state(text, LEFT) == 1


@pytest.mark.parametrize(
    "text", ["it missed the target", "it did not meet the target", "the target was not met", "fell short of the target", "below the target", "yet to reach it"]
)
def test_missed(text: str) -> None:
    assert state(text, MET) == 0


@pytest.mark.parametrize("text", ["it met the target", "it exceeded the target", "it reached the target", "performance above the target"])
def test_met(text: str) -> None:
    assert state(text, MET) == 1


def test_neither() -> None:
    assert [state("the vans are painted green", pair) for pair in STATES] == [None, None]


@pytest.mark.parametrize(
    ("topic", "text", "against"),
    [
        ("left the scheme", "It entered the scheme.", True),
        ("left the scheme", "It exited the scheme.", False),
        ("left the scheme", "The scheme helps.", True),  # leaving is the rarer state, and must be said
        ("entered the scheme", "It exited the scheme.", True),
        ("entered the scheme", "It entered the scheme.", False),
        ("entered the scheme", "The scheme helps.", False),
        ("missed the target", "It met the target.", True),
        ("missed the target", "It did not meet the target.", False),
        ("met the target", "It did not meet the target.", True),
        ("met the target", "It met the target.", False),
        ("painted vans", "It did not meet the target.", False),
    ],
)
def test_contradicts(topic: str, text: str, against: bool) -> None:
    assert contradicts(criterion(topic, NONE), text) is against


def test_the_state_named_first_is_the_one_asked_for() -> None:
    assert criterion("entered the scheme and has not left", NONE).states[0] == 1
    assert criterion("left the scheme that it had entered", NONE).states[0] == 0


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_gives_a_criterion(topic: str, text: str) -> None:
    asked = criterion(topic, frozenset({"which"}))
    assert isinstance(asked, Criterion)
    assert all(group and all(group) for group in asked.groups)
    assert isinstance(contradicts(asked, text), bool)
