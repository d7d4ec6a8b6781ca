"""Questions that the table of findings settles: yes or no, and what a question takes for granted though the text says otherwise.

"Did Somerset end the year with a deficit?" is a criterion put to one board, and so is "why did it?", which takes the yes for granted. The table, which
lists of boards are read from, holds what the text says of it, and the sentence that says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.types import Kind
from rag.condition import Asked, Condition
from rag.poll import Poll
from rag.types import Citation, Evidence, Found, Reading, Reason, Refusal, Shape, Wanted

_NEAR = 12
"""Sentences found for a question among which the one must be that says otherwise, so that both speak of the same thing."""
_HOW_MUCH = frozenset({Wanted.NUMBER, Wanted.PERCENTAGE})
_BY_HOW_MUCH = re.compile(r"\bby how (?:much|many|far)\b|\bby what\b", re.IGNORECASE)
"""What asks how far something was reached does not take for granted that it was; what asks by how much it was missed does."""
_SUPPORT = frozenset({"tier", "programme", "undertakings"})
"""Kinds of fields that are called by their names wherever they are spoken of."""


@dataclass(frozen=True)
class Settled:
    """What the table says to a question, and by which sentence."""

    says: str
    """`Yes` or `No`; nothing where the question is no such one, and takes for granted what the text does not say."""
    evidence: Evidence

    def ahead_of(self, found: Found) -> Found:
        """What was found, with the sentence that settles it first."""
        others = tuple(item for item in found.evidence if (item.passage, item.sentence) != (self.evidence.passage, self.evidence.sentence))
        return replace(found, evidence=(self.evidence, *others), settled_by=self.evidence)

    def notes(self, citations: Sequence[Citation]) -> tuple[str, ...]:
        """How the question is settled, and by which of the quotes; nothing where the quote is not shown."""
        told = "{}, going by {}." if self.says else "The question takes something for granted, and the text says otherwise in {1}."
        return tuple(told.format(self.says, f"[{c.n}]") for c in citations if c.start == self.evidence.start and c.quote == self.evidence.text)[:1]


def settled(reading: Reading, found: Found, poll: Poll) -> Settled | None:
    """What the table of findings says to a question on one board; None where it is no such question, or the table holds nothing on it."""
    condition = _criterion(reading, found, poll)
    if condition is None:
        return None
    (body,) = reading.bodies
    judged = poll.judged(Asked((condition,)), (body,))
    if judged.by != "field" or not judged.evidence.get(body):
        return None
    item, says = judged.evidence[body][0], judged.verdicts[body]
    if reading.wanted is Wanted.YES_NO:
        return Settled("Yes" if says == "yes" else "No", item)
    near = {(other.passage, other.sentence) for other in found.evidence[:_NEAR]}
    otherwise = says == "no" and _takes_for_granted(condition, reading) and (item.passage, item.sentence) in near
    return Settled("", item) if otherwise else None


def unsaid(reading: Reading, found: Found, poll: Poll) -> Refusal | None:
    """A refusal of a question whether one board has some support, of which its sections say nothing."""
    condition = _criterion(reading, found, poll) if reading.wanted is Wanted.YES_NO else None
    if condition is None:
        return None
    (body,), fields = reading.bodies, [poll.fields.by_id[one] for one in condition.fields]
    if not all(field.kind in _SUPPORT for field in fields) or any(poll.findings.cell(body, field.id) for field in fields):
        return None
    names = " and ".join(field.label for field in fields).lower()
    nearest = tuple(range(1, min(3, len(found.evidence)) + 1))
    return Refusal(Reason.NOT_STATED, f"The texts say nothing of this on {body} ({names}). The nearest sentences are shown.", nearest)


def _criterion(reading: Reading, found: Found, poll: Poll) -> Condition | None:
    """What a question says of the one board that it names, where a field of the table covers it whole."""
    if reading.shape is not Shape.FACT or found.parts or len(reading.bodies) != 1 or reading.bodies[0] not in poll.findings.bodies:
        return None
    years, judging = [str(period) for period in reading.periods], {d.id for d in poll.index.documents if d.kind is Kind.ASSESSMENT}
    if (years and poll.findings.period not in years) or (reading.documents and not judging & set(reading.documents)):
        return None
    asked = poll.criterion(reading.topic)
    if len(asked.conditions) != 1 or not asked.by_field or len(asked.conditions[0].fields) != 1:
        return None
    (condition,) = asked.conditions
    tells = condition.values or condition.outcome or condition.state in ("in", "entered", "left") or condition.move
    return condition if tells and not condition.denied and not condition.aimed else None


def _takes_for_granted(condition: Condition, reading: Reading) -> bool:
    """True for a condition that a question which wants something else states: a result, that something was met or missed, entered or left."""
    how_far = reading.wanted in _HOW_MUCH and not _BY_HOW_MUCH.search(reading.question)
    return bool(condition.values) or (bool(condition.outcome or condition.state) and not how_far)
