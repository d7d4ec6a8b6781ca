"""A conversation as a link: its questions and what was fixed for each, from which its answers are made anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.types import Period
from rag.types import Answer, Filters, Reading

MOST_TURNS = 20
"""Questions that a link may hold."""
LONGEST = 2000
"""Characters of a question."""


class LinkError(ValueError):
    """A link that names a board, a year or a document that is none."""


@dataclass(frozen=True)
class Asked:
    """A question as a visitor put it, with the boards, years and documents that they fixed."""

    question: str
    bodies: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    @property
    def filters(self) -> Filters:
        return Filters(self.bodies, tuple(map(Period.parse, self.years)), self.documents)


@dataclass(frozen=True)
class Turn:
    """A question, its answer, the questions that can be asked next, and what was thought of it."""

    asked: Asked
    answer: Answer
    follow: tuple[str, ...] = field(default=())
    thumb: str = ""
    """What the visitor thinks of the answer: `up`, `down`, or nothing yet."""

    @property
    def reading(self) -> Reading:
        return self.answer.reading


def query_of(conversation: Sequence[Asked]) -> str:
    """`q=...&body=...&year=...`: what is fixed for a question stands behind it."""
    pairs: list[tuple[str, str]] = []
    for asked in conversation[-MOST_TURNS:]:
        pairs.append(("q", asked.question))
        pairs += [("body", body) for body in asked.bodies]
        pairs += [("year", year) for year in asked.years]
        pairs += [("document", document) for document in asked.documents]
    return urlencode(pairs)


def conversation_of(query: str, bodies: Bodies, catalogue: Catalogue) -> tuple[Asked, ...]:
    """The questions of a link, with their boards as the texts name them.

    Raises:
        LinkError: if a board, a year or a document is not known.
    """
    asked: list[Asked] = []
    early = Asked("")
    for name, value in parse_qsl(query):
        value = value.strip()
        if name == "q" and value:
            asked.append(replace(early, question=value[:LONGEST]))
            early = Asked("")
        elif name in ("body", "year", "document") and value:
            fixed = _fixed(asked.pop() if asked else early, name, value, bodies, catalogue)
            if fixed.question:
                asked.append(fixed)
            else:
                early = fixed
    return tuple(asked[:MOST_TURNS])


def checked(asked: Asked, bodies: Bodies, catalogue: Catalogue) -> Asked:
    """A question with the names that it was given held against those that are known.

    Raises:
        LinkError: if a board, a year or a document is not known.
    """
    made = Asked(asked.question.strip()[:LONGEST])
    for name, values in (("body", asked.bodies), ("year", asked.years), ("document", asked.documents)):
        for value in values:
            made = _fixed(made, name, value, bodies, catalogue)
    return made


def _fixed(asked: Asked, name: str, value: str, bodies: Bodies, catalogue: Catalogue) -> Asked:
    if name == "body":
        named = bodies.named_in(value)
        if len(named) != 1:
            raise LinkError(f"“{value}” is no board that the texts know; choose one from the list.")
        return replace(asked, bodies=tuple(dict.fromkeys((*asked.bodies, named[0]))))
    if name == "year":
        try:
            return replace(asked, years=tuple(dict.fromkeys((*asked.years, str(Period.parse(value))))))
        except ValueError:
            raise LinkError(f"“{value}” is no financial year; write one such as 2024/25.") from None
    if value not in catalogue.by_id:
        raise LinkError(f"“{value}” is no document that is here; the page About lists them.")
    return replace(asked, documents=tuple(dict.fromkeys((*asked.documents, value))))
