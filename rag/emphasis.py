"""Which words of a sentence answer, so that people see them in bold: what has the form of the kind that is wanted, nearest to the question's words.

Nothing is told where nothing has that form, or nothing leads clearly. Measured on questions in people's own words, what a description consists of
cannot be told by words alone; of those only what the question asks to be named or measured is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.sparse import Stems, content_words
from rag import cues
from rag.forms import BREAK, EDGES, LONGEST, Span, candidates
from rag.parts import parts_of
from rag.types import Answer, Reading, Shape, Wanted

_TOKEN = re.compile(r"£?\d[\d.,/]*%?|[^\W\d_]+(?:['’&-][^\W\d_]+)*")
_NEAR, _LEAD = 0.5, 0.95
"""How near the question's words must be to the best of several spans, and what share of that the next one may have at most."""


def emphasised(answer: Answer) -> str:
    """The text of an answer as Markdown, with the words that answer in bold: the nearest on each side of it, for each part of its question.

    It stays as it is where none can be told, and for lists, quotes and refusals.
    """
    if answer.refusal or answer.census or answer.reading.shape not in (Shape.FACT, Shape.COMPARE, Shape.TREND):
        return answer.text
    best: dict[tuple[str, Wanted, str], tuple[float, Span]] = {}
    at, lead = 0, ""
    for sentence in answer.sentences:
        first, _, said = sentence.text.partition(": ")
        led = answer.text.find(f"**{first}**: {said}", at)
        lead, own = (first, said) if led >= 0 else (lead, sentence.text)
        at = answer.text.find(own, max(at, led))
        if at < 0:
            return answer.text
        asked = _asked(answer.reading, sentence.text)
        if "*" not in own and (found := _nearest(own, *asked)):
            score, (start, end) = found
            best[(lead, *asked)] = max(best.get((lead, *asked), (-1.0, (0, 0))), (score, (at + start, at + end)), key=lambda one: one[0])
        at += len(own)
    text = answer.text
    for start, end in sorted((span for _, span in best.values()), reverse=True):
        text = f"{text[:start]}**{text[start:end]}**{text[end:]}"
    return text


def _asked(reading: Reading, sentence: str) -> tuple[Wanted, str]:
    """What a sentence is to answer: of a question with several parts, that which has most of its words, or is on its year."""
    parts = [(part.wanted, part.question) for part in parts_of(reading)]
    parts += [(part.wanted, part.question) for part in reading.parts if str(part.period) in sentence]
    return max(parts, key=lambda part: _Words(sentence, part[1]).asked((0, len(sentence))), default=(reading.wanted, reading.question))


def answering(text: str, wanted: Wanted, question: str) -> Span | None:
    """The span of a sentence that answers: the thing of the kind wanted that stands nearest to the question's words; None where there is none.

    Args:
        text: a sentence of an answer.
        wanted: the kind of thing that answers.
        question: the question with the names in it.
    """
    found = _nearest(text, wanted, question)
    return found[1] if found else None


def _nearest(text: str, wanted: Wanted, question: str) -> tuple[float, Span] | None:
    """The span that answers, with how near it is to the question's words."""
    words = _Words(text, question)
    spans = candidates(text, wanted, question, words.is_new)
    spans = [span for span in dict.fromkeys(spans) if _is_whole(text, span)]
    ranked = sorted(((words.nearness(span, spans), span) for span in spans), key=lambda one: (-one[0], one[1]))
    if not ranked or (len(ranked) > 1 and ranked[1][0] > _LEAD * ranked[0][0]):
        return None
    is_sure = len(ranked) == 1 and wanted not in (Wanted.YES_NO, Wanted.PERSON)
    return ranked[0] if is_sure or ranked[0][0] >= _NEAR else None


class _Words:
    """The words of a sentence, and which of them the question has."""

    def __init__(self, text: str, question: str) -> None:
        self.stems = stems = Stems()
        asked = {stem: 0.4 if word in cues.LISTING or word in cues.ASKING else 1.0 for word in content_words(question) for stem in stems([word])}
        self.text = text
        self.spans = [match.span() for match in _TOKEN.finditer(text)]
        self.own = [stems(content_words(text[slice(*span)])) for span in self.spans]
        self.weight = [max((asked.get(stem, 0.0) for stem in own), default=0.0) for own in self.own]
        self.telling = [
            bool(own) and not weight and text[a:b].lower() not in EDGES for own, weight, (a, b) in zip(self.own, self.weight, self.spans, strict=True)
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
            if not weight or not own or n in own:
                continue
            a, b = (self.spans[n][1], span[0]) if n < own[0] else (span[1], self.spans[n][0])
            between = len(BREAK.findall(self.text[a:b].removesuffix("("))) + sum(a <= start and end <= b for start, end in rivals)
            gap = max(own[0] - n, n - own[-1])
            near = weight * (0.9**gap + 0.5 * (gap <= 2)) * 0.5**between
            best[self.own[n][0]] = max(near, best.get(self.own[n][0], 0.0))
        return sum(best.values())


def _is_whole(text: str, span: Span) -> bool:
    """True for a span that stands free, in one line, is not long, and cuts no bracket or quotation."""
    inner = text[slice(*span)]
    if len(inner.split()) > LONGEST or "\n" in inner or (span[0] and text[span[0] - 1].isalnum()) or (span[1] < len(text) and text[span[1]].isalnum()):
        return False
    return inner.count("(") == inner.count(")") and inner.count("“") == inner.count("”") and not inner.count('"') % 2 and not re.search(r"[\[\]`<>]", inner)
