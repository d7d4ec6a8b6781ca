"""Whether a text entails a sentence, by a natural language inference (NLI) model of the user's own: a further judge beside the rules.

A judge can only withhold: what the rules withhold is not put to it. No model comes with Citewell; one exported to ONNX lies in a folder as
`model.onnx`, `tokenizer.json` and `config.json`, the last with its labels under `id2label`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

GRAPH, TOKENIZER, CONFIG = "model.onnx", "tokenizer.json", "config.json"
"""What a folder must hold."""
_MAX_TOKENS = 512
"""Of a pair; the longer text is cut."""
_FILLED = {"attention_mask": "attention_mask", "token_type_ids": "type_ids", "input_ids": "ids"}
"""{input of a graph: what of an encoding fills it}."""


class EntailmentError(RuntimeError):
    """An NLI model that cannot be used: one line, with what to do about it."""


@dataclass(frozen=True)
class Inference:
    """What a premise says of a hypothesis: three shares, which make 1."""

    entailment: float
    neutral: float
    contradiction: float

    @property
    def holds(self) -> bool:
        """True where entailment is likelier than the two others together."""
        return self.entailment > 0.5

    @property
    def word(self) -> str:
        """The likeliest of the three."""
        return max(("entailment", "neutral", "contradiction"), key=lambda name: float(getattr(self, name)))


class Entailment(Protocol):
    """Anything that judges whether a premise entails a hypothesis."""

    name: str

    def infer(self, pairs: Sequence[tuple[str, str]]) -> list[Inference]:
        """What is said of each (premise, hypothesis), in order."""
        ...


class OnnxEntailment:
    """A cross-encoder in a folder, run by ONNX Runtime."""

    def __init__(self, folder: Path) -> None:
        """Open a folder.

        Raises:
            EntailmentError: if it lacks a file, or labels that name entailment, neutral and contradiction.
        """
        missing = [name for name in (GRAPH, TOKENIZER, CONFIG) if not (folder / name).is_file()]
        if missing:
            raise EntailmentError(f"{folder} has no {' and no '.join(missing)}; an NLI model is a folder with {GRAPH}, {TOKENIZER} and {CONFIG}")
        self.name = folder.name
        self._folder = folder
        self._order = _labels(folder / CONFIG)

    def infer(self, pairs: Sequence[tuple[str, str]]) -> list[Inference]:
        return [self._inferred(premise, hypothesis) for premise, hypothesis in pairs]

    def _inferred(self, premise: str, hypothesis: str) -> Inference:
        encoding = self._tokenizer.encode(premise, hypothesis)
        given = {name: np.asarray([getattr(encoding, _FILLED[name])], dtype=np.int64) for name in self._inputs}
        (logits, *_) = self._session.run(None, given)
        row = np.asarray(logits, dtype=np.float64).reshape(-1)
        if row.size != len(self._order) or not np.isfinite(row).all():
            raise EntailmentError(f"{self._folder / GRAPH} gives {row.size} values, expected a finite one for each of its {len(self._order)} labels")
        shares = np.exp(row - row.max())
        shares /= shares.sum()
        return Inference(**{name: float(shares[n]) for name, n in self._order.items()})

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER))
        except Exception as error:
            # The library raises a bare Exception for a file that it cannot read.
            raise EntailmentError(f"{self._folder / TOKENIZER} cannot be read ({_line(error)})") from None
        tokenizer.no_padding()
        tokenizer.enable_truncation(_MAX_TOKENS)
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.intra_op_num_threads = min(2, os.cpu_count() or 1)
        try:
            return onnxruntime.InferenceSession(str(self._folder / GRAPH), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            # ONNX Runtime has an error class of its own for each way in which a graph is broken.
            raise EntailmentError(f"{self._folder / GRAPH} is no graph that can be run ({_line(error)})") from None

    @cached_property
    def _inputs(self) -> tuple[str, ...]:
        names = tuple(given.name for given in self._session.get_inputs())
        if unknown := [name for name in names if name not in _FILLED]:
            raise EntailmentError(f"{self._folder / GRAPH} asks for {', '.join(unknown)}; expected only {', '.join(sorted(_FILLED))}")
        return names


def _labels(config: Path) -> dict[str, int]:
    """{entailment, neutral, contradiction: its place among a graph's values}."""
    try:
        rows = json.loads(config.read_text(encoding="utf-8"))["id2label"]
        found = {str(label).lower(): int(n) for n, label in rows.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise EntailmentError(f"{config} names no labels; expected id2label with entailment, neutral and contradiction") from None
    if sorted(found) != ["contradiction", "entailment", "neutral"] or sorted(found.values()) != [0, 1, 2]:
        raise EntailmentError(f"{config} has the labels {', '.join(sorted(found))}; expected entailment, neutral and contradiction")
    return found


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
