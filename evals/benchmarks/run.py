"""Running a public benchmark by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.benchmarks import anthropic_docs_rag, chroma_chunking, clapnq, wice
from evals.benchmarks.engine import Engine, Told
from evals.benchmarks.figures import Outcome
from index.memory import Shelf


@dataclass(frozen=True)
class Benchmark:
    """A data set and what runs it."""

    files: Sequence[str]
    """What its folder must hold."""
    run: Callable[[Path, Engine, Told], Outcome]


BENCHMARKS = {
    "clapnq": Benchmark(clapnq.FILES, clapnq.run),
    "anthropic_docs_rag": Benchmark(anthropic_docs_rag.FILES, anthropic_docs_rag.run),
    "chroma_chunking": Benchmark(chroma_chunking.FILES, chroma_chunking.run),
    "wice": Benchmark(wice.FILES, wice.run),
}


@dataclass(frozen=True)
class Absent:
    """Why a benchmark was not run."""

    line: str


def run(name: str, data: Path, told: Told, shelf: Shelf | None = None) -> Outcome | Absent:
    """What a benchmark finds, or why it cannot be run.

    Args:
        data: the data set's folder, or one that holds it under its name.

    Raises:
        BenchmarkError: for data that is not as its publisher's is.
    """
    benchmark = BENCHMARKS[name]
    folder = data / name if (data / name).is_dir() else data
    missing = [file for file in benchmark.files if not (folder / file).is_file()]
    if missing:
        return Absent(f"{name}: skipped, since {folder} does not hold {missing[0]}")
    return benchmark.run(folder, Engine(told, shelf), told)
