"""The command `citewell cite`: where some words stand, for a terminal or as JSON."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.quotes import LONGEST, Lookup, Match, Place, context_of, look_up, nearest_in_meaning, spoken_by

if TYPE_CHECKING:
    from corpus.bodies import Bodies
    from index.hybrid import HybridIndex

_WIDTH = 100
_MARKS = "[-yours-] {+the text's+}"


def words_of(quote: Sequence[str]) -> str:
    """The words that a command line gives, or standard input holds."""
    if list(quote) == ["-"]:
        return sys.stdin.buffer.read(20 * LONGEST).decode("utf-8", "replace")
    return " ".join(quote).encode("utf-8", "replace").decode("utf-8")


def run(quote: str, index: HybridIndex, bodies: Bodies, *, documents: Sequence[str], as_json: bool) -> int:
    """Look the words up and print what came of it."""
    found = look_up(quote, index, bodies, documents)
    print(json.dumps(found.to_json(index), ensure_ascii=False) if as_json else terminal(found, index))
    return 0


def terminal(found: Lookup, index: HybridIndex) -> str:
    """A look-up as text: what was found, and each place with its differences, its sentence and its speaker."""
    parts = [_filled(found.message)]
    if any(place.match is Match.NEAR for place in found.places):
        parts.append(f"Differences are marked {_MARKS}.")
    parts += [_place(n, place, index) for n, place in enumerate(found.places, start=1)]
    if found.match is Match.ABSENT:
        parts += ["Nearest in meaning:", *(_sentence(*place, index) for place in nearest_in_meaning(found.quote, index))]
    return "\n\n".join(parts)


def _place(n: int, place: Place, index: HybridIndex) -> str:
    document = index.by_id[place.document]
    wording = " (our wording)" if document.edition.value == "digest" else ""
    around = " ".join(context_of(index, place).split())
    lines = [
        f"[{n}] {place.match.value}: {document.title or document.id}, {document.period or 'no period'}{wording}",
        _indented(" > ".join(place.section)) if place.section else "",
        _indented(f"{document.id}, characters {place.start} to {place.end}{f', on {place.body}' if place.body else ''}"),
        _indented(f"“{place.quote}”" if place.match is Match.EXACT else place.marked),
        _indented(f"Sentence: {around}") if around != " ".join(place.quote.split()) else "",
        _indented(f"Speaking: {spoken_by(place)}"),
    ]
    return "\n".join(line for line in lines if line)


def _sentence(n: int, number: int, index: HybridIndex) -> str:
    passage = index.passages[n]
    document = index.document_of(passage)
    sentence = passage.sentences[number]
    place = " > ".join((document.title or document.id, str(document.period or ""), *passage.path))
    return f"{_indented(place)}\n{_indented(f'“{document.text[sentence.start : sentence.end]}”')}"


def _filled(text: str) -> str:
    return textwrap.fill(text, _WIDTH)


def _indented(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), _WIDTH, initial_indent="    ", subsequent_indent="    ")
