"""Of which there is most or least, by the figures that are stated."""

from __future__ import annotations

import pytest

from index.sparse import Stems
from rag import superlative
from rag.superlative import End, Stated, extreme


@pytest.fixture(scope="module")
def stems() -> Stems:
    return Stems()


def value(question: str, sentence: str, stems: Stems, heading: str = "") -> float | None:
    asked = superlative.read(question)
    assert asked is not None
    found = superlative.stated(asked, sentence, heading, stems)
    return None if found is None else found.value


@pytest.mark.parametrize(
    "question", ["Which board is in the highest tier?", "What do most boards say of vans?", "Which is the most recent van?", "Which boards have vans?"]
)
def test_some_superlatives_compare_nothing(question: str) -> None:
    assert superlative.read(question) is None


@pytest.mark.parametrize(
    ("question", "sentence", "found"),
    [
        ("Which board has the most painted vans?", "It owns 14 newly painted vans.", 14),
        ("Which board has the most painted vans?", "It owns 1,200 painted vans and 30 boats.", 1200),
        ("Which board has the most painted vans?", "It owns 14 painted boats.", None),
        ("Which board has the most painted vans?", "It painted vans in 2024/25.", None),
        ("Which board has the highest share of painted vans?", "Of its vans 45% are painted.", 45),
        ("Which board spent the largest sum on vans?", "It spent £2.5 million on vans.", 2_500_000),
    ],
)
def test_the_figure_is_that_of_the_thing(question: str, sentence: str, found: float | None, stems: Stems) -> None:
    assert value(question, sentence, stems) == found


def test_a_heading_names_the_thing(stems: Stems) -> None:
    assert value("Which board has the most harbour vans?", "There are 9 vans.", stems, heading="Harbour") == 9


def test_the_best_is_the_highest_or_the_lowest_and_ties_share() -> None:
    figures = {"Devon": Stated(3, "3"), "Dorset": Stated(9, "9"), "Kent and Medway": Stated(9, "9")}
    assert superlative.best(figures, most=True) == ("Dorset", "Kent and Medway")
    assert superlative.best(figures, most=False) == ("Devon",)
    assert superlative.best({}, most=True) == ()


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Which worry do leaders put highest?", End.MOST),
        ("They are least sure of estates.", End.LEAST),
        ("Which task do they doubt most?", End.LEAST),
        ("Sure of the largest, least sure of the smallest.", End.EITHER),
        ("Most leaders are content.", None),
        ("Trust is at its highest.", None),
        ("Trust is the highest ever.", None),
    ],
)
def test_the_end_of_a_scale_that_a_text_tells_of(text: str, end: End | None) -> None:
    assert extreme(text) is end
