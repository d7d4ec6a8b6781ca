"""An encoder for tests that care about files and not about meaning."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.encode import DIMENSION, Parts, Tokens, Vectors


class FakeEncoder:
    """Vectors that depend on the words alone, made at once; what builds an index takes it for the real encoder."""

    encoded: list[str]
    """The texts it was asked for."""
    exported: int
    """How often its graph was written."""

    def __init__(self) -> None:
        self.encoded = []
        self.exported = 0

    def encode(self, texts: Sequence[str], progress: object = None) -> Vectors:
        return np.tile(np.eye(1, DIMENSION, dtype=np.float32), (len(texts), 1))

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]], progress: object = None) -> Parts:
        self.encoded += texts
        pieces = [text[a:b] for text, spans in zip(texts, parts, strict=True) for a, b in spans]
        return Parts(_vectors(texts), _vectors(pieces), tuple(_vectors(piece.split() or [piece]) for piece in pieces))

    def encode_tokens(self, texts: Sequence[str], progress: object = None) -> list[Tokens]:
        found = []
        for text, mean in zip(texts, _vectors(texts), strict=True):
            words = text.split()
            starts = [0]
            for word in words:
                starts.append(text.index(word, starts[-1]) + len(word))
            spans = tuple((end - len(word), end) for word, end in zip(words, starts[1:], strict=True))
            found.append(Tokens(_vectors(["", *words]), ((0, 0), *spans), mean))
        return found

    def is_word(self, word: str) -> bool:
        return word.isalpha()

    def export(self, path: Path) -> None:
        self.exported += 1
        path.write_bytes(b"a graph")


def _vectors(texts: Sequence[str]) -> Vectors:
    rows = np.zeros((len(texts), DIMENSION), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        row[:] = np.random.default_rng(list(hashlib.sha256(text.encode()).digest())).normal(size=DIMENSION)
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-12)
    return unit
