"""A news article: plain paragraphs, a line each, without a title."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.bodies import Bodies
from corpus.catalogue import Entry
from corpus.readers.parts import Paragraph, Part
from corpus.trace import Traced


def read(raw: Traced, entry: Entry, bodies: Bodies) -> Iterator[Part]:
    """Its paragraphs."""
    for line in raw.lines():
        if line.text.strip():
            yield Paragraph(line.strip())
