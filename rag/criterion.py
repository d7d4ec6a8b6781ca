"""What a "which boards" question asks of every board: a criterion that a sentence meets, contradicts or does not speak of.

A criterion is groups of words, each with what may stand for it ("vaccination, immunisation or MMR" is one group); a phrase with a
grade ("tier 1", "segment 4") that must stand as it is; and a state that the text must not contradict ("left" is not "in", "missed" is not "met").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_OR = re.compile(r"\s*(?:,\s*(?:or|and/or)\s+|\s+or\s+|,\s*)\s*")
_GRADED = re.compile(r"\b(?P<kind>tier|segment|type|phase|band) (?P<grade>\d|one|two|three|four)\b", re.IGNORECASE)
_DIGITS = {"one": "1", "two": "2", "three": "3", "four": "4"}

STATES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(one, re.IGNORECASE), re.compile(other, re.IGNORECASE))
    for one, other in (
        (
            r"\b(?:exit(?:ed|s|ing)?|left|leav(?:e|ing)|out of|came off|come off|moved? out|removed from|transition(?:ed)? out|stepped down|no longer)\b",
            r"\b(?:enter(?:ed|ing)?|entry|in place|remains? (?:in|under)|placed (?:in|on|under)|receiv(?:es?|ing)|being in|is in|are in|still in|under|about to get)\b",
        ),
        (
            r"\b(?:miss(?:ed|ing)?|not (?:been |being )?met|(?:did|does|do|have|has) not (?:meet|achieve|deliver|reach)\w*|below|fell short|failed|failing|short of|yet to|unmet|unrealised|not achieved|underdeliver\w*)\b",
            r"\b(?:met|meets?|meeting|hit|achiev\w+|reach(?:ed|ing|es)?|above|exceed\w*|within|delivered|deliver)\b",
        ),
    )
)
"""Pairs of opposite states; in each, the first is looked for first, since it may hold the words of the second ("not met")."""


@dataclass(frozen=True)
class Criterion:
    """A criterion, in the words of a question."""

    groups: tuple[tuple[str, ...], ...]
    """Each a choice of words or phrases."""
    graded: tuple[tuple[str, str], ...]
    """(kind, grade) that must stand together."""
    states: tuple[int | None, ...]
    """For each pair of STATES which side the question is on: 0, 1 or neither."""


def criterion(topic: str, drop: frozenset[str]) -> Criterion:
    """The criterion in the topic of a question.

    Args:
        drop: words of asking and listing, of which no criterion consists.
    """
    graded = tuple((m["kind"].lower(), _grade(m["grade"])) for m in _GRADED.finditer(topic))
    rest = _GRADED.sub(" ", topic)
    for pair in STATES:
        for pattern in pair:
            rest = pattern.sub(" ", rest)
    groups: list[list[str]] = []
    for number, piece in enumerate(_OR.split(rest)):
        words = [word for word in re.findall(r"[^\W_]+(?:['’&-][^\W_]+)*", piece.lower()) if word not in drop and not word.isdigit()]
        if number and groups and words and "or" in topic.lower().split():
            groups[-1].append(words[0])
            words = words[1:]
        groups += [[word] for word in words]
    return Criterion(tuple(tuple(group) for group in groups), graded, tuple(_asked(topic, pair) for pair in STATES))


def _asked(topic: str, pair: tuple[re.Pattern[str], re.Pattern[str]]) -> int | None:
    """The state that a question names first."""
    found = [(match.start(), side) for side, pattern in enumerate(pair) if (match := pattern.search(topic))]
    return min(found)[1] if found else None


def state(text: str, pair: tuple[re.Pattern[str], re.Pattern[str]]) -> int | None:
    """Which of two opposite states a text speaks of: 0, 1, or neither."""
    if pair[0].search(text):
        return 0
    return 1 if pair[1].search(text) else None


def holds_grades(text: str, graded: Sequence[tuple[str, str]]) -> bool:
    """True where a text has every graded phrase, be it "tier 1" or "tiers 1 and 2"."""
    return all(re.search(rf"\b{kind}s?(?: \d(?:,| and| or| to))* {grade}\b", text, re.IGNORECASE) for kind, grade in graded)


def contradicts(asked: Criterion, text: str) -> bool:
    """True where a text is on the other side of a state that the question names, or does not name it though it is the rarer one."""
    for side, pair in zip(asked.states, STATES, strict=True):
        if side is None:
            continue
        found = state(text, pair)
        if found != side and (found is not None or side == 0):
            return True
    return False


def _grade(text: str) -> str:
    return _DIGITS.get(text.lower(), text)
