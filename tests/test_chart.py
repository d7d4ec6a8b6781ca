"""Survey figures over the years: only what a sentence ties to the question and its year."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.types import Answer, Citation, Reading, Shape, Wanted
from ui.chart import figures, figures_chart


def trend(cited: Citation, topic: str, *rows: tuple[str, str]) -> Answer:
    reading = Reading("q", Shape.TREND, Wanted.PERCENTAGE, topic=topic)
    citations = tuple(replace(cited, n=n, period=period, quote=quote, section=()) for n, (period, quote) in enumerate(rows, start=1))
    return Answer("q", reading, "", citations=citations)


def test_one_figure_a_year_is_charted_in_order(cited: Citation) -> None:
    answer = trend(
        cited,
        "confidence in estates plans",
        ("2024/25", "Some 64% of leaders are confident in their estates plans."),
        ("2023/24", "Over 40 per cent had confidence in the estates plans."),
    )
    assert [(row.period, row.value, row.said) for row in figures(answer)] == [("2023/24", 40, "Over 40%"), ("2024/25", 64, "Some 64%")]
    made = figures_chart(answer, "1")
    assert 'aria-label="2023/24: Over 40%; 2024/25: Some 64%"' in made
    assert 'data-open="cite-1-2"' in made and "our wording" in made


def test_of_several_figures_the_one_beside_the_subject_counts(cited: Citation) -> None:
    answer = trend(
        cited,
        "share for estates",
        ("2023/24", "Estates were named by 12 per cent of leaders."),
        ("2024/25", "Leaders named digital (30 per cent), estates (21 per cent) and pay (9 per cent)."),
    )
    assert [row.value for row in figures(answer)] == [12, 21]


@pytest.mark.parametrize(
    "quote",
    [
        "Leaders named digital (30 per cent) and pay (9 per cent).",
        "Estates rose from 12 per cent last year.",
        "In 2022/23 estates stood at 12 per cent.",
        "Estates at 12 per cent, and estates again at 14 per cent.",
        "Estates matter.",
    ],
)
def test_what_is_not_tied_is_not_charted(cited: Citation, quote: str) -> None:
    assert figures(trend(cited, "estates", ("2023/24", quote), ("2024/25", "Estates were named by 21 per cent."))) == ()
    assert figures_chart(trend(cited, "estates", ("2023/24", quote)), "1") == ""


def test_only_a_change_over_time_is_charted(cited: Citation) -> None:
    answer = trend(cited, "estates", ("2023/24", "Estates: 12%."), ("2024/25", "Estates: 14%."))
    assert len(figures(answer)) == 2
    assert figures(replace(answer, reading=replace(answer.reading, shape=Shape.FACT))) == ()
