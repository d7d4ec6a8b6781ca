"""The command, as people and programs run it."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder

from index.build import is_current
from index.store import IndexMissing, Store
from ui import cli
from ui.home import Home, program_version

ORIGINALS = os.environ.get("CITEWELL_ORIGINALS")
NEWS, GUIDANCE = "news-icb-assessments-2023-24", "nhse-icb-assessment-guidance-2024-25"
ARTICLE = "In the 2023/24 financial year boards went forward at different speeds.\n\nThe assessments praised the lighthouse keepers of Scilly.\n"
QUESTION = "How did Bedfordshire, Luton and Milton Keynes do on 4-hour urgent care?"

ANSWER_KEYS = {
    "question", "reading", "status", "text", "sentences", "notes", "citations", "census", "refusal", "retrieved", "timings_ms", "provenance",
}  # fmt: skip
CITATION_KEYS = {"n", "document", "edition", "title", "publisher", "period", "section", "body", "quote", "start", "end", "passage", "url"}


@pytest.fixture(scope="session")
def main_home(shared_home: Path) -> Path:
    """A home whose main index is of the five digests."""
    assert not (shared_home / "originals").exists()
    home = Home(shared_home)
    try:
        current = is_current(home.sources(), home.store)
    except ValueError:
        home.build(force=True)
        current = True
    except IndexMissing:
        current = False
    if not current:
        home.build()
    return shared_home


@pytest.fixture
def own_home(main_home: Path, tmp_path: Path) -> Path:
    """A home of the test's own that starts with the digests' index."""
    home = tmp_path / "home"
    for folder in (Store(main_home).root, Store(main_home).encoder):
        shutil.copytree(folder, home / folder.relative_to(main_home))
    return home


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("CITEWELL_")]:
        monkeypatch.delenv(name)


class Ran:
    """What a command wrote, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        (line,) = self.out.splitlines()
        return json.loads(line)

    @property
    def complaint(self) -> str:
        """The one line that says what was wrong; progress aside."""
        assert "Traceback" not in self.err
        (line,) = [line for line in self.err.splitlines() if not line.endswith(" ...")]
        assert line.startswith("citewell: ")
        return line


def process(*arguments: str, home: Path, given: bytes = b"", stdout: int | None = subprocess.PIPE, **environment: str) -> Ran:
    """Run the command as a program."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("CITEWELL_", "PYTHONUNBUFFERED"))}
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "--home", str(home), *arguments],
        input=given, stdout=stdout, stderr=subprocess.PIPE, env=plain | environment, timeout=120, check=False,
    )  # fmt: skip
    return Ran(done.returncode, (done.stdout or b"").decode(), done.stderr.decode())


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command in this process, which is faster."""
    real = cli.progress
    monkeypatch.setattr(cli, "progress", lambda: real(sys.stderr))

    def inside(*arguments: str, home: Path | None = None) -> Ran:
        capsys.readouterr()
        place = ["--home", str(home)] if home else []
        try:
            code = cli.main([*place, *arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        written = capsys.readouterr()
        assert "Traceback" not in written.err
        return Ran(code, written.out, written.err)

    return inside


def without_times(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "timings_ms"}


# ask


def test_ask_prints_the_answer_and_its_sources(main_home: Path) -> None:
    ran = process("ask", QUESTION, home=main_home)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("[Bedfordshire, Luton and Milton Keynes")
    before, _, sources = ran.out.partition("\nSources:\n")
    assert "[1]" in before
    assert sources.startswith("[1] ")
    assert "2024/25 (our wording)" in sources
    assert "“" in sources
    assert "Note: Quotes are our wording" in before


def test_json_prints_one_object_with_the_keys_of_the_design(main_home: Path) -> None:
    ran = process("ask", "--json", QUESTION, home=main_home)
    assert (ran.code, ran.err) == (0, "")
    answer = ran.json
    assert set(answer) >= ANSWER_KEYS
    assert (answer["question"], answer["status"], answer["refusal"], answer["census"]) == (QUESTION, "answered", None, None)
    assert answer["reading"].items() >= {"shape": "fact", "bodies": ["Bedfordshire, Luton and Milton Keynes"], "documents": []}.items()
    assert answer["sentences"]
    for sentence in answer["sentences"]:
        assert set(sentence) >= {"text", "citations", "computed"}
        assert sentence["citations"]
    for n, citation in enumerate(answer["citations"], start=1):
        assert set(citation) >= CITATION_KEYS
        assert citation["n"] == n
        assert citation["quote"] in citation["passage"]
        assert citation["end"] - citation["start"] == len(citation["quote"])
        assert citation["edition"] == "digest"
    assert answer["retrieved"] == []
    assert answer["timings_ms"]["total"] > 0
    assert answer["provenance"] == {
        "index": Store(main_home).manifest().hash, "encoder": "all-MiniLM-L6-v2", "generator": "extractive", "version": program_version(),
    }  # fmt: skip


def test_the_quotes_stand_in_the_indexed_text_where_they_say(main_home: Path, run: Any) -> None:
    answer = run("ask", "--json", QUESTION, home=main_home).json
    index = Store(main_home).load()
    for citation in answer["citations"]:
        assert index.by_id[citation["document"]].text[citation["start"] : citation["end"]] == citation["quote"]


def test_two_processes_give_the_same_answer(main_home: Path, run: Any) -> None:
    first, second = process("ask", "--json", "--explain", QUESTION, home=main_home).json, run("ask", "--json", "--explain", QUESTION, home=main_home).json
    assert without_times(first) == without_times(second)


def test_a_count_has_a_row_for_every_board(main_home: Path, run: Any) -> None:
    census = run("ask", "--json", "How many boards met the 4-hour target?", home=main_home).json["census"]
    assert set(census) >= {"criterion", "period", "checked", "count", "answer", "rows"}
    assert census["checked"] == len(census["rows"]) == len({row["body"] for row in census["rows"]}) == 42
    assert {row["verdict"] for row in census["rows"]} <= {"yes", "no", "not_stated"}
    assert census["count"] == len(census["answer"])


def test_explain_shows_the_best_20(main_home: Path, run: Any) -> None:
    retrieved = run("ask", "--json", "--explain", "How confident were system leaders?", home=main_home).json["retrieved"]
    assert len(retrieved) == 20
    assert all(set(row) >= {"document", "section", "passage", "score"} for row in retrieved)
    assert [row["score"] for row in retrieved] == sorted((row["score"] for row in retrieved), reverse=True)
    shown = run("ask", "--explain", "How confident were system leaders?", home=main_home)
    assert len(re.findall(r"^  \d\.\d{3}  \S+  ", shown.out.partition("Considered:")[2], re.MULTILINE)) == 20


def test_a_refusal_is_no_failure(main_home: Path, run: Any) -> None:
    ran = run("ask", "--json", "What did boards spend on dentistry in 2035/36?", home=main_home)
    assert (ran.code, ran.json["status"]) == (0, "refused")
    assert set(ran.json["refusal"]) >= {"reason", "message", "nearest"}
    assert ran.json["sentences"] == []
    assert ran.json["text"] == ran.json["refusal"]["message"]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", "unclear"),
        (" \n\t ", "unclear"),
        ("?!... --- !!!", "unclear"),
        ("a" * 50_000, "unclear"),
        ("\x00\x01\x02", "unclear"),
        ("Quelles commissions ont amélioré les soins dans leurs hôpitaux ?", "unclear"),
        ("德文郡的财务状况如何？", "unclear"),
        ("Как обстоят дела с финансами?", "unclear"),
        ("How did the Atlantis ICB do on finance?", "unknown_body"),
        ("How did Devon do on finance in 2035/36?", "period_not_covered"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_a_question_that_cannot_be_answered_is_refused_in_words(main_home: Path, run: Any, question: str, reason: str) -> None:
    ran = run("ask", "--json", question, home=main_home)
    assert (ran.code, ran.err) == (0, "")
    assert (ran.json["status"], ran.json["refusal"]["reason"]) == ("refused", reason)
    assert 10 < len(ran.json["refusal"]["message"]) < 300
    assert ran.json["sentences"] == []


def test_filters_narrow_the_answer(main_home: Path, run: Any) -> None:
    answer = run(
        "ask", "--json", "--explain", "--body", "Devon", "--year", "2024-25", "--document", "nhse-icb-assessment-2024-25", "finances", home=main_home
    ).json
    assert answer["reading"]["bodies"] == ["Devon"]
    assert answer["reading"]["periods"] == ["2024/25"]
    assert answer["reading"]["documents"] == ["nhse-icb-assessment-2024-25"]
    assert {citation["document"] for citation in answer["citations"]} == {"nhse-icb-assessment-2024-25"}
    assert {citation["body"] for citation in answer["citations"]} == {"Devon"}
    assert {row["document"] for row in answer["retrieved"]} == {"nhse-icb-assessment-2024-25"}


def test_the_threshold_decides_between_answer_and_refusal(main_home: Path, run: Any) -> None:
    assert run("ask", "--json", "--threshold", "1", QUESTION, home=main_home).json["status"] == "refused"
    assert run("ask", "--json", "--threshold", "0", QUESTION, home=main_home).json["status"] == "answered"


def test_asking_writes_nothing_in_the_home(own_home: Path, run: Any) -> None:
    before = {path: path.stat().st_mtime_ns for path in own_home.rglob("*")}
    assert run("ask", QUESTION, home=own_home).code == 0
    assert {path: path.stat().st_mtime_ns for path in own_home.rglob("*")} == before


def test_asking_imports_none_of_the_slow_libraries(main_home: Path) -> None:
    Home(main_home).ensure_index()
    slow = ["torch", "transformers", "sentence_transformers", "gradio", "onnx", "pandas", "sklearn"]
    program = (
        "import sys\nfrom ui.cli import main\n"
        f"code = main(['--home', {str(main_home)!r}, 'ask', '--json', {QUESTION!r}])\n"
        f"print([name for name in {slow!r} if name in sys.modules], file=sys.stderr)\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "[]")
    assert json.loads(done.stdout)["status"] == "answered"


# batches


def batch(path: Path, rows: Sequence[object]) -> str:
    path.write_bytes(b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows))
    return str(path)


GOOD_AND_BAD: list[tuple[object, object, str | None]] = [
    ({"id": "a", "question": QUESTION}, "a", None),
    (b"not JSON", None, "no JSON"),
    ({"id": 7, "turns": ["How did Devon do on finance?", "And Dorset?"]}, 7, None),
    (b'["a", "list"]', None, "no JSON object"),
    (b'"text"', None, "no JSON object"),
    (b"null", None, "no JSON object"),
    ({"id": "none"}, "none", "neither a question nor turns"),
    ({"id": "empty", "turns": []}, "empty", "neither a question nor turns"),
    ({"id": "number", "question": 3}, "number", "neither a question nor turns"),
    ({"id": "null", "question": None}, "null", "neither a question nor turns"),
    ({"id": "mixed", "turns": ["How did Devon do?", 3]}, "mixed", "neither a question nor turns"),
    ({"id": "text", "turns": "How did Devon do?"}, "text", "neither a question nor turns"),
    (b'{"id": "cut", "question": "How', None, "no JSON"),
    (b'{"id": "latin", "question": "caf\xe9"}', None, "no JSON"),
    (b"[" * 100_000, None, "no JSON"),
    (b'{"id": "long", "question": "' + b"a" * 1_000_001 + b'"}', None, "at most 1,000,000 are read"),
    ({"id": "silent", "question": ""}, "silent", None),
    ({"question": QUESTION}, None, None),
    ({"id": {"a": 1}, "question": QUESTION, "more": "is let be"}, {"a": 1}, None),
    ({"id": "z", "question": QUESTION}, "z", None),
]


def test_a_batch_answers_each_line_in_order(main_home: Path, tmp_path: Path) -> None:
    ran = process("ask", "--json", "--batch", batch(tmp_path / "questions.jsonl", [row for row, _, _ in GOOD_AND_BAD]), home=main_home)
    assert (ran.code, ran.err) == (0, "")
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [row["id"] for row in rows] == [identity for _, identity, _ in GOOD_AND_BAD]
    for row, (_, _, fault) in zip(rows, GOOD_AND_BAD, strict=True):
        if fault:
            assert set(row) == {"id", "error"}
            assert fault in row["error"]
            assert 'expected {"id"' in row["error"]
        else:
            assert set(row) >= ANSWER_KEYS | {"id"}
    assert rows[16]["status"] == "refused"


def test_a_line_of_a_batch_is_answered_as_a_question_alone(main_home: Path, tmp_path: Path, run: Any) -> None:
    in_batch = run(
        "ask", "--json", "--batch", batch(tmp_path / "q.jsonl", [{"id": "other", "question": "dentistry"}, {"id": 1, "question": QUESTION}]), home=main_home
    )
    alone = run("ask", "--json", QUESTION, home=main_home).json
    answer = json.loads(in_batch.out.splitlines()[1])
    assert answer.pop("id") == 1
    assert without_times(answer) == without_times(alone)


def test_the_answer_of_a_conversation_is_its_last_turns(main_home: Path, tmp_path: Path, run: Any) -> None:
    ran = run("ask", "--json", "--batch", batch(tmp_path / "q.jsonl", [{"id": 1, "turns": ["What is in the news?", QUESTION]}]), home=main_home)
    assert ran.json["question"] == QUESTION
    assert ran.json["reading"]["bodies"] == ["Bedfordshire, Luton and Milton Keynes"]


def test_a_batch_can_come_from_standard_input_with_blank_lines_and_crlf(main_home: Path) -> None:
    given = b'\xef\xbb\xbf{"id": 1, "question": "?"}\r\n\r\n   \n{"id": 2, "question": "!"}'
    ran = process("ask", "--json", "--batch", "-", home=main_home, given=given)
    assert ran.code == 0
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == [1, 2]


def test_a_batch_without_lines_writes_nothing(main_home: Path, tmp_path: Path, run: Any) -> None:
    ran = run("ask", "--json", "--batch", batch(tmp_path / "q.jsonl", []), home=main_home)
    assert (ran.code, ran.out) == (0, "")


def test_a_batch_for_people_has_the_ids_and_errors(main_home: Path, tmp_path: Path, run: Any) -> None:
    ran = run("ask", "--batch", batch(tmp_path / "q.jsonl", [{"id": "first", "question": QUESTION}, b"nonsense"]), home=main_home)
    assert ran.out.startswith("== first\n[Bedfordshire")
    assert "== None\nerror: the line is no JSON" in ran.out


def test_a_batch_loads_the_index_once(main_home: Path, tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[Path] = []
    real = Store.load

    def counted(store: Store, check: bool = True) -> Any:
        loads.append(store.root)
        return real(store, check)

    monkeypatch.setattr(Store, "load", counted)
    run("ask", "--json", "--batch", batch(tmp_path / "q.jsonl", [{"id": n, "question": "?"} for n in range(5)]), home=main_home)
    assert len(loads) == 1


# wrong use


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask"], "a question in quotation marks, or --batch FILE"),
        (["ask", "How?", "--batch", "-"], "and not both"),
        (["ask", "--batch", "/no/such/file"], "/no/such/file"),
        (["ask", "--batch", "/"], "directory"),
        (["ask", "--body", "Atlantis", "x y"], "names no board"),
        (["ask", "--body", "Devon and Dorset", "x y"], "names several boards"),
        (["ask", "--year", "2024", "x y"], "is no financial year"),
        (["ask", "--year", "2024/26", "x y"], "is no financial year"),
        (["ask", "--document", "nothing", "x y"], "'nothing' is not in the catalogue"),
        (["ask", "--threshold", "2", "x y"], "threshold is 2.0"),
        (["ask", "--threshold", "-1", "x y"], "threshold is -1.0"),
        (["chat", "--port", "0"], "port is 0"),
        (["chat", "--port", "99999"], "port is 99999"),
        (["remove", "nothing"], "'nothing' is not in the catalogue"),
        (["remove", NEWS], "is not here"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else None,
)
def test_wrong_use_is_one_line_and_2(main_home: Path, run: Any, arguments: list[str], words: str) -> None:
    ran = run(*arguments, home=main_home)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.complaint


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["ask", "a", "b"], ["ask", "--threshold", "high", "x"], ["chat", "--port", "web"], ["add"], ["ask", "--nonsense"]]
)
def test_what_the_parser_does_not_know_is_2_with_the_usage(run: Any, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("usage: citewell")
    assert "error: " in ran.err


def test_no_command_prints_the_help_and_is_2(run: Any) -> None:
    ran = run()
    assert (ran.code, ran.out) == (2, "")
    for command in ("ask", "chat", "index", "add", "remove", "documents", "eval"):
        assert re.search(rf"^    {command}\b", ran.err, re.MULTILINE)


def test_help_and_version(run: Any) -> None:
    assert run("--version").out == program_version() + "\n"
    helped = run("ask", "--help")
    assert helped.code == 0
    assert "--explain" in helped.out


@pytest.mark.parametrize(("variable", "value"), [("CITEWELL_PORT", "web"), ("CITEWELL_THRESHOLD", "7"), ("CITEWELL_CONFIG", "/no/such/file")])
def test_a_wrong_setting_is_one_line_and_2(main_home: Path, run: Any, monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    ran = run("ask", QUESTION, home=main_home)
    assert (ran.code, ran.out) == (2, "")
    assert value in ran.complaint


def test_the_home_can_come_from_the_environment(main_home: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_HOME", str(main_home))
    assert run("ask", "--json", QUESTION).json["provenance"]["index"] == Store(main_home).manifest().hash


# a home or a disk that fails


@pytest.mark.parametrize("arguments", [["ask", QUESTION], ["index"], ["index", "--force"]])
@pytest.mark.parametrize("place", ["/proc/citewell", "file", "file/below"])
def test_a_home_that_cannot_be_used_is_one_line_and_1(tmp_path: Path, run: Any, arguments: list[str], place: str) -> None:
    (tmp_path / "file").write_text("no folder")
    ran = run(*arguments, home=tmp_path / place)
    assert (ran.code, ran.out) == (1, "")
    assert str(tmp_path / place).split("/below")[0] in ran.complaint or "/proc/citewell" in ran.complaint
    assert (tmp_path / "file").read_text() == "no folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere, so no folder is read-only to it")
def test_a_read_only_home_is_one_line_and_1(tmp_path: Path, run: Any) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    ran = run("ask", QUESTION, home=home)
    assert ran.code == 1
    assert "Permission denied" in ran.complaint


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_an_answer_that_cannot_be_written_is_no_success(main_home: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = process("ask", QUESTION, home=main_home, stdout=full.fileno())
    assert ran.code != 0
    assert "Traceback" not in ran.err
    assert "No space left on device" in ran.err


def test_a_full_disk_is_one_line_and_1_and_the_index_stays(own_home: Path, tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    before = Store(own_home).manifest().hash

    def full(path: Path, value: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as patch:
        patch.setattr("index.build.TorchEncoder", FakeEncoder)
        patch.setattr("index.build.write_json", full)
        ran = run("add", str(article), home=own_home)
    assert ran.code == 1
    assert "No space left on device" in ran.complaint
    assert "documents.json" in ran.complaint
    assert Store(own_home).manifest().hash == before
    assert not list((own_home / "originals").glob("*"))
    assert run("ask", QUESTION, home=own_home).code == 0


def test_a_broken_index_is_one_line_and_1_and_says_what_mends_it(own_home: Path, run: Any) -> None:
    file = Store(own_home).current().passages
    file.write_bytes(file.read_bytes()[:1000])
    ran = run("ask", "--json", QUESTION, home=own_home)
    assert (ran.code, ran.out) == (1, "")
    assert "passages.json of the index was changed" in ran.complaint
    assert "citewell index --force" in ran.complaint


def test_another_build_under_way_is_one_line_and_1(own_home: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from index.store import IndexBusy

    def busy(*_: object, **__: object) -> None:
        raise IndexBusy("another build holds build.lock; wait for it to end and try again")

    monkeypatch.setattr(Store, "locked", busy)
    ran = run("index", home=own_home)
    assert ran.code == 1
    assert "another build holds" in ran.complaint


def test_an_interrupt_is_told_by_its_code(main_home: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Home, "assistant", interrupt)
    ran = run("ask", QUESTION, home=main_home)
    assert (ran.code, ran.out, ran.err) == (130, "", "")


# documents, add, remove, index


def test_documents_lists_all_five_without_an_index(tmp_path: Path, run: Any) -> None:
    ran = run("documents", home=tmp_path / "none")
    assert ran.code == 0
    assert len(re.findall(r"^\S+ +20\d\d/\d\d  digest ", ran.out, re.MULTILINE)) == 5
    assert "citewell add FILE" in ran.out
    rows = run("documents", "--json", home=tmp_path / "none").json
    assert {row["edition"] for row in rows} == {"digest"}
    assert {NEWS, GUIDANCE} <= {row["id"] for row in rows}
    assert not (tmp_path / "none").exists()


BAD_FILES = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \n\n", "is empty"),
    "picture.png": (b"\x89PNG\r\n\x1a\n\x00\x00\xff", "is a binary file"),
    "report.pdf": (b"%PDF-1.7\n1 0 obj\n", "is a binary file"),
    "zeros.txt": (b"text\x00text", "is a binary file"),
    "latin.txt": ("The café met its targets".encode("latin-1"), "is not UTF-8 text (byte 7)"),
    "soup.txt": (b"A recipe for soup.", "none of the documents that Citewell knows"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_added_is_named_in_a_line(tmp_path: Path, run: Any, name: str) -> None:
    content, words = BAD_FILES[name]
    (tmp_path / name).write_bytes(content)
    ran = run("add", str(tmp_path / name), home=tmp_path / "home")
    assert (ran.code, ran.out) == (1, "")
    fault, outcome = ran.err.splitlines()
    assert fault.startswith(f"citewell: {tmp_path / name}")
    assert words in fault
    assert outcome == "citewell: nothing was added"
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(("name", "words"), [("missing.txt", "there is no such file"), ("", "is a folder")])
def test_a_path_without_a_file_is_named_in_a_line(tmp_path: Path, run: Any, name: str, words: str) -> None:
    ran = run("add", str(tmp_path / name), home=tmp_path / "home")
    assert ran.code == 1
    assert words in ran.err.splitlines()[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_named_in_a_line(tmp_path: Path, run: Any) -> None:
    file = tmp_path / "secret.txt"
    file.write_text(ARTICLE)
    file.chmod(0)
    ran = run("add", str(file), home=tmp_path / "home")
    assert ran.code == 1
    assert "cannot be read (Permission denied)" in ran.err.splitlines()[0]


def test_one_bad_file_among_good_ones_adds_none(tmp_path: Path, run: Any) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    ran = run("add", str(tmp_path / "article.txt"), str(tmp_path / "missing.txt"), home=tmp_path / "home")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[-1] == "citewell: nothing was added"
    assert not (tmp_path / "home").exists()


def test_removing_all_where_there_is_none_says_so(tmp_path: Path, run: Any) -> None:
    ran = run("remove", "all", home=tmp_path / "home")
    assert (ran.code, ran.out) == (0, "No originals are here.\n")


def test_an_added_text_is_answered_from_and_removed_it_is_gone(own_home: Path, tmp_path: Path, run: Any) -> None:
    article = tmp_path / "whatever it is called.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    ask = ["ask", "--json", "--threshold", "0", "--document", NEWS, "Who are the lighthouse keepers of Scilly?"]

    added = run("add", str(article), home=own_home)
    assert added.code == 0
    lines = added.out.splitlines()
    assert lines[0].startswith(f"{article}: ")
    assert lines[0].endswith(f"({NEWS})")
    assert lines[1] == f"{NEWS}: original added"
    assert re.fullmatch(r"The index holds \d+ passages; 1 were encoded anew\.", lines[2])
    assert len(lines) == 3

    listed = {row["id"]: row["edition"] for row in run("documents", "--json", home=own_home).json}
    assert [identity for identity, edition in listed.items() if edition == "original"] == [NEWS]

    answer = run(*ask, home=own_home).json
    assert answer["citations"][0]["edition"] == "original"
    assert "lighthouse" in answer["citations"][0]["quote"]
    assert not any("our wording" in note for note in answer["notes"])

    again = run("add", str(article), home=own_home)
    assert again.out.splitlines()[1:] == ["Nothing changed.", f"The index holds {Store(own_home).manifest().passages} passages; 0 were encoded anew."]

    removed = run("remove", NEWS, home=own_home)
    assert (removed.code, removed.out.splitlines()[0]) == (0, f"{NEWS}: back to the digest")
    assert not list((own_home / "originals").iterdir())
    assert run("remove", NEWS, home=own_home).code == 2
    assert "lighthouse" not in json.dumps(run(*ask, home=own_home).json["citations"])


@pytest.mark.originals
def test_originals_take_the_digests_place_and_go_again(own_home: Path, run: Any) -> None:
    files = [str(Path(str(ORIGINALS)) / f"{identity}.txt") for identity in (NEWS, GUIDANCE)]
    added = run("add", *files, home=own_home)
    assert added.code == 0
    assert {f"{NEWS}: original added", f"{GUIDANCE}: original added"} <= set(added.out.splitlines())
    answer = run("ask", "--json", "--explain", "What does the guidance say about feedback from partners?", home=own_home).json
    assert {citation["edition"] for citation in answer["citations"] if citation["document"] in (NEWS, GUIDANCE)} <= {"original"}
    index = Store(own_home).load()
    for citation in answer["citations"]:
        assert index.by_id[citation["document"]].text[citation["start"] : citation["end"]] == citation["quote"]
    shown = run("documents", home=own_home).out
    assert len(re.findall(r"^\S+ +20\d\d/\d\d  original ", shown, re.MULTILINE)) == 2
    removed = run("remove", "all", home=own_home)
    assert {f"{NEWS}: back to the digest", f"{GUIDANCE}: back to the digest"} <= set(removed.out.splitlines())
    assert {document.edition.value for document in Store(own_home).load().documents} == {"digest"}


def test_index_tells_what_it_did_and_without_a_change_does_nothing(own_home: Path, run: Any) -> None:
    before = {path: path.stat().st_mtime_ns for path in (own_home / "indexes").rglob("*")}
    ran = run("index", home=own_home)
    assert ran.code == 0
    assert re.fullmatch(rf"\d+ passages of 5 documents, 0 encoded anew, in {re.escape(str(Store(own_home).root))}\n", ran.out)
    assert {path: path.stat().st_mtime_ns for path in (own_home / "indexes").rglob("*")} == before


# progress


def test_progress_is_a_line_a_step_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with cli.progress(stream) as told:
        for done in range(4):
            told("encoding", done, 3)
        told("saving", 0, 1)
    assert stream.getvalue() == "citewell: encoding (3) ...\ncitewell: saving ...\n"


def test_progress_is_a_bar_on_a_terminal() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with cli.progress(stream) as told:
        for done in range(4):
            told("encoding", done, 3)
    assert "encoding" in stream.getvalue()
    assert "3/3" in stream.getvalue()
