"""Whether a question says what it is about, or leans on something that was never said."""

from __future__ import annotations

import re

from index.sparse import content_words
from rag import cues
from rag.types import Reading

_EMPTY = frozenset(
    "bit bits case cases end ends explain explained happen happens second first third last former latter rest two three pair lot lots really quite too also still yet ever "
    "work works worked working worth matter matters talk talking talks mean means point idea stuff story news next then here there else anyone anybody somebody someone everyone everybody "
    "good bad great fine better best worse worst right wrong true false possible likely different similar enough sure long big small far fast "
    "do does did doing done be being been want wants wanted need needs look looks looking like likes try tries tried help helps please thanks hello hi hey detail details "
    "answer answers question questions again more less most least".split()
)
"""Words that name no matter."""
_LEANS_ON = re.compile(
    r"^(?:and|but|so|or)\b|\bthe (?:other|second|first|former|latter|rest|two)(?: one| ones| two| of them)?\b(?= *[?,.!]|$| (?:of|did|do|does|is|are|was|were|has|have)\b)|\b(?:that|this) one\b",
    re.IGNORECASE,
)
"""What stands for something said before."""


def is_vague(reading: Reading) -> bool:
    """True for a question that names no matter; or, where it leans on something unsaid, only a word of one."""
    if reading.bodies or reading.documents or reading.periods or reading.regions or reading.quote or reading.unknown_body or reading.among is not None:
        return False
    own = [word for word in content_words(reading.topic) if word not in _EMPTY | cues.FILLER | cues.ASKING and not cues.REFERS.fullmatch(word)]
    leans = _LEANS_ON.search(reading.question) or cues.PRONOUN.search(reading.question)
    return not own or (bool(leans) and len(own) == 1 and len(reading.question.split()) <= _SHORT)


_SHORT = 6
"""Words of a question that may lean on something; a longer one says what it is about."""
