"""Where every word of the documents stands, so that a quote can be found whatever its punctuation, capitals and line breaks."""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.types import Document

Numbers = NDArray[np.int64]

_WORD = re.compile(r"£?\d+(?:[.,]\d+)*(?:/\d+)?|\bper\s?cent\b|%|&|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*", re.IGNORECASE)
_SILENT = re.compile(r"[,'’ʼ]")
_BETWEEN = ""
"""Stands between two documents; no word of a text is like it, so nothing is found across their border."""


@dataclass(frozen=True)
class Word:
    """A word of a text as it is compared, and the span where it stands."""

    plain: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """The words and figures of a text, in small letters and without apostrophes; `per cent` is `%` and `&` is `and`."""
    return [Word(_plain(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]


def _plain(word: str) -> str:
    plain = _SILENT.sub("", unicodedata.normalize("NFKC", word).lower())
    if plain == "&":
        return "and"
    return "%" if plain.startswith("per") and plain.removeprefix("per").strip() == "cent" else plain


class Concordance:
    """The words of all documents, one after the other, and the places of each."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = tuple(documents)
        self.words: list[str] = []
        """Every word in order, with an empty one behind each document."""
        self._spans: list[tuple[int, int]] = []
        self._begins: list[int] = []
        for document in self.documents:
            self._begins.append(len(self.words))
            found = words_of(document.text)
            self.words += [word.plain for word in found] + [_BETWEEN]
            self._spans += [(word.start, word.end) for word in found] + [(len(document.text), len(document.text))]

    @cached_property
    def _places(self) -> dict[str, Numbers]:
        places: dict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self.words):
            places[word].append(number)
        return {word: np.asarray(numbers, dtype=np.int64) for word, numbers in places.items()}

    def __contains__(self, word: str) -> bool:
        return word in self._places

    def places(self, word: str, first: int = 0, last: int | None = None) -> Numbers:
        """The numbers of the places of a word, from `first` to before `last`, in order."""
        all_places = self._places.get(word)
        if all_places is None:
            return np.empty(0, dtype=np.int64)
        end = len(self.words) if last is None else last
        return all_places[np.searchsorted(all_places, first) : np.searchsorted(all_places, end)]

    def document_at(self, number: int) -> int:
        """Which document (by its place in `documents`) holds the word of a number."""
        return bisect.bisect_right(self._begins, number) - 1

    def bounds(self, document: int) -> tuple[int, int]:
        """The numbers of a document's first word and of the place behind its last."""
        end = self._begins[document + 1] if document + 1 < len(self._begins) else len(self.words)
        return self._begins[document], end - 1

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the words `first` to before `last` of one document stand in its text."""
        return self._spans[first][0], self._spans[last - 1][1]
