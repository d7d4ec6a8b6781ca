"""The measures of a run, and that none is shown without its partners."""

from __future__ import annotations

import numpy as np
import pytest
from results import refusal, result

from evals.bootstrap import Estimate, draws
from evals.measures import MEASURES, Quantile, risk_coverage, table, told_apart_by, with_partners, won
from evals.run import Result


def value(key: str, results: list[Result]) -> float | None:
    return table(results, [key])[key].value


def a_list(case: str, precision: float, recall: float, **fields: object) -> Result:
    exact = precision == recall == 1
    own = {
        "list_precision": precision,
        "list_recall": recall,
        "list_f1": (precision + recall) / 2,
        "list_exact": exact,
        "row_precision": precision,
        "rows_own": precision,
        "count_right": exact,
    }
    return result(case, category="list", correct=exact, **own, **fields)


OURS = [
    *(result(f"right{n}", confidence=0.9, milliseconds=50.0 + n) for n in range(6)),
    result("wrong", correct=False, confidence=0.4, citation_recall=0.0, recall=0.5, milliseconds=60.0),
    *(refusal(f"no{n}", milliseconds=30.0) for n in range(3)),
    refusal("shy", right=False, milliseconds=30.0),
    result("rash", answerable=False, says=None, correct=False, category="unanswerable", confidence=0.3, milliseconds=60.0),
    a_list("list", 1.0, 1.0, milliseconds=50.0),
    a_list("half", 0.5, 0.5, milliseconds=50.0),
]


def always_refusing() -> list[Result]:
    return [refusal(r.case, right=not r.answerable, milliseconds=0.0, list_recall=None if r.list_f1 is None else 0.0) for r in OURS]


def never_refusing() -> list[Result]:
    rash = {"status": "answered", "confidence": 0.2, "correct": False, "says": None, "score": -1, "words": 20}
    return [result(r.case, answerable=r.answerable, category=r.category, **rash) if r.refused else r for r in OURS]


def copying() -> list[Result]:
    cells = {"words": 140, "citation_precision": 0.3, "citation_recall": 0.4, "recall": 0.4, "ndcg": 0.3, "reciprocal_rank": 0.3, "recall_5": 0.3}
    lists = {"list_precision": 0.2, "list_recall": 1.0, "list_f1": 0.33, "list_exact": False, "row_precision": 0.2, "rows_own": 0.2, "count_right": False}
    return [
        result(
            r.case, answerable=r.answerable, category=r.category, correct=False, says=True if r.answerable else None, misplaced=True,
            milliseconds=5.0, **(lists if r.list_f1 is not None else {}), **cells,
        )
        for r in OURS
    ]  # fmt: skip


@pytest.mark.parametrize("cheat", [always_refusing, never_refusing, copying])
def test_a_measure_that_a_cheat_wins_has_a_partner_that_it_loses(cheat: object) -> None:
    own, other = table(OURS), table(cheat())  # type: ignore[operator]
    lost = [key for key, measure in MEASURES.items() if won(measure, own[key], other[key])]
    assert lost
    for key in lost:
        partner = told_apart_by(MEASURES[key], own, other)
        assert partner is not None, key
        assert partner in with_partners([key])


def test_partners_are_measures_and_come_with_what_is_asked_for() -> None:
    assert all(partner in MEASURES for measure in MEASURES.values() for partner in measure.partners)
    assert {"refusal_recall", "refusal_precision", "answered_right"} <= set(with_partners(["refusal_recall"]))
    assert set(table(OURS, ["list_recall"])) >= {"list_recall", "list_precision"}
    assert with_partners(["list_exact"]) == ("list_exact",)


def test_every_measure_says_what_it_means() -> None:
    assert all(measure.label and measure.meaning and key == measure.key for key, measure in MEASURES.items())


def test_the_shares() -> None:
    assert value("right", OURS) == pytest.approx(10 / 14)
    assert value("answered_right", OURS) == pytest.approx(7 / 10)
    assert value("coverage", OURS) == pytest.approx(10 / 14)
    assert value("score", OURS) == pytest.approx((6 + 3 + 1 - 1 - 1 - 1) / 14)


def test_refusals_as_a_search_for_what_is_not_answerable() -> None:
    assert value("refusal_precision", OURS) == pytest.approx(3 / 4)
    assert value("refusal_recall", OURS) == pytest.approx(3 / 4)
    assert value("refusal_f1", OURS) == pytest.approx(3 / 4)
    assert value("refusal_precision", never_refusing()) is None


def test_what_no_case_bears_on_has_no_value() -> None:
    assert value("list_f1", [result()]) is None
    assert value("right", []) is None
    assert value("p50", []) is None


def test_figures_are_counted_over_all_answers() -> None:
    rows = [result("a", figures=9), result("b", figures=1, unsupported=1)]
    assert value("figures", rows) == pytest.approx(0.9)
    assert value("unsupported", rows) == 1.0


def test_quantiles_by_nearest_rank() -> None:
    rows = [result(str(n), milliseconds=float(n)) for n in range(1, 101)]
    assert value("p50", rows) == 50.0
    assert value("p95", rows) == 95.0
    doubled = np.zeros((1, 100))
    doubled[0, 9] = 100
    assert Quantile(lambda r: r.milliseconds, 0.5)(rows, doubled)[0] == 10.0


def test_risk_and_coverage() -> None:
    rows = [result("a", confidence=0.9), result("b", confidence=0.8, correct=False), result("c", confidence=0.8), refusal("d")]
    assert risk_coverage(rows) == [(0.9, 0.25, 0.0), (0.8, 0.75, pytest.approx(1 / 3))]
    assert value("risk_area", rows) == pytest.approx((0 + 1 / 3 + 1 / 3) / 3)
    assert risk_coverage([refusal("d")]) == []
    assert value("risk_area", [refusal("d")]) is None


def test_an_order_that_puts_wrong_answers_last_has_less_risk() -> None:
    sure = [*(result(str(n), confidence=0.9) for n in range(5)), *(result(f"w{n}", correct=False, confidence=0.1) for n in range(5))]
    blind = [*(result(str(n), confidence=0.1) for n in range(5)), *(result(f"w{n}", correct=False, confidence=0.9) for n in range(5))]
    good, bad = value("risk_area", sure), value("risk_area", blind)
    assert good is not None and bad is not None
    assert good < 0.5 < bad


def test_an_interval_of_every_measure_covers_its_value() -> None:
    for key, found in table(OURS, MEASURES, draws(len(OURS))).items():
        assert found.value is not None and found.low is not None and found.high is not None, key
        assert found.low <= found.value <= found.high, key


def test_to_win_is_to_do_better_or_as_well_as_can_be() -> None:
    right, area = MEASURES["right"], MEASURES["risk_area"]
    assert won(right, Estimate(0.5), Estimate(0.6))
    assert not won(right, Estimate(0.5), Estimate(0.5))
    assert won(right, Estimate(1.0), Estimate(1.0))
    assert won(area, Estimate(0.5), Estimate(0.4))
    assert not won(area, Estimate(0.5), Estimate(None))
