"""A report as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evals.metrics import quantile
from evals.run import Report, Result

_FIRST = 5


def as_text(report: Report, misses: bool = False) -> str:
    """The table of a report: a row a category, a row for all, and the misses among the dev cases where they are wanted."""
    categories = list(dict.fromkeys(result.category for result in report.results))
    head = f"{'':<14}{'cases':>6}{'correct':>9}{'cited':>8}{'in place':>9}{'first 5':>9}{'1,500 t':>9}{'list F1':>9}"
    lines = [f"{report.edition}: {len(report.results)} cases, index {report.index}", head]
    for name in [*categories, "all"]:
        lines.append(_row(name, [r for r in report.results if name in (r.category, "all")]))
    times = [result.milliseconds for result in report.results]
    lines.append(f"quotes verbatim {share(report.results, lambda r: r.verbatim):.0%}; wrong board or year {sum(r.misplaced for r in report.results)}")
    lines.append(f"an answer took {quantile(times, 0.5):.0f} ms (p50), {quantile(times, 0.95):.0f} ms (p95)")
    if misses:
        lines += ["", "Wrong among the dev cases:"]
        for result in report.results:
            if result.split == "dev" and not result.correct:
                lines.append(f"- {result.case} ({result.status}): {result.question}\n    {' '.join(result.text.split())[:400]}")
    return "\n".join(lines)


def share(results: Sequence[Result], passes: Callable[[Result], bool]) -> float:
    """The share of results that pass; 0 of none."""
    return sum(map(passes, results)) / len(results) if results else 0.0


def _row(name: str, results: Sequence[Result]) -> str:
    placed = [r for r in results if r.category not in ("unanswerable", "list")]
    lists = [r.list_f1 for r in results if r.list_f1 is not None]
    cells = [
        f"{share(results, lambda r: r.correct):.2f}",
        f"{_mean([r.citation_recall for r in placed])}",
        f"{_mean([r.citation_precision for r in placed])}",
        f"{share(placed, lambda r: r.section_rank is not None and r.section_rank <= _FIRST):.2f}" if placed else "-",
        f"{share(placed, lambda r: r.within_budget):.2f}" if placed else "-",
        _mean(lists),
    ]
    return f"{name:<14}{len(results):>6}{cells[0]:>9}{cells[1]:>8}" + "".join(f"{cell:>9}" for cell in cells[2:])


def _mean(values: Sequence[float]) -> str:
    return f"{sum(values) / len(values):.2f}" if values else "-"
