"""What a model that only retells the texts writes stands in the answer, and what it falsifies does not."""

from __future__ import annotations

import pytest

from corpus.bodies import Bodies
from evals.planted import load
from evals.retold import Retold, one_of_each, retold
from index.hybrid import HybridIndex

MOST = 60
"""Questions that are asked here; `benchmarks/checked_model.py --only-pairs` asks all."""


@pytest.fixture(scope="module")
def both(bodies: Bodies, digest_index: HybridIndex) -> tuple[Retold, Retold]:
    pairs = load(bodies)
    true, false = (retold(digest_index, one_of_each(pairs, true=kind), most=MOST) for kind in (True, False))
    return true, false


def test_what_a_model_retells_is_shown(both: tuple[Retold, Retold]) -> None:
    true, _ = both
    assert true.written >= MOST
    assert true.shown >= 0.9 * true.written, true


def test_what_a_model_falsifies_is_not(both: tuple[Retold, Retold]) -> None:
    _, false = both
    assert false.written >= MOST
    assert false.shown <= 0.02 * false.written, false
