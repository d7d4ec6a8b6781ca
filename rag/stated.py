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
_NTH = {w: n for n, w in enumerate("first second third fourth".split(), start=1)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "k": 1000, "million": 10**6, "billion": 10**9}
_PORTIONS = {"half": Fraction(1, 2), "a quarter of": Fraction(1, 4), "three-quarters of": Fraction(3, 4), "three quarters of": Fraction(3, 4)}
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}

_NUMBER_WORD = "|".join([*(rf"{tens}(?:-{one})?" for tens in _TENS for one in ["(?:one|two|three|four|five|six|seven|eight|nine)"]), *_ONES])
_UNIT = r"(?:\s?(?:%|per cent\b|percent\b|(?:hundred|thousand|million|billion|trillion|bn|tn|mn|m|k)\b(?: pounds\b)?)|,? (?=pounds\b)pounds\b)"
_DIGITS = rf"£?(?<![\w.,])\d+(?:[.,]\d+)*(?:/\d+)?{_UNIT}?"
_LARGE = (
    r"(?P<large>(?P<pound>£)?\b(?:(?P<portion>half|a quarter of|three-quarters of|three quarters of) an?|(?P<and_half>an?|one|two|three|four|five|six|seven|eight|nine|\d+) and a half|an?)"
    r" (?P<scale>hundred|thousand|million|billion|dozen)\b(?P<pounds> pounds\b)?)"
)
_PERIOD = r"(?<![\w/])(?:(?:19|20)\d\d\s?[/–-]\s?(?:(?:19|20)?\d\d)|\d\d/\d\d)(?![\w/])"
_SHARE = (
    r"(?P<top>an?|one|two|three|four|five|six|seven|eight|nine|\d)(?:[ -])(?:(?:of every|in every|in|out of)[ -])(?P<bottom>ten|five|four|three|two|twenty|\d+)\b"
    r"|(?:(?P<many>an?|one|two|three|four|five|six|seven|eight|nine|\d)[ -])(?P<part>third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s?\b(?! (?:of )?(?:19|20)?\d|-)|\b(?P<half>half|halves)\b(?! year|-(?!million|billion))"
)
_ANY = re.compile(
    rf"(?P<period>{_PERIOD})|\b(?:quarter |q)(?P<quarter>[1-4]|one|two|three|four)\b|\b(?P<nth>first|second|third|fourth) quarter\b|{_LARGE}|\b(?:{_SHARE})|(?P<digits>{_DIGITS})|\b(?P<word>{_NUMBER_WORD})(?P<unit>{_UNIT}|(?= |-|\b))(?![a-z])",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"\s(?:to|and|or)\s£?\d+(?:[.,]\d+)*(?P<unit>{_UNIT})", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LOOSE = {
    "over": (0.0, 8.0), "more than": (0.0, 8.0), "just over": (0.0, 4.0), "above": (0.0, 8.0), "at least": (0.0, 8.0), "upwards of": (0.0, 8.0),
    "nearly": (-4.0, 0.0), "almost": (-4.0, 0.0), "just under": (-4.0, 0.0), "under": (-8.0, 0.0), "close to": (-4.0, 4.0),
    "less than": (-8.0, 0.0), "fewer than": (-8.0, 0.0), "approximately": (-4.0, 4.0), "around": (-4.0, 4.0), "about": (-4.0, 4.0), "roughly": (-4.0, 4.0), "some": (-4.0, 4.0),
}  # fmt: skip
"""{how a share is loosened: by how many points the figure may lie below and above it}."""
_SOFTENED = re.compile(rf"\b({'|'.join(sorted(_LOOSE, key=len, reverse=True))}) $", re.IGNORECASE)
_ROUNDED = Fraction(1, 8)
"""How far a rounded figure may lie from what it is rounded from, of itself."""
_GRADE = re.compile(r"\b(?:tier|segment|phase|stage|level|band)s? $", re.IGNORECASE)
_WEAK = frozenset({"one", "zero"})
"""Number words that mostly count nothing ("one of")."""

_MEASURE = re.compile(r"[ -](?:minute|hour|day|week|month|year)\b(?! (?:ago|earlier|later|before))")


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
        if self.is_period or not (self.value.endswith("%") or "/" in self.value):
            return None
        share = _number(self.value.removesuffix("%"))
        return None if share is None else float(share if self.value.endswith("%") else 100 * share)

    @property
    def amount(self) -> Fraction | None:
        """How many, or how many pounds, if it is neither a share nor a year nor a quarter."""
        found = re.fullmatch(r"£?(\d+(?:\.\d+)?)(m|bn|tn)?", self.value)
        if found is None or self.is_year:
            return None
        return Fraction(found[1]) * {"m": 10**6, "bn": 10**9, "tn": 10**12}.get(found[2] or "", 1)

    @property
    def is_money(self) -> bool:
        return self.value.startswith("£")

    def is_as_much_as(self, other: Figure) -> bool:
        """True for the same figure, however it is written: half a million and 500,000, a fifth and 20%."""
        if self.value == other.value:
            return True
        if self.percent is not None or other.percent is not None:
            return self.percent == other.percent
        return self.amount is not None and self.amount == other.amount and self.is_money == other.is_money

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
    if any(figure.is_as_much_as(other) for other in known):
        return True
    if figure.loose and any(_is_rounded(figure, other) for other in known):
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


def _is_rounded(figure: Figure, other: Figure) -> bool:
    """Whether a loosened amount or percentage is another one, rounded to the digits that it has: "some £360,000" for £358,000."""
    mine, theirs = _measured(figure), _measured(other)
    if mine is None or theirs is None or not mine or figure.is_money != other.is_money or figure.value.endswith("%") != other.value.endswith("%"):
        return False
    below, above = _LOOSE.get(figure.loose, (0.0, 0.0))
    step = _step(mine)
    off = theirs - mine
    if abs(off) > mine * _ROUNDED:
        return False
    if below and above:
        return abs(off) <= step / 2
    return 0 <= off < step if above else -step < off <= 0


def _measured(figure: Figure) -> Fraction | None:
    return _number(figure.value[:-1]) if figure.value.endswith("%") else figure.amount


def _number(text: str) -> Fraction | None:
    """What some digits say; None where they say nothing: "7.8.5", "1/0"."""
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _step(number: Fraction) -> Fraction:
    """What the last digit of a number that is not nought stands for: 10,000 of 360,000; a tenth of 2.5."""
    step = Fraction(1)
    while (number / step).denominator != 1:
        step /= 10
    while (number / (step * 10)).denominator == 1:
        step *= 10
    return step


def settled(text: str, known: list[Figure]) -> str:
    """A text without the "over" and "nearly" of figures that are rightly rounded from others: they say nothing that is not checked."""
    for figure in reversed(find(text)):
        if figure.loose and stands(figure, known) and not any(figure.is_as_much_as(other) for other in known):
            text = text[: figure.start].removesuffix(" ").removesuffix(figure.loose).removesuffix(figure.loose.capitalize()) + text[figure.start :]
    return text


def _value(match: re.Match[str], text: str) -> str | None:
    if match["period"]:
        return _period(match["period"])
    if match["quarter"]:
        return f"Q{_counted(match['quarter'])}"
    if match["nth"]:
        return f"Q{_NTH[match['nth'].lower()]}"
    if match["large"]:
        return _large(match)
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


def _large(match: re.Match[str]) -> str:
    """Half a million, one and a half million, a hundred, a dozen: as digits."""
    count = Fraction(1)
    if match["portion"]:
        count = _PORTIONS[match["portion"].lower()]
    elif match["and_half"]:
        count = _counted(match["and_half"]) + Fraction(1, 2)
    whole = count * _SCALES[match["scale"].lower()]
    return ("£" if match["pound"] or match["pounds"] else "") + (str(whole.numerator) if whole.denominator == 1 else str(float(whole)))


def written(text: str) -> str:
    """A figure in digits, written one way."""
    text = text.lower().replace(",", "").rstrip(".")
    if text.endswith(" pounds"):
        text = f"£{text.removesuffix(' pounds').strip().removeprefix('£')}"
    hundreds = re.fullmatch(r"(£?)([\d.]+)\s?(hundred|thousand|k)", text)
    count = _number(hundreds[2]) if hundreds else None
    if hundreds and count is not None:
        return f"{hundreds[1]}{int(count * _SCALES[hundreds[3]])}"
    text = re.sub(r"\s?(?:per cent|percent|%)", "%", text)
    text = re.sub(r"\s?(?:million|mn|m)$", "m", text)
    text = re.sub(r"\s?(?:trillion|tn)$", "tn", text)
    return re.sub(r"\s?(?:billion|bn)$", "bn", text)


def _period(text: str) -> str:
    start, end = re.split(r"\s?[/–-]\s?", text)
    if len(start) == 2:
        start = f"20{start}"
    return f"{start}/{end[-2:]}"


def _fraction(top: str, bottom: str) -> str:
    if not _counted(bottom):
        return f"{_counted(top)}/0"
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
_NEXT = re.compile(r" ([A-Za-z]{3,}[\w’'-]*)")
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
            rivals = [
                n
                for n, other in enumerate(there)
                if n not in own and other.value not in stepped and is_like(figure, other) and not is_part_of_name(quote, other) and not stands(other, said)
            ]
            context = _around(claim, number, said, stems)
            mine = frozenset().union(*(around[n] for n in own))
            near = frozenset(stems(claim[max(0, figure.start - _NEAR) : figure.end + _NEAR]))
            for n in rivals:
                theirs, ours = context & (around[n] - mine), context & (mine - around[n])
                if own and theirs and (len(theirs) > len(ours) + bool(ours) or (len(theirs) >= len(ours) and theirs & near and not ours & near)):
                    return figure.value
    return None


def recounted(claim: str, quotes: Sequence[str], stems: Callable[[str], Sequence[str]]) -> str | None:
    """A figure of a claim that no quote has, where a quote counts the same thing otherwise: "four aims" under a heading of four, of three; or None."""
    said = find(claim)
    there = [(figure, _counts(quote, figure, stems)) for quote in quotes for figure in find(quote) if not stands(figure, said)]
    for figure in said:
        thing = _counts(claim, figure, stems)
        if thing and not any(stands(figure, find(quote)) for quote in quotes) and any(is_like(figure, other) and theirs == thing for other, theirs in there):
            return figure.value
    return None


def _counts(text: str, figure: Figure, stems: Callable[[str], Sequence[str]]) -> str | None:
    """The stem of the word right behind a figure, which it counts."""
    word = _NEXT.match(text, figure.end)
    return next(iter(stems(word[1])), None) if word and not figure.is_year else None


def _only_from(text: str, found: Sequence[Figure]) -> frozenset[str]:
    """The figures that something went from, and that stand for nothing else."""
    steps = _steps(text, found)
    starts = [one for one, _ in steps]
    return frozenset(one.value for one in starts if not any(other.value == one.value and other not in starts for other in found))


def is_part_of_name(text: str, figure: Figure) -> bool:
    """True for a figure that counts nothing said here: of a plan's name, or of a survey's sample."""
    return bool(re.match(r"[- ]Year (?:Health )?Plan\b", text[figure.end :]) or re.search(r"\bn ?= ?$", text[: figure.start]))


def is_like(one: Figure, other: Figure) -> bool:
    """True for figures of one kind, of which one may be taken for the other."""
    if one.value.startswith("Q") or other.value.startswith("Q"):
        return False
    return (one.percent is None) == (other.percent is None) and one.is_year == other.is_year and one.value.startswith("£") == other.value.startswith("£")


def is_measure(figure: Figure, text: str) -> bool:
    """Whether a figure of a text is part of what a thing is called: the four-hour standard, 62-day waits."""
    return bool(_MEASURE.match(text[figure.end :]))


def _steps(text: str, found: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """The pairs of figures that something went from and to."""
    steps = []
    kinds = ([figure for figure in found if figure.is_year], [figure for figure in found if not figure.is_year])
    for one, other in itertools.chain.from_iterable(map(itertools.pairwise, kinds)):
        between = text[one.end : other.start]
        if _FROM_TO.search(text[: one.start]) and re.search(r"\b(?:in)?to\b", between):
            steps.append((one, other))
        elif re.search(r"\b(?:in)?to (?:[\w£-]+ ){0,2}$", text[: one.start]) and re.search(r"\bfrom\b", between):
            steps.append((other, one))
    return steps


def _around(text: str, number: int, found: Sequence[Figure], stems: Callable[[str], Sequence[str]]) -> frozenset[str]:
    """The stems of what a figure is said of: the words up to the joints between it and the figures of its kind beside it."""
    figure = found[number]
    before = [other for other in found[:number] if is_like(figure, other)]
    after = [other for other in found[number + 1 :] if is_like(figure, other)]
    begin = _joint(text, before[-1].end, figure.start) if before else 0
    end = _joint(text, figure.end, after[0].start) if after else len(text)
    return frozenset(stem for stem in stems(text[begin:end]) if not stem[0].isdigit())


def _joint(text: str, start: int, end: int) -> int:
    """Where two figures part: at the last joint between them, or half way."""
    return max((m.end() for m in _EDGE.finditer(text, start, end)), default=(start + end) // 2)
