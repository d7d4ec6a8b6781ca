"""The page: ask, read the answer, see every quote in its passage."""

from __future__ import annotations

import html
import re
import socket
from typing import TYPE_CHECKING, Any

import gradio as gr

from corpus.types import Period
from rag.types import Answer, Citation, Filters, Reading
from ui.settings import SettingsError

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from ui.home import Home

EXAMPLES = (
    "How did Bedfordshire, Luton and Milton Keynes do on 4-hour urgent care?",
    "What share of ICS leaders were confident about tackling inequalities in 2024/25?",
    "Compare the finances of Devon and Dorset.",
    "What does the guidance say about feedback from partners?",
)

CSS = """
.gradio-container { max-width: 1240px !important; margin: 0 auto !important; }
.cw-head h1 { font-size: 1.9rem; margin: .2rem 0 0; letter-spacing: -.02em; }
.cw-head p { margin: .2rem 0 .6rem; color: var(--body-text-color-subdued); }
.cw-card { border: 1px solid var(--border-color-primary); border-left: 4px solid var(--primary-500); border-radius: 10px;
           padding: .8rem 1rem; margin: 0 0 .8rem; background: var(--background-fill-primary); scroll-margin-top: 1rem; }
.cw-card:target { box-shadow: 0 0 0 3px var(--primary-300); }
.cw-card header { display: flex; gap: .55rem; align-items: baseline; flex-wrap: wrap; font-weight: 600; }
.cw-n { background: var(--primary-600); color: #fff; border-radius: 6px; padding: 0 .5rem; font-size: .85rem; }
.cw-chip { border: 1px solid var(--border-color-primary); border-radius: 999px; padding: 0 .6rem; font-size: .8rem; font-weight: 500; }
.cw-where { font-size: .83rem; color: var(--body-text-color-subdued); margin: .3rem 0 .5rem; }
.cw-card blockquote { margin: 0; border: 0; padding: 0; line-height: 1.55; color: var(--body-text-color); }
.cw-card mark { background: color-mix(in srgb, var(--primary-300) 45%, transparent); color: inherit; padding: .08em .1em; border-radius: 3px; }
.cw-empty { color: var(--body-text-color-subdued); padding: 1.2rem .2rem; }
.cw-note { font-size: .85rem; }
footer { display: none !important; }
"""

_FONTS = ["ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "sans-serif"]
_EMPTY = '<p class="cw-empty">The passages that an answer rests on stand here, with the quoted words marked.</p>'


class PortTaken(RuntimeError):
    """Another program serves at the address."""


def build_page(assistant: Assistant) -> Any:
    """The page over an assistant; every visitor has a history of their own."""
    boards = [body.name for body in assistant.bodies.all]
    years = sorted({str(document.period) for document in assistant.index.documents if document.period}, reverse=True)

    def answer(question: str, history: list[Reading], board: str | None, year: str | None, messages: list[dict[str, Any]]) -> tuple[Any, ...]:
        if not question.strip():
            return messages, _EMPTY if not messages else gr.skip(), history, ""
        filters = Filters((board,) if board else (), (Period.parse(year),) if year else ())
        result = assistant.ask(question, history=history, filters=filters)
        shown = [*messages, {"role": "user", "content": question}, {"role": "assistant", "content": answer_markdown(result)}]
        return shown, cards(result), [*history, result.reading], ""

    with gr.Blocks(title="Citewell", analytics_enabled=False, fill_width=True) as page:
        gr.HTML('<div class="cw-head"><h1>Citewell</h1><p>England’s 42 integrated care boards, answered from their assessments and surveys, '
                "with the words each sentence rests on. Everything stays on this machine.</p></div>")  # fmt: skip
        history = gr.State([])
        with gr.Row():
            with gr.Column(scale=3, min_width=320):
                chat = gr.Chatbot(label="Answers", height=430, elem_id="answers", placeholder="Ask a question, or take an example below.")
                with gr.Row():
                    question = gr.Textbox(
                        label="Your question", placeholder="How did Devon do on finance in 2024/25?", scale=5, elem_id="question", max_length=2000
                    )
                    ask = gr.Button("Ask", variant="primary", scale=1, min_width=90, elem_id="ask")
                with gr.Row():
                    board = gr.Dropdown(boards, value=None, label="Only this board", scale=2, elem_id="board")
                    year = gr.Dropdown(years, value=None, label="Only this year", scale=1, elem_id="year")
                gr.Examples([[example] for example in EXAMPLES], inputs=[question], label="Examples")
            with gr.Column(scale=2, min_width=320):
                sources = gr.HTML(_EMPTY, elem_id="sources", label="Sources")
        inputs, outputs = [question, history, board, year, chat], [chat, sources, history, question]
        ask.click(answer, inputs, outputs, api_visibility="private")
        question.submit(answer, inputs, outputs, api_visibility="private")
    return page


def answer_markdown(answer: Answer) -> str:
    """An answer as the chat shows it: its reading, its text with links to the quotes, its notes."""
    reading = answer.reading
    chips = " · ".join([*reading.bodies, *reading.regions, *map(str, reading.periods), reading.shape.value])
    text = re.sub(r"\[(\d+)\]", r"[\[\1\]](#cite-\1)", _plain_markdown(answer.text))
    notes = "".join(f"\n\n*{_plain_markdown(note)}*" for note in answer.notes)
    return f"`{chips}`\n\n{text}{notes}"


def cards(answer: Answer) -> str:
    """The citations of an answer as cards, each with its place and its quote marked in its passage."""
    if not answer.citations:
        return '<p class="cw-empty">Nothing is cited.</p>'
    title = "Nearest passages" if answer.refusal else "Sources"
    return f"<h2>{title}</h2>" + "".join(card(c) for c in answer.citations)


def card(c: Citation) -> str:
    """One citation as a card."""
    before, found, after = c.passage.partition(c.quote)
    quote = f"{html.escape(before)}<mark>{html.escape(c.quote)}</mark>{html.escape(after)}" if found else f"<mark>{html.escape(c.quote)}</mark>"
    wording = '<span class="cw-chip">our wording</span>' if c.edition == "digest" else ""
    body = f"<span>{html.escape(c.body)}</span>" if c.body else ""
    return (
        f'<article class="cw-card" id="cite-{c.n}" tabindex="0" aria-label="Citation {c.n}"><header><span class="cw-n">{c.n}</span>{body}'
        f'<span class="cw-chip">{html.escape(c.period)}</span>{wording}</header>'
        f'<p class="cw-where">{html.escape(c.title)}<br>{html.escape(" › ".join(c.section))}</p><blockquote>{quote.replace(chr(10), "<br>")}</blockquote></article>'
    )


def _plain_markdown(text: str) -> str:
    """Text with nothing in it that a page would take for markup, our own bold aside."""
    return re.sub(r"([`<>#|~])", r"\\\1", text)


def theme() -> gr.themes.Base:
    """Gradio's own theme in fonts that every machine has, so that nothing is fetched."""
    return gr.themes.Soft(primary_hue="teal", neutral_hue="slate", font=_FONTS, font_mono=["ui-monospace", "monospace"])


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
        server_name=host, server_port=port, theme=theme(), css=CSS, quiet=True, show_error=False, share=False, footer_links=[]
    )
