"""A reading becomes evidence: where it may look, the passages found there, and their sentences, scored.

Where bodies are named, only their sections and the passages elsewhere that speak of them are open; where a period or document is
named, only it. Sentences are scored, not only passages, since one sentence answers.
"""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from corpus.bodies import Bodies
from corpus.glossary import Glossary
from corpus.types import Kind, Passage, Period
from index.encode import Vectors
from index.hybrid import HybridIndex
from index.sparse import content_words
from rag import closely, cues
from rag.odds import share_of
from rag.orders import is_order
from rag.types import Evidence, Found, Reading, Shape, Wanted

FEATURES = (
    "cosine",
    "passage_cosine",
    "coverage",
    "context_coverage",
    "kind",
    "rank",
    "own",
    "caption",
    "stray",
    "judged",
    "asked",
    "late",
    "late_leaning",
    "superlative",
)
"""What a sentence is scored by, in the order of the weights."""

_LATE = FEATURES.index("late")
_DEPTH = 30
"""Passages whose sentences are scored."""
_ALTERNATIVE = 0.8
"""What a synonym counts for, where the word itself counts 1."""
_KINDS: dict[Wanted, re.Pattern[str]] = {
    Wanted.NUMBER: re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|fifth|dozen|nearly|over)\b", re.IGNORECASE),
    Wanted.PERCENTAGE: re.compile(r"\d\s*(?:%|per cent)|\b(?:half|third|quarters?|fifth|in (?:five|ten|four))\b", re.IGNORECASE),
    Wanted.MONEY: re.compile(r"£\s?\d"),
    Wanted.DATE: re.compile(
        r"\b(?:19|20)\d\d\b|\b\d\d/\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|quarter)\b"
    ),
    Wanted.PERSON: re.compile(r"\b(?:chair|chief|director|leader|officer|minister|Lord|Dr|Sir|Dame|Mayor|mayor|[A-Z][a-z]+ [A-Z][a-z]+)\b"),
    Wanted.ORGANISATION: re.compile(r"\b(?:Trust|trust|Hospital|hospital|University|Council|council|Federation|NHS|provider|Alliance|CIC)\b"),
    Wanted.PLACE: re.compile(r"\b[A-Z][a-z]+"),
    Wanted.REASON: re.compile(
        r"\b(?:because|due to|as a result|reflect|owing|since|so that|given|driven by|in order to|through|following|linked|means that)\b", re.IGNORECASE
    ),
}
_KIN_LETTERS, _KIN_ENDING = 5, 3
"""Letters that two stems of one word share at least, and by which they differ at most."""
_CAPTION = re.compile(r"^Figure \d+: |; n=\d")


@dataclass(frozen=True)
class Term:
    """A word of a question: its stem, what else may stand for it, and how much it tells."""

    stem: str
    alternatives: frozenset[frozenset[str]]
    """Stems that may stand for it: all of one of these."""
    weight: float


class EvidenceFinder:
    """Finds the sentences of an index that may answer a reading."""

    def __init__(self, index: HybridIndex, glossary: Glossary, bodies: Bodies) -> None:
        self.index = index
        self.bodies = bodies
        self._named = lru_cache(maxsize=None)(self._bodies_of_sentence)
        self.glossary = glossary
        self.stems = index.sparse.stems
        self._rarity = lru_cache(maxsize=None)(index.sparse.rarity)
        self.stems_of_sentence = lru_cache(maxsize=None)(self._stems_of_sentence)
        self._context_stems = lru_cache(maxsize=None)(self._stems_of_context)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the texts, in lower case."""
        return frozenset(word for document in self.index.documents for word in re.findall(r"[a-z]{2,}", document.text.lower()))

    def where(self, reading: Reading) -> list[int] | None:
        """The numbers of the passages that a reading leaves open; None for all."""
        if not (reading.bodies or reading.periods or reading.documents):
            return None
        bodies = set(reading.bodies)
        open_passages = []
        for number, passage in enumerate(self.index.passages):
            document = self.index.document_of(passage)
            if reading.documents and document.id not in reading.documents:
                continue
            if reading.periods and document.period not in reading.periods and not self._tells_of(reading.periods, passage.text):
                continue
            if bodies and passage.body not in bodies and (passage.body or not bodies & set(passage.mentions)):
                # What stands in another board's own section is said of that one, whoever else it names.
                continue
            open_passages.append(number)
        return open_passages

    def terms(self, text: str) -> tuple[Term, ...]:
        """The words of a question that its answer should hold, each with its alternatives."""
        alternatives: dict[str, set[frozenset[str]]] = {}
        for term, others in self.glossary.expansions(text):
            wide = {frozenset(self.stems.of(other)) for other in others}
            for stem in self.stems.of(term):
                alternatives.setdefault(stem, set()).update(other for other in wide if other and stem not in other)
        found = []
        words = [word for word in content_words(text) if word not in cues.ASKING] or content_words(text)
        for stem in dict.fromkeys(self.stems(words)):
            wide = alternatives.get(stem, set()) | {frozenset({kin}) for kin in self._kin(stem)}
            known = [max(map(self.rarity, other)) for other in wide if all(map(self.is_known, other))]
            # A word that the texts do not use is as rare as the words that stand for it, not as one that says nothing to them.
            weight = sum(known) / len(known) if known and not self.is_known(stem) else self.rarity(stem)
            found.append(Term(stem, frozenset(wide), weight))
        return tuple(found)

    def _kin(self, stem: str) -> set[str]:
        """The stems that go on from a stem, as `financi` (financial) does from `financ` (finance)."""
        if len(stem) < _KIN_LETTERS:
            return set()
        start = bisect.bisect_left(self._stems, stem)
        end = bisect.bisect_left(self._stems, stem + "\uffff")
        return {kin for kin in self._stems[start:end] if 0 < len(kin) - len(stem) <= _KIN_ENDING}

    @cached_property
    def _stems(self) -> list[str]:
        return sorted(self._frequencies[0])

    def rarity(self, stem: str) -> float:
        """The inverse document frequency of a stem over the passages; the highest for one that none holds."""
        return self._rarity(stem)

    @cached_property
    def _frequencies(self) -> tuple[dict[str, int], NDArray[np.int64]]:
        return self.index.sparse.postings

    def find(self, reading: Reading, *, vector: Vectors | None = None, where: Sequence[int] | None = None, depth: int = _DEPTH) -> Found:
        """The evidence for a reading, best first."""
        allowed = list(where) if where is not None else self.where(reading)
        if vector is None:
            vector = self.index.encode(reading.question)
        terms = self.terms(reading.topic)
        words = " ".join([reading.topic, *(other for _, others in self.glossary.expansions(reading.topic) for other in others)])
        late = self.index.late_scores(reading.topic)
        paired = self.index.paired_late_scores(reading.topic)
        over_years = reading.shape is Shape.TREND
        superlative = bool(cues.SUPERLATIVE.search(reading.topic))
        hits = self.index.search(reading.question, where=allowed, k=depth, vector=vector, words=words, late=late, over_years=over_years)
        asked, similar = self.index.asked_like(vector, over_years), self.index.similarities(vector)
        rows: list[tuple[int, int]] = []
        features: list[list[float]] = []
        covers: list[frozenset[str]] = []
        for rank, hit in enumerate(hits):
            passage = self.index.passages[hit.passage]
            first = self.index.sentence_offsets[hit.passage]
            for number in range(len(passage.sentences)):
                if not (self.speaks_of(reading.bodies, hit.passage, number) and self.is_of(reading.periods, hit.passage, number)):
                    continue
                if is_order(self._text(passage, number)):
                    continue
                held, row = self._features(reading, terms, float(similar[first + number]), hit.passage, passage, number, hit.dense, hit.score, rank)
                rows.append((hit.passage, number))
                text = self._text(passage, number)
                leans = number > 0 and bool(cues.LEANS.match(text) or cues.POINTS_BACK.search(text))
                features.append(
                    [
                        *row,
                        asked(hit.passage, number),
                        float(late[first + number]),
                        float(paired[first + number] - late[first + number]) if leans else 0.0,
                        1.0 if superlative and cues.SUPERLATIVE.search(text) else 0.0,
                    ]
                )
                covers.append(held)
        if not rows:
            return Found((), (), 0 if allowed is not None else len(self.index.passages))
        odds = self.weights.odds(np.asarray(features, dtype=np.float64))
        order = sorted(range(len(rows)), key=lambda n: (-odds[n], rows[n]))
        read = self._read(reading, [rows[n] for n in order[: closely.worth_reading(odds[order], reading.shape)]])
        known = [*read.tolist(), *[None] * (len(order) - len(read))]
        scores = self.blend.apply(odds[order], read)
        evidence = [self._evidence(*rows[n], share_of(float(score)), features[n], covers[n], own) for n, score, own in zip(order, scores, known, strict=True)]
        evidence.sort(key=lambda e: (-e.score, e.passage, e.sentence))
        best: dict[int, float] = {}
        for item in evidence:
            best.setdefault(item.passage, item.score)
        ranked = sorted(best.items(), key=lambda row: (-row[1], row[0]))
        vocabulary, _ = self._frequencies
        total = sum(term.weight for term in terms) or 1.0
        foreign = sum(term.weight for term in terms if term.stem not in vocabulary and not term.alternatives) / total
        like = self.index.answered_like(vector, [self.index.passages[evidence[0].passage].document])
        return Found(tuple(ranked), tuple(evidence), len(allowed) if allowed is not None else len(self.index.passages), foreign, like)

    @cached_property
    def weights(self) -> Weights:
        return Weights.load()

    @cached_property
    def blend(self) -> closely.Blend:
        return closely.Blend.load()

    def _read(self, reading: Reading, places: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
        """What the close reading says of the best sentences, in log-odds; of none for an index without a cross-encoder.

        A question over two years is not read, since a sentence answers one half of it.
        """
        if reading.shape is Shape.TREND:
            return np.zeros(0)
        return closely.read(self.index, closely.unnamed(reading.spoken or reading.question, self.bodies), places)

    def _features(
        self, reading: Reading, terms: tuple[Term, ...], similar: float, n: int, passage: Passage, number: int, dense: float, fused: float, rank: int
    ) -> tuple[frozenset[str], list[float]]:
        words = self.stems_of_sentence(n, number)
        context = self._context_stems(n)
        held = _held(terms, words)
        total = sum(term.weight for term in terms) or 1.0
        sentence = passage.sentences[number]
        text = self.index.by_id[passage.document].text[sentence.start : sentence.end]
        kind = _KINDS.get(reading.wanted)
        row = [
            similar,
            dense,
            sum(term.weight * grade(term, words) for term in terms) / total,
            sum(term.weight * max(grade(term, words), 0.5 * grade(term, context)) for term in terms) / total,
            1.0 if kind is None or kind.search(text) else 0.0,
            fused,
            1.0 if not reading.bodies or passage.body in reading.bodies else 0.0,
            1.0 if _CAPTION.search(text) else 0.0,
            1.0 if passage.body and not reading.bodies and reading.shape not in (Shape.LIST, Shape.COUNT) else 0.0,
            1.0 if reading.bodies and self.index.by_id[passage.document].kind is Kind.ASSESSMENT else 0.0,
        ]
        return held, row

    def _evidence(self, n: int, number: int, score: float, row: list[float], held: frozenset[str], read: float | None) -> Evidence:
        passage = self.index.passages[n]
        sentence = passage.sentences[number]
        text = self.index.by_id[passage.document].text[sentence.start : sentence.end]
        return Evidence(n, number, sentence.start, sentence.end, text, score, row[0], row[2], held, row[_LATE], read)

    def is_of(self, periods: Sequence[Period], n: int, number: int) -> bool:
        """True for a sentence of one of some years: in a document of one of them, or naming one itself."""
        passage = self.index.passages[n]
        if not periods or self.index.by_id[passage.document].period in periods:
            return True
        sentence = passage.sentences[number]
        return self._tells_of(periods, self.index.by_id[passage.document].text[sentence.start : sentence.end])

    def _tells_of(self, periods: Sequence[Period], text: str) -> bool:
        return any(str(period) in text for period in periods)

    def speaks_of(self, bodies: Sequence[str], n: int, number: int) -> bool:
        """True for a sentence on one of some bodies: in a section of its own, naming it, or going on from a sentence that does."""
        passage = self.index.passages[n]
        if not bodies or passage.body in bodies:
            return True
        named = self._named(n, number)
        if named:
            return bool(set(bodies) & named)
        sentence = passage.sentences[number]
        text = self.index.by_id[passage.document].text[sentence.start : sentence.end]
        return number > 0 and (not sentence.leads or bool(cues.LEANS.match(text))) and self.speaks_of(bodies, n, number - 1)

    def _bodies_of_sentence(self, n: int, number: int) -> frozenset[str]:
        passage = self.index.passages[n]
        sentence = passage.sentences[number]
        return frozenset(self.bodies.named_in(self.index.by_id[passage.document].text[sentence.start : sentence.end]))

    def _text(self, passage: Passage, number: int) -> str:
        sentence = passage.sentences[number]
        return self.index.by_id[passage.document].text[sentence.start : sentence.end]

    def is_known(self, stem: str) -> bool:
        """Whether a stem stands somewhere in the texts."""
        return stem in self._frequencies[0]

    def _stems_of_sentence(self, n: int, number: int) -> frozenset[str]:
        passage = self.index.passages[n]
        sentence = passage.sentences[number]
        return frozenset(self.stems.of(self.index.by_id[passage.document].text[sentence.start : sentence.end]))

    def _stems_of_context(self, n: int) -> frozenset[str]:
        return frozenset(self.stems.of(self.index.context_of(self.index.passages[n])))


def merged(sides: Sequence[Found]) -> Found:
    """What was found for each side of a question, as one; the sides' passages take turns."""
    evidence = {(e.passage, e.sentence): e for e in sorted((e for side in sides for e in side.evidence), key=lambda e: e.score)}
    passages: dict[int, float] = {}
    for rank in range(max((len(side.passages) for side in sides), default=0)):
        for side in sides:
            if rank < len(side.passages):
                passages.setdefault(*side.passages[rank])
    ranked = sorted(evidence.values(), key=lambda e: (-e.score, e.passage, e.sentence))
    return Found(tuple(passages.items()), tuple(ranked), sum(side.searched for side in sides), max((side.foreign for side in sides), default=0.0))


@dataclass(frozen=True)
class Weights:
    """A logistic model over the features: how likely a sentence is to answer."""

    bias: float
    weights: tuple[float, ...]

    @classmethod
    def load(cls) -> Weights:
        """The weights of `weights.json`, set by hand on the dev cases and on questions of people who know none of the cases; half-way between what stood
        before and what a model fitted to those says, which by itself did no better on questions that it had not seen."""
        data = json.loads((files("rag") / "weights.json").read_text(encoding="utf-8"))
        return cls(float(data["bias"]), tuple(float(data["weights"][name]) for name in FEATURES))

    def odds(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """The log-odds of each row of features, shape (n,)."""
        result: NDArray[np.float64] = features @ np.asarray(self.weights) + self.bias
        return result


def grade(term: Term, words: frozenset[str]) -> float:
    """How far some stems hold a term: 1 for itself, less for what may stand for it."""
    if term.stem in words:
        return 1.0
    return _ALTERNATIVE if any(other <= words for other in term.alternatives) else 0.0


def _held(terms: Sequence[Term], words: frozenset[str]) -> frozenset[str]:
    return frozenset(term.stem for term in terms if grade(term, words))
