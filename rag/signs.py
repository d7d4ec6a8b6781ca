"""What the words of a question show of how a thing stands: praised or blamed, met or missed, up or down, of whom, by what grade or figure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.fields import Fields

_GRADE = re.compile(
    r"\b(?:tiers?|segments?)[ -]?(?P<grade>\d|one|two|three|four)\b|\b(?P<top>(?:highest|top|most intensive|most serious)(?= (?:tier|level|support)))",
    re.IGNORECASE,
)
_DIGITS = {"one": "1", "two": "2", "three": "3", "four": "4"}
_TRUST = re.compile(r"\b(?:trusts?|hospitals?|providers?)\b", re.IGNORECASE)
_SYSTEM = re.compile(r"\b(?:wider|whole|overall|entire|local)? ?(?:systems?|ICSs?|patch(?:es)?|footprints?)\b|\bas a whole\b", re.IGNORECASE)
_BOARD = re.compile(
    r"\b(?:themselves|itself|(?:its|their) own|in (?:its|their) own right|(?:the )?(?:ICB|board)(?:.s own|.s| itself)|ICBs themselves|individual(?:ly)?|own)\b",
    re.IGNORECASE,
)

UNITS = ("weeks", "days", "hours", "months")
"""Of time, a number of which may be asked for."""
_FIGURES = (
    (
        "name",
        re.compile(
            r"\b(?:nam(?:e|es|ed|ing)|particular|specific|individual|certain)\b[\w ]{0,20}\b(?:trusts?|hospitals?|providers?)\b|\b(?:trusts?|hospitals?|providers?)(?:[’']s?)?(?: \w+)? (?:(?:is|are|was|were|be|being) )?(?:named|singled out|by name)\b",
            re.IGNORECASE,
        ),
    ),
    *((unit, re.compile(rf"\b(?:number of|how many|so many|certain|specific|exact|given|stated) {unit}\b", re.IGNORECASE)) for unit in UNITS),
    ("percentage", re.compile(r"\b(?:percentages?|per ?cent|proportions?)\b|%", re.IGNORECASE)),
    ("sum", re.compile(r"\b(?:sums?|amounts?) (?:of money|in pounds|spent)\b|£|\b(?:how much money|in pounds|a sum|an amount)\b", re.IGNORECASE)),
    (
        "number",
        re.compile(
            r"\b(?:(?:put|give|state|quote|cite|name|attach|with|have|has)\w*(?: (?:us|out))? (?:a|an|the|any|exact|some|hard)? ?(?:\w+ )?(?:numbers?|figures?|counts?|totals?)|(?:numbers?|figures?|totals?) (?:(?:is|are|was|were|be|being|been) )?(?:put|placed|given|stated|quoted|cited|attached)(?= (?:on|to|for|by|of)\b|$)|stated (?:number|figure)|in (?:numbers|figures)|numbered|counted)\b",
            re.IGNORECASE,
        ),
    ),
)
"""What asks that a figure be stated, or a trust be named."""
_NUMBERS = re.compile(
    r"(?<![\w£.,/-])(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?%|(?!20\d\d\b)\d{2,})(?![\w/%-]|[.,]\d)(?! ?(?:weeks?|hours?|days?|months?|years?|boards|ICBs|systems)\b)",
    re.IGNORECASE,
)
_ROUGH = re.compile(
    r"\b(?:than|over|under|above|below|least|most|about|around|roughly|nearly|almost|up to|top|tiers?|segments?|core|category|the|all|any|some|some of|of|C) ?$",
    re.IGNORECASE,
)
"""What stands before a number that is no exact one, or is part of a name."""
_UNGOOD = re.compile(
    r"\b(?:room|scope|need|call\w*|ask\w*|look\w*|press\w*|push\w*|want\w*|hop\w*|in need) (?:for|of|to see) (?:\w+ ){0,2}(?:improve\w*|progress|better|more|change\w*)\b|\brequires? improvement\b"
    r"|\b(?:unimpress\w+|less (?:than )?(?:good|impress\w+|effective|positive|strong)|far from (?:good|strong|effective))\b",
    re.IGNORECASE,
)
"""Words of praise that ask for more."""
_NOT_MISSED = re.compile(r"(?:\bnot|\bnever|n’t) (?:miss|fail|fall short)\w*\b", re.IGNORECASE)
_WITHOUT = re.compile(r"\bwithout\b(?! (?:delay|doubt|question))", re.IGNORECASE)
TELLING = re.compile(r"\b(?:notices?|outliers?|backlogs?|variation|pioneers?|awards?|shortfalls?|complaints?|incidents?|closures?)\b", re.IGNORECASE)
"""Words that judge, and say besides what is judged."""


@dataclass(frozen=True)
class Signs:
    """What the words of a piece show beside its subject."""

    tone: str
    """`good` or `bad`, where it asks for praise or blame."""
    outcome: str
    """`met` or `missed`."""
    state: str
    """Of support: `in`, `entered`, `left`, `any`."""
    move: str
    """`up` or `down`."""
    denied: bool
    degree: str = ""
    """`beyond` or `lead`, where no lesser success will do; `partial`, where no other failing will."""


def numbers(text: str) -> tuple[str, ...]:
    """The exact numbers that a text states, as they are written: 18,000 in "got 18,000 people into work"."""
    return tuple(dict.fromkeys(match["number"] for match in _NUMBERS.finditer(text) if not _ROUGH.search(text[: match.start()])))


def figure(text: str) -> str:
    """The kind of figure that a text asks for: `number`, `percentage` or `sum`; empty where it asks for none."""
    return next((kind for kind, pattern in _FIGURES if pattern.search(text)), "")


def read(text: str, fields: Fields, *, supports: bool) -> tuple[Signs, str]:
    """What a piece's words show beside its subject, and the piece without those words."""
    found = {name: _longest(cue.asked, text) for name, cue in fields.cues.items()}
    tone = "bad" if _UNGOOD.search(text) else _first(text, fields)
    outcome = "met" if _NOT_MISSED.search(text) else "missed" if found["missed"] else "met" if found["met"] else ""
    state = "in" if found["staying"] else "left" if found["left"] else "entered" if found["entered"] else ""
    if found["any"]:
        tone, outcome, state = "", "", "any"
    bare = fields.cues["bad"].asked.sub(" ", fields.cues["missed"].asked.sub(" ", text))
    negated = bool(re.search(rf"(?:\b(?:not|no|never)|n’t)\b(?: \w+){{0,3}}? {fields.cues['any'].asked.pattern}", text, re.IGNORECASE)) or (
        bool(_longest(fields.cues["negation"].asked, bare) or _WITHOUT.search(text)) and not found["staying"]
    )
    move = _stronger(found, "up", "down")
    moves = (fields.cues["up"].asked, fields.cues["down"].asked)
    if move and tone == "good" and all(any(cue.fullmatch(match.group()) for cue in moves) for match in fields.cues["good"].asked.finditer(text)):
        tone = ""
    if not supports and state != "any":
        state = ""
    used = [cue.asked for name, cue in fields.cues.items() if supports or name not in ("left", "entered", "staying")]
    degree = _degree(text, outcome, tone, fields)
    outcome = {"beyond": "met", "partial": ""}.get(degree, outcome)
    tone, negated = ("bad", False) if degree == "partial" else (tone, negated)
    signs = Signs("" if outcome else tone, outcome, state, "" if tone == "bad" else move, negated, degree)
    return signs, _blanked(text, [match.span() for pattern in used for match in pattern.finditer(text)])


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)


def _degree(text: str, outcome: str, tone: str, fields: Fields) -> str:
    """How far success must go: `beyond` where a target is exceeded, `lead` where someone goes ahead; nothing where less is asked for as well."""
    if fields.cues["partial"].asked.search(text):
        return "partial"
    for degree, lesser in (("beyond", "met"), ("lead", "good")):
        found = [match.span() for match in fields.cues[degree].asked.finditer(text)]
        less = fields.cues[lesser].asked.search(_blanked(text, found))
        if found and not less and outcome != "missed" and tone != "bad" and not (degree == "lead" and outcome):
            return degree
    return ""


def is_aim(text: str, fields: Fields) -> bool:
    """True for a rise or fall that is to come about: "a scheme to grow local talent"."""
    verbs = "|".join(fields.cues[name].asked.pattern for name in ("up", "down"))
    return bool(re.search(rf"\bto (?:\w+ )?(?:{verbs})(?= \w)", text, re.IGNORECASE))


def _longest(pattern: re.Pattern[str], text: str) -> int:
    return max((len(m.group()) for m in pattern.finditer(text)), default=0)


def _first(text: str, fields: Fields) -> str:
    """Whether praise or blame is named first in a text; the one in more words where both begin at one place."""
    found = [(match.start(), -len(match.group()), name) for name in ("good", "bad") if (match := fields.cues[name].asked.search(text))]
    return min(found)[2] if found else ""


def _stronger(found: dict[str, int], one: str, other: str) -> str:
    """Which of two opposite cues a text holds; the one with the longer words where it holds both."""
    if not found[one] and not found[other]:
        return ""
    return one if found[one] > found[other] else other


def scopes(text: str) -> tuple[str, ...]:
    """Of whom a text speaks: `board`, `system`, `trust`."""
    return tuple(name for name, pattern in (("board", _BOARD), ("system", _SYSTEM), ("trust", _TRUST)) if pattern.search(text))


def grade(text: str) -> str:
    """The tier or segment that a text names, as a digit; empty where it names none."""
    found = _GRADE.search(text)
    if found is None:
        return ""
    if found["top"]:
        return "1"
    return _DIGITS.get(found["grade"].lower(), found["grade"])
