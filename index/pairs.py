"""Two texts read together by a tuned graph, one pair at a time: what `index/cross.py` and `index/verifier.py` share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

_INPUTS = {"input_ids": "ids", "token_type_ids": "type_ids"}
"""{input of a graph: what of an encoding fills it}."""


@dataclass(frozen=True)
class PairGraph:
    """An ONNX graph of weights in few bits, run by ONNX Runtime.

    Each pair is read alone: the steps of the 8-bit numbers hang on all that is read at once, and with them a score on what was asked beside it.
    """

    tokenizer_file: Path
    """The encoder's tokenizer, which the graph shares."""
    graph: Path
    most: int
    """Tokens of a pair; the longer text is cut."""
    threads: int = 1
    """A second thread hardly hurries a small graph, nor do two pairs side by side, and both hold up whoever asks beside."""

    def encoded(self, pairs: Sequence[tuple[str, str]]) -> list[Encoding]:
        """The tokens of some pairs."""
        return list(self._tokenizer.encode_batch(list(pairs)))

    def run(self, encoding: Encoding, outputs: Sequence[str]) -> list[Any]:
        """What the graph tells of a pair, by its outputs' names."""
        given = {name: np.array([getattr(encoding, kind)], dtype=np.int64) for name, kind in _INPUTS.items()}
        return list(self._session.run(list(outputs), given))

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.tokenizer_file))
        tokenizer.enable_truncation(self.most, strategy="longest_first")
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = self.threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(self.graph), options, providers=["CPUExecutionProvider"])
