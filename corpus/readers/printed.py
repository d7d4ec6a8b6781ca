"""The text of a PDF, a printed line a line, with running heads, links, arrows and the debris of charts in it.

Running text stands with a blank line after every printed line; quotations, titles and labels in larger type stand as a block of
lines. A line of running text that its paragraph goes on from ends with a space. A label ends without a full stop and nothing goes
on from it; a heading is never the last thing on its page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.bodies import Bodies
from corpus.catalogue import Entry
from corpus.readers.outline import Found, Outline
from corpus.readers.parts import ENDED, Heading, Paragraph, Part, joined, mended
from corpus.trace import Traced, join

_FURNITURE = re.compile(r"https?://\S+(?:\s+https?://\S+)*$|\d+ [–-] The state of\b|For more information, visit:|→$")
_FIGURES = re.compile(r"[\d%/,. ]+$")
_CHART = re.compile(r"Source: |Top five answers for|\.\.\.")
_ASKED = re.compile(r"“(?:How|What|Which|To what)\b.*\?”$|“.*\.\.\.$")
_SCALE = re.compile(
    r"(?:(?:very|fairly|not very|not) confident(?: at all)?|(?:strongly )?(?:dis)?agree|neither agree (?:n?or) disagree"
    r"|don[’']t know/no opinion|\s)+$",
    re.IGNORECASE,
)
_ROLE = re.compile(r"(?:Joint )?(?:ICB|ICP|ICS|Place|NHS)\b[\w/ ]*(?:chair|chief executive|chief [a-z]+ officer|leader|director[a-z ]*)$")
_BULLET = re.compile(r"\s*•\s*")
_GLUED = re.compile(r"(?<=”)(?=[A-Z][\w ,]+ ICS$)")
_SPEAKER = re.compile(r"[A-Z][\w ,-]+ ICS$")
_LABEL = 70
"""Characters up to which a line without a full stop may be a label."""
_FULL = 60
"""Characters from which a printed line need not be the last of its paragraph."""


@dataclass(frozen=True)
class _Group:
    """Lines that stand together."""

    lines: tuple[Traced, ...]
    opens_page: bool
    """True where a page begins with them."""

    @property
    def text(self) -> str:
        return " ".join(line.text.strip() for line in self.lines)

    @property
    def whole(self) -> Traced:
        return joined(list(self.lines))

    @property
    def goes_on(self) -> bool:
        """True where the print says that the last line is not the end of its paragraph."""
        return self.lines[-1].text.endswith((" ", "-"))


def read(raw: Traced, entry: Entry, bodies: Bodies) -> Iterator[Part]:
    """Headings by the outline; paragraphs whole across lines and pages; no furniture."""
    return mended(_parts(_groups(raw), Outline.from_entry(entry), bodies))


def _groups(raw: Traced) -> list[_Group]:
    """The lines between blank lines; a line that begins a page (with a space), and a link, stand apart."""
    found: list[_Group] = []
    current: list[Traced] = []
    opens_page = False

    def close() -> None:
        nonlocal current, opens_page
        if current:
            found.append(_Group(tuple(current), opens_page))
        current, opens_page = [], False

    for line in raw.lines():
        text = line.text
        if not text.strip():
            close()
            continue
        if text.startswith(" "):
            close()
            opens_page = True
        if _FURNITURE.match(text.strip()):
            close()
            found.append(_Group((line,), False))
            continue
        if cut := _GLUED.search(text):
            current.append(line[: cut.start()])
            line = line[cut.start() :]
        if _SPEAKER.match(line.text.strip()) and current and current[-1].text.strip().endswith("”"):
            close()
        current.append(line)
    close()
    return found


def _parts(groups: list[_Group], outline: Outline, bodies: Bodies) -> Iterator[Part]:
    paragraph: list[Traced] = []
    item = False

    def finished() -> Iterator[Paragraph]:
        nonlocal paragraph, item
        if paragraph:
            yield Paragraph(joined(paragraph), item)
        paragraph, item = [], False

    number = 0
    while number < len(groups):
        group = groups[number]
        ahead = groups[number + 1 :]
        number += 1
        if _FURNITURE.match(group.text):
            continue
        if heading := _heading(group, ahead, outline):
            yield from finished()
            outline.take(heading)
            taken = [group, *ahead][: heading.lines]
            text = joined([line for g in taken for line in g.lines]) if taken else group.whole[:0]
            yield Heading(heading.level, text, heading.title)
            if taken:
                number += len(taken) - 1
                continue
        if outline.position == 0 or outline.passed(group.text):
            continue
        follower = ahead[0] if ahead else None
        if _is_debris(group, follower):
            yield from finished()
        elif _names_speaker(group, follower, bodies) and follower:
            yield from finished()
            yield Paragraph(join([group.whole, follower.whole], ": "))
            number += 1
        elif len(group.lines) > 1:
            yield from finished()
            signed = follower is not None and group.text.endswith("”") and bool(_ROLE.match(follower.text))
            yield Paragraph(joined([group.whole, follower.whole]) if signed and follower else group.whole)
            number += signed
        else:
            line = group.lines[0]
            if bullet := _BULLET.match(line.text):
                yield from finished()
                item = True
                line = line[bullet.end() :]
            paragraph.append(line)
            if _ends_paragraph(group, follower):
                yield from finished()
    yield from finished()


def _heading(group: _Group, ahead: list[_Group], outline: Outline) -> Found | None:
    found = outline.find([group.text, *(g.text for g in ahead[:4])])
    if found is None or not found.lines:
        return found
    behind = ahead[found.lines - 1] if len(ahead) >= found.lines else None
    at_page_end = behind is None or behind.opens_page or bool(_FURNITURE.match(behind.text))
    return None if at_page_end else found


def _is_debris(group: _Group, follower: _Group | None) -> bool:
    """True for a chart's figures, scale, question or source, and for labels."""
    text, after = group.text, follower.text if follower else ""
    if _FIGURES.match(text) or _SCALE.match(text) or _CHART.match(text):
        return True
    if text.startswith("“") and not _ROLE.match(after) and (_ASKED.match(text) or _CHART.match(after) or _FIGURES.match(after)):
        return True
    if ENDED.search(text) or _BULLET.match(group.lines[0].text) or text.endswith(" ICS"):
        return False
    return len(group.lines) > 1 or (len(text) <= _LABEL and text[0].isupper() and not group.goes_on)


def _names_speaker(group: _Group, follower: _Group | None, bodies: Bodies) -> bool:
    """True for a system's name that stands above its own words."""
    return group.text.endswith(" ICS") and follower is not None and follower.text.startswith("“") and bool(bodies.named_in(group.text))


def _ends_paragraph(group: _Group, follower: _Group | None) -> bool:
    text = group.text
    if not ENDED.search(text):
        return not group.goes_on and follower is not None and follower.text[:1].isupper()
    return not group.goes_on or len(text) < _FULL or follower is None
