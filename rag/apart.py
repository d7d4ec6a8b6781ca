"""A claim on several boards or years: each part of it must be told apart, and stand in the quotes of its own board or year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.bodies import Bodies
from rag import stated
from rag.ground import Ground
from rag.polarity import contradiction

_CLAUSES = re.compile(r"[;:]\s|,\s(?=(?:but|while|whereas|although|and|with|yet|as|unlike)\b)|\s(?=(?:but|while|whereas|although|whilst)\b)|\sand\s(?=[A-Z])")
_AND_YEAR = re.compile(r"\s*(?:,|,? ?\b(?:and|or|to|as in|as well as)\b|[–-])\s*(?:(?:in|for|to|of)\s+)?(?:the\s+)?")
_RANGE = re.compile(r"\b(?:between|from|since)\s*$", re.IGNORECASE)
_IN_YEAR = re.compile(r"[^,;:.]{0,60}\b(?:in|for|during|of)\s+(?:the\s+)?", re.IGNORECASE)
_HELD_AGAINST = re.compile(
    r"\b(?:compared (?:with|to)|than(?: in| for)?|since|after|before|unlike(?: in)?|(?:up|down) (?:on|from)|against|from|until|between)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
"""What joins two years, opens a span of them, gives a figure its year, and holds one against a year that is not its own."""


def misdated(text: str, ground: Ground, own: set[str]) -> str | None:
    """A figure that a text gives to a year whose quotes do not hold it, or a year that it gives together with one that they name as theirs."""
    found = stated.find(text)
    years = [figure for figure in found if figure.is_year]
    for one, other in pairwise(years):
        joined = _AND_YEAR.fullmatch(text[one.end : other.start]) and not _RANGE.search(text[: one.start])
        if joined and not ground.of_periods and own and {one.value, other.value} - own and {one.value, other.value} & own:
            return f"what it cites is of {' and '.join(sorted(own))}"
    if not ground.of_periods:
        return None
    of_period: dict[str, list[stated.Figure]] = {}
    for c in ground.citations:
        of_period.setdefault(c.period, []).extend(Ground((c,), ground.bodies).figures)
    for figure in found:
        period = None if figure.is_year else _year_of(figure, found, text)
        if period in of_period and not stated.stands(figure, of_period[period]):
            return f"the figure {text[figure.start : figure.end].strip()} stands in no quote of {period}"
    return None


def _year_of(figure: stated.Figure, found: Sequence[stated.Figure], text: str) -> str | None:
    """The year that a figure of a text is said of, where its words leave no doubt: it stands right behind it, or before it with no other figure between."""
    behind = next((other for other in found if other.start >= figure.end), None)
    if behind is not None and behind.is_year and _IN_YEAR.fullmatch(text[figure.end : behind.start]):
        return behind.value
    before = [other for other in found if other.end <= figure.start]
    if not before or not before[-1].is_year or _HELD_AGAINST.search(text[: before[-1].start]):
        return None
    of_two = len(before) > 1 and before[-2].is_year and _AND_YEAR.fullmatch(text[before[-2].end : before[-1].start])
    return None if of_two else before[-1].value


def mixed(text: str, ground: Ground) -> str | None:
    """What a text says of a body that the quotes on that body do not."""
    owners = {c.body for c in ground.citations if c.body}
    named = set(ground.bodies.named_in(text))
    if named and owners and not owners <= named:
        return f"what it cites is on {' and '.join(sorted(owners - named))}"
    if not owners or not ground.of_bodies:
        return None
    if not named:
        return "it does not say which board it is on"
    periods = {c.period for c in ground.citations}
    for body in sorted(owners):
        own, beside = ground.on(body), ground.on(body, or_none=True)
        # What is said of several in one clause must stand in the quotes of each; but for the years that it is said of, which hang on the whole sentence.
        parts = list(_parts(text, body, ground.bodies))
        for part, names_it in parts or [(text, True)]:
            known = (own if names_it else beside).figures
            for figure in stated.find(part):
                of_place = figure.is_year and figure.value in periods and not (parts and names_it)
                if not of_place and not stated.stands(figure, known):
                    return f"the figure {part[figure.start : figure.end].strip()} stands in no quote on {body}"
    return None


def opposed(text: str, ground: Ground) -> str | None:
    """A word that a text says of a body whose quotes say the opposite of the same thing."""
    for body in sorted({c.body for c in ground.citations if c.body}):
        own = " ".join(part for part, _ in _parts(text, body, ground.bodies))
        against = contradiction(own, ground.on(body).quotes)
        if against is not None:
            return against
    return None


def _parts(text: str, body: str, bodies: Bodies) -> Iterator[tuple[str, bool]]:
    """The clauses of a text that are on one body alone, and whether each names it."""
    current: set[str] = set()
    for clause in _clauses(text, bodies):
        named = set(bodies.named_in(clause))
        current = named or current
        if current == {body}:
            yield clause, bool(named)


def _clauses(text: str, bodies: Bodies) -> Iterator[str]:
    """A text cut where a clause begins, and nowhere within a name."""
    names = [(mention.start, mention.end) for mention in bodies.find(text)]
    start = 0
    for cut in _CLAUSES.finditer(text):
        if not any(a < cut.start() < b for a, b in names):
            yield text[start : cut.start()]
            start = cut.end()
    yield text[start:]
