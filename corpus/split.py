"""Sections become passages: spans of whole sentences, no longer than the encoder takes in well."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

from corpus.bodies import Bodies
from corpus.sentences import spans
from corpus.types import Document, Passage, Section, Sentence

TokenCounter = Callable[[str], int]
"""How many tokens of the encoder a text is."""

MAX_TOKENS = 200
"""Of the encoder, which was trained on texts of at most 256."""

_LEAD_IN = (":", "including", "to:")
_FRAGMENT_WORDS = 25
"""Words up to which an item of a list is read together with its lead-in."""


def passages(document: Document, count: TokenCounter, bodies: Bodies, limit: int = MAX_TOKENS) -> list[Passage]:
    """The passages of a document, in its order; no sentence is cut and no section is crossed."""
    sentences = [section_sentences(document.text, section, count, limit) for section in document.sections]
    return passages_of(document, sentences, count, bodies, limit)


def passages_of(document: Document, sentences: Sequence[list[Sentence]], count: TokenCounter, bodies: Bodies, limit: int = MAX_TOKENS) -> list[Passage]:
    """The passages of a document whose sentences are known already, a list a section."""
    found: list[Passage] = []
    for number, (section, own) in enumerate(zip(document.sections, sentences, strict=True)):
        for start, end in _packed(document.text, own, count, limit):
            inside = tuple(s for s in own if start <= s.start and s.end <= end)
            found.append(_passage(document, number, section, inside, bodies))
    return found


def section_sentences(text: str, section: Section, count: TokenCounter, limit: int) -> list[Sentence]:
    """The sentences of a section; a list of fragments is one sentence with the words that lead into it."""
    found: list[Sentence] = []
    for run in _runs(text, section):
        start, end = run[0][0], run[-1][1]
        if len(run) > 1 and count(text[start:end]) <= limit:
            found.append(Sentence(start, end))
            continue
        for block_start, block_end in run:
            for number, (a, b) in enumerate(spans(text[block_start:block_end])):
                found.append(Sentence(block_start + a, block_start + b, leads=number == 0))
    return found


def _runs(text: str, section: Section) -> Iterator[list[tuple[int, int]]]:
    """The blocks of a section, each alone or, for a list of fragments, with its lead-in's last sentence and its fellows."""
    run: list[tuple[int, int]] = []
    for block in section.blocks:
        words = text[block.start : block.end]
        fragment = block.item and (words[:1].islower() or len(words.split()) <= _FRAGMENT_WORDS)
        if run and fragment:
            run.append((block.start, block.end))
            continue
        if run:
            yield run
            run = []
        if words.rstrip().endswith(_LEAD_IN):
            *before, (start, end) = spans(words)
            if before:
                yield [(block.start, block.start + before[-1][1])]
            run = [(block.start + start, block.start + end)]
        else:
            yield [(block.start, block.end)]
    if run:
        yield run


def _packed(text: str, sentences: list[Sentence], count: TokenCounter, limit: int) -> Iterator[tuple[int, int]]:
    if not sentences:
        return
    ends = [s.start for s in sentences[1:]] + [sentences[-1].end]
    pieces = [text[s.start : end] for s, end in zip(sentences, ends, strict=True)]
    start = sentences[0].start
    for chunk in _merged(pieces, count, limit):
        yield start, start + len(chunk.rstrip())
        start += len(chunk)


def _merged(pieces: list[str], count: TokenCounter, limit: int) -> list[str]:
    """langchain's packing of pieces up to a length, with sentences for pieces."""
    # Imported here, since asking needs this module and not langchain.
    from langchain_text_splitters import TextSplitter

    class SentencePacker(TextSplitter):
        def split_text(self, text: str) -> list[str]:
            return self._merge_splits(pieces, "")

    packer = SentencePacker(chunk_size=limit, chunk_overlap=0, length_function=count, strip_whitespace=False)
    return packer.split_text("")


def _passage(document: Document, number: int, section: Section, sentences: tuple[Sentence, ...], bodies: Bodies) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    text = document.text[start:end]
    mentions = tuple(body for body in bodies.named_in(text) if body != section.body)
    return Passage(
        id=_hash(document.id, document.edition, str(start), "/".join(section.path), text),
        document=document.id,
        section=number,
        start=start,
        end=end,
        text=text,
        sentences=sentences,
        path=section.path,
        body=section.body,
        mentions=mentions,
    )


def context(passage: Passage, document: Document) -> str:
    """The line that a passage is embedded and indexed with: board, heading, document, period."""
    parts = [*([passage.body] if passage.body and passage.body not in passage.path else []), *passage.path, document.title, str(document.period or "")]
    return " · ".join(part for part in parts if part)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def all_passages(documents: Iterable[Document], count: TokenCounter, bodies: Bodies) -> list[Passage]:
    """The passages of some documents, in order."""
    return [passage for document in documents for passage in passages(document, count, bodies)]
