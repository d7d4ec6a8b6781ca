"""A draft is put in a model's words, sentence by sentence checked: what fails is written again once, else the text's own sentence stands.

Each of the texts' own sentences is in the answer, or checked sentences on it that hold what it holds, or answer the question as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from corpus.bodies import Bodies
from index.hybrid import HybridIndex
from index.sparse import Stems
from rag import cite, stated
from rag.closely import unnamed
from rag.entail import Entailment, EntailmentError
from rag.generate import EXTRACTIVE, Generator, ModelError, Task
from rag.orders import is_order
from rag.prompts import Numbered, packed
from rag.reply import Written, is_plain
from rag.shapes import fact
from rag.types import Checked, Citation, Claim, Draft, Evidence, Found, Outcome, Reading, Shape, Verdict, Wanted
from rag.verify import verify

Told = Callable[[str], None]

WORDED = frozenset({Shape.FACT, Shape.COMPARE, Shape.TREND})
"""Shapes that a model may word; a list is put to every board and a quote is what the text has."""
_MORE = 5
"""Pieces of evidence beyond those of the draft."""
_COVERED = 0.6
"""The share of a text's sentence that checked sentences must hold to stand in its place, whatever is asked."""
_AS_WELL = 2.0
"""How much less they may answer the question by the cross-encoder, in log-odds: what leaves the asked thing out of a sentence answers less by 3 and more."""
_OF_FIGURES = frozenset({Wanted.NUMBER, Wanted.PERCENTAGE, Wanted.MONEY, Wanted.DATE})
_REPEATED = re.compile(r"'[^']*'(?!\w)|\"[^\"]*\"")
_NAME = 3
"""Words of what a model wrote that stand in a reason, and how many a note repeats."""
_WORDS = 150
"""Of an answer."""


@dataclass(frozen=True)
class Wording:
    """A draft in a model's words, and how it went."""

    draft: Draft
    cited: tuple[tuple[Citation, ...], ...]
    verdicts: tuple[Verdict, ...]
    checked: tuple[Checked, ...]
    """Every sentence that the model wrote, and what became of it."""
    notes: tuple[str, ...]
    provenance: dict[str, str]


@dataclass
class _Try:
    """A sentence of a model under check."""

    written: Written
    claim: Claim
    cited: tuple[Citation, ...]
    verdict: Verdict
    outcome: Outcome
    again: bool = False
    """Whether it was written in the place of one that failed."""


class Worder:
    """Words drafts with a generator and checks each sentence."""

    def __init__(self, generator: Generator, index: HybridIndex, bodies: Bodies, judge: Entailment | None = None) -> None:
        self.generator = generator
        self.index = index
        self.bodies = bodies
        self.judge = judge
        self._stems = Stems()

    def worded(
        self,
        reading: Reading,
        found: Found,
        draft: Draft,
        cited: Sequence[Sequence[Citation]],
        verdicts: Sequence[Verdict],
        *,
        told: Told = lambda text: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Wording:
        """A draft in the generator's words; the draft itself, with its own verdicts, where it has none or none of them stands."""
        if self.generator.name == EXTRACTIVE or reading.shape not in WORDED or not draft.claims:
            return Wording(draft, tuple(map(tuple, cited)), tuple(verdicts), _own(draft, cited, verdicts), (), {"generator": EXTRACTIVE})
        kept = replace(draft, claims=tuple(claim for claim, verdict in zip(draft.claims, verdicts, strict=True) if verdict.supported))
        numbered = self.numbered(kept, found)
        task = Task(reading.question, numbered, tuple(self._as_written(kept, numbered)), cancelled=cancelled)
        tries: list[_Try] = []
        notes: list[str] = []
        try:
            for written in self.generator.write(task):
                if _is_again(written, tries):
                    continue
                tries.append(self._tried(written, numbered))
                if tries[-1].verdict.supported:
                    told(written.text)
            self._repair(task, tries, told)
        except ModelError as error:
            notes.append(f"The model did not write all of this: {error}. The sentences are the texts' own where none of its stands.")
        except EntailmentError as error:
            tries.clear()
            notes.append(f"The NLI model cannot be asked: {error}. The sentences are the texts' own.")
        claims, own = self._settled(reading, kept, tries)
        notes += _notes(self.generator.name, tries, failed=bool(notes))
        checked = tuple(
            Checked(t.written.text, t.written.citations, t.verdict.supported, t.verdict.why, t.verdict.support, t.outcome, t.verdict.entailment) for t in tries
        )
        passed = tuple(Verdict(True) for _ in claims)
        return Wording(Draft(claims, draft.notes, draft.census), own, passed, checked, tuple(notes), self._provenance(task))

    def _provenance(self, task: Task) -> dict[str, str]:
        return self.generator.provenance(task.usage) | ({"nli": self.judge.name} if self.judge else {})

    def numbered(self, draft: Draft, found: Found) -> tuple[Numbered, ...]:
        """The evidence of a draft and the next best, numbered, within the budget of tokens."""
        chosen = list(dict.fromkeys(item for claim in draft.claims for item in claim.evidence))
        spans = {(item.passage, item.start) for item in chosen}
        further = [item for item in found.evidence if (item.passage, item.start) not in spans and not self._orders(item)][:_MORE]
        rows = []
        for n, item in enumerate([*(item for item in chosen if not self._orders(item)), *further], start=1):
            passage = self.index.passages[item.passage]
            document = self.index.document_of(passage)
            rows.append(Numbered(n, item, passage.body or "", str(document.period or ""), passage.path, document.title))
        return packed(rows, self.generator.budget)

    def _orders(self, item: Evidence) -> bool:
        """Whether a piece of evidence, or what it stands under, speaks to a machine."""
        passage = self.index.passages[item.passage]
        return any(map(is_order, (item.text, *passage.path, self.index.document_of(passage).title)))

    def _as_written(self, draft: Draft, numbered: Sequence[Numbered]) -> list[Written]:
        numbers = {_span(item.evidence): item.n for item in numbered}
        return [Written(claim.text, tuple(numbers[_span(e)] for e in claim.evidence if _span(e) in numbers)) for claim in draft.claims]

    def _tried(self, written: Written, numbered: Sequence[Numbered], outcome: Outcome = Outcome.SHOWN) -> _Try:
        by_number = {item.n: item for item in numbered}
        evidence = tuple(by_number[n].evidence for n in written.citations if n in by_number)
        missing = len(evidence) < len(written.citations)
        # What repeats a quote rests on that quote, whatever else it cites.
        evidence = tuple(item for item in evidence if item.text == written.text) or evidence
        cited = tuple(cite.citation(self.index, item, n, self.bodies) for n, item in enumerate(evidence, start=1))
        claim = Claim(written.text, evidence, lead=self._lead(written.text, evidence))
        if missing:
            verdict = Verdict(False, "it cites a passage that there is not")
        elif not (is_plain(written.text) or any(item.text == written.text for item in evidence)):
            verdict = Verdict(False, "it has letters or signs that English does not")
        else:
            verdict = verify(claim, cited, self.bodies, self.index.encoder, self.judge, self.index.verifier)
        return _Try(written, claim, cited, verdict, outcome if verdict.supported else Outcome.WITHHELD)

    def _lead(self, text: str, evidence: Sequence[Evidence]) -> str:
        """The board and year that a sentence is on: of these what it does not name itself, and neither where it rests on several."""
        leads = {fact.lead_of(item, self.index) for item in evidence}
        if len(leads) != 1:
            return ""
        passage = self.index.passages[evidence[0].passage]
        if any(text == item.text for item in evidence) or passage.body not in self.bodies.named_in(text):
            return leads.pop()
        period = str(self.index.document_of(passage).period or "")
        return "" if any(figure.value == period for figure in stated.find(text)) else period

    def _repair(self, task: Task, tries: list[_Try], told: Told) -> None:
        """Have the sentences that failed written again, once; the model is told why."""
        failed = [n for n, row in enumerate(tries) if not row.verdict.supported]
        if not failed:
            return
        again = replace(task, faults=tuple((tries[n].written.text, tries[n].verdict.why) for n in failed))
        # What no number tells apart is taken in the order that was asked for.
        for written in islice(self.generator.write(again), len(failed)):
            if _is_again(written, tries):
                continue
            row = replace(self._tried(written, task.evidence, Outcome.REPAIRED), again=True)
            if row.verdict.supported:
                told(written.text)
            tries.append(row)

    def _settled(self, reading: Reading, draft: Draft, tries: Sequence[_Try]) -> tuple[tuple[Claim, ...], tuple[tuple[Citation, ...], ...]]:
        """The claims of the answer: each sentence of the texts, unless checked ones stand for it, and the checked ones that fit."""
        passed = [row for row in tries if row.verdict.supported]
        claims: list[Claim] = []
        used: list[int] = []
        beside: list[int] = []
        for claim in draft.claims:
            spans = {_span(item) for item in claim.evidence}
            own = [n for n, row in enumerate(passed) if spans & {_span(item) for item in row.claim.evidence}]
            if own and self._stand_for(reading, [passed[n].claim.text for n in own], claim):
                claims += [passed[n].claim for n in own if n not in used]
                used += [n for n in own if n not in used]
            else:
                claims.append(claim)
                beside += [n for n in own if n not in beside]
        # What is not on the draft's sentences adds to them; not where the draft says that it lacks something.
        of_draft = {_span(item) for claim in draft.claims for item in claim.evidence}
        others = [n for n, row in enumerate(passed) if not draft.notes and not of_draft & {_span(item) for item in row.claim.evidence}]
        words = sum(len(claim.text.split()) for claim in claims)
        for n in (n for n in (*beside, *others) if n not in used):
            words += len(passed[n].claim.text.split())
            if words > _WORDS:
                break
            claims.insert(self._behind(passed[n].claim, claims), passed[n].claim)
            used.append(n)
        for n, row in enumerate(passed):
            if n not in used:
                row.outcome = Outcome.REPLACED
        settled = tuple(_told_once([claim if claim.computed else replace(claim, lead=self._lead(claim.text, claim.evidence)) for claim in claims]))
        return settled, cite.citations(self.index, Draft(settled), self.bodies)

    def _behind(self, claim: Claim, claims: Sequence[Claim]) -> int:
        """Where in an answer a sentence belongs: behind the last that rests on the same, else at the end."""
        spans = {_span(item) for item in claim.evidence}
        places = [n for n, other in enumerate(claims, start=1) if spans & {_span(item) for item in other.evidence}]
        return places[-1] if places else len(claims)

    def _stand_for(self, reading: Reading, texts: Sequence[str], claim: Claim) -> bool:
        """Whether some sentences may stand for one of the texts: they hold what it holds, or answer the question as well, with the figures where it asks for such."""
        if claim.computed:
            return False
        said = " ".join(texts)
        known = stated.find(said)
        figures = all(stated.stands(figure, known) for figure in stated.find(claim.text))
        wanted = frozenset(self._stems.of(claim.text))
        if figures and len(wanted & frozenset(self._stems.of(said))) >= _COVERED * len(wanted):
            return True
        if self.index.cross is None or not (figures or reading.wanted not in _OF_FIGURES):
            return False
        passage = self.index.passages[claim.evidence[0].passage]
        heading = f"{passage.path[-1]}: " if passage.path and passage.path[-1] != passage.body else ""
        own, theirs = self.index.cross.answers(unnamed(reading.question, self.bodies), [heading + unnamed(text, self.bodies) for text in (claim.text, said)])
        return bool(theirs >= own - _AS_WELL)


def _is_again(written: Written, tries: Sequence[_Try]) -> bool:
    """Whether a model says again what it has said."""
    return any(written.text.casefold() == other.written.text.casefold() for other in tries)


def _told_once(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, each without a board and year, or a year, that the one right before it begins with."""
    rows: list[Claim] = []
    said = ""
    for claim in claims:
        known = claim.lead in (said, said.rpartition(", ")[2])
        rows.append(replace(claim, lead="") if known else claim)
        said = said if known and claim.lead == said else claim.lead
    return rows


def _span(item: Evidence) -> tuple[int, int, int]:
    return item.passage, item.start, item.end


def _own(draft: Draft, cited: Sequence[Sequence[Citation]], verdicts: Sequence[Verdict]) -> tuple[Checked, ...]:
    """The verdicts on the texts' own sentences."""
    rows = []
    for claim, own, verdict in zip(draft.claims, cited, verdicts, strict=True):
        if claim.shown:
            outcome = Outcome.SHOWN if verdict.supported else Outcome.WITHHELD
            rows.append(Checked(claim.text, tuple(c.n for c in own), verdict.supported, verdict.why, verdict.support, outcome))
    return tuple(rows)


def _in_short(why: str) -> str:
    """A reason with no more than a name or a figure of what a model wrote: a note goes wherever its answer goes."""
    return _REPEATED.sub(lambda match: match.group() if len(match.group().split()) <= _NAME else "some of it", why)


def _notes(name: str, tries: Sequence[_Try], *, failed: bool) -> list[str]:
    first = [row for row in tries if not row.again]
    amiss = [row for row in tries if row.outcome is Outcome.WITHHELD]
    replaced = sum(row.outcome is Outcome.REPLACED for row in tries)
    shown = len(tries) - len(amiss) - replaced
    # One that passed when it was written again is not withheld.
    withheld = sum(not row.again for row in amiss) - sum(row.again and row.verdict.supported for row in tries)
    if not tries:
        return [] if failed else ["The model wrote nothing that could be read; the sentences are the texts' own."]
    notes = [f"Worded with {name}: {shown} of {len(first)} sentences passed the check and are shown." if shown else f"No sentence of {name} is shown."]
    if withheld > 0:
        reasons = "; ".join(dict.fromkeys(_in_short(row.verdict.why) for row in amiss if row.verdict.why))
        notes.append(f"{withheld} of the model's sentences withheld: {reasons}.")
    if replaced:
        notes.append(f"{replaced} of the model's sentences passed and left out, to keep the answer short.")
    return notes
