"""Cutting a paragraph into sentences, by rules made for reports."""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…][”’\")\]]*(?=\s+[“‘\"'(\[]*[A-Z0-9£])")
_ABBREVIATION = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|vs|eg|ie|etc|cf|approx|al)|\b[A-Z]|\b[a-z]\.[a-z])\.$")

_ATTRIBUTION_WORDS = 6


def spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a paragraph as (start, end), without the spaces between them."""
    found: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for match in _END.finditer(text):
        if _ABBREVIATION.search(text[start : match.end()]) or _inside_quotation(text, start, match.end()):
            continue
        found.append((start, match.end()))
        start = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
    if start < len(text):
        if found and _is_attribution(text[start:]):
            start, _ = found.pop()
        found.append((start, len(text.rstrip())))
    return found


def _is_attribution(rest: str) -> bool:
    """True for the name or role that stands behind a quotation."""
    return len(rest.split()) <= _ATTRIBUTION_WORDS and not rest.rstrip().endswith((".", "!", "?", ":", "”", '"', "’"))


def _inside_quotation(text: str, start: int, end: int) -> bool:
    """True where a quotation that began in this sentence, after its first word, is still open: cutting would orphan it."""
    sentence = text[start:end]
    opened, closed = sentence.count("“"), sentence.count("”")
    if opened > closed:
        return not sentence.startswith("“") and text.find("”", end) != -1
    straight = sentence.count('"')
    return straight % 2 == 1 and not sentence.startswith('"') and text.find('"', end) != -1
