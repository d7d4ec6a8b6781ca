"""What a list question says beside its conditions: the same thing in other words, an exception, a noun that two words share."""

from __future__ import annotations

import re

from index.sparse import content_words
from rag.fields import Fields

_I = re.IGNORECASE
_THAT_IS = re.compile(
    r"\s*[,;(–-]*\s*\b(?:i\.?e\b\.?|that is to say|that is(?=,| the\b)|in other words|namely|a\.?k\.?a\b\.?|also known as|otherwise known as|meaning)\W*(?P<same>[^,;()]+)\)?",
    _I,
)
"""The same thing in other words."""
_NOUN = r"(?!(?:and|or|nor|but|that|which|who|is|are|was|were|has|have|had|do|does|did)\b)[\w’-]+"
_APPOSED = re.compile(rf",\s+(?:the|an?)\s+(?P<same>{_NOUN}(?:\s+{_NOUN})*)\s*$", _I)
"""A noun at the end that tells what the one before it is."""
_BRACKETS = re.compile(r"\s*\((?P<inside>[^()]*)\)")
_NO_GLOSS = re.compile(r"\s*(?:not|or|and|e\.?g|such as|like|excluding|except|including|whether|good|bad|if|any|of|in|for|on|as|but|the one)\b", _I)
"""The beginning of what stands in brackets and is no other name of what stands before them."""
_EXCEPT = re.compile(
    r",?\s*\b(?:except(?:ing)?|unless|leaving (?:aside|out)|excluding|other than|apart from)\s+(?:for )?(?P<what>(?:where|when|if|those|the ones|that|any)\b[^,?]*)",
    _I,
)
"""An exception that has a clause of its own."""
_AT_ONCE = re.compile(r",?\s*\b(?:at (?:one and )?the same time|all at once|at once|simultaneously|in the same breath)\b", _I)
_SHARED = re.compile(r"\b(?P<first>[\w’-]+) (?P<join>or|and|and/or) (?P<second>[\w’-]+) (?P<noun>[\w’-]+)\b", _I)


def spelled_out(question: str) -> str:
    """A question with what stands in brackets as another name for what stands before them; other brackets are left out."""

    def told(match: re.Match[str]) -> str:
        inside = match["inside"].strip()
        same = not _NO_GLOSS.match(inside) and bool(re.fullmatch(r"[^,;]*[a-z]{3}[^,;]*(?<!\.\.)(?<!…)", inside, _I))
        return f", i.e. {inside}," if same else ""

    return _BRACKETS.sub(told, question).replace(",?", "?").rstrip(", ")


def glossed(text: str) -> tuple[str, str]:
    """A text without what says the same in other words, and that; nothing where it says nothing twice."""
    found = _THAT_IS.search(text)
    if found is None or not text[: found.start()].strip():
        return text, ""
    return f"{text[: found.start()]}{text[found.end() :].lstrip(',')}".strip(), found["same"].strip()


def apposed(text: str) -> tuple[str, str]:
    """A text without the noun at its end that tells what the one before it is, and that noun."""
    found = _APPOSED.search(text)
    return (text[: found.start()], found["same"].strip()) if found else (text, "")


def without_asides(text: str, fields: Fields) -> str:
    """A text whose exceptions are conditions of their own, or are left out where they name nothing; and which says "at the same time" no more."""

    def exception(match: re.Match[str]) -> str:
        return f" but not {match['what']}" if fields.mentions(match["what"]) else ""

    return _AT_ONCE.sub("", _EXCEPT.sub(exception, text))


def with_nouns(text: str, fields: Fields) -> str:
    """A text in which each of two words has the noun that they share, where that names a field: "bank staff or agency staff" for "bank or agency staff"."""

    def told(match: re.Match[str]) -> str:
        both = f"{match['first']} {match['noun']}"
        whole = any(mention.start == 0 and mention.end == len(both) for mention in fields.mentions(both))
        alone = fields.mentions(match["first"]) or not content_words(match["first"])
        second = any(mention.start == 0 and mention.end > len(match["second"]) for mention in fields.mentions(f"{match['second']} {match['noun']}"))
        return f"{both} {match['join']} {match['second']} {match['noun']}" if whole and second and not alone else match.group()

    return _SHARED.sub(told, text)
