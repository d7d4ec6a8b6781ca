"""A quote look-up: where some words stand, exactly or nearly, and who speaks them."""

from __future__ import annotations

from index.hybrid import HybridIndex
from rag import cues
from rag.quotes import Lookup, Match, Place, look_up, sentences_at, spoken_by
from rag.shapes import fact
from rag.speaker import Speech
from rag.types import Claim, Draft, Evidence, Found, Reading

_WORDS = 70
"""Words from which no further sentence of a quote's paragraph is shown."""
_PLACES = 3
"""Places that are shown; a note names the others."""
_UNMARKED = 88.0
"""How near words that stand between no quotation marks must come to be taken for a quote."""
_LISTED = 8
"""Further places that a note names."""


def draft(reading: Reading, found: Found, index: HybridIndex) -> Draft:
    """Every place that holds the quoted words, with who speaks; where they stand nowhere, what comes nearest in meaning."""
    result = _looked_up(reading, index)
    if result is None:
        return fact.draft(reading, found, index)
    if not result.places:
        return Draft(fact.draft(reading, found, index).claims, (result.message,))
    places = _asked_first(result.places, reading, index)
    claims: list[Claim] = []
    shown: set[tuple[int, int]] = set()
    for number, place in enumerate(places[:_PLACES]):
        rows = [row for row in _sentences(place, index, whole=number == 0) if row not in shown]
        shown.update(rows)
        claims += fact.claims([_evidence(*row, index) for row in rows], index)
    return Draft(tuple(claims), _notes(result, places, reading, index))


def _looked_up(reading: Reading, index: HybridIndex) -> Lookup | None:
    """What stands between quotation marks; or the words behind "where does it say", if they come very near to some place."""
    if reading.quote is not None:
        return look_up(reading.quote, index)
    cue = cues.QUOTE.search(reading.question)
    words = reading.question[cue.end() :].strip(" ,:?") if cue else ""
    result = look_up(words, index)
    return result if result.places and len(words.split()) > 2 and result.places[0].score >= _UNMARKED else None


def _asked_first(places: tuple[Place, ...], reading: Reading, index: HybridIndex) -> list[Place]:
    """The places in the documents, years and boards that are named before the others."""

    def apart(place: Place) -> int:
        around = {
            body for n, _ in sentences_at(index, place.document, place.start, place.end) for body in (index.passages[n].body, *index.passages[n].mentions)
        }
        period = index.by_id[place.document].period
        return sum(
            (
                bool(reading.documents) and place.document not in reading.documents,
                bool(reading.periods) and period not in reading.periods,
                bool(reading.bodies) and not around & set(reading.bodies),
            )
        )

    return sorted(places, key=apart)


def _notes(result: Lookup, places: list[Place], reading: Reading, index: HybridIndex) -> tuple[str, ...]:
    notes = [result.message]
    if result.match is Match.NEAR or any(row.op == "cut" for row in places[0].differences):
        notes.append(f"[-What was asked-] {{+what the text says+}}: {places[0].marked}")
    first = index.by_id[places[0].document]
    named = (reading.documents and first.id not in reading.documents) or (reading.periods and first.period not in reading.periods)
    if named:
        notes.append(f"They do not stand where they were asked for, but in {_where(places[0], index)}.")
    if places[0].speaker.speech is not Speech.OWN:
        notes.append(f"Speaking: {spoken_by(places[0])}")
    others = list(dict.fromkeys(_where(place, index) for place in places[_PLACES:]))
    if others:
        more = f" and {len(others) - _LISTED} more" if len(others) > _LISTED else ""
        notes.append(f"Also in {'; '.join(others[:_LISTED])}{more}.")
    return tuple(notes)


def _where(place: Place, index: HybridIndex) -> str:
    document = index.by_id[place.document]
    return ", ".join(filter(None, (document.title or document.publisher, str(document.period or ""), place.section[-1] if place.section else "")))


def _sentences(place: Place, index: HybridIndex, *, whole: bool) -> list[tuple[int, int]]:
    """The (passage, sentence) numbers of a place, those that name the speaker, and, if it is to be whole, of the rest of a short paragraph."""
    own = sentences_at(index, place.document, place.start, place.end)
    rows = set(own)
    if place.speaker.start is not None and place.speaker.end is not None:
        rows.update(sentences_at(index, place.document, place.speaker.start, place.speaker.end))
    if whole and own:
        words = sum(len(_evidence(*row, index).text.split()) for row in rows)
        for row in _paragraph(own, index):
            if words >= _WORDS:
                break
            if row not in rows:
                rows.add(row)
                words += len(_evidence(*row, index).text.split())
    return sorted(rows, key=lambda row: (index.passages[row[0]].sentences[row[1]].start, row))


def _paragraph(own: list[tuple[int, int]], index: HybridIndex) -> list[tuple[int, int]]:
    """The sentences of a paragraph around some of its own: those before, the nearest first, then those behind."""
    (first, start), (last, end) = own[0], own[-1]
    before: list[tuple[int, int]] = []
    while not index.passages[first].sentences[start].leads and start > 0:
        start -= 1
        before.append((first, start))
    behind: list[tuple[int, int]] = []
    while end + 1 < len(index.passages[last].sentences) and not index.passages[last].sentences[end + 1].leads:
        end += 1
        behind.append((last, end))
    return before + behind


def _evidence(n: int, number: int, index: HybridIndex) -> Evidence:
    s = index.passages[n].sentences[number]
    text = index.document_of(index.passages[n]).text
    return Evidence(n, number, s.start, s.end, text[s.start : s.end], 1.0, 1.0, 1.0)
