"""A model's sentences on the page: each comes as it passes its check, Stop reaches the model, and what is withheld is told with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from conftest import serving, visiting
from playwright.sync_api import Browser, Page, expect
from scripted import LIE, PARAPHRASE
from test_access import serious

pytestmark = pytest.mark.browser

Visitor = Callable[[], AbstractContextManager[Any]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scripted")


@pytest.fixture(scope="module")
def worded(browser: Browser, page_home: Path, address: str, folder: Path) -> Iterator[Visitor]:
    """Makes a visitor of a page with a model; the index is there, since another page was served from it."""
    (folder / "go Somerset").touch()
    ready = "take/citewell.md?q=How+did+Somerset+do+on+finance%3F"
    with serving(lambda port: ["-m", "tests.scripted", str(page_home), str(folder), str(port)], folder / "log.txt", ready) as served:
        yield lambda: visiting(browser, served)


def eventually(page: Page, file: Path) -> None:
    for _ in range(100):
        if file.exists():
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{file.name} did not come about")


def test_sentence_is_shown_as_soon_as_it_has_passed_its_check(worded: Visitor, folder: Path) -> None:
    with worded() as visit:
        page = visit.page
        expect(page.locator(".cw-private")).to_contain_text("sent to a scripted model")
        page.locator("#cw-question").fill("How did Devon do on finance?")
        page.locator("#cw-ask").click()
        expect(page.locator(".cw-turn .cw-said p")).to_have_text([f"{PARAPHRASE}Devon, 2024/25✓"])
        page.locator(".cw-early").focus()
        expect(page.get_by_role("tooltip")).to_contain_text("Devon · 2024/25 · our wording")
        expect(page.get_by_role("tooltip")).to_contain_text("despite non-recurrent deficit support funding.")
        assert serious(visit) == {}
        expect(page.locator(".cw-wait")).to_contain_text("each sentence is checked before it is shown")
        expect(page.locator("#turn-1")).to_have_count(0)
        (folder / "go Devon").touch()
        answer = visit.answer(1)
        said = answer.locator(".cw-said")
        expect(said).to_contain_text("in spite of")
        expect(said).not_to_contain_text(LIE)
        mark = said.locator("p", has_text="in spite of").locator(".cw-ref").first
        assert "its figures, years, names and board stand in what it cites" in (mark.get_attribute("aria-label") or "")
        expect(visit.source.locator("header")).to_contain_text("Devon")
        folded = answer.locator(".cw-checks")
        expect(folded.locator("summary")).to_contain_text("1 withheld")
        folded.locator("summary").click()
        expect(folded.locator("li.withheld")).to_contain_text(LIE)
        expect(folded.locator("li.withheld small")).to_contain_text("Not shown: ")
        expect(folded).to_contain_text("Worded with a scripted model")
        assert serious(visit) == {}
        file = page.request.get(page.url.replace("/?", "/take/citewell.md?"))
        assert "in spite of" in file.text() and LIE not in file.text()
        assert len((folder / "asked Devon").read_text(encoding="utf-8").splitlines()) == 1, "follow-ups and files ask no model"
        assert visit.errors == []


def test_stop_reaches_the_model_and_leaves_the_texts_own_sentences(worded: Visitor, folder: Path) -> None:
    with worded() as visit:
        visit.page.locator("#cw-question").fill("How did Dorset do on finance in 2024/25?")
        visit.page.locator("#cw-ask").click()
        expect(visit.page.locator(".cw-turn .cw-said p")).to_have_count(1)
        visit.page.locator("#cw-stop").click()
        answer = visit.answer(1)
        eventually(visit.page, folder / "stopped Dorset")
        expect(answer.locator(".cw-said .cw-ref").first).to_be_visible()
        expect(answer.locator(".cw-notes")).to_contain_text("The model did not write all of this")
        expect(visit.page.locator("#cw-ask")).to_be_visible()


def test_model_is_stopped_for_a_visitor_who_leaves(worded: Visitor, folder: Path) -> None:
    with worded() as visit:
        visit.page.locator("#cw-question").fill("How did Lincolnshire do on finance in 2024/25?")
        visit.page.locator("#cw-ask").click()
        expect(visit.page.locator(".cw-turn .cw-said p")).to_have_count(1)
        visit.page.goto("about:blank")
        eventually(visit.page, folder / "stopped Lincolnshire")
