"""Holds the engine against the public benchmarks and writes `public.md` and `public.json`: `python benchmarks/public.py --data FOLDER`.

The folder holds one folder a benchmark (`clapnq`, `anthropic_docs_rag`, `chroma_chunking`, `wice`). A report holds numbers only, no text of theirs.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from evals.benchmarks.figures import Outcome, as_markdown
from evals.benchmarks.run import BENCHMARKS, Absent, run
from index.memory import Shelf

ROOT = Path(__file__).parent
PACKAGES = ("torch", "sentence-transformers", "faiss-cpu", "bm25s")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="the folder that holds the benchmarks")
    options.add_argument("--shelf", type=Path, help="a folder where vectors are kept between runs")
    chosen = options.parse_args()
    shelf = Shelf(chosen.shelf) if chosen.shelf else None
    outcomes: list[Outcome] = []
    for name in BENCHMARKS:
        started = time.perf_counter()
        outcome = run(name, chosen.data, lambda step, done, total: None, shelf)
        if isinstance(outcome, Absent):
            raise SystemExit(f"{outcome.line}; the report is of all of them, and was not written")
        outcomes.append(outcome)
        print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    date = datetime.now(UTC).date().isoformat()
    made = {"date": date, "python": platform.python_version(), **{name: version(name) for name in PACKAGES}}
    (ROOT / "public.json").write_text(json.dumps({"made": made, "benchmarks": [outcome.to_json() for outcome in outcomes]}, indent=1) + "\n", encoding="utf-8")
    (ROOT / "public.md").write_text(_page(outcomes, made), encoding="utf-8")


def _page(outcomes: list[Outcome], made: dict[str, str]) -> str:
    head = [
        "# Public benchmarks",
        "",
        f"Made by `python benchmarks/public.py` on {made['date']}: {', '.join(f'{name} {made[name]}' for name in ('python', *PACKAGES))}.",
        "Each number with its count of questions and the 95% interval of 1,000 bootstrap draws. *Floor*: the same encoder with BM25, exact search, untuned.",
        "*As our own texts are answered* is the scoring that `citewell ask` uses; the *trained scorer* (`rag/scorer.py`) learned from one half of ClapNQ and is"
        " reported on the other. Features and penalties were chosen by folds of the training half. But on the way single features were once printed over all"
        " 300 questions, and the held-out half's totals were seen half a dozen times before the models reported here were chosen: its numbers may flatter.",
    ]
    return "\n".join(head) + "\n\n" + "\n\n".join(as_markdown(outcome) for outcome in outcomes) + "\n"


if __name__ == "__main__":
    main()
