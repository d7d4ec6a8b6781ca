"""Labelled sentences that join two quotes, of two boards, two years, or a board and a survey: true ones, and such as give to one what is the other's.

Half of them, by the hash of the first quote, is not looked at while the check is mended.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from evals.planted import Tally, cited
from index.encode import Encoder
from index.verifier import ClaimVerifier
from rag.types import Citation, Claim, Verdict
from rag.verify import verify

FILE = "pairs_joined.toml"


class Joined(StrEnum):
    """What was done to a sentence."""

    TRUE = "true"
    SWAPPED = "swapped"
    """What is of one given to the other."""
    BOTH = "both"
    """What holds for one said of both, or of neither."""
    CONTRARY = "contrary"
    FIGURE = "figure"


class _Cite(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    document: str
    section: tuple[str, ...]
    body: str | None = None
    quote: str


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    says: str
    false: tuple[tuple[Joined, str], ...]
    cites: tuple[_Cite, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    pair: list[_Row]


@dataclass(frozen=True)
class JoinedPair:
    """A sentence and the two quotes that it cites."""

    sort: Joined
    says: str
    citations: tuple[Citation, ...]

    @property
    def blind(self) -> bool:
        """Whether it is of the half that nobody mends the check on."""
        return bool(hashlib.sha256(f"joined {self.citations[0].quote}".encode()).digest()[0] % 2)


def load() -> tuple[JoinedPair, ...]:
    """All sentences of the file."""
    data = _File.model_validate(tomllib.loads((files("evals") / FILE).read_text(encoding="utf-8")))
    catalogue = Catalogue.load()
    found = []
    for row in data.pair:
        citations = tuple(cited(n, c.document, c.section, c.body, c.quote, catalogue) for n, c in enumerate(row.cites, start=1))
        found += [JoinedPair(Joined.TRUE, row.says, citations), *(JoinedPair(sort, says, citations) for sort, says in row.false)]
    return tuple(found)


def judged(
    pairs: Sequence[JoinedPair], bodies: Bodies, encoder: Encoder | None = None, verifier: ClaimVerifier | None = None
) -> list[tuple[JoinedPair, Verdict]]:
    """What the check says of each."""
    return [(pair, verify(Claim(pair.says, ()), pair.citations, bodies, encoder, None, verifier)) for pair in pairs]


def tallies(rows: Sequence[tuple[JoinedPair, Verdict]]) -> list[Tally]:
    """How many of each sort were judged rightly."""
    right = {sort: [verdict.supported == (sort is Joined.TRUE) for pair, verdict in rows if pair.sort is sort] for sort in Joined}
    return [Tally(sort, sum(own), len(own)) for sort, own in right.items()]


def as_text(found: Sequence[Tally]) -> str:
    """A row a sort."""
    return "\n".join(f"{tally.sort.value:<10}{tally.right:>5} of {tally.of}" for tally in found)
