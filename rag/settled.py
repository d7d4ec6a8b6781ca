"""Questions that the table of findings settles: yes or no, and what a question takes for granted though the text says otherwise.

"Did Somerset end the year with a deficit?" is a criterion put to one board, and so is "why did it?", which takes the yes for granted. The table, which
lists of boards are read from, holds what the text says of it, and the sentence that says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.bodies import Bodies
from corpus.types import Kind
from index.hybrid import HybridIndex
from rag import cite
from rag.condition import Condition
from rag.fields import Field
from rag.match import NO, YES
from rag.poll import Poll
from rag.shapes import fact
from rag.types import Citation, Claim, Evidence, Found, Reading, Reason, Refusal, Shape, Wanted
from rag.verify import verify
from rag.wording import Wording

_NEAR = 12
"""Sentences found for a question among which the one must be that says otherwise, so that both speak of the same thing."""
_ADDS = 0.8
"""The score from which a sentence adds to what settles a question."""
_HOW_MUCH = frozenset({Wanted.NUMBER, Wanted.PERCENTAGE})
_BY_HOW_MUCH = re.compile(r"\bby how (?:much|many|far)\b|\bby what\b", re.IGNORECASE)
"""What asks how far something was reached does not take for granted that it was; what asks by how much it was missed does."""
_STATES = re.compile(
    r"\bhow did\b(?!.*\b(?:do|fare|perform|get on|score)\b)|\bwh(?:at|o|ich \w+) (?:has |have )?(?:let|helped|made|makes|allowed|enabled|kept|keeps|drove|convinced|persuaded|led|got|caused|stood)\b"
    r"|[:;,.] (?:what|who|which|how)\b",
    re.IGNORECASE,
)
"""A question for no kind of thing that states something: how it was done, what helped, or what is asked behind it. The table takes half a second to make."""
_OF_MONEY = frozenset({"result", "plan"})
"""Kinds of fields on which a board and its system may differ."""
_WHOM = {"board": "the ICB", "system": "the system"}
_MANY_MEASURES = "Services"
"""The theme of fields that have several standards each, so that one that was met or missed says neither yes nor no of the rest."""
_SUPPORT = frozenset({"tier", "programme", "undertakings"})
"""Kinds of fields that are called by their names wherever they are spoken of."""

Told = tuple[str, Evidence, tuple[str, ...]]
"""Whether a finding says yes or no, by which sentence, and of whom."""


@dataclass(frozen=True)
class Settled:
    """What the table says to a question, and by which sentence."""

    says: str
    """Yes, no, in part, or for whom which; nothing where the question is no such one, and takes for granted what the text does not say."""
    evidence: tuple[Evidence, ...]

    def ahead_of(self, found: Found) -> Found:
        """What was found, with the sentences that settle it first, and after them what adds to them for sure."""
        own = {(item.passage, item.sentence) for item in self.evidence}
        others = tuple(item for item in found.evidence if item.score >= _ADDS and (item.passage, item.sentence) not in own)
        return replace(found, evidence=(*self.evidence, *others), settled_by=self.evidence[0])

    def ahead_in(self, wording: Wording, index: HybridIndex, bodies: Bodies) -> Wording:
        """An answer that begins with yes or no, worked out from its quotes; as it is where the question asks for neither."""
        if not self.says:
            return wording
        known = {(c.document, c.start): c for own in wording.cited for c in own}
        first, own = wording.draft.claims[:1], []
        for item in self.evidence:
            new = cite.citation(index, item, max((c.n for c in known.values()), default=0) + 1, bodies)
            own.append(known.setdefault((new.document, new.start), new))
        lead = fact.lead_of(self.evidence[0], index)
        claim = Claim(f"{self.says}.", self.evidence, computed=True, lead=lead)
        rest = (replace(first[0], lead="" if first[0].lead == lead else first[0].lead), *wording.draft.claims[1:]) if first else ()
        verdicts = (verify(claim, own, bodies), *wording.verdicts)
        return replace(wording, draft=replace(wording.draft, claims=(claim, *rest)), cited=(tuple(own), *wording.cited), verdicts=verdicts)

    def notes(self, citations: Sequence[Citation]) -> tuple[str, ...]:
        """That the question takes for granted what the text does not say, by which of the quotes; nothing where that is not shown."""
        numbers = [c.n for item in self.evidence for c in citations if c.start == item.start and c.quote == item.text]
        return (f"The question takes something for granted, and the text says otherwise in [{numbers[0]}].",) if numbers and not self.says else ()


def settled(reading: Reading, found: Found, poll: Poll) -> Settled | Refusal | None:
    """What the table of findings says to a question on one board; None where it is no such question, or the table holds nothing on it.

    A refusal where it is asked whether the board has some support, and its sections never speak of that.
    """
    condition = _criterion(reading, found, poll)
    if condition is None:
        return None
    (body,), field = reading.bodies, poll.fields.by_id[condition.fields[0]]
    told = poll.told(condition, body)
    if reading.wanted is Wanted.YES_NO:
        if field.kind == "matter" and field.theme == _MANY_MEASURES:
            return None
        if told:
            return _yes_or_no(told, apart=not condition.scopes and field.kind in _OF_MONEY)
        return _unsaid(body, field, found) if field.kind in _SUPPORT and not poll.findings.cell(body, field.id) else None
    if not told or not all(says == NO for says, _, _ in told) or not _takes_for_granted(condition, reading):
        return None
    item = told[0][1]
    near = {(other.passage, other.sentence) for other in found.evidence[:_NEAR]}
    return Settled("", (item,)) if (item.passage, item.sentence) in near else None


def _yes_or_no(told: Sequence[Told], *, apart: bool) -> Settled:
    """Yes, no, or where both are said in part; where a board and its system may each have done as they did, and a question asks of neither, for whom which."""
    firsts = {says: item for says, item, _ in reversed(told)}
    yes, no = _named(YES, told), _named(NO, told)
    both = tuple({(item.passage, item.sentence): item for says in (YES, NO) if (item := firsts.get(says))}.values())
    if len(firsts) > 1:
        named = apart and yes and no and not set(yes) & set(no)
        return Settled(f"Yes for {' and '.join(yes)}, no for {' and '.join(no)}" if named else "In part", both)
    word, whom = ("Yes", yes) if YES in firsts else ("No", no)
    return Settled(f"{word} for {whom[0]}" if apart and len(whom) == 1 else word, both)


def _named(says: str, told: Sequence[Told]) -> list[str]:
    """Of whom something is said, the trusts aside."""
    return list(dict.fromkeys(_WHOM[name] for verdict, _, scope in told if verdict == says for name in scope if name in _WHOM))


def _unsaid(body: str, field: Field, found: Found) -> Refusal:
    nearest = tuple(range(1, min(3, len(found.evidence)) + 1))
    return Refusal(Reason.NOT_STATED, f"The texts say nothing of this on {body} ({field.label.lower()}). The nearest sentences are shown.", nearest)


def _criterion(reading: Reading, found: Found, poll: Poll) -> Condition | None:
    """What a question says of the one board that it names, where a field of the table covers it whole."""
    states = reading.wanted is not Wanted.DESCRIPTION or _STATES.search(reading.question)
    if reading.shape is not Shape.FACT or found.parts or len(reading.bodies) != 1 or not states:
        return None
    asked = poll.criterion(reading.topic)
    if len(asked.conditions) != 1 or not asked.by_field or len(asked.conditions[0].fields) != 1 or reading.bodies[0] not in poll.findings.bodies:
        return None
    years, judging = [str(period) for period in reading.periods], {d.id for d in poll.index.documents if d.kind is Kind.ASSESSMENT}
    if (years and poll.findings.period not in years) or (reading.documents and not judging & set(reading.documents)):
        return None
    (condition,) = asked.conditions
    tells = condition.values or condition.outcome or condition.state in ("in", "entered", "left") or condition.move
    return condition if tells and not condition.denied and not condition.aimed else None


def _takes_for_granted(condition: Condition, reading: Reading) -> bool:
    """True for a condition that a question which wants something else states: a result, that something was met or missed, entered or left."""
    how_far = reading.wanted in _HOW_MUCH and not _BY_HOW_MUCH.search(reading.question)
    return bool(condition.values) or (bool(condition.outcome or condition.state) and not how_far)
