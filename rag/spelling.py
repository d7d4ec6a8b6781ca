"""Typing errors in a question, mended by the words of the texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_WORD = re.compile(r"[A-Za-z][A-Za-z'’]+")
_SHORTEST = 4
_ENDINGS = tuple(
    row.split("|") for row in "s| ier|y iest|y ily|y iness|y ied|y ies|y er| er|e est| est|e ing| ing|e ed| ed|e ly| ness| less| ful| able| able|e".split()
)
"""What a word may end in, and what its root ends in there: healthier, healthy."""


class Spelling:
    """Mends a word that is no English word to the one of the texts that it must mean.

    Which words are English is taken from the encoder's vocabulary, in which every common word is one piece.
    """

    def __init__(self, words: Iterable[str], is_word: Callable[[str], bool]) -> None:
        self._words = sorted({word.lower() for word in words if len(word) >= _SHORTEST and word.isalpha()})
        self._known = set(self._words)
        self.is_word = is_word

    def mended(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The text with its typing errors mended, and (what was written, what was read) for each."""
        changes: list[tuple[str, str]] = []

        def mend(match: re.Match[str]) -> str:
            word = match.group()
            better = self._better(word)
            if better is None:
                return word
            changes.append((word, better))
            return better.capitalize() if word[0].isupper() else better

        return _WORD.sub(mend, text), tuple(changes)

    def _better(self, word: str) -> str | None:
        plain = word.lower().replace("’", "'")
        base = plain.rstrip("'").removesuffix("'s")
        if len(base) < _SHORTEST or base in self._known or word.isupper() or self.is_word(base):
            return None
        if any(root in self._known or self.is_word(root) for root in _roots(base)):
            return None
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        most = 1 if len(base) < 7 else 2
        found = process.extract(base, self._words, scorer=OSA.distance, score_cutoff=most, limit=5)
        likely = [(distance, candidate) for candidate, distance, _ in found if candidate[0] == base[0] or distance == 1]
        return min(likely)[1] if likely else None


def _roots(word: str) -> list[str]:
    """The words that a word may be a form of."""
    roots = [word.removesuffix(ending) + own for ending, own in _ENDINGS if word.endswith(ending)]
    roots += [root[:-1] for root in roots if root[-2:-1] == root[-1:]]
    return [root for root in roots if len(root) >= _SHORTEST]
