"""Sentences that say opposite things are told from those that say the same in other words."""

from __future__ import annotations

import pytest

from rag.polarity import contradiction


@pytest.mark.parametrize(
    ("claim", "quote", "wrong"),
    [
        ("The board met its plan for vans.", "The board missed its plan for vans.", True),
        ("It did not reach the van target.", "Vans missed their target.", False),
        ("The board left the scheme for vans.", "The board aims to leave the scheme for vans.", True),
        ("The board's vans were criticised.", "The board's vans are commended.", True),
        ("The vans are reliable.", "The vans are unreliable.", True),
        ("There are more vans.", "There are fewer vans.", True),
        ("The number of vans came down.", "Vans fell in number.", False),
        ("The vans ended with a deficit.", "The vans ended with a surplus.", True),
        ("The vans have got better.", "The vans should improve.", True),
        ("The vans no longer run.", "The vans run.", True),
        ("The vans still run.", "The vans continue to run.", False),
        ("The vans already run.", "The vans will run next year.", True),
        ("The vans already run.", "The vans already run, and more will come.", False),
        ("The vans must not be forgotten.", "A focus on vans will be essential.", False),
        ("Not all vans run on time.", "Vans run to a mixed timetable.", False),
        ("Vans are run without any drivers.", "Vans are run by a team of drivers.", True),
        ("Nothing is done about vans.", "A team works on vans.", True),
        ("The vans improve, but too slowly.", "Improvement of vans needs to be faster.", False),
        ("The vans are slow.", "The vans are fast.", True),
        ("The routes are less even.", "The routes are more mixed.", False),
        ("The routes have fewer vans.", "The routes have more vans.", True),
        ("Their vans should not be lost.", "Their vans must be kept.", False),
        ("Vans rely on recurrent support.", "Vans rely on non-recurrent support.", True),
        ("Vans bring parcels further from homes.", "Vans bring parcels closer to homes.", True),
        ("The board works on prevention with vans.", "The board's vans help with early care.", False),
        ("The vans met the first target and met the second aim.", "The vans met the first target and missed the second aim.", True),
    ],
)
def test_opposites(claim: str, quote: str, wrong: bool) -> None:
    assert (contradiction(claim, [quote]) is not None) is wrong


def test_a_sentence_does_not_contradict_itself() -> None:
    text = "Vans improved, but drivers fell short of the target, and the surplus offset last year's deficit; routes are not yet safe."
    assert contradiction(text, [text]) is None
