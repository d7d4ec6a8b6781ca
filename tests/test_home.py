"""What lies in the home: originals recognised, added, taken out, and nothing half done."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEncoder

import index.build
from index.store import IndexBroken
from ui.home import Home, program_version

ORIGINALS = os.environ.get("CITEWELL_ORIGINALS")
NEWS = "news-icb-assessments-2023-24"
ARTICLE = "In the 2023/24 financial year boards went forward at different speeds.\n\nThat is what the assessments of Devon and Dorset say.\n"


@pytest.fixture(autouse=True)
def fake_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.build, "TorchEncoder", FakeEncoder)


@pytest.fixture
def here(home: Path) -> Home:
    return Home(home)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A text of our own that has the marks of the news article."""
    file = tmp_path / "some name.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    return file


def editions(here: Home) -> dict[str, str]:
    return {source.entry.id: source.edition.value for source in here.sources()}


def state(here: Home) -> dict[str, bytes]:
    files = (path for path in here.path.rglob("*") if path.is_file() and path.name != "build.lock")
    return {str(path.relative_to(here.path)): path.read_bytes() for path in files}


def test_looking_makes_nothing(here: Home) -> None:
    assert set(editions(here).values()) == {"digest"}
    assert not here.path.exists()


def test_the_index_is_built_where_there_is_none_and_then_left_alone(here: Home) -> None:
    here.ensure_index()
    assert len(here.store.load().documents) == 5
    before = {path: path.stat().st_mtime_ns for path in here.store.root.rglob("*")}
    here.ensure_index()
    assert {path: path.stat().st_mtime_ns for path in here.store.root.rglob("*")} == before


def test_an_original_put_there_by_hand_is_indexed(here: Home) -> None:
    here.ensure_index()
    here.originals.mkdir()
    (here.originals / f"{NEWS}.txt").write_text(ARTICLE, encoding="utf-8")
    here.ensure_index()
    assert next(d for d in here.store.load().documents if d.id == NEWS).edition == "original"


def test_a_broken_index_is_told_and_not_built_over(here: Home) -> None:
    here.ensure_index()
    here.store.current().manifest.write_text("{")
    with pytest.raises(IndexBroken):
        here.ensure_index()
    assert here.store.current().manifest.read_text() == "{"


def test_a_text_is_recognised_whatever_it_is_called(here: Home, article: Path) -> None:
    added, faults = here.recognise([article])
    assert [(item.file, item.entry.id, item.data) for item in added] == [(article, NEWS, ARTICLE.encode())]
    assert faults == []


def test_each_file_that_cannot_be_used_has_its_line(here: Home, article: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" \n ")
    (tmp_path / "binary.pdf").write_bytes(b"%PDF-1.7\n\x00\x01")
    (tmp_path / "latin.txt").write_bytes("The café at different speeds".encode("latin-1"))
    (tmp_path / "other.txt").write_text("A recipe for soup.")
    names = ["empty.txt", "binary.pdf", "latin.txt", "other.txt", "missing.txt", "."]
    added, faults = here.recognise([article, *(tmp_path / name for name in names)])
    assert [item.entry.id for item in added] == [NEWS]
    expected = ["is empty", "is a binary file", "is not UTF-8", "is none of the documents", "no such file", "is a folder"]
    assert len(faults) == len(expected)
    for fault, words in zip(faults, expected, strict=True):
        assert words in fault
        assert fault.startswith(str(tmp_path))
        assert "\n" not in fault


def test_two_files_of_one_publication_must_agree(here: Home, article: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin.txt"
    twin.write_text(ARTICLE, encoding="utf-8")
    assert here.recognise([article, twin])[1] == []
    twin.write_text(ARTICLE + "More.\n", encoding="utf-8")
    (fault,) = here.recognise([article, twin])[1]
    assert str(article) in fault
    assert str(twin) in fault


def test_added_and_removed_it_is_as_before(here: Home, article: Path) -> None:
    here.ensure_index()
    before = here.store.manifest().hash
    built = here.add(here.recognise([article])[0])
    assert [change.what for change in built.changes if change.document == NEWS] == ["original added"]
    assert {change.what for change in built.changes if change.document != NEWS} == {"unchanged"}
    assert 0 < built.encoded < 10
    assert editions(here)[NEWS] == "original"
    assert (here.originals / f"{NEWS}.txt").read_bytes() == ARTICLE.encode()
    assert next(d for d in here.store.load().documents if d.id == NEWS).edition == "original"
    built = here.remove([NEWS])
    assert [change.what for change in built.changes if change.document == NEWS] == ["back to the digest"]
    assert here.store.manifest().hash == before
    assert not list(here.originals.iterdir())


def test_added_twice_nothing_changes(here: Home, article: Path) -> None:
    added = here.recognise([article])[0]
    here.add(added)
    before = state(here)
    built = here.add(added)
    assert (built.encoded, {change.what for change in built.changes}) == (0, {"unchanged"})
    assert state(here) == before


def test_a_newer_text_takes_the_olders_place(here: Home, article: Path) -> None:
    here.add(here.recognise([article])[0])
    article.write_text(ARTICLE + "\nSussex is named too.\n", encoding="utf-8")
    built = here.add(here.recognise([article])[0])
    assert [change.what for change in built.changes if change.document == NEWS] == ["updated"]
    assert "Sussex is named too." in next(d for d in here.store.load().documents if d.id == NEWS).text


@pytest.mark.parametrize("failing", ["index.build.read", "index.build._encode", "index.build._save", "index.store.os.replace", "ui.home.os.replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["disk full", "interrupted"])
def test_a_failure_in_the_middle_of_add_leaves_everything_as_it_was(
    here: Home, article: Path, monkeypatch: pytest.MonkeyPatch, failing: str, error: BaseException
) -> None:
    here.ensure_index()
    before = state(here)
    added = here.recognise([article])[0]

    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(failing, fail)
        with pytest.raises(type(error)):
            here.add(added)
    assert state(here) == before
    assert here.store.load().documents
    assert editions(here)[NEWS] == "digest"


def test_a_failure_on_the_second_of_two_files_takes_the_first_out_again(here: Home, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here.ensure_index()
    before = state(here)
    guidance = tmp_path / "guidance.txt"
    guidance.write_text("PRN01943\n\nsupporting guidance\n\n1. Introduction\n\nWords.\n", encoding="utf-8")
    added = here.recognise([article, guidance])[0]
    assert len(added) == 2
    real, calls = os.replace, []

    def fail_second(*arguments: Path) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(*arguments)

    monkeypatch.setattr("ui.home.os.replace", fail_second)
    with pytest.raises(OSError, match="No space"):
        here.add(added)
    assert state(here) == before


def test_a_failure_of_an_update_brings_the_older_text_back(here: Home, article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here.add(here.recognise([article])[0])
    before = state(here)
    article.write_text(ARTICLE + "\nSussex is named too.\n", encoding="utf-8")
    added = here.recognise([article])[0]
    with monkeypatch.context() as patch:
        patch.setattr(np, "save", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space"):
            here.add(added)
    assert state(here) == before


def test_a_failure_in_the_middle_of_remove_brings_the_original_back(here: Home, article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here.add(here.recognise([article])[0])
    before = state(here)
    with monkeypatch.context() as patch:
        patch.setattr(np, "save", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space"):
            here.remove([NEWS])
    assert state(here) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere, so no folder is read-only to it")
def test_a_read_only_home_is_an_error_of_the_disk(here: Home) -> None:
    here.path.mkdir()
    here.path.chmod(0o500)
    try:
        with pytest.raises(OSError, match="Permission denied"):
            here.ensure_index()
    finally:
        here.path.chmod(0o700)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere, so no folder is read-only to it")
def test_an_index_in_a_read_only_home_can_still_be_asked(here: Home) -> None:
    here.ensure_index()
    folders = [path for path in (here.path, *here.path.rglob("*")) if path.is_dir()]
    for folder in folders:
        folder.chmod(0o500)
    try:
        here.ensure_index()
        assert here.store.load().documents
    finally:
        for folder in folders:
            folder.chmod(0o700)


@pytest.mark.parametrize("place", ["/proc/citewell", "a file"])
def test_a_home_that_cannot_be_made_is_an_error_of_the_disk(tmp_path: Path, article: Path, place: str) -> None:
    (tmp_path / "a file").write_text("")
    here = Home(tmp_path / place)
    added = here.recognise([article])[0]
    with pytest.raises(OSError):
        here.add(added)
    with pytest.raises(OSError):
        here.build()


def test_the_version_is_told() -> None:
    assert program_version()[0].isdigit()


@pytest.mark.originals
def test_the_originals_are_recognised_by_their_content(here: Home, tmp_path: Path) -> None:
    files = []
    for number, original in enumerate(sorted(Path(str(ORIGINALS)).glob("*.txt"))):
        files.append(tmp_path / f"{number}.txt")
        files[-1].write_bytes(original.read_bytes())
    added, faults = here.recognise(files)
    assert faults == []
    assert [f"{item.entry.id}.txt" for item in added] == sorted(path.name for path in Path(str(ORIGINALS)).glob("*.txt"))
