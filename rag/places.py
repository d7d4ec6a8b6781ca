"""Towns, trusts, hospitals and other names that only one board's sections hold, learnt from the texts of an index."""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Callable, Mapping

from corpus.bodies import Bodies
from index.hybrid import HybridIndex

_NAME = re.compile(r"(?<![\w’'])[A-Z][a-z]{3,}(?:[’'][a-z]+)?(?![\w])")
_WORD = re.compile(r"(?<![\w’'])[A-Za-z]{4,}")


def places(index: HybridIndex, bodies: Bodies) -> dict[str, str]:
    """{a name in small letters: the only board in whose sections it stands}.

    A name is a word that is never written small, is no part of a board's name, and stands in no text that is on no board.
    """
    small = {month.lower() for month in calendar.month_name} | {word for document in index.documents for word in re.findall(r"(?<!\w)[a-z]{4,}", document.text)}
    boards = {word.lower() for body in bodies.all for name in (body.name, body.region, *body.aliases) for word in re.findall(r"[A-Za-z]+", name)}
    found: dict[str, set[str | None]] = defaultdict(set)
    for passage in index.passages:
        for match in _NAME.finditer(passage.text):
            word = match.group().split("’")[0].split("'")[0].lower()
            if word not in small and word not in boards:
                found[word].add(passage.body)
    return {word: body for word, held in found.items() if len(held) == 1 and (body := next(iter(held))) is not None}


def named(question: str, known: Mapping[str, str], is_common: Callable[[str], bool]) -> tuple[tuple[str, str], ...]:
    """(name, board) for each name of a question that leads to a board; a common word must be written with a capital, and not only because it comes first."""
    found = {}
    for match in _WORD.finditer(question):
        word = match.group().lower()
        if word in known and (not is_common(word) or (match.group()[0].isupper() and match.start() > 0)):
            found[match.group()] = known[word]
    return tuple(found.items())
