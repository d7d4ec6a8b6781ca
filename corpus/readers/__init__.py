"""One reader a format: each turns a raw text into headings and paragraphs, free of page furniture."""

from collections.abc import Callable, Iterable

from corpus.bodies import Bodies
from corpus.catalogue import Entry
from corpus.readers import article, boards, digest, guidance, markup, printed
from corpus.readers.parts import Heading, Paragraph, Part
from corpus.trace import Traced

__all__ = ["READERS", "Heading", "Paragraph", "Part", "digest"]

READERS: dict[str, Callable[[Traced, Entry, Bodies], Iterable[Part]]] = {
    "boards": boards.read,
    "guidance": guidance.read,
    "article": article.read,
    "printed": printed.read,
    "markup": markup.read,
}
"""{format of the catalogue: its reader}."""
