"""What the check lets through and withholds at several thresholds (`BORNE_OUT` of `rag/verify.py`): `python benchmarks/thresholds.py`.

Of the labelled pairs of `evals/` that may be looked at, for the paraphrases how many pass, and for the contraries how many are withheld, by the rules and the
reading together. The pairs of `pairs.toml` and half of `pairs_fresh.toml` are learnt from, so they look better than others; those of `pairs_unseen.toml` are not.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.bodies import Bodies
from evals import planted
from evals.planted import Sort
from index.encode import model_folder
from index.verifier import ClaimVerifier
from rag.types import Claim
from rag.verify import BORNE_OUT, BORNE_OUT_AGAINST, Ground, opposite, reading, verify

LEAST = (-2.5, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5)
FURTHER = (1.0, 1.4, 1.8, 2.2)
"""How much more reading must tell where a word says the opposite."""


@dataclass(frozen=True)
class Row:
    """A pair, and what the check knows of it."""

    true: bool
    ruled_out: bool
    """By a rule that withholds by itself."""
    against: bool
    odds: float

    def passes(self, least: float, further: float) -> bool:
        """Whether it is shown at some thresholds."""
        return not self.ruled_out and self.odds >= least + further * self.against


def rows(name: str, bodies: Bodies, verifier: ClaimVerifier) -> list[Row]:
    """The paraphrases and contraries of a file that may be looked at."""
    found = []
    for pair in planted.load(bodies, name):
        if pair.sort not in (Sort.PARAPHRASE, Sort.POLARITY) or (pair.blind and name != planted.KNOWN):
            continue
        ground = Ground((pair.citation,), bodies)
        why = verify(Claim(pair.says, ()), ground.citations, bodies).why
        against = opposite(pair.says, ground) is not None
        found.append(Row(pair.true, bool(why) and "the opposite of" not in why, against, reading(pair.says, ground, verifier).odds))
    return found


def main() -> None:
    """Print a table a file."""
    bodies, verifier = Bodies.load(), ClaimVerifier(model_folder() / "tokenizer.json")
    print(f"now {BORNE_OUT} and {BORNE_OUT_AGAINST}; paraphrases shown / contraries withheld, by what must be told, and how much more against a word")
    for name in (planted.KNOWN, planted.FRESH, planted.UNSEEN):
        own = rows(name, bodies, verifier)
        print(f"{name}: {sum(row.true for row in own)} paraphrases, {sum(not row.true for row in own)} contraries")
        for least in LEAST:
            told = []
            for further in FURTHER:
                shown = [row.passes(least, further) for row in own if row.true]
                withheld = [not row.passes(least, further) for row in own if not row.true]
                told.append(f"+{further}: {sum(shown) / len(shown):.1%} / {sum(withheld) / len(withheld):.1%}")
            print(f"  {least:>4}  {'  '.join(told)}")


if __name__ == "__main__":
    main()
