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
    ],
)
def test_both_years_are_asked_for(question: str) -> None:
    assert change.asked(question, HELD) is Change.ASKED


@pytest.mark.parametrize(
    "question", ["Is Dorset still short of dentists?", "Have relations with councils got any better?", "How has the mood on mayors shifted?"]
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
    ],
)
def test_a_change_of_one_year_asks_for_no_other(question: str) -> None:
    assert change.asked(question, HELD, of_one=True) is Change.NONE


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
