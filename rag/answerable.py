"""How likely it is that the texts answer a question, told by the sentences that were found for it.

A near miss has the right words in the right place, and so a high score; what a sentence says when it is read together with the question, whether
it holds the kind of thing asked for, and whether the question is like others that the texts answer, tell more, and most together.
"""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from importlib.resources import files

from rag.odds import share_of

_MOST = 6.0
"""The log-odds beyond which a score tells no more."""


@dataclass(frozen=True)
class Signs:
    """What tells whether one of the best sentences answers."""

    score: float
    """The best score, in log-odds."""
    read: float
    """The best that reading one of them together with the question says, in log-odds."""
    held: float
    """1 where one of them holds the kind of thing that is asked for, 0 where none does."""
    read_held: float
    """The best that reading one of those that hold it says, in log-odds; the least there is where none does."""
    like: float
    """How much more the question is like those that the texts answer than like others, in log-odds."""


@dataclass(frozen=True)
class Answerable:
    """A logistic model of the signs, fitted by `benchmarks/fit_answerable.py`."""

    bias: float
    weights: Signs

    @classmethod
    def load(cls) -> Answerable:
        """The numbers of `weights.json`."""
        data = json.loads((files("rag") / "weights.json").read_text(encoding="utf-8"))["answerable"]
        return cls(float(data["bias"]), Signs(**data["weights"]))

    def share(self, signs: Signs) -> float:
        """How likely it is that the question can be answered, 0 to 1."""
        odds = self.bias + sum(weight * sign for weight, sign in zip(astuple(self.weights), row(signs), strict=True))
        return share_of(odds)


def row(signs: Signs) -> tuple[float, ...]:
    """The signs as the model takes them: none beyond what it can tell apart."""
    return tuple(min(max(sign, -_MOST), _MOST) for sign in astuple(signs))
