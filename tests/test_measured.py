"""What a figure is a figure of, by which those of two years are set beside each other."""

from __future__ import annotations

import pytest

from index.sparse import Stems
from rag.measured import likest, measured


@pytest.fixture(scope="module")
def stems() -> Stems:
    return Stems()


def test_each_figure_has_its_own_part_of_the_sentence(stems: Stems) -> None:
    first, second = measured("Some 40 per cent of leaders trust the budget and 30 per cent fear mergers.", stems)
    assert first.stems == frozenset(stems.of("trust budget"))
    assert second.stems == frozenset(stems.of("fear mergers"))


def test_a_figure_in_brackets_is_of_what_stands_before_it(stems: Stems) -> None:
    first, second = measured("Leaders are surest of dental access (70 per cent), followed by shared estates (60 per cent).", stems)
    assert set(stems.of("dental access")) <= first.stems and not first.stems & set(stems.of("estates"))
    assert second.stems == frozenset(stems.of("shared estates"))


def test_figures_of_the_same_thing_are_found_among_several(stems: Stems) -> None:
    one = measured("Just 45 per cent trust dental access.", stems)
    other = measured("Leaders are surest of shared estates (70 per cent), followed by dental access (50 per cent).", stems)
    alike, pair = likest(one, other)
    assert alike > 0.5 and pair is not None
    assert [measure.figure.text for measure in pair] == ["45 per cent", "50 per cent"]


def test_figures_of_two_things_are_not_alike(stems: Stems) -> None:
    alike, pair = likest(measured("90 per cent pledged more dentists.", stems), measured("50 per cent share estates.", stems))
    assert alike == 0.0 and pair is None


def test_those_who_agree_are_not_set_beside_those_who_do_not(stems: Stems) -> None:
    one, other = measured("60 per cent agree that budgets suffice.", stems), measured("20 per cent disagree that budgets suffice.", stems)
    assert likest(one, other)[0] == 0.0


def test_no_pair_is_told_where_two_are_as_alike(stems: Stems) -> None:
    one = measured("40 per cent share estates.", stems)
    other = measured("50 per cent share estates, while 10 per cent share estates.", stems)
    alike, pair = likest(one, other)
    assert alike == 1.0 and pair is None


def test_different_kinds_of_figures_are_not_alike(stems: Stems) -> None:
    assert likest(measured("40 per cent share estates.", stems), measured("12 share estates.", stems))[0] == 0.0
