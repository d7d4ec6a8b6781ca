"""A claim is held against what it cites: every figure, year, tier, segment and organisation in it must stand there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.bodies import Bodies
from rag.types import Citation, Claim, Verdict

_FIGURE = re.compile(r"£?\d+(?:[.,]\d+)*(?:/\d+)?(?:\s?(?:%|per cent|million|billion|bn|m)\b|%)?")
_GRADE = re.compile(r"\b(?:tier|segment|phase|stage|level)s?\s+(?:\d|one|two|three|four)\b", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"\b(?:[A-Z][\w’'&-]+ (?:(?:and|of|the|for|&) )*)+(?:NHS (?:Foundation )?Trust|Foundation Trust|Trust|Hospitals?|University|Council|Federation|Alliance|Programme)\b"
)


def verify(claim: Claim, citations: Sequence[Citation], bodies: Bodies) -> Verdict:
    """Whether what a claim says stands in the quotes it cites, their headings, or their documents' titles and periods."""
    if not citations:
        return Verdict(False, "it cites nothing")
    ground = _plain(" ".join(" ".join((c.quote, *c.section, c.body or "", c.title, c.period)) for c in citations))
    text = f"{claim.lead} {claim.text}"
    known = set(figures(ground))
    if not claim.computed:
        for figure in figures(text):
            if figure not in known:
                return Verdict(False, f"the figure {figure} stands in no quote it cites")
    for match in _GRADE.finditer(text):
        if _plain(match.group()) not in ground:
            return Verdict(False, f"{match.group()!r} stands in no quote it cites")
    for match in _ORGANISATION.finditer(text):
        if _plain(match.group()) not in ground:
            return Verdict(False, f"{match.group()!r} stands in no quote it cites")
    named = set(bodies.named_in(" ".join(" ".join((c.quote, *c.section, c.body or "", c.title)) for c in citations)))
    for body in bodies.named_in(text):
        if body not in named:
            return Verdict(False, f"{body} stands in no quote or heading it cites")
    return Verdict(True)


def figures(text: str) -> list[str]:
    """The figures of a text, written one way: `78%`, `£8m`, `2024/25`, `1600`."""
    return [_figure(match.group()) for match in _FIGURE.finditer(text)]


def _figure(text: str) -> str:
    text = text.lower().replace(",", "").rstrip(".")
    text = re.sub(r"\s?per cent", "%", text)
    text = re.sub(r"\s?(?:million|m)$", "m", text)
    return re.sub(r"\s?(?:billion|bn)$", "bn", text)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.lower().replace("’", "'"))
