"""Each publication is read into whole sentences under true headings, with a way back to the raw file.

The traps of these very texts have a test each; so has every way in which a file cannot be read.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue, Entry, Source
from corpus.read import UnreadableFile, assemble, decode, load_bytes, read
from corpus.readers import READERS, digest
from corpus.trace import Traced
from corpus.types import Document, Edition, Section

ASSESSMENT = "nhse-icb-assessment-2024-25"
GUIDANCE = "nhse-icb-assessment-guidance-2024-25"
NEWS = "news-icb-assessments-2023-24"
SURVEY_2023 = "nhsconfed-state-of-icss-2023-24"
SURVEY_2024 = "nhsconfed-state-of-icss-2024-25"

FIVE = [
    "System leadership and governance",
    "Improving population health and healthcare",
    "Reducing inequality",
    "Productivity and value for money",
    "Enhancing social value",
]
ORIGINALS = Path(os.environ.get("CITEWELL_ORIGINALS", ""))
BODIES = Bodies.load()
CATALOGUE = Catalogue.load()


def raw_text(id: str) -> str:
    path = ORIGINALS / f"{id}.txt"
    return decode(path.read_bytes(), path)


def blocks(document: Document, section: Section) -> list[str]:
    return [document.text[block.start : block.end] for block in section.blocks]


def all_blocks(document: Document) -> list[str]:
    return [text for section in document.sections for text in blocks(document, section)]


def holding(documents: dict[str, Document], pattern: str) -> list[tuple[str, str]]:
    """The blocks of any document in which a pattern is found, with where."""
    return [(document.id, text) for document in documents.values() for text in all_blocks(document) if re.search(pattern, text, re.MULTILINE)]


def boards(document: Document) -> dict[str, list[Section]]:
    """{board: the sections under its heading}, in the report's order."""
    found: dict[str, list[Section]] = {}
    for section in document.sections:
        if len(section.path) == 3:
            found.setdefault(section.path[1], []).append(section)
    return found


def letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


# The assessment: boards and their headings


@pytest.mark.originals
def test_42_boards_with_five_headings_each(originals: dict[str, Document], bodies: Bodies) -> None:
    found = boards(originals[ASSESSMENT])
    assert list(found) == [body.name for body in bodies.all]
    for board, sections in found.items():
        assert [section.heading.replace("inequalities", "inequality") for section in sections] == FIVE
        assert all(section.path[0] == bodies.by_name[board].region and section.body == board for section in sections)
        assert all(section.blocks for section in sections)


def test_42_boards_with_five_headings_each_in_the_digest(digests: dict[str, Document], bodies: Bodies) -> None:
    found = boards(digests[ASSESSMENT])
    assert list(found) == [body.name for body in bodies.all]
    for board, sections in found.items():
        assert [section.heading.replace("inequalities", "inequality") for section in sections] == FIVE
        assert all(section.path[0] == bodies.by_name[board].region and section.body == board for section in sections)


@pytest.mark.originals
def test_greater_manchester_is_whole_and_nothing_of_it_stands_under_cheshire_and_merseyside(originals: dict[str, Document]) -> None:
    document, raw = originals[ASSESSMENT], raw_text(ASSESSMENT)
    glued = raw.index(".Greater Manchester\n") + 1
    following = raw.index("\nLancashire and South Cumbria\n", glued)
    found = boards(document)
    for board, first, last in (("Cheshire and Merseyside", 0, glued), ("Greater Manchester", glued, following)):
        for section in found[board]:
            for block in section.blocks:
                assert first <= document.raw_offset(block.start) <= document.raw_offset(block.end - 1) < last
    assert found["Cheshire and Merseyside"][-1].blocks
    assert not any("Greater Manchester" in text for section in found["Cheshire and Merseyside"] for text in blocks(document, section))
    held = "".join(text for section in found["Greater Manchester"] for text in (section.heading, *blocks(document, section)))
    assert letters(held) == letters(raw[glued + len("Greater Manchester") : following])


@pytest.mark.originals
def test_reducing_inequalities_and_inequality_are_both_headings(originals: dict[str, Document]) -> None:
    headings = Counter(section.heading for section in originals[ASSESSMENT].sections if "inequal" in section.heading)
    assert headings == {"Reducing inequality": 40, "Reducing inequalities": 2}


@pytest.mark.originals
def test_no_heading_of_a_board_stands_in_a_block(originals: dict[str, Document], bodies: Bodies) -> None:
    headings = {*FIVE, "Reducing inequalities", *bodies.by_name}
    assert headings.isdisjoint(all_blocks(originals[ASSESSMENT]))


@pytest.mark.originals
def test_of_the_assessment_the_guidance_and_the_news_nothing_is_lost_but_furniture(originals: dict[str, Document]) -> None:
    furniture = re.compile(r"Annual assessment of integrated care board|Publication reference|Theme/duty|Further information about the assessment process")
    for id in (ASSESSMENT, GUIDANCE, NEWS):
        document = originals[id]
        reached = {document.raw_offset(offset) for offset in range(len(document.text))}
        start = 0
        for line in raw_text(id).split("\n"):
            alphabetic = [start + n for n, char in enumerate(line) if char.isalpha() and not re.match(r"g\. |.*-mHow", line)]
            assert furniture.match(line) or reached.issuperset(alphabetic), line[:40]
            start += len(line) + 1


# No debris in any block of any document


@pytest.mark.originals
def test_no_running_head(originals: dict[str, Document]) -> None:
    assert holding(originals, r"\d+ [–-] The state of|tackling today while building") == []
    title_page, *rest = all_blocks(originals[SURVEY_2024])
    assert title_page.startswith("The state of integrated care systems 2024/25")
    assert not any("Delivering through change" in text for text in rest)


@pytest.mark.originals
def test_no_heading_that_is_repeated_on_a_page(originals: dict[str, Document]) -> None:
    for id in (SURVEY_2023, SURVEY_2024):
        headings = {letters(section.heading) for section in originals[id].sections if section.path}
        paragraphs = [block for section in originals[id].sections for block in section.blocks if not block.item]
        assert headings.isdisjoint(letters(originals[id].text[block.start : block.end]) for block in paragraphs)


@pytest.mark.originals
def test_no_link(originals: dict[str, Document]) -> None:
    assert holding(originals, r"https?:|www\.|\.uk/|For more information, visit|Find out more about our") == []


@pytest.mark.originals
def test_no_arrow(originals: dict[str, Document]) -> None:
    assert raw_text(SURVEY_2023).count("→") > 5
    assert holding(originals, "→") == []


@pytest.mark.originals
def test_no_repeated_title_of_a_case_study(originals: dict[str, Document]) -> None:
    titles = 0
    for id in (SURVEY_2023, SURVEY_2024):
        for section in originals[id].sections:
            if section.heading.startswith("Case study"):
                titles += 1
                assert not any(letters(section.heading) in letters(text) for text in all_blocks(originals[id]))
    assert titles == 7 + 3
    assert holding(originals, "Case study[: ]") == []


@pytest.mark.originals
def test_no_label_of_a_chart(originals: dict[str, Document]) -> None:
    survey = {SURVEY_2023: originals[SURVEY_2023]}
    assert holding(survey, r"Strongly (?:dis)?agree|Neither agree|Very confident|Not confident at all|Don’t know/no opinion") == []
    labels = ["Operational demand", "Lack of funding for social care", "Current financial position of"]
    assert "Workforce capacity" not in all_blocks(survey[SURVEY_2023])
    assert holding(survey, "|".join(labels)) == []


@pytest.mark.originals
def test_no_question_or_source_of_a_chart(originals: dict[str, Document]) -> None:
    survey = {SURVEY_2023: originals[SURVEY_2023]}
    assert (
        holding(survey, r"Source: |Top five answers|n=\d\d|options permitted|Additional options|“My system devolves|“I am concerned the financial|\.\.\.") == []
    )


@pytest.mark.originals
def test_no_figure_debris(originals: dict[str, Document]) -> None:
    """The survey writes "per cent" in its sentences; a sign is a chart's."""
    assert holding({SURVEY_2023: originals[SURVEY_2023]}, r"\d%|2022/232023/24") == []
    assert holding(originals, r"^[\d%/,. ]+$") == []


@pytest.mark.originals
def test_no_continues(originals: dict[str, Document]) -> None:
    assert raw_text(SURVEY_2024).count("continues...") > 5
    assert holding(originals, r"continues\s*(?:\.\.\.|…)") == []


@pytest.mark.originals
def test_no_bold_or_underline_mark(originals: dict[str, Document]) -> None:
    assert holding(originals, r"\*\*|</?u>|__") == []
    assert not any(mark in document.text for document in originals.values() for mark in ("**", "<u>", "</u>"))


@pytest.mark.originals
def test_no_footnote_mark(originals: dict[str, Document]) -> None:
    assert "^{" in raw_text(SURVEY_2024)
    assert holding(originals, r"\^|\{|\}") == []


@pytest.mark.originals
def test_a_footnote_stands_apart_and_the_sentence_around_it_is_whole(originals: dict[str, Document]) -> None:
    (section,) = [section for section in originals[SURVEY_2024].sections if section.heading.startswith("2.3")]
    texts = blocks(originals[SURVEY_2024], section)
    assert [text for text in texts if "defined in the Model" in text] == [text for text in texts if text.startswith("This is defined")]
    assert len([text for text in texts if text.startswith("This is defined")]) == 1


@pytest.mark.originals
def test_no_marker_of_a_list(originals: dict[str, Document]) -> None:
    assert holding(originals, r"^\s*(?:[•·*–-]|[a-z]\.|\d+\.)\s|[•·]") == []


@pytest.mark.originals
def test_no_header_of_a_table(originals: dict[str, Document]) -> None:
    assert raw_text(GUIDANCE).count("Theme/duty") == 5
    assert not any("Theme/duty" in document.text or "dutyKey" in document.text for document in originals.values())


@pytest.mark.originals
def test_no_contents_page_and_no_imprint(originals: dict[str, Document]) -> None:
    assert holding(originals, r"Registered charity|Smith Square|alternative format|Publication reference|^Contents$|©") == []


@pytest.mark.originals
def test_no_paragraph_stands_twice_under_a_heading(originals: dict[str, Document]) -> None:
    for document in originals.values():
        for section in document.sections:
            texts = blocks(document, section)
            assert not any(a != b and a in b for a in texts for b in texts if len(a) > 60)
            assert len(set(texts)) == len(texts)


def test_no_line_for_the_reader_of_the_file_in_a_digest(digests: dict[str, Document]) -> None:
    assert holding(digests, r"^(?:- |#|\+\+\+|Region: |Source: |\w+ = )") == []
    assert not any(text.startswith("Digest:") for document in digests.values() for text in all_blocks(document))


# Whole words, whole sentences


@pytest.mark.originals
def test_a_word_split_at_the_end_of_a_line_is_whole(originals: dict[str, Document]) -> None:
    lines = [line for line in raw_text(SURVEY_2023).split("\n") if line.strip()]
    split = [(line.split()[-1], following.split()[0]) for line, following in pairwise(lines) if re.search(r"\w-$", line)]
    assert len(split) > 10
    assert [pair for pair in split if "".join(pair) not in originals[SURVEY_2023].text] == []
    assert "arm’s-length bodies" in originals[SURVEY_2023].text


@pytest.mark.originals
def test_no_hyphen_before_a_space_but_where_a_word_is_left_out(originals: dict[str, Document]) -> None:
    assert holding(originals, r"\w- (?!and\b|or\b)") == []


@pytest.mark.originals
def test_no_line_end_and_no_doubled_space_in_a_block(originals: dict[str, Document]) -> None:
    assert holding(originals, r"\n|  |^ | $") == []


@pytest.mark.originals
def test_no_block_begins_inside_a_sentence(originals: dict[str, Document]) -> None:
    for document in originals.values():
        for section in document.sections:
            for block in section.blocks:
                text = document.text[block.start : block.end]
                assert block.item or re.match(r"[A-Z0-9“‘\"'(\[£]", text), text[:40]


@pytest.mark.originals
def test_no_block_ends_inside_a_sentence(originals: dict[str, Document]) -> None:
    """A quotation may end with who spoke it; items of a list end as they like."""
    ended = re.compile(r"[.!?:;…][)\]”’\"']*$|^“.*” (?:The )?[A-Z][\w/ ]{3,30}$")
    for document in originals.values():
        for section in document.sections:
            for block in section.blocks:
                text = document.text[block.start : block.end]
                assert block.item or not section.path or ended.search(text), text[-40:]


@pytest.mark.originals
@pytest.mark.parametrize(
    "joined",
    [
        "lack of join-up data.",
        "data-informed decision-making for ICS leaders",
        "the ICS’s Shared Care Record",
        "accountabilities, around half of",
        "As the Darzi report highlighted",
    ],
)
def test_a_sentence_that_a_page_or_a_chart_interrupts_is_whole(originals: dict[str, Document], joined: str) -> None:
    assert any(joined in text for text in all_blocks(originals[SURVEY_2023]))


@pytest.mark.originals
def test_what_a_system_said_stands_with_its_name(originals: dict[str, Document], bodies: Bodies) -> None:
    survey = originals[SURVEY_2023]
    said = [text for section in survey.sections if len(section.path) == 3 and section.path[1].startswith("A snapshot") for text in blocks(survey, section)]
    assert len(said) == 15
    for text in said:
        name, words = text.split(": ", 1)
        assert name.endswith(" ICS") and len(bodies.named_in(name)) == 1
        assert words[0] == "“" and words[-1] == "”" and words.count("“") == 1


# The charts of 2024/25, the tables of the guidance


def is_caption(text: str) -> bool:
    return bool(re.match(r"Figure \d+: ", text)) or (text.startswith('"') and "Source: " in text)


@pytest.mark.originals
def test_captions_of_charts_stand_behind_the_text_of_their_section(originals: dict[str, Document]) -> None:
    survey = originals[SURVEY_2024]
    figures = []
    for section in survey.sections:
        texts = blocks(survey, section)
        flags = [is_caption(text) for text in texts]
        assert flags == sorted(flags), section.path
        figures += [int(match[1]) for text in texts if (match := re.match(r"Figure (\d+): ", text))]
    assert figures == [1, 3, 4, 7, 8, 9, 12]


@pytest.mark.originals
def test_no_caption_is_mixed_with_a_sentence_of_the_text(originals: dict[str, Document]) -> None:
    for text in all_blocks(originals[SURVEY_2024]):
        if "Source: " in text or re.search(r"Figure \d+: ", text):
            assert is_caption(text)
        else:
            assert not re.search(r"n=\d\d|which received no responses|Select (?:up to|all)", text)


@pytest.mark.originals
def test_the_guidances_tables_are_themes_duties_and_questions(originals: dict[str, Document]) -> None:
    document = originals[GUIDANCE]
    table: dict[str, dict[str, int]] = {}
    for section in document.sections:
        if len(section.path) == 3 and section.path[0] == "3. Key lines of enquiry":
            questions = blocks(document, section)
            assert all(re.match(r"(?:How|Has|What) .+\?$", question) for question in questions)
            table.setdefault(" ".join(section.path[1].split()[:4]), {})[section.heading] = len(questions)
    assert table == {
        "System leadership": {"Lead the NHS and wider system": 5, "Govern effectively": 3},
        "Improving population health and": {"Continuously improve the quality of services": 2, "Improving health services": 3, "Involve people": 2},
        "Tackling unequal outcomes, access": {"Reduce health inequalities": 4},
        "Enhancing productivity and value": {"Managing finances": 2, "Digital maturity": 1, "Research and innovation": 1},
        "Helping the NHS to": {"Local priorities": 5},
    }


@pytest.mark.originals
def test_the_guidances_sources_are_lettered_under_their_section(originals: dict[str, Document]) -> None:
    lettered = [section.path for section in originals[GUIDANCE].sections if re.match(r"[a-z]\. ", section.heading)]
    assert [path[2][0] for path in lettered] == list("abcdefg")
    assert {path[1] for path in lettered} == {"2.3 Approach and evidence sources"}


@pytest.mark.originals
def test_the_article_is_paragraphs_without_a_heading(originals: dict[str, Document]) -> None:
    (section,) = originals[NEWS].sections
    assert (section.path, section.body, len(section.blocks)) == ((), None, 20)


# Boards elsewhere, under a system's name


@pytest.mark.originals
def test_boards_are_found_in_the_news(originals: dict[str, Document], bodies: Bodies) -> None:
    named = bodies.named_in(originals[NEWS].text)
    assert len(named) == 22
    assert "Yorkshire and Humber" in originals[NEWS].text
    assert {"Humber and North Yorkshire", "Leicester, Leicestershire and Rutland", "South West London", "Gloucestershire", "Frimley"} <= set(named)
    assert {"Devon", "Kent and Medway", "South East London", "Greater Manchester"}.isdisjoint(named)


@pytest.mark.originals
def test_boards_are_found_in_the_surveys_under_their_systems_name(originals: dict[str, Document], bodies: Bodies) -> None:
    for id, written, board in (
        (SURVEY_2023, "Staffordshire and Stoke on Trent ICS", "Staffordshire and Stoke-on-Trent"),
        (SURVEY_2024, "Shropshire and Telford and Wrekin ICS", "Shropshire, Telford and Wrekin"),
        (SURVEY_2024, "Cornwall and the Isles of Scilly ICS", "Cornwall and the Isle of Scilly"),
    ):
        (text,) = [text for text in all_blocks(originals[id]) if written in text]
        assert board in bodies.named_in(text)


@pytest.mark.originals
def test_a_case_study_is_about_its_board_with_all_its_sections(originals: dict[str, Document]) -> None:
    found: dict[str, list[str | None]] = {}
    for id in (SURVEY_2023, SURVEY_2024):
        for section in originals[id].sections:
            for heading in section.path:
                if heading.startswith("Case study"):
                    found.setdefault(heading, []).append(section.body)
    assert all(len(set(about)) == 1 for about in found.values())
    assert [about[0] for about in found.values()] == [
        "Suffolk and North East Essex",
        "Bedfordshire, Luton and Milton Keynes",
        "West Yorkshire",
        "Nottingham and Nottinghamshire",
        "North West London",
        "Leicester, Leicestershire and Rutland",
        "Black Country",
        "North Central London",
        "Devon",
        "Greater Manchester",
    ]


@pytest.mark.originals
def test_after_a_case_study_the_text_goes_back_to_the_section_around_it(originals: dict[str, Document]) -> None:
    sections = originals[SURVEY_2023].sections
    number = next(n for n, section in enumerate(sections) if section.body == "North West London")
    assert sections[number + 1].path == sections[number - 1].path
    assert sections[number + 1].body is None


# The document and the way back


@pytest.mark.originals
def test_every_heading_of_the_outlines_is_found(originals: dict[str, Document], catalogue: Catalogue) -> None:
    for id in (SURVEY_2023, SURVEY_2024):
        wanted = [line.lstrip("# ") for line in catalogue.by_id[id].outline if not line.startswith("<<")]
        found = [section.heading for section in originals[id].sections if section.path]
        missing = [words for words in wanted if not any(letters(heading).startswith(letters(words.split("…")[0])) for heading in found)]
        assert missing == []


def check_way_back(document: Document, raw: str) -> None:
    """Every letter and digit leads to its own; what the reader put in is spaces and stops."""
    for offset, char in enumerate(document.text):
        back = raw[document.raw_offset(offset)]
        assert back == char or char in " \n.:–", (document.id, offset, char, back)
    for section in document.sections:
        for block in section.blocks:
            at = [document.raw_offset(offset) for offset in range(block.start, block.end)]
            assert at == sorted(at), (document.id, block)


@pytest.mark.originals
def test_an_offset_leads_back_to_the_same_character_of_the_original(originals: dict[str, Document]) -> None:
    for document in originals.values():
        check_way_back(document, raw_text(document.id))


def test_an_offset_leads_back_to_the_same_character_of_the_digest(digests: dict[str, Document], catalogue: Catalogue) -> None:
    for source in catalogue.sources():
        check_way_back(digests[source.entry.id], decode(source.path.read_bytes(), source.path))


def test_an_offset_outside_the_text_has_no_way_back(digests: dict[str, Document]) -> None:
    document = digests[NEWS]
    for offset in (-1, len(document.text)):
        with pytest.raises(IndexError, match=rf"offset {offset} is outside the text of {NEWS}"):
            document.raw_offset(offset)


def check_layout(document: Document) -> None:
    """Sections and blocks follow each other and lie in the text; headings stand where they begin."""
    last = 0
    for section in document.sections:
        assert last <= section.start <= section.end <= len(document.text)
        last = section.start
        for block in section.blocks:
            assert last <= block.start < block.end <= section.end
            last = block.end
        last = max(last, section.start)


@pytest.mark.originals
def test_sections_and_blocks_of_the_originals_are_in_order(originals: dict[str, Document]) -> None:
    for document in originals.values():
        check_layout(document)
        blocks_and_headings = sum(block.end - block.start for section in document.sections for block in section.blocks)
        assert blocks_and_headings > 0.8 * len(document.text)


def test_sections_and_blocks_of_the_digests_are_in_order(digests: dict[str, Document]) -> None:
    for document in digests.values():
        check_layout(document)
        for section in document.sections:
            assert document.text.startswith(section.heading, section.start)


def test_a_document_says_what_it_is(digests: dict[str, Document], catalogue: Catalogue) -> None:
    for source in catalogue.sources():
        entry, document = source.entry, digests[source.entry.id]
        assert (document.id, document.title, document.publisher, document.kind) == (entry.id, entry.label, entry.publisher, entry.kind)
        assert (document.edition, str(document.period), document.url) == (Edition.DIGEST, entry.period, entry.url)
        assert (document.issued, document.reference, document.licence) == (entry.issued, entry.reference, entry.licence)
        assert document.sha256 == hashlib.sha256(source.path.read_bytes()).hexdigest()


@pytest.mark.originals
def test_an_original_says_that_it_is_one(originals: dict[str, Document]) -> None:
    assert {document.edition for document in originals.values()} == {Edition.ORIGINAL}


def test_reading_twice_gives_the_same(bodies: Bodies, catalogue: Catalogue) -> None:
    source = catalogue.sources()[2]
    assert read(source, bodies) == read(source, bodies)


LINES = st.sampled_from(
    [
        "",
        " ",
        "• A point",
        "- · Another",
        "1. Introduction",
        "2.1 Scope",
        "a. Source",
        "b. It is so.",
        "Theme/duty Key lines of enquiry",
        "Duty– How so?",
        "– Has it?",
        "Devon",
        "North West integrated care boards",
        "It ended.Devon",
        "Reducing inequality",
        "About us",
        "NHS Confederation",
        "Key points",
        "Introduction",
        "Contents",
        "continues...",
        "Figure 3: Something",
        '"What do you think?"',
        "Source: Survey; n=50",
        "^{1.} A note.",
        "**Bold** words",
        "https://example.org/",
        "→",
        "12%",
        "Devon ICS",
        "“We did it.”",
        " a page begins here and goes on ",
        "and ends a long-",
        "term plan.",
        "# Title",
        "## Region",
        "- A finding.",
        "+++",
    ]
) | st.text(alphabet="Ab. •-→%1#\t“”", min_size=1, max_size=30)


@settings(deadline=None)
@given(st.lists(LINES, max_size=25).map("\n".join), st.sampled_from([*CATALOGUE.entries, None]))
def test_no_text_brings_a_reader_down_and_every_letter_leads_back(raw: str, entry: Entry | None) -> None:
    reader = READERS[entry.format] if entry else digest.read
    text, sections = assemble(reader(Traced.from_raw(raw), entry or CATALOGUE.entries[0], BODIES), BODIES)
    assert all(raw[at] == char for char, at in zip(text.text, text.at, strict=True) if char.isalnum())
    last = 0
    for section in sections:
        assert last <= section.start <= section.end <= len(text)
        for block in section.blocks:
            assert last <= block.start <= block.end <= section.end
            last = block.end


# Files


@pytest.fixture
def plain() -> str:
    return "+++\nname = 1\n+++\n# Title\n\n## Region\n\n### Devon\n\n- A finding of £2.2 million – and more.\n- Another one.\n"


def read_file(path: Path) -> Document:
    return read(Source(CATALOGUE.entries[0], Edition.DIGEST, path), BODIES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_same_text_is_read_the_same_in_every_encoding_it_may_have(tmp_path: Path, plain: str, encoding: str, line_end: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(plain.replace("\n", line_end).encode(encoding))
    document = read_file(path)
    assert document.text == "Region\n\nDevon\n\nA finding of £2.2 million – and more.\nAnother one."
    assert [section.body for section in document.sections] == [None, "Devon"]
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_line_end_becomes_a_plain_one() -> None:
    assert decode(b"one\r\ntwo\rthree\n\r\nfour", Path("file")) == "one\ntwo\nthree\n\nfour"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n ", "is empty"),
        (b"text\x00with a zero", "is a binary file"),
        (bytes(range(256)), "is a binary file"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00\xff\xfe\xfd", "is a binary file"),
        (b"%PDF-1.7\n1 0 obj", "is a binary file"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "is a binary file"),
        (b"PK\x03\x04\x14\x08\xff\xfe", "is a binary file"),
        ("a deficit of £2 million".encode("latin-1"), r"is not UTF-8 text \(byte 13\)"),
        ("the board’s plan".encode("cp1252"), r"is not UTF-8 text \(byte 9\)"),
        ("a plan".encode("utf-16") + b"x", "is a binary file"),
        ("a plan of the board".encode("utf-16-le"), "is a binary file"),
    ],
)
def test_a_file_that_holds_no_text_is_refused_in_one_line(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=said) as refused:
        read_file(path)
    message = str(refused.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    assert "expected" in message or "save it" in message


def test_a_file_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="there is no such file"):
        read_file(tmp_path / "missing.txt")


def test_a_folder_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is a folder; name the files in it"):
        read_file(tmp_path)


def test_a_file_that_may_not_be_read_is_refused_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnreadableFile, match=r"cannot be read \(Permission denied\); check its permissions") as refused:
        load_bytes(tmp_path / "file.txt")
    assert refused.value.__suppress_context__


def test_an_unreadable_file_is_a_wrong_value() -> None:
    assert issubclass(UnreadableFile, ValueError)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    path = Path("file")
    try:
        text = decode(data, path)
    except UnreadableFile as error:
        assert "\n" not in str(error)
    else:
        assert "\r" not in text and "\x00" not in text
