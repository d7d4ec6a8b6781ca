"""The known answers: sound against the texts, and read with care."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pydantic import ValidationError

from corpus.bodies import Bodies
from corpus.types import Document, Edition
from evals.case import Case, CaseError, Category, Evidence, Group, faults, heading_words, load, plain, section_matches

UNSOUND: set[str] = set()
"""Cases that do not hold in the digest yet; to be emptied."""

GOOD = """[[case]]
id = "{id}"
category = "{category}"
question = "How many vans are there?"
must = [{{any = ["14"]}}]
evidence = [{{document = "some-report", section = ["Vans"], keys = ["14 vans"]}}]
"""


def folder_of(tmp_path: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def good(identity: str = "van-count", category: str = "survey") -> str:
    return GOOD.format(id=identity, category=category)


def case(**fields: object) -> Case:
    """A case that is whole, with some fields in place of its own."""
    whole = {"id": "x", "category": "survey", "question": "How many?", "must": [{"any": ["14"]}], "evidence": [{"document": "d", "keys": ["14"]}]}
    return Case.model_validate({**whole, **fields})


def test_every_case_is_sound_against_the_digests(digests: dict[str, Document], bodies: Bodies) -> None:
    cases = [c for c in load() if Edition.DIGEST in c.editions and c.id not in UNSOUND]
    assert not [(c.id, fault) for c in cases for fault in faults(c, digests.values(), bodies)]


@pytest.mark.originals
def test_every_case_is_sound_against_the_originals(originals: dict[str, Document], bodies: Bodies) -> None:
    wrong = [(c.id, fault) for c in load() if Edition.ORIGINAL in c.editions for fault in faults(c, originals.values(), bodies)]
    assert not wrong


def test_there_are_cases_enough_of_every_category() -> None:
    cases = load()
    assert len(cases) >= 40
    assert {c.category for c in cases} == set(Category)


def test_the_split_is_stable_and_about_half_and_half() -> None:
    cases = load()
    splits = {c.id: c.split for c in cases}
    assert {c.id: c.split for c in load()} == splits
    share = list(splits.values()).count("gate") / len(splits)
    assert 0.4 < share < 0.6


def test_the_split_is_by_the_id_alone() -> None:
    assert case(id="alpha").split == case(id="alpha", question="Why?", category="news").split
    assert [case(id=i).split for i in ("alpha", "beta", "delta", "epsilon")] == ["dev", "dev", "gate", "dev"]


def test_an_id_stands_once() -> None:
    ids = [c.id for c in load()]
    assert len(ids) == len(set(ids))


def test_cases_of_a_folder_come_in_the_order_of_its_files(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, b=good("second"), a=good("first") + good("next"))
    assert [c.id for c in load(folder)] == ["first", "next", "second"]


def one_message(folder: Path) -> str:
    with pytest.raises(CaseError) as caught:
        load(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert caught.value.__cause__ is None
    return message


def test_malformed_toml_is_told_with_file_and_line(tmp_path: Path) -> None:
    message = one_message(folder_of(tmp_path, vans=good() + "\n[[case\n"))
    assert str(tmp_path / "vans.toml") in message
    assert "line 8" in message


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (good("first") + "\n" + good("second", category="vehicles"), "category"),
        (good("first") + "\n" + good("second") + 'colour = "green"\n', "colour"),
        (good("first") + "\n" + good("second") + 'reason = "tired"\n', "reason"),
        (good("first") + "\n" + good("second") + 'editions = ["paperback"]\n', "editions"),
        (good("first") + "\n" + good("second") + 'turns = ["a", "b"]\n', "the case"),
        (good("first") + "\n" + good("second").replace('keys = ["14 vans"]', 'keys = ["14 vans"], page = 3'), "page"),
    ],
)
def test_a_case_that_is_wrong_is_told_with_file_line_id_and_field(tmp_path: Path, text: str, field: str) -> None:
    message = one_message(folder_of(tmp_path, vans=text))
    assert message.startswith(f"{tmp_path / 'vans.toml'}:9: ")
    assert "'second'" in message
    assert field in message


def test_an_id_that_stands_twice_is_told_with_both_files(tmp_path: Path) -> None:
    message = one_message(folder_of(tmp_path, buses=good("same"), vans=good("other") + "\n" + good("same")))
    assert message.startswith(f"{tmp_path / 'vans.toml'}:9: ")
    assert "'same'" in message
    assert "buses.toml" in message


def test_an_id_that_stands_twice_in_one_file_is_told(tmp_path: Path) -> None:
    assert "'same'" in one_message(folder_of(tmp_path, vans=good("same") + good("same")))


def test_a_missing_folder_and_an_empty_one_are_told(tmp_path: Path) -> None:
    assert str(tmp_path / "nowhere") in one_message(tmp_path / "nowhere")
    assert str(tmp_path) in one_message(tmp_path)


@pytest.mark.parametrize(
    "fields",
    [
        {"question": ""},
        {"turns": ["a", "b"]},
        {"must": []},
        {"evidence": []},
        {"answerable": False},
        {"answerable": False, "reason": "not_stated"},
        {"answerable": False, "must": [], "evidence": []},
    ],
)
def test_a_case_is_whole(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        case(**fields)


def test_an_unanswerable_case_and_a_list_need_no_evidence() -> None:
    assert case(answerable=False, reason="not_stated", must=[], evidence=[]).evidence == ()
    assert case(items=["Devon"], must=[], evidence=[]).items == ("Devon",)


def test_the_last_turn_is_judged() -> None:
    assert case(question="", turns=["One?", "Two?"]).last == "Two?"
    assert case().last == "How many?"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("72 per cent", "72%"),
        ("72 percent", "72%"),
        ("£3.5 million", "£3.5m"),
        ("£2 billion", "£2bn"),
        ("1,250 vans", "1250 vans"),
        ("“It’s green”", '"It\'s green"'),
        ("two\n  lines", "two lines"),
        ("2024–25", "2024-25"),
        ("VANS", "vans"),
    ],
)
def test_texts_that_say_the_same_are_compared_as_one(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other"), [("72%", "72"), ("1,25", "125"), ("£3.5m", "£35m"), ("£3m", "£3bn")])
def test_texts_that_say_something_else_are_not(one: str, other: str) -> None:
    assert plain(one) != plain(other)


def test_headings_are_known_by_their_telling_words() -> None:
    assert heading_words("4.2 The painting of vans") == {"4.2", "painting", "vans"}


@pytest.mark.parametrize(
    ("wanted", "path", "matches"),
    [
        ([], ("South West", "Devon"), True),
        (["Devon"], ("South West", "Devon", "Vans"), True),
        (["Devon", "Vans"], ("South West", "Devon", "Vans and buses"), True),
        (["Vans", "Devon"], ("South West", "Devon", "Vans"), False),
        (["Dorset"], ("South West", "Devon"), False),
        (["Devon", "Devon"], ("South West", "Devon"), False),
        (["Somerset"], ("South West", "Bath and North East Somerset, Swindon and Wiltshire"), False),
        (["vans"], (), False),
    ],
)
def test_section_matches(wanted: list[str], path: tuple[str, ...], matches: bool) -> None:
    assert section_matches(wanted, path) is matches


def digest_case(digests: dict[str, Document], **fields: object) -> Case:
    """A case on the first board's first sentence of the digest, with some fields in place of its own."""
    document = next(d for d in digests.values() if any(s.body for s in d.sections))
    section = next(s for s in document.sections if s.body and s.blocks)
    key = " ".join(document.text[section.blocks[0].start : section.blocks[0].end].split()[:3])
    evidence = {"document": document.id, "section": list(section.path), "keys": [key]}
    return case(**{"must": [{"any": [key]}], "bodies": [section.body], "evidence": [evidence], **fields})


def test_a_sound_case_has_no_faults(digests: dict[str, Document], bodies: Bodies) -> None:
    assert faults(digest_case(digests), digests.values(), bodies) == []


def test_each_fault_is_found(digests: dict[str, Document], bodies: Bodies) -> None:
    sound = digest_case(digests)
    (evidence,) = sound.evidence
    for broken, told in (
        ({"evidence": (Evidence(document="no-such-report", keys=evidence.keys),)}, "no-such-report"),
        ({"evidence": (evidence.model_copy(update={"section": ("Vans and trams",)}),)}, "Vans and trams"),
        ({"evidence": (evidence.model_copy(update={"keys": ("zeppelins",)}),)}, "zeppelins"),
        ({"must": (Group(any=("zeppelins",)),)}, "zeppelins"),
        ({"bodies": ("Narnia",)}, "Narnia"),
        ({"must": (Group(any=sound.must[0].any, body="Narnia"),)}, "Narnia"),
        ({"items": ("Narnia",)}, "Narnia"),
    ):
        found = faults(sound.model_copy(update=broken), digests.values(), bodies)
        assert any(told in fault for fault in found), (broken, found)


def test_the_split_of_other_ids_is_about_half_and_half_too() -> None:
    draw = random.Random(7)
    gate = sum(case(id=f"case-{draw.random()}").split == "gate" for _ in range(400))
    assert 150 < gate < 250
