"""Cutting and joining keep the way back to the raw text."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.trace import Traced, join, runs
from corpus.types import Document, Edition, Kind

RAW = st.text(alphabet="ab c-\n\t•é", max_size=60)


def leads_back(traced: Traced, raw: str) -> bool:
    return len(traced.at) == len(traced.text) and all(raw[at] == char for char, at in zip(traced.text, traced.at, strict=True))


@settings(deadline=None)
@given(RAW)
def test_a_raw_text_leads_back_to_itself(raw: str) -> None:
    traced = Traced.from_raw(raw)
    assert traced.text == raw
    assert len(traced) == len(raw)
    assert traced.at == tuple(range(len(raw)))


@settings(deadline=None)
@given(RAW, st.integers(0, 60), st.integers(0, 60))
def test_a_slice_is_the_slice_of_the_text(raw: str, start: int, end: int) -> None:
    part = Traced.from_raw(raw)[start:end]
    assert part.text == raw[start:end]
    assert leads_back(part, raw)


@settings(deadline=None)
@given(RAW, st.integers(0, 60))
def test_two_parts_put_together_lead_back(raw: str, at: int) -> None:
    traced = Traced.from_raw(raw)
    assert traced[at:] + traced[:at] == Traced(raw[at:] + raw[:at], traced.at[at:] + traced.at[:at])
    assert traced[:at] + traced[at:] == traced


@settings(deadline=None)
@given(RAW)
def test_strip_takes_the_white_space_from_both_ends(raw: str) -> None:
    stripped = Traced.from_raw(raw).strip()
    assert stripped.text == raw.strip()
    assert leads_back(stripped, raw)


@settings(deadline=None)
@given(RAW)
def test_lines_are_those_of_the_text_without_their_ends(raw: str) -> None:
    lines = Traced.from_raw(raw).lines()
    assert [line.text for line in lines] == raw.split("\n")
    assert all(leads_back(line, raw) for line in lines)


@settings(deadline=None)
@given(RAW, st.sampled_from([r"a+", r"\s+", r"^•\s*", r"b|", r"(?<=a)-", r".*"]))
def test_cut_takes_out_what_matches_and_nothing_else(raw: str, pattern: str) -> None:
    cut = Traced.from_raw(raw).cut(pattern)
    assert cut.text == re.sub(pattern, "", raw)
    assert leads_back(cut, raw)
    assert list(cut.at) == sorted(set(cut.at))


@settings(deadline=None)
@given(RAW, st.sampled_from([r"a+", r"\s+", r"-"]), st.sampled_from([" ", "", "xyz"]))
def test_what_is_put_in_stands_where_the_match_began(raw: str, pattern: str, by: str) -> None:
    replaced = Traced.from_raw(raw).replace(pattern, by)
    assert replaced.text == re.sub(pattern, by, raw)
    assert len(replaced.at) == len(replaced.text)
    starts = {match.start() for match in re.finditer(pattern, raw)}
    for char, at in zip(replaced.text, replaced.at, strict=True):
        assert raw[at] == char or (at in starts and char in by)


def test_a_compiled_pattern_is_taken_too() -> None:
    assert Traced.from_raw("a1b22").replace(re.compile(r"\d+"), "#") == Traced("a#b#", (0, 1, 2, 3))


@settings(deadline=None)
@given(st.lists(RAW, max_size=5), st.sampled_from(["", " ", " – "]))
def test_join_keeps_every_part_and_the_separator_stands_behind_the_part_before(texts: list[str], separator: str) -> None:
    raw = "".join(texts)
    parts, start = [], 0
    for text in texts:
        parts.append(Traced.from_raw(raw)[start : start + len(text)])
        start += len(text)
    whole = join(parts, separator)
    assert whole.text == separator.join(texts)
    assert len(whole.at) == len(whole.text)
    assert list(whole.at) == sorted(whole.at)
    offset = 0
    for text, part in zip(texts, parts, strict=True):
        assert whole[offset : offset + len(text)] == part
        offset += len(text) + len(separator)


def test_join_of_nothing_is_empty() -> None:
    assert join([], " ") == Traced("", ())


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), max_size=40))
def test_runs_say_the_same_as_the_offsets(at: list[int]) -> None:
    """The document's own reading of the runs gives every offset back."""
    found = runs(at)
    assert all(raw != before + start - earlier for (earlier, before), (start, raw) in pairwise(found))
    document = Document("id", "", "", Kind.NEWS, None, Edition.ORIGINAL, "x" * len(at), (), "", origins=found)
    assert [document.raw_offset(offset) for offset in range(len(at))] == at


def test_an_unbroken_text_is_one_run() -> None:
    assert runs(range(7, 20)) == ((0, 7),)
    assert runs([]) == ()


def test_the_raw_text_of_this_file_is_traced_through_all_steps() -> None:
    raw = Path(__file__).read_text(encoding="utf-8")
    kept = [line.strip() for line in Traced.from_raw(raw).lines() if line.text.strip()]
    whole = join(kept, " ").cut(r"\s+")
    assert whole.text == "".join(raw.split())
    assert leads_back(whole, raw)
