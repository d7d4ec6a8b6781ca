"""Who is measured beside Citewell."""

from __future__ import annotations

import numpy as np
import pytest

from evals.case import Case
from evals.run import measured
from evals.systems import COMPANY, AlwaysRefuse, Asked, NeverRefuse, QuestionVectors, Recipe, asked, chunks_of, company
from index.hybrid import HybridIndex
from rag.assistant import Assistant

QUESTION = {"id": "q", "category": "board", "question": "How did Dorset do on urgent care in 2024/25?", "must": [{"any": ["x"]}],
            "evidence": [{"document": "d", "keys": ["x"]}]}  # fmt: skip
CASE = Case.model_validate(QUESTION)
LIST = Case.model_validate({"id": "l", "category": "list", "question": "Which boards run zeppelins?", "items": []})
UNKNOWN = Case.model_validate({"id": "n", "category": "unanswerable", "question": "What does Narnia ICB spend?", "answerable": False, "reason": "unknown_body"})


@pytest.fixture
def vectors(digest_index: HybridIndex) -> QuestionVectors:
    return QuestionVectors(digest_index.encoder)


def test_the_company_is_complete_and_in_order(assistant: Assistant, vectors: QuestionVectors) -> None:
    assert tuple(company(assistant, vectors, assistant.index.encoder.encode)) == COMPANY


@pytest.mark.parametrize("name", ["copy the top passage", "BM25 alone", "dense alone"])
def test_a_copier_quotes_the_first_passage_whole_and_verbatim(name: str, assistant: Assistant, vectors: QuestionVectors) -> None:
    system = company(assistant, vectors, assistant.index.encoder.encode)[name]()
    answer = system.answer(CASE)
    assert answer.refusal is None
    (citation,) = answer.citations
    assert citation.quote == answer.text == answer.retrieved[0].passage
    assert assistant.index.by_id[citation.document].text[citation.start : citation.end] == citation.quote
    scores = [row.score for row in answer.retrieved]
    assert scores == sorted(scores, reverse=True)
    assert system.answer(UNKNOWN).refusal is None


def test_a_copier_names_the_boards_that_it_found_for_a_list(assistant: Assistant, vectors: QuestionVectors) -> None:
    answer = company(assistant, vectors, assistant.index.encoder.encode)["BM25 alone"]().answer(LIST)
    assert answer.census is not None
    assert answer.census.count == len(answer.census.answer)


def test_always_refusing_is_right_on_the_unanswerable_alone(assistant: Assistant) -> None:
    system = AlwaysRefuse()
    assert measured(UNKNOWN, system.answer(UNKNOWN), {}, ()).correct
    assert measured(CASE, system.answer(CASE), {}, ()).score == 0


def test_never_refusing_answers_what_citewell_refuses_and_leaves_it_as_it_was(assistant: Assistant) -> None:
    assert Asked(assistant).answer(UNKNOWN).refusal is not None
    assert NeverRefuse(assistant).answer(UNKNOWN).refusal is None
    assert assistant.settings.refuses
    assert NeverRefuse(assistant).answer(CASE).text == Asked(assistant).answer(CASE).text


def test_the_recipe_cuts_by_characters_and_takes_the_nearest(digest_index: HybridIndex, vectors: QuestionVectors) -> None:
    one = digest_index.documents[:1]
    text = one[0].text
    chunks = chunks_of(text)
    assert all(text[start : start + len(chunk)] == chunk for chunk, start in chunks)
    assert max(len(chunk) for chunk, _ in chunks) <= 1000
    target = len(chunks) // 2
    rows = np.zeros((len(chunks), 384), dtype=np.float32)
    rows[target] = vectors(CASE.question)
    system = Recipe(one, vectors, lambda texts: rows[: len(texts)])
    answer = system.answer(CASE)
    assert len(answer.retrieved) == 4
    assert answer.text == chunks[target][0]
    assert len(system.pool) == len(chunks)


def test_the_recipe_knows_the_headings_that_a_chunk_touches(digest_index: HybridIndex, vectors: QuestionVectors) -> None:
    document = digest_index.documents[0]
    system = Recipe((document,), vectors, lambda texts: np.eye(len(texts), 384, dtype=np.float32))
    section = next(s for s in document.sections if s.path and s.end - s.start > 50)
    touching = [row for row, (_, start, end) in zip(system.pool, system.chunks, strict=True) if start < section.end and section.start < end]
    assert touching
    assert all(set(section.path) <= set(row.section) for row in touching)


def test_a_question_is_encoded_once_and_its_time_is_kept() -> None:
    class Counting:
        calls = 0

        def encode(self, texts: list[str], progress: object = None) -> np.ndarray:
            self.calls += 1
            return np.ones((len(texts), 384), dtype=np.float32)

        def is_word(self, word: str) -> bool:
            return True

    encoder = Counting()
    known = QuestionVectors(encoder)
    assert known.took("Why?") == 0.0
    assert (known("Why?") == known("Why?")).all()
    assert encoder.calls == 1
    assert known.took("Why?") > 0
    assert (known.encode(["Why?"]) == known("Why?")).all()
    assert encoder.calls == 1
    assert known.encode(["Why?", "How?"]).shape == (2, 384)


def test_a_conversation_is_asked_in_a_row() -> None:
    talk = CASE.model_copy(update={"question": "", "turns": ("How is Dorset?", "And Devon?")})
    assert asked(talk) == "How is Dorset? And Devon?"
    assert asked(CASE) == CASE.question
