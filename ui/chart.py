"""Survey figures over the years as a chart: only figures that a cited sentence ties to what was asked and to its year."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from index.sparse import Stems
from rag.types import Answer, Citation, Shape

_PERCENT = re.compile(
    r"(?P<about>\b(?:just )?(?:over|under|above|below|nearly|almost|about|around|some|at least|at most|up to|more than|less than|fewer than)\s)?"
    r"(?<![\d.])(?P<value>\d{1,3}(?:\.\d+)?)\s?(?:%|per\s?cent\b)",
    re.IGNORECASE,
)
_OTHER_YEAR = re.compile(r"\b(?:last|previous|prior|preceding) (?:year|survey)|\byear before\b|\b(?:19|20)\d\d(?:\s?[/–-]\s?\d\d)?\b", re.IGNORECASE)
_BEFORE = 6
"""Words before a figure in which its subject stands, where a sentence has several figures."""
_MOST = 0.6
"""The share of the question's words that a sentence with one figure must hold."""
_ASKING = frozenset({"chang", "survey", "year", "share", "confid", "rise", "fall", "differ", "compar", "trend", "leader", "respond"})
"""Stems by which a change is asked for, or which every survey sentence holds: they tie no figure."""


@dataclass(frozen=True)
class Figure:
    """A percentage, the year it is of, and the sentence that says so."""

    period: str
    value: float
    said: str
    """The figure with the words that qualify it: `over 85%`."""
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
        percent = _tied(c, answer.reading.topic)
        if percent is not None and c.period not in found:
            found[c.period] = Figure(c.period, float(percent["value"]), f"{percent['about'] or ''}{percent['value']}%", c)
    return tuple(found[period] for period in sorted(found)) if len(found) > 1 else ()


def _tied(c: Citation, topic: str) -> re.Match[str] | None:
    years = {found[0].replace("–", "/").replace("-", "/") for found in _OTHER_YEAR.finditer(c.quote)}
    percents = [found for found in _PERCENT.finditer(c.quote) if float(found["value"]) <= 100]
    stems = Stems()
    wanted = set(stems.of(topic)) - _ASKING
    if years - {c.period} or not wanted or not percents:
        return None
    if len(percents) == 1:
        held = len(wanted & set(stems.of(f"{' '.join(c.section)} {c.quote}"))) / len(wanted)
        return percents[0] if held >= _MOST else None
    near = []
    for n, percent in enumerate(percents):
        start = percents[n - 1].end() if n else 0
        words = " ".join(c.quote[start : percent.start()].split()[-_BEFORE:])
        if wanted & set(stems.of(words)) - _ASKING:
            near.append(percent)
    return near[0] if len(near) == 1 else None


def figures_chart(answer: Answer, key: str) -> str:
    """The chart of an answer's figures with the sentences under it; nothing where there are none."""
    rows = figures(answer)
    if not rows:
        return ""
    said = html.escape("; ".join(f"{row.period}: {row.said}" for row in rows))
    under = "".join(_sentence(row, key) for row in rows)
    return (
        f'<figure class="cw-chart"><figcaption>The figures that the surveys give</figcaption>'
        f'<div class="cw-bars" role="img" aria-label="{said}">{"".join(map(_bar, rows))}</div><ul>{under}</ul></figure>'
    )


def _bar(row: Figure) -> str:
    return (
        f"<span>{html.escape(row.period)}</span>"
        f'<span class="cw-track"><span class="cw-value" style="width:{row.value:g}%"></span></span><b class="cw-figure">{html.escape(row.said)}</b>'
    )


def _sentence(row: Figure, key: str) -> str:
    c = row.citation
    wording = '<span class="cw-ours-small">our wording</span> ' if c.edition == "digest" else ""
    mark = f'<a class="cw-ref" href="#cite-{key}-{c.n}" data-open="cite-{key}-{c.n}" aria-label="Citation {c.n}">{c.n}</a>'
    return f"<li><b>{html.escape(row.period)}</b> {wording}{html.escape(' '.join(c.quote.split()))} {mark}</li>"
