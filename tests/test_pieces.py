"""A question cut where it says and, but, or."""

from __future__ import annotations

import pytest

from rag.fields import Fields
from rag.pieces import cut


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("keep otters, badgers or hedgehogs", [("keep otters", ""), ("badgers", "or"), ("hedgehogs", "or")]),
        ("keep otters, badgers and hedgehogs", [("keep otters, badgers", ""), ("hedgehogs", "and")]),
        ("keep otters, in a moat of their own, or badgers", [("keep otters, in a moat of their own", ""), ("badgers", "or")]),
        ("keep otters, which are shy, or badgers", [("keep otters, which are shy", ""), ("badgers", "or")]),
    ],
)
def test_the_comma_of_a_list_goes_with_its_or(fields: Fields, text: str, pieces: list[tuple[str, str]]) -> None:
    assert [(piece.text, piece.join) for piece in cut(text, fields.mentions(text))] == pieces


def test_a_comma_between_two_fields_cuts(fields: Fields) -> None:
    text = "mention cancer, praised for maternity"
    assert [piece.join for piece in cut(text, fields.mentions(text))] == ["", ","]
