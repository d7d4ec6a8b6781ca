"""Cutting sentences into clauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.clauses import clauses


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("Bus services improved, but tram services got worse.", ["Bus services improved, but", "tram services got worse."]),
        ("While bus services improved this year, the tram services got worse.", ["While bus services improved this year,", "the tram services got worse."]),
        ("Bus fares were cut; tram fares were not.", ["Bus fares were cut;", "tram fares were not."]),
        ("Buses, trams and ferries were all praised.", ["Buses, trams and ferries were all praised."]),
        ("It met the bus target although it missed the tram target.", ["It met the bus target although", "it missed the tram target."]),
    ],
)
def test_a_sentence_is_cut_where_it_turns(sentence: str, parts: list[str]) -> None:
    assert [clause.text.strip() for clause in clauses(sentence)] == parts


@given(st.text(max_size=200))
def test_clauses_cover_the_sentence(sentence: str) -> None:
    found = clauses(sentence)
    assert "".join(clause.text for clause in found) == sentence
    assert all(sentence[clause.start : clause.end] == clause.text for clause in found)
