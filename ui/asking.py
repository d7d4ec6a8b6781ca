"""The engine at work in a thread of its own: what it tells meanwhile, its answer in the end, and how a visitor stops it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import TypeVar

from ui.overheard import Passed

Told = Callable[[Passed], None]
Cancelled = Callable[[], bool]
T = TypeVar("T")

_STEP = 0.1
"""Seconds between two looks at whether it was stopped."""
_PATIENCE = 20
"""Steps that are waited for an engine that was told to stop, until its answer is given up."""


class Stopped(RuntimeError):
    """The visitor stopped it, and no answer came of it in time."""


class Stops:
    """Who is waiting for an answer, and can stop it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, threading.Event] = {}

    def begin(self, visitor: str) -> threading.Event:
        """What is set once the visitor stops what they ask now; what they asked before is stopped by it."""
        stop = threading.Event()
        with self._lock:
            before, self._waiting[visitor] = self._waiting.get(visitor), stop
        if before:
            before.set()
        return stop

    def stop(self, visitor: str) -> None:
        """Stop what a visitor waits for, if they do."""
        with self._lock:
            stop = self._waiting.pop(visitor, None)
        if stop:
            stop.set()

    def end(self, visitor: str, stop: threading.Event) -> None:
        """What was begun is over: its answer is there, or nobody waits for it any more."""
        stop.set()
        with self._lock:
            if self._waiting.get(visitor) is stop:
                del self._waiting[visitor]


def asking(ask: Callable[[Told, Cancelled], T], stop: threading.Event) -> Iterator[Passed | T]:
    """The sentences that the engine tells while it works, and then what it answers.

    Args:
        ask: the engine; is given what to tell sentences to, and what says whether to stop.
        stop: set to stop it. It may answer still, with what it has; a while later it is given up.

    Raises:
        Stopped: if it was stopped and did not answer.
    """
    told: SimpleQueue[Passed | None] = SimpleQueue()
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(ask(told.put, stop.is_set))
        except BaseException as error:
            answer.set_exception(error)
        finally:
            told.put(None)

    threading.Thread(target=run, name="asking", daemon=True).start()
    waited = 0
    while waited < _PATIENCE:
        try:
            passed = told.get(timeout=_STEP)
        except Empty:
            waited += stop.is_set()
            continue
        if passed is None:
            yield answer.result()
            return
        yield passed
    raise Stopped("Stopped before there was an answer.")
