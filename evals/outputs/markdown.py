"""A report as Markdown, for a pull request or a page of documentation."""

from __future__ import annotations

from evals.measures import MEASURES
from evals.outputs import grid
from evals.outputs.grid import Grid
from evals.report import Report


def text(report: Report) -> str:
    """The whole report, numbers and ids only; words of cases stand in the page."""
    lines = ["# Evaluation", "", f"Citewell {report.version}, {report.date}, {report.total} cases. **{grid.verdict(report)}**", ""]
    lines += [*(f"- {line}" for line in report.gate.failures), ""] if report.gate.failures else []
    lines += _section(grid.floors(report.gate))
    if report.gate.flips or report.gate.skipped:
        lines += _section(grid.flips(report.gate))
    for flips in report.gate.flips:
        lines += [f"Accepted on {flips.edition}: {case}: {reason}" for case, reason in flips.accepted] + [""] * bool(flips.accepted)
        if (changed := grid.changes(flips)).rows:
            lines += _section(changed)
    for run in report.runs:
        lines += [f"Index {run.index}. {run.left_out}".strip(), ""]
        lines += _section(grid.halves(run)) + _section(grid.causes(run)) + _section(grid.categories(run)) + _section(grid.measures(run))
    lines += ["## What the measures mean", "", "| measure | meaning | read with |", "| --- | --- | --- |"]
    lines += [f"| {m.label} | {m.meaning} | {', '.join(MEASURES[p].label for p in m.partners)} |" for m in MEASURES.values()]
    lines += ["", "Intervals are 95 % bootstrap intervals (percentile, 2,000 draws, seeded); changes are paired over the same cases (10,000 draws).", ""]
    return "\n".join(lines)


def _section(table: Grid) -> list[str]:
    lines = [f"## {table.title[0].upper()}{table.title[1:]}", ""]
    if table.rows:
        lines += [_row(table.head), "| --- |" + " ---: |" * (len(table.head) - 1), *(_row(row) for row in table.rows), ""]
    return lines + ([table.note, ""] if table.note else [])


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
