"""Takes the pictures of the page in docs/pictures: the built-in digest, light and dark, at the widths of a desk and a phone.

Run it from anywhere: `python docs/shots.py`. It needs Chromium or Chrome (CITEWELL_BROWSER names it, else the PATH).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
HOME = ROOT / ".citewell" / "shots"
"""A home of its own, so that no original can get into a picture."""

LARGEST = 300_000
"""Bytes of a picture."""
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
SIZES = {1280: 860, 390: 844}
READY = "take/citewell.md?q=How+did+Devon+do+on+finance%3F"
"""An address that is answered once the index is there."""
QUESTION = "Compare the finances of Dorset and Lincolnshire."
TREND = "How did the percentage of leaders confident about population health change between the two surveys?"
REFUSED = "How many people live in Dorset?"
REGION = "Which boards in the South West had a deficit in 2024/25?"
LISTED = "Which boards had a deficit in 2024/25?"
WORDS = "the ICB and wider system each had a year-end surplus despite non-recurrent deficit support"


def main() -> None:
    """Take every picture."""
    browser = os.environ.get("CITEWELL_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    if not browser:
        sys.exit("no browser: install Chromium, or let CITEWELL_BROWSER name one")
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    with page_served() as address, sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=FLAGS.split())
        for width, height in SIZES.items():
            for scheme in ("light", "dark"):
                context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
                page = context.new_page()
                page.set_default_timeout(60_000)
                views(page, address, f"{scheme}-{width}", narrow=width < 900)
                context.close()
        chromium.close()


def views(page: Page, address: str, name: str, *, narrow: bool) -> None:
    """The main views, one after the other."""
    page.goto(address)
    page.locator(".cw-welcome").wait_for()
    keep(page, f"start-{name}")
    ask(page, QUESTION)
    keep(page, f"answer-{name}")
    page.locator("#turn-1 .cw-checks summary").click()
    page.locator("#turn-1 .cw-checks").evaluate("fold => fold.scrollIntoView({block: 'center'})")
    keep(page, f"checks-{name}")
    page.locator("#turn-1 .cw-said .cw-ref").nth(2).click()
    page.mouse.move(0, 0)
    keep(page, f"evidence-{name}")
    for view, question in (("trend", TREND), ("list", REGION), ("refusal", REFUSED)):
        page.goto(address)
        page.locator(".cw-welcome").wait_for()
        ask(page, question)
        if view == "trend":
            page.locator(".cw-chart").evaluate("chart => chart.scrollIntoView({block: 'center'})")
        keep(page, f"{view}-{name}")
    tab(page, "Across the boards")
    findings(page, f"findings-{name}", words=name == "dark-1280")
    page.locator("#cw-across").fill(LISTED)
    page.locator("#across-form button[type=submit]").click()
    page.locator("#across-result table").wait_for()
    keep(page, f"across-{name}")
    if not narrow:
        page.locator("#across-result .cw-fold").evaluate("fold => fold.scrollIntoView()")
        keep(page, f"table-{name}")
        page.evaluate("scrollTo(0, 0)")
    tab(page, "Find a quote")
    page.locator("#cw-words").fill(WORDS)
    page.locator("#find-form button").click()
    page.locator("#find-result .cw-found").wait_for()
    keep(page, f"quote-{name}")
    if not narrow:
        tab(page, "About")
        keep(page, f"about-{name}")


def findings(page: Page, name: str, *, words: bool) -> None:
    """The table of findings: as spots with the quotes of one beside it, or in words and sorted."""
    page.locator("#spots .cw-grid").wait_for()
    if words:
        page.locator("#cw-spots-words").check()
        page.locator("#spots thead button").nth(2).click()
    page.locator("button.cw-spot").first.click()
    page.locator("#across-evidence .cw-source").first.wait_for()
    page.wait_for_timeout(300)
    page.locator("#chooser").evaluate("chooser => chooser.scrollIntoView()")
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    keep(page, name)
    if words:
        page.locator("#cw-spots-words").uncheck()
    page.evaluate("scrollTo(0, 0)")


def tab(page: Page, name: str) -> None:
    """Go to a tab, which on a phone may stand in a menu."""
    button = page.get_by_role("tab", name=name)
    if button.count() == 0 or not button.first.is_visible():
        page.locator("#tabs .overflow-menu > button").click()
        button = page.locator("#tabs .overflow-dropdown button", has_text=name)
    button.first.click()


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the answer and what can be asked next."""
    page.locator("#cw-question").fill(question)
    page.locator("#cw-ask").click()
    page.locator("#turn-1 .cw-acts").wait_for()
    page.locator("#cw-ask").wait_for()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(700)


def keep(page: Page, name: str) -> None:
    """Write the window's picture, in a palette of 256 colours, which is a third of the size and looks the same."""
    page.wait_for_timeout(500)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    path = PICTURES / f"{name}.png"
    picture.save(path, optimize=True)
    size = path.stat().st_size
    if size > LARGEST:
        sys.exit(f"{path} has {size:,} bytes, and at most {LARGEST:,} are wanted")
    print(f"{path.relative_to(ROOT)}  {size:,} bytes")


@contextmanager
def page_served() -> Iterator[str]:
    """The address of the page over the digest, served while the context is open."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CITEWELL_")}
    command = [sys.executable, "-m", "ui.cli", "--home", str(HOME), "chat", "--port", str(port)]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            yield _ready(server, f"http://127.0.0.1:{port}/")
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(10)


def _ready(server: subprocess.Popen[bytes], address: str) -> str:
    until = time.monotonic() + 300
    while time.monotonic() < until:
        if server.poll() is not None:
            sys.exit(f"the page could not be served: citewell chat ended with {server.returncode}")
        try:
            with urllib.request.urlopen(address + READY, timeout=30):
                return address
        except OSError:
            time.sleep(0.3)
    sys.exit("the page was not served within 300 seconds")


if __name__ == "__main__":
    main()
