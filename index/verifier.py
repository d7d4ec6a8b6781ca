"""A claim and a quote read together, by a small cross-encoder: whether the quote bears the claim out, and which of the claim's words it does not.

It is MiniLM tuned by `benchmarks/train_verifier.py` on claims of which one phrase was turned false, and on where that phrase stands, kept as an ONNX
graph of 8-bit weights. A model that only learns which claims are false learns mostly how false claims sound; one that must also point at
the words has to hold them against the quote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENS = 160
"""Of a pair; the longer text is cut."""
_NOTHING = -50.0
"""The log-odds of a claim that says nothing."""
BORNE_OUT, AMISS = "borne_out", "amiss"
"""What the graph tells of a pair: whether the quote bears the claim out, and how far each token is what it does not."""


@dataclass(frozen=True)
class Verified:
    """What reading a claim and a quote together tells."""

    odds: float
    """That the quote bears the claim out, in log-odds."""
    amiss: str
    """The words of the claim that it least bears out."""


@dataclass(frozen=True)
class ClaimVerifier:
    """The tuned graph, run by ONNX Runtime."""

    tokenizer_file: Path
    """The encoder's tokenizer, which the graph shares."""
    graph: Path = Path(str(files("index") / "verifier.onnx"))

    def verified(self, claim: str, quotes: Sequence[str]) -> list[Verified]:
        """What each quote, read alone with the claim, tells of it."""
        return [self._read(claim, self._tokenizer.encode(claim, quote)) for quote in quotes]

    def _read(self, claim: str, encoding: Any) -> Verified:
        given = {"input_ids": encoding.ids, "token_type_ids": encoding.type_ids}
        (odds,), by_token = self._session.run([BORNE_OUT, AMISS], {name: np.array([rows], dtype=np.int64) for name, rows in given.items()})
        own = [n for n, part in enumerate(encoding.sequence_ids) if part == 0]
        if not own:
            return Verified(_NOTHING, "")
        worst = max(own, key=lambda n: float(by_token[n]))
        first, last = worst, worst
        # The words around the worst token that are amiss themselves are one phrase with it.
        while first - 1 in own and (by_token[first - 1] > 0 or encoding.word_ids[first - 1] == encoding.word_ids[first]):
            first -= 1
        while last + 1 in own and (by_token[last + 1] > 0 or encoding.word_ids[last + 1] == encoding.word_ids[last]):
            last += 1
        return Verified(float(odds), claim[encoding.offsets[first][0] : encoding.offsets[last][1]])

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
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(self.graph), options, providers=["CPUExecutionProvider"])
