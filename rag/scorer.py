"""A trained scorer: which sentences answer a question, and how sure it may be that any does.

It stands beside the weights of `evidence.py`, which answer our own texts, and knows nothing of boards or years. Its numbers come from
`benchmarks/train_scorer.py`; they are two logistic models over features that are all found here.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.types import Passage
from index.encode import Tokens, Vectors
from index.hybrid import HybridIndex
from index.types import Hit

Features = NDArray[np.float64]

_ALONE = (
    "cosine",
    "coverage",
    "context_coverage",
    "near_coverage",
    "alone_cosine",
    "late_rare",
    "late_mean",
    "position",
    "first",
    "words",
    "leans",
    "fragment",
    "name",
    "figure",
    "name_for_who",
    "figure_for_when",
    "reason_for_why",
)
_BESIDE = ("cosine", "coverage", "context_coverage")
SENTENCE_FEATURES = (*_ALONE, *(f"{side}_{name}" for side in ("before", "after") for name in _BESIDE))
"""What a sentence is scored by; each is how far it stands out among the sentences around it, in standard deviations."""
CONFIDENCE_FEATURES = (
    "passage_cosine",
    "lead",
    "cosine",
    "beyond_heading",
    "late_least",
    "late_passage_beyond_heading",
    "late_beyond_heading",
    "learned_mean",
    "learned_margin",
    "sparse_lead",
    "sentences",
    "where",
    "why",
)
"""What tells whether anything answers: the best that the passages found have to give, or (cosine, beyond the heading, sentences) the first.

`learned` ones compare tokens by the projection of `index/late.py`; `margin` is the lead over the mean of the other passages, and `lead` that of
the first passage over the second, in `sparse_lead` over the next best as a share of what the question's words can score. Where and why are harder
to answer than what. Chosen from 47 by folds of the half of ClapNQ that the model is fitted to."""
_HITS, _MARGIN = 10, 20
_FRAGMENT_WORDS = 6
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LEANS = re.compile(r"(?:It|This|These|They|Their|That|Those|He|She|His|Her|Its|However|But|Such|Both|In addition|Other|Another|For example)\b")
_NAME = re.compile(r"(?<!^)\b[A-Z][a-z]+")
_FIGURE = re.compile(r"\d")
_REASON = re.compile(r"\b(?:because|due to|as a result|so that|caused?|therefore|in order to)\b")
_WHO = re.compile(r"who", re.IGNORECASE)
_WHEN = re.compile(r"when|(?:in )?(?:what|which) year|how (?:many|much|long|old)", re.IGNORECASE)
_WHERE = re.compile(r"\bwhere\b", re.IGNORECASE)
_EXPLAINS = re.compile(r"\b(?:why|how does|how do|explain|what is the (?:purpose|role|difference))\b", re.IGNORECASE)
_WHY = re.compile(r"why|what causes?|how", re.IGNORECASE)


@dataclass(frozen=True)
class Logistic:
    """A logistic model: features in, a probability out."""

    bias: float
    weights: tuple[float, ...]

    @classmethod
    def from_json(cls, data: dict[str, Any], names: Sequence[str]) -> Logistic:
        """The model of a bias and {feature: weight}.

        Raises:
            KeyError: for a feature without a weight.
        """
        return cls(float(data["bias"]), tuple(float(data["weights"][name]) for name in names))

    def apply(self, rows: Features) -> Features:
        """The probability of each row of features, shape (n,)."""
        result: Features = 1 / (1 + np.exp(-(rows @ np.asarray(self.weights) + self.bias)))
        return result


@dataclass(frozen=True)
class Models:
    """What was trained: one model for sentences, one for the confidence in them."""

    sentence: Logistic
    confidence: Logistic

    @classmethod
    def load(cls) -> Models:
        """The models of `scorer.json`."""
        data = json.loads((files("rag") / "scorer.json").read_text(encoding="utf-8"))
        return cls(Logistic.from_json(data["sentence"], SENTENCE_FEATURES), Logistic.from_json(data["confidence"], CONFIDENCE_FEATURES))


@dataclass(frozen=True)
class Question:
    """A question with what it is compared by."""

    text: str
    vector: Vectors
    tokens: Tokens
    rarities: dict[str, float]
    """{content stem: its inverse document frequency}."""
    stems: tuple[str, ...]
    """The stem that each token belongs to; empty where it is none of the content."""
    rare: Vectors
    """The share of each token in the question's rarity, shape (tokens,), summing to 1."""
    even: Vectors
    """The share of each token where all of them count the same, shape (tokens,); none for the encoder's marks."""

    def rare_without(self, stems: frozenset[str]) -> NDArray[np.float64]:
        """The rarity of each token, none for those of some stems."""
        return np.array([0.0 if stem in stems else self.rarities.get(stem, 0.0) for stem in self.stems])


@dataclass(frozen=True)
class Place:
    """A sentence by its passage's number and its own in the passage."""

    passage: int
    sentence: int


@dataclass(frozen=True)
class Scored:
    """A sentence and how likely it is to answer."""

    place: Place
    score: float


class SentenceFeatures:
    """Finds the features of an index's sentences; what it knows of a sentence is found once."""

    def __init__(self, index: HybridIndex, tokens: dict[Place, Tokens], passages: dict[int, Tokens]) -> None:
        """
        Args:
            tokens: of each sentence that may be scored, read by itself as `alone` writes it.
            passages: the tokens of each passage that may be found, read with its headings before it.
        """
        self.index = index
        self.tokens = tokens
        self.passages = passages
        self._inside = lru_cache(maxsize=None)(self._tokens_inside)
        self._stems = lru_cache(maxsize=None)(self._stems_of)
        self._heading = lru_cache(maxsize=None)(lambda n: frozenset(index.sparse.stems.of(index.context_of(index.passages[n]))))

    def question(self, text: str, tokens: Tokens) -> Question:
        """A question ready to be compared."""
        stems = self.index.sparse.stems
        rarities = {stem: self._rarity(stem) for stem in dict.fromkeys(stems.of(text))}
        words = [(m.start(), m.end(), stems.of(m.group())) for m in _WORD.finditer(text)]
        owners = tuple(next((own[0] for a, b, own in words if own and a <= start < b and end > start), "") for start, end in tokens.spans)
        rare = np.array([rarities.get(stem, 0.0) for stem in owners])
        even = np.array([float(end > start) for start, end in tokens.spans])
        return Question(text, tokens.mean, tokens, rarities, owners, _shares(rare if rare.any() else even), _shares(even))

    def rows(self, question: Question, numbers: Sequence[int]) -> tuple[list[Place], Features]:
        """The sentences of some passages that stand together, and their features, shape (sentences, len(SENTENCE_FEATURES))."""
        places = [Place(n, s) for n in numbers for s in range(len(self.index.passages[n].sentences))]
        raw = np.array([self._alone(question, places, at) for at in range(len(places))], dtype=np.float64).reshape(len(places), len(_ALONE))
        standing = (raw - raw.mean(axis=0)) / (raw.std(axis=0) + 1e-6) if len(places) > 1 else np.zeros_like(raw)
        columns = [_ALONE.index(name) for name in _BESIDE]
        nothing = np.zeros((1, len(columns)))
        before = np.concatenate([nothing, standing[:-1, columns]]) if len(places) else standing[:, columns]
        after = np.concatenate([standing[1:, columns], nothing]) if len(places) else standing[:, columns]
        return places, np.hstack([standing, before, after])

    def confidence(self, question: Question, hits: Sequence[Hit]) -> Features:
        """The features of what was found, best passage first, shape (len(CONFIDENCE_FEATURES),)."""
        if not hits:
            return np.zeros(len(CONFIDENCE_FEATURES))
        found = [[Place(hit.passage, s) for s in range(len(self.index.passages[hit.passage].sentences))] for hit in hits[:_HITS]]
        first = found[0]
        heading = self._heading(first[0].passage)
        beyond = _shares(question.rare_without(heading))
        whole = [late_interaction(question.tokens.vectors, self.passages[places[0].passage].vectors) for places in found]
        late = [self._late_in_passage(question, place, whole[0]) for place in first]
        row = [
            max(hit.dense for hit in hits[:_MARGIN]),
            hits[0].dense - hits[1].dense if len(hits) > 1 else 0.0,
            max(self._cosine(question, place) for place in first),
            max(self._coverage(question, self._stems(place), heading) for place in first),
            max(float(match[question.even > 0].min(initial=1.0)) for match in whole),
            float(beyond @ whole[0]) if beyond.any() else 1.0,
            max(float(beyond @ match) for match in late) if beyond.any() else 1.0,
            *self._learned(question, hits),
            (hits[0].sparse - max((hit.sparse for hit in hits[1:_MARGIN]), default=0.0)) / max(sum(question.rarities.values()), 1e-6),
            float(len(first)),
            float(bool(_WHERE.search(question.text))),
            float(bool(_EXPLAINS.search(question.text))),
        ]
        return np.array(row, dtype=np.float64)

    def _learned(self, question: Question, hits: Sequence[Hit]) -> tuple[float, float]:
        """By learned late interaction: the mean match of the best sentence, and the best passage's lead; both 0 without a late index."""
        index = self.index
        if index.late is None or index.projection is None:
            return 0.0, 0.0
        spans = [slice(start, start + len(index.passages[n].sentences)) for n, start in ((h.passage, index.sentence_offsets[h.passage]) for h in hits)]
        means = index.late.matches(index.projection.project(question.tokens.vectors)).mean(axis=1)
        scores = index.late_scores(question.text)
        best = sorted((float(scores[span].max()) for span in spans[:_MARGIN]), reverse=True)
        return max(float(means[span].max()) for span in spans[:_HITS]), _lead(best)

    def coverage(self, question: Question, places: Sequence[Place]) -> float:
        """The share of a question's words, weighted by rarity, that some sentences hold together, 0 to 1."""
        return self._coverage(question, frozenset().union(*(self._stems(place) for place in places)))

    def _alone(self, question: Question, places: Sequence[Place], at: int) -> list[float]:
        place = places[at]
        text = self.text(place)
        stems = self._stems(place)
        with_heading = stems | self._heading(place.passage)
        near = frozenset().union(*(self._stems(places[n]) for n in (at - 1, at + 1) if 0 <= n < len(places)))
        late = self._late(question, place)
        name, figure = bool(_NAME.search(text)), bool(_FIGURE.search(text))
        return [
            self._cosine(question, place),
            self._coverage(question, stems),
            self._coverage(question, with_heading),
            self._coverage(question, with_heading | near),
            self._alone_cosine(question, place),
            float(question.rare @ late),
            float(question.even @ late),
            at / max(1, len(places) - 1),
            float(at == 0),
            math.log(1 + len(text.split())),
            float(bool(_LEANS.match(text))),
            float(len(text.split()) < _FRAGMENT_WORDS),
            float(name),
            float(figure),
            float(name and bool(_WHO.match(question.text))),
            float(figure and bool(_WHEN.match(question.text))),
            float(bool(_REASON.search(text)) and bool(_WHY.match(question.text))),
        ]

    def text(self, place: Place) -> str:
        """The words of a sentence."""
        return sentence_text(self.index.passages[place.passage], place.sentence)

    def _stems_of(self, place: Place) -> frozenset[str]:
        return frozenset(self.index.sparse.stems.of(self.text(place)))

    def _coverage(self, question: Question, stems: frozenset[str], without: frozenset[str] = frozenset()) -> float:
        wanted = {stem: weight for stem, weight in question.rarities.items() if stem not in without}
        total = sum(wanted.values())
        return sum(weight for stem, weight in wanted.items() if stem in stems) / total if total else float(bool(without))

    def _cosine(self, question: Question, place: Place) -> float:
        return float(self.index.sentence_vectors[self.index.sentence_offsets[place.passage] + place.sentence] @ question.vector)

    def _alone_cosine(self, question: Question, place: Place) -> float:
        return float(self.tokens[place].mean @ question.vector)

    def _late(self, question: Question, place: Place) -> Vectors:
        return late_interaction(question.tokens.vectors, self.tokens[place].vectors)

    def _late_in_passage(self, question: Question, place: Place, whole: Vectors) -> Vectors:
        """As `_late`, with the sentence's tokens as they are in its passage; those past the encoder's reach have the passage's."""
        inside = self._inside(place)
        return late_interaction(question.tokens.vectors, self.passages[place.passage].vectors[inside]) if inside else whole

    def _tokens_inside(self, place: Place) -> list[int]:
        passage = self.index.passages[place.passage]
        sentence = passage.sentences[place.sentence]
        shift = len(self.index.context_of(passage)) + 1 - passage.start
        return [n for n, (_, end) in enumerate(self.passages[place.passage].spans) if sentence.start + shift < end <= sentence.end + shift]

    def _rarity(self, stem: str) -> float:
        vocabulary, pointers = self.index.sparse.postings
        number = vocabulary.get(stem)
        count = int(pointers[number + 1] - pointers[number]) if number is not None else 0
        return math.log(1 + (len(self.index.passages) - count + 0.5) / (count + 0.5))


class Scorer:
    """Scores sentences and the confidence in them by what was trained."""

    def __init__(self, features: SentenceFeatures, models: Models) -> None:
        self.features = features
        self.models = models

    def sentences(self, question: Question, numbers: Sequence[int]) -> list[Scored]:
        """The sentences of some passages that stand together, in their order, each with how likely it is to answer, 0 to 1."""
        places, rows = self.features.rows(question, numbers)
        return [Scored(place, float(score)) for place, score in zip(places, self.models.sentence.apply(rows), strict=True)]

    def confidence(self, question: Question, hits: Sequence[Hit]) -> float:
        """How likely it is that what was found answers, 0 to 1."""
        return float(self.models.confidence.apply(self.features.confidence(question, hits)[None, :])[0])


def late_interaction(question: Vectors, text: Vectors) -> Vectors:
    """The best cosine similarity of each token of a question among a text's, shape (tokens of the question,) [Khattab and Zaharia 2020, ColBERT]."""
    best: Vectors = (question @ text.T).max(axis=1)
    return best


def sentence_text(passage: Passage, number: int) -> str:
    """The words of a passage's sentence."""
    sentence = passage.sentences[number]
    return passage.text[sentence.start - passage.start : sentence.end - passage.start]


def alone(index: HybridIndex, passage: Passage, number: int) -> str:
    """A sentence as it is read by itself, with its headings before it."""
    return f"{index.context_of(passage)}: {sentence_text(passage, number)}"


def places_of(index: HybridIndex) -> list[Place]:
    """Every sentence of an index."""
    return list(itertools.chain.from_iterable((Place(n, s) for s in range(len(p.sentences))) for n, p in enumerate(index.passages)))


def _lead(values: Sequence[float]) -> float:
    """How far the first of some values, the highest, is above the mean of the others."""
    return values[0] - (sum(values[1:]) / len(values[1:]) if len(values) > 1 else 0.0)


def _shares(weights: NDArray[Any]) -> Vectors:
    total = float(weights.sum())
    return (weights / total if total else weights).astype(np.float32)
