"""Who is speaking: behind the quotation, before it, in its sentence, or by what leads to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import Block, Document, Edition, Kind, Section
from index.hybrid import HybridIndex
from rag.speaker import Speech, quotations, speaker_of


def document(*paragraphs: str) -> Document:
    """A document of one section, a paragraph a block."""
    text, blocks = "", []
    for paragraph in paragraphs:
        blocks.append(Block(len(text), len(text) + len(paragraph)))
        text += paragraph + "\n\n"
    section = Section(("Harbours",), 0, len(text), tuple(blocks))
    return Document("d", "Harbours", "The Harbour Board", Kind.SURVEY, None, Edition.ORIGINAL, text, (section,), "0")


def speaks(words: str, *paragraphs: str) -> tuple[Speech, str | None]:
    whole = document(*paragraphs)
    start = whole.text.index(words)
    found = speaker_of(whole, start, start + len(words))
    if found.start is not None:
        assert whole.text[found.start : found.end] == found.name
    return found.speech, found.name


@pytest.mark.parametrize(
    ("paragraph", "name"),
    [
        ("“We sail at dawn, and nobody waits.” ICB chair", "ICB chair"),
        ("“We sail at dawn. Nobody waits.” Joint ICB and ICP chair", "Joint ICB and ICP chair"),
        ("“We sail at dawn.” The Neptune report", "The Neptune report"),
        ("Dorset ICS: “We sail at dawn.”", "Dorset ICS"),
        ("One ICB chair said they “sail at dawn” and do not wait.", "One ICB chair"),
        ('As one ICB chief executive put it: "We sail at dawn."', "one ICB chief executive"),
        ('For one ICP chair, harbours are not all: "we sail at dawn" is.', "one ICP chair"),
        ("The tide is high. In the words of one ICB chief people officer we interviewed: “we sail at dawn.”", "one ICB chief people officer"),
        ('"We sail at dawn," said an ICB director of finance, who was there.', "an ICB director of finance"),
        ('One ICB chair slept late, and an ICP chair warned that "we sail at dawn".', "an ICP chair"),
        ("An ICB leader said ‘we sail at dawn’ to the crew.", "An ICB leader"),
        ("It was Lord Neptune who, as Lord Neptune put it, said “we sail at dawn”.", "Lord Neptune"),
    ],
)
def test_who_is_quoted(paragraph: str, name: str) -> None:
    words = "sail at dawn"
    assert speaks(words, "Ships came in.", paragraph, "Others stayed.") == (Speech.DIRECT, name)


def test_a_paragraph_leads_to_the_quotations_under_it() -> None:
    paragraphs = ("The tide matters. An ICB chief finance officer explained how it does:", "“We sail at dawn.”", "“Nobody waits.”", "“I do.” ICB chair")
    assert speaks("sail at dawn", *paragraphs) == (Speech.DIRECT, "An ICB chief finance officer")
    assert speaks("Nobody waits", *paragraphs) == (Speech.DIRECT, "An ICB chief finance officer")
    assert speaks("I do", *paragraphs) == (Speech.DIRECT, "ICB chair")


def test_a_quotation_of_nobody() -> None:
    assert speaks("sail at dawn", "Ships came in, as always.", "“We sail at dawn.”") == (Speech.DIRECT, None)
    assert speaks("at dawn", "The share of leaders who would sail ‘at dawn’ rose.") == (Speech.DIRECT, None)


def test_reported_speech() -> None:
    assert speaks("harbours are full", "An ICP chair said that harbours are full.") == (Speech.REPORTED, "An ICP chair")
    assert speaks("harbours are full", "One leader felt the harbours are full.")[0] is Speech.REPORTED


def test_the_document_itself() -> None:
    assert speaks("harbours are full", "This year the harbours are full.") == (Speech.OWN, "The Harbour Board")
    assert speaks("harbours are full", "One ICB chair said “never”. The harbours are full.") == (Speech.OWN, "The Harbour Board")


def test_outside_every_paragraph_the_document_speaks() -> None:
    assert speaker_of(document("Ships."), 7, 8).speech is Speech.OWN


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a “b c” d", ["“b c”"]),
        ('a "b" c "d"', ['"b"', '"d"']),
        ("it’s the boards’ turn", []),
        ("a ‘b’s c’ d", ["‘b’s c’"]),
        ("a “b ‘c’ d” e", ["“b ‘c’ d”"]),
        ("a “b c", ["“b c"]),
        ("a ‘b c", []),
        ("", []),
    ],
)
def test_quotations(text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in quotations(text)] == found


@given(st.text(alphabet='ab “”"‘’.:,C', max_size=60), st.integers(0, 59), st.integers(1, 20))
def test_any_span_has_a_speaker(text: str, start: int, size: int) -> None:
    found = speaker_of(document(text, text), start, start + size)
    assert found.speech in Speech


@pytest.mark.originals
def test_in_the_surveys_most_long_quotations_name_their_speaker(original_index: HybridIndex) -> None:
    named = total = 0
    for whole in original_index.documents:
        if whole.kind is not Kind.SURVEY:
            continue
        for block in (block for section in whole.sections for block in section.blocks):
            text = whole.text[block.start : block.end]
            for a, b in quotations(text):
                if len(text[a:b].split()) >= 12 and "Figure" not in text and "To what extent" not in text:
                    total += 1
                    named += speaker_of(whole, block.start + a + 1, block.start + b - 1).name is not None
    assert total > 60
    assert named / total > 0.85
