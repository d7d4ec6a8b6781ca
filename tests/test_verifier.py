"""A claim and a quote read together: what is borne out above what is turned, and the words that are amiss."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from index.encode import model_folder
from index.verifier import ClaimVerifier

SENTENCE = "The ferry company hired nine new captains in March and paid each of them £40,000."


@pytest.fixture(scope="module")
def verifier() -> ClaimVerifier:
    return ClaimVerifier(model_folder() / "tokenizer.json")


def odds(verifier: ClaimVerifier, claim: str, quote: str = SENTENCE) -> float:
    (found,) = verifier.verified(claim, [quote])
    return found.odds


@pytest.mark.parametrize("turned", ["The ferry company dismissed nine new captains.", "The ferry company refused to hire nine new captains."])
def test_a_claim_is_borne_out_and_its_contrary_is_not(verifier: ClaimVerifier, turned: str) -> None:
    assert odds(verifier, "Nine new captains were hired by the ferry company.") > odds(verifier, turned) + 1


def test_another_matter_bears_nothing_out(verifier: ClaimVerifier) -> None:
    said = "Nine new captains were hired by the ferry company."
    assert odds(verifier, said) > odds(verifier, said, "The bakery sells bread.") + 1


def test_it_is_the_quote_that_decides_and_not_how_a_claim_sounds(verifier: ClaimVerifier) -> None:
    rose, fell = "The number of passengers rose.", "The number of passengers fell."
    assert odds(verifier, rose, "Passenger numbers went up in May.") > odds(verifier, rose, "Passenger numbers went down in May.")
    assert odds(verifier, fell, "Passenger numbers went down in May.") > odds(verifier, fell, "Passenger numbers went up in May.")


def test_the_words_that_are_amiss_are_told(verifier: ClaimVerifier) -> None:
    (found,) = verifier.verified("The ferry company dismissed nine new captains in March.", [SENTENCE])
    assert "dismissed" in found.amiss


def test_each_quote_is_read_alone_and_alike(verifier: ClaimVerifier) -> None:
    alone = verifier.verified("Captains were hired.", [SENTENCE])
    assert verifier.verified("Captains were hired.", [SENTENCE, f"{SENTENCE} {SENTENCE}", "Nobody."])[0] == alone[0]


def test_nothing_and_texts_beyond_the_reach_are_read(verifier: ClaimVerifier) -> None:
    assert verifier.verified("Captains.", []) == []
    assert odds(verifier, "") < -10
    assert all(math.isfinite(odds(verifier, claim, quote)) for claim, quote in (("why " * 900, ""), ("why", "word " * 5000), ("why " * 900, "word " * 5000)))


def test_the_sets_it_learnt_from_are_whole() -> None:
    folder = Path(__file__).parents[1] / "benchmarks"
    sets = json.loads((folder / "contrary_sets.json").read_text(encoding="utf-8"))
    assert all(len(one["same"]) == len(one["contrary"]) == 3 and ("id" in one) != ("quote" in one) for one in sets)
    assert all(not {text.casefold() for text in one["same"]} & {text.casefold() for text in one["contrary"]} for one in sets)
