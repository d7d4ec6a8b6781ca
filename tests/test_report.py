"""A report and its files: what they say, and what they must not."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from results import refusal, result

from evals.case import Case
from evals.causes import Cause, cause
from evals.gate import Baseline, judge
from evals.measures import MEASURES
from evals.outputs import grid, junit, markdown, page, terminal
from evals.report import Report, Run, Show
from evals.run import Quoted, Result
from evals.systems import CITEWELL, AlwaysRefuse

SECRET, WORDS = "zebra", "okapi"
"""Words of a gate case's question and answer, and of an original."""


def quoted(text: str, edition: str) -> Quoted:
    return Quoted("report", edition, ("South West", f"Heading {text}"), "Devon", "2024/25", 3, 9, text)


def made(identity: str, split: str, edition: str, words: str, *, right: bool) -> Result:
    spot = quoted(words, edition)
    return result(identity, split=split, correct=right, question=f"Q {words if split == 'gate' else identity}?", text=f"**{words}** & more", quotes=(spot,), passages=(spot,))  # fmt: skip


def case(identity: str, words: str) -> Case:
    evidence = [{"document": "report", "section": ["Devon"], "keys": [words]}]
    return Case.model_validate({"id": identity, "category": "board", "question": f"Q {words}?", "must": [{"any": [words]}], "evidence": evidence})


# By the hash of their ids, `alpha` is of the dev half and `delta` of the gate half.
CASES = {"alpha": case("alpha", "<plain>"), "delta": case("delta", SECRET)}


@pytest.fixture
def report() -> Report:
    runs = []
    for edition, words in (("digest", "<plain>"), ("original", WORDS)):
        own = (made("alpha", "dev", edition, words, right=False), made("delta", "gate", edition, SECRET, right=False), refusal("none"))
        runs.append(Run(edition, "hash", {CITEWELL: own, AlwaysRefuse.name: tuple(refusal(r.case, right=not r.answerable) for r in own)}))
    baseline = Baseline({"alpha": {"digest": "right", "original": "wrong"}, "none": {"digest": "wrong", "original": "right"}, "delta": {"digest": "right"}}, {"delta": "the text changed"})  # fmt: skip
    return Report("2026-01-31", "1.0", tuple(runs), judge({run.edition: run.results for run in runs}, baseline), CASES)


def everything(report: Report) -> dict[str, str]:
    stream = io.StringIO()
    terminal.write(report, stream, misses=True)
    return {
        "json": json.dumps(report.to_json(), ensure_ascii=False), "markdown": markdown.text(report), "junit": junit.text(report),
        "page": page.text(report), "terminal": stream.getvalue(),
    }  # fmt: skip


def test_the_halves_are_as_the_test_says() -> None:
    assert [CASES[i].split for i in ("alpha", "delta")] == ["dev", "gate"]


@pytest.mark.parametrize("kind", ["json", "markdown", "junit", "page", "terminal"])
def test_without_leave_no_output_holds_gate_cases_or_originals(report: Report, kind: str) -> None:
    text = everything(report.guarded(Show()))[kind]
    assert SECRET not in text
    assert WORDS not in text


def test_with_leave_the_page_and_the_json_hold_them(report: Report) -> None:
    shown = everything(report.guarded(Show(gate=True, originals=True)))
    for kind in ("json", "page"):
        assert SECRET in shown[kind]
        assert WORDS in shown[kind]
    assert "do not publish" in shown["page"]
    assert "do not publish" not in page.text(report.guarded(Show()))


def test_totals_count_hidden_cases(report: Report) -> None:
    data = report.guarded(Show()).to_json()
    assert data["cases"] == 3
    assert [edition["cases"] for edition in data["editions"]] == [3, 3]
    assert "Digest: 2 of 3" in page.text(report.guarded(Show()))


def test_the_json_says_whether_the_gate_holds_and_why(report: Report) -> None:
    data = report.to_json()
    assert data["passes"] is False
    assert data["failures"] == ["digest: alpha: was right and is wrong"]
    assert data["flips"][0]["accepted"] == {"delta": "the text changed"}
    assert data["flips"][0]["change"]["cases"] == 3
    for system in data["editions"][0]["systems"].values():
        assert set(system) == set(MEASURES)


def test_junit_has_a_test_a_case_and_edition_and_fails_where_the_gate_does(report: Report) -> None:
    suites = ElementTree.fromstring(junit.text(report)).findall("testsuite")
    assert [suite.get("name") for suite in suites] == ["digest", "original"]
    digest, original = suites
    assert [case.get("name") for case in digest.findall("testcase")] == ["alpha", "delta", "none"]
    assert [case.get("name") for case in digest.findall("testcase") if case.find("failure") is not None] == ["alpha"]
    assert (digest.get("failures"), digest.get("skipped"), original.get("failures"), original.get("skipped")) == ("1", "1", "0", "2")
    messages = [skipped.get("message", "") for skipped in original.iter("skipped")]
    assert messages[0] == "wrong, as before"
    assert messages[1] == "wrong, and new since the baseline"
    assert [s.get("message") for s in digest.iter("skipped")] == ["wrong, which is accepted: the text changed"]


def test_junit_can_hold_any_character(report: Report) -> None:
    (run, *_) = report.runs
    odd = replace(run.results[0], text="a\x00b\x1b ]]> & <")
    changed = replace(report, runs=(replace(run, systems={CITEWELL: (odd, *run.results[1:])}),))
    assert ElementTree.fromstring(junit.text(changed)).find(".//failure") is not None


class Page(HTMLParser):
    """What a page loads and which parts it opens and closes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.unlabelled = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag not in ("meta", "link"):
            self.open.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href", "srcset") and not (value or "").startswith(("#", "data:"))]
        self.targets += [value[1:] for name, value in attrs if name == "href" and value and value.startswith("#")]
        if "id" in told:
            self.ids.append(told["id"] or "")
        if tag == "svg" and not (told.get("role") == "img" and told.get("aria-label")):
            self.unlabelled += 1
        assert tag != "script"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass


def test_the_page_is_whole_stands_alone_and_its_charts_are_labelled(report: Report) -> None:
    text = page.text(report.guarded(Show(gate=True)))
    found = Page()
    found.feed(text)
    assert found.open == []
    assert found.loads == []
    assert set(found.targets) <= set(found.ids)
    assert text.count("<svg") == 4
    assert found.unlabelled == 0
    assert "@import" not in text
    assert "url(" not in text


def test_the_page_escapes_what_it_shows(report: Report) -> None:
    text = page.text(report)
    assert "<plain>" not in text
    assert "&lt;plain&gt;" in text
    assert "<strong>&lt;plain&gt;</strong> &amp; more" in text


def test_a_miss_shows_question_answer_passages_and_what_was_expected(report: Report) -> None:
    text = page.text(report.guarded(Show()))
    (miss, *_) = re.findall(r"<details.*?</details>", text, re.DOTALL)
    for part in ("Q &lt;plain&gt;?", "alpha", "It quotes", "Passages found first", "Expected", "<mark>&lt;plain&gt;</mark>", "report › Devon"):
        assert part in miss, part


def test_a_cheat_that_wins_is_named_with_what_tells_it_apart(report: Report) -> None:
    (run, *_) = report.runs
    assert run.won_by_cheats["refusal_recall"] == {AlwaysRefuse.name: "refusal_precision"}
    table = grid.measures(run)
    labels = [row[0] for row in table.rows]
    assert f"{MEASURES['refusal_recall'].label} {grid.WON}" in labels
    assert f'"{AlwaysRefuse.name}" wins' in table.note


def test_every_table_of_measures_shows_every_measure_and_system(report: Report) -> None:
    (run, *_) = report.runs
    table = grid.measures(run)
    assert len(table.rows) == len(MEASURES)
    assert table.head[1:] == (f"{CITEWELL} [95 %]", AlwaysRefuse.name)
    assert all(len(row) == len(table.head) for row in table.rows)


def test_plain_tables_are_aligned(report: Report) -> None:
    lines = grid.aligned(grid.measures(report.runs[0]))
    assert len({len(line) for line in lines[-5:]}) == 1


def test_a_terminal_gets_tables_with_rules(report: Report) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    terminal.write(report.guarded(Show()), stream)
    assert "━" in stream.getvalue()
    assert "The gate does not hold: 1 thing fails." in stream.getvalue()


def test_markdown_says_the_verdict_and_every_measure(report: Report) -> None:
    text = markdown.text(report.guarded(Show()))
    assert "**The gate does not hold: 1 thing fails.**" in text
    assert "- digest: alpha: was right and is wrong" in text
    assert all(f"| {measure.label} |" in text for measure in MEASURES.values())


def test_without_a_baseline_the_reason_is_given(report: Report) -> None:
    bare = replace(report, gate=judge({run.edition: run.results for run in report.runs}, None, "There is no baseline here."))
    for kind in ("markdown", "page", "terminal"):
        assert "There is no baseline here." in everything(bare)[kind]
    assert "no baseline to hold it against" in junit.text(bare)


def test_the_gate_stands_apart_from_what_is_tuned_on(report: Report) -> None:
    listed = [result(f"list {n}", split="gate", list_f1=f1, listed_by=by) for n, (f1, by) in enumerate([(0.5, "field"), (1.0, "field"), (0.25, "reading")])]
    run = replace(report.runs[0], systems={CITEWELL: (*report.runs[0].results, *listed)})
    assert {name: len(results) for name, results in run.parts.items()} == {
        "dev": 2, "gate": 4, "gate, lists aside": 1, "gate, lists by field": 2, "gate, lists by reading": 1,
    }  # fmt: skip
    assert [run.halves[f"gate, lists by {by}"]["list_f1"].value for by in ("field", "reading")] == [0.75, 0.25]
    assert [row[0] for row in grid.halves(run).rows] == list(run.parts)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (result("a"), None),
        (result("a", correct=False, answerable=False), Cause.ANSWERED),
        (result("a", correct=False, status="refused"), Cause.REFUSED),
        (result("a", correct=False, list_f1=0.5, list_recall=0.5, list_precision=1.0), Cause.LIST_LACKS),
        (result("a", correct=False, list_f1=0.5, list_recall=1.0, list_precision=0.5), Cause.LIST_ADDS),
        (result("a", correct=False, list_f1=0.5, list_recall=0.5, list_precision=0.5), Cause.LIST_BOTH),
        (result("a", correct=False, recall=0.5, citation_recall=0.5), Cause.NOT_FOUND),
        (result("a", correct=False, recall=1.0, citation_recall=0.0), Cause.NOT_CHOSEN),
        (result("a", correct=False, recall=1.0, citation_recall=0.5), Cause.HALF_CHOSEN),
        (result("a", correct=False, recall=1.0, citation_recall=1.0), Cause.NOT_SAID),
    ],
)
def test_it_is_told_where_an_answer_went_astray(made: Result, why: Cause | None) -> None:
    assert cause(made) is why


def test_the_reasons_are_counted_by_half(report: Report) -> None:
    run = report.runs[0]
    assert sum(number for halves in run.causes.values() for number in halves.values()) == sum(not r.correct for r in run.results)
    text = everything(report)
    assert all(why.value in text[kind] for why in run.causes for kind in ("markdown", "terminal", "json"))
