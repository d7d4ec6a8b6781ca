"""The page: ask, read the answer, see every quote in its passage."""

from __future__ import annotations

import html
import re
import socket
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from corpus.types import Edition, Period
from rag.types import Answer, Census, Citation, Filters, Reason
from ui.settings import SettingsError

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from ui.home import Home

EXAMPLES = (
    "How did Bedfordshire, Luton and Milton Keynes do on 4-hour urgent care?",
    "What share of ICS leaders were confident about tackling inequalities in 2024/25?",
    "Compare the finances of Dorset and Lincolnshire.",
    "What does the guidance say about feedback from partners?",
)

_REASONS = {
    Reason.NOT_STATED: "Not stated in the texts",
    Reason.UNKNOWN_BODY: "No such board",
    Reason.PERIOD_NOT_COVERED: "Year not covered",
    Reason.OUT_OF_SCOPE: "Outside the texts",
    Reason.UNCLEAR: "Not a question that can be read",
}
_VERDICTS = {"yes": "Yes", "no": "No", "not_stated": "Not stated"}
_NEAR = 180
"""Characters of a passage that are shown on each side of a quote before the reader asks for all of it."""

_FONTS = ["ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "sans-serif"]
_MARK = '<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#0f766e"/><path fill="#fff" d="M8 21v-5.2C8 12 10 9.700 13.600 9v2.700c-1.700.6-2.500 1.700-2.600 3.300h2.800v6zm9.600 0v-5.200c0-3.800 2-6.100 5.600-6.800v2.700c-1.700.6-2.500 1.700-2.600 3.300h2.800v6z"/></svg>'
_EMPTY = (
    '<div class="cw"><div class="cw-bar"><h2>Sources</h2></div>'
    '<p class="cw-empty">The passages that an answer rests on will stand here, with the quoted words marked.</p></div>'
)
_WELCOME = "### What do the texts say?\nAsk about a board, a survey or the guidance. Every sentence of an answer links to the words it rests on."

CSS = """
:root { --cw-mark: #fdeaa0; --cw-link: #0f766e; --cw-tint: #ecfdf8; --cw-edge: #e2e8f0; --cw-soft: #55637a; --cw-face: #fff; }
.dark { --cw-mark: #6b5510; --cw-link: #5eead4; --cw-tint: #10312f; --cw-edge: #2c394d; --cw-soft: #a3b1c6; --cw-face: #0f172a; }
html { scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
.gradio-container { max-width: 1360px !important; margin: 0 auto !important; }
.gradio-container > .main { padding: 1rem 1.5rem !important; }
.html-container:has(.cw) { padding: 0 !important; }
footer { display: none !important; }

.cw-head { display: flex; align-items: center; gap: .75rem; padding: .15rem .1rem; }
.cw-head svg { width: 38px; height: 38px; flex: none; }
.cw-head h1 { font-size: 1.3rem; line-height: 1.2; font-weight: 700; margin: 0; letter-spacing: -.015em; }
.cw-head p { margin: .1rem 0 0; font-size: .875rem; line-height: 1.35; color: var(--cw-soft); }
.cw-texts { margin-left: auto; flex: none; }

.cw-chip { display: inline-block; border: 1px solid var(--cw-edge); border-radius: 999px; padding: .1rem .6rem; font-size: .75rem; line-height: 1.35;
           font-weight: 500; color: var(--cw-soft); background: var(--cw-face); white-space: nowrap; }
.cw-chip.cw-year { color: var(--cw-link); border-color: color-mix(in srgb, var(--cw-link) 35%, transparent); background: var(--cw-tint); }

#left, #right { gap: .75rem; }
#answers { border: 1px solid var(--cw-edge); border-radius: 14px; background: var(--cw-face); box-shadow: none; }
#answers .bubble-wrap { padding: 0; }
#answers .message-wrap { padding: 1rem 1.1rem .5rem; margin: 0; }
#answers .message-row { max-width: 100%; margin: .25rem 0 .9rem; }
#answers .user-row { max-width: 85%; margin-left: auto; padding-right: 1.75rem; }
#answers .bot.message, #answers .bot-row .message { background: none; border: 0; box-shadow: none; padding: 0; }
#answers .bot-row { width: 100%; margin-bottom: 1.5rem; }
#answers .user.message { background: var(--cw-tint); border: 0; box-shadow: none; border-radius: 14px 14px 4px 14px; padding: .55rem .9rem; }
#answers .prose { font-size: .975rem; line-height: 1.6; color: var(--body-text-color); opacity: 1; overflow-wrap: anywhere; }
#answers .prose p { margin: .55rem 0; }
#answers .message-content .prose > :first-child { margin-top: 0; }
#answers .message-content .prose > :last-child { margin-bottom: 0; }
#answers .bot .prose code { font-family: inherit; font-size: .75rem; font-weight: 500; color: var(--cw-soft); background: none;
                            border: 1px solid var(--cw-edge); border-radius: 11px; display: inline-block; max-width: 100%; padding: .1rem .55rem; white-space: normal; }
#answers .bot .prose blockquote { margin: .8rem 0 0; padding: 0; border: 0; font-size: .82rem; line-height: 1.45; color: var(--cw-soft); font-style: normal; }
#answers .bot .prose blockquote p { margin: .2rem 0; color: inherit; }
#answers .bot .prose blockquote code { display: inline; font-family: var(--font-mono); border: 0; padding: 0; color: inherit; white-space: normal; }
#answers a[href*="#cite-"] { display: inline-block; min-width: 1.35em; text-align: center; font-size: .75rem; line-height: 1.35; font-weight: 600; text-decoration: none;
                              color: var(--cw-link); background: var(--cw-tint); border-radius: 6px; padding: .05rem .3rem; vertical-align: .08em; }
#answers a[href*="#cite-"]:hover { background: var(--cw-link); color: var(--cw-face); }
#answers .placeholder { padding: 1rem 1.25rem 0; text-align: center; }
#answers .placeholder h3 { font-size: 1.3rem; margin: 0 0 .35rem; text-align: center; }
#answers .placeholder p { color: var(--cw-soft); max-width: 27rem; margin: 0 auto; text-align: center; }
#answers .examples button { border-color: var(--cw-edge); background: none; box-shadow: none; }
#answers .examples button:hover { border-color: var(--cw-link); background: var(--cw-tint); }

#composer { gap: .5rem; align-items: stretch; border: 1px solid var(--cw-edge); border-radius: 14px; padding: .4rem; background: var(--cw-face); }
#composer:focus-within { border-color: var(--cw-link); box-shadow: 0 0 0 3px color-mix(in srgb, var(--cw-link) 18%, transparent); }
#question, #question .block, #question label { border: 0; padding: 0; background: none; box-shadow: none; }
#question textarea { border: 0 !important; box-shadow: none !important; background: none !important; font-size: 1rem; padding: .55rem .6rem; }
#ask { border-radius: 10px; min-height: 42px; align-self: flex-end; }
#filters { gap: .6rem; }
#filters .form { border: 0; background: none; box-shadow: none; gap: .6rem; }
#filters .block { background: none; border: 0; padding: 0; }
#filters .wrap { border-radius: 10px; border: 1px solid var(--cw-edge) !important; background: var(--cw-face); box-shadow: none; }
#filters input { font-size: .875rem; }

.cw-bar { display: flex; flex-wrap: wrap; align-items: baseline; gap: .15rem .6rem; margin: 0 0 .6rem; }
.cw-bar h2 { font-size: 1rem; font-weight: 650; margin: 0; }
.cw-bar span { font-size: .8rem; color: var(--cw-soft); }
.cw-copy { margin-left: auto; font-size: .8rem; font-weight: 500; color: var(--cw-link); background: none; border: 0; padding: 0; cursor: pointer; }
.cw-copy:hover { text-decoration: underline; }
.cw-card { border: 1px solid var(--cw-edge); border-radius: 12px; padding: .8rem .95rem .75rem; margin: 0 0 .65rem;
           background: var(--cw-face); scroll-margin: .75rem; transition: border-color .2s, box-shadow .2s; }
.cw-card:focus, .cw-card:target { outline: none; border-color: var(--cw-link); box-shadow: 0 0 0 3px color-mix(in srgb, var(--cw-link) 22%, transparent); }
.cw { overflow-wrap: anywhere; }
.cw-card header { display: flex; gap: .45rem; align-items: center; flex-wrap: wrap; font-size: .925rem; font-weight: 650; line-height: 1.3; }
.cw-n { background: #0f766e; color: #fff; border-radius: 6px; padding: .1rem .45rem; font-size: .75rem; line-height: 1.3; }
.cw-where { font-size: .8rem; line-height: 1.45; color: var(--cw-soft); margin: .4rem 0 .55rem; }
.cw-where b { font-weight: 500; color: var(--body-text-color); }
.cw-card blockquote { margin: 0 !important; border: 0 !important; padding: 0 !important; font-size: .915rem; line-height: 1.6; color: var(--cw-soft); font-style: normal; }
.cw-card mark { background: var(--cw-mark); color: var(--body-text-color); padding: .1em .15em; border-radius: 3px; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.cw-near mark { background: color-mix(in srgb, var(--cw-soft) 18%, transparent); }
.cw-far { display: none; }
.cw-card:has(details[open]) .cw-far { display: inline; }
.cw-card:has(details[open]) .cw-gap { display: none; }
.cw-foot { display: flex; flex-wrap: wrap; align-items: baseline; gap: 1rem; font-size: .8rem; margin: .45rem 0 0; }
.cw-foot a, .cw-foot summary, .cw-turn > summary, .cw-census summary { color: var(--cw-link); cursor: pointer; text-decoration: none; font-weight: 500; }
.cw-foot a { margin: 0; padding: 0; }
.cw-foot a:hover, .cw-foot summary:hover { text-decoration: underline; }
.cw-empty { color: var(--cw-soft); font-size: .9rem; line-height: 1.5; border: 1px dashed var(--cw-edge); border-radius: 12px; padding: 1.1rem; margin: 0; }
.cw-turn { border-top: 1px solid var(--cw-edge); padding: .6rem 0; }
.cw-turn > summary { font-size: .85rem; overflow-wrap: anywhere; }
.cw-turn[open] > summary { margin-bottom: .6rem; }
.cw-census { border: 1px solid var(--cw-edge); border-radius: 12px; padding: .75rem .95rem; margin: 0 0 .65rem; font-size: .85rem; background: var(--cw-face); }
.cw-meter { display: flex; height: 8px; gap: 2px; border-radius: 99px; overflow: hidden; margin: .5rem 0; }
.cw-meter i { background: var(--cw-edge); } .cw-meter i.yes { background: #14b8a6; } .cw-meter i.no { background: #f59e0b; }
.cw-census ul { list-style: none; margin: .5rem 0 0; padding: 0; }
.cw-census li { display: flex; justify-content: space-between; gap: 1rem; padding: .25rem 0; margin: 0; border-top: 1px solid var(--cw-edge); }
.cw-census li span { color: var(--cw-soft); white-space: nowrap; }

#filters .options { max-height: min(24rem, 60dvh) !important; }

@media (min-width: 720px) {
  #right { position: sticky; top: 1rem; max-height: max(30rem, calc(100dvh - 6.25rem)); overflow-y: auto; flex-wrap: nowrap; scrollbar-width: thin;
           padding: 3px .25rem 3px 3px; margin-top: -3px; }
  .cw-back, .cw-foot:not(:has(details, a:not(.cw-back))) { display: none; }
}
@media (max-width: 719px) {
  #left, #right { flex: 1 1 100%; }
  .gradio-container > .main { padding: .75rem !important; }
  .cw-head { align-items: flex-start; }
  .cw-head p { font-size: .8rem; }
  .cw-texts { display: none; }
  #answers { height: auto !important; min-height: 20rem; }
  #answers .message-wrap { padding: .85rem .85rem .4rem; }
  #composer { position: sticky; bottom: .5rem; z-index: 10; box-shadow: 0 4px 20px rgb(15 23 42 / .12); }
  .cw-chip { white-space: normal; }
}
"""

HEAD = """
<script>
// A click on a mark goes to its card, whatever group it is folded into and whatever the page's address.
document.addEventListener('click', (event) => {
  const link = event.target.closest && event.target.closest('a[href*="#cite-"], a[href*="#answers"]');
  const goal = link && document.getElementById(link.hash.slice(1));
  if (!goal) return;
  event.preventDefault();
  for (let fold = goal.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
  goal.scrollIntoView({block: 'start'});
  goal.focus({preventScroll: true});
});
document.addEventListener('click', async (event) => {
  const button = event.target.closest && event.target.closest('.cw-copy');
  if (!button) return;
  let said = 'Copied';
  try { await navigator.clipboard.writeText(button.dataset.text); } catch { said = 'This browser does not let a page copy'; }
  button.textContent = said;
});
</script>
"""


_TO_LAST = """() => {
  const asked = [...document.querySelectorAll('#answers .user-row')].pop();
  const wrap = document.querySelector('#answers .bubble-wrap');
  if (!asked) return;
  if (wrap.scrollHeight > wrap.clientHeight + 4) wrap.scrollTop += asked.getBoundingClientRect().top - wrap.getBoundingClientRect().top - 12;
  else if (innerWidth < 720) asked.scrollIntoView({block: 'start'});
}"""
"""Brings the last question to the top, so that its answer is read from its beginning."""


class PortTaken(RuntimeError):
    """Another program serves at the address."""


def build_page(assistant: Assistant) -> Any:
    """The page over an assistant; every visitor has a conversation of their own."""
    boards = [("All boards", ""), *((body.name, body.name) for body in assistant.bodies.all)]
    covered = sorted({str(document.period) for document in assistant.index.documents if document.period}, reverse=True)
    years = [("All years", ""), *((year, year) for year in covered)]

    def answer(question: str, told: list[Answer], board: str, year: str, messages: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip(), ""
            return
        messages = [*messages, {"role": "user", "content": question_markdown(question)}]
        yield messages, gr.skip(), gr.skip(), ""
        filters = Filters((board,) if board else (), (Period.parse(year),) if year else ())
        told = [*told, assistant.ask(question, history=[earlier.reading for earlier in told], filters=filters)]
        yield [*messages, {"role": "assistant", "content": answer_markdown(told[-1], len(told))}], sources(told), told, ""

    def example(told: list[Answer], board: str, year: str, messages: list[dict[str, Any]], chosen: gr.SelectData) -> Iterator[tuple[Any, ...]]:
        yield from answer(chosen.value["text"], told, board, year, messages)

    with gr.Blocks(title="Citewell", analytics_enabled=False, fill_width=True) as page:
        gr.HTML(_header(assistant))
        told = gr.State([])
        with gr.Row():
            with gr.Column(scale=6, min_width=300, elem_id="left"):
                chat = gr.Chatbot(
                    label="Answers",
                    show_label=False,
                    height="max(24rem, calc(100dvh - 14rem))",
                    elem_id="answers",
                    placeholder=_WELCOME,
                    examples=[{"text": text} for text in EXAMPLES],
                    buttons=[],
                    autoscroll=False,
                    latex_delimiters=[],
                    allow_tags=False,
                    feedback_options=None,
                )
                with gr.Row(elem_id="composer"):
                    question = gr.Textbox(
                        label="Your question",
                        show_label=False,
                        container=False,
                        placeholder="Ask a question",
                        scale=5,
                        min_width=160,
                        max_lines=5,
                        max_length=2000,
                        autofocus=True,
                        elem_id="question",
                    )
                    ask = gr.Button("Ask", variant="primary", scale=0, min_width=84, elem_id="ask")
                with gr.Row(elem_id="filters"):
                    board = gr.Dropdown(boards, value="", label="Board", show_label=False, container=False, scale=3, min_width=150, elem_id="board")
                    year = gr.Dropdown(years, value="", label="Year", show_label=False, container=False, scale=1, min_width=132, elem_id="year")
            with gr.Column(scale=5, min_width=300, elem_id="right"):
                shown = gr.HTML(_EMPTY, elem_id="sources")
        inputs, outputs = [told, board, year, chat], [chat, shown, told, question]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        gr.on([ask.click, question.submit], answer, [question, *inputs], outputs, **quiet).then(None, js=_TO_LAST, **quiet)
        chat.example_select(example, inputs, outputs, **quiet).then(None, js=_TO_LAST, **quiet)
        chat.clear(lambda: (_EMPTY, []), None, [shown, told], **quiet)
    return page


def question_markdown(question: str) -> str:
    """A question as the chat shows it: the words as they were typed, whatever they are."""
    return _plain_markdown(question.strip())


def answer_markdown(answer: Answer, turn: int = 1) -> str:
    """An answer as the chat shows it: its reading, its text with links to the quotes, its notes.

    Args:
        answer: what to show.
        turn: the number of the answer in its conversation, which its links lead to.
    """
    reading = answer.reading
    chips = " ".join(f"`{part.replace('`', '')}`" for part in [*reading.bodies, *reading.regions, *map(str, reading.periods), reading.shape.value])
    head = f"**{_REASONS[answer.refusal.reason]}**\n\n" if answer.refusal else ""
    text = _plain_markdown(answer.text)
    text = re.sub(r"^\\\*\\\*(.+?)\\\*\\\*(?=: )", r"**\1**", text, flags=re.MULTILINE)
    for c in answer.citations:
        text = text.replace(rf"\[{c.n}\]", f"[{c.n}](#cite-{turn}-{c.n})")
    notes = "\n>\n".join(f"> {_note_markdown(note)}" for note in answer.notes)
    return f"{chips}\n\n{head}{text}" + (f"\n\n{notes}" if notes else "")


def sources(told: Sequence[Answer]) -> str:
    """The cards of a conversation: those of the last answer, and those of earlier ones folded up below."""
    if not told:
        return _EMPTY
    earlier = [
        f'<details class="cw-turn"><summary>{html.escape(answer.question.strip())}</summary>{cards(answer, turn)}</details>'
        for turn, answer in enumerate(told[:-1], start=1)
        if answer.citations
    ]
    fold = f'<div class="cw-bar"><h2>Earlier in this conversation</h2></div>{"".join(reversed(earlier))}' if earlier else ""
    return f'<div class="cw">{cards(told[-1], len(told))}{fold}</div>'


def cards(answer: Answer, turn: int = 1) -> str:
    """The citations of an answer as cards, each with its place and its quote marked in its passage."""
    number = len(answer.citations)
    title = "Nearest passages" if answer.refusal else "Sources"
    if not number:
        said = "No passage comes near." if answer.refusal else "No sentence states it, so nothing is quoted."
        return f'<div class="cw-bar"><h2>{title}</h2></div>{_census(answer.census, turn)}<p class="cw-empty">{said}</p>'
    note = "these do not answer the question" if answer.refusal else f"{number} quote{'s' if number != 1 else ''}"
    copy = f'<button type="button" class="cw-copy" data-text="{html.escape(plain_text(answer))}">Copy answer and sources</button>'
    near = ' class="cw-near"' if answer.refusal else ""
    return (
        f'<div class="cw-bar"><h2>{title}</h2><span>{note}</span>{copy if not answer.refusal else ""}</div>'
        f"{_census(answer.census, turn)}<div{near}>{''.join(card(c, turn) for c in answer.citations)}</div>"
    )


def plain_text(answer: Answer) -> str:
    """An answer with its quotes and where each stands, as it is pasted into another text."""
    quotes = "".join(
        f"\n[{c.n}] “{c.quote}” {c.title}, {c.period}{', our wording' if c.edition == Edition.DIGEST else ''}: {' › '.join(c.section)}"
        for c in answer.citations
    )
    return f"{answer.question.strip()}\n\n{answer.text.replace('**', '')}\n{quotes}\n"


def card(c: Citation, turn: int = 1) -> str:
    """One citation as a card."""
    before, found, after = c.passage.partition(c.quote)
    if not found:
        before = after = ""
    far_before, near_before = _split_last(before)
    near_after, far_after = _split_first(after)
    quote = (
        f"{_far(far_before, gap='… ')}{html.escape(near_before)}<mark>{html.escape(c.quote)}</mark>{html.escape(near_after)}{_far(far_after, gap=' …')}"
    ).replace("\n", "<br>")
    wording = '<span class="cw-chip" title="From the built-in digest, not the publisher’s words">our wording</span>' if c.edition == Edition.DIGEST else ""
    body = f"<span>{html.escape(c.body)}</span>" if c.body else ""
    title = f"<b>{html.escape(c.title)}</b>" + (f", {html.escape(c.publisher)}" if c.publisher else "")
    place = f"<br>{html.escape(' › '.join(c.section))}" if c.section else ""
    whole = "<details><summary>Whole passage</summary></details>" if far_before or far_after else ""
    web = c.url and c.url.startswith(("https://", "http://"))
    link = f'<a href="{html.escape(c.url or "")}" target="_blank" rel="noopener noreferrer">Publisher’s site</a>' if web else ""
    return (
        f'<article class="cw-card" id="cite-{turn}-{c.n}" tabindex="-1" aria-label="Citation {c.n}"><header><span class="cw-n">{c.n}</span>{body}'
        f'<span class="cw-chip cw-year">{html.escape(c.period)}</span>{wording}</header><p class="cw-where">{title}{place}</p>'
        f'<blockquote>{quote}</blockquote><div class="cw-foot">{whole}{link}<a class="cw-back" href="#answers">Back to the answer</a></div></article>'
    )


def _census(census: Census | None, turn: int) -> str:
    if census is None:
        return ""
    counts = {verdict: sum(row.verdict == verdict for row in census.rows) for verdict in _VERDICTS}
    said = " · ".join(f"{number} {_VERDICTS[verdict].lower()}" for verdict, number in counts.items() if number)
    meter = "".join(f'<i class="{verdict}" style="flex:{number}"></i>' for verdict, number in counts.items() if number)
    rows = "".join(f"<li>{html.escape(row.body)}<span>{_verdict(row.verdict, row.citation, turn)}</span></li>" for row in census.rows)
    return (
        f'<section class="cw-census" aria-label="Every board"><b>{census.checked} boards checked</b>: {said}<div class="cw-meter">{meter}</div>'
        f"<details><summary>Every board</summary><ul>{rows}</ul></details></section>"
    )


def _verdict(verdict: str, citation: int | None, turn: int) -> str:
    said = html.escape(_VERDICTS.get(verdict, verdict))
    return f'<a href="#cite-{turn}-{citation}">{said} [{citation}]</a>' if citation else said


def _header(assistant: Assistant) -> str:
    documents = assistant.index.documents
    originals = sum(document.edition is Edition.ORIGINAL for document in documents)
    edition = "digest edition, our wording" if not originals else "originals" if originals == len(documents) else f"{originals} as originals"
    return (
        f'<div class="cw cw-head">{_MARK}<div><h1>Citewell</h1><p>England’s {len(assistant.bodies.all)} integrated care boards, '
        "answered from their assessments and surveys. Everything stays on this machine.</p></div>"
        f'<span class="cw-chip cw-texts">{len(documents)} documents · {edition}</span></div>'
    )


def _far(text: str, *, gap: str) -> str:
    return f'<span class="cw-far">{html.escape(text)}</span><span class="cw-gap">{gap}</span>' if text else ""


def _split_last(text: str) -> tuple[str, str]:
    if len(text) <= _NEAR:
        return "", text
    cut = text.find(" ", len(text) - _NEAR) + 1
    return text[:cut], text[cut:]


def _split_first(text: str) -> tuple[str, str]:
    if len(text) <= _NEAR:
        return text, ""
    cut = text.rfind(" ", 0, _NEAR)
    return (text[:cut], text[cut:]) if cut > 0 else ("", text)


def _note_markdown(note: str) -> str:
    parts = re.split(r"(`[^`]+`)", note)
    return "".join(part if n % 2 else _plain_markdown(part) for n, part in enumerate(parts))


def _plain_markdown(text: str) -> str:
    """Text with nothing in it that a page would take for markup."""
    text = re.sub(r"([\\`*_<>\[\]#|~&$!])", r"\\\1", text)
    text = re.sub(r"^([ \t]*)([-+=]|\d+(?=[.)]))", _line_start, text, flags=re.MULTILINE)
    return re.sub(r"(https?|ftp|mailto)(?=:)|\bwww(?=\.)|(?<=\w)(?=@)", lambda found: f"{found[0]}\\", text)


def _line_start(found: re.Match[str]) -> str:
    return f"\\{found[2]}" if not found[2].isdigit() else f"{found[2]}\\"


def theme() -> gr.themes.Base:
    """Gradio's own theme in fonts that every machine has, so that nothing is fetched."""
    return gr.themes.Default(primary_hue="teal", neutral_hue="slate", radius_size="lg", font=_FONTS, font_mono=["ui-monospace", "monospace"]).set(
        body_background_fill="#f6f8fa",
        button_primary_background_fill="#0f766e",
        button_primary_background_fill_hover="#115e59",
        button_primary_background_fill_dark="#0f766e",
        button_primary_background_fill_hover_dark="#0d9488",
        button_primary_text_color="white",
        block_shadow="none",
    )


def serve(assistant: Assistant, home: Home, *, host: str, port: int) -> None:
    """Serve the page until the program is stopped.

    Raises:
        PortTaken: if another program serves there.
        SettingsError: if the address cannot be served at.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in (98, 48):
                raise PortTaken(f"another program serves at {host}:{port}; stop it, or choose another port with --port") from None
            raise SettingsError(f"{host}:{port} cannot be served at ({error.strerror}); choose another with --host and --port") from None
    print(f'Citewell is at http://{host}:{port} (stop it with Ctrl-C).\nIn the terminal: citewell ask "How did Devon do on finance?"', flush=True)
    page = build_page(assistant)
    page.queue(default_concurrency_limit=4).launch(
        server_name=host, server_port=port, theme=theme(), css=CSS, head=HEAD, quiet=True, show_error=False, share=False, footer_links=[]
    )
