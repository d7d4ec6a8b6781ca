"""A list or a count: what every body's sections say to a criterion, as an answer that proves that each was asked."""

from __future__ import annotations

import re

from corpus.types import Kind
from index.hybrid import HybridIndex
from rag.shapes import fact
from rag.types import Census, Claim, Draft, Found, Polled, Reading, Row

_SHOWN = 12
"""Doubtful bodies named in a note."""

_SUPERLATIVE = re.compile(
    r"\b(?:the most|the largest|the biggest|the highest|the greatest|the fewest|the smallest|the lowest|the longest|the earliest|the best|the worst)\b",
    re.IGNORECASE,
)
"""A question for the one of which there is most, which is beyond reading out."""


def draft(reading: Reading, found: Found, index: HybridIndex) -> Draft:
    """A row for every body; a sentence for each that the question asks for; the doubtful ones apart."""
    polled = found.polled
    if polled is None:
        raise ValueError("a list question was not put to the bodies")
    bodies = list(polled.verdicts)
    answer = _answer(polled)
    cited = [body for body in answer if polled.evidence.get(body)]
    cited += [body for body in bodies if polled.evidence.get(body) and polled.verdicts[body] != "not_stated" and body not in cited]
    claims = [Claim(item.text, (item,), lead=fact.lead_of(item, index), shown=body in answer) for body in cited for item in polled.evidence[body]]
    numbers: dict[str, int] = {}
    count = 0
    for body in cited:
        numbers[body] = count + 1
        count += len(polled.evidence[body])
    census = Census(
        criterion=reading.topic,
        period=_period(index),
        checked=len(bodies),
        count=len(answer),
        answer=tuple(answer),
        rows=tuple(Row(body, polled.verdicts[body], numbers.get(body), body in polled.doubtful) for body in bodies),
        by=polled.by,
        fields=polled.fields,
    )
    return Draft(tuple(claims), _notes(reading, polled, answer), census)


def _answer(polled: Polled) -> list[str]:
    """The bodies that the question asks for: those of which it is said, or the exceptions."""
    if not polled.denied:
        return [body for body, verdict in polled.verdicts.items() if verdict == "yes"]
    if polled.every and all(verdict == "yes" for verdict in polled.verdicts.values()):
        return list(polled.verdicts)
    contrary = [body for body, verdict in polled.verdicts.items() if verdict == "no"]
    if polled.contrary and contrary:
        return contrary
    return [body for body, verdict in polled.verdicts.items() if verdict != "yes"]


def _notes(reading: Reading, polled: Polled, answer: list[str]) -> tuple[str, ...]:
    verdicts = list(polled.verdicts.values())
    counts = {verdict: verdicts.count(verdict) for verdict in ("yes", "no", "not_stated")}
    scope = f" of {' and '.join(reading.regions)}" if reading.regions else ""
    how = f"by field ({', '.join(polled.fields)})" if polled.by == "field" else "by reading"
    notes = [f"{len(verdicts)} of {len(verdicts)} boards{scope} checked, {how}: {counts['yes']} yes, {counts['no']} no, {counts['not_stated']} not stated."]
    if polled.compared:
        notes.append(f"Compared by the figures stated: {', '.join(f'{body} {figure}' for body, figure in polled.compared[:_SHOWN])}.")
    elif (most := _SUPERLATIVE.search(reading.question)) and len(answer) > 1:
        notes.append(f"“{most.group()}” is not worked out: these are the boards of which it is said at all.")
    if polled.ignored:
        notes.append(f"Left aside, since no board's section says it of this: {', '.join(word.replace('|', ' or ') for word in polled.ignored)}.")
    if unquoted := [body for body in answer if polled.verdicts[body] == "not_stated"]:
        notes.append(f"Nothing of it is stated for {', '.join(unquoted)}.")
    if doubtful := [body for body in polled.doubtful if body not in answer]:
        more = f" and {len(doubtful) - _SHOWN} more" if len(doubtful) > _SHOWN else ""
        notes.append(f"Doubtful, and not counted: {', '.join(doubtful[:_SHOWN])}{more}.")
    return tuple(notes)


def _period(index: HybridIndex) -> str:
    return next((str(document.period or "") for document in index.documents if document.kind is Kind.ASSESSMENT), "")
