"""Why there is no answer, decided by evidence, and what comes nearest."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import cache

from corpus.types import Period
from index.hybrid import HybridIndex
from index.sparse import content_words
from rag import cues
from rag.answerable import Answerable, Signs
from rag.kinds import NOTHING, holds
from rag.odds import odds_of
from rag.types import Evidence, Found, Reading, Reason, Refusal, Shape, Wanted
from rag.vague import is_vague

LONGEST = 2_000
"""Characters of a question."""
THRESHOLD = 0.15
"""The score that the best sentence must reach; the knob between answering more and refusing more."""

_LETTERS = re.compile(r"[A-Za-z]{2,}")
_SENTENCE = 3
_ENGLISH_SHARE = 0.4
"""Of a question's words that stand somewhere in the texts; a question in another language has next to none."""
_FOREIGN = ((0.6, 0.4, 0.5), (0.25, 0.35, 0.45))
"""A question is about something else where this weight of its words stands nowhere in the texts, and no sentence comes as near as this in
meaning, as a whole and word by word. Foreign words alone tell little: people ask in other words than the texts use."""
_SURE = 0.35
"""The score from which a sentence fits whatever the question's words; two years beside each other want more than one sentence that fits."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LONG_AGO = re.compile(r"\b(?:(?:three|four|five|six|seven|eight|nine|ten|twenty|\d+) years|(?:a|one|two) decades?) ago\b", re.IGNORECASE)
_NAMED_POWER = 1.365
"""Of the threshold, for a question that names a board, year or document: what it is about is known then. It halves the default, and leaves
0 (answer always) and 1 (refuse always) as they are."""
_ANSWERABLE_POWER = 0.67
"""Of the threshold, for how likely it is that the texts answer: the default is then a chance of 28 in 100, chosen on the dev cases."""
_PARTICULAR = 4
"""Words of its own from which a question asks for a detail of a matter."""
_NEAR = 0.4
"""The share of the best score down to which a sentence may hold what is wanted."""
_CANDIDATES = 6
_WORDLESS = 0.35
"""What a sentence without any of the question's words must reach, word by word in meaning."""
_SPOKEN_OF = 0.35
"""How near a word of a sentence must come to the thing that is counted; of the dev cases' right answers every one does."""
_NEEDS_WORDS = frozenset({Wanted.ORGANISATION, Wanted.PERCENTAGE, Wanted.MONEY})
"""Kinds of which any sentence may hold one by chance."""
_WORDS_SHARE = 0.5


def before_reading(question: str) -> Refusal | None:
    """A refusal of what is no question at all: without a word, or too long to be read."""
    if not _LETTERS.search(question):
        return Refusal(Reason.UNCLEAR, "There is no question in this. Ask in a sentence, for example: How did Devon do on finance in 2024/25?")
    if len(question) > LONGEST:
        return Refusal(Reason.UNCLEAR, f"The question has {len(question):,} characters, and at most {LONGEST:,} can be read. Ask it in a sentence or two.")
    return None


def before_search(reading: Reading, index: HybridIndex, is_in_texts: Callable[[str], bool]) -> Refusal | None:
    """A refusal that needs no search: not English, nothing named, an unknown body, a year that no text covers."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]{2,}", reading.question)]
    known = sum(is_in_texts(word) for word in words)
    if len(words) >= _SENTENCE and known < _ENGLISH_SHARE * len(words):
        return Refusal(Reason.UNCLEAR, "This cannot be read as a question in English, the language of the texts. Ask it in English.")
    if reading.vague or is_vague(reading):
        return Refusal(Reason.UNCLEAR, "What is it about? Name a board (Devon), a survey (the 2023/24 survey) or a matter (agency spending).")
    if reading.unknown_body:
        return Refusal(
            Reason.UNKNOWN_BODY, f"{reading.unknown_body} is none of the {len(_bodies(index))} integrated care boards, and is named nowhere in the texts."
        )
    covered = _covered(index)
    outside = [period for period in reading.periods if period not in covered and not _spoken_of(period, index)]
    if reading.periods and len(outside) == len(reading.periods):
        return Refusal(Reason.PERIOD_NOT_COVERED, f"The texts cover {_listed(covered)}, not {_listed(outside)}.")
    return None


def after_search(reading: Reading, found: Found, index: HybridIndex, threshold: float = THRESHOLD) -> Refusal | None:
    """A refusal where no sentence found answers: none fits, or none of those that fit holds the kind of thing asked for."""
    if found.polled is not None and not found.polled.by:
        return Refusal(Reason.UNCLEAR, "Boards that what? Say what is asked of them, for example: Which boards have tier 1 support for urgent care?")
    if past := _past(reading, found, index):
        return Refusal(Reason.PERIOD_NOT_COVERED, f"The texts cover {_listed(_covered(index))}, and say nothing on this of {past}.")
    if reading.shape in (Shape.LIST, Shape.COUNT) or (reading.shape is Shape.QUOTE and reading.quote):
        return None
    about = f" on {' and '.join(reading.bodies)}" if reading.bodies else ""
    searched = f"{found.searched} passage{'s' if found.searched != 1 else ''}{about} {'were' if found.searched != 1 else 'was'} searched"
    if not found.evidence:
        return Refusal(Reason.NOT_STATED, f"The texts here do not say: {searched}, and none fits the question's filters.")
    best = found.evidence[0]
    nearest = tuple(range(1, min(3, len(found.evidence)) + 1))
    named = reading.bodies or reading.documents or reading.periods
    if not named and (best.score < threshold or _is_foreign(reading, found) or not fits(best)):
        return Refusal(Reason.OUT_OF_SCOPE, f"This lies outside the texts, which are on England's integrated care boards: {searched}.", nearest)
    if best.score < threshold**_NAMED_POWER:
        return Refusal(Reason.NOT_STATED, f"The texts do not state this: {searched}. The nearest sentences are shown.", nearest)
    if reading.shape is not Shape.FACT:
        return None
    told = signs(reading, found, index)
    held = bool(told.held if told else _holding(reading, found, index))
    # One of few words ("how did Dorset do on finance?") asks for the matter itself, and any sentence on it answers.
    whole = reading.wanted is Wanted.DESCRIPTION and _own_words(reading) < _PARTICULAR
    if held if told is None or whole else _answerable().share(told) >= threshold**_ANSWERABLE_POWER:
        return None
    if not held:
        missing = NOTHING.get(reading.wanted, "not what is asked for")
        return Refusal(Reason.NOT_STATED, f"The texts speak of this but give {missing}: {searched}. What they do say is shown.", nearest)
    return Refusal(Reason.NOT_STATED, f"The texts speak of this, but not of what is asked: {searched}. What they do say is shown.", nearest)


@cache
def _answerable() -> Answerable:
    return Answerable.load()


def signs(reading: Reading, found: Found, index: HybridIndex) -> Signs | None:
    """What tells whether one of the best sentences answers; None where nothing was found, or read together with the question."""
    items = near(found.evidence) if found.evidence else []
    read = [item.read for item in items if item.read is not None]
    if not read:
        return None
    holding = _holding(reading, found, index)
    read_held = [item.read for item in holding if item.read is not None]
    return Signs(odds_of(items[0].score), max(read), float(bool(holding)), max(read_held, default=-math.inf), found.answered_like)


def _holding(reading: Reading, found: Found, index: HybridIndex) -> list[Evidence]:
    """The sentences near the best one that hold the kind of thing that is asked for."""
    best = found.evidence[0]
    return [item for item in near(found.evidence) if answers(reading, item, index) and to_the_point(reading, item, best)]


def _own_words(reading: Reading) -> int:
    """How many words of its own a question has, the names and the words of asking aside."""
    return len({word for word in content_words(reading.topic) if word not in cues.FILLER and word not in cues.ASKING})


def _past(reading: Reading, found: Found, index: HybridIndex) -> str | None:
    """A year or time of a question that lies outside the years covered, and that no sentence near the best one names."""
    if ago := _LONG_AGO.search(reading.question):
        return ago.group()
    calendar = {year for period in _covered(index) for year in re.findall(r"\d{4}", str(period))}
    calendar |= {str(int(year) + 1) for year in calendar}
    plain = [year for year in _YEAR.findall(cues.PERIOD.sub(" ", reading.question)) if year not in calendar]
    held = " ".join(item.text for item in found.evidence[: 2 * _CANDIDATES])
    return plain[0] if plain and not reading.periods and not any(year in held for year in plain) else None


def _covered(index: HybridIndex) -> list[Period]:
    return sorted({document.period for document in index.documents if document.period})


def _is_foreign(reading: Reading, found: Found) -> bool:
    cosine, late = (max(getattr(item, kind) for item in near(found.evidence)) for kind in ("cosine", "late"))
    sure = found.evidence[0].score >= _SURE and reading.shape is not Shape.TREND
    return not sure and any(found.foreign >= share and cosine < far and late < apart for share, far, apart in _FOREIGN)


def fits(item: Evidence) -> bool:
    """False for a sentence that holds none of the question's words and is not near it in meaning either."""
    return item.coverage > 0 or item.late >= _WORDLESS


def near(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that come near the best one."""
    return [item for item in evidence[:_CANDIDATES] if item.score >= _NEAR * evidence[0].score]


def answers(reading: Reading, item: Evidence, index: HybridIndex) -> bool:
    """True where a sentence holds the kind of thing that is asked for."""
    body = index.passages[item.passage].body
    return holds(reading.wanted, reading.question, item.text, body or "") and _counts(reading, item, index)


def _counts(reading: Reading, item: Evidence, index: HybridIndex) -> bool:
    """True unless a question asks how many there are of a thing that a sentence does not speak of."""
    match = cues.COUNTED.search(reading.topic) if reading.wanted is Wanted.NUMBER else None
    if match is None or set(index.sparse.stems.of(match["thing"])) & item.covered:
        return True
    row = index.sentence_offsets[item.passage] + item.sentence
    return index.word_match(reading.topic, match["thing"], row) >= _SPOKEN_OF


def to_the_point(reading: Reading, item: Evidence, best: Evidence) -> bool:
    """True unless a sentence has the kind of thing, and too few of the question's words beside it."""
    return reading.wanted not in _NEEDS_WORDS or item.coverage >= _WORDS_SHARE * best.coverage


def _bodies(index: HybridIndex) -> set[str]:
    return {passage.body for passage in index.passages if passage.body}


def _spoken_of(period: Period, index: HybridIndex) -> bool:
    return any(str(period) in document.text for document in index.documents)


def _listed(periods: list[Period]) -> str:
    return " and ".join(map(str, periods))
