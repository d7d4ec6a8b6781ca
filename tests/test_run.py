"""A run of the evals, in the program and from the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.types import Edition
from evals.case import Case
from evals.report import as_text, share
from evals.run import converse, run
from index.hybrid import HybridIndex
from rag.assistant import Assistant
from ui.cli import main

CASES = """[[case]]
id = "both-editions"
category = "unanswerable"
question = "What does Narnia ICB spend on vans?"
answerable = false
reason = "unknown_body"

[[case]]
id = "digest-alone"
category = "unanswerable"
question = "How do I bake sourdough bread at home?"
answerable = false
reason = "out_of_scope"
editions = ["digest"]

[[case]]
id = "original-alone"
category = "unanswerable"
turns = ["How is Dorset placed on vans?", "and in 2034/35?"]
answerable = false
reason = "period_not_covered"
editions = ["original"]
"""
RESULT_KEYS = {"case", "category", "split", "question", "status", "correct", "citation_recall", "citation_precision", "verbatim", "misplaced", "section_rank"}


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    (tmp_path / "few.toml").write_text(CASES, encoding="utf-8")
    return tmp_path


def reports(capsys: pytest.CaptureFixture[str], home: Path, *flags: str) -> list[dict[str, object]]:
    assert main(["--home", str(home), "eval", "--json", *flags]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, list)
    return found


def ids(report: dict[str, object]) -> list[str]:
    results = report["results"]
    assert isinstance(results, list)
    assert report["cases"] == len(results)
    return [result["case"] for result in results]


@pytest.mark.usefixtures("digest_index")
def test_without_the_originals_the_digest_alone_is_asked(
    cases: Path, shared_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CITEWELL_ORIGINALS", raising=False)
    (report,) = reports(capsys, shared_home, "--cases", str(cases))
    assert report["edition"] == "digest"
    assert ids(report) == ["both-editions", "digest-alone"]


@pytest.mark.originals
@pytest.mark.usefixtures("digest_index", "original_index")
def test_with_the_originals_both_editions_are_asked_their_own_cases(cases: Path, shared_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    digest, original = reports(capsys, shared_home, "--cases", str(cases))
    assert (digest["edition"], original["edition"]) == ("digest", "original")
    assert ids(digest) == ["both-editions", "digest-alone"]
    assert ids(original) == ["both-editions", "original-alone"]
    assert digest["index"] != original["index"]


@pytest.mark.usefixtures("digest_index")
def test_results_say_what_came_of_each_case(cases: Path, shared_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (report,) = reports(capsys, shared_home, "--edition", "digest", "--cases", str(cases))
    results = report["results"]
    assert isinstance(results, list)
    for result in results:
        assert set(result) >= RESULT_KEYS
        assert (result["correct"], result["status"], result["verbatim"]) == (True, "refused", True)
        assert result["milliseconds"] >= 0


def test_originals_that_are_asked_for_and_missing_are_told(home: Path, cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "eval", "--edition", "original", "--cases", str(cases)]) in (1, 2)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "CITEWELL_ORIGINALS" in captured.err
    assert "Traceback" not in captured.err


def test_a_case_that_cannot_be_used_is_told_in_a_line(cases: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (cases / "few.toml").write_text(CASES + "\ncolour = 3\n", encoding="utf-8")
    assert main(["--home", str(home), "eval", "--json", "--cases", str(cases)]) in (1, 2)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "few.toml:" in captured.err
    assert "colour" in captured.err
    assert "Traceback" not in captured.err


def right_and_wrong() -> list[Case]:
    right = {"id": "right", "category": "unanswerable", "question": "What does Narnia ICB spend?", "answerable": False, "reason": "unknown_body"}
    wrong = {"id": "alpha", "category": "list", "question": "Which boards run zeppelins?", "items": ["Dorset"]}
    return [Case.model_validate(right), Case.model_validate(wrong)]


def test_a_run_tells_its_progress_and_keeps_the_order(assistant: Assistant) -> None:
    told: list[tuple[str, int, int]] = []
    report = run(right_and_wrong(), assistant, Edition.DIGEST, lambda *step: told.append(step))
    assert [(done, total) for _, done, total in told] == [(1, 2), (2, 2)]
    assert [(r.case, r.correct, r.list_f1) for r in report.results] == [("right", True, None), ("alpha", False, 0.0)]
    assert report.index == assistant.index.hash
    assert json.loads(json.dumps(report.to_json()))["cases"] == 2


def test_two_runs_differ_in_their_timings_alone(assistant: Assistant) -> None:
    one, other = (run(right_and_wrong(), assistant, Edition.DIGEST, lambda *_: None).to_json()["results"] for _ in range(2))
    assert [{**row, "milliseconds": 0} for row in one] == [{**row, "milliseconds": 0} for row in other]


def test_the_table_has_a_row_a_category_and_the_misses_of_dev_cases(assistant: Assistant) -> None:
    report = run(right_and_wrong(), assistant, Edition.DIGEST, lambda *_: None)
    assert [r.split for r in report.results if r.case == "alpha"] == ["dev"]
    text = as_text(report)
    assert [line.split()[:2] for line in text.splitlines()[2:5]] == [["unanswerable", "1"], ["list", "1"], ["all", "2"]]
    assert "alpha" not in text
    assert "- alpha (answered): Which boards run zeppelins?" in as_text(report, misses=True)


def test_the_share_of_none_is_none() -> None:
    assert share([], lambda _: True) == 0.0


def test_a_conversation_is_asked_turn_by_turn(digest_index: HybridIndex) -> None:
    assistant = Assistant.from_index(digest_index)
    turns = ["How is Dorset placed on urgent care?", "And Sussex?", "and Frimley?"]
    talk = Case.model_validate(
        {"id": "t", "category": "conversation", "turns": turns, "must": [{"any": ["x"]}], "evidence": [{"document": "d", "keys": ["x"]}]}
    )
    answer = converse(assistant, talk)
    assert answer.question == "and Frimley?"
    assert answer.reading.bodies == ("Frimley",)
    assert "urgent" in answer.reading.topic
