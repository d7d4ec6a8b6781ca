"""A question and a sentence read together, by a small cross-encoder: whether the sentence answers it.

Where the encoder makes a vector of each text alone, this one sees both at once, and so tells a sentence that holds the asked detail from one that
only speaks of the matter [Nogueira and Cho 2019]. It is MiniLM tuned by `benchmarks/train_cross.py`, kept as an ONNX graph of 8-bit weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.pairs import PairGraph

Scores = NDArray[np.float64]

MAX_TOKENS = 128
"""Of a pair; the longer text is cut."""
_KEPT = 8192
"""Pairs whose scores are kept, for who asks the same again."""
ANSWERS, SUPPORTED = "answers", "supported"
"""What the graph tells of a pair: whether the second text answers the first, and whether it bears the first out, which it learnt beside the other and
`index/verifier.py` tells better."""


@dataclass(frozen=True)
class CrossEncoder:
    """The tuned graph."""

    tokenizer_file: Path
    graph: Path = Path(str(files("index") / "cross.onnx"))

    def answers(self, question: str, sentences: Sequence[str]) -> Scores:
        """How far each sentence answers a question, in log-odds, shape (len(sentences),)."""
        pairs = [(question, sentence) for sentence in sentences]
        # What was read not long ago is known.
        found = {pair: self._known.get(pair) for pair in pairs}
        new = [pair for pair, score in found.items() if score is None]
        for pair, encoding in zip(new, self._pairs.encoded(new), strict=True):
            (scores,) = self._pairs.run(encoding, [ANSWERS])
            found[pair] = float(scores[0])
        if len(self._known) > _KEPT:
            self._known.clear()
        self._known.update({pair: found[pair] for pair in new})
        return np.array([found[pair] for pair in pairs], dtype=np.float64)

    @cached_property
    def _known(self) -> dict[tuple[str, str], float | None]:
        return {}

    @cached_property
    def _pairs(self) -> PairGraph:
        return PairGraph(self.tokenizer_file, self.graph, MAX_TOKENS)
