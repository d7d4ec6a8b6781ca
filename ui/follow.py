"""What can be asked next: questions beside the one that was asked, of which each was tried and has an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rag.types import Answer, Filters, Reading

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST = 3
_TRIED = 6
"""Candidates that are put to the texts at most."""
_GENERIC = ("introduction", "key points", "conclusion", "foreword", "about us", "methodology", "recommendations", "contents", "overview", "annex")
"""Words of headings that say nothing of what is under them."""


def follow_ups(assistant: Assistant, answers: Sequence[Answer]) -> tuple[str, ...]:
    """Up to three questions that go on from the last answer and can be answered."""
    if not answers or (answers[-1].refusal and not answers[-1].reading.bodies):
        return ()
    told = {answer.question.casefold().strip() for answer in answers}
    history = [answer.reading for answer in answers]
    found: list[str] = []
    for n, question in enumerate(dict.fromkeys(_candidates(assistant, answers[-1]))):
        if len(found) == MOST or n == _TRIED:
            break
        if question.casefold() not in told and _is_answered(assistant, question, history):
            found.append(question)
    return tuple(found)


def _is_answered(assistant: Assistant, question: str, history: list[Reading]) -> bool:
    # Whether the texts answer it is asked, not how a model would put it.
    answer = assistant.ask(question, history=history, filters=Filters(), cancelled=lambda: True)
    return answer.refusal is None and bool(answer.citations)


def _candidates(assistant: Assistant, answer: Answer) -> Iterator[str]:
    """Beside a cited section: its siblings for the same board, the same section of a board of the region, its document's other headings."""
    for c in answer.citations[:2]:
        document = assistant.index.by_id[c.document]
        heading = c.section[-1] if c.section else ""
        own = [s for s in document.sections if s.body == c.body and s.body and len(s.path) == len(c.section) and s.heading != heading]
        for section in own[:2]:
            yield f"How did {c.body} do on {_lowered(section.heading)}?"
        if c.body and own and c.body in assistant.bodies.by_name:
            beside = [name for name in assistant.bodies.of_region(assistant.bodies.by_name[c.body].region) if name != c.body]
            for name in beside[:1]:
                yield f"How did {name} do on {_lowered(heading)}?"
        if not c.body:
            siblings = [s.heading for s in document.sections if s.path[:-1] == c.section[:-1] and s.heading != heading and s.blocks]
            for title in siblings[:3]:
                plain = title.lstrip("0123456789. ")
                if ":" not in plain and not any(word in plain.casefold() for word in _GENERIC):
                    yield f"What does the {_source(document.kind.value)} of {c.period} say about {_lowered(plain)}?"


def _source(kind: str) -> str:
    return kind if kind != "news" else "news article"


def _lowered(heading: str) -> str:
    first = heading.split(" ", 1)[0]
    return heading if first[1:] != first[1:].lower() else heading[:1].lower() + heading[1:]
