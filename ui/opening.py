"""The assistant, as soon as its index is there: the page is served meanwhile and tells how far the building is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.assistant import Assistant

_log = logging.getLogger("citewell")

Told = Callable[[str, int, int], None]


class NotOpen(RuntimeError):
    """There is no assistant, and a sentence says why."""


@dataclass(frozen=True)
class Progress:
    """How far the opening is."""

    step: str = "starting"
    done: int = 0
    total: int = 0

    @property
    def sentence(self) -> str:
        counted = f", {self.done} of {self.total}" if self.total > 1 else ""
        return f"The index is being built: {self.step}{counted}."


class Opening:
    """An assistant that is being made ready in the background."""

    def __init__(self, make: Callable[[Told], Assistant]) -> None:
        """
        Args:
            make: builds the index where that is needed, telling of its progress, and gives the assistant; is called in a thread of its own.
        """
        self._make = make
        self._done = threading.Event()
        self._assistant: Assistant | None = None
        self.fault = ""
        self.progress = Progress()

    @classmethod
    def of(cls, assistant: Assistant) -> Opening:
        """One that is open already."""
        opening = cls(lambda told: assistant)
        opening._run()
        return opening

    def start(self) -> Opening:
        threading.Thread(target=self._run, name="opening", daemon=True).start()
        return self

    @property
    def is_open(self) -> bool:
        return self._assistant is not None

    @property
    def is_over(self) -> bool:
        """True once it is open or has failed."""
        return self._done.is_set()

    def wait(self, seconds: float) -> bool:
        """True if it is over before the time is."""
        return self._done.wait(seconds)

    @property
    def assistant(self) -> Assistant:
        """The assistant.

        Raises:
            NotOpen: if it is not ready, or cannot be made ready.
        """
        if self._assistant is None:
            raise NotOpen(self.fault or self.progress.sentence)
        return self._assistant

    def _run(self) -> None:
        try:
            self._assistant = self._make(self._hear)
        except Exception as error:
            self.fault = f"The index could not be made ready: {error}. Stop the program, mend that, and start it again."
            _log.error("%s", self.fault)
            _log.debug("how it came about", exc_info=True)
        finally:
            self._done.set()

    def _hear(self, step: str, done: int, total: int) -> None:
        self.progress = Progress(step, done, total)
