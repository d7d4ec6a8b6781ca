"""What programs are offered through the Model Context Protocol: the same answers and look-ups as `citewell ask --json` and `citewell cite --json`."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ui.desk import as_json
from ui.opening import NotOpen

if TYPE_CHECKING:
    from ui.desk import Desk


def is_installed() -> bool:
    """True if the protocol's package is here, which the extra `mcp` brings."""
    return find_spec("mcp") is not None


def tools(desk: Desk) -> tuple[Callable[..., str], ...]:
    """The tools over a desk. Each gives JSON as text, since Gradio hands a tool's value on as Python prints it."""

    def ask(question: str, body: str = "", year: str = "", document: str = "") -> str:
        """Answer a question about England's integrated care boards from their published assessments and surveys, with the exact words that each
        sentence rests on, or say that the texts do not state it. "Which boards" and "how many boards" questions are put to all 42. The answer is
        JSON: text, sentences, citations (verbatim quotes with document, section, year), verdicts, and for a question to every board a census.

        Args:
            question: The question in plain words.
            body: The board to hold it to, such as Devon; empty for any.
            year: The financial year to hold it to, such as 2024/25; empty for any.
            document: The id of the document to hold it to; empty for any.
        """
        return json.dumps(as_json(desk, question, body, year, document), ensure_ascii=False)

    def find_quote(words: str) -> str:
        """Say whether some words stand in the texts: exactly, nearly (with the differences), or not at all, in which document, section and year, and
        who speaks them. The answer is JSON.

        Args:
            words: The words as somebody quoted them.
        """
        try:
            return json.dumps(desk.look_up(words).to_json(desk.assistant.index), ensure_ascii=False)
        except NotOpen as error:
            return json.dumps({"error": str(error)}, ensure_ascii=False)

    return ask, find_quote
