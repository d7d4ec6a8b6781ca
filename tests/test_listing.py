"""What of a question asks for boards, whatever is said around it."""

from __future__ import annotations

import pytest

from index.sparse import content_words
from rag import listing

_SMALL = frozenset("boards board ICBs icbs systems get gets got fits mention come up them".split())


def has_content(text: str) -> bool:
    return any(word not in _SMALL for word in content_words(text))


def text_of(question: str) -> str:
    found = listing.read(question, has_content)
    assert found is not None, question
    return found.text.rstrip(" ?.")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Which boards paint their vans?", "Which boards paint their vans"),
        ("Hello! I drive a bus. Which boards paint their vans, please?", "Which boards paint their vans"),
        ("For a talk next week: which boards paint their vans?", "which boards paint their vans"),
        ("We run a choir; could you kindly tell us which boards paint their vans?", "which boards paint their vans"),
        ("Which boards (if it is known) paint their vans, with names?", "Which boards paint their vans"),
        ("Which boards paint their vans? Tell me which.", "Which boards paint their vans"),
        ("In how many boards do painted vans turn up, and which are they?", "how many boards do painted vans turn up"),
        ("Did every board paint its vans? If not, which boards left them grey?", "which boards left them grey"),
        ("Painted vans - who has them", "who has them Painted vans"),
        ("painted vans: icbs that mention them", "icbs that mention them painted vans"),
    ],
)
def test_what_is_asked_is_read_without_what_is_said_around_it(question: str, text: str) -> None:
    assert text_of(question) == text


def test_praise_and_blame_alike_is_seen(text: str = "Which boards are noted for painted vans, whether kindly or not?") -> None:
    found = listing.read(text, has_content)
    assert found is not None
    assert found.regardless
    assert "kindly" not in found.text


def test_a_count_is_seen() -> None:
    found = listing.read("How many boards paint vans?", has_content)
    assert found is not None
    assert found.counts


@pytest.mark.parametrize("question", ["Why are vans painted?", "How much paint does a van take?", "What is a van?"])
def test_a_question_on_something_else_names_no_boards(question: str) -> None:
    found = listing.read(question, has_content)
    assert found is None or not found.names


def test_what_stands_for_something_named_before_is_read_as_it() -> None:
    assert text_of("Painted vans: which boards were thanked for it?") == "which boards were thanked for Painted vans"


@pytest.mark.parametrize(
    "question",
    [
        "We are after boards that paint their vans.",
        "Names of all boards with painted vans?",
        "Are there boards that paint their vans?",
        "Every board with painted vans",
        "How often do painted vans come up across the 42 assessments?",
    ],
)
def test_boards_are_named_in_many_ways(question: str) -> None:
    found = listing.read(question, has_content)
    assert found is not None
    assert found.names


@pytest.mark.parametrize("question", ["For whom are painted vans mentioned?", "How many use painted vans?", "Are any painting their vans?"])
def test_boards_are_asked_for_without_their_name(question: str) -> None:
    found = listing.read(question, has_content)
    assert found is not None
    assert not found.names


def test_a_question_on_something_of_the_boards_is_none_for_boards() -> None:
    found = listing.read("What did the vans cost of boards that paint them?", has_content)
    assert found is not None
    assert found.other


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many in the North West run painted vans?", "How many boards in the North West run painted vans"),
        ("Which of London's five keep painted vans? They are quite a sight.", "Which boards in London keep painted vans"),
        ("Which, if any, have painted vans?", "Which boards have painted vans"),
        ("painted van boards", "which boards have painted van"),
        ("painted van systems in the Midlands", "which systems in the Midlands have painted van"),
        ("Which boards have trams, vans or the like?", "Which boards have trams or vans"),
    ],
)
def test_boards_that_are_left_out_are_put_in(question: str, text: str) -> None:
    assert text_of(question) == text


def test_nothing_is_put_into_a_question_on_something_else() -> None:
    assert listing.read("How many in the survey were hopeful?", has_content) is None
    found = listing.read("What are health and wellbeing boards?", has_content)
    assert found is None or found.text.startswith("What are")
