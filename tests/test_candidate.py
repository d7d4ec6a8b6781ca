"""A thumbs-down becomes a candidate case."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.bodies import Bodies
from corpus.types import Document, Edition, Section
from evals.candidate import Interview, Stop, as_toml, identity
from evals.case import Case, Category, faults
from evals.feedback import Feedback, append
from ui.cli import main

QUESTION = "How did the place with the first section do?"


def entry(**fields: object) -> Feedback:
    whole = {"time": "2026-01-31T12:00:00+00:00", "question": QUESTION, "answer": {"status": "answered", "text": "No idea. [1]"}, "thumb": "down"}
    return Feedback.model_validate({**whole, **fields})


@pytest.fixture
def spot(digests: dict[str, Document]) -> tuple[Document, Section, str]:
    """A board's section of the digest, and words that stand nowhere else."""
    document = next(d for d in digests.values() if any(s.body for s in d.sections))
    for section in document.sections:
        if section.body and section.blocks:
            words = document.text[section.blocks[0].start : section.blocks[0].end].split()
            key = " ".join(words[:6])
            if sum(d.text.count(key) for d in digests.values()) == 1:
                return document, section, key
    raise AssertionError("no section has words of its own")


@pytest.fixture
def interview(digests: dict[str, Document], bodies: Bodies) -> Callable[..., tuple[Case | None, list[str]]]:
    """Goes through an entry with typed lines: the case, and what was said."""

    def go(lines: list[str], of: Feedback | None = None) -> tuple[Case | None, list[str]]:
        said: list[str] = []
        typed = iter(lines)

        def ask(prompt: str) -> str:
            said.append(prompt)
            try:
                return next(typed)
            except StopIteration:
                raise EOFError from None

        texts = tuple(digests.values())
        return Interview(texts, texts, bodies, ask, said.append).case_of(of or entry()), said

    return go


def test_an_expected_answer_becomes_a_case_that_holds(
    interview: object, spot: tuple[Document, Section, str], digests: dict[str, Document], bodies: Bodies
) -> None:
    document, section, key = spot
    case, said = interview(["y", f"{key} | or else", "", "1"])  # type: ignore[operator]
    assert case is not None
    assert case.must[0].any == (key, "or else")
    assert (case.evidence[0].document, case.evidence[0].section, case.evidence[0].keys) == (document.id, section.path, (key,))
    assert case.bodies == (section.body,)
    assert Edition.DIGEST in case.editions
    assert case.category is Category.BOARD
    assert faults(case, digests.values(), bodies) == []
    assert any(f"1  {' > '.join((document.id, *section.path))}  (holds {key})" in line for line in said)


def test_a_section_can_be_looked_for_by_its_heading(interview: object, spot: tuple[Document, Section, str]) -> None:
    _document, section, key = spot
    case, said = interview(["y", key, "", " ".join(section.path), "1"])  # type: ignore[operator]
    assert case is not None
    assert sum(line == "Where does it stand?" for line in said) == 2


def test_what_does_not_hold_is_told_and_asked_again(interview: object, spot: tuple[Document, Section, str]) -> None:
    _, _, key = spot
    case, said = interview(["y", "zeppelins", "", "1", "zeppelins", "", "y", key, "", "1"])  # type: ignore[operator]
    assert case is not None
    assert any(line.startswith("This does not hold: ") and "zeppelins" in line for line in said)


def test_what_the_texts_do_not_say_becomes_a_refusal(interview: object) -> None:
    case, _ = interview(["n", "9", "1"])  # type: ignore[operator]
    assert case is not None
    assert (case.answerable, case.reason, case.evidence) == (False, "not_stated", ())
    assert case.category is Category.UNANSWERABLE


def test_a_list_takes_boards_by_any_name(interview: object) -> None:
    case, said = interview(["l", "Devon; Atlantis", "Devon; BLMK"])  # type: ignore[operator]
    assert case is not None
    assert case.items == ("Devon", "Bedfordshire, Luton and Milton Keynes")
    assert any("'Atlantis'" in line for line in said)


def test_a_conversation_keeps_its_turns(interview: object, spot: tuple[Document, Section, str]) -> None:
    talk = entry(turns=("How is Dorset?", QUESTION))
    case, _ = interview(["y", spot[2], "", "1"], talk)  # type: ignore[operator]
    assert case is not None
    assert (case.turns, case.question, case.category) == (talk.turns, "", Category.CONVERSATION)


def test_an_entry_can_be_passed_over_and_the_round_ended(interview: object) -> None:
    assert interview(["x", "s"])[0] is None  # type: ignore[operator]
    with pytest.raises(Stop):
        interview(["q"])  # type: ignore[operator]
    with pytest.raises(EOFError):
        interview([])  # type: ignore[operator]


def test_a_case_as_toml_reads_as_it_was(interview: object, spot: tuple[Document, Section, str]) -> None:
    odd = entry(question='Is "this" a \\ or a \t tab, £5 or “six”?\x7f')
    for lines in (["y", f'{spot[2]} | "quoted"', "", "1"], ["n", "2"], ["l", ""]):
        case, _ = interview(lines, odd)  # type: ignore[operator]
        assert case is not None
        (row,) = tomllib.loads(as_toml(case))["case"]
        assert Case.model_validate(row) == case


def test_an_id_is_of_all_that_was_asked() -> None:
    assert identity(entry()).startswith("feedback-how-did-the-place-with-")
    assert identity(entry()) == identity(entry(comment="else"))
    assert identity(entry()) != identity(entry(turns=("Dorset?", QUESTION)))


# From the command, with the input piped


def feedback(home: Path, *entries: Feedback) -> None:
    for one in entries:
        append(home / "feedback.jsonl", one)


def gather(home: Path, file: Path, typed: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(["--home", str(home), "eval", "--from-feedback", str(file)])


def test_thumbs_down_are_written_to_a_file(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], spot: tuple[Document, Section, str]
) -> None:
    other = entry(question="What is the price of eggs?")
    feedback(home, entry(), entry(thumb="up", question="Fine?"), other)
    with (home / "feedback.jsonl").open("a", encoding="utf-8") as log:
        log.write("nonsense\n")
    file = tmp_path / "new" / "candidates.toml"
    assert gather(home, file, f"y\n{spot[2]}\n\n1\n", monkeypatch) == 0
    captured = capsys.readouterr()
    assert "feedback.jsonl:4: " in captured.err
    assert "1 of 2" in captured.out
    assert "1 case written" in captured.out
    assert [row["id"] for row in tomllib.loads(file.read_text(encoding="utf-8"))["case"]] == [identity(entry())]
    assert gather(home, file, "n\n4\n", monkeypatch) == 0
    assert "1 of 1" in capsys.readouterr().out
    assert [row["id"] for row in tomllib.loads(file.read_text(encoding="utf-8"))["case"]] == [identity(entry()), identity(other)]
    assert gather(home, file, "", monkeypatch) == 0
    assert "no thumbs-down" in capsys.readouterr().out


def test_without_a_log_there_is_nothing_to_do(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert gather(home, tmp_path / "candidates.toml", "", monkeypatch) == 0
    assert "no thumbs-down" in capsys.readouterr().out
    assert not (tmp_path / "candidates.toml").exists()


def test_a_file_that_holds_no_cases_is_wrong_use(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    feedback(home, entry())
    (tmp_path / "notes.toml").write_text("colour = 3\n", encoding="utf-8")
    for name in ("notes.toml", "notes.txt"):
        assert gather(home, tmp_path / name, "s\n", monkeypatch) == 2
        assert str(tmp_path / name) in capsys.readouterr().err
