"""The files of an index: saved whole or not at all, loaded whole or refused in one line."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import FakeEncoder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import index.build
from corpus.bodies import Bodies
from corpus.catalogue import Catalogue, Source
from corpus.read import read
from corpus.types import Edition
from index.build import Built, build
from index.sparse import SparseIndex
from index.store import FORMAT, IndexBroken, IndexBusy, IndexMissing, Manifest, Store

DATA_FILES = (
    "documents.json",
    "passages.json",
    "vectors.npy",
    "sentences.npy",
    "tokens.npy",
    "token_starts.npy",
    "dense.faiss",
    "sparse/params.index.json",
    "sparse/data.csc.index.npy",
)
ENCODER_FILES = ("encoder/encoder.onnx", "encoder/tokenizer.json")


@pytest.fixture(autouse=True)
def fake_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.build, "TorchEncoder", FakeEncoder)


@pytest.fixture
def sources(catalogue: Catalogue, tmp_path: Path) -> tuple[Source, ...]:
    """Two small documents."""
    return tuple(source(catalogue, n, tmp_path, f"- The board of Devon met target {n}.\n- Dorset missed it.\n") for n in (0, 1))


@pytest.fixture
def store(sources: tuple[Source, ...], tmp_path: Path) -> Store:
    """A store that holds an index of the two."""
    made = Store(tmp_path / "home")
    build(sources, made)
    return made


def source(catalogue: Catalogue, number: int, folder: Path, text: str) -> Source:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number}.md"
    path.write_text(f"+++\n+++\n\n# Title\n\n## Section\n\n{text}", encoding="utf-8")
    return Source(catalogue.entries[number], Edition.DIGEST, path)


def file_of(store: Store, name: str) -> Path:
    return store.encoder / name.removeprefix("encoder/") if name.startswith("encoder/") else store.current().root / name


def fails_in_one_line(store: Store) -> str:
    with pytest.raises(IndexBroken) as caught:
        store.load()
    message = str(caught.value)
    assert "\n" not in message
    assert "citewell index --force" in message
    return message


def rehash(store: Store, name: str) -> None:
    """Make the manifest agree with a file that was changed."""
    path = store.current().manifest
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"][name] = hashlib.sha256(file_of(store, name).read_bytes()).hexdigest()
    path.write_text(json.dumps(manifest), encoding="utf-8")


def folders(store: Store) -> list[str]:
    return [path.name for path in store.root.iterdir() if path.is_dir()]


# saved and loaded


def test_what_is_saved_is_loaded_whole(store: Store, sources: tuple[Source, ...], bodies: Bodies) -> None:
    loaded = store.load()
    assert loaded.documents == tuple(read(s, bodies) for s in sources)
    assert loaded.hash == store.manifest().hash == store.current().root.name.split(".")[0]
    assert len(loaded.passages) == len(loaded.dense) == store.manifest().passages
    assert len(loaded.sentence_vectors) == store.manifest().sentences == sum(len(p.sentences) for p in loaded.passages)
    for passage in loaded.passages:
        assert loaded.by_id[passage.document].text[passage.start : passage.end] == passage.text


def test_the_passages_are_those_that_were_split(digest_index: Any, shared_home: Path) -> None:
    assert Store(shared_home, "eval-digest").load().passages == digest_index.passages
    assert any(passage.mentions for passage in digest_index.passages)
    assert any(passage.body for passage in digest_index.passages)


def test_the_vectors_are_those_that_were_encoded(store: Store) -> None:
    loaded = store.load()
    encoder = FakeEncoder()
    for number, passage in enumerate(loaded.passages):
        text = f"{loaded.context_of(passage)}\n{passage.text}"
        spans = [(s.start - passage.start + len(text) - len(passage.text), s.end - passage.start + len(text) - len(passage.text)) for s in passage.sentences]
        encoded = encoder.encode_parts([text], [spans])
        whole, pieces = encoded.texts, encoded.spans
        begin = loaded.sentence_offsets[number]
        assert np.array_equal(np.load(store.current().vectors, allow_pickle=False)[number], whole[0])
        assert np.array_equal(loaded.sentence_vectors[begin : begin + len(spans)], pieces)
        assert loaded.dense.search(whole[0], 1)[0] == [number]
        assert loaded.late is not None and loaded.projection is not None
        kept = np.split(loaded.late.tokens, loaded.late.starts[1:])[begin : begin + len(spans)]
        for rows, tokens in zip(kept, encoded.tokens, strict=True):
            assert np.allclose(rows, loaded.projection.project(tokens), atol=1e-3)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(findings=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60), min_size=1, max_size=6))
def test_any_text_comes_back_as_it_was(catalogue: Catalogue, bodies: Bodies, findings: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = "- A first finding.\n" + "".join(f"- {finding}\n" for finding in findings)
        written = source(catalogue, 0, Path(folder), text)
        made = Store(Path(folder) / "home")
        build([written], made)
        loaded = made.load()
        assert loaded.documents == (read(written, bodies),)
        assert all(loaded.documents[0].text[p.start : p.end] == p.text for p in loaded.passages)


def test_loading_changes_nothing(store: Store) -> None:
    before = {path: path.stat().st_mtime_ns for path in store.home.rglob("*")}
    store.load()
    assert {path: path.stat().st_mtime_ns for path in store.home.rglob("*")} == before


def test_a_manifest_survives_json(store: Store) -> None:
    manifest = store.manifest()
    again = Manifest.from_json(json.loads(store.current().manifest.read_text(encoding="utf-8")))
    assert again == manifest
    assert again.hash == manifest.hash


def test_the_manifest_names_every_file(store: Store) -> None:
    root = store.current().root
    own = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} - {"manifest.json"}
    assert set(store.manifest().files) == own | set(ENCODER_FILES)
    assert set(DATA_FILES) <= own


def test_two_names_are_two_indexes(store: Store, sources: tuple[Source, ...]) -> None:
    other = Store(store.home, "other")
    with pytest.raises(IndexMissing):
        other.load()
    build(sources[:1], other)
    assert [len(s.load().documents) for s in (store, other)] == [2, 1]


# missing and broken


def test_no_index_is_missing_and_says_what_to_run(tmp_path: Path) -> None:
    for ask in (Store(tmp_path / "none").load, Store(tmp_path / "none").manifest, Store(tmp_path / "none").current):
        with pytest.raises(IndexMissing, match=r"no index in .*run `citewell index`"):
            ask()
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("name", [*DATA_FILES, *ENCODER_FILES])
def test_a_missing_file_is_named(store: Store, name: str) -> None:
    file_of(store, name).unlink()
    assert f"{name} of the index is missing" in fails_in_one_line(store)


def _flip(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize("harm", [_flip, lambda data: data[: len(data) // 2], lambda data: b"", lambda data: data + b" "], ids=["flip", "cut", "empty", "more"])
@pytest.mark.parametrize("name", [*DATA_FILES, *ENCODER_FILES])
def test_a_changed_file_is_named(store: Store, name: str, harm: Callable[[bytes], bytes]) -> None:
    path = file_of(store, name)
    path.write_bytes(harm(path.read_bytes()))
    assert f"{name} of the index was changed" in fails_in_one_line(store)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"nonsense", b"[{}]"])
@pytest.mark.parametrize("name", [name for name in DATA_FILES if name not in ("vectors.npy", "sparse/params.index.json")])
def test_a_file_that_cannot_be_loaded_is_one_line_even_if_its_hash_is_right(store: Store, name: str, content: bytes) -> None:
    file_of(store, name).write_bytes(content)
    rehash(store, name)
    assert "cannot be loaded" in fails_in_one_line(store)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"{}", b'{"sources": 1}', b'{"sources": [{}]}', b'{"sources": [], "format": 1}'])
def test_a_damaged_manifest_is_named(store: Store, content: bytes) -> None:
    store.current().manifest.write_bytes(content)
    message = fails_in_one_line(store)
    assert "manifest.json is damaged" in message


def test_a_missing_manifest_is_named(store: Store) -> None:
    store.current().manifest.unlink()
    assert "manifest.json" in fails_in_one_line(store)


@pytest.mark.parametrize("format_", [0, FORMAT - 1, FORMAT + 1])
def test_another_format_says_which(store: Store, format_: int) -> None:
    path = store.current().manifest
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"format": format_}), encoding="utf-8")
    assert f"has format {format_}, expected {FORMAT}" in fails_in_one_line(store)


@pytest.mark.parametrize("pointer", ["", "\n", "nowhere", ".", "..", "../main", "/", "/tmp", ".staged-x", "manifest.json", "a\x00b"])
def test_a_pointer_that_leads_nowhere_is_broken(store: Store, pointer: str) -> None:
    (store.root / "CURRENT").write_text(pointer, encoding="utf-8")
    assert "CURRENT names the index" in fails_in_one_line(store)


def test_a_pointer_that_is_no_text_is_broken(store: Store) -> None:
    (store.root / "CURRENT").write_bytes(b"\xff\xfe\xff")
    assert "CURRENT cannot be read" in fails_in_one_line(store)


def test_a_pointer_that_is_a_folder_is_broken(store: Store) -> None:
    (store.root / "CURRENT").unlink()
    (store.root / "CURRENT").mkdir()
    assert "CURRENT cannot be read" in fails_in_one_line(store)


def test_a_home_that_is_a_file_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(NotADirectoryError, match="home"):
        Store(tmp_path / "home").load()


def test_building_with_force_mends_the_index(store: Store, sources: tuple[Source, ...]) -> None:
    before = store.manifest()
    file_of(store, "documents.json").write_bytes(b"{}")
    fails_in_one_line(store)
    build(sources, store, force=True)
    assert store.load().hash == before.hash


# no pickle


class _Trap:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return (Path.write_text, (self.path, "sprung"))


@pytest.mark.parametrize("name", ["sentences.npy", "sparse/data.csc.index.npy", "sparse/indices.csc.index.npy", "sparse/indptr.csc.index.npy"])
def test_a_pickle_in_an_array_file_is_refused_and_not_run(store: Store, tmp_path: Path, name: str) -> None:
    sprung = tmp_path / "sprung"
    np.save(file_of(store, name), np.array([_Trap(sprung)], dtype=object), allow_pickle=True)
    rehash(store, name)
    fails_in_one_line(store)
    assert not sprung.exists()


def test_a_pickle_among_the_kept_vectors_is_not_run(store: Store, sources: tuple[Source, ...], tmp_path: Path) -> None:
    sprung = tmp_path / "sprung"
    np.save(file_of(store, "vectors.npy"), np.array([_Trap(sprung)], dtype=object), allow_pickle=True)
    rehash(store, "vectors.npy")
    sources[0].path.write_text("- Another finding.\n")
    built = build(sources, store)
    assert built.encoded == built.manifest.passages
    assert not sprung.exists()


def test_no_pickle_is_written_or_loaded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Any:
        raise AssertionError("a pickle was loaded")

    allowed: list[bool] = []
    load = np.load

    def spy(*arguments: Any, **options: Any) -> Any:
        allowed.append(options.get("allow_pickle", False))
        return load(*arguments, **options)

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    monkeypatch.setattr(np, "load", spy)
    store.load()
    assert allowed
    assert not any(allowed)
    assert {path.suffix for path in store.home.rglob("*") if path.is_file()} <= {".json", ".npy", ".faiss", ".onnx", ".lock", ""}
    for path in store.home.rglob("*.npy"):
        assert load(path, allow_pickle=False).dtype != object


# a crash while saving


class Crash(BaseException):
    """The program is killed."""


class Dying:
    """Lets so many changes of the disk go through; then the program is dead, and each further one fails."""

    def __init__(self, steps: int, error: Callable[[], BaseException] = Crash) -> None:
        self.left = steps
        self.error = error

    @property
    def dead(self) -> bool:
        return self.left < 0

    def guard(self, real: Callable[..., Any], *, forever: bool = True) -> Callable[..., Any]:
        def guarded(*arguments: Any, **options: Any) -> Any:
            if not self.dead or forever:
                self.left -= 1
            if self.dead and (forever or self.left == -1):
                raise self.error()
            return real(*arguments, **options)

        return guarded


def _dies(monkeypatch: pytest.MonkeyPatch, dying: Dying) -> None:
    import faiss

    for owner, name in (
        (os, "replace"), (os, "fsync"), (shutil, "rmtree"), (shutil, "copyfile"), (tempfile, "mkdtemp"), (np, "save"),
        (faiss, "write_index"), (SparseIndex, "save"), (index.build, "write_json"), (index.build, "file_hashes"), (json, "dump"),
    ):  # fmt: skip
        monkeypatch.setattr(owner, name, dying.guard(getattr(owner, name)))


def _no_space() -> OSError:
    return OSError(28, "No space left on device")


@pytest.mark.parametrize("error", [Crash, _no_space], ids=["killed", "disk full"])
def test_a_crash_at_any_step_of_a_save_leaves_the_old_index_or_the_new_one(
    store: Store, sources: tuple[Source, ...], monkeypatch: pytest.MonkeyPatch, error: Callable[[], BaseException]
) -> None:
    old = store.manifest()
    sources[0].path.write_text("- The board of Devon has another finding.\n", encoding="utf-8")
    new = build(sources, Store(store.home, "other")).manifest
    assert new.hash != old.hash
    shutil.rmtree(store.home / "indexes" / "other")
    seen: list[str] = []
    for step in range(60):
        dying = Dying(step, error)
        with monkeypatch.context() as patch:
            _dies(patch, dying)
            try:
                build(sources, store)
            except BaseException as caught:
                assert isinstance(caught, Crash | OSError)
        seen.append(store.load().hash)
        assert len(store.load().documents) == 2
        if not dying.dead:
            break
    assert not dying.dead
    assert step > 15
    assert seen.count(old.hash) > 15
    assert set(seen) == {old.hash, new.hash}
    assert seen == sorted(seen, key=[old.hash, new.hash].index)


def test_a_crash_while_there_is_no_index_leaves_none(sources: tuple[Source, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for step in range(0, 60, 2):
        made = Store(tmp_path / f"home{step}")
        dying = Dying(step)
        with monkeypatch.context() as patch:
            _dies(patch, dying)
            try:
                build(sources, made)
            except Crash:
                pass
        if not dying.dead:
            break
        if (made.root / "CURRENT").exists():
            assert made.load().documents
        else:
            with pytest.raises(IndexMissing):
                made.load()
        assert build(sources, made).manifest == made.manifest()
        assert made.load().documents
    assert not dying.dead
    assert step > 15


def test_the_next_build_clears_what_a_crash_left(store: Store, sources: tuple[Source, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    sources[0].path.write_text("- Another finding.\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        _dies(patch, Dying(6))
        with pytest.raises(Crash):
            build(sources, store)
    assert len(folders(store)) == 2
    built = build(sources, store)
    # The index that was current before stays for whoever is reading it; nothing staged is left.
    assert len(folders(store)) == 2
    assert store.current().root.name.split(".")[0] == built.manifest.hash
    assert not [name for name in folders(store) if name.startswith(".")]


def test_a_save_that_fails_cleans_up_after_itself(store: Store, sources: tuple[Source, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(path.relative_to(store.home) for path in store.home.rglob("*"))
    sources[0].path.write_text("- Another finding.\n", encoding="utf-8")
    monkeypatch.setattr(SparseIndex, "save", Dying(0, _no_space).guard(SparseIndex.save))
    with pytest.raises(OSError, match="No space"):
        build(sources, store)
    assert sorted(path.relative_to(store.home) for path in store.home.rglob("*")) == before


# two builds


@pytest.fixture
def held(store: Store) -> Iterator[None]:
    """Another thread builds."""
    started, ended = threading.Event(), threading.Event()

    def hold() -> None:
        with store.locked(5):
            started.set()
            ended.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    assert started.wait(10)
    yield
    ended.set()
    thread.join()


@pytest.mark.usefixtures("held")
def test_two_builds_cannot_meet(store: Store, sources: tuple[Source, ...]) -> None:
    before = store.manifest()
    sources[0].path.write_text("- Another finding.\n", encoding="utf-8")
    with pytest.raises(IndexBusy, match=r"another build holds .*build\.lock"):
        build(sources, store, wait=0.05)
    assert store.load().hash == before.hash


@pytest.mark.usefixtures("held")
def test_builds_of_other_names_wait_as_well_for_they_share_the_encoder(store: Store, sources: tuple[Source, ...]) -> None:
    with pytest.raises(IndexBusy):
        build(sources, Store(store.home, "other"), wait=0.05)


@pytest.mark.usefixtures("held")
def test_a_build_does_not_keep_readers_waiting(store: Store) -> None:
    assert store.load().documents


def test_a_build_waits_for_the_one_before(store: Store, sources: tuple[Source, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    sources[0].path.write_text("- Another finding.\n", encoding="utf-8")
    started, go_on = threading.Event(), threading.Event()
    real = index.build.write_json

    def slowly(path: Path, value: Any) -> None:
        started.set()
        go_on.wait(20)
        real(path, value)

    monkeypatch.setattr(index.build, "write_json", slowly)
    results: list[Built] = []
    threads = [threading.Thread(target=lambda: results.append(build(sources, store, wait=20))) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert started.wait(10)
    go_on.set()
    for thread in threads:
        thread.join()
    assert sorted(built.encoded for built in results) == [0, 1]
    assert store.load().hash == results[0].manifest.hash == results[1].manifest.hash


def test_the_lock_of_a_killed_build_is_free(store: Store, sources: tuple[Source, ...]) -> None:
    program = f"import os, pathlib\nfrom index.store import Store\nwith Store(pathlib.Path({str(store.home)!r})).locked(5):\n    os._exit(9)"
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 9
    assert build(sources, store, wait=0.5).encoded == 0
