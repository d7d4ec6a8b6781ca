"""Which words of a sentence answer: they are set in bold, and nothing else of the sentence is touched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from index.sparse import Stems, content_words
from rag.figures import FigureKind, figures
from rag.kinds import PATTERNS
from rag.types import Wanted

LONGEST = 12
"""Words that are set in bold at most."""

Span = tuple[int, int]

_CUT = 0.7
"""What it costs to begin or end in the middle of a phrase, in telling words."""

_MARKUP = re.compile(r"\[[^\]\n]*\](?:\([^)\n]*\))?|`[^`\n]*`|<[^>\n]*>|[*_~]+[^*_~\n]*[*_~]+")
_TOKEN = re.compile(r"£?\d[\d.,/]*%?|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FULL_DATE = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)? )?(?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{1,2}\b(?!\d))?(?:,? (?:19|20)\d\d)?\b"
    r"|\b(?:(?:early|late|mid|spring|summer|autumn|winter|quarter \w+)[ -](?:of )?)?(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?\b|\b\d\d/\d\d\b"
)
_ROLE = re.compile(
    r"\b(?:(?:[Aa]n?|[Oo]ne|[Aa]nother|[Tt]he|[Ii]ts) )?(?:(?:joint|new|interim|former|national|regional|local|ICBs?|ICPs?|ICSs?|NHS|place|system|board)(?:[ /]| and )){0,5}"
    r"(?:co-chairs?|chairs?|chief executives?|chief (?:[a-z]+ ){1,2}officers?|directors?(?: of [a-z]+(?: [a-z]+)?)?|leaders?|ministers?|mayors?|GPs?|councillors?|clinicians?|secretary of state)\b"
)
_TITLED = re.compile(r"\b(?:Dr|Lord|Lady|Sir|Dame|Professor|Baroness|Mr|Mrs|Ms) [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?")
_NAME = re.compile(
    rf"{_TITLED.pattern}|\b(?!(?:North|South|East|West|Mid|Greater|The|In|NHS)\b)[A-Z][a-z]+ (?!(?:Programme|Framework|Board|Plan|Trust|England)\b)[A-Z][a-z]+\b"
)
_NAME_GOES_ON = re.compile(r"(?: [A-Z][\w’'-]*)*")
_BY_NAME = re.compile(r"\bname\b", re.IGNORECASE)
_LASTING = re.compile(r"\bhow (?:long|often|old|soon)\b", re.IGNORECASE)
_PLACE = re.compile(r"\b[A-Z][a-z’'-]+(?:(?:,? (?:and|of|the|upon|on|&) |, | )[A-Z][a-z’'-]+)*")
_DONE = (
    r"(?:met|made|taken|put|left|seen|kept|found|set|held|led|given|shown|built|begun|fallen|risen|grown|missed|achieved|failed|exceeded|delivered|improved|worsened|fell|rose|reached"
    r"|reported|finished|ended|broke even|declined|increased|reduced|entered|remained|agreed|disagreed|ran|overspent|underspent|(?:over|under)-?delivered)"
)
_SETTLES = re.compile(
    r"\b(?:(?:has|have|had|was|were|is|are|did|does|do|will|would|can|could|should|must|may|remains?|remained)(?:"
    rf"(?:n[’']t)?(?: (?:not|never|no longer|already|now|also|only|still|yet|to|been|be|\w+ly)\b)*(?: (?:\w+ed|{_DONE})\b)|(?:n[’']t\b| (?:not|never|no longer)\b)(?: \w+\b){{0,2}})"
    rf"|cannot \w+|(?:not |never )?{_DONE}\b(?: (?:the|its|their|an?|all|both)\b)?(?: [\w-]+){{0,2}})",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because(?: of)?|due (?:largely |mainly |partly )?to|owing to|as a result of|reflecting|reflects|driven by|caused by|given|since(?! \d)|thanks to|following|linked to|so that|in order to|after)\b"
)
_BREAK = re.compile(r"[;:.!?](?=\s|$)|\s[–—-]\s|, (?=(?:but|while|although|though|which|who|with|and)\b)|[()]")
_EDGES = frozenset(
    "a an the and or but of to in on at for by with from as that which is are was were be been its their it they this these than also has have had".split()
)
_FIGURES = {
    Wanted.PERCENTAGE: (FigureKind.PERCENT, FigureKind.POINTS),
    Wanted.MONEY: (FigureKind.MONEY,),
    Wanted.NUMBER: (FigureKind.COUNT, FigureKind.PERCENT, FigureKind.MONEY, FigureKind.POINTS),
}
_GRADE = re.compile(r"\b(?:tiers?|segments?|quarters?|levels?|phases?) (?:\d|one|two|three|four)(?:(?:,| and| or) (?:\d|one|two|three|four))*\b", re.IGNORECASE)
_GRADED = re.compile(r"\b(?:tier|segment|level|phase|rating|grade)\b", re.IGNORECASE)


def emphasised(text: str, wanted: Wanted, question: str, stems: Stems | None = None) -> str:
    """The sentence with the words that answer in bold; as it is where none can be told.

    Args:
        text: a sentence of an answer, of which only asterisks are added to.
        wanted: the kind of thing that answers.
        question: the question, by whose words the answering ones are found.
        stems: cuts words to their stems; made anew if None.
    """
    if "**" in text:
        return text
    words = _Words(text, question, stems or Stems())
    spans = [span for span in _candidates(text, wanted, question, words) if _may_be_bold(text, span)]
    if not spans:
        return text
    start, end = min(spans, key=lambda span: (words.distance(span), span[0] - span[1], span[0]))
    return f"{text[:start]}**{text[start:end]}**{text[end:]}"


class _Words:
    """The words of a sentence, told apart by whether the question has them."""

    def __init__(self, text: str, question: str, stems: Stems) -> None:
        asked = frozenset(stems.of(question))
        self.spans: list[Span] = []
        self.asked: list[bool] = []
        self.telling: list[bool] = []
        for match in _TOKEN.finditer(text):
            own = stems(content_words(match.group()))
            known = bool(own) and all(stem in asked for stem in own)
            self.spans.append(match.span())
            self.asked.append(known)
            self.telling.append(bool(own) and not known and match.group().lower() not in _EDGES)

    def worth(self, n: int) -> float:
        """What a word adds to a span that is to tell the answer: most where it is new and near the question's words."""
        if self.asked[n]:
            return -0.6
        if not self.telling[n]:
            return -0.1
        return 1.0 if any(self.asked[max(0, n - 4) : n + 5]) else 0.4

    def distance(self, span: Span) -> float:
        """How far a span is from the question's words, in words on average over the three nearest; what is repeated from it is farther."""
        inside = [n for n, (a, b) in enumerate(self.spans) if a < span[1] and span[0] < b]
        if not inside:
            return float(len(self.spans))
        gaps = sorted(max(inside[0] - n, n - inside[-1], 0) for n, asked in enumerate(self.asked) if asked)[:3]
        repeated = sum(self.asked[n] for n in inside) / len(inside)
        return (sum(gaps) / len(gaps) if gaps else 0.0) + len(self.spans) * (repeated == 1.0)


def _candidates(text: str, wanted: Wanted, question: str, words: _Words) -> Sequence[Span]:
    """The spans of the kind that is wanted; of the first sort of them that there is; else what the sentence says anew."""
    found: Sequence[Span] = ()
    if wanted is Wanted.NUMBER and _LASTING.search(question):
        found = _found(PATTERNS[Wanted.DATE][-1], text)
    elif wanted is Wanted.NUMBER and _GRADED.search(question):
        found = _found(_GRADE, text)
    elif wanted in _FIGURES:
        every = figures(text)
        return next((own for kind in _FIGURES[wanted] if (own := [(f.start, f.end) for f in every if f.kind is kind])), ())
    elif wanted is Wanted.DATE:
        found = _found(_FULL_DATE, text) or _first(PATTERNS[Wanted.DATE], text)
    elif wanted is Wanted.PERSON:
        found = _first((_NAME, _ROLE) if _BY_NAME.search(question) else (_ROLE, _TITLED), text)
    elif wanted is Wanted.ORGANISATION:
        found = [_whole_name(text, span) for span in _first(PATTERNS[Wanted.ORGANISATION], text)]
    elif wanted is Wanted.PLACE:
        found = [span for span in _found(_PLACE, text) if span[0] or " " in text[slice(*span)]]
    elif wanted is Wanted.YES_NO:
        return [_without_edges(text, span) for span in _found(_SETTLES, text)]
    elif wanted is Wanted.REASON:
        found = [span for match in _CAUSE.finditer(text) if (span := _clause(text, match.end(), words))]
    return found or ([span] if (span := _telling(text, words)) else ())


def _without_edges(text: str, span: Span) -> Span:
    """A span without the small words at its end."""
    start, end = span
    while (last := text[start:end].rsplit(" ", 1)) and len(last) == 2 and last[1].lower() in _EDGES:
        end = start + len(last[0])
    return start, end


def _whole_name(text: str, span: Span) -> Span:
    """A name with the capitalised words that follow it, and without a possessive."""
    more = _NAME_GOES_ON.match(text, span[1])
    end = more.end() if more else span[1]
    return span[0], end - 2 if text[end - 2 : end] in ("’s", "'s") else end


def _first(patterns: Iterable[re.Pattern[str]], text: str) -> Sequence[Span]:
    return next((spans for pattern in patterns if (spans := _found(pattern, text))), ())


def _found(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [_stripped(text, match.span()) for match in pattern.finditer(text) if match.group().strip()]


def _stripped(text: str, span: Span) -> Span:
    inner = text[slice(*span)]
    return span[0] + len(inner) - len(inner.lstrip()), span[1] - len(inner) + len(inner.rstrip())


def _clause(text: str, at: int, words: _Words) -> Span | None:
    """What goes on from an offset, to the end of its clause or of the longest that may be bold."""
    stop = _BREAK.search(text, at)
    own = [span for span in words.spans if at <= span[0] and span[1] <= (stop.start() if stop else len(text))][:LONGEST]
    return (own[0][0], own[-1][1]) if own else None


def _telling(text: str, words: _Words) -> Span | None:
    """The span of a clause that says most anew near the question's words, in the fewest words and cutting no phrase."""
    borders = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    best: tuple[float, Span] | None = None
    for a, b in pairwise(borders):
        inside = [n for n, (start, end) in enumerate(words.spans) if a <= start and end <= b]
        new = [n for n in inside if words.telling[n]]
        for first in new:
            for last in (n for n in new if first <= n < first + LONGEST):
                score = sum(words.worth(n) for n in range(first, last + 1))
                score -= _CUT * ((first - 1 in new) + (last + 1 in new))
                if best is None or score > best[0]:
                    best = (score, (words.spans[first][0], words.spans[last][1]))
    return best[1] if best else None


def _may_be_bold(text: str, span: Span) -> bool:
    """True for a span that stands free, of no more than the longest, outside all markup, so that asterisks around it are read as bold."""
    start, end = span
    inner = text[start:end]
    if not inner.strip() or inner != inner.strip() or "*" in inner or "\n" in inner or len(inner.split()) > LONGEST:
        return False
    if (start and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum()) or "*" in text[max(0, start - 1) : start] + text[end : end + 1]:
        return False
    if not (inner[0].isalnum() or start == 0 or text[start - 1].isspace()) or not (inner[-1].isalnum() or end == len(text) or not text[end].isalnum()):
        return False
    return not any(match.start() < end and start < match.end() for match in _MARKUP.finditer(text))
