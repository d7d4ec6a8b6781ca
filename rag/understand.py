"""A question becomes a reading: its shape, bodies, periods, documents, and what kind of thing would answer it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.types import Period
from rag.types import Filters, Reading, Shape, Wanted

_PERIOD = re.compile(r"\b(?P<year>20\d\d\s*[/–-]\s*(?:20)?\d\d|\d\d/\d\d)\b")
_YEAR = re.compile(r"\b20[012]\d\b")
_BOARD_NAME = re.compile(
    r"\b(?P<name>[A-Z][\w’'&-]*(?:[ ,]+(?:and |of |the |& )*[A-Z][\w’'&-]*)*)\s+(?:ICB|ICS|[Ii]ntegrated [Cc]are (?:[Bb]oard|[Ss]ystem)|[Hh]ealth [Bb]oard)\b"
)
_NO_NAMES = frozenset(
    "The An A Which What How Did Does Do Is Are Was Were Has Have Had In On At For By Why Who When Where Each Every Any Some Most All No And But Or If NHS England".split()
)
_LIST = re.compile(
    r"\b(?:which|what|list|name)\b[^?]*\b(?:boards|icbs|icss|systems|areas)\b|\bwho in\b|\b(?:did|do|does|has|have|is|are|was|were) (?:every|all|each|any)\b"
    r"|\bwhich (?:is|was) the only\b|\bthe only (?:board|icb|system)\b|\bwhich (?:board|icb|system)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\bhow many (?:of the )?(?:\w+ ){0,4}?(?:boards|icbs|icss|systems)\b", re.IGNORECASE)
_COMPARE = re.compile(r"\b(?:compared? (?:with|to)|comparison|versus|vs\.?|differ(?:s|ence|ent)?|both|better|worse|than)\b", re.IGNORECASE)
_TREND = re.compile(
    r"\b(?:chang(?:e|ed|es)|rise|risen|rose|fall|fell|fallen|grow|grew|grown|increase[ds]?|decrease[ds]?|trend|over (?:the )?(?:time|years|last)|since last year"
    r"|compared? (?:with|to) (?:last|the year|the previous|20)|year before|year earlier|previous (?:year|survey)|between the two|two (?:surveys|editions|years))\b",
    re.IGNORECASE,
)
_QUOTE = re.compile(
    r"\b(?:where does it say|who said|who (?:described|called)|find the (?:quote|words|sentence|passage)|which document says|is it true that .{0,20}says|exact words)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"]([^”\"]{8,})[”\"]")
_WANTED: tuple[tuple[Wanted, str], ...] = (
    (Wanted.PERCENTAGE, r"\b(?:what|which) (?:percentage|per cent|proportion|share|fraction)\b|\bpercentage\b|\bhow many per cent\b"),
    (Wanted.MONEY, r"\bhow much (?:money|funding|did .* (?:cost|spend|save|invest))|\bhow big (?:was|is) .*(?:deficit|surplus|fund|budget)|\bcost\b|£"),
    (Wanted.NUMBER, r"\bhow (?:many|much|long|large|big|far|often|old)\b|\bwhat (?:number|figure|target|rate|level)\b|\bnumber of\b"),
    (Wanted.DATE, r"\bwhen\b|\bwhat (?:year|date|month|quarter|time)\b|\bby what\b|\bhow soon\b"),
    (Wanted.PERSON, r"\bwho\b|\bwhose\b"),
    (Wanted.PLACE, r"\bwhere\b|\bwhich (?:town|place|area|city|borough)"),
    (Wanted.ORGANISATION, r"\bwhich (?:trusts?|hospitals?|organisations?|providers?|councils?|univers)"),
    (Wanted.REASON, r"\bwhy\b|\bwhat (?:caused|led to)\b|\bfor what reason|\breasons? (?:for|why)\b"),
    (Wanted.YES_NO, r"^(?:and |but |so )?(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b"),
)
_PREVIOUS = re.compile(r"\b(?:last year|previous|year before|year earlier|earlier|prior|older|first)\b", re.IGNORECASE)
_LATEST = re.compile(r"\b(?:latest|most recent|newest|current|this year)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Understanding:
    """What it takes to read a question."""

    bodies: Bodies
    catalogue: Catalogue

    def read(self, question: str, history: Sequence[Reading] = (), filters: Filters = Filters()) -> Reading:
        """The reading of a question, in the light of what was asked before; filters override its words."""
        question = " ".join(question.split())
        mentions = self.bodies.find(self._with_capitals(question))
        bodies = filters.bodies or tuple(dict.fromkeys(mention.body for mention in mentions))
        documents, spans = self._documents(question)
        periods = self._periods(question, documents)
        spans += [(mention.start, mention.end) for mention in mentions] + [match.span() for match in _PERIOD.finditer(question)]
        documents = filters.documents or documents
        periods = filters.periods or periods
        return Reading(
            question=question,
            shape=self._shape(question, bodies, periods),
            wanted=wanted(question),
            bodies=bodies,
            regions=self._regions(question, [(m.start, m.end) for m in mentions]),
            periods=periods,
            documents=documents,
            topic=_without(question, spans) or question,
            unknown_body=self._unknown(question, [(m.start, m.end) for m in mentions]) if not bodies else None,
        )

    def _with_capitals(self, question: str) -> str:
        """The question with the longer abbreviations of boards in capitals, as people in haste leave them small."""
        short = [a for body in self.bodies.all for a in body.abbreviations if len(a) > 3 and a.isalpha()]
        return re.sub(rf"(?<!\w)(?i:{'|'.join(map(re.escape, short))})(?!\w)", lambda m: next(a for a in short if a.lower() == m.group().lower()), question)

    def _shape(self, question: str, bodies: tuple[str, ...], periods: tuple[Period, ...]) -> Shape:
        if _QUOTE.search(question) or _QUOTED.search(question):
            return Shape.QUOTE
        if len(bodies) > 1:
            return Shape.COMPARE
        if _COUNT.search(question) and not bodies:
            return Shape.COUNT
        if len(periods) > 1 or (_TREND.search(question) and len(periods) != 1 and _PREVIOUS.search(question)):
            return Shape.TREND
        if _LIST.search(question) and not bodies:
            return Shape.LIST
        return Shape.FACT

    @cached_property
    def _names(self) -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
        by_name: dict[str, list[str]] = {}
        for entry in self.catalogue.entries:
            for name in entry.names:
                by_name.setdefault(name.lower(), []).append(entry.id)
        return [
            (re.compile(rf"(?<!\w){re.escape(name)}s?(?!\w)", re.IGNORECASE), tuple(ids)) for name, ids in sorted(by_name.items(), key=lambda kv: -len(kv[0]))
        ]

    def _documents(self, question: str) -> tuple[tuple[str, ...], list[tuple[int, int]]]:
        found: list[str] = []
        spans: list[tuple[int, int]] = []
        for pattern, ids in self._names:
            for match in pattern.finditer(question):
                if any(a < match.end() and match.start() < b for a, b in spans):
                    continue
                spans.append(match.span())
                found += [i for i in ids if i not in found]
        return tuple(found), spans

    def _periods(self, question: str, documents: tuple[str, ...]) -> tuple[Period, ...]:
        found: list[Period] = []
        for match in _PERIOD.finditer(question):
            try:
                found.append(Period.parse(match["year"]))
            except ValueError:
                continue
        if found:
            return tuple(dict.fromkeys(found))
        held = sorted({self.catalogue.by_id[d].financial_year for d in documents})
        if len(held) > 1:
            if _LATEST.search(question):
                return (held[-1],)
            if _PREVIOUS.search(question) and not _TREND.search(question):
                return (held[-2],)
        return ()

    def _regions(self, question: str, taken: Sequence[tuple[int, int]]) -> tuple[str, ...]:
        found: list[str] = []
        for region in sorted(self.bodies.regions, key=len, reverse=True):
            match = re.search(rf"(?<!\w){re.escape(region)}(?!\w)", question, re.IGNORECASE)
            if match and not any(a < match.end() and match.start() < b for a, b in taken) and not any(region in longer for longer in found):
                found.append(region)
        return tuple(found)

    def _unknown(self, question: str, taken: Sequence[tuple[int, int]]) -> str | None:
        for match in _BOARD_NAME.finditer(question):
            words = [word for word in match["name"].split() if word not in _NO_NAMES]
            if words and not any(a < match.end() and match.start() < b for a, b in taken):
                name = " ".join(words)
                if name not in self.bodies.regions and not self.bodies.find(name):
                    return name
        return None


def wanted(question: str) -> Wanted:
    """What kind of thing would answer a question."""
    for kind, pattern in _WANTED:
        if re.search(pattern, question, re.IGNORECASE):
            return kind
    return Wanted.DESCRIPTION


def quoted(question: str) -> str | None:
    """The words that a question puts between quotation marks, if it does."""
    match = _QUOTED.search(question)
    return match.group(1) if match else None


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " " + text[end:]
    text = re.sub(r"\b(?:ICB|ICS)(?:['’]s)?\b", " ", text)
    return " ".join(re.sub(r"\s+(?:in|for|of|at|by|the|and|'s|’s)\s*(?=[?.,]|$)", " ", " ".join(text.split())).split())
