"""The 42 boards are found under every name people give them, and under no other word."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.bodies import Bodies, Mention
from corpus.types import Body

BODIES = Bodies.load()
NAMES = [(body.name, name) for body in BODIES.all for name in (body.name, *body.aliases)]
SHORT = [(body.name, name) for body in BODIES.all for name in body.abbreviations]

FILLER = st.lists(st.text(alphabet="bcdfgjkpqvxz", min_size=1, max_size=9), max_size=8).map(" ".join)
"""Words of consonants that are no one's name."""


def test_there_are_42_boards_in_7_regions(bodies: Bodies) -> None:
    assert len(bodies.all) == len(bodies.by_name) == 42
    assert Counter(body.region for body in bodies.all) == {
        "East of England": 6,
        "London": 5,
        "Midlands": 11,
        "North East and Yorkshire": 4,
        "North West": 3,
        "South East": 6,
        "South West": 7,
    }
    assert len(bodies.regions) == 7


def test_the_boards_of_a_region(bodies: Bodies) -> None:
    assert bodies.of_region("North West") == ("Cheshire and Merseyside", "Greater Manchester", "Lancashire and South Cumbria")
    assert sum(len(bodies.of_region(region)) for region in bodies.regions) == 42
    assert bodies.of_region("Wales") == ()


def test_no_name_means_two_boards() -> None:
    owners: dict[str, set[str]] = {}
    for body, name in [*NAMES, *SHORT]:
        owners.setdefault(name.lower().replace("&", "and").replace("-", " "), set()).add(body)
    assert {name: who for name, who in owners.items() if len(who) > 1} == {}


@pytest.mark.parametrize(("body", "name"), [*NAMES, *SHORT])
def test_every_name_is_found(bodies: Bodies, body: str, name: str) -> None:
    for text in (name, f"How did {name} do?", f"{name}’s plan", f"{name}'s plan", f"NHS {name} ICB", f"({name})", f"in {name}, and", f"“{name}.”"):
        assert bodies.named_in(text) == (body,), text


@pytest.mark.parametrize(("body", "name"), NAMES)
def test_a_name_is_found_in_any_case_and_across_a_line_end(bodies: Bodies, body: str, name: str) -> None:
    for text in (name.lower(), name.upper(), name.replace(" ", "\n"), name.replace(" ", "  ")):
        assert bodies.named_in(text) == (body,), text


@pytest.mark.parametrize("body", [body.name for body in BODIES.all if " and " in body.name])
def test_and_may_be_written_with_a_sign(bodies: Bodies, body: str) -> None:
    for text in (body.replace(" and ", " & "), body.replace(" and ", "&"), body.replace(" and ", " AND ")):
        assert bodies.find(text) == [Mention(body, 0, len(text))]


@pytest.mark.parametrize(("body", "name"), SHORT)
def test_an_abbreviation_needs_its_capitals(bodies: Bodies, body: str, name: str) -> None:
    assert bodies.find(name) == [Mention(body, 0, len(name))]
    assert bodies.find(name.lower()) == []


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ("BLMK", "Bedfordshire, Luton and Milton Keynes"),
        ("Luton", "Bedfordshire, Luton and Milton Keynes"),
        ("milton-keynes", "Bedfordshire, Luton and Milton Keynes"),
        ("Bristol", "Bristol, North Somerset and South Gloucestershire"),
        ("the Isles of Scilly", "Cornwall and the Isle of Scilly"),
        ("Stoke on Trent", "Staffordshire and Stoke-on-Trent"),
        ("Yorkshire and Humber", "Humber and North Yorkshire"),
        ("Shropshire and Telford and Wrekin", "Shropshire, Telford and Wrekin"),
        ("NW London", "North West London"),
        ("One Devon", "Devon"),
        ("Devonians", "Devon"),
    ],
)
def test_the_ways_people_and_publications_write_them(bodies: Bodies, said: str, body: str) -> None:
    assert bodies.named_in(f"what does it say of {said} here") == (body,)


@pytest.mark.parametrize(
    "text",
    [
        "a mid-year review",
        "the mid year position",
        "who said so",
        "what they said and what south means",
        "the Midlands",
        "the East of England",
        "in the North West and in the South East",
        "all of London",
        "Essex",
        "Devonport and Devonshire",
        "a bathroom",
        "Somersetshire",
        "bob went with gm and sel",
        "R&D, A&E and M&S",
        "NCLX and XNCL",
        "integrated care boards across England",
    ],
)
def test_false_friends(bodies: Bodies, text: str) -> None:
    assert bodies.find(text) == []


@pytest.mark.parametrize("body", [body.name for body in BODIES.all])
def test_a_whole_name_is_one_mention_and_none_of_the_names_inside_it(bodies: Bodies, body: str) -> None:
    text = f"Of {body} it says"
    assert bodies.find(text) == [Mention(body, 3, 3 + len(body))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("South East London", ["South East London"]),
        ("South Gloucestershire", ["Bristol, North Somerset and South Gloucestershire"]),
        ("North Somerset", ["Bristol, North Somerset and South Gloucestershire"]),
        ("North East Somerset", ["Bath and North East Somerset, Swindon and Wiltshire"]),
        ("North East Essex", ["Suffolk and North East Essex"]),
        ("Cambridgeshire", ["Cambridgeshire and Peterborough"]),
        ("Nottinghamshire", ["Nottingham and Nottinghamshire"]),
        ("South Yorkshire and West Yorkshire", ["South Yorkshire", "West Yorkshire"]),
        ("Somerset and North Somerset", ["Somerset", "Bristol, North Somerset and South Gloucestershire"]),
        ("Devon, Cornwall and the Isles of Scilly", ["Devon", "Cornwall and the Isle of Scilly"]),
        (
            "Dorset, Leicester, Leicestershire and Rutland, Sussex and Frimley",
            ["Dorset", "Leicester, Leicestershire and Rutland", "Sussex", "Frimley"],
        ),
        ("Humber and North Yorkshire, North East and North Cumbria", ["Humber and North Yorkshire", "North East and North Cumbria"]),
    ],
)
def test_the_longest_name_wins(bodies: Bodies, text: str, found: list[str]) -> None:
    assert [mention.body for mention in bodies.find(text)] == found


def test_a_part_of_a_name_that_two_boards_share_means_neither() -> None:
    made = Bodies([Body("Ashton and Oakley", "Here", abbreviations=("AOX",)), Body("Oakley and Elmsford", "Here")])
    assert made.named_in("Ashton, Oakley") == ("Ashton and Oakley",)
    assert made.named_in("Oakley") == ()
    assert made.named_in("Oakley and Elmsford") == ("Oakley and Elmsford",)


def test_a_body_that_is_named_twice_is_mentioned_twice_and_named_once(bodies: Bodies) -> None:
    text = "Devon, Dorset, and NHS Devon"
    assert [mention.body for mention in bodies.find(text)] == ["Devon", "Dorset", "Devon"]
    assert bodies.named_in(text) == ("Devon", "Dorset")


@settings(deadline=None)
@given(FILLER, st.sampled_from([*NAMES, *SHORT]), FILLER, st.sampled_from([" ", ", ", " (", ". "]), st.sampled_from([" ", ", ", "’s ", "? ", ") "]))
def test_a_name_inside_random_words_is_found(before: str, named: tuple[str, str], after: str, opening: str, closing: str) -> None:
    body, name = named
    start = len(before + opening)
    assert BODIES.find(f"{before}{opening}{name}{closing}{after}") == [Mention(body, start, start + len(name))]


@settings(deadline=None)
@given(st.sampled_from([*NAMES, *SHORT]), st.text(alphabet="bcdfgjkpqvxz", min_size=1, max_size=4))
def test_a_name_inside_a_longer_word_is_not_found(named: tuple[str, str], letters: str) -> None:
    name = named[1]
    assert all(mention.start > len(letters) for mention in BODIES.find(letters + name))
    assert all(mention.end < len(name) for mention in BODIES.find(name + letters))


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([name for _, name in [*NAMES, *SHORT]] + ["the", "and", "&", ",", "north", "south", "-", "\n", "East"]), max_size=12).map(" ".join)
)
def test_mentions_are_in_order_apart_and_of_known_boards(text: str) -> None:
    last = 0
    for mention in BODIES.find(text):
        assert last <= mention.start < mention.end <= len(text)
        assert mention.body in BODIES.by_name
        assert mention.body in BODIES.named_in(text[mention.start : mention.end])
        last = mention.end


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("waits in south east, south west and north central London", ("South East London", "South West London", "North Central London")),
        ("South and West Yorkshire on finance", ("South Yorkshire", "West Yorkshire")),
        ("north-east or north-west London", ("North East London", "North West London")),
        ("Humber and North Yorkshire against West Yorkshire", ("Humber and North Yorkshire", "West Yorkshire")),
        ("the North East and Yorkshire region", ()),
        ("the South East, and London", ()),
        ("Mid and South Essex", ("Mid and South Essex",)),
    ],
)
def test_bodies_that_share_a_last_word_are_found_before_it(bodies: Bodies, text: str, named: tuple[str, ...]) -> None:
    assert bodies.named_in(text) == named
