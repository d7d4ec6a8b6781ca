"""What every reader yields, and how loose lines become whole paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.trace import Traced, join

ENDED = re.compile(r"[.!?:;…][)\]”’\"']*$|”[)\]]?(?: [A-Z][\w /]*)?$")
"""A paragraph that has come to its end."""
_GOES_ON = re.compile(r"[a-z(]")


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the outermost."""

    level: int
    text: Traced
    shown: str = ""
    """The heading as it stands in a path, where that is not its printed text."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or an item of a list."""

    text: Traced
    item: bool = False


Part = Heading | Paragraph


def blocks(raw: Traced) -> list[list[Traced]]:
    """The runs of lines between blank lines."""
    found: list[list[Traced]] = [[]]
    for line in raw.lines():
        if line.text.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [block for block in found if block]


def joined(lines: list[Traced]) -> Traced:
    """Printed lines as one; a word split at a line's end is whole again."""
    whole = lines[0].strip()
    for line in lines[1:]:
        gap = "" if whole.text.endswith("-") and not whole.text.endswith(" -") else " "
        whole = join([whole, line.strip()], gap)
    return whole.replace(r"\s+", " ")


def mended(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts, with each paragraph that a page, a chart or a footnote interrupted made whole.

    An unfinished paragraph waits; the next that begins in the middle of a sentence goes on from the one that has waited longest.
    What stands twice under a heading is kept once, and of a paragraph whose beginning was printed ahead of it, the whole.
    No paragraph waits over a heading.
    """
    under: list[Paragraph] = []
    for part in parts:
        if isinstance(part, Paragraph):
            under.append(part)
        else:
            yield from _whole(under)
            under = []
            yield part
    yield from _whole(under)


def _whole(paragraphs: list[Paragraph]) -> list[Paragraph]:
    done: list[Paragraph] = []
    waiting: list[int] = []
    seen: set[str] = set()
    for part in paragraphs:
        text = part.text.text
        if text in seen:
            continue
        seen.add(text)
        ahead = next((n for n in waiting if text.startswith(done[n].text.text)), None)
        if ahead is not None:
            waiting.remove(ahead)
            done[ahead] = part
        elif waiting and not part.item and _GOES_ON.match(text):
            ahead = waiting.pop(0)
            done[ahead] = Paragraph(joined([done[ahead].text, part.text]), done[ahead].item)
        else:
            ahead = len(done)
            done.append(part)
        if not ENDED.search(done[ahead].text.text) and not done[ahead].item:
            waiting.append(ahead)
    return done
