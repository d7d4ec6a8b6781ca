"""What visitors think of answers: a line of JSON each, which the evaluation can turn into cases."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Entry(BaseModel):
    """A visitor's word on one answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    time: str
    """UTC, ISO 8601."""
    question: str
    turns: list[str]
    """The questions of the conversation up to this one, which is the last."""
    reading: dict[str, Any]
    answer: dict[str, Any]
    """As `citewell ask --json` prints it."""
    thumb: Literal["up", "down"]
    comment: str = Field("", max_length=2000)
    index: str
    """The index's hash."""


def append(path: Path, entry: Entry) -> None:
    """Put an entry at the end of a file; one write a line, so that two visitors' lines do not mix.

    Raises:
        OSError: if it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    line = (entry.model_dump_json() + "\n").encode()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)
