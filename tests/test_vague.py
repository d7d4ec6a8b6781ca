"""Whether a question says what it is about."""

from __future__ import annotations

import pytest

from rag.types import Reading, Shape, Wanted
from rag.vague import is_vague


def _reading(question: str, **more: object) -> Reading:
    return Reading(question, Shape.FACT, Wanted.DESCRIPTION, topic=question, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question", ["And the other one?", "How many?", "Was it any better?", "So what happened next?", "How do the two of them compare?", "And the fees?"]
)
def test_vague(question: str) -> None:
    assert is_vague(_reading(question))


@pytest.mark.parametrize(
    "question", ["What is said of dentistry?", "Which clinics opened late?", "Is it clear who pays for ambulances between hospitals?", "Vaccination?"]
)
def test_not_vague(question: str) -> None:
    assert not is_vague(_reading(question))


def test_a_name_is_a_matter() -> None:
    assert not is_vague(_reading("And the other one?", bodies=("Devon",)))
    assert not is_vague(_reading("How many?", documents=("a-document",)))
