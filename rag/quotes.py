"""Where the words of a quote stand: exactly, nearly with the differences, or nowhere.

Words are compared, not letters: quotation marks, dashes, capitals, punctuation and line breaks are no difference. Three dots in a
quote join two parts that need not stand side by side.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from corpus.bodies import Bodies
from index.concordance import Concordance, Word, words_of
from index.hybrid import HybridIndex
from rag.speaker import Speaker, speaker_of

LONGEST = 5_000
"""Characters of a quote."""
MOST = 50
"""Places that are told; how many there are is told in any case."""
_NEAR = 76.0
"""The share of equal letters, in percent, from which words are nearly those of a text."""
_NEAR_SHORT = 85.0
"""The same for a quote of fewer words than `_SHORT`, which comes near many things by chance."""
_SHORT = 5
_HELD = 0.55
"""The share of a quote's words, weighted by rarity, that what is near must hold."""
_ALSO = 12.0
"""A further near place may score this much less than the best."""
_GAP = 250
"""Words that three dots may stand for."""
_WINDOWS = 6
"""Places of a document set that are aligned with a quote's words."""
_COMMON = 600
"""A word that stands more often than this finds no places; it is compared where others did."""

_DOTS = re.compile(r"[\[(]?\s*(?:…|\.(?:\s?\.){2,})\s*[\])]?")
_BROKEN = re.compile(r"([^\W\d_]{2,})-\s*\n\s*([^\W\d_]{2,})")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


class Match(StrEnum):
    """How far the words of a quote are those of a text."""

    EXACT = "exact"
    NEAR = "near"
    ABSENT = "absent"
    UNCLEAR = "unclear"
    """There is nothing that could be looked up."""


@dataclass(frozen=True)
class Difference:
    """A run of words: the same in both, or what a quote has and what the text has in its place."""

    op: str
    """`same`, `changed`, `added` (the quote has words that the text has not), `missing` (the other way round) or `cut` (left out with dots)."""
    given: str
    found: str


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
    total: int
    places: tuple[Place, ...]
    """Exact ones before near ones, each in the order of the texts; at most `MOST`."""


@dataclass(frozen=True)
class _Part:
    """The words of a quote between two cuts, as they were typed and as they are compared."""

    text: str
    spans: tuple[Word, ...]
    words: tuple[str, ...]

    @classmethod
    def from_text(cls, text: str) -> _Part:
        spans = tuple(words_of(text))
        return cls(text, spans, tuple(word.plain for word in spans))

    def typed(self, first: int, last: int) -> str:
        return " ".join(self.text[self.spans[first].start : self.spans[last - 1].end].split()) if first < last else ""


@dataclass(frozen=True)
class _Run:
    """The words `first` to before `last` of the concordance, which a part of a quote is held against."""

    first: int
    last: int
    score: float


def look_up(quote: str, index: HybridIndex, bodies: Bodies, documents: Sequence[str] = ()) -> Lookup:
    """Every place where the words of a quote stand, or nearly stand.

    Args:
        quote: the words, with or without quotation marks.
        documents: the ids of the documents to look in; all of them if empty.
    """
    shown = " ".join(quote.split())
    if len(quote) > LONGEST:
        return Lookup(
            shown[:200], Match.UNCLEAR, f"The quote has {len(quote):,} characters, and at most {LONGEST:,} are looked up. Give a sentence or two.", 0, ()
        )
    words = index.concordance
    parts = _parts(quote, words)
    if not parts:
        return Lookup(shown, Match.UNCLEAR, "There are no words in this. Give the quote in quotation marks, for example: a different kind of system.", 0, ())
    ranges = [words.bounds(n) for n, document in enumerate(words.documents) if not documents or document.id in documents]
    chains = [chain for bounds in ranges for chain in _exact_chains(parts, words, bounds)]
    places = [_place(chain, Match.EXACT, parts, index, bodies) for chain in chains[:MOST]]
    near: list[Place] = []
    if _size(parts) > 2:
        near = _near_places(parts, ranges, chains, index, bodies)
    match = Match.EXACT if chains else Match.NEAR if near else Match.ABSENT
    found = tuple([*places, *near][:MOST])
    return Lookup(
        shown, match, " ".join(filter(None, (_message(match, len(chains), near, parts), edition_hint(index, match, found)))), len(chains) + len(near), found
    )


def sentences_at(index: HybridIndex, place: Place) -> list[tuple[int, int]]:
    """The (passage, sentence) numbers of the sentences that a place lies in; none for words of a heading."""
    return [
        (n, number)
        for n, passage in enumerate(index.passages)
        if passage.document == place.document and passage.start < place.end and place.start < passage.end
        for number, s in enumerate(passage.sentences)
        if s.start < place.end and place.start < s.end
    ]


def context_of(index: HybridIndex, place: Place) -> str:
    """The whole sentences that a place lies in; its own words where they are a heading's."""
    spans = [index.passages[n].sentences[number] for n, number in sentences_at(index, place)]
    text = index.by_id[place.document].text
    return text[min(s.start for s in spans) : max(s.end for s in spans)] if spans else place.quote


def _size(parts: Sequence[_Part]) -> int:
    return sum(len(part.words) for part in parts)


def _parts(quote: str, words: Concordance) -> list[_Part]:
    """The words of a quote, cut where dots stand for what was left out."""

    def whole(match: re.Match[str]) -> str:
        joined = match.group(1) + match.group(2)
        return joined if joined.lower() in words else f"{match.group(1)} {match.group(2)}"

    text = _BROKEN.sub(whole, _INVISIBLE.sub("", quote))
    return [part for piece in _DOTS.split(text) if (part := _Part.from_text(piece)).words]


def _exact(part: Sequence[str], words: Concordance, first: int, last: int) -> list[_Run]:
    """Every run of exactly these words."""
    size = len(part)
    if not all(word in words for word in part):
        return []
    at = min(range(size), key=lambda n: len(words.places(part[n], first, last)))
    starts = (int(number) - at for number in words.places(part[at], first, last))
    return [_Run(start, start + size, 100.0) for start in starts if first <= start and start + size <= last and words.words[start : start + size] == list(part)]


def _exact_chains(parts: Sequence[_Part], words: Concordance, bounds: tuple[int, int]) -> list[tuple[_Run, ...]]:
    """Every place of the first part that the others follow, each within reach of the one before."""
    chains = []
    for run in _exact(parts[0].words, words, *bounds):
        chain = [run]
        for part in parts[1:]:
            after = _exact(part.words, words, chain[-1].last, min(bounds[1], chain[-1].last + _GAP + len(part.words)))
            if not after:
                break
            chain.append(after[0])
        if len(chain) == len(parts):
            chains.append(tuple(chain))
    return chains


def _near_places(
    parts: Sequence[_Part], ranges: Sequence[tuple[int, int]], exact: Sequence[tuple[_Run, ...]], index: HybridIndex, bodies: Bodies
) -> list[Place]:
    """The places that come near, best first, those aside that are told as exact."""
    words = index.concordance
    taken = [(chain[0].first, chain[-1].last) for chain in exact]
    anchor = max(range(len(parts)), key=lambda n: len(parts[n].words))
    chains: list[tuple[tuple[_Run, ...], float]] = []
    for bounds in ranges:
        for run in _near(parts[anchor].words, words, *bounds):
            chain = _chained(parts, anchor, run, words, bounds)
            if chain is not None and not any(a < chain[-1].last and chain[0].first < b for a, b in taken):
                score = _score(parts, chain, words)
                if _is_near(parts, chain, score, words):
                    chains.append((chain, score))
    chains.sort(key=lambda row: (-row[1], row[0][0].first))
    best = 100.0 if exact else chains[0][1] if chains else 0.0
    kept: list[tuple[tuple[_Run, ...], float]] = []
    for chain, score in chains:
        overlaps = any(a[0].first < chain[-1].last and chain[0].first < a[-1].last for a, _ in kept)
        if score >= best - _ALSO and not overlaps:
            kept.append((chain, score))
    return [_place(chain, Match.NEAR, parts, index, bodies, score) for chain, score in kept[:MOST]]


def _chained(parts: Sequence[_Part], anchor: int, run: _Run, words: Concordance, bounds: tuple[int, int]) -> tuple[_Run, ...] | None:
    """The runs of all parts around that of one of them; None where one has none within reach."""
    chain = [run]
    for part in reversed(parts[:anchor]):
        end = chain[0].first
        found = _best_run(part.words, words, max(bounds[0], end - _GAP - len(part.words)), end)
        if found is None:
            return None
        chain.insert(0, found)
    for part in parts[anchor + 1 :]:
        start = chain[-1].last
        found = _best_run(part.words, words, start, min(bounds[1], start + _GAP + len(part.words)))
        if found is None:
            return None
        chain.append(found)
    return tuple(chain)


def _best_run(part: Sequence[str], words: Concordance, first: int, last: int) -> _Run | None:
    runs = _exact(part, words, first, last) or _near(part, words, first, last)
    return max(runs, key=lambda run: run.score, default=None)


def _near(part: Sequence[str], words: Concordance, first: int, last: int) -> list[_Run]:
    """The runs that hold most of a part's words in their order, found by the words that are rare."""
    rarity = _rarities(part, words)
    votes, weights = [], []
    known = [n for n, word in enumerate(part) if word in words]
    rare = [n for n in known if len(words.places(part[n])) <= _COMMON] or known
    for n in rare:
        places = words.places(part[n], first, last)
        votes.append(places - n)
        weights.append(np.full(places.size, rarity[n]))
    if not votes or not sum(v.size for v in votes):
        return []
    width = max(8, len(part) // 3)
    bins = (np.concatenate(votes) - first + len(part)) // width
    sums = np.bincount(bins, np.concatenate(weights))
    sums = sums + np.append(sums[1:], 0.0)
    runs = []
    floor = 0.4 * sum(rarity)
    for start in np.argsort(-sums, kind="stable")[:_WINDOWS]:
        if sums[start] < floor:
            break
        at = int(start) * width + first - len(part)
        run = _aligned(part, rarity, words, max(first, at - 4), min(last, at + 2 * width + len(part) + 4))
        if run is not None:
            runs.append(run)
    return runs


def _rarities(part: Sequence[str], words: Concordance) -> list[float]:
    """How much each word tells, 0.1 to 1; one that stands nowhere tells little of where the rest stands."""
    most = math.log(1 + len(words.words))
    return [max(0.1, math.log(1 + len(words.words) / max(1, words.places(word).size)) / most) if word in words else 0.4 for word in part]


def _aligned(part: Sequence[str], rarity: Sequence[float], words: Concordance, first: int, last: int) -> _Run | None:
    """The stretch of a window that a part's words fit best, or None where none do."""
    window = words.words[first:last]
    blocks = [(op.src_start, op.dest_start, op.src_end - op.src_start) for op in Levenshtein.opcodes(part, window) if op.tag == "equal"]
    if not blocks:
        return None
    best, total, start = (0.0, 0, 0), 0.0, 0
    for n, (given, found, size) in enumerate(blocks):
        if n:
            before = blocks[n - 1]
            total -= 0.4 * max(found - before[1] - before[2], given - before[0] - before[2])
        if total <= 0:
            total, start = 0.0, n
        total += sum(rarity[given : given + size])
        best = max(best, (total, start, n), key=lambda row: row[0])
    one, other = blocks[best[1]], blocks[best[2]]
    return _stretched(part, words, first + one[1], first + other[1] + other[2], (one[0], len(part) - other[0] - other[2]), (first, last))


def _stretched(part: Sequence[str], words: Concordance, start: int, end: int, loose: tuple[int, int], bounds: tuple[int, int]) -> _Run:
    """A run with the words at its ends that stand for the part's changed first or last ones."""
    given = " ".join(part)
    tries = [
        (a, b)
        for a in {start, *(start - n for n in range(1, min(loose[0], 4) + 1))}
        for b in {end, *(end + n for n in range(1, min(loose[1], 4) + 1))}
        if bounds[0] <= a < b <= bounds[1]
    ]
    scores = {span: fuzz.ratio(given, " ".join(words.words[span[0] : span[1]])) for span in tries}
    first, last = max(tries, key=lambda span: (scores[span], span[0] - span[1], span[0]))
    return _Run(first, last, scores[first, last])


def _score(parts: Sequence[_Part], chain: Sequence[_Run], words: Concordance) -> float:
    given = " ".join(word for part in parts for word in part.words)
    found = " ".join(word for run in chain for word in words.words[run.first : run.last])
    return fuzz.ratio(given, found)


def _is_near(parts: Sequence[_Part], chain: Sequence[_Run], score: float, words: Concordance) -> bool:
    if score < (_NEAR_SHORT if _size(parts) < _SHORT else _NEAR):
        return False
    held, total = 0.0, 0.0
    for part, run in zip(parts, chain, strict=True):
        rarity = _rarities(part.words, words)
        total += sum(rarity)
        for op in Levenshtein.opcodes(part.words, words.words[run.first : run.last]):
            if op.tag == "equal":
                held += sum(rarity[op.src_start : op.src_end])
    return held >= _HELD * total


def _place(chain: Sequence[_Run], match: Match, parts: Sequence[_Part], index: HybridIndex, bodies: Bodies, score: float = 100.0) -> Place:
    words = index.concordance
    document = words.documents[words.document_at(chain[0].first)]
    start, end = words.span(chain[0].first, chain[-1].last)
    section = next((s for s in document.sections if s.start <= start < s.end), None)
    sentence = next((p.sentences for p in index.passages if p.document == document.id and p.start <= start < p.end), ())
    around = next((document.text[s.start : s.end] for s in sentence if s.start <= start < s.end), "")
    named = bodies.named_in(around)
    body = (section.body if section else None) or (named[0] if len(named) == 1 else None)
    differences: list[Difference] = []
    for n, (part, run) in enumerate(zip(parts, chain, strict=True)):
        if n and run.first > chain[n - 1].last:
            differences.append(Difference("cut", "…", _said(words, document.text, chain[n - 1].last, run.first)))
        differences += _differences(part, run, words, document.text)
    return Place(
        match=match,
        document=document.id,
        start=start,
        end=end,
        quote=document.text[start:end],
        section=section.path if section else (),
        body=body,
        score=round(score, 1),
        differences=tuple(differences),
        speaker=speaker_of(document, start, end),
    )


def _differences(part: _Part, run: _Run, words: Concordance, text: str) -> list[Difference]:
    names = {"equal": "same", "replace": "changed", "delete": "added", "insert": "missing"}
    joined: list[tuple[str, int, int, int, int]] = []
    for op in Levenshtein.opcodes(part.words, words.words[run.first : run.last]):
        row = (names[op.tag], op.src_start, op.src_end, op.dest_start, op.dest_end)
        if joined and row[0] != "same" != joined[-1][0]:
            row = ("changed", joined[-1][1], row[2], joined.pop()[3], row[4])
        joined.append(row)
    return [Difference(name, part.typed(a, b), _said(words, text, run.first + c, run.first + d)) for name, a, b, c, d in joined]


def _said(words: Concordance, text: str, first: int, last: int) -> str:
    """The words of a text from one number to before another, as they are printed."""
    if first >= last:
        return ""
    start, end = words.span(first, last)
    return " ".join(text[start:end].split())


def _marked(row: Difference) -> str:
    if row.op == "same":
        return row.found
    if row.op == "cut":
        return "[…]"
    return " ".join(part for part in (f"[-{row.given}-]" if row.given else "", f"{{+{row.found}+}}" if row.found else "") if part)


def _message(match: Match, exact: int, near: Sequence[Place], parts: Sequence[_Part]) -> str:
    if match is Match.EXACT:
        said = [f"These words stand in {_counted(exact)}" + (f", and nearly the same in {_counted(len(near))} more." if near else ".")]
    elif match is Match.NEAR:
        said = [f"These exact words stand nowhere; nearly the same stand in {_counted(len(near))}."]
        if any(map(_has_figure, near[0].differences)):
            said.append("A figure differs.")
    else:
        said = ["These words stand in none of the texts."]
    if _size(parts) == 1:
        said.append("One word is no quote: give three or more to find who said it.")
    if exact > MOST:
        said.append(f"The first {MOST} are told.")
    return " ".join(said)


def edition_hint(index: HybridIndex, match: Match, places: Sequence[Place]) -> str:
    """What must be said where a digest was looked in: that its words are ours, and how the publishers' come in."""
    digests = [document.id for document in index.documents if document.edition.value == "digest"]
    if not digests:
        return ""
    count = "All texts here are digests" if len(digests) == len(index.documents) else f"{len(digests)} of the {len(index.documents)} texts here are digests"
    if match is Match.ABSENT:
        return f"{count}, in our wording, in which a publisher's own words do not stand: `citewell add FILE` brings in the originals."
    if any(place.document in digests for place in places):
        return "Where it stands in a digest it is our wording, not the publisher's: `citewell add FILE` brings in the originals."
    return ""


def _has_figure(row: Difference) -> bool:
    return row.op in ("changed", "added", "missing") and bool(re.search(r"\d", row.given + row.found))


def _counted(places: int) -> str:
    return f"{places} place{'' if places == 1 else 's'}"
