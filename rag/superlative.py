"""Most and least: which end of a scale a text tells of, and the one board of which there is most or least.

That board is found by the figures that the boards' own sections state of the same thing.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from enum import Enum

from index.sparse import Stems, content_words
from rag import cues

_I = re.IGNORECASE
_WORD = re.compile(
    r"\b(?:(?P<most>most|highest|largest|biggest|greatest)|(?P<least>fewest|lowest|smallest|least))\b"
    r"(?! (?:recent|recently|of|likely|intensive|serious|part|boards|ICBs|systems|tier|segment|level|support)\b)",
    _I,
)
_LEAST = re.compile(r"\b(?:least|lowest|smallest|fewest|shortest|weakest|worst|bottom|last|poorest|slowest|shakiest|gloomiest)\b", _I)
_DOUBT = re.compile(r"\b(?:doubt\w*|distrust\w*|mistrust\w*|sceptic\w*|unsure|uncertain|pessimis\w*|lack(?:s|ing)? (?:of )?(?:faith|trust|confidence))\b", _I)
"""Words that turn a scale of trust round: what is doubted most is what is trusted least."""
_OF_ALL_TIME = re.compile(r"\bat (?:its|their|the) [a-z]+est\b|\b[a-z]+est(?: \w+)?(?= (?:ever|since|on record|yet|so far)\b)", _I)
"""A superlative over the years, which singles out no one thing of several."""
_RATE = re.compile(r"\b(?:percentages?|per ?cent|proportions?|shares?|rates?)\b", _I)
_MONEY = re.compile(r"\b(?:sums?|amounts?|money|funding|cash|grants?|allocations?|spend\w*|pounds|deficits?|surplus(?:es)?)\b", _I)
_PERCENT = re.compile(r"(?P<value>\d[\d,.]*)\s?(?:%|per cent)")
_POUNDS = re.compile(r"£\s?(?P<value>\d[\d,.]*)\s?(?P<scale>million|billion|m|bn)?\b", _I)
_COUNT = re.compile(r"(?<![£\d/.])(?P<value>\d{1,3}(?:,\d{3})+|\d+)(?![\d/%,.]*[/%\d])(?P<things>(?:\s+[\w’-]+){1,4})")
_SCALES = {"million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}
_LEAST_SHARE = 0.5
"""Of the words of the thing that a sentence must hold beside the figure."""


class End(Enum):
    """An end of a scale."""

    MOST = "most"
    LEAST = "least"
    EITHER = "either"
    """Where both are told of."""


@dataclass(frozen=True)
class Superlative:
    """What a question asks the most or the least of."""

    most: bool
    thing: str
    """Its words, behind "most" or "least"."""


@dataclass(frozen=True)
class Stated:
    """A figure that a sentence states of the thing."""

    value: float
    shown: str
    """As it is written."""


def extreme(text: str) -> End | None:
    """Which end of a scale a text tells of; None where it sets nothing above or below all others, as "most leaders" does not."""
    ends = {
        End.LEAST if bool(_LEAST.search(found.group())) is not bool(_DOUBT.search(text)) else End.MOST
        for found in cues.SUPERLATIVE.finditer(_OF_ALL_TIME.sub(" ", cues.MOST_OF.sub(" ", text)))
    }
    return None if not ends else ends.pop() if len(ends) == 1 else End.EITHER


def read(question: str) -> Superlative | None:
    """What a question asks the most or least of; None where it asks for no such thing."""
    found = _WORD.search(question)
    if found is None:
        return None
    thing = re.split(r"[?.!,;]", question[found.end() :])[0].strip()
    return Superlative(found["most"] is not None, thing) if content_words(thing) else None


def stated(asked: Superlative, sentence: str, heading: str, stems: Stems) -> Stated | None:
    """The figure that a sentence states of the thing; the largest where it states several, None where none.

    Args:
        heading: of the sentence's section, whose words need not be said again.
    """
    said = set(stems.of(sentence)) | set(stems.of(heading))
    if _RATE.search(asked.thing):
        wanted, figures = set(stems.of(_RATE.sub(" ", asked.thing))), [_figure(m, 1.0) for m in _PERCENT.finditer(sentence)]
    elif _MONEY.search(asked.thing) and "£" in sentence:
        wanted = set(stems.of(_MONEY.sub(" ", asked.thing)))
        figures = [_figure(m, _SCALES.get((m["scale"] or "").lower(), 1.0)) for m in _POUNDS.finditer(sentence)]
    else:
        wanted = set(stems.of(asked.thing))
        figures = [_figure(m, 1.0) for m in _COUNT.finditer(sentence) if _is_of(m["things"], wanted, stems)]
    if not figures or (wanted and len(wanted & said) < _LEAST_SHARE * len(wanted)):
        return None
    return max(figures, key=lambda figure: figure.value)


def _is_of(things: str, wanted: set[str], stems: Stems) -> bool:
    """True where what a number counts is wanted: the last of the words behind it, as metrics are in "12 local inequality metrics"."""
    words = things.split()
    for word, after in itertools.zip_longest(words, words[1:], fillvalue=""):
        if set(stems.of(word)) & wanted and (not content_words(after) or re.search(r"(?:ed|ing)$", after)):
            return True
    return False


def _figure(match: re.Match[str], scale: float) -> Stated:
    value = float(match["value"].rstrip(".,").replace(",", "")) * scale
    return Stated(value, match["value"].rstrip(".,") if "things" in match.groupdict() else match.group().strip())


def best(figures: dict[str, Stated], *, most: bool) -> tuple[str, ...]:
    """The bodies of the highest figure, or of the lowest."""
    if not figures:
        return ()
    extreme = (max if most else min)(figure.value for figure in figures.values())
    return tuple(body for body, figure in figures.items() if figure.value == extreme)
