"""The catalogue knows five publications, by what they hold and not by what a file is called."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from corpus.catalogue import Catalogue, Entry, UnknownText
from corpus.read import identify
from corpus.readers import READERS
from corpus.types import Edition, Kind

IDS = [
    "nhse-icb-assessment-2024-25",
    "nhse-icb-assessment-guidance-2024-25",
    "news-icb-assessments-2023-24",
    "nhsconfed-state-of-icss-2023-24",
    "nhsconfed-state-of-icss-2024-25",
]
CATALOGUE = Catalogue.load()


ORIGINALS = Path(os.environ.get("CITEWELL_ORIGINALS", ""))


def raw(id: str) -> bytes:
    return (ORIGINALS / f"{id}.txt").read_bytes()


def test_the_five_publications(catalogue: Catalogue) -> None:
    assert [entry.id for entry in catalogue.entries] == IDS
    assert list(catalogue.by_id) == IDS
    assert [entry.kind for entry in catalogue.entries] == [Kind.ASSESSMENT, Kind.GUIDANCE, Kind.NEWS, Kind.SURVEY, Kind.SURVEY]
    assert [str(entry.financial_year) for entry in catalogue.entries] == ["2024/25", "2024/25", "2023/24", "2023/24", "2024/25"]
    assert all(entry.format in READERS for entry in catalogue.entries)


def test_what_is_not_known_stays_empty(catalogue: Catalogue) -> None:
    news = catalogue.by_id["news-icb-assessments-2023-24"]
    assert (news.title, news.publisher, news.issued, news.licence, news.url) == ("", "", "", "", None)
    assert news.label == news.description != ""
    assert catalogue.by_id["nhse-icb-assessment-2024-25"].url is None
    assert catalogue.by_id["nhsconfed-state-of-icss-2023-24"].licence == ""


def test_a_document_is_shown_with_its_title_and_subtitle(catalogue: Catalogue) -> None:
    assert catalogue.by_id["nhsconfed-state-of-icss-2024-25"].label == "The state of integrated care systems 2024/25: Delivering through change"


def test_what_the_catalogue_does_not_know_is_refused(catalogue: Catalogue) -> None:
    row = catalogue.entries[0].model_dump()
    with pytest.raises(ValidationError, match="colour"):
        Entry.model_validate(row | {"colour": "blue"})
    with pytest.raises(ValidationError, match="format"):
        Entry.model_validate(row | {"format": "pdf"})


@pytest.mark.originals
@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("name", ["report.txt", "no ending", "nhsconfed-state-of-icss-2023-24.txt", "Doc (1).md"])
def test_an_original_is_recognised_whatever_its_name(catalogue: Catalogue, tmp_path: Path, id: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(raw(id))
    assert identify(path.read_bytes(), path, catalogue).id == id


@pytest.mark.originals
@pytest.mark.parametrize("id", IDS)
def test_an_original_bears_the_marks_of_no_other(catalogue: Catalogue, id: str) -> None:
    text = " ".join(raw(id).decode().split())
    assert [entry.id for entry in catalogue.entries if all(mark in text for mark in entry.marks)] == [id]


@pytest.mark.originals
@pytest.mark.parametrize("id", IDS)
def test_an_original_is_recognised_however_its_lines_are_wrapped_and_encoded(catalogue: Catalogue, id: str) -> None:
    text = raw(id).decode()
    for data in (text.replace("\n", "\r\n").encode(), "\n".join(text.split()).encode(), text.encode("utf-8-sig"), text.encode("utf-16")):
        assert identify(data, Path("x"), catalogue).id == id


def test_an_unknown_text_is_refused_with_what_is_known(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownText) as refused:
        catalogue.recognise("A report on integrated care boards in some other year.")
    message = str(refused.value)
    assert "\n" not in message
    assert all(entry.label in message for entry in catalogue.entries)


@pytest.mark.parametrize("entry", CATALOGUE.entries, ids=IDS)
def test_all_marks_are_needed(entry: Entry) -> None:
    alone = Catalogue((entry,))
    assert alone.recognise(" and ".join(entry.marks)) is entry
    for left_out in entry.marks:
        with pytest.raises(UnknownText):
            alone.recognise(" and ".join(mark for mark in entry.marks if mark != left_out))


@settings(deadline=None)
@given(st.sampled_from(CATALOGUE.entries), st.text(max_size=40), st.text(max_size=40), st.sampled_from([" ", "\n", "\r\n", "  \n\n "]))
def test_marks_are_found_anywhere_and_across_line_ends(entry: Entry, before: str, after: str, gap: str) -> None:
    marks = gap.join(gap.join(mark.split()) for mark in entry.marks)
    assert Catalogue((entry,)).recognise(f"{before} {marks} {after}") is entry


@pytest.mark.parametrize("entry", CATALOGUE.entries, ids=IDS)
def test_each_digest_is_there_and_says_whose_it_is(catalogue: Catalogue, entry: Entry) -> None:
    (source,) = [source for source in catalogue.sources() if source.entry.id == entry.id]
    assert source.edition is Edition.DIGEST
    front = source.path.read_text(encoding="utf-8").split("+++\n")[1]
    said = tomllib.loads(front)
    assert (said["document"], said["edition"]) == (entry.id, "digest")
    assert said["credit"]


def test_an_original_takes_the_place_of_its_digest_and_of_no_other(catalogue: Catalogue, tmp_path: Path) -> None:
    (tmp_path / f"{IDS[2]}.txt").write_text("words", encoding="utf-8")
    (tmp_path / "another.txt").write_text("words", encoding="utf-8")
    sources = catalogue.sources(tmp_path)
    assert [source.entry.id for source in sources] == IDS
    assert [source.entry.id for source in sources if source.edition is Edition.ORIGINAL] == [IDS[2]]
    assert sources[2].path == tmp_path / f"{IDS[2]}.txt"


def test_without_originals_all_is_digest(catalogue: Catalogue, tmp_path: Path) -> None:
    for folder in (None, tmp_path, tmp_path / "not there"):
        assert {source.edition for source in catalogue.sources(folder)} == {Edition.DIGEST}
