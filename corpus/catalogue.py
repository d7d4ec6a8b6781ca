"""The documents we know of, and which editions of them are here."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from corpus.types import Edition, Kind, Period


class UnknownText(ValueError):
    """A text that is none of the catalogue's documents."""


class Entry(BaseModel):
    """What the catalogue says of one publication."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    title: str = ""
    """Empty where the publication gives none."""
    subtitle: str = ""
    description: str = ""
    """What it is, in our words, where it has no title."""
    publisher: str = ""
    kind: Kind
    period: str
    issued: str = ""
    reference: str = ""
    licence: str = ""
    url: str | None = None
    names: tuple[str, ...]
    marks: tuple[str, ...]
    format: Literal["boards", "guidance", "article", "printed", "markup"]
    outline: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """How it is shown: its title, or what it is."""
        return ": ".join(part for part in (self.title, self.subtitle) if part) or self.description

    @property
    def financial_year(self) -> Period:
        return Period.parse(self.period)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    document: list[Entry]


@dataclass(frozen=True)
class Source:
    """A file that holds one edition of a catalogued document."""

    entry: Entry
    edition: Edition
    path: Path


class Catalogue:
    """The catalogued documents."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self.by_id = {entry.id: entry for entry in entries}

    @classmethod
    def load(cls) -> Catalogue:
        """The catalogue of `documents.toml`."""
        text = (files("corpus") / "documents.toml").read_text(encoding="utf-8")
        return cls(tuple(_File.model_validate(tomllib.loads(text)).document))

    def recognise(self, text: str) -> Entry:
        """The publication that a text is, by the marks it holds, whatever its file is called.

        Raises:
            UnknownText: if it is none of them.
        """
        plain = " ".join(text.split())
        if text.lstrip().startswith("+++"):
            raise UnknownText("this is a digest, in our wording, and no publisher's original")
        for entry in self.entries:
            if all(mark in plain for mark in entry.marks):
                return entry
        known = "; ".join(entry.label for entry in self.entries)
        raise UnknownText(f"this text is none of the documents that Citewell knows ({known})")

    def sources(self, originals: Path | None = None) -> tuple[Source, ...]:
        """One edition of each document: the original where `originals` holds `<id>.txt`, else the digest."""
        return tuple(self._source(entry, originals) for entry in self.entries)

    def _source(self, entry: Entry, originals: Path | None) -> Source:
        if originals is not None and (path := originals / f"{entry.id}.txt").is_file():
            return Source(entry, Edition.ORIGINAL, path)
        return Source(entry, Edition.DIGEST, digest_path(entry.id))


def digest_path(identity: str) -> Path:
    """Where the digest of a document is, if there is one."""
    return Path(str(files("corpus") / "digest" / f"{identity}.md"))
