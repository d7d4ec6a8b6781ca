"""A conversation as a link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.types import Period
from ui.permalink import LONGEST, MOST_TURNS, Asked, LinkError, conversation_of, query_of

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).filter(lambda text: text == text.strip() != "")


@given(st.lists(st.tuples(TEXT, st.sampled_from([(), ("Devon",), ("Devon", "Dorset")]), st.sampled_from([(), ("2024/25",)])), min_size=1, max_size=5))
def test_link_gives_back_the_conversation(rows: list[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> None:
    asked = tuple(Asked(question, bodies, years) for question, bodies, years in rows)
    assert conversation_of(query_of(asked), Bodies.load(), Catalogue.load()) == asked


def test_board_is_known_by_any_of_its_names_wherever_it_stands(bodies: Bodies, catalogue: Catalogue) -> None:
    for query in ("q=How?&body=BLMK&year=24/25", "body=BLMK&year=2024-25&q=How?"):
        (asked,) = conversation_of(query, bodies, catalogue)
        assert asked.bodies == ("Bedfordshire, Luton and Milton Keynes",) and asked.years == ("2024/25",)
        assert asked.filters.periods == (Period(2024),)


@pytest.mark.parametrize(
    ("query", "said"),
    [("q=x&body=Atlantis", "“Atlantis” is no board"), ("q=x&year=2024", "“2024” is no financial year"), ("q=x&document=bible", "“bible” is no document")],
)
def test_unknown_name_is_refused_with_a_sentence(bodies: Bodies, catalogue: Catalogue, query: str, said: str) -> None:
    with pytest.raises(LinkError, match=said):
        conversation_of(query, bodies, catalogue)


def test_link_holds_no_more_than_can_be_read(bodies: Bodies, catalogue: Catalogue) -> None:
    query = query_of([Asked("x" * (LONGEST + 5))] * (MOST_TURNS + 5))
    asked = conversation_of(query + "&q=more", bodies, catalogue)
    assert len(asked) == MOST_TURNS and len(asked[0].question) == LONGEST
    assert conversation_of("__theme=dark&q=%20", bodies, catalogue) == ()
