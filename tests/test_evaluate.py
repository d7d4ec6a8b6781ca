"""`citewell eval`, from the command: editions, files, the gate and what is wrong with its input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from corpus.types import Document
from ui import cli
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
WRONG = """
[[case]]
id = "answered"
category = "unanswerable"
question = "How did Dorset do on finance in 2024/25?"
answerable = false
reason = "not_stated"
"""


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "few.toml").write_text(CASES, encoding="utf-8")
    return folder


@pytest.fixture
def asked(shared_home: Path, cases: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, digest_index: object) -> Any:
    """Run the command on the few cases, over the digest: (exit code, out, err)."""
    monkeypatch.delenv("CITEWELL_ORIGINALS", raising=False)
    # What the recipe embeds takes longest, and is not what is tested here.
    monkeypatch.setattr("ui.evaluate.kept_vectors", lambda home, encode: lambda texts: encode([text[:20] for text in texts]))

    def run(*flags: str, home: Path = shared_home) -> tuple[int, str, str]:
        code = main(["--home", str(home), "eval", "--cases", str(cases), *flags])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return run


def editions(out: str) -> dict[str, list[str]]:
    return {edition["edition"]: [row["case"] for row in edition["results"]] for edition in json.loads(out)["editions"]}


def test_without_the_originals_the_digest_alone_is_asked(asked: Any) -> None:
    code, out, _ = asked("--json")
    assert code == 0
    assert editions(out) == {"digest": ["both-editions", "digest-alone"]}
    assert json.loads(out)["cases"] == 2


@pytest.mark.originals
@pytest.mark.usefixtures("digest_index", "original_index")
def test_with_the_originals_both_editions_are_asked_their_own_cases(cases: Path, shared_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(shared_home), "eval", "--json", "--cases", str(cases)]) == 0
    out = capsys.readouterr().out
    assert editions(out) == {"digest": ["both-editions", "digest-alone"], "original": ["both-editions", "original-alone"]}
    assert len({edition["index"] for edition in json.loads(out)["editions"]}) == 2
    assert json.loads(out)["cases"] == 3


def test_users_own_cases_without_a_baseline_are_held_against_the_floors_alone(asked: Any, cases: Path) -> None:
    code, out, _ = asked()
    assert code == 0
    assert f"There is no {cases / 'baseline.json'}, so flips are not looked at" in out
    assert "The gate holds." in out


def test_a_report_is_four_files(asked: Any, tmp_path: Path) -> None:
    code, out, err = asked("--report", str(tmp_path / "made" / "report"))
    assert code == 0
    assert sorted(path.name for path in (tmp_path / "made" / "report").iterdir()) == ["junit.xml", "report.html", "report.json", "report.md"]
    assert json.loads((tmp_path / "made" / "report" / "report.json").read_text(encoding="utf-8"))["cases"] == 2
    assert "citewell: wrote" in err
    assert "wrote" not in out


def test_a_flip_fails_the_gate_until_the_baseline_accepts_it(asked: Any, cases: Path) -> None:
    (cases / "more.toml").write_text(WRONG, encoding="utf-8")
    assert asked("--update-baseline")[0] == 0
    path = cases / "baseline.json"
    baseline = json.loads(path.read_text(encoding="utf-8"))
    assert baseline["cases"]["answered"] == {"digest": "wrong"}
    baseline["cases"]["answered"] = {"digest": "right"}
    path.write_text(json.dumps(baseline), encoding="utf-8")
    code, out, _ = asked()
    assert code == 1
    assert "  digest: answered: was right and is wrong" in out.splitlines()
    path.write_text(json.dumps(baseline | {"accepted": {"answered": "the digest says it now"}}), encoding="utf-8")
    code, out, _ = asked()
    assert code == 0
    assert "the digest says it now" in out
    assert asked("--update-baseline")[0] == 0
    assert json.loads(path.read_text(encoding="utf-8"))["accepted"] == {"answered": "the digest says it now"}


def test_what_is_known_is_not_asked_again_unless_it_is_wanted(asked: Any, cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = asked("--json")[1]

    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("the index was loaded")

    monkeypatch.setattr("index.store.Store.load", refuse)
    assert asked("--json")[1] == first
    with pytest.raises(AssertionError):
        asked("--no-cache")
    # The home is kept between runs of the tests, so a case that it cannot know has a new name.
    (cases / "more.toml").write_text(WRONG.replace("answered", uuid4().hex), encoding="utf-8")
    with pytest.raises(AssertionError):
        asked()


def test_originals_that_are_asked_for_and_missing_are_told(home: Path, cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "eval", "--edition", "original", "--cases", str(cases)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "CITEWELL_ORIGINALS" in captured.err


def evidence_of(digests: dict[str, Document], **change: object) -> str:
    document = next(d for d in digests.values() if any(s.body for s in d.sections))
    section = next(s for s in document.sections if s.body and s.blocks)
    key = " ".join(document.text[section.blocks[0].start : section.blocks[0].end].split()[:3])
    parts = {"document": document.id, "section": list(section.path), "keys": [key]} | change
    evidence = "{" + ", ".join(f"{name} = {json.dumps(value)}" for name, value in parts.items()) + "}"
    return f'\n[[case]]\nid = "pointed"\ncategory = "board"\nquestion = "What?"\nmust = [{{any = [{json.dumps(key)}]}}]\nevidence = [{evidence}]\n'


def test_a_section_that_was_renamed_is_told_with_the_nearest(asked: Any, cases: Path, digests: dict[str, Document]) -> None:
    (cases / "own.toml").write_text(evidence_of(digests, section=["North East and Yorkshire", "Reducing inequalitys of vans"]), encoding="utf-8")
    code, out, err = asked()
    assert (code, out) == (2, "")
    assert f"{cases / 'own.toml'}:3: case 'pointed'" in err
    assert "did you mean" in err
    assert "Reducing inequalit" in err.split("did you mean")[1]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"keys": ["zeppelins over Dorset"]}, "does not hold 'zeppelins over Dorset'"),
        ({"document": "no-such-report"}, "'no-such-report', which is not in the catalogue"),
        ({"section": ["Zeppelins"]}, "has no section 'Zeppelins'"),
    ],
)
def test_evidence_that_the_text_lacks_is_told_with_file_and_line(
    asked: Any, cases: Path, digests: dict[str, Document], change: dict[str, object], told: str
) -> None:
    (cases / "own.toml").write_text(evidence_of(digests, **change), encoding="utf-8")
    code, out, err = asked()
    assert (code, out) == (2, "")
    assert f"{cases / 'own.toml'}:3: case 'pointed': " in err
    assert told in err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CASES + "\ncolour = 3\n", "colour"),
        (CASES + "\n[[case\n", "few.toml:24: Expected"),
        (CASES.replace('category = "unanswerable"', 'category = "riddle"', 1), "category: Input should be 'board'"),
        (CASES + CASES.partition("\n\n")[0], "stands in few.toml already; give this case another"),
    ],
)
def test_a_case_that_cannot_be_used_is_told_in_a_line(asked: Any, cases: Path, text: str, told: str) -> None:
    (cases / "few.toml").write_text(text, encoding="utf-8")
    code, out, err = asked("--json")
    assert (code, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith(f"citewell: {cases / 'few.toml'}")
    assert told in line


def test_a_missing_baseline_of_the_built_in_cases_is_told_with_its_mend(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from evals import case

    folder = tmp_path / "evals" / "cases"
    folder.mkdir(parents=True)
    (folder / "few.toml").write_text(CASES, encoding="utf-8")
    monkeypatch.setattr(case, "folder_of", lambda named=None: named or folder)
    assert main(["--home", str(home), "eval"]) == 2
    err = capsys.readouterr().err
    assert f"{tmp_path / 'evals' / 'baseline.json'}: there is no baseline; `citewell eval --update-baseline`" in err


def test_a_damaged_baseline_is_wrong_use(asked: Any, cases: Path) -> None:
    (cases / "baseline.json").write_text("{", encoding="utf-8")
    code, out, err = asked()
    assert (code, out) == (2, "")
    assert f"{cases / 'baseline.json'}:1: " in err


def test_the_parser_leaves_a_folder_of_cases_to_its_user() -> None:
    options = cli.parser().parse_args(["eval", "--cases", "mine", "--report", "out", "--from-feedback"])
    assert (options.cases, options.report, options.from_feedback) == ("mine", "out", "candidates.toml")
