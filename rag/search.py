"""A criterion that no field covers, put to every sentence of every body: by its words, what stands for them, and its meaning."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.types import Kind
from rag import match
from rag.clauses import clauses
from rag.condition import Condition
from rag.evidence import EvidenceFinder, Term, grade
from rag.fields import Fields
from rag.findings import Findings
from rag.orders import is_order
from rag.readout import outcome_of, state_of, tone_of
from rag.types import Evidence, Polled

YES = 0.65
"""The share of a criterion that a sentence must hold; set on the development criteria of `benchmarks/census.toml`."""
DOUBTFUL = 0.5
"""From this share on a body that is not counted is named as doubtful."""
_FIELD_WEIGHT = 3.0
"""Of a field among the words of a criterion."""
_MOST_WEIGHT = 4.5
"""Of one word of a criterion, so that no single rare word decides alone."""
_NEAR = 1.5
"""How near in meaning, in standard deviations, a sentence must be that has none of a criterion's own words."""
_LEAST, _CLOSE, _GAP, _FEW = 0.45, 2.0, 0.1, 6
"""Where none holds enough: the least share, the least nearness, the gap below the best, and how many bodies may be left."""
_STRANGE_WEIGHT = 2.0
"""Of a word that stands nowhere in the texts and has no other word for it."""


@dataclass(frozen=True)
class _Place:
    body: str
    passage: int
    sentence: int


class Search:
    """Reads every sentence of the assessments for a criterion."""

    def __init__(self, finder: EvidenceFinder, fields: Fields, findings: Findings) -> None:
        self.finder = finder
        self.index = finder.index
        self.fields = fields
        self.findings = findings

    @cached_property
    def places(self) -> tuple[_Place, ...]:
        """Every sentence of a body's own sections."""
        return tuple(
            _Place(passage.body, number, position)
            for number, passage in enumerate(self.index.passages)
            if passage.body is not None and self.index.document_of(passage).kind is Kind.ASSESSMENT
            for position, sentence in enumerate(passage.sentences)
            if not is_order(self.index.document_of(passage).text[sentence.start : sentence.end])
        )

    @cached_property
    def _rows(self) -> NDArray[np.int64]:
        offsets = self.index.sentence_offsets
        return np.asarray([offsets[place.passage] + place.sentence for place in self.places], dtype=np.int64)

    def nearness(self, phrase: str) -> NDArray[np.float64]:
        """How near each sentence is in meaning, in standard deviations above the mean of all, shape (places,)."""
        similar = (self.index.sentence_vectors[self._rows] @ self.index.encode(phrase)).astype(np.float64)
        spread = float(similar.std()) or 1.0
        result: NDArray[np.float64] = (similar - similar.mean()) / spread
        return result

    def __call__(self, condition: Condition, bodies: tuple[str, ...]) -> Polled:
        """The verdict of each body by the best of its sentences."""
        groups = [group for choice in condition.words if (group := self._group(choice))]
        total = sum(max(weight for _, weight in group) for group in groups) + _FIELD_WEIGHT * len(condition.fields)
        near = self.nearness(condition.phrase) if total else np.zeros(len(self.places))
        speaks = [self._speaking(one, condition) for one in condition.fields]
        best: dict[str, tuple[float, Evidence]] = {}
        asked = set(bodies)
        for place, z in zip(self.places, near, strict=True):
            if place.body not in asked:
                continue
            share = self._share(place, groups, speaks) / total if total else 0.0
            if share < DOUBTFUL / 2 and place.body in best:
                continue
            item = self._evidence(place, condition, share, float(z))
            rank = item.score * (0.5 if item.against else 1.0)
            if place.body not in best or rank > best[place.body][0]:
                best[place.body] = (rank, item)
        verdicts = {body: self._verdict(best[body][1], condition) for body in bodies if body in best}
        if "yes" not in verdicts.values():
            verdicts |= dict.fromkeys(_nearest(best), "yes")
        doubtful = tuple(body for body in bodies if verdicts.get(body) == "not_stated" and best[body][1].score >= DOUBTFUL)
        evidence: dict[str, tuple[Evidence, ...]] = {body: (item,) for body, (_, item) in best.items()}
        return Polled("reading", (), {body: verdicts.get(body, "not_stated") for body in bodies}, evidence, doubtful)

    def _group(self, choice: str) -> list[tuple[Term, float]]:
        """The terms of words of which one is enough, with their weights."""
        return [(term, self._weight(term)) for word in choice.split("|") for term in self.finder.terms(word)[:1]]

    def evidence(self, place: _Place) -> Evidence:
        """A sentence as evidence, whatever it says."""
        return self._evidence(place, Condition(()), 1.0, 0.0)

    def _share(self, place: _Place, groups: list[list[tuple[Term, float]]], speaks: list[set[tuple[int, int]]]) -> float:
        words = self.finder.stems_of_sentence(place.passage, place.sentence)
        held = sum(max(weight * grade(term, words) for term, weight in group) for group in groups)
        return held + _FIELD_WEIGHT * sum((place.passage, place.sentence) in own for own in speaks)

    def _speaking(self, one: str, condition: Condition) -> set[tuple[int, int]]:
        """The sentences that speak of a field: of one that has values, those with the value that is asked for."""
        found = self.findings.by_field.get(one, ())
        plain = self.fields.by_id[one].kind == "matter"
        return {(f.passage, f.sentence) for f in found if plain or match.verdict(condition, f, self.fields) == match.YES}

    def _evidence(self, place: _Place, condition: Condition, share: float, z: float) -> Evidence:
        passage = self.index.passages[place.passage]
        sentence = passage.sentences[place.sentence]
        text = self.index.document_of(passage).text[sentence.start : sentence.end]
        return Evidence(
            place.passage, place.sentence, sentence.start, sentence.end, text, round(share, 6), round(z, 6), share, against=self._against(condition, text)
        )

    def _against(self, condition: Condition, text: str) -> bool:
        """True where the clause that holds most of a criterion says the contrary of how it is asked."""
        if not (condition.tone or condition.outcome or condition.state in ("entered", "left")):
            return False
        parts = [part.text for part in clauses(text)]
        wanted = {stem for choice in condition.words for word in choice.split("|") for stem in self.finder.stems.of(word)}
        best = max(parts, key=lambda part: len(wanted & set(self.finder.stems.of(part))))
        if condition.state in ("entered", "left"):
            return state_of(best, self.fields) != condition.state
        if condition.outcome:
            found = outcome_of(best, self.fields)
            return bool(found) and found != condition.outcome
        tone = tone_of(best, self.fields)
        return tone != "plain" and tone != condition.tone

    def _verdict(self, item: Evidence, condition: Condition) -> str:
        if item.score < YES or (self._is_by_others(item, condition) and item.cosine < _NEAR):
            return "not_stated"
        return "no" if item.against else "yes"

    def _is_by_others(self, item: Evidence, condition: Condition) -> bool:
        """True for a sentence that has none of a criterion's own words, but only what may stand for them."""
        words = self.finder.stems_of_sentence(item.passage, item.sentence)
        own = {stem for choice in condition.words for word in choice.split("|") for stem in self.finder.stems.of(word)}
        return not condition.fields and not own & words

    def _weight(self, term: Term) -> float:
        return min(term.weight, _MOST_WEIGHT) if term.alternatives or self.finder.is_known(term.stem) else _STRANGE_WEIGHT


def _nearest(best: dict[str, tuple[float, Evidence]]) -> list[str]:
    """Where no body's sentences hold enough of a criterion: those that hold most of it and are near in meaning, if they are few."""
    items = {body: item for body, (_, item) in best.items() if item.score >= _LEAST and item.cosine >= _CLOSE and not item.against}
    top = max((item.score for item in items.values()), default=0.0)
    found = [body for body, item in items.items() if item.score >= top - _GAP]
    return found if len(found) <= _FEW else []
