"""The table of findings on the page: a spot for each board and field, coloured by what is said; a spot opens its quotes as evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from corpus.bodies import Bodies
from index.hybrid import HybridIndex
from rag.assistant import Assistant
from rag.cite import citation
from rag.matrix import Cell, Matrix
from rag.types import Answer, Citation, Evidence, Reading, Shape, Wanted
from ui.findings import MARKS, MEANINGS, is_digest, matrix_of, regions_of, themes_of
from ui.icons import icon

KEY = "f"
"""What the links from a spot into the evidence begin with."""
_FIRST = "Finance"
"""The theme that is shown first, where there is one of that name."""
_ORDER = {"good": 0, "both": 1, "plain": 2, "bad": 3}
"""How spots sort."""
_GRADE = re.compile(r"(?:tier|segment) (\d)")


class UnknownSpot(ValueError):
    """A theme, region or cell that the findings do not have."""


def themes(assistant: Assistant) -> list[str]:
    """The themes in the order of their choice."""
    return sorted(themes_of(assistant), key=lambda theme: theme != _FIRST)


def chooser_html(assistant: Assistant) -> str:
    """Where the theme and the region are chosen."""
    names = themes(assistant)
    chips = "".join(
        f'<li><button type="button" class="cw-chip" data-theme="{escape(name)}" aria-pressed="{"true" if n == 0 else "false"}">{escape(name)}</button></li>'
        for n, name in enumerate(names)
    )
    regions = "".join(f"<option>{escape(region)}</option>" for region in regions_of(assistant))
    return (
        '<div class="cw cw-chooser"><h2>What the assessments say of each board</h2>'
        f'<ul class="cw-chips" aria-label="Theme">{chips}</ul>'
        '<div class="cw-filter"><label><span class="cw-sr">Region</span>'
        f'<select id="cw-spots-region"><option value="">All regions</option>{regions}</select></label>'
        '<label class="cw-check"><input type="checkbox" id="cw-spots-words"> Show words</label></div></div>'
    )


def spots_html(assistant: Assistant, theme: str = "", region: str = "") -> str:
    """The findings of a theme (the first, if none is named) and a region (all, if none is named).

    Raises:
        UnknownSpot: if there is no such theme or region.
    """
    theme = theme or themes(assistant)[0]
    if theme not in themes_of(assistant) or (region and region not in regions_of(assistant)):
        raise UnknownSpot(f"There is no theme “{theme}” or no region “{region}”; load the page again.")
    shown = matrix_of(assistant, themes=[theme], regions=[region] if region else [])
    key = "".join(f'<span><i class="cw-spot {side}" aria-hidden="true">{mark}</i>{MEANINGS[side]}</span>' for side, mark in MARKS.items())
    wording = '<span class="cw-chip cw-ours">our wording</span>' if is_digest(shown, assistant.index) else ""
    query = escape(urlencode({"theme": theme, **({"region": region} if region else {})}))
    boards = sum(len(own) for _, own in shown.regions)
    return (
        f'<section class="cw cw-spots" aria-label="Findings: {escape(theme)}"><div class="cw-key">{key}{wording}'
        f'<a class="cw-csv" href="take/findings.csv?{query}" download="findings.csv">{icon("save")}CSV</a></div>'
        f'<p class="cw-sr" role="status">{escape(theme)}: {boards} boards, {len(shown.columns)} fields</p>{_table(shown, theme)}'
        f'<p class="cw-notes">{escape(shown.period)}, {boards} boards, {len(shown.columns)} fields that are said of three boards or more. Read out of the texts by rules, so look '
        "at the quotes; an empty place means that nothing was found. Arrow keys lead from spot to spot.</p></section>"
    )


def spot_answer(assistant: Assistant, body: str, column: str, bodies: Bodies) -> Answer:
    """The quotes of one cell, as an answer whose evidence can be shown.

    Raises:
        UnknownSpot: if nothing is said there.
    """
    shown = matrix_of(assistant)
    cell = shown.cells.get((body, column))
    label = next((c.label for c in shown.columns if c.id == column), column)
    if cell is None:
        raise UnknownSpot(f"Of {body} nothing is said on {label}.")
    asked = f"{label}: {cell.value}"
    return Answer(asked, Reading(asked, Shape.QUOTE, Wanted.DESCRIPTION, bodies=(body,)), "", citations=_cited(cell, assistant.index, bodies))


def _cited(cell: Cell, index: HybridIndex, bodies: Bodies) -> tuple[Citation, ...]:
    """A citation for every sentence of a cell."""
    places = list({(f.passage, f.sentence): f for f in cell.findings}.values())
    made: list[Citation] = []
    for n, f in enumerate(places, start=1):
        text = index.document_of(index.passages[f.passage]).text[f.start : f.end]
        made.append(citation(index, Evidence(f.passage, f.sentence, f.start, f.end, text, 1.0, 1.0, 1.0), n, bodies))
    return tuple(made)


def _table(shown: Matrix, theme: str) -> str:
    head = "".join(_head(n, column.label) for n, column in enumerate(shown.columns, start=1))
    rows = "".join(_part(shown, region, own) for region, own in shown.regions)
    return (
        f'<div class="cw-scroll" tabindex="0" role="region" aria-label="Table of findings: {escape(theme)}"><table class="cw-grid">'
        f'<caption class="cw-sr">{escape(theme)}: what the assessments of {escape(shown.period)} say of each board</caption>'
        f'<thead><tr><th scope="col" aria-sort="none"><button type="button" data-order="0">Board</button></th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _head(n: int, label: str) -> str:
    return f'<th scope="col" aria-sort="none"><button type="button" data-order="{n}"><span>{escape(label)}</span></button></th>'


def _part(shown: Matrix, region: str, own: Sequence[str]) -> str:
    head = f'<tr class="cw-part"><th scope="rowgroup">{escape(region)}</th><td colspan="{len(shown.columns)}"></td></tr>'
    return head + "".join(
        f'<tr><th scope="row">{escape(body)}</th>{"".join(_spot(shown.cells.get((body, column.id)), column.label) for column in shown.columns)}</tr>'
        for body in own
    )


def _spot(cell: Cell | None, label: str) -> str:
    if cell is None:
        return '<td data-key=""></td>'
    grade = _GRADE.fullmatch(cell.value)
    said = escape(cell.value)
    return (
        f'<td data-key="{_ORDER[cell.side]} {said}"><button type="button" class="cw-spot {cell.side}" tabindex="-1" data-spot="{escape(cell.column)}" data-body="{escape(cell.body)}" '
        f'data-label="{escape(label)}"><i aria-hidden="true">{grade[1] if grade else MARKS[cell.side]}</i><span>{said}</span></button></td>'
    )
