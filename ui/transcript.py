"""The conversation as the page shows it: each question, how it was read, and the answer with its numbered marks."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.bodies import Bodies
from rag.emphasis import emphasised
from rag.types import Answer, Citation, Reading, Reason, Shape
from ui.chart import figures_chart
from ui.checks import checks_html, counted, line_of, tick_html
from ui.icons import icon
from ui.overheard import Passed
from ui.permalink import Turn, query_of
from ui.table import census_view

EXAMPLES = (
    ("One board", "How did Bedfordshire, Luton and Milton Keynes do on 4-hour urgent care?"),
    ("Every board", "Which boards in the South West had a deficit in 2024/25?"),
    ("Two boards", "Compare the finances of Dorset and Lincolnshire."),
    ("Two years", "How did the percentage of leaders confident about population health change between the two surveys?"),
    ("The survey", "What share of ICS leaders were confident about tackling inequalities in 2024/25?"),
    ("The guidance", "What does the guidance say about feedback from partners?"),
)
"""A question of each kind that can be asked."""

FORMATS = (("md", "Markdown"), ("docx", "Word"), ("csv", "CSV"), ("bib", "BibTeX"), ("json", "CSL-JSON"))
"""(what a file's name ends in, what it is called)."""

REASONS = {
    Reason.NOT_STATED: "Not stated in the texts",
    Reason.UNKNOWN_BODY: "No such board",
    Reason.PERIOD_NOT_COVERED: "Year not covered",
    Reason.OUT_OF_SCOPE: "Outside the texts",
    Reason.UNCLEAR: "Not a question that can be read",
}
_SHAPES = {
    Shape.FACT: "A fact",
    Shape.LIST: "Every board",
    Shape.COUNT: "How many boards",
    Shape.COMPARE: "A comparison",
    Shape.TREND: "A change over time",
    Shape.QUOTE: "A quote",
}
_ANY = {"body": "Any board", "year": "Any year", "document": "Any document"}
_LABELS = {"body": "Board", "year": "Year", "document": "Document"}
_END = re.compile(r"[^\s<>]{1,24}(?:</strong>)?(?:<a class=\"cw-ref\"[^>]*>\d+</a>)+$")
"""The last word of a sentence with its citations."""
_PASSED = "Checked: its figures, years, names and board stand in what it cites."
_SAID = 400
"""Characters of an answer that are read out by a screen reader when it comes."""


@dataclass(frozen=True)
class Pending:
    """A question that is being answered."""

    question: str
    said: str = ""
    """How far that is."""
    written: tuple[Passed, ...] = ()
    """A model's sentences that have passed the check."""


@dataclass(frozen=True)
class _Part:
    """A sentence of an answer as Markdown with its marks, and what checking said of it."""

    text: str
    check: str = ""
    computed: bool = False


def transcript(
    turns: Sequence[Turn], *, titles: dict[str, str], bodies: Bodies, pending: Pending | None = None, shown: int | None = None, notice: str = ""
) -> str:
    """A conversation.

    Args:
        turns: the questions with their answers.
        titles: {document id: how a chip names it}.
        bodies: all boards.
        pending: a question that is being answered.
        shown: how many sentences of the last answer are shown; all of them if None.
        notice: a sentence on what went wrong.
    """
    rows = [_turn(turns, n, titles, bodies, shown if n == len(turns) else None) for n in range(1, len(turns) + 1)]
    if pending:
        rows.append(_waiting(pending))
    elif notice:
        rows.append(f'<p class="cw-notice">{html.escape(notice)}</p>')
    said = html.escape(notice or (pending.said if pending else spoken(turns[-1].answer) if turns else ""))
    tools = _tools(turns) if turns else ""
    return (
        f'<section class="cw cw-talk" aria-label="Conversation" data-query="{html.escape(query_of([turn.asked for turn in turns]))}"><p class="cw-sr" role="status">{said}</p>'
        f'<div class="cw-turns">{"".join(rows) if rows else welcome()}</div>{tools}</section>'
    )


def welcome() -> str:
    """What stands there before anything is asked: a question of each kind."""
    cards = "".join(
        f'<li><button type="button" data-ask="{html.escape(question)}"><b>{kind}</b><span>{html.escape(question)}</span></button></li>'
        for kind, question in EXAMPLES
    )
    return (
        '<div class="cw-welcome"><h2>What do the texts say?</h2>'
        "<p>Ask about a board, a survey or the guidance. Every sentence of an answer is checked, and shows the exact words it rests on.</p>"
        f'<ul class="cw-examples" aria-label="Examples">{cards}</ul></div>'
    )


def answer_html(answer: Answer, key: str, *, shown: int | None = None, query: str = "", bodies: Bodies | None = None) -> str:
    """An answer's tables, its words with their numbered marks, its charts and its notes.

    Args:
        answer: what to show.
        key: what its marks' links begin with, so that those of two answers differ.
        shown: how many of its sentences; all of them, with charts and notes, if None.
        query: the link that makes it again.
        bodies: all boards, for their regions.
    """
    head = f'<h3 class="cw-refused">{REASONS[answer.refusal.reason]}</h3>' if answer.refusal else ""
    parts = _parts(answer)
    table = census_view(answer, key, query, bodies) if answer.census and bodies else ""
    body = f'{table}<div class="cw-said">{head}{_paragraphs(parts[:shown], answer.citations, key)}</div>'
    if shown is not None and shown < len(parts):
        return body
    notes = "".join(f"<p>{_inline(note)}</p>" for note in answer.notes)
    told = f'<div class="cw-notes">{notes}</div>' if notes else ""
    return f"{body}{figures_chart(answer, key)}{checks_html(answer)}{told}"


def sentences_of(answer: Answer) -> list[str]:
    """The text of an answer cut behind each group of marks, so that it can be shown a sentence at a time; joined it is the text."""
    cuts = [found.end() for found in re.finditer(r"\[\d+\](?:\s*\[\d+\])*\s*", answer.text)]
    edges = [0, *cuts, len(answer.text)]
    return [answer.text[start:end] for start, end in pairwise(edges) if answer.text[start:end].strip()] or [answer.text]


def _parts(answer: Answer) -> list[_Part]:
    texts = sentences_of(replace(answer, text=emphasised(answer)))
    if len(texts) != len(answer.sentences):
        return [_Part(text) for text in texts]
    return [_Part(text, line_of(sentence, answer), sentence.computed) for text, sentence in zip(texts, answer.sentences, strict=True)]


def spoken(answer: Answer) -> str:
    """An answer in the words that a screen reader reads out when it comes."""
    text = re.sub(r"\s*\[\d+\]|\*\*", "", answer.text).strip()
    if len(text) > _SAID:
        text = f"{text[:_SAID].rsplit(' ', 1)[0]} …"
    number = len(answer.citations)
    head = f"{REASONS[answer.refusal.reason]}: " if answer.refusal else ""
    checked = f" {counted(answer)}." if answer.sentences else ""
    return f"{head}{text} {number} citation{'s' if number != 1 else ''}.{checked}"


def _turn(turns: Sequence[Turn], n: int, titles: dict[str, str], bodies: Bodies, shown: int | None) -> str:
    turn = turns[n - 1]
    query = query_of([one.asked for one in turns[:n]])
    whole = shown is None
    end = f"{_acts(turn, n, query, last=n == len(turns))}{_follow(turn) if n == len(turns) else ''}" if whole else ""
    return (
        f'<article class="cw-turn" id="turn-{n}" aria-label="Question {n}">{_question(turn.asked.question, n)}'
        f'<div class="cw-answer">{_chips(turn, n, titles)}{answer_html(turn.answer, str(n), shown=shown, query=query, bodies=bodies)}{end}</div></article>'
    )


def _waiting(pending: Pending) -> str:
    """A question whose answer is on its way, with what of it has passed the check."""
    written = "".join(f"<p>{html.escape(one.text)}{''.join(map(_source, one.citations))}{tick_html(_PASSED)}</p>" for one in pending.written)
    said = pending.said or ("The model is writing; each sentence is checked before it is shown" if written else "Looking it up")
    sentences = f'<div class="cw-said">{written}</div>' if written else ""
    return f'<article class="cw-turn">{_question(pending.question)}{sentences}<p class="cw-wait"><i></i><i></i><i></i> {html.escape(said)}</p></article>'


def _source(c: Citation) -> str:
    """What a sentence rests on while the answer has no numbers yet: its place, and its quote when that is pointed at or has the focus."""
    place = [part for part in (c.body or c.title, c.period) if part]
    wording = ["our wording"] if c.edition == "digest" else []
    return (
        f'<span class="cw-ref cw-early" tabindex="0" role="note" data-place="{html.escape(" · ".join([*place, *wording]))}" data-quote="{html.escape(c.quote)}" '
        f'data-check="{html.escape(_PASSED)}" aria-label="From {html.escape(", ".join(place))}. {html.escape(_PASSED)}">{html.escape(", ".join(place))}</span>'
    )


def _question(question: str, n: int | None = None) -> str:
    edit = f'<button type="button" class="cw-icon" data-edit="{n}" aria-label="Edit this question" title="Edit">{icon("edit")}</button>' if n else ""
    return f'<div class="cw-asked">{edit}<h3 class="cw-question">{html.escape(question)}</h3></div>'


def _chips(turn: Turn, n: int, titles: dict[str, str]) -> str:
    """How a question was read; each chip but the first is a choice that asks again."""
    reading: Reading = turn.reading
    held = {"body": turn.asked.bodies, "year": turn.asked.years, "document": turn.asked.documents}
    fixed = [("body", body, body) for body in reading.bodies] or [("body", "", _ANY["body"])]
    fixed += [("year", str(year), str(year)) for year in reading.periods] or [("year", "", _ANY["year"])]
    fixed += [("document", identity, titles.get(identity, identity)) for identity in reading.documents] or [("document", "", _ANY["document"])]
    regions = "".join(f'<span class="cw-chip">{html.escape(region)}</span>' for region in reading.regions)
    choices = "".join(
        f'<select class="cw-chip cw-choice{" cw-set" if value else ""}" data-turn="{n}" data-kind="{kind}" data-old="{html.escape(value)}"{" data-fixed" if value in held[kind] else ""} '
        f'aria-label="{_LABELS[kind]} of question {n}: change it to ask again"><option value="{html.escape(value)}" selected>{html.escape(label)}</option></select>'
        for kind, value, label in fixed
    )
    return f'<div class="cw-chips" role="group" aria-label="How the question was read"><span class="cw-chip cw-kind">{_SHAPES[reading.shape]}</span>{regions}{choices}</div>'


def _acts(turn: Turn, n: int, query: str, *, last: bool) -> str:
    again = f'<button type="button" data-retry="{n}">{icon("again")}Ask again</button>' if last else ""
    return (
        f'<div class="cw-acts"><button type="button" data-copy="{html.escape(plain_text(turn.answer))}">{icon("copy")}Copy</button>'
        f'<button type="button" data-link="{html.escape(query)}">{icon("link")}Link</button>{_saving(query, "Save", last_only=True)}{again}'
        f'<span class="cw-rate" role="group" aria-label="Was this answer right?">'
        f"{_thumb(turn, n, 'up', 'Good answer')}{_thumb(turn, n, 'down', 'Bad answer')}</span></div>"
        f'<form class="cw-comment" data-turn="{n}" hidden><label for="comment-{n}">What was right or wrong? (kept on this machine)</label>'
        f'<span><input id="comment-{n}" name="comment" maxlength="2000" autocomplete="off"><button type="submit">Send</button></span></form>'
    )


def _thumb(turn: Turn, n: int, way: str, name: str) -> str:
    pressed = "true" if turn.thumb == way else "false"
    return f'<button type="button" class="cw-icon" data-rate="{way}" data-turn="{n}" aria-pressed="{pressed}" aria-label="{name}" title="{name}">{icon(way)}</button>'


def _saving(query: str, label: str, *, last_only: bool = False) -> str:
    """A menu of the files that an answer, or a conversation, can be taken away as."""
    scope = "&part=last" if last_only else ""
    links = "".join(f'<a href="take/citewell.{end}?{html.escape(query + scope)}" download="citewell.{end}">{name}</a>' for end, name in FORMATS)
    return f'<details class="cw-menu"><summary>{icon("save")}{label}</summary><div>{links}</div></details>'


def taking(query: str) -> str:
    """What an answer that stands by itself can be taken away as: its link, and its files."""
    return f'<div class="cw-acts"><button type="button" data-link="{html.escape(query)}">{icon("link")}Link</button>{_saving(query, "Save")}</div>'


def _tools(turns: Sequence[Turn]) -> str:
    query = query_of([turn.asked for turn in turns])
    return (
        f'<div class="cw-tools"><button type="button" data-clear>New conversation</button>{_saving(query, "Save all")}'
        f'<button type="button" data-print>{icon("print")}Print</button></div>'
    )


def _follow(turn: Turn) -> str:
    if not turn.follow:
        return ""
    rows = "".join(f'<li><button type="button" data-ask="{html.escape(question)}">{html.escape(question)}</button></li>' for question in turn.follow)
    return f'<div class="cw-follow"><h4>Ask next</h4><ul>{rows}</ul></div>'


def plain_text(answer: Answer) -> str:
    """An answer with its quotes and where each stands, as it is pasted into another text."""
    quotes = "".join(
        f"\n[{c.n}] “{c.quote}” {c.title}, {c.period}{', our wording' if c.edition == 'digest' else ''}: {' › '.join(c.section)}" for c in answer.citations
    )
    return f"{answer.question.strip()}\n\n{answer.text.replace('**', '')}\n{quotes}\n"


def _paragraphs(parts: Sequence[_Part], citations: Sequence[Citation], key: str) -> str:
    """The sentences in their paragraphs, which two line breaks divide, each with its marks and, behind them, the mark of its check."""
    known = {c.n: c for c in citations}
    made = [""]
    for part in parts:
        for n, words in enumerate(re.split(r"\n{2,}", part.text.strip())):
            if n:
                made.append("")
            made[-1] += _words(words, part, known, key)
        made[-1] = _closed(made[-1], part.check)
        if part.text.endswith("\n\n"):
            made.append("")
        else:
            made[-1] += " "
    return "".join(f"<p>{paragraph.strip()}</p>" for paragraph in made if paragraph.strip())


def _closed(html_so_far: str, check: str) -> str:
    """A sentence with the mark of its check, which with the citations stays on the line of its last word."""
    tick = tick_html(check) if check else ""
    found = _END.search(html_so_far)
    if not found:
        return html_so_far + tick
    return f'{html_so_far[: found.start()]}<span class="cw-end">{found[0]}{tick}</span>'


def _words(text: str, part: _Part, known: dict[int, Citation], key: str) -> str:
    words = re.sub(r"\s*\[(\d+)\]", lambda found: _reference(int(found[1]), known, key, part.check, found[0]), _inline(text))
    return f'<span class="cw-chip" title="Worked out from what is cited">computed</span> {words}' if part.computed else words


def _reference(n: int, known: dict[int, Citation], key: str, check: str, written: str) -> str:
    if n not in known:
        return written
    c = known[n]
    place = ", ".join(part for part in (c.body or "", c.period) if part)
    said = f' data-check="{html.escape(check)}"' if check else ""
    label = f"Citation {n}: {place}. {check}" if check else f"Citation {n}: {place}"
    return f'<a class="cw-ref" href="#cite-{key}-{n}" data-open="cite-{key}-{n}"{said} aria-label="{html.escape(label)}">{n}</a>'


def _inline(text: str) -> str:
    """Escaped words with their emphasis, code, differences (`[-old-] {+new+}`) and line breaks; nothing else of Markdown has a meaning here."""
    words = html.escape(text)
    words = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", words)
    words = re.sub(r"`([^`]+)`", r"<code>\1</code>", words)
    words = re.sub(r"\[-(.+?)-\]", r"<del>\1</del>", words)
    words = re.sub(r"\{\+(.+?)\+\}", r"<ins>\1</ins>", words)
    return words.replace("\n", "<br>")
