"""Who is speaking where some words stand: named behind the quotation, before it, or by a sentence that leads to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.types import Document, Section

_POST = (
    r"(?:(?:co-)?chairs?\b|chief executives?\b|chief (?:[a-z]+ ){1,2}officers?\b|chief (?:nurses?|officers?)\b|directors?(?: of (?:public health|social care|[a-z]+(?: and [a-z]+)?))?\b"
    r"|(?:place |system |council )?leaders?\b|councillors?\b|GPs?\b|mayors?\b|ministers?\b|secretary of state\b|clinicians?\b|respondents?\b|interviewees?\b|members?\b)"
)
_OF_WHAT = r"(?:(?:[Jj]oint |[Ff]ormer |[Ll]ocal )?(?:(?:ICBs?|ICPs?|ICSs?|NHS|NHSE|NHS England|VCSE|place|system|national|regional|survey|council|board|provider|trust|acute|community)(?:[ /]| and )){0,4})"
_PERSON = r"(?:(?:Lord|Lady|Sir|Dame|Professor|Dr|Baroness) [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?)"
_WHO = re.compile(
    rf"\b(?:(?:[Aa]n?|[Oo]ne|[Aa]nother|[Tt]he|[Ss]everal|[Ss]ome|[Mm]any|[Mm]ost|[Tt]wo|[Oo]ur) )?{_OF_WHAT}{_POST}|{_PERSON}|\b[Tt]he [A-Z]\w+ (?:[Rr]eport|[Rr]eview)\b|\b[Tt]he (?:annual )?assessments?(?: document)?\b"
)
_SAYS = re.compile(
    r"\b(?:sa(?:id|ys)|shared|shares|described?s?|explain(?:ed|s)|told|tells|comment(?:ed|s|ing)|warn(?:ed|s)|reflect(?:ed|s)|cited?s?|highlight(?:ed|s)|emphasised?s?"
    r"|stress(?:ed|es)|noted?s?|argue[ds]?|urge[ds]?|suggest(?:ed|s)|put it|felt|feels?|called?|calls|want(?:ed|s)|report(?:ed|s)|added|adds|believe[ds]?|saw|sees?|feel|thinks?|thought|like to|points? out|pointed (?:out|to)|according to|mentioned|remark(?:ed|s)|referred)\b"
)
_BEHIND = re.compile(r"[\s,–—-]*(?P<who>(?:[A-Z]|[Jj]oint |[Pp]lace )[^.!?:;”“\"]{1,80})\s*$")
_BEFORE = re.compile(r"\s*(?P<who>[A-Z][^.!?:;”“\"]{1,80}?)\s*:\s*$")
_SENTENCE_END = re.compile(r"[.!?][”’\"')\]]*\s+(?=[A-Z“\"‘])")
_LEADS = re.compile(r"\b(?:for|as|by|from|words of|according to)\s+$", re.IGNORECASE)
"""Stands before the name of one who is then quoted."""
_NEXT = 12
"""Letters behind a name in which a verb of saying may stand."""
_MOST_WORDS = 12
"""Of a name or role that stands by itself."""


class Speech(StrEnum):
    """Whose words they are."""

    DIRECT = "direct"
    """Between quotation marks: somebody is quoted."""
    REPORTED = "reported"
    """The text says what somebody said."""
    OWN = "own"
    """The document speaks itself."""


@dataclass(frozen=True)
class Speaker:
    """Who is speaking, as far as the text says."""

    speech: Speech
    name: str | None = None
    """The words that name the speaker; None where somebody is quoted and the text does not say who."""
    start: int | None = None
    """Where those words stand in the document's text; None for the publisher of a document that speaks itself."""
    end: int | None = None


def speaker_of(document: Document, start: int, end: int) -> Speaker:
    """Who speaks the words of a span of a document."""
    place = _block_at(document, start)
    if place is None:
        return Speaker(Speech.OWN, document.publisher or None)
    section, number = place
    block = section.blocks[number]
    text = document.text[block.start : block.end]
    quoted = _quotation_around(text, start - block.start, min(end, block.end) - block.start)
    if quoted is not None:
        named = _behind(text, quoted, block.start) or _before(text, quoted, block.start) or _in_sentence(text, quoted, block.start)
        if named is None and _is_all_quoted(text):
            named = _led_to(document, section, number)
        return named or Speaker(Speech.DIRECT)
    sentence = _sentence_around(text, start - block.start)
    reach = start - block.start + _NEXT
    who = next((m for m in reversed(list(_WHO.finditer(text, *sentence))) if m.start() <= reach and _SAYS.match(text, _next_word(text, m.end()))), None)
    if who is not None:
        return Speaker(Speech.REPORTED, who.group(), block.start + who.start(), block.start + who.end())
    return Speaker(Speech.OWN, document.publisher or None)


def quotations(text: str) -> list[tuple[int, int]]:
    """The spans between quotation marks, the marks included; one that is not closed goes to the end."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    closing = ""
    for at, mark in enumerate(text):
        if opened is None:
            if mark in '“"' or (mark == "‘" and (at == 0 or not text[at - 1].isalnum())):
                opened, closing = at, {"“": "”", '"': '"', "‘": "’"}[mark]
        elif mark == closing and not (mark == "’" and at + 1 < len(text) and text[at + 1].isalnum()):
            found.append((opened, at + 1))
            opened = None
    if opened is not None and closing != "’":
        found.append((opened, len(text)))
    return found


def _quotation_around(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The quotation that holds most of a span."""
    inside = [(min(b, end) - max(a, start), a, b) for a, b in quotations(text)]
    best = max(inside, default=(0, 0, 0))
    return best[1:] if 2 * best[0] > end - start else None


def _behind(text: str, quoted: tuple[int, int], offset: int) -> Speaker | None:
    """A name or role between the end of a quotation and that of its paragraph."""
    match = _BEHIND.fullmatch(text, quoted[1])
    if match is None or len(match["who"].split()) > _MOST_WORDS or _SAYS.search(match["who"]):
        return None
    return Speaker(Speech.DIRECT, match["who"].strip(), offset + match.start("who"), offset + match.end("who"))


def _before(text: str, quoted: tuple[int, int], offset: int) -> Speaker | None:
    """A name with a colon before the quotation, with which the paragraph begins."""
    match = _BEFORE.match(text[: quoted[0]])
    if match is None or len(match["who"].split()) > _MOST_WORDS or _SAYS.search(match["who"]) or _WHO.search(match["who"]):
        return None
    return Speaker(Speech.DIRECT, match["who"], offset + match.start("who"), offset + match.end("who"))


def _in_sentence(text: str, quoted: tuple[int, int], offset: int) -> Speaker | None:
    """A role that the sentence of the quotation names outside it: the nearest before it, or the first behind it."""
    start, end = _sentence_around(text, quoted[0], quoted[1])
    marks = [span for span in quotations(text) if start <= span[0] < end]
    outside = [match for match in _WHO.finditer(text, start, end) if not any(a <= match.start() < b for a, b in marks)]
    before = [match for match in outside if match.end() <= quoted[0]]
    speaking = [match for match in before if match.start() == start or _SAYS.match(text, _next_word(text, match.end())) or _LEADS.search(text[: match.start()])]
    behind = [match for match in outside if match.start() >= quoted[1] and _SAYS.search(text, quoted[1], min(end, match.end() + _NEXT))]
    chosen = speaking[-1:] or behind[:1]
    if chosen:
        return Speaker(Speech.DIRECT, chosen[0].group(), offset + chosen[0].start(), offset + chosen[0].end())
    return None


def _led_to(document: Document, section: Section, number: int) -> Speaker | None:
    """The role named by the last sentence of the paragraph that, with a colon, leads to a quotation of its own paragraph."""
    for block in reversed(section.blocks[:number]):
        text = document.text[block.start : block.end]
        if text.rstrip().endswith(":"):
            start, end = _sentence_around(text, len(text.rstrip()) - 1)
            who = next(iter(_WHO.finditer(text, start, end)), None)
            return Speaker(Speech.DIRECT, who.group(), block.start + who.start(), block.start + who.end()) if who else None
        if not _is_all_quoted(text):
            return None
    return None


def _is_all_quoted(text: str) -> bool:
    spans = quotations(text)
    return bool(spans) and spans[0][0] == 0 and spans[-1][1] >= len(text.rstrip())


def _sentence_around(text: str, at: int, last: int | None = None) -> tuple[int, int]:
    """The sentence that holds an offset, or the span from it to `last`; ends within a quotation do not count."""
    marks = quotations(text)
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if not any(a < match.start() < b - 2 for a, b in marks)]
    start = max((end for end in ends if end <= at), default=0)
    return start, min((end for end in ends if end >= (at + 1 if last is None else last)), default=len(text))


def _next_word(text: str, at: int) -> int:
    """Where the next word begins, a short insertion such as "we interviewed" or "also" passed over."""
    match = re.compile(r"\s+(?:(?:further|also|we interviewed|similarly|even|did not|does not|do not|would|could|not|who [\w ]+?|has|have|had|to us) )*").match(
        text, at
    )
    return match.end() if match else at


def _block_at(document: Document, offset: int) -> tuple[Section, int] | None:
    for section in document.sections:
        if section.start <= offset < section.end:
            for number, block in enumerate(section.blocks):
                if block.start <= offset < block.end:
                    return section, number
    return None
