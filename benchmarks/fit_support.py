"""Fit the support score on one half of WiCE, by the hash of the ids, and report it on the other.

    python benchmarks/fit_support.py DATA [--write]

DATA is a folder with `claim_dev.jsonl` and `claim_test.jsonl` of WiCE [Kamoi et al. 2023]. Without `--write` the shipped weights are
only reported on the half that they were not fitted on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.encode import Encoder, TorchEncoder
from rag import support

STRENGTH = 0.05
"""Of the penalty on standardised features; scikit-learn's C."""
RESAMPLES = 1000
TARGET = Path(__file__).parent.parent / "rag" / "support.json"


def rows_of(folder: Path) -> list[dict[str, Any]]:
    """The claims that are supported or not, those supported in part left out."""
    lines = [line for name in ("claim_dev.jsonl", "claim_test.jsonl") for line in (folder / name).read_text(encoding="utf-8").splitlines()]
    return [row for row in map(json.loads, lines) if row["label"] != "partially_supported"]


def fitting(row: dict[str, Any]) -> bool:
    """True for a claim of the half that is fitted on."""
    return hashlib.sha256(row["meta"]["id"].encode()).digest()[0] % 2 == 0


def measured(rows: list[dict[str, Any]], encoder: Encoder) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The features of each claim, shape (n, 6), and whether it is supported."""
    features = np.array([support.features(row["claim"], row["evidence"], encoder) for row in rows])
    return features, np.array([row["label"] == "supported" for row in rows])


def fitted(features: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> dict[str, Any]:
    """The weights of the logistic model, for features as they are."""
    mean, spread = features.mean(axis=0), features.std(axis=0).clip(1e-9)
    model = LogisticRegression(C=STRENGTH).fit((features - mean) / spread, labels)
    weights = model.coef_[0] / spread
    return {
        "bias": round(float(model.intercept_[0] - weights @ mean), 6),
        "weights": dict(zip(support.FEATURES, (round(float(w), 6) for w in weights), strict=True)),
    }


def main() -> None:
    """Fit, if asked to, and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = rows_of(options.data)
    encoder = TorchEncoder()
    features, labels = measured(rows, encoder)
    half = np.array([fitting(row) for row in rows])
    if options.write:
        TARGET.write_text(json.dumps(fitted(features[half], labels[half]), indent=2) + "\n", encoding="utf-8")
    data = json.loads(TARGET.read_text(encoding="utf-8"))
    scores = features @ np.array([data["weights"][name] for name in support.FEATURES]) + data["bias"]
    seen, held = scores[~half], labels[~half]
    draws = np.random.default_rng(0)
    resampled = [draws.integers(0, len(held), len(held)) for _ in range(RESAMPLES)]
    values = [roc_auc_score(held[pick], seen[pick]) for pick in resampled if 0 < held[pick].sum() < len(pick)]
    low, high = np.quantile(values, [0.025, 0.975])
    fit = roc_auc_score(labels[half], scores[half])
    print(f"fitted on {half.sum()} claims (AUROC {fit:.3f}); on the other {len(held)}: AUROC {roc_auc_score(held, seen):.3f} [{low:.3f}, {high:.3f}]")


if __name__ == "__main__":
    main()
