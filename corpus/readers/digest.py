"""A digest: Markdown with front matter, a heading a section and a bullet a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.bodies import Bodies
from corpus.catalogue import Entry
from corpus.readers.parts import Heading, Paragraph, Part
from corpus.trace import Traced

_FRONT = re.compile(r"\A\+\+\+\n.*?\n\+\+\+\n", re.DOTALL)
_HEADING = re.compile(r"(?P<marks>#+)\s+(?P<title>\S.*)$")
_NOTE = re.compile(r"Region: |Source: ")
"""Lines for the reader of the file, which are no findings."""


def read(raw: Traced, entry: Entry, bodies: Bodies) -> Iterator[Part]:
    """Its headings below the title, and its findings."""
    for line in raw.cut(_FRONT).lines():
        if heading := _HEADING.match(line.text.rstrip()):
            level = len(heading["marks"]) - 1
            if level:
                yield Heading(level, line.cut(r"^#+\s+").strip())
        elif line.text.strip() and not _NOTE.match(line.text):
            yield Paragraph(line.cut(r"^- ").strip(), item=line.text.startswith("- "))
