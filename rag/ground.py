"""What a claim may rest on: its quotes and their places, and texts without the bodies and years that a place gives."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from corpus.bodies import Bodies, Mention
from rag import stated
from rag.types import Citation

_NUMBERING = re.compile(r"^\d+\.(?:\d+\.?)*\s+")
"""What a heading is counted by, which says nothing."""
_BEFORE_PERIOD = re.compile(r"(?:,?\s*\b(?:in|for|during|over|throughout)(?: the (?:financial )?year)?|\s*\((?:in )?)\s*$", re.IGNORECASE)
_LONGER, _KIND_OF_BODY, _THEIRS = map(
    re.compile, (r" (?:University|NHS|Hospital|Trust|Healthcare)", r" (?:ICBs?|ICSs?|ICPs?|[Ss]ystem|[Ii]ntegrated [Cc]are)\b", r"['’]s\b")
)
"""What stands behind a body that is part of a longer name, that is told with its kind, and that is told of something of its."""

_DESPITE = re.compile(r"\bin spite of\b", re.IGNORECASE)
_OF_BODIES = re.compile(r"\s+(?:\w+ )?(?:boards|ICBs|ICSs|systems|areas)\b")
_OF_YEARS = re.compile(r"\s+(?:\w+ )?(?:years|editions|surveys|reports|assessments)\b")


@dataclass(frozen=True)
class Ground:
    """What a claim may rest on: the quotes it cites, and where they stand."""

    citations: tuple[Citation, ...]
    bodies: Bodies

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        return tuple(c.quote for c in self.citations)

    @cached_property
    def bare(self) -> list[str]:
        """The quotes without the bodies that they name."""
        return [without_bodies(quote, self.bodies) for quote in self.quotes]

    @cached_property
    def read(self) -> list[str]:
        """The quotes as they are read with a claim: alone, and all together."""
        return [in_one_way(quote) for quote in dict.fromkeys([" ".join(self.bare), *self.bare])]

    @cached_property
    def places(self) -> tuple[str, ...]:
        return tuple(" ".join((*c.section, c.body or "", c.title, c.period)) for c in self.citations)

    @cached_property
    def text(self) -> str:
        return " . ".join((*self.quotes, *self.places, *(c.publisher for c in self.citations)))

    @cached_property
    def of_bodies(self) -> bool:
        """Whether the quotes are of several bodies, or of one and of none."""
        return len({c.body for c in self.citations}) > 1

    @cached_property
    def of_periods(self) -> bool:
        return len({c.period for c in self.citations}) > 1

    @cached_property
    def names_others(self) -> bool:
        """Whether a quote tells of more than one body: of others beside its own, or of several."""
        return any(len({c.body} - {None} | told_of(c.quote, self.bodies)) > 1 for c in self.citations)

    @cached_property
    def told_apart(self) -> str:
        """Quotes of several bodies or periods, each behind those that it is of."""
        rows: dict[str, list[str]] = {}
        for c in self.citations:
            quote = c.quote if self.of_bodies else without_bodies(c.quote, self.bodies)
            label = ", ".join(part for part in ((c.body or c.publisher or c.title) if self.of_bodies else "", c.period if self.of_periods else "") if part)
            rows.setdefault(label, []).append(quote)
        return " ".join(f"{label}: {' '.join(dict.fromkeys(quotes))}" for label, quotes in rows.items())

    def only(self, wanted: Callable[[Citation], bool]) -> Ground:
        """Some of it."""
        return Ground(tuple(filter(wanted, self.citations)), self.bodies)

    def on(self, body: str) -> Ground:
        """What is of one body, or names it."""
        return self.only(lambda c: c.body == body or (c.body is None and body in self.bodies.named_in(c.quote)))

    def is_count(self, figure: stated.Figure, text: str) -> bool:
        """Whether a figure of a text counts the bodies or the years that are cited: "the two boards", "over the two years"."""
        bodies, periods = len({c.body for c in self.citations if c.body}), len({c.period for c in self.citations if c.period})
        behind = text[figure.end :]
        return bool(
            (figure.value == str(bodies) and bodies > 1 and _OF_BODIES.match(behind))
            or (figure.value == str(periods) and periods > 1 and _OF_YEARS.match(behind))
        )

    @cached_property
    def named(self) -> frozenset[str]:
        """The bodies that the quotes and their places name."""
        return frozenset(self.bodies.named_in(" . ".join((*self.quotes, *self.places))))

    @cached_property
    def figures(self) -> list[stated.Figure]:
        headings = [_NUMBERING.sub("", part) for c in self.citations for part in (*c.section, c.title, c.period)]
        return stated.find(" . ".join((*self.quotes, *headings)), both=True)


def in_one_way(text: str) -> str:
    """A text with one word for what is said in several: "despite" for "in spite of", which stands for its contrary too often in what reads it has learnt from."""
    return _DESPITE.sub(lambda match: "Despite" if match.group()[0].isupper() else "despite", text)


def without_period(text: str, ground: Ground) -> str:
    """A text without the period that its quotes' place gives and they do not say themselves: "In 2024/25", "(2024/25)"."""
    periods = {c.period for c in ground.citations} - {figure.value for quote in ground.quotes for figure in stated.find(quote)}
    for figure in reversed(stated.find(text)):
        if figure.value in periods:
            before = _BEFORE_PERIOD.sub("", text[: figure.start])
            after = text[figure.end :]
            text = before + (after.removeprefix(")") if before.count("(") == before.count(")") else after)
    return text.strip(" ,")


def without_bodies(text: str, bodies: Bodies) -> str:
    """A text without the bodies that it names, those aside that are part of a longer name: "the ICB" for "Devon ICB", "its" for "Devon's", "it" for others."""
    for mention in reversed(_mentions(text, bodies)):
        before, behind = text[: mention.start], text[mention.end :]
        theirs = _THEIRS.match(behind)
        if _KIND_OF_BODY.match(behind):
            text = f"{before}{'' if before.lower().endswith('the ') else 'the '}{behind[1:]}"
        else:
            text = f"{before}its{behind[theirs.end() :]}" if theirs else f"{before}it{behind}"
    return text


def told_of(text: str, bodies: Bodies) -> set[str]:
    """The bodies that a text names, those aside that are part of a longer name."""
    return {mention.body for mention in _mentions(text, bodies)}


def _mentions(text: str, bodies: Bodies) -> list[Mention]:
    return [mention for mention in bodies.find(text) if not _LONGER.match(text, mention.end)]
