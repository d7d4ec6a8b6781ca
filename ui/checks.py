"""What checking said of each sentence, as the page tells it: a line for every sentence that is shown, and a list of all that were written."""

from __future__ import annotations

import html
from collections.abc import Sequence

from rag.generate import EXTRACTIVE
from rag.types import Answer, Checked, Citation, Outcome, Sentence

OUTCOMES = {Outcome.SHOWN: "Shown", Outcome.REPAIRED: "Repaired", Outcome.REPLACED: "Left out", Outcome.WITHHELD: "Withheld"}
_TICK = "✓"
_BEGINNING = 72
"""Characters of a sentence by which it is known again."""


def line_of(sentence: Sentence, answer: Answer) -> str:
    """Why a sentence is shown: what of it was held against its quotes."""
    if sentence.computed:
        return "Checked: worked out from its quotes."
    own = next((c for c in answer.citations if c.n in sentence.citations and _plain(sentence.text).endswith(_plain(c.quote))), None)
    if own is not None:
        return f"Checked: the quote’s own words{_placed(sentence, own)}."
    row = _verdict_of(sentence, answer.verdicts)
    again = " Written again once, since it failed the check at first." if row and row.outcome is Outcome.REPAIRED else ""
    return f"Checked: its figures, years, names and board stand in what it cites{_support(row)}.{again}"


def counted(answer: Answer) -> str:
    """How many sentences were checked, and what became of those that are not shown; nothing where there are none."""
    shown = len(answer.sentences)
    if not shown:
        return ""
    said = f"{shown} sentence{'s' if shown != 1 else ''} checked against {'their quotes' if shown != 1 else 'its quote'}"
    for outcome in (Outcome.REPAIRED, Outcome.REPLACED, Outcome.WITHHELD):
        number = sum(row.outcome is outcome for row in answer.verdicts)
        said += f", {number} {outcome.value}" if number else ""
    return said


def checks_html(answer: Answer) -> str:
    """Every sentence with what checking said of it, folded behind their number; those that a model wrote and are not shown, with the reason."""
    if not answer.sentences:
        return ""
    rows = [_row(Outcome.SHOWN, s.text, line_of(s, answer), _verdict_of(s, answer.verdicts)) for s in answer.sentences]
    rows += [_row(row.outcome, row.text, _why(row), row) for row in answer.verdicts if row.outcome in (Outcome.REPLACED, Outcome.WITHHELD)]
    worded = answer.provenance.get("generator", EXTRACTIVE)
    whose = f" Worded with {html.escape(worded)}; a sentence of its that fails is written again once, and then withheld." if worded != EXTRACTIVE else ""
    return (
        f'<details class="cw-checks"><summary><span class="cw-tick" aria-hidden="true">{_TICK}</span>{html.escape(counted(answer))}</summary>'
        f"<div><p>A sentence is shown only if its figures, years, grades, names and board stand in the words that it cites, or in their place.{whose}</p>"
        f"<ol>{''.join(rows)}</ol></div></details>"
    )


def tick_html(line: str) -> str:
    """The mark beside a sentence; what it stands for is read out with the sentence's citations, so that it is no stop for the keyboard."""
    return f'<span class="cw-tick" data-check="{html.escape(line)}" aria-hidden="true">{_TICK}</span>'


def _row(outcome: Outcome, text: str, said: str, verdict: Checked | None) -> str:
    outcome = verdict.outcome if verdict and outcome is Outcome.SHOWN and verdict.outcome is Outcome.REPAIRED else outcome
    text = _short(text) if verdict is None or outcome is Outcome.SHOWN else text
    return f'<li class="{outcome.value}"><b>{OUTCOMES[outcome]}</b> <span>{html.escape(text)}</span> <small>{html.escape(said)}</small></li>'


def _why(row: Checked) -> str:
    if row.outcome is Outcome.REPLACED:
        return "It passed the check; the text’s own sentence stands without it, to keep the answer short."
    return f"Not shown: {row.why}{_support(row)}." if row.why else "Not shown: it failed the check."


def _support(row: Checked | None) -> str:
    return f" (support {row.support:.0%})" if row is not None and row.support is not None else ""


def _placed(sentence: Sentence, cited: Citation) -> str:
    """That the board and year before a quote are its own, where they stand there."""
    if _plain(sentence.text) == _plain(cited.quote):
        return ""
    return "; the board and year are those of its section" if cited.body else "; the source and year are those of its document"


def _verdict_of(sentence: Sentence, verdicts: Sequence[Checked]) -> Checked | None:
    """What checking said of a sentence, which may stand behind its board and year; None for a text's own among a model's."""
    passed = [row for row in verdicts if row.outcome in (Outcome.SHOWN, Outcome.REPAIRED)]
    return next((row for row in passed if sentence.text == row.text or sentence.text.endswith(f": {row.text}")), None)


def _short(text: str) -> str:
    """The beginning of a sentence, which stands as a whole in the answer above."""
    return text if len(text) <= _BEGINNING else f"{text[:_BEGINNING].rsplit(' ', 1)[0]} …"


def _plain(text: str) -> str:
    return " ".join(text.split())
