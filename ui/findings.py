"""The findings to look at and to take away: a matrix as HTML, and every finding as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Any

from corpus.types import Edition
from index.hybrid import HybridIndex
from rag.assistant import Assistant
from rag.findings import Finding
from rag.matrix import Cell, Matrix, matrix
from ui.export import OUR_WORDING
from ui.usage import known

COLUMNS = (
    "body",
    "region",
    "period",
    "field",
    "value",
    "tone",
    "outcome",
    "state",
    "move",
    "scope",
    "grade",
    "service",
    "quote",
    "section",
    "document",
    "edition",
    "wording",
    "start",
    "end",
)
"""Of the CSV, and the keys of the JSON."""
MARKS = {"good": "▲", "bad": "▼", "both": "◆", "plain": "●"}
"""A shape beside each colour, for those who do not tell colours apart."""
MEANINGS = {"good": "praised or met", "bad": "to improve or missed", "both": "both", "plain": "mentioned"}


def run(assistant: Assistant, themes: Sequence[str], regions: Sequence[str], form: str) -> int:
    """Print the findings of some themes and regions: as `csv`, `json`, `html`, or for a terminal.

    Raises:
        UsageError: if one is not known.
    """
    themes = known(themes, themes_of(assistant), "--theme")
    regions = known(regions, regions_of(assistant), "--region")
    if form == "html":
        print(page(matrix_of(assistant, themes=themes, regions=regions), assistant.index), end="")
        return 0
    found = rows(assistant, themes=themes, regions=regions)
    if form == "json":
        print(json.dumps(found, ensure_ascii=False))
    elif form == "csv":
        print(csv_text(found), end="")
    else:
        for row in found:
            print(f"{row['body']} · {row['field']}{' · ' + row['service'] if row['service'] else ''}: {row['value']}")
    return 0


def themes_of(assistant: Assistant) -> list[str]:
    """The themes of the fields, in their order."""
    return list(dict.fromkeys(field.theme for field in assistant.poll.fields.all))


def regions_of(assistant: Assistant) -> list[str]:
    """The regions of the boards that were assessed, in the order of the assessments."""
    return list(dict.fromkeys(map(assistant.poll.region, assistant.poll.findings.bodies)))


def wording_of(edition: str) -> str:
    """Whose words a quote of an edition is in."""
    return OUR_WORDING if edition == Edition.DIGEST else "publisher's words"


def matrix_of(assistant: Assistant, *, themes: Sequence[str] = (), regions: Sequence[str] = ()) -> Matrix:
    """The matrix of an assistant's findings; every theme and region where none is named."""
    return matrix(assistant.poll.findings, assistant.poll.fields, assistant.poll.region, themes=themes, regions=regions)


def rows(assistant: Assistant, *, themes: Sequence[str] = (), regions: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Every finding as a row with its quote and where it stands."""
    fields, found = assistant.poll.fields, []
    for finding in assistant.poll.findings.all:
        field, region = fields.by_id[finding.field], assistant.poll.region(finding.body)
        if (themes and field.theme not in themes) or (regions and region not in regions):
            continue
        service = fields.by_id[finding.service].label if finding.service else ""
        found.append(_row(finding, field.label, service, region, assistant.index))
    return found


def csv_text(found: Sequence[dict[str, Any]], columns: Sequence[str] = COLUMNS) -> str:
    """Rows as CSV with a head line; a cell that a spreadsheet would take for a formula is quoted."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _plain(value) for key, value in row.items()} for row in found)
    return out.getvalue()


def fragment(shown: Matrix, index: HybridIndex, ident: str = "findings") -> str:
    """The matrix as a piece of HTML that needs no script: every cell opens its quotes.

    Args:
        ident: the id of its table, where a page holds several.
    """
    wording = " Quotes are our wording." if is_digest(shown, index) else ""
    head = "".join(f'<th scope="col"><button type="button" title="{escape(c.theme)}">{escape(c.label)}</button></th>' for c in shown.columns)
    body = "".join(
        f'<tr data-region="{escape(region)}"><th scope="row">{escape(name)}</th>'
        + "".join(_cell(shown.cells.get((name, c.id)), index) for c in shown.columns)
        + "</tr>"
        for region, names in shown.regions
        for name in names
    )
    key = " ".join(f'<span class="cw-{side}">{mark} {MEANINGS[side]}</span>' for side, mark in MARKS.items())
    caption = f"What the assessments of {escape(shown.period)} say of each board. A cell opens its quotes.{wording}"
    style = (files("ui") / "matrix.css").read_text(encoding="utf-8")
    return (
        f'<style>{style}</style><div class="cw-matrix"><p class="cw-key">{key}</p><div class="cw-scroll"><table id="{escape(ident)}"><caption>{caption}</caption>'
        f'<thead><tr><th scope="col"><button type="button">Board</button></th>{head}</tr></thead><tbody>{body}</tbody></table></div></div>'
    )


def page(shown: Matrix, index: HybridIndex, title: str = "Findings") -> str:
    """The matrix as a page of its own that loads nothing, to be sorted by a column and narrowed to a region."""
    script = (files("ui") / "matrix.js").read_text(encoding="utf-8")
    regions = "".join(f"<option>{escape(region)}</option>" for region, _ in shown.regions)
    choice = f'<label>Region <select id="region"><option value="">All</option>{regions}</select></label>'
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title></head>'
        f"<body><h1>{escape(title)}</h1>{choice}{fragment(shown, index)}<script>{script}</script></body></html>\n"
    )


def _cell(cell: Cell | None, index: HybridIndex) -> str:
    if cell is None:
        return '<td data-sort=""></td>'
    quotes = "".join(f"<blockquote>{escape(_quote(f, index))}</blockquote>" for f in {(f.passage, f.sentence): f for f in cell.findings}.values())
    section = " › ".join(index.passages[cell.findings[0].passage].path)
    summary = f"<summary>{MARKS[cell.side]} {escape(cell.value)}</summary>"
    return f'<td class="cw-{cell.side}" data-sort="{escape(cell.side + cell.value)}"><details>{summary}<div>{quotes}<small>{escape(section)}</small></div></details></td>'


def _row(finding: Finding, field: str, service: str, region: str, index: HybridIndex) -> dict[str, Any]:
    passage = index.passages[finding.passage]
    document = index.document_of(passage)
    return {
        "body": finding.body, "region": region, "period": finding.period, "field": field, "value": finding.value, "tone": finding.tone,
        "outcome": finding.outcome, "state": finding.state, "move": finding.move, "scope": " ".join(finding.scope), "grade": finding.grade,
        "service": service, "quote": _quote(finding, index), "section": " > ".join(passage.path), "document": document.id,
        "edition": document.edition.value, "wording": wording_of(document.edition), "start": finding.start, "end": finding.end,
    }  # fmt: skip


def _quote(finding: Finding, index: HybridIndex) -> str:
    return index.document_of(index.passages[finding.passage]).text[finding.start : finding.end]


def is_digest(shown: Matrix, index: HybridIndex) -> bool:
    """True where some finding is quoted from a digest."""
    return any(index.document_of(index.passages[f.passage]).edition is Edition.DIGEST for cell in shown.cells.values() for f in cell.findings[:1])


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
