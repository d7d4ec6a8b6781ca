"""Results that are kept."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from results import result

from evals.cache import Cache, case_hash, kept_vectors, program_hash
from evals.case import Case
from evals.run import Quoted

CASE = Case.model_validate({"id": "a", "category": "list", "question": "Which?", "items": ["Devon"]})
OTHER = CASE.model_copy(update={"items": ("Dorset",)})
QUOTE = Quoted("report", "digest", ("South West", "Devon"), "Devon", "2024/25", 0, 5, "Devon")


def test_a_result_comes_back_as_it_was(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "index", "program")
    kept = result(quotes=(QUOTE,), passages=(QUOTE,))
    cache.put("Citewell", CASE, kept)
    cache.save()
    again = Cache(tmp_path, "index", "program")
    assert again.get("Citewell", CASE) == kept
    assert again.get("another", CASE) is None


def test_a_changed_case_index_or_program_is_not_known(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "index", "program")
    cache.put("Citewell", CASE, result())
    cache.keep_sound([CASE])
    cache.save()
    assert case_hash(CASE) != case_hash(OTHER)
    assert Cache(tmp_path, "index", "program").get("Citewell", OTHER) is None
    assert Cache(tmp_path, "index", "program").knows_sound([CASE])
    assert not Cache(tmp_path, "index", "program").knows_sound([CASE, OTHER])
    assert Cache(tmp_path, "other", "program").get("Citewell", CASE) is None
    assert Cache(tmp_path, "index", "other").get("Citewell", CASE) is None


def test_a_file_that_is_damaged_counts_as_empty(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "index")
    cache.put("Citewell", CASE, result())
    cache.save()
    for damage in ("{", "[]", '{"Citewell": {"' + case_hash(CASE) + '": {"case": "a"}}}'):
        cache.path.write_text(damage, encoding="utf-8")
        assert Cache(tmp_path, "index").get("Citewell", CASE) is None


def test_only_the_newest_files_are_kept(tmp_path: Path) -> None:
    for number in range(9):
        cache = Cache(tmp_path, str(number))
        cache.put("Citewell", CASE, result())
        cache.save()
        os.utime(cache.path, (number, number))
    assert len(list((tmp_path / "evals").iterdir())) == 6
    assert Cache(tmp_path, "8").get("Citewell", CASE) is not None
    assert Cache(tmp_path, "0").get("Citewell", CASE) is None


def test_nothing_new_writes_nothing(tmp_path: Path) -> None:
    Cache(tmp_path, "index").save()
    assert not (tmp_path / "evals").exists()


def test_vectors_of_many_texts_are_made_once(tmp_path: Path) -> None:
    made: list[int] = []

    def encode(texts: object) -> np.ndarray:
        made.append(len(list(texts)))  # type: ignore[call-overload]
        return np.ones((made[-1], 384), dtype=np.float32)

    for texts in (["a", "b"], ["a", "b"], ["a", "c"]):
        assert kept_vectors(tmp_path, encode)(texts).shape == (2, 384)
    assert made == [2, 2]


def test_the_program_has_one_hash() -> None:
    assert program_hash() == program_hash()
