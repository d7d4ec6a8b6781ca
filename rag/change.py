"""How a question speaks of change: whether it asks for two years beside each other, which they are, and what it asks of each.

Change is read from what people tie together, not from whole phrases: a word for the earlier time and one for the later, a word of change
or a comparison bound to another time, both years in one breath. A word of change alone, about one year, asks for no other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from corpus.types import Period
from index.sparse import content_words
from rag import cues
from rag.types import Reading, Shape

_LEAST = 2
"""Words of its own that a part must have to be asked by itself."""

_Span = tuple[int, int]


class Change(IntEnum):
    """How far a question asks for another year."""

    NONE = 0
    HINTED = 1
    """It says "still" or "has fallen": another year is told where the texts speak of it."""
    ASKED = 2
    """Both years are wanted."""


@dataclass(frozen=True)
class Times:
    """Where a question speaks of the earlier time, and where of the later."""

    earlier: tuple[_Span, ...]
    later: tuple[_Span, ...]

    @classmethod
    def of(cls, text: str, held: Sequence[Period]) -> Times:
        """The times of a text; of the years that the texts tell of, the last is the later time, and any other the earlier."""
        told = _told(held)
        years = [(match.span(), period) for match in cues.PERIOD.finditer(text) if (period := _period(match["year"])) in told and period]
        earlier = [*_spans(cues.EARLIER, text), *(span for span, period in years if period < held[-1])]
        later = [*_spans(cues.LATER, text), *(span for span, period in years if period == held[-1])]
        return cls(tuple(sorted(earlier)), tuple(sorted(later)))

    @property
    def apart(self) -> bool:
        """True where both times are spoken of."""
        return any(one[1] <= other[0] or other[1] <= one[0] for one in self.earlier for other in self.later)


def asked(question: str, held: Sequence[Period], *, of_one: bool = False) -> Change:
    """How far a question asks for two years beside each other.

    Args:
        held: the years of the texts, in their order.
        of_one: whether it is on one body, of which a year's text may tell by itself what rose or fell.
    """
    if cues.ACROSS.search(question) or cues.COMPARED.search(question) or cues.APART.search(question) or _from_a_year(question, held):
        return Change.ASKED
    if not of_one and cues.CALENDAR.search(question):
        return Change.ASKED
    times = Times.of(question, held)
    relative = _spans(cues.EARLIER, question)
    if times.apart or (relative and cues.THIS.search(question)) or (relative and cues.CHANGED.search(_blank(question, relative))) or _adds_a_year(question):
        return Change.ASKED
    if times.earlier and cues.ALSO.search(question):
        return Change.ASKED
    hints = [cues.LASTING, cues.SINCE]
    if not of_one:
        hints += [cues.MOVES] if cues.PERIOD.search(question) else [cues.MOVES, cues.UNSAID]
    return Change.HINTED if any(pattern.search(question) for pattern in hints) else Change.NONE


def years(question: str, named: Sequence[Period], held: Sequence[Period]) -> tuple[Period, ...]:
    """The two years that a question of change compares: those that it names, or the one that it names and that to which its words lead from there."""
    if len(named) > 1:
        return tuple(sorted(named))
    if not named:
        return tuple(held[-2:])
    one = named[0]
    later = cues.FROM_YEAR.search(question) or (cues.FORWARD.search(question) and not cues.BACK.search(question))
    told = cues.MOVES.search(question) and not cues.SINCE.search(question)
    earlier = cues.BACK.search(question) or told or one.earlier() in held
    other = one.earlier(-1) if one.earlier(-1) in held and (later or not earlier) else one.earlier()
    return tuple(sorted((one, other)))


def parts(question: str, held: Sequence[Period]) -> tuple[str, str] | None:
    """What a question asks of the earlier year and what of the later, where it asks two different things; None where it asks one.

    A part that goes back to the other ("has it been decided since?") is asked with the whole question; what takes another's place is the same
    thing of another year ("and what has overtaken it?").
    """
    if cues.IN_PLACE.search(question):
        return None
    times = Times.of(question, held)
    marks = [(any(_within(span, piece) for span in times.earlier), any(_within(span, piece) for span in times.later)) for piece in _pieces(question)]
    marks = _completed(question, marks)
    sides: list[str] = []
    for one, other in ((0, 1), (1, 0)):
        own = " ".join(question[a:b] for (a, b), mark in zip(_pieces(question), marks, strict=True) if mark[one] and not mark[other])
        if len(_own_words(own)) < _LEAST:
            return None
        told = " ".join(question[a:b] for (a, b), mark in zip(_pieces(question), marks, strict=True) if mark[one] or not mark[other])
        sides.append(question if one and cues.GOES_BACK.search(own) else told)
    return sides[0], sides[1]


def _completed(question: str, marks: list[tuple[bool, bool]]) -> list[tuple[bool, bool]]:
    """The times of the parts of a question, with those that its other parts imply: what is asked beside "a year on" is asked of the year before."""
    if any(one for one, _ in marks) == any(other for _, other in marks):
        return marks
    later = any(other for _, other in marks)
    implied = []
    for (start, end), mark in zip(_pieces(question), marks, strict=True):
        asks = bool(cues.ASKS.match(question[start:end]))
        implied.append((later, not later) if asks and mark == (False, False) else mark)
    return implied


def sides(reading: Reading) -> tuple[Reading, ...]:
    """A reading for each year of a trend, with what is asked of that year."""
    own = {part.period: part for part in reading.parts}
    found = []
    for period in reading.periods:
        side = replace(reading, periods=(period,))
        if part := own.get(period):
            side = replace(side, shape=Shape.FACT, question=part.question, topic=part.topic, wanted=part.wanted)
        found.append(side)
    return tuple(found)


def spans(text: str) -> list[_Span]:
    """Where a text speaks of times, by which no sentence is found; a government that was before is one that sentences tell of."""
    found = (span for pattern in (cues.ACROSS, cues.COMPARED, cues.EARLIER, cues.LATER, cues.PERIOD) for span in _spans(pattern, text))
    return [(start, end) for start, end in found if not text[start:end].lower().endswith("government")]


def _adds_a_year(question: str) -> bool:
    """True where a question is asked of one time, and then once more of the one before or after: "..., and the year before?"."""
    pieces = [question[start:end] for start, end in _pieces(question)]
    return any(cues.BACK.search(piece) or cues.FORWARD.search(piece) for piece in pieces[1:]) and len(_own_words(pieces[0])) >= _LEAST


def _from_a_year(question: str, held: Sequence[Period]) -> bool:
    """True for a comparison with a year that the texts tell of; one before that is a baseline, which stands in the text of one year."""
    return any(_period(year["year"]) in _told(held) for match in cues.FROM_YEAR.finditer(question) for year in cues.PERIOD.finditer(match.group()))


def _told(held: Sequence[Period]) -> set[Period]:
    """The years of the texts, and the one before, of which the first of them still tells."""
    return {*held, *(period.earlier() for period in held[:1])}


def _pieces(question: str) -> list[_Span]:
    """The spans of a question's parts; one without a word of its own stays with the one before."""
    pieces: list[_Span] = []
    cuts = [*((match.start(), match.end()) for match in cues.PARTS.finditer(question)), (len(question), len(question))]
    start = 0
    for end, begins in cuts:
        piece = question[start:end]
        if pieces and not _own_words(piece) and not spans(piece):
            pieces[-1] = (pieces[-1][0], end)
        elif re.search(r"\w", piece):
            pieces.append((start, end))
        start = begins
    return pieces


def _within(span: _Span, piece: _Span) -> bool:
    return piece[0] <= span[0] < piece[1]


def _own_words(text: str) -> list[str]:
    return [
        word for word in content_words(_blank(text, spans(text))) if word not in cues.FILLER and word not in cues.ASKING and not cues.REFERS.fullmatch(word)
    ]


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


def _spans(pattern: re.Pattern[str], text: str) -> list[_Span]:
    return [match.span() for match in pattern.finditer(text)]


def _blank(text: str, taken: Sequence[_Span]) -> str:
    return "".join(" " if any(a <= n < b for a, b in taken) else char for n, char in enumerate(text))
