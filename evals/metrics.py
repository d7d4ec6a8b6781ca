"""What is measured of an answer, each in one short pure function.

Sources: correctness, refusal and score as in CRAG (Yang et al. 2024); citation recall and precision as in ALCE (Gao et al. 2023), judged on
the quotes by the cases' keys; figures as in the promise that each stands in what it cites; precision, recall and F1 of lists, and ranks, as in
Manning, Raghavan and Schuetze 2008, Introduction to Information Retrieval. The passages found are measured in `retrieval.py`, a run in `measures.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress

from corpus.types import Period
from evals.case import Case, Evidence, Group, plain, section_matches
from evals.retrieval import BUDGET, keys_held, within
from rag.stated import figures
from rag.types import Answer, Citation, Retrieved, Sentence

MOST_WORDS = 120
"""Of a right answer that is no list."""


def correct(case: Case, answer: Answer) -> bool:
    """Every group of the case met, nothing said that must not be, no longer than it may be; or rightly refused."""
    if not case.answerable:
        return answer.refusal is not None
    if answer.refusal is not None:
        return False
    return says(case, answer) and (case.items is not None or words(answer) <= MOST_WORDS)


def says(case: Case, answer: Answer) -> bool:
    """An answerable case's answer holds what it must and nothing that it must not, however long it is; always read beside `words`."""
    if not case.answerable or answer.refusal is not None:
        return False
    if case.items is not None:
        return answer.census is not None and set(answer.census.answer) == set(case.items)
    text = plain(answer.text)
    return not any(plain(wrong) in text for wrong in case.must_not) and all(met(group, answer) for group in case.must)


def words(answer: Answer) -> int:
    """How many words an answer takes."""
    return len(answer.text.split())


def score(case: Case, answer: Answer) -> int:
    """CRAG's score of an answer: 1 right, 0 refused where there is an answer, -1 wrong."""
    if correct(case, answer):
        return 1
    return 0 if answer.refusal is not None else -1


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
    if answer.refusal is not None:
        return 0.0
    return sum(any(_quotes(c, e) for c in answer.citations) for e in case.evidence) / len(case.evidence)


def citation_precision(case: Case, answer: Answer) -> float:
    """The share of the quotes that stand in a section of the case's evidence; 0 where nothing is cited."""
    if not case.evidence:
        return 1.0
    if answer.refusal is not None or not answer.citations:
        return 0.0
    good = [c for c in answer.citations if any(c.document == e.document and section_matches(e.section, c.section) for e in case.evidence)]
    return len(good) / len(answer.citations)


def _quotes(citation: Citation, evidence: Evidence) -> bool:
    in_place = citation.document == evidence.document and section_matches(evidence.section, citation.section)
    return in_place and any(plain(key) in plain(citation.quote) for key in evidence.keys)


def verbatim(answer: Answer, texts: dict[str, str]) -> bool:
    """Every quote stands at its offsets in its document's text."""
    return all(texts[c.document][c.start : c.end] == c.quote for c in answer.citations)


def figures_of(answer: Answer) -> tuple[int, int]:
    """(figures in an answer's sentences, those of them that stand in no quote, heading, title or period cited there); computed ones aside."""
    by_number = {c.n: c for c in answer.citations}
    total = unsupported = 0
    for sentence in answer.sentences:
        if sentence.computed:
            continue
        cited = [by_number[n] for n in sentence.citations]
        ground = set(figures(" ".join(f"{c.quote} {_place(c)}" for c in cited)))
        said = figures(sentence.text)
        total += len(said)
        unsupported += sum(figure not in ground for figure in said)
    return total, unsupported


_YEAR_ASKED = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d\d/\d\d\b|\b(?:last|this|previous|next|latest|most recent|newest|earlier|first|second) (?:year|survey|report|edition|assessment|one)|\byear (?:before|earlier|after|later)",
    re.IGNORECASE,
)

_PERIOD = re.compile(r"\b(?:20)?\d\d/\d\d\b")


def _periods(text: str) -> list[str]:
    found = []
    for match in _PERIOD.finditer(text):
        with suppress(ValueError):
            found.append(str(Period.parse(match.group())))
    return found


def misplaced(case: Case, answer: Answer) -> bool:
    """A citation of an answer is on another body than the one asked about, or of another year than the one asked for.

    A question that names no year asks for none: an answer from another year than the case's evidence is then wrong, and is counted as wrong,
    but misleads nobody about the year, which stands beside it. The period of a quote is also the one that it names itself.
    """
    if answer.refusal is not None or case.items is not None:
        return False
    turns = (*case.turns, case.question)
    asks_year = any(_YEAR_ASKED.search(turn) for turn in turns)
    right = {*case.periods, *(period for turn in turns for period in _periods(turn))}
    for c in answer.citations:
        if asks_year and case.periods and c.period not in right and not any(period in c.quote for period in right):
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


def evidence_within(case: Case, retrieved: Sequence[Retrieved], tokens: Callable[[str], int], budget: int = BUDGET) -> bool:
    """Every piece of evidence has a key in the passages that fit a token budget, best first."""
    kept = within(retrieved, tokens, budget)
    return all(any(keys_held(evidence, row) for row in kept) for evidence in case.evidence)


def list_precision(items: Sequence[str], answer: Sequence[str]) -> float:
    """The share of a list that belongs in it; 1 for an empty list where none belongs, 0 where some do."""
    if not answer:
        return float(not items)
    return len(set(items) & set(answer)) / len(set(answer))


def list_recall(items: Sequence[str], answer: Sequence[str]) -> float:
    """The share of the complete list that is named; 1 where there is none to name and none is named."""
    if not items:
        return float(not answer)
    return len(set(items) & set(answer)) / len(set(items))


def row_precision(case: Case, answer: Answer) -> float | None:
    """Of the boards rightly named whose sentence the case knows, the share whose quote is that sentence; None where there is none.

    A row's quote counts where it is from the board's own section and holds one of the keys that the case's evidence gives for that board; of two
    conditions each has a quote, and the evidence may be on either.
    """
    if answer.census is None or case.items is None:
        return None
    known: dict[str, list[Evidence]] = {}
    for evidence in case.evidence:
        known.setdefault(next((name for name in evidence.section if name in case.items), ""), []).append(evidence)
    by_number = {c.n: c for c in answer.citations}
    judged = [
        row.citation is not None
        and by_number[row.citation].body == row.body
        and any(_quotes(c, e) for c in answer.citations if c.body == row.body for e in known[row.body])
        for row in answer.census.rows
        if row.body in known and row.body in answer.census.answer and row.verdict == "yes"
    ]
    return sum(judged) / len(judged) if judged else None


def rows_own(case: Case, answer: Answer, texts: dict[str, str]) -> float | None:
    """Of the boards of which it is said, the share whose quote stands word for word in that board's own section; None where there is none.

    It needs no known sentence, so that it is measured on every list: a yes without a quote, or with another board's, is a fault whatever was asked.
    """
    if answer.census is None or case.items is None:
        return None
    by_number = {c.n: c for c in answer.citations}
    judged = [
        cited is not None and cited.body == row.body and row.body in cited.section and texts[cited.document][cited.start : cited.end] == cited.quote
        for row in answer.census.rows
        if row.verdict == "yes"
        for cited in (by_number.get(row.citation or 0),)
    ]
    return sum(judged) / len(judged) if judged else None


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
