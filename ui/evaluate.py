"""`citewell eval`: the editions to ask, what is known already, the report, and where it goes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.types import Edition
from evals import case as cases
from evals.cache import Cache, kept_vectors, program_hash
from evals.case import Case
from evals.gate import Baseline, judge
from evals.outputs import junit, markdown, page, terminal
from evals.report import Report, Run, Show
from evals.run import Result, System
from evals.run import run as ask_all
from evals.systems import CITEWELL, COMPANY, Asked, NeverRefuse, QuestionVectors, company
from index.build import build, is_current
from index.store import IndexBroken, IndexMissing, Store
from rag.assistant import Assistant, Settings
from ui.home import program_version
from ui.settings import SettingsError

Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Wishes:
    """What a user wants of a run."""

    edition: str | None = None
    cases: str | None = None
    """A folder of cases; the built-in ones if None."""
    report: str | None = None
    """A folder for the report's files."""
    misses: bool = False
    as_json: bool = False
    update_baseline: bool = False
    cache: bool = True
    show: Show = field(default_factory=Show)


def evaluate(home: Path, settings: Settings, told: Told, wishes: Wishes) -> int:
    """Ask the known answers of each edition that is here, report how it went, and hold it against the gate.

    Returns:
        0 if the gate holds, 1 if not.

    Raises:
        CaseError, BaselineError: if a case or the baseline cannot be used.
        SettingsError: if the originals are asked for and not there.
    """
    folder = Path(wishes.cases) if wishes.cases else None
    known = cases.load(folder)
    path, baseline, skipped = _baseline(folder, wishes.update_baseline)
    editions = [EditionRun(home, edition, settings, told, cases.folder_of(folder), wishes.cache) for edition in _editions(wishes.edition)]
    runs = [edition.of(known) for edition in editions]
    results = {run.edition: run.results for run in runs}
    if wishes.update_baseline:
        baseline = (baseline or Baseline({})).updated(results, [case.id for case in known])
        baseline.save(path)
        print(f"citewell: wrote {path}", file=sys.stderr)
    asked = {result.case for run in runs for result in run.results}
    report = Report(
        date=datetime.now(UTC).date().isoformat(),
        version=program_version(),
        runs=tuple(runs),
        gate=judge(results, baseline, skipped),
        cases={case.id: case for case in known if case.id in asked},
    )
    if wishes.report:
        _write(report.guarded(wishes.show), Path(wishes.report))
    if wishes.as_json:
        print(json.dumps(report.guarded(wishes.show).to_json(), ensure_ascii=False))
    else:
        terminal.write(report.guarded(replace(wishes.show, originals=True)), sys.stdout, misses=wishes.misses)
    return 0 if report.gate.passes else 1


def _baseline(folder: Path | None, update: bool) -> tuple[Path, Baseline | None, str]:
    path = (folder if folder is not None else cases.folder_of().parent) / "baseline.json"
    if folder is not None and not update and not path.exists():
        return path, None, f"There is no {path}, so flips are not looked at; --update-baseline writes one."
    if update and not path.exists():
        return path, None, ""
    return path, Baseline.load(path), ""


def _write(report: Report, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "report.json": json.dumps(report.to_json(), ensure_ascii=False) + "\n",
        "report.md": markdown.text(report),
        "junit.xml": junit.text(report),
        "report.html": page.text(report),
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    print(f"citewell: wrote {', '.join(files)} in {folder}", file=sys.stderr)


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


class EditionRun:
    """One edition put to Citewell and its company; the index is loaded only if something is not known yet."""

    def __init__(self, home: Path, edition: Edition, settings: Settings, told: Told, folder: Path, cached: bool) -> None:
        self.edition, self.settings, self.told, self.folder, self.cached = edition, settings, told, folder, cached
        originals = originals_folder() if edition is Edition.ORIGINAL else None
        if edition is Edition.ORIGINAL and originals is None:
            raise SettingsError("the originals are asked for; set CITEWELL_ORIGINALS to the folder that holds them")
        self._sources = Catalogue.load().sources(originals)
        self._store = Store(home, f"eval-{edition.value}")
        try:
            current, broken = is_current(self._sources, self._store), False
        except (IndexMissing, IndexBroken) as error:
            current, broken = False, isinstance(error, IndexBroken)
        if not current:
            # This index is made of nothing that cannot be made again, so a broken one needs nobody's leave.
            build(self._sources, self._store, told=told, force=broken)
        self.index = self._store.manifest().hash
        self._cache = Cache(home, self.index, program_hash(), repr(settings))

    @cached_property
    def assistant(self) -> Assistant:
        """Citewell on the edition's index, warm."""
        index = self._store.load()
        index.encoder = self._vectors = QuestionVectors(index.encoder)
        assistant = Assistant.from_index(index, settings=self.settings, version=program_version())
        assistant.ask("How did Devon do on finance in 2024/25?")
        return assistant

    def of(self, known: Sequence[Case]) -> Run:
        """The run of the cases that are meant for this edition."""
        editions = {source.entry.id: source.edition for source in self._sources}
        meant = [case for case in known if self.edition in case.editions]
        wanted = [case for case in meant if all(editions.get(e.document, self.edition) in case.editions for e in case.evidence)]
        left = len(meant) - len(wanted)
        if not (self.cached and self._cache.knows_sound(wanted)):
            cases.hold(wanted, self.assistant.index.documents, self.assistant.bodies, self.folder)
            self._cache.keep_sound(wanted)
        try:
            systems = {CITEWELL: self._asked(wanted, CITEWELL, lambda: Asked(self.assistant), f"asking ({self.edition.value})")}
            answered = {r.case: r for r in systems[CITEWELL] if not r.refused}
            for name in COMPANY:
                # Citewell that never refuses differs from itself only where it refuses.
                same = answered if name == NeverRefuse.name else {}
                systems[name] = self._asked(wanted, name, lambda name=name: self._company[name](), f"{name} ({self.edition.value})", same)  # type: ignore[misc]
        finally:
            self._cache.save()
        note = f"{left} cases are left out: the original that they rest on is not here." if left else ""
        return Run(self.edition.value, self.index, systems, note)

    @cached_property
    def _company(self) -> dict[str, Callable[[], System]]:
        assistant = self.assistant
        return company(assistant, self._vectors, kept_vectors(self._store.home, self._vectors.encode))

    def _asked(self, wanted: Sequence[Case], name: str, system: Callable[[], System], step: str, same: dict[str, Result] | None = None) -> tuple[Result, ...]:
        found = dict(same or {})
        if self.cached:
            found |= {case.id: row for case in wanted if case.id not in found and (row := self._cache.get(name, case))}
        missing = [case for case in wanted if case.id not in found]
        if missing:
            texts = {document.id: document.text for document in self.assistant.index.documents}

            def done(case: Case, result: Result) -> None:
                found[case.id] = result
                self._cache.put(name, case, result)
                self.told(step, len(found), len(wanted))

            ask_all(missing, system(), texts, done)
        return tuple(found[case.id] for case in wanted)
