"""Find a quote, as the page shows it: exact, near with the differences, or absent; who speaks; and each place as evidence."""

from __future__ import annotations

import pytest

from corpus.bodies import Bodies
from index.hybrid import HybridIndex
from rag.quotes import LONGEST, Match, look_up
from rag.types import Reason
from ui.pasted import MOST, as_answer, lookup_html, marked

SENTENCE = "The ICB had a surplus, but the system was in deficit despite non-recurrent deficit support funding."
CHANGED = SENTENCE.replace("surplus", "deficit")
ABSENT = "<b>purple</b> elephants juggle seventeen teapots beside the harbour"


def shown(words: str, index: HybridIndex, bodies: Bodies) -> str:
    found = look_up(words, index, bodies)
    return lookup_html(found, as_answer(found, index), "q")


@pytest.mark.parametrize("words", [SENTENCE, "the system was in deficit  despite non-recurrent deficit", f"“{SENTENCE}”", CHANGED])
def test_every_place_is_a_citation_with_the_texts_own_words(digest_index: HybridIndex, bodies: Bodies, words: str) -> None:
    found = look_up(words, digest_index, bodies)
    answer = as_answer(found, digest_index)
    assert len(answer.citations) == min(found.total, MOST) > 0 and answer.refusal is None
    for c in answer.citations:
        assert digest_index.by_id[c.document].text[c.start : c.end] == c.quote
    assert answer.citations[0].body == "Devon" and answer.citations[0].period == "2024/25"


def test_differences_are_marked_both_ways(digest_index: HybridIndex, bodies: Bodies) -> None:
    place = look_up(CHANGED, digest_index, bodies).places[0]
    assert place.match is Match.NEAR
    assert "<del>deficit</del> <ins>surplus</ins>" in marked(place)
    assert "per cent alike" in shown(CHANGED, digest_index, bodies)


def test_result_says_who_speaks_and_whose_words_a_digest_holds(digest_index: HybridIndex, bodies: Bodies) -> None:
    made = shown(SENTENCE, digest_index, bodies)
    assert ">Exact</span>" in made and "Speaking: " in made and ", our wording" in made and "<code>citewell add FILE</code>" in made


def test_absent_words_get_what_is_nearest_in_meaning_and_are_shown_as_text(digest_index: HybridIndex, bodies: Bodies) -> None:
    found = look_up(ABSENT, digest_index, bodies)
    answer = as_answer(found, digest_index)
    assert answer.refusal and answer.refusal.reason is Reason.NOT_STATED and len(answer.refusal.nearest) == len(answer.citations) > 0
    made = lookup_html(found, answer, "q")
    assert ">Absent</span>" in made and "Nearest in meaning" in made and "<b>" not in made


@pytest.mark.parametrize("words", ["", " … ", "x" * (LONGEST + 1)])
def test_what_cannot_be_looked_up_gets_a_sentence(digest_index: HybridIndex, bodies: Bodies, words: str) -> None:
    made = shown(words, digest_index, bodies)
    assert ">Nothing to look up</span>" in made and "<blockquote" not in made
