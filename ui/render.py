"""An answer as text for a terminal."""

from __future__ import annotations

import textwrap

from rag.types import Answer, Citation

_WIDTH = 100


def terminal(answer: Answer) -> str:
    """The answer, its notes, and each citation with where it stands."""
    parts = [reading_line(answer), "", _filled(answer.text)]
    parts += ["", *(_filled(f"Note: {note}") for note in answer.notes)] if answer.notes else []
    if answer.citations:
        parts += ["", "Nearest passages:" if answer.refusal else "Sources:"]
        parts += [citation_text(c) for c in answer.citations]
    return "\n".join(parts)


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
