"""The fields that boards are judged on, and the cues by which a clause says how: both from `fields.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import permutations
from typing import Literal

from pydantic import BaseModel, ConfigDict

KindOfField = Literal["matter", "tier", "programme", "segment", "undertakings", "result", "plan"]


class _Cue(BaseModel):
    model_config = ConfigDict(extra="forbid")
    said: list[str]
    asked: list[str] = []


class _Field(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    label: str
    theme: str
    kind: KindOfField = "matter"
    said: list[str]
    asked: list[str] = []
    less: list[str] = []
    within: str | None = None
    tiered: bool = False


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    glue: str
    beside: str
    light: str
    alike: list[str]
    cues: dict[str, _Cue]
    field: list[_Field]


@dataclass(frozen=True)
class Cue:
    """What shows one side of a judgement, in a text and in a question."""

    said: re.Pattern[str]
    asked: re.Pattern[str]
    """Also finds whatever `said` does."""


@dataclass(frozen=True)
class Field:
    """Something that boards are judged on."""

    id: str
    label: str
    theme: str
    kind: KindOfField
    said: re.Pattern[str]
    asked: re.Pattern[str]
    """Also finds whatever `said` does."""
    within: str | None
    """The wider field that it is part of."""
    tiered: bool
    """True for a service that has support tiers."""
    whole: re.Pattern[str] | None = None
    """What names the field as a whole in a question; anything else that names it means only itself."""


@dataclass(frozen=True)
class Mention:
    """A field that a question names, and where."""

    field: Field
    start: int
    end: int
    part: str = ""
    """The words by which it is named, where they mean less than the whole field."""


class Fields:
    """All fields and cues."""

    def __init__(
        self,
        fields: tuple[Field, ...],
        cues: dict[str, Cue],
        glue: frozenset[str] = frozenset(),
        beside: frozenset[str] = frozenset(),
        light: frozenset[str] = frozenset(),
        alike: tuple[tuple[str, ...], ...] = (),
    ) -> None:
        self.all = fields
        self.cues = cues
        self.glue = glue
        """Words of asking, of which no criterion consists."""
        self.beside = beside
        """Words that add nothing to a question that names a field."""
        self.light = light | beside
        """Words that tell little of a criterion."""
        self.alike = alike
        """Words and phrases that stand for one another, in groups."""
        self.by_id = {field.id: field for field in fields}

    @classmethod
    def load(cls) -> Fields:
        """The fields of `fields.toml`."""
        data = _File.model_validate(tomllib.loads((files("rag") / "fields.toml").read_text(encoding="utf-8")))
        fields = tuple(
            Field(
                row.id,
                row.label,
                row.theme,
                row.kind,
                _pattern(row.said),
                _pattern([*row.asked, *row.less, *row.said, *(_reordered(row.label) if row.kind == "programme" else ())]),
                row.within,
                row.tiered,
                _pattern([*row.asked, *(_reordered(row.label) if row.kind == "programme" else ())]) if row.asked else None,
            )
            for row in data.field
        )
        cues = {name: Cue(_pattern(cue.said), _pattern([*cue.asked, *cue.said])) for name, cue in data.cues.items()}
        alike = tuple(tuple(term.strip() for term in group.split(",")) for group in data.alike)
        return cls(fields, cues, frozenset(data.glue.split()), frozenset(data.beside.split()), frozenset(data.light.split()), alike)

    @cached_property
    def tiered(self) -> tuple[Field, ...]:
        return tuple(field for field in self.all if field.tiered)

    def is_within(self, field: Field, wider: str) -> bool:
        """True for a field that is part of another, however deep."""
        while field.within is not None:
            if field.within == wider:
                return True
            field = self.by_id[field.within]
        return False

    def mentions(self, question: str) -> list[Mention]:
        """The fields that a question names, in its order: of those that overlap the longest, and of as long ones the narrowest."""
        found = [Mention(field, *match.span(), _part(field, match.group())) for field in self.all for match in field.asked.finditer(question)]
        # Of equally long ones the whole of a field goes before a part of one, a narrow field before a wide one, and else the one with the fewer words.
        found.sort(key=lambda m: (m.start - m.end, m.field.kind == "matter", bool(m.part), -_depth(self, m.field), len(m.field.said.pattern), m.start))
        kept: list[Mention] = []
        for mention in found:
            if not any(other.start < mention.end and mention.start < other.end for other in kept):
                kept.append(mention)
        return sorted(kept, key=lambda m: m.start)

    def said_in(self, text: str) -> Iterator[tuple[Field, re.Match[str]]]:
        """The fields that a text speaks of, each with its first mention."""
        for field in self.all:
            if match := field.said.search(text):
                yield field, match


def _reordered(label: str) -> Iterator[str]:
    """The words of a programme's name in any order, with a few others between: "a safety programme for maternity units"."""
    *words, last = label.lower().split()
    telling = [word for word in words if word != "support" or len(words) < 3]
    if last != "programme" or len(telling) < 2:
        return
    for order in permutations([*map(re.escape, telling), "(?:programme|scheme|regime)s?"]):
        yield r"(?:\s+[\w’-]+){0,3}?\s+".join(order)


def _part(field: Field, words: str) -> str:
    return "" if field.whole is None or field.kind != "matter" or field.whole.fullmatch(words) else words


def _depth(fields: Fields, field: Field) -> int:
    depth = 0
    while field.within is not None:
        field = fields.by_id[field.within]
        depth += 1
    return depth


def _pattern(parts: list[str]) -> re.Pattern[str]:
    # The longest wins at one place: Python takes the first branch that fits, so that longer ones are put first by their look.
    ordered = sorted(parts, key=len, reverse=True)
    return re.compile(rf"(?<![\w])(?:{'|'.join(ordered)})(?!\w)" if ordered else r"(?!)", re.IGNORECASE)
