"""An answer as text for a terminal."""

from __future__ import annotations

import re
import textwrap
from typing import TextIO

from rag.emphasis import emphasised
from rag.types import Answer, Citation

_WIDTH = 100


def show(answer: Answer, stream: TextIO, *, explain: bool = False) -> None:
    """Print an answer: on a terminal with the words that answer in bold, elsewhere as plain text."""
    behind = considered(answer) if explain else ""
    if not stream.isatty():
        print(f"{terminal(answer)}{behind}", file=stream)
        return
    from rich.console import Console
    from rich.text import Text

    words = (Text(part, "bold" if n % 2 else "") for n, part in enumerate(re.split(r"\*\*(.+?)\*\*", emphasised(answer))))
    console = Console(file=stream, highlight=False)
    print(f"{reading_line(answer)}\n", file=stream)
    console.print(Text().join(words), width=min(_WIDTH, console.width))
    print("\n".join(_below(answer)) + behind, file=stream)


def terminal(answer: Answer) -> str:
    """The answer, its notes, and each citation with where it stands."""
    return "\n".join([reading_line(answer), "", _filled(answer.text), *_below(answer)])


def _below(answer: Answer) -> list[str]:
    """What stands below an answer's text."""
    parts = ["", *(_filled(f"Note: {note}") for note in answer.notes)] if answer.notes else []
    if answer.citations:
        parts += ["", "Nearest passages:" if answer.refusal else "Sources:"]
        parts += [citation_text(c) for c in answer.citations]
    return parts


def reading_line(answer: Answer) -> str:
    """How the question was read: `Somerset · 2024/25 · fact`."""
    reading = answer.reading
    parts = [*reading.bodies, *reading.regions, *map(str, reading.periods), reading.shape.value]
    return "[" + " · ".join(parts) + "]"


def citation_text(c: Citation) -> str:
    """A citation with its document, board, period, heading, quote and passage."""
    wording = " (our wording)" if c.edition == "digest" else ""
    place = " > ".join(c.section)
    head = f"[{c.n}] {c.title}, {c.period}{wording}"
    lines = [head, f"    {place}" if place else "", _indented(f"“{c.quote}”")]
    if c.passage.strip() != c.quote.strip():
        lines.append(_indented(f"Passage: {c.passage}"))
    return "\n".join(line for line in lines if line)


def _filled(text: str) -> str:
    return "\n".join(textwrap.fill(line, _WIDTH) for line in text.split("\n"))


def _indented(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), _WIDTH, initial_indent="    ", subsequent_indent="    ")


def considered(answer: Answer) -> str:
    """The passages that were considered, best first, to stand behind an answer."""
    rows = (f"\n  {row.score:.3f}  {row.document}  {' > '.join(row.section)}\n         {row.passage[:160]!r}" for row in answer.retrieved)
    return "\n\nConsidered:" + "".join(rows)
