"""The conversation as the page shows it."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from corpus.bodies import Bodies
from rag.assistant import Assistant
from rag.types import Answer, Census, Reason, Refusal, Row, Sentence, Shape, Wanted
from ui.overheard import Passed
from ui.permalink import Asked, Turn
from ui.transcript import EXAMPLES, Pending, answer_html, plain_text, sentences_of, spoken, transcript

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)> [9] [a](javascript:alert(1)) \"'"


def test_marks_lead_to_the_sources_of_their_answer(answered: Answer, bodies: Bodies) -> None:
    made = answer_html(answered, "4", bodies=bodies)
    assert '<strong>Dorset, 2024/25</strong>: The middle <span class="cw-end">one.<a class="cw-ref" href="#cite-4-1"' in made
    assert 'aria-label="Citation 1: Dorset, 2024/25. Checked: the quote’s own words' in made
    assert "<code>citewell add FILE</code>" in made


@pytest.mark.parametrize("part", ["text", "question", "note", "body"])
def test_markup_is_shown_as_text(answered: Answer, bodies: Bodies, part: str) -> None:
    asked = Asked(EVIL if part == "question" else "What?")
    changed = {
        "text": replace(answered, text=EVIL),
        "question": replace(answered, question=EVIL),
        "note": replace(answered, notes=(EVIL,)),
        "body": replace(answered, reading=replace(answered.reading, bodies=(EVIL,))),
    }[part]
    made = transcript([Turn(asked, changed, (EVIL,))], titles={}, bodies=bodies, notice=EVIL)
    assert "<script>" not in made and "<img" not in made and 'href="javascript' not in made


def test_reading_is_shown_as_chips_that_can_be_changed(answered: Answer, bodies: Bodies) -> None:
    made = transcript([Turn(Asked("What of Dorset?", ("Dorset",)), answered)], titles={}, bodies=bodies)
    chips = re.findall(r'data-kind="(\w+)" data-old="([^"]*)"( data-fixed)?', made)
    assert chips == [("body", "Dorset", " data-fixed"), ("year", "2024/25", ""), ("document", "", " data-fixed")] or chips == [
        ("body", "Dorset", " data-fixed"),
        ("year", "2024/25", ""),
        ("document", "", ""),
    ]


def test_sentences_come_one_at_a_time_and_make_the_whole() -> None:
    answer = Answer("q", None, "**A**: One. [1] Two. [2] [3]\n\n**B**: Three. [4]")  # type: ignore[arg-type]
    assert sentences_of(answer) == ["**A**: One. [1] ", "Two. [2] [3]\n\n", "**B**: Three. [4]"]
    assert "".join(sentences_of(answer)) == answer.text


def test_differences_in_a_note_are_marked(answered: Answer, bodies: Bodies) -> None:
    made = answer_html(replace(answered, notes=("a [-small-] {+<b>+} dog",)), "1", bodies=bodies)
    assert "a <del>small</del> <ins>&lt;b&gt;</ins> dog" in made


def test_picture_of_every_board_stands_before_the_sentences_while_they_come(answered: Answer, bodies: Bodies) -> None:
    census = Census("a deficit", "2024/25", 2, 2, ("Dorset", "Devon"), (Row("Dorset", "yes", 1), Row("Devon", "yes", 1)))
    growing = replace(answered, text="One. [1]\n\nTwo. [1]", census=census)
    assert "Two." not in answer_html(growing, "1", shown=1, bodies=bodies)
    for shown in (1, None):
        made = answer_html(growing, "1", shown=shown, bodies=bodies)
        assert 0 < made.index("cw-tile") < made.index("One.")
    assert "cw-notes" not in answer_html(growing, "1", shown=1, bodies=bodies)


def test_computed_sentence_says_so(answered: Answer, bodies: Bodies) -> None:
    computed = replace(answered, text="Together 12. [1]", sentences=(Sentence("Together 12.", (1,), computed=True),))
    assert ">computed</span>" in answer_html(computed, "1", bodies=bodies)


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words(answered: Answer, bodies: Bodies, reason: Reason) -> None:
    made = answer_html(replace(answered, refusal=Refusal(reason, "x")), "1", bodies=bodies)
    assert re.search(r'<h3 class="cw-refused">[A-Z][a-z]+ ', made)


def test_plain_text_says_whose_words_the_quotes_are(answered: Answer) -> None:
    assert "Dorset, 2024/25: The middle one. [1]" in plain_text(answered)
    assert "[1] “The middle one.” A report, 2024/25, our wording: South West › Dorset" in plain_text(answered)


def test_spoken_answer_has_no_marks(answered: Answer) -> None:
    assert spoken(answered) == "Dorset, 2024/25: The middle one. 1 citation. 1 sentence checked against its quote."


def test_words_that_answer_are_bold_in_the_answer_and_nowhere_else(answered: Answer, bodies: Bodies) -> None:
    question, said = "How many boats are in the harbour?", "There are 35 boats in the harbour."
    reading = replace(answered.reading, question=question, topic=question, shape=Shape.FACT, wanted=Wanted.NUMBER)
    answer = replace(answered, question=question, reading=reading, text=f"{said} [1]", sentences=(Sentence(said, (1,)),))
    made = answer_html(answer, "1", bodies=bodies)
    assert "There are <strong>35</strong> boats" in made and made.count("<strong>") == 1
    assert "**" not in plain_text(answer) + spoken(answer) + str(answer.to_json())


def test_sentences_that_passed_are_shown_while_a_model_writes(answered: Answer, bodies: Bodies) -> None:
    made = transcript([], titles={}, bodies=bodies, pending=Pending("What?", written=(Passed("One & all.", answered.citations), Passed("Two."))))
    assert [re.sub("<[^>]+>", "", row) for row in re.findall("<p>.*?</p>", made)] == ["One &amp; all.Dorset, 2024/25✓", "Two.✓"]
    assert 'data-quote="The middle one."' in made and "Dorset · 2024/25 · our wording" in made
    assert "each sentence is checked before it is shown" in made


def test_thumb_stays_pressed(answered: Answer, bodies: Bodies) -> None:
    made = transcript([Turn(Asked("One?"), answered, thumb="down"), Turn(Asked("Two?"), answered)], titles={}, bodies=bodies)
    assert re.findall(r'data-rate="(\w+)" data-turn="(\d)" aria-pressed="true"', made) == [("down", "1")]


def test_link_of_an_answer_holds_the_questions_before_it(answered: Answer, bodies: Bodies) -> None:
    made = transcript([Turn(Asked("One?"), answered), Turn(Asked("Two?"), answered)], titles={}, bodies=bodies)
    links = [parse_qs(found.replace("&amp;", "&"))["q"] for found in re.findall(r'data-link="([^"]+)"', made)]
    assert links == [["One?"], ["One?", "Two?"]]


def test_every_example_has_an_answer(assistant: Assistant) -> None:
    for _, question in EXAMPLES:
        answer = assistant.ask(question)
        assert answer.refusal is None and answer.citations, question
