"""The index: documents, passages, and the hybrid search over them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.split import context
from corpus.types import Document, Passage
from index.adapter import Adapter
from index.asked import AskedRows
from index.concordance import Concordance
from index.cross import CrossEncoder
from index.dense import DenseIndex
from index.encode import Encoder, Tokens, Vectors
from index.fuse import minmax_mean
from index.late import LateIndex, Projection
from index.sparse import SparseIndex
from index.types import Hit
from index.verifier import ClaimVerifier

_POOL = 200
"""Candidates taken from each of the searches before they are fused."""
_LATE = 0.2
"""The share of late interaction in the fusion; chosen on the tuned halves of the public benchmarks, where it scores a passage by one sentence alone."""

_SHARPNESS = 20.0
"""Of the kernel that compares questions with a new one, by their cosine: the nearest few dozen count; chosen on questions of people who know no case."""

_SMOOTH = 9.0
"""As that, of the mean of a sentence's questions: a new question is like several of those that the sentence answers, like some other's by chance."""


@dataclass(frozen=True)
class _Late:
    """What late interaction finds for a question."""

    alone: Vectors
    """A score a sentence, shape (sentences,)."""
    together: Vectors
    """The same for each sentence with the one before it, which "this" and "it" speak of."""
    best: Vectors
    """The best similarity of each token of the question in each sentence, shape (sentences, tokens)."""
    words: tuple[str, ...]
    """The words that the tokens are pieces of."""


@dataclass(frozen=True)
class _AskedPlaces:
    """The sentences that answer some question, sorted, and their questions."""

    number: dict[tuple[int, int], int]
    """{(passage, sentence): its number}."""
    questions: NDArray[np.int64]
    """The numbers of the questions, those of each sentence one after the other."""
    starts: NDArray[np.int64]
    """Where each sentence's begin."""
    passages: NDArray[np.int64]
    """The passage of each sentence."""
    over_years: bool
    """Whether questions that go over two years are among them."""


@dataclass
class HybridIndex:
    """Finds the passages that mean what a question means, as a whole (dense) or word by word (late), or share its words (sparse)."""

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    dense: DenseIndex
    sparse: SparseIndex
    encoder: Encoder
    sentence_vectors: Vectors
    """A vector a sentence, all passages' sentences one after the other, shape (sentences, 384)."""
    asked: AskedRows = field(default_factory=AskedRows.empty)
    """Questions that sentences answer, which are searched beside them, and questions that none answers."""
    late: LateIndex | None = None
    """The tokens of every sentence, in the order of `sentence_vectors`."""
    projection: Projection | None = None
    adapter: Adapter | None = None
    """What a question's vector and a sentence's are held against each other by; the encoder's own where there is none."""
    cross: CrossEncoder | None = None
    """Reads a question and a sentence together."""
    verifier: ClaimVerifier | None = None
    """Reads a claim and a quote together."""
    hash: str = ""
    """Of the manifest: what the index was built from."""
    by_id: dict[str, Document] = field(init=False)
    _last_likeness: tuple[Vectors, Vectors] | None = field(init=False, default=None, repr=False)

    def __post_init__(self) -> None:
        self.by_id = {document.id: document for document in self.documents}

    @cached_property
    def sentence_offsets(self) -> list[int]:
        """Where each passage's sentences begin in `sentence_vectors`."""
        offsets, total = [], 0
        for passage in self.passages:
            offsets.append(total)
            total += len(passage.sentences)
        return offsets

    @cached_property
    def concordance(self) -> Concordance:
        """Where every word of the documents stands; made when it is first asked for."""
        return Concordance(self.documents)

    def document_of(self, passage: Passage) -> Document:
        return self.by_id[passage.document]

    def context_of(self, passage: Passage) -> str:
        return context(passage, self.document_of(passage))

    def encode(self, question: str) -> Vectors:
        """The question's unit vector, shape (384,)."""
        return self._tokens(question).mean

    @cached_property
    def _tokens(self) -> Callable[[str], Tokens]:
        # The encoder reads a question once for its vector and for those of its words, which take turns.
        return lru_cache(maxsize=8)(lambda question: self.encoder.encode_tokens([question])[0])

    def late_scores(self, question: str) -> Vectors:
        """How well each sentence answers a question word by word, shape (sentences,); all 0 without a late index."""
        return self._late_scores(question).alone

    def paired_late_scores(self, question: str) -> Vectors:
        """As `late_scores`, for each sentence together with the one before it."""
        return self._late_scores(question).together

    def word_match(self, question: str, word: str, sentence: int) -> float:
        """How near any word of a sentence comes to a word of the question, about 0 to 1; 1 without a late index or for a word that it lacks.

        Args:
            sentence: its row in `sentence_vectors`.
        """
        found = self.word_matches(question, word)
        return float(found[sentence]) if found is not None else 1.0

    def word_matches(self, question: str, word: str) -> Vectors | None:
        """As `word_match`, for every sentence, shape (sentences,); None without a late index or for a word that the question lacks."""
        found = self._late_scores(question)
        columns = [n for n, other in enumerate(found.words) if other.lower() == word.lower()]
        if not columns:
            return None
        matches: Vectors = found.best[:, columns].mean(axis=1)
        return matches

    @cached_property
    def _late_scores(self) -> Callable[[str], _Late]:
        # A question is put to several bodies or years in turn.
        return lru_cache(maxsize=8)(self._scored_late)

    def _scored_late(self, question: str) -> _Late:
        if self.late is None or self.projection is None:
            nothing = np.zeros(len(self.sentence_vectors), dtype=np.float32)
            return _Late(nothing, nothing, np.zeros((len(nothing), 0), dtype=np.float32), ())
        tokens = self._tokens(question)
        words = tokens.words(question)
        weights = self.projection.weigh(tokens.vectors, np.array([self._rarity(word) for word in words], dtype=np.float32))
        best = self.late.matches(self.projection.project(tokens.vectors))
        together = np.maximum(best, np.concatenate([best[:1], best[:-1]]))
        return _Late(best @ weights, together @ weights, best, tuple(words))

    def _rarity(self, word: str) -> float:
        stems = self.sparse.stems.of(word)
        return self.sparse.rarity(stems[0]) if stems else 0.0

    def similarities(self, vector: Vectors) -> Vectors:
        """How near each sentence is to a question's vector in meaning, shape (sentences,)."""
        similar: Vectors = self._adapted_sentences @ self._adapted(vector)
        return similar

    @cached_property
    def _adapted_sentences(self) -> Vectors:
        return self._adapted(self.sentence_vectors)

    def _adapted(self, vectors: Vectors) -> Vectors:
        return self.adapter.adapt(vectors) if self.adapter else vectors

    def asked_like(self, vector: Vectors, over_years: bool = False) -> Callable[[int, int], float]:
        """What gives, for a sentence of a passage, the similarity of a question's vector to the most similar question that it answers; 0 where none is known.

        Args:
            over_years: whether the question goes over two years, and so may be like others that do.
        """
        rows = self._asked_rows(over_years)
        best = self._asked_sentences(vector, rows)
        return lambda passage, sentence: float(best[rows.number[passage, sentence]]) if (passage, sentence) in rows.number else 0.0

    @cached_property
    def _asked_rows(self) -> Callable[[bool], _AskedPlaces]:
        return lru_cache(maxsize=2)(self._places_asked_of)

    def _places_asked_of(self, over_years: bool) -> _AskedPlaces:
        first, end = self.asked.over_years
        at = [row for row in self.asked.at if over_years or not first <= row[0] < end]
        places = sorted({(passage, sentence) for _, passage, sentence in at})
        number = {place: n for n, place in enumerate(places)}
        rows = sorted((number[passage, sentence], question) for question, passage, sentence in at)
        owners = np.asarray([owner for owner, _ in rows], dtype=np.int64)
        questions = np.asarray([question for _, question in rows], dtype=np.int64)
        passages = np.asarray([passage for passage, _ in places], dtype=np.int64)
        return _AskedPlaces(number, questions, np.searchsorted(owners, np.arange(len(places))), passages, over_years)

    def _asked_sentences(self, vector: Vectors, rows: _AskedPlaces) -> Vectors:
        """How similar a question's vector is to the questions of each place, shape (places,): their mean, in which the most similar count for most."""
        if not rows.number:
            return np.zeros(0, dtype=np.float32)
        if rows.over_years:
            best: Vectors = np.maximum.reduceat(self._likeness(vector)[rows.questions], rows.starts)
            return best
        near = np.exp(_SMOOTH * self._likeness(vector))[rows.questions]
        counts = np.diff(rows.starts, append=len(near))
        similar: Vectors = (np.log(np.add.reduceat(near, rows.starts) / counts) / _SMOOTH).astype(np.float32)
        return similar

    def answered_like(self, vector: Vectors, documents: Collection[str]) -> float:
        """How much likelier a question's vector is among the questions that sentences answer than among those that none does, in log-odds.

        The densities are those of a kernel over the questions of each sort (Parzen 1962). 0, which tells nothing, where an index knows none of one
        sort, and where none of some documents, named by their ids, has any: nobody has asked what texts answer that were added.
        """
        first, end = self.asked.over_years
        if not first or end == len(self.asked.questions) or not self._asked_documents & set(documents):
            return 0.0
        near = np.exp(_SHARPNESS * self._likeness(vector).astype(np.float64))
        return float(np.log(near[:first].mean()) - np.log(near[end:].mean()))

    def _likeness(self, vector: Vectors) -> Vectors:
        """The similarity of a question's vector to every question that is known, shape (questions,); the last one's is kept."""
        last = self._last_likeness
        if last is None or not np.array_equal(last[0], vector):
            last = self._last_likeness = (vector, self.asked.vectors @ self._adapted(vector))
        return last[1]

    @cached_property
    def _asked_documents(self) -> frozenset[str]:
        return frozenset(self.passages[passage].document for _, passage, _ in self.asked.at)

    def search(
        self,
        query: str,
        *,
        where: Sequence[int] | None = None,
        k: int = 20,
        vector: Vectors | None = None,
        words: str | None = None,
        late: Vectors | None = None,
        over_years: bool = False,
    ) -> list[Hit]:
        """The best k passages, best first.

        Args:
            query: what is searched for.
            where: the numbers of the passages to search; all of them if None.
            vector: the query's vector, if it is known already.
            words: what the lexical half searches for, if not the query itself (an expansion of it).
            late: `late_scores` of the query, if they are known already.
            over_years: as in `asked_like`.
        """
        allowed = np.arange(len(self.passages)) if where is None else np.asarray(sorted(set(where)), dtype=np.int64)
        if allowed.size == 0 or k < 1:
            return []
        if vector is None:
            vector = self.encode(query)
        sparse_all = self.sparse.scores(words if words is not None else query)
        asked = self._asked_passages(vector, over_years)
        near, _ = self.dense.search(vector, _POOL, None if where is None else allowed)
        ranked = allowed[np.argsort(-sparse_all[allowed], kind="stable")][:_POOL]
        like = allowed[np.argsort(-asked[allowed], kind="stable")][:_POOL]
        best = self._best_of_passages(late if late is not None else self.late_scores(query))
        closest = allowed[np.argsort(-best[allowed], kind="stable")][:_POOL]
        pool = np.array(sorted(set(near) | set(ranked.tolist()) | set(like.tolist()) | set(closest.tolist())), dtype=np.int64)
        dense = np.maximum(self.dense.similarities(vector, pool), asked[pool])
        sparse = sparse_all[pool]
        fused = minmax_mean(best[pool], minmax_mean(dense, sparse), _LATE) if pool.size > 1 else np.ones(1, dtype=np.float32)
        order = np.lexsort((pool, -fused))[:k]
        return [Hit(int(pool[n]), float(fused[n]), float(dense[n]), float(sparse[n])) for n in order]

    def _best_of_passages(self, scores: Vectors) -> Vectors:
        """The best score of each passage's sentences, shape (passages,)."""
        if not len(scores):
            return np.zeros(len(self.passages), dtype=np.float32)
        best: Vectors = np.maximum.reduceat(scores, self.sentence_offsets)
        return best

    def _asked_passages(self, vector: Vectors, over_years: bool) -> Vectors:
        """The best similarity of a question's vector to the questions that each passage answers, shape (passages,); -1 where none is known."""
        best = np.full(len(self.passages), -1.0, dtype=np.float32)
        rows = self._asked_rows(over_years)
        if rows.number:
            np.maximum.at(best, rows.passages, self._asked_sentences(vector, rows))
        return best
