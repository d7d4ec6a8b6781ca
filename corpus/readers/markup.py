"""A report as loose Markdown: bold and underline marks, glued list markers, captions of charts that are lost, footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.bodies import Bodies
from corpus.catalogue import Entry
from corpus.readers.outline import Outline
from corpus.readers.parts import Heading, Paragraph, Part, blocks, joined, mended
from corpus.trace import Traced, join

_MARKS = re.compile(r"\*\*|</?u>")
_ITEM = re.compile(r"^\s*(?:- )?(?:[·•] |\d+\. |[a-z]\. )|^\s*- ")
_FURNITURE = re.compile(
    r"continues\.\.\.$|Find out more about our |\d+\s*$|•?[\s,•P\d]*$|Key points$|\d+ Smith Square|If you require this publication|Registered charity|©|For more information, visit: "
)
_FOOTNOTE = re.compile(r"^\^\{\d+\.?\}\s*")
_CAPTION = re.compile(r"(?P<figure>Figure \d+: )|[“\"][^”\"]*[”\"?:]?$|(?P<source>Source: |'.+' (?:was an option|were options) which)")
_CONTENTS = "Contents"


def read(raw: Traced, entry: Entry, bodies: Bodies) -> Iterator[Part]:
    """Headings by the outline; a chart's caption, question and source as one paragraph after the text around it."""
    outline = Outline.from_entry(entry)
    return mended(_captions_apart(_parts(raw, outline)))


def _parts(raw: Traced, outline: Outline) -> Iterator[Part]:
    in_contents = False
    title_page: list[Traced] = []
    for block in blocks(raw.cut(_MARKS)):
        for lines in _items(block):
            texts = [line.text.strip() for line in lines]
            if found := outline.find([re.sub(r"^- ", "", text) for text in texts]):
                outline.take(found)
                in_contents = False
                if title_page:
                    yield Paragraph(join(title_page, " – "))
                    title_page = []
                yield Heading(found.level, joined(lines[: found.lines]).cut(r"^- "), found.title)
                lines = lines[found.lines :]
            if not lines:
                continue
            whole = joined(lines)
            if whole.text == _CONTENTS:
                in_contents = True
            if in_contents or _FURNITURE.match(whole.text):
                continue
            if outline.position == 0:
                title_page.append(whole)
                continue
            item = bool(_ITEM.match(lines[0].text))
            text = whole.cut(r"^(?:- )?(?:[·•] )?(?:\d+\. |[a-z]\. )?").strip() if item else whole.cut(_FOOTNOTE)
            if text.text:
                yield Paragraph(text, item)


def _items(block: list[Traced]) -> Iterator[list[Traced]]:
    """A block's lines, cut where a list item begins."""
    current: list[Traced] = []
    for line in block:
        if current and _ITEM.match(line.text):
            yield current
            current = []
        current.append(line)
    if current:
        yield current


def _captions_apart(parts: Iterable[Part]) -> Iterator[Part]:
    """Each chart's title, question and source as one paragraph at the end of its section, out of the text's way."""
    captions: list[list[Traced]] = []
    sourced = True
    for part in parts:
        if isinstance(part, Heading):
            yield from map(_caption, captions)
            captions, sourced = [], True
            yield part
            continue
        match = _CAPTION.match(part.text.text)
        if part.item or not match or _speaks(part.text.text):
            yield part
            continue
        if match["figure"] or not captions or (sourced and not match["source"]):
            captions.append([])
        captions[-1].append(part.text)
        sourced = bool(match["source"])
    yield from map(_caption, captions)


def _caption(pieces: list[Traced]) -> Paragraph:
    ended = [piece if re.search(r"[.?!:”\"]$", piece.text) else piece + Traced(".", (piece.at[-1],)) for piece in pieces]
    return Paragraph(join(ended, " "))


def _speaks(text: str) -> bool:
    """True for a person's words, which a name or a verb of saying follows."""
    return bool(re.search(r"[”\"] (?:said|and|was|is|has|by|with|to|the)\b", text))
