"""Passages hold every sentence once, whole, and no more than the encoder takes in."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.bodies import Bodies
from corpus.split import MAX_TOKENS, all_passages, context, passages, section_sentences
from corpus.types import Block, Document, Edition, Kind, Passage, Period, Section
from index.encode import model_folder, token_counter

BODIES = Bodies.load()
Count = Callable[[str], int]


@pytest.fixture(scope="module")
def count() -> Count:
    """The encoder's own count."""
    return token_counter(model_folder() / "tokenizer.json")


def words(text: str) -> int:
    return len(text.split())


def document(sections: list[list[tuple[str, bool]]], path: tuple[str, ...] = ("South West", "Devon"), body: str | None = "Devon") -> Document:
    """A document with these paragraphs (text, whether an item) under a heading each."""
    text, made = "", []
    for number, paragraphs in enumerate(sections):
        own = (*path, f"Heading {number}")
        start = len(text)
        text += own[-1]
        blocks = []
        for paragraph, item in paragraphs:
            text += "\n\n"
            blocks.append(Block(len(text), len(text) + len(paragraph), item))
            text += paragraph
        made.append(Section(own, start, len(text), tuple(blocks), body))
        text += "\n\n"
    return Document("some-id", "Some title", "Somebody", Kind.ASSESSMENT, Period(2024), Edition.DIGEST, text, tuple(made), "0" * 64)


def check(made: Document, found: list[Passage], count: Count, limit: int) -> None:
    """All that must hold of the passages of a document."""
    assert [passage.section for passage in found] == sorted(passage.section for passage in found)
    assert len({passage.id for passage in found}) == len(found)
    for passage in found:
        section = made.sections[passage.section]
        assert made.text[passage.start : passage.end] == passage.text
        assert (passage.document, passage.path, passage.body) == (made.id, section.path, section.body)
        assert section.start <= passage.start < passage.end <= section.end
        assert (passage.sentences[0].start, passage.sentences[-1].end) == (passage.start, passage.end)
        assert count(passage.text) <= limit or len(passage.sentences) == 1
    for number, section in enumerate(made.sections):
        inside = [passage for passage in found if passage.section == number]
        sentences = [sentence for passage in inside for sentence in passage.sentences]
        assert sentences == section_sentences(made.text, section, count, limit)
        covered = {offset for sentence in sentences for offset in range(sentence.start, sentence.end)}
        assert sum(sentence.end - sentence.start for sentence in sentences) == len(covered)
        for block in section.blocks:
            assert all(offset in covered or made.text[offset].isspace() for offset in range(block.start, block.end))
        for before, after in pairwise(inside):
            assert count(made.text[before.start : after.sentences[0].end]) > limit, "two passages that would go into one"


SENTENCE = st.lists(
    st.sampled_from(["the", "board", "in", "Devon", "2024/25", "£2.2", "trusts", "care-led", "antidisestablishmentarianism", "“quoted”"]),
    min_size=1,
    max_size=30,
).map(lambda chosen: "So " + " ".join(chosen) + ".")
PARAGRAPH = st.tuples(st.lists(SENTENCE, min_size=1, max_size=6).map(" ".join), st.just(False))
ITEM = st.tuples(st.sampled_from(["first of all", "Then the second", "and a third one.", "Fourth. It has two sentences in it."]), st.just(True))
LEAD_IN = st.tuples(st.sampled_from(["They are asked to:", "It went well. The reasons were many, including", "The aims are:"]), st.just(False))
SECTIONS = st.lists(st.lists(PARAGRAPH | ITEM | LEAD_IN, max_size=8), min_size=1, max_size=3)


@settings(deadline=None)
@given(SECTIONS, st.integers(5, 60))
def test_every_sentence_is_in_one_passage_and_whole(sections: list[list[tuple[str, bool]]], limit: int) -> None:
    made = document(sections)
    check(made, passages(made, words, BODIES, limit), words, limit)


@settings(max_examples=30, deadline=None)
@given(SECTIONS)
def test_it_holds_with_the_tokens_of_the_encoder(sections: list[list[tuple[str, bool]]]) -> None:
    count = token_counter(model_folder() / "tokenizer.json")
    made = document(sections)
    check(made, passages(made, count, BODIES), count, MAX_TOKENS)


def test_it_holds_of_every_digest(digests: dict[str, Document], bodies: Bodies, count: Count) -> None:
    for made in digests.values():
        check(made, passages(made, count, bodies), count, MAX_TOKENS)


@pytest.mark.originals
def test_it_holds_of_every_original(originals: dict[str, Document], bodies: Bodies, count: Count) -> None:
    for made in originals.values():
        check(made, passages(made, count, bodies), count, MAX_TOKENS)


@pytest.mark.originals
def test_no_sentence_of_an_original_is_longer_than_a_passage(originals: dict[str, Document], bodies: Bodies, count: Count) -> None:
    found = all_passages(originals.values(), count, bodies)
    assert max(count(passage.text) for passage in found) <= MAX_TOKENS


def test_the_limit_is_200_tokens() -> None:
    assert MAX_TOKENS == 200


def test_a_sentence_longer_than_the_limit_stands_alone_and_whole() -> None:
    long = "So it goes on " + "and on " * 40 + "to the end."
    made = document([[(f"Short one. {long} Short two.", False)]])
    assert [passage.text for passage in passages(made, words, BODIES, 20)] == ["Short one.", long, "Short two."]


def test_no_passage_crosses_a_heading() -> None:
    made = document([[("One.", False)], [("Two.", False)], []])
    assert [(passage.section, passage.text) for passage in passages(made, words, BODIES)] == [(0, "One."), (1, "Two.")]


def test_a_list_of_fragments_is_one_sentence_with_its_lead_in() -> None:
    made = document([[("It went well. The aims are:", False), ("better care", True), ("lower cost", True), ("All else is prose.", False)]])
    (passage,) = passages(made, words, BODIES)
    texts = [made.text[sentence.start : sentence.end] for sentence in passage.sentences]
    assert texts == ["It went well.", "The aims are:\n\nbetter care\n\nlower cost", "All else is prose."]


def test_a_list_that_is_too_long_for_a_passage_is_cut_between_its_items() -> None:
    made = document([[("The aims are:", False), ("better care for all of us", True), ("lower cost for all of us", True)]])
    assert [passage.text for passage in passages(made, words, BODIES, 8)] == ["The aims are:", "better care for all of us", "lower cost for all of us"]


def test_items_that_are_whole_findings_are_sentences_of_their_own() -> None:
    made = document([[("First finding.", True), ("Second finding. With more.", True)]])
    (passage,) = passages(made, words, BODIES)
    assert [sentence.leads for sentence in passage.sentences] == [True, True, False]


def test_a_passage_says_whom_it_names_besides_its_own_board() -> None:
    made = document([[("Devon works with Dorset, and NHS Devon with BLMK.", False)]])
    (passage,) = passages(made, words, BODIES)
    assert passage.mentions == ("Dorset", "Bedfordshire, Luton and Milton Keynes")


def test_an_id_depends_on_what_a_passage_is_and_on_nothing_else() -> None:
    made = document([[("One.", False)], [("Two.", False)]])
    again = document([[("One.", False)], [("Two, changed.", False)]])
    first, second = passages(made, words, BODIES)
    assert [first.id, second.id] == [passage.id for passage in passages(made, words, BODIES)]
    assert passages(again, words, BODIES)[0].id == first.id
    assert passages(again, words, BODIES)[1].id != second.id


def test_the_context_line_holds_board_heading_document_and_period() -> None:
    made = document([[("One.", False)]], path=("South West", "Some heading"))
    (passage,) = passages(made, words, BODIES)
    assert context(passage, made) == "Devon · South West · Some heading · Heading 0 · Some title · 2024/25"


def test_the_context_line_does_not_say_the_board_twice() -> None:
    made = document([[("One.", False)]])
    (passage,) = passages(made, words, BODIES)
    assert context(passage, made) == "South West · Devon · Heading 0 · Some title · 2024/25"


def test_the_context_line_leaves_out_what_is_not_known() -> None:
    made = document([[("One.", False)]], path=(), body=None)
    bare = Document(**{**{name: getattr(made, name) for name in made.__dataclass_fields__}, "title": "", "period": None})
    (passage,) = passages(bare, words, BODIES)
    assert context(passage, bare) == "Heading 0"


def test_the_context_line_of_every_passage_of_the_digests(digests: dict[str, Document], bodies: Bodies, count: Count) -> None:
    for passage in all_passages(digests.values(), count, bodies):
        made = digests[passage.document]
        line = context(passage, made)
        assert "\n" not in line
        assert made.title in line
        assert line.endswith(str(made.period))
        assert all(heading in line for heading in passage.path)
        assert passage.body is None or passage.body in line
        assert not re.search(r" ·  · |^ · | · $", line)


def test_the_passages_of_several_documents_come_in_their_order(digests: dict[str, Document], bodies: Bodies) -> None:
    found = all_passages(digests.values(), words, bodies)
    assert list(dict.fromkeys(passage.document for passage in found)) == list(digests)
    assert found == [passage for made in digests.values() for passage in passages(made, words, bodies)]
