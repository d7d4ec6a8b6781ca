"""Each measure on an answer made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals import metrics
from evals.case import Case, Group
from rag.types import Answer, Census, Citation, Reading, Reason, Refusal, Retrieved, Row, Sentence, Shape, Wanted

TEXT = "Dorset runs 14 vans. It plans more."
READING = Reading("How many vans?", Shape.FACT, Wanted.NUMBER)
CITATION = Citation(
    n=1,
    document="report",
    edition="digest",
    title="A report",
    publisher="Somebody",
    period="2024/25",
    section=("South West", "Dorset", "Vans"),
    body="Dorset",
    quote="Dorset runs 14 vans.",
    start=0,
    end=20,
    passage=TEXT,
    url=None,
)
ANSWER = Answer("How many vans?", READING, "Dorset runs 14 vans. [1]", (Sentence("Dorset runs 14 vans.", (1,)),), citations=(CITATION,))
REFUSED = Answer("How many vans?", READING, "Not stated.", refusal=Refusal(Reason.NOT_STATED, "Not stated."))


def case(**fields: object) -> Case:
    whole = {
        "id": "vans",
        "category": "board",
        "question": "How many vans?",
        "bodies": ["Dorset"],
        "periods": ["2024/25"],
        "must": [{"any": ["14", "fourteen"]}],
        "evidence": [{"document": "report", "section": ["Dorset", "Vans"], "keys": ["14 vans"]}],
    }
    return Case.model_validate({**whole, **fields})


UNANSWERABLE = case(answerable=False, reason="not_stated", must=[], evidence=[])
LIST = case(items=["Dorset", "Devon"], must=[], evidence=[])


def with_census(*answer: str) -> Answer:
    census = Census("vans", "2024/25", 42, len(answer), answer, tuple(Row(body, "yes", 1) for body in answer))
    return replace(ANSWER, census=census)


def test_a_row_is_cited_rightly_by_its_own_sentence_on_the_criterion() -> None:
    known = [{"document": "report", "section": [body], "keys": ["vans"]} for body in ("Dorset", "Devon")]
    listed = case(items=["Dorset", "Devon"], must=[], evidence=known)
    assert metrics.row_precision(listed, with_census("Dorset")) == 1.0
    assert metrics.row_precision(listed, with_census("Dorset", "Devon")) == 0.5, "Devon's row cites a sentence on Dorset"
    other = [{"document": "report", "section": ["Dorset"], "keys": ["boats"]}]
    assert metrics.row_precision(case(items=["Dorset"], must=[], evidence=other), with_census("Dorset")) == 0.0
    assert metrics.row_precision(listed, with_census("Somerset")) is None
    assert metrics.row_precision(case(), with_census("Dorset")) is None


def test_a_row_rests_on_its_own_section_word_for_word() -> None:
    listed = case(items=["Dorset"], must=[], evidence=[])
    texts = {c.document: " " * c.start + c.quote for c in with_census("Dorset").citations}
    assert metrics.rows_own(listed, with_census("Dorset"), texts) == 1.0
    assert metrics.rows_own(listed, with_census("Dorset", "Devon"), texts) == 0.5, "Devon's row cites a sentence on Dorset"
    assert metrics.rows_own(listed, with_census("Dorset"), {document: text.upper() for document, text in texts.items()}) == 0.0
    assert metrics.rows_own(listed, with_census(), texts) is None
    assert metrics.rows_own(case(), with_census("Dorset"), texts) is None


def test_an_answer_is_correct_that_says_what_it_must() -> None:
    assert metrics.correct(case(), ANSWER)
    assert not metrics.correct(case(must=[{"any": ["15"]}]), ANSWER)
    assert not metrics.correct(case(must=[{"any": ["14"]}, {"any": ["green"]}]), ANSWER)


def test_an_answer_is_not_correct_that_says_what_it_must_not() -> None:
    assert not metrics.correct(case(must_not=["14 VANS"]), ANSWER)


def test_an_answer_is_not_correct_that_is_too_long() -> None:
    assert metrics.correct(case(), replace(ANSWER, text="14 " * metrics.MOST_WORDS))
    assert not metrics.correct(case(), replace(ANSWER, text="14 " * (metrics.MOST_WORDS + 1)))


def test_refusals() -> None:
    assert metrics.correct(UNANSWERABLE, REFUSED)
    assert not metrics.correct(UNANSWERABLE, ANSWER)
    assert not metrics.correct(case(), REFUSED)


def test_a_list_is_correct_that_is_complete_and_no_more() -> None:
    assert metrics.correct(LIST, with_census("Devon", "Dorset"))
    assert not metrics.correct(LIST, with_census("Dorset"))
    assert not metrics.correct(LIST, with_census("Dorset", "Devon", "Sussex"))
    assert not metrics.correct(LIST, ANSWER)


@pytest.mark.parametrize(
    ("group", "met"),
    [
        (Group(any=("14",)), True),
        (Group(any=("15", "14")), True),
        (Group(any=("15",)), False),
        (Group(any=("South West",)), True),
        (Group(any=("14",), body="Dorset"), True),
        (Group(any=("14",), body="Devon"), False),
        (Group(any=("15",), body="Dorset"), False),
        (Group(any=("14",), period="2024/25"), True),
        (Group(any=("14",), period="2023/24"), False),
        (Group(any=("14",), body="Dorset", period="2023/24"), False),
    ],
)
def test_a_group_is_met_in_a_sentence_on_its_body_and_period(group: Group, met: bool) -> None:
    assert metrics.met(group, ANSWER) is met


def test_a_group_on_a_body_is_not_met_by_another_sentence() -> None:
    other = replace(CITATION, n=2, body="Devon", section=("South West", "Devon", "Vans"))
    answer = replace(ANSWER, sentences=(*ANSWER.sentences, Sentence("It runs 9 vans.", (2,))), citations=(CITATION, other))
    assert metrics.met(Group(any=("9",), body="Devon"), answer)
    assert not metrics.met(Group(any=("14",), body="Devon"), answer)


def test_citation_recall() -> None:
    missing = {"document": "report", "section": ["Devon"], "keys": ["9 vans"]}
    assert metrics.citation_recall(case(), ANSWER) == 1.0
    assert metrics.citation_recall(case(evidence=[*case().model_dump()["evidence"], missing]), ANSWER) == 0.5
    assert metrics.citation_recall(case(), REFUSED) == 0.0
    assert metrics.citation_recall(UNANSWERABLE, REFUSED) == 1.0


@pytest.mark.parametrize("change", [{"document": "other"}, {"section": ("South West", "Devon", "Vans")}, {"quote": "It plans more."}])
def test_a_quote_from_elsewhere_or_without_the_key_recalls_nothing(change: dict[str, object]) -> None:
    answer = replace(ANSWER, citations=(Citation(**{**vars(CITATION), **change}),))
    assert metrics.citation_recall(case(), answer) == 0.0


def test_citation_precision() -> None:
    stray = replace(CITATION, n=2, section=("South West", "Devon"))
    assert metrics.citation_precision(case(), ANSWER) == 1.0
    assert metrics.citation_precision(case(), replace(ANSWER, citations=(CITATION, stray))) == 0.5
    assert metrics.citation_precision(case(), REFUSED) == 0.0
    assert metrics.citation_precision(UNANSWERABLE, REFUSED) == 1.0


def test_verbatim() -> None:
    assert metrics.verbatim(ANSWER, {"report": TEXT})
    assert not metrics.verbatim(ANSWER, {"report": " " + TEXT})
    assert not metrics.verbatim(replace(ANSWER, citations=(replace(CITATION, quote="Dorset runs 15 vans."),)), {"report": TEXT})
    assert metrics.verbatim(REFUSED, {})


def test_misplaced() -> None:
    assert not metrics.misplaced(case(), ANSWER)
    asked = "How many vans were there in the 2023/24 survey?"
    assert metrics.misplaced(case(question=asked, periods=["2023/24"]), ANSWER)
    assert metrics.misplaced(case(question="How many vans were there the year before?", periods=["2023/24"]), ANSWER)
    assert not metrics.misplaced(case(question="How many vans were there in 24/25?", periods=["2023/24"]), ANSWER)
    told = replace(ANSWER, citations=(replace(CITATION, quote="In 2023/24 Dorset ran 14 vans."),))
    assert not metrics.misplaced(case(question=asked, periods=["2023/24"]), told)
    assert not metrics.misplaced(case(periods=["2023/24"]), ANSWER)
    assert metrics.misplaced(case(bodies=["Devon"]), ANSWER)
    assert not metrics.misplaced(case(bodies=[], periods=[]), ANSWER)
    assert not metrics.misplaced(case(bodies=["Devon"]), replace(ANSWER, citations=(replace(CITATION, body=None),)))
    assert not metrics.misplaced(case(periods=["2023/24"]), replace(REFUSED, citations=(CITATION,)))


RIGHT = Retrieved("report", ("South West", "Dorset", "Vans"), "Dorset runs 14 vans.", 0.9)
STRAY = Retrieved("report", ("South West", "Devon", "Vans"), "Devon runs 14 vans.", 0.8)


def test_section_rank() -> None:
    assert metrics.section_rank(case(), [STRAY, STRAY, RIGHT, RIGHT]) == 3
    assert metrics.section_rank(case(), [RIGHT]) == 1
    assert metrics.section_rank(case(), [STRAY]) is None
    assert metrics.section_rank(case(), [replace(RIGHT, document="other")]) is None


def words(text: str) -> int:
    return len(text.split())


def test_evidence_within_a_budget() -> None:
    assert metrics.evidence_within(case(), [STRAY, RIGHT], words, budget=8)
    assert not metrics.evidence_within(case(), [STRAY, RIGHT], words, budget=7)
    assert not metrics.evidence_within(case(), [STRAY], words)
    assert not metrics.evidence_within(case(), [replace(RIGHT, passage="Dorset runs vans.")], words)
    assert metrics.evidence_within(UNANSWERABLE, [], words)


@pytest.mark.parametrize(
    ("items", "answer", "f1"),
    [
        ([], [], 1.0),
        (["a"], [], 0.0),
        ([], ["a"], 0.0),
        (["a", "b"], ["b", "a"], 1.0),
        (["a", "b"], ["a"], 2 / 3),
        (["a"], ["a", "b", "c"], 0.5),
        (["a"], ["b"], 0.0),
    ],
)
def test_list_f1(items: list[str], answer: list[str], f1: float) -> None:
    assert metrics.list_f1(items, answer) == pytest.approx(f1)


def test_quantile() -> None:
    assert metrics.quantile([], 0.5) == 0.0
    assert metrics.quantile([3.0], 0.95) == 3.0
    assert metrics.quantile([4.0, 1.0, 3.0, 2.0], 0.5) == 3.0
    assert metrics.quantile([4.0, 1.0, 3.0, 2.0], 0.0) == 1.0
    assert metrics.quantile([4.0, 1.0, 3.0, 2.0], 1.0) == 4.0
