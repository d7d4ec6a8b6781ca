"""Guidance with numbered sections and paragraphs, lettered evidence sources, and tables that have lost their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.bodies import Bodies
from corpus.catalogue import Entry
from corpus.readers.parts import Heading, Paragraph, Part
from corpus.trace import Traced

_NUMBERED = re.compile(r"(?P<number>\d+(?:\.\d+)?)\.? (?P<title>[A-Z][^.:]*)$")
_LETTERED = re.compile(r"[a-z]\. (?P<title>\S.*)$")
_HEADER = re.compile(r"Theme/duty\s*Key lines of enquiry$")
_DUTY = re.compile(r"(?P<duty>[A-Z][A-Za-z ]+?)(?:\s*[–-]\s*|-?m)(?=(?:How|Has|What|To what)\b)")
_QUESTION = re.compile(r"[–-]\s*(?=(?:How|Has|What|To what)\b)")
_REFERENCE = re.compile(r"Publication reference: \w+$")


def read(raw: Traced, entry: Entry, bodies: Bodies) -> Iterator[Part]:
    """Sections at level 1, sub-sections and themes at 2, sources and duties at 3; each question of a table an item."""
    in_table = False
    lettered = 0
    for line in [line.strip() for line in raw.lines() if line.text.strip()][1:]:
        text = line.text
        if _REFERENCE.match(text) or _HEADER.match(text):
            in_table = in_table or bool(_HEADER.match(text))
            continue
        duty = _DUTY.match(text)
        if numbered := _NUMBERED.match(text):
            yield Heading(2 if "." in numbered["number"] else 1, line)
            in_table = False
        elif in_table and duty:
            yield Heading(3, line[: duty.end("duty")])
            yield Paragraph(line[duty.end() :])
        elif in_table and _QUESTION.match(text):
            yield Paragraph(line.cut(_QUESTION.pattern))
        elif source := _LETTERED.match(text):
            lettered += 1
            if text[-1] in ".:":
                yield Heading(3, line[:0], f"{text[0]}. {_first_words(source['title'])}")
                yield Paragraph(line[source.start("title") :])
            else:
                yield Heading(3, line)
        elif text.startswith("•"):
            yield Paragraph(line.cut(r"^•\s*"), item=True)
        elif text[-1] not in ".:?;" and len(text) < 80:
            yield Heading(2, line)
        else:
            yield Paragraph(line.cut(r"^\d+\. "))


def _first_words(text: str, count: int = 3) -> str:
    return " ".join(text.split()[:count]).strip(",.;:")
