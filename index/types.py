"""What an index gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """A passage that a search found."""

    passage: int
    """Its number in the index."""
    score: float
    """The fused score, 0 to 1 within one search."""
    dense: float
    """Cosine similarity of question and passage, -1 to 1."""
    sparse: float
    """BM25 score, 0 or more."""
