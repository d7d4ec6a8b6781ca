"""Whether a sentence holds the kind of thing that is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
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
        (Wanted.ORGANISATION, "The ICB runs it."),
        (Wanted.ORGANISATION, "One ICB runs it, as does Each ICS."),
    ],
)
def test_not_held(kind: Wanted, text: str) -> None:
    assert not holds(kind, "What is it?", text)


def test_a_score_is_a_grade_or_a_number() -> None:
    assert holds(Wanted.NUMBER, "What score did it get?", "It met 20 of 25 indicators.")
    assert holds(Wanted.DESCRIPTION, "What score did it get?", "It was rated good.")
    assert not holds(Wanted.NUMBER, "What score did it get?", "It met its indicators.")


def test_what_is_aimed_for_may_be_a_target() -> None:
    assert holds(Wanted.PERCENTAGE, "How deep a cut was it aiming for?", "Its staff grew despite planned cuts of 3.1%.")
    assert not holds(Wanted.PERCENTAGE, "How deep was the cut?", "Its staff grew despite planned cuts of 3.1%.")


def test_which_board_it_is_only_a_sentence_that_names_one_tells() -> None:
    assert not holds(Wanted.PERSON, "Which ICB is run by her?", "One ICB chief executive says so.")
    assert holds(Wanted.PERSON, "Which ICB is run by her?", "The chief executive of Riverside ICB says so.")


def test_a_question_for_a_tier_or_segment_takes_it_for_a_number() -> None:
    assert holds(Wanted.NUMBER, "Which segment is it in?", "It is in segment 3.")
    assert not holds(Wanted.NUMBER, "Which segment is it in?", "It does well.")


def test_a_question_for_a_length_of_time_takes_one() -> None:
    assert holds(Wanted.NUMBER, "How long did it last?", "It lasted 6-week blocks.")
    assert not holds(Wanted.NUMBER, "How many were there?", "It came in 6-week blocks.")


@pytest.mark.parametrize(
    ("kind", "question", "yes", "no"),
    [
        (Wanted.PLACE, "Which coastal town has the new clinic?", "The new clinic in Saltby has opened.", "The new clinic has opened."),
        (Wanted.ORGANISATION, "Which consultancy looked at the books?", "Ledger Partners looked at the books.", "An outside review looked at the books."),
        (Wanted.DESCRIPTION, "NOF segment at year end?", "It ended the year in segment 2.", "It works well with its partners."),
        (Wanted.NUMBER, "How frequently does the panel meet?", "The panel meets monthly.", "The panel has 12 members."),
    ],
)
def test_a_question_for_one_sort_of_thing_takes_no_other(kind: Wanted, question: str, yes: str, no: str) -> None:
    assert holds(kind, question, yes)
    assert not holds(kind, question, no)


def test_a_question_for_a_name_takes_no_role() -> None:
    assert not holds(Wanted.PERSON, "What is the name of its chair?", "its chair has left.")
    assert holds(Wanted.PERSON, "Who has left?", "its chair has left.")


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        # A figure that the question holds itself answers nothing.
        ("How many of its 42 clinics opened?", "Of 42 clinics, 17 opened.", "Of 42 clinics, some opened."),
        ("How many more than 90 beds did it have?", "It had 104 beds.", "It had over 90 beds."),
        # A target is no result, unless the target is asked for.
        ("How many patients were seen?", "It saw 80 patients, against a target of 95.", "Its target was 95 patients."),
        ("How many patients were seen?", "It saw 80 patients.", "The standard is 95 patients."),
        ("How many patients were seen?", "Its plan was for 95 and it saw 80 patients.", "It missed the 95 patient target."),
        ("How many patients was its target?", "Its target was 95 patients.", "Its target was missed."),
        ("How many patients should be seen?", "The standard is 95 patients.", "The standard is old, and hard."),
        # A tier or a segment is a number where one is asked for, and no count.
        ("Which tier is it in?", "It is in tier 2.", "It was looked at closely."),
        ("How many clinics are there?", "Tier 2 has three clinics.", "It is in tier 2."),
        # How often is answered by a frequency.
        ("How often do they meet?", "They meet monthly.", "They meet with 14 partners."),
        ("How often do they meet?", "They meet twice a year.", "They meet in rooms."),
        ("How often do they meet?", "They meet in 6-week turns.", "They met 31 people."),
        # How long by a time.
        ("How long has it stood?", "It has stood since 2019.", "It has stood for some time."),
    ],
)
def test_numbers(question: str, yes: str, no: str) -> None:
    assert holds(Wanted.NUMBER, question, yes)
    assert not holds(Wanted.NUMBER, question, no)


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("What share was treated in time?", "Some 71% were, against a standard of 95%.", "The standard of 95% was missed."),
        ("What share was treated in time?", "It reached 71% against the 78% standard.", "It fell short of the 78% standard."),
        ("What share was treated in time?", "It was 71% on the 4-hour standard.", "It was below the 78% 4-hour standard."),
        ("What share was treated in time?", "It missed its target, and 71% was reached.", "It missed its target (95%)."),
        ("What share was treated in time?", "It was lower than planned, at 71%.", "It was lower than a planned share of 78%."),
        ("What share was treated in time?", "It reached 71%.", "It did not reach the planned 95%."),
        ("Did more than 50% agree, and what share?", "In all 61% agreed.", "More than 50% agreed."),
        ("What share must be treated in time?", "The standard is 95%.", "The standard was missed."),
    ],
)
def test_percentages(question: str, yes: str, no: str) -> None:
    assert holds(Wanted.PERCENTAGE, question, yes)
    assert not holds(Wanted.PERCENTAGE, question, no)


@pytest.mark.parametrize("kind", [Wanted.DESCRIPTION, Wanted.NUMBER, Wanted.PERSON])
@pytest.mark.parametrize(
    ("text", "rated"),
    [
        ("The trust is rated good.", True),
        ("It requires improvement.", True),
        ("It is in segment three.", True),
        ("Its plans are outstanding.", True),
        ("Its plans were rated highly by the regulator, who came twice.", True),
        ("The regulator visited twice in 2024.", False),
        ("The regulator saw Dr Patel.", False),
    ],
)
def test_a_question_for_a_rating_takes_a_rating_whatever_else_it_wants(kind: Wanted, text: str, rated: bool) -> None:
    assert holds(kind, "What overall rating did the regulator give?", text) is rated


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("What is the programme called?", "The programme, Bright Mornings, began well.", "The programme began well."),
        ("What is the name of its chair?", "Its chair is Ann Bell.", "Its chair has left."),
        ("Which council is named?", "Riverside Council is.", "A council is."),
        ("Who, by name, was thanked?", "Thanks went to Ann Bell.", "Thanks went to the staff."),
        # Neither the question's own names nor a sentence's first word are new.
        ("What is the name of the head of Riverside?", "Riverside is led by Ann Bell.", "Riverside is led by a doctor."),
        ("What is the service called?", "Here the service is known as Bright Mornings.", "Something is new here."),
        # Months, boards and abbreviations that stand everywhere are no names.
        ("What is the service called?", "In March the ICB began Bright Mornings.", "In March the ICB and NHS England began it."),
    ],
)
def test_a_question_for_a_name_takes_a_name_that_it_does_not_hold(question: str, yes: str, no: str) -> None:
    for kind in (Wanted.DESCRIPTION, Wanted.PERSON):
        assert holds(kind, question, yes)
        assert not holds(kind, question, no)


def test_a_question_for_a_board_takes_one_in_the_sentence_or_over_it() -> None:
    question = "Which board opened the hub?"
    for kind in Wanted:
        assert holds(kind, question, "A hub was opened.", "Dorset")
        assert holds(kind, question, "Dorset ICB opened a hub.")
        assert not holds(kind, question, "A hub was opened.")


def test_a_role_that_the_question_holds_is_no_answer_to_who() -> None:
    assert not holds(Wanted.PERSON, "Who told the minister?", "the minister was told.")
    assert holds(Wanted.PERSON, "Who told the minister?", "The chair told the minister.")
    assert holds(Wanted.PERSON, "Who told the minister?", "it was told by Ann Bell.")


def test_a_board_is_an_organisation() -> None:
    assert holds(Wanted.ORGANISATION, "Which organisation runs it?", "Dorset ICB runs it.")
    assert not holds(Wanted.ORGANISATION, "Which organisation runs it?", "It is run well.")


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("What are the five aims?", "They are health, wealth, care, calm and cash.", "There are aims."),
        ("What are its 4 themes?", "Access; quality; safety; money.", "Its themes are clear, and many."),
        ("Which seven places are named?", "Ashe, Bex, Coly, Dene, Exe, Fal and Goss.", "Ashe is."),
    ],
)
def test_a_question_for_so_many_things_takes_a_list(question: str, yes: str, no: str) -> None:
    assert holds(Wanted.DESCRIPTION, question, yes)
    assert not holds(Wanted.DESCRIPTION, question, no)


@pytest.mark.parametrize("question", ["What 2024 report was it?", "How were the five aims met?", "What are the three aims?"])
def test_a_question_of_another_sort_takes_any_sentence(question: str) -> None:
    assert holds(Wanted.DESCRIPTION, question, "It did well.")


@pytest.mark.parametrize("question", ["How long did it take?", "How soon did it open?", "Since when has it stood?"])
def test_a_date_may_be_a_length_of_time_where_one_is_asked_for(question: str) -> None:
    assert holds(Wanted.DATE, question, "It was a matter of 6 weeks.")
    assert not holds(Wanted.DATE, "On which day was it?", "It was a matter of 6 weeks.")
    assert not holds(Wanted.DATE, question, "It was no matter.")


@settings(deadline=None)
@given(st.sampled_from([w for w in Wanted if w not in NOTHING]), st.text(alphabet="abcd 14?"), st.text())
def test_where_no_kind_is_wanted_any_sentence_will_do(kind: Wanted, question: str, text: str) -> None:
    assert holds(kind, question, text)


@settings(deadline=None)
@given(st.sampled_from(list(NOTHING)), st.text())
def test_an_empty_sentence_holds_nothing(kind: Wanted, question: str) -> None:
    assert not holds(kind, question, "")


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("Which university works with the port?", "The port works with Kent County Council.", False),
        ("Which university works with the port?", "The port works with Anglia Ruskin University.", True),
        ("Which councils pay for the ferry?", "Dorset Council and the combined authority pay for it.", True),
        ("Which councils pay for the ferry?", "The Maritime Trust pays for it.", False),
    ],
)
def test_an_organisation_is_of_the_sort_that_is_asked_for(question: str, text: str, told: bool) -> None:
    assert holds(Wanted.ORGANISATION, question, text) is told
