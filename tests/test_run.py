"""A run of the cases: what is measured of each answer."""

from __future__ import annotations

import json

import pytest

from evals.case import Case
from evals.run import Result, converse, measured, run, tokens
from evals.systems import Asked
from index.hybrid import HybridIndex
from rag.assistant import Assistant


def right_and_wrong() -> list[Case]:
    right = {"id": "right", "category": "unanswerable", "question": "What does Narnia ICB spend?", "answerable": False, "reason": "unknown_body"}
    wrong = {"id": "alpha", "category": "list", "question": "Which boards run zeppelins?", "items": ["Dorset"]}
    return [Case.model_validate(right), Case.model_validate(wrong)]


def results(assistant: Assistant, told: list[str] | None = None) -> list[Result]:
    texts = {document.id: document.text for document in assistant.index.documents}
    return run(right_and_wrong(), Asked(assistant), texts, lambda case, _: told.append(case.id) if told is not None else None)


def test_a_run_tells_each_result_and_keeps_the_order(assistant: Assistant) -> None:
    told: list[str] = []
    found = results(assistant, told)
    assert told == ["right", "alpha"]
    assert [(r.case, r.correct, r.list_f1) for r in found] == [("right", True, None), ("alpha", False, 0.0)]
    assert [r.split for r in found if r.case == "alpha"] == ["dev"]


def test_two_runs_differ_in_their_timings_alone(assistant: Assistant) -> None:
    one, other = ([r.to_json() for r in results(assistant)] for _ in range(2))
    assert [{**row, "milliseconds": 0} for row in one] == [{**row, "milliseconds": 0} for row in other]


def test_a_result_comes_through_json_as_it_was(assistant: Assistant) -> None:
    for found in results(assistant):
        assert Result.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_what_does_not_apply_to_a_case_is_none(assistant: Assistant) -> None:
    unanswerable, listed = results(assistant)
    for found in (unanswerable, listed):
        assert found.citation_recall is found.recall is found.ndcg is found.section_rank is None
    assert unanswerable.says is None
    assert unanswerable.list_recall is None
    assert listed.count_right is False


def test_retrieval_is_measured_against_the_best_order_of_all_passages(digest_index: HybridIndex) -> None:
    assistant = Assistant.from_index(digest_index)
    passage = next(p for p in digest_index.passages if p.body)
    key = " ".join(passage.text.split()[:4])
    evidence = {"document": passage.document, "section": list(passage.path), "keys": [key]}
    case = Case.model_validate({"id": "x", "category": "board", "question": passage.text, "must": [{"any": [key]}], "evidence": [evidence]})
    system = Asked(assistant)
    found = measured(case, system.answer(case), {d.id: d.text for d in digest_index.documents}, system.pool)
    assert (found.recall, found.verbatim) == (1.0, True)
    assert found.ndcg is not None and found.reciprocal_rank is not None
    assert 0 < found.ndcg <= 1
    assert found.passages


def test_tokens_are_counted_whatever_the_text() -> None:
    assert tokens("") == 0
    assert tokens("a van") == 2
    assert tokens("<|endoftext|>") > 1


@pytest.mark.parametrize("turns", [["How is Dorset placed on urgent care?", "And Sussex?", "and Frimley?"]])
def test_a_conversation_is_asked_turn_by_turn(turns: list[str], digest_index: HybridIndex) -> None:
    assistant = Assistant.from_index(digest_index)
    talk = Case.model_validate(
        {"id": "t", "category": "conversation", "turns": turns, "must": [{"any": ["x"]}], "evidence": [{"document": "d", "keys": ["x"]}]}
    )
    answer = converse(assistant, talk)
    assert answer.question == "and Frimley?"
    assert answer.reading.bodies == ("Frimley",)
    assert "urgent" in answer.reading.topic
