"""The table of findings, of the digest; and what of it is shown and exported."""

from __future__ import annotations

import csv
import io
import runpy
import tomllib
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.fields import Fields
from ui import census, findings

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
LEAST = 0.85
"""Precision and recall over the sample, of the digest."""


def test_every_finding_quotes_its_own_board(assistant: Assistant) -> None:
    for finding in assistant.poll.findings.all:
        passage = assistant.index.passages[finding.passage]
        document = assistant.index.document_of(passage)
        assert passage.body == finding.body
        assert finding.clause in document.text[finding.start : finding.end]


def test_every_board_has_findings(assistant: Assistant) -> None:
    assert len(assistant.poll.findings.bodies) == 42
    assert all(assistant.poll.findings.cell(body, "result") or assistant.poll.findings.cell(body, "finance") for body in assistant.poll.findings.bodies)


def test_fields_have_ids_of_their_own_and_parents_that_exist() -> None:
    fields = Fields.load()
    assert len(fields.by_id) == len(fields.all)
    assert all(field.within is None or field.within in fields.by_id for field in fields.all)


def test_the_sample_is_read_out(assistant: Assistant) -> None:
    sample = tomllib.loads((BENCHMARKS / "findings_sample.toml").read_text(encoding="utf-8"))
    scored = runpy.run_path(str(BENCHMARKS / "findings.py"))["scored"]
    right, read, wanted = (sum(column) for column in zip(*scored(assistant, sample).values(), strict=True))
    assert right / read >= LEAST
    assert right / wanted >= LEAST


def test_the_matrix_shows_every_board_and_says_whose_wording(assistant: Assistant) -> None:
    shown = findings.matrix_of(assistant, themes=["Oversight"])
    page = findings.page(shown, assistant.index)
    assert all(f'<th scope="row">{body.replace("&", "&amp;")}</th>' in page for body in assistant.poll.findings.bodies)
    assert "our wording" in page
    assert "http" not in page
    assert {column.theme for column in shown.columns} == {"Oversight"}


def test_a_region_and_theme_narrow_the_rows(assistant: Assistant) -> None:
    rows = findings.rows(assistant, themes=["Finance"], regions=["London"])
    assert {row["region"] for row in rows} == {"London"}
    assert {row["document"] for row in rows} == {"nhse-icb-assessment-2024-25"}


def test_a_spreadsheet_takes_no_cell_for_a_formula() -> None:
    assert findings.csv_text([{"body": "=1+1"}], ["body"]) == "body\n'=1+1\n"


@pytest.mark.parametrize("question", ["Which boards are in the Recovery Support Programme?", "Which boards in London mention dentists?"])
def test_a_census_as_csv_has_a_line_a_board(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.census is not None
    rows = list(csv.DictReader(io.StringIO(census.as_csv(answer, assistant.poll.region))))
    assert [row["body"] for row in rows] == [row.body for row in answer.census.rows]
    assert {row["body"] for row in rows if row["answer"] == "True"} == set(answer.census.answer)
    assert all(row["quote"] for row in rows if row["verdict"] == "yes")
    assert "Recovery" in census.page(answer, assistant.poll.region) or "London" in question


def test_a_follow_up_asks_the_boards_of_the_answer_before(assistant: Assistant) -> None:
    first = assistant.ask("Which boards have WorkWell?")
    then = assistant.ask("Which of those are in London?", history=[first.reading])
    assert first.census is not None
    assert then.census is not None
    assert set(then.census.answer) == {body for body in first.census.answer if assistant.poll.region(body) == "London"}


def test_a_question_that_asks_nothing_of_boards_gets_a_question_back(assistant: Assistant) -> None:
    answer = assistant.ask("Which boards?")
    assert answer.refusal is not None
    assert answer.refusal.reason.value == "unclear"


def test_a_board_that_is_left_out_has_no_row(assistant: Assistant) -> None:
    answer = assistant.ask("Apart from Devon, which boards are in the Recovery Support Programme?")
    assert answer.census is not None
    assert "Devon" not in {row.body for row in answer.census.rows}
    assert answer.census.checked == 41
