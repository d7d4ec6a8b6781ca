"""What a figure of a sentence is a figure of, by which the figures of two years are set beside each other.

"54 per cent see progress and 35 per cent are unsure" has two figures of two things: each is known by the words of its own part of the
sentence, without those by which any survey reports what people answered.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.sparse import Stems
from rag.figures import Figure, figures

_JOINTS = re.compile(r"[,;:] | (?:and|while|whereas|but|with|against|compared (?:with|to)|followed by|including) ")
"""Where the part of one figure may end and that of the next begin."""
_REPORTED = re.compile(
    r"\b(?:per ?cent|percentages?|proportions?|shares?|respondents?|leaders?|survey(?:s|ed)?|asked|said|say|saying|think|thought|feel|felt|believe[sd]?|report(?:s|ed|ing)?|agree[ds]?|agreeing|strongly"
    r"|very|fairly|overall|total|ICSs?|ICBs?|ICPs?|systems?|some|followed|nearly|almost|over|under|about|around|more|less|fewer|than|only|just|at least|half|thirds?|quarters?|fifths?|tenths?"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|year|last|this|also|however|figure|page)\b",
    re.IGNORECASE,
)
"""Words in which any survey reports any answer."""
_CONTRARY = re.compile(r"\b(?:disagree\w*|unsure|neither|nor|not|no|without|un(?:able|clear|likely|confident)|least|lowest)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Measured:
    """A figure, and the thing that it is of."""

    figure: Figure
    stems: frozenset[str]
    """Of the thing's words."""
    contrary: bool
    """True for those who do not, or for what is least."""

    def share(self, other: Measured) -> float:
        """How much of the thing that has fewer words is also the other's, 0 to 1; 0 for figures that cannot be compared."""
        fewer = min(len(self.stems), len(other.stems))
        if not fewer or self.figure.kind is not other.figure.kind or self.contrary is not other.contrary:
            return 0.0
        return len(self.stems & other.stems) / fewer


def measured(text: str, stems: Stems) -> tuple[Measured, ...]:
    """The figures of a sentence, each with what it is of."""
    found = figures(text)
    starts = [0, *(_cut(text, one, other) for one, other in itertools.pairwise(found)), len(text)]
    rows = []
    for number, figure in enumerate(found):
        part = text[starts[number] : figure.start] + " " + text[figure.end : starts[number + 1]]
        rows.append(Measured(figure, frozenset(stems.of(_REPORTED.sub(" ", part))), bool(_CONTRARY.search(part))))
    return tuple(rows)


def likest(ones: Sequence[Measured], others: Sequence[Measured]) -> tuple[float, tuple[Measured, Measured] | None]:
    """The two figures of two sentences that are most of the same thing, and how much they are; no pair where several are so alike."""
    pairs = sorted(((one.share(other), n) for n, (one, other) in enumerate((one, other) for one in ones for other in others)), reverse=True)
    if not pairs or not pairs[0][0]:
        return 0.0, None
    (best, number), tied = pairs[0], len(pairs) > 1 and pairs[1][0] == pairs[0][0]
    return best, None if tied else (ones[number // len(others)], others[number % len(others)])


def _cut(text: str, one: Figure, other: Figure) -> int:
    """Where the part of one figure ends and that of the next begins: behind one that closes its part in brackets, else before the next."""
    between = text[one.end : other.start]
    if closed := re.match(r"\)", between):
        joint = _JOINTS.search(between, closed.end())
        return one.end + (joint.start() if joint else closed.end())
    joints = list(_JOINTS.finditer(between))
    return one.end + joints[-1].start() if joints else other.start
