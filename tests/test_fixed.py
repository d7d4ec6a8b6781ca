"""What a user has fixed by filters, held against the texts and the question's words."""

from __future__ import annotations

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.types import Period
from index.hybrid import HybridIndex
from rag.fixed import outside, overridden
from rag.types import Filters, Reading, Reason, Shape, Wanted

ASSESSMENT, SURVEY, BEFORE = "nhse-icb-assessment-2024-25", "nhsconfed-state-of-icss-2024-25", "nhsconfed-state-of-icss-2023-24"


def reading(**values: object) -> Reading:
    return Reading("How?", Shape.FACT, Wanted.DESCRIPTION, **values)  # type: ignore[arg-type]


def test_filters_within_the_texts(digest_index: HybridIndex, bodies: Bodies) -> None:
    for filters in (
        Filters(),
        Filters(("Devon",), (Period(2024),), (ASSESSMENT,)),
        Filters(periods=(Period(1990),)),
        Filters(documents=(SURVEY, BEFORE), periods=(Period(2023),)),
    ):
        assert outside(filters, digest_index, bodies) is None


def test_filters_outside_the_texts(digest_index: HybridIndex, bodies: Bodies) -> None:
    body = outside(Filters(("Devon", "Narnia")), digest_index, bodies)
    assert body is not None
    assert body.reason is Reason.UNKNOWN_BODY
    assert "Narnia" in body.message
    document = outside(Filters(documents=("nowhere",)), digest_index, bodies)
    assert document is not None
    assert document.reason is Reason.UNCLEAR
    assert "nowhere" in document.message and ASSESSMENT in document.message
    both = outside(Filters(documents=(SURVEY,), periods=(Period(2023),)), digest_index, bodies)
    assert both is not None
    assert "2024/25" in both.message and "2023/24" in both.message


def test_filters_outweigh_words_and_say_so(catalogue: Catalogue) -> None:
    found = overridden(reading(bodies=("Dorset",), periods=(Period(2023),)), Filters(("Sussex",), (Period(2024),)), catalogue)
    assert (found.bodies, found.periods) == (("Sussex",), (Period(2024),))
    assert [("Dorset" in note and "Sussex" in note) or ("2023/24" in note and "2024/25" in note) for note in found.notes] == [True, True]


def test_without_filters_a_reading_is_as_it_was(catalogue: Catalogue) -> None:
    before = reading(bodies=("Dorset",), documents=(SURVEY,), periods=(Period(2024),))
    assert overridden(before, Filters(), catalogue) == before
    assert overridden(before, Filters(("Dorset",), (Period(2024),), (SURVEY,)), catalogue) == before


def test_the_year_chosen_outweighs_the_document_named(catalogue: Catalogue) -> None:
    found = overridden(reading(documents=(SURVEY,)), Filters(periods=(Period(2023),)), catalogue)
    assert found.documents == (BEFORE,)
    assert overridden(reading(documents=(SURVEY, BEFORE)), Filters(periods=(Period(2023),)), catalogue).documents == (BEFORE,)


def test_another_document_than_the_one_named(catalogue: Catalogue) -> None:
    found = overridden(reading(documents=(SURVEY,)), Filters(documents=(ASSESSMENT,)), catalogue)
    assert found.documents == (ASSESSMENT,)
    assert len(found.notes) == 1
