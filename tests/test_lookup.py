"""`citewell cite`, as people and programs run it."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from index.hybrid import HybridIndex
from rag.quotes import look_up
from ui import cli
from ui.home import Home
from ui.lookup import terminal

PLACE_KEYS = {
    "match", "document", "edition", "title", "publisher", "period", "section", "body", "quote", "start", "end", "score", "differences", "marked",
    "speaker", "context", "url",
}  # fmt: skip


@pytest.fixture
def cite(shared_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command in this process, on the digests."""
    monkeypatch.delenv("CITEWELL_ORIGINALS", raising=False)
    Home(shared_home).ensure_index()

    def inside(*arguments: str, given: str | None = None) -> tuple[int, str, str]:
        capsys.readouterr()
        if given is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        code = cli.main(["--home", str(shared_home), "cite", *arguments])
        written = capsys.readouterr()
        return code, written.out, written.err

    return inside


@pytest.fixture(scope="module")
def sentence(digest_index: HybridIndex) -> str:
    """A sentence on a board."""
    passage = next(p for p in digest_index.passages if p.body == "Somerset" and len(p.text.split()) > 12)
    first = passage.sentences[0]
    return digest_index.document_of(passage).text[first.start : first.end]


def test_an_exact_quote(cite: Any, sentence: str) -> None:
    code, out, _ = cite(sentence)
    assert code == 0
    assert out.startswith("These words stand in ")
    assert "[1] exact: " in out
    assert "Somerset" in out
    assert re.search(r"characters \d+ to \d+", out)
    assert "(our wording)" in out
    assert "Speaking: " in out


def test_without_quotation_marks_the_words_are_joined(cite: Any, sentence: str) -> None:
    assert cite(*sentence.split())[1] == cite(sentence)[1]


def test_from_standard_input(cite: Any, sentence: str) -> None:
    assert cite("-", given=sentence + "\n")[1] == cite(sentence)[1]


def test_a_near_quote_shows_the_differences(cite: Any, sentence: str) -> None:
    words = sentence.split()
    code, out, _ = cite(" ".join([*words[:5], "zebra", *words[6:]]))
    assert code == 0
    assert "nearly the same" in out
    assert "[-zebra-] {+" in out or "zebra" in out
    assert "Differences are marked" in out


def test_an_absent_quote_on_a_digest(cite: Any) -> None:
    code, out, _ = cite("the lighthouse keepers of Scilly polish brass")
    assert code == 0
    assert "none of the texts" in " ".join(out.split())
    assert "citewell add" in " ".join(out.split())
    assert "Nearest in meaning:" in out


def test_json_has_offsets_and_differences(cite: Any, sentence: str, digest_index: HybridIndex) -> None:
    code, out, _ = cite("--json", sentence)
    assert code == 0
    (line,) = out.splitlines()
    row = json.loads(line)
    assert set(row) == {"quote", "match", "message", "total", "places", "nearest", "index"}
    assert row["match"] == "exact"
    place = row["places"][0]
    assert set(place) == PLACE_KEYS
    assert digest_index.by_id[place["document"]].text[place["start"] : place["end"]] == place["quote"]
    assert place["body"] == "Somerset"
    assert set(place["speaker"]) == {"speech", "name", "start", "end"}


def test_only_in_one_document(cite: Any) -> None:
    row = json.loads(cite("--json", "--document", "nhse-icb-assessment-2024-25", "integrated care")[1])
    assert {place["document"] for place in row["places"]} == {"nhse-icb-assessment-2024-25"}
    code, out, err = cite("--document", "nowhere", "integrated care")
    assert (code, out) == (2, "")
    assert "citewell documents" in err


@pytest.mark.parametrize("quote", ["", " ", "🏥", "?!", "word", "x" * 10_000, "<b>bold</b>", "%s {0} $HOME", "a\x00b", "half \udc80 a character"])
def test_bad_input_has_a_sentence(cite: Any, quote: str) -> None:
    code, out, err = cite(quote)
    assert code == 0
    assert out.strip()
    assert "Traceback" not in err
    assert json.loads(cite("--json", quote)[1])["message"]


def test_every_place_is_shown_with_its_document(digest_index: HybridIndex) -> None:
    found = look_up("integrated care boards", digest_index)
    text = terminal(found, digest_index)
    assert all(f"[{n}] " in text for n in range(1, len(found.places) + 1))
    assert all(place.document in text for place in found.places)
