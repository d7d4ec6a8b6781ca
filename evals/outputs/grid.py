"""The tables of a report, as rows of text that the terminal, Markdown and the page set each in their own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.bootstrap import Difference, Estimate
from evals.gate import Flips, Gate
from evals.measures import MEASURES
from evals.report import ALL, OF_CATEGORY, OF_HALF, Report, Run
from evals.systems import CITEWELL

NONE = "–"
WON = "†"
"""Marks a measure that a cheat wins."""


@dataclass(frozen=True)
class Grid:
    """A table: its first column is text, the others are numbers."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def categories(run: Run) -> Grid:
    """A row a category and one for all, Citewell alone."""
    count = {name: sum(r.category == name for r in run.results) for name in run.categories} | {ALL: len(run.results)}
    return _parts(f"{run.edition}: by category", run.categories, count, OF_CATEGORY)


def halves(run: Run) -> Grid:
    """A row for the half of the cases that is looked at while tuning, and rows for the gate's, Citewell alone."""
    return _parts(f"{run.edition}: the halves", run.halves, {name: len(results) for name, results in run.parts.items()}, OF_HALF)


def causes(run: Run) -> Grid:
    """A row for each reason why cases are wrong."""
    rows = [(why.value, str(halves["dev"]), str(halves["gate"])) for why, halves in run.causes.items()]
    return Grid(f"{run.edition}: what remains wrong, and why", ("", "dev", "gate"), tuple(rows))


def _parts(title: str, parts: Mapping[str, Mapping[str, Estimate]], count: Mapping[str, int], keys: Sequence[str]) -> Grid:
    """A row a part of the cases; the first measure with its interval."""
    labels = [MEASURES[key].label for key in keys]
    rows = [(name, str(count[name]), spread(keys[0], found[keys[0]]), *(number(key, found[key]) for key in keys[1:])) for name, found in parts.items()]
    return Grid(title, ("", "cases", labels[0] + " [95 %]", *labels[1:]), tuple(rows))


def measures(run: Run) -> Grid:
    """A row a measure, a column a system; a measure that a cheat wins is marked and named with what to read beside it."""
    others = [name for name in run.systems if name != CITEWELL]
    rows = []
    for key, measure in MEASURES.items():
        label = f"{measure.label} {WON}" if key in run.won_by_cheats else measure.label
        own = run.tables[CITEWELL][key]
        rows.append((label, spread(key, own), *(number(key, run.tables[name][key]) for name in others)))
    return Grid(f"{run.edition}: every measure, and what cheats and the usual recipe get", ("", f"{CITEWELL} [95 %]", *others), tuple(rows), _won_note(run))


def _won_note(run: Run) -> str:
    groups: dict[tuple[str, str | None], list[str]] = {}
    for key, cheats in run.won_by_cheats.items():
        for name, partner in cheats.items():
            groups.setdefault((name, partner), []).append(MEASURES[key].label)
    lines = []
    for (name, partner), labels in groups.items():
        told = f"read {MEASURES[partner].label} beside it" if partner else "these cases do not tell it from Citewell"
        lines.append(f'"{name}" wins {", ".join(labels)}: {told}')
    return f"{WON} {'; '.join(lines)}." if lines else ""


def floors(gate: Gate) -> Grid:
    """A row a floor and edition."""
    rows = tuple((held.floor, held.edition, f"broken by {len(held.broken)}" if held.broken else "holds") for held in gate.floors)
    return Grid("Floors", ("", "edition", ""), rows)


def flips(gate: Gate) -> Grid:
    """A row an edition: how the cases stand against the baseline."""
    rows = []
    for f in gate.flips:
        row = (f.edition, str(f.same), str(len(f.won)), str(len(f.lost)), str(len(f.accepted)), str(len(f.new)), difference(f.change))
        rows.append(row)
    head = ("Against the baseline", "as before", "now right", "now wrong", "accepted", "new", "share right, change [95 %], p")
    return Grid("Flips", head, tuple(rows), gate.skipped)


def changes(flips: Flips) -> Grid:
    """A row a category whose share of right cases changed."""
    rows = tuple((name, str(d.cases), difference(d)) for name, d in flips.by_category.items() if d.before != d.now)
    return Grid(f"{flips.edition}: changes by category", ("", "cases", "share right, change [95 %], p"), rows)


def number(key: str, estimate: Estimate) -> str:
    """A measure as text, in its unit."""
    return NONE if estimate.value is None else _text(MEASURES[key].unit, estimate.value)


def spread(key: str, estimate: Estimate) -> str:
    """A measure with its interval: `0.74 [0.69, 0.79]`."""
    text = number(key, estimate)
    if estimate.low is None or estimate.high is None:
        return text
    unit = MEASURES[key].unit
    return f"{text} [{_text(unit, estimate.low)}, {_text(unit, estimate.high)}]"


def difference(change: Difference | None) -> str:
    """A change with its interval: `0.71 to 0.74, +0.03 [-0.01, +0.06], p 0.12`."""
    if change is None:
        return NONE
    if change.before == change.now and change.low == change.high:
        return f"{change.now:.2f}, no change"
    return f"{change.before:.2f} to {change.now:.2f}, {change.now - change.before:+.3f} [{change.low:+.3f}, {change.high:+.3f}], p {change.p:.3f}"


def verdict(report: Report) -> str:
    """The gate in a line."""
    if report.gate.passes:
        return "The gate holds."
    count = len(report.gate.failures)
    return f"The gate does not hold: {count} {'thing fails' if count == 1 else 'things fail'}."


def _text(unit: str, value: float) -> str:
    if unit == "share" or unit == "score":
        return f"{value:.2f}"
    return f"{value:.0f} ms" if unit == "ms" else f"{value:.0f}"


def aligned(grid: Grid) -> list[str]:
    """A grid as lines of plain text; long heads are set over several lines."""
    columns = list(zip(*grid.rows, strict=True)) if grid.rows else [()] * len(grid.head)
    widths = [max([len(cell) for cell in column] + [max(map(len, head.split() or [""]))]) for head, column in zip(grid.head, columns, strict=True)]
    heads = [_wrapped(head, width) for head, width in zip(grid.head, widths, strict=True)]
    deep = max(map(len, heads))
    rows: list[Sequence[str]] = [[([""] * (deep - len(h)) + h)[n] for h in heads] for n in range(deep)]
    rows += grid.rows
    return ["  ".join(cell.ljust(w) if n == 0 else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=True))).rstrip() for row in rows]


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines
