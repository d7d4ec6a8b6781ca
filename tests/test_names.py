"""What a sentence names must stand in what it cites, at its beginning as elsewhere, and as one name."""

from __future__ import annotations

import pytest

from corpus.bodies import Bodies
from rag.names import strange

GROUND = "The finances of Royal Cornwall Hospitals and Devon Partnership Trust were reviewed by Deloitte; decompressing wards helped."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Deloitte looked at the money.", None),
        ("Serco looked at the money.", "Serco"),
        ("The money was looked at (Serco).", "Serco"),
        ("Decompression of wards was of use.", None),
        ("Overcrowding was eased.", None),
        ("Royal Cornwall Hospitals had its money looked at.", None),
        ("Devon Partnership NHS Trust had its money looked at.", None),
        ("Quot looked at the money.", "Quot"),
        ("Meanwhile Deloitte looked at the money.", None),
        ("Royal Cornwall Hospitals and Devon Partnership Trust had their money looked at.", None),
        ("Royal Devon Trust had its money looked at.", "Royal Devon Trust"),
    ],
)
def test_a_name_that_is_not_there_is_told(text: str, name: str | None) -> None:
    assert strange(text, GROUND, Bodies([])) == name
