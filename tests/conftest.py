"""What many tests share: the texts, an index of the digest, and a home to work in."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.read import read
from corpus.types import Document, Period
from index.build import build
from index.hybrid import HybridIndex
from index.store import Store
from rag.assistant import Assistant
from rag.condition import Condition, asked
from rag.fields import Fields
from rag.types import Answer, Citation, Reading, Sentence, Shape, Wanted

ORIGINALS = os.environ.get("CITEWELL_ORIGINALS")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, and say so, what needs the originals where they are not."""
    if ORIGINALS:
        return
    skip = pytest.mark.skip(reason="needs the originals: set CITEWELL_ORIGINALS to their folder")
    for item in items:
        if item.get_closest_marker("originals"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def bodies() -> Bodies:
    return Bodies.load()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture(scope="session")
def fields() -> Fields:
    return Fields.load()


@pytest.fixture(scope="session")
def digests(bodies: Bodies, catalogue: Catalogue) -> dict[str, Document]:
    """The digests, by id."""
    return {source.entry.id: read(source, bodies) for source in catalogue.sources()}


@pytest.fixture(scope="session")
def originals(bodies: Bodies, catalogue: Catalogue) -> dict[str, Document]:
    """The originals, by id; only for tests marked `originals`."""
    assert ORIGINALS, "mark the test with @pytest.mark.originals"
    return {source.entry.id: read(source, bodies) for source in catalogue.sources(Path(ORIGINALS))}


@pytest.fixture(scope="session")
def shared_home() -> Path:
    """A home that is kept between runs, so that its indexes are built once; tests that change a home make their own."""
    home = Path(__file__).parent.parent / ".citewell"
    home.mkdir(exist_ok=True)
    return home


@pytest.fixture(scope="session")
def digest_index(shared_home: Path, catalogue: Catalogue) -> HybridIndex:
    """The index of the five digests."""
    store = Store(shared_home, "eval-digest")
    build(catalogue.sources(), store)
    return store.load()


@pytest.fixture(scope="session")
def original_index(shared_home: Path, catalogue: Catalogue) -> HybridIndex:
    """The index of the five originals; only for tests marked `originals`."""
    assert ORIGINALS, "mark the test with @pytest.mark.originals"
    store = Store(shared_home, "eval-original")
    build(catalogue.sources(Path(ORIGINALS)), store)
    return store.load()


@pytest.fixture(scope="session")
def assistant(digest_index: HybridIndex) -> Assistant:
    """An assistant over the digests."""
    return Assistant.from_index(digest_index)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home of the test's own, without the originals in sight."""
    monkeypatch.setenv("CITEWELL_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CITEWELL_ORIGINALS", raising=False)
    yield tmp_path / "home"


@pytest.fixture(scope="session")
def cited() -> Citation:
    """A citation of a digest."""
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
        start=22,
        end=37,
        passage="The first. The middle one. The last.",
        url="https://example.org/report",
    )


@pytest.fixture(scope="session")
def answered(cited: Citation) -> Answer:
    """An answer with that citation."""
    reading = Reading("What of Dorset?", Shape.FACT, Wanted.DESCRIPTION, bodies=("Dorset",), periods=(Period(2024),))
    return Answer(
        "What of Dorset?",
        reading,
        "**Dorset, 2024/25**: The middle one. [1]",
        sentences=(Sentence("Dorset, 2024/25: The middle one.", (1,)),),
        notes=("Our wording; `citewell add FILE` helps.",),
        citations=(cited,),
        provenance={"index": "abc", "version": "1"},
    )


FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
WAIT = 30_000
"""Milliseconds that the browser waits for something."""


@dataclass
class Visit:
    """A page, and what it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def ask(self, question: str, *, enter: bool = False) -> Locator:
        """Ask, and wait until the answer is whole."""
        number = self.page.locator("article.cw-turn[id]").count() + 1
        self.page.locator("#cw-question").fill(question)
        if enter:
            self.page.locator("#cw-question").press("Enter")
        else:
            self.page.locator("#cw-ask").click()
        return self.answer(number)

    def answer(self, number: int) -> Locator:
        """The answer of that number, once it is whole."""
        turn = self.page.locator(f"#turn-{number}")
        expect(turn.locator(".cw-acts")).to_be_visible()
        expect(self.page.locator("#cw-ask")).to_be_visible()
        return turn

    @property
    def source(self) -> Locator:
        """The source that is open beside the conversation."""
        return self.page.locator("#evidence .cw-group:not([hidden]) .cw-source:not([hidden])")

    def tab(self, name: str) -> None:
        button = self.page.get_by_role("tab", name=name)
        if button.count() == 0 or not button.first.is_visible():
            self.page.locator("#tabs .overflow-menu > button").click()
            button = self.page.locator("#tabs .overflow-dropdown button", has_text=name)
        button.first.click()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    named = os.environ.get("CITEWELL_BROWSER")
    program = named or shutil.which("chromium") or shutil.which("google-chrome")
    if not program or not Path(program).exists():
        missing = f"no browser: {named or 'chromium and google-chrome'} not found; install Chromium, or let CITEWELL_BROWSER name one"
        if os.environ.get("CITEWELL_BROWSER_REQUIRED") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    expect.set_options(timeout=WAIT)
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=program, args=FLAGS.split(), timeout=60_000)
        yield chromium
        chromium.close()


def only(question: str, fields: Fields) -> Condition:
    """The one condition of a question."""
    (condition,) = asked(question, fields).conditions
    return condition


@contextmanager
def serving(arguments: Callable[[int], list[str]], log: Path, ready: str = "") -> Iterator[str]:
    """The address of a page that a process of its own serves, once what is asked behind it is answered; `arguments` are Python's, for a port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    root = Path(__file__).parent.parent
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CITEWELL_")}
    with log.open("wb") as said:
        server = subprocess.Popen([sys.executable, *arguments(port)], cwd=root, env=environment, stdout=said, stderr=said)
        try:
            address = f"http://127.0.0.1:{port}/"
            _wait(server, address + ready, log)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(10)


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=30):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the page was not served (exit code {server.poll()}): {log.read_text(encoding='utf-8')[-2000:]}")


@pytest.fixture(scope="session")
def page_home(shared_home: Path, digest_index: HybridIndex, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the page's server: the shared indexes, and a history and a feedback log of the tests' own."""
    home = tmp_path_factory.mktemp("page")
    for part in ("indexes", "encoder"):
        (shared_home / part).mkdir(exist_ok=True)
        (home / part).symlink_to(shared_home / part)
    return home


@pytest.fixture(scope="session")
def address(browser: Browser, page_home: Path) -> Iterator[str]:
    """Where the page is served over the digest, with --history, once its index is there."""
    command = ["-m", "ui.cli", "--home", str(page_home), "chat", "--history", "--port"]
    with serving(lambda port: [*command, str(port)], page_home / "log.txt", "take/citewell.md?q=How+did+Devon+do+on+finance%3F") as served:
        yield served


@contextmanager
def visiting(browser: Browser, address: str, width: int = 1280, scheme: str = "light") -> Iterator[Visit]:
    """A visitor with a browser profile of their own, who stands on the page."""
    context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce", color_scheme="dark" if scheme == "dark" else "light")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit = Visit(context.new_page())
    visit.page.set_default_timeout(WAIT)
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on("console", lambda message: visit.errors.append(message.text) if message.type == "error" else None)
    try:
        visit.page.goto(address)
        expect(visit.page.locator("#cw-question")).to_be_visible()
        yield visit
    finally:
        context.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address) as one:
        yield one


@pytest.fixture
def visitor(browser: Browser, address: str) -> Callable[..., AbstractContextManager[Visit]]:
    """Makes a visitor: of a width, with light or dark colours, at an address behind the page's."""

    def made(width: int = 1280, scheme: str = "light", behind: str = "") -> AbstractContextManager[Visit]:
        return visiting(browser, address + behind, width, scheme)

    return made
