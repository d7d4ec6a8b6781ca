"""Prints docs/commands.md, the reference of the command line, from the parser itself: `python docs/commands.py > docs/commands.md`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial

from ui.cli import parser

WIDTH = 100
"""Characters of a line of help, whatever the terminal is."""

HEAD = """# Commands

What `citewell --help` and `citewell COMMAND --help` print. This page is made by `docs/commands.py`; a test holds it against the parser.

The exit code is 0 for an answer or a refusal, 2 for wrong use, 1 for anything else. With `--json` nothing but JSON goes to standard output.
"""


def commands(top: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    """The parser of each command, by its name, in the order of the help."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            found.update(action.choices)
    return found


def page() -> str:
    """The whole page."""
    top = parser()
    shown = {"citewell": top} | {f"citewell {name}": command for name, command in commands(top).items()}
    return "\n".join([HEAD, *(f"## {name}\n\n```text\n{_help(part)}```\n" for name, part in shown.items())])


def _help(part: argparse.ArgumentParser) -> str:
    part.formatter_class = partial(argparse.HelpFormatter, width=WIDTH)
    return part.format_help()


if __name__ == "__main__":
    print(page(), end="")
