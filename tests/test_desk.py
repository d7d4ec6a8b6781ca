"""What the page does with what visitors send, without a browser: the addresses beside the page, ratings, the JSON of the API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from corpus.bodies import Bodies
from evals.feedback import Feedback, read
from rag.assistant import Assistant
from ui.desk import Desk, as_json
from ui.history import HistoryFile
from ui.home import Home
from ui.opening import Opening
from ui.permalink import Asked, LinkError
from ui.serving import routes

QUESTION = "How did Dorset do on finance in 2024/25?"


@pytest.fixture
def desk(assistant: Assistant, bodies: Bodies, tmp_path: Path) -> Desk:
    return Desk(Opening.of(assistant), Home(tmp_path), bodies, HistoryFile(tmp_path / "history.sqlite"))


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes(desk))) as one:
        yield one


def test_file_of_a_link_is_made_anew(client: TestClient, assistant: Assistant) -> None:
    got = client.get("/take/citewell.md", params=[("q", QUESTION), ("q", "And on governance?")])
    assert got.status_code == 200 and "attachment" in got.headers["content-disposition"]
    assert assistant.ask(QUESTION).text in got.text and "And on governance?" in got.text
    last = client.get("/take/citewell.md", params=[("q", QUESTION), ("q", "And on governance?"), ("part", "last")])
    assert f"## {QUESTION}" not in last.text and "## And on governance?" in last.text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/take/citewell.md", "Nothing was asked"),
        ("/take/citewell.exe?q=How+is+Devon", "no file of the format"),
        ("/take/citewell.md?q=x&body=Atlantis", "is no board"),
    ],
)
def test_wrong_address_gets_a_sentence(client: TestClient, path: str, said: str) -> None:
    got = client.get(path)
    assert got.status_code == 400 and said in got.text and "Traceback" not in got.text


def test_report_is_shown_where_there_is_one(client: TestClient, desk: Desk) -> None:
    (desk.home.path / "report").mkdir()
    (desk.home.path / "report" / "report.html").write_text("<p>known answers</p>", encoding="utf-8")
    got = client.get("/report")
    assert "known answers" in got.text and "sandbox" in got.headers["content-security-policy"]


def test_unready_index_is_a_sentence(desk: Desk) -> None:
    never = replace(desk, opening=Opening(lambda told: None))  # type: ignore[arg-type,return-value]
    with TestClient(Starlette(routes=routes(never))) as client:
        assert client.get("/take/citewell.md?q=x").status_code == 503
    assert as_json(never, QUESTION) == {"error": "The index is being built: starting."}


def test_rating_is_a_line_that_the_evaluation_can_read(desk: Desk) -> None:
    turns = [desk.answer([], Asked(QUESTION))]
    turns.append(desk.answer(turns, Asked("And on governance?")))
    desk.rate(turns, 2, "down", "wrong\nboard")
    desk.rate(turns, 1, "up", "")
    rows = [json.loads(line) for line in (desk.home.path / "feedback.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["thumb"] for row in rows] == ["down", "up"]
    assert set(rows[0]) == {"id", "time", "question", "turns", "reading", "answer", "thumb", "comment", "index"}
    assert rows[0]["turns"] == [QUESTION, "And on governance?"] and rows[0]["comment"] == "wrong\nboard"
    assert rows[0]["reading"]["bodies"] == ["Dorset"]
    with pytest.raises(IndexError):
        desk.rate(turns, 3, "up", "")


def test_comment_takes_the_place_of_the_thumb_before_it_and_other_visitors_keep_theirs(desk: Desk) -> None:
    turns = [desk.answer([], Asked(QUESTION))]
    for visitor, thumb, comment in (("a", "down", ""), ("b", "up", ""), ("a", "down", "wrong board"), ("a", "up", "wrong board, but useful")):
        desk.rate(turns, 1, "up" if thumb == "up" else "down", comment, visitor)
    held = [(row.thumb, row.comment) for row in read(desk.home.path / "feedback.jsonl") if isinstance(row, Feedback)]
    assert held == [("up", ""), ("up", "wrong board, but useful")]


def test_history_file_that_cannot_be_written_does_not_stop_an_answer(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    broken = replace(desk, history=HistoryFile(tmp_path / "taken" / "history.sqlite"))
    assert broken.answer([], Asked(QUESTION)).answer.citations


def test_json_is_that_of_the_command(desk: Desk, assistant: Assistant) -> None:
    got, known = as_json(desk, QUESTION, "", "2024/25"), assistant.ask(QUESTION).to_json()
    assert got["text"] == known["text"] and set(got) == set(known)
    assert "is no board" in as_json(desk, QUESTION, "Atlantis")["error"]


def test_filters_are_checked(desk: Desk) -> None:
    assert desk.checked("x", "BLMK", "24/25").bodies == ("Bedfordshire, Luton and Milton Keynes",)
    with pytest.raises(LinkError):
        desk.checked("x", year="soon")
