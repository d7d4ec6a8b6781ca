"""The gate: floors, flips and the baseline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from results import refusal, result

from evals.gate import Baseline, BaselineError, judge

KNOWN = Baseline({"a": {"digest": "right"}, "b": {"digest": "wrong"}, "c": {"digest": "right", "original": "right"}}, {})
SAME = [result("a"), result("b", correct=False), result("c")]


def test_the_gate_holds_where_nothing_changed() -> None:
    gate = judge({"digest": SAME}, KNOWN)
    assert gate.passes
    assert gate.failures == ()
    (flips,) = gate.flips
    assert (flips.same, flips.lost, flips.won, flips.new) == (3, (), (), ())
    assert flips.change is not None
    assert flips.change.p == 1.0


@pytest.mark.parametrize(("broken", "words"), [({"verbatim": False}, "verbatim"), ({"unsupported": 1}, "figure"), ({"misplaced": True}, "wrong board or year")])
def test_a_floor_that_breaks_fails_the_gate_and_names_the_case(broken: dict[str, object], words: str) -> None:
    gate = judge({"digest": [*SAME[:2], result("c", **broken)]}, KNOWN)
    assert not gate.passes
    (line,) = gate.failures
    assert words in line
    assert line.endswith(": c")


def test_a_case_that_was_right_and_is_wrong_fails_the_gate() -> None:
    gate = judge({"digest": [result("a", correct=False), *SAME[1:]]}, KNOWN)
    assert gate.failures == ("digest: a: was right and is wrong",)
    assert gate.flips[0].lost == ("a",)


def test_a_flip_that_is_accepted_does_not() -> None:
    gate = judge({"digest": [refusal("a", right=False), *SAME[1:]]}, Baseline(KNOWN.cases, {"a": "the text was withdrawn"}))
    assert gate.passes
    assert gate.flips[0].accepted == (("a", "the text was withdrawn"),)


def test_what_an_edition_got_right_says_nothing_of_the_other() -> None:
    gate = judge({"original": [result("a", correct=False), result("c", correct=False)]}, KNOWN)
    assert gate.failures == ("original: c: was right and is wrong",)
    assert gate.flips[0].new == ("a",)


def test_new_cases_and_mended_ones_are_no_failures() -> None:
    gate = judge({"digest": [*SAME[:1], result("b"), SAME[2], result("d", correct=False)]}, KNOWN)
    assert gate.passes
    assert (gate.flips[0].new, gate.flips[0].won) == (("d",), ("b",))
    assert gate.flips[0].by_category["board"].now == 1.0


def test_without_a_baseline_the_floors_still_stand() -> None:
    gate = judge({"digest": [result("a", correct=False)]}, None, "there is none")
    assert (gate.passes, gate.flips, gate.skipped) == (True, (), "there is none")
    assert not judge({"digest": [result("a", verbatim=False)]}, None).passes


def test_a_baseline_is_written_a_case_a_line_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    kept = Baseline(KNOWN.cases, {"b": "not in the digest"})
    kept.save(path)
    text = path.read_text(encoding="utf-8")
    assert Baseline.load(path) == Baseline({i: dict(row) for i, row in KNOWN.cases.items()}, {"b": "not in the digest"})
    assert [line.strip() for line in text.splitlines() if '"a"' in line] == ['"a": {"digest": "right"},']
    kept.save(path)
    assert path.read_text(encoding="utf-8") == text
    assert [p.name for p in tmp_path.iterdir()] == ["baseline.json"]


def test_an_update_keeps_what_was_not_asked_and_drops_what_is_no_more() -> None:
    before = Baseline({**KNOWN.cases, "gone": {"digest": "right"}}, {"a": "of old", "b": "still wrong", "gone": "of old"})
    after = before.updated({"digest": [result("a"), result("b", correct=False), result("c", correct=False)]}, ["a", "b", "c"])
    assert after.cases == {"a": {"digest": "right"}, "b": {"digest": "wrong"}, "c": {"digest": "wrong", "original": "right"}}
    assert after.accepted == {"b": "still wrong"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "--update-baseline"),
        ('{"cases": {}', ":1: "),
        ('{"cases": []}', "cases"),
        ('{"cases": {}, "colour": 1}', "colour"),
        ('{"cases": {\n"a": {"digest": "maybe"}}}', ":2: a (digest) is 'maybe'"),
        ('{"cases": {}, "accepted": {\n"a": " "}}', ":2: the flip of a is accepted without a reason"),
    ],
)
def test_a_baseline_that_cannot_be_used_is_told_with_its_mend(tmp_path: Path, content: str | None, told: str) -> None:
    path = tmp_path / "baseline.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(BaselineError) as caught:
        Baseline.load(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert told in message
    assert "\n" not in message


def test_the_built_in_baseline_holds_ids_and_marks_only() -> None:
    path = Path(__file__).parent.parent / "evals" / "baseline.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    assert set(data) == {"accepted", "cases"}
    assert {mark for row in data["cases"].values() for mark in row.values()} == {"right", "wrong"}
    assert {edition for row in data["cases"].values() for edition in row} <= {"digest", "original"}
