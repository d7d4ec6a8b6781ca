"""The measures of the passages found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals import retrieval
from evals.case import Case
from rag.types import Retrieved

VANS = Retrieved("report", ("South West", "Dorset", "Vans"), "Dorset runs 14 vans, all green.", 0.9)
BUSES = Retrieved("report", ("South West", "Dorset", "Buses"), "Dorset runs 3 buses.", 0.8)
STRAY = Retrieved("report", ("South West", "Devon", "Vans"), "Devon runs 14 vans.", 0.7)
CASE = Case.model_validate(
    {
        "id": "vans", "category": "board", "question": "How many vans and buses?", "must": [{"any": ["14"]}],
        "evidence": [
            {"document": "report", "section": ["Dorset", "Vans"], "keys": ["14 vans", "green"]},
            {"document": "report", "section": ["Dorset", "Buses"], "keys": ["3 buses"]},
        ],
    }
)  # fmt: skip


def words(text: str) -> int:
    return len(text.split())


def test_passages_within_a_budget_are_the_first_that_fit() -> None:
    assert retrieval.within([VANS, BUSES, STRAY], words, 10) == [VANS, BUSES]
    assert retrieval.within([VANS, BUSES, STRAY], words, 9) == [VANS]
    assert retrieval.within([VANS, BUSES], words, 5) == []


def test_a_grade_is_the_keys_held_in_the_right_section() -> None:
    assert [retrieval.grade(CASE, row) for row in (VANS, BUSES, STRAY)] == [2, 1, 0]
    assert retrieval.grade(CASE, replace(VANS, document="other")) == 0


def test_recall_is_by_piece_of_evidence() -> None:
    assert retrieval.recall(CASE, [VANS, STRAY]) == 0.5
    assert retrieval.recall(CASE, [VANS, BUSES]) == 1.0
    assert retrieval.recall(CASE, []) == 0.0


@pytest.mark.parametrize(("rows", "expected"), [([VANS], 1.0), ([STRAY, BUSES], 0.5), ([STRAY], 0.0), ([], 0.0)])
def test_reciprocal_rank(rows: list[Retrieved], expected: float) -> None:
    assert retrieval.reciprocal_rank(CASE, rows) == expected


def test_ndcg_is_one_in_the_best_order_and_less_in_another() -> None:
    assert retrieval.ndcg(CASE, [VANS, BUSES, STRAY], [2, 1]) == pytest.approx(1.0)
    other = retrieval.ndcg(CASE, [BUSES, VANS], [2, 1])
    assert 0 < retrieval.ndcg(CASE, [STRAY, BUSES, VANS], [2, 1]) < other < 1
    assert retrieval.ndcg(CASE, [STRAY], []) == 0.0
