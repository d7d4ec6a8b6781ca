"""Which bodies a list question is put to: all, a region's, those of a county, all but those it leaves out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.bodies import Bodies
from rag import cues
from rag.types import Reading, Shape

ASIDE = r"\b(?:leaving (?:aside|out)|outside(?: of)?|except(?:ing)?(?: for| in)?|excluding|apart from|aside from|besides|other than|not counting|not in(?= (?:the )?(?-i:[A-Z]))|beyond|bar)\b"
"""What puts a region or a board out of a question."""
_ASIDE_LIST = rf"{ASIDE}[^,?]{{0,60}}?"
_ONLY_ONE = re.compile(r"^(?:is|was|are|were)\b.*\b(?:the only|alone)\b", re.IGNORECASE)
_QUARTER = re.compile(
    r"\b(?:in|of|across) the (?P<quarter>North|South|North East|West Midlands|East Midlands|East)\b(?! (?:East|West|of|London|Central|Yorkshire|and)\b)|\b(?P<many>North East|West Midlands|East Midlands|(?i:northern|southern|eastern|north[ -]western|south[ -]western|south[ -]eastern|north[ -]eastern)) (?:boards|ICBs|systems|areas)\b|\b(?P<far>(?i:up north|down south))\b|\b(?:in|of|across) the (?P<capital>capital)\b(?! (?:\w+ )?(?:programme|plan|spend))"
)
_QUARTERS = {
    "North": ("North East and Yorkshire", "North West"),
    "North East": ("North East and Yorkshire",),
    "North West": ("North West",),
    "South West": ("South West",),
    "South East": ("South East",),
    "South": ("South East", "South West"),
    "West Midlands": ("Midlands",),
    "East Midlands": ("Midlands",),
    "East": ("East of England",),
}
"""Parts of the country as people call them, and the regions that they lie in."""
_WHO_ELSE = re.compile(
    r"\b(?:who|where|which)(?: else)? (?:is|are|was|were|has|have|had|got|gets?|did|does|do|left|entered|met|missed|runs?|needs?)\b|\b(?:who|where) else\b",
    re.IGNORECASE,
)
_LEAST = 2
"""Names of bodies that a county must stand in, to be one that several share."""


def recast(reading: Reading, bodies: Bodies) -> Reading:
    """A reading that names boards only to leave them out, to ask whether they are alone, or to name a part of the country, as a list question."""
    question = reading.question
    quarter = _QUARTER.search(question)
    asks = asks_for_list(question)
    if quarter and (asks or _WHO_ELSE.search(question)) and not reading.regions:
        regions = (
            ("London",)
            if quarter["capital"]
            else _QUARTERS[(quarter["quarter"] or quarter["many"] or quarter["far"].split()[-1]).title().replace("-", " ").replace("ern", "")]
        )
        return replace(reading, bodies=(), regions=regions, shape=_shape(reading))
    if not reading.bodies or reading.shape is Shape.QUOTE:
        return reading
    out = tuple(body for body in reading.bodies if _left_out(body, question, bodies))
    if out == reading.bodies and (asks or _WHO_ELSE.search(question)):
        return replace(reading, bodies=(), without=out, shape=_shape(reading))
    if len(reading.bodies) == 1 and _ONLY_ONE.search(question):
        return replace(reading, bodies=(), shape=Shape.LIST)
    return reading


def without_quarter(question: str) -> str:
    """A question without the part of the country that it names as people call it."""
    return _QUARTER.sub(" ", question)


def asks_for_list(question: str) -> bool:
    """True for the words of a question which, or how many, boards."""
    return bool(cues.LIST.search(question) or cues.COUNT.search(question))


def _shape(reading: Reading) -> Shape:
    return Shape.COUNT if cues.COUNT.search(reading.question) else Shape.LIST


def _left_out(body: str, question: str, bodies: Bodies) -> bool:
    return any(m.body == body and re.search(rf"{ASIDE}[^,?]{{0,40}}$", question[: m.start], re.IGNORECASE) for m in bodies.find(question))


def places(question: str, bodies: Bodies) -> tuple[str, ...] | None:
    """The bodies of a county that several share ("the Essex boards"); None where the question names none."""
    for word in re.findall(r"\b[A-Z][a-z]{3,}\b", question):
        own = tuple(body.name for body in bodies.all if re.search(rf"\b{word}\b", body.name))
        near = re.search(rf"\b{word} (?:boards|ICBs|systems|areas|assessments)\b|\b(?:in|of|across) {word}\b", question)
        if len(own) >= _LEAST and near and word not in ("North", "South", "East", "West", "London", "Central"):
            return own
    return None


def regions_of(reading: Reading, known: Sequence[str]) -> set[str]:
    """The regions that a reading asks about: those it names, or all but those it leaves out."""
    out = {r for r in reading.regions if re.search(_ASIDE_LIST + re.escape(r), reading.question, re.IGNORECASE)}
    wanted = set(reading.regions) - out
    return {r for r in known if r in wanted or (not wanted and r not in out)}
