"""How far some sentences support a claim: its words, the pairs and places they stand in, its figures and names, and its meaning.

A logistic model over six features, fitted on one half of WiCE [Kamoi et al. 2023] by `benchmarks/fit_support.py`, which prints how well
it tells supported from unsupported claims of the other half.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from index.encode import Encoder
from index.sparse import Stems
from rag.odds import share_of

FEATURES = ("coverage", "window", "pairs", "cosine", "figures", "names")
"""What a claim is scored by, in the order of the weights."""

_DEPTH = 24
"""Sentences, those with most of the claim's words, whose meaning is compared."""
_FIGURE, _NAME, _WORD = 2.0, 1.5, 1.0
"""What a figure, a name and another word count for."""
_NOTHING = 0.8
"""The share that stands for figures or names in a claim that has none."""
_CAPITAL = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][a-z]+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Weights:
    """The logistic model."""

    bias: float
    weights: tuple[float, ...]

    @classmethod
    @cache
    def load(cls) -> Weights:
        """The weights of `support.json`."""
        data = json.loads((files("rag") / "support.json").read_text(encoding="utf-8"))
        return cls(float(data["bias"]), tuple(float(data["weights"][name]) for name in FEATURES))


def support(claim: str, evidence_sentences: Sequence[str], encoder: Encoder) -> float:
    """How likely the sentences support the claim, 0 to 1."""
    model = Weights.load()
    z = model.bias + sum(w * x for w, x in zip(model.weights, features(claim, evidence_sentences, encoder), strict=True))
    return share_of(z)


def features(claim: str, evidence_sentences: Sequence[str], encoder: Encoder) -> tuple[float, ...]:
    """The features of a claim against some sentences, in the order of FEATURES, each 0 to 1 (a cosine -1 to 1)."""
    stems = Stems()
    ordered = stems.of(claim)
    if not ordered or not evidence_sentences:
        return (0.0,) * len(FEATURES)
    names = {stems([match.group().lower()])[0] for match in _CAPITAL.finditer(claim)}
    weight = {stem: _FIGURE if _DIGIT.search(stem) else _NAME if stem in names else _WORD for stem in ordered}
    total = sum(weight.values())
    rows = [stems.of(sentence) for sentence in evidence_sentences]
    sets = [frozenset(row) for row in rows]
    everything = frozenset().union(*sets)

    def held(words: frozenset[str]) -> float:
        return sum(w for stem, w in weight.items() if stem in words) / total

    alone = [held(words) for words in sets]
    window = max(held(frozenset().union(*sets[max(0, n - 1) : n + 2])) for n in range(len(sets)))
    deep = sorted(range(len(sets)), key=lambda n: (-alone[n], n))[:_DEPTH]
    vectors = encoder.encode([claim, *(evidence_sentences[n] for n in deep)])
    return (
        held(everything),
        window,
        _pairs(ordered, rows),
        float(np.max(vectors[1:] @ vectors[0])),
        _share([stem for stem in weight if _DIGIT.search(stem)], everything),
        _share([stem for stem in weight if stem in names], everything),
    )


def _pairs(ordered: Sequence[str], rows: Sequence[Sequence[str]]) -> float:
    """The share of the claim's neighbouring words that stand within two words of each other in a sentence."""
    wanted = list(itertools.pairwise(ordered))
    if not wanted:
        return 0.0
    near = {frozenset((row[i], row[j])) for row in rows for i in range(len(row)) for j in range(i + 1, min(i + 3, len(row)))}
    return sum(frozenset(pair) in near for pair in wanted) / len(wanted)


def _share(wanted: Sequence[str], words: frozenset[str]) -> float:
    return sum(stem in words for stem in wanted) / len(wanted) if wanted else _NOTHING
