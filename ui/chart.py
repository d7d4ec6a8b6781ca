"""Survey figures over the years as a chart: only figures that a cited sentence ties to what was asked and to its year."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from index.sparse import content_words
from rag.types import Answer, Citation, Shape

_PERCENT = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d+)?)\s?(?:%|per\s?cent\b)", re.IGNORECASE)
_OTHER_YEAR = re.compile(r"\b(?:last|previous|prior|preceding) (?:year|survey)|\byear before\b|\b(?:19|20)\d\d(?:\s?[/–-]\s?\d\d)?\b", re.IGNORECASE)
_BEFORE = 6
"""Words before a figure in which its subject stands, where a sentence has several figures."""
_HEIGHT = 26
_WIDTH = 520
_LEFT = 78


@dataclass(frozen=True)
class Figure:
    """A percentage, the year it is of, and the sentence that says so."""

    period: str
    value: float
    citation: Citation


def figures(answer: Answer) -> tuple[Figure, ...]:
    """The percentages that an answer's sentences tie to what was asked, one a year; none if that is not plain for two years.

    A sentence with one percentage ties it by holding most of the question's words; one with several ties that one whose nearest words
    before it hold a word of the question that stands before no other. A sentence that names another year than its document's ties nothing.
    """
    if answer.reading.shape is not Shape.TREND:
        return ()
    found: dict[str, Figure] = {}
    for c in answer.citations:
        value = _tied(c, answer.reading.topic)
        if value is not None and c.period not in found:
            found[c.period] = Figure(c.period, value, c)
    return tuple(found[period] for period in sorted(found)) if len(found) > 1 else ()


def _tied(c: Citation, topic: str) -> float | None:
    years = {year.replace("–", "/").replace("-", "/") for year in (found[0] for found in _OTHER_YEAR.finditer(c.quote))}
    if years - {c.period}:
        return None
    wanted = set(content_words(topic))
    percents = list(_PERCENT.finditer(c.quote))
    if not wanted or not percents:
        return None
    if len(percents) == 1:
        held = len(wanted & set(content_words(f"{' '.join(c.section)} {c.quote}"))) / len(wanted)
        return float(percents[0][1]) if held >= 0.5 else None
    near = []
    for n, percent in enumerate(percents):
        start = percents[n - 1].end() if n else 0
        words = " ".join(c.quote[start : percent.start()].split()[-_BEFORE:])
        if wanted & set(content_words(words)):
            near.append(percent)
    return float(near[0][1]) if len(near) == 1 else None


def figures_chart(answer: Answer, key: str) -> str:
    """The chart of an answer's figures with the sentences under it; nothing where there are none."""
    rows = figures(answer)
    if not rows:
        return ""
    scale = (_WIDTH - _LEFT - 60) / 100
    bars = "".join(_bar(row, n, scale) for n, row in enumerate(rows))
    height = len(rows) * (_HEIGHT + 12) + 6
    said = "; ".join(f"{row.period}: {row.value:g} per cent" for row in rows)
    under = "".join(
        f"<li><b>{html.escape(row.period)}</b> {'<i>our wording</i> ' if row.citation.edition == 'digest' else ''}{html.escape(' '.join(row.citation.quote.split()))} "
        f'<a class="cw-ref" href="#cite-{key}-{row.citation.n}" data-open="cite-{key}-{row.citation.n}" aria-label="Citation {row.citation.n}">{row.citation.n}</a></li>'
        for row in rows
    )
    return (
        f'<figure class="cw-chart"><figcaption>The figures that the surveys give</figcaption>'
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{html.escape(said)}">{bars}</svg><ul>{under}</ul></figure>'
    )


def _bar(row: Figure, n: int, scale: float) -> str:
    top = n * (_HEIGHT + 12) + 4
    width = max(2.0, row.value * scale)
    middle = top + _HEIGHT * 0.68
    return (
        f'<text x="0" y="{middle:.0f}">{html.escape(row.period)}</text>'
        f'<rect class="cw-track" x="{_LEFT}" y="{top}" width="{100 * scale:.0f}" height="{_HEIGHT}" rx="5"/>'
        f'<rect class="cw-value" x="{_LEFT}" y="{top}" width="{width:.0f}" height="{_HEIGHT}" rx="5"/>'
        f'<text class="cw-figure" x="{_LEFT + 100 * scale + 8:.0f}" y="{middle:.0f}">{row.value:g}%</text>'
    )
