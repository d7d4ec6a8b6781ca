"""The best sentences are read once more, each together with the question, by the cross-encoder of `index/cross.py`.

What a sentence is about the first reading tells well; whether it holds the very thing asked only both together tell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from corpus.bodies import Bodies
from corpus.types import Passage
from index.hybrid import HybridIndex
from rag import cues
from rag.scorer import sentence_text
from rag.types import Shape

MOST, MOST_OF_A_SIDE = 12, 8
"""Sentences that are read with a question; with each side of one that has several."""
_WITHIN = 2.5
"""How far below the best one, in log-odds, a sentence may lie that is read: one farther below would not come first whatever was read of it."""

_DOUBLED = re.compile(r"(?:\b(?:the|its|their) )?\bthe board\b(?:(?:[’']s)? (?:ICB|ICS|integrated care (?:board|system)|board|system)\b)?", re.IGNORECASE)
"""What a name left behind: the ICB of "the Devon ICB"."""

Odds = NDArray[np.float64]


@dataclass(frozen=True)
class Blend:
    """How the first score of a sentence and what the close reading says of it become one, in log-odds."""

    bias: float
    read: float
    unread: float
    """What counts for the reading of sentences that are not read, which lie below those that are."""

    @classmethod
    def load(cls) -> Blend:
        """The numbers of `weights.json`."""
        data = json.loads((files("rag") / "weights.json").read_text(encoding="utf-8"))["read"]
        return cls(float(data["bias"]), float(data["read"]), float(data["unread"]))

    def apply(self, odds: Odds, read: Odds) -> Odds:
        """Log-odds of all sentences, shape (n,); `read` may be shorter and is of the first."""
        if not len(read):
            return odds
        whole = np.full(len(odds), self.unread)
        whole[: len(read)] = read
        return self.bias + odds + self.read * whole


def shown(passage: Passage, number: int) -> str:
    """A sentence as it is read: under its heading, and behind the one before where it leans on that."""
    text = sentence_text(passage, number)
    if number > 0 and (cues.LEANS.match(text) or cues.POINTS_BACK.search(text)):
        text = f"{sentence_text(passage, number - 1)} {text}"
    heading = passage.path[-1] if passage.path and passage.path[-1] != passage.body else ""
    return f"{heading}: {text}" if heading else text


def unnamed(question: str, bodies: Bodies) -> str:
    """A question with "the board" for each body that it names: whose matter it is, is settled before, and a sentence seldom names its board."""
    for mention in reversed(bodies.find(question)):
        question = f"{question[: mention.start]}the board{question[mention.end :]}"
    return _DOUBLED.sub("the board", question)


def worth_reading(odds: Odds, shape: Shape) -> int:
    """How many of some sentences, best first, are read with a question of a shape."""
    most = MOST if shape is Shape.FACT else MOST_OF_A_SIDE
    return int((odds[:most] >= odds[:1] - _WITHIN).sum())


def read(index: HybridIndex, question: str, places: Sequence[tuple[int, int]]) -> Odds:
    """How far each of some sentences, by passage and number, answers a question, in log-odds; empty for an index without a cross-encoder."""
    if index.cross is None:
        return np.zeros(0)
    return index.cross.answers(question, [shown(index.passages[passage], number) for passage, number in places])
