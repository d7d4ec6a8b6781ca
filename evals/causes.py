"""Why a case is wrong: the first step of answering at which it went astray, told by what was found, quoted and said."""

from __future__ import annotations

from enum import StrEnum

from evals.run import Result


class Cause(StrEnum):
    """What went astray, in the order of the steps."""

    ANSWERED = "nothing in the texts answers, and it was not refused"
    REFUSED = "the texts answer, and it was refused"
    LIST_LACKS = "a list lacks a board"
    LIST_ADDS = "a list names a board too many"
    LIST_BOTH = "a list lacks a board and names another too many"
    NOT_FOUND = "what answers is not among the passages found first"
    NOT_CHOSEN = "what answers was found, and other sentences were chosen"
    HALF_CHOSEN = "of two things asked one was answered"
    NOT_SAID = "what answers is quoted, and the answer lacks or adds something"


def cause(result: Result) -> Cause | None:
    """Why a case is wrong; None for a right one."""
    if result.correct:
        return None
    if not result.answerable:
        return Cause.ANSWERED
    if result.refused:
        return Cause.REFUSED
    if result.list_f1 is not None:
        lacks, adds = (result.list_recall or 0.0) < 1, (result.list_precision or 0.0) < 1
        return Cause.LIST_BOTH if lacks and adds else Cause.LIST_ADDS if adds else Cause.LIST_LACKS
    if (result.recall or 0.0) < 1:
        return Cause.NOT_FOUND
    quoted = result.citation_recall or 0.0
    return Cause.NOT_SAID if quoted == 1 else Cause.HALF_CHOSEN if quoted else Cause.NOT_CHOSEN
