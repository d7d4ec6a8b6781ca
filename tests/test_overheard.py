"""What a model's sentences cite is known while they are written, to the thread that they are written in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from rag.generate import Task, Usage
from rag.reply import Written
from ui.overheard import Overheard


class Model:
    name = "model"
    budget = 7

    def write(self, task: Task) -> Iterator[Written]:
        yield Written("Again." if task.faults else "One.", (2,))
        yield Written("Two.", (1, 9))

    def provenance(self, usage: Usage) -> dict[str, str]:
        return {"generator": self.name}


def task(*evidence: str, faults: Any = ()) -> Task:
    rows: Any = tuple(SimpleNamespace(n=n, evidence=one) for n, one in enumerate(evidence, start=1))
    return Task("What?", rows, faults=faults)


def test_sentence_is_known_by_what_it_cites_as_soon_as_it_is_written() -> None:
    model = Overheard(Model())
    assert (model.name, model.budget, model.provenance(Usage())) == ("model", 7, {"generator": "model"})
    coming = model.write(task("a", "b"))
    next(coming)
    assert model.cited("One.") == ("b",) and model.cited("Two.") == ()
    list(coming)
    assert model.cited("Two.") == ("a",)
    list(model.write(task("a", "b", faults=(("Two.", "why"),))))
    assert model.cited("Again.") == ("b",) and model.cited("One.") == ("b",)
    list(model.write(task("c")))
    assert model.cited("One.") == () and model.cited("Two.") == ("c",)


def test_threads_do_not_hear_each_other() -> None:
    model = Overheard(Model())
    other = threading.Thread(target=lambda: list(model.write(task("a", "b"))))
    other.start()
    other.join()
    assert model.cited("One.") == ()
