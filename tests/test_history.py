"""What was asked before, in a browser and in a file."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

from ui.history import KEPT, HistoryFile, history_html, remembered, with_conversation
from ui.permalink import Asked

TIME = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_conversation_that_grows_is_kept_once_and_first() -> None:
    stored = with_conversation([], [Asked("Other?")], TIME)
    stored = with_conversation(stored, [Asked("One?")], TIME)
    stored = with_conversation(stored, [Asked("One?"), Asked("Two?", ("Devon",))], TIME)
    assert [row["link"] for row in stored] == ["q=One%3F&q=Two%3F&body=Devon", "q=Other%3F"]
    assert stored[0]["title"] == "One?"


def test_browser_keeps_so_many_and_no_more() -> None:
    stored: list[dict[str, str]] = []
    for n in range(KEPT + 5):
        stored = with_conversation(stored, [Asked(f"Question {n}")], TIME)
    assert len(stored) == KEPT and stored[0]["title"] == f"Question {KEPT + 4}"


def test_what_was_changed_in_the_browser_is_left_out() -> None:
    good = {"time": "2026-01-02", "title": "x", "link": "q=x"}
    assert [row.title for row in remembered([good, {"title": 3}, "?", None])] == ["x"]
    assert remembered("nonsense") == [] and remembered(None) == []


def test_file_keeps_every_question_of_many_visitors(tmp_path: Path) -> None:
    file = HistoryFile(tmp_path / "new" / "history.sqlite")
    threads = [threading.Thread(target=file.add, args=([Asked(f"Question {n}")], "answered", "abc", TIME)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(row.title for row in file.latest()) == sorted(f"Question {n}" for n in range(10))
    assert len(file.latest(3)) == 3


def test_page_escapes_what_was_asked() -> None:
    rows = remembered(with_conversation([], [Asked('<b>"&')], TIME))
    made = history_html(rows, None)
    assert "<b>" not in made and "--history" not in made and 'href="?q=%3Cb%3E%22%26"' in made
    assert "everyone who opens this page" in history_html(rows, [])
