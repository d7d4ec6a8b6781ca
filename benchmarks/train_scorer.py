"""Trains `rag/scorer.json` on half of ClapNQ: `python benchmarks/train_scorer.py --data FOLDER`, the folder that holds `clapnq`.

The half is set by the hash of a question's id (`evals.benchmarks.texts.is_tuned_on`); the other half is only ever reported.

The projection of late interaction that the package carries has learnt from the same half, whose answers look too sure by it. So the confidence
is fitted with a projection that knows none of ClapNQ: `python benchmarks/train_late.py --out own.npz`, then `--projection own.npz` here.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from evals.benchmarks.clapnq import prepare, training_rows
from evals.benchmarks.engine import Engine
from evals.benchmarks.measures import auroc, r_precision
from index.late import Projection
from index.memory import Shelf
from rag.scorer import CONFIDENCE_FEATURES, SENTENCE_FEATURES

ROOT = Path(__file__).parent.parent
SENTENCE_PENALTY, CONFIDENCE_PENALTY = 0.01, 0.01
"""Inverse strengths of the ridge penalty; the weak features of so few questions want a strong one."""
FOLDS = 5


def fitted(rows: np.ndarray, truth: np.ndarray, strength: float) -> tuple[np.ndarray, float]:
    """Weights and bias of a logistic model of features as they come: what their scaling does is folded in."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=strength, max_iter=1000).fit((rows - mean) / spread, truth)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def model_json(names: tuple[str, ...], weights: np.ndarray, bias: float) -> dict[str, Any]:
    return {"bias": round(bias, 5), "weights": {name: round(float(weight), 5) for name, weight in zip(names, weights, strict=True)}}


def folds_r_precision(sentences: list[tuple[np.ndarray, np.ndarray]], strength: float) -> float:
    """R-precision over folds of the half that is trained on."""
    found = []
    for train, test in GroupKFold(FOLDS).split(sentences, groups=range(len(sentences))):
        weights, _ = fitted(np.concatenate([sentences[n][0] for n in train]), np.concatenate([sentences[n][1] for n in train]), strength)
        found += [r_precision((sentences[n][0] @ weights).tolist(), sentences[n][1].tolist()) for n in test]
    return float(np.mean(found))


def folds_auroc(rows: np.ndarray, truth: np.ndarray, strength: float) -> float:
    """AUROC over folds of the half that is trained on."""
    scores = np.zeros(len(rows))
    for train, test in GroupKFold(FOLDS).split(rows, groups=np.arange(len(rows))):
        weights, bias = fitted(rows[train], truth[train], strength)
        scores[test] = rows[test] @ weights + bias
    return auroc(scores.tolist(), truth.tolist())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="the folder that holds clapnq")
    options.add_argument("--shelf", type=Path, help="a folder where vectors are kept between runs")
    options.add_argument("--projection", type=Path, required=True, help="a projection of late interaction that has not seen ClapNQ")
    chosen = options.parse_args()
    engine = Engine(lambda step, done, total: None, Shelf(chosen.shelf) if chosen.shelf else None, Projection.load(chosen.projection))
    sentences, (rows, truth) = training_rows(prepare(chosen.data / "clapnq", engine))
    print(f"{len(sentences)} questions with sentences: R-precision over {FOLDS} folds {folds_r_precision(sentences, SENTENCE_PENALTY):.3f}")
    print(f"{len(rows)} questions: AUROC over {FOLDS} folds {folds_auroc(rows, truth, CONFIDENCE_PENALTY):.3f}")
    sentence = fitted(np.concatenate([rows for rows, _ in sentences]), np.concatenate([gold for _, gold in sentences]), SENTENCE_PENALTY)
    confidence = fitted(rows, truth, CONFIDENCE_PENALTY)
    data = {
        "trained_on": f"ClapNQ dev (primeqa/clapnq @ eb26840, Apache-2.0), the {len(rows)} of 600 questions whose id's hash is even",
        "sentence": model_json(SENTENCE_FEATURES, *sentence),
        "confidence": model_json(CONFIDENCE_FEATURES, *confidence),
    }
    (ROOT / "rag" / "scorer.json").write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
