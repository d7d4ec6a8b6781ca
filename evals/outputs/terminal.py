"""A report for the terminal: rich tables where it is one, plain text elsewhere."""

from __future__ import annotations

from typing import TextIO

from evals.outputs import grid
from evals.outputs.grid import Grid
from evals.report import Report, Run

_LONGEST = 400
"""Characters of an answer in the list of misses."""
_NEW = 8
"""New cases that are named."""


def write(report: Report, stream: TextIO, *, misses: bool = False) -> None:
    """Print the report: the tables of each edition, the misses where they are wanted, and the gate last."""
    for run in report.runs:
        print(f"{run.edition}: {len(run.results)} cases, index {run.index}", file=stream)
        if run.left_out:
            print(run.left_out, file=stream)
        _put(grid.halves(run), stream)
        _put(grid.causes(run), stream)
        _put(grid.categories(run), stream)
        _put(grid.measures(run), stream)
        if misses:
            _misses(run, stream)
    _put(grid.floors(report.gate), stream)
    _flips(report, stream)
    print(grid.verdict(report), file=stream)
    for line in report.gate.failures:
        print(f"  {line}", file=stream)
    if any(flips.lost for flips in report.gate.flips):
        print('A flip that is meant is accepted in the baseline: "accepted": {"the case\'s id": "the reason"}.', file=stream)


def _flips(report: Report, stream: TextIO) -> None:
    if report.gate.skipped:
        print(f"{report.gate.skipped}\n", file=stream)
    if not report.gate.flips:
        return
    _put(grid.flips(report.gate), stream)
    for flips in report.gate.flips:
        if (changed := grid.changes(flips)).rows:
            _put(changed, stream)
        if flips.new:
            more = f" and {len(flips.new) - _NEW} more" if len(flips.new) > _NEW else ""
            print(f"{flips.edition}: new since the baseline: {', '.join(flips.new[:_NEW])}{more}", file=stream)
        for case, reason in flips.accepted:
            print(f"{flips.edition}: {case} is wrong now, which is accepted: {reason}", file=stream)


def _misses(run: Run, stream: TextIO) -> None:
    print("Wrong among the dev cases:", file=stream)
    for result in run.results:
        if result.split == "dev" and not result.correct:
            print(f"- {result.case} ({result.status}): {result.question}\n    {' '.join(result.text.split())[:_LONGEST]}", file=stream)
    print(file=stream)


def _put(table: Grid, stream: TextIO) -> None:
    if stream.isatty():
        _put_rich(table, stream)
    else:
        print("\n".join((table.title, *grid.aligned(table), *([table.note] if table.note else []), "")), file=stream)


def _put_rich(table: Grid, stream: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=table.title, caption=table.note or None, title_justify="left", caption_justify="left", header_style="bold", padding=(0, 1))
    for number, head in enumerate(table.head):
        drawn.add_column(Text(head), justify="left" if number == 0 else "right", no_wrap=number > 0)
    for row in table.rows:
        drawn.add_row(*(Text(cell, style="red" if cell.startswith("broken") else "") for cell in row))
    Console(file=stream).print(drawn)
