"""What is measured of an answer, each in one short pure function.

Sources: correctness and refusal as in CRAG (Yang et al. 2024); citation recall and precision as in ALCE (Gao et al. 2023), judged on
the quotes by the cases' keys; recall@k and reciprocal rank as in Manning, Raghavan and Schuetze, Introduction to Information Retrieval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evals.case import Case, Evidence, Group, plain, section_matches
from rag.types import Answer, Citation, Retrieved, Sentence

MOST_WORDS = 120
"""Of a right answer that is no list."""


def correct(case: Case, answer: Answer) -> bool:
    """Every group of the case met, nothing said that must not be, no longer than it may be; or rightly refused."""
    if not case.answerable:
        return answer.refusal is not None
    if answer.refusal is not None:
        return False
    if case.items is not None:
        return answer.census is not None and set(answer.census.answer) == set(case.items)
    text = plain(answer.text)
    if any(plain(wrong) in text for wrong in case.must_not) or len(answer.text.split()) > MOST_WORDS:
        return False
    return all(met(group, answer) for group in case.must)


def met(group: Group, answer: Answer) -> bool:
    """One of the group's strings stands in the answer, or in a sentence on the group's body or period."""
    if group.body is None and group.period is None:
        text = plain(" ".join((answer.text, *answer.notes, *(_place(c) for c in answer.citations))))
        return any(plain(string) in text for string in group.any)
    by_number = {c.n: c for c in answer.citations}
    for sentence in answer.sentences:
        cited = [by_number[n] for n in sentence.citations]
        if _is_on(group, sentence, cited) and any(plain(string) in plain(sentence.text) for string in group.any):
            return True
    return False


def _is_on(group: Group, sentence: Sentence, cited: Sequence[Citation]) -> bool:
    on_body = group.body is None or any(group.body in (c.body, *c.section) for c in cited) or plain(group.body) in plain(sentence.text)
    on_period = group.period is None or any(c.period == group.period for c in cited)
    return on_body and on_period


def _place(citation: Citation) -> str:
    return " ".join((citation.title, citation.period, citation.body or "", *citation.section))


def citation_recall(case: Case, answer: Answer) -> float:
    """The share of the case's evidence that a quote holds: right document and section, and one of the keys."""
    if not case.evidence:
        return 1.0
    return sum(any(_quotes(c, e) for c in answer.citations) for e in case.evidence) / len(case.evidence)


def citation_precision(case: Case, answer: Answer) -> float:
    """The share of the quotes that stand in a section of the case's evidence; 0 where nothing is cited."""
    if not case.evidence or not answer.citations:
        return 0.0 if case.evidence else 1.0
    good = [c for c in answer.citations if any(c.document == e.document and section_matches(e.section, c.section) for e in case.evidence)]
    return len(good) / len(answer.citations)


def _quotes(citation: Citation, evidence: Evidence) -> bool:
    in_place = citation.document == evidence.document and section_matches(evidence.section, citation.section)
    return in_place and any(plain(key) in plain(citation.quote) for key in evidence.keys)


def verbatim(answer: Answer, texts: dict[str, str]) -> bool:
    """Every quote stands at its offsets in its document's text."""
    return all(texts[c.document][c.start : c.end] == c.quote for c in answer.citations)


def misplaced(case: Case, answer: Answer) -> bool:
    """A citation of an answer is on another body, or of another year, than the case's."""
    if answer.refusal is not None or case.items is not None:
        return False
    for c in answer.citations:
        if case.periods and c.period not in case.periods:
            return True
        if case.bodies and c.body is not None and c.body not in case.bodies and not set(case.bodies) & set(c.section):
            return True
    return False


def section_rank(case: Case, retrieved: Sequence[Retrieved]) -> int | None:
    """The rank, from 1, of the first passage from a section of the case's evidence; None if there is none."""
    for rank, row in enumerate(retrieved, start=1):
        if any(row.document == e.document and section_matches(e.section, row.section) for e in case.evidence):
            return rank
    return None


def evidence_within(case: Case, retrieved: Sequence[Retrieved], tokens: Callable[[str], int], budget: int = 1500) -> bool:
    """Every piece of evidence has a key in the passages that fit a token budget, best first."""
    text, used = [], 0
    for row in retrieved:
        used += tokens(row.passage)
        if used > budget:
            break
        text.append(row)
    return all(
        any(row.document == e.document and section_matches(e.section, row.section) and any(plain(k) in plain(row.passage) for k in e.keys) for row in text)
        for e in case.evidence
    )


def list_f1(items: Sequence[str], answer: Sequence[str]) -> float:
    """F1 of a list against the complete one; 1 where both are empty."""
    if not items and not answer:
        return 1.0
    hits = len(set(items) & set(answer))
    return 2 * hits / (len(set(items)) + len(set(answer))) if hits else 0.0


def quantile(values: Sequence[float], q: float) -> float:
    """The q-quantile of some values, by nearest rank; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))] if ordered else 0.0
