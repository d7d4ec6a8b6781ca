"""Whether a sentence says the contrary of another in words that no list has: a small trained model over the words of both.

Each token of a claim is held against those of the quotes that it is nearest to, by two projections of the encoder's token vectors
(decomposable attention, Parikh et al. 2016); what differs most counts. `benchmarks/train_contrary.py` fits it on sentences in which a word was
changed for a synonym, or for an opposite or a negation, and on labelled pairs that were looked at.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encode import Encoder, Vectors
from rag.odds import share_of

_SHARP = 2.0
"""How nearly the one token that differs most decides, over the others."""


@dataclass(frozen=True)
class Weights:
    """The trained model."""

    align: NDArray[np.float32]
    """Shape (384, r): what of a token tells which it stands for."""
    compare: NDArray[np.float32]
    """Shape (384, r): what of a token tells whether it says the same."""
    warmth: float
    """How sharply a token keeps to its nearest."""
    hidden: tuple[NDArray[np.float32], NDArray[np.float32]]
    """Shape (4 r + 1, h) and (h,)."""
    out: tuple[NDArray[np.float32], float]
    """Shape (h,), and the bias."""

    @classmethod
    @cache
    def load(cls, path: Path | None = None) -> Weights:
        """The weights of `contrary.npz`."""
        with np.load(path or Path(str(files("rag") / "contrary.npz")), allow_pickle=False) as data:
            rows = {name: np.asarray(data[name], dtype=np.float32) for name in data.files}
        return cls(rows["align"], rows["compare"], float(rows["warmth"]), (rows["hidden"], rows["hidden_bias"]), (rows["out"], float(rows["out_bias"])))


def contrary(claim: str, quotes: Sequence[str], encoder: Encoder) -> float:
    """How likely a claim says the contrary of some quotes, 0 to 1."""
    said, *there = (_inner(tokens.vectors) for tokens in encoder.encode_tokens([claim, *quotes]))
    if not len(said) or not any(map(len, there)):
        return 0.0
    return share_of(logit(said, np.concatenate(there), Weights.load()))


def logit(said: Vectors, there: Vectors, weights: Weights) -> float:
    """The score of a claim's tokens, shape (n, 384), against the quotes', shape (m, 384)."""
    near = _unit(said @ weights.align) @ _unit(there @ weights.align).T
    pull = np.exp(weights.warmth * (near - near.max(axis=1, keepdims=True)))
    mine = said @ weights.compare
    theirs = pull / pull.sum(axis=1, keepdims=True) @ (there @ weights.compare)
    compared = np.concatenate([mine, theirs, mine * theirs, np.abs(mine - theirs), near.max(axis=1, keepdims=True)], axis=1)
    scores = np.maximum(compared @ weights.hidden[0] + weights.hidden[1], 0.0) @ weights.out[0] + weights.out[1]
    most = float(scores.max())
    return most + math.log(float(np.exp(_SHARP * (scores - most)).sum())) / _SHARP


def _inner(vectors: Vectors) -> Vectors:
    """The tokens without the encoder's two marks."""
    return vectors[1:-1]


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit
