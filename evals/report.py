"""A report: what was asked of whom, what the gate says, and what of it may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from evals.bootstrap import Difference, Estimate, draws
from evals.case import Case
from evals.causes import Cause, cause
from evals.gate import Flips, Gate
from evals.measures import MEASURES, risk_coverage, table, told_apart_by, with_partners, won
from evals.run import Result
from evals.systems import CHEATS, CITEWELL

OF_CATEGORY = (
    "right",
    "citation_recall",
    "citation_precision",
    "recall",
    "ndcg",
    "list_precision",
    "list_recall",
    "list_f1",
    "list_exact",
    "row_precision",
    "rows_own",
    "p50",
)
"""What the table of categories shows; its rows, answerable and not, are each other's partners."""
OF_HALF = (
    "right",
    "answered_right",
    "citation_recall",
    "citation_precision",
    "recall",
    "ndcg",
    "refusal_precision",
    "refusal_recall",
    "refusal_f1",
    "verbatim",
    "misplaced",
    "list_f1",
    "list_exact",
    "count_right",
    "row_precision",
    "p95",
)
"""What the table of the halves shows."""
ALL = "all"


@dataclass(frozen=True)
class Show:
    """What of the cases a report may hold in words; numbers it holds always."""

    gate: bool = False
    """True to show the cases of the `gate` half, which nobody should tune on."""
    originals: bool = False
    """True to show the publishers' words, which may not be passed on."""


@dataclass(frozen=True)
class Run:
    """One edition's results, of Citewell and of its company."""

    edition: str
    index: str
    """The index's hash."""
    systems: Mapping[str, tuple[Result, ...]]
    """{system: what came of each case}, Citewell first."""
    left_out: str = ""
    """A line on cases that were not asked, where there are some."""

    @property
    def results(self) -> tuple[Result, ...]:
        """Citewell's own."""
        return self.systems[CITEWELL]

    @cached_property
    def tables(self) -> dict[str, dict[str, Estimate]]:
        """{system: {measure: its estimate}}, all over the same draws."""
        weights = draws(len(self.results))
        return {name: table(results, MEASURES, weights) for name, results in self.systems.items()}

    @cached_property
    def categories(self) -> dict[str, dict[str, Estimate]]:
        """{category, or `all`: {measure: its estimate}}, of Citewell."""
        found = {}
        for name in dict.fromkeys(r.category for r in self.results):
            found[name] = self._few([r for r in self.results if r.category == name])
        return found | {ALL: {key: self.tables[CITEWELL][key] for key in OF_CATEGORY}}

    @cached_property
    def parts(self) -> dict[str, tuple[Result, ...]]:
        """{part of the cases: what came of them}: the half that is looked at while tuning, and the gate with its lists apart."""
        gate = [r for r in self.results if r.split == "gate"]
        found = {
            "dev": [r for r in self.results if r.split == "dev"],
            "gate": gate,
            "gate, lists aside": [r for r in gate if r.list_f1 is None],
            "gate, lists by field": [r for r in gate if r.listed_by == "field"],
            "gate, lists by reading": [r for r in gate if r.listed_by == "reading"],
        }
        return {name: tuple(results) for name, results in found.items() if results}

    @cached_property
    def halves(self) -> dict[str, dict[str, Estimate]]:
        """{part of the cases: {measure: its estimate}}, of Citewell."""
        return {name: self._few(results, OF_HALF) for name, results in self.parts.items()}

    @cached_property
    def causes(self) -> dict[Cause, dict[str, int]]:
        """{why cases are wrong: {half of the cases: how many}}, of Citewell, the commonest first."""
        found: dict[Cause, dict[str, int]] = {}
        for result in self.results:
            if why := cause(result):
                half = found.setdefault(why, {"dev": 0, "gate": 0})
                half[result.split] += 1
        return dict(sorted(found.items(), key=lambda row: -sum(row[1].values())))

    def _few(self, results: Sequence[Result], keys: Sequence[str] = OF_CATEGORY) -> dict[str, Estimate]:
        whole = table(results, keys)
        return {key: whole[key] for key in keys}

    @cached_property
    def won_by_cheats(self) -> dict[str, dict[str, str | None]]:
        """{measure: {a cheat that does better in it, or as well as can be: the partner of the measure that tells it from Citewell}}."""
        own = self.tables[CITEWELL]
        found: dict[str, dict[str, str | None]] = {}
        for key, measure in MEASURES.items():
            for name in CHEATS:
                if name in self.tables and won(measure, own[key], self.tables[name][key]):
                    found.setdefault(key, {})[name] = told_apart_by(measure, own, self.tables[name])
        return found


@dataclass(frozen=True)
class Report:
    """What a run of the evals found."""

    date: str
    version: str
    runs: tuple[Run, ...]
    gate: Gate
    cases: Mapping[str, Case]
    """{id: the case}, of all that were asked."""
    show: Show = field(default_factory=Show)

    def guarded(self, show: Show) -> Report:
        """The report with the words that may not be shown taken out; every output is made from this."""
        runs = []
        for run in self.runs:
            systems = {name: tuple(_guarded(r, run.edition, show) for r in results) for name, results in run.systems.items()}
            runs.append(replace(run, systems=systems))
        cases = {i: case for i, case in self.cases.items() if show.gate or case.split != "gate"}
        return replace(self, runs=tuple(runs), cases=cases, show=show)

    @property
    def total(self) -> int:
        """How many cases were asked."""
        return len({r.case for run in self.runs for r in run.results})

    def to_json(self) -> dict[str, Any]:
        """The report as a JSON object; call `guarded` first."""
        return {
            "cases": self.total,
            "date": self.date,
            "version": self.version,
            "passes": self.gate.passes,
            "failures": list(self.gate.failures),
            "floors": [{"edition": h.edition, "floor": h.floor, "holds": not h.broken, "broken": list(h.broken)} for h in self.gate.floors],
            "flips": [_flips(f) for f in self.gate.flips],
            "shows": {"gate cases": self.show.gate, "originals": self.show.originals},
            "measures": {key: {"label": m.label, "meaning": m.meaning, "partners": list(with_partners(m.partners))} for key, m in MEASURES.items()},
            "editions": [_edition(run) for run in self.runs],
        }


def _edition(run: Run) -> dict[str, Any]:
    return {
        "edition": run.edition,
        "index": run.index,
        "cases": len(run.results),
        "left out": run.left_out,
        "systems": {name: {key: e.to_json() for key, e in rows.items()} for name, rows in run.tables.items()},
        "won by cheats": run.won_by_cheats,
        "categories": {name: {key: e.to_json() for key, e in rows.items()} for name, rows in run.categories.items()},
        "halves": {name: {key: e.to_json() for key, e in rows.items()} for name, rows in run.halves.items()},
        "causes": run.causes,
        "risk coverage": [[round(number, 4) for number in point] for point in risk_coverage(run.results)],
        # Passages are there to see why a case is missed; the others' would triple the file.
        "results": [(replace(r, passages=()) if r.correct else r).to_json() for r in run.results],
    }


def _flips(flips: Flips) -> dict[str, Any]:
    return {
        "edition": flips.edition,
        "lost": list(flips.lost),
        "accepted": dict(flips.accepted),
        "won": list(flips.won),
        "new": list(flips.new),
        "same": flips.same,
        "change": _difference(flips.change),
        "by category": {name: _difference(change) for name, change in flips.by_category.items()},
    }


def _difference(change: Difference | None) -> dict[str, float] | None:
    return None if change is None else {name: round(value, 4) for name, value in vars(change).items()}


def _guarded(result: Result, edition: str, show: Show) -> Result:
    if result.split == "gate" and not show.gate:
        return replace(result, question="", text="", quotes=(), passages=())
    if edition == "original" and not show.originals:
        quotes = tuple(replace(q, section=(), text="") for q in result.quotes)
        return replace(result, text="", quotes=quotes, passages=())
    return result
