"""ClapNQ: 300 questions with the sentences that answer them, and 300 that their passage does not answer [Rosenthal et al. 2025]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from corpus.split import passages_of
from corpus.types import Passage
from evals.benchmarks.engine import NO_BODIES, Engine, Told, finder, found, scorer
from evals.benchmarks.figures import Figure, Outcome, mean, separation
from evals.benchmarks.measures import r_precision, recall_at
from evals.benchmarks.texts import is_tuned_on, json_lines, sentences_document
from index.hybrid import HybridIndex
from rag.scorer import Question, SentenceFeatures

FILES = ("clapnq_dev_answerable.jsonl", "clapnq_dev_unanswerable.jsonl")
SOURCE = "ClapNQ, dev, primeqa/clapnq @ eb26840, Apache-2.0. The 600 passages are searched as one; R-precision is over the sentences of the question's passage."


Rows = NDArray[Any]


class _Passage(BaseModel):
    title: str
    sentences: list[str]


class _Output(BaseModel):
    selected_sentences: list[str]


class _Row(BaseModel):
    id: str
    input: str
    passages: list[_Passage]
    output: list[_Output]


@dataclass(frozen=True)
class Item:
    """A question with its own passage."""

    id: str
    question: str
    answerable: bool
    gold: tuple[bool, ...]
    """Whether each sentence of its passage belongs to the answer."""
    passages: tuple[int, ...]
    """Its passage's numbers in the index; more than one where it was too long."""

    @property
    def tuned_on(self) -> bool:
        return is_tuned_on(self.id)


@dataclass(frozen=True)
class Prepared:
    """The data set, indexed."""

    index: HybridIndex
    features: SentenceFeatures
    items: tuple[Item, ...]
    questions: tuple[Question, ...]


def prepare(folder: Path, engine: Engine) -> Prepared:
    """Read and index the data set.

    Raises:
        BenchmarkError: for a file that is not as expected.
    """
    rows = [(row, answerable) for name, answerable in zip(FILES, (True, False), strict=True) for row in json_lines(folder / name, _Row)]
    documents, items = [], []
    cut: list[Passage] = []
    for row, answerable in rows:
        passage, selected = row.passages[0], {words.strip() for output in row.output for words in output.selected_sentences}
        document, spans = sentences_document(row.id, passage.title, passage.sentences)
        own = passages_of(document, [spans], engine.count, NO_BODIES)
        gold = tuple(document.text[s.start : s.end] in selected for s in spans)
        items.append(Item(row.id, row.input, answerable, gold, tuple(range(len(cut), len(cut) + len(own)))))
        documents.append(document)
        cut += own
    index = engine.index(documents, cut)
    features = engine.features(index)
    return Prepared(index, features, tuple(items), tuple(engine.questions([item.question for item in items], features)))


def run(folder: Path, engine: Engine, told: Told) -> Outcome:
    """Retrieval, choice of sentences and refusal on ClapNQ."""
    data = prepare(folder, engine)
    trained, plain = scorer(data.features), finder(data.index)
    first, chosen, chosen_plainly, sure, sure_plainly = [], [], [], [], []
    for number, (item, question) in enumerate(zip(data.items, data.questions, strict=True), start=1):
        hits = data.index.search(item.question, vector=question.vector)
        sure.append(trained.confidence(question, hits))
        sure_plainly.append(found(plain, question).evidence[0].score)
        ranked = [data.index.passages[hit.passage].document for hit in hits]
        if item.answerable:
            first.append(recall_at(ranked, {item.id}, 1))
        if any(item.gold):
            chosen.append(r_precision([scored.score for scored in trained.sentences(question, item.passages)], item.gold))
            own = {(e.passage, e.sentence): e.score for e in found(plain, question, item.passages).evidence}
            # A sentence that is taken for an order to a machine is no evidence, and has no score.
            chosen_plainly.append(r_precision([own.get((p, s), 0.0) for p in item.passages for s in range(len(data.index.passages[p].sentences))], item.gold))
        told("asking", number, len(data.items))
    with_gold = [item for item in data.items if any(item.gold)]
    return Outcome(
        "clapnq",
        SOURCE,
        len(data.items),
        (
            _held_out_mean("retrieval: the right passage first", first, [item for item in data.items if item.answerable], floor=0.95),
            _held_out_mean("sentences: R-precision, as our own texts are answered", chosen_plainly, with_gold, floor=0.612),
            _held_out_mean("sentences: R-precision, trained scorer", chosen, with_gold, floor=0.612, bar=0.66),
            _held_out_separation("refusal: AUROC of the score, as our own texts are answered", sure_plainly, data.items, floor=0.868),
            _held_out_separation("refusal: AUROC of the confidence, trained scorer", sure, data.items, floor=0.868, bar=0.9),
        ),
    )


def _held_out_mean(what: str, values: Sequence[float], items: Sequence[Item], **more: Any) -> Figure:
    # The search itself has learnt from the other half (`index/late.npz`), so every figure is of this one.
    kept = [value for value, item in zip(values, items, strict=True) if not item.tuned_on]
    return mean(what, kept, on="held out", tuned_on=len(items) - len(kept), **more)


def _held_out_separation(what: str, values: Sequence[float], items: Sequence[Item], **more: Any) -> Figure:
    kept = [(value, item.answerable) for value, item in zip(values, items, strict=True) if not item.tuned_on]
    scores, truth = [value for value, _ in kept], [answerable for _, answerable in kept]
    return separation(what, scores, truth, on="held out", tuned_on=len(items) - len(kept), **more)


def training_rows(data: Prepared) -> tuple[list[tuple[Rows, Rows]], tuple[Rows, Rows]]:
    """What the half to tune on has to learn from: (features, truth) of each question's sentences, and of the confidence in all questions."""
    half = [(item, question) for item, question in zip(data.items, data.questions, strict=True) if item.tuned_on]
    sentences = [(data.features.rows(question, item.passages)[1], np.array(item.gold)) for item, question in half if any(item.gold)]
    sure = [data.features.confidence(question, data.index.search(item.question, vector=question.vector)) for item, question in half]
    return sentences, (np.array(sure), np.array([item.answerable for item, _ in half]))
