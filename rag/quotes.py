"""Where the words of a quote stand: exactly, nearly with the differences, or nowhere; and who speaks them.

Words are compared, not letters: quotation marks, dashes, capitals, punctuation and line breaks are no difference. Three dots in a
quote join two parts that need not stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from corpus.bodies import Bodies
from corpus.types import Document, Edition
from index.hybrid import HybridIndex
from rag.align import MOST_PARTS, Chain, Difference, Part, differences, exact_chains, near_chains, parts_of, size_of
from rag.speaker import Speaker, Speech, speaker_of

LONGEST = 5_000
"""Characters of a quote."""
MOST = 50
"""Places that are told; how many there are is told in any case."""
_FEWEST = 3
"""Words of a quote of which near places are looked for."""


class Match(StrEnum):
    """How far the words of a quote are those of a text."""

    EXACT = "exact"
    NEAR = "near"
    ABSENT = "absent"
    UNCLEAR = "unclear"
    """There is nothing that could be looked up."""


@dataclass(frozen=True)
class Place:
    """Where the words stand."""

    match: Match
    document: str
    start: int
    end: int
    quote: str
    """The text's own words: `document.text[start:end]`."""
    section: tuple[str, ...]
    body: str | None
    """The board that the section, the speaker or the sentence is on, where it is one."""
    score: float
    """The share of equal letters, 0 to 100."""
    differences: tuple[Difference, ...]
    speaker: Speaker

    @property
    def marked(self) -> str:
        """The text's words, with `[-what the quote has-]` and `{+what the text has+}` where they differ."""
        return " ".join(filter(None, map(_marked, self.differences)))


@dataclass(frozen=True)
class Lookup:
    """What came of looking a quote up."""

    quote: str
    match: Match
    message: str
    total: int = 0
    """How many places there are, told or not."""
    places: tuple[Place, ...] = ()
    """Exact ones in the order of the texts, then near ones, the nearest first; at most `MOST`."""

    def to_json(self, index: HybridIndex) -> dict[str, Any]:
        """The look-up as JSON; where the words stand nowhere, with what is nearest in meaning."""
        nearest = nearest_in_meaning(self.quote, index) if self.match is Match.ABSENT else []
        return {
            "quote": self.quote,
            "match": self.match.value,
            "message": self.message,
            "total": self.total,
            "places": [_place_row(place, index) for place in self.places],
            "nearest": [_sentence_row(index, *place) for place in nearest],
            "index": index.hash,
        }


def look_up(quote: str, index: HybridIndex, bodies: Bodies | None = None, documents: Sequence[str] = ()) -> Lookup:
    """Every place where the words of a quote stand, or nearly stand.

    Args:
        quote: the words, with or without quotation marks.
        bodies: by whose names the board of a place is found where its section has none.
        documents: the ids of the documents to look in; all of them if empty.
    """
    # Half a character, which no encoder reads, can come in through JSON.
    quote = quote.encode("utf-8", "replace").decode("utf-8")
    shown = " ".join(quote.split())
    if len(quote) > LONGEST:
        return _unclear(shown[:200], f"The quote has {len(quote):,} characters, and at most {LONGEST:,} are looked up. Give a sentence or two.")
    words = index.concordance
    parts = parts_of(quote, words)
    if not parts:
        return _unclear(shown, "There are no words in this. Give the words that somebody quoted, three or more.")
    if len(parts) > MOST_PARTS:
        return _unclear(shown, f"The quote has {len(parts)} parts between dots, and at most {MOST_PARTS} are looked up. Give fewer of them.")
    ranges = [words.bounds(n) for n, document in enumerate(words.documents) if not documents or document.id in documents]
    exact = [chain for bounds in ranges for chain in exact_chains(parts, words, bounds)]
    near = near_chains(parts, words, ranges, exact) if size_of(parts) >= _FEWEST else []
    places = [_place(chain, Match.EXACT, 100.0, parts, index, bodies) for chain in exact[:MOST]]
    places += [_place(chain, Match.NEAR, score, parts, index, bodies) for chain, score in near[: MOST - len(places)]]
    match = Match.EXACT if exact else Match.NEAR if near else Match.ABSENT
    message = " ".join(filter(None, (_message(match, len(exact), len(near), places, parts), edition_hint(index, match, places))))
    return Lookup(shown, match, message, len(exact) + len(near), tuple(places))


def sentences_at(index: HybridIndex, document: str, start: int, end: int) -> list[tuple[int, int]]:
    """The (passage, sentence) numbers of the sentences that a span lies in; none for words of a heading."""
    return [
        (n, number)
        for n, passage in enumerate(index.passages)
        if passage.document == document and passage.start < end and start < passage.end
        for number, s in enumerate(passage.sentences)
        if s.start < end and start < s.end
    ]


def context_of(index: HybridIndex, place: Place) -> str:
    """The whole sentences that a place lies in; its own words where they are a heading's."""
    spans = [index.passages[n].sentences[number] for n, number in sentences_at(index, place.document, place.start, place.end)]
    text = index.by_id[place.document].text
    return text[min(s.start for s in spans) : max(s.end for s in spans)] if spans else place.quote


def nearest_in_meaning(words: str, index: HybridIndex, most: int = 2) -> list[tuple[int, int]]:
    """The (passage, sentence) numbers of the sentences that mean most nearly the same, for words that stand nowhere."""
    similar = index.sentence_vectors @ index.encode(words[:LONGEST])
    offsets = np.asarray(index.sentence_offsets)
    rows = np.argsort(-similar, kind="stable")[:most]
    passages = np.searchsorted(offsets, rows, side="right") - 1
    return [(int(n), int(row - offsets[n])) for n, row in zip(passages, rows, strict=True)]


def spoken_by(place: Place) -> str:
    """A line that says who speaks."""
    speaker = place.speaker
    if speaker.speech is Speech.OWN:
        return f"The document itself ({speaker.name})." if speaker.name else "The document itself."
    if speaker.name is None:
        return "Somebody is quoted; the text does not say who."
    return f"{speaker.name[0].upper()}{speaker.name[1:]}{', in reported speech' if speaker.speech is Speech.REPORTED else ''}."


def edition_hint(index: HybridIndex, match: Match, places: Sequence[Place]) -> str:
    """What must be said where a digest was looked in: that its words are ours, and how the publishers' come in."""
    digests = [document.id for document in index.documents if document.edition is Edition.DIGEST]
    if match is Match.ABSENT and digests:
        count = "All texts here are digests" if len(digests) == len(index.documents) else f"{len(digests)} of the {len(index.documents)} texts here are digests"
        return f"{count}, in our wording, in which a publisher's own words do not stand: `citewell add FILE` brings in the originals."
    if any(place.document in digests for place in places):
        return "What stands in a digest is our wording, not the publisher's: `citewell add FILE` brings in the originals."
    return ""


def _unclear(shown: str, message: str) -> Lookup:
    return Lookup(shown, Match.UNCLEAR, message)


def _place(chain: Chain, match: Match, score: float, parts: Sequence[Part], index: HybridIndex, bodies: Bodies | None) -> Place:
    words = index.concordance
    document = words.documents[words.document_at(chain[0].first)]
    start, end = words.span(chain[0].first, chain[-1].last)
    section = next((s for s in document.sections if s.start <= start < s.end), None)
    speaker = speaker_of(document, start, end)
    body = section.body if section else None
    return Place(
        match=match,
        document=document.id,
        start=start,
        end=end,
        quote=document.text[start:end],
        section=section.path if section else (),
        body=body or (_body(document, start, end, speaker, index, bodies) if bodies else None),
        score=round(score, 1),
        differences=differences(parts, chain, words),
        speaker=speaker,
    )


def _body(document: Document, start: int, end: int, speaker: Speaker, index: HybridIndex, bodies: Bodies) -> str | None:
    """The one body that the speaker's name or else the sentences name."""
    spans = [index.passages[n].sentences[number] for n, number in sentences_at(index, document.id, start, end)]
    for text in (speaker.name or "", " ".join(document.text[s.start : s.end] for s in spans)):
        named = bodies.named_in(text)
        if named:
            return named[0] if len(named) == 1 else None
    return None


def _marked(row: Difference) -> str:
    if row.op == "same":
        return row.found
    if row.op == "cut":
        return "[…]"
    return " ".join(part for part in (f"[-{row.given}-]" if row.given else "", f"{{+{row.found}+}}" if row.found else "") if part)


def _message(match: Match, exact: int, near: int, places: Sequence[Place], parts: Sequence[Part]) -> str:
    if match is Match.EXACT:
        said = [f"These words stand in {_counted(exact)}" + (f", and nearly the same in {near} more." if near else ".")]
    elif match is Match.NEAR:
        said = [f"These exact words stand nowhere; nearly the same stand in {_counted(near)}."]
        if any(map(_has_figure, places[0].differences)):
            said.append("A figure differs.")
    else:
        said = ["These words stand in none of the texts."]
    if size_of(parts) == 1:
        said.append("One word is no quote: give three or more to find who said it.")
    if exact + near > len(places):
        said.append(f"The first {len(places)} are told.")
    return " ".join(said)


def _has_figure(row: Difference) -> bool:
    return row.op in ("changed", "added", "missing") and bool(re.search(r"\d", row.given + row.found))


def _counted(places: int) -> str:
    return f"{places} place{'' if places == 1 else 's'}"


def _place_row(place: Place, index: HybridIndex) -> dict[str, Any]:
    speaker = place.speaker
    return {
        "match": place.match.value,
        **_document_row(index.by_id[place.document]),
        "section": list(place.section),
        "body": place.body,
        "quote": place.quote,
        "start": place.start,
        "end": place.end,
        "score": place.score,
        "differences": [asdict(row) for row in place.differences],
        "marked": place.marked,
        "speaker": {"speech": speaker.speech.value, "name": speaker.name, "start": speaker.start, "end": speaker.end},
        "context": context_of(index, place),
    }


def _sentence_row(index: HybridIndex, n: int, number: int) -> dict[str, Any]:
    passage = index.passages[n]
    sentence = passage.sentences[number]
    document = index.document_of(passage)
    return {
        **_document_row(document),
        "section": list(passage.path),
        "body": passage.body,
        "quote": document.text[sentence.start : sentence.end],
        "start": sentence.start,
        "end": sentence.end,
    }


def _document_row(document: Document) -> dict[str, Any]:
    return {
        "document": document.id,
        "edition": document.edition.value,
        "title": document.title,
        "publisher": document.publisher,
        "period": str(document.period or ""),
        "url": document.url,
    }
