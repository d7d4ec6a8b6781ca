"""What does not stand in the quotes of a claim is caught."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.bodies import Bodies
from index.encode import model_folder
from index.hybrid import HybridIndex
from index.verifier import ClaimVerifier
from rag.ground import Ground, without_bodies
from rag.stated import figures
from rag.types import Citation, Claim, Verdict
from rag.verify import ODDS, Against, doubt, reading, verify

QUOTE = (
    "In 2024/25 Dorset opened 14 clinics for £3.5 million, reaching 72 per cent of 1,250 patients; Riverside Community NHS Trust is in tier 1 "
    "and the board in segment 3, while Harbour General Hospital sees Frimley's patients."
)
CITATION = Citation(
    n=1,
    document="some-report",
    edition="digest",
    title="A report of 2024/25",
    publisher="Somebody",
    period="2024/25",
    section=("South West", "Dorset", "Opticians"),
    body="Dorset",
    quote=QUOTE,
    start=0,
    end=len(QUOTE),
    passage=QUOTE,
    url=None,
)


def judged(text: str, bodies: Bodies, *, lead: str = "", computed: bool = False, citation: Citation = CITATION) -> Verdict:
    return verify(Claim(text, (), computed=computed, lead=lead), [citation], bodies)


def test_the_quote_itself_is_supported(bodies: Bodies) -> None:
    assert judged(QUOTE, bodies, lead="Dorset, 2024/25") == Verdict(True)


@pytest.mark.parametrize(
    "text",
    [
        "Dorset opened 14 clinics.",
        "It reached 72% of 1250 patients.",
        "It spent £3.5m in 2024/25.",
        "Riverside Community NHS Trust is in tier 1.",
        "The board is in Segment 3.",
        "Harbour General Hospital sees the patients of Frimley for Dorset.",
        "It is a board.",
    ],
)
def test_what_stands_in_the_quote_or_its_heading_is_supported(bodies: Bodies, text: str) -> None:
    assert judged(text, bodies) == Verdict(True)


@pytest.mark.parametrize(
    ("was", "planted"),
    [
        ("14 clinics", "15 clinics"),
        ("14 clinics", "114 clinics"),
        ("72 per cent", "27 per cent"),
        ("72 per cent", "7.2 per cent"),
        ("£3.5 million", "£3.5 billion"),
        ("£3.5 million", "£35 million"),
        ("1,250", "1,520"),
        ("2024/25", "2023/24"),
        ("Dorset", "Devon"),
        ("Frimley", "Sussex"),
        ("tier 1", "tier 2"),
        ("segment 3", "segment 4"),
        ("segment 3", "segment 1"),
        ("Riverside Community NHS Trust", "Hillside Community NHS Trust"),
        ("Riverside Community NHS Trust", "Riverside Community NHS Foundation Trust"),
        ("Harbour General Hospital", "Lighthouse General Hospital"),
    ],
)
def test_each_planted_change_is_caught(bodies: Bodies, was: str, planted: str) -> None:
    assert was in QUOTE
    verdict = judged(QUOTE.replace(was, planted), bodies)
    assert not verdict.supported
    assert verdict.why


def test_a_quote_under_its_own_place_is_supported(bodies: Bodies) -> None:
    quote = "It went from segment 3 to segment 2; the chairs said so."
    board, survey = replace(CITATION, quote=quote), replace(CITATION, quote=quote, body=None, publisher="NHS Confederation", section=())
    for place, citation in (("Dorset, 2024/25", board), ("NHS Confederation survey, 2024/25", survey)):
        assert judged(f"{place}: {quote}", bodies, citation=citation).supported
        assert judged(quote, bodies, lead=place, citation=citation).supported
    assert not judged(f"Devon, 2024/25: {quote}", bodies, citation=board).supported
    assert not judged(f"NHS Confederation survey, 2023/24: {quote}", bodies, citation=survey).supported


@pytest.mark.parametrize("lead", ["Devon, 2024/25", "Dorset, 2023/24"])
def test_a_wrong_lead_is_caught(bodies: Bodies, lead: str) -> None:
    assert not judged("It opened 14 clinics.", bodies, lead=lead).supported


def test_a_board_whose_name_ends_in_another_is_another(bodies: Bodies) -> None:
    citation = replace(CITATION, quote="North Somerset has opticians.", section=("South West",), body=None)
    assert not judged("Somerset has opticians.", bodies, citation=citation).supported


def test_what_stands_in_title_period_or_headings_counts(bodies: Bodies) -> None:
    citation = replace(CITATION, quote="Opticians are scarce.", title="Views of 2021/22", period="2022/23")
    assert judged("Opticians are scarce.", bodies, lead="Dorset, 2022/23", citation=citation).supported
    assert judged("Opticians were scarce in 2021/22.", bodies, citation=citation).supported
    assert not judged("Opticians are scarce.", bodies, lead="Dorset, 2024/25", citation=citation).supported


def test_the_passage_around_a_quote_does_not_count(bodies: Bodies) -> None:
    citation = replace(CITATION, quote="Opticians are scarce.", passage="Opticians are scarce. There are 14.")
    assert not judged("There are 14.", bodies, citation=citation).supported


def test_without_citations_nothing_is_supported(bodies: Bodies) -> None:
    assert not verify(Claim("Opticians are scarce.", ()), [], bodies).supported


def test_a_computed_figure_is_let_through_and_a_board_beside_it_is_not(bodies: Bodies) -> None:
    assert judged("That is 28 clinics in two years.", bodies, computed=True).supported
    assert not judged("That is 28 clinics in Devon.", bodies, computed=True).supported


def test_two_citations_support_what_neither_does_alone(bodies: Bodies) -> None:
    other = replace(CITATION, quote="There are 77 vans.", n=2)
    claim = Claim("There are 14 clinics and 77 vans.", ())
    assert verify(claim, [CITATION, other], bodies).supported
    assert not verify(claim, [CITATION], bodies).supported
    assert not verify(claim, [other], bodies).supported


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("72 per cent, 72%", ["72%", "72%"]),
        ("£3.5 million, £3.5m", ["£3.5m", "£3.5m"]),
        ("£2 billion, £2bn", ["£2bn", "£2bn"]),
        ("1,250 of 1250.", ["1250", "1250"]),
        ("in 2024/25.", ["2024/25"]),
        ("none", []),
    ],
)
def test_figures_are_written_one_way(text: str, found: list[str]) -> None:
    assert figures(text) == found


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_figure_is_supported_only_by_itself(said: int, there: int) -> None:
    citation = replace(CITATION, quote=f"There are {there} vans.", title="", period="", section=(), body=None)
    assert verify(Claim(f"There are {said} vans.", ()), [citation], Bodies([])).supported == (said == there)


@given(st.text(max_size=200))
def test_any_text_supports_itself(text: str) -> None:
    citation = replace(CITATION, quote=text)
    assert verify(Claim(text, ()), [citation], Bodies([])).supported


@pytest.mark.parametrize(
    ("quote", "text", "kind"),
    [
        ("The trust has paid off its loan, and the board welcomes this.", "The board has paid off its loan.", Against.OWNER),
        ("Chairs fear that the merger comes too soon.", "Nurses fear that the merger comes too soon.", Against.SPEAKER),
        ("The number of visits rose.", "The number of visits fell.", Against.OPPOSITE),
        ("The number of visits rose.", "Visits became more frequent.", None),
    ],
)
def test_a_doubt_says_what_speaks_against_a_claim(bodies: Bodies, quote: str, text: str, kind: Against | None) -> None:
    found = doubt(text, Ground((replace(CITATION, quote=quote),), bodies))
    assert (found and found.kind) is kind


@pytest.mark.parametrize("text", ["Few went to A&E.", "A half-hearted try brought few there."])
def test_other_words_for_a_name_and_a_half_that_counts_nothing(bodies: Bodies, text: str) -> None:
    quote = "Few tried to go to the emergency department, and did so without heart."
    assert "stands in no quote" not in judged(text, bodies, citation=replace(CITATION, quote=quote)).why


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Dorset ICB's clinics grew.", "the ICB's clinics grew."),
        ("In the Frimley system and in Dorset they grew.", "In the system and in it they grew."),
        ("Frimley’s clinics grew.", "its clinics grew."),
        ("Frimley Hospital grew.", "Frimley Hospital grew."),
    ],
)
def test_a_text_without_its_bodies_still_reads_as_one(bodies: Bodies, text: str, left: str) -> None:
    assert without_bodies(text, bodies) == left


def test_the_first_word_behind_a_lead_is_no_name(bodies: Bodies) -> None:
    assert judged("Some 14 clinics were opened.", bodies, lead="Dorset, 2024/25").supported


PLAIN = 'A survey found that 78% of leaders were "quietly confident", and Dorset had a surplus.'


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("A survey found c.85% of leaders confident.", False),
        ("Dorset is in segment4 and had a surplus.", False),
        ("78k leaders were confident in the survey.", False),
        ("-78% of leaders were confident in the survey.", False),
        ("7.8.5% of leaders and 1 in 0 were confident.", False),
        ("In the survey 78% of leaders were 'quietly confident'.", True),
        ("In the survey 78% of leaders were “Quietly confident.”", True),
        ('In the survey 78% of leaders were "delighted and proud".', False),
        ("Last year Dorset had a surplus, a survey found.", False),
        ("Dorset had the largest surplus in England, a survey found.", False),
        ("Unlike every other board, Dorset had a surplus.", False),
        ("Leaders' confidence and Dorset's surplus were found by the survey.", True),
        ("The ex-Serco survey found Dorset in surplus.", False),
        ("The 'Serco' survey found Dorset in surplus.", False),
    ],
)
def test_what_no_other_rule_reads_stands_in_the_quote(bodies: Bodies, text: str, stands: bool) -> None:
    verdict = judged(text, bodies, citation=replace(CITATION, quote=PLAIN))
    assert verdict.supported is stands, verdict.why


def test_the_strictest_of_several_doubts_counts(bodies: Bodies) -> None:
    ground = Ground((replace(CITATION, quote="University Hospitals Plymouth missed its cancer target."),), bodies)
    kinds = {one.kind for text in ("Dorset missed its cancer target.", "Hospitals met the target, nurses said.") for one in [doubt(text, ground)] if one}
    assert kinds == {Against.OWNER, Against.SPEAKER}
    found = doubt("Dorset missed its cancer target, nurses said.", ground)
    assert found is not None
    assert ODDS[found.kind] == max(ODDS[kind] for kind in kinds)


def test_what_is_too_long_to_be_read_is_withheld(bodies: Bodies) -> None:
    verifier = ClaimVerifier(model_folder() / "tokenizer.json")
    quote = "Dorset opened clinics for patients in the town and in the villages."
    ground = Ground((replace(CITATION, quote=quote),), bodies)
    found = reading(f"{'Clinics in the town and in the villages were opened for patients, and ' * 14}a fraud was seen.", ground, verifier)
    assert found.odds < min(ODDS.values())
    assert "fraud was seen" in found.amiss


ROW = "Dorset cut its waits, Frimley opened new clinics, and Devon lost its director."


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("New clinics were opened in Frimley.", True),
        ("New clinics were opened in Dorset.", False),
        ("Frimley lost its director.", False),
    ],
)
def test_each_board_of_a_quote_is_read_with_its_own_clause(bodies: Bodies, digest_index: HybridIndex, text: str, stands: bool) -> None:
    quote = replace(CITATION, quote=ROW, body=None, section=(), title="A report")
    verdict = verify(Claim(text, ()), [quote], bodies, digest_index.encoder, None, digest_index.verifier)
    assert verdict.supported is stands, verdict.why
