"""The headings of a text whose layout does not show them, found one after the other by the catalogue's outline."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.catalogue import Entry

_LOOK_AHEAD = 5
"""How many printed lines a heading may run over."""


@dataclass(frozen=True)
class Found:
    """The next heading of the outline, standing at the beginning of some lines."""

    level: int
    title: str
    """As it is printed."""
    lines: int
    """How many of the lines the heading takes; 0 where a box ends and the text goes back to the section around it."""
    position: int
    """Its place in the outline."""


@dataclass
class Outline:
    """Where in the outline a reader is; headings are taken in their order, each once."""

    levels: list[tuple[int, str, bool]]
    """(level, words, whether they mark the end of a box) of each line."""
    position: int = 0
    taken: dict[int, str] = field(default_factory=dict)
    """{level: the heading that was taken last at it, as printed}."""

    _printed: set[str] = field(default_factory=set)

    @classmethod
    def from_entry(cls, entry: Entry) -> Outline:
        rows = []
        for line in entry.outline:
            marks, words = line.split(" ", 1)
            rows.append((marks.count("#"), words, marks.startswith("<<")))
        return cls(rows)

    def find(self, lines: list[str]) -> Found | None:
        """The next heading, if it stands at the beginning of these lines; the end of a box may be passed over."""
        for position in range(self.position, len(self.levels)):
            level, title, resumes = self.levels[position]
            if resumes:
                if _same(" ".join(lines[:3])).startswith(_same(title)):
                    return Found(level, self.taken[level], 0, position)
                continue
            so_far = ""
            for count, line in enumerate(lines[:_LOOK_AHEAD], start=1):
                so_far = f"{so_far} {line}"
                head, _, tail = title.partition("…")
                printed = _same(so_far)
                if not (printed.startswith(_same(head)) or _same(head).startswith(printed)):
                    break
                if printed == _same(title) or (tail and printed.endswith(_same(tail)) and len(printed) > len(_same(head + tail))):
                    return Found(level, " ".join(so_far.split()), count, position)
            return None
        return None

    def take(self, found: Found) -> None:
        """Go on behind a heading."""
        self.position = found.position + 1
        self.taken[found.level] = found.title
        self._printed.add(_same(found.title))

    def passed(self, text: str) -> bool:
        """True for a heading that has been, which stands here again as a running head."""
        return _same(text) in self._printed

    @property
    def rest(self) -> list[str]:
        """The headings that were never found."""
        return [title for _, title, _ in self.levels[self.position :]]


def _same(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())
