"""A criterion that no field covers, put to every sentence of every body: by its words, what stands for them, and their meaning, one by one."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rag import match, signs
from rag.clauses import clauses
from rag.condition import Condition
from rag.evidence import EvidenceFinder
from rag.fields import Fields
from rag.findings import Findings
from rag.held import ENOUGH, Held, Matches, Place
from rag.readout import move_of, outcome_of, state_of, tone_of
from rag.types import Evidence, Polled

YES = 0.62
"""The share of a criterion that a sentence must hold; set on the development criteria of `benchmarks/criteria.toml`."""
_TOLD = 0.5
"""As `YES`, where light words alone tell one board from another."""
DOUBTFUL = 0.45
"""From this share on a body that is not counted is named as doubtful."""
_GAP = 0.22
"""How far below the best body's share another's may lie."""
_CORE = 0.55
"""The share of the weightiest word's weight from which on a word must be held, by itself or by what stands for it."""
_MOST_WEIGHT = 3.5
"""Of one word or field; one that stands in every body's sections weighs 1."""
_LIGHT = 0.3
"""What a word weighs that tells little, by its own weight."""
_HEADING = 0.8
"""What a heading counts for, where the word itself counts 1."""
_TELLS = 2.0
"""The weight of a word from which on a heading may hold the others."""
_LEAST, _CLOSE, _NEXT, _FEW = 0.4, 2.0, 0.1, 6
"""Where none holds enough: the least share, the least nearness in meaning, the gap below the best, and how many bodies may be left."""
_LEAST_OF_WORDS = 0.5
"""The share to be passed where no field says what a criterion is about, so that a word of two may be all that a sentence holds of it."""
_TIE = 0.02
"""What nearness of meaning as a whole adds, a standard deviation."""
_DOING = re.compile(r"[a-z]{3}(?:ed|ing|tten|ised|ising|ied)$")
_FIGURES = {
    "name": re.compile(r"\b(?:[A-Z][\w’]+ (?:of )?){1,5}?(?:Hospitals?|(?:Foundation |NHS )*Trust|Healthcare)\b"),
    **{unit: re.compile(rf"\b\d+[- ]{unit[:-1]}s?\b") for unit in signs.UNITS},
    "percentage": re.compile(r"\d\s*%|\bper cent\b"),
    "sum": re.compile(r"£\s?\d"),
    "number": re.compile(r"(?<![\d/])\b(?!20\d\d\b(?!,\d))\d[\d,.]*\b(?!/\d\d)"),
}


@dataclass(frozen=True)
class _Element:
    """A word or field of a criterion, of which one of several may be enough."""

    held: Matches
    weight: float
    light: bool


class Search:
    """Reads every sentence of the assessments for a criterion."""

    def __init__(self, finder: EvidenceFinder, fields: Fields, findings: Findings) -> None:
        self.finder = finder
        self.index = finder.index
        self.fields = fields
        self.findings = findings
        self.held = Held(finder, fields.alike)

    def nearness(self, phrase: str) -> Matches:
        """How near each sentence is in meaning, in standard deviations above the mean of all, shape (places,)."""
        return _standing((self.index.sentence_vectors[self.held.rows] @ self.index.encode(phrase)).astype(np.float64))

    def alike(self, phrase: str) -> Matches:
        """How well each sentence answers word by word in meaning, in standard deviations above the mean of all, shape (places,)."""
        return _standing(self.index.late_scores(phrase)[self.held.rows].astype(np.float64))

    def __call__(self, condition: Condition, bodies: tuple[str, ...]) -> Polled:
        """The verdict of each body by the best of its sentences."""
        elements = self._elements(condition)
        if not elements:
            return Polled("reading", (), dict.fromkeys(bodies, "not_stated"), {})
        total = sum(element.weight for element in elements)
        share = np.sum([element.weight * element.held for element in elements], axis=0) / total
        near, alike = self.nearness(condition.phrase), self.alike(condition.phrase)
        missing = self._missing(elements)
        if condition.figure or condition.numbers:
            missing |= np.asarray([not self._states(place, condition) for place in self.held.places])
        rank = share + _TIE * np.clip(alike, 0, 8) - 0.3 * missing
        asked = set(bodies)
        best: dict[str, int] = {}
        for n in np.argsort(-rank, kind="stable"):
            if self.held.places[n].body in asked:
                best.setdefault(self.held.places[n].body, int(n))
            if len(best) == len(asked):
                break
        items = {body: self._evidence(self.held.places[n], condition, float(share[n]), float(near[n]), float(alike[n])) for body, n in best.items()}
        top = max((items[body].score for body, n in best.items() if not missing[n]), default=0.0)
        verdicts = {}
        for body, n in best.items():
            enough = items[body].score >= max(_TOLD if _tells(condition) else YES, top - _GAP) and not missing[n]
            verdicts[body] = "not_stated" if not enough else "no" if items[body].against else "yes"
        yes = [body for body, verdict in verdicts.items() if verdict == "yes"]
        if (len(yes) > _FEW or all(element.light for element in elements)) and not condition.fields:
            paired = {body for body in yes if self._pairs(condition, items[body])}
            verdicts |= dict.fromkeys((body for body in yes if paired and body not in paired), "not_stated")
        if not yes and not condition.figure and not condition.numbers and not condition.of_the_named:
            verdicts |= dict.fromkeys(_nearest(items, _LEAST if condition.fields else _LEAST_OF_WORDS), "yes")
        doubtful = tuple(body for body in bodies if verdicts.get(body) == "not_stated" and items[body].score >= DOUBTFUL)
        evidence: dict[str, tuple[Evidence, ...]] = {body: (item,) for body, item in items.items()}
        return Polled("reading", (), {body: verdicts.get(body, "not_stated") for body in bodies}, evidence, doubtful)

    def _pairs(self, condition: Condition, item: Evidence) -> bool:
        """True for a sentence that holds two neighbouring words of a criterion side by side."""
        asked, said = self.finder.stems.of(condition.phrase), self.finder.stems.of(item.text)
        own = {stem for choice in condition.words for word in choice.split("|") for stem in self.finder.stems.of(word)}
        wanted = {pair for pair in itertools.pairwise(asked) if own & set(pair)}
        return any(pair in wanted for pair in itertools.pairwise(said))

    def holds(self, passage: int, sentence: int, condition: Condition) -> bool:
        """True where a sentence has the words, and the figure, that a condition asks for beside its field."""
        words = self.finder.stems_of_sentence(passage, sentence)
        for stem in self.finder.stems(condition.holding):
            others = ((kin,) for kin in self.held.kin(stem)), self.held.alike(stem, condition.phrase)
            if stem not in words and not any(words.issuperset(other) for other in itertools.chain(*others)):
                return False
        return self._states(self.held.places[self.held.at[passage, sentence]], condition)

    def _states(self, place: Place, condition: Condition) -> bool:
        """True where a sentence states the kind of figure, and the very numbers, that a condition asks for."""
        text = self.held.text(place)
        stated = all(re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d%]|[.,]\d)", text) for number in condition.numbers)
        return stated and (not condition.figure or bool(_FIGURES[condition.figure].search(text)))

    def _missing(self, elements: list[_Element]) -> NDArray[np.bool_]:
        """The places that lack one of a criterion's weightiest words."""
        most = max(element.weight for element in elements)
        core = [element for element in elements if element.weight >= _CORE * most and not element.light]
        result: NDArray[np.bool_] = np.any([element.held < ENOUGH for element in core or elements], axis=0)
        return result

    def _elements(self, condition: Condition) -> list[_Element]:
        named = dict(condition.named)
        known = {word for choice in condition.words for word in choice.split("|") if word not in self.fields.light and self.held.bodies_with(word)}
        found = [self._of_field(one, named.get(one, ""), condition) for one in condition.fields]
        for choice in condition.words:
            words = choice.split("|")
            held = [self.held.of_word(word, condition.phrase) for word in words]
            weight = max(self._weight(word) for word in words)
            light = all(word in self.fields.light or (word not in known and known and self._is_doing(word)) for word in words)
            found.append(_Element(np.max(held, axis=0), weight * (_LIGHT if light and not _tells(condition) else 1.0), light))
        if len(found) > 1 and max(element.weight for element in found) >= _TELLS:
            # What stands in the heading need not be said again, beside something else.
            stems = [[stem for word in choice.split("|") for stem in self.finder.stems.of(word)] for choice in condition.words]
            for n, own in enumerate(stems, start=len(condition.fields)):
                for stem in own:
                    found[n] = replace(found[n], held=np.maximum(found[n].held, self.held.under(stem, _HEADING)))
        return found

    def _of_field(self, one: str, words: str, condition: Condition) -> _Element:
        """A field: the sentences that speak of it, and those that hold the words by which it is named."""
        rows = self.findings.by_field.get(one, ())
        plain = self.fields.by_id[one].kind == "matter"
        held = np.zeros(len(self.held.places))
        narrowed = self.finder.stems(condition.holding)
        for finding in rows:
            if plain or match.verdict(condition, finding, self.fields) == match.YES:
                stems = self.finder.stems_of_sentence(finding.passage, finding.sentence)
                if not any(stem in self.finder.stems.of(words) for stem in narrowed) or all(
                    stem in stems for stem in narrowed if stem in self.finder.stems.of(words)
                ):
                    held[self.held.at[finding.passage, finding.sentence]] = 1.0
        weight = self._of_rarity(len({finding.body for finding in rows}))
        if plain and (stems_named := self.finder.stems.of(words)):
            others = [self.held.of_others(stem) for stem in stems_named]
            own = [self.held.lent(np.maximum(self.held.of_stem(stem), other)) for stem, other in zip(stems_named, others, strict=True)]
            held = np.maximum(held, np.min(own, axis=0))
        return _Element(self.held.lent(held), weight, False)

    def _is_doing(self, word: str) -> bool:
        """True for a verb that the assessments do not use, for which they have another."""
        return bool(_DOING.search(word)) and not self.held.bodies_with(word)

    def _weight(self, word: str) -> float:
        return self._of_rarity(self.held.bodies_with(word)) if self.finder.stems.of(word) else 1.0

    def _of_rarity(self, bodies: int) -> float:
        """The weight of what so many bodies' sections hold."""
        return min(_MOST_WEIGHT, 1.0 + math.log(len(self.findings.bodies) / max(bodies, 1)))

    def evidence(self, place: Place) -> Evidence:
        """A sentence as evidence, whatever it says."""
        return self._evidence(place, Condition(()), 1.0, 0.0, 0.0)

    def _evidence(self, place: Place, condition: Condition, share: float, near: float, alike: float) -> Evidence:
        sentence = self.index.passages[place.passage].sentences[place.sentence]
        text = self.held.text(place)
        against = self._against(condition, text)
        return Evidence(
            place.passage, place.sentence, sentence.start, sentence.end, text, round(share, 6), round(near, 6), share, late=round(alike, 6), against=against
        )

    def _against(self, condition: Condition, text: str) -> bool:
        """True where the clause that holds most of a criterion says the contrary of how it is asked."""
        # "Cutting waste" may be worded in many ways; of a field it is known which of its words tell of a rise or fall.
        moved = condition.move if condition.fields and not condition.aimed else ""
        if not (condition.tone or condition.outcome or moved or condition.state in ("entered", "left")):
            return False
        parts = [part.text for part in clauses(text)]
        asked = [*(word for choice in condition.words for word in choice.split("|")), *(words for _, words in condition.named)]
        wanted = {stem for word in asked for stem in self.finder.stems.of(word)}
        best = max(parts, key=lambda part: len(wanted & set(self.finder.stems.of(part))))
        if condition.state in ("entered", "left"):
            return state_of(best, self.fields) != condition.state
        if condition.outcome:
            found = outcome_of(best, self.fields)
            return bool(found) and found != condition.outcome
        if moved:
            found = move_of(best, self.fields)
            return bool(found) and found != moved
        tone = tone_of(best, self.fields)
        return tone != "plain" and tone != condition.tone


def _standing(values: Matches) -> Matches:
    """Values as standard deviations above their mean."""
    result: Matches = (values - values.mean()) / (float(values.std()) or 1.0)
    return result


def _tells(condition: Condition) -> bool:
    """True for a condition on a wide field, in which light words tell one board from another."""
    return bool(condition.words) and set(condition.words) <= set(condition.loose)


def _nearest(items: Mapping[str, Evidence], least: float) -> list[str]:
    """Where no body's sentences hold enough of a criterion: those that hold most of it and are near in meaning, if they are few."""
    near = {body: item for body, item in items.items() if item.score > least and item.cosine >= _CLOSE and not item.against}
    top = max((item.score for item in near.values()), default=0.0)
    found = [body for body, item in near.items() if item.score >= top - _NEXT]
    return found if len(found) <= _FEW else []
