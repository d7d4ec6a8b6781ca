"""The public benchmarks: their measures, halves and files, on small data made by hand; on the real data where it is."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from evals.benchmarks.figures import as_markdown, as_text, mean, separation
from evals.benchmarks.measures import auroc, overlap, precision_at, r_precision, recall_at, reciprocal_rank, span_scores, union
from evals.benchmarks.run import BENCHMARKS, Absent, run
from evals.benchmarks.texts import BenchmarkError, is_tuned_on, lines_document, sentences_document
from evals.bootstrap import interval
from ui.cli import main, parser

DATA = os.environ.get("CITEWELL_BENCHMARKS")


def silent(step: str, done: int, total: int) -> None:
    pass


# measures


def test_recall_and_precision_count_the_first_k() -> None:
    assert recall_at(["a", "b", "c", "d"], {"c", "d"}, 3) == 0.5
    assert precision_at(["a", "b", "c", "d"], {"c", "d"}, 3) == pytest.approx(1 / 3)


def test_reciprocal_rank_ends_at_k() -> None:
    assert reciprocal_rank(["a", "b", "c"], {"b", "c"}, 3) == 0.5
    assert reciprocal_rank(["a", "b", "c", "d"], {"d"}, 3) == 0.0


def test_r_precision_looks_at_as_many_as_there_are_gold_ones() -> None:
    assert r_precision([0.1, 0.9, 0.8], [True, True, False]) == 0.5
    assert r_precision([0.5, 0.5], [True, False]) == 1.0


def test_auroc_counts_a_tie_half() -> None:
    assert auroc([3, 2, 1], [True, True, False]) == 1.0
    assert auroc([1, 2], [True, False]) == 0.0
    assert auroc([1, 1], [True, False]) == 0.5
    assert auroc([1, 1], [True, True]) == 0.5


def test_spans_that_overlap_are_counted_once() -> None:
    assert union([(5, 9), (0, 3), (2, 6)]) == [(0, 9)]
    assert overlap([(0, 10), (5, 12)], [(8, 20)]) == 4


def test_what_was_retrieved_elsewhere_lowers_precision_and_not_recall() -> None:
    assert span_scores([(0, 10)], [(5, 15)]) == (0.5, 0.5, pytest.approx(5 / 15))
    assert span_scores([(0, 10)], [(5, 15)], elsewhere=10) == (0.5, 0.25, pytest.approx(5 / 25))


def test_an_interval_holds_the_mean_and_is_repeatable() -> None:
    values = [0.0, 1.0, 1.0, 0.5] * 10
    low, high = interval(values)
    assert low < sum(values) / len(values) < high
    assert interval(values) == (low, high)
    assert interval([]) == (0.0, 0.0)
    assert interval([1.0, 1.0]) == (1.0, 1.0)


# halves and texts


def test_the_halves_are_stable_and_about_even() -> None:
    assert [is_tuned_on(name) for name in "abcdefgh"] == [True, True, True, True, False, False, False, True]
    assert 450 < sum(is_tuned_on(str(n)) for n in range(1000)) < 550


def test_a_document_of_lines_keeps_the_offsets() -> None:
    text = "\n  One line.\n\nAnother.\n"
    (section,) = lines_document("id", "title", text, ("Heading",)).sections
    assert [text[b.start : b.end] for b in section.blocks] == ["One line.", "Another."]


def test_a_document_of_sentences_knows_their_spans() -> None:
    document, spans = sentences_document("id", "title", ["One .", " ", "Two ."])
    assert [document.text[s.start : s.end] for s in spans] == ["One .", "Two ."]
    assert [s.leads for s in spans] == [True, False]


# data that is absent or malformed


@pytest.mark.parametrize("name", BENCHMARKS)
def test_absent_data_gives_a_line(name: str, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--benchmark", name, "--data", str(tmp_path / "nowhere")]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{name}: skipped") and out.count("\n") == 1


def test_absent_data_is_json_where_json_is_wanted(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--benchmark", "wice", "--data", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["skipped"].startswith("wice: skipped")


def test_a_benchmark_without_data_is_wrong_use(home: Path) -> None:
    assert main(["eval", "--benchmark", "wice"]) == 2
    assert main(["eval", "--data", "."]) == 2


def test_the_command_knows_every_benchmark() -> None:
    for name in BENCHMARKS:
        assert parser().parse_args(["eval", "--benchmark", name, "--data", "."]).benchmark == name


MALFORMED = {
    "clapnq": {"clapnq_dev_answerable.jsonl": '{"id": "1"}\n'},
    "anthropic_docs_rag": {"anthropic_docs.json": "{}"},
    "chroma_chunking": {"questions_df.csv": "question,references\nWhat?,[]\n"},
    "wice": {"claim_dev.jsonl": "no json\n"},
}


@pytest.mark.parametrize("name", BENCHMARKS)
def test_malformed_data_is_told_in_a_line_with_its_file(name: str, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in BENCHMARKS[name].files:
        (tmp_path / file).write_text(MALFORMED[name].get(file, ""), encoding="utf-8")
    assert main(["eval", "--benchmark", name, "--data", str(tmp_path)]) == 1
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "fetch the data set again" in line]
    assert str(tmp_path / next(iter(MALFORMED[name]))) in line


def test_an_excerpt_that_is_not_at_its_offsets_is_told(tmp_path: Path) -> None:
    for file in BENCHMARKS["chroma_chunking"].files:
        (tmp_path / file).write_text("Some text.", encoding="utf-8")
    rows = 'question,references,corpus_id\nWhat?,"[{""content"": ""text"", ""start_index"": 0, ""end_index"": 4}]",pubmed\n'
    (tmp_path / "questions_df.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(BenchmarkError, match=r"questions_df.csv:2: .*pubmed.md"):
        run("chroma_chunking", tmp_path, silent)


# a whole run


def test_a_run_on_two_sections_finds_the_right_one(tmp_path: Path) -> None:
    folder = tmp_path / "anthropic_docs_rag"
    folder.mkdir()
    chunks = [
        {"chunk_link": "a", "chunk_heading": "Ferries", "text": "Ferries\n\nThe ferry carries patients to the island.\n"},
        {"chunk_link": "b", "chunk_heading": "Opticians", "text": "Opticians\n\nThe clinic has nine opticians.\n"},
    ]
    (folder / "anthropic_docs.json").write_text(json.dumps(chunks), encoding="utf-8")
    cases = [{"id": "1", "question": "Who is carried by ferry?", "correct_chunks": ["a"]}]
    (folder / "docs_evaluation_dataset.json").write_text(json.dumps(cases), encoding="utf-8")
    outcome = run("anthropic_docs_rag", tmp_path, silent)
    assert not isinstance(outcome, Absent)
    assert {figure.what: figure.value for figure in outcome.figures} == {"recall@3": 1.0, "precision@3": pytest.approx(1 / 3), "MRR over the first 3": 1.0}


def test_a_table_shows_value_interval_and_verdict() -> None:
    figure = mean("recall", [1.0, 0.0], bar=0.9, floor=0.4)
    assert figure.met is False and (figure.n, figure.value) == (2, 0.5)
    assert separation("auroc", [0.1, 0.9], [False, True]).met is None
    from evals.benchmarks.figures import Outcome

    outcome = Outcome("name", "source", 2, (figure,))
    assert "| recall | all | 2 | 0.500 | 0.000 to 1.000 | 0.400 |  | 0.900 | missed |" in as_markdown(outcome)
    assert "missed" in as_text(outcome)
    assert outcome.to_json()["figures"][0]["met"] is False


@pytest.mark.skipif(not DATA, reason="needs the public benchmarks: set CITEWELL_BENCHMARKS to their folder")
def test_the_bars_of_the_documentation_benchmark_are_met() -> None:
    outcome = run("anthropic_docs_rag", Path(str(DATA)), silent)
    assert not isinstance(outcome, Absent)
    assert [figure.what for figure in outcome.figures if figure.met is False] == []
