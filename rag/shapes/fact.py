"""A fact: the shortest set of sentences that answers, normally one to three."""

from __future__ import annotations

from collections.abc import Sequence

from index.hybrid import HybridIndex
from rag import cues, refuse
from rag.odds import odds_of
from rag.types import Claim, Draft, Evidence, Found, Reading

MOST = 3
"""Sentences of an answer."""
_PART_MOST = 2
"""Sentences of the answer to one part of a question."""
_CLOSE = 0.4
"""A further sentence must score this share of the best."""
_FRESH = 0.5
"""One that holds none of the question's words anew must score this share of the best."""
WORDS = 100
"""Of an answer, its leads aside."""
_LATER = 1.2
"""How far below the best, in log-odds, a sentence of a later year may lie to come before it."""


def draft(reading: Reading, found: Found, index: HybridIndex) -> Draft:
    """The best sentences, in the order of the text, each with the board and year it is on; of a question with parts, those of each."""
    if not found.parts:
        return Draft(claims(choose(found.evidence, reading, index, first=found.settled_by), index))
    chosen: list[Evidence] = []
    for part, side in found.parts:
        for item in choose(side.evidence, part, index, most=_PART_MOST, words=WORDS // len(found.parts)):
            if not any(item.passage == other.passage and item.start == other.start for other in chosen):
                chosen.append(item)
    return Draft(claims(chosen, index), tuple(f"The texts do not state this part: {topic}." for topic in found.lacking))


def choose(
    evidence: Sequence[Evidence], reading: Reading, index: HybridIndex, most: int = MOST, words: int = WORDS, first: Evidence | None = None
) -> list[Evidence]:
    """The best sentence that holds what is wanted, and those that add to it: near in score with more of the question's words, or nearly as good.

    Args:
        most: sentences at most.
        words: words at most, but for the first sentence, which is always there.
        first: the sentence that the answer begins with, if that is known.
    """
    if not evidence:
        return []
    first = first or _first(evidence, reading, index)
    evidence = [first, *(item for item in evidence if item is not first and _same_place(item, first, index))]
    chosen = [evidence[0]]
    best = max(item.score for item in evidence)
    covered = set(evidence[0].covered)
    budget = words - len(evidence[0].text.split())
    for item in evidence[1 : 4 * most]:
        if len(chosen) == most:
            break
        if any(item.text == other.text for other in chosen):
            continue
        fresh = item.covered - covered
        adds = item.score >= (_CLOSE if fresh else _FRESH) * best
        if adds and len(item.text.split()) <= budget:
            chosen.append(item)
            covered |= item.covered
            budget -= len(item.text.split())
    for item in list(chosen):
        before = _before(item, index)
        if (
            before
            and cues.LEANS.match(item.text)
            and len(before.text.split()) <= budget
            and not any(before.start == c.start and before.passage == c.passage for c in chosen)
        ):
            chosen.append(before)
            budget -= len(before.text.split())
    order = {item.passage: rank for rank, item in reversed(list(enumerate(chosen)))}
    return sorted(chosen, key=lambda item: (order[item.passage], item.start))


def _first(evidence: Sequence[Evidence], reading: Reading, index: HybridIndex) -> Evidence:
    """The best sentence that holds what is wanted; where no year or document is named, of the latest year that has it."""
    able = [item for item in refuse.near(evidence) if refuse.answers(reading, item, index)] or [evidence[0]]
    if reading.periods or reading.documents:
        return able[0]
    close = [item for item in able if odds_of(item.score) >= odds_of(able[0].score) - _LATER]
    latest = max(_year(item, index) for item in close)
    return next(item for item in close if _year(item, index) == latest)


def _year(item: Evidence, index: HybridIndex) -> str:
    return str(index.document_of(index.passages[item.passage]).period or "")


def claims(chosen: Sequence[Evidence], index: HybridIndex) -> tuple[Claim, ...]:
    """A claim a sentence; the board and year stand before the first of each place."""
    rows: list[Claim] = []
    said = ""
    for item in chosen:
        lead = lead_of(item, index)
        rows.append(Claim(item.text, (item,), lead="" if lead == said else lead))
        said = lead
    return tuple(rows)


def lead_of(item: Evidence, index: HybridIndex) -> str:
    """Whom and which year a sentence is on: `Devon, 2024/25`."""
    passage = index.passages[item.passage]
    document = index.document_of(passage)
    subject = passage.body or f"{document.publisher} {document.kind.value}".strip().removeprefix("news").strip() or "News article"
    return ", ".join(part for part in (subject, str(document.period or "")) if part)


def _same_place(item: Evidence, other: Evidence, index: HybridIndex) -> bool:
    """True for sentences of one year on one body: what another year or board says is no addition."""
    one, two = index.passages[item.passage], index.passages[other.passage]
    return index.document_of(one).period == index.document_of(two).period and one.body == two.body


def leant_on(item: Evidence, index: HybridIndex) -> Evidence | None:
    """The sentence before one that leans on it, as `This is ...` does; None for one that stands by itself."""
    return _before(item, index) if cues.LEANS.match(item.text) else None


def _before(item: Evidence, index: HybridIndex) -> Evidence | None:
    if item.sentence == 0:
        return None
    passage = index.passages[item.passage]
    here, there = passage.sentences[item.sentence], passage.sentences[item.sentence - 1]
    if here.leads:
        return None
    text = index.document_of(passage).text[there.start : there.end]
    return Evidence(item.passage, item.sentence - 1, there.start, there.end, text, item.score, 0.0, 0.0)
