"""Which words of a sentence answer, so that people see them in bold; nothing where it cannot be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.sparse import Stems, content_words
from rag import cues
from rag.clauses import clauses
from rag.figures import FigureKind
from rag.kinds import PATTERNS, own_figures
from rag.names import GRADED
from rag.parts import parts_of
from rag.types import Answer, Reading, Shape, Wanted

LONGEST = 12
"""Words that are set in bold at most."""

Span = tuple[int, int]

_TOKEN = re.compile(r"£?\d[\d.,/]*%?|[^\W\d_]+(?:['’&-][^\W\d_]+)*")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATES = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}(?: \d{{1,2}}\b(?!\d))?(?:,? (?:19|20)\d\d)?\b"
    r"|\b(?:(?:early|late|mid|spring|summer|autumn|winter|quarter \w+)[ -](?:of )?)?(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?\b|\b\d\d/\d\d\b"
)
_ROLE = re.compile(
    r"\b(?:(?:an?|one|another|the|its) )?(?:(?:joint|new|interim|former|national|regional|local|ICBs?|ICPs?|ICSs?|NHS|place|system|board)(?:[ /]| and )){0,5}"
    r"(?:co-chairs?|chairs?|chief executives?|chief (?:[a-z]+ ){1,2}officers?|directors?(?: of [a-z]+(?: [a-z]+)?)?|leaders?|ministers?|mayors?|GPs?|councillors?|clinicians?|secretary of state)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b(?:[A-Z][\w’'&-]*[a-z][\w’'&-]*|[A-Z]{2,}\w*)(?:(?:,? (?:and|of|the|for|upon|on|&) (?:the )?|, | )[A-Z][\w’'&-]*)*")
_NO_NAME = re.compile(rf"(?:{_MONTH}|The|An?|In|It|Its|This|ICBs?|ICSs?|ICPs?|NHS|Integrated|Care|Boards?|Systems?|\W)+", re.IGNORECASE)
_BY_NAME = re.compile(r"\bnames?\b|\bwho (?:is|was|are|chairs|leads|led|heads|runs)\b", re.IGNORECASE)
_HOW_LONG = re.compile(r"\bhow (?:long|old|soon)\b", re.IGNORECASE)
_HOW_OFTEN = re.compile(r"\bhow (?:often|frequently|regularly)\b", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow many\b|\bnumber of\b", re.IGNORECASE)
_WHICH_GRADE = re.compile(r"\b(?:what|which) (?:[\w-]+ ){0,4}?(?:tier|segment|level|phase)\b", re.IGNORECASE)
_DONE = (
    r"(?:met|made|taken|put|left|seen|kept|found|set|held|led|given|shown|built|begun|fallen|risen|grown|missed|achieved|failed|exceeded|delivered|improved|worsened|fell|rose|reached"
    r"|reported|finished|ended|broke even|declined|deteriorated|increased|reduced|entered|remained|agreed|disagreed|ran|overspent|underspent|(?:over|under)-?delivered)"
)
_SETTLES = re.compile(
    r"\b(?:(?:has|have|had|was|were|is|are|did|does|do|will|would|can|could|should|must|may|remains?|remained)(?:"
    rf"(?:n[’']t)?(?: (?:not|never|no longer|already|now|also|only|still|yet|to|been|be|\w+ly)\b)*(?: (?:\w+ed|{_DONE}|(?:above|below|within|under|over)(?: \w+)?)\b)"
    rf"|(?:n[’']t\b| (?:not|never|no longer)\b)(?: \w+\b){{0,2}})|cannot \w+|(?:not |never )?{_DONE}\b(?: (?:the|its|their|an?|all|both)\b)?(?: [\w-]+){{0,2}})",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because(?: of)?|due (?:largely |mainly |partly )?to|owing to|as a result of|reflecting|reflects|driven by|caused by|given|since(?! \d)|thanks to|following|linked to|so that|in order to|to (?=\w+e\b))\b"
)
_BREAK = re.compile(r"[;:.!?](?=\s|$)|\s[–—-]\s|, (?=(?:but|while|although|though|which|who|with|and)\b)|[()“”\"]")
_EDGES = frozenset(
    "a an the and or but of to in on at for by with from as that which is are was were be been its their it they this these than also has have had "
    "will would can could should must may though although while who whose both".split()
)
_OBJECT = re.compile(r"\bwhat (?:(?:[\w-]+ ){0,3}(?:did|does|do)|is|are|was|were|has|have|had|will|would|should|must|can|could)\b", re.IGNORECASE)
"""A question whose answer mostly stands behind its words; that of another may stand before them."""
_MEASURE = re.compile(
    r"\bwhat (?:[\w-]+ ){0,2}(?:uptake|rate|gap|share|figure|level|size|value|deficit|surplus|saving|sum|amount|increase|reduction|rise|fall|growth)\b"
    r"|\b(?:rise|fall|grow|drop|climb|reach|increase|decrease|reduced?|cut|go (?:up|down))(?: \w+)? (?:to|by)\b",
    re.IGNORECASE,
)
"""A question for a figure that names no unit."""
_WHICH_NAMED = re.compile(r"\b(?:which|what) (?:[\w-]+ ){0,3}?(?:icbs?|icss?|boards?|systems?|regions?|acts?)\b", re.IGNORECASE)
_TELLING, _COST, _FADES, _FADES_BEFORE = 1.3, 0.35, 0.8, 0.6
"""What a new word adds beside one of the question's, what every word costs, and how the first fades with each word between."""
_KINDS = {
    Wanted.PERCENTAGE: ((FigureKind.PERCENT, FigureKind.POINTS),),
    Wanted.MONEY: ((FigureKind.MONEY,),),
    Wanted.NUMBER: (tuple(FigureKind),),
}


def emphasised(answer: Answer) -> str:
    """The text of an answer as Markdown with the words that answer in bold; as it is where none can be told, or it is a list, a quote or a refusal."""
    if answer.refusal or answer.census or answer.reading.shape not in (Shape.FACT, Shape.COMPARE, Shape.TREND):
        return answer.text
    made, at = "", 0
    for sentence in answer.sentences:
        lead, _, said = sentence.text.partition(": ")
        led = f"**{lead}**: {said}"
        whole = led if answer.text.startswith(led, at) else sentence.text
        start = answer.text.find(whole, at)
        if start < 0:
            continue
        own, end = start + len(whole) - len(said if whole is led else whole), start + len(whole)
        made += answer.text[at:own] + bold(answer.text[own:end], answering(answer.text[own:end], *_asked(answer.reading, sentence.text)))
        at = end
    return made + answer.text[at:]


def _asked(reading: Reading, sentence: str) -> tuple[Wanted, str]:
    """What a sentence is to answer: of a question with several parts, that which has most of its words, or is on its year."""
    parts = [(part.wanted, part.question) for part in parts_of(reading)]
    parts += [(part.wanted, part.question) for part in reading.parts if str(part.period) in sentence]
    return max(parts, key=lambda part: _Words(sentence, part[1]).asked((0, len(sentence))), default=(reading.wanted, reading.question))


def bold(text: str, span: Span | None) -> str:
    """A text with a span of it between the asterisks of Markdown; as it is if there is none, or asterisks of its own."""
    if span is None or "*" in text:
        return text
    return f"{text[: span[0]]}**{text[slice(*span)]}**{text[span[1] :]}"


def answering(text: str, wanted: Wanted, question: str) -> Span | None:
    """The span of a sentence that answers: the thing of the kind wanted that stands nearest to the question's words; None where there is none.

    Args:
        text: a sentence of an answer.
        wanted: the kind of thing that answers.
        question: the question with the names in it.
    """
    words = _Words(text, question)
    spans = [span for span in _candidates(text, wanted, question, words) if _is_whole(text, span)]
    if not spans:
        return None
    return max(spans, key=lambda span: (words.nearness(span, spans), span[1] - span[0], -span[0]))


class _Words:
    """The words of a sentence, and which of them the question has."""

    def __init__(self, text: str, question: str) -> None:
        stems = Stems()
        asked = {stem: 0.4 if word in cues.LISTING or word in cues.ASKING else 1.0 for word in content_words(question) for stem in stems([word])}
        self.text = text
        self.spans = [match.span() for match in _TOKEN.finditer(text)]
        self.own = [stems(content_words(text[slice(*span)])) for span in self.spans]
        self.weight = [max((asked.get(stem, 0.0) for stem in own), default=0.0) for own in self.own]
        self.telling = [
            bool(own) and not weight and text[a:b].lower() not in _EDGES for own, weight, (a, b) in zip(self.own, self.weight, self.spans, strict=True)
        ]

    def inside(self, span: Span) -> list[int]:
        """The numbers of the words in a span."""
        return [n for n, (a, b) in enumerate(self.spans) if a < span[1] and span[0] < b]

    def is_new(self, span: Span) -> bool:
        """True if a span says anything that the question does not."""
        return any(self.telling[n] for n in self.inside(span))

    def asked(self, span: Span) -> float:
        """How many of the question's words stand in a span."""
        return sum({self.own[n][0]: self.weight[n] for n in self.inside(span) if self.weight[n]}.values())

    def nearness(self, span: Span, rivals: Sequence[Span]) -> float:
        """How near the question's words are to a span; those beyond another clause's end or another candidate count half."""
        own = self.inside(span)
        best: dict[str, float] = {}
        for n, weight in enumerate(self.weight):
            if not weight or n in own:
                continue
            a, b = (self.spans[n][1], span[0]) if n < own[0] else (span[1], self.spans[n][0])
            between = len(_BREAK.findall(self.text[a:b].removesuffix("("))) + sum(a <= start and end <= b for start, end in rivals)
            gap = max(own[0] - n, n - own[-1])
            near = weight * (0.9**gap + 0.5 * (gap <= 2)) * 0.5**between
            best[self.own[n][0]] = max(near, best.get(self.own[n][0], 0.0))
        return sum(best.values())


def _candidates(text: str, wanted: Wanted, question: str, words: _Words) -> Sequence[Span]:
    """The spans of the kind that is wanted; what the sentence says anew where a kind has no form of its own."""
    if _WHICH_GRADE.search(question):
        return _found(GRADED, text)
    if wanted is Wanted.NUMBER and (_HOW_LONG.search(question) or _HOW_OFTEN.search(question)):
        return _first(PATTERNS["often"] if _HOW_OFTEN.search(question) else PATTERNS["long"], text)
    if wanted in _KINDS:
        return _figures(text, wanted, question)
    if wanted is Wanted.DATE:
        return _joined(text, _found(_DATES, text), r" (?:to|and|until) |[–-]") or _first(PATTERNS["date"], text)
    if wanted is Wanted.PERSON:
        return _names(text, words) if _BY_NAME.search(question) else [*_found(_ROLE, text), *_names(text, words)]
    if wanted in (Wanted.ORGANISATION, Wanted.PLACE):
        return _names(text, words)
    if _MEASURE.search(question) and (spans := _figures(text, Wanted.NUMBER, question)):
        return spans
    if _WHICH_NAMED.search(question) and (spans := _names(text, words)):
        return spans
    if wanted is Wanted.YES_NO:
        return [_trimmed(text, span) for span in _found(_SETTLES, text)]
    if wanted is Wanted.REASON:
        return [span for match in _CAUSE.finditer(text) if (span := _clause(text, match.end(), words))]
    return [span] if (span := _telling(text, words, ahead=bool(_OBJECT.search(question)))) else ()


def _figures(text: str, wanted: Wanted, question: str) -> Sequence[Span]:
    every = own_figures(question, text)
    kinds = ((FigureKind.COUNT,), (FigureKind.PERCENT,)) if wanted is Wanted.NUMBER and _HOW_MANY.search(question) else _KINDS[wanted]
    spans = next((own for kind in kinds if (own := [(f.start, f.end) for f in every if f.kind in kind])), [])
    return _joined(text, spans, r" (?:of|to)(?: the| all)? ")


def _names(text: str, words: _Words) -> list[Span]:
    """Proper names, with what the question has of them cut off at neither end; none that only begins the sentence."""
    found = []
    for start, end in _found(_NAME, text):
        name = text[start:end]
        end -= 2 if name.endswith(("’s", "'s")) else 0
        if not _NO_NAME.fullmatch(name) and (start or " " in name) and not _DATES.fullmatch(name) and words.is_new((start, end)):
            found.append((start, end))
    return found


def _joined(text: str, spans: Sequence[Span], between: str) -> list[Span]:
    """Spans with those made one between which only such words stand: `20 of 25`, `70 per cent to 83 per cent`."""
    made: list[Span] = []
    for span in spans:
        if made and re.fullmatch(between, text[made[-1][1] : span[0]]):
            span = (made.pop()[0], span[1])
        made.append(span)
    return made


def _first(patterns: Iterable[re.Pattern[str]], text: str) -> Sequence[Span]:
    return next((spans for pattern in patterns if (spans := _found(pattern, text))), ())


def _found(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [match.span() for match in pattern.finditer(text) if match.group().strip()]


def _trimmed(text: str, span: Span) -> Span:
    """A span without the small words at its end."""
    start, end = span
    while (last := text[start:end].rsplit(" ", 1)) and len(last) == 2 and last[1].lower() in _EDGES:
        end = start + len(last[0])
    return start, end


def _clause(text: str, at: int, words: _Words) -> Span | None:
    """What goes on from an offset, to the end of its clause or of the longest that may be bold."""
    stop = _BREAK.search(text, at)
    own = [span for span in words.spans if at <= span[0] and span[1] <= (stop.start() if stop else len(text))][:LONGEST]
    return _trimmed(text, (own[0][0], own[-1][1])) if own else None


def _telling(text: str, words: _Words, *, ahead: bool) -> Span | None:
    """The span that says most anew near the question's words, in the clause that has most of them; None where it has none."""
    clause = max(clauses(text), key=lambda one: words.asked((one.start, one.end)))
    inside = words.inside((clause.start, clause.end))
    known = [n for n in inside if words.weight[n]]
    if not known:
        return None
    worth = {n: _worth(n, known, words, ahead) for n in inside}
    best: tuple[float, Span] | None = None
    for first in (n for n in inside if words.telling[n]):
        for last in (n for n in inside if first <= n < first + LONGEST and words.telling[n]):
            span = words.spans[first][0], words.spans[last][1]
            score = sum(worth[n] for n in range(first, last + 1)) - 0.7 * (_joins(text, words, first - 1, first) + _joins(text, words, last, last + 1))
            if (best is None or score > best[0]) and not _BREAK.search(text[slice(*span)]):
                best = (score, span)
    return best[1] if best else None


def _worth(n: int, known: Sequence[int], words: _Words, ahead: bool) -> float:
    if not words.telling[n]:
        return -0.6 if words.weight[n] else -0.1
    near = max((_FADES if other < n or not ahead else _FADES_BEFORE) ** abs(n - other) for other in known)
    return _TELLING * near - _COST


def _joins(text: str, words: _Words, one: int, other: int) -> bool:
    """True where two words stand in one phrase, so that a span between them would cut it."""
    if one < 0 or other >= len(words.spans):
        return False
    return words.telling[one] and words.telling[other] and text[words.spans[one][1] : words.spans[other][0]] == " "


def _is_whole(text: str, span: Span) -> bool:
    """True for a span that stands free, in one line, and cuts no bracket or quotation."""
    inner = text[slice(*span)]
    if "\n" in inner or (span[0] and text[span[0] - 1].isalnum()) or (span[1] < len(text) and text[span[1]].isalnum()):
        return False
    return inner.count("(") == inner.count(")") and inner.count("“") == inner.count("”") and not inner.count('"') % 2 and not re.search(r"[\[\]`<>]", inner)
