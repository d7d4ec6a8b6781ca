"""The house: who may import whom, and what every file of the five rooms keeps to."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("ui", "evals", "rag", "index", "corpus")
"""From the top of the house down."""
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
LONGEST = 480
"""Lines of a file; past some 400 it may have a second job."""
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
PICKLERS = {"pickle", "cPickle", "_pickle", "cloudpickle", "dill", "shelve", "joblib", "marshal"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Each import of a file, wherever it stands: (line, the top of the module's name)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module.partition(".")[0]


def test_the_contracts_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ", 0 broken" in done.stdout


def test_the_contracts_are_those_of_the_house() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contracts = {contract["type"]: contract for contract in settings["contracts"]}
    assert contracts["layers"]["layers"] == list(ROOMS)
    assert "ignore_imports" not in contracts["layers"]
    assert {"rag.understand", "rag.evidence", "rag.verify"} <= set(contracts["independence"]["modules"])
    assert set(settings["root_packages"]) == set(ROOMS)


def test_no_room_imports_one_above_it() -> None:
    """The same by reading, imports inside functions too, so that a contract that is switched off does not go unseen."""
    below = {room: set(ROOMS[number:]) for number, room in enumerate(ROOMS)}
    wrong = [
        f"{named(path)}:{line}: {name}" for path in FILES for line, name in imported(path) if name in ROOMS and name not in below[named(path).split("/")[0]]
    ]
    assert wrong == []


def test_every_public_function_and_class_says_what_it_means() -> None:
    without = []
    for path in FILES:
        body = tree(path).body
        if body and not ast.get_docstring(tree(path)):
            without.append(f"{named(path)}:1: the module")
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                without.append(f"{named(path)}:{node.lineno}: {node.name}")
    assert without == []


def test_no_file_is_too_long() -> None:
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}, "look for the second job in it"


def test_nothing_is_pickled() -> None:
    assert [f"{named(path)}:{line}: {name}" for path in FILES for line, name in imported(path) if name in PICKLERS] == []
    allowed = []
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle" and not (isinstance(node.value, ast.Constant) and node.value.value is False):
                allowed.append(f"{named(path)}:{node.value.lineno}")
    assert allowed == []


def test_every_file_is_named_for_its_job() -> None:
    everything = [path for room in ROOMS for path in (ROOT / room).rglob("*") if "__pycache__" not in path.parts]
    assert [named(path) for path in everything if path.stem in VAGUE] == []
