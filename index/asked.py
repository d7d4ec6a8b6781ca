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
    """A row a question, shape (questions, 384), each of length 1."""
    at: tuple[tuple[int, int, int], ...]
    """(question, passage, sentence of the passage), by number."""

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
        if asked.of(digest.text[block.start : block.end])
    ]
    originals = {document.id for document in documents if document.edition is Edition.ORIGINAL}
    near = [finding for finding in findings if finding.document in originals]
    places: list[tuple[str, list[tuple[int, int]]]] = []
    sentences = _sentences(passages)
    for finding in findings:
        if finding.document not in originals:
            own = [
                (p, n)
                for p, n, passage in sentences
                if passage.document == finding.document and finding.start <= passage.sentences[n].start and passage.sentences[n].end <= finding.end
            ]
            places += [(question, own) for question in asked.of(finding.text)]
    if near:
        for finding, vector in zip(near, encode([finding.text for finding in near]), strict=True):
            place = _nearest(finding, vector, sentences, sentence_vectors)
            places += [(question, [place] if place else []) for question in asked.of(finding.text)]
    for p, n, passage in sentences:
        if passage.document in originals:
            places += [(question, [(p, n)]) for question in asked.of(_words(passage, n))]
    kept = [(question, where) for question, where in places if where]
    unanswered = [question for own in asked.unanswered.values() for question in own] if kept else []
    questions = tuple(dict.fromkeys((*(question for question, _ in kept), *unanswered)))
    number = {question: n for n, question in enumerate(questions)}
    at = tuple((number[question], p, s) for question, where in kept for p, s in where)
    return AskedRows(questions, encode(questions) if questions else AskedRows.empty().vectors, at)


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
