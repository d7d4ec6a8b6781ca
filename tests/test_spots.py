"""The table of findings on the page: its spots, its choices, and that each opens the words it was read from."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.testclient import TestClient

from corpus.bodies import Bodies
from rag.assistant import Assistant
from ui.desk import Desk
from ui.findings import matrix_of, regions_of, themes_of
from ui.home import Home
from ui.opening import Opening
from ui.serving import routes
from ui.spots import UnknownSpot, spot_answer, spots_html, themes

Visitor = Callable[..., AbstractContextManager[Any]]

OVERSIGHT = "Oversight"
TABLE = "#spots .cw-grid"


@pytest.fixture
def client(assistant: Assistant, bodies: Bodies, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes(Desk(Opening.of(assistant), Home(tmp_path), bodies)))) as one:
        yield one


def test_every_cell_of_a_theme_has_a_spot_and_its_quotes(assistant: Assistant, bodies: Bodies) -> None:
    shown = matrix_of(assistant, themes=[OVERSIGHT])
    made = spots_html(assistant, OVERSIGHT)
    spots = re.findall(r'data-spot="([^"]+)" data-body="([^"]+)"', made)
    assert {(html.unescape(body), html.unescape(column)) for column, body in spots} == set(shown.cells)
    assert made.count('<th scope="row">') == 42
    for (body, column), cell in shown.cells.items():
        cited = spot_answer(assistant, body, column, bodies).citations
        assert {(c.start, c.end) for c in cited} == {(f.start, f.end) for f in cell.findings}
        assert all(c.body == body and assistant.index.by_id[c.document].text[c.start : c.end] == c.quote for c in cited)


def test_region_narrows_the_boards_and_an_unknown_choice_gets_a_sentence(assistant: Assistant, bodies: Bodies) -> None:
    made = spots_html(assistant, OVERSIGHT, "London")
    assert re.findall(r'<th scope="row">([^<]+)</th>', made) == list(bodies.of_region("London"))
    for theme, region in (("Weather", ""), (OVERSIGHT, "Wales")):
        with pytest.raises(UnknownSpot):
            spots_html(assistant, theme, region)
    with pytest.raises(UnknownSpot):
        spot_answer(assistant, "Atlantis", "result", bodies)


def test_every_theme_can_be_chosen_and_finance_comes_first(assistant: Assistant) -> None:
    assert themes(assistant)[0] == "Finance" and sorted(themes(assistant)) == sorted(themes_of(assistant))


def test_findings_go_out_as_csv_with_their_wording(client: TestClient, assistant: Assistant) -> None:
    got = client.get("/take/findings.csv", params={"theme": OVERSIGHT, "region": "London"})
    rows = list(csv.DictReader(io.StringIO(got.content.decode("utf-8-sig"))))
    assert rows and {row["region"] for row in rows} == {"London"} and {row["wording"] for row in rows} == {"our wording"}
    assert "attachment" in got.headers["content-disposition"]
    wrong = client.get("/take/findings.csv", params={"region": "Wales"})
    assert wrong.status_code == 400 and regions_of(assistant)[0] in wrong.text


def gone_to(visit: Any) -> Any:
    """The table of the first theme, with its tab in front."""
    visit.tab("Across the boards")
    table = visit.page.locator(TABLE)
    expect(table.locator("tbody th[scope=row]")).to_have_count(42)
    return table


@pytest.mark.browser
def test_theme_and_region_are_chosen_and_taken_away(visit: Any, assistant: Assistant, bodies: Bodies) -> None:
    table = gone_to(visit)
    assert table.locator("button.cw-spot").count() == len(matrix_of(assistant, themes=["Finance"]).cells)
    chip = visit.page.get_by_role("button", name=OVERSIGHT)
    chip.click()
    expect(visit.page.get_by_role("region", name=f"Table of findings: {OVERSIGHT}")).to_be_visible()
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(chip).to_be_focused()
    visit.page.locator("#cw-spots-region").select_option("London")
    expect(table.locator("tbody th[scope=row]")).to_have_text(list(bodies.of_region("London")))
    with visit.page.expect_download() as download:
        visit.page.locator("#spots .cw-csv").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    assert {row["body"] for row in rows} <= set(bodies.of_region("London")) and {row["wording"] for row in rows} == {"our wording"}
    assert visit.errors == []


@pytest.mark.browser
def test_column_sorts_up_down_and_back(visit: Any) -> None:
    table = gone_to(visit)
    names = table.locator("tbody th[scope=row]")
    first = names.all_inner_texts()
    head = table.locator("thead th").nth(2)
    keys = "table => [...table.tBodies[0].rows].filter(row => !row.hidden).map(row => row.cells[2].dataset.key)"
    for way, down in (("ascending", False), ("descending", True)):
        head.locator("button").click()
        expect(head).to_have_attribute("aria-sort", way)
        said = table.evaluate(keys)
        full = [key for key in said if key]
        assert full == sorted(full, reverse=down, key=str.casefold) and said == full + [""] * (len(said) - len(full))
        assert len(set(full)) > 1
    head.locator("button").click()
    assert names.all_inner_texts() == first
    expect(table.locator(".cw-part").first).to_be_visible()


@pytest.mark.browser
def test_spot_tells_its_value_and_opens_its_quote(visit: Any, assistant: Assistant) -> None:
    table = gone_to(visit)
    spot = table.locator("button.cw-spot").nth(3)
    body, column = spot.get_attribute("data-body"), spot.get_attribute("data-spot")
    cell = matrix_of(assistant).cells[(body, column)]
    spot.hover()
    expect(visit.page.get_by_role("tooltip")).to_contain_text(cell.value)
    spot.click()
    opened = visit.page.locator("#across-evidence .cw-source:not([hidden])")
    expect(opened).to_be_focused()
    expect(opened.locator("header strong")).to_have_text(body)
    expect(opened).to_contain_text("our wording")
    finding = cell.findings[0]
    expect(opened.locator("mark")).to_have_text(assistant.index.document_of(assistant.index.passages[finding.passage]).text[finding.start : finding.end])


@pytest.mark.browser
def test_arrow_keys_lead_from_spot_to_spot_and_enter_opens(visit: Any) -> None:
    table = gone_to(visit)
    page = visit.page
    page.locator("#spots .cw-scroll").focus()
    first = table.locator("button.cw-spot").first
    expect(first).to_have_attribute("tabindex", "0")
    assert table.locator("button.cw-spot[tabindex='0']").count() == 1
    first.focus()
    page.keyboard.press("ArrowRight")
    second = table.locator("button.cw-spot").nth(1)
    expect(second).to_be_focused()
    column = second.get_attribute("data-spot")
    page.keyboard.press("ArrowDown")
    below = table.locator(f"button.cw-spot[data-spot='{column}']").nth(1)
    expect(below).to_be_focused()
    page.keyboard.press("Enter")
    opened = page.locator("#across-evidence .cw-source:not([hidden])")
    expect(opened).to_be_focused()
    expect(opened.locator("header strong")).to_have_text(below.get_attribute("data-body") or "")


@pytest.mark.browser
def test_table_fits_a_phone_and_leads_back_from_its_quote(visitor: Visitor) -> None:
    with visitor(360, "dark") as visit:
        table = gone_to(visit)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
        spot = table.locator("button.cw-spot").nth(1)
        spot.click()
        expect(visit.page.locator("#across-evidence mark").first).to_be_in_viewport()
        visit.page.get_by_role("button", name="Back to the table").locator("visible=true").click()
        expect(spot).to_be_in_viewport()
        expect(spot).to_be_focused()
        visit.page.locator("#cw-spots-words").check()
        expect(spot.locator("span")).to_be_in_viewport()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
