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
from rag.types import Answer, Census

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


@pytest.fixture(scope="module")
def six(shared_home: Path, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over an assessment of six boards."""
    path = tmp_path_factory.mktemp("six") / "boards.md"
    path.write_text(SIX_BOARDS, encoding="utf-8")
    store = Store(shared_home, "test-poll")
    build([Source(catalogue.by_id[ASSESSMENT], Edition.DIGEST, path)], store)
    return Assistant.from_index(store.load())


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


@pytest.mark.parametrize("word", ["zeppelins", "translators", "lighthouses"])
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
