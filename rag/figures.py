"""The figures of a sentence as values: percentages, money and counts, and the change from one to another.

Numbers that count nothing are left out: years and dates, standards such as `4-hour`, tiers, segments, section and figure numbers,
ranks, sample sizes, and `one` where it only stands for somebody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache


class FigureKind(StrEnum):
    """What a figure is a figure of; only two of one kind can be compared."""

    PERCENT = "percent"
    """A share in percent: `78%`, `two thirds`, `four in five`."""
    POINTS = "points"
    """A difference of percentages, in percentage points."""
    MONEY = "money"
    """In pounds."""
    COUNT = "count"


class Incomparable(ValueError):
    """Two figures of different kinds, between which there is no change."""


@dataclass(frozen=True)
class Figure:
    """A figure of a text."""

    kind: FigureKind
    value: Decimal
    """Percent, percentage points, pounds, or how many."""
    start: int
    end: int
    """The span in the text, with its sign and unit."""
    text: str
    rough: bool = False
    """True where the text gives it roughly: `almost half`, `over 40`, or a fraction in words."""
    of: Decimal | None = None
    """What it is a part of: 42 in `36 out of 42`."""


@dataclass(frozen=True)
class Change:
    """What lies between two figures."""

    kind: FigureKind
    before: Figure
    after: Figure
    absolute: Decimal
    """After less before: percentage points for percentages, else pounds or how many."""
    relative: Decimal | None
    """The same in percent of what was before; None for percentages, and where that was nothing."""
    rough: bool
    """True where either figure is."""

    @property
    def words(self) -> str:
        """The change in words: `up 7 percentage points`, `down £2m (20 per cent)`, `unchanged`."""
        if not self.absolute:
            return "about the same" if self.rough else "unchanged"
        amount = _amount(self.kind, abs(self.absolute))
        share = f" ({plain(abs(self.relative))} per cent)" if self.relative is not None else ""
        return f"{'up' if self.absolute > 0 else 'down'} {'about ' if self.rough else ''}{amount}{share}"


_UNITS = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_TIMES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}

_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(list(_UNITS)[1:10])}))?|{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
_WORD = rf"(?:(?:an? |{_SMALL} )(?:hundred|dozen)|{_SMALL})"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_PERCENT = r"(?:\s?%|[\s-]per[\s-]?cent\b|[\s-]percent\b)"
_POINTS = r"(?:\s?pp\b|[\s-]percentage[\s-]points?\b)"
_SCALE = r"(?:\s?(?:k|mn?|bn)\b|[\s-](?:thousand|million|billion)\b)"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"

_COUNTS_NOTHING = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s*(?:to|and|[–-])\s*\d{{1,2}})? {_MONTH}\b(?:,? \d{{4}}\b)?|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?"
    r"|\b(?:19|20)\d\d\s*[/–-]\s*(?:(?:19|20)\d\d|\d\d)\b|\b\d\d/\d\d\b|(?<![£\d,.])\b(?:19|20)\d\d\b(?![,.]\d|\s?%|\s(?:per cent|million|billion))|\b24/7\b"
    r"|\b\d+\s?(?:am|pm)\b|\b\d\d:\d\d\b|\b\d+(?:st|nd|rd|th)\b"
    rf"|\b(?:\d+(?:\.\d+)?|{_SMALL})(?:[- ]?(?:to|[–-])[- ]?\d+)?[- ](?:hours?|weeks?|days?|months?|years?|minutes?)\b|\b(?:10|ten)[- ]year\b"
    rf"|\b(?:tiers?|segments?|quarters?|phases?|types?|figures?|tables?|pages?|sections?|paragraphs?|stages?|levels?|steps?|chapters?|annex|case stud(?:y|ies)|NHS|section|No\.?)"
    rf"\s(?:\d+(?:\.\d+)*|{_SMALL})(?:(?:,| and| or| to|[–-]) ?(?:\d+(?:\.\d+)*|{_SMALL})\b(?!{_PERCENT}))?\b|\bQ[1-4]\b|\bn\s?=\s?\d+|\bcore ?20\w*|\bR2\b"
    r"|\bone[- ]off\b|\bone another\b|\bno one\b|(?<![\w.])\d+(?:\.\d+){2,}\b",
    re.IGNORECASE,
)
_FRACTION = rf"(?P<fraction>(?:(?P<share>an?|one|two|three|four|five|seven|nine)[- ])?(?P<part>half|halves|(?:third|quarter|fifth|sixth|eighth|tenth)s?)\b(?! of (?:the )?(?:year|{_MONTH}|20)| (?:part(?:y|ies)|time|year|survey|sector|round|wave|edition|report|purpose|option)))"
_RATIO = rf"(?P<ratio>(?P<some>{_WORD}|{_DIGITS})\b (?:in|out of) (?:every )?(?P<all>{_WORD}|{_DIGITS})\b(?![.,]\d|/))"
_PLAIN = rf"(?P<pound>£\s?)?(?P<number>(?:{_DIGITS})|\b{_WORD}\b)(?:(?P<points>{_POINTS})|(?P<percent>{_PERCENT})|(?P<scale>{_SCALE}))?"
_RANGE = rf"(?P<pound_low>£\s?)?(?P<low>{_DIGITS})(?:\s?[–-]\s?|\sto\s)(?=(?:£\s?)?(?:{_DIGITS})(?P<unit>{_POINTS}|{_PERCENT}|{_SCALE}))"
_FIGURE = re.compile(rf"(?<![\w.,/£])(?<![^\d\s][–-])(?:{_RANGE}|(?:{_RATIO}|{_FRACTION}|{_PLAIN})(?!\w))", re.IGNORECASE)
_ROUGHLY = re.compile(
    r"(?:\b(?:almost|nearly|about|around|roughly|approximately|some|over|under|above|below|just|(?:more|less|fewer|greater) than|at least|at most|up to|close to)\s(?:an?\s)?)+$",
    re.IGNORECASE,
)
_ONE_COUNTS = re.compile(r"\b(?:only|just|to|from|by|than|and|number|is|was|are|were)\s$", re.IGNORECASE)
_RATIO_WHOLES = frozenset(map(Decimal, (3, 4, 5, 6, 8, 10, 20, 100)))
"""Wholes by which people put a share (`four in five`); others are counts of what there is (`36 out of 42`)."""


def figures(text: str) -> list[Figure]:
    """The figures of a text, in its order."""
    return list(_figures(text))


@lru_cache(maxsize=8192)
def _figures(text: str) -> tuple[Figure, ...]:
    nothing = [match.span() for match in _COUNTS_NOTHING.finditer(text)]
    found: list[Figure] = []
    at = 0
    while match := _FIGURE.search(text, at):
        if any(a < match.end() and match.start() < b for a, b in nothing if not (match["fraction"] or match["ratio"])):
            at = max(match.start() + 1, *(b for a, b in nothing if a < match.end() and match.start() < b))
            continue
        found += [figure] if (figure := _figure(match, text)) else []
        at = match.end()
    return tuple(found)


def change(before: Figure, after: Figure) -> Change:
    """The change from one figure to another.

    Raises:
        Incomparable: if they are of different kinds.
    """
    if before.kind is not after.kind:
        raise Incomparable(f"{before.text!r} ({before.kind.value}) and {after.text!r} ({after.kind.value}) are of different kinds; expected two of one kind")
    absolute = after.value - before.value
    of_shares = before.kind in (FigureKind.PERCENT, FigureKind.POINTS)
    relative = None if of_shares or not before.value else 100 * absolute / before.value
    return Change(before.kind, before, after, absolute, relative, before.rough or after.rough)


def plain(value: Decimal) -> str:
    """A number as people write it: at most one decimal place, thousands with commas."""
    rounded = value.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:,.0f}" if rounded == rounded.to_integral_value() else f"{rounded:,.1f}"


def _figure(match: re.Match[str], text: str) -> Figure | None:
    rough = bool(_ROUGHLY.search(text[: match.start()]))
    if match["ratio"]:
        some, whole = _number(match["some"]), _number(match["all"])
        if not whole or some > whole:
            return None
        if whole in _RATIO_WHOLES:
            return Figure(FigureKind.PERCENT, 100 * some / whole, match.start(), match.end(), match.group(), True)
        return Figure(FigureKind.COUNT, some, match.start(), match.end(), match.group(), rough, whole)
    if match["fraction"]:
        part = match["part"].lower()
        # "The third" and "a second half" are ranks; a bare "third" is no share.
        if not match["share"] and part not in ("half", "halves"):
            return None
        share = match["share"].lower() if match["share"] else "a"
        number = Decimal(1 if share in ("a", "an") else _UNITS[share]) / _PARTS[part if part in _PARTS else part.removesuffix("s")]
        return Figure(FigureKind.PERCENT, 100 * number, match.start(), match.end(), match.group(), True) if number <= 1 else None
    if match["low"]:
        end = match.end("low")
        kind, value = _valued(match["pound_low"], match["low"], match["unit"])
        return Figure(kind, value, match.start(), end, text[match.start() : end], True)
    if match["number"].lower() == "one" and not (match["percent"] or match["points"] or match["scale"] or _ONE_COUNTS.search(text[: match.start()])):
        return None
    kind, value = _valued(match["pound"], match["number"], match["points"] or match["percent"] or match["scale"])
    return Figure(kind, value, match.start(), match.end(), match.group(), rough)


def _valued(pound: str | None, number: str, unit: str | None) -> tuple[FigureKind, Decimal]:
    """The kind and value of a number with its sign and unit."""
    value, name = _number(number), (unit or "").strip(" -").lower()
    if name in _TIMES:
        value = value.scaleb(_TIMES[name])
    if pound:
        return FigureKind.MONEY, value
    if name.startswith(("pp", "percentage")):
        return FigureKind.POINTS, value
    return (FigureKind.PERCENT if name.startswith(("%", "per")) else FigureKind.COUNT), value


def _number(text: str) -> Decimal:
    plain_text = text.lower().replace(",", "")
    if plain_text[0].isdigit():
        return Decimal(plain_text)
    total = Decimal(0)
    for word in re.split(r"[- ]", plain_text):
        if word in ("hundred", "dozen"):
            total = (total or Decimal(1)) * (100 if word == "hundred" else 12)
        else:
            total += Decimal(_UNITS.get(word, _TENS.get(word, 0)))
    return total


def _amount(kind: FigureKind, value: Decimal) -> str:
    if kind in (FigureKind.PERCENT, FigureKind.POINTS):
        return f"{plain(value)} percentage point{'' if plain(value) == '1' else 's'}"
    if kind is FigureKind.COUNT:
        return plain(value)
    for power, unit in ((9, "bn"), (6, "m")):
        if value >= Decimal(10) ** power:
            scaled = value.scaleb(-power).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
            return f"£{scaled:f}{unit}"
    return f"£{plain(value)}"
