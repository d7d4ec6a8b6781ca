"""What a model wrote is cleaned alike in the text form, in a form that it fills in, and as it streams."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from rag.reply import Json, Lines, Written, is_plain, parsed, sanitised


def as_line(text: str) -> list[Written]:
    return list(parsed(f"{text} [1]"))


def streamed(text: str) -> list[Written]:
    lines = Lines()
    return [w for char in f"{text} [1]" for w in lines.read(char)] + list(lines.rest())


def filled_in(text: str) -> list[Written]:
    form = Json()
    return [w for char in json.dumps({"sentences": [{"text": text, "citations": [1]}]}) for w in form.read(char)]


@pytest.mark.parametrize("path", [as_line, streamed, filled_in])
@pytest.mark.parametrize(
    ("wrote", "clean"),
    [
        ("Vans &lt;img src=x&gt;run", "Vans run."),
        ("Vans &amp;lt;script&amp;gt;run", "Vans run."),
        ("There are ７８ vans", "There are 78 vans."),
        ("There are ٧٨ vans", "There are 78 vans."),
        ("There are 𝟳𝟴 vans", "There are 78 vans."),
        ("There are 7\u03368\u0336 vans", "There are 78 vans."),
        ("D\u0435von v\u0430ns run", "Devon vans run."),
        ("Vans &#8238;run&#x200b;", "Vans run."),
        ("Vans \u2066run\u2069 \u200fnow", "Vans run now."),
        ("Vans run, see evil.example/take?q=1", "Vans run, see."),
        ("Vans run, ask me@evil.example", "Vans run, ask."),
        ("Vans run vbscript:x ws://evil.example/x", "Vans run."),
        ("Vans run ![x](https://evil.example/?q=1)", "Vans run."),
        ("Vans <a href='https://evil.example'>run</a>", "Vans run."),
        ("Vans run, see evil.example:8080/x?d=1", "Vans run, see."),
        ("Vans run //evil.example/x", "Vans run."),
        ("Vans &amp;amp;amp;amp;lt;run", "Vans run."),
        ("Vans of R&D; AT&T", "Vans of R&D; AT&T."),
        ("2½% of vans", "2.5% of vans."),
        ("A − sign: −5%", "A - sign: -5%."),
        ("Café vans cost £8.5 at 3.5%", "Café vans cost £8.5 at 3.5%."),
    ],
)
def test_a_sentence_is_cleaned_on_every_path(path: Callable[[str], list[Written]], wrote: str, clean: str) -> None:
    assert path(wrote) == [Written(clean, (1,))]


def test_a_link_cut_in_two_is_none() -> None:
    assert "](" not in " ".join(sanitised(text) for text in ("A [surplus", "was there](//evil.example) too"))


@pytest.mark.parametrize("text", ["❽❺ vans", "🅽🅾 vans", "a ❌ van", "≥78% of vans", "vans → buses"])
def test_a_sign_that_is_seen_and_not_checked_is_told(text: str) -> None:
    assert not is_plain(sanitised(text))


def test_letters_that_are_not_latin_are_told() -> None:
    assert is_plain("Café vans cost £8.")
    assert not is_plain("The target was нет met.")
    assert not is_plain("The target was nøt met.")
    assert not is_plain("The target was \u0274\u1d0f\u1d1b met.")


@pytest.mark.parametrize("piece", ["[", "![", "<", "[1", "vans ", " ", "(", "a."])
def test_a_heap_of_one_mark_is_read_at_once(piece: str) -> None:
    """A reply without end is cut, so that no pattern takes long over it."""
    text = piece * (65_536 // len(piece))
    assert sum(len(w.text) for w in parsed(text)) <= 2_001
    assert len(sanitised(text[:2_000])) <= 2_000
