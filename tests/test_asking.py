"""The engine in a thread: what it tells comes at once, its answer in the end, and a stop reaches it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from ui.asking import Stopped, Stops, asking
from ui.overheard import Passed

ONE, TWO = Passed("One."), Passed("Two.")


def test_sentences_come_before_the_answer_is_there() -> None:
    go = threading.Event()

    def engine(told: Callable[[Passed], None], cancelled: Callable[[], bool]) -> int:
        told(ONE)
        assert go.wait(30)
        told(TWO)
        return 7

    coming = asking(engine, threading.Event())
    assert next(coming) == ONE
    go.set()
    assert list(coming) == [TWO, 7]


def test_stop_reaches_the_engine_which_answers_with_what_it_has() -> None:
    stop = threading.Event()

    def engine(told: Callable[[Passed], None], cancelled: Callable[[], bool]) -> str:
        told(ONE)
        assert stop.wait(30)
        return "the texts' own" if cancelled() else "the model's"

    coming = asking(engine, stop)
    assert next(coming) == ONE
    stop.set()
    assert list(coming) == ["the texts' own"]


def test_engine_that_does_not_stop_is_given_up() -> None:
    never, stop = threading.Event(), threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        list(asking(lambda told, cancelled: never.wait(), stop))
    never.set()


def test_fault_of_the_engine_is_the_callers() -> None:
    def engine(told: Callable[[Passed], None], cancelled: Callable[[], bool]) -> None:
        raise OSError("no disk")

    with pytest.raises(OSError, match="no disk"):
        list(asking(engine, threading.Event()))


def test_each_visitor_stops_their_own_and_asking_anew_stops_what_was_asked_before() -> None:
    stops = Stops()
    mine, other = stops.begin("me"), stops.begin("you")
    again = stops.begin("me")
    assert mine.is_set() and not again.is_set() and not other.is_set()
    stops.end("me", mine)
    stops.stop("me")
    stops.stop("nobody")
    assert again.is_set() and not other.is_set()
