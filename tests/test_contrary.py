"""A contrary in words that no list has is scored above a paraphrase in such words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.hybrid import HybridIndex
from rag.contrary import Weights, contrary

QUOTE = "The ICB has strong partner relations and works openly with the councils on discharge."


def test_a_sentence_is_not_its_own_contrary(digest_index: HybridIndex) -> None:
    assert contrary(QUOTE, [QUOTE], digest_index.encoder) < 0.05


@pytest.mark.parametrize(
    ("true", "turned"),
    [
        ("It works openly with councils on discharge.", "It works secretively with councils on discharge."),
        ("Its relations with partners are strong.", "Its relations with partners are not strong."),
        ("It works in the open with the councils on discharge.", "It refuses to work with the councils on discharge."),
    ],
)
def test_a_contrary_is_likelier_than_a_paraphrase(digest_index: HybridIndex, true: str, turned: str) -> None:
    assert contrary(turned, [QUOTE], digest_index.encoder) > contrary(true, [QUOTE], digest_index.encoder)


def test_what_nothing_is_held_against_is_no_contrary(digest_index: HybridIndex) -> None:
    assert contrary("", [QUOTE], digest_index.encoder) == 0.0
    assert contrary(QUOTE, [], digest_index.encoder) == 0.0


def test_the_weights_fit_together() -> None:
    weights = Weights.load()
    rank = weights.align.shape[1]
    assert weights.align.shape == weights.compare.shape == (384, rank)
    assert weights.hidden[0].shape == (4 * rank + 1, len(weights.hidden[1]))
    assert weights.out[0].shape == weights.hidden[1].shape


def test_weights_are_read_without_running_anything(tmp_path: Path) -> None:
    file = tmp_path / "weights.npz"
    np.savez(file, align=np.asarray([{"an": "object"}], dtype=object))
    with pytest.raises(ValueError, match="pickle"):
        Weights.load(file)
