"""A question and a sentence read together: hits above near misses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.asked import Asked
from corpus.bodies import Bodies
from index.cross import CrossEncoder
from index.encode import model_folder
from rag.assistant import Assistant
from rag.closely import Blend, unnamed, worth_reading
from rag.types import Shape

SENTENCE = "The ferry company hired nine new captains in March and paid each of them £40,000."


@pytest.fixture(scope="module")
def cross() -> CrossEncoder:
    return CrossEncoder(model_folder() / "tokenizer.json")


def test_what_a_sentence_tells_is_above_what_it_only_speaks_of(cross: CrossEncoder) -> None:
    told, untold = cross.answers("How many captains were hired?", [SENTENCE]), cross.answers("Who complained about the captains?", [SENTENCE])
    assert told[0] > untold[0]


def test_another_matter_answers_least(cross: CrossEncoder) -> None:
    scores = cross.answers("How many captains were hired?", [SENTENCE, "Interpreters are booked by telephone."])
    assert scores[0] > scores[1] + 1


def test_scores_do_not_hang_on_what_is_read_beside(cross: CrossEncoder) -> None:
    alone = cross.answers("Who paid?", [SENTENCE])
    beside = cross.answers("Who paid?", [SENTENCE, f"{SENTENCE} {SENTENCE} {SENTENCE}", "Nobody."])
    assert beside.shape == (3,) and np.allclose(alone[0], beside[0], atol=0.5)


def test_nothing_and_texts_beyond_the_reach_are_read(cross: CrossEncoder) -> None:
    assert cross.answers("Who?", []).shape == (0,)
    assert np.isfinite(cross.answers("why " * 90, ["word " * 5000, ""])).all()
    assert np.isfinite(cross.answers("word " * 5000, ["a sentence"])).all()


def test_the_blend_leaves_the_order_of_what_was_not_read() -> None:
    blend = Blend(0.0, 0.5, -2.0)
    odds = blend.apply(np.array([2.0, 1.0, 0.5, 0.0]), np.array([-3.0, 4.0]))
    assert odds.tolist() == [0.5, 3.0, -0.5, -1.0]


def test_near_misses_and_claims_are_whole() -> None:
    folder = Path(__file__).parents[1] / "benchmarks"
    claims = json.loads((folder / "claims.json").read_text(encoding="utf-8"))
    asked = Asked.load()
    assert all(misses and asked.by_finding[key] for key, misses in asked.unanswered.items())
    assert all(row["same"] and row["other"] and not set(row["same"]) & set(row["other"]) for row in claims.values())


@pytest.mark.parametrize("question", ["How did Dorset do on finance?", "Tell me about leadership in Kent and Medway."])
def test_a_question_for_a_whole_matter_is_answered_by_any_sentence_on_it(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).status == "answered"


def test_a_near_miss_that_nothing_read_closely_says_is_refused(assistant: Assistant) -> None:
    assert assistant.ask("Who chairs the Sussex ICB?").status == "refused"


def test_only_what_may_still_come_first_is_read() -> None:
    assert worth_reading(np.array([3.0, 2.0, -5.0]), Shape.FACT) == 2
    assert worth_reading(np.zeros(40), Shape.FACT) > worth_reading(np.zeros(40), Shape.TREND) > 0


def test_a_name_leaves_the_board_behind(bodies: Bodies) -> None:
    assert unnamed("What did the Devon ICB pay?", bodies) == "What did the board pay?"
    assert unnamed("What share of Devon's savings will last?", bodies) == "What share of the board's savings will last?"
