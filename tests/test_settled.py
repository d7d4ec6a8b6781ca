"""What the table of findings settles: yes, no, or otherwise than a question takes for granted."""

from __future__ import annotations

import pytest

from rag.assistant import Assistant
from rag.match import NO, YES
from rag.settled import Settled, _yes_or_no
from rag.types import Evidence, Reason


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Did Somerset end 2024/25 with a deficit?", "No"),
        ("Did Dorset balance its books?", "No"),
        ("Is Herefordshire and Worcestershire hitting its environmental goals?", "No"),
        ("Did the South Yorks system as a whole finish the year in the black?", "No"),
        ("Is BLMK in the black this year or not?", "Yes"),
        ("Did Gloucestershire keep spending on temp staff under its cap?", "Yes"),
    ],
)
def test_a_plain_question_on_one_board_is_answered_yes_or_no_by_a_quote(assistant: Assistant, question: str, says: str) -> None:
    answer = assistant.ask(question)
    first = answer.sentences[0]
    assert first.computed and first.citations and first.text.endswith(f": {says}.")
    assert {c.n for c in answer.citations} >= set(first.citations) and len(answer.sentences) > 1


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Why did Somerset close 2024/25 with a deficit?", "broke even"),
        ("How large was Somerset's deficit?", "broke even"),
        ("By how much did North West London bust its agency ceiling?", "below cap"),
    ],
)
def test_what_is_taken_for_granted_against_the_text_is_said(assistant: Assistant, question: str, says: str) -> None:
    answer = assistant.ask(question)
    assert answer.refusal is None and any("takes something for granted" in note for note in answer.notes)
    assert says in answer.text


@pytest.mark.parametrize(
    "question", ["How did Somerset break even?", "Why is Dorset in deficit?", "What is Devon's green plan?", "How many staff health checks did Coventry reach?"]
)
def test_what_the_text_says_too_is_not_denied(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert not any("for granted" in note for note in answer.notes) and not any(s.computed for s in answer.sentences)


@pytest.mark.parametrize("question", ["Has Dorset got undertakings?", "Is Dorset in the Recovery Support Programme?", "Is Bristol in tier 1 for cancer?"])
def test_support_of_which_nothing_is_said_is_not_stated(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.refusal is not None and answer.refusal.reason is Reason.NOT_STATED


@pytest.mark.parametrize("question", ["Did Dorset balance its books in 2021/22?", "Did Somerset balance its books, says the 2023/24 survey?"])
def test_the_table_tells_of_no_other_year_and_of_no_other_text(assistant: Assistant, question: str) -> None:
    assert not any(sentence.computed for sentence in assistant.ask(question).sentences)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Did Devon end the year in deficit?", "Yes for the system, no for the ICB."),
        ("Did Devon make a surplus?", "Yes for the ICB, no for the system."),
        ("Did the Devon system make a surplus?", "No."),
        ("Did Lincolnshire end the year in deficit?", "Yes."),
        ("Did Norfolk end the year in deficit?", "Yes for the system."),
    ],
)
def test_what_a_board_did_is_told_from_what_its_system_did(assistant: Assistant, question: str, says: str) -> None:
    assert assistant.ask(question).sentences[0].text.endswith(f": {says}")


@pytest.mark.parametrize("board", ["Birmingham and Solihull", "Black Country", "West Yorkshire"])
def test_of_a_service_with_many_standards_no_yes_or_no_is_given(assistant: Assistant, board: str) -> None:
    assert not any(sentence.computed for sentence in assistant.ask(f"Did {board} meet the cancer standards?").sentences)


def test_what_is_said_both_ways_of_one_thing_is_so_in_part() -> None:
    yes, no = (Evidence(0, n, n, n + 1, "x", 1.0, 0.0, 1.0) for n in (0, 1))
    assert _yes_or_no([(NO, no, ()), (YES, yes, ())], apart=False) == Settled("In part", (yes, no))
    assert _yes_or_no([(YES, yes, ("system",)), (NO, no, ("system",))], apart=True).says == "In part"
    assert _yes_or_no([(YES, yes, ("board",)), (NO, yes, ("system",))], apart=True) == Settled("Yes for the ICB, no for the system", (yes,))
