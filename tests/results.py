"""A result made by hand, for the tests of what is made of results."""

from __future__ import annotations

from dataclasses import replace

from evals.run import Result

_RIGHT = Result(
    case="a", category="board", split="dev", question="How many vans?", answerable=True, status="answered", correct=True, says=True, words=10, score=1,
    citation_recall=1.0, citation_precision=1.0, verbatim=True, figures=1, unsupported=0, misplaced=False, section_rank=1, recall=1.0, recall_5=1.0,
    reciprocal_rank=1.0, ndcg=1.0, list_precision=None, list_recall=None, list_f1=None, list_exact=None, row_precision=None, count_right=None, confidence=0.9,
    milliseconds=20.0, text="Dorset runs 14 vans. [1]",
)  # fmt: skip


def result(case: str = "a", **fields: object) -> Result:
    """A right answer, with some fields in place of its own; a wrong one scores -1."""
    if fields.get("correct") is False:
        fields = {"says": False, "score": -1} | fields
    return replace(_RIGHT, case=case, **fields)


def refusal(case: str = "u", *, right: bool = True, **fields: object) -> Result:
    """A refusal, of what is not answerable where it is right."""
    none = dict.fromkeys(("citation_recall", "citation_precision", "section_rank", "recall", "recall_5", "reciprocal_rank", "ndcg"))
    own = {"status": "refused", "answerable": not right, "correct": right, "says": None if right else False, "score": int(right), "figures": 0, "words": 0}
    return result(case, **{**(none if right else {}), **own, "category": "unanswerable" if right else "board", **fields})
