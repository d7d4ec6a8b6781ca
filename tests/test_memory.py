"""An index in memory, and the vectors that are kept beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.benchmarks.engine import Engine
from evals.benchmarks.texts import lines_document
from index.memory import Shelf, in_memory, tokens_of

TEXTS = {"ferries": "The ferry carries patients.", "opticians": "The clinic has nine opticians."}


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(lambda step, done, total: None)


def test_it_finds_what_a_build_would(engine: Engine) -> None:
    index = engine.index([lines_document(name, "", text) for name, text in TEXTS.items()])
    assert next(index.passages[hit.passage].document for hit in index.search("eye tests at the clinic")) == "opticians"
    assert index.sentence_vectors.shape == (2, 384)


def test_kept_vectors_are_the_same_and_need_no_encoder(engine: Engine, tmp_path: Path) -> None:
    class Broken:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(f"{name} was called, though the vectors are kept")

    documents = [lines_document(name, "", text) for name, text in TEXTS.items()]
    shelf = Shelf(tmp_path / "shelf")
    first = in_memory(documents, engine.index(documents).passages, engine.encoder, shelf=shelf)
    again = in_memory(documents, first.passages, Broken(), shelf=shelf)  # type: ignore[arg-type]
    assert (first.sentence_vectors == again.sentence_vectors).all()
    (tokens,) = tokens_of(["The ferry."], engine.encoder, shelf=shelf)
    (kept,) = tokens_of(["The ferry."], Broken(), shelf=shelf)  # type: ignore[arg-type]
    assert (tokens.vectors == kept.vectors).all() and tokens.spans == kept.spans and (tokens.mean == kept.mean).all()


def test_a_damaged_file_is_made_anew(engine: Engine, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    (before,) = tokens_of(["The ferry."], engine.encoder, shelf=shelf)
    (file,) = tmp_path.glob("*.npz")
    file.write_bytes(b"nothing")
    (after,) = tokens_of(["The ferry."], engine.encoder, shelf=shelf)
    assert (before.vectors == after.vectors).all()


def test_a_text_s_tokens_have_its_vector(engine: Engine) -> None:
    (tokens,) = tokens_of(["The ferry carries patients."], engine.encoder)
    assert tokens.mean == pytest.approx(engine.encoder.encode(["The ferry carries patients."])[0], abs=1e-5)
    assert np.linalg.norm(tokens.vectors, axis=1) == pytest.approx(1, abs=1e-2)
    assert tokens.spans[1] == (0, 3)
