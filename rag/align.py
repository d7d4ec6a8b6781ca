"""Holding the words of a quote against the words of the documents: where they run exactly, where nearly, and how they differ.

A quote falls into parts where three dots stand; the parts follow each other within reach. Near places are found by the rare words
that they share with a part, then aligned word by word [Levenshtein 1966].
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from index.concordance import Concordance, Word, words_of

MOST_PARTS = 8
"""Parts of a quote, between dots."""
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
_VOTERS = 60
"""Words of a part by which its places are found, the rarest first."""
_COMMON = 600
"""A word that stands more often than this finds no places; it is compared where others did."""

_DOTS = re.compile(r"[\[(]?\s*(?:…|\.(?:\s?\.){2,})\s*[\])]?")
_BROKEN = re.compile(r"([^\W\d_]{2,})-\s*\n\s*([^\W\d_]{2,})")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True)
class Part:
    """The words of a quote between two cuts, as they were typed and as they are compared."""

    text: str
    spans: tuple[Word, ...]
    words: tuple[str, ...]

    @classmethod
    def from_text(cls, text: str) -> Part:
        spans = tuple(words_of(text))
        return cls(text, spans, tuple(word.plain for word in spans))

    def typed(self, first: int, last: int) -> str:
        """The words from one number to before another, as they were typed."""
        return " ".join(self.text[self.spans[first].start : self.spans[last - 1].end].split()) if first < last else ""


@dataclass(frozen=True)
class Run:
    """The words `first` to before `last` of the concordance, which a part of a quote is held against."""

    first: int
    last: int
    score: float


@dataclass(frozen=True)
class Difference:
    """A run of words: the same in both, or what a quote has and what the text has in its place."""

    op: str
    """`same`, `changed`, `added` (the quote has words that the text has not), `missing` (the other way round) or `cut` (left out with dots)."""
    given: str
    found: str


Chain = tuple[Run, ...]
"""The run of each part of a quote, in their order, in one document."""


def size_of(parts: Sequence[Part]) -> int:
    """How many words a quote has."""
    return sum(len(part.words) for part in parts)


def parts_of(quote: str, words: Concordance) -> list[Part]:
    """The words of a quote, cut where dots stand for what was left out."""

    def whole(match: re.Match[str]) -> str:
        joined = match.group(1) + match.group(2)
        return joined if joined.lower() in words else f"{match.group(1)} {match.group(2)}"

    text = _BROKEN.sub(whole, _INVISIBLE.sub("", quote))
    return [part for piece in _DOTS.split(text) if (part := Part.from_text(piece)).words]


def _exact(part: Sequence[str], words: Concordance, first: int, last: int) -> list[Run]:
    """Every run of exactly these words."""
    size = len(part)
    if not all(word in words for word in part):
        return []
    at = min(range(size), key=lambda n: len(words.places(part[n], first, last)))
    starts = (int(number) - at for number in words.places(part[at], first, last))
    return [Run(start, start + size, 100.0) for start in starts if first <= start and start + size <= last and words.words[start : start + size] == list(part)]


def exact_chains(parts: Sequence[Part], words: Concordance, bounds: tuple[int, int]) -> list[Chain]:
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


def near_chains(parts: Sequence[Part], words: Concordance, ranges: Sequence[tuple[int, int]], exact: Sequence[Chain] = ()) -> list[tuple[Chain, float]]:
    """The chains that come near, with the share of equal letters, best first; those that overlap an exact one are left out."""
    anchor = max(range(len(parts)), key=lambda n: len(parts[n].words))
    found: list[tuple[Chain, float]] = []
    for bounds in ranges:
        for run in _near(parts[anchor].words, words, *bounds):
            chain = _chained(parts, anchor, run, words, bounds)
            if chain is not None and not any(_overlap(chain, other) for other in exact):
                score = _score(parts, chain, words)
                if _is_near(parts, chain, score, words):
                    found.append((chain, score))
    found.sort(key=lambda row: (-row[1], row[0][0].first))
    best = 100.0 if exact else found[0][1] if found else 0.0
    kept: list[tuple[Chain, float]] = []
    for chain, score in found:
        if score >= best - _ALSO and not any(_overlap(chain, other) for other, _ in kept):
            kept.append((chain, score))
    return kept


def _overlap(one: Chain, other: Chain) -> bool:
    return one[0].first < other[-1].last and other[0].first < one[-1].last


def _chained(parts: Sequence[Part], anchor: int, run: Run, words: Concordance, bounds: tuple[int, int]) -> Chain | None:
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


def _best_run(part: Sequence[str], words: Concordance, first: int, last: int) -> Run | None:
    runs = _exact(part, words, first, last) or _near(part, words, first, last)
    return max(runs, key=lambda run: run.score, default=None)


def _near(part: Sequence[str], words: Concordance, first: int, last: int) -> list[Run]:
    """The runs that hold most of a part's words in their order, found by the words that are rare."""
    rarity = _rarities(part, words)
    votes, weights = [], []
    known = [n for n, word in enumerate(part) if word in words]
    rare = [n for n in known if len(words.places(part[n])) <= _COMMON] or known
    rare = sorted(rare, key=lambda n: -rarity[n])[:_VOTERS]
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


def _aligned(part: Sequence[str], rarity: Sequence[float], words: Concordance, first: int, last: int) -> Run | None:
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


def _stretched(part: Sequence[str], words: Concordance, start: int, end: int, loose: tuple[int, int], bounds: tuple[int, int]) -> Run:
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
    return Run(first, last, scores[first, last])


def _score(parts: Sequence[Part], chain: Sequence[Run], words: Concordance) -> float:
    given = " ".join(word for part in parts for word in part.words)
    found = " ".join(word for run in chain for word in words.words[run.first : run.last])
    return fuzz.ratio(given, found)


def _is_near(parts: Sequence[Part], chain: Sequence[Run], score: float, words: Concordance) -> bool:
    if score < (_NEAR_SHORT if size_of(parts) < _SHORT else _NEAR):
        return False
    held, total = 0.0, 0.0
    for part, run in zip(parts, chain, strict=True):
        rarity = _rarities(part.words, words)
        total += sum(rarity)
        for op in Levenshtein.opcodes(part.words, words.words[run.first : run.last]):
            if op.tag == "equal":
                held += sum(rarity[op.src_start : op.src_end])
    return held >= _HELD * total


def differences(parts: Sequence[Part], chain: Chain, words: Concordance) -> tuple[Difference, ...]:
    """The words of a quote against those of a chain, run by run."""
    text = words.documents[words.document_at(chain[0].first)].text
    rows: list[Difference] = []
    for n, (part, run) in enumerate(zip(parts, chain, strict=True)):
        if n and run.first > chain[n - 1].last:
            rows.append(Difference("cut", "…", printed(words, text, chain[n - 1].last, run.first)))
        rows += _differences(part, run, words, text)
    return tuple(rows)


def _differences(part: Part, run: Run, words: Concordance, text: str) -> list[Difference]:
    names = {"equal": "same", "replace": "changed", "delete": "added", "insert": "missing"}
    joined: list[tuple[str, int, int, int, int]] = []
    for op in Levenshtein.opcodes(part.words, words.words[run.first : run.last]):
        row = (names[op.tag], op.src_start, op.src_end, op.dest_start, op.dest_end)
        if joined and row[0] != "same" != joined[-1][0]:
            row = ("changed", joined[-1][1], row[2], joined.pop()[3], row[4])
        joined.append(row)
    return [Difference(name, part.typed(a, b), printed(words, text, run.first + c, run.first + d)) for name, a, b, c, d in joined]


def printed(words: Concordance, text: str, first: int, last: int) -> str:
    """The words of a text from one number to before another, as they are printed."""
    if first >= last:
        return ""
    start, end = words.span(first, last)
    return " ".join(text[start:end].split())
