"""A report with a chapter a region, a section a board, and the same headings under each board.

What is a heading is learned from the report itself: a line that stands under many boards is one of the board's headings, and the
line before the first of them is the board's name. A name that is glued to the end of the paragraph before is cut off it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from corpus.bodies import Bodies
from corpus.catalogue import Entry
from corpus.readers.parts import Heading, Paragraph, Part
from corpus.trace import Traced

_REGION = re.compile(r"(?P<region>.+) integrated care boards$")
_REFERENCE = re.compile(r"Publication reference: \w+$|Further information .+ website: ")
_MANY = 2


def read(raw: Traced, entry: Entry, bodies: Bodies) -> Iterator[Part]:
    """Regions at level 1, boards at 2, their headings at 3."""
    lines = [line.strip() for line in _unglued(raw, bodies) if line.text.strip()]
    counts = Counter(line.text for line in lines)
    names = {name for body in bodies.all for name in (body.name, *body.aliases)}
    board_headings = {text for text, n in counts.items() if n >= _MANY and _is_heading(text)}
    for line in lines[1:]:
        text = line.text
        if _REFERENCE.match(text):
            continue
        if region := _REGION.match(text):
            yield Heading(1, line, region["region"])
        elif text in names:
            yield Heading(2, line)
        elif text in board_headings:
            yield Heading(3, line)
        elif _is_heading(text):
            yield Heading(1, line)
        elif text.startswith("•"):
            yield Paragraph(line.cut(r"^•\s*"), item=True)
        else:
            yield Paragraph(line)


def _unglued(raw: Traced, bodies: Bodies) -> Iterator[Traced]:
    """The lines, with a board's name that is glued to a paragraph's end on a line of its own."""
    names = "|".join(re.escape(body.name) for body in sorted(bodies.all, key=lambda b: -len(b.name)))
    glued = re.compile(rf"[.!?”’)](?P<name>{names})\s*$")
    for line in raw.lines():
        if match := glued.search(line.text):
            yield line[: match.start("name")]
            yield line[match.start("name") :]
        else:
            yield line


def _is_heading(text: str) -> bool:
    return len(text) < 80 and text[0].isupper() and text[-1] not in ".:;!?,)"
