"""Questions that the table of findings settles: yes or no, and what a question takes for granted though the text says otherwise.

"Did Somerset end the year with a deficit?" is a criterion put to one board, and so is "why did it?", which takes the yes for granted. The table, which
lists of boards are read from, holds what the text says of it, and the sentence that says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag.condition import Condition
from rag.poll import Poll
from rag.types import Evidence, Found, Reading, Reason, Refusal, Shape, Wanted

_NEAR = 12
"""Sentences found for a question among which the one must be that says otherwise, so that both speak of the same thing."""
_HOW_MUCH = frozenset({Wanted.NUMBER, Wanted.PERCENTAGE})
"""What asks how far something was reached, and does not take for granted that it was."""


@dataclass(frozen=True)
class Settled:
    """What the table says to a question, and by which sentence."""

    note: str
    evidence: Evidence

    def ahead_of(self, found: Found) -> Found:
        """What was found, with the sentence that settles it first."""
        others = tuple(item for item in found.evidence if (item.passage, item.sentence) != (self.evidence.passage, self.evidence.sentence))
        return replace(found, evidence=(self.evidence, *others))


def settled(reading: Reading, found: Found, poll: Poll) -> Settled | None:
    """What the table of findings says to a question on one board; None where it is no such question, or the table holds nothing on it."""
    if reading.shape is not Shape.FACT or found.parts or (judged := poll.of_one(reading)) is None:
        return None
    condition, verdict, item = judged
    if reading.wanted is Wanted.YES_NO:
        return Settled(f"{'Yes' if verdict == 'yes' else 'No'}, going by what is quoted first.", item)
    if verdict == "yes" or not _takes_for_granted(condition, reading.wanted):
        return None
    near = {(other.passage, other.sentence) for other in found.evidence[:_NEAR]}
    return Settled("The question takes something for granted, and the text says otherwise.", item) if (item.passage, item.sentence) in near else None


def unsaid(reading: Reading, found: Found, poll: Poll) -> Refusal | None:
    """A refusal of a question whether one board has some support, of which its sections say nothing."""
    if reading.shape is not Shape.FACT or reading.wanted is not Wanted.YES_NO or found.parts or not (label := poll.unsaid_of_one(reading)):
        return None
    nearest = tuple(range(1, min(3, len(found.evidence)) + 1))
    return Refusal(Reason.NOT_STATED, f"The texts say nothing of this on {reading.bodies[0]} ({label.lower()}). The nearest sentences are shown.", nearest)


def _takes_for_granted(condition: Condition, wanted: Wanted) -> bool:
    """True for a condition that a question which wants something else states: a result, that something was met or missed, entered or left."""
    return bool(condition.values) or (bool(condition.outcome or condition.state) and wanted not in _HOW_MUCH)
