"""The figures of a text, in digits or in words, each written one way: `78%`, `£8m`, `2024/25`, `1600`, `1/3`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

_ONES = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
_PARTS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10, "tenths": 10}

_NUMBER_WORD = "|".join([*(rf"{tens}(?:-{one})?" for tens in _TENS for one in ["(?:one|two|three|four|five|six|seven|eight|nine)"]), *_ONES])
_UNIT = r"(?:\s?(?:%|per cent\b|percent\b|million\b|billion\b|bn\b|m\b))"
_DIGITS = rf"£?(?<![\w.,])\d+(?:[.,]\d+)*(?:/\d+)?{_UNIT}?"
_PERIOD = r"(?<![\w/])(?:(?:19|20)\d\d\s?[/–-]\s?(?:(?:19|20)?\d\d)|\d\d/\d\d)(?![\w/])"
_SHARE = (
    r"(?P<top>an?|one|two|three|four|five|six|seven|eight|nine|\d)(?:[ -])(?:of every |in every |in |out of )(?P<bottom>ten|five|four|three|two|twenty|\d+)\b"
    r"|(?:(?P<many>an?|one|two|three|four|five|six|seven|eight|nine|\d)[ -])(?P<part>thirds?|quarters?|fifths?|tenths?)\b(?! (?:of )?(?:19|20)?\d|-)|\b(?P<half>half|halves)\b(?! year)"
)
_ANY = re.compile(
    rf"(?P<period>{_PERIOD})|\b(?:quarter |q)(?P<quarter>[1-4]|one|two|three|four)\b|\b(?:{_SHARE})|(?P<digits>{_DIGITS})|\b(?P<word>{_NUMBER_WORD})(?P<unit>{_UNIT}|(?= |-|\b))(?![a-z])",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"\s(?:to|and|or)\s£?\d+(?:[.,]\d+)*(?P<unit>{_UNIT})", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LOOSE = {
    "over": (0.0, 8.0), "more than": (0.0, 8.0), "just over": (0.0, 4.0), "above": (0.0, 8.0), "at least": (0.0, 8.0),
    "nearly": (-4.0, 0.0), "almost": (-4.0, 0.0), "just under": (-4.0, 0.0), "under": (-8.0, 0.0), "close to": (-4.0, 4.0),
    "around": (-4.0, 4.0), "about": (-4.0, 4.0), "roughly": (-4.0, 4.0), "some": (-4.0, 4.0),
}  # fmt: skip
"""{how a share is loosened: by how many points the figure may lie below and above it}."""
_SOFTENED = re.compile(rf"\b({'|'.join(sorted(_LOOSE, key=len, reverse=True))}) $", re.IGNORECASE)
_GRADE = re.compile(r"\b(?:tier|segment|phase|stage|level|band)s? $", re.IGNORECASE)
_WEAK = frozenset({"one", "zero"})
"""Number words that mostly count nothing ("one of")."""


@dataclass(frozen=True)
class Figure:
    """A figure of a text, and where it stands."""

    value: str
    """Written one way."""
    start: int
    end: int
    loose: str = ""
    """What it is loosened by: `nearly`."""

    @property
    def percent(self) -> float | None:
        """What share it is, in percent, if it is one."""
        if self.value.endswith("%"):
            return float(self.value[:-1])
        if "/" in self.value and not self.is_period:
            return float(100 * Fraction(self.value))
        return None

    @property
    def is_period(self) -> bool:
        return bool(re.fullmatch(r"\d{4}/\d\d", self.value))

    @property
    def is_year(self) -> bool:
        return self.is_period or bool(re.fullmatch(r"(?:19|20)\d\d", self.value))


def find(text: str, *, both: bool = False) -> list[Figure]:
    """The figures of a text, in its order. "One" by itself counts for none.

    Args:
        both: count "both" as two.
    """
    found = [Figure("2", m.start(), m.end()) for m in re.finditer(r"\bboth\b", text, re.IGNORECASE)] if both else []
    for match in _ANY.finditer(text):
        value = _value(match, text)
        if value is None:
            continue
        softened = _SOFTENED.search(text[: match.start()])
        found.append(Figure(value, match.start(), match.end(), softened[1].lower() if softened else ""))
    return found


def figures(text: str) -> list[str]:
    """The figures of a text, each written one way."""
    return [figure.value for figure in find(text)]


def stands(figure: Figure, known: list[Figure]) -> bool:
    """Whether a figure stands among others: as it is, or as an equal or rightly rounded share ("over three-quarters" for 77%)."""
    if any(figure.value == other.value for other in known):
        return True
    share = figure.percent
    if share is None or figure.is_period:
        return False
    below, above = _LOOSE.get(figure.loose, (0.0, 0.0))
    if figure.value.endswith("%"):
        below = above = 0.0
    for other in known:
        there = other.percent
        if there is not None and (there == share or (figure.loose and below <= there - share <= above)):
            return True
    return False


def _value(match: re.Match[str], text: str) -> str | None:
    if match["period"]:
        return _period(match["period"])
    if match["quarter"]:
        return f"Q{_counted(match['quarter'])}"
    if match["half"]:
        return "1/2"
    if match["top"]:
        return _fraction(match["top"], match["bottom"])
    if match["part"]:
        return _fraction(match["many"], str(_PARTS[match["part"].lower()]))
    if match["digits"]:
        digits = match["digits"]
        ranged = _RANGE.match(text, match.end())
        return written(digits + ranged["unit"] if ranged and digits[-1].isdigit() and not _YEAR.fullmatch(digits) else digits)
    word = match["word"].lower()
    unit = match["unit"] or ""
    if word in _WEAK and not unit.strip() and not _GRADE.search(text[: match.start()]):
        return None
    return written(f"{_counted(word)}{unit}")


def written(text: str) -> str:
    """A figure in digits, written one way."""
    text = text.lower().replace(",", "").rstrip(".")
    text = re.sub(r"\s?(?:per cent|percent|%)", "%", text)
    text = re.sub(r"\s?(?:million|m)$", "m", text)
    return re.sub(r"\s?(?:billion|bn)$", "bn", text)


def _period(text: str) -> str:
    start, end = re.split(r"\s?[/–-]\s?", text)
    if len(start) == 2:
        start = f"20{start}"
    return f"{start}/{end[-2:]}"


def _fraction(top: str, bottom: str) -> str:
    share = Fraction(_counted(top), _counted(bottom))
    return f"{share.numerator}/{share.denominator}"


def _counted(word: str) -> int:
    word = word.lower()
    if word.isdigit():
        return int(word)
    if word in ("a", "an"):
        return 1
    tens, _, ones = word.partition("-")
    return _TENS[tens] + (_ONES[ones] if ones else 0) if tens in _TENS else _ONES[word]


_EDGE = re.compile(r"[,;:](?=\s)|\b(?:and|but|while|whereas|against|compared with|versus|although|though|with)\b", re.IGNORECASE)
_LEFT = re.compile(
    r"\b(?:from|left|leaving|out of|exit\w*|previously|earlier|against|than|up on|down on|compared with) (?:[\w£%.,-]+ ){0,3}?$"
    r"|\b(?:was|were|had been) (?:in |at |under )?(?:\w+ )?$",
    re.IGNORECASE,
)
"""What stands before a figure that something went from."""
_NEAR = 30
"""Characters on each side in which words are near a figure."""
_FROM_TO = re.compile(r"\bfrom (?:[\w£%.,-]+ ){0,6}?$", re.IGNORECASE)


def swapped(claim: str, quotes: Sequence[str], stems: Callable[[str], Sequence[str]]) -> str | None:
    """A figure of a claim that the quotes give for another thing, or in the opposite order ("from 3 to 2"), or None.

    Args:
        stems: the stems of a text's content words.
    """
    for quote in quotes:
        there = find(quote)
        if len({figure.value for figure in there}) < 2:
            continue
        said = find(claim)
        order = [(a.value, b.value) for a, b in _steps(claim, said)]
        steps = [(a.value, b.value) for a, b in _steps(quote, there)]
        if order and steps and not set(order) & set(steps):
            return f"from {order[0][0]} to {order[0][1]}"
        gone = _only_from(quote, there)
        for figure in said:
            if figure.value in gone and not _LEFT.search(claim[: figure.start]):
                return figure.value
        around = [_around(quote, n, there, stems) for n in range(len(there))]
        for number, figure in enumerate(said):
            own = [n for n, other in enumerate(there) if stands(figure, [other])]
            stepped = {b for a, b in steps if a == figure.value} | {a for a, b in steps if b == figure.value}
            rivals = [n for n, other in enumerate(there) if n not in own and other.value not in stepped and _is_like(figure, other) and not stands(other, said)]
            context = _around(claim, number, said, stems)
            mine = frozenset().union(*(around[n] for n in own))
            near = frozenset(stems(claim[max(0, figure.start - _NEAR) : figure.end + _NEAR]))
            for n in rivals:
                theirs, ours = context & (around[n] - mine), context & (mine - around[n])
                if own and theirs and (len(theirs) > len(ours) + bool(ours) or (len(theirs) >= len(ours) and theirs & near and not ours & near)):
                    return figure.value
    return None


def _only_from(text: str, found: Sequence[Figure]) -> frozenset[str]:
    """The figures that something went from, and that stand for nothing else."""
    steps = _steps(text, found)
    starts = [one for one, _ in steps]
    return frozenset(one.value for one in starts if not any(other.value == one.value and other not in starts for other in found))


def _is_like(one: Figure, other: Figure) -> bool:
    """True for figures of one kind, of which one may be taken for the other."""
    if one.value.startswith("Q") or other.value.startswith("Q"):
        return False
    return (one.percent is None) == (other.percent is None) and one.is_year == other.is_year and one.value.startswith("£") == other.value.startswith("£")


def _steps(text: str, found: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """The pairs of figures that something went from and to."""
    steps = []
    for one, other in itertools.pairwise(found):
        between = text[one.end : other.start]
        if _FROM_TO.search(text[: one.start]) and re.search(r"\b(?:in)?to\b", between):
            steps.append((one, other))
        elif re.search(r"\b(?:in)?to (?:[\w£-]+ ){0,2}$", text[: one.start]) and re.search(r"\bfrom\b", between):
            steps.append((other, one))
    return steps


def _around(text: str, number: int, found: Sequence[Figure], stems: Callable[[str], Sequence[str]]) -> frozenset[str]:
    """The stems of what a figure is said of: the words up to the joints between it and the figures of its kind beside it."""
    figure = found[number]
    before = [other for other in found[:number] if _is_like(figure, other)]
    after = [other for other in found[number + 1 :] if _is_like(figure, other)]
    begin = _joint(text, before[-1].end, figure.start) if before else 0
    end = _joint(text, figure.end, after[0].start) if after else len(text)
    return frozenset(stem for stem in stems(text[begin:end]) if not stem[0].isdigit())


def _joint(text: str, start: int, end: int) -> int:
    """Where two figures part: at the last joint between them, or half way."""
    return max((m.end() for m in _EDGE.finditer(text, start, end)), default=(start + end) // 2)
