"""A question cut into pieces where it says and, but, or, outside the names of what it asks about."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.fields import Mention

_JOIN = re.compile(
    r"\s*(?:,\s*)?\b(?P<word>and also|and have|and has|as well as|and|but|or|while|although|though|yet(?! to)|whose|plus|with|without|despite|where|nor)\b\s*(?:also\s+)?|\s*[;]\s*|\s*,\s+",
    re.IGNORECASE,
)
_STRONG = frozenset({"and", "but", "or", "as well as", "and also", "and have", "and has", "nor", "plus"})
"""Joints at which a question is always cut; at the others only where both sides name a field."""
_BESIDE = re.compile(r"(?:in|at|of|for|on|by|to|from|about|with|whether|be|who|which|that|where|if|is|are|was|were|has|have|had|do|does|did)\b", re.IGNORECASE)
"""What begins an aside, and no thing of a list."""
_ITEM = 3
"""Words of one of several things that are listed before an "or", at most."""


@dataclass(frozen=True)
class Piece:
    """A part of a question between two joints."""

    text: str
    start: int
    """Its place in the question."""
    join: str
    """What joins it to the one before: `and`, `or` or a comma; nothing for the first."""
    mentions: tuple[Mention, ...]
    """The fields that it names."""


def cut(text: str, mentions: Sequence[Mention]) -> list[Piece]:
    """The pieces of a text, in order; in "a, b or c" the comma is an "or" as well."""
    joints = [m for m in _JOIN.finditer(text) if not any(x.start < m.end() and m.start() < x.end for x in mentions)]
    listed = _listed(joints, text)
    joints = [m for m in joints if m.groupdict().get("word") in _STRONG or m.start() in listed or _between(m, joints, mentions, len(text))]
    pieces, start, join = [], 0, ""
    for joint in (*joints, None):
        end = joint.start() if joint else len(text)
        own = tuple(m for m in mentions if start <= m.start < end)
        pieces.append(Piece(text[start:end], start, join, own))
        if joint:
            start, join = joint.end(), (joint.groupdict().get("word") or ",").lower()
            join = "or" if join in ("or", "nor") or joint.start() in listed else "," if join == "," else "and"
    return [piece for piece in pieces if piece.text.strip()]


def _listed(joints: Sequence[re.Match[str]], text: str) -> set[int]:
    """Where the commas stand that only list things before an "or"."""
    found: set[int] = set()
    for joint, following in reversed(list(itertools.pairwise(joints))):
        more = (following["word"] or "").lower() == "or" or following.start() in found
        item = text[joint.end() : following.start()].split()
        if joint["word"] is None and "," in joint.group() and more and 0 < len(item) <= _ITEM and not _BESIDE.match(item[0]):
            found.add(joint.start())
    return found


def _between(joint: re.Match[str], joints: Sequence[re.Match[str]], mentions: Sequence[Mention], length: int) -> bool:
    """True where a weak joint has a field on either side of it, up to the next joint."""
    before = max((j.end() for j in joints if j.end() <= joint.start()), default=0)
    after = min((j.start() for j in joints if j.start() >= joint.end()), default=length)
    return any(before <= m.start < joint.start() for m in mentions) and any(joint.end() <= m.start < after for m in mentions)
