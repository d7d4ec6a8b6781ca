"""What the check lets through and withholds at several thresholds (`ODDS` of `rag/verify.py`): `python benchmarks/thresholds.py`.

Of the labelled pairs of `evals/` that may be looked at, for the paraphrases how many pass, and for the contraries how many are withheld, by the rules and the
reading together; and the same of words and matters given to another. The pairs of `pairs.toml` and half of `pairs_fresh.toml` are learnt from, so they look better than
others; those of `pairs_unseen.toml` are not. `--graph FILE` tells it of another graph.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.bodies import Bodies
from evals import planted
from evals.planted import Sort
from index.encode import model_folder
from index.verifier import ClaimVerifier
from rag.ground import Ground
from rag.types import Claim
from rag.verify import ODDS, Against, doubt, reading, verify

LEAST = (-0.4, 0.2, 0.5, 0.8, 1.1, 1.6)
FURTHER = (0.0, 0.4, 0.8, 1.6)
"""How much more reading must tell where a word says the opposite."""
OF_ANOTHER = (1.0, 2.0, 3.0, 3.6)
SORTS = (Sort.PARAPHRASE, Sort.POLARITY, Sort.SPEAKER, Sort.PROVIDER)


@dataclass(frozen=True)
class Row:
    """A pair, and what the check knows of it."""

    sort: Sort
    ruled_out: bool
    """By a rule that withholds by itself."""
    against: Against | None
    odds: float

    def passes(self, asked: Mapping[Against | None, float]) -> bool:
        """Whether it is shown at some thresholds."""
        return not self.ruled_out and self.odds >= asked[self.against]


def rows(name: str, bodies: Bodies, verifier: ClaimVerifier) -> list[Row]:
    """The pairs of a file that may be looked at."""
    found = []
    for pair in planted.load(bodies, name):
        if pair.sort not in SORTS or (pair.blind and name != planted.KNOWN):
            continue
        ground = Ground((pair.citation,), bodies)
        why = verify(Claim(pair.says, ()), ground.citations, bodies).why
        against = doubt(pair.says, ground)
        ruled_out = bool(why) and (against is None or why != against.why)
        found.append(Row(pair.sort, ruled_out, against and against.kind, reading(pair.says, ground, verifier).odds))
    return found


def shown(found: Sequence[Row], asked: Mapping[Against | None, float]) -> float:
    """The share that is shown at some thresholds."""
    return sum(row.passes(asked) for row in found) / max(len(found), 1)


def main() -> None:
    """Print two tables a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=Path, help="a graph to ask in the place of the shipped one")
    graph = parser.parse_args().graph
    bodies, tokenizer = Bodies.load(), model_folder() / "tokenizer.json"
    verifier = ClaimVerifier(tokenizer, graph) if graph else ClaimVerifier(tokenizer)
    now = ", ".join(f"{kind.value if kind else 'of any'} {asked}" for kind, asked in ODDS.items())
    print(f"now {now}; paraphrases shown / contraries withheld, by what must be told, and how much more against a word")
    for name in (planted.KNOWN, planted.FRESH, planted.UNSEEN):
        found = rows(name, bodies, verifier)
        by_sort = {sort: [row for row in found if row.sort is sort] for sort in SORTS}
        print(name, ", ".join(f"{sort} {len(own)}" for sort, own in by_sort.items()))
        true, contrary = by_sort[Sort.PARAPHRASE], by_sort[Sort.POLARITY]
        for least in LEAST:
            asked = [{**ODDS, None: least, Against.OPPOSITE: least + more} for more in FURTHER]
            told = [(shown(true, one), 1 - shown(contrary, one)) for one in asked]
            print(f"  {least:>4}  {'  '.join(f'+{more}: {passed:.1%} / {kept:.1%}' for more, (passed, kept) in zip(FURTHER, told, strict=True))}")
        for kind, sort in ((Against.SPEAKER, Sort.SPEAKER), (Against.OWNER, Sort.PROVIDER)):
            for least in OF_ANOTHER:
                one = {**ODDS, kind: least}
                withheld = f"{sort} {1 - shown(by_sort[sort], one):.1%}, polarity {1 - shown(contrary, one):.1%}"
                print(f"  {kind} at {least}: paraphrases shown {shown(true, one):.1%}, withheld {withheld}")


if __name__ == "__main__":
    main()
