"""What the corpus holds: documents, their sections, the passages cut from them, the bodies they judge."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

_PERIOD = re.compile(r"(?P<century>19|20)?(?P<start>\d\d)\s*[/–-]\s*(?:19|20)?(?P<end>\d\d)\Z")


class Edition(StrEnum):
    """Whose words a text is in."""

    ORIGINAL = "original"
    """The publisher's own words, added by the user."""
    DIGEST = "digest"
    """The built-in register of findings, in our words."""


class Kind(StrEnum):
    """What sort of publication a document is."""

    ASSESSMENT = "assessment"
    GUIDANCE = "guidance"
    NEWS = "news"
    SURVEY = "survey"


@dataclass(frozen=True, order=True)
class Period:
    """A financial year, April to March, written `2024/25`."""

    start: int
    """The calendar year in which it begins."""

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period that `2024/25`, `2024-25`, `24/25` or `2024/2025` names.

        Raises:
            ValueError: if the text names no two consecutive years.
        """
        match = _PERIOD.match(text.strip())
        if match and int(match["end"]) == (int(match["start"]) + 1) % 100:
            return cls(100 * int(match["century"] or 20) + int(match["start"]))
        raise ValueError(f"{text!r} is no financial year; expected one such as 2024/25")

    def earlier(self, years: int = 1) -> Period:
        """The period that many years before this one."""
        return Period(self.start - years)

    def __str__(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02d}"


@dataclass(frozen=True)
class Body:
    """An organisation that the texts judge: an integrated care board and its system."""

    name: str
    """The assessment's heading as printed."""
    region: str
    aliases: tuple[str, ...] = ()
    """Other ways people write it: abbreviations, short forms, the system's name, misspellings in print."""
    abbreviations: tuple[str, ...] = ()
    """Initials such as `BLMK`, matched with their capitals only."""


@dataclass(frozen=True)
class Block:
    """A paragraph or list item of a section, as a span of the document's text."""

    start: int
    end: int
    item: bool = False
    """True for an item of a list."""


@dataclass(frozen=True)
class Section:
    """A heading with its own text; sections nest, and `path` is the headings from the top."""

    path: tuple[str, ...]
    start: int
    """Where the heading begins in the document's text."""
    end: int
    """Where the section's own text ends, before any section under it."""
    blocks: tuple[Block, ...] = ()
    body: str | None = None
    """The body that the section is about, where its headings name one."""

    @property
    def heading(self) -> str:
        return self.path[-1] if self.path else ""


@dataclass(frozen=True)
class Document:
    """One publication of the catalogue, in one edition, as its reading text."""

    id: str
    title: str
    publisher: str
    kind: Kind
    period: Period | None
    edition: Edition
    text: str
    """The reading text: page furniture gone, lines joined. Every offset in Citewell counts its characters."""
    sections: tuple[Section, ...]
    sha256: str
    """The hash of the file that was read."""
    origins: tuple[tuple[int, int], ...] = ()
    """Runs of (offset in text, offset in the raw file), each good until the next run begins."""
    issued: str = ""
    reference: str = ""
    licence: str = ""
    url: str | None = None

    @cached_property
    def _run_starts(self) -> list[int]:
        return [start for start, _ in self.origins]

    def raw_offset(self, offset: int) -> int:
        """Where the character at `offset` of the text stands in the raw file, decoded and with plain line ends.

        Raises:
            IndexError: if the offset lies outside the text.
        """
        if not 0 <= offset < len(self.text):
            raise IndexError(f"offset {offset} is outside the text of {self.id} (0 to {len(self.text) - 1})")
        run = bisect.bisect_right(self._run_starts, offset) - 1
        start, raw = self.origins[run]
        return raw + offset - start


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage, as a span of its document's text."""

    start: int
    end: int
    leads: bool = True
    """True where it begins a paragraph, so that "it" and "this" have nothing before them there."""


@dataclass(frozen=True)
class Passage:
    """A span of one section, at most 200 tokens of the encoder, never cut inside a sentence."""

    id: str
    """A hash of what the passage is: its document, place and words."""
    document: str
    section: int
    """The number of its section in the document."""
    start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...]
    path: tuple[str, ...]
    body: str | None
    """The body that its section is about."""
    mentions: tuple[str, ...] = field(default=())
    """The bodies that its words name, its section's own aside."""
