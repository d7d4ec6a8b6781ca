"""What is read out of a sentence, in sentences that no text holds."""

from __future__ import annotations

import pytest

from rag.fields import Fields
from rag.readout import Context, Said, read


def said(sentence: str, fields: Fields, field: str) -> list[Said]:
    return [one for one in read(sentence, fields, Context()) if one.field == field]


def test_praise_and_blame_of_one_sentence_are_kept_apart(fields: Fields) -> None:
    sentence = "Cancer waits shortened and the team is commended, but maternity services must improve."
    assert [one.tone for one in said(sentence, fields, "cancer")] == ["good"]
    assert [one.tone for one in said(sentence, fields, "maternity")] == ["bad"]


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        ("The 4-hour standard was met in March.", "met"),
        ("The 4-hour standard was not met in March.", "missed"),
        ("Staff missed the 4-hour standard.", "missed"),
        ("The 4-hour standard is spoken of.", ""),
    ],
)
def test_met_and_missed(fields: Fields, sentence: str, outcome: str) -> None:
    assert [one.outcome for one in said(sentence, fields, "four-hour")] == [outcome]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Tier 1 support is in place for cancer and diagnostics.", {("cancer", "1", "in"), ("diagnostics", "1", "in")}),
        ("The trust moved from tier 2 into tier 1 for cancer.", {("cancer", "1", "entered")}),
        ("The ICB came out of tier 2 for elective care.", {("elective", "2", "left")}),
        ("Urgent care is in tiers 1 and 2.", {("urgent", "1", "in"), ("urgent", "2", "in")}),
    ],
)
def test_tiers_have_their_service_grade_and_state(fields: Fields, sentence: str, found: set[tuple[str, str, str]]) -> None:
    assert {(one.service, one.grade, one.state) for one in said(sentence, fields, "tier")} == found


@pytest.mark.parametrize(
    ("sentence", "state"),
    [
        ("The ICB entered the Recovery Support Programme in May.", "entered"),
        ("The ICB left the Recovery Support Programme in May.", "left"),
        ("The ICB remains in the Recovery Support Programme.", "in"),
        ("The ICB made progress against the exit criteria of the Recovery Support Programme.", "in"),
    ],
)
def test_programmes_have_a_state(fields: Fields, sentence: str, state: str) -> None:
    assert [one.state for one in said(sentence, fields, "rsp")] == [state]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Both the ICB and the wider system reported surpluses.", {("board", "surplus"), ("system", "surplus")}),
        ("The ICB reported a surplus, but the wider system ended the year in deficit.", {("board", "surplus"), ("system", "deficit")}),
        ("The ICB's surplus was used to offset provider deficits.", {("board", "surplus"), ("trust", "deficit")}),
        ("The system did not achieve breakeven.", {("system", "no breakeven")}),
        ("The system must work to deliver breakeven this year.", set()),
        ("There is a large underlying system deficit.", set()),
        ("It was released as surplus land.", set()),
    ],
)
def test_a_result_is_somebodys_and_no_hope(fields: Fields, sentence: str, found: set[tuple[str, str]]) -> None:
    assert {(scope, one.value) for one in said(sentence, fields, "result") for scope in one.scope} == found


def test_a_clause_without_a_subject_goes_on_about_the_one_before(fields: Fields) -> None:
    sentence = "Urgent care performance improved but does not meet the standard."
    assert [one.tone for one in said(sentence, fields, "urgent")] == ["good", "bad"]


def test_a_clause_on_the_rest_goes_on_about_the_one_before(fields: Fields) -> None:
    found = said("Parts of the green plan were delivered, but other areas fell behind plan.", fields, "green")
    assert [one.outcome for one in found] == ["met", "missed"]
    assert said("The fete was held, but other areas fell behind plan.", fields, "green") == []
