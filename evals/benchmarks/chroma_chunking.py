"""Chroma's evaluation of chunking: 472 questions over five texts, with the characters that answer them [Smith and Troynikov 2024]."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from evals.benchmarks.engine import Engine, Told
from evals.benchmarks.figures import Outcome, mean
from evals.benchmarks.measures import Span, span_scores
from evals.benchmarks.texts import BenchmarkError, csv_rows, lines_document, read_text

TEXTS = ("chatlogs", "finance", "pubmed", "state_of_the_union", "wikitexts")
FILES = ("questions_df.csv", *(f"{name}.md" for name in TEXTS))
SOURCE = "brandonstarxel/chunking_evaluation @ d451fc4, MIT. The first five passages of all texts together, in characters. Nothing was tuned."
_K = 5


class _Reference(BaseModel):
    content: str
    start_index: int
    end_index: int


_REFERENCES = TypeAdapter(list[_Reference])


class _Case(BaseModel):
    question: str
    text: str
    gold: list[Span]


def run(folder: Path, engine: Engine, told: Told) -> Outcome:
    """Passages and retrieval on Chroma's texts."""
    texts = {name: read_text(folder / f"{name}.md") for name in TEXTS}
    cases = _cases(folder / FILES[0], texts)
    index = engine.index([lines_document(name, "", text) for name, text in texts.items()])
    vectors = engine.encoder.encode([case.question for case in cases])
    recall, precision, shared = [], [], []
    for number, case in enumerate(cases):
        hits = index.search(case.question, vector=vectors[number], k=_K)
        passages = [index.passages[hit.passage] for hit in hits]
        own = [(p.start, p.end) for p in passages if p.document == case.text]
        r, p, iou = span_scores(own, case.gold, sum(p.end - p.start for p in passages if p.document != case.text))
        recall.append(r)
        precision.append(p)
        shared.append(iou)
        told("asking", number + 1, len(cases))
    published = "text-embedding-3-large, recursive 200"
    return Outcome(
        "chroma_chunking",
        SOURCE,
        len(cases),
        (
            mean("recall of characters", recall, floor=0.867, published=f"{published}: .881"),
            mean("precision of characters", precision, floor=0.058, published=f"{published}: .070"),
            mean("intersection over union", shared),
        ),
    )


def _cases(path: Path, texts: dict[str, str]) -> list[_Case]:
    cases = []
    for line, row in csv_rows(path, ("question", "references", "corpus_id")):
        try:
            references = _REFERENCES.validate_python(json.loads(row["references"]))
        except (ValueError, ValidationError):
            raise BenchmarkError(f"{path}:{line}: the references are no JSON list of excerpts with offsets; fetch the data set again") from None
        text = texts.get(row["corpus_id"])
        if text is None or any(text[r.start_index : r.end_index] != r.content for r in references):
            raise BenchmarkError(f"{path}:{line}: an excerpt does not stand at its offsets in {row['corpus_id']}.md; fetch the data set again")
        cases.append(_Case(question=row["question"], text=row["corpus_id"], gold=[(r.start_index, r.end_index) for r in references]))
    return cases
