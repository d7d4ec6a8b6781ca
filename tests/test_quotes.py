"""Where the words of a quote stand, how they differ, and what a digest says of words it has not."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.bodies import Bodies
from index.concordance import words_of
from index.hybrid import HybridIndex
from rag.quotes import LONGEST, Lookup, Match, context_of, look_up, nearest_in_meaning

Sampled = list[tuple[str, int, int]]
"""(document, start, end) of sentences."""


def sample(index: HybridIndex, *, words: int = 9, most: int = 40) -> Sampled:
    """Sentences of every document, the same ones at every run."""
    found = [(p.document, s.start, s.end) for p in index.passages for s in p.sentences if len(index.by_id[p.document].text[s.start : s.end].split()) >= words]
    return random.Random(7).sample(found, min(most, len(found)))


def text_of(index: HybridIndex, place: tuple[str, int, int]) -> str:
    return index.by_id[place[0]].text[place[1] : place[2]]


def sound(found: Lookup, index: HybridIndex) -> None:
    """Hold a look-up against what all promise."""
    assert found.message
    assert found.total >= len(found.places)
    assert (found.match in (Match.EXACT, Match.NEAR)) == bool(found.places)
    for place in found.places:
        text = index.by_id[place.document].text
        assert text[place.start : place.end] == place.quote != ""
        said = " ".join(row.found for row in place.differences if row.found)
        assert [word.plain for word in words_of(said)] == [word.plain for word in words_of(place.quote)]
        if place.speaker.start is not None:
            assert text[place.speaker.start : place.speaker.end] == place.speaker.name
        if place.match is Match.EXACT:
            assert {row.op for row in place.differences} <= {"same", "cut"}
    json.dumps(found.to_json(index))


def is_at(found: Lookup, place: tuple[str, int, int]) -> bool:
    """True where one of the places lies in a sentence."""
    return any(p.document == place[0] and p.start < place[2] and place[1] < p.end for p in found.places)


@pytest.fixture(params=["digest_index", pytest.param("original_index", marks=pytest.mark.originals)], scope="module")
def index(request: pytest.FixtureRequest) -> HybridIndex:
    """Either edition."""
    chosen: HybridIndex = request.getfixturevalue(request.param)
    return chosen


def test_a_sentence_is_found_exactly_where_it_stands(index: HybridIndex, bodies: Bodies) -> None:
    for place in sample(index):
        found = look_up(text_of(index, place), index, bodies)
        sound(found, index)
        assert found.match is Match.EXACT
        assert is_at(found, place)


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        str.upper,
        lambda t: t.replace("’", "'").replace("“", '"').replace("”", '"').replace("–", "-"),
        lambda t: "‘" + t.rstrip(".") + "’!",
        lambda t: "\n".join(t.split(" ")),
        lambda t: t.replace(",", "").replace("per cent", "%"),
        lambda t: t.replace(" and ", " & "),
        lambda t: t[: len(t) // 2] + "\u00ad\u200b" + t[len(t) // 2 :],
    ],
    ids=["small letters", "capitals", "plain marks", "other marks", "line breaks", "signs", "ampersands", "invisible characters"],
)
def test_letters_marks_and_line_breaks_are_no_difference(index: HybridIndex, change: object) -> None:
    for place in sample(index, most=15):
        found = look_up(change(text_of(index, place)), index)  # type: ignore[operator]
        assert found.match is Match.EXACT
        assert is_at(found, place)


def test_a_word_broken_at_a_line_end_is_whole(digest_index: HybridIndex) -> None:
    assert look_up("recom-\nmends more health co-\n ordination", digest_index).match is not Match.EXACT
    place = next(p for p in sample(digest_index) if any(len(w) > 9 and w.isalpha() for w in text_of(digest_index, p).split()))
    text = text_of(digest_index, place)
    word = next(w for w in text.split() if len(w) > 9 and w.isalpha())
    found = look_up(text.replace(word, f"{word[:4]}-\n{word[4:]}"), digest_index)
    assert found.match is Match.EXACT
    assert is_at(found, place)


def test_a_quote_may_run_over_sentences(index: HybridIndex) -> None:
    seen = 0
    for passage in index.passages[::17]:
        if len(passage.sentences) < 3:
            continue
        seen += 1
        found = look_up(passage.text, index)
        assert found.match is Match.EXACT
        assert any(p.document == passage.document and p.start <= passage.start + 3 and p.end >= passage.end - 3 for p in found.places)
    assert seen


@pytest.mark.parametrize("dots", [" ... ", "…", " [...] ", " (…) ", " . . . "])
def test_dots_join_two_parts(index: HybridIndex, dots: str) -> None:
    for place in sample(index, words=16, most=8):
        words = text_of(index, place).split()
        found = look_up(" ".join(words[:5]) + dots + " ".join(words[-5:]), index)
        sound(found, index)
        assert found.match is Match.EXACT
        assert is_at(found, place)
        assert [row.op for row in found.places[0].differences] == ["same", "cut", "same"]
        assert "[…]" in found.places[0].marked


def test_parts_that_do_not_follow_each_other_stand_nowhere(digest_index: HybridIndex) -> None:
    first, second = sample(digest_index, words=12)[:2]
    one, other = (" ".join(text_of(digest_index, place).split()[:8]) for place in (first, second))
    assert first[0] != second[0] or abs(first[1] - second[1]) > 5_000
    assert look_up(f"{one} ... {other}", digest_index).match is not Match.EXACT


def test_a_changed_word_is_shown(index: HybridIndex) -> None:
    for place in sample(index, words=10):
        words = text_of(index, place).split()
        given = [*words[:4], "zebra", *words[5:]]
        found = look_up(" ".join(given), index)
        sound(found, index)
        assert found.match is Match.NEAR
        assert is_at(found, place)
        best = found.places[0]
        assert any(row.op == "changed" and "zebra" in row.given.split() for row in best.differences)
        assert "[-" in best.marked
        assert 50 < best.score < 100


def test_a_word_left_out_or_put_in_is_shown(index: HybridIndex) -> None:
    for place in sample(index, words=12, most=20):
        words = text_of(index, place).split()
        fewer = look_up(" ".join([*words[:5], *words[6:]]), index)
        more = look_up(" ".join([*words[:5], "zebra", *words[5:]]), index)
        for found in (fewer, more):
            sound(found, index)
            assert is_at(found, place)
        assert more.match is Match.NEAR
        assert any(row.op == "added" and row.given == "zebra" for row in more.places[0].differences)


def test_a_changed_figure_is_said(digest_index: HybridIndex) -> None:
    text = next(
        t for place in sample(digest_index, most=400) if " 92 per cent" in (t := text_of(digest_index, place)) or " 26 per cent" in t or " 85 per cent" in t
    )
    wrong = text.replace(" 92 per", " 93 per").replace(" 26 per", " 27 per").replace(" 85 per", " 86 per")
    found = look_up(wrong, digest_index)
    assert found.match is Match.NEAR
    assert "A figure differs." in found.message


def test_every_place_is_told(digest_index: HybridIndex) -> None:
    words = "deficit support funding"
    expected = sum(document.text.lower().count(words) for document in digest_index.documents)
    found = look_up(words, digest_index)
    assert expected > 3
    assert sum(place.match is Match.EXACT for place in found.places) == expected
    assert len({(place.document, place.start) for place in found.places}) == len(found.places)


def test_places_in_several_documents(index: HybridIndex) -> None:
    found = look_up("integrated care boards", index)
    assert len({place.document for place in found.places}) > 1


def test_only_the_documents_asked_for_are_looked_in(index: HybridIndex) -> None:
    one = index.documents[-1].id
    found = look_up("integrated care", index, documents=[one])
    assert {place.document for place in found.places} == {one}
    assert look_up("integrated care", index, documents=["no-such-document"]).match is Match.ABSENT


def test_the_section_and_the_board(index: HybridIndex, bodies: Bodies) -> None:
    seen = 0
    for place in sample(index, most=60):
        found = next(p for p in look_up(text_of(index, place), index, bodies).places if p.document == place[0] and p.start < place[2] and place[1] < p.end)
        passage = next(p for p in index.passages if p.document == place[0] and p.start <= place[1] < p.end)
        assert found.section == passage.path
        if passage.body:
            seen += 1
            assert found.body == passage.body
    assert seen


def test_words_of_a_heading_have_a_place_without_a_sentence(index: HybridIndex) -> None:
    section = next(s for document in index.documents for s in document.sections if len(s.heading.split()) > 4 and s.heading in document.text)
    found = look_up(section.heading, index)
    sound(found, index)
    assert any(place.section and place.section[-1] == section.heading for place in found.places)


def test_what_stands_nowhere_is_absent_and_has_its_nearest(digest_index: HybridIndex) -> None:
    found = look_up("the lighthouse keepers of Scilly polish their brass on Sundays", digest_index)
    assert (found.match, found.total, found.places) == (Match.ABSENT, 0, ())
    assert "citewell add" in found.message
    row = found.to_json(digest_index)
    assert len(row["nearest"]) == 2
    for place in row["nearest"]:
        assert digest_index.by_id[place["document"]].text[place["start"] : place["end"]] == place["quote"]


@pytest.mark.originals
def test_with_the_originals_nothing_is_said_of_digests(original_index: HybridIndex) -> None:
    for words in ("the lighthouse keepers of Scilly polish brass", "integrated care boards"):
        assert "digest" not in look_up(words, original_index).message


@pytest.mark.originals
def test_the_words_of_an_original_are_not_found_in_a_digest(original_index: HybridIndex, digest_index: HybridIndex) -> None:
    exact = [look_up(text_of(original_index, place), digest_index).match is Match.EXACT for place in sample(original_index, words=14)]
    assert not any(exact)


def test_a_digest_says_whose_words_it_has(digest_index: HybridIndex) -> None:
    found = look_up(text_of(digest_index, sample(digest_index)[0]), digest_index)
    assert "our wording" in found.message
    assert "citewell add" in found.message


@pytest.mark.parametrize(
    "quote",
    [
        "",
        " ",
        "\n",
        "?!",
        "...",
        "…",
        "“”",
        "🏥🚑👍🏽",
        "\x00\x1b[31m",
        "harbour \ud800 lights",
        "x" * 10_000,
        "word " * 2_000,
        "a ... " * 400,
        "[-{+",
        "((((a+)+)+)+$",
    ],
)
def test_bad_input_has_a_sentence(index: HybridIndex, bodies: Bodies, quote: str) -> None:
    found = look_up(quote, index, bodies)
    sound(found, index)
    assert found.match in (Match.UNCLEAR, Match.ABSENT, Match.EXACT)
    assert found.message.endswith(".")


def test_one_word_is_no_quote(index: HybridIndex) -> None:
    found = look_up("workforce", index)
    assert found.match is Match.EXACT
    assert "One word is no quote" in found.message
    many = look_up("the", index)
    assert many.total > len(many.places)
    assert "are told" in many.message


def test_too_long_a_quote_is_not_looked_up(digest_index: HybridIndex) -> None:
    found = look_up("integrated care " * (LONGEST // 10), digest_index)
    assert found.match is Match.UNCLEAR
    assert f"{LONGEST:,}" in found.message


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(quote=st.text(max_size=300))
def test_any_text_can_be_looked_up(digest_index: HybridIndex, bodies: Bodies, quote: str) -> None:
    sound(look_up(quote, digest_index, bodies), digest_index)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_stretch_of_a_text_is_found_exactly(digest_index: HybridIndex, data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(digest_index.documents))
    words = words_of(document.text)
    first = data.draw(st.integers(0, len(words) - 60))
    last = data.draw(st.integers(first + 3, first + 50))
    start, end = words[first].start, words[last].end
    found = look_up(document.text[start:end].replace("...", " ").replace("…", " "), digest_index)
    assert found.match is Match.EXACT
    assert any((place.document, place.start, place.end) == (document.id, start, end) for place in found.places) or found.total > len(found.places)


def test_the_sentence_around_a_place(digest_index: HybridIndex) -> None:
    place = sample(digest_index, words=12)[0]
    text = text_of(digest_index, place)
    found = look_up(" ".join(text.split()[2:9]), digest_index)
    assert text in [context_of(digest_index, p) for p in found.places]


def test_nearest_in_meaning_of_a_sentence_is_itself(digest_index: HybridIndex) -> None:
    n, number = nearest_in_meaning("Which boards are in deficit?", digest_index, 3)[0]
    assert 0 <= number < len(digest_index.passages[n].sentences)
