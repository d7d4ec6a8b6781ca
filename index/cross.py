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
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Scores = NDArray[np.float64]

MAX_TOKENS = 128
"""Of a pair; the longer text is cut."""
_INPUTS = {"input_ids": "ids", "token_type_ids": "type_ids"}
"""{input of the graph: what of an encoding fills it}."""
_KEPT = 8192
"""Pairs whose scores are kept, for who asks the same again."""
ANSWERS, SUPPORTED = "answers", "supported"
"""What the graph tells of a pair: whether the second text answers the first, and whether it bears the first out, which it learnt beside the other and
`index/verifier.py` tells better."""


@dataclass(frozen=True)
class CrossEncoder:
    """The tuned graph, run by ONNX Runtime."""

    tokenizer_file: Path
    """The encoder's tokenizer, which the graph shares."""
    graph: Path = Path(str(files("index") / "cross.onnx"))

    def answers(self, question: str, sentences: Sequence[str]) -> Scores:
        """How far each sentence answers a question, in log-odds, shape (len(sentences),)."""
        pairs = [(question, sentence) for sentence in sentences]
        # What was read not long ago is known.
        found = {pair: self._known.get(pair) for pair in pairs}
        new = [pair for pair, score in found.items() if score is None]
        # Each is read alone: the steps of the 8-bit numbers hang on all that is read at once, and with them a score on what was asked beside it.
        found |= {pair: self._score(encoding) for pair, encoding in zip(new, self._tokenizer.encode_batch(new), strict=True)}
        if len(self._known) > _KEPT:
            self._known.clear()
        self._known.update({pair: found[pair] for pair in new})
        return np.array([found[pair] for pair in pairs], dtype=np.float64)

    def _score(self, encoding: Any) -> float:
        (scores,) = self._session.run([ANSWERS], {name: np.array([getattr(encoding, kind)], dtype=np.int64) for name, kind in _INPUTS.items()})
        return float(scores[0])

    @cached_property
    def _known(self) -> dict[tuple[str, str], float | None]:
        return {}

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.tokenizer_file))
        tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # A second thread hardly hurries so small a graph, nor do two pairs side by side, and both hold up whoever asks beside.
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(self.graph), options, providers=["CPUExecutionProvider"])
