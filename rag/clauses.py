"""Cutting a sentence into clauses, so that "praise for reductions, but" counts as praise and as what follows the "but"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TURN = re.compile(
    r"[,;]?\s+(?:but|although|though|albeit|however|whereas|yet(?= (?:the|there|performance)))\b(?! also)|[;:]\s|,?\s+while (?=(?:the|in|from|performance|improvements|elective|there)\b)|,\s+(?:despite|even though)\b"
    r"|,\s+(?=(?:do(?:es)?,?\s+)?however\b)",
    re.IGNORECASE,
)
"""Where a sentence turns to something else."""
_CONCEDES = re.compile(r"(?:(?:And|But),? )?(?:While|Although|Though|Despite|Whilst)\b")
"""The beginning of a sentence whose first part ends at a comma."""
_MAIN = re.compile(
    r",\s+(?=(?:we|there|the|it|its|this|these|they|other|overall|total|over|breakeven|efficiency|its|performance|provider|wider|system|access|urgent|elective)\b(?! (?:same|first)\b)"
    r"|(?-i:[A-Z][\w&’]+) |more\b|much\b|further\b)",
    re.IGNORECASE,
)
"""The comma behind which a main clause may begin."""
_ANEW = re.compile(
    r",\s+(?:and|as)\s+(?=(?:we|there|the|it|its|they)\b(?:\s+[\w’-]+){0,5}?\s+(?:do|does|did|is|are|was|were|has|have|will|must|should|continues?|remains?|look|welcome|note|call|recognise|would)\b)"
    r"|,?\s+and\s+(?=(?:now\s+)?(?:look|call on|call for|urge|have highlighted|would like|remain concerned|note that)\b)|\s+and\s+(?=(?:we|there|it|they)\s+(?:do|does|is|are|was|were|has|have|will|must|should|continues?|remains?|look|welcome|note|call|recognise|would|encourage)\b)",
    re.IGNORECASE,
)
"""An "and" behind which a new subject has its own verb."""
_LEAST = 12
"""Characters of a clause; a shorter one stays with its neighbour."""


@dataclass(frozen=True)
class Clause:
    """A span of a sentence, counted from the sentence's first character."""

    start: int
    end: int
    text: str


@lru_cache(maxsize=8192)
def clauses(sentence: str) -> tuple[Clause, ...]:
    """The clauses of a sentence, in order; together they cover it."""
    cuts = {match.end() for match in (*_TURN.finditer(sentence), *_ANEW.finditer(sentence))}
    opening = _CONCEDES.match(sentence)
    if opening and (comma := _MAIN.search(sentence, opening.end() + _LEAST)):
        cuts.add(comma.end())
    found: list[Clause] = []
    start = 0
    for cut in (*sorted(cuts), len(sentence)):
        last = cut == len(sentence)
        if cut - start < _LEAST and not last:
            continue
        if last and found and cut - start < _LEAST:
            whole = found.pop()
            start = whole.start
        found.append(Clause(start, cut, sentence[start:cut]))
        start = cut
    return tuple(found)
