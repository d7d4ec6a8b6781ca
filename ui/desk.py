"""What the page does with what a visitor sends: answer, answer again, look up, remember. It knows nothing of how pages are drawn."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from corpus.bodies import Bodies
from evals.feedback import NAME, Feedback, append
from rag.assistant import Assistant
from rag.cite import citation
from rag.quotes import Lookup, look_up
from rag.types import Answer
from ui.asking import Cancelled, Told, asking
from ui.follow import follow_ups
from ui.history import HistoryFile, now
from ui.home import Home
from ui.kept import KeptAnswers
from ui.opening import NotOpen, Opening
from ui.overheard import Overheard, Passed
from ui.permalink import Asked, LinkError, Turn, checked, conversation_of, query_of

_log = logging.getLogger("citewell")

SORRY = "Something went wrong while this was answered, and the program's log says what. Ask again, or put it in other words."


@dataclass(frozen=True)
class Desk:
    """Everything that visitors are served from; it holds nothing of any one of them."""

    opening: Opening
    home: Home
    bodies: Bodies
    history: HistoryFile | None = None
    """Where every question is kept, if the server was told to."""
    model: str = ""
    """The model that words answers, to which questions and quotes are sent; empty if there is none."""
    kept: KeptAnswers = field(default_factory=KeptAnswers)
    """What a model worded."""

    @property
    def assistant(self) -> Assistant:
        return self.opening.assistant

    @property
    def titles(self) -> dict[str, str]:
        """{document id: how a chip names it, such as `Survey 2024/25`}."""
        return {entry.id: f"{entry.kind.value.capitalize()} {entry.period}" for entry in self.home.catalogue.entries}

    @property
    def years(self) -> list[str]:
        """The years that the documents cover, newest first."""
        return sorted({entry.period for entry in self.home.catalogue.entries}, reverse=True)

    def waiting(self, seconds: float = 0.5) -> Iterator[str]:
        """Sentences on the progress of the index, until it is there.

        Raises:
            NotOpen: if it cannot be made ready.
        """
        while not self.opening.wait(seconds):
            yield self.opening.progress.sentence
        if not self.opening.is_open:
            raise NotOpen(self.opening.fault)

    def answering(self, turns: Sequence[Turn], asked: Asked, stop: threading.Event) -> Iterator[Passed | Turn]:
        """A model's sentences as each passes its check, and then the next turn of a conversation.

        Args:
            stop: set to have no more of the model; the texts' own sentences are then the answer.

        Raises:
            Stopped: if it was stopped and no answer came of it in time.
        """
        yield from asking(lambda told, cancelled: self.answer(turns, asked, told=told, cancelled=cancelled), stop)

    def answer(self, turns: Sequence[Turn], asked: Asked, *, told: Told = lambda passed: None, cancelled: Cancelled = lambda: False) -> Turn:
        """The next turn of a conversation."""
        history = [turn.reading for turn in turns]
        answer = self.assistant.ask(asked.question, history=history, filters=asked.filters, told=lambda text: told(self._passed(text)), cancelled=cancelled)
        conversation = [*(turn.asked for turn in turns), asked]
        self.kept.keep(query_of(conversation), answer)
        if self.history:
            try:
                self.history.add(conversation, answer.status, answer.provenance.get("index", ""), now())
            except (sqlite3.Error, OSError):
                _log.exception("a question could not be kept in %s", self.history.path)
        return Turn(asked, answer)

    def _passed(self, text: str) -> Passed:
        """A model's sentence with what it rests on."""
        assistant = self.assistant
        generator = assistant.worder.generator
        evidence = generator.cited(text) if isinstance(generator, Overheard) else ()
        return Passed(text, tuple(citation(assistant.index, one, n, self.bodies) for n, one in enumerate(evidence, start=1)))

    def followed(self, turns: Sequence[Turn]) -> list[Turn]:
        """A conversation whose last turn knows what can be asked next."""
        follow = follow_ups(self.assistant, [turn.answer for turn in turns])
        return [*turns[:-1], replace(turns[-1], follow=follow)]

    def replayed(self, query: str, cancelled: Cancelled = lambda: False) -> list[Turn]:
        """A conversation made anew from its link; of what a model worded, the words that were shown.

        Raises:
            LinkError: if it names what is not known.
        """
        turns: list[Turn] = []
        for asked in conversation_of(query, self.bodies, self.home.catalogue):
            link = query_of([*(turn.asked for turn in turns), asked])
            answer = self.kept.find(link)
            if answer is None:
                answer = self.assistant.ask(asked.question, history=[turn.reading for turn in turns], filters=asked.filters, cancelled=cancelled)
            turns.append(Turn(asked, self.kept.keep(link, answer)))
        return turns

    def checked(self, question: str, body: str = "", year: str = "", document: str = "") -> Asked:
        """A question with what was fixed for it.

        Raises:
            LinkError: if that is not known.
        """
        given = Asked(question, *((value,) if value else () for value in (body, year, document)))
        return self.allowed(given)

    def allowed(self, asked: Asked) -> Asked:
        """A question whose boards, years and documents are known.

        Raises:
            LinkError: if one is not.
        """
        return checked(asked, self.bodies, self.home.catalogue)

    def look_up(self, words: str) -> Lookup:
        """Every place where some words stand, or nearly stand."""
        return look_up(words, self.assistant.index, self.bodies)

    def rate(self, turns: Sequence[Turn], n: int, thumb: Literal["up", "down"], comment: str, visitor: str = "") -> None:
        """Keep what a visitor thinks of the n-th answer, from 1, in the place of what they thought of it before.

        Raises:
            IndexError: if there is no such answer.
            OSError: if it cannot be written.
        """
        turn = turns[n - 1]
        answer = turn.answer
        rows: dict[str, Any] = answer.to_json()
        link = query_of([one.asked for one in turns[:n]])
        index = answer.provenance.get("index", "")
        entry = Feedback(
            id=hashlib.sha256(json.dumps([visitor, link, index]).encode()).hexdigest()[:16],
            time=now().isoformat(timespec="seconds"),
            question=turn.asked.question,
            turns=tuple(one.asked.question for one in turns[:n]) if n > 1 else (),
            reading=rows["reading"],
            answer=rows,
            thumb=thumb,
            comment=comment,
            index=index,
        )
        append(self.home.path / NAME, entry)


def as_json(desk: Desk, question: str, body: str = "", year: str = "", document: str = "") -> dict[str, Any]:
    """An answer as the JSON object that `citewell ask --json` prints, or `{"error": "..."}`."""
    try:
        asked = desk.checked(question, body, year, document)
        answer: Answer = desk.assistant.ask(asked.question, filters=asked.filters)
    except (LinkError, NotOpen) as error:
        return {"error": str(error)}
    return answer.to_json()
