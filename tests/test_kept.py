"""A model's answers are found again under their link; the texts' own are made anew."""

from __future__ import annotations

from dataclasses import replace

from rag.types import Answer
from ui.kept import KeptAnswers


def test_worded_answers_are_kept_and_the_oldest_forgotten(answered: Answer) -> None:
    kept = KeptAnswers(most=2)
    worded = replace(answered, provenance={"generator": "scripted"})
    for link in ("q=1", "q=2"):
        assert kept.keep(link, worded) is worded
    assert kept.find("q=1") is worded
    kept.keep("q=3", worded)
    assert kept.find("q=2") is None and kept.find("q=1") is worded


def test_own_answers_are_not_kept(answered: Answer) -> None:
    kept = KeptAnswers()
    kept.keep("q=1", answered)
    kept.keep("q=2", replace(answered, provenance={"generator": "extractive"}))
    assert kept.find("q=1") is None and kept.find("q=2") is None
