"""An index of any texts, made in memory: nothing is stored but, where a folder is given, the vectors, so that they are made once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.split import context
from corpus.types import Document, Passage
from index.dense import DenseIndex
from index.encode import DIMENSION, SHA256, Encoder, Parts, Progress, Tokens
from index.hybrid import HybridIndex
from index.late import LateIndex, Projection
from index.sparse import SparseIndex


class BuildingEncoder(Encoder, Protocol):
    """An encoder that can read parts of a text in the light of the whole."""

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]], progress: Progress | None = None) -> Parts: ...


@dataclass(frozen=True)
class Shelf:
    """A folder that keeps vectors between runs; they are found again by the texts that they were made of."""

    folder: Path

    def load(self, key: str) -> dict[str, NDArray[Any]] | None:
        """The arrays kept under a key; None where there are none that can be read."""
        try:
            with np.load(self._file(key), allow_pickle=False) as data:
                return dict(data)
        except (OSError, ValueError, EOFError):
            return None

    def save(self, key: str, arrays: dict[str, NDArray[Any]]) -> None:
        """Keep arrays under a key, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        staged = self.folder / f".{key}.{os.getpid()}.npz"
        try:
            np.savez(staged, allow_pickle=False, **arrays)
            os.replace(staged, self._file(key))
        finally:
            staged.unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.npz"


def in_memory(
    documents: Sequence[Document],
    passages: Sequence[Passage],
    encoder: BuildingEncoder,
    *,
    shelf: Shelf | None = None,
    progress: Progress | None = None,
    projection: Projection | None = None,
) -> HybridIndex:
    """An index of some passages, as a build makes it of the catalogue's.

    Args:
        shelf: where vectors are kept between runs.
        projection: of late interaction; the one that the package carries if None.
    """
    by_id = {document.id: document for document in documents}
    heads = [context(passage, by_id[passage.document]) + "\n" for passage in passages]
    texts = [head + passage.text for head, passage in zip(heads, passages, strict=True)]
    parts = [[(s.start + len(head) - p.start, s.end + len(head) - p.start) for s in p.sentences] for head, p in zip(heads, passages, strict=True)]
    projection = projection or Projection.load()
    key = "passages-" + _hash(texts, str(parts), hashlib.sha256(projection.matrix.tobytes()).hexdigest())
    kept = shelf.load(key) if shelf else None
    if kept is None:
        encoded = encoder.encode_parts(texts, parts, progress)
        tokens = [projection.project(rows).astype(np.float16) for rows in encoded.tokens]
        starts = np.cumsum([0, *map(len, tokens)], dtype=np.int64)[:-1]
        kept = {"whole": encoded.texts, "pieces": encoded.spans, "tokens": np.concatenate(tokens), "starts": starts}
        if shelf:
            shelf.save(key, kept)
    return HybridIndex(
        documents=tuple(documents),
        passages=tuple(passages),
        dense=DenseIndex.from_vectors(kept["whole"]),
        sparse=SparseIndex.from_texts(texts),
        encoder=encoder,
        sentence_vectors=kept["pieces"],
        late=LateIndex(kept["tokens"].astype(np.float32), kept["starts"]),
        projection=projection,
    )


def tokens_of(texts: Sequence[str], encoder: BuildingEncoder, *, shelf: Shelf | None = None, progress: Progress | None = None) -> list[Tokens]:
    """The tokens of each text, from the shelf where they are kept there (in half precision)."""
    key = "tokens-" + _hash(texts)
    kept = shelf.load(key) if shelf else None
    if kept is None:
        found = encoder.encode_tokens(texts, progress)
        lengths = np.array([len(tokens.vectors) for tokens in found], dtype=np.int64)
        vectors = np.concatenate([tokens.vectors for tokens in found]) if found else np.zeros((0, DIMENSION), dtype=np.float32)
        spans = np.array([span for tokens in found for span in tokens.spans], dtype=np.int64).reshape(-1, 2)
        means = np.stack([tokens.mean for tokens in found]) if found else vectors
        kept = {"lengths": lengths, "vectors": vectors.astype(np.float16), "spans": spans, "means": means}
        if shelf:
            shelf.save(key, kept)
    ends = np.cumsum(kept["lengths"]).tolist()
    starts = [0, *ends][:-1]
    rows = kept["vectors"].astype(np.float32)
    spans = kept["spans"].tolist()
    return [Tokens(rows[a:b], tuple((x, y) for x, y in spans[a:b]), kept["means"][n]) for n, (a, b) in enumerate(zip(starts, ends, strict=True))]


def _hash(texts: Sequence[str], *more: str) -> str:
    digest = hashlib.sha256(SHA256.encode())
    for text in (*texts, *more):
        digest.update(text.encode() + b"\x1f")
    return digest.hexdigest()[:24]
