"""Labelled sentence pairs for the check: paraphrases that are true of their quotes, and each with one planted change that is not.

What the check says of itself counts for nothing here: a paraphrase should be shown and a planted change withheld, whatever its score.

Both halves of `pairs.toml` were read while the check was mended, so none of its sentences is unseen any more: they show that the check gets no worse.
What it reaches on sentences that nobody mended it on is told by the blind halves of `pairs_fresh.toml` and `pairs_unseen.toml`, of which only totals are
looked at.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from index.encode import Encoder
from index.verifier import ClaimVerifier
from rag.names import graded
from rag.stated import find
from rag.types import Citation, Claim, Verdict
from rag.verify import verify


class Sort(StrEnum):
    """What was done to a sentence."""

    PARAPHRASE = "paraphrase"
    FIGURE = "figure"
    YEAR = "year"
    BOARD = "board"
    GRADE = "tier or segment"
    POLARITY = "polarity"
    SPEAKER = "speaker"
    PROVIDER = "a trust's matter given to its board"


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    document: str
    section: tuple[str, ...]
    body: str | None = None
    quote: str
    says: str
    opposites: tuple[tuple[str, str], ...] = ()
    speaker: str | None = None
    provider: str | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    pair: list[_Row]


@dataclass(frozen=True)
class Pair:
    """A sentence and the quote it cites, and whether it is true of it."""

    sort: Sort
    says: str
    citation: Citation

    @property
    def true(self) -> bool:
        return self.sort is Sort.PARAPHRASE

    @property
    def half(self) -> Literal["set", "held"]:
        """`set` for the pairs that the threshold was set on, `held` for the others, which were read later, while words and rules were mended; by the
        hash of the quote."""
        return "held" if hashlib.sha256(self.citation.quote.encode()).digest()[0] % 2 else "set"

    @property
    def blind(self) -> bool:
        """Of a fresh or unseen pair: whether it is of the half that nobody mends the check on; by the hash of the quote."""
        return bool(hashlib.sha256(f"fresh {self.citation.quote}".encode()).digest()[0] % 2)


@dataclass(frozen=True)
class Tally:
    """How many sentences of a sort were judged rightly: shown if true, withheld if not."""

    sort: StrEnum
    right: int
    of: int

    @property
    def share(self) -> float:
        return self.right / self.of if self.of else 0.0


KNOWN, FRESH, UNSEEN = "pairs.toml", "pairs_fresh.toml", "pairs_unseen.toml"
"""Pairs that the check was mended on, pairs of which half is not looked at, and the same of other writers, of which none is trained on."""


def load(bodies: Bodies, name: str = KNOWN) -> tuple[Pair, ...]:
    """All pairs of a file: each paraphrase, with and without its year, and every change that can be planted in it."""
    data = _File.model_validate(tomllib.loads((files("evals") / name).read_text(encoding="utf-8")))
    catalogue = Catalogue.load()
    found = []
    for row in data.pair:
        citation = cited(1, row.document, row.section, row.body, row.quote, catalogue)
        planted = dict.fromkeys((sort, says) for sort, says in _variants(row, citation, bodies) if says != row.says)
        found += [Pair(Sort.PARAPHRASE, row.says, citation), *(Pair(sort, says, citation) for sort, says in planted)]
    return tuple(found)


def cited(n: int, document: str, section: tuple[str, ...], body: str | None, quote: str, catalogue: Catalogue) -> Citation:
    """A quote of the digest as an answer would cite it."""
    entry = catalogue.by_id[document]
    return Citation(n, document, "digest", entry.title, entry.publisher, str(entry.period or ""), section, body, quote, 0, len(quote), quote, None)


def judged(pairs: Sequence[Pair], bodies: Bodies, encoder: Encoder, verifier: ClaimVerifier | None = None) -> list[tuple[Pair, Verdict]]:
    """What the check says of each pair."""
    return [(pair, verify(Claim(pair.says, ()), [pair.citation], bodies, encoder, None, verifier)) for pair in pairs]


def tallies(rows: Sequence[tuple[Pair, Verdict]]) -> list[Tally]:
    """How many of each sort were judged rightly."""
    by_sort = {sort: [verdict.supported == pair.true for pair, verdict in rows if pair.sort is sort] for sort in Sort}
    return [Tally(sort, sum(right), len(right)) for sort, right in by_sort.items()]


def _variants(row: _Row, citation: Citation, bodies: Bodies) -> Iterator[tuple[Sort, str]]:
    dated = not any(f.is_year for f in find(f"{row.says} {row.quote}"))
    if dated and citation.period:
        yield Sort.PARAPHRASE, _dated(row.says, citation.period)
    yield from ((Sort.FIGURE, says) for says in _figures(row))
    yield from ((Sort.YEAR, says) for says in _years(row, citation.period, dated))
    yield from ((Sort.BOARD, says) for says in _boards(row.says, bodies))
    yield from ((Sort.GRADE, says) for says in _grades(row.says))
    yield from ((Sort.POLARITY, row.says.replace(was, becomes, 1)) for was, becomes in row.opposites)
    yield from ((Sort.SPEAKER, says) for says in _speakers(row))
    yield from ((Sort.PROVIDER, says) for says in _providers(row))


def _dated(says: str, period: str) -> str:
    return f"{says.rstrip('.')} ({period})."


_WORDS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty".split()
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def _figures(row: _Row) -> Iterator[str]:
    """Each figure that is no year or grade made larger, its digits turned round, and another of the quote's in its place."""
    graded_at = [(start, end) for _, _, start, end in graded(row.says)]
    others = [f.value for f in find(row.quote) if not f.is_year]
    for figure in find(row.says):
        if figure.is_year or any(start <= figure.start < end for start, end in graded_at):
            continue
        text = row.says[figure.start : figure.end]
        number = _NUMBER.search(text)
        changes: list[str] = []
        if number:
            digits = number.group()
            whole = int(re.sub(r"\D", "", digits))
            larger = f"{whole + max(1, whole // 6):,}" if "." not in digits else f"{float(digits) + 1.7:.1f}"
            changes = [text.replace(digits, larger, 1), text.replace(digits, digits[::-1], 1) if digits[::-1] != digits and digits[-1] != "0" else ""]
            changes += [text.replace(digits, other[:-1], 1) for other in others if other.endswith("%") and figure.value.endswith("%") and other != figure.value]
        else:
            word = next((word for word in _WORDS if re.search(rf"\b{word}\b", text, re.IGNORECASE)), None)
            if word:
                at = _WORDS.index(word)
                changes = [re.sub(rf"\b{word}\b", _WORDS[(at + step) % len(_WORDS)], text, count=1, flags=re.IGNORECASE) for step in (1, 3)]
        yield from (row.says[: figure.start] + change + row.says[figure.end :] for change in changes if change)


def _years(row: _Row, period: str, dated: bool) -> Iterator[str]:
    """Each year moved by one and by two; where there is none, the wrong one said."""
    if dated and period:
        start = int(period[:4])
        yield from (_dated(row.says, f"{start + step}/{(start + step + 1) % 100:02d}") for step in (-1, 1))
        return
    for figure in find(row.says):
        if figure.is_year:
            start = int(figure.value[:4])
            for step in (-1, 2):
                moved = f"{start + step}/{(start + step + 1) % 100:02d}" if figure.is_period else str(start + step)
                yield row.says[: figure.start] + moved + row.says[figure.end :]


def _boards(says: str, bodies: Bodies) -> Iterator[str]:
    """Each board's name changed for the next of its region and for one further off."""
    names = [body.name for body in bodies.all]
    for mention in bodies.find(says)[:1]:
        at = names.index(mention.body)
        yield from (says[: mention.start] + names[(at + step) % len(names)] + says[mention.end :] for step in (1, 11))


_GRADES = ("1", "2", "3", "4", "one", "two", "three")
_SAME = {"one": "1", "two": "2", "three": "3"}


def _grades(says: str) -> Iterator[str]:
    """Each tier or segment given every other number, in digits and in words."""
    for _, grade, start, end in graded(says):
        text = says[start:end]
        yield from (says[:start] + text.replace(grade, other, 1) + says[end:] for other in _GRADES if _SAME.get(other, other) != grade and grade in text)


_SPEAKERS = ("an ICB chair", "an ICB chief executive", "an ICP chair", "a health minister", "an ICB medical director", "the NHS Confederation", "NHS England")


def _speakers(row: _Row) -> Iterator[str]:
    """What one speaker says given to three others."""
    if row.speaker is None:
        return
    own = set(re.findall(r"\w+", row.speaker.lower()))
    others = [other for other in _SPEAKERS if not set(re.findall(r"\w+", other.lower())) - {"an", "a", "the", "icb"} <= own]
    turn = len(row.says) % len(others)
    for other in (others[turn:] + others[:turn])[:3]:
        if other.split()[-1] not in row.quote:
            yield _put(row.says, row.speaker, other)


def _providers(row: _Row) -> Iterator[str]:
    """What is a trust's, or providers', given to the board."""
    if row.provider is None:
        return
    for other in ("the ICB", "the board", "the commissioner", f"{row.body} ICB" if row.body else "an ICB"):
        yield _put(row.says, row.provider, other)


def _put(says: str, was: str, becomes: str) -> str:
    if was.endswith("'"):
        becomes = f"{becomes}'s"
    text = says.replace(was, becomes, 1)
    return text[0].upper() + text[1:]


def as_text(found: Sequence[Tally], held: Sequence[Tally]) -> str:
    """A table: a row a sort, over all pairs and over the half that the threshold was not set on."""
    row: Callable[[Tally, Tally], str] = lambda a, b: f"{a.sort.value:<38}{a.of:>6}{a.share:>8.1%}{b.of:>8}{b.share:>8.1%}"  # noqa: E731
    head = f"{'':<38}{'pairs':>6}{'right':>8}{'held':>8}{'right':>8}"
    return "\n".join([head, *(row(a, b) for a, b in zip(found, held, strict=True))])
