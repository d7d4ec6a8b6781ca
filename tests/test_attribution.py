"""Speakers and owners of a matter are those of the quote."""

from __future__ import annotations

import pytest

from rag.attribution import misgiven, stranger


@pytest.mark.parametrize(
    ("claim", "quote", "wrong"),
    [
        ("An ICB chair said that vans are slow.", "An ICB chair called vans slow.", False),
        ("An ICB chief executive said that vans are slow.", "An ICB chair called vans slow.", True),
        ("An ICS leader said that vans are slow.", "An ICB chair called vans slow.", False),
        ("NHS England said that vans are slow.", "An ICB chair called vans slow.", True),
        ("The publisher NHS Confederation finds vans slow.", "Vans are slow.", False),
        ("A minister praised the vans.", "The vans are praised.", True),
        ("According to a mayor, vans are slow.", "An ICB chair said vans are slow.", True),
        ("The NHS Confederation finds vans slow.", "Most leaders welcome fewer vans.", True),
        ("The NHS Confederation wants faster vans.", "Fleet directors lack faster vans.", True),
        ("The NHS Confederation says that leaders lack vans.", "Fleet leaders lack vans.", False),
        ("Vans were cited as slow by a chair.", "One chair cited slow vans.", False),
    ],
)
def test_who_says_it(claim: str, quote: str, wrong: bool) -> None:
    assert (stranger(claim, [quote], ["NHS Confederation"]) is not None) is wrong


@pytest.mark.parametrize(
    ("claim", "quote", "wrong"),
    [
        ("The ICB left tier 2.", "Harbour Hospitals NHS Trust left tier 2.", True),
        ("Harbour Hospitals left tier 2.", "Harbour Hospitals NHS Trust left tier 2.", False),
        ("The trust left tier 2.", "The ICB left tier 2.", True),
        ("The limited speed of the ICB was a worry.", "There was worry over the “limited speed” of many trusts, which the ICB should support.", True),
        ("The vans run on time.", "The vans run on time, but Harbour Hospitals NHS Trust lost its keys.", False),
        ("The ICB lost its keys.", "The vans run on time, but Harbour Hospitals NHS Trust lost its keys.", True),
    ],
)
def test_whose_matter_it_is(claim: str, quote: str, wrong: bool) -> None:
    assert misgiven(claim, [quote]) is wrong
