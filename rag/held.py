"""Which sentences of the assessments hold a word: by itself, by a word of its family, by another word for it, or by one that means the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.types import Kind
from index.sparse import content_words
from rag import cues
from rag.evidence import EvidenceFinder
from rag.orders import is_order

ENOUGH = 0.5
"""The match from which on a word counts as held."""
_OTHER_WORD, _KIN, _BEFORE = 0.8, 0.95, 0.7
"""What another word for it, a word of its family and the sentence before count for, where the word itself counts 1."""
_SAME = 0.9
"""What a word counts for that stands for it wherever it stands."""
_NEAREST, _NEAR, _BY_MEANING = 0.72, 0.54, 0.9
"""The likeness of two words from which on one stands for the other, up to which it does not, and what it counts for then."""
_ALIKE = 0.44
"""The likeness that a word must have to some word of a sentence for another word for it to count there."""
_RARE = 6
"""Bodies whose sections hold a word up to which it alone will do, and no other word for it."""
_KIN_LETTERS = 5
"""Letters that two stems of one word share at least."""
_KIN_ENDING = re.compile(r"(?!te|ig)[a-z]{1,2}|ship|ment|ness|abl|less|hood|ism|ist|ion|anc|enc|ari|eri|enti|ial|ag")
"""What a stem may go on with in the same family; another ending makes another word of it: person and personnel, cover and undercover."""

Matches = NDArray[np.float64]
"""How far each sentence holds something, 0 to 1, shape (places,)."""


@dataclass(frozen=True)
class Place:
    """A sentence of a body's own sections."""

    body: str
    passage: int
    sentence: int


class Held:
    """Every sentence of the assessments, and what it holds."""

    def __init__(self, finder: EvidenceFinder, alike: tuple[tuple[str, ...], ...] = ()) -> None:
        """Args:
        alike: words and phrases that stand for one another, in groups.
        """
        self.finder = finder
        self.index = finder.index
        self.stems = finder.stems
        self._groups = tuple(tuple(stems for term in group if (stems := tuple(self.stems.of(term)))) for group in alike)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every sentence of a body's own sections."""
        return tuple(
            Place(passage.body, number, position)
            for number, passage in enumerate(self.index.passages)
            if passage.body is not None and self.index.document_of(passage).kind is Kind.ASSESSMENT
            for position, sentence in enumerate(passage.sentences)
            if not is_order(self.index.document_of(passage).text[sentence.start : sentence.end])
        )

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """The row of each place among all sentences of the index, shape (places,)."""
        offsets = self.index.sentence_offsets
        return np.asarray([offsets[place.passage] + place.sentence for place in self.places], dtype=np.int64)

    @cached_property
    def at(self) -> dict[tuple[int, int], int]:
        """{(passage, sentence): its place}."""
        return {(place.passage, place.sentence): n for n, place in enumerate(self.places)}

    @cached_property
    def _bodies(self) -> NDArray[np.int64]:
        numbers: dict[str, int] = {}
        return np.asarray([numbers.setdefault(place.body, len(numbers)) for place in self.places], dtype=np.int64)

    @cached_property
    def _holders(self) -> dict[str, NDArray[np.int64]]:
        """{a stem: the places that hold it}."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, place in enumerate(self.places):
            for stem in self.finder.stems_of_sentence(place.passage, place.sentence):
                found[stem].append(n)
        return {stem: np.asarray(rows, dtype=np.int64) for stem, rows in found.items()}

    @cached_property
    def _under(self) -> dict[str, NDArray[np.int64]]:
        """{a stem: the places under a heading that holds it}."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, place in enumerate(self.places):
            for stem in set(self.stems.of(self.heading(place))):
                found[stem].append(n)
        return {stem: np.asarray(rows, dtype=np.int64) for stem, rows in found.items()}

    @cached_property
    def _leaning(self) -> NDArray[np.int64]:
        """The places whose sentence leans on the one before."""
        found = [
            n for n, place in enumerate(self.places) if place.sentence and (cues.LEANS.match(self.text(place)) or cues.POINTS_BACK.search(self.text(place)))
        ]
        return np.asarray(found, dtype=np.int64)

    @cached_property
    def _words(self) -> frozenset[str]:
        """The words of the sections, as they are written."""
        return frozenset(word for place in self.places for word in content_words(self.text(place)))

    @cached_property
    def _stand_ins(self) -> dict[str, frozenset[frozenset[str]]]:
        """{the stem of a word of the glossary: stems that may stand for it}."""
        found: dict[str, set[frozenset[str]]] = defaultdict(set)
        for term, others in self.finder.glossary.synonyms.items():
            stems = self.stems.of(term)
            if len(stems) == 1:
                found[stems[0]] |= {frozenset(wide) for other in others if (wide := self.stems.of(other)) and stems[0] not in wide}
        return {stem: frozenset(others) for stem, others in found.items()}

    def text(self, place: Place) -> str:
        """The sentence at a place."""
        passage = self.index.passages[place.passage]
        sentence = passage.sentences[place.sentence]
        return self.index.document_of(passage).text[sentence.start : sentence.end]

    def heading(self, place: Place) -> str:
        """The heading over a place; empty where there is none."""
        path = self.index.passages[place.passage].path
        return path[-1] if path else ""

    def sections(self, bodies: tuple[str, ...]) -> Iterator[tuple[Place, str]]:
        """Every sentence of some bodies' sections, with its heading."""
        asked = set(bodies)
        return ((place, self.heading(place)) for place in self.places if place.body in asked)

    def bodies_with(self, word: str) -> int:
        """How many bodies' sections hold a word; of one with several parts, the rarest."""
        none = np.zeros(0, dtype=np.int64)
        return min((len(set(self._bodies[self._holders.get(stem, none)].tolist())) for stem in self.stems.of(word)), default=0)

    def of_word(self, word: str, phrase: str) -> Matches:
        """How far each sentence holds a word of a phrase: itself, a word of its family, another word for it, or one that means the same."""
        stems = self.stems.of(word)
        held = np.min([self.of_stem(stem) for stem in stems], axis=0) if stems else np.zeros(len(self.places))
        others = np.min([self.of_others(stem) for stem in stems], axis=0) if stems else held
        for term in self.finder.terms(phrase):
            if term.stem in stems:
                others = np.maximum(others, _OTHER_WORD * self._of_any(term.alternatives))
        meant = self.index.word_matches(phrase, word)
        if meant is not None:
            like = meant[self.rows].astype(np.float64)
            # Another word for it may mean something else where it stands: translators and what is translated into outcomes.
            others = np.where(like >= _ALIKE, others, 0.0)
            if word not in self._words and f"{word}s" not in self._words and word.removesuffix("s") not in self._words:
                held = np.where(like >= _ALIKE, held, 0.0)
            others = np.maximum(others, _BY_MEANING * np.clip((like - _NEAR) / (_NEAREST - _NEAR), 0.0, 1.0))
        if 0 < self.bodies_with(word) <= _RARE:
            others = np.minimum(others, ENOUGH - 0.01)
        for stem in stems:
            others = np.maximum(others, _SAME * self._of_any(map(frozenset, self.alike(stem, phrase))))
        return self.lent(np.maximum(held, others))

    def alike(self, stem: str, phrase: str) -> set[tuple[str, ...]]:
        """The stems that stand for a word of a phrase, all of one of these: by itself, or as part of what stands for something together."""
        said = self.stems.of(phrase)
        return {
            other
            for group in self._groups
            for term in group
            if stem in term and any(tuple(said[n : n + len(term)]) == term for n in range(len(said)))
            for other in group
            if stem not in other
        }

    def of_stem(self, stem: str) -> Matches:
        """1 for the sentences that hold a stem, a little less for those that hold one of its family."""
        held = np.zeros(len(self.places))
        held[self._holders.get(stem, [])] = 1.0
        for kin in self.kin(stem):
            held[self._holders.get(kin, [])] = np.maximum(held[self._holders.get(kin, [])], _KIN)
        return held

    def of_others(self, stem: str) -> Matches:
        """What counts for the sentences that hold other words for a stem."""
        return _OTHER_WORD * self._of_any(self._stand_ins.get(stem, frozenset()))

    def under(self, stem: str, share: float) -> Matches:
        """A share for the sentences under a heading that holds a stem."""
        held = np.zeros(len(self.places))
        held[self._under.get(stem, [])] = share
        return held

    def lent(self, held: Matches) -> Matches:
        """What is held, with what a sentence takes over from the one before, on which it leans."""
        lent = held.copy()
        lent[self._leaning] = np.maximum(held[self._leaning], _BEFORE * held[self._leaning - 1])
        return lent

    @cached_property
    def kin(self) -> Callable[[str], list[str]]:
        """The stems that go on from a stem, and the one that it goes on from: `apprentic` and `apprenticeship`."""
        return lru_cache(maxsize=None)(self._kin_of)

    def _kin_of(self, stem: str) -> list[str]:
        if len(stem) < _KIN_LETTERS:
            return []
        return [other for other in self._holders if other != stem and _are_kin(*sorted((stem, other), key=len))]

    def _of_any(self, alternatives: Iterable[frozenset[str]]) -> Matches:
        """1 for the sentences that hold all stems of one of several alternatives."""
        held = np.zeros(len(self.places))
        for stems in alternatives:
            rows = [self._holders.get(stem) for stem in stems]
            if rows and all(row is not None for row in rows):
                common = set.intersection(*(set(row.tolist()) for row in rows if row is not None))
                held[sorted(common)] = 1.0
        return held


def _are_kin(short: str, long: str) -> bool:
    return len(short) >= _KIN_LETTERS and long.startswith(short) and bool(_KIN_ENDING.fullmatch(long[len(short) :]))
