"""A linear map of the encoder's vectors, learnt so that what people ask comes near the sentence that answers it, and near other questions that it answers.

The encoder stays as it is; its vectors of a question, of the sentences and of the questions beside them are multiplied by one matrix ("adapter",
Houlsby et al. 2019, in its plainest form). `benchmarks/train_adapter.py` learns it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from index.encode import Vectors


@dataclass(frozen=True)
class Adapter:
    """The matrix, shape (384, 384)."""

    matrix: Vectors

    @classmethod
    def load(cls, path: Path | None = None) -> Adapter:
        """The adapter that the package carries, or that of a file."""
        with np.load(path or Path(str(files("index") / "adapter.npz")), allow_pickle=False) as data:
            return cls(data["matrix"].astype(np.float32))

    def adapt(self, vectors: Vectors) -> Vectors:
        """Vectors of the encoder, shape (n, 384) or (384,), as unit vectors of the same shape."""
        rows = vectors.astype(np.float32) @ self.matrix
        unit: Vectors = rows / np.linalg.norm(rows, axis=-1, keepdims=True).clip(1e-12)
        return unit
