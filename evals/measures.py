"""What is measured of a run: each measure with its source and its partners, without which it is never shown.

A measure that can be won by a cheat (refusing always, refusing never, copying) names the measures that this cheat loses; `with_partners` adds them to
whatever is asked for. Sources: score as in CRAG (Yang et al. 2024); refusals as a search for the unanswerable (Rajpurkar et al. 2018, SQuAD 2.0);
risk and coverage as in El-Yaniv and Wiener 2010, their area as in Geifman et al. 2019; the rest in `metrics.py` and `retrieval.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
class Ratio:
    """The sum of one thing by the sum of another, or the sum alone where there is no other."""

    top: Part
    bottom: Part | None = None

    def columns(self, results: Sequence[Result]) -> Numbers:
        """Both of every result, shape (results, 2)."""
        below = self.bottom or (lambda r: 0.0)
        return np.array([[float(self.top(r) or 0.0), float(below(r) or 0.0)] for r in results]).reshape(len(results), 2)

    def of_sums(self, sums: Numbers) -> Numbers:
        """The ratio of summed columns, shape (rows, 2)."""
        if self.bottom is None:
            return np.asarray(sums[:, 0])
        return _by(sums[:, 0], sums[:, 1])

    def __call__(self, results: Sequence[Result], weights: Numbers) -> Numbers:
        sums: Numbers = weights @ self.columns(results)
        return self.of_sums(sums)


def mean(of: Part) -> Ratio:
    """The mean of what a result says, over the results that say it."""
    return Ratio(lambda r: of(r) or 0.0, lambda r: float(of(r) is not None))


def _by(top: Numbers, bottom: Numbers) -> Numbers:
    """One by the other; NaN where that is nothing."""
    return np.asarray(np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0))


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
        return np.asarray(values[order][np.argmax(reached >= self.q * reached[:, -1:], axis=1)])


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
        return _by((drawn * risk).sum(axis=1), seen[:, -1])


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
    Measure("right", "right", mean(lambda r: float(r.correct)), "cases answered or refused rightly", ("answered_right", "refusal_recall")),
    Measure("answered_right", "right where answerable", mean(_if(lambda r: r.answerable, lambda r: float(r.correct))),
            "answerable cases that are answered rightly in at most 120 words", ("refusal_recall",)),
    Measure("says", "says it at any length", mean(lambda r: None if r.says is None else float(r.says)),
            "answerable cases whose answer holds what it must, however long", ("words", "refusal_recall")),
    Measure("words", "words", mean(_if(lambda r: not r.refused and r.list_f1 is None, lambda r: float(r.words))),
            "words of an answer that is no list", ("says", "refusal_recall"), "words", False),
    Measure("score", "CRAG score", mean(lambda r: float(r.score)), "1 for right, 0 for refused, -1 for wrong", ("right", "coverage"), "score"),
    Measure("coverage", "answered", mean(lambda r: float(not r.refused)), "cases that are answered at all", ("answered_right", "refusal_recall")),
    Measure("citation_recall", "citation recall", mean(lambda r: r.citation_recall), "pieces of evidence that are quoted", ("citation_precision", "refusal_recall")),
    Measure("citation_precision", "citation precision", mean(lambda r: r.citation_precision), "quotes that are from the evidence's sections",
            ("citation_recall", "refusal_recall")),
    Measure("verbatim", "quotes verbatim", mean(lambda r: float(r.verbatim)), "answers whose quotes all stand at their offsets", ("answered_right",)),
    Measure("figures", "figures cited", Ratio(lambda r: float(r.figures - r.unsupported), lambda r: float(r.figures)),
            "figures of answers that stand in what is cited", ("answered_right", "refusal_recall")),
    Measure("unsupported", "figures uncited", Ratio(lambda r: float(r.unsupported)), "figures of answers that stand in nothing cited",
            ("answered_right", "refusal_recall"), "number", False),
    Measure("misplaced", "wrong board or year", Ratio(lambda r: float(r.misplaced)), "answers with a citation on another body or of another year",
            ("answered_right", "refusal_recall"), "number", False),
    Measure("recall", "recall in 1,500 tokens", mean(lambda r: r.recall), "pieces of evidence in the passages that fit 1,500 tokens", ("ndcg", "citation_recall")),
    Measure("recall_5", "recall@5", mean(lambda r: r.recall_5), "pieces of evidence in the first five passages of these", ("recall", "citation_recall")),
    Measure("mrr", "MRR", mean(lambda r: r.reciprocal_rank), "one by the rank of the first passage of these with evidence", ("recall", "citation_recall")),
    Measure("ndcg", "nDCG@10", mean(lambda r: r.ndcg), "the order of the first ten of these, by the evidence keys they hold", ("recall", "citation_recall")),
    Measure("refusal_precision", "refusal precision", Ratio(lambda r: float(r.refused and not r.answerable), lambda r: float(r.refused)),
            "refusals of what is not answerable", ("refusal_recall", "refusal_f1")),
    Measure("refusal_recall", "refusal recall", mean(_if(lambda r: not r.answerable, lambda r: float(r.refused))),
            "cases without an answer that are refused", ("refusal_precision", "answered_right")),
    Measure("refusal_f1", "refusal F1", Ratio(lambda r: 2.0 * (r.refused and not r.answerable), lambda r: float(r.refused) + float(not r.answerable)),
            "the harmonic mean of both", ("refusal_precision", "refusal_recall")),
    Measure("risk_area", "risk-coverage area", RiskArea(), "wrong answers, averaged over the coverages reached (lists aside)", ("coverage", "answered_right"),
            "share", False),
    Measure("list_precision", "list precision", mean(lambda r: r.list_precision), "boards named that belong in the list", ("list_recall", "list_exact")),
    Measure("list_recall", "list recall", mean(lambda r: r.list_recall), "boards of the list that are named", ("list_precision", "list_exact")),
    Measure("list_f1", "list F1", mean(lambda r: r.list_f1), "the harmonic mean of both", ("list_precision", "list_recall")),
    Measure("list_exact", "lists exact", mean(lambda r: None if r.list_exact is None else float(r.list_exact)), "lists that are complete and no more"),
    Measure("row_precision", "list citation precision", mean(lambda r: r.row_precision), "boards rightly named whose quote is theirs and on the criterion",
            ("list_recall", "list_precision")),
    Measure("rows_own", "list rows from their own section", mean(lambda r: r.rows_own), "boards of which it is said whose quote stands word for word in their own section",
            ("list_recall", "list_precision")),
    Measure("count_right", "counts right", mean(lambda r: None if r.count_right is None else float(r.count_right)), "lists of the right number",
            ("list_exact",)),
    Measure("p50", "time p50", Quantile(lambda r: r.milliseconds, 0.5), "time of an answer, half are faster", ("p95", "answered_right"), "ms", False),
    Measure("p95", "time p95", Quantile(lambda r: r.milliseconds, 0.95), "time of an answer, 19 of 20 are faster", ("p50", "answered_right"), "ms", False),
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
    drawn = draws(len(results)) if weights is None else weights
    every = np.vstack((np.ones((1, len(results))), drawn))
    wanted = with_partners(keys)
    sampled: dict[str, Numbers] = {}
    # All sums in one product: the matrix of draws is large and read once.
    ratios = {key: over for key in wanted if isinstance(over := MEASURES[key].over, Ratio)}
    if ratios:
        sums = every @ np.hstack([over.columns(results) for over in ratios.values()])
        sampled = {key: over.of_sums(sums[:, 2 * n : 2 * n + 2]) for n, (key, over) in enumerate(ratios.items())}
    for key in wanted:
        if key not in sampled:
            sampled[key] = MEASURES[key].over(results, every)
    return {key: estimate(sampled[key][:1], sampled[key][1:]) for key in wanted}


def won(measure: Measure, own: Estimate, other: Estimate) -> bool:
    """True where another does better, or as well as can be."""
    if own.value is None or other.value is None:
        return False
    better = other.value > own.value if measure.higher else other.value < own.value
    best = 1.0 if measure.higher else 0.0
    return better or other.value == own.value == best


def told_apart_by(measure: Measure, own: Mapping[str, Estimate], other: Mapping[str, Estimate]) -> str | None:
    """The first partner of a measure in which another, that wins the measure, does worse; None if there is none."""

    def worse(key: str) -> bool:
        mine, its = own[key].value, other[key].value
        if mine is None:
            return False
        return its is None or (its < mine if MEASURES[key].higher else its > mine)

    near = [*measure.partners, *(key for key in with_partners(measure.partners) if key not in measure.partners)]
    return next((key for key in near if worse(key)), None)
