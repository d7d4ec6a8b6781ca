"""What people said of answers on the page: a log of JSON lines in the home, `feedback.jsonl`.

Lines are only added, so that nothing that was said is lost in a crash; of the lines on one answer by one visitor the last is in effect.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

NAME = "feedback.jsonl"
"""Of the log in the home."""


class FeedbackError(ValueError):
    """A line of the log that is no feedback: file, line and what is wrong."""


class Feedback(BaseModel):
    """A thumb on an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = ""
    """The answer and the visitor, as a hash: a later entry of the same id takes this one's place; one without an id stands for itself."""
    time: str
    """When, as `2026-01-31T12:00:00+00:00`."""
    question: str = Field(min_length=1)
    """The question that was answered; in a conversation its last turn."""
    turns: tuple[str, ...] = ()
    """All the turns of a conversation, the question last; empty for a single question."""
    reading: dict[str, Any] = Field(default_factory=dict)
    """How it was read, as in the answer's JSON."""
    answer: dict[str, Any]
    """The answer's JSON object."""
    thumb: Literal["up", "down"]
    comment: str = ""
    index: str = ""
    """The hash of the index that answered."""


def append(path: Path, entry: Feedback) -> None:
    """Add an entry to the log, as one line written at once; the folder is made where there is none.

    Raises:
        OSError: if it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    line = (entry.model_dump_json() + "\n").encode("utf-8")
    # Opened to append and written in one call, so that two pages' lines do not mix; it is for the user's eyes alone.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)


def read(path: Path) -> Iterator[Feedback | FeedbackError]:
    """The entries of a log that are in effect, in order, and in the place of a line that is none what is wrong with it; nothing where there is no log."""
    rows = list(_lines(path)) if path.exists() else []
    last = {row.id: number for number, row in enumerate(rows) if isinstance(row, Feedback)}
    for number, row in enumerate(rows):
        if isinstance(row, FeedbackError) or not row.id or last[row.id] == number:
            yield row


def _lines(path: Path) -> Iterator[Feedback | FeedbackError]:
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            yield Feedback.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "the line"
            yield FeedbackError(f"{path}:{number}: {place}: {first['msg']}; mend the line or take it out")
