"""A question that asks two things at once becomes a reading for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.sparse import content_words
from rag import cues
from rag.types import Reading, Shape
from rag.understand import wanted

MOST = 3
"""Parts of a question that are answered each by itself."""
_ASKS = r"(?:(?:in|by|at|for|on|to|from|with|of|about) )?(?:what|which|who|whom|whose|when|where|why|how|whether)\b"
_VERB = r"(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would)"
_JOINT = re.compile(
    rf"\s*[,;]?\s+(?:and|but|or|plus)\s+(?:(?:also|then|if (?:so|not),?)\s+)?(?={_ASKS}|{_VERB} (?:the|it|its|they|their|that|this|there|any|he|she|people|leaders)\b)"
    rf"|\s*[;?]\s+(?:and |but |also )?(?={_ASKS}|{_VERB}\b|if (?:so|not)\b)"
    rf"|,\s+(?={_ASKS}(?! (?:is|are|was|were|have|has|had|do|did|does)\b)[^,]*\?)",
    re.IGNORECASE,
)
"""Where one question ends and another begins."""
_LEAST = 2
"""Words of its own with which a further part can be searched for at all."""
_ENOUGH = 3
"""Words of its own from which a further part is searched for by them alone, whatever it refers to."""
_ASKING = re.compile(rf"(?:^|[,;:]\s+|\b(?:tell me|say|know|me) ){_ASKS}|^{_VERB}\b", re.IGNORECASE)
"""What a part begins with, after an introduction perhaps; anything else is no question of its own."""
_REFERS = re.compile(r"\b(?:it|its|that|they|them|their|there|those|these|this|he|she|one|so|not)\b", re.IGNORECASE)


def parts_of(reading: Reading) -> tuple[Reading, ...]:
    """The readings of what a question for facts asks at once; none where it asks one thing.

    The first part must have words of its own, or "when and where" would be two questions. A part that goes on from the first ("and why is that?")
    is searched for with the first's words.
    """
    if reading.shape is not Shape.FACT:
        return ()
    questions, topics = _cut(reading.question), _cut(reading.topic)
    if not 1 < len(questions) == len(topics) <= MOST or not _own(topics[0]) or not all(map(_ASKING.search, questions)):
        return ()
    rows = [replace(reading, question=questions[0], topic=topics[0], wanted=wanted(questions[0]))]
    for question, topic in zip(questions[1:], topics[1:], strict=True):
        own = len(_own(topic))
        leans = own < _LEAST or (own < _ENOUGH and bool(_REFERS.search(topic)))
        before = f" {topics[0]}" if leans else ""
        rows.append(replace(reading, question=f"{question}{before}", topic=f"{topic}{before}", wanted=wanted(question)))
    return tuple(rows)


def _cut(text: str) -> list[str]:
    return [part.strip(" ,;?.") for part in _JOINT.split(text) if part.strip(" ,;?.")]


def _own(topic: str) -> Sequence[str]:
    """The words of a part that could be searched for."""
    return [word for word in content_words(topic) if word not in cues.ASKING and word not in cues.FILLER and not _REFERS.fullmatch(word)]
