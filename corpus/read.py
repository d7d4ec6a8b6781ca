"""A file becomes a document: its reading text, its sections, and the way back to the raw file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue, Entry, Source
from corpus.readers import READERS, Heading, Paragraph, Part, digest
from corpus.trace import Traced, runs
from corpus.types import Block, Document, Edition, Section


class UnreadableFile(ValueError):
    """A file that holds no text that can be read."""


def read(source: Source, bodies: Bodies) -> Document:
    """The document that a source holds.

    Raises:
        UnreadableFile: if the file cannot be read, is empty or is no UTF-8 text.
    """
    data = load_bytes(source.path)
    raw = decode(data, source.path)
    reader = digest.read if source.edition is Edition.DIGEST else READERS[source.entry.format]
    text, sections = assemble(reader(Traced.from_raw(raw), source.entry, bodies), bodies)
    entry = source.entry
    return Document(
        id=entry.id,
        title=entry.label,
        publisher=entry.publisher,
        kind=entry.kind,
        period=entry.financial_year,
        edition=source.edition,
        text=text.text,
        sections=sections,
        sha256=hashlib.sha256(data).hexdigest(),
        origins=runs(text.at),
        issued=entry.issued,
        reference=entry.reference,
        licence=entry.licence,
        url=entry.url,
    )


def load_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        UnreadableFile: with the reason in words.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise UnreadableFile(f"{path} is a folder; name the files in it") from None
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read ({error.strerror or error}); check its permissions") from None


def decode(data: bytes, path: Path) -> str:
    """The text of a file, in UTF-8 (or UTF-16 with its mark), with plain line ends.

    Raises:
        UnreadableFile: if it is empty, binary or in another encoding.
    """
    if not data.strip():
        raise UnreadableFile(f"{path} is empty; expected a publication's text")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\x00" in data[:4096] or data[:4] in (b"%PDF", b"PK\x03\x04"):
            raise UnreadableFile(f"{path} is a binary file; expected plain text (save a PDF or Word file as text first)") from None
        raise UnreadableFile(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8 and add it again") from None
    if "\x00" in text or text.startswith("%PDF"):
        raise UnreadableFile(f"{path} is a binary file; expected plain text (save a PDF or Word file as text first)")
    if not text.strip("\ufeff \t\r\n"):
        raise UnreadableFile(f"{path} is empty; expected a publication's text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def assemble(parts: Iterable[Part], bodies: Bodies) -> tuple[Traced, tuple[Section, ...]]:
    """The reading text of some parts, and the sections in it."""
    pieces: list[str] = []
    at: list[int] = []
    length = 0
    sections: list[Section] = []
    path: list[str] = []
    about: list[str | None] = []
    start = 0
    held: list[Block] = []

    def close() -> None:
        if path or held:
            sections.append(Section(tuple(path), start, held[-1].end if held else length, tuple(held), about[-1] if about else None))

    def put(text: Traced, gap: str) -> int:
        nonlocal length
        if length:
            pieces.append(gap)
            at.extend([at[-1]] * len(gap))
            length += len(gap)
        pieces.append(text.text)
        at.extend(text.at)
        begin = length
        length += len(text.text)
        return begin

    for part in parts:
        if isinstance(part, Heading):
            close()
            held = []
            shown = part.shown or part.text.text
            del path[part.level - 1 :]
            del about[part.level - 1 :]
            named = bodies.named_in(shown)
            about.append(named[0] if len(named) == 1 else (about[-1] if about else None))
            path.append(shown)
            start = put(part.text, "\n\n") if len(part.text) else length
        elif isinstance(part, Paragraph):
            begin = put(part.text, "\n" if part.item and held and held[-1].item else "\n\n")
            held.append(Block(begin, length, part.item))
    close()
    return Traced("".join(pieces), tuple(at)), tuple(section for section in sections)


def identify(data: bytes, path: Path, catalogue: Catalogue) -> Entry:
    """Which publication a file holds.

    Raises:
        UnreadableFile: if it cannot be read.
        UnknownText: if it is none of the catalogue's.
    """
    return catalogue.recognise(decode(data, path))
