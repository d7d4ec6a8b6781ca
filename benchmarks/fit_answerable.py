"""Fits how likely the texts are to answer (`answerable` in `rag/weights.json`): `python benchmarks/fit_answerable.py --home DIR`.

It learns from half of the questions beside sentences (`corpus/asked*.json`, and `corpus/unanswered.json`, which nothing in the texts answers) on the boards and
chapters that `train_cross.py` held out; that half is taken out of the index first, where each would find itself. It also learns from the dev cases of the evaluation; never from gate cases. It reads the indexes that `citewell eval` builds in a home, and prints how well
answerable questions are told from others (AUROC) over folds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from train_cross import HERE, fold

from corpus.asked import Asked, finding_id
from corpus.types import Kind
from evals.case import load
from evals.run import converse
from index.asked import AskedRows
from index.store import Store
from rag.answerable import Signs, row
from rag.assistant import Assistant
from rag.parts import parts_of
from rag.refuse import signs
from rag.scorer import sentence_text
from rag.types import Filters, Reading, Reason, Shape

STRENGTH = 0.3
"""The inverse strength of the ridge penalty."""
CASE_WEIGHT = 12.0
"""What a case of the evaluation counts for, where a question beside a sentence counts 1: so that both sorts, of which there are far fewer cases, tell
about as much."""
FEATURES = tuple(field.name for field in fields(Signs))

Row = tuple[tuple[float, ...], bool, str, float]
"""The signs of a question, whether the texts answer it, what it is about, and what it counts for."""


def without(asked: AskedRows, dropped: Callable[[str], bool]) -> AskedRows:
    """The questions of an index but for some."""
    kept = [n for n, question in enumerate(asked.questions) if not dropped(question)]
    number = {n: new for new, n in enumerate(kept)}
    at = tuple((number[question], passage, sentence) for question, passage, sentence in asked.at if question in number)
    first, end = (sum(n < bound for n in kept) for bound in asked.over_years)
    return AskedRows(tuple(asked.questions[n] for n in kept), asked.vectors[kept], at, (first, end))


def near_rows(assistant: Assistant) -> Iterator[Row]:
    """Questions beside the sentences of the boards and chapters that no model was tuned on."""
    index = assistant.index
    places = {finding_id(sentence_text(p, n)): p for p in index.passages for n in range(len(p.sentences))}
    asked = Asked.load()
    for key, hits in asked.by_finding.items():
        passage = places.get(key)
        if passage is None or fold(group := f"{passage.document}|{passage.body or (passage.path or ('',))[-1]}"):
            continue
        document = index.document_of(passage)
        ways = [Filters(bodies=(passage.body,))] if passage.body and document.kind is Kind.ASSESSMENT else [Filters(), Filters(documents=(document.id,))]
        for question in filter(is_asked, (*hits, *asked.unanswered.get(key, ()))):
            reading = assistant.understanding.read(question, (), random.choice(ways))
            if found := _signs(assistant, reading):
                yield found, question in hits, group, 1.0


def is_asked(question: str) -> bool:
    """True for the half of the questions beside sentences that is learnt from."""
    return hashlib.sha256(question.encode()).digest()[0] % 2 == 0


def case_rows(assistant: Assistant) -> Iterator[Row]:
    """The dev cases whose answer hangs on what is found."""
    edition = assistant.index.documents[0].edition
    for case in load():
        if case.split == "dev" and case.items is None and edition in case.editions:
            answer = converse(assistant, case)
            told = answer.refusal and answer.refusal.reason in (Reason.UNKNOWN_BODY, Reason.PERIOD_NOT_COVERED, Reason.UNCLEAR)
            if not told and (found := _signs(assistant, answer.reading)):
                yield found, case.answerable, case.id, CASE_WEIGHT


def _signs(assistant: Assistant, reading: Reading) -> tuple[float, ...] | None:
    if reading.shape is not Shape.FACT or parts_of(reading):
        return None
    found = signs(reading, assistant.finder.find(reading), assistant.index)
    return row(found) if found else None


def main() -> None:
    """Fit, tell how well it went, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="the home in which `citewell eval` keeps its indexes")
    given = parser.parse_args()
    random.seed(0)
    rows: list[Row] = []
    for name in ("eval-digest", "eval-original"):
        assistant = Assistant.from_index(Store(given.home, name).load())
        rows += case_rows(assistant)
        rows += near_rows(Assistant.from_index(replace(assistant.index, asked=without(assistant.index.asked, is_asked))))
    features, truth = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    groups, weights = np.array([r[2] for r in rows]), np.array([r[3] for r in rows])
    odds = np.zeros(len(rows))
    for train, test in GroupKFold(5).split(features, groups=groups):
        model = LogisticRegression(C=STRENGTH).fit(features[train], truth[train], sample_weight=weights[train])
        odds[test] = model.decision_function(features[test])
    for name, chosen in (("beside sentences", weights == 1.0), ("dev cases", weights == CASE_WEIGHT)):
        print(f"{name}: {chosen.sum()} questions, AUROC over folds {roc_auc_score(truth[chosen], odds[chosen]):.3f}")
    model = LogisticRegression(C=STRENGTH).fit(features, truth, sample_weight=weights)
    path = HERE.parent / "rag" / "weights.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["answerable"] = {
        "bias": round(float(model.intercept_[0]), 3),
        "weights": {name: round(float(weight), 3) for name, weight in zip(FEATURES, model.coef_[0], strict=True)},
    }
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
