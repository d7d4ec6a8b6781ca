"""The wheel: it holds what the program reads, and what is installed from it answers by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from ui.home import Home, program_version

ROOT = Path(__file__).parent.parent
ROOMS = ("corpus", "index", "rag", "evals", "ui")
QUESTION = "How did Bedfordshire, Luton and Milton Keynes do on 4-hour urgent care?"

AS_INSTALLED = """
import atexit, json, runpy, sys
import corpus, index, rag, evals, ui

@atexit.register
def told():
    rooms = {"corpus", "index", "rag", "evals", "ui"}
    files = {name: module.__file__ for name, module in sys.modules.items() if name.partition(".")[0] in rooms}
    print(json.dumps(files), file=sys.stderr)

runpy.run_module("ui.cli", run_name="__main__", alter_sys=True)
"""
"""Runs the command as `python -m ui.cli` does, and writes to standard error where each module of the rooms came from."""


def ran(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command that must succeed, without this checkout's settings."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("CITEWELL_", "PYTHONPATH"))}
    done = subprocess.run(command, cwd=cwd, env=plain | environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without a network."""
    missing = [name for name in ("build", "hatchling") if find_spec(name) is None]
    assert not missing, f"{', '.join(missing)} must be installed to build the wheel; add it to the `dev` extra and to constraints.txt"
    folder = tmp_path_factory.mktemp("wheel")
    ran(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT), cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> frozenset[str]:
    """The files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel was installed in, away from the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    ran(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(folder), str(wheel), cwd=folder)
    return folder


@pytest.fixture(scope="module")
def main_home(shared_home: Path) -> Path:
    """A home whose main index is of the five digests and current."""
    Home(shared_home).ensure_index()
    return shared_home


def test_every_file_of_the_rooms_is_in_the_wheel_and_no_other(names: frozenset[str]) -> None:
    here = {path.relative_to(ROOT).as_posix() for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    carried = {name for name in names if ".dist-info/" not in name}
    assert carried == here


@pytest.mark.parametrize(
    "pattern", ["corpus/digest/*.md", "corpus/*.toml", "rag/weights.json", "evals/cases/*.toml", "evals/baseline.json", "evals/outputs/page.css"]
)
def test_the_data_is_in_the_wheel(names: frozenset[str], pattern: str) -> None:
    expected = {path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern)}
    assert expected
    assert expected <= names


def test_the_wheel_carries_a_digest_a_document_and_no_original(names: frozenset[str]) -> None:
    catalogue = tomllib.loads((ROOT / "corpus" / "documents.toml").read_text(encoding="utf-8"))
    assert {f"corpus/digest/{row['id']}.md" for row in catalogue["document"]} == {name for name in names if name.startswith("corpus/digest/")}
    assert not [name for name in names if name.endswith(".txt") and not name.endswith("/entry_points.txt")]


def test_the_wheel_brings_the_command_and_the_licence(wheel: Path, names: frozenset[str]) -> None:
    information = f"citewell-{program_version()}.dist-info"
    assert f"{information}/licenses/LICENSE" in names
    with zipfile.ZipFile(wheel) as archive:
        assert "citewell = ui.cli:main" in archive.read(f"{information}/entry_points.txt").decode()


def test_what_is_installed_answers_away_from_the_checkout(installed: Path, main_home: Path, tmp_path: Path) -> None:
    before = Home(main_home).store.manifest().hash
    done = ran(
        sys.executable, "-P", "-c", AS_INSTALLED, "--home", str(main_home), "ask", QUESTION, "--json", cwd=tmp_path, PYTHONPATH=str(installed)
    )  # fmt: skip
    *said, last = done.stderr.splitlines()
    assert said == [], "the installed copy must take the index that is there, not build it again"
    loaded: dict[str, str] = json.loads(last)
    assert {"corpus", "index", "rag", "evals", "ui", "rag.assistant", "index.store"} <= loaded.keys()
    assert {name: file for name, file in loaded.items() if not Path(file).is_relative_to(installed)} == {}
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["status"] == "answered"
    assert answer["sentences"]
    assert {citation["body"] for citation in answer["citations"]} == {"Bedfordshire, Luton and Milton Keynes"}
    assert answer["provenance"].items() >= {"index": before, "version": program_version()}.items()


def test_what_is_installed_runs_as_a_module(installed: Path, tmp_path: Path) -> None:
    done = ran(sys.executable, "-P", "-m", "ui.cli", "--home", str(tmp_path / "home"), "documents", "--json", cwd=tmp_path, PYTHONPATH=str(installed))
    assert {row["edition"] for row in json.loads(done.stdout)} == {"digest"}
