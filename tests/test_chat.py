"""The page in a real browser: ask, read, open the evidence, change, take away, come back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from conftest import serving
from gradio_client import Client
from playwright.sync_api import Browser, expect

from evals.feedback import Feedback, read
from rag.assistant import Assistant
from rag.types import Reason

pytestmark = pytest.mark.browser

QUESTION = "How did Dorset do on finance in 2024/25?"
LISTED = "Which boards in the South West had a deficit in 2024/25?"
REFUSED = "Who won the football World Cup in Dorset?"
MARKUP = '<script>window.hit = 1</script><img src=x onerror="window.hit = 1"> <b>Dorset</b> **finance** `a` ${window.hit = 1} {{1+1}}?'

Visitor = Callable[..., AbstractContextManager[Any]]


def test_question_is_answered_and_its_quote_highlighted_in_its_section(visit: Any, assistant: Assistant) -> None:
    known = assistant.ask(QUESTION)
    answer = visit.ask(QUESTION, enter=True)
    expect(answer).to_contain_text("Dorset")
    expect(answer.locator(".cw-said .cw-ref")).to_have_count(len(known.citations))
    first = known.citations[0]
    document = assistant.index.by_id[first.document]
    expect(visit.source.locator("mark")).to_have_text(first.quote)
    assert document.text[first.start : first.end] == first.quote
    for said in (first.title, first.period, "our wording", "Terms of use", first.section[-1]):
        expect(visit.source).to_contain_text(said)
    expect(visit.page.locator("#cw-question")).to_have_value("")


def test_mark_opens_its_quote_and_the_arrows_lead_on(visit: Any) -> None:
    answer = visit.ask("Compare the finances of Dorset and Lincolnshire.")
    marks = answer.locator(".cw-said .cw-ref")
    marks.nth(1).click()
    expect(visit.source).to_have_attribute("data-n", "2")
    expect(visit.source).to_be_focused()
    expect(visit.source.locator("mark")).to_be_in_viewport()
    visit.source.get_by_role("button", name="Next citation").click()
    expect(visit.source).to_have_attribute("data-n", "3")
    visit.source.get_by_role("button", name="Previous citation").click()
    expect(visit.source).to_have_attribute("data-n", "2")


def test_mark_shows_its_quote_when_it_is_pointed_at_or_focused(visit: Any) -> None:
    mark = visit.ask(QUESTION).locator(".cw-said .cw-ref").first
    quote = visit.source.locator("mark").inner_text()
    mark.hover()
    expect(visit.page.get_by_role("tooltip")).to_contain_text(quote)
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_role("tooltip")).to_have_count(0)
    mark.focus()
    expect(visit.page.get_by_role("tooltip")).to_contain_text("our wording")


def test_mark_of_an_earlier_answer_opens_the_evidence_of_that_answer(visit: Any) -> None:
    first = visit.ask(QUESTION)
    quote = visit.source.locator("mark").inner_text()
    visit.ask("How did Kent and Medway do on governance in 2024/25?")
    expect(visit.source.locator("header")).to_contain_text("Kent and Medway")
    first.locator(".cw-said .cw-ref").first.click()
    expect(visit.source.locator("mark")).to_have_text(quote)


def test_reference_is_copied_and_says_whose_words_it_holds(visit: Any) -> None:
    visit.ask(QUESTION)
    visit.source.get_by_role("button", name="Copy as reference").click()
    expect(visit.source.get_by_text("Copied")).to_be_visible()
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert visit.source.locator("mark").inner_text() in copied
    assert "2024/25" in copied and "our wording" in copied


def test_changed_chip_asks_again_of_the_other_board(visit: Any) -> None:
    answer = visit.ask(QUESTION)
    chip = answer.get_by_role("combobox", name=re.compile("^Board"))
    expect(chip).to_have_value("Dorset")
    chip.focus()
    chip.select_option("Kent and Medway")
    expect(visit.page.locator("#turn-1 select[data-kind=body]")).to_have_value("Kent and Medway")
    expect(visit.source.locator("header")).to_contain_text("Kent and Medway")
    expect(visit.page.locator("article.cw-turn[id]")).to_have_count(1)


def test_filters_of_the_composer_hold_the_answer_to_a_board(visit: Any) -> None:
    visit.page.locator("#only-body").select_option("Kent and Medway")
    answer = visit.ask("Which system leadership and governance is robust?")
    expect(answer.locator("select[data-kind=body]")).to_have_value("Kent and Medway")
    expect(visit.source.locator("header")).to_contain_text("Kent and Medway")


def test_examples_of_each_kind_and_follow_ups_have_answers(visit: Any) -> None:
    examples = visit.page.locator(".cw-examples button")
    assert examples.count() >= 6
    examples.filter(has_text="Compare the finances").click()
    answer = visit.answer(1)
    expect(answer.locator(".cw-kind")).to_have_text("A comparison")
    follow = answer.locator(".cw-follow button")
    expect(follow.first).to_be_visible()
    follow.first.click()
    second = visit.answer(2)
    expect(second.locator(".cw-said .cw-ref").first).to_be_visible()
    expect(second.locator(".cw-refused")).to_have_count(0)


def test_edited_question_takes_the_place_of_the_old_one(visit: Any) -> None:
    visit.ask(QUESTION)
    visit.ask("And on governance?")
    visit.page.locator("#turn-1").hover()
    visit.page.locator("#turn-1").get_by_role("button", name="Edit this question").click()
    box = visit.page.locator("#cw-question")
    expect(box).to_have_value(QUESTION)
    expect(visit.page.get_by_text("Editing question 1")).to_be_visible()
    box.fill("How did Lincolnshire do on finance?")
    box.press("Enter")
    expect(visit.page.locator("#turn-1 .cw-question")).to_have_text("How did Lincolnshire do on finance?")
    expect(visit.page.locator("article.cw-turn[id]")).to_have_count(1)


def test_question_is_asked_again(visit: Any) -> None:
    text = visit.ask(QUESTION).locator(".cw-said").inner_text()
    visit.page.get_by_role("button", name="Ask again").click()
    expect(visit.answer(1).locator(".cw-said")).to_have_text(text, use_inner_text=True)
    expect(visit.page.locator("article.cw-turn[id]")).to_have_count(1)


def test_refusal_shows_its_reason_and_the_nearest_passages(visit: Any, assistant: Assistant) -> None:
    known = assistant.ask(REFUSED)
    assert known.refusal and known.refusal.reason is Reason.NOT_STATED and known.refusal.nearest
    answer = visit.ask(REFUSED)
    expect(answer.locator(".cw-refused")).to_have_text("Not stated in the texts")
    expect(answer.locator(".cw-said")).to_contain_text(known.refusal.message[:60])
    expect(visit.page.locator("#evidence .cw-group:not([hidden]) h2")).to_have_text("Nearest passages")


def test_census_sorts_filters_opens_its_quotes_and_goes_out_as_csv(visit: Any) -> None:
    visit.tab("Across the boards")
    visit.page.locator("#cw-across").fill("Which boards had a deficit in 2024/25?")
    visit.page.get_by_role("button", name="Check all boards").click()
    table = visit.page.locator("#across-result table")
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(42)
    table.get_by_role("button", name="Board").click()
    expect(table.locator("th[aria-sort=ascending]")).to_have_count(1)
    names = table.locator("tbody th").all_inner_texts()
    assert names == sorted(names, key=str.casefold)
    table.get_by_role("button", name="Board").click()
    assert table.locator("tbody th").first.inner_text() == names[-1]
    visit.page.locator("#across-result [data-filter=verdict]").select_option("yes")
    left = int(visit.page.locator("#across-result .cw-left").inner_text().split()[0])
    assert 0 < left < 42 and rows.locator("visible=true").first.is_visible()
    cell = table.locator("tbody tr:not([hidden]) .cw-cell").first
    cell.click()
    opened = visit.page.locator("#across-evidence .cw-source:not([hidden])")
    expect(opened).to_be_focused()
    assert opened.locator("mark").inner_text().replace("\n", " ") in cell.inner_text().replace("\n", " ")
    with visit.page.expect_download() as download:
        visit.page.locator("#across-result .cw-csv").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 43 and "our wording" in "".join(lines)
    visit.page.locator("#across-result .cw-acts .cw-menu summary").click()
    with visit.page.expect_download() as download:
        visit.page.locator("#across-result .cw-acts .cw-menu a", has_text="Word").click()
    assert download.value.suggested_filename == "citewell.docx"
    visit.tab("History")
    expect(visit.page.locator("#history .cw-past").first).to_contain_text("Which boards had a deficit in 2024/25?")


def test_tiles_of_a_census_in_an_answer_open_their_quotes(visit: Any) -> None:
    answer = visit.ask(LISTED)
    expect(answer.locator(".cw-tile")).to_have_count(7)
    tile = answer.locator("button.cw-tile").last
    name = (tile.get_attribute("aria-label") or "").split(":")[0]
    tile.click()
    expect(visit.source.locator("header strong")).to_have_text(name)


def test_survey_figures_stand_in_a_chart_with_their_sentences(visit: Any) -> None:
    answer = visit.ask("How did the percentage of leaders confident about population health change between the two surveys?")
    chart = answer.locator(".cw-chart")
    expect(chart.locator(".cw-figure")).to_have_text(["77%", "92%"])
    expect(chart.locator("li")).to_have_count(2)
    expect(chart.locator("li").first).to_contain_text("our wording")
    visit.tab("Across the boards")
    visit.page.get_by_role("list", name="Survey figures over the years").get_by_role("button").first.click()
    expect(visit.page.locator("#across-result .cw-chart .cw-figure")).to_have_text(["77%", "92%"])
    expect(visit.page.locator("#across-result .cw-notice")).to_have_count(0)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("The ICB had a surplus, but the system was in deficit despite non-recurrent deficit support funding.", "Exact"),
        ("The ICB had a deficit, but the system was in deficit despite non-recurrent deficit support funding.", "Near"),
        ("purple elephants juggle seventeen teapots beside the harbour", "Absent"),
    ],
)
def test_quote_is_found_exactly_nearly_or_not(visit: Any, words: str, found: str) -> None:
    visit.tab("Find a quote")
    visit.page.locator("#cw-words").fill(words)
    visit.page.locator("#find-form").get_by_role("button", name="Find").click()
    result = visit.page.locator("#find-result .cw-found")
    expect(result.locator("h3 .cw-verdict")).to_have_text(found)
    if found == "Near":
        expect(result.locator("del")).to_have_text("deficit")
        expect(result.locator("ins")).to_have_text("surplus")
    expect(visit.page.locator("#find-evidence h2")).to_have_text("Nearest passages" if found == "Absent" else "Evidence")
    expect(visit.page.locator("#find-evidence .cw-source:not([hidden]) mark")).to_have_count(1)


def test_permalink_makes_the_same_answer_and_follows_a_board_and_year(visit: Any, visitor: Visitor) -> None:
    text = visit.ask(QUESTION).locator(".cw-said").inner_text()
    visit.ask("And on governance?")
    link = urlsplit(visit.page.url)
    with visitor(behind=f"?{link.query}") as other:
        expect(other.answer(1).locator(".cw-said")).to_have_text(text, use_inner_text=True)
        assert other.answer(2).locator(".cw-said").inner_text() == visit.answer(2).locator(".cw-said").inner_text()
    with visitor(behind="?" + urlencode({"q": "How is finance?", "body": "Devon", "year": "2024/25"})) as third:
        expect(third.answer(1).locator("select[data-kind=body]")).to_have_value("Devon")
        expect(third.answer(1).locator("select[data-kind=year]")).to_have_value("2024/25")


def test_link_to_an_unknown_board_gets_a_sentence(visitor: Visitor) -> None:
    with visitor(behind="?" + urlencode({"q": "How is finance?", "body": "Atlantis"})) as visit:
        expect(visit.page.locator(".cw-notice")).to_contain_text("“Atlantis” is no board")


def test_conversation_and_history_are_there_after_a_reload(visit: Any, page_home: Path) -> None:
    visit.ask(QUESTION)
    visit.page.reload()
    expect(visit.answer(1).locator(".cw-question")).to_have_text(QUESTION)
    visit.page.goto(visit.page.url.split("?")[0])
    expect(visit.page.locator(".cw-welcome")).to_be_visible()
    visit.tab("History")
    mine = visit.page.locator("#history .cw-past").first
    expect(mine.locator("li")).to_have_count(1)
    mine.get_by_role("link", name=QUESTION).click()
    expect(visit.answer(1).locator(".cw-question")).to_have_text(QUESTION)
    with closing(sqlite3.connect(page_home / "history.sqlite")) as file:
        assert (QUESTION,) in file.execute("SELECT question FROM asked").fetchall()
    visit.tab("History")
    visit.page.get_by_role("button", name="Forget all").click()
    expect(visit.page.get_by_text("in this browser only")).to_be_visible()


def test_thumb_and_comment_go_into_the_feedback_log(visit: Any, page_home: Path) -> None:
    answer = visit.ask("How did Lincolnshire do on finance in 2024/25?")
    answer.get_by_role("button", name="Bad answer").click()
    answer.get_by_label("What was right or wrong?").fill("Wrong sentence")
    answer.get_by_role("button", name="Send").click()
    expect(answer.get_by_text("kept on this machine")).to_be_visible()
    log = page_home / "feedback.jsonl"
    visit.page.wait_for_function("true")
    expect(visit.page.locator("#cw-ask")).to_be_visible()
    asked = "How did Lincolnshire do on finance in 2024/25?"
    for _ in range(100):
        rows = [row for row in read(log) if isinstance(row, Feedback) and row.question == asked]
        if any(row.comment for row in rows):
            break
        visit.page.wait_for_timeout(100)
    (row,) = rows
    assert row.comment == "Wrong sentence" and row.thumb == "down"
    assert row.reading["bodies"] == ["Lincolnshire"] and row.answer["status"] == "answered" and row.index
    visit.ask("And on governance?")
    expect(answer.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")


def test_each_sentence_shows_that_it_was_checked(visit: Any, assistant: Assistant) -> None:
    known = assistant.ask("Compare the finances of Dorset and Lincolnshire.")
    answer = visit.ask("Compare the finances of Dorset and Lincolnshire.")
    expect(answer.locator(".cw-said .cw-tick")).to_have_count(len(known.sentences))
    answer.locator(".cw-said .cw-tick").first.hover()
    expect(visit.page.get_by_role("tooltip")).to_contain_text("Checked: the quote’s own words")
    answer.get_by_role("link", name=re.compile("^Citation 1: .*Checked: the quote’s own words")).focus()
    expect(visit.page.get_by_role("tooltip")).to_contain_text("Checked: the quote’s own words")
    folded = answer.locator(".cw-checks")
    expect(folded.locator("li").first).to_be_hidden()
    folded.locator("summary").press("Enter")
    expect(folded.locator("li b")).to_have_text(["Shown"] * len(known.sentences))
    visit.ask("And on governance?")
    expect(folded.locator("li").first).to_be_visible()


def test_files_of_a_conversation_are_saved(visit: Any) -> None:
    visit.ask(QUESTION)
    visit.page.locator("#turn-1 .cw-menu summary").click()
    for name in ("Markdown", "Word", "BibTeX", "CSL-JSON"):
        with visit.page.expect_download() as download:
            visit.page.locator("#turn-1 .cw-menu a", has_text=name).click()
        assert Path(download.value.path()).stat().st_size > 200


def test_about_tells_what_is_here(visit: Any) -> None:
    visit.tab("About")
    about = visit.page.locator("#about")
    expect(about.locator("tbody tr")).to_have_count(5)
    expect(about).to_contain_text("What it cannot do")
    expect(about).to_contain_text("Nothing leaves this machine")


def test_markup_in_a_question_is_shown_as_text(visit: Any) -> None:
    answer = visit.ask(MARKUP)
    expect(answer.locator(".cw-question")).to_have_text(MARKUP)
    assert answer.locator(".cw-question").locator("script, img, b, strong, code").count() == 0
    visit.ask(QUESTION)
    assert visit.page.evaluate("window.hit") is None
    assert visit.page.locator("#talk img, #talk script, #evidence img, #evidence script").count() == 0


def test_empty_question_is_not_asked_and_a_new_conversation_is_empty(visit: Any) -> None:
    visit.page.locator("#cw-question").fill("   ")
    visit.page.locator("#cw-ask").click()
    expect(visit.page.locator(".cw-welcome")).to_be_visible()
    visit.ask(QUESTION)
    visit.page.get_by_role("button", name="New conversation").click()
    expect(visit.page.locator(".cw-welcome")).to_be_visible()
    expect(visit.page.locator("#evidence .cw-source")).to_have_count(0)
    assert "?q=" not in visit.page.url


def test_nothing_leaves_the_machine_and_nothing_complains(visit: Any) -> None:
    visit.ask(QUESTION).locator(".cw-said .cw-ref").first.click()
    visit.ask(REFUSED)
    for name in ("Across the boards", "Find a quote", "History", "About"):
        visit.tab(name)
    expect(visit.page.locator("#about table")).to_be_visible()
    assert len(visit.requests) > 5
    assert [url for url in visit.requests if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).hostname != "127.0.0.1"] == []
    assert visit.errors == []


def test_ten_visitors_get_their_own_answers(browser: Browser, address: str) -> None:
    names = [
        "Dorset",
        "Lincolnshire",
        "Devon",
        "Kent and Medway",
        "Norfolk and Waveney",
        "Black Country",
        "Gloucestershire",
        "Somerset",
        "Surrey Heartlands",
        "Sussex",
    ]
    contexts = [browser.new_context() for _ in names]
    pages = [context.new_page() for context in contexts]
    for page, name in zip(pages, names, strict=True):
        page.goto(address)
        page.locator("#cw-question").fill(f"How did {name} do on finance in 2024/25?")
    for page in pages:
        page.locator("#cw-ask").click()
    for page, name in zip(pages, names, strict=True):
        expect(page.locator("#turn-1 select[data-kind=body]")).to_have_value(name)
        expect(page.locator("article.cw-turn[id]")).to_have_count(1)
        expect(page.locator("#evidence .cw-source:not([hidden]) header strong")).to_have_text(name)
    for context in contexts:
        context.close()


def test_page_is_there_while_the_index_is_built_and_answers_when_it_is_done(browser: Browser, page_home: Path, tmp_path: Path) -> None:
    go = tmp_path / "go"
    script = (
        "import sys, time, pathlib\n"
        "from ui.chat import serve\nfrom ui.home import Home\nfrom ui.opening import Opening\nfrom rag.assistant import Settings\n"
        "home = Home(pathlib.Path(sys.argv[1]))\n"
        "def make(told):\n"
        "    told('encoding', 3, 9)\n"
        "    while not pathlib.Path(sys.argv[3]).exists(): time.sleep(0.05)\n"
        "    home.ensure_index(told)\n"
        "    return home.assistant(Settings())\n"
        "serve(Opening(make), home, host='127.0.0.1', port=int(sys.argv[2]))\n"
    )
    context = browser.new_context()
    with serving(lambda port: ["-c", script, str(page_home), str(port), str(go)], tmp_path / "log.txt") as served:
        page = context.new_page()
        page.goto(served)
        expect(page.locator(".cw-progress")).to_contain_text("encoding, 3 of 9")
        page.locator("#cw-question").fill(QUESTION)
        page.locator("#cw-ask").click()
        expect(page.locator(".cw-wait")).to_contain_text("The index is being built")
        go.touch()
        expect(page.locator("#turn-1 .cw-said")).to_contain_text("Dorset")
        expect(page.locator(".cw-progress")).to_have_count(0)
    context.close()


def test_question_that_waits_can_be_stopped(browser: Browser, page_home: Path, tmp_path: Path) -> None:
    script = (
        "import sys, threading, pathlib\n"
        "from ui.chat import serve\nfrom ui.home import Home\nfrom ui.opening import Opening\n"
        "serve(Opening(lambda told: threading.Event().wait()), Home(pathlib.Path(sys.argv[1])), host='127.0.0.1', port=int(sys.argv[2]))\n"
    )
    context = browser.new_context()
    with serving(lambda port: ["-c", script, str(page_home), str(port)], tmp_path / "log.txt") as served:
        page = context.new_page()
        page.goto(served)
        page.locator("#cw-question").fill(QUESTION)
        page.locator("#cw-ask").click()
        expect(page.locator(".cw-wait")).to_be_visible()
        page.evaluate("window.citewell.done('arrive')")  # the visitor's arrival ends while their first question waits
        page.locator("#cw-stop").click()
        expect(page.locator(".cw-wait")).to_have_count(0)
        expect(page.locator("#cw-ask")).to_be_visible()
    context.close()


def test_api_gives_the_json_of_the_command(address: str, assistant: Assistant) -> None:
    client = Client(address, verbose=False, analytics_enabled=False)
    got = client.predict(QUESTION, "", "2024/25", "", api_name="/ask")
    known = assistant.ask(QUESTION).to_json()
    assert got["text"] == known["text"] and set(got) == set(known)
    assert "is no board" in client.predict("How is finance?", "Atlantis", "", "", api_name="/ask")["error"]
    client.close()
