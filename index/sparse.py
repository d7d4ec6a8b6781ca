"""Passages that share rare words with a question, by BM25 (bm25s) over stemmed words (Snowball)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

K1, B = 1.5, 0.75
"""BM25's usual constants [Robertson and Zaragoza 2009]."""

_WORD = re.compile(r"£?\d+(?:[.,/]\d+)*%?|[^\W\d_]+(?:['’&][^\W\d_]+)*")
_STOP = frozenset(
    "a an and are as at be been but by can did do does for from had has have how i if in into is it its me not of on or our so such "
    "tell than that the their them then there these they this to was we were what when where which who whom why will with would you "
    "your about any also can't couldn't don't doesn't didn't isn't won't wouldn't".split()
)


def words(text: str) -> list[str]:
    """The words and figures of a text in lower case, possessives cut off."""
    plain = text.lower().replace("’", "'").replace(" per cent", "%")
    return [re.sub(r"'s?$", "", m).replace(",", "") for m in _WORD.findall(plain)]


def content_words(text: str) -> list[str]:
    """The words of a text that say what it is about."""
    return [word for word in words(text) if word not in _STOP]


class Stems:
    """Cuts words to their stems."""

    def __init__(self) -> None:
        import Stemmer

        self._stemmer: Any = Stemmer.Stemmer("english")

    def __call__(self, tokens: Sequence[str]) -> list[str]:
        return list(self._stemmer.stemWords(list(tokens)))

    def of(self, text: str) -> list[str]:
        """The stems of a text's content words, in order."""
        return self(content_words(text))


class SparseIndex:
    """Maps words to the passages that hold them."""

    def __init__(self, index: Any, stems: Stems) -> None:
        self._index = index
        self.stems = stems

    @classmethod
    def from_texts(cls, texts: Sequence[str]) -> SparseIndex:
        import bm25s

        stems = Stems()
        index = bm25s.BM25(k1=K1, b=B)
        index.index([stems.of(text) or [""] for text in texts], show_progress=False)
        return cls(index, stems)

    @classmethod
    def load(cls, folder: Path) -> SparseIndex:
        import bm25s

        return cls(bm25s.BM25.load(str(folder), show_progress=False, allow_pickle=False), Stems())

    def save(self, folder: Path) -> None:
        self._index.save(str(folder), show_progress=False, allow_pickle=False)

    @property
    def postings(self) -> tuple[dict[str, int], NDArray[np.int64]]:
        """{stem: its number}, and where each number's postings begin, shape (stems + 1,)."""
        return self._index.vocab_dict, self._index.scores["indptr"]

    def rarity(self, stem: str) -> float:
        """The inverse document frequency of a stem over the passages [Robertson and Zaragoza 2009]; the highest for one that none holds."""
        vocabulary, pointers = self.postings
        number = vocabulary.get(stem)
        count = int(pointers[number + 1] - pointers[number]) if number is not None else 0
        size = int(self._index.scores["num_docs"])
        return math.log(1 + (size - count + 0.5) / (count + 0.5))

    def scores(self, query: str) -> NDArray[np.float32]:
        """The BM25 score of every passage for a question, shape (n,)."""
        known = [stem for stem in dict.fromkeys(self.stems.of(query)) if stem in self._index.vocab_dict]
        size = int(self._index.scores["num_docs"])
        if not known:
            return np.zeros(size, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)
