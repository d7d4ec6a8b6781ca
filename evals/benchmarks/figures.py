"""A number that a benchmark gave, and the report they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.benchmarks.measures import auroc
from evals.bootstrap import interval, interval_of


@dataclass(frozen=True)
class Figure:
    """A measured number beside what others reached."""

    what: str
    n: int
    """Questions (or claims) that it was measured on."""
    value: float
    low: float
    high: float
    """The 95% bootstrap interval."""
    on: str = "all"
    """`all`, or `held out` where something was trained on the other half."""
    tuned_on: int = 0
    """Questions of the other half, which training saw."""
    floor: float | None = None
    """What the same encoder with BM25 reaches untuned, where that is known."""
    published: str = ""
    bar: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the bar is reached; None without one."""
        return None if self.bar is None else self.value >= self.bar


@dataclass(frozen=True)
class Outcome:
    """What a benchmark found."""

    benchmark: str
    source: str
    """Who made it, which version, under which licence."""
    cases: int
    figures: tuple[Figure, ...]

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "figures": [{**asdict(figure), "met": figure.met} for figure in self.figures]}


def mean(what: str, values: Sequence[float], **more: Any) -> Figure:
    """The mean of a value a question."""
    low, high = interval(values)
    return Figure(what, len(values), float(np.mean(values)) if len(values) else 0.0, low, high, **more)


def separation(what: str, scores: Sequence[float], positive: Sequence[bool], **more: Any) -> Figure:
    """The AUROC of some scores."""
    rows, truth = np.asarray(scores), np.asarray(positive, dtype=bool)

    def drawn(numbers: NDArray[np.int64]) -> float:
        return auroc(rows[numbers].tolist(), truth[numbers].tolist())

    low, high = interval_of(len(rows), drawn)
    return Figure(what, len(rows), auroc(scores, positive), low, high, **more)


def as_markdown(outcome: Outcome) -> str:
    """A table of an outcome, for a report."""
    head = "| measure | on | n | value | 95% interval | floor | published | bar | |\n| --- | --- | ---: | ---: | --- | ---: | --- | ---: | --- |"
    rows = [
        f"| {f.what} | {_on(f)} | {f.n} | {f.value:.3f} | {f.low:.3f} to {f.high:.3f} | {_plain(f.floor)} | {f.published} | {_plain(f.bar)} | {_verdict(f)} |"
        for f in outcome.figures
    ]
    return "\n".join([f"## {outcome.benchmark}", "", outcome.source, "", head, *rows])


def as_text(outcome: Outcome) -> str:
    """A table of an outcome, for the terminal."""
    width = max((len(f.what) for f in outcome.figures), default=0)
    lines = [f"{outcome.benchmark}: {outcome.cases} cases", f"{'':<{width}}  {'n':>5} {'value':>6}  95% interval    floor   bar"]
    lines += [
        f"{f.what:<{width}}  {f.n:>5} {f.value:>6.3f}  {f.low:.3f} to {f.high:.3f}  {_plain(f.floor):>5} {_plain(f.bar):>5} {_verdict(f)}"
        + (f" ({_on(f)})" if f.tuned_on else "")
        for f in outcome.figures
    ]
    return "\n".join(lines)


def _on(figure: Figure) -> str:
    return f"{figure.on}; trained on the other {figure.tuned_on}" if figure.tuned_on else figure.on


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _verdict(figure: Figure) -> str:
    return "" if figure.met is None else "met" if figure.met else "missed"
