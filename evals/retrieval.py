"""How well the passages found hold what a case rests on, at one budget of tokens for every system.

Sources: recall and reciprocal rank as in Manning, Raghavan and Schuetze 2008, Introduction to Information Retrieval; nDCG as in Järvelin and
Kekäläinen 2002, with a passage's grade for its gain. A grade is the number of the case's evidence keys that a passage of the right section holds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

from evals.case import Case, Evidence, plain, section_matches
from rag.types import Retrieved

BUDGET = 1500
"""Tokens that every system may hand on, so that long passages win nothing by being long."""
DEPTH = 10
"""Ranks that nDCG looks at."""


def within(retrieved: Sequence[Retrieved], tokens: Callable[[str], int], budget: int = BUDGET) -> list[Retrieved]:
    """The passages that fit a budget of tokens, best first, up to the first that does not."""
    kept, used = [], 0
    for row in retrieved:
        used += tokens(row.passage)
        if used > budget:
            break
        kept.append(row)
    return kept


def keys_held(evidence: Evidence, row: Retrieved) -> int:
    """How many keys of a piece of evidence a passage holds; none if it is from another section."""
    if row.document != evidence.document or not _in_section(evidence.section, row.section):
        return 0
    text = plain(row.passage)
    return sum(plain(key) in text for key in evidence.keys)


def grade(case: Case, row: Retrieved) -> int:
    """How much a passage bears on a case: the evidence keys that it holds."""
    return sum(keys_held(evidence, row) for evidence in case.evidence)


def recall(case: Case, retrieved: Sequence[Retrieved]) -> float:
    """The share of the pieces of evidence of which some passage holds a key; 1 where a case has none."""
    if not case.evidence:
        return 1.0
    return sum(any(keys_held(evidence, row) for row in retrieved) for evidence in case.evidence) / len(case.evidence)


def reciprocal_rank(case: Case, retrieved: Sequence[Retrieved]) -> float:
    """One by the rank of the first passage that holds a key; 0 if none does."""
    return next((1 / rank for rank, row in enumerate(retrieved, start=1) if grade(case, row)), 0.0)


def ndcg(case: Case, retrieved: Sequence[Retrieved], ideal: Sequence[int], depth: int = DEPTH) -> float:
    """The discounted gain of the first passages by that of the best order; 0 where nothing bears on the case.

    Args:
        ideal: the grades of all passages that could have been found, best first.
    """
    best = _discounted(ideal[:depth])
    return _discounted([grade(case, row) for row in retrieved[:depth]]) / best if best else 0.0


def _discounted(grades: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(grades, start=1))


@lru_cache(maxsize=200_000)
def _in_section(wanted: tuple[str, ...], path: tuple[str, ...]) -> bool:
    return section_matches(wanted, path)
