"""What many tests share: the texts, an index of the digest, and a home to work in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.read import read
from corpus.types import Document
from index.build import build
from index.hybrid import HybridIndex
from index.store import Store
from rag.assistant import Assistant

ORIGINALS = os.environ.get("CITEWELL_ORIGINALS")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, and say so, what needs the originals where they are not."""
    if ORIGINALS:
        return
    skip = pytest.mark.skip(reason="needs the originals: set CITEWELL_ORIGINALS to their folder")
    for item in items:
        if item.get_closest_marker("originals"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def bodies() -> Bodies:
    return Bodies.load()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture(scope="session")
def digests(bodies: Bodies, catalogue: Catalogue) -> dict[str, Document]:
    """The digests, by id."""
    return {source.entry.id: read(source, bodies) for source in catalogue.sources()}


@pytest.fixture(scope="session")
def originals(bodies: Bodies, catalogue: Catalogue) -> dict[str, Document]:
    """The originals, by id; only for tests marked `originals`."""
    assert ORIGINALS, "mark the test with @pytest.mark.originals"
    return {source.entry.id: read(source, bodies) for source in catalogue.sources(Path(ORIGINALS))}


@pytest.fixture(scope="session")
def shared_home() -> Path:
    """A home that is kept between runs, so that its indexes are built once; tests that change a home make their own."""
    home = Path(__file__).parent.parent / ".citewell"
    home.mkdir(exist_ok=True)
    return home


@pytest.fixture(scope="session")
def digest_index(shared_home: Path, catalogue: Catalogue) -> HybridIndex:
    """The index of the five digests."""
    store = Store(shared_home, "eval-digest")
    build(catalogue.sources(), store)
    return store.load()


@pytest.fixture(scope="session")
def original_index(shared_home: Path, catalogue: Catalogue) -> HybridIndex:
    """The index of the five originals; only for tests marked `originals`."""
    assert ORIGINALS, "mark the test with @pytest.mark.originals"
    store = Store(shared_home, "eval-original")
    build(catalogue.sources(Path(ORIGINALS)), store)
    return store.load()


@pytest.fixture(scope="session")
def assistant(digest_index: HybridIndex) -> Assistant:
    """An assistant over the digests."""
    return Assistant.from_index(digest_index)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home of the test's own, without the originals in sight."""
    monkeypatch.setenv("CITEWELL_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CITEWELL_ORIGINALS", raising=False)
    yield tmp_path / "home"
