"""The figures of a sentence, and the change between two."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.figures import FigureKind, Incomparable, change, figures, plain

PERCENT, POINTS, MONEY, COUNT = FigureKind.PERCENT, FigureKind.POINTS, FigureKind.MONEY, FigureKind.COUNT


def values(text: str) -> list[tuple[FigureKind, float]]:
    found = figures(text)
    for figure in found:
        assert text[figure.start : figure.end] == figure.text
    return [(figure.kind, round(float(figure.value), 2)) for figure in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose to 92 per cent.", [(PERCENT, 92)]),
        ("78.5% and 7%", [(PERCENT, 78.5), (PERCENT, 7)]),
        ("ninety-five per cent", [(PERCENT, 95)]),
        ("a 50 per cent cut", [(PERCENT, 50)]),
        ("up 5 percentage points, or 3pp", [(POINTS, 5), (POINTS, 3)]),
        ("£64 million, £2.53 billion, £300k, £8m and £1.2bn", [(MONEY, 64e6), (MONEY, 2.53e9), (MONEY, 3e5), (MONEY, 8e6), (MONEY, 1.2e9)]),
        ("£1,250 each", [(MONEY, 1250)]),
        ("5,500 patients and 1.5 million staff", [(COUNT, 5500), (COUNT, 1.5e6)]),
        ("twelve boards, twenty-six others and forty more", [(COUNT, 12), (COUNT, 26), (COUNT, 40)]),
        ("a hundred beds, two dozen nurses", [(COUNT, 100), (COUNT, 24)]),
        ("almost half of them, two thirds, three-quarters, a quarter", [(PERCENT, 50), (PERCENT, 66.67), (PERCENT, 75), (PERCENT, 25)]),
        ("four in five and one in ten", [(PERCENT, 80), (PERCENT, 10)]),
        ("36 out of 42 systems", [(COUNT, 36)]),
        ("10–15 per cent of 300 to 400 people", [(PERCENT, 10), (PERCENT, 15), (COUNT, 300), (COUNT, 400)]),
        ("from £3m to £4m", [(MONEY, 3e6), (MONEY, 4e6)]),
        ("only one board", [(COUNT, 1)]),
        ("2,024 patients", [(COUNT, 2024)]),
        ("(26%)", [(PERCENT, 26)]),
    ],
)
def test_kinds_and_values(text: str, expected: list[tuple[FigureKind, float]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "in 2024/25 and 2023-24, or 24/25",
        "by March 2025, on 31 March, from 21 July to 20 August 2025, since 2019",
        "the 4-hour standard, 62-day waits, over 52 weeks, the 10 Year Health Plan",
        "tier 1, tiers 1 and 2, segment 3, tier two, quarter 4, Q4, phase 2, level 2",
        "section 2.1, figure 7, page 12, paragraph 8, type 1, stage 3, case study 4",
        "the 1st and 21st; the third quarter; the first half of 2025/26",
        "COVID-19, Core20PLUS5, PRN02185, NHS 111, 24/7, n=54, 1.2.3",
        "One ICB chair spoke to one another; no one heard; a one-off",
        "a third party, the second board",
        "",
    ],
)
def test_numbers_that_count_nothing(text: str) -> None:
    assert values(text) == []


def test_the_year_beside_a_figure_is_none() -> None:
    assert values("Of 53 replies in 2024/25, 92 per cent agreed (85 per cent in 2023/24, tier 1).") == [(COUNT, 53), (PERCENT, 92), (PERCENT, 85)]


@pytest.mark.parametrize(("text", "rough"), [("almost 40 beds", True), ("over 40 beds", True), ("40 beds", False), ("half the beds", True), ("40%", False)])
def test_what_is_given_roughly(text: str, rough: bool) -> None:
    assert [figure.rough for figure in figures(text)] == [rough]


def test_what_a_figure_is_a_part_of() -> None:
    (figure,) = figures("36 out of 42 systems")
    assert (figure.value, figure.of) == (36, 42)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("85 per cent, then 92 per cent", "up 7 percentage points"),
        ("92% before 85%", "down 7 percentage points"),
        ("91% before 92%", "up 1 percentage point"),
        ("81.5% before 82%", "up 0.5 percentage points"),
        ("half, then 60 per cent", "up about 10 percentage points"),
        ("£10m fell to £8m", "down £2m (20 per cent)"),
        ("£1.2bn grew to £1.5bn", "up £0.3bn (25 per cent)"),
        ("£900 grew to £1,000", "up £100 (11.1 per cent)"),
        ("12 boards, then 15 boards", "up 3 (25 per cent)"),
        ("1,000 beds, then 3,500 beds", "up 2,500 (250 per cent)"),
        ("7 boards and 7 others", "unchanged"),
        ("almost 7 boards and 7 others", "about the same"),
        ("zero boards, then 7 boards", "up 7"),
    ],
)
def test_the_change_in_words(text: str, words: str) -> None:
    said = change(*figures(text)).words
    assert said == words.replace("£0.3bn", "£300m")


def test_between_kinds_there_is_no_change() -> None:
    with pytest.raises(Incomparable, match="different kinds"):
        change(*figures("8 boards and 8 per cent"))


NUMBERS = st.decimals(0, 10**6, places=1)


@given(NUMBERS, NUMBERS, st.sampled_from(["{} per cent", "£{}", "£{}m", "{} beds"]))
def test_a_change_there_and_back(one: Decimal, other: Decimal, form: str) -> None:
    (a,), (b,) = figures(form.format(one)), figures(form.format(other))
    if form == "{} beds" and any(1900 <= n < 2100 for n in (one, other)):
        return
    there, back = change(a, b), change(b, a)
    assert there.absolute == -back.absolute == b.value - a.value
    assert a.value + there.absolute == b.value
    if there.relative is not None:
        assert abs(a.value * (1 + there.relative / 100) - b.value) < Decimal("0.001")


@given(st.integers(0, 10**9))
def test_a_number_is_read_as_it_is_written(number: int) -> None:
    assert values(f"about {number:,} per cent of it") == [(PERCENT, float(number))]
    assert plain(Decimal(number)) == f"{number:,}"


@given(st.text(alphabet="£0123456789.,%/–- abcdefghinotuvwxyz", max_size=60))
def test_any_text_has_figures_or_none(text: str) -> None:
    found = figures(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for figure in found:
        assert text[figure.start : figure.end] == figure.text
        assert figure.value >= 0
