"""What a model's sentence cites, known as soon as it is written: the engine tells a sentence that has passed its check by its words alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from rag.generate import Generator, Task, Usage
from rag.reply import Written
from rag.types import Citation, Evidence


@dataclass(frozen=True)
class Passed:
    """A model's sentence that has passed its check while the answer is still being written."""

    text: str
    citations: tuple[Citation, ...] = ()
    """What it rests on; the numbers are those of the evidence, since the answer's own are known only when it is whole."""


class Overheard:
    """A generator that remembers, for the thread in which it writes, what each of its sentences cites."""

    def __init__(self, inner: Generator) -> None:
        self.name = inner.name
        self.budget = inner.budget
        self._inner = inner
        self._here = threading.local()

    def write(self, task: Task) -> Iterator[Written]:
        cited = {} if not task.faults else dict(getattr(self._here, "cited", {}))
        self._here.cited = cited
        for written in self._inner.write(task):
            cited[written.text] = tuple(item.evidence for item in task.evidence if item.n in written.citations)
            yield written

    def provenance(self, usage: Usage) -> dict[str, str]:
        return self._inner.provenance(usage)

    def cited(self, text: str) -> tuple[Evidence, ...]:
        """What a sentence that was written in this thread rests on; nothing where it is not known."""
        found: tuple[Evidence, ...] = getattr(self._here, "cited", {}).get(text, ())
        return found
