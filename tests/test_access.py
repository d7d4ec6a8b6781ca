"""Whether everyone can use the page: axe-core, the keyboard alone, phones, dark colours, long names, print."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from rag.assistant import Assistant

pytestmark = pytest.mark.browser

Visitor = Callable[..., AbstractContextManager[Any]]

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
GRADIOS_OWN: frozenset[str] = frozenset()
"""Rules that markup of Gradio's own breaks: it is not ours to mend."""


def serious(visit: Any) -> dict[str, list[str]]:
    """{rule: the places that break it seriously}, but for Gradio's own markup."""
    found = Axe().run(visit.page, options=RULES).response["violations"]
    broken: dict[str, list[str]] = {}
    for violation in found:
        if violation["impact"] not in ("serious", "critical"):
            continue
        for node in violation["nodes"]:
            ours = "cw" in node["html"] or visit.page.evaluate("selector => !!document.querySelector(selector)?.closest('.cw')", node["target"][0])
            if ours or violation["id"] not in GRADIOS_OWN:
                broken.setdefault(violation["id"], []).append(node["html"][:200])
    return broken


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")])
def test_axe_finds_no_serious_fault(visitor: Visitor, width: int, scheme: str) -> None:
    with visitor(width, scheme) as visit:
        assert serious(visit) == {}
        visit.ask("Which boards in the South West had a deficit in 2024/25?").locator(".cw-fold summary").click()
        visit.page.locator("#turn-1 .cw-checks summary").click()
        visit.page.locator("#turn-1 .cw-menu summary").click()
        assert serious(visit) == {}
        visit.page.keyboard.press("Escape")
        visit.ask("Who won the football World Cup in Dorset?")
        assert serious(visit) == {}
        visit.tab("Find a quote")
        visit.page.locator("#cw-words").fill("The ICB had a deficit, but the system was in deficit despite non-recurrent deficit support funding.")
        visit.page.locator("#find-form").get_by_role("button", name="Find").click()
        expect(visit.page.locator("#find-result .cw-found")).to_be_visible()
        assert serious(visit) == {}
        visit.page.locator("#cw-words").fill("purple elephants juggle seventeen teapots")
        visit.page.locator("#find-form").get_by_role("button", name="Find").click()
        expect(visit.page.locator("#find-result .cw-found.absent")).to_be_visible()
        assert serious(visit) == {}
        visit.tab("Across the boards")
        visit.page.locator("#spots button.cw-spot").first.click()
        expect(visit.page.locator("#across-evidence .cw-source").first).to_be_visible()
        visit.page.locator("#cw-spots-words").check()
        assert serious(visit) == {}
        visit.page.locator("#cw-spots-words").uncheck()
        for name, ready in (("Across the boards", "#spots .cw-grid"), ("History", "#history .cw-past"), ("About", "#about table")):
            visit.tab(name)
            expect(visit.page.locator(ready).first).to_be_visible()
            assert serious(visit) == {}


def test_keyboard_alone_suffices(visit: Any) -> None:
    page = visit.page
    page.locator("#cw-question").focus()
    page.keyboard.type("How did Dorset do on finance in 2024/25?")
    page.keyboard.press("Enter")
    answer = visit.answer(1)
    mark = answer.locator(".cw-said .cw-ref").first
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if mark.evaluate("mark => mark === document.activeElement"):
            break
    expect(mark).to_be_focused()
    page.keyboard.press("Enter")
    expect(visit.source).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(visit.source.get_by_role("button", name=re.compile("citation")).first).to_be_visible()
    page.get_by_role("tab", name="Ask").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#cw-across")).to_be_visible()


def test_answer_is_announced(visit: Any) -> None:
    visit.ask("How did Dorset do on finance in 2024/25?")
    expect(visit.page.locator(".cw-talk > [role=status]")).to_contain_text("Dorset, 2024/25")


def test_phone_does_not_scroll_sideways(visitor: Visitor) -> None:
    with visitor(360) as visit:
        page = visit.page
        visit.ask("Compare the finances of Buckinghamshire, Oxfordshire and Berkshire West and Dorset.")
        visit.ask(f"What of {'x' * 200}?")
        visit.ask("Which boards in the South West had a deficit in 2024/25?").locator(".cw-fold summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        expect(page.locator("#cw-question")).to_be_in_viewport()
        page.locator("#turn-3 .cw-said .cw-ref").first.click()
        expect(visit.source.locator("mark")).to_be_in_viewport()
        visit.source.get_by_role("button", name="Back to the answer").click()
        expect(page.locator("#turn-3 .cw-said .cw-ref").first).to_be_in_viewport()
        for name in ("Across the boards", "Find a quote", "History", "About"):
            visit.tab(name)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, name


def test_dark_colours_are_followed(visitor: Visitor) -> None:
    def lightness(visit: Any, selector: str) -> float:
        colour = visit.page.locator(selector).first.evaluate("element => getComputedStyle(element).backgroundColor")
        return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3

    with visitor(scheme="dark") as dark, visitor() as light:
        for visit in (dark, light):
            visit.ask("How did Dorset do on finance in 2024/25?")
        assert lightness(dark, ".cw-source") < 60 < 200 < lightness(light, ".cw-source")
        assert lightness(dark, ".cw-text mark") < 130 < 200 < lightness(light, ".cw-text mark")


def test_print_shows_every_quote_and_no_buttons(visit: Any, assistant: Assistant) -> None:
    question = "Compare the finances of Dorset and Lincolnshire."
    visit.ask(question)
    visit.page.emulate_media(media="print")
    expect(visit.page.locator("#evidence .cw-source").locator("visible=true")).to_have_count(len(assistant.ask(question).citations))
    expect(visit.page.locator("#cw-ask")).to_be_hidden()
    expect(visit.page.locator("#turn-1 .cw-acts")).to_be_hidden()
