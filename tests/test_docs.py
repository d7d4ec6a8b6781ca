"""The documentation: what it shows exists, what it tells to run runs, and every command and setting is in it."""

from __future__ import annotations

import argparse
import os
import re
import runpy
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue import Catalogue
from rag.assistant import Assistant
from ui.cli import parser
from ui.home import Home
from ui.settings import ENVIRONMENT

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "corpus" / "SOURCES.md", *(ROOT / "benchmarks").glob("*.md")])

CHANGES_SOMETHING = {"chat", "add", "remove"}
"""Commands that wait for a visitor or change the home; their own tests run them."""
_FENCED = re.compile(r"^(?P<fence>```+)(?P<language>[\w-]*)[^\n]*\n(?P<body>.*?)^(?P=fence)\s*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)(?:\s+\"[^\"]*\")?\)")
_TAG = re.compile(r"(?:src|srcset|href)=[\"'](?P<target>[^\"'\s]+)")
_VARIABLE = re.compile(r"\bCITEWELL_[A-Z]+(?:_[A-Z]+)*\b")


def shell_commands(page: str) -> list[str]:
    """The lines of a page's `console` and `sh` blocks that run `citewell`, without the prompt; a `\\` at a line's end is followed."""
    found = []
    for block in _FENCED.finditer(page):
        if block["language"] not in ("console", "sh", "shell", "bash"):
            continue
        for line in re.sub(r"\\\n\s*", " ", block["body"]).splitlines():
            command = re.sub(r"^\s*(?:\$\s+)?", "", line)
            if command.startswith("citewell "):
                found.append(command.strip())
    return found


def subcommand(command: str) -> str | None:
    """Which of citewell's commands a shell command runs."""
    names = set(commands(parser()))
    return next((word for word in shlex.split(command, comments=True)[1:] if word in names), None)


def commands(top: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    (choices,) = (action.choices for action in top._actions if isinstance(action, argparse._SubParsersAction))
    return dict(choices)


def targets(page: str) -> Iterator[str]:
    """The files that a page links to or shows, as it names them."""
    for pattern in (_LINK, _TAG):
        for match in pattern.finditer(_FENCED.sub("", page)):
            target = match["target"].partition("#")[0]
            if target and not re.match(r"[a-z]+:", target):
                yield target


@pytest.fixture(scope="module")
def commands_page() -> str:
    return (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def main_home(shared_home: Path) -> Path:
    """A home whose main index is of the five digests and current."""
    Home(shared_home).ensure_index()
    return shared_home


# README.md


@pytest.mark.parametrize("command", ["make chat", "make test"])
def test_the_readme_names_the_two_commands(command: str) -> None:
    assert command in README
    assert re.search(rf"^{command.split()[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("setting", ENVIRONMENT)
def test_every_setting_is_in_the_readme(setting: str) -> None:
    assert re.search(rf"\b{ENVIRONMENT[setting]}\b", README)


def test_the_readme_shows_a_picture() -> None:
    assert [target for target in targets(README) if target.endswith(".png")]


def test_the_readme_shows_how_to_ask() -> None:
    assert "ask" in map(subcommand, shell_commands(README))


@pytest.mark.parametrize("command", shell_commands(README))
def test_the_commands_of_the_readme_run(command: str, main_home: Path, tmp_path: Path) -> None:
    name = subcommand(command)
    if name in CHANGES_SOMETHING:
        assert parsed(command).command == name
        return
    plain = {key: value for key, value in os.environ.items() if not key.startswith("CITEWELL_")}
    here = {"CITEWELL_HOME": str(main_home), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for file in re.findall(r"--batch\s+([\w./-]+\w)", command):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text('{"id": "1", "question": "How did Dorset do on finance in 2024/25?"}\n', encoding="utf-8")
    # The home is the shared one, whatever the page names, and its index is not built anew.
    runs = re.sub(r"--home[ =]\S+|(?<=index) --force", "", command)
    done = subprocess.run(runs, shell=True, cwd=tmp_path, env=plain | here, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{runs}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    assert done.stdout or ">" in runs


def parsed(command: str) -> argparse.Namespace:
    """What the parser makes of a shell command; wrong use fails the test."""
    try:
        return parser().parse_args(shlex.split(command, comments=True)[1:])
    except SystemExit:
        pytest.fail(f"no such use: {command}")


# docs/json.md


def keys(found: Any) -> Iterator[str]:
    """The keys of some JSON; of times only that they are told."""
    if isinstance(found, dict):
        for name, value in found.items():
            yield name
            yield from () if name == "timings_ms" else keys(value)
    elif isinstance(found, list):
        for value in found:
            yield from keys(value)


@pytest.mark.parametrize("question", ["How did Devon do on finance?", "Which boards in London had a surplus?", "How did Devon do on cricket?"])
def test_each_key_of_an_answer_is_told_of(assistant: Assistant, question: str) -> None:
    told = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    assert not {name for name in keys(assistant.ask(question).to_json(explain=True)) if f"`{name}`" not in told}


# docs/commands.md


def test_the_reference_is_what_its_script_prints(commands_page: str) -> None:
    script: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "commands.py"))
    assert script["WIDTH"] == 100
    assert commands_page == script["page"](), "run `python docs/commands.py > docs/commands.md`"


def test_the_reference_does_not_hang_on_the_terminal(commands_page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert runpy.run_path(str(ROOT / "docs" / "commands.py"))["page"]() == commands_page


@pytest.mark.parametrize("name", ["", *commands(parser())])
def test_every_option_is_in_the_reference(name: str, commands_page: str) -> None:
    part = commands(parser())[name] if name else parser()
    title = f"citewell {name}".strip()
    (section,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", commands_page, re.MULTILINE | re.DOTALL)
    for action in part._actions:
        for word in action.option_strings or [str(action.metavar or action.dest)]:
            assert re.search(rf"^  (?:-h, )?{re.escape(word)}\b", section, re.MULTILINE), f"{title} {word}"
        assert action.help or isinstance(action, argparse._SubParsersAction), f"{title} {action.dest} says nothing of itself"


@pytest.mark.parametrize("name", commands(parser()))
def test_every_command_is_in_the_list_of_commands(name: str, commands_page: str) -> None:
    first = commands_page.partition("## citewell ")[0]
    assert re.search(rf"^    {name}\b\s+\S", first, re.MULTILINE)


# All pages


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_links_to_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [target for target in targets(text) if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_commands_of_a_page_exist(page: Path) -> None:
    for command in shell_commands(page.read_text(encoding="utf-8")):
        if not re.search(r"[|<>]", command):
            parsed(command)


def test_every_variable_that_a_page_names_is_read_somewhere() -> None:
    code = [*ROOT.glob("*/*.py"), ROOT / "Makefile", ROOT / ".ci" / "run"]
    read = {name for path in code if path != Path(__file__) for name in _VARIABLE.findall(path.read_text(encoding="utf-8"))}
    named = {name for page in PAGES for name in _VARIABLE.findall(page.read_text(encoding="utf-8"))}
    assert named - read == set()


def test_every_variable_that_the_program_reads_is_documented() -> None:
    read = {name for path in (ROOT / "ui").glob("*.py") for name in _VARIABLE.findall(path.read_text(encoding="utf-8"))}
    pages = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert read - set(_VARIABLE.findall(pages)) == set()


def test_the_newest_change_is_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    headings = re.findall(r"^## \[?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == version


def test_every_publication_is_credited(catalogue: Catalogue) -> None:
    sources = " ".join((ROOT / "corpus" / "SOURCES.md").read_text(encoding="utf-8").split())
    for entry in catalogue.entries:
        told = (entry.id, entry.title, entry.subtitle, entry.publisher, entry.reference, entry.issued, entry.period, entry.licence)
        assert [words for words in told if words not in sources] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
