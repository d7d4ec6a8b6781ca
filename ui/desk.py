"""What the page does with what a visitor sends: answer, answer again, look up, remember. It knows nothing of how pages are drawn."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from corpus.bodies import Bodies
from corpus.types import Edition
from evals.feedback import NAME, Feedback, append
from rag.assistant import Assistant
from rag.types import Answer
from ui.follow import follow_ups
from ui.history import HistoryFile, now
from ui.home import Home
from ui.opening import NotOpen, Opening
from ui.pasted import Lookup, look_up
from ui.permalink import Asked, LinkError, Turn, checked, conversation_of

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

    @property
    def has_digests(self) -> bool:
        return any(source.edition is Edition.DIGEST for source in self.home.sources())

    def waiting(self, seconds: float = 0.5) -> Iterator[str]:
        """Sentences on the progress of the index, until it is there.

        Raises:
            NotOpen: if it cannot be made ready.
        """
        while not self.opening.wait(seconds):
            yield self.opening.progress.sentence
        if not self.opening.is_open:
            raise NotOpen(self.opening.fault)

    def answer(self, turns: Sequence[Turn], asked: Asked) -> Turn:
        """The next turn of a conversation."""
        history = [turn.reading for turn in turns]
        answer = self.assistant.ask(asked.question, history=history, filters=asked.filters)
        if self.history:
            conversation = [*(turn.asked for turn in turns), asked]
            try:
                self.history.add(conversation, answer.status, answer.provenance.get("index", ""), now())
            except (sqlite3.Error, OSError):
                _log.exception("a question could not be kept in %s", self.history.path)
        return Turn(asked, answer)

    def followed(self, turns: Sequence[Turn]) -> list[Turn]:
        """A conversation whose last turn knows what can be asked next."""
        follow = follow_ups(self.assistant, [turn.answer for turn in turns])
        return [*turns[:-1], replace(turns[-1], follow=follow)]

    def replayed(self, query: str) -> list[Turn]:
        """A conversation made anew from its link.

        Raises:
            LinkError: if it names what is not known.
        """
        turns: list[Turn] = []
        for asked in conversation_of(query, self.bodies, self.home.catalogue):
            answer = self.assistant.ask(asked.question, history=[turn.reading for turn in turns], filters=asked.filters)
            turns.append(Turn(asked, answer))
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
        return look_up(self.assistant, words)

    def rate(self, turns: Sequence[Turn], n: int, thumb: Literal["up", "down"], comment: str) -> None:
        """Keep what a visitor thinks of the n-th answer, from 1.

        Raises:
            IndexError: if there is no such answer.
            OSError: if it cannot be written.
        """
        turn = turns[n - 1]
        answer = turn.answer
        rows: dict[str, Any] = answer.to_json()
        entry = Feedback(
            time=now().isoformat(timespec="seconds"),
            question=turn.asked.question,
            turns=tuple(one.asked.question for one in turns[:n]) if n > 1 else (),
            reading=rows["reading"],
            answer=rows,
            thumb=thumb,
            comment=comment,
            index=answer.provenance.get("index", ""),
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
