"""A census as tiles and as a table."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.bodies import Bodies
from rag.assistant import Assistant
from rag.types import Answer, Census, Row
from ui.table import census_view


def test_every_board_has_a_tile_in_its_region_and_a_row(assistant: Assistant, bodies: Bodies) -> None:
    answer = assistant.ask("Which boards had a deficit in 2024/25?")
    assert answer.census
    made = census_view(answer, "1", "q=x", bodies)
    assert re.findall(r'<th scope="row">([^<]+)</th>', made) == [row.body for row in answer.census.rows]
    assert len(re.findall(r'class="cw-tile ', made)) == len(answer.census.rows) == 42
    assert re.findall(r"<h5>([^<]+) <span>", made) == list(bodies.regions)
    opened = {int(n) for n in re.findall(r'data-open="cite-1-(\d+)"', made)}
    assert opened == {row.citation for row in answer.census.rows if row.citation}


def test_counts_and_markup(answered: Answer, bodies: Bodies) -> None:
    census = Census("a <b>", "2024/25", 3, 1, ("Dorset",), (Row("Dorset", "yes", 1), Row("<b>Kent</b>", "not_stated"), Row("Devon", "no", 1)))
    made = census_view(replace(answered, census=census), "1", "", bodies)
    assert "3 boards checked" in made and "1 yes" in made and "1 no<" in made and "1 not stated" in made
    assert "<b>Kent" not in made and "cw-csv" not in made and "our wording" in made
    assert census_view(answered, "1", "", bodies) == ""


def test_doubtful_boards_stand_apart_and_are_not_counted(answered: Answer, bodies: Bodies) -> None:
    rows = (Row("Dorset", "yes", 1), Row("Devon", "not_stated", doubt=True), Row("Kent and Medway", "not_stated"))
    census = Census("deficit", "2024/25", 3, 1, ("Dorset",), rows, by="field", fields=("Financial result",))
    made = census_view(replace(answered, census=census), "1", "", bodies)
    assert "2 not stated" in made and "1 of them doubtful" in made and 'aria-label="Devon: doubtful"' in made
    assert "Found by field: Financial result." in made and "not counted" in made
    near = census_view(replace(answered, census=replace(census, rows=(Row("Devon", "not_stated", 1, doubt=True),))), "1", "", bodies)
    assert '<button type="button" class="cw-tile doubtful" data-open="cite-1-1"' in near and "The middle one." in near
    read = census_view(replace(answered, census=replace(census, by="reading", fields=(), rows=rows[:1])), "1", "", bodies)
    assert "Found by reading" in read and "doubtful" not in read and "not counted" not in read
