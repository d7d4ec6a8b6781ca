"""A question and a sentence read together, by a small cross-encoder: whether the sentence answers it, or bears out a claim.

Where the encoder makes a vector of each text alone, this one sees both at once, and so tells a sentence that holds the asked detail from one that
only speaks of the matter [Nogueira and Cho 2019]. It is MiniLM tuned by `benchmarks/train_cross.py`, kept as an ONNX graph of 8-bit weights.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Scores = NDArray[np.float64]

MAX_TOKENS = 128
"""Of a pair; the longer text is cut."""
ANSWERS, SUPPORTED = "answers", "supported"
"""What the graph tells of a pair: whether the second text answers the first, and whether it bears the first out."""


@dataclass(frozen=True)
class CrossEncoder:
    """The tuned graph, run by ONNX Runtime."""

    tokenizer_file: Path
    """The encoder's tokenizer, which the graph shares."""
    graph: Path = Path(str(files("index") / "cross.onnx"))

    def answers(self, question: str, sentences: Sequence[str]) -> Scores:
        """How far each sentence answers a question, in log-odds, shape (len(sentences),)."""
        return self._scores(ANSWERS, [(question, sentence) for sentence in sentences])

    def supported(self, claim: str, quotes: Sequence[str]) -> Scores:
        """How far each quote bears out a claim, in log-odds, shape (len(quotes),)."""
        return self._scores(SUPPORTED, [(claim, quote) for quote in quotes])

    def _scores(self, output: str, pairs: Sequence[tuple[str, str]]) -> Scores:
        if not pairs:
            return np.zeros(0)
        encoded = self._tokenizer.encode_batch(list(pairs))
        given = {
            name: np.asarray([getattr(row, kind) for row in encoded], dtype=np.int64)
            for name, kind in (("input_ids", "ids"), ("attention_mask", "attention_mask"), ("token_type_ids", "type_ids"))
        }
        (scores,) = self._session.run([output], given)
        return np.asarray(scores, dtype=np.float64)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.tokenizer_file))
        tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        tokenizer.enable_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = min(2, os.cpu_count() or 1)
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(self.graph), options, providers=["CPUExecutionProvider"])
