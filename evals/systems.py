"""Who is measured beside Citewell: cheats that show what a measure is worth, parts of it alone, and LangChain's usual recipe."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from corpus.types import Document, Section
from evals.case import Case
from evals.run import System, converse
from index.dense import DenseIndex
from index.encode import Encoder, Progress, Tokens, Vectors
from index.hybrid import HybridIndex
from rag.assistant import Assistant
from rag.types import Answer, Census, Citation, Reading, Reason, Refusal, Retrieved, Row, Sentence, Shape, Wanted

CITEWELL = "Citewell"
_DEPTH = 20
"""Passages that a system hands on at most."""
CHUNK, OVERLAP, TOP = 1000, 200, 4
"""Characters of a chunk and shared by neighbours, as LangChain's tutorials set them; chunks taken, as its stores do unless told."""


class QuestionVectors:
    """An encoder that encodes a question once, however many systems ask it, and knows the time that it took, which counts for each of them."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}
        self._tokens: dict[str, Tokens] = {}
        self._took: dict[str, float] = {}

    def __call__(self, question: str) -> Vectors:
        """The question's unit vector, shape (384,)."""
        if question not in self._known:
            started = time.perf_counter()
            self._known[question] = self._encoder.encode([question])[0]
            self._took[question] = (time.perf_counter() - started) * 1000
        return self._known[question]

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """As the encoder it stands for; one text alone is a question."""
        return self(texts[0]).reshape(1, -1) if len(texts) == 1 else self._encoder.encode(texts, progress)

    def is_word(self, word: str) -> bool:
        """True for a common English word."""
        return self._encoder.is_word(word)

    def encode_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> list[Tokens]:
        """The tokens of each text, encoded once."""
        for text in texts:
            if text not in self._tokens:
                (self._tokens[text],) = self._encoder.encode_tokens([text])
        return [self._tokens[text] for text in texts]

    def took(self, question: str) -> float:
        """Milliseconds that encoding a question took; 0 for one that was not encoded."""
        return self._took.get(question, 0.0)


class Asked:
    """Citewell itself."""

    name = CITEWELL

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def answer(self, case: Case) -> Answer:
        return converse(self.assistant, case)

    @cached_property
    def pool(self) -> Sequence[Retrieved]:
        return pool_of(self.assistant.index)


class NeverRefuse(Asked):
    """Citewell with its refusals switched off."""

    name = "never refuse"

    def __init__(self, assistant: Assistant) -> None:
        bold = copy.copy(assistant)
        bold.settings = replace(assistant.settings, refuses=False)
        super().__init__(bold)


class AlwaysRefuse:
    """Says that the texts do not say, whatever is asked."""

    name = "always refuse"
    pool: Sequence[Retrieved] = ()

    def answer(self, case: Case) -> Answer:
        return Answer(case.last, _reading(case), "", refusal=Refusal(Reason.NOT_STATED, ""), timings_ms={"total": 0.0})


class TopPassage:
    """Copies the passage that a search puts first, and never refuses; to a question for a list it names the boards that it found passages of."""

    def __init__(
        self, name: str, index: HybridIndex, search: Callable[[str], Sequence[tuple[int, float]]], pool: Sequence[Retrieved], took: Callable[[str], float]
    ) -> None:
        self.name, self.index, self.search, self.pool, self._took = name, index, search, pool, took

    def answer(self, case: Case) -> Answer:
        question = asked(case)
        before = self._took(question)
        started = time.perf_counter()
        hits = self.search(question)
        found = tuple(replace(self.pool[n], score=score) for n, score in hits)
        passage = self.index.passages[hits[0][0]] if hits else None
        cited = () if passage is None else (_citation(self.index.document_of(passage), passage.path, passage.body, passage.start, passage.end),)
        bodies = [body for n, _ in hits if (body := self.index.passages[n].body)]
        return _copied(case, found, cited, bodies, (time.perf_counter() - started) * 1000 + before)


class Recipe:
    """LangChain's usual recipe: chunks of a thousand characters, embedded, the four nearest taken; the nearest is copied."""

    name = "LangChain's recipe"

    def __init__(self, documents: Sequence[Document], vectors: QuestionVectors, encode: Callable[[Sequence[str]], Vectors]) -> None:
        self._vectors = vectors
        self.chunks = [(document, start, start + len(text)) for document in documents for text, start in chunks_of(document.text)]
        self._dense = DenseIndex.from_vectors(encode([document.text[start:end] for document, start, end in self.chunks]))

    def answer(self, case: Case) -> Answer:
        question = asked(case)
        before = self._vectors.took(question)
        started = time.perf_counter()
        numbers, scores = self._dense.search(self._vectors(question), TOP)
        found = tuple(replace(self.pool[n], score=score) for n, score in zip(numbers, scores, strict=True))
        cited = tuple(_citation(d, *_place(d, start), start, end) for d, start, end in (self.chunks[n] for n in numbers[:1]))
        bodies = [body for d, start, _ in (self.chunks[n] for n in numbers) if (body := _place(d, start)[1])]
        return _copied(case, found, cited, bodies, (time.perf_counter() - started) * 1000 + before)

    @cached_property
    def pool(self) -> Sequence[Retrieved]:
        """The chunks, each under the headings of all the sections that it touches."""
        rows = []
        for document, start, end in self.chunks:
            touched = [s for s in document.sections if s.start < end and start < s.end]
            rows.append(Retrieved(document.id, tuple(heading for s in touched for heading in s.path), document.text[start:end], 0.0))
        return rows


def chunks_of(text: str) -> list[tuple[str, int]]:
    """A text cut as the recipe does it: (chunk, its offset)."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP, add_start_index=True)
    return [(chunk.page_content, int(chunk.metadata["start_index"])) for chunk in splitter.create_documents([text])]


def company(assistant: Assistant, vectors: QuestionVectors, encode: Callable[[Sequence[str]], Vectors]) -> dict[str, Callable[[], System]]:
    """{name: what makes the system}, in the order of the table; the cheats first."""
    index = assistant.index
    pool = pool_of(index)

    def hybrid(question: str) -> list[tuple[int, float]]:
        return [(hit.passage, hit.score) for hit in index.search(question, k=_DEPTH, vector=vectors(question))]

    def lexical(question: str) -> list[tuple[int, float]]:
        scores = index.sparse.scores(question)
        return [(int(n), float(scores[n])) for n in np.argsort(-scores, kind="stable")[:_DEPTH]]

    def dense(question: str) -> list[tuple[int, float]]:
        return list(zip(*index.dense.search(vectors(question), _DEPTH), strict=True))

    return {
        "copy the top passage": lambda: TopPassage("copy the top passage", index, hybrid, pool, vectors.took),
        AlwaysRefuse.name: AlwaysRefuse,
        NeverRefuse.name: lambda: NeverRefuse(assistant),
        "BM25 alone": lambda: TopPassage("BM25 alone", index, lexical, pool, lambda question: 0.0),
        "dense alone": lambda: TopPassage("dense alone", index, dense, pool, vectors.took),
        Recipe.name: lambda: Recipe(index.documents, vectors, encode),
    }


CHEATS = ("copy the top passage", AlwaysRefuse.name, NeverRefuse.name)
COMPANY = (*CHEATS, "BM25 alone", "dense alone", Recipe.name)
"""Who stands beside Citewell in every table."""


def asked(case: Case) -> str:
    """What a system without memory is asked: the turns of a conversation in a row."""
    return " ".join(case.turns) or case.question


def pool_of(index: HybridIndex) -> list[Retrieved]:
    """Every passage of an index."""
    return [Retrieved(passage.document, passage.path, passage.text, 0.0) for passage in index.passages]


def _copied(case: Case, found: tuple[Retrieved, ...], cited: tuple[Citation, ...], bodies: Sequence[str], milliseconds: float) -> Answer:
    text = cited[0].quote if cited else ""
    names = tuple(dict.fromkeys(bodies))
    census = None
    if case.items is not None:
        census = Census("", "", len(names), len(names), names, tuple(Row(name, "yes") for name in names))
    confidence = min(1.0, max(0.0, found[0].score)) if found else 0.0
    return Answer(
        case.last, _reading(case), text, (Sentence(text, (1,)),) if cited else (), (), cited, census,
        retrieved=found, timings_ms={"total": milliseconds}, confidence=confidence,
    )  # fmt: skip


def _citation(document: Document, path: tuple[str, ...], body: str | None, start: int, end: int) -> Citation:
    text = document.text[start:end]
    return Citation(
        n=1,
        document=document.id,
        edition=document.edition.value,
        title=document.title,
        publisher=document.publisher,
        period=str(document.period or ""),
        section=path,
        body=body,
        quote=text,
        start=start,
        end=end,
        passage=text,
        url=document.url,
    )


def _place(document: Document, offset: int) -> tuple[tuple[str, ...], str | None]:
    here: Section | None = None
    for section in document.sections:
        if section.start > offset:
            break
        here = section
    return (here.path, here.body) if here else ((), None)


def _reading(case: Case) -> Reading:
    return Reading(case.last, Shape.FACT, Wanted.DESCRIPTION)
