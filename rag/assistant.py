"""The whole story of an answer on one page: understand, find, draft, check, cite."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.glossary import Glossary
from corpus.types import Edition, Kind
from index.encode import NAME
from index.hybrid import HybridIndex
from rag import cite, cues, refuse
from rag.change import sides
from rag.entail import Entailment
from rag.evidence import EvidenceFinder, merged
from rag.fixed import outside
from rag.generate import EXTRACTIVE, Extractive, Generator
from rag.parts import parts_of
from rag.places import places
from rag.poll import Poll
from rag.settled import Settled, settled
from rag.shapes import DRAFTERS
from rag.spelling import Spelling
from rag.tidy import Tidied, tidied
from rag.types import Answer, Census, Citation, Filters, Found, Reading, Refusal, Retrieved, Shape, Wanted
from rag.understand import Understanding
from rag.verify import verify
from rag.wording import Worder

_RETRIEVED = 20
_ELSEWHERE = 0.7
"""The score from which a sentence elsewhere answers what no board's assessment says."""
_SURELY_ELSEWHERE = 2.5
"""What reading a sentence elsewhere closely must say, in log-odds, where a question is not for one board; one for those of which nothing is said looks alike."""


@dataclass(frozen=True)
class Settings:
    """What of answering can be set."""

    threshold: float = refuse.THRESHOLD
    """The score that the best sentence must reach, 0 (answer always) to 1 (refuse always)."""
    refuses: bool = True
    """False to answer whatever the evidence is worth; the evals show what that costs."""


class Assistant:
    """Answers questions from an index."""

    def __init__(
        self,
        index: HybridIndex,
        *,
        bodies: Bodies,
        catalogue: Catalogue,
        glossary: Glossary,
        settings: Settings = Settings(),
        version: str = "0",
        generator: Generator | None = None,
        judge: Entailment | None = None,
    ) -> None:
        self.index = index
        self.bodies = bodies
        self.settings = settings
        self.version = version
        self.worder = Worder(generator or Extractive(), index, bodies, judge)
        self.finder = EvidenceFinder(index, glossary, bodies)
        self.poll = Poll(self.finder)
        names = [word for body in bodies.all for name in (body.name, *body.aliases, *body.abbreviations) for word in re.findall(r"[A-Za-z]+", name)]
        asked = [word for term in glossary.terms for word in re.findall(r"[A-Za-z]+", term)]
        spelling = Spelling([*self.finder.vocabulary, *names, *asked], index.encoder.is_word)
        self.understanding = Understanding(bodies, catalogue, spelling, lambda word: word.lower() in self.finder.vocabulary, places(index, bodies))

    @classmethod
    def from_index(
        cls,
        index: HybridIndex,
        *,
        settings: Settings = Settings(),
        version: str = "0",
        generator: Generator | None = None,
        judge: Entailment | None = None,
    ) -> Assistant:
        """An assistant with the built-in bodies, catalogue and glossary."""
        bodies, catalogue, glossary = Bodies.load(), Catalogue.load(), Glossary.load()
        return cls(index, bodies=bodies, catalogue=catalogue, glossary=glossary, settings=settings, version=version, generator=generator, judge=judge)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Reading] = (),
        filters: Filters = Filters(),
        told: Callable[[str], None] = lambda text: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Answer a question from the index, or say why not.

        Args:
            told: told each sentence of a model as soon as it has passed the check.
            cancelled: whether to stop waiting for a model; the texts' own sentences are then the answer.
        """
        started = time.perf_counter()
        # Half a character, which no encoder reads, can come in through JSON.
        question = question.encode("utf-8", "replace").decode("utf-8")
        plain = tidied(question) if len(question) <= refuse.LONGEST else Tidied(question)
        refusal = plain.refusal or refuse.before_reading(plain.text) or outside(filters, self.index, self.bodies)
        if refusal:
            return self._refused(question, Reading(question[:200], Shape.FACT, Wanted.DESCRIPTION), refusal, Found((), (), 0), started)
        reading = self.understanding.read(plain.text, history, filters)
        reading = replace(reading, notes=(*plain.notes, *reading.notes))
        reading = self.poll.recast(reading)
        refusal = refuse.before_search(reading, self.index, self.understanding.is_in_texts)
        if refusal and self.settings.refuses:
            return self._refused(question, reading, refusal, Found((), (), 0), started)
        found = self._find(reading)
        reading, found = self._told_elsewhere(reading, found) or (reading, found)
        tabled = settled(reading, found, self.poll)
        by_table = tabled if isinstance(tabled, Settled) else None
        found = by_table.ahead_of(found) if by_table else found
        refusal = tabled if isinstance(tabled, Refusal) else None
        if not (tabled or found.parts):
            refusal = refuse.after_search(reading, found, self.index, self.settings.threshold)
        if refusal and self.settings.refuses:
            return self._refused(question, reading, refusal, found, started)
        draft = DRAFTERS[reading.shape](reading, found, self.index)
        cited = cite.citations(self.index, draft, self.bodies)
        verdicts = [verify(claim, own, self.bodies) for claim, own in zip(draft.claims, cited, strict=True)]
        wording = self.worder.worded(reading, found, draft, cited, verdicts, told=told, cancelled=cancelled)
        wording = by_table.ahead_in(wording, self.index, self.bodies) if by_table else wording
        text, sentences, citations = cite.compose(wording.draft, wording.cited, wording.verdicts)
        says = by_table.notes(citations) if by_table else ()
        notes = (*says, *reading.notes, *draft.notes, *wording.notes, *self.poll.note(reading), *self._edition_note(citations))
        census = draft.census
        if census is not None:
            reading = replace(reading, listed=census.answer)
        answer = Answer(
            question,
            reading,
            text or _none_stated(census),
            sentences,
            notes,
            citations,
            census,
            retrieved=self._retrieved(found),
            verdicts=wording.checked,
            confidence=_confidence(found),
        )
        return self._stamped(answer, started, wording.provenance)

    def _find(self, reading: Reading) -> Found:
        if reading.shape in (Shape.LIST, Shape.COUNT):
            return self.poll(reading)
        if reading.shape is Shape.TREND:
            years = sides(reading)
            vectors = {question: self.index.encode(question) for question in {side.question for side in years}}
            return merged([self.finder.find(side, vector=vectors[side.question]) for side in years])
        if reading.shape is Shape.COMPARE:
            vector = self.index.encode(reading.question)
            return merged([self.finder.find(replace(reading, bodies=(body,)), vector=vector) for body in reading.bodies])
        parts = parts_of(reading)
        return self._find_parts(parts) if parts else self.finder.find(reading)

    def _told_elsewhere(self, reading: Reading, found: Found) -> tuple[Reading, Found] | None:
        """A question that no board's assessment answers, as one on a fact, where another text surely answers it, or tells of the one board it asks for."""
        polled = found.polled
        if polled is None or not polled.by or polled.denied or "yes" in polled.verdicts.values():
            return None
        reading = replace(reading, shape=Shape.FACT, notes=(*reading.notes, "No board's assessment says it; what follows stands elsewhere in the texts."))
        others = [n for n, passage in enumerate(self.index.passages) if self.index.document_of(passage).kind is not Kind.ASSESSMENT]
        found = self.finder.find(reading, where=others)
        if not found.evidence or found.evidence[0].score < _ELSEWHERE or refuse.after_search(reading, found, self.index, self.settings.threshold):
            return None
        best = found.evidence[0]
        of_one = cues.ONE_BOARD.match(reading.question) and (self.index.passages[best.passage].body or self.bodies.named_in(best.text))
        on_boards = reading.regions or self.poll.is_plain(reading)
        return (reading, found) if of_one or (not on_boards and (best.read or 0.0) >= _SURELY_ELSEWHERE) else None

    def _find_parts(self, parts: Sequence[Reading]) -> Found:
        """What is found for each part of a question; a part that would be refused alone is lacking, unless all would."""
        found = [self.finder.find(part) for part in parts]
        refusals = [refuse.after_search(part, side, self.index, self.settings.threshold) for part, side in zip(parts, found, strict=True)]
        rows = list(zip(parts, found, refusals, strict=True))
        answered = tuple((part, side) for part, side, refusal in rows if refusal is None)
        return replace(merged(found), parts=answered, lacking=tuple(part.topic for part, _, refusal in rows if refusal) if answered else ())

    def _refused(self, question: str, reading: Reading, refusal: Refusal, found: Found, started: float) -> Answer:
        citations = tuple(cite.citation(self.index, found.evidence[n - 1], n, self.bodies) for n in refusal.nearest)
        notes, retrieved = self._edition_note(citations), self._retrieved(found)
        answer = Answer(question, reading, refusal.message, (), notes, citations, refusal=refusal, retrieved=retrieved, confidence=_confidence(found))
        return self._stamped(answer, started, {"generator": EXTRACTIVE})

    def _retrieved(self, found: Found) -> tuple[Retrieved, ...]:
        rows = []
        for number, score in found.passages[:_RETRIEVED]:
            passage = self.index.passages[number]
            rows.append(Retrieved(passage.document, passage.path, passage.text, round(score, 6)))
        return tuple(rows)

    def _edition_note(self, citations: Sequence[Citation]) -> tuple[str, ...]:
        if any(c.edition == Edition.DIGEST for c in citations):
            return ("Quotes are our wording, from the built-in digest; `citewell add FILE` brings in the publishers' originals.",)
        return ()

    def _stamped(self, answer: Answer, started: float, further: Mapping[str, str] = MappingProxyType({})) -> Answer:
        total = round((time.perf_counter() - started) * 1000, 3)
        provenance = {"index": self.index.hash, "encoder": NAME, "generator": self.worder.generator.name, "version": self.version, **further}
        return replace(answer, timings_ms={"total": total}, provenance=provenance)


def _confidence(found: Found) -> float:
    return round(found.evidence[0].score, 6) if found.evidence else 0.0


def _none_stated(census: Census | None) -> str:
    if census is None:
        return "The texts do not state this."
    return f"Nothing of it is stated for {', '.join(census.answer)}." if census.answer else "None is stated to."
