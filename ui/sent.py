"""What the page's script sends, checked, and how a fault reads to a visitor."""

from __future__ import annotations

import html
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.quotes import LONGEST as LONGEST_WORDS
from ui.permalink import LONGEST


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Ask(_Sent):
    """A question with what it is held to."""

    question: str = Field(max_length=LONGEST)
    body: str = ""
    year: str = ""
    document: str = ""
    replace: int | None = Field(None, ge=1)
    """The number of the question whose place it takes, with all that follows."""


class Change(_Sent):
    """One thing of a reading put in the place of another."""

    turn: int = Field(ge=1)
    kind: Literal["body", "year", "document"]
    old: str
    new: str


class Rate(_Sent):
    """What a visitor thinks of an answer."""

    turn: int = Field(ge=1)
    thumb: Literal["up", "down"]
    comment: str = Field("", max_length=2000)


class Question(_Sent):
    """A question to every board."""

    text: str = Field(max_length=LONGEST)


class Words(_Sent):
    """Words to look for."""

    text: str = Field(max_length=LONGEST_WORDS)


class Link(_Sent):
    """The query of the page's address."""

    query: str = Field("", max_length=60_000)


class Choice(_Sent):
    """The findings to show: those of a theme, of a region or of all of them."""

    theme: str = Field("", max_length=100)
    region: str = Field("", max_length=100)


class Spot(_Sent):
    """A cell of the findings."""

    body: str = Field(max_length=200)
    column: str = Field(max_length=200)


def sentence(error: Exception) -> str:
    """A fault as a visitor reads it."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        if first["type"] == "string_too_long":
            return f"That is longer than the {first['ctx']['max_length']:,} characters that are read; shorten it."
        return "The page sent something that cannot be read; load it again."
    if isinstance(error, IndexError):
        return "That question is no longer in this conversation; load the page again."
    return str(error)


def notice(said: str) -> str:
    """A sentence that stands in the place of a result."""
    return f'<p class="cw cw-notice" role="status">{html.escape(said)}</p>'
