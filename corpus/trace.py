"""Text that remembers where each of its characters stood in the raw file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Traced:
    """A string with the raw offset of every character; cutting and joining keep the offsets."""

    text: str
    at: tuple[int, ...]
    """The raw offset of each character of `text`, the same length."""

    @classmethod
    def from_raw(cls, raw: str) -> Traced:
        return cls(raw, tuple(range(len(raw))))

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, part: slice) -> Traced:
        return Traced(self.text[part], self.at[part])

    def __add__(self, other: Traced) -> Traced:
        return Traced(self.text + other.text, self.at + other.at)

    def strip(self) -> Traced:
        start = len(self.text) - len(self.text.lstrip())
        return self[start : len(self.text.rstrip())]

    def cut(self, pattern: str | re.Pattern[str]) -> Traced:
        """The text without what the pattern matches."""
        return self.replace(pattern, "")

    def replace(self, pattern: str | re.Pattern[str], by: str) -> Traced:
        """The text with each match of the pattern replaced; what is put in stands where the match began."""
        text: list[str] = []
        at: list[int] = []
        last = 0
        for match in re.finditer(pattern, self.text):
            if not match.group():
                continue
            text += (self.text[last : match.start()], by)
            at += self.at[last : match.start()]
            at += [self.at[match.start()]] * len(by)
            last = match.end()
        text.append(self.text[last:])
        at += self.at[last:]
        return Traced("".join(text), tuple(at))

    def lines(self) -> list[Traced]:
        """The lines, without their ends."""
        found, start = [], 0
        for line in self.text.split("\n"):
            found.append(self[start : start + len(line)])
            start += len(line) + 1
        return found


def join(parts: Sequence[Traced], separator: str) -> Traced:
    """The parts with the separator between them, which stands where the part before it ended."""
    text: list[str] = []
    at: list[int] = []
    for number, part in enumerate(parts):
        if number:
            text.append(separator)
            at += [at[-1] if at else 0] * len(separator)
        text.append(part.text)
        at += part.at
    return Traced("".join(text), tuple(at))


def runs(at: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """The offsets of a traced text as (offset, raw offset) runs, each good until the next begins."""
    found: list[tuple[int, int]] = []
    expected: int | None = None
    for offset, raw in enumerate(at):
        if raw != expected:
            found.append((offset, raw))
        expected = raw + 1
    return tuple(found)
