"""The check is judged by labels: paraphrases are shown, sentences with one planted change are withheld."""

from __future__ import annotations

import pytest

from corpus.bodies import Bodies
from evals.planted import FRESH, UNSEEN, Pair, Sort, Tally, as_text, judged, load, tallies
from index.hybrid import HybridIndex
from rag.types import Verdict

SHOWN, WITHHELD = 0.90, 0.98
"""What the check must reach: of true sentences shown, and of each kind of planted change withheld."""


@pytest.fixture(scope="module")
def rows(bodies: Bodies, digest_index: HybridIndex) -> list[tuple[Pair, Verdict]]:
    return judged(load(bodies), bodies, digest_index.encoder, digest_index.verifier)


@pytest.mark.parametrize("sort", Sort)
def test_there_are_enough_pairs_of_each_sort(sort: Sort, rows: list[tuple[Pair, Verdict]]) -> None:
    assert len({pair.says for pair, _ in rows if pair.sort is sort}) >= 150


@pytest.mark.parametrize("sort", Sort)
def test_each_sort_is_judged_rightly(sort: Sort, rows: list[tuple[Pair, Verdict]]) -> None:
    tally = next(tally for tally in tallies(rows) if tally.sort is sort)
    assert tally.share >= (SHOWN if sort is Sort.PARAPHRASE else WITHHELD), f"{tally.right} of {tally.of}"


FLOORS = {Sort.PARAPHRASE: 0.82, Sort.POLARITY: 0.955}
"""What the check reached on fresh and unseen pairs when it was last measured, less a little; it is not to get worse. The bars above are not met there."""


@pytest.fixture(scope="module")
def blind(bodies: Bodies, digest_index: HybridIndex) -> list[Tally]:
    pairs = [pair for name in (FRESH, UNSEEN) for pair in load(bodies, name) if pair.blind]
    return tallies(judged(pairs, bodies, digest_index.encoder, digest_index.verifier))


@pytest.mark.parametrize("sort", Sort)
def test_on_sentences_that_nobody_mended_it_on_the_check_gets_no_worse(sort: Sort, blind: list[Tally]) -> None:
    tally = next(tally for tally in blind if tally.sort is sort)
    assert tally.of >= 40
    assert tally.share >= FLOORS.get(sort, WITHHELD), f"{tally.right} of {tally.of}"


def test_no_planted_sentence_is_its_paraphrase(rows: list[tuple[Pair, Verdict]]) -> None:
    true = {pair.says for pair, _ in rows if pair.true}
    assert [pair.says for pair, _ in rows if not pair.true and pair.says in true] == []


def test_a_withheld_sentence_says_why(rows: list[tuple[Pair, Verdict]]) -> None:
    assert all(verdict.why for _, verdict in rows if not verdict.supported)


def test_the_table_has_a_row_a_sort() -> None:
    rows = [Tally(sort, 9, 10) for sort in Sort]
    text = as_text(rows, rows)
    assert len(text.splitlines()) == 1 + len(Sort)
    assert text.count("90.0%") == 2 * len(Sort)
