"""The questions that sentences answer, and those that none does, as an index holds them.

A digest's questions stand beside their own findings. An original's are those of its own sentences, and those found by the digest of the
same document: each finding is matched to the sentence of the original, on the same body, that is nearest to it in meaning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from corpus.asked import Asked
from corpus.types import Document, Edition, Passage
from index.adapter import Adapter
from index.encode import DIMENSION, SHA256, Vectors
from index.sparse import content_words

NEAR = 0.7
"""Similarity of meaning plus share of words, from which a finding and a sentence are taken to say the same."""


@dataclass(frozen=True)
class Finding:
    """A finding of a digest, and where it stands there."""

    document: str
    path: tuple[str, ...]
    body: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class AskedRows:
    """Questions, their vectors, and the sentences that answer them; one beside which no sentence stands is answered by none."""

    questions: tuple[str, ...]
    vectors: Vectors
    """A row a question, as the adapter has it, shape (questions, 384), each of length 1."""
    at: tuple[tuple[int, int, int], ...]
    """(question, passage, sentence of the passage), by number."""
    over_years: tuple[int, int] = (0, 0)
    """The first of the questions that go over two years, and the first after them; a sentence answers one half of such."""

    @classmethod
    def empty(cls) -> AskedRows:
        return cls((), np.zeros((0, DIMENSION), dtype=np.float32), ())


def asked_rows(
    documents: Sequence[Document],
    digests: Sequence[Document],
    passages: Sequence[Passage],
    sentence_vectors: Vectors,
    encode: Callable[[Sequence[str]], Vectors],
) -> AskedRows:
    """The questions that the sentences of some documents answer, and those that nothing answers.

    Args:
        digests: the digests of the same documents, which the questions belong to.
        sentence_vectors: a row a sentence, all passages' one after the other.
        encode: makes vectors of texts; called twice at most.
    """
    asked = Asked.load()
    findings = [
        Finding(digest.id, section.path, section.body, digest.text[block.start : block.end], block.start, block.end)
        for digest in digests
        for section in digest.sections
        for block in section.blocks
        if _is_asked(asked, digest.text[block.start : block.end])
    ]
    originals = {document.id for document in documents if document.edition is Edition.ORIGINAL}
    near = [finding for finding in findings if finding.document in originals]
    told: list[tuple[str, list[tuple[int, int]]]] = []
    sentences = _sentences(passages)
    for finding in findings:
        if finding.document not in originals:
            own = [
                (p, n)
                for p, n, passage in sentences
                if passage.document == finding.document and finding.start <= passage.sentences[n].start and passage.sentences[n].end <= finding.end
            ]
            told.append((finding.text, own))
    if near:
        for finding, vector in zip(near, encode([finding.text for finding in near]), strict=True):
            place = _nearest(finding, vector, sentences, sentence_vectors)
            told.append((finding.text, [place] if place else []))
    told += [(_words(passage, n), [(p, n)]) for p, n, passage in sentences if passage.document in originals]
    alone = [(question, where) for text, where in told if where for question in asked.of(text)]
    over_years = [(question, where) for text, where in told if where for question in asked.over_years_of(text)]
    unanswered = [question for own in asked.unanswered.values() for question in own] if alone else []
    first = list(dict.fromkeys(question for question, _ in alone))
    then = [question for question in dict.fromkeys(question for question, _ in over_years) if question not in set(first)]
    questions = tuple(dict.fromkeys((*first, *then, *unanswered)))
    number = {question: n for n, question in enumerate(questions)}
    at = tuple(dict.fromkeys((number[question], p, s) for question, where in (*alone, *over_years) for p, s in where))
    vectors = Adapter.load().adapt(encode(questions)) if questions else AskedRows.empty().vectors
    return AskedRows(questions, vectors, at, (len(first), len(first) + len(then)))


def _is_asked(asked: Asked, text: str) -> bool:
    return bool(asked.of(text) or asked.over_years_of(text))


def _sentences(passages: Sequence[Passage]) -> list[tuple[int, int, Passage]]:
    return [(p, s, passage) for p, passage in enumerate(passages) for s in range(len(passage.sentences))]


def _nearest(finding: Finding, vector: Vectors, sentences: Sequence[tuple[int, int, Passage]], vectors: Vectors) -> tuple[int, int] | None:
    rows = [n for n, (_, _, passage) in enumerate(sentences) if passage.document == finding.document and passage.body == finding.body]
    rows = [n for n in rows if _same_heading(sentences[n][2].path, finding.path)] or rows
    if not rows:
        return None
    wanted = set(content_words(finding.text))
    shared = np.array([_share(wanted, sentences[n]) for n in rows], dtype=np.float32)
    similar = vectors[rows] @ vector
    best = int(np.argmax(similar + shared))
    if similar[best] + shared[best] < NEAR:
        return None
    p, s, _ = sentences[rows[best]]
    return p, s


def _share(wanted: set[str], place: tuple[int, int, Passage]) -> float:
    """The share of a finding's words that a sentence holds."""
    _, number, passage = place
    held = set(content_words(_words(passage, number)))
    return len(wanted & held) / len(wanted) if wanted else 0.0


def _words(passage: Passage, number: int) -> str:
    sentence = passage.sentences[number]
    return passage.text[sentence.start - passage.start : sentence.end - passage.start]


def _same_heading(path: Sequence[str], other: Sequence[str]) -> bool:
    """True for headings of which the shorter's words stand in the longer; a digest's are shortened."""
    if not path or not other:
        return not path and not other
    one, two = set(content_words(path[-1])), set(content_words(other[-1]))
    return len(one & two) >= 0.6 * min(len(one), len(two))


def shipped() -> dict[int, Vectors]:
    """{text_key: vector} of the built-in questions and findings, made once by `benchmarks/encode_asked.py`; none for another encoder."""
    with np.load(Path(str(files("index") / "asked.npz")), allow_pickle=False) as data:
        if str(data["encoder"]) != SHA256:
            return {}
        vectors = data["vectors"].astype(np.float32)  # whole numbers, each row on its own scale
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-12)
        return dict(zip(data["keys"].tolist(), vectors, strict=True))


def text_key(text: str) -> int:
    """What a text's shipped vector is known by: the first eight bytes of its hash."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
