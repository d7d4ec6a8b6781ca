"""What a list question asks of every board."""

from __future__ import annotations

import pytest
from conftest import only

from rag.condition import asked
from rag.fields import Fields


def test_a_field_with_its_tone(fields: Fields) -> None:
    assert (only("Which boards are praised for vaccination?", fields).fields, only("Which boards are praised for vaccination?", fields).tone) == (
        ("vaccination",),
        "good",
    )
    assert only("Which boards were told to improve dental care?", fields).tone == "bad"
    assert only("Which boards mention dentists, for good or ill?", fields).tone == ""


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("Which boards mention dentists?", "dentistry"),
        ("Which boards mention oral health?", "dental"),
        ("Which boards had an independent review?", "independent-review"),
        ("Which boards had an external review?", "external-review"),
        ("Which boards got capital funding?", "capital-money"),
        ("Which boards use their land and buildings?", "estate"),
        ("Which boards help people with a long illness stay in work?", "workwell"),
    ],
)
def test_a_narrow_name_is_a_narrow_field(fields: Fields, question: str, field: str) -> None:
    assert only(question, fields).fields == (field,)


def test_better_use_is_no_praise_and_what_holds_up_is_blame(fields: Fields) -> None:
    assert only("Which boards make better use of their buildings?", fields).tone == ""
    assert only("Which boards are better on vaccination?", fields).tone == "good"
    assert only("Where did leadership changes hold things up?", fields).tone == "bad"


def test_an_aim_is_told_from_a_rise(fields: Fields) -> None:
    assert only("Which boards have a plan to reduce emissions?", fields).aimed
    assert not only("Which boards saw a cut in emissions?", fields).aimed


def test_met_is_not_missed(fields: Fields) -> None:
    assert only("Which boards met the four-hour target?", fields).outcome == "met"
    assert only("Which boards did not meet the four-hour target?", fields).outcome == "missed"
    assert only("Which boards have yet to meet the four-hour target?", fields).outcome == "missed"


def test_a_tier_is_for_the_services_named_with_it(fields: Fields) -> None:
    condition = only("Which boards are in tier 2 for cancer?", fields)
    assert (condition.fields, condition.services, condition.grade, condition.state) == (("tier",), ("cancer",), "2", "in")
    assert only("Which boards left tier 1 for elective care?", fields).state == "left"


def test_and_joins_conditions_and_or_gives_a_choice(fields: Fields) -> None:
    both = asked("Which boards are praised for cancer and maternity?", fields)
    assert [c.fields for c in both.conditions] == [("cancer",), ("maternity",)]
    assert [c.tone for c in both.conditions] == ["good", "good"]
    assert not both.either
    assert asked("Which boards mention cancer or maternity?", fields).either


def test_a_result_is_whose_the_question_asks_for(fields: Fields) -> None:
    assert only("Which boards ran a deficit?", fields).scopes == ("board",)
    assert only("Which systems ran a deficit?", fields).scopes == ("system",)
    assert len(asked("Which boards were in the red together with their system?", fields).conditions) == 2


def test_what_no_field_covers_is_left_as_words(fields: Fields) -> None:
    question = asked("Which boards mention lighthouse keepers?", fields)
    assert not question.by_field
    assert question.conditions[0].words == ("lighthouse", "keepers")


def test_a_word_that_names_less_than_a_field_must_be_held(fields: Fields) -> None:
    assert only("Which boards mention desflurane?", fields).holding == ("desflurane",)


def test_nothing_asked_is_no_condition(fields: Fields) -> None:
    assert asked("Which boards?", fields).conditions == ()


def test_a_word_of_money_that_says_how_another_matter_goes_is_no_matter_itself(fields: Fields) -> None:
    assert (only("Which boards overspent on bank staff?", fields).fields, only("Which boards overspent on bank staff?", fields).outcome) == (
        ("bank",),
        "missed",
    )
    assert only("Which boards must get a firmer grip on high blood pressure?", fields).fields == ("hypertension",)
    assert only("Which boards overspent?", fields).fields == ("result",)


def test_neither_denies_both(fields: Fields) -> None:
    question = asked("Which boards mention neither cancer nor maternity?", fields)
    assert [c.fields for c in question.conditions] == [("cancer",), ("maternity",)]
    assert all(c.denied for c in question.conditions)
    assert question.either


def test_or_joins_only_the_words_beside_it(fields: Fields) -> None:
    assert all("|" not in word for c in asked("Which boards help tenants with damp walls find or stay in flats?", fields).conditions for word in c.words)
    assert asked("Which boards mention lighthouses or windmills?", fields).conditions[0].words == ("lighthouses|windmills",)


def test_a_figure_may_be_put_on_a_thing(fields: Fields) -> None:
    assert only("Which boards have a figure put on their savings?", fields).figure == "number"
    assert only("Which boards put a figure on their savings?", fields).figure == "number"


def test_a_result_may_hold_of_one_and_not_of_the_other(fields: Fields) -> None:
    board, system = asked("Which boards ran a surplus, though the wider system did not?", fields).conditions
    assert (board.scopes, board.denied, system.scopes, system.denied) == (("board",), False, ("system",), True)
    system, board = asked("Which systems missed their financial plan but not the board?", fields).conditions
    assert (system.scopes, system.denied, board.scopes, board.denied) == (("system",), False, ("board",), True)


def test_a_part_of_a_field_is_asked_for_by_its_words(fields: Fields) -> None:
    assert only("Which boards had a culture review?", fields).holding == ("culture", "review")
    assert only("Which boards had an independent review?", fields).holding == ()
    assert only("Which boards mention coastal communities?", fields).holding == ("coastal",)


def test_numbers_of_a_question_are_asked_for(fields: Fields) -> None:
    assert only("Which boards spread 31 apprenticeships?", fields).numbers == ("31",)
    assert only("Which of the 42 boards have more than 31 apprenticeships?", fields).numbers == ()
    assert only("Which boards missed 65-week waits in 2024/25?", fields).numbers == ()
    assert only("Which boards name a particular hospital as in deficit?", fields).figure == "name"


def test_what_is_denied_behind_praise_is_the_praise(fields: Fields) -> None:
    praised, denied = asked("Which boards are commended on dementia but not on dental care?", fields).conditions
    assert (praised.tone, denied.tone, denied.denied) == ("good", "good", True)


@pytest.mark.parametrize(
    ("question", "degree"),
    [
        ("Which boards beat their efficiency target?", "beyond"),
        ("Which boards did better than planned on efficiencies?", "beyond"),
        ("Which boards met or exceeded their efficiency target?", ""),
        ("Which boards exceeded the agency cap?", ""),
        ("Which boards are a forerunner in dentistry?", "lead"),
        ("Which boards are leaders in research?", "lead"),
        ("Which boards are praised as leaders in dentistry for their good work?", ""),
        ("Where is dentistry not available to everyone?", "partial"),
    ],
)
def test_how_far_a_success_or_failing_must_go(fields: Fields, question: str, degree: str) -> None:
    assert only(question, fields).degree == degree


def test_leaders_in_something_are_on_that_and_not_on_leadership(fields: Fields) -> None:
    assert only("Which boards are leaders in research?", fields).fields == ("research",)
    assert only("Which boards have new leaders?", fields).fields == ("leadership-change",)


def test_what_did_not_do_the_same_is_said_to_have_failed(fields: Fields) -> None:
    met = asked("Which boards met the cancer standard but not the four-hour target?", fields).conditions
    assert [(c.outcome, c.denied) for c in met] == [("met", False), ("missed", False)]
    fell = asked("Where was the waiting list cut but not the 65-week waits?", fields).conditions
    assert [(c.move, c.tone, c.denied) for c in fell] == [("down", "", False), ("", "bad", False)]


def test_what_was_not_praised_as_well_may_be_silent(fields: Fields) -> None:
    first, second = asked("Which boards are praised for cancer but not dentistry?", fields).conditions
    assert (first.tone, first.denied, second.tone, second.denied) == ("good", False, "good", True)


def test_a_measure_behind_or_is_that_of_the_service_before(fields: Fields) -> None:
    assert only("Which boards hear that cancer performance or access is poor?", fields).fields == ("cancer",)


def test_a_pronoun_stands_for_the_support_named_before(fields: Fields) -> None:
    condition = only("Which systems left the recovery support programme, or had a hospital come off it?", fields)
    assert (condition.fields, condition.state, condition.scopes) == (("rsp",), "left", ())


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("a regime for the safety of maternity care", "mssp"),
        ("a programme of support for recovery", "rsp"),
        ("maternity safety", "maternity"),
    ],
)
def test_a_programme_is_known_by_its_words_in_any_order(fields: Fields, words: str, field: str) -> None:
    assert only(f"Which boards are in {words}?", fields).fields == (field,)


def test_commas_before_an_or_are_or(fields: Fields) -> None:
    assert asked("Which boards are praised for cancer, dentistry or maternity?", fields).either
    assert not asked("Which boards are praised for cancer, dentistry and maternity?", fields).either


def test_a_wait_counted_in_weeks_is_a_figure(fields: Fields) -> None:
    condition = only("Which boards state a number of weeks of waiting for planned care?", fields)
    assert (condition.figure, condition.words) == ("weeks", ())
