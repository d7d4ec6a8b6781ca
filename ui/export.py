"""An answer or a conversation as a file: Markdown, Word, CSV, and references as BibTeX and CSL-JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.catalogue import Catalogue, Entry
from corpus.types import Edition
from rag.emphasis import emphasised
from rag.types import Answer, Citation
from ui.table import VERDICTS, verdict_of

OUR_WORDING = "our wording"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


@dataclass(frozen=True)
class File:
    """What is taken away."""

    name: str
    media_type: str
    data: bytes


class UnknownFormat(ValueError):
    """A format that nothing is written in."""


def take_away(answers: Sequence[Answer], ending: str, catalogue: Catalogue) -> File:
    """Some answers as a file.

    Args:
        answers: a conversation, or the one answer of it that is wanted.
        ending: the format, as a file's name ends in it.
        catalogue: where the documents' dates and addresses are.

    Raises:
        UnknownFormat: naming those that there are.
    """
    writers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "md": ("text/markdown; charset=utf-8", lambda: markdown(answers, catalogue).encode("utf-8", "replace")),
        "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", lambda: docx(answers, catalogue)),
        "csv": ("text/csv; charset=utf-8", lambda: table(answers).encode("utf-8-sig", "replace")),
        "bib": ("application/x-bibtex; charset=utf-8", lambda: bibtex(answers, catalogue).encode()),
        "json": ("application/vnd.citationstyles.csl+json; charset=utf-8", lambda: csl(answers, catalogue).encode()),
    }
    if ending not in writers:
        raise UnknownFormat(f"there is no file of the format “{ending}”; there are {', '.join(writers)}")
    media_type, write = writers[ending]
    return File(f"citewell.{ending}", media_type, write())


def markdown(answers: Sequence[Answer], catalogue: Catalogue) -> str:
    """The answers with their notes, tables and quotes, as Markdown."""
    parts: list[str] = []
    for answer in answers:
        parts += [f"## {_one_line(answer.question)}", emphasised(answer)]
        parts += [_markdown_census(answer)] if answer.census else []
        parts += ["\n".join(f"*{_one_line(note)}*  " for note in answer.notes)] if answer.notes else []
        parts += ["\n".join(_markdown_quote(c) for c in answer.citations)] if answer.citations else []
    references = [f"- {reference}" for reference in _references(answers, catalogue)]
    if references:
        parts += ["## References", "\n".join(references)]
    return "\n\n".join(["# Citewell", *parts, _colophon(answers)]) + "\n"


def docx(answers: Sequence[Answer], catalogue: Catalogue) -> bytes:
    """The answers as a Word document."""
    from docx import Document as WordDocument

    word = WordDocument()
    word.core_properties.author = "Citewell"
    word.core_properties.title = _clean(_one_line(answers[0].question))[:200] if answers else "Citewell"
    word.add_heading("Citewell", 0)
    for answer in answers:
        word.add_heading(_clean(_one_line(answer.question)), 1)
        for paragraph in re.split(r"\n{2,}", emphasised(answer)):
            _runs(word.add_paragraph(), paragraph)
        if answer.census:
            _word_census(word, answer)
        for note in answer.notes:
            word.add_paragraph().add_run(_clean(note.replace("`", ""))).italic = True
        if answer.citations:
            word.add_heading("Quotes", 2)
        for c in answer.citations:
            line = word.add_paragraph()
            line.add_run(f"[{c.n}] ").bold = True
            line.add_run(_clean(f"“{_one_line(c.quote)}” "))
            line.add_run(_clean(_place(c))).italic = True
    references = _references(answers, catalogue)
    if references:
        word.add_heading("References", 1)
    for reference in references:
        word.add_paragraph(_clean(reference), style="List Bullet")
    word.add_paragraph().add_run(_clean(_colophon(answers))).italic = True
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def table(answers: Sequence[Answer]) -> str:
    """A row for every board of a census, and for every citation of another answer, as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["question", "sentence", "board", "verdict", "year", "quote", "wording", "document", "section", "start", "end"])
    for answer in answers:
        for row in _table_rows(answer):
            writer.writerow([_safe(cell) for cell in row])
    return out.getvalue()


def bibtex(answers: Sequence[Answer], catalogue: Catalogue) -> str:
    """The documents that are cited, as BibTeX."""
    made = []
    for entry, edition in _cited(answers, catalogue):
        fields = {
            "title": f"{{{_bib(entry.label)}}}",
            "author": f"{{{_bib(entry.publisher)}}}" if entry.publisher else "",
            "institution": _bib(entry.publisher),
            "year": _year(entry),
            "number": _bib(entry.reference),
            "url": entry.url or "",
            "note": _bib(_note(entry, edition)),
        }
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        made.append(f"@techreport{{{entry.id},\n{lines}\n}}\n")
    return "\n".join(made)


def csl(answers: Sequence[Answer], catalogue: Catalogue) -> str:
    """The documents that are cited, as CSL-JSON (the input of citation processors)."""
    rows = []
    for entry, edition in _cited(answers, catalogue):
        row: dict[str, object] = {"id": entry.id, "type": "article-newspaper" if entry.kind == "news" else "report", "title": entry.label}
        if entry.publisher:
            row |= {"author": [{"literal": entry.publisher}], "publisher": entry.publisher}
        if year := _year(entry):
            row["issued"] = {"date-parts": [[int(year)]]}
        if entry.reference:
            row["number"] = entry.reference
        if entry.url:
            row["URL"] = entry.url
        rows.append({**row, "note": _note(entry, edition)})
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _cited(answers: Sequence[Answer], catalogue: Catalogue) -> list[tuple[Entry, str]]:
    editions = {c.document: c.edition for answer in answers for c in answer.citations}
    return [(catalogue.by_id[identity], edition) for identity, edition in editions.items() if identity in catalogue.by_id]


def _references(answers: Sequence[Answer], catalogue: Catalogue) -> list[str]:
    made = []
    for entry, edition in _cited(answers, catalogue):
        parts = [entry.publisher, f"({entry.issued})" if entry.issued else "", f"{entry.label}.", f"{entry.reference}." if entry.reference else ""]
        parts += [f"{_note(entry, edition)}.", entry.url or ""]
        made.append(" ".join(part for part in parts if part))
    return made


def _note(entry: Entry, edition: str) -> str:
    wording = f"quoted from Citewell's digest, {OUR_WORDING}, not the publisher's words" if edition == Edition.DIGEST else "quoted from the original"
    terms = f"; terms: {entry.licence}" if entry.licence else ""
    return f"Covers {entry.period}; {wording}{terms}"


def _year(entry: Entry) -> str:
    found = re.search(r"\d{4}", entry.issued)
    return found[0] if found else ""


def _table_rows(answer: Answer) -> Iterator[list[str]]:
    cited = {c.n: c for c in answer.citations}
    if answer.census:
        for row in answer.census.rows:
            c = cited.get(row.citation) if row.citation else None
            yield [answer.question, "", row.body, verdict_of(row), answer.census.period, *_of(c)]
        return
    said = {n: sentence.text for sentence in reversed(answer.sentences) for n in sentence.citations}
    for c in answer.citations:
        yield [answer.question, said.get(c.n, ""), c.body or "", "nearest" if answer.refusal else "", c.period, *_of(c)]


def _of(c: Citation | None) -> list[str]:
    if c is None:
        return [""] * 6
    wording = OUR_WORDING if c.edition == Edition.DIGEST else "publisher's words"
    return [_one_line(c.quote), wording, c.document, " > ".join(c.section), str(c.start), str(c.end)]


def _markdown_quote(c: Citation) -> str:
    return f"> [{c.n}] “{_one_line(c.quote)}” {_place(c)}\n>"


def _markdown_census(answer: Answer) -> str:
    assert answer.census
    rows = [f"| {row.body} | {VERDICTS[verdict_of(row)].lower()} | {f'[{row.citation}]' if row.citation else ''} |" for row in answer.census.rows]
    return "\n".join(["| board | says | quote |", "| --- | --- | --- |", *rows])


def _word_census(word: object, answer: Answer) -> None:
    assert answer.census
    grid = word.add_table(rows=1, cols=3)  # type: ignore[attr-defined]
    grid.style = "Light Grid Accent 1"
    for cell, name in zip(grid.rows[0].cells, ("Board", "Says", "Quote"), strict=True):
        cell.text = name
    for row in answer.census.rows:
        cells = grid.add_row().cells
        cells[0].text, cells[1].text, cells[2].text = _clean(row.body), VERDICTS[verdict_of(row)].lower(), f"[{row.citation}]" if row.citation else ""


def _runs(paragraph: object, text: str) -> None:
    for n, part in enumerate(re.split(r"\*\*(.+?)\*\*", text)):
        if part:
            paragraph.add_run(_clean(part)).bold = bool(n % 2)  # type: ignore[attr-defined]


def _place(c: Citation) -> str:
    wording = f", {OUR_WORDING}" if c.edition == Edition.DIGEST else ""
    return f"{c.title}, {c.period}{wording}" + (f": {' > '.join(c.section)}" if c.section else "")


def _colophon(answers: Sequence[Answer]) -> str:
    made = {key: value for answer in answers for key, value in answer.provenance.items()}
    return f"Made by Citewell {made.get('version', '')} from the index {made.get('index', '')}. Quotes marked “{OUR_WORDING}” are restated, not the publisher's words."


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _clean(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return re.sub(r"[^\t\n\r\x20-퟿-�\U00010000-\U0010ffff]", "", text)


def _safe(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _bib(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)
