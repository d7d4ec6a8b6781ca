"""The evidence pane: quotes marked in their sections, addresses, references, nothing that a page would run."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from corpus.types import Block, Document, Edition, Kind, Period, Section
from index.hybrid import HybridIndex
from rag.assistant import Assistant
from rag.types import Citation
from ui.viewer import EMPTY, address, evidence, reference, section_html, source

EVIL = "<script>alert('x')</script> & \"<b>\""
TEXT = "Dorset\nThe first.\n\nA. The middle one. The last.\nAn item."


@pytest.fixture
def document() -> Document:
    start = TEXT.index("A. The")
    blocks = (Block(7, 17), Block(start, TEXT.index("\nAn item")), Block(TEXT.index("An item"), len(TEXT), item=True))
    section = Section(("South West", "Dorset"), 0, len(TEXT), blocks, "Dorset")
    return Document("one", "A report", "A publisher", Kind.ASSESSMENT, Period(2024), Edition.DIGEST, TEXT, (section,), "x", licence="Crown copyright")


@pytest.fixture
def here(cited: Citation) -> Citation:
    start = TEXT.index(cited.quote)
    return replace(cited, start=start, end=start + len(cited.quote))


def test_section_marks_the_quote_and_what_else_is_cited(here: Citation, document: Document) -> None:
    start = TEXT.index("The first.")
    other = replace(here, n=2, quote="The first.", start=start, end=start + 10)
    made = section_html(here, [here, other], document)
    assert made == ('<p><span class="cw-other">The first.</span></p><p>A. <mark>The middle one.</mark> The last.</p><ul><li>An item.</li></ul>')


def test_every_quote_of_a_real_answer_is_marked_word_for_word(assistant: Assistant) -> None:
    for question in ("Which boards had a deficit in 2024/25?", "What does the guidance say about feedback from partners?", "What did the news say of 2023/24?"):
        answer = assistant.ask(question)
        made = evidence([("1", answer)], assistant.index)
        marks = [html.unescape(mark.replace("<br>", "\n")) for mark in re.findall(r"<mark>(.*?)</mark>", made, flags=re.DOTALL)]
        assert marks == [c.quote for c in answer.citations]


def test_source_says_where_it_stands_and_under_what_terms(here: Citation, document: Document) -> None:
    made = source(here, [here], document, "1", shown=True)
    for said in ("Dorset", "2024/25", "A report", "A publisher", "South West › Dorset", "our wording", "Terms of use: Crown copyright"):
        assert said in made
    assert "our wording" not in source(replace(here, edition="original"), [here], document, "1", shown=True)


@pytest.mark.parametrize("name", ["title", "publisher", "period", "body", "quote", "passage", "url"])
def test_source_escapes_markup(here: Citation, document: Document, name: str) -> None:
    value = f"https://x/{EVIL}" if name == "url" else EVIL
    changed = replace(here, **{name: value}, start=0, end=1)
    made = source(changed, [changed], document, "1", shown=True)
    assert "<script>" not in made and '"<b>"' not in made


def test_section_escapes_the_text_itself(here: Citation, document: Document) -> None:
    text = TEXT.replace("The last.", "<i>ha.</i>"[:9])
    assert "<i>" not in section_html(here, [here], replace(document, text=text))


def test_address_leads_to_the_words_of_originals_only(here: Citation) -> None:
    assert address(here) == "https://example.org/report"
    original = replace(here, edition="original", quote="One, two-three.")
    assert address(original) == "https://example.org/report#:~:text=One%2C%20two%2Dthree."
    long = replace(original, quote=" ".join(f"w{n}" for n in range(30)))
    assert address(long) == "https://example.org/report#:~:text=w0%20w1%20w2%20w3%20w4,w25%20w26%20w27%20w28%20w29"
    assert address(replace(original, url=None)) is None
    assert address(replace(original, url="javascript:alert(1)")) is None


def test_reference_says_whose_words_it_holds(here: Citation) -> None:
    assert reference(here) == (
        "A publisher. A report (2024/25). South West › Dorset: “The middle one.” (our wording: restated in Citewell’s digest, not the publisher’s words)"
    )
    assert "our wording" not in reference(replace(here, edition="original"))


def test_only_the_last_answers_first_source_is_open(digest_index: HybridIndex, assistant: Assistant) -> None:
    answers = [(str(n), assistant.ask(f"How did {name} do on finance in 2024/25?")) for n, name in enumerate(("Dorset", "Devon"), start=1)]
    made = evidence(answers, digest_index)
    shown = [found for found in re.findall(r'<article class="cw-source" id="([^"]+)"[^>]*?( hidden)?>', made) if not found[1]]
    assert [name for name, _ in shown] == ["cite-1-1", "cite-2-1"]
    assert re.findall(r'data-group="(\d)"( hidden)?', made) == [("1", " hidden"), ("2", "")]
    assert evidence([], digest_index) == EMPTY and evidence(answers, None) == EMPTY
