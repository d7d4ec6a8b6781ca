"""The 42 boards, and finding them in a text under any of their names."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from corpus.types import Body

_JOINED = "(?:wide|based|led|level|area|specific|style)"
"""What may stand behind a name and a hyphen: "Devon-wide"."""
_AND = r"(?:\s*,\s*(?:and\s+|or\s+|&\s*)?|\s+(?:and|or|against|versus|vs?\.?)\s+|\s*[&/]\s*)"
_PARTS = re.compile(r",\s*(?:and\s+)?|\s+and\s+")


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    region: str
    aliases: list[str] = []
    abbreviations: list[str] = []


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    body: list[_Row]


@dataclass(frozen=True)
class Mention:
    """A body found in a text, and the span that names it."""

    body: str
    start: int
    end: int


class Bodies:
    """All bodies, and the names they are found by."""

    def __init__(self, bodies: Iterable[Body]) -> None:
        self.all = tuple(bodies)
        self.by_name = {body.name: body for body in self.all}

    @classmethod
    def load(cls) -> Bodies:
        """The bodies of `bodies.toml`."""
        data = _File.model_validate(tomllib.loads((files("corpus") / "bodies.toml").read_text(encoding="utf-8")))
        return cls(Body(r.name, r.region, tuple(r.aliases), tuple(r.abbreviations)) for r in data.body)

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The regions, in the order of the catalogue."""
        return tuple(dict.fromkeys(body.region for body in self.all))

    def of_region(self, region: str) -> tuple[str, ...]:
        return tuple(body.name for body in self.all if body.region == region)

    @cached_property
    def names(self) -> dict[str, str]:
        """{a name in lower case, with "and" for "&": the body it means}; no name that two bodies could mean."""
        claims: dict[str, set[str]] = defaultdict(set)
        given: dict[str, str] = {}
        for body in self.all:
            for name in (body.name, *body.aliases):
                given[_plain(name)] = body.name
            for part in _PARTS.split(body.name):
                if len(part) > 3:
                    claims[_plain(part)].add(body.name)
        regions = {_plain(region) for region in self.regions}
        derived = {part: next(iter(who)) for part, who in claims.items() if len(who) == 1 and part not in regions}
        return derived | given

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # A region's name is found too, and means no body: "the North East and Yorkshire region" is not North East and North Cumbria.
        names = sorted({*self.names, *map(_plain, self.regions)}, key=len, reverse=True)
        spelled = "|".join(re.escape(name).replace(r"\ and\ ", r"\s*(?:\band\b|&)\s*").replace(r"\ ", r"[\s-]+") for name in names)
        short = sorted(self._short, key=len, reverse=True)
        # The people of a place, as Devonians, stand for it.
        branches = [f"(?P<name>(?i:{spelled}))(?:ians)?", *([f"(?P<short>{'|'.join(map(re.escape, short))})"] if short else [])]
        return re.compile(rf"(?<![\w-])(?:{'|'.join(branches)})(?![\w&]|-(?!{_JOINED}\b)\w)")

    @cached_property
    def _short(self) -> dict[str, str]:
        return {short: body.name for body in self.all for short in body.abbreviations}

    def find(self, text: str) -> list[Mention]:
        """The bodies that a text names, in its order; the longest name wins where two overlap."""
        found: list[Mention] = []
        for match in self._pattern.finditer(text):
            name, short = match["name"], match.groupdict().get("short")
            body = self._short[short] if short else self.names.get(_plain(name))
            if body is not None:
                joined = self._joined(text, match.start(), match.end())
                # "North east" alone may mean another body than it does before "or north west London".
                found = [mention for mention in found if not joined or mention.end <= joined[0].start] + joined
                found.append(Mention(body, match.start(), match.end()))
        return found

    def _joined(self, text: str, start: int, end: int) -> list[Mention]:
        """The bodies before a name that share its last word: South East and South West of "South East, South West and North Central London"."""
        heads = self._heads.get(_plain(text[start:end]).rpartition(" ")[2], {})
        found: list[Mention] = []
        if _plain(text[start:end]).rpartition(" ")[0] not in heads:
            return found
        while match := re.search(rf"(?<![\w-])({'|'.join(sorted(map(_loosely, heads), key=len, reverse=True))}){_AND}$", text[:start], re.IGNORECASE):
            found.insert(0, Mention(heads[_plain(match[1])], match.start(), match.end(1)))
            start = match.start()
        return found

    @cached_property
    def _heads(self) -> dict[str, dict[str, str]]:
        """{last word that several bodies' names share: {what stands before it: body}}."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for body in self.all:
            head, _, last = _plain(body.name).rpartition(" ")
            if head and " and " not in head:
                found[last][head] = body.name
        return {last: heads for last, heads in found.items() if len(heads) > 1}

    def named_in(self, text: str) -> tuple[str, ...]:
        """The bodies that a text names, each once, in its order."""
        return tuple(dict.fromkeys(mention.body for mention in self.find(text)))


def _loosely(name: str) -> str:
    return re.escape(name).replace(r"\ ", r"[\s-]+")


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", " ", name.lower().replace("&", " and ").replace("’", "'")).strip()
