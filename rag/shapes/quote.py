"""A quote look-up: where some words stand, exactly or nearly."""

from __future__ import annotations

import re

from index.hybrid import HybridIndex
from rag.shapes import fact
from rag.types import Claim, Draft, Evidence, Found, Reading
from rag.understand import quoted

_NEAR = 85.0
"""The share of equal characters, in percent, from which words are nearly those of a text."""


def draft(reading: Reading, found: Found, index: HybridIndex) -> Draft:
    """Every sentence that holds the quoted words; without quotation marks, or where they stand nowhere, what comes nearest."""
    words = quoted(reading.question)
    if words is None:
        return fact.draft(reading, found, index)
    places = exact(words, index)
    if places:
        return Draft(fact.claims(places[: fact.MOST], index), (f"These words stand in {len(places)} place{'s' if len(places) > 1 else ''}.",))
    place = nearest(words, index)
    if place is not None:
        return Draft(fact.claims([place], index), ("These exact words stand nowhere; this sentence is nearly the same.",))
    editions = {document.edition.value for document in index.documents}
    hint = " An index of digests holds our wording; `citewell add` brings in the publishers'." if "digest" in editions else ""
    rest = fact.draft(reading, found, index)
    return Draft(rest.claims, (f"These words stand in none of the texts.{hint}",))


def exact(words: str, index: HybridIndex) -> list[Evidence]:
    """The sentences that hold some words, whatever their quotation marks and spaces."""
    pattern = re.compile(r"\s+".join(_loose(word) for word in words.split()), re.IGNORECASE)
    found = []
    for document in index.documents:
        for match in pattern.finditer(document.text):
            if (place := _sentence_at(document.id, match.start(), index)) is not None:
                found.append(place)
    return found


def nearest(words: str, index: HybridIndex) -> Evidence | None:
    """The sentence that comes nearest to some words, if it comes near."""
    from rapidfuzz import fuzz

    best, place = _NEAR, None
    for document in index.documents:
        alignment = fuzz.partial_ratio_alignment(words.lower(), document.text.lower(), score_cutoff=best)
        if alignment is not None and alignment.score >= best:
            middle = (alignment.dest_start + alignment.dest_end) // 2
            if (there := _sentence_at(document.id, middle, index)) is not None:
                best, place = alignment.score, there
    return place


def _loose(word: str) -> str:
    escaped = re.escape(word)
    return re.sub(r"['‘’]", "['‘’]", re.sub(r"[\"“”]", '["“”]', escaped))


def _sentence_at(document: str, offset: int, index: HybridIndex) -> Evidence | None:
    for n, passage in enumerate(index.passages):
        if passage.document == document and passage.start <= offset < passage.end:
            for number, s in enumerate(passage.sentences):
                if s.start <= offset < s.end:
                    return Evidence(n, number, s.start, s.end, index.by_id[document].text[s.start : s.end], 1.0, 1.0, 1.0)
    return None


def claims_of(places: list[Evidence], index: HybridIndex) -> tuple[Claim, ...]:
    """A claim a place."""
    return fact.claims(places, index)
