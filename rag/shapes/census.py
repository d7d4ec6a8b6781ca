"""A list or a count: the question as a criterion, put to every body, one by one."""

from __future__ import annotations

from corpus.types import Kind
from index.hybrid import HybridIndex
from rag import cues
from rag.criterion import STATES
from rag.shapes import fact
from rag.types import Census, Claim, Draft, Evidence, Found, Reading, Row

YES = 0.7
"""The share of a criterion that a sentence must hold; calibrated on the dev cases."""
_DOUBTFUL = 0.5
"""From this share on, a body that is not counted is named as doubtful."""
_SHOWN = 12
"""Doubtful bodies named in a note."""


def draft(reading: Reading, found: Found, index: HybridIndex) -> Draft:
    """A row for every body; a sentence for each that the question asks for; the doubtful ones apart."""
    bodies, period = _asked(reading, index)
    best = {body: item for item in found.evidence if (body := index.passages[item.passage].body) is not None}
    verdicts = {body: _verdict(best.get(body)) for body in bodies}
    wants_others = asks_for_the_others(reading.question)
    answer = [body for body in bodies if (verdicts[body] == "yes") != wants_others]
    cited = [body for body in answer if verdicts[body] != "not_stated"]
    cited += [body for body in bodies if verdicts[body] != "not_stated" and body not in cited]
    numbers = {body: n for n, body in enumerate(cited, start=1)}
    rows = [Claim(best[body].text, (best[body],), lead=fact.lead_of(best[body], index)) for body in cited if body in answer]
    others = [Claim(best[body].text, (best[body],), lead=fact.lead_of(best[body], index), shown=False) for body in cited if body not in answer]
    census = Census(
        criterion=reading.topic,
        period=period,
        checked=len(bodies),
        count=len(answer),
        answer=tuple(answer),
        rows=tuple(Row(body, verdicts[body], numbers.get(body)) for body in bodies),
    )
    return Draft((*rows, *others), _notes(reading, bodies, verdicts, answer, best), census)


def asks_for_the_others(question: str) -> bool:
    """True for a question for the boards of which something is not said; "did not meet" is itself something that is said."""
    said = any(pair[0].search(question) for pair in STATES)
    return bool(cues.EXCEPT.search(question)) and not said


def _verdict(item: Evidence | None) -> str:
    if item is None or item.score < YES:
        return "not_stated"
    return "no" if item.against else "yes"


def _notes(reading: Reading, bodies: list[str], verdicts: dict[str, str], answer: list[str], best: dict[str, Evidence]) -> tuple[str, ...]:
    counts = {verdict: list(verdicts.values()).count(verdict) for verdict in ("yes", "no", "not_stated")}
    scope = f" of {' and '.join(reading.regions)}" if reading.regions else ""
    notes = [
        f"{len(bodies)} of {len(bodies)} boards{scope} checked, by reading: {counts['yes']} yes, {counts['no']} no, {counts['not_stated']} not stated.",
    ]
    unquoted = [body for body in answer if verdicts[body] == "not_stated"]
    if unquoted:
        notes.append(f"Nothing of it is stated for {', '.join(unquoted)}.")
    doubtful = [body for body in bodies if body not in answer and verdicts[body] == "not_stated" and body in best and best[body].score >= _DOUBTFUL]
    if doubtful:
        more = f" and {len(doubtful) - _SHOWN} more" if len(doubtful) > _SHOWN else ""
        notes.append(f"Doubtful, and not counted: {', '.join(doubtful[:_SHOWN])}{more}.")
    return tuple(notes)


def _asked(reading: Reading, index: HybridIndex) -> tuple[list[str], str]:
    bodies: list[str] = []
    period = ""
    for passage in index.passages:
        document = index.document_of(passage)
        if document.kind is not Kind.ASSESSMENT or passage.body is None or passage.body in bodies:
            continue
        if reading.regions and passage.path[0] not in reading.regions:
            continue
        bodies.append(passage.body)
        period = str(document.period or "")
    return bodies, period
