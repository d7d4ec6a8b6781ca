"""What passes between the steps of an answer: a reading, evidence, a draft, verdicts, and the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from corpus.types import Period


class Shape(StrEnum):
    """What form of answer a question asks for."""

    FACT = "fact"
    LIST = "list"
    COUNT = "count"
    COMPARE = "compare"
    TREND = "trend"
    QUOTE = "quote"


class Wanted(StrEnum):
    """What kind of thing would answer."""

    NUMBER = "number"
    PERCENTAGE = "percentage"
    MONEY = "money"
    DATE = "date"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    YES_NO = "yes or no"
    REASON = "reason"
    DESCRIPTION = "description"


class Reason(StrEnum):
    """Why there is no answer."""

    NOT_STATED = "not_stated"
    UNKNOWN_BODY = "unknown_body"
    PERIOD_NOT_COVERED = "period_not_covered"
    OUT_OF_SCOPE = "out_of_scope"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Filters:
    """What a user has fixed, whatever the question's words say."""

    bodies: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a question asks."""

    question: str
    """The question with what the conversation adds to it."""
    shape: Shape
    wanted: Wanted
    bodies: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    documents: tuple[str, ...] = ()
    """Ids of the documents that it names."""
    topic: str = ""
    """The question without the names of bodies, periods and documents, by which it is searched for."""
    quote: str | None = None
    """The words that it puts between quotation marks, if it does."""
    vague: bool = False
    """True where it says nothing that could be looked for."""
    unknown_body: str | None = None
    """A name that is meant for a board and is none."""
    notes: tuple[str, ...] = ()
    """How it was read, where that is not plain."""
    among: tuple[str, ...] | None = None
    """The bodies of the answer before, where it asks which of those."""
    narrows: str = ""
    """The question before, where it asks which of its boards."""
    without: tuple[str, ...] = ()
    """Bodies that it leaves out."""
    listed: tuple[str, ...] | None = None
    """The bodies that it was answered with, if it asked for a list."""
    parts: tuple[Part, ...] = ()
    """What is asked of each year, where a trend asks two different things of its years."""
    follows: bool = False
    """True for a follow-up, whose question is pieced together of two."""
    spoken: str = ""
    """A follow-up in words that were said, as it is read together with a sentence."""
    hinted: bool = False
    """True for a trend that asks for no other year in so many words ("is it still so?"), which is told where the texts speak of it."""


@dataclass(frozen=True)
class Part:
    """What a question asks of one year alone."""

    period: Period
    question: str
    topic: str
    wanted: Wanted


@dataclass(frozen=True)
class Evidence:
    """A sentence of a passage with its score, and where it was found."""

    passage: int
    """The number of its passage in the index."""
    sentence: int
    """The number of the sentence in its passage."""
    start: int
    end: int
    """The span in the document's text."""
    text: str
    score: float
    """How likely it is to answer, 0 to 1."""
    cosine: float
    """Similarity of meaning with the question, -1 to 1."""
    coverage: float
    """The share of the question's words, weighted by rarity, that it holds, 0 to 1."""
    covered: frozenset[str] = frozenset()
    """The question's stems that it holds."""
    late: float = 0.0
    """How well its words match the question's one by one in meaning, about 0 to 1."""
    read: float | None = None
    """How far it answers, read together with the question, in log-odds; None where it was not read so."""
    against: bool = False
    """True where it says the contrary of a criterion."""


@dataclass(frozen=True)
class Polled:
    """What became of a criterion that was put to every body."""

    by: str
    """`field` where it was read out of the table of findings, `reading` where the sentences were searched for it."""
    fields: tuple[str, ...]
    """Labels of the fields that it was answered by."""
    verdicts: dict[str, str]
    """{body: `yes`, `no` or `not_stated`}."""
    evidence: dict[str, tuple[Evidence, ...]]
    """{body: the sentences that its verdict rests on}."""
    doubtful: tuple[str, ...] = ()
    """Bodies of which something near is said, and which are not counted."""
    contrary: bool = False
    """True where the exceptions are the bodies of which the contrary is said, not those of which nothing is."""
    denied: bool = False
    """True for a criterion that is asked in the negative."""
    every: bool = False
    """True where the question is whether all of them do: all, if so, and else the exceptions are its answer."""
    compared: tuple[tuple[str, str], ...] = ()
    """(a body, the figure that its section states), where a question asks of which there is most or least."""
    ignored: tuple[str, ...] = ()
    """Words of the question that were left aside, since no board's sections hold them with the rest."""


@dataclass(frozen=True)
class Found:
    """What was searched, and what came of it."""

    passages: tuple[tuple[int, float], ...]
    """(passage, score), best first."""
    evidence: tuple[Evidence, ...]
    """Best first."""
    searched: int
    """How many passages were open to the search."""
    foreign: float = 0.0
    """The share of the question's words, weighted by rarity, that stand nowhere in the texts, 0 to 1."""
    answered_like: float = 0.0
    """How much more it is like questions that the texts answer than like others, in log-odds; 0 where that is not known."""
    polled: Polled | None = None
    """Of a list or count question."""
    parts: tuple[tuple[Reading, Found], ...] = ()
    """Of a question that asks several things at once: each that the texts answer, with what was found for it."""
    lacking: tuple[str, ...] = ()
    """Those that they do not answer."""
    settled_by: Evidence | None = None
    """The sentence that the answer begins with, whatever kind of thing the question wants."""


@dataclass(frozen=True)
class Claim:
    """A sentence of a draft, with the evidence it rests on."""

    text: str
    evidence: tuple[Evidence, ...]
    computed: bool = False
    """True where it holds a figure that was computed from cited ones."""
    lead: str = ""
    """The board and year it is on, where it does not say so itself."""
    shown: bool = True
    """False for a row of a census that is cited and not part of the answer."""


@dataclass(frozen=True)
class Draft:
    """Sentences before they are checked."""

    claims: tuple[Claim, ...]
    notes: tuple[str, ...] = ()
    census: Census | None = None


@dataclass(frozen=True)
class Verdict:
    """What checking says of a claim."""

    supported: bool
    why: str = ""
    """What is not supported, where something is not."""
    support: float | None = None
    """How likely what it cites supports it, 0 to 1, where that was scored."""
    entailment: float | None = None
    """How likely an NLI model finds it entailed, 0 to 1, where one was asked."""


@dataclass(frozen=True)
class Citation:
    """A numbered quote, and where it stands."""

    n: int
    document: str
    edition: str
    title: str
    publisher: str
    period: str
    section: tuple[str, ...]
    body: str | None
    quote: str
    start: int
    end: int
    passage: str
    url: str | None


@dataclass(frozen=True)
class Sentence:
    """A checked sentence of an answer."""

    text: str
    citations: tuple[int, ...]
    computed: bool = False


class Outcome(StrEnum):
    """What became of a sentence that was checked."""

    SHOWN = "shown"
    REPAIRED = "repaired"
    """Shown after it was written again."""
    REPLACED = "replaced"
    """It passed, and the texts' own sentences stand without it, since the answer would be long."""
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Checked:
    """A sentence that was written for an answer, and what checking said of it."""

    text: str
    citations: tuple[int, ...]
    """Numbers of the evidence it was written from; those of the answer where it is a text's own."""
    supported: bool
    why: str
    """What is not supported, where something is not."""
    support: float | None
    """How likely what it cites supports it, 0 to 1, where that was scored."""
    outcome: Outcome
    entailment: float | None = None
    """How likely an NLI model finds it entailed, 0 to 1, where one was asked."""


@dataclass(frozen=True)
class Row:
    """One body's answer to a criterion."""

    body: str
    verdict: str
    """`yes`, `no` or `not_stated`."""
    citation: int | None = None
    doubt: bool = False
    """True where something near is said, which is not counted."""


@dataclass(frozen=True)
class Census:
    """One criterion put to every body."""

    criterion: str
    period: str
    checked: int
    count: int
    answer: tuple[str, ...]
    """The bodies that the question asks for."""
    rows: tuple[Row, ...]
    by: str = "reading"
    """`field` or `reading`: how it was found."""
    fields: tuple[str, ...] = ()
    """Labels of the fields that it was found by."""


@dataclass(frozen=True)
class Refusal:
    """A typed "the texts do not say"."""

    reason: Reason
    message: str
    nearest: tuple[int, ...] = ()
    """Numbers of the citations that come nearest."""


@dataclass(frozen=True)
class Retrieved:
    """A passage that was considered."""

    document: str
    section: tuple[str, ...]
    passage: str
    score: float


@dataclass(frozen=True)
class Answer:
    """What comes back."""

    question: str
    reading: Reading
    text: str
    """Markdown."""
    sentences: tuple[Sentence, ...] = ()
    notes: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    census: Census | None = None
    refusal: Refusal | None = None
    retrieved: tuple[Retrieved, ...] = ()
    verdicts: tuple[Checked, ...] = ()
    """Every sentence that was written for it, shown or not."""
    timings_ms: dict[str, float] = field(default_factory=dict)
    provenance: dict[str, str] = field(default_factory=dict)
    confidence: float = 0.0
    """The best evidence's score, by which it was decided to answer or to refuse, 0 to 1."""

    @property
    def status(self) -> str:
        return "refused" if self.refusal else "answered"

    def to_json(self, explain: bool = False) -> dict[str, Any]:
        """The answer as the JSON object of the design; `retrieved` only where it is to be explained."""
        reading = {
            "shape": self.reading.shape.value,
            "bodies": list(self.reading.bodies),
            "periods": [str(period) for period in self.reading.periods],
            "documents": list(self.reading.documents),
            "regions": list(self.reading.regions),
            "wanted": self.reading.wanted.value,
            "resolved": self.reading.question,
        }
        return {
            "question": self.question,
            "reading": reading,
            "status": self.status,
            "text": self.text,
            "sentences": [{"text": s.text, "citations": list(s.citations), "computed": s.computed} for s in self.sentences],
            "notes": list(self.notes),
            "citations": [{**vars(c), "section": list(c.section)} for c in self.citations],
            "census": self._census(),
            "refusal": self._refusal(),
            "retrieved": [{**vars(r), "section": list(r.section)} for r in self.retrieved] if explain else [],
            "verdicts": [vars(v) | {"citations": list(v.citations), "outcome": v.outcome.value} for v in self.verdicts],
            "timings_ms": self.timings_ms,
            "provenance": self.provenance,
            "confidence": self.confidence,
        }

    def _census(self) -> dict[str, Any] | None:
        census = self.census
        if census is None:
            return None
        return {**vars(census), "answer": list(census.answer), "fields": list(census.fields), "rows": [vars(row) for row in census.rows]}

    def _refusal(self) -> dict[str, Any] | None:
        refusal = self.refusal
        if refusal is None:
            return None
        return {"reason": refusal.reason.value, "message": refusal.message, "nearest": list(refusal.nearest)}
