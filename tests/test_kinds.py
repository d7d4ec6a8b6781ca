"""Whether a sentence holds the kind of thing that is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.kinds import NOTHING, holds
from rag.types import Wanted


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Wanted.NUMBER, "It opened 14 clinics."),
        (Wanted.NUMBER, "It opened twelve clinics."),
        (Wanted.NUMBER, "Half of the clinics opened."),
        (Wanted.PERCENTAGE, "Some 31% agreed."),
        (Wanted.PERCENTAGE, "Some 31 per cent agreed."),
        (Wanted.PERCENTAGE, "Two thirds agreed."),
        (Wanted.PERCENTAGE, "Four in five agreed."),
        (Wanted.MONEY, "It overspent by £9m."),
        (Wanted.MONEY, "It overspent by 9 million."),
        (Wanted.DATE, "It opened in 2019."),
        (Wanted.DATE, "It opened last March."),
        (Wanted.DATE, "It opened in 22/23."),
        (Wanted.PERSON, "Dr Patel chairs it."),
        (Wanted.PERSON, "Its medical director leads it."),
        (Wanted.ORGANISATION, "Riverside Community NHS Trust runs it."),
        (Wanted.ORGANISATION, "University Hospitals of Riverside runs it."),
    ],
)
def test_held(kind: Wanted, text: str) -> None:
    assert holds(kind, "What is it?", text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Wanted.NUMBER, "It opened clinics in 2024/25."),
        (Wanted.NUMBER, "It opened clinics in 2019."),
        (Wanted.NUMBER, "It missed the 4-hour standard."),
        (Wanted.NUMBER, "It is in tier 2."),
        (Wanted.NUMBER, "It backs the 10-Year plan."),
        (Wanted.NUMBER, "It works for Core20PLUS5 groups."),
        (Wanted.NUMBER, "Clinics opened (Figure 7)."),
        (Wanted.PERCENTAGE, "It opened 31 clinics."),
        (Wanted.MONEY, "It opened 9 clinics."),
        (Wanted.MONEY, "It overspent."),
        (Wanted.DATE, "It opened 14 clinics."),
        (Wanted.PERSON, "It opened clinics."),
        (Wanted.ORGANISATION, "A local trust runs it."),
    ],
)
def test_not_held(kind: Wanted, text: str) -> None:
    assert not holds(kind, "What is it?", text)


def test_a_question_for_a_tier_or_segment_takes_it_for_a_number() -> None:
    assert holds(Wanted.NUMBER, "Which segment is it in?", "It is in segment 3.")
    assert not holds(Wanted.NUMBER, "Which segment is it in?", "It does well.")


def test_a_question_for_a_length_of_time_takes_one() -> None:
    assert holds(Wanted.NUMBER, "How long did it last?", "It lasted 6-week blocks.")
    assert not holds(Wanted.NUMBER, "How many were there?", "It came in 6-week blocks.")


def test_a_question_for_a_name_takes_no_role() -> None:
    assert not holds(Wanted.PERSON, "What is the name of its chair?", "its chair has left.")
    assert holds(Wanted.PERSON, "Who has left?", "its chair has left.")


@given(st.sampled_from([w for w in Wanted if w not in NOTHING]), st.text(), st.text())
def test_where_no_kind_is_wanted_any_sentence_will_do(kind: Wanted, question: str, text: str) -> None:
    assert holds(kind, question, text)


@given(st.sampled_from(list(NOTHING)), st.text())
def test_an_empty_sentence_holds_nothing(kind: Wanted, question: str) -> None:
    assert not holds(kind, question, "")
