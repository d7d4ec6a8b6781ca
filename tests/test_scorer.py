"""The trained scorer: what it looks at, and that its numbers fit."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from corpus.split import passages_of
from evals.benchmarks.engine import NO_BODIES, Engine, scorer
from evals.benchmarks.texts import sentences_document
from rag.scorer import CONFIDENCE_FEATURES, SENTENCE_FEATURES, Logistic, Models, Scorer, SentenceFeatures, late_interaction

SENTENCES = ["The ferry sails twice a day .", "It carries patients from the island to the hospital .", "The harbour was painted green in 1901 ."]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(lambda step, done, total: None)


@pytest.fixture(scope="module")
def trained(engine: Engine) -> Scorer:
    document, spans = sentences_document("ferries", "Ferries", SENTENCES)
    other, others = sentences_document("opticians", "Opticians", ["Opticians test eyes .", "Nine of them work here ."])
    cut = [p for d, s in ((document, spans), (other, others)) for p in passages_of(d, [s], engine.count, NO_BODIES)]
    return scorer(engine.features(engine.index([document, other], cut)))


def test_a_logistic_model_gives_probabilities() -> None:
    model = Logistic.from_json({"bias": 0.0, "weights": {"a": 1.0, "b": -1.0}}, ("a", "b"))
    assert model.apply(np.array([[0.0, 0.0], [3.0, 0.0]])) == pytest.approx([0.5, 1 / (1 + np.exp(-3))])


def test_a_model_without_a_weight_for_a_feature_is_refused() -> None:
    with pytest.raises(KeyError):
        Logistic.from_json({"bias": 0.0, "weights": {"a": 1.0}}, ("a", "b"))


def test_the_shipped_models_weigh_every_feature() -> None:
    models = Models.load()
    assert len(models.sentence.weights) == len(SENTENCE_FEATURES)
    assert len(models.confidence.weights) == len(CONFIDENCE_FEATURES)


def test_late_interaction_takes_the_best_token_for_each_of_the_question() -> None:
    question = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    text = np.array([[0.6, 0.8], [1.0, 0.0]], dtype=np.float32)
    assert late_interaction(question, text) == pytest.approx([1.0, 0.8])


def test_the_sentence_that_answers_is_scored_highest(engine: Engine, trained: Scorer) -> None:
    (question,) = engine.questions(["Who does the ferry carry to the hospital?"], trained.features)
    scored = trained.sentences(question, [0])
    assert max(scored, key=lambda s: s.score).place.sentence == 1
    assert all(0 < s.score < 1 for s in scored)


def test_confidence_is_higher_where_the_texts_answer(engine: Engine, trained: Scorer) -> None:
    known, unknown = engine.questions(["Who does the ferry carry to the hospital?", "How deep is the ocean on Titan?"], trained.features)
    index = trained.features.index
    sure, unsure = (trained.confidence(q, index.search(q.text, vector=q.vector)) for q in (known, unknown))
    assert unsure < sure


def test_the_learned_projection_adds_to_the_confidence_where_an_index_has_it(engine: Engine, trained: Scorer) -> None:
    known, unknown = engine.questions(["Who does the ferry carry to the hospital?", "How deep is the ocean on Titan?"], trained.features)
    index = trained.features.index
    at = [CONFIDENCE_FEATURES.index(name) for name in ("learned_mean", "learned_margin")]
    sure, unsure = (trained.features.confidence(q, index.search(q.text, vector=q.vector))[at] for q in (known, unknown))
    assert (sure > unsure).all()
    bare = SentenceFeatures(dataclasses.replace(index, late=None), trained.features.tokens, trained.features.passages)
    assert bare.confidence(known, bare.index.search(known.text, vector=known.vector))[at].tolist() == [0.0, 0.0]


def test_nothing_found_and_a_question_without_words_are_scored(engine: Engine, trained: Scorer) -> None:
    (question,) = engine.questions(["?"], trained.features)
    assert trained.features.confidence(question, []).tolist() == [0.0] * len(CONFIDENCE_FEATURES)
    assert np.isfinite(trained.features.confidence(question, trained.features.index.search("?", vector=question.vector))).all()
    places, rows = trained.features.rows(question, [])
    assert places == [] and rows.shape == (0, len(SENTENCE_FEATURES))
