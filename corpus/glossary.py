"""The field's abbreviations, and the plain words that people ask with."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    compounds: list[str] = []
    abbreviations: dict[str, str]
    synonyms: dict[str, list[str]]


class Glossary:
    """What a term of a question may stand as in a text."""

    def __init__(self, abbreviations: dict[str, str], synonyms: dict[str, list[str]], compounds: list[str] | None = None) -> None:
        self.compounds = tuple(compounds or ())
        self.abbreviations = abbreviations
        self.synonyms = synonyms

    @classmethod
    def load(cls) -> Glossary:
        """The glossary of `glossary.toml`."""
        data = _File.model_validate(tomllib.loads((files("corpus") / "glossary.toml").read_text(encoding="utf-8")))
        return cls(data.abbreviations, data.synonyms, data.compounds)

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

    def without_compounds(self, text: str, asked: str) -> str:
        """The text without the compounds that a question does not ask for, so that their parts are not taken for themselves."""
        for compound in self.compounds:
            if compound.lower() not in asked.lower():
                text = re.sub(rf"\b{re.escape(compound)}\b", " ", text, flags=re.IGNORECASE)
        return text

    def names(self, text: str) -> list[tuple[str, ...]]:
        """The proper names that the text holds and the glossary abbreviates, each as (long form, abbreviation)."""
        found: list[tuple[str, ...]] = []
        for short, long in self.abbreviations.items():
            proper = sum(word[0].isupper() for word in long.split()) >= 2
            if proper and (long.lower() in text.lower() or re.search(rf"(?<!\w){re.escape(short)}(?!\w)", text)):
                found.append((long, short))
        return found

    def expansions(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """(a term that the text holds, what it may stand as), for each term of the glossary."""
        return [(match.group(), others) for pattern, others in self._terms if (match := pattern.search(text))]
