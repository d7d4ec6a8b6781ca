"""Sentences that mean what a question means, word by word: each token of the question looks for its like among a sentence's tokens.

The score is the weighted mean of the best similarities ("late interaction", Khattab and Zaharia 2020, ColBERT). Tokens are the encoder's,
projected to fewer dimensions by a matrix that `benchmarks/train_late.py` learns; its README names the data and their licences.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from index.encode import Vectors

MOST_RARITY = 6.0
"""The rarity above which a word weighs no more."""


@dataclass(frozen=True)
class Projection:
    """How the encoder's token vectors become those of late interaction, and how much a question's token weighs."""

    matrix: Vectors
    """Shape (384, 128)."""
    gate: Vectors
    """What a token's vector adds to the logarithm of its weight, shape (384,)."""
    bias: float
    """What each token's rarity is raised by, so that none weighs nothing."""

    @classmethod
    def load(cls, path: Path | None = None) -> Projection:
        """The projection that the package carries, or that of a file."""
        with np.load(path or Path(str(files("index") / "late.npz")), allow_pickle=False) as data:
            return cls(data["matrix"].astype(np.float32), data["gate"].astype(np.float32), float(data["bias"]))

    @property
    def hash(self) -> str:
        """What identifies it; tokens projected otherwise are not to be compared with its own."""
        return hashlib.sha256(self.matrix.tobytes()).hexdigest()[:16]

    @property
    def dimension(self) -> int:
        return int(self.matrix.shape[1])

    def project(self, tokens: Vectors) -> Vectors:
        """Token vectors of the encoder, shape (n, 384), as unit vectors, shape (n, dimension)."""
        rows = tokens.astype(np.float32) @ self.matrix
        unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-12)).astype(np.float32)
        return unit

    def weigh(self, tokens: Vectors, rarities: Vectors) -> Vectors:
        """How much each token of a question counts, shape (n,), summing to 1.

        Args:
            tokens: the encoder's vectors, shape (n, 384).
            rarities: of the words that the tokens belong to, shape (n,); 0 for words that say nothing.
        """
        unit = tokens / np.linalg.norm(tokens, axis=1, keepdims=True).clip(1e-12)
        raw = (np.minimum(rarities, MOST_RARITY) + self.bias) * np.exp(unit @ self.gate)
        weights: Vectors = (raw / raw.sum().clip(1e-12)).astype(np.float32)
        return weights


@dataclass(frozen=True)
class LateIndex:
    """The projected tokens of every sentence."""

    tokens: Vectors
    """All sentences' tokens one after the other, shape (tokens, dimension)."""
    starts: np.ndarray[tuple[int], np.dtype[np.int64]]
    """Where each sentence's tokens begin; each has one at least."""

    def matches(self, query: Vectors) -> Vectors:
        """The best similarity of each of a question's tokens among each sentence's, shape (sentences, n).

        Args:
            query: the question's projected tokens, shape (n, dimension).
        """
        if not len(self.starts):
            return np.zeros((0, len(query)), dtype=np.float32)
        best: Vectors = np.maximum.reduceat(self.tokens @ query.T, self.starts, axis=0)
        return best
