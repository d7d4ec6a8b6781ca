"""What a list question says beside its conditions."""

from __future__ import annotations

import pytest
from conftest import only

from rag import asides
from rag.condition import Asked, asked
from rag.fields import Fields


@pytest.mark.parametrize(
    ("question", "spelled"),
    [
        ("Which boards have sore feet (blisters)?", "Which boards have sore feet, i.e. blisters?"),
        ("Which boards (if it is known) paint vans?", "Which boards paint vans?"),
        ("Which boards keep hens (Orpington, Sussex, or the like)?", "Which boards keep hens?"),
        ("Which boards wait (52, 65) weeks?", "Which boards wait weeks?"),
        ("Which boards keep hens (not ducks)?", "Which boards keep hens?"),
        ("Which boards keep hens (brown ones...)?", "Which boards keep hens?"),
    ],
)
def test_brackets_hold_another_name_or_something_else(question: str, spelled: str) -> None:
    assert asides.spelled_out(question) == spelled


@pytest.mark.parametrize(
    ("text", "main", "same"),
    [
        ("Who keeps hens, i.e. laying birds", "Who keeps hens", "laying birds"),
        ("Who keeps hens, that is to say laying birds, in sheds", "Who keeps hens in sheds", "laying birds"),
        ("Who keeps hens", "Who keeps hens", ""),
        ("I.e. who keeps hens", "I.e. who keeps hens", ""),
    ],
)
def test_the_same_in_other_words_is_told_from_the_rest(text: str, main: str, same: str) -> None:
    assert asides.glossed(text) == (main, same)


def test_the_exacter_of_two_names_is_the_field(fields: Fields) -> None:
    assert only("Which boards are criticised for people without the internet (digital exclusion)", fields).fields == ("digital-exclusion",)
    assert (
        only("Which boards are criticised for people without the internet (digital exclusion)".replace("(", ", i.e. ").replace(")", ""), fields).tone == "bad"
    )
    left = only("Which boards left the MSSP, i.e. the maternity safety support programme", fields)
    assert (left.fields, left.state) == (("mssp",), "left")


def test_what_says_how_it_goes_may_stand_in_the_other_words(fields: Fields) -> None:
    assert only("Which boards had savings, i.e. efficiencies that were missed", fields).outcome == "missed"


def test_a_noun_in_apposition_is_no_second_condition(fields: Fields) -> None:
    assert only("Which boards use the Better Care Fund, the pooled purse of towns and hospitals".replace("towns and ", ""), fields).fields == (
        "better-care-fund",
    )
    two = asked("Which boards are praised for cancer, the four-hour target and dentistry", fields)
    assert [c.fields for c in two.conditions] == [("cancer",), ("four-hour",), ("dentistry",)]


def test_an_exception_is_a_condition_that_must_not_hold_where_it_names_something(fields: Fields) -> None:
    both = asked("Which boards are praised for cancer, except those in tier 1?", fields).conditions
    assert [(c.fields, c.denied) for c in both] == [(("cancer",), False), (("tier",), True)]
    assert only("Which boards gave undertakings, except where these bind trusts alone?", fields).scopes != ("trust",)


def test_at_the_same_time_is_no_criterion(fields: Fields) -> None:
    both: Asked = asked("Which boards are praised for dentistry and for maternity at the same time?", fields)
    assert both.by_field and not both.either
    assert [c.tone for c in both.conditions] == ["good", "good"]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Which boards cut bank or agency spending?", {"agency", "bank"}),
        ("Which boards reduced temporary and agency staffing?", {"temporary-staff", "agency"}),
        ("Which boards mention dental or maternity care?", {"dentistry", "maternity"}),
    ],
)
def test_two_words_share_the_noun_behind_the_second(fields: Fields, question: str, named: set[str]) -> None:
    found = asked(question, fields)
    assert {one for c in found.conditions for one in c.fields} == named and found.by_field


def test_words_that_name_no_field_together_share_no_noun(fields: Fields) -> None:
    assert asides.with_nouns("painted or bank spending", fields) == "painted or bank spending"


def test_many_words_behind_a_comma_are_read_in_one_go() -> None:
    """A pattern that tried every way to cut them would not come to an end."""
    text = f"urgent care, the {'national programme of support ' * 20}!"
    assert asides.apposed(text) == (text, "")
