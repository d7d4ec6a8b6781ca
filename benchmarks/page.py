"""How fast the page is: its first paint beside that of an empty Gradio page, and how long an answer takes from the click.

Run it from anywhere: `python benchmarks/page.py` prints the table; `--write` puts it into benchmarks/page.md. It needs Chromium or Chrome
(CITEWELL_BROWSER names it, else the PATH). The two pages are opened in turn, in one browser, so that what else the machine does slows
both. The exit code is 1 where a bar is not met.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
HOME = ROOT / ".citewell" / "shots"
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
ROUNDS = 15
PAINT_BAR = 1.3
"""The first paint of the page, as a multiple of an empty page's."""
ANSWER_BAR = 500
"""Milliseconds from the click to the first sentence."""
READY = "take/citewell.md?q=How+did+Devon+do+on+finance%3F"
"""An address that is answered once the index is there, which the page itself does not wait for."""
EMPTY = "import sys, gradio as gr\nwith gr.Blocks(analytics_enabled=False) as page: pass\npage.launch(server_name='127.0.0.1', server_port=int(sys.argv[1]), quiet=True)"
QUESTIONS = (
    "How did Dorset do on finance in 2024/25?",
    "Compare the finances of Dorset and Lincolnshire.",
    "Which boards had a deficit in 2024/25?",
    "How did confidence in population health change between the two surveys?",
    "What does the guidance say about feedback from partners?",
)


def main() -> int:
    """Measure both, print the table, and say whether the bars are met."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--write", action="store_true", help="write benchmarks/page.md")
    given = options.parse_args()
    program = os.environ.get("CITEWELL_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        sys.exit("no browser: install Chromium, or let CITEWELL_BROWSER name one")
    with served(["-c", EMPTY]) as empty, served(["-m", "ui.cli", "--home", str(HOME), "chat", "--port"], READY) as ours, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=FLAGS.split())
        for address in (empty, ours):
            first_paint(browser, address)
        pairs = [(first_paint(browser, empty), first_paint(browser, ours)) for _ in range(ROUNDS)]
        answers = answer_times(browser, ours)
        version = browser.version
        browser.close()
    plain, page = (median(column) for column in zip(*pairs, strict=True))
    ratio = page / plain
    slowest = max(answers)
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; Chromium {version}; {datetime.now(UTC):%Y-%m-%d}"
    table = (
        "# The page's speed\n\nMade by `python benchmarks/page.py --write`: medians of "
        f"{ROUNDS} openings of each page in turn, and the slowest of {len(answers)} answers.\n\n"
        "| what | measured | bar |\n| --- | --- | --- |\n"
        f"| first contentful paint of an empty Gradio page | {plain:.0f} ms | |\n| first contentful paint of Citewell's page | {page:.0f} ms | |\n"
        f"| the second as a multiple of the first | {ratio:.2f} | at most {PAINT_BAR} |\n"
        f"| from the click to the first sentence, median | {median(answers):.0f} ms | |\n| the slowest | {slowest:.0f} ms | at most {ANSWER_BAR} ms |\n\n{machine}\n"
    )
    print(table)
    if given.write:
        (ROOT / "benchmarks" / "page.md").write_text(table, encoding="utf-8")
    return 0 if ratio <= PAINT_BAR and slowest <= ANSWER_BAR else 1


def first_paint(browser: Browser, address: str) -> float:
    """Milliseconds until a new visitor sees something."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
    paint: float = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    context.close()
    return paint


def answer_times(browser: Browser, address: str) -> list[float]:
    """Milliseconds from the click to the first sentence of each question's answer, as the browser's own clock has it."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    times = []
    for question in QUESTIONS:
        page.goto(address)
        page.locator("#cw-question").fill(question)
        page.wait_for_timeout(1000)
        times.append(
            page.evaluate(
                """() => new Promise((done) => {
                  const begun = performance.now();
                  const watch = new MutationObserver(() => {
                    if (document.querySelector('#turn-1 .cw-said p')) { watch.disconnect(); requestAnimationFrame(() => done(performance.now() - begun)); }
                  });
                  watch.observe(document.body, {childList: true, subtree: true});
                  document.querySelector('#cw-ask').click();
                })"""
            )
        )
    return times


@contextmanager
def served(arguments: list[str], ready: str = "") -> Iterator[str]:
    """The address of a page that a process of its own serves, once what is asked behind it is answered; the port is the last argument."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CITEWELL_")} | {"GRADIO_ANALYTICS_ENABLED": "False"}
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen([sys.executable, *arguments, str(port)], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}/"
            _wait(server, address + ready)
            yield address
        finally:
            server.terminate()
            server.wait(10)


def _wait(server: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until:
        if server.poll() is not None:
            sys.exit(f"the page could not be served: exit code {server.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=30):
                return
        except OSError:
            time.sleep(0.3)
    sys.exit("the page was not served within 300 seconds")


if __name__ == "__main__":
    sys.exit(main())
