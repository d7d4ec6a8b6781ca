"""What a sentence has of the kind that is wanted, as spans of it: figures, dates, names, roles, causes, and what came of something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from rag.figures import FigureKind
from rag.kinds import ASKS_HOW_OFTEN, HOW_LONG, HOW_OFTEN, WHEN, own_figures
from rag.names import GRADED
from rag.types import Wanted

Span = tuple[int, int]

LONGEST = 12
"""Words of a span at most."""
EDGES = frozenset(
    "a an the and or but of to in on at for by with from as that which is are was were be been its their it they this these than also has have had "
    "will would can could should must may though although while who whose both despite through under within overall however when where there many most".split()
)
"""Small words, with which no span begins or ends."""
BREAK = re.compile(r"[;:.!?](?=\s|$)|\s[–—-]\s|, (?=(?:but|while|although|though|which|who|with|and)\b)|[()“”\"]")
"""Where a clause ends."""
_WORD = re.compile(r"£?[^\W_]+(?:[.,/'’&-][^\W_]+)*%?")
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
_WHO = re.compile(r"(?:^|[,;:.?–-]\s*|\b(?:and|but|or|so|to|by|with|from|for|of|say|know|me) )whom?\b|\bname\b", re.IGNORECASE)
"""A question for somebody; in "leaders who agree" nobody is asked for."""
_ORGANISED = re.compile(r"universit|trust|hospital|council|institut|academ|college")
"""Words for organisations that stand in their names."""
_HOW_LONG = re.compile(r"\bhow (?:long|old|soon)\b", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow many\b|\bnumber of\b", re.IGNORECASE)
_WHICH_GRADE = re.compile(r"\b(?:what|which) (?:[\w-]+ ){0,4}?(?:tier|segment|level|phase)\b", re.IGNORECASE)
_RESULT = (
    r"(?:met|missed|achieved|failed|exceeded|delivered|under-?delivered|over-?delivered|overspent|underspent|kept|stayed|remained|fell|rose|improved|worsened|deteriorated|declined"
    r"|increased|reduced|grown|fallen|risen|reached|broke)"
)
_GOAL = r"(?:plans?|planned|targets?|budgets?|cap|ceiling|standards?|levels|ambitions?|trajectory|objectives?|peers|average)"
_SETTLES = re.compile(
    rf"\b(?:(?:has|have|had|was|were|is|are|did|does|do|will|could)(?:n[’']t| not)?|cannot|not|never)?(?: (?:not|been|be|yet|also|now|still|\w+ly)\b)* ?"
    rf"(?:\b{_RESULT}\b(?: (?:even|(?:(?:within|above|below|under) )?(?:(?:its|the|their|all) )?(?:[\w-]+ )?{_GOAL})\b)?|(?<=not )meet(?:ing)?\b"
    rf"|\b(?:within|above|below|under|over) (?:(?:its|the|their|all) )?(?:[\w-]+ )?{_GOAL}\b)|\b(?:surplus|deficit|break-?even)\b",
    re.IGNORECASE,
)
"""What came of something, with its negation."""
_CAUSE = re.compile(
    r"\b(?:because(?: of)?|due (?:largely |mainly |partly )?to|owing to|as a result of|reflecting|driven by|caused by|given|since(?! \d)|thanks to)\b"
)
_AT = re.compile(r"\b(?:in|at|near|around|within|across|outside) (?:the )?(?:north|south|east|west|central)?\s?$")
"""What stands before a place."""
_MEASURE = re.compile(
    r"\bwhat (?:[\w-]+ ){0,2}(?:uptake|rate|gap|share|figure|level|size|value|deficit|surplus|saving|sum|amount|increase|reduction|rise|fall|growth)\b"
    r"|\bwhat (?:did|does|do|will|would|is|are|was|were|has|have)\b.*\b(?:spend\w*|spent|cost\w*|pay|pays|paid|worth|invest\w*|rise|fall|grow|drop)\b(?! (?:on|in)\W*$)",
    re.IGNORECASE,
)
"""A question for a figure that names no unit."""
_KINDS = {
    Wanted.PERCENTAGE: ((FigureKind.PERCENT, FigureKind.POINTS),),
    Wanted.MONEY: ((FigureKind.MONEY,),),
    Wanted.NUMBER: (tuple(FigureKind),),
}


def candidates(text: str, wanted: Wanted, question: str, is_new: Callable[[Span], bool]) -> Sequence[Span]:
    """The spans of a sentence that have the form of what is wanted; none for a description that asks for no measure or grade.

    Args:
        is_new: whether a span says anything that the question does not.
    """
    if _WHICH_GRADE.search(question):
        return _found(GRADED, text)
    if wanted is Wanted.NUMBER and (_HOW_LONG.search(question) or ASKS_HOW_OFTEN.search(question)):
        return _first(HOW_OFTEN if ASKS_HOW_OFTEN.search(question) else HOW_LONG, text)
    if wanted in _KINDS:
        return _figures(text, wanted, question)
    if wanted is Wanted.DATE:
        return _joined(text, _found(_DATES, text), r" (?:to|and|until) |[–-]") or _first(WHEN, text)
    if wanted is Wanted.PERSON:
        return [*(span for span in _found(_ROLE, text) if is_new(span)), *_names(text, is_new)] if _WHO.search(question) else ()
    if wanted is Wanted.PLACE:
        return [span for span in _names(text, is_new) if _AT.search(text[: span[0]]) and not text[slice(*span)].isupper()]
    if wanted is Wanted.ORGANISATION:
        names = _names(text, is_new)
        kinds = _ORGANISED.findall(question.lower())
        return [span for span in names if any(kind in text[slice(*span)].lower() for kind in kinds)] or names
    if _MEASURE.search(question) and (spans := _figures(text, Wanted.NUMBER, question)):
        return spans
    if wanted is Wanted.YES_NO:
        return [_stripped(text, span) for span in _found(_SETTLES, text)]
    if wanted is Wanted.REASON:
        return [span for match in _CAUSE.finditer(text) if (span := clause_from(text, match.end()))]
    return ()


def _figures(text: str, wanted: Wanted, question: str) -> Sequence[Span]:
    every = own_figures(question, text)
    kinds = ((FigureKind.COUNT,), (FigureKind.PERCENT,)) if wanted is Wanted.NUMBER and _HOW_MANY.search(question) else _KINDS[wanted]
    spans = next((own for kind in kinds if (own := [(f.start, f.end) for f in every if f.kind in kind])), [])
    return _joined(text, spans, r" (?:of|to)(?: the| all)? ")


def _names(text: str, is_new: Callable[[Span], bool]) -> list[Span]:
    """Proper names that say something new; no word that only begins the sentence, and no small word before them."""
    found = []
    for start, end in _found(_NAME, text):
        while " " in text[start:end] and text[start:end].split(" ")[0].lower() in EDGES:
            start += text[start:end].index(" ") + 1
        name = text[start:end]
        end -= 2 if name.endswith(("’s", "'s")) else 0
        if not _NO_NAME.fullmatch(name) and (start or " " in name) and not _DATES.fullmatch(name) and is_new((start, end)):
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


def _stripped(text: str, span: Span) -> Span:
    inner = text[slice(*span)]
    return span[0] + len(inner) - len(inner.lstrip()), span[1] - len(inner) + len(inner.rstrip())


def _trimmed(text: str, span: Span) -> Span:
    """A span without the small words at its end."""
    start, end = span
    while (last := text[start:end].rsplit(" ", 1)) and len(last) == 2 and last[1].lower() in EDGES:
        end = start + len(last[0])
    return start, end


def clause_from(text: str, at: int) -> Span | None:
    """What goes on from an offset, to the end of its clause or of the longest that is taken."""
    stop = BREAK.search(text, at)
    own = [match.span() for match in _WORD.finditer(text, at, stop.start() if stop else len(text))][:LONGEST]
    return _trimmed(text, (own[0][0], own[-1][1])) if own else None
