"""Nearest vectors, by faiss: exact up to 100,000 passages, HNSW past that."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encode import Vectors

EXACT_UP_TO = 100_000
_NEIGHBOURS = 32


class DenseIndex:
    """Maps a unit vector to the passages with the most similar vectors."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def from_vectors(cls, vectors: Vectors, exact_up_to: int = EXACT_UP_TO) -> DenseIndex:
        """An index of vectors, shape (n, d), each of length 1."""
        import faiss

        dimension = vectors.shape[1]
        index = faiss.IndexFlatIP(dimension) if len(vectors) <= exact_up_to else faiss.IndexHNSWFlat(dimension, _NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        import faiss

        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        import faiss

        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:
            raise OSError(errno.EIO, f"the vectors could not be written: {error}", str(path)) from None

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: Vectors, k: int, among: NDArray[np.int64] | None = None) -> tuple[list[int], list[float]]:
        """The k nearest passages to a vector of shape (d,), best first, with their cosine similarities.

        Args:
            among: the numbers to choose from; all if None.
        """
        import faiss

        size = len(self) if among is None else len(among)
        if size == 0 or k < 1:
            return [], []
        parameters = None
        if among is not None:
            selector = faiss.IDSelectorBatch(among)
            hnsw = isinstance(self._index, faiss.IndexHNSWFlat)
            parameters = faiss.SearchParametersHNSW(sel=selector) if hnsw else faiss.SearchParameters(sel=selector)
        scores, found = self._index.search(vector.reshape(1, -1), min(k, size), params=parameters)
        pairs = [(int(n), float(s)) for n, s in zip(found[0], scores[0], strict=True) if n >= 0]
        return [n for n, _ in pairs], [s for _, s in pairs]

    def similarities(self, vector: Vectors, numbers: NDArray[np.int64]) -> Vectors:
        """The cosine similarity of a vector of shape (d,) to each numbered passage, shape (len(numbers),)."""
        if numbers.size == 0:
            return np.zeros(0, dtype=np.float32)
        rows: Vectors = self._index.reconstruct_batch(numbers)
        return rows @ vector
