"""The tab on every board: a question put to all of them, and the table of what is said of each."""

from __future__ import annotations

import html
import logging
from collections.abc import Iterator
from typing import Any

import gradio as gr
from pydantic import ValidationError

from rag.types import Answer, Shape
from ui import viewer
from ui.desk import SORRY, Desk
from ui.history import now, shown, with_conversation
from ui.opening import NotOpen
from ui.permalink import Asked, LinkError, query_of
from ui.sent import Choice, Question, Spot, notice, sentence
from ui.spots import KEY, UnknownSpot, chooser_html, spot_answer, spots_html
from ui.table import census_view
from ui.transcript import answer_html, taking

_log = logging.getLogger("citewell")
_ASKED = "a"
"""What the links from an answer into the evidence begin with."""


class Across:
    """What the tab's events do."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def ask(self, past: Any, data: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """A question put to every board, as a picture and a table, its evidence, and the history with it."""
        unchanged = (gr.skip(), gr.skip())
        try:
            asked = self.desk.checked(Question.model_validate(data._data).text)
            for said in self.desk.waiting():
                yield notice(said), viewer.EMPTY, *unchanged
            if not asked.question:
                return
            # Tables and charts are the texts' own: no model is waited for.
            answer = self.desk.answer([], asked, cancelled=lambda: True).answer
        except (ValidationError, LinkError, NotOpen) as error:
            yield notice(sentence(error)), viewer.EMPTY, *unchanged
            return
        except Exception:
            _log.exception("a question to every board was not answered")
            yield notice(SORRY), viewer.EMPTY, *unchanged
            return
        kept = with_conversation(past, [asked], now())
        yield self.answered(answer, asked), viewer.evidence([(_ASKED, answer)], self.desk.assistant.index), kept, shown(kept, self.desk.history)

    def answered(self, answer: Answer, asked: Asked) -> str:
        """An answer with the whole table, and what it can be taken away as."""
        bodies, query = self.desk.bodies, query_of([asked])
        plain = answer.census or answer.refusal or answer.reading.shape is Shape.TREND
        hint = "" if plain else notice("That was read as no question to every board; begin with “Which boards” or “How many boards”.")
        words = census_view(answer, _ASKED, query, bodies, unfolded=True) if answer.census else answer_html(answer, _ASKED, query=query, bodies=bodies)
        return f'{hint}<section class="cw cw-across" aria-label="Answer"><h3 class="cw-question">{html.escape(asked.question)}</h3>{words}{taking(query)}</section>'

    def open(self, opened: bool) -> Iterator[tuple[Any, ...]]:
        """The choice of findings and those of the first theme, when the tab is first gone to."""
        if opened:
            yield gr.skip(), gr.skip(), True
            return
        try:
            for said in self.desk.waiting():
                yield gr.skip(), notice(said), False
            yield chooser_html(self.desk.assistant), spots_html(self.desk.assistant), True
        except NotOpen as error:
            yield gr.skip(), notice(sentence(error)), False
        except Exception:
            _log.exception("the findings could not be shown")
            yield gr.skip(), notice(SORRY), False

    def choose(self, data: gr.EventData) -> str:
        """The findings of a theme and region."""
        try:
            choice = Choice.model_validate(data._data)
            return spots_html(self.desk.assistant, choice.theme, choice.region)
        except (ValidationError, NotOpen, UnknownSpot) as error:
            return notice(sentence(error))

    def spot(self, data: gr.EventData) -> str:
        """The quotes of one cell, as evidence."""
        try:
            spot = Spot.model_validate(data._data)
            answer = spot_answer(self.desk.assistant, spot.body, spot.column, self.desk.bodies)
            return viewer.evidence([(KEY, answer)], self.desk.assistant.index)
        except (ValidationError, NotOpen, UnknownSpot) as error:
            return notice(sentence(error))
