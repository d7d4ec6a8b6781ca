"""The page: Gradio's parts, wired to the desk that answers."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import gradio as gr
from pydantic import ValidationError

from corpus.bodies import Bodies
from corpus.types import Edition
from ui import viewer
from ui.about import about_html
from ui.across import Across
from ui.asking import Stopped, Stops, asking
from ui.desk import SORRY, Desk, as_json
from ui.frame import across_html, composer_html, head_html, progress_html, quote_html
from ui.history import HistoryFile, now, shown, with_conversation
from ui.opening import NotOpen, Opening
from ui.overheard import Passed
from ui.pasted import as_answer, lookup_html
from ui.permalink import Asked, LinkError, Turn
from ui.sent import Ask, Change, Link, Rate, Words, notice, sentence
from ui.serving import routes
from ui.settings import SettingsError
from ui.tools import tools
from ui.transcript import Pending, sentences_of, transcript

if TYPE_CHECKING:
    from ui.home import Home

_log = logging.getLogger("citewell")

_FONTS = ["ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "sans-serif"]
_FRAMES = 8
"""Pictures of an answer that grows, at most: a list of forty boards is not drawn forty times."""
_NO_SECRET = "citewell-history"
"""With what the browser's store is scrambled. It keeps nothing from anybody: what it holds lies in the visitor's own browser."""


class PortTaken(RuntimeError):
    """Another program serves at the address."""


@dataclass(frozen=True)
class _Shown:
    """What an event draws anew; what is left out stays as it is."""

    talk: Any = None
    evidence: Any = None
    turns: Any = None
    past: Any = None
    history: Any = None

    def outputs(self) -> tuple[Any, ...]:
        return tuple(gr.skip() if value is None else value for value in (self.talk, self.evidence, self.turns, self.past, self.history))


def build_page(desk: Desk, *, mcp: bool = False) -> Any:
    """The page over a desk; every visitor has a conversation of their own.

    Args:
        mcp: whether programs may ask through the Model Context Protocol as well.
    """
    talker, across = _Talker(desk), Across(desk)
    with gr.Blocks(title="Citewell", analytics_enabled=False, fill_width=True) as page:
        _html(talker.head(), "head")
        progress = _html("", "progress")
        clock = gr.Timer(1, active=False)
        turns = gr.State([])
        past = gr.BrowserState([], storage_key="citewell-history", secret=_NO_SECRET)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", elem_id="tab-ask"), gr.Row(elem_classes="cw-row"):
                with gr.Column(scale=6, min_width=300, elem_id="left"):
                    talk = _html(talker.talk([]), "talk")
                    script = "".join((files("ui") / name).read_text(encoding="utf-8") for name in ("page.js", "spots.js"))
                    composer = gr.HTML(
                        composer_html([body.name for body in desk.bodies.all], desk.years, desk.titles, desk.model),
                        apply_default_css=False,
                        elem_id="composer",
                        js_on_load=script,
                    )
                with gr.Column(scale=5, min_width=300, elem_id="right"):
                    evidence = _html(viewer.EMPTY, "evidence")
            with gr.Tab("Across the boards", elem_id="tab-across") as tab_across, gr.Row(elem_classes="cw-row"):
                with gr.Column(scale=3, min_width=300):
                    _html(across_html(), "across-form")
                    across_result = _html("", "across-result")
                    chooser, spots = _html("", "chooser"), _html("", "spots")
                    opened = gr.State(False)
                with gr.Column(scale=2, min_width=300, elem_classes="cw-right"):
                    across_evidence = _html(viewer.EMPTY, "across-evidence")
            with gr.Tab("Find a quote", elem_id="tab-find"), gr.Row(elem_classes="cw-row"):
                with gr.Column(scale=6, min_width=300):
                    _html(quote_html(), "find-form")
                    found = _html("", "find-result")
                with gr.Column(scale=5, min_width=300, elem_classes="cw-right"):
                    found_evidence = _html(viewer.EMPTY, "find-evidence")
            with gr.Tab("History", elem_id="tab-history"):
                history = _html(talker.past([]), "history")
            with gr.Tab("About", elem_id="tab-about"):
                _html(about_html(desk.home, len(desk.bodies.all), keeps_history=desk.history is not None, model=desk.model), "about")
        # Before the page's own events, one of which would take the name.
        gr.api(talker.as_json, api_name="ask", api_visibility="undocumented" if mcp else "public")  # type: ignore[attr-defined]
        for tool in tools(desk) if mcp else ():
            gr.api(tool, api_name=f"tool_{tool.__name__}", queue=False)  # type: ignore[attr-defined]
        drawn = [talk, evidence, turns, past, history]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        done: dict[str, Any] = {"fn": None, "js": "() => window.citewell?.done()", **quiet}
        questioning = composer.ask(talker.ask, [turns, past], drawn, **quiet)
        changing = composer.change_reading(talker.change, [turns, past], drawn, **quiet)
        arriving = composer.arrive(talker.arrive, [past], drawn, **quiet)
        for name, event in (("ask", questioning), ("change_reading", changing), ("arrive", arriving)):
            event.then(**{**done, "js": f"() => window.citewell?.done('{name}')"})
        composer.halt(talker.halt, None, None, queue=False, **quiet)
        composer.clear(talker.clear, None, [talk, evidence, turns], **quiet).then(**done)
        composer.rate(talker.rate, [turns], [turns], **quiet)
        composer.across(across.ask, [past], [across_result, across_evidence, past, history], **quiet).then(**done)
        tab_across.select(across.open, [opened], [chooser, spots, opened], **quiet)
        composer.choose(across.choose, None, [spots], **quiet)
        composer.spot(across.spot, None, [across_evidence], **quiet).then(fn=None, js="() => window.citewell?.spotted()", **quiet)
        composer.find(talker.find, None, [found, found_evidence], **quiet).then(**done)
        composer.forget(lambda: ([], talker.past([])), None, [past, history], **quiet)
        gr.on([page.load, clock.tick], talker.progress, None, [progress, clock], **quiet)
        page.unload(talker.leave)
    return page


def _html(value: str, name: str) -> Any:
    return gr.HTML(value, apply_default_css=False, js_on_load=None, elem_id=name)


class _Talker:
    """What the page's events do: what they are sent is checked, and every fault becomes a sentence."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.stops = Stops()

    def head(self) -> str:
        desk = self.desk
        editions = [source.edition for source in desk.home.sources()]
        originals = editions.count(Edition.ORIGINAL)
        edition = "digest edition, our wording" if not originals else "originals" if originals == len(editions) else f"{originals} as originals"
        return head_html(len(desk.bodies.all), len(editions), edition)

    def progress(self) -> tuple[str, Any]:
        """How far the index is, and a clock that runs until it is there."""
        opening = self.desk.opening
        said = "" if opening.is_open else opening.fault or f"{opening.progress.sentence} You can ask meanwhile."
        return progress_html(said), gr.Timer(active=not opening.is_over)

    def talk(self, turns: Sequence[Turn], *, pending: Pending | None = None, shown: int | None = None, notice: str = "") -> str:
        return transcript(turns, titles=self.desk.titles, bodies=self.desk.bodies, pending=pending, shown=shown, notice=notice)

    def evidence(self, turns: Sequence[Turn]) -> str:
        index = self.desk.assistant.index if self.desk.opening.is_open else None
        return viewer.evidence([(str(n), turn.answer) for n, turn in enumerate(turns, start=1)], index)

    def past(self, stored: Any) -> str:
        return shown(stored, self.desk.history)

    def ask(self, turns: list[Turn], past: Any, request: gr.Request, data: gr.EventData) -> Iterator[tuple[Any, ...]]:
        try:
            sent = Ask.model_validate(data._data)
            asked = self.desk.checked(sent.question, sent.body, sent.year, sent.document)
        except (ValidationError, LinkError) as error:
            yield _Shown(talk=self.talk(turns, notice=sentence(error))).outputs()
            return
        if asked.question:
            yield from self._answered(turns if sent.replace is None else turns[: sent.replace - 1], past, asked, _visitor(request))

    def change(self, turns: list[Turn], past: Any, request: gr.Request, data: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Ask a question again with another board, year or document: in its place if it was the last one, else at the end."""
        try:
            sent = Change.model_validate(data._data)
            turn = turns[sent.turn - 1]
            asked = self.desk.allowed(_changed(turn, sent))
        except (ValidationError, LinkError, IndexError) as error:
            yield _Shown(talk=self.talk(turns, notice=sentence(error))).outputs()
            return
        yield from self._answered(turns[:-1] if sent.turn == len(turns) else turns, past, asked, _visitor(request))

    def _answered(self, turns: Sequence[Turn], past: Any, asked: Asked, visitor: str) -> Iterator[tuple[Any, ...]]:
        desk, stop = self.desk, self.stops.begin(visitor)
        yield _Shown(talk=self.talk(turns, pending=Pending(asked.question))).outputs()
        told = list(turns)
        written: list[Passed] = []
        try:
            for said in desk.waiting():
                if stop.is_set():
                    raise Stopped("Stopped. The question was not asked.")
                yield _Shown(talk=self.talk(turns, pending=Pending(asked.question, said))).outputs()
            for came in desk.answering(turns, asked, stop):
                if isinstance(came, Turn):
                    told.append(came)
                else:
                    written.append(came)
                    yield _Shown(talk=self.talk(turns, pending=Pending(asked.question, written=tuple(written)))).outputs()
        except (NotOpen, Stopped) as error:
            yield _Shown(talk=self.talk(turns, notice=str(error))).outputs()
            return
        except Exception:
            _log.exception("a question was not answered")
            yield _Shown(talk=self.talk(turns, notice=SORRY)).outputs()
            return
        finally:
            self.stops.end(visitor, stop)
        parts = len(sentences_of(told[-1].answer))
        evidence = self.evidence(told)
        for n in range(1, parts, max(1, parts // _FRAMES)):
            yield _Shown(talk=self.talk(told, shown=n), evidence=evidence, turns=told).outputs()
        kept = with_conversation(past, [turn.asked for turn in told], now())
        yield _Shown(self.talk(told), evidence, told, kept, self.past(kept)).outputs()
        told = desk.followed(told)
        yield _Shown(talk=self.talk(told), turns=told).outputs()

    def arrive(self, past: Any, request: gr.Request, data: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """A visitor comes: their history is shown, and a conversation that their link holds is asked anew."""
        yield _Shown(history=self.past(past)).outputs()
        stop = self.stops.begin(_visitor(request))
        told: list[Turn] = []
        try:
            query = Link.model_validate(data._data).query.lstrip("?")
            if "q=" not in query:
                return
            for said in self.desk.waiting():
                if stop.is_set():
                    raise Stopped("it was stopped.")
                yield _Shown(talk=self.talk([], pending=Pending("A conversation from a link", said))).outputs()
            for came in asking(lambda told, cancelled: self.desk.replayed(query, cancelled), stop):
                told = came if isinstance(came, list) else told
        except (LinkError, NotOpen, Stopped, ValidationError) as error:
            yield _Shown(talk=self.talk([], notice=f"This link cannot be followed: {sentence(error)}")).outputs()
            return
        except Exception:
            _log.exception("a link could not be followed")
            yield _Shown(talk=self.talk([], notice=SORRY)).outputs()
            return
        finally:
            self.stops.end(_visitor(request), stop)
        if told:
            yield _Shown(talk=self.talk(told), evidence=self.evidence(told), turns=told).outputs()
            told = self.desk.followed(told)
            yield _Shown(talk=self.talk(told), turns=told).outputs()

    def halt(self, request: gr.Request) -> None:
        """Stop what the visitor waits for: what has come of it by then is shown."""
        self.stops.stop(_visitor(request))

    def leave(self, request: gr.Request) -> None:
        """Nobody waits any more for what a visitor asked who is gone."""
        self.stops.stop(_visitor(request))

    def clear(self) -> tuple[str, str, list[Turn]]:
        return self.talk([]), viewer.EMPTY, []

    def rate(self, turns: list[Turn], request: gr.Request, data: gr.EventData) -> Any:
        try:
            sent = Rate.model_validate(data._data)
            self.desk.rate(turns, sent.turn, sent.thumb, sent.comment, _visitor(request))
        except (ValidationError, IndexError, OSError) as error:
            _log.warning("a rating was not kept: %s", error)
            gr.Warning("Your rating could not be kept.")
            return gr.skip()
        return [replace(turn, thumb=sent.thumb) if n == sent.turn else turn for n, turn in enumerate(turns, start=1)]

    def find(self, data: gr.EventData) -> Iterator[tuple[str, str]]:
        """Words looked for in the texts."""
        key = "q"
        try:
            for said in self.desk.waiting():
                yield notice(said), viewer.EMPTY
            found = self.desk.look_up(Words.model_validate(data._data).text)
            answer = as_answer(found, self.desk.assistant.index)
        except (ValidationError, NotOpen) as error:
            yield notice(sentence(error)), viewer.EMPTY
            return
        except Exception:
            _log.exception("words could not be looked for")
            yield notice(SORRY), viewer.EMPTY
            return
        yield lookup_html(found, answer, key), viewer.evidence([(key, answer)], self.desk.assistant.index)

    def as_json(self, question: str, body: str = "", year: str = "", document: str = "") -> dict[str, Any]:
        """Answer a question about England's integrated care boards, with the exact words that each sentence rests on."""
        return as_json(self.desk, question, body, year, document)


def _visitor(request: gr.Request) -> str:
    """The window of a visitor: each has a conversation of its own."""
    return str(request.session_hash or "")


def _changed(turn: Turn, sent: Change) -> Asked:
    """A turn's question with one thing that it is held to put in the place of another."""
    reading = turn.reading
    read = {"body": reading.bodies, "year": tuple(map(str, reading.periods)), "document": reading.documents}[sent.kind]
    rest = [sent.new if value == sent.old else value for value in read] if sent.old in read else [*read, sent.new]
    values = tuple(dict.fromkeys(value for value in rest if value))
    if sent.kind == "body":
        return replace(turn.asked, bodies=values)
    return replace(turn.asked, years=values) if sent.kind == "year" else replace(turn.asked, documents=values)


def theme() -> gr.themes.Base:
    """Gradio's own theme in fonts that every machine has, so that nothing is fetched."""
    return gr.themes.Default(primary_hue="teal", neutral_hue="slate", radius_size="lg", font=_FONTS, font_mono=["ui-monospace", "monospace"]).set(
        body_background_fill="#f6f8fa", block_shadow="none"
    )


def serve(opening: Opening, home: Home, *, host: str, port: int, history: bool = False, model: str = "", mcp: bool = False) -> None:
    """Serve the page until the program is stopped.

    Args:
        opening: the assistant, ready or on its way.
        home: where the texts are.
        history: whether to keep every question in a file of the home.
        model: the model that words answers, which visitors are told of; empty if there is none.
        mcp: whether to answer programs through the Model Context Protocol as well.

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
    desk = Desk(opening.start(), home, Bodies.load(), HistoryFile(home.path / "history.sqlite") if history else None, model)
    print(f'Citewell is at http://{host}:{port} (stop it with Ctrl-C).\nIn the terminal: citewell ask "How did Devon do on finance?"', flush=True)
    page = build_page(desk, mcp=mcp)
    page.queue(default_concurrency_limit=8).launch(
        server_name=host,
        server_port=port,
        theme=theme(),
        css="".join((files("ui") / name).read_text(encoding="utf-8") for name in ("page.css", "spots.css")),
        quiet=True,
        show_error=False,
        share=False,
        mcp_server=mcp,
        footer_links=[],
        app_kwargs={"routes": routes(desk)},
    )
