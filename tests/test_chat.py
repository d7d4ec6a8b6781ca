"""The page: what it makes of an answer, and, in a real browser, what a visitor sees of it."""

from __future__ import annotations

import html
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from rag.assistant import Assistant
from rag.types import Answer, Census, Citation, Reading, Reason, Refusal, Row, Shape, Wanted
from ui.chat import answer_markdown, card, cards, plain_text, question_markdown, sources

ROOT = Path(__file__).parent.parent
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
WAIT = 30_000
"""Milliseconds that the browser waits for something."""

QUESTION = "How did Dorset do on finance in 2024/25?"
REFUSED = "Who won the football World Cup in Dorset?"
MARKUP = '<script>window.hit = 1</script><img src=x onerror="window.hit = 1"> <b>Dorset</b> **finance** `a` ${window.hit = 1} {{1+1}}?'

EVIL = "<script>alert('x')</script> & \"<b>\""


@pytest.fixture(scope="session")
def cited() -> Citation:
    return Citation(
        n=1,
        document="one",
        edition="digest",
        title="A report",
        publisher="A publisher",
        period="2024/25",
        section=("South West", "Dorset"),
        body="Dorset",
        quote="The middle one.",
        start=10,
        end=25,
        passage="The first. The middle one. The last.",
        url=None,
    )


@pytest.fixture(scope="session")
def answered(cited: Citation) -> Answer:
    reading = Reading("What of Dorset?", Shape.FACT, Wanted.DESCRIPTION, bodies=("Dorset",))
    return Answer(
        "What of Dorset?", reading, "**Dorset, 2024/25**: The middle one. [1]", notes=("Our wording; `citewell add FILE` helps.",), citations=(cited,)
    )


def test_card_marks_the_quote_in_its_passage(cited: Citation) -> None:
    made = card(cited)
    assert "The first. <mark>The middle one.</mark> The last." in made
    for said in ("Dorset", "2024/25", "A report", "A publisher", "South West › Dorset", "our wording"):
        assert said in made


def test_card_of_an_original_does_not_say_our_wording(cited: Citation) -> None:
    assert "our wording" not in card(replace(cited, edition="original"))


@pytest.mark.parametrize("name", ["title", "publisher", "period", "body", "quote", "passage", "url"])
def test_card_escapes_markup(cited: Citation, name: str) -> None:
    value = f"https://x/{EVIL}" if name == "url" else EVIL
    made = card(replace(cited, **{name: value}))
    assert "<script>" not in made
    assert "<b>&quot;" not in made and '"<b>"' not in made
    assert html.escape(EVIL) in made or name == "passage"


def test_card_escapes_markup_in_headings(cited: Citation) -> None:
    made = card(replace(cited, section=(EVIL, "x")))
    assert "<script>" not in made and html.escape(EVIL) in made


def test_card_marks_a_quote_that_holds_markup(cited: Citation) -> None:
    made = card(replace(cited, quote="a < b", passage="If a < b & c."))
    assert "If <mark>a &lt; b</mark> &amp; c." in made


def test_card_links_to_nothing_but_the_web(cited: Citation) -> None:
    assert "javascript:" not in card(replace(cited, url="javascript:alert(1)"))
    assert 'href="https://example.org/a"' in card(replace(cited, url="https://example.org/a"))


def test_card_holds_the_whole_of_a_long_passage(cited: Citation) -> None:
    passage = "One two three. " * 60 + cited.quote + " Four five six." * 60
    made = card(replace(cited, passage=passage))
    shown = re.sub(r'<span class="cw-gap">.*?</span>', "", made.split("<blockquote>")[1].split("</blockquote>")[0])
    assert html.unescape(re.sub(r"<[^>]+>", "", shown)) == passage
    assert "Whole passage" in made and "Whole passage" not in card(cited)


def test_cards_of_two_answers_differ_in_their_anchors(answered: Answer) -> None:
    made = sources([answered, answered])
    assert re.findall(r'<article[^>]* id="([^"]+)"', made) == ["cite-2-1", "cite-1-1"]


def test_sources_escape_an_earlier_question(answered: Answer) -> None:
    assert "<script>" not in sources([replace(answered, question=EVIL), answered])
    assert "<script>" not in cards(replace(answered, question=EVIL, text=EVIL))


def test_cards_show_every_board_of_a_census(answered: Answer) -> None:
    census = Census("a deficit", "2024/25", 2, 1, ("Dorset",), (Row("Dorset", "yes", 1), Row("<b>Kent</b>", "not_stated")))
    made = cards(replace(answered, census=census), 3)
    assert "2 boards checked" in made and "1 yes · 1 not stated" in made
    assert 'href="#cite-3-1"' in made and "&lt;b&gt;Kent" in made and "<b>Kent" not in made


def test_answer_markdown_links_marks_to_the_cards_of_its_turn(answered: Answer) -> None:
    made = answer_markdown(answered, 4)
    assert "`Dorset` `fact`" in made
    assert "**Dorset, 2024/25**: The middle one. [1](#cite-4-1)" in made
    assert "> Our wording; `citewell add FILE` helps." in made


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "`a`", "*a* _b_", "# a", "a | b", "&lt;b&gt;"]
)
def test_answer_markdown_escapes_markup(answered: Answer, text: str) -> None:
    for made in (
        answer_markdown(replace(answered, text=text, notes=(), citations=())),
        answer_markdown(replace(answered, text="", notes=(text.replace("`", "'"),), citations=())),
        question_markdown(text),
    ):
        rest = re.sub(r"\\[^A-Za-z0-9\s]", "", made.removeprefix("`Dorset` `fact`").strip().removeprefix("> "))
        assert not re.search(r"[<>\[\]`*_#|&]", rest)


def test_answer_markdown_escapes_markup_in_its_reading(answered: Answer) -> None:
    made = answer_markdown(replace(answered, reading=replace(answered.reading, bodies=("a` <b>x</b>",))))
    assert made.startswith("`a <b>x</b>` `fact`\n")


def test_answer_markdown_names_the_reason_of_a_refusal(answered: Answer) -> None:
    refused = replace(answered, text="Nothing here.", refusal=Refusal(Reason.PERIOD_NOT_COVERED, "Nothing here."))
    assert "**Year not covered**\n\nNothing here." in answer_markdown(refused)
    assert "Nearest passages" in cards(refused)


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words(answered: Answer, reason: Reason) -> None:
    assert answer_markdown(replace(answered, refusal=Refusal(reason, "x")))


def test_plain_text_holds_the_answer_and_its_quotes(answered: Answer) -> None:
    made = plain_text(answered)
    assert "Dorset, 2024/25: The middle one. [1]" in made
    assert "[1] “The middle one.” A report, 2024/25, our wording: South West › Dorset" in made


@dataclass
class Visit:
    """A page, and what it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def ask(self, question: str, *, enter: bool = False) -> Locator:
        """Ask, and wait for the answer."""
        answers = self.page.locator("#answers [data-testid=bot]")
        before = answers.count()
        self.page.locator("#question textarea").fill(question)
        if enter:
            self.page.locator("#question textarea").press("Enter")
        else:
            self.page.locator("#ask").click()
        return self.wait_for_answer(before)

    def wait_for_answer(self, before: int = 0) -> Locator:
        answer = self.page.locator("#answers [data-testid=bot]").nth(before)
        expect(answer.locator(".prose code").first).to_be_visible()
        return answer

    @property
    def cards(self) -> Locator:
        return self.page.locator("#sources .cw-card")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    named = os.environ.get("CITEWELL_BROWSER")
    program = named or shutil.which("chromium") or shutil.which("google-chrome")
    if not program or not Path(program).exists():
        missing = f"no browser: {named or 'chromium and google-chrome'} not found; install Chromium, or let CITEWELL_BROWSER name one"
        if os.environ.get("CITEWELL_BROWSER_REQUIRED") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=program, args=FLAGS.split(), timeout=60_000)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(browser: Browser, shared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is served over the digest, by a process of its own."""
    log = tmp_path_factory.mktemp("chat") / "log.txt"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CITEWELL_")}
    command = [sys.executable, "-m", "ui.cli", "--home", str(shared_home), "chat", "--port", str(port)]
    with log.open("wb") as said:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
        try:
            yield _served(server, f"http://127.0.0.1:{port}/", log)
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(10)


def _served(server: subprocess.Popen[bytes], address: str, log: Path) -> str:
    until = time.monotonic() + 180
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return address
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the page was not served (exit code {server.poll()}): {log.read_text(encoding='utf-8')[-2000:]}")


@contextmanager
def visiting(browser: Browser, address: str, width: int = 1280) -> Iterator[Visit]:
    """A visitor with a browser profile of their own, who stands on the page."""
    context: BrowserContext = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    visit = Visit(context.new_page())
    visit.page.set_default_timeout(WAIT)
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on("console", lambda message: visit.errors.append(message.text) if message.type == "error" else None)
    try:
        visit.page.goto(address)
        expect(visit.page.locator("#question textarea")).to_be_visible()
        yield visit
    finally:
        context.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    expect.set_options(timeout=WAIT)
    with visiting(browser, address) as one:
        yield one


@pytest.mark.browser
def test_question_is_answered_with_its_quote_marked(visit: Visit, assistant: Assistant) -> None:
    known = assistant.ask(QUESTION)
    answer = visit.ask(QUESTION, enter=True)
    expect(answer).to_contain_text("Dorset")
    expect(visit.cards).to_have_count(len(known.citations))
    for n, citation in enumerate(known.citations):
        assert visit.cards.nth(n).locator("mark").inner_text() == citation.quote
        expect(visit.cards.nth(n)).to_contain_text(citation.period)
    assert known.citations
    expect(visit.page.locator("#question textarea")).to_have_value("")


@pytest.mark.browser
def test_mark_leads_to_its_card(visit: Visit) -> None:
    answer = visit.ask("Which boards in the South West had a deficit in 2024/25?")
    mark = answer.locator("a[href*='#cite-']").last
    n = mark.inner_text()
    assert n != "1"
    mark.click()
    landed = visit.cards.nth(int(n) - 1)
    expect(landed).to_be_focused()
    expect(landed).to_be_in_viewport()
    expect(landed.locator(".cw-n")).to_have_text(n)


@pytest.mark.browser
def test_mark_of_an_earlier_answer_leads_to_the_card_of_that_answer(visit: Visit) -> None:
    first = visit.ask(QUESTION)
    quote = visit.cards.first.locator("mark").inner_text()
    visit.ask("How did Kent and Medway do on governance in 2024/25?")
    expect(visit.cards.first).to_contain_text("Kent and Medway")
    first.locator("a[href*='#cite-']").first.click()
    landed = visit.page.locator(".cw-card:focus")
    expect(landed.locator("mark")).to_have_text(quote)
    expect(landed).to_be_in_viewport()


@pytest.mark.browser
def test_whole_passage_unfolds(visit: Visit, assistant: Assistant) -> None:
    visit.ask(QUESTION)
    folded = visit.cards.filter(has_text="Whole passage").first
    passage = next(c.passage for c in assistant.ask(QUESTION).citations if len(c.passage) > len(c.quote) + 180)
    last = passage.rstrip().split("\n")[-1][-40:]
    expect(folded.locator("blockquote")).not_to_have_text(re.compile(re.escape(last)), use_inner_text=True)
    folded.locator("summary").click()
    expect(folded.locator("blockquote")).to_have_text(re.compile(re.escape(last)), use_inner_text=True)


@pytest.mark.browser
def test_board_filter_holds_the_answer_to_the_board(visit: Visit) -> None:
    visit.page.locator("#board input").click()
    visit.page.get_by_role("option", name="Kent and Medway", exact=True).click()
    answer = visit.ask("Which system leadership and governance is robust?")
    expect(answer.locator(".prose code").first).to_have_text("Kent and Medway")
    expect(visit.cards.first).to_be_visible()
    for body in visit.cards.locator("header").all_inner_texts():
        assert "Kent and Medway" in body


@pytest.mark.browser
def test_example_is_asked(visit: Visit) -> None:
    visit.page.get_by_role("button", name=re.compile("Compare the finances")).click()
    answer = visit.wait_for_answer()
    expect(visit.page.locator("#answers [data-testid=user]")).to_contain_text("Compare the finances")
    expect(answer.locator(".prose > p code").last).to_have_text("compare")
    expect(visit.cards.first).to_be_visible()


@pytest.mark.browser
def test_refusal_shows_its_reason_and_the_nearest_passages(visit: Visit, assistant: Assistant) -> None:
    known = assistant.ask(REFUSED)
    assert known.refusal and known.refusal.reason is Reason.NOT_STATED and known.refusal.nearest
    answer = visit.ask(REFUSED)
    expect(answer.locator("strong").first).to_have_text("Not stated in the texts")
    expect(answer).to_contain_text(known.refusal.message)
    expect(visit.page.locator("#sources h2").first).to_have_text("Nearest passages")
    expect(visit.cards).to_have_count(len(known.refusal.nearest))


@pytest.mark.browser
def test_two_visitors_get_their_own_answers(browser: Browser, address: str, visit: Visit) -> None:
    with visiting(browser, address) as other:
        for one, name in ((visit, "Dorset"), (other, "Lincolnshire")):
            one.page.locator("#question textarea").fill(f"How did {name} do on finance in 2024/25?")
        visit.page.locator("#ask").click()
        other.page.locator("#ask").click()
        for one, name, foreign in ((visit, "Dorset", "Lincolnshire"), (other, "Lincolnshire", "Dorset")):
            expect(one.wait_for_answer().locator(".prose code").first).to_have_text(name)
            expect(one.page.locator("#answers [data-testid=bot]")).to_have_count(1)
            expect(one.cards.first).to_contain_text(name)
            expect(one.page.locator("#sources")).not_to_contain_text(foreign)
        follow_up = visit.ask("And on governance?")
        expect(follow_up.locator(".prose code").first).to_have_text("Dorset")


@pytest.mark.browser
def test_clearing_forgets_the_conversation(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.page.get_by_label("Clear").click()
    expect(visit.page.locator("#answers [data-testid=bot]")).to_have_count(0)
    expect(visit.cards).to_have_count(0)
    expect(visit.page.get_by_role("button", name=re.compile("Compare the finances"))).to_be_visible()
    visit.ask("How did Kent and Medway do on governance in 2024/25?")
    expect(visit.page.locator(".cw-turn")).to_have_count(0)


@pytest.mark.browser
def test_nothing_leaves_the_machine_and_nothing_complains(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.page.locator("#answers a[href*='#cite-']").first.click()
    visit.ask(REFUSED)
    visit.page.wait_for_timeout(500)
    assert len(visit.requests) > 5
    assert [url for url in visit.requests if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).hostname != "127.0.0.1"] == []
    assert visit.errors == []
    expect(visit.page.locator("footer")).to_be_hidden()


@pytest.mark.browser
def test_phone_does_not_scroll_sideways(browser: Browser, address: str) -> None:
    expect.set_options(timeout=WAIT)
    with visiting(browser, address, width=360) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
        visit.ask("Compare the finances of Buckinghamshire, Oxfordshire and Berkshire West and Dorset.")
        visit.ask(f"What of {'x' * 200}?")
        visit.ask("Which boards in the South West had a deficit in 2024/25?")
        expect(visit.cards.first).to_be_attached()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
        assert visit.cards.first.evaluate("card => card.getBoundingClientRect().right") <= 360


@pytest.mark.browser
def test_markup_in_a_question_is_shown_as_text(visit: Visit) -> None:
    visit.ask(MARKUP)
    asked = visit.page.locator("#answers [data-testid=user] .prose")
    expect(asked).to_have_text(MARKUP)
    assert asked.locator("script, img, b, strong, code").count() == 0
    visit.ask(QUESTION)
    expect(visit.page.locator("#sources")).to_be_visible()
    assert visit.page.evaluate("window.hit") is None
    assert visit.page.locator("#sources img, #sources script").count() == 0
    if visit.page.locator(".cw-turn summary").count():
        expect(visit.page.locator(".cw-turn > summary").first).to_have_text(MARKUP)


@pytest.mark.browser
def test_empty_question_is_not_asked(visit: Visit) -> None:
    visit.page.locator("#question textarea").fill("   ")
    visit.page.locator("#ask").click()
    expect(visit.page.locator("#question textarea")).to_have_value("")
    expect(visit.page.locator("#answers [data-testid=user]")).to_have_count(0)
