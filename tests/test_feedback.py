"""The log of what people said of answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from evals.feedback import Feedback, FeedbackError, append, read


def entry(**fields: object) -> Feedback:
    whole = {"time": "2026-01-31T12:00:00+00:00", "question": "How many vans?", "answer": {"status": "answered", "text": "14 [1]"}, "thumb": "down"}
    return Feedback.model_validate({**whole, **fields})


def test_entries_come_back_in_order(tmp_path: Path) -> None:
    log = tmp_path / "home" / "feedback.jsonl"
    first, second = entry(comment="“no”\nat all", turns=("Dorset?", "How many vans?")), entry(thumb="up", reading={"shape": "fact"}, index="abc")
    append(log, first)
    append(log, second)
    assert list(read(log)) == [first, second]
    assert len(log.read_text(encoding="utf-8").splitlines()) == 2
    assert log.stat().st_mode & 0o077 == 0


def test_the_last_entry_on_an_answer_is_in_effect(tmp_path: Path) -> None:
    log = tmp_path / "feedback.jsonl"
    thumb, other, comment = entry(id="a"), entry(id="b", thumb="up"), entry(id="a", comment="Wrong year")
    for row in (thumb, other, comment, entry(), entry()):
        append(log, row)
    assert list(read(log)) == [other, comment, entry(), entry()]
    assert len(log.read_text(encoding="utf-8").splitlines()) == 5


def test_no_log_is_no_entries(tmp_path: Path) -> None:
    assert list(read(tmp_path / "none.jsonl")) == []


@pytest.mark.parametrize("line", ["{", "[]", '{"thumb": "sideways"}', "\xff"])
def test_a_bad_line_is_told_and_the_others_are_read(tmp_path: Path, line: str) -> None:
    log = tmp_path / "feedback.jsonl"
    append(log, entry())
    with log.open("ab") as file:
        file.write(line.encode("latin-1") + b"\n\n")
    append(log, entry(question="And buses?"))
    first, wrong, last = read(log)
    assert isinstance(first, Feedback) and isinstance(last, Feedback)
    assert isinstance(wrong, FeedbackError)
    assert str(wrong).startswith(f"{log}:2: ")


@pytest.mark.parametrize("change", [{"thumb": "maybe"}, {"question": ""}, {"colour": "green"}])
def test_the_schema_is_strict(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        entry(**change)
