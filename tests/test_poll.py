"""A criterion put to every board: of the digest, and of six boards that say what a test wants them to."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue, Source
from corpus.types import Edition
from index.build import build
from index.store import Store
from rag.assistant import Assistant
from rag.types import Answer, Census, Reading, Shape, Wanted

ASSESSMENT = "nhse-icb-assessment-2024-25"
SIX_BOARDS = """# Digest

## London

### North East London

- The board entered the Harbour Scheme in spring.
- Its stroke work is in tier 1.
- It met the 30-day scan target.

### North West London

- The board left the Harbour Scheme in autumn.
- Its stroke work is in tier 2.
- It missed the 30-day scan target.

### South East London

- Painted vans bring opticians to villages.
- It did not meet the 30-day scan target.

## South West

### Devon

- The board exited the Harbour Scheme.
- Its stroke work is in tiers 1 and 2.
- It exceeded the 30-day scan target.

### Dorset

- The board entered the Harbour Scheme long ago.
- Its scan rate fell short of the 30-day target.

### Somerset

- Its buses are painted green.
"""
OTHER_BOARDS = """# Digest

## London

### North East London

- Carbon emissions of its ferries are falling.
- Otters swim in its moat.
- Its scheme gives pupils at school a kite.

### North West London

- Carbon emissions of its barges are falling.
- Badgers sleep under its stage.
- Young people's mental health gained a tent.

### South East London

- Carbon emissions of its trams are falling.
- Hedgehogs cross its lawn.
- A desk for complaints was opened.

## South West

### Devon

- Carbon emissions of its tractors are falling.
- Its orchard course finds local talent.
- An external chess master looked at its hymn books.

### Dorset

- Carbon emissions of its kilns are falling, and ponds are dug against climate change.
- The backlog in dentistry is a problem.
- Its waiting list for kites shrank in an equitable way.

### Somerset

- Its waiting list for drums shrank.
"""


def built(text: str, name: str, home: Path, catalogue: Catalogue, folder: Path) -> Assistant:
    """An assistant over an assessment that a test writes."""
    path = folder / "boards.md"
    path.write_text(text, encoding="utf-8")
    store = Store(home, name)
    build([Source(catalogue.by_id[ASSESSMENT], Edition.DIGEST, path)], store)
    return Assistant.from_index(store.load())


@pytest.fixture(scope="module")
def six(shared_home: Path, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over an assessment of six boards."""
    return built(SIX_BOARDS, "test-poll", shared_home, catalogue, tmp_path_factory.mktemp("six"))


@pytest.fixture(scope="module")
def other(shared_home: Path, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over another assessment of six boards."""
    return built(OTHER_BOARDS, "test-poll-other", shared_home, catalogue, tmp_path_factory.mktemp("other"))


def census_of(answer: Answer) -> Census:
    assert answer.census is not None, answer.text
    return answer.census


def verdicts(assistant: Assistant, question: str) -> dict[str, str]:
    return {row.body: row.verdict for row in census_of(assistant.ask(question)).rows}


@pytest.mark.parametrize(
    ("question", "yes"),
    [
        ("Which boards entered the Harbour Scheme?", {"North East London", "Dorset"}),
        ("Which boards left the Harbour Scheme?", {"North West London", "Devon"}),
        ("Which boards met the 30-day scan target?", {"North East London", "Devon"}),
        ("Which boards missed the 30-day scan target?", {"North West London", "South East London", "Dorset"}),
        ("Which boards are in tier 1 for stroke?", {"North East London", "Devon"}),
        ("Which boards are in tier 2 for stroke?", {"North West London", "Devon"}),
        ("Which boards are in tier 3 for stroke?", set()),
        ("Which boards in London left the Harbour Scheme?", {"North West London"}),
        ("Which boards in London have painted vans?", {"South East London"}),
    ],
)
def test_a_list_has_the_boards_that_the_text_has(six: Assistant, question: str, yes: set[str]) -> None:
    assert set(census_of(six.ask(question)).answer) == yes


@pytest.mark.parametrize(
    ("question", "contrary"),
    [("Which boards entered the Harbour Scheme?", {"North West London", "Devon"}), ("Which boards left the Harbour Scheme?", {"North East London", "Dorset"})],
)
def test_a_board_that_says_the_contrary_is_a_no_and_silence_is_neither(six: Assistant, question: str, contrary: set[str]) -> None:
    found = verdicts(six, question)
    assert {body for body, verdict in found.items() if verdict == "no"} == contrary
    assert found["Somerset"] == found["South East London"] == "not_stated"


@pytest.mark.parametrize(
    "around",
    [
        "Good morning. Which boards {}, please?",
        "For a talk on Tuesday: which boards {}?",
        "We are a small charity; could you kindly tell us which boards {}?",
        "Which boards (if any) {}, and which are they?",
        "Which boards {}? Tell me their names.",
    ],
)
@pytest.mark.parametrize("criterion", ["are praised for dental care", "have a living wage", "work with a university", "are in tier 1 for urgent care"])
def test_what_is_said_around_a_question_changes_no_list(assistant: Assistant, around: str, criterion: str) -> None:
    plain = census_of(assistant.ask(f"Which boards {criterion}?")).answer
    assert plain
    assert census_of(assistant.ask(around.format(criterion))).answer == plain


@pytest.mark.parametrize("word", ["zeppelins", "translators", "lighthouses", "fire safety", "medical undergraduates", "police dogs"])
def test_of_what_no_board_speaks_nothing_is_said(assistant: Assistant, word: str) -> None:
    assert census_of(assistant.ask(f"Which boards mention {word}?")).answer == ()


def test_one_of_two_conditions_may_be_denied(six: Assistant) -> None:
    assert set(census_of(six.ask("Which boards left the Harbour Scheme but did not miss the 30-day scan target?")).answer) == {"Devon"}
    assert set(census_of(six.ask("Which boards entered the Harbour Scheme and met the 30-day scan target?")).answer) == {"North East London"}


def test_a_region_has_its_own_boards_only(six: Assistant) -> None:
    census = census_of(six.ask("Which boards in the South West entered the Harbour Scheme?"))
    assert [row.body for row in census.rows] == ["Devon", "Dorset", "Somerset"]
    assert census.checked == 3


def test_a_yes_or_no_has_a_citation_on_its_board_and_silence_has_none(six: Assistant) -> None:
    answer = six.ask("Which boards left the Harbour Scheme?")
    cited = {c.n: c for c in answer.citations}
    for row in census_of(answer).rows:
        if row.verdict == "not_stated":
            assert row.citation is None
        else:
            assert row.citation is not None
            assert cited[row.citation].body == row.body
            assert "Harbour Scheme" in cited[row.citation].quote


def test_a_count_is_the_length_of_its_list(six: Assistant) -> None:
    census = census_of(six.ask("How many boards missed the 30-day scan target?"))
    assert census.count == len(census.answer) == 3


def test_the_sentences_are_those_of_the_boards_asked_for(six: Assistant) -> None:
    answer = six.ask("Which boards left the Harbour Scheme?")
    cited = {c.n: c.body for c in answer.citations}
    assert {cited[n] for s in answer.sentences for n in s.citations} == {"North West London", "Devon"}


@pytest.mark.parametrize(
    "question",
    [
        "Which boards mention childminders?",
        "How many ICBs are in tier 1 for anything?",
        "Did every board hire pharmacists?",
        "List the boards that opened a hub",
    ],
)
def test_every_board_has_a_row(assistant: Assistant, bodies: Bodies, question: str) -> None:
    answer = assistant.ask(question)
    census = census_of(answer)
    assert sorted(row.body for row in census.rows) == sorted(bodies.by_name)
    assert census.checked == 42
    assert census.period == "2024/25"
    assert census.count == len(census.answer)
    assert any(note.startswith("42 of 42 boards checked") for note in answer.notes)
    assert {row.verdict for row in census.rows} <= {"yes", "no", "not_stated"}


def test_every_region_has_its_boards(assistant: Assistant, bodies: Bodies) -> None:
    for region in bodies.regions:
        census = census_of(assistant.ask(f"Which boards in {region} opened a hub?"))
        assert sorted(row.body for row in census.rows) == sorted(bodies.of_region(region))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Which boards entered the Recovery Support Programme?", "Which boards left the Recovery Support Programme?"),
        ("Which boards met the faster diagnosis standard?", "Which boards missed the faster diagnosis standard?"),
    ],
)
def test_a_quote_is_no_proof_of_both_of_two_opposites(assistant: Assistant, one: str, other: str) -> None:
    quotes = []
    for question in (one, other):
        answer = assistant.ask(question)
        cited = {c.n: c.quote for c in answer.citations}
        quotes.append({cited[row.citation] for row in census_of(answer).rows if row.verdict == "yes" and row.citation is not None})
    assert quotes[0]
    assert not quotes[0] & quotes[1]


def test_who_is_in_one_tier_says_so(assistant: Assistant) -> None:
    for tier in "12":
        answer = assistant.ask(f"Which boards are in tier {tier}?")
        cited = {c.n: c.quote.lower() for c in answer.citations}
        found = [row for row in census_of(answer).rows if row.verdict == "yes" and row.citation is not None]
        assert found
        for row in found:
            assert row.citation is not None
            assert f"tier {tier}" in cited[row.citation] or "tiers " in cited[row.citation]


def test_of_neither_is_the_boards_of_which_not_one_thing_is_said(assistant: Assistant) -> None:
    one, other = (set(census_of(assistant.ask(f"Which boards mention {matter}?")).answer) for matter in ("dementia", "dentistry"))
    every = {row.body for row in census_of(assistant.ask("Which boards mention dementia?")).rows}
    assert set(census_of(assistant.ask("Which boards mention neither dementia nor dentistry?")).answer) == every - one - other


def found(assistant: Assistant, question: str) -> set[str]:
    """The boards that a criterion holds of; the few words of six boards tell no language, so that the question goes straight to the poll."""
    polled = assistant.poll(Reading(question, Shape.LIST, Wanted.DESCRIPTION)).polled
    assert polled is not None
    return {body for body, verdict in polled.verdicts.items() if verdict == "yes"}


@pytest.mark.parametrize(
    ("question", "yes"),
    [
        ("Which boards mention climate change?", {"Dorset"}),
        ("Which boards mention global warming?", {"Dorset"}),
        ("Which boards mention carbon emissions?", {"North East London", "North West London", "South East London", "Devon", "Dorset"}),
    ],
)
def test_words_that_mean_less_than_a_wide_field_are_held_to(other: Assistant, question: str, yes: set[str]) -> None:
    assert found(other, question) == yes


def test_an_aim_is_no_rise(other: Assistant) -> None:
    assert found(other, "Which boards have a course to grow local talent?") == {"Devon"}


def test_what_two_fields_share_is_read_for_where_the_table_has_nothing(other: Assistant) -> None:
    assert found(other, "Which boards have problems with dentistry backlogs?") == {"Dorset"}


def test_the_comma_of_a_list_with_or_is_an_or(other: Assistant) -> None:
    assert found(other, "Which boards have otters, badgers or hedgehogs?") == {
        "North East London",
        "North West London",
        "South East London",
    }


@pytest.mark.parametrize(
    ("question", "yes"),
    [
        ("Which boards had a chess master from outside?", {"Devon"}),
        ("Which boards cut waiting lists fairly?", {"Dorset"}),
        ("Which boards have somewhere to send complaints?", {"South East London"}),
        ("Which boards mention young people's mental health?", {"North West London"}),
    ],
)
def test_other_words_for_it_and_either_apostrophe(other: Assistant, question: str, yes: set[str]) -> None:
    assert found(other, question) == yes


def test_what_stands_behind_the_name_of_a_field_is_what_is_asked_for(other: Assistant) -> None:
    assert found(other, "Which boards work with schools?") == {"North East London"}
    assert found(other, "Which boards pay for school lunches?") == set()
