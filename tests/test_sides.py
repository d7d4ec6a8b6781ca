"""Sides that are set beside each other: alike, short, and each with its best sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from index.hybrid import HybridIndex
from index.sparse import Stems
from rag.shapes import fact, sides
from rag.types import Evidence


@dataclass
class _Index:
    """An index of one sentence a passage, as far as sides need one."""

    sentence_vectors: Any
    sentence_offsets: list[int] = field(default_factory=lambda: list(range(10)))
    sparse: Any = field(default_factory=lambda: SimpleNamespace(stems=Stems()))


def item(number: int, text: str, score: float) -> Evidence:
    return Evidence(number, 0, 0, len(text), text, score, 0.0, 0.0)


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> HybridIndex:
    monkeypatch.setattr(fact, "lead_of", lambda item, index: "Somewhere, 2024/25")
    turned = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]], dtype=np.float32)
    return cast(HybridIndex, _Index(turned))


def test_sides_that_speak_of_the_same_thing_are_chosen(index: HybridIndex) -> None:
    rows = {
        "one": sides.rated([item(0, "Beds are short.", 0.6), item(1, "Trust is low.", 0.5)]),
        "other": sides.rated([item(2, "Trust is high.", 0.6)]),
    }
    assert [told[0].text for told in sides.chosen(rows, index, most=1).values()] == ["Trust is low.", "Trust is high."]


def test_sides_of_which_different_things_are_asked_are_chosen_by_themselves(index: HybridIndex) -> None:
    rows = {
        "one": sides.rated([item(0, "Beds are short.", 0.6), item(1, "Trust is low.", 0.5)]),
        "other": sides.rated([item(2, "Trust is high.", 0.6)]),
    }
    assert [told[0].text for told in sides.chosen(rows, index, most=1, same=False).values()] == ["Beds are short.", "Trust is high."]


def test_both_sides_fit_into_the_answer(index: HybridIndex) -> None:
    long = "Beds are short " + "and so on " * 30
    rows = {
        "one": sides.rated([item(0, long, 0.9), item(1, "Trust is low.", 0.4)]),
        "other": sides.rated([item(3, "Beds are plenty.", 0.9), item(2, "Trust is high.", 0.5)]),
    }
    told = sides.chosen(rows, index, most=2, room=60)
    assert sum(len(one.text.split()) + 1 for own in told.values() for one in own) <= 60


def test_figures_of_one_kind_stand_beside_each_other(index: HybridIndex) -> None:
    rows = {
        "one": sides.rated([item(0, "Some 40 per cent agreed.", 0.5)]),
        "other": sides.rated([item(3, "Many agreed of late.", 0.55), item(3, "Some 50 per cent agreed.", 0.5)]),
    }
    assert "50" in sides.chosen(rows, index, most=1, figured=True)["other"][0].text


def test_a_question_that_was_put_to_leaders_is_no_side(index: HybridIndex) -> None:
    rows = sides.rated([item(0, "“How far do you trust the budget?”", 0.9), item(1, "Few trust the budget.", 0.4)])
    assert [row.item.text for row in rows] == ["Few trust the budget."]


def test_figures_of_the_same_thing_stand_beside_each_other(index: HybridIndex) -> None:
    rows = {
        "one": sides.rated([item(0, "Some 40 per cent trust the budget.", 0.5)]),
        "other": sides.rated([item(3, "Some 70 per cent fear mergers.", 0.55), item(3, "Some 50 per cent trust the budget.", 0.5)]),
    }
    assert "budget" in sides.chosen(rows, index, most=1, figured=True)["other"][0].text
