"""Whether a question asks for two years, which they are, and what it asks of each; and a change of one year, which is no such question."""

from __future__ import annotations

import pytest

from corpus.types import Period
from rag import change
from rag.change import Change

EARLIER, LATER = Period(2023), Period(2024)
HELD = (EARLIER, LATER)


@pytest.mark.parametrize(
    "question",
    [
        "Trust in regional teams, 23/24 vs 24/25?",
        "Was estates funding a bigger headache in the older report?",
        "Which barrier was cited most then, and which now?",
        "Did more respondents see headway on digital than last time?",
        "Few saw joined-up budgets in 2023/24. What do they say a year on?",
        "What did the first edition ask of ministers and what does the second ask?",
        "How do the two surveys compare on pharmacy?",
        "Is morale as low as it was twelve months earlier?",
        "Where did views of neighbourhood teams stand in 2024, and where in 2025?",
        "What did leaders name as the main enabler, and the year before?",
        "From what to what did the number of replies go?",
        "Trust in councils fell from 70 per cent to what?",
        "Do chairs feel happier with ministers than they did?",
        "Was rural transport a worry in the older survey too?",
        "Two years ago it was estates; what do they fear today?",
        "Which survey drew the larger number of chairs?",
    ],
)
def test_both_years_are_asked_for(question: str) -> None:
    assert change.asked(question, HELD) is Change.ASKED


@pytest.mark.parametrize(
    "question",
    [
        "Is Dorset still short of dentists?",
        "Have relations with councils got any better?",
        "How has the mood on mayors shifted?",
        "Were more chairs surveyed?",
        "Which fear displaced pay?",
        "Has gloom about estates deepened?",
        "By how many points did trust in councils go up?",
    ],
)
def test_another_year_is_hinted_at(question: str) -> None:
    assert change.asked(question, HELD) is Change.HINTED


@pytest.mark.parametrize(
    "question",
    [
        "Did ambulance delays fall in Kent and Medway?",
        "How far has Lincolnshire cut its emissions since 2019/20?",
        "What did the 2023/24 survey say about estates?",
        "What is still asked of Surrey Heartlands?",
        "What first steps has Norfolk and Waveney taken on prevention?",
        "What will become harder over the next two years?",
        "Are more dentists at work in Dorset?",
    ],
)
def test_a_change_of_one_year_asks_for_no_other(question: str) -> None:
    assert change.asked(question, HELD, of_one=True) is Change.NONE


def test_a_comparison_of_two_things_asks_for_no_other_year() -> None:
    assert change.asked("Are leaders surer of estates or of transport, and are more of them sure than unsure?", HELD) is Change.NONE
    assert change.asked("In 2024/25, were more leaders hopeful?", HELD) is Change.NONE


def test_what_those_surveyed_say_can_only_change_between_two_surveys() -> None:
    assert change.asked("Did support for mergers grow?", HELD) is Change.HINTED
    assert change.asked("Did support for mergers grow?", HELD, of_one=True) is Change.NONE


@pytest.mark.parametrize(
    ("question", "named", "expected"),
    [
        ("How did that change?", (), HELD),
        ("Is it lower than in 2023/24?", (EARLIER,), HELD),
        ("Is it lower in 2024/25 than a year earlier?", (LATER,), HELD),
        ("Was it higher in the 2023/24 survey than the year before?", (EARLIER,), (Period(2022), EARLIER)),
        ("What was it in 2023/24, and a year later?", (EARLIER,), HELD),
    ],
)
def test_the_two_years_are_those_its_words_lead_to(question: str, named: tuple[Period, ...], expected: tuple[Period, ...]) -> None:
    assert change.years(question, named, HELD) == expected


def test_each_year_has_its_own_part() -> None:
    parts = change.parts("How many leaders backed shared budgets in 2023/24, and how many want joint committees now?", HELD)
    assert parts is not None
    assert "shared budgets" in parts[0] and "joint committees" not in parts[0]
    assert "joint committees" in parts[1] and "shared budgets" not in parts[1]


def test_a_part_that_goes_back_to_the_other_is_asked_with_it() -> None:
    parts = change.parts("How many leaders backed shared budgets in 2023/24, and what has the government decided about them since?", HELD)
    assert parts is not None and "shared budgets" in parts[1]


def test_one_thing_asked_of_both_years_has_no_parts() -> None:
    assert change.parts("How many leaders backed shared budgets in 2023/24, and how many in 2024/25?", HELD) is None


def test_what_takes_the_place_of_another_is_the_same_thing_of_another_year() -> None:
    assert change.parts("What was the main fear of chairs at first, and what has overtaken it a year later?", HELD) is None


def test_a_comparative_goes_back_to_the_part_before() -> None:
    parts = change.parts("First ICBs had to pay a levy on their estates. How much bigger is the present levy?", HELD)
    assert parts is not None and "estates" in parts[1]


def test_the_government_before_is_no_mere_time() -> None:
    text = "What did the last government promise?"
    assert not change.spans(text)
