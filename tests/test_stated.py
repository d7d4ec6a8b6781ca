"""Figures in digits and words are one; a figure given to another thing is caught."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sparse import Stems
from rag.stated import figures, find, recounted, stands, swapped


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("six in ten respondents (60 per cent)", ["3/5", "60%"]),
        ("Twenty-four trusts and three boards", ["24", "3"]),
        ("a third, two-thirds, half, three-quarters", ["1/3", "2/3", "1/2", "3/4"]),
        ("the four-hour and the 4-hour target", ["4", "4"]),
        ("27 to 63 per cent", ["27%", "63%"]),
        ("in quarter 4 and Q4", ["Q4", "Q4"]),
        ("2023-24 and 23/24", ["2023/24", "2023/24"]),
        ("rose from 47 per cent in 2006 to 58 per cent", ["47%", "2006", "58%"]),
        ("one of the Core20 sites", []),
        ("tier one", ["1"]),
    ],
)
def test_figures_in_words_are_figures(text: str, found: list[str]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize(
    ("said", "there", "right"),
    [
        ("over three-quarters", "77 per cent", True),
        ("nearly half", "48%", True),
        ("one in five", "20%", True),
        ("three-quarters", "77 per cent", False),
        ("over three-quarters", "70 per cent", False),
        ("nearly half", "52%", False),
        ("a third", "a quarter", False),
    ],
)
def test_a_share_stands_for_a_figure_if_it_is_rightly_rounded(said: str, there: str, right: bool) -> None:
    assert stands(find(said)[0], find(there)) is right


@pytest.mark.parametrize(
    ("claim", "quote", "wrong"),
    [
        ("14 per cent agreed.", "60 per cent agreed and 14 per cent disagreed.", True),
        ("60 per cent agreed.", "60 per cent agreed and 14 per cent disagreed.", False),
        ("It went from 83 to 70.", "Use rose from 70 to 83.", True),
        ("Use reached 70.", "Use rose from 70 to 83.", True),
        ("Use reached 83.", "Use rose from 70 to 83.", False),
    ],
)
def test_a_figure_of_another_thing_is_caught(claim: str, quote: str, wrong: bool) -> None:
    assert (swapped(claim, [quote], Stems().of) is not None) is wrong


@pytest.mark.parametrize(
    ("claim", "quote", "wrong"),
    [
        ("Vans serve four aims.", "Vans serve three aims.", True),
        ("Vans serve four aims.", "Three vans serve all four aims.", False),
        ("Vans serve four aims.", "Three vans serve the aims.", False),
        ("Vans serve three of the four aims.", "Vans serve three aims.", False),
    ],
)
def test_counted_otherwise(claim: str, quote: str, wrong: bool) -> None:
    assert (recounted(claim, [quote], Stems().of) is not None) is wrong


@given(st.text(alphabet="0123456789.,/% £kmbn½oneatfhirdxv-"), st.text(alphabet="0123456789./% in£"))
def test_no_figure_brings_the_reading_down(text: str, other: str) -> None:
    known = find(other)
    for figure in find(text):
        assert stands(figure, find(text))
        assert stands(figure, known) in (True, False)
