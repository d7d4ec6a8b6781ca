"""A quote look-up: where some words stand, exactly or nearly."""

from __future__ import annotations

import re

from index.hybrid import HybridIndex
from rag.shapes import fact
from rag.types import Draft, Evidence, Found, Reading

_WORDS = 70
"""Words from which no further sentence of a quote's paragraph is shown."""
_NEAR = 85.0
"""The share of equal characters, in percent, from which words are nearly those of a text."""


def draft(reading: Reading, found: Found, index: HybridIndex) -> Draft:
    """Every sentence that holds the quoted words; without quotation marks, or where they stand nowhere, what comes nearest."""
    words = reading.quote
    if words is None:
        return fact.draft(reading, found, index)
    places = exact(words, index)
    if places:
        return Draft(fact.claims(_with_speaker(places, index), index), (f"These words stand in {len(places)} place{'s' if len(places) > 1 else ''}.",))
    place = nearest(words, index)
    if place is not None:
        return Draft(fact.claims(_with_speaker([place], index), index), ("These exact words stand nowhere; this sentence is nearly the same.",))
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


def _with_speaker(places: list[Evidence], index: HybridIndex) -> list[Evidence]:
    """The places, the first with the rest of its paragraph, in which who is speaking is named."""
    first = places[0]
    passage = index.passages[first.passage]
    text = index.document_of(passage).text
    found = [first]
    words = len(first.text.split())
    step = first.sentence
    while not passage.sentences[step].leads and step > 0 and words < _WORDS:
        step -= 1
        found.insert(0, _evidence(first.passage, step, index, text))
        words += len(found[0].text.split())
    step = first.sentence + 1
    while step < len(passage.sentences) and not passage.sentences[step].leads and words < _WORDS:
        found.append(_evidence(first.passage, step, index, text))
        words += len(found[-1].text.split())
        step += 1
    return [*found, *places[1 : fact.MOST]]


def _evidence(n: int, number: int, index: HybridIndex, text: str) -> Evidence:
    s = index.passages[n].sentences[number]
    return Evidence(n, number, s.start, s.end, text[s.start : s.end], 1.0, 1.0, 1.0)
