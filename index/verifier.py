"""A claim and a quote read together, by a small cross-encoder: whether the quote bears the claim out, and which of the claim's words it does not.

It is MPNet (all-mpnet-base-v2) tuned by `benchmarks/train_verifier.py` on statements of a fact and of its contrary, and on where the words stand in which these
differ, kept as an ONNX graph of 4-bit weights. A model that only learns which claims are false learns mostly how false claims sound; one that must also
point at the words has to hold them against the quote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from index.pairs import PairGraph

if TYPE_CHECKING:
    from tokenizers import Encoding

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
    """The tuned graph."""

    tokenizer_file: Path
    """The encoder's, whose words MPNet shares."""
    graph: Path = Path(str(files("index") / "verifier.onnx"))

    def verified(self, claim: str, quotes: Sequence[str]) -> list[Verified]:
        """What each quote, read alone with the claim, tells of it."""
        return [self._read(claim, encoding) for encoding in self._pairs.encoded([(claim, quote) for quote in quotes])]

    def _read(self, claim: str, encoding: Encoding) -> Verified:
        (odds,), by_token = self._pairs.run(encoding, [BORNE_OUT, AMISS])
        own = [n for n, part in enumerate(encoding.sequence_ids) if part == 0]
        if not own:
            return Verified(_NOTHING, "")
        end = encoding.offsets[own[-1]][1]
        if re.search(r"\w", claim[end:]):
            # What is not read may say anything.
            return Verified(_NOTHING, claim[end:].strip())
        first = last = max(own, key=lambda n: float(by_token[n]))
        # The words around the worst token that are amiss themselves are one phrase with it.
        while first - 1 in own and (by_token[first - 1] > 0 or encoding.word_ids[first - 1] == encoding.word_ids[first]):
            first -= 1
        while last + 1 in own and (by_token[last + 1] > 0 or encoding.word_ids[last + 1] == encoding.word_ids[last]):
            last += 1
        return Verified(float(odds), claim[encoding.offsets[first][0] : encoding.offsets[last][1]])

    @cached_property
    def _pairs(self) -> PairGraph:
        return PairGraph(self.tokenizer_file, self.graph, MAX_TOKENS, threads=2)
