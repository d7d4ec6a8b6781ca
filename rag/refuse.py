"""Why there is no answer, decided by evidence, and what comes nearest."""

from __future__ import annotations

import re

from corpus.types import Period
from index.hybrid import HybridIndex
from rag.types import Found, Reading, Reason, Refusal, Shape

LONGEST = 2_000
"""Characters of a question."""
THRESHOLD = 0.30
"""The score that the best sentence must reach; the knob between answering more and refusing more."""

_LETTERS = re.compile(r"[A-Za-z]{2,}")
_ENGLISH = frozenset(
    "the of and to in is was are were did does do has have had how what which who why when where for on at by with from that this any many much "
    "about not be it there between over most more than last year icb icbs board boards system".split()
)


def before_search(question: str, reading: Reading, index: HybridIndex) -> Refusal | None:
    """A refusal that needs no search: nothing asked, not English, an unknown body, a year that no text covers."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", question)]
    if not _LETTERS.search(question):
        return Refusal(Reason.UNCLEAR, "There is no question in this. Ask in a sentence, for example: How did Devon do on finance in 2024/25?")
    if len(question) > LONGEST:
        return Refusal(Reason.UNCLEAR, f"The question has {len(question):,} characters, and at most {LONGEST:,} can be read. Ask it in a sentence or two.")
    latin = sum(word.isascii() for word in words)
    if latin < len(words) / 2 or (len(words) > 5 and not _ENGLISH.intersection(words) and not reading.bodies):
        return Refusal(Reason.UNCLEAR, "The texts are in English, and so must the question be.")
    if reading.unknown_body:
        return Refusal(Reason.UNKNOWN_BODY, f"{reading.unknown_body} is none of the {len(_bodies(index))} integrated care boards of the texts.")
    covered = sorted({document.period for document in index.documents if document.period})
    outside = [period for period in reading.periods if period not in covered and not _spoken_of(period, index)]
    if reading.periods and len(outside) == len(reading.periods):
        return Refusal(Reason.PERIOD_NOT_COVERED, f"The texts cover {_listed(covered)}, not {_listed(outside)}.")
    return None


def after_search(reading: Reading, found: Found, index: HybridIndex, threshold: float = THRESHOLD) -> Refusal | None:
    """A refusal where no sentence found answers."""
    if reading.shape in (Shape.LIST, Shape.COUNT):
        return None
    if found.evidence and found.evidence[0].score >= threshold:
        return None
    about = f" on {' and '.join(reading.bodies)}" if reading.bodies else ""
    searched = f"{found.searched} passage{'s' if found.searched != 1 else ''}{about} {'were' if found.searched != 1 else 'was'} searched"
    if not found.evidence:
        return Refusal(Reason.NOT_STATED, f"The texts here do not say: {searched}, and none fits the question's filters.")
    nearest = tuple(range(1, min(3, len(found.evidence)) + 1))
    if not reading.bodies and not reading.documents and found.evidence[0].cosine < 0.25 and found.evidence[0].coverage < 0.3:
        return Refusal(Reason.OUT_OF_SCOPE, f"This lies outside the texts, which are on England's integrated care boards: {searched}.", nearest)
    return Refusal(Reason.NOT_STATED, f"The texts do not state this: {searched}. The nearest sentences are shown.", nearest)


def _bodies(index: HybridIndex) -> set[str]:
    return {passage.body for passage in index.passages if passage.body}


def _spoken_of(period: Period, index: HybridIndex) -> bool:
    return any(str(period) in document.text for document in index.documents)


def _listed(periods: list[Period]) -> str:
    return " and ".join(map(str, periods))
