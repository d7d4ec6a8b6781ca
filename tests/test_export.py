"""What is taken away: every format holds the quotes, where they stand and whose words they are."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from docx import Document as WordDocument

from corpus.catalogue import Catalogue
from rag.assistant import Assistant
from rag.types import Answer, Citation
from ui.export import UnknownFormat, table, take_away

FORMATS = ("md", "docx", "csv", "bib", "json")


@pytest.fixture(scope="module")
def answers(assistant: Assistant) -> list[Answer]:
    return [
        assistant.ask(q)
        for q in ("How did Dorset do on finance in 2024/25?", "Which boards in the South West had a deficit?", "Who won the football World Cup in Dorset?")
    ]


def text_of(data: bytes, ending: str) -> str:
    if ending != "docx":
        return data.decode("utf-8-sig")
    word = WordDocument(io.BytesIO(data))
    return "\n".join([*(p.text for p in word.paragraphs), *(cell.text for grid in word.tables for row in grid.rows for cell in row.cells)])


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_says_our_wording(answers: list[Answer], catalogue: Catalogue, ending: str) -> None:
    assert "our wording" in text_of(take_away(answers, ending, catalogue).data, ending)


@pytest.mark.parametrize("ending", FORMATS)
def test_no_format_calls_an_original_our_wording(answered: Answer, catalogue: Catalogue, ending: str) -> None:
    original = replace(answered, notes=(), citations=tuple(replace(c, edition="original", document=catalogue.entries[0].id) for c in answered.citations))
    said = text_of(take_away([original], ending, catalogue).data, ending)
    assert "our wording" not in said.replace("Quotes marked “our wording”", "")


@pytest.mark.parametrize("ending", ["md", "docx"])
def test_prose_holds_questions_answers_tables_and_quotes(answers: list[Answer], catalogue: Catalogue, ending: str) -> None:
    said = text_of(take_away(answers, ending, catalogue).data, ending)
    for answer in answers:
        assert answer.question in said
        for c in answer.citations:
            assert " ".join(c.quote.split()) in said and c.title in said
    assert "Gloucestershire" in said and "not stated" in said


def test_words_that_answer_are_bold_in_prose_and_its_table_has_none(assistant: Assistant, catalogue: Catalogue) -> None:
    answer = assistant.ask("What share of ICS leaders were confident about tackling inequalities in 2024/25?")
    assert "**85 per cent**" in take_away([answer], "md", catalogue).data.decode()
    word = WordDocument(io.BytesIO(take_away([answer], "docx", catalogue).data))
    assert "85 per cent" in [run.text for paragraph in word.paragraphs for run in paragraph.runs if run.bold]
    assert "**" not in table([answer])


def test_table_has_a_row_a_board_and_a_citation(answers: list[Answer]) -> None:
    rows = list(csv.DictReader(io.StringIO(table(answers))))
    assert len(rows) == len(answers[0].citations) + 7 + len(answers[2].citations)
    assert rows[0]["quote"] == answers[0].citations[0].quote and int(rows[0]["start"]) == answers[0].citations[0].start


@pytest.mark.parametrize("quote", ["=1+1", "+1", "-1", "@x"])
def test_no_cell_is_a_formula(answered: Answer, cited: Citation, quote: str) -> None:
    (row,) = csv.DictReader(io.StringIO(table([replace(answered, citations=(replace(cited, quote=quote),))])))
    assert row["quote"] == f"'{quote}"


def test_references_name_each_document_once(answers: list[Answer], catalogue: Catalogue) -> None:
    rows = json.loads(take_away(answers, "json", catalogue).data)
    assert [row["id"] for row in rows] == list(dict.fromkeys(c.document for answer in answers for c in answer.citations))
    assert rows[0]["id"] == "nhse-icb-assessment-2024-25"
    assert rows[0]["issued"] == {"date-parts": [[2025]]} and rows[0]["number"] == "PRN02185" and rows[0]["type"] == "report"
    bib = take_away(answers, "bib", catalogue).data.decode()
    assert bib.count("@techreport{nhse-icb-assessment-2024-25,") == 1 and "year = {2025}" in bib


def test_control_characters_do_not_break_a_word_document(answered: Answer, catalogue: Catalogue) -> None:
    strange = replace(answered, question="a\x00b\x0b", text="x\x01 [1]\ud800")
    assert "ab" in text_of(take_away([strange], "docx", catalogue).data, "docx")


def test_unknown_format_is_refused(answered: Answer, catalogue: Catalogue) -> None:
    with pytest.raises(UnknownFormat, match="“exe”; there are md, docx, csv, bib, json"):
        take_away([answered], "exe", catalogue)
