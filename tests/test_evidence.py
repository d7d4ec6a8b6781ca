"""Which sentences may answer, and the words that they are scored by."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.catalogue import Catalogue, Source
from corpus.types import Edition, Period
from index.build import build
from index.store import Store
from rag.assistant import Assistant
from rag.evidence import Evidence, EvidenceFinder, Term, grade, merged
from rag.types import Found, Reading, Shape, Wanted

SURVEY, ASSESSMENT = "nhsconfed-state-of-icss-2024-25", "nhse-icb-assessment-2024-25"
EARLIER, LATER = Period(2023), Period(2024)
SURVEY_TEXT = """# Digest

## Opticians

Sussex leaders opened a clinic for opticians. It serves four towns. However, Frimley closed one. Opticians everywhere are scarce.

In 2023/24 just nine opticians were hired. In 2024/25 it was thirty.

## Ferries

- Ferries carry patients.
- They are slow.
"""
ASSESSMENT_TEXT = """# Digest

## South East

### Sussex

#### Productivity

The board paid for opticians. It works with Frimley.

### Frimley

#### Productivity

The board has no opticians.
"""


@pytest.fixture(scope="module")
def finder(shared_home: Path, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> EvidenceFinder:
    """A finder over a short survey and an assessment of two boards."""
    folder = tmp_path_factory.mktemp("evidence")
    sources = []
    for name, text in ((SURVEY, SURVEY_TEXT), (ASSESSMENT, ASSESSMENT_TEXT)):
        path = folder / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        sources.append(Source(catalogue.by_id[name], Edition.DIGEST, path))
    store = Store(shared_home, "test-evidence")
    build(sources, store)
    return Assistant.from_index(store.load()).finder


def place(finder: EvidenceFinder, words: str) -> tuple[int, int]:
    """The passage and the sentence that begins with some words."""
    for n, passage in enumerate(finder.index.passages):
        text = finder.index.document_of(passage).text
        for number, s in enumerate(passage.sentences):
            if text[s.start : s.end].startswith(words):
                return n, number
    raise AssertionError(words)


def reading(topic: str, bodies: tuple[str, ...] = (), periods: tuple[Period, ...] = (), documents: tuple[str, ...] = ()) -> Reading:
    return Reading(topic, Shape.FACT, Wanted.DESCRIPTION, bodies=bodies, periods=periods, documents=documents, topic=topic)


@pytest.mark.parametrize(
    ("board", "sentence", "speaks"),
    [
        ("Sussex", "Sussex leaders", True),
        ("Sussex", "It serves four", True),
        ("Sussex", "However, Frimley", False),
        ("Frimley", "However, Frimley", True),
        ("Frimley", "Sussex leaders", False),
        ("Frimley", "It serves four", False),
        ("Sussex", "In 2023/24 just", False),
        ("Sussex", "Ferries carry", False),
        ("Sussex", "It works with Frimley", True),
        ("Sussex", "The board has no", False),
        ("Frimley", "The board has no", True),
        ("Frimley", "It works with Frimley", True),
        ("Frimley", "The board paid", False),
        ("Devon", "Sussex leaders", False),
    ],
)
def test_speaks_of(finder: EvidenceFinder, board: str, sentence: str, speaks: bool) -> None:
    assert finder.speaks_of((board,), *place(finder, sentence)) is speaks


def test_without_a_board_every_sentence_will_do(finder: EvidenceFinder) -> None:
    assert all(finder.speaks_of((), n, number) for n, passage in enumerate(finder.index.passages) for number in range(len(passage.sentences)))


@pytest.mark.parametrize(
    ("period", "sentence", "of_it"),
    [
        (LATER, "Sussex leaders", True),
        (LATER, "In 2024/25 it was", True),
        (EARLIER, "In 2023/24 just", True),
        (EARLIER, "In 2024/25 it was", False),
        (EARLIER, "Sussex leaders", False),
        (EARLIER, "The board paid", False),
        (Period(2019), "The board paid", False),
    ],
)
def test_is_of(finder: EvidenceFinder, period: Period, sentence: str, of_it: bool) -> None:
    assert finder.is_of((period,), *place(finder, sentence)) is of_it


def test_without_a_year_every_sentence_will_do(finder: EvidenceFinder) -> None:
    assert all(finder.is_of((), n, number) for n, passage in enumerate(finder.index.passages) for number in range(len(passage.sentences)))


def test_where_nothing_is_named_everything_is_open(finder: EvidenceFinder) -> None:
    assert finder.where(reading("opticians")) is None


def test_where_a_document_board_or_year_is_named_only_its_passages_are_open(finder: EvidenceFinder) -> None:
    passages = finder.index.passages
    in_survey = {n for n, p in enumerate(passages) if p.document == SURVEY}
    assert set(finder.where(reading("opticians", documents=(SURVEY,))) or ()) == in_survey
    on_frimley = finder.where(reading("opticians", bodies=("Frimley",)))
    assert on_frimley
    assert all(passages[n].body == "Frimley" or "Frimley" in passages[n].mentions for n in on_frimley)
    assert all("2023/24" in passages[n].text for n in finder.where(reading("opticians", periods=(EARLIER,))) or ())
    assert finder.where(reading("opticians", bodies=("Devon",))) == []


def test_what_is_found_speaks_of_the_board_and_the_year(finder: EvidenceFinder) -> None:
    found = finder.find(reading("opticians", bodies=("Frimley",), periods=(LATER,)))
    texts = [item.text for item in found.evidence]
    assert any(text.startswith("The board has no") for text in texts)
    assert any(text.startswith("However, Frimley") for text in texts)
    assert not any(text.startswith(("Sussex leaders", "The board paid", "In 2023/24")) for text in texts)


def test_what_is_found_comes_best_first_and_stands_where_it_says(finder: EvidenceFinder) -> None:
    found = finder.find(reading("clinic for opticians"))
    scores = [item.score for item in found.evidence]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert found.evidence[0].text.startswith("Sussex leaders")
    for item in found.evidence:
        document = finder.index.document_of(finder.index.passages[item.passage])
        assert document.text[item.start : item.end] == item.text


def test_nothing_open_finds_nothing(finder: EvidenceFinder) -> None:
    found = finder.find(reading("opticians", bodies=("Devon",)))
    assert (found.passages, found.evidence) == ((), ())


def test_terms_are_the_words_that_an_answer_should_hold(finder: EvidenceFinder) -> None:
    stems = [term.stem for term in finder.terms("How many opticians did the ferries carry?")]
    assert stems == finder.stems(["opticians", "ferries", "carry"])


def test_terms_have_what_the_glossary_says_for_them(finder: EvidenceFinder) -> None:
    (term,) = finder.terms("overspend")
    assert 0 < grade(term, frozenset(finder.stems.of("a deficit"))) < 1
    assert grade(term, frozenset(finder.stems.of("a surplus"))) == 0


def test_a_rarer_word_tells_more(finder: EvidenceFinder) -> None:
    weights = {term.stem: term.weight for term in finder.terms("opticians ferries")}
    common, rare = (finder.stems([word])[0] for word in ("opticians", "ferries"))
    assert weights[rare] > weights[common] > 0


def test_a_question_of_words_of_asking_alone_keeps_them(finder: EvidenceFinder) -> None:
    assert finder.terms("amount of change")


def test_grade() -> None:
    term = Term("overspend", frozenset({frozenset({"deficit"})}), 1.0)
    assert grade(term, frozenset({"overspend", "deficit"})) == 1.0
    assert 0 < grade(term, frozenset({"deficit"})) < 1
    assert grade(term, frozenset({"surplus"})) == 0.0


def item(passage: int, score: float) -> Evidence:
    return Evidence(passage, 0, 0, 1, "x", score, 0.0, 0.0)


def test_merged_sides_take_turns_and_their_sentences_come_best_first() -> None:
    one = Found(((1, 0.9), (2, 0.8)), (item(1, 0.9), item(2, 0.8)), 10, 0.1)
    other = Found(((3, 0.4), (1, 0.3)), (item(3, 0.4), item(1, 0.9)), 5, 0.6)
    both = merged([one, other])
    assert both.passages == ((1, 0.9), (3, 0.4), (2, 0.8))
    assert [(e.passage, e.score) for e in both.evidence] == [(1, 0.9), (2, 0.8), (3, 0.4)]
    assert (both.searched, both.foreign) == (15, 0.6)


def test_merged_of_nothing_is_nothing() -> None:
    assert merged([]) == Found((), (), 0, 0.0)
