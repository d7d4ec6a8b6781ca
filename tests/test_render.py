"""An answer on a terminal, and where there is none."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest

from rag.types import Answer, Sentence, Shape, Wanted
from ui.render import show, terminal

SAID = "There are 35 boats in the harbour, and [some] of them are old."
BOLD = "\x1b[1m"


class Terminal(io.StringIO):
    """Something that is written to as to a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def counted(answered: Answer) -> Answer:
    question = "How many boats are in the harbour?"
    reading = replace(answered.reading, question=question, topic=question, shape=Shape.FACT, wanted=Wanted.NUMBER)
    return replace(answered, reading=reading, text=f"**Dorset, 2024/25**: {SAID} [1]", sentences=(Sentence(f"Dorset, 2024/25: {SAID}", (1,)),))


def test_a_terminal_shows_the_words_that_answer_in_bold(counted: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    stream = Terminal()
    show(counted, stream)
    made = stream.getvalue()
    assert f"{BOLD}35\x1b[0m boats" in made and f"{BOLD}Dorset, 2024/25\x1b[0m: There" in made
    plain = re.sub(r"\x1b\[\d+m", "", made)
    assert "**" not in plain and " ".join(plain.split()) == " ".join(terminal(counted).replace("**", "").split())


def test_text_that_is_piped_stays_as_it_is(counted: Answer) -> None:
    stream = io.StringIO()
    show(counted, stream)
    assert stream.getvalue() == f"{terminal(counted)}\n" and "**35**" not in stream.getvalue()
