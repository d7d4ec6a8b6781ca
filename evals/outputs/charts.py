"""The charts of a report's page, as inline SVG that takes its colours from the page's style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from evals.gate import Flips
from evals.measures import risk_coverage
from evals.outputs.grid import spread
from evals.report import ALL, Run
from evals.systems import CITEWELL, NeverRefuse

WIDTH = 320
"""Units across every chart; on a narrow screen a unit is a pixel, so that words stay readable."""
_LEFT, _RIGHT = 98, 12
_PLOT_LEFT = 34


@dataclass(frozen=True)
class Line:
    """A line of a chart: its name, its class in the style, and its points in the units of the axes."""

    name: str
    style: str
    points: Sequence[tuple[float, float]]


def by_category(runs: Sequence[Run]) -> str:
    """The share of right cases of each category with its interval, an edition beside the other."""
    names = [*dict.fromkeys(name for run in runs for name in run.categories if name != ALL), ALL]
    deep = 26
    height = deep * len(names) + 34
    span = WIDTH - _LEFT - _RIGHT
    parts = [_axis(_LEFT, span, height - 8, (0.0, 0.25, 0.5, 0.75, 1.0), top=4)]
    told = []
    for row, name in enumerate(names):
        y = 8 + deep * row + deep / 2
        parts.append(f'<text class="name" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(name)}</text>')
        for n, run in enumerate(runs):
            found = run.categories.get(name, {}).get("right")
            if found is None or found.value is None:
                continue
            here = y + (n - (len(runs) - 1) / 2) * 9
            low, high, value = (_LEFT + span * float(v if v is not None else found.value) for v in (found.low, found.high, found.value))
            told.append(f"{name}, {run.edition}: {spread('right', found)}")
            parts.append(f'<line class="s{n} spread" x1="{low:.1f}" x2="{high:.1f}" y1="{here:.1f}" y2="{here:.1f}"/>')
            parts.append(_mark(n, value, here, told[-1]))
    return _svg("Share of right cases by category, with 95 % intervals", "; ".join(told), height, parts)


def risk(runs: Sequence[Run]) -> str:
    """The share of wrong answers against the share of cases answered; dashed where nothing is refused."""
    lines = []
    for n, run in enumerate(runs):
        for name, style in ((CITEWELL, f"s{n}"), (NeverRefuse.name, f"s{n} dashed")):
            points = [(coverage, wrong) for _, coverage, wrong in risk_coverage(run.systems.get(name, ()))]
            lines.append(Line(f"{run.edition}{'' if name == CITEWELL else ', never refusing'}", style, points))
    told = "; ".join(f"{line.name}: {line.points[-1][1]:.0%} wrong at {line.points[-1][0]:.0%} answered" for line in lines if line.points)
    return _plot("Wrong answers by coverage, the surest first", told, lines, across=1.0, up=1.0, x_unit="share", x_name="share of cases answered")


def latency(runs: Sequence[Run]) -> str:
    """The share of answers that are ready after a time."""
    lines, told = [], []
    # One slow answer would press all the others into the corner.
    longest = max((float(np.quantile([r.milliseconds for r in run.results], 0.99)) for run in runs if run.results), default=0.0)
    for n, run in enumerate(runs):
        times = np.sort([r.milliseconds for r in run.results])
        if not len(times):
            continue
        picked = np.unique(np.linspace(0, len(times) - 1, min(len(times), 120)).astype(int))
        lines.append(Line(run.edition, f"s{n}", [(float(times[i]), (i + 1) / len(times)) for i in picked]))
        told.append(f"{run.edition}: half within {np.quantile(times, 0.5):.0f} ms, 19 of 20 within {np.quantile(times, 0.95):.0f} ms")
    return _plot("Answers ready after a time", "; ".join(told), lines, across=_round_up(longest), up=1.0, x_unit="ms", x_name="milliseconds")


def flips(found: Sequence[Flips]) -> str:
    """How the cases stand against the baseline, a bar an edition."""
    height = 40 * len(found) + 6
    parts, told = [], []
    for row, f in enumerate(found):
        counts = (("as before", f.same, "as"), ("now right", len(f.won), "won"), ("now wrong", len(f.lost), "lost"),
                  ("accepted", len(f.accepted), "accepted"), ("new", len(f.new), "new"))  # fmt: skip
        total = sum(count for _, count, _ in counts) or 1
        x, y = 0.0, 40 * row + 18
        words = ", ".join(f"{count} {name}" for name, count, _ in counts if count)
        told.append(f"{f.edition}: {words}")
        parts.append(f'<text class="name" x="0" y="{y - 5}">{escape(told[-1])}</text>')
        for name, count, style in counts:
            wide = WIDTH * count / total
            if count:
                wide_shown = max(wide - 1, 1.5)
                parts.append(f'<rect class="flip {style}" x="{x:.1f}" y="{y}" width="{wide_shown:.1f}" height="14"><title>{count} {name}</title></rect>')
            x += wide
    return _svg("Cases against the baseline", "; ".join(told), height, parts)


def _plot(title: str, told: str, lines: Sequence[Line], *, across: float, up: float, x_unit: str, x_name: str) -> str:
    height, top, bottom = 236, 8, 40
    wide, high = WIDTH - _PLOT_LEFT - _RIGHT, 236 - top - bottom
    parts = [_axis(_PLOT_LEFT, wide, height - bottom + 14, tuple(across * n / 4 for n in range(5)), top=top, across=across, unit=x_unit)]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = top + high * (1 - share / up)
        parts.append(f'<line class="rule" x1="{_PLOT_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="tick" x="{_PLOT_LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{share:.0%}</text>')
    parts.append(f'<text class="tick" x="{_PLOT_LEFT + wide / 2:.0f}" y="{height - 4}" text-anchor="middle">{escape(x_name)}</text>')
    for line in lines:
        places = " ".join(f"{_PLOT_LEFT + wide * min(x / across, 1.0) if across else _PLOT_LEFT:.1f},{top + high * (1 - y / up):.1f}" for x, y in line.points)
        if places:
            parts.append(f'<polyline class="{line.style} line" points="{places}"><title>{escape(line.name)}</title></polyline>')
    return _svg(title, told, height, parts)


def _axis(left: float, wide: float, y: float, values: Sequence[float], *, top: float, across: float = 1.0, unit: str = "share") -> str:
    parts = []
    for value in values:
        x = left + wide * (value / across if across else 0.0)
        text = f"{value:.0%}" if unit == "share" else f"{value:,.0f}"
        anchor = "end" if value == values[-1] and across else "middle"
        parts.append(f'<line class="rule" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{y - 12:.1f}"/>')
        parts.append(f'<text class="tick" x="{min(x + (6 if anchor == "end" else 0), WIDTH):.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>')
    return "".join(parts)


def _mark(n: int, x: float, y: float, words: str) -> str:
    """A circle for the first edition, a square on its corner for the second, so that colour is not all that tells them apart."""
    inner = f"<title>{escape(words)}</title>"
    if n == 0:
        return f'<circle class="s0 dot" cx="{x:.1f}" cy="{y:.1f}" r="3.6">{inner}</circle>'
    return f'<path class="s{n} dot" d="M{x:.1f} {y - 4.6:.1f}l4.6 4.6-4.6 4.6-4.6-4.6z">{inner}</path>'


def _svg(title: str, told: str, height: float, parts: Sequence[str]) -> str:
    label = escape(f"{title}. {told}" if told else title, quote=True)
    return f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _round_up(value: float) -> float:
    """The next round number: 100, 200, 500, 1,000, ..."""
    step = 10.0
    while True:
        for factor in (1, 2, 5):
            if value <= step * factor:
                return step * factor
        step *= 10
