"""The field's abbreviations, and the plain words that people ask with."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    abbreviations: dict[str, str]
    synonyms: dict[str, list[str]]


class Glossary:
    """What a term of a question may stand as in a text."""

    def __init__(self, abbreviations: dict[str, str], synonyms: dict[str, list[str]]) -> None:
        self.abbreviations = abbreviations
        self.synonyms = synonyms

    @classmethod
    def load(cls) -> Glossary:
        """The glossary of `glossary.toml`."""
        data = _File.model_validate(tomllib.loads((files("corpus") / "glossary.toml").read_text(encoding="utf-8")))
        return cls(data.abbreviations, data.synonyms)

    @property
    def terms(self) -> tuple[str, ...]:
        """What questions may use: every abbreviation and plain word."""
        return (*self.abbreviations, *self.synonyms)

    @cached_property
    def _terms(self) -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
        rows: list[tuple[re.Pattern[str], tuple[str, ...]]] = []
        for short, long in self.abbreviations.items():
            rows.append((re.compile(rf"(?<!\w){re.escape(short)}(?!\w)"), (long,)))
            rows.append((re.compile(rf"(?<!\w){re.escape(long)}(?!\w)", re.IGNORECASE), (short,)))
        for term, others in self.synonyms.items():
            flags = 0 if term.isupper() else re.IGNORECASE
            rows.append((re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", flags), tuple(others)))
        return rows

    def expansions(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """(a term that the text holds, what it may stand as), for each term of the glossary."""
        return [(match.group(), others) for pattern, others in self._terms if (match := pattern.search(text))]
