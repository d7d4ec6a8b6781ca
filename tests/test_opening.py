"""The assistant that is made ready in the background."""

from __future__ import annotations

import threading

import pytest

from rag.assistant import Assistant
from ui.opening import NotOpen, Opening


def test_progress_is_told_until_it_is_open(assistant: Assistant) -> None:
    told, go = threading.Event(), threading.Event()

    def make(tell: object) -> Assistant:
        tell("encoding", 3, 9)  # type: ignore[operator]
        told.set()
        go.wait(10)
        return assistant

    opening = Opening(make).start()
    assert told.wait(10)
    assert not opening.is_open and not opening.is_over
    with pytest.raises(NotOpen, match=r"The index is being built: encoding, 3 of 9\."):
        _ = opening.assistant
    go.set()
    assert opening.wait(10) and opening.is_open and opening.assistant is assistant


def test_failure_is_a_sentence() -> None:
    def make(tell: object) -> Assistant:
        raise ValueError("the disk is full")

    opening = Opening(make).start()
    assert opening.wait(10) and not opening.is_open
    with pytest.raises(NotOpen, match="could not be made ready: the disk is full"):
        _ = opening.assistant


def test_open_from_the_start(assistant: Assistant) -> None:
    assert Opening.of(assistant).assistant is assistant
