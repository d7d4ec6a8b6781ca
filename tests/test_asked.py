"""The questions in plain words beside each finding."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from corpus.asked import Asked, finding_id
from corpus.types import Document, Edition
from evals.case import load, plain
from index.asked import AskedRows, shipped, text_key
from index.hybrid import HybridIndex


def test_nearly_every_finding_has_questions(digests: dict[str, Document]) -> None:
    asked = Asked.load()
    findings = [d.text[b.start : b.end] for d in digests.values() for s in d.sections for b in s.blocks]
    without = [finding for finding in findings if not asked.of(finding)]
    assert len(without) <= 0.05 * len(findings), without[:3]


def test_no_question_belongs_to_a_finding_that_is_gone(digests: dict[str, Document]) -> None:
    known = {finding_id(d.text[b.start : b.end]) for d in digests.values() for s in d.sections for b in s.blocks}
    assert not set(_file("asked.json")) - known


@pytest.mark.originals
def test_no_question_belongs_to_a_sentence_of_an_original_that_is_gone(original_index: HybridIndex) -> None:
    known = {
        finding_id(p.text[s.start - p.start : s.end - p.start])
        for p in original_index.passages
        if original_index.document_of(p).edition is Edition.ORIGINAL
        for s in p.sentences
    }
    assert not set(_file("asked_originals.json")) - known


@pytest.mark.originals
def test_no_question_over_two_years_belongs_to_what_is_gone(original_index: HybridIndex, digests: dict[str, Document]) -> None:
    known = {finding_id(d.text[b.start : b.end]) for d in digests.values() for s in d.sections for b in s.blocks}
    known |= {finding_id(p.text[s.start - p.start : s.end - p.start]) for p in original_index.passages for s in p.sentences}
    for matter in Asked.load().over_years:
        assert set(matter.answered_by) <= known, matter.questions[0]
        assert matter.questions and not set(matter.answered_by) & set(matter.near)


def test_questions_over_two_years_are_like_others_of_that_shape_alone(digest_index: HybridIndex) -> None:
    first, end = digest_index.asked.over_years
    assert 0 < first < end < len(digest_index.asked.questions)
    numbers = [row for row in digest_index.asked.at if first <= row[0] < end]
    question, passage, sentence = numbers[len(numbers) // 2]
    vector = digest_index.encode(digest_index.asked.questions[question])
    assert digest_index.asked_like(vector, over_years=True)(passage, sentence) > 0.9
    assert digest_index.asked_like(vector)(passage, sentence) < digest_index.asked_like(vector, over_years=True)(passage, sentence)


def test_what_is_asked_for_a_sentence_is_known_without_the_sentence() -> None:
    assert all(len(sentence) == 8 and int(sentence, 16) >= 0 for sentence in _file("asked_originals.json"))


def test_no_question_is_a_cases_question() -> None:
    cases = {plain(question) for case in load() for question in (case.question, *case.turns) if question}
    assert not cases & {plain(question) for question in Asked.load().all}


def test_a_finding_that_is_not_known_has_none() -> None:
    assert Asked.load().of("Nobody has ever written this.") == ()


def test_a_digests_questions_stand_beside_their_own_findings(digest_index: HybridIndex) -> None:
    asked = Asked.load()
    by_question = {question: finding for finding, questions in asked.by_finding.items() for question in questions}
    assert len(digest_index.asked.at) > 1500
    for question, p, s in digest_index.asked.at[:200]:
        passage = digest_index.passages[p]
        document = digest_index.document_of(passage)
        sentence = passage.sentences[s]
        blocks = [b for b in document.sections[passage.section].blocks if b.start <= sentence.start and sentence.end <= b.end]
        assert finding_id(document.text[blocks[0].start : blocks[0].end]) in {
            by_question[digest_index.asked.questions[question]],
            *_twins(asked, digest_index.asked.questions[question]),
        }


def _file(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((files("corpus") / name).read_text(encoding="utf-8"))
    return found


def _twins(asked: Asked, question: str) -> set[str]:
    return {finding for finding, questions in asked.by_finding.items() if question in questions}


def test_a_question_finds_the_sentence_it_belongs_to(digest_index: HybridIndex) -> None:
    question, p, s = digest_index.asked.at[100]
    like = digest_index.asked_like(digest_index.encode(digest_index.asked.questions[question]))
    assert like(p, s) > 0.8  # of several questions beside a sentence one is the same, and the others are like it
    assert like(p, s) == max(like(passage, sentence) for _, passage, sentence in digest_index.asked.at)
    assert like(p, 10_000) == 0.0


def test_the_vectors_are_of_length_one(digest_index: HybridIndex) -> None:
    assert np.allclose(np.linalg.norm(digest_index.asked.vectors, axis=1), 1.0, atol=1e-4)


@pytest.mark.originals
def test_an_originals_questions_stand_on_the_same_board(original_index: HybridIndex, digest_index: HybridIndex) -> None:
    alone, _ = digest_index.asked.over_years
    body_of = {digest_index.asked.questions[q]: digest_index.passages[p].body for q, p, _ in digest_index.asked.at if q < alone}
    rows = [row for row in original_index.asked.at if original_index.asked.questions[row[0]] in body_of]
    assert len(rows) > 1500
    same = sum(original_index.passages[p].body == body_of[original_index.asked.questions[q]] for q, p, _ in rows)
    assert same >= 0.97 * len(rows)


def test_the_shipped_vectors_are_those_of_the_questions_and_findings(digests: dict[str, Document], digest_index: HybridIndex) -> None:
    known = shipped()
    questions = Asked.load().all
    findings = [d.text[b.start : b.end] for d in digests.values() for s in d.sections for b in s.blocks]
    texts = [*questions, *(finding for finding in findings if Asked.load().of(finding))]
    assert all(text_key(text) in known for text in texts), "run benchmarks/encode_asked.py"
    for text in texts[::400]:
        assert float(known[text_key(text)] @ digest_index.encode(text)) > 0.999


def test_a_question_like_those_that_nothing_answers_is_told_from_others(digest_index: HybridIndex) -> None:
    asked, own = Asked.load(), [d.id for d in digest_index.documents]
    one, other = next(iter(asked.by_finding.values()))[0], next(iter(asked.unanswered.values()))[0]
    assert digest_index.answered_like(digest_index.encode(one), own) > 0.5
    assert digest_index.answered_like(digest_index.encode(other), own) < -0.5


def test_of_texts_that_were_added_nobody_knows_what_they_answer(digest_index: HybridIndex) -> None:
    vector = digest_index.encode(next(iter(Asked.load().unanswered.values()))[0])
    assert digest_index.answered_like(vector, ["added-by-a-user"]) == 0.0
    assert replace(digest_index, asked=AskedRows.empty()).answered_like(vector, [digest_index.documents[0].id]) == 0.0


def test_no_question_is_both_answered_and_not() -> None:
    asked = Asked.load()
    answered = {question for questions in asked.by_finding.values() for question in questions}
    assert not answered & {question for questions in asked.unanswered.values() for question in questions}
