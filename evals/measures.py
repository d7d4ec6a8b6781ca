"""What is measured of a run: each measure with its source and its partners, without which it is never shown.

A measure that can be won by a cheat (refusing always, refusing never, copying) names the measures that this cheat loses; `with_partners` adds them to
whatever is asked for. Sources: score as in CRAG (Yang et al. 2024); refusals as a search for the unanswerable (Rajpurkar et al. 2018, SQuAD 2.0);
risk and coverage as in El-Yaniv and Wiener 2010, their area as in Geifman et al. 2019; the rest in `metrics.py` and `retrieval.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from evals.bootstrap import Estimate, Numbers, draws, estimate
from evals.run import Result

Part = Callable[[Result], float | None]


class Over(Protocol):
    """How a measure is taken over results that count more than once, or not at all."""

    def __call__(self, results: Sequence[Result], weights: Numbers) -> Numbers:
        """The measure of each row of weights, shape (rows,); NaN where it has none."""
        ...


@dataclass(frozen=True)
class Mean:
    """The mean of what a result says, over the results that say it."""

    of: Part

    def __call__(self, results: Sequence[Result], weights: Numbers) -> Numbers:
        return Ratio(lambda r: self.of(r) or 0.0, lambda r: float(self.of(r) is not None))(results, weights)


@dataclass(frozen=True)
class Ratio:
    """The sum of one thing by the sum of another."""

    top: Part
    bottom: Part

    def __call__(self, results: Sequence[Result], weights: Numbers) -> Numbers:
        top, bottom = (np.array([float(part(r) or 0.0) for r in results]) for part in (self.top, self.bottom))
        below = weights @ bottom
        return np.divide(weights @ top, below, out=np.full(len(weights), np.nan), where=below > 0)


@dataclass(frozen=True)
class Total:
    """The sum of something over all results."""

    of: Part

    def __call__(self, results: Sequence[Result], weights: Numbers) -> Numbers:
        return weights @ np.array([float(self.of(r) or 0.0) for r in results])


@dataclass(frozen=True)
class Quantile:
    """The value below which a share of the results lies, by nearest rank."""

    of: Callable[[Result], float]
    q: float

    def __call__(self, results: Sequence[Result], weights: Numbers) -> Numbers:
        if not results:
            return np.full(len(weights), np.nan)
        values = np.array([self.of(r) for r in results])
        order = np.argsort(values, kind="stable")
        reached = np.cumsum(weights[:, order], axis=1)
        return values[order][np.argmax(reached >= self.q * reached[:, -1:], axis=1)]


@dataclass(frozen=True)
class RiskArea:
    """The mean share of wrong answers over every coverage that the system reaches, the surest answers first; lower is better.

    Answers of one confidence come together. Lists are left out, which are never refused for want of evidence.
    """

    def __call__(self, results: Sequence[Result], weights: Numbers) -> Numbers:
        rows = _answered(results)
        if not rows:
            return np.full(len(weights), np.nan)
        order, last, wrong = _by_confidence(results, rows)
        drawn = weights[:, order]
        seen, missed = np.cumsum(drawn, axis=1), np.cumsum(drawn * wrong, axis=1)
        risk = np.divide(missed[:, last], seen[:, last], out=np.zeros_like(drawn), where=seen[:, last] > 0)
        total = seen[:, -1]
        return np.divide((drawn * risk).sum(axis=1), total, out=np.full(len(weights), np.nan), where=total > 0)


def risk_coverage(results: Sequence[Result]) -> list[tuple[float, float, float]]:
    """(confidence, coverage, risk) at each confidence that an answer has, the surest first: the share of cases answered, and the share of these wrong."""
    rows = _answered(results)
    asked = sum(r.list_f1 is None for r in results)
    if not rows:
        return []
    order, last, wrong = _by_confidence(results, rows)
    missed = np.cumsum(wrong)
    ends = sorted(set(last.tolist()))
    return [(results[order[end]].confidence, (end + 1) / asked, float(missed[end]) / (end + 1)) for end in ends]


def _answered(results: Sequence[Result]) -> list[int]:
    return [n for n, r in enumerate(results) if not r.refused and r.list_f1 is None]


def _by_confidence(results: Sequence[Result], rows: list[int]) -> tuple[list[int], np.ndarray[tuple[int], np.dtype[np.int64]], Numbers]:
    """The rows, the surest first; for each the place of the last one of its confidence; and which are wrong."""
    order = sorted(rows, key=lambda n: -results[n].confidence)
    falling = -np.array([results[n].confidence for n in order])
    last = (np.searchsorted(falling, falling, side="right") - 1).astype(np.int64)
    return order, last, np.array([float(not results[n].correct) for n in order])


@dataclass(frozen=True)
class Measure:
    """Something that a run is measured by."""

    key: str
    label: str
    over: Over
    meaning: str
    partners: tuple[str, ...] = ()
    """Measures without which it is not shown, because a cheat can win it."""
    unit: str = "share"
    """`share` (0 to 1), `number`, `score` (-1 to 1), `ms` or `words`."""
    higher: bool = True
    """True where more is better."""


def _if(condition: Callable[[Result], bool], part: Part) -> Part:
    return lambda r: part(r) if condition(r) else None


_MEASURES = (
    Measure("right", "right", Mean(lambda r: float(r.correct)), "cases answered or refused rightly", ("answered_right", "refusal_recall")),
    Measure("answered_right", "right, answerable", Mean(_if(lambda r: r.answerable, lambda r: float(r.correct))),
            "answerable cases that are answered rightly in at most 120 words", ("refusal_recall",)),
    Measure("says", "says it, any length", Mean(lambda r: None if r.says is None else float(r.says)),
            "answerable cases whose answer holds what it must, however long", ("words", "refusal_recall")),
    Measure("words", "words", Mean(_if(lambda r: not r.refused and r.list_f1 is None, lambda r: float(r.words))),
            "words of an answer that is no list", ("says",), "words", False),
    Measure("score", "CRAG score", Mean(lambda r: float(r.score)), "1 for right, 0 for refused, -1 for wrong", ("right", "coverage"), "score"),
    Measure("coverage", "answered", Mean(lambda r: float(not r.refused)), "cases that are answered at all", ("answered_right", "refusal_recall")),
    Measure("citation_recall", "citation recall", Mean(lambda r: r.citation_recall), "pieces of evidence that are quoted", ("citation_precision",)),
    Measure("citation_precision", "citation precision", Mean(lambda r: r.citation_precision), "quotes that are from the evidence's sections",
            ("citation_recall",)),
    Measure("verbatim", "quotes verbatim", Mean(lambda r: float(r.verbatim)), "answers whose quotes all stand at their offsets", ("coverage",)),
    Measure("figures", "figures cited", Ratio(lambda r: float(r.figures - r.unsupported), lambda r: float(r.figures)),
            "figures of answers that stand in what is cited", ("coverage", "answered_right")),
    Measure("unsupported", "figures uncited", Total(lambda r: float(r.unsupported)), "figures of answers that stand in nothing cited", ("coverage",),
            "number", False),
    Measure("misplaced", "wrong board or year", Total(lambda r: float(r.misplaced)), "answers with a citation on another body or of another year",
            ("coverage", "answered_right"), "number", False),
    Measure("recall", "recall, 1,500 tokens", Mean(lambda r: r.recall), "pieces of evidence in the passages that fit 1,500 tokens", ("ndcg",)),
    Measure("recall_5", "recall@5", Mean(lambda r: r.recall_5), "pieces of evidence in the first five passages of these", ("recall",)),
    Measure("mrr", "MRR", Mean(lambda r: r.reciprocal_rank), "one by the rank of the first passage of these with evidence", ("recall",)),
    Measure("ndcg", "nDCG@10", Mean(lambda r: r.ndcg), "the order of the first ten of these, by the evidence keys they hold", ("recall",)),
    Measure("refusal_precision", "refusal precision", Ratio(lambda r: float(r.refused and not r.answerable), lambda r: float(r.refused)),
            "refusals of what is not answerable", ("refusal_recall", "refusal_f1")),
    Measure("refusal_recall", "refusal recall", Mean(_if(lambda r: not r.answerable, lambda r: float(r.refused))),
            "cases without an answer that are refused", ("refusal_precision", "answered_right")),
    Measure("refusal_f1", "refusal F1", Ratio(lambda r: 2.0 * (r.refused and not r.answerable), lambda r: float(r.refused) + float(not r.answerable)),
            "the harmonic mean of both", ("refusal_precision", "refusal_recall")),
    Measure("risk_area", "risk-coverage area", RiskArea(), "wrong answers, averaged over the coverages reached (lists aside)", ("coverage", "answered_right"),
            "share", False),
    Measure("list_precision", "list precision", Mean(lambda r: r.list_precision), "boards named that belong in the list", ("list_recall", "list_exact")),
    Measure("list_recall", "list recall", Mean(lambda r: r.list_recall), "boards of the list that are named", ("list_precision", "list_exact")),
    Measure("list_f1", "list F1", Mean(lambda r: r.list_f1), "the harmonic mean of both", ("list_precision", "list_recall")),
    Measure("list_exact", "lists exact", Mean(lambda r: None if r.list_exact is None else float(r.list_exact)), "lists that are complete and no more"),
    Measure("count_right", "counts right", Mean(lambda r: None if r.count_right is None else float(r.count_right)), "lists of the right number",
            ("list_exact",)),
    Measure("p50", "time, p50", Quantile(lambda r: r.milliseconds, 0.5), "time of an answer, half are faster", ("p95", "answered_right"), "ms", False),
    Measure("p95", "time, p95", Quantile(lambda r: r.milliseconds, 0.95), "time of an answer, 19 of 20 are faster", ("p50", "answered_right"), "ms", False),
)  # fmt: skip
MEASURES = {measure.key: measure for measure in _MEASURES}


def with_partners(keys: Iterable[str]) -> tuple[str, ...]:
    """Some measures, and with them, at any remove, those without which they are not shown; in the order of `MEASURES`."""
    wanted: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in wanted:
            wanted.add(key)
            waiting += MEASURES[key].partners
    return tuple(key for key in MEASURES if key in wanted)


def table(results: Sequence[Result], keys: Iterable[str] = MEASURES, weights: Numbers | None = None) -> dict[str, Estimate]:
    """Some measures of a run and their partners, each with its interval.

    Args:
        weights: the draws to use; drawn anew if None.
    """
    once = np.ones((1, len(results)))
    drawn = draws(len(results)) if weights is None else weights
    return {key: estimate(MEASURES[key].over(results, once), MEASURES[key].over(results, drawn)) for key in with_partners(keys)}


def won(measure: Measure, own: Estimate, other: Estimate) -> bool:
    """True where another does at least as well."""
    if own.value is None or other.value is None:
        return False
    return other.value >= own.value if measure.higher else other.value <= own.value
