"""The digests: whole, in our own words, and with no figure that is not the publishers'."""

from __future__ import annotations

import os
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue

ASSESSMENT = "nhse-icb-assessment-2024-25"
IDS = [entry.id for entry in Catalogue.load().entries]
HEADINGS = ("System leadership and governance", "Improving population health and healthcare", "Productivity and value for money", "Enhancing social value")
RUN = 10
_FRONT = re.compile(r"\A\+\+\+\n(?P<toml>.*?)\n\+\+\+\n", re.DOTALL)
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_WORD = re.compile(r"[a-z0-9%£']+")
_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBER = re.compile(rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:-(?P<ones>{'|'.join(_UNITS[1:10])}))?|(?P<unit>{'|'.join(_UNITS)}))\b")
_FEW = {str(number) for number in range(6)}
"""Too common to prove anything."""


def digest_of(document: str) -> str:
    return (files("corpus") / "digest" / f"{document}.md").read_text(encoding="utf-8")


def original_of(document: str) -> str:
    return Path(os.environ["CITEWELL_ORIGINALS"], f"{document}.txt").read_text(encoding="utf-8")


def plain(text: str) -> str:
    text = re.sub(r"https?://\S+", " ", text.translate(_QUOTES))
    return re.sub(r"\s+", " ", re.sub(r"-\s*\n\s*", "-", text))


def words(text: str) -> list[str]:
    return _WORD.findall(plain(text).lower())


def number(match: re.Match[str]) -> str:
    if match["unit"]:
        return str(_UNITS.index(match["unit"]))
    return str(10 * (_TENS.index(match["tens"]) + 2) + (_UNITS.index(match["ones"]) if match["ones"] else 0))


def figures(text: str) -> set[str]:
    """The figures of a text, in digits or words, written one way."""
    text = re.sub(r"\b(?:figure|page|section|case study)s? [\d.]+", " ", plain(text).lower())
    text = re.sub(r"\s*(?:per cent|percent)\b", "%", _NUMBER.sub(number, text))
    text = re.sub(r"(\d),(\d{3})\b", r"\1\2", text)
    found = {m.group().replace(" ", "").replace("bn", "billion") for m in re.finditer(r"£?\d+(?:\.\d+)?(?:/\d+)?(?:%| ?(?:million|billion|bn|m\b))?", text)}
    return {re.sub(r"(?<=\d)m$", "million", figure) for figure in found if figure.strip("£") not in _FEW}


def is_name(run: list[str], original: str) -> bool:
    """True where most words of a run have capitals in the original."""
    match = re.search(r"[^A-Za-z0-9%£']+".join(map(re.escape, run)), original, re.IGNORECASE)
    letters = re.findall(r"[A-Za-z']+", match.group()) if match else []
    return bool(letters) and sum(word[0].isupper() for word in letters) >= 0.6 * len(letters)


def shared_runs(digest: str, original: str) -> list[tuple[int, int]]:
    """Where runs of RUN words or more stand in both, as (number of the first word in the digest, length); names and titles aside."""
    ours, theirs, text = words(digest), words(original), plain(original)
    known = {tuple(theirs[i : i + RUN]) for i in range(len(theirs) - RUN + 1)}
    found, i = [], 0
    while i <= len(ours) - RUN:
        end = i + RUN
        if tuple(ours[i:end]) not in known:
            i += 1
            continue
        while end < len(ours) and tuple(ours[end - RUN + 1 : end + 1]) in known:
            end += 1
        if not is_name(ours[i:end], text):
            found.append((i, end - i))
        i = end
    return found


def parts(digest: str, level: int) -> dict[str, str]:
    """{heading: what stands under it} of one level's headings."""
    pieces = re.split(rf"^{'#' * level} (.+)$", digest, flags=re.MULTILINE)
    return {name.strip(): re.split(rf"^#{{1,{level - 1}}} ", text, flags=re.MULTILINE)[0] for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}


@pytest.mark.parametrize("document", IDS)
def test_front_matter_names_document_edition_and_credit(document: str) -> None:
    front = _FRONT.match(digest_of(document))
    assert front
    data = tomllib.loads(front["toml"])
    assert (data["document"], data["edition"]) == (document, "digest")
    assert data["credit"].strip()


def test_every_board_has_its_five_headings_and_enough_words(bodies: Bodies) -> None:
    boards = parts(digest_of(ASSESSMENT), 3)
    assert set(boards) >= set(bodies.by_name)
    for name in bodies.by_name:
        headings = list(parts(boards[name], 4))
        assert len(headings) == 5, (name, headings)
        assert set(HEADINGS) <= set(headings), (name, headings)
        assert any(re.match(r"Reducing inequalit(y|ies)$", heading) for heading in headings), name
        assert all(text.strip() for text in parts(boards[name], 4).values()), name
        assert len(words(boards[name])) >= 120, name


def test_every_board_stands_in_its_region(bodies: Bodies) -> None:
    for region, text in parts(digest_of(ASSESSMENT), 2).items():
        if region in bodies.regions:
            assert set(parts(text, 3)) == set(bodies.of_region(region))


def test_the_digests_are_neither_thin_nor_long() -> None:
    assert 15_000 <= sum(len(_FRONT.sub("", digest_of(document)).split()) for document in IDS) <= 27_000


def test_a_shared_run_is_found_and_a_name_is_none() -> None:
    original = "The painted vans go from town to town on every day of the week. The Royal Society Of Painted Vans And Buses Of The North met."
    copied = "We know that the painted vans go from town to town on every day."
    assert shared_runs(copied, original) == [(3, 11)]
    assert shared_runs("In town, vans that are painted run daily.", original) == []
    assert shared_runs("the royal society of painted vans and buses of the north", original) == []


def test_figures_in_digits_and_words_are_one() -> None:
    assert figures("Seventy-two per cent of 1,250, or £8m, in 2024/25; twelve.") == {"72%", "1250", "£8million", "2024/25", "12"}
    assert figures("one to five") == set()


@pytest.mark.originals
@pytest.mark.parametrize("document", IDS)
def test_no_run_of_words_is_the_publishers(document: str) -> None:
    assert shared_runs(_FRONT.sub("", digest_of(document)), original_of(document)) == []


@pytest.mark.originals
@pytest.mark.parametrize("document", IDS)
def test_no_figure_is_ours_alone(document: str) -> None:
    assert figures(_FRONT.sub("", digest_of(document))) - figures(original_of(document)) == set()
