"""`citewell ask --batch`: many questions and conversations, a line each."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.render import considered, terminal
from ui.usage import UsageError, is_text

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.types import Answer, Filters, Reading

_MOST_BYTES = 1_000_000
"""Of a line."""


class LineError(ValueError):
    """A line that holds no question."""

    def __init__(self, why: str, identity: Any = None) -> None:
        super().__init__(f'{why}; expected {{"id": ..., "question": "..."}} or {{"id": ..., "turns": ["...", ...]}}')
        self.identity = identity
        """The line's `id`, where it could be read."""


def lines_of(name: str) -> list[bytes]:
    """The lines of a file, or of standard input for `-`.

    Raises:
        UsageError: if it cannot be read.
    """
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"--batch {name}: {error.strerror}; name a file of JSON lines") from None
    return [line for line in data.split(b"\n") if line.strip()]


def run(lines: Sequence[bytes], assistant: Assistant, filters: Filters, *, as_json: bool, explain: bool) -> int:
    """Answer every line in its order; one that cannot be read gives its fault, and the rest goes on."""
    for line in lines:
        try:
            identity, turns = _row(line)
        except LineError as error:
            if as_json:
                _emit({"id": error.identity, "error": str(error)})
            else:
                print(f"== {error.identity}\nerror: {error}")
            continue
        answer = _converse(assistant, turns, filters)
        if as_json:
            _emit({"id": identity, **answer.to_json(explain)})
        else:
            print(f"== {identity}\n{terminal(answer)}{considered(answer) if explain else ''}")
    return 0


def _emit(row: dict[str, Any]) -> None:
    print(json.dumps(row, ensure_ascii=False), flush=True)


def _row(line: bytes) -> tuple[Any, list[str]]:
    """The id and the questions of a line."""
    if len(line) > _MOST_BYTES:
        raise LineError(f"the line has {len(line):,} bytes, and at most {_MOST_BYTES:,} are read")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise LineError("the line is no JSON") from None
    if not isinstance(row, dict):
        raise LineError("the line is no JSON object")
    identity = row.get("id")
    turns = [row["question"]] if "question" in row else row.get("turns")
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        raise LineError("the line has neither a question nor turns", identity)
    if not all(map(is_text, turns)):
        raise LineError("the line holds half a character (a lone surrogate)", identity)
    return identity, turns


def _converse(assistant: Assistant, turns: Sequence[str], filters: Filters) -> Answer:
    """The answer to a conversation's last question."""
    history: list[Reading] = []
    for turn in turns[:-1]:
        # Nobody sees what a model would write here.
        history.append(assistant.ask(turn, history=history, filters=filters, cancelled=lambda: True).reading)
    return assistant.ask(turns[-1], history=history, filters=filters)
