"""Answers that a model worded, kept while the program runs: a link and a file show the words that the visitor saw, and no model is asked twice."""

from __future__ import annotations

import threading
from collections import OrderedDict

from rag.generate import EXTRACTIVE
from rag.types import Answer

MOST = 200
"""Answers; those that were longest not asked for are forgotten first."""


class KeptAnswers:
    """Worded answers by the link that makes them. The texts' own answers are the same each time and are not kept."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._answers: OrderedDict[str, Answer] = OrderedDict()

    def keep(self, link: str, answer: Answer) -> Answer:
        """The answer itself, which is found under its link from now on if a model worded it."""
        if answer.provenance.get("generator", EXTRACTIVE) != EXTRACTIVE:
            with self._lock:
                self._answers[link] = answer
                self._answers.move_to_end(link)
                while len(self._answers) > self._most:
                    self._answers.popitem(last=False)
        return answer

    def find(self, link: str) -> Answer | None:
        """The answer that was given under a link, if it is still there."""
        with self._lock:
            if link in self._answers:
                self._answers.move_to_end(link)
            return self._answers.get(link)
