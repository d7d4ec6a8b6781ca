"""What was asked before: kept in the visitor's browser and, where the server is told to, in a SQLite file."""

from __future__ import annotations

import html
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ui.permalink import Asked, query_of

KEPT = 50
"""Conversations that a browser keeps."""
_TABLE = "CREATE TABLE IF NOT EXISTS asked (id INTEGER PRIMARY KEY, time TEXT NOT NULL, question TEXT NOT NULL, link TEXT NOT NULL, status TEXT NOT NULL, index_hash TEXT NOT NULL)"


class Remembered(BaseModel):
    """A conversation as a browser keeps it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    time: str = Field(max_length=40)
    """When its last question was asked, in UTC, as ISO 8601."""
    title: str = Field(max_length=300)
    """Its first question."""
    link: str = Field(max_length=40_000)
    """What reproduces it."""


def remembered(stored: Any) -> list[Remembered]:
    """What a browser kept, newest first; what cannot be read, because it was changed there, is left out."""
    found = []
    for row in stored if isinstance(stored, list) else []:
        try:
            found.append(Remembered.model_validate(row))
        except ValidationError:
            continue
    return found[:KEPT]


def with_conversation(stored: Any, conversation: Sequence[Asked], time: datetime) -> list[dict[str, str]]:
    """What a browser keeps once a question was answered: this conversation first, in the place of its own shorter beginning."""
    link = query_of(conversation)
    beginnings = {query_of(conversation[:n]) for n in range(1, len(conversation) + 1)}
    rest = [row for row in remembered(stored) if row.link not in beginnings]
    title = conversation[0].question[:300]
    return [row.model_dump() for row in [Remembered(time=time.isoformat(timespec="seconds"), title=title, link=link), *rest][:KEPT]]


@dataclass(frozen=True)
class HistoryFile:
    """Every question that was asked of a server, in a SQLite file of one table, `asked`."""

    path: Path

    def add(self, conversation: Sequence[Asked], status: str, index: str, time: datetime) -> None:
        """Keep a question.

        Raises:
            sqlite3.Error: if the file cannot be written.
        """
        row = (time.isoformat(timespec="seconds"), conversation[-1].question, query_of(conversation), status, index)
        with closing(self._open()) as file, file:
            file.execute("INSERT INTO asked (time, question, link, status, index_hash) VALUES (?, ?, ?, ?, ?)", row)

    def latest(self, most: int = KEPT) -> list[Remembered]:
        """The last questions, newest first."""
        with closing(self._open()) as file:
            rows = file.execute("SELECT time, question, link FROM asked ORDER BY id DESC LIMIT ?", (most,)).fetchall()
        return [Remembered(time=time, title=question[:300], link=link) for time, question, link in rows]

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(self.path, timeout=10)
        file.execute(_TABLE)
        return file


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def shown(stored: Any, file: HistoryFile | None) -> str:
    """What a browser kept, and what the server's file holds where there is one, as the page shows it."""
    return history_html(remembered(stored), file.latest() if file else None)


def history_html(own: Sequence[Remembered], served: Sequence[Remembered] | None) -> str:
    """The conversations of this browser, and those of the server where it keeps them; each is a link that asks again."""
    forget = '<button type="button" class="cw-quiet" data-forget>Forget all</button>' if own else ""
    mine = _rows(own) if own else '<p class="cw-empty">What you ask is kept here, in this browser only.</p>'
    all_asked = ""
    if served is not None:
        rows = _rows(served) if served else '<p class="cw-empty">Nothing yet.</p>'
        all_asked = f'<div class="cw-bar"><h2>On this server</h2><span>started with --history: everyone who opens this page sees these</span></div>{rows}'
    return (
        f'<section class="cw cw-history" aria-label="History"><div class="cw-bar"><h2>In this browser</h2>'
        f"<span>questions are asked anew when you open one; no answer is stored</span>{forget}</div>{mine}{all_asked}</section>"
    )


def _rows(rows: Sequence[Remembered]) -> str:
    made = "".join(
        f'<li><a href="?{html.escape(row.link)}">{html.escape(row.title)}</a><time datetime="{html.escape(row.time)}">{html.escape(row.time[:16].replace("T", " "))}</time></li>'
        for row in rows
    )
    return f'<ul class="cw-past">{made}</ul>'
