"""`citewell eval`: the editions to ask, their indexes, and the report as text."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.types import Edition
from evals.case import load
from evals.report import as_text
from evals.run import Report, run
from index.build import build, is_current
from index.store import IndexMissing, Store
from rag.assistant import Assistant, Settings
from ui.home import program_version
from ui.settings import SettingsError

Told = Callable[[str, int, int], None]


def evaluate(home: Path, settings: Settings, told: Told, *, edition: str | None, cases: str | None, misses: bool, as_json: bool) -> int:
    """Ask the known answers of each edition that is here, and print how it went.

    Raises:
        CaseError: if a case cannot be used.
        SettingsError: if the originals are asked for and not there.
    """
    known = load(Path(cases) if cases else None)
    reports: list[Report] = []
    for name in _editions(edition):
        assistant = _assistant(home, name, settings, told)
        wanted = [case for case in known if name in case.editions]
        reports.append(run(wanted, assistant, name, told))
    if as_json:
        print(json.dumps([report.to_json() for report in reports], ensure_ascii=False))
    else:
        print("\n\n".join(as_text(report, misses=misses) for report in reports))
    return 0


def benchmark(home: Path, name: str, data: Path, told: Told, *, as_json: bool) -> int:
    """Hold the engine against a public benchmark, and print what it reached; a line where its data is not there.

    Raises:
        BenchmarkError: for data that is not as its publisher's is.
    """
    from evals.benchmarks.figures import as_text as figures_as_text
    from evals.benchmarks.run import Absent
    from evals.benchmarks.run import run as run_benchmark
    from index.memory import Shelf

    outcome = run_benchmark(name, data, told, Shelf(home / "benchmarks"))
    if isinstance(outcome, Absent):
        print(json.dumps({"benchmark": name, "skipped": outcome.line}) if as_json else outcome.line)
    else:
        print(json.dumps(outcome.to_json()) if as_json else figures_as_text(outcome))
    return 0


def originals_folder() -> Path | None:
    """The folder of originals that the environment names.

    Raises:
        SettingsError: if it is not there.
    """
    named = os.environ.get("CITEWELL_ORIGINALS")
    if not named:
        return None
    folder = Path(named)
    if not folder.is_dir():
        raise SettingsError(f"CITEWELL_ORIGINALS names {named}, which is no folder")
    return folder


def _editions(edition: str | None) -> list[Edition]:
    if edition in (None, "both"):
        return [Edition.DIGEST, *([Edition.ORIGINAL] if originals_folder() or edition == "both" else [])]
    return [Edition(edition)]


def _assistant(home: Path, edition: Edition, settings: Settings, told: Told) -> Assistant:
    originals = originals_folder() if edition is Edition.ORIGINAL else None
    if edition is Edition.ORIGINAL and originals is None:
        raise SettingsError("the originals are asked for; set CITEWELL_ORIGINALS to the folder that holds them")
    sources = Catalogue.load().sources(originals)
    store = Store(home, f"eval-{edition.value}")
    try:
        current = is_current(sources, store)
    except IndexMissing:
        current = False
    if not current:
        build(sources, store, told=told)
    return Assistant.from_index(store.load(), settings=settings, version=program_version())
