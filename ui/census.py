"""A census to look at and to take away: the row of every board, as a table, as CSV and as a page."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from rag.types import Answer, Citation
from ui.findings import csv_text, wording_of
from ui.render import terminal

if TYPE_CHECKING:
    from rag.assistant import Assistant

COLUMNS = ("body", "region", "verdict", "answer", "doubt", "quote", "section", "period", "document", "edition", "wording", "start", "end")
"""Of the CSV."""
_MARKS = {"yes": ("✓", "plain", "yes"), "no": ("✗", "both", "no"), "not_stated": ("", "none", "not stated")}


def run(assistant: Assistant, question: str, form: str) -> int:
    """Put a question to every board and print what came of it: as `csv`, `json`, `html`, or for a terminal."""
    answer = assistant.ask(question)
    if form == "json":
        print(json.dumps(answer.to_json(), ensure_ascii=False))
    elif form == "html":
        print(page(answer, assistant.poll.region), end="")
    elif answer.census is not None:
        print(as_csv(answer, assistant.poll.region) if form == "csv" else f"{terminal(answer)}\n", end="")
    else:
        print(terminal(answer), file=sys.stderr if form == "csv" else sys.stdout)
        print("citewell: this asks for no list of boards; begin with “Which boards” or “How many boards”", file=sys.stderr)
    return 0


def rows(answer: Answer, region_of: Callable[[str], str]) -> list[dict[str, Any]]:
    """The row of every board that was asked, with its quote; empty where the answer is no list."""
    if answer.census is None:
        return []
    cited = {citation.n: citation for citation in answer.citations}
    found = []
    for row in answer.census.rows:
        citation = cited.get(row.citation) if row.citation is not None else None
        place = {"body": row.body, "region": region_of(row.body), "verdict": row.verdict, "answer": row.body in answer.census.answer, "doubt": row.doubt}
        found.append({**place, **_cited(citation)})
    return found


def as_csv(answer: Answer, region_of: Callable[[str], str]) -> str:
    """A census as CSV: a line a board."""
    return csv_text(rows(answer, region_of), COLUMNS)


def fragment(answer: Answer, region_of: Callable[[str], str]) -> str:
    """A census as a piece of HTML: the boards by verdict, each with its quote."""
    found = rows(answer, region_of)
    style = (files("ui") / "matrix.css").read_text(encoding="utf-8")
    lines = "".join(
        _line(row) for row in sorted(found, key=lambda row: (not row["answer"], ["yes", "no", "not_stated"].index(row["verdict"]), not row["doubt"]))
    )
    notes = "".join(f"<p>{escape(note).replace('`', '')}</p>" for note in answer.notes)
    head = "".join(f'<th scope="col"><button type="button">{name}</button></th>' for name in ("Board", "Region", "Verdict", "Quote"))
    return f'<style>{style}</style><div class="cw-matrix">{notes}<div class="cw-scroll"><table id="census"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div></div>'


def page(answer: Answer, region_of: Callable[[str], str]) -> str:
    """A census as a page of its own that loads nothing."""
    script = (files("ui") / "matrix.js").read_text(encoding="utf-8")
    title = escape(answer.question)
    found = fragment(answer, region_of) if answer.census else f"<p>{escape(answer.text)}</p>"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>'
        f"<body><h1>{title}</h1>{found}<script>{script}</script></body></html>\n"
    )


def _line(row: dict[str, Any]) -> str:
    mark, side, name = _MARKS[row["verdict"]]
    said = f"{mark} {name}{' (doubtful)' if row['doubt'] else ''}".strip()
    quote = f"<blockquote>{escape(row['quote'])}</blockquote><small>{escape(row['section'])}</small>" if row["quote"] else ""
    shown = ' class="cw-asked"' if row["answer"] else ""
    cells = f'<th scope="row">{escape(row["body"])}</th><td>{escape(row["region"])}</td><td class="cw-{side}" data-sort="{side}">{said}</td><td class="cw-quote">{quote}</td>'
    return f'<tr data-region="{escape(row["region"])}"{shown}>{cells}</tr>'


def _cited(citation: Citation | None) -> dict[str, Any]:
    if citation is None:
        return {"quote": "", "section": "", "period": "", "document": "", "edition": "", "wording": "", "start": "", "end": ""}
    return {
        "quote": citation.quote, "section": " > ".join(citation.section), "period": citation.period, "document": citation.document,
        "edition": citation.edition, "wording": wording_of(citation.edition), "start": citation.start, "end": citation.end,
    }  # fmt: skip
