"""The parts of the page that do not change with an answer: its head, the composer and the forms of its tabs."""

from __future__ import annotations

import html
from collections.abc import Sequence

from ui.icons import MARK, icon

QUESTIONS = (
    "Which boards had a deficit in 2024/25?",
    "Which boards met the 4-hour urgent care target?",
    "How many boards have a neighbourhood health plan?",
    "Which boards in London were praised for governance?",
)
"""Examples of a question to every board."""
TRENDS = (
    "How did the percentage of leaders confident about population health change between the two surveys?",
    "How did the percentage confident about productivity and value for money change between the two surveys?",
)
"""Examples of a question on survey figures over the years."""


def progress_html(progress: str) -> str:
    """A line on the index while it is being built."""
    return f'<p class="cw cw-progress" role="status">{html.escape(progress)}</p>' if progress else ""


def head_html(boards: int, documents: int, edition: str) -> str:
    """The page's head."""
    return (
        f'<header class="cw cw-head">{MARK}<div><h1>Citewell</h1><p>England’s {boards} integrated care boards<span>, answered from their assessments and surveys</span></p></div>'
        f'<span class="cw-chip cw-texts">{documents} documents · {html.escape(edition)}</span></header>'
    )


def composer_html(boards: Sequence[str], years: Sequence[str], titles: dict[str, str], model: str = "") -> str:
    """Where a question is written, with what it is held to, and a line on what is sent away: something only where there is a model."""
    leaves = f"Questions and quotes are sent to {html.escape(model)}; nothing else leaves this machine." if model else "Nothing leaves this machine."
    choices = (
        _select("body", "Board", "Any board", [(name, name) for name in boards])
        + _select("year", "Year", "Any year", [(year, year) for year in years])
        + _select("document", "Document", "Any document", list(titles.items()))
    )
    return (
        '<form class="cw cw-composer" data-form="ask" aria-label="Ask"><p class="cw-editing" hidden><span></span><button type="button" data-unedit>Cancel</button></p>'
        '<div class="cw-write"><label class="cw-sr" for="cw-question">Your question</label>'
        '<textarea id="cw-question" name="question" rows="1" maxlength="2000" placeholder="Ask a question" autocomplete="off"></textarea>'
        f'<button type="submit" class="cw-main" id="cw-ask">{icon("send")}<span>Ask</span></button>'
        f'<button type="button" class="cw-main cw-stop" id="cw-stop" hidden>{icon("stop")}<span>Stop</span></button></div>'
        f'<div class="cw-only"><span>Only from</span>{choices}</div></form><p class="cw cw-private">{leaves}</p>'
    )


def across_html() -> str:
    """Where a question is put to every board."""
    return (
        '<form class="cw cw-form" data-form="across"><h2>Put one question to every board</h2>'
        '<div class="cw-write"><label class="cw-sr" for="cw-across">A question to every board</label>'
        '<input id="cw-across" name="question" maxlength="2000" autocomplete="off" placeholder="Which boards …?">'
        f'<button type="submit" class="cw-main"><span>Check all boards</span></button></div>{_examples("", QUESTIONS)}'
        f"{_examples('Survey figures over the years', TRENDS)}</form>"
    )


def _examples(title: str, questions: Sequence[str]) -> str:
    rows = "".join(f'<li><button type="button" class="cw-chip" data-across="{html.escape(q)}">{html.escape(q)}</button></li>' for q in questions)
    head = f"<h3>{title}</h3>" if title else ""
    return f'{head}<ul class="cw-chips" aria-label="{title or "Examples"}">{rows}</ul>'


def quote_html() -> str:
    """Where words are pasted that are looked for."""
    return (
        '<form class="cw cw-form" data-form="find"><h2>Find a quote</h2><p>Paste words, and see whether they stand in the texts: exactly, nearly, or not at all.</p>'
        '<div class="cw-write"><label class="cw-sr" for="cw-words">Words to look for</label>'
        '<textarea id="cw-words" name="words" rows="3" maxlength="5000" placeholder="Paste a sentence or a part of one"></textarea>'
        '<button type="submit" class="cw-main"><span>Find</span></button></div></form>'
    )


def _select(name: str, label: str, anything: str, choices: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f'<option value="{html.escape(value)}">{html.escape(shown)}</option>' for value, shown in choices)
    return f'<select class="cw-chip cw-choice" name="{name}" id="only-{name}" aria-label="{label}"><option value="">{anything}</option>{rows}</select>'
