"""Find a quote: exact, near or absent."""

from __future__ import annotations

import pytest

from rag.assistant import Assistant
from ui.pasted import Match, differences, likeness, look_up, lookup_html

SENTENCE = "The ICB had a surplus, but the system was in deficit despite non-recurrent deficit support funding."


@pytest.mark.parametrize(
    ("words", "match"),
    [
        (SENTENCE, Match.EXACT),
        ("the system was in deficit  despite non-recurrent deficit", Match.EXACT),
        (f"“{SENTENCE}”", Match.EXACT),
        (SENTENCE.replace("surplus", "deficit"), Match.NEAR),
        ("purple elephants juggle seventeen teapots beside the harbour", Match.ABSENT),
    ],
)
def test_words_are_exact_near_or_absent(assistant: Assistant, words: str, match: Match) -> None:
    found = look_up(assistant, words)
    assert found.match is match
    assert (found.place is None) == (match is Match.ABSENT)
    if found.place:
        assert found.place.body == "Devon"


def test_one_word_is_too_few(assistant: Assistant) -> None:
    with pytest.raises(ValueError, match="at least 2 words"):
        look_up(assistant, " deficit ")


def test_differences_are_marked_both_ways() -> None:
    assert differences("a big <cat> sat", "So a small <cat> sat down") == "So a <del>big</del> <ins>small</ins> &lt;cat&gt; sat down"
    assert differences("“It’s” fine", "It's fine.") == "It&#x27;s fine."


def test_likeness_is_the_share_of_words_in_order() -> None:
    assert likeness("one two three four", "zero one two four") == 0.75
    assert likeness("x y", "a b") == 0 and likeness("", "a") == 0


def test_result_escapes_and_tells_of_digests(assistant: Assistant) -> None:
    made = lookup_html(look_up(assistant, "<b>purple</b> elephants juggle teapots"), "q", digests=True)
    assert "<b>purple" not in made and "citewell add FILE" in made
    assert "citewell add" not in lookup_html(look_up(assistant, SENTENCE), "q", digests=True)
