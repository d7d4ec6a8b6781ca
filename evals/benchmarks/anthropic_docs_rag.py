"""Anthropic's documentation: 232 sections, 100 questions, most of which need two of them."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from evals.benchmarks.engine import Engine, Told
from evals.benchmarks.figures import Outcome, mean
from evals.benchmarks.measures import precision_at, recall_at, reciprocal_rank
from evals.benchmarks.texts import BenchmarkError, json_list, lines_document

FILES = ("anthropic_docs.json", "docs_evaluation_dataset.json")
SOURCE = "anthropics/anthropic-cookbook @ 4b36a1e, MIT. A section's rank is that of its best passage; the first three count. Nothing was tuned."
_K = 3
_DEPTH = 400


class _Chunk(BaseModel):
    chunk_link: str
    chunk_heading: str
    text: str


class _Case(BaseModel):
    id: str
    question: str
    correct_chunks: list[str]


def run(folder: Path, engine: Engine, told: Told) -> Outcome:
    """Retrieval on Anthropic's documentation."""
    chunks, cases = json_list(folder / FILES[0], _Chunk), json_list(folder / FILES[1], _Case)
    known = {chunk.chunk_link for chunk in chunks}
    for case in cases:
        if not case.correct_chunks or not known.issuperset(case.correct_chunks):
            raise BenchmarkError(f"{folder / FILES[1]}: {case.id} names no section, or one that {FILES[0]} does not hold; fetch the data set again")
    index = engine.index([lines_document(chunk.chunk_link, "", chunk.text, (chunk.chunk_heading,)) for chunk in chunks])
    vectors = engine.encoder.encode([case.question for case in cases])
    recall, precision, rank = [], [], []
    for number, case in enumerate(cases):
        hits = index.search(case.question, vector=vectors[number], k=_DEPTH)
        ranked = list(dict.fromkeys(index.passages[hit.passage].document for hit in hits))
        gold = set(case.correct_chunks)
        recall.append(recall_at(ranked, gold, _K))
        precision.append(precision_at(ranked, gold, _K))
        rank.append(reciprocal_rank(ranked, gold, _K))
        told("asking", number + 1, len(cases))
    return Outcome(
        "anthropic_docs_rag",
        SOURCE,
        len(cases),
        (
            mean("recall@3", recall, floor=0.731, published="voyage-2 .659; with summaries .714; with a reranking model .693", bar=0.74),
            mean("precision@3", precision, published="voyage-2 .428"),
            mean("MRR over the first 3", rank, floor=0.882, published="voyage-2 .737; with summaries .773; with a reranking model .865", bar=0.89),
        ),
    )
