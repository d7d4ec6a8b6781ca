"""What is said around a figure is held against the quote: more or less, how often, which in a row, how many times, of what."""

from __future__ import annotations

import pytest

from index.sparse import Stems
from rag.quantities import unlike
from rag.stated import figures, find, settled, stands


@pytest.mark.parametrize(
    ("quote", "true", "false"),
    [
        ("Vans fell by over 150 to 90.", "Vans fell by more than 150.", "Vans fell by fewer than 150."),
        ("Nearly 700 vans came.", "Almost 700 vans came.", "More than 700 vans came."),
        ("It saved up to £6.2 million.", "It saved as much as £6.2m.", "It saved at least £6.2m."),
        ("Waits fell 57 per cent.", "Waits came down by 57 per cent.", "Waits came down to 57 per cent."),
        ("It sends 80 vans each week.", "It sends 80 vans a week.", "It sends 80 vans a day."),
        ("It spends £6bn annually.", "It spends £6bn a year.", "It spends £6bn a month."),
        ("This is the second cut.", "It is the second cut.", "It is the third cut."),
        ("This is the second cut.", "It is the second cut.", "It is the eleventh cut."),
        ("78% of drivers like vans.", "At least 78% of drivers like vans.", "More than 78% of drivers like vans."),
        ("78% of drivers like vans.", "As many as 78% like vans.", "Nearly 78% of drivers like vans."),
        ("Costs kept to a 4% cap.", "Costs stayed below the 4% cap.", "Costs were less than 4%."),
        ("It has 4,300 vans.", "It has thousands of vans.", "It has hundreds of thousands of vans."),
        ("It has some vans.", "It has vans.", "It has dozens of vans."),
        ("Vans multiplied.", "There are more vans.", "Vans rose tenfold."),
        ("Vans doubled in ten years.", "There are twice as many vans.", "Vans halved in ten years."),
        ("A 50 per cent cut was announced.", "The vans were halved.", "The vans were doubled."),
        ("It met 20 of 25 standards.", "20 of the 25 standards were met.", "All 25 standards were met."),
        ("Vans wait 65 weeks.", "A van waits for 65 weeks.", "A van waits for 65 months."),
        ("It is a 10-year plan.", "The plan is for 10 years.", "The plan is for 10 months."),
        ("Most vans are red.", "Most of the vans are red.", "All vans are red."),
        ("Many drivers like vans.", "Many of the drivers like vans.", "Few drivers like vans."),
        ("All vans are red.", "Every van is red.", "Hardly any vans are red."),
        ("A slim majority of drivers agree.", "The majority of drivers agree.", "A small minority of drivers agree."),
        ("£64 million across 15 boards.", "15 boards share £64m.", "15 boards have £64m each."),
        ("It serves 321 boards and 45,000 drivers.", "45,000 drivers use it.", "45,000 boards use it."),
        ("Most like vans (92 per cent), then buses (85 per cent).", "Vans are liked by 92 per cent.", "It is 92 per cent for buses."),
    ],
)
def test_a_quantity_is_told_from_its_contrary(quote: str, true: str, false: str) -> None:
    known = find(quote, both=True)
    assert unlike(true, [quote], known, Stems().of) is None
    assert unlike(false, [quote], known, Stems().of) is not None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("half a million and a quarter of a million", ["500000", "250000"]),
        ("one and a half million", ["1500000"]),
        ("two hundred and eighteen thousand", ["200", "18000"]),
        ("8 million pounds", ["£8m"]),
        ("the fourth quarter", ["Q4"]),
        ("a dozen", ["12"]),
        ("85k vans and £8 trillion", ["85000", "£8tn"]),
        ("an eighth and two-sixths", ["1/8", "1/3"]),
    ],
)
def test_large_amounts_in_words_are_figures(text: str, found: list[str]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize(
    ("said", "there", "right"),
    [
        ("half a million", "500,000", True),
        ("some £360,000", "£358,000", True),
        ("some £390,000", "£358,000", False),
        ("£360,000", "£358,000", False),
        ("some 360,000", "£358,000", False),
        ("about £2.5bn", "£2.53 billion", True),
        ("just over two per cent", "2.2%", True),
        ("just over three per cent", "2.2%", False),
        ("nearly 180", "182", False),
        ("over 180", "182", True),
    ],
)
def test_an_amount_stands_for_another_if_it_is_rightly_rounded(said: str, there: str, right: bool) -> None:
    assert stands(find(said)[0], find(there)) is right


def test_a_rightly_rounded_share_needs_no_more_than() -> None:
    assert settled("More than four in five practices", find("83%")) == "four in five practices"
    assert settled("More than nine in ten practices", find("83%")) == "More than nine in ten practices"
