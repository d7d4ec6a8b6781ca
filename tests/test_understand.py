"""How questions are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.types import Period
from rag.assistant import Assistant
from rag.spelling import Spelling
from rag.types import Filters, Reading, Shape, Wanted
from rag.understand import Understanding, wanted

EARLIER, LATER = Period(2023), Period(2024)
SURVEYS = ("nhsconfed-state-of-icss-2023-24", "nhsconfed-state-of-icss-2024-25")
GUIDANCE, NEWS, ASSESSMENT = "nhse-icb-assessment-guidance-2024-25", "news-icb-assessments-2023-24", "nhse-icb-assessment-2024-25"


@pytest.fixture(scope="module")
def reader(assistant: Assistant) -> Understanding:
    return assistant.understanding


def conversation(reader: Understanding, *turns: str) -> Reading:
    """The reading of the last of some turns."""
    history: list[Reading] = []
    for turn in turns:
        history.append(reader.read(turn, history))
    return history[-1]


def test_every_board_is_read_from_its_name_and_from_each_other_name(reader: Understanding, bodies: Bodies) -> None:
    wrong = []
    for body in bodies.all:
        for name in (body.name, *body.aliases, *(a for a in body.abbreviations if a.isupper())):
            found = reader.read(f"What is said on dental care in {name}?").bodies
            if found != (body.name,):
                wrong.append((name, found))
    assert not wrong


@pytest.mark.parametrize(
    ("question", "boards"),
    [
        ("How is Luton placed on maternity?", ("Bedfordshire, Luton and Milton Keynes",)),
        ("what is going on with blmk and dentists", ("Bedfordshire, Luton and Milton Keynes",)),
        ("Is BNSSG's workforce growing?", ("Bristol, North Somerset and South Gloucestershire",)),
        ("Is the Isles of Scilly board good at prevention?", ("Cornwall and the Isle of Scilly",)),
        ("Tell me of prevention in Kent & Medway ICB", ("Kent and Medway",)),
        ("Which of Frimley and Sussex spends more on prevention?", ("Frimley", "Sussex")),
        ("What do leaders make of prevention?", ()),
    ],
)
def test_boards(reader: Understanding, question: str, boards: tuple[str, ...]) -> None:
    assert reader.read(question).bodies == boards


@pytest.mark.parametrize(
    ("question", "boards"),
    [
        ("Is North Somerset short of dentists?", ("Bristol, North Somerset and South Gloucestershire",)),
        ("Is South Gloucestershire short of dentists?", ("Bristol, North Somerset and South Gloucestershire",)),
        ("Is North East Lincolnshire short of dentists?", ("Humber and North Yorkshire",)),
        ("Is North East Essex short of dentists?", ("Suffolk and North East Essex",)),
        ("Is the South West short of dentists?", ()),
        ("Is South West London short of dentists?", ("South West London",)),
        ("Is the North East and Yorkshire region short of dentists?", ()),
        ("Is North East and North Cumbria short of dentists?", ("North East and North Cumbria",)),
        ("Would a bob and a gm of sugar help the dentists?", ()),
        ("Do Devonian rocks matter to dentists?", ()),
    ],
)
def test_false_friends(reader: Understanding, question: str, boards: tuple[str, ...]) -> None:
    """A name inside a longer name, a region's, or small letters that spell an abbreviation mean no other board."""
    assert reader.read(question).bodies == boards


@pytest.mark.parametrize(
    ("question", "regions"),
    [
        ("Which boards in the South West mention hubs?", ("South West",)),
        ("Which boards of the Midlands mention hubs?", ("Midlands",)),
        ("Which North East and Yorkshire boards mention hubs?", ("North East and Yorkshire",)),
        ("Which boards in the north west mention hubs?", ("North West",)),
        ("Which boards mention hubs?", ()),
        ("Does North West London mention hubs?", ()),
        ("Does South East London mention hubs?", ()),
    ],
)
def test_regions(reader: Understanding, question: str, regions: tuple[str, ...]) -> None:
    assert reader.read(question).regions == regions


@pytest.mark.parametrize("written", ["2023/24", "2023-24", "2023–24", "23/24", "2023/2024"])
def test_a_year_may_be_written_in_many_ways(reader: Understanding, written: str) -> None:
    assert reader.read(f"What did leaders say on pharmacies in {written}?").periods == (EARLIER,)


@pytest.mark.parametrize("written", ["2024/26", "2024", "24/7", "1-2 years"])
def test_what_is_no_financial_year_is_none(reader: Understanding, written: str) -> None:
    assert reader.read(f"What did leaders say on pharmacies in {written}?").periods == ()


@pytest.mark.parametrize(
    ("question", "documents", "periods"),
    [
        ("What does the guidance say of complaints?", (GUIDANCE,), ()),
        ("What do the KLOEs say of complaints?", (GUIDANCE,), ()),
        ("What does the news article say of complaints?", (NEWS,), ()),
        ("What does the NHS England report say of complaints?", (ASSESSMENT,), ()),
        ("What does the Confed survey say of complaints?", SURVEYS, ()),
        ("What does the latest survey say of complaints?", SURVEYS[1:], (LATER,)),
        ("What does the previous survey say of complaints?", SURVEYS[:1], (EARLIER,)),
        ("What does the 2023/24 survey say of complaints?", SURVEYS[:1], (EARLIER,)),
        ("What does the 2024/25 survey say of complaints?", SURVEYS[1:], (LATER,)),
        ("What do leaders say of complaints?", (), ()),
    ],
)
def test_documents(reader: Understanding, question: str, documents: tuple[str, ...], periods: tuple[Period, ...]) -> None:
    reading = reader.read(question)
    assert reading.documents == documents
    assert reading.periods == periods


def test_a_change_since_the_year_before_asks_both_surveys(reader: Understanding) -> None:
    reading = reader.read("How has trust in councils changed since the year before the 2024/25 survey?")
    assert reading.shape is Shape.TREND
    assert reading.periods == (EARLIER, LATER)
    assert reading.documents == SURVEYS


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("How is Sussex placed on dentistry?", Shape.FACT),
        ("Which boards mention pharmacies?", Shape.LIST),
        ("List the ICBs that mention pharmacies", Shape.LIST),
        ("Did every board mention pharmacies?", Shape.LIST),
        ("How many boards mention pharmacies?", Shape.COUNT),
        ("How many of the ICBs in London mention pharmacies?", Shape.COUNT),
        ("How many nurses has Sussex hired?", Shape.FACT),
        ("How do Kent and Sussex differ on pharmacies?", Shape.COMPARE),
        ("How did views of pharmacies change between 2023/24 and 2024/25?", Shape.TREND),
        ("Where does it say “pharmacies are our front door”?", Shape.QUOTE),
        ("Who said that pharmacies are a front door?", Shape.QUOTE),
        ("Which boards mention pharmacies in the survey?", Shape.FACT),
    ],
)
def test_shapes(reader: Understanding, question: str, shape: Shape) -> None:
    assert reader.read(question).shape is shape


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many pharmacists were hired?", Wanted.NUMBER),
        ("How long did patients sit in corridors?", Wanted.NUMBER),
        ("What percentage of leaders hired pharmacists?", Wanted.PERCENTAGE),
        ("What share of leaders hired pharmacists?", Wanted.PERCENTAGE),
        ("How much money went to pharmacists?", Wanted.MONEY),
        ("How big was the overspend?", Wanted.MONEY),
        ("When were pharmacists hired?", Wanted.DATE),
        ("In which year were pharmacists hired?", Wanted.DATE),
        ("Who hired the pharmacists?", Wanted.PERSON),
        ("Which trust hired pharmacists?", Wanted.ORGANISATION),
        ("Which hospitals hired pharmacists?", Wanted.ORGANISATION),
        ("Where are the pharmacists?", Wanted.PLACE),
        ("Which market town hired pharmacists?", Wanted.PLACE),
        ("How frequently do pharmacists meet?", Wanted.NUMBER),
        ("Pharmacy merger date?", Wanted.DATE),
        ("Why were pharmacists hired?", Wanted.REASON),
        ("Were pharmacists hired?", Wanted.YES_NO),
        ("Tell me about pharmacists", Wanted.DESCRIPTION),
    ],
)
def test_wanted(question: str, kind: Wanted) -> None:
    assert wanted(question) is kind


def test_quoted_words(reader: Understanding) -> None:
    assert reader.read("Who wrote “we opened twelve hubs”?").quote == "we opened twelve hubs"
    assert reader.read('Who wrote "we opened twelve hubs"?').quote == "we opened twelve hubs"
    assert reader.read("What is the board's view, and its partners' view?").quote is None


def test_a_follow_up_takes_the_topic_and_names_its_own_board(reader: Understanding) -> None:
    reading = conversation(reader, "What is said of stroke units in Kent?", "And Sussex?")
    assert reading.bodies == ("Sussex",)
    assert "stroke" in reading.topic
    assert any(note.startswith("Read as a follow-up") for note in reading.notes)


def test_a_follow_up_keeps_the_board_and_names_its_own_topic(reader: Understanding) -> None:
    reading = conversation(reader, "What is said of stroke units in Kent?", "and what of its dentists?")
    assert reading.bodies == ("Kent and Medway",)
    assert "dentists" in reading.topic


@pytest.mark.parametrize("second", ["and in 2024/25?", "What about 2024/25?"])
def test_a_follow_up_changes_the_year_and_with_it_the_survey(reader: Understanding, second: str) -> None:
    reading = conversation(reader, "What share of leaders in the 2023/24 survey named pharmacies?", second)
    assert reading.periods == (LATER,)
    assert reading.documents == SURVEYS[1:]
    assert reading.wanted is Wanted.PERCENTAGE
    assert "pharmacies" in reading.topic


@pytest.mark.parametrize("second", ["And the year before?", "and last year?", "what about the previous survey?", "and the one before?", "And a year earlier?"])
def test_a_follow_up_asks_for_the_year_before(reader: Understanding, second: str) -> None:
    reading = conversation(reader, "What share of leaders in the 2024/25 survey named pharmacies?", second)
    assert reading.periods == (EARLIER,)
    assert reading.documents == SURVEYS[:1]
    assert reading.wanted is Wanted.PERCENTAGE
    assert "pharmacies" in reading.topic


@pytest.mark.parametrize("second", ["And the year after?", "and the next year?", "what about the following survey?", "and a year later?"])
def test_a_follow_up_asks_for_the_year_after(reader: Understanding, second: str) -> None:
    reading = conversation(reader, "What share of leaders in the 2023/24 survey named pharmacies?", second)
    assert reading.periods == (LATER,)
    assert reading.documents == SURVEYS[1:]
    assert "pharmacies" in reading.topic


def test_a_place_that_is_set_beside_a_board_leads_to_a_second_one(reader: Understanding) -> None:
    reading = reader.read("How does Kettering compare with Devon on cancer waits?")
    assert set(reading.bodies) == {"Northamptonshire", "Devon"} and reading.shape is Shape.COMPARE
    assert any("Kettering" in note for note in reading.notes)
    assert reader.read("What did Devon learn at Kettering?").bodies == ("Devon",)


@pytest.mark.parametrize(
    ("first", "second", "period"),
    [
        ("What share of leaders in the 2024/25 survey named pharmacies?", "and in the older one?", EARLIER),
        ("What share of leaders in the 2023/24 survey named pharmacies?", "and what does the newer survey say?", LATER),
        ("What share of leaders in the 2023/24 survey named pharmacies?", "and in the earlier one?", EARLIER),
    ],
)
def test_a_follow_up_asks_for_the_older_or_the_newer_of_two_editions(reader: Understanding, first: str, second: str, period: Period) -> None:
    assert conversation(reader, first, second).periods == (period,)


@pytest.mark.parametrize("second", ["how many pharmacists disagreed?", "which of the four comes last then", "what did Darzi find on stroke units"])
def test_people_stay_with_the_text_they_ask_about(reader: Understanding, second: str) -> None:
    reading = conversation(reader, "What share of leaders in the 2023/24 survey named pharmacies?", second)
    assert reading.documents == SURVEYS[:1] and reading.shape is Shape.FACT


@pytest.mark.parametrize("second", ["new topic: stroke units", "Which boards have a deficit?", "How is Kent doing on stroke units?"])
def test_a_new_topic_leaves_the_text_asked_about_before(reader: Understanding, second: str) -> None:
    assert not conversation(reader, "What share of leaders in the 2023/24 survey named pharmacies?", second).documents


def test_a_follow_up_goes_back_to_the_question_before_the_last(reader: Understanding) -> None:
    turns = ("How is Kent doing on stroke units?", "and Devon?", "back to the first one: and cancer waits?")
    reading = conversation(reader, *turns)
    assert reading.bodies == ("Kent and Medway",) and "cancer" in reading.topic and "back" not in reading.topic


def test_a_follow_up_on_one_board_is_no_list(reader: Understanding) -> None:
    assert conversation(reader, "How is Kent doing on stroke units?", "how many of them are closed?").shape is Shape.FACT


def test_a_follow_up_is_read_in_words_that_were_said(reader: Understanding) -> None:
    assert conversation(reader, "How is Kent doing on stroke units?", "And Devon?").spoken == "How is Kent doing on stroke units?"
    assert conversation(reader, "How is Kent doing on stroke units?", "and cancer?").spoken == "How is Kent doing on stroke units? and cancer?"
    own = "which trust must improve its ambulance handover times?"
    assert conversation(reader, "How is Kent doing on stroke units?", own).spoken == own


def test_the_year_moves_with_each_turn(reader: Understanding) -> None:
    turns = ("What share of leaders in the 2024/25 survey named pharmacies?", "And the year before?", "and the year after?")
    assert conversation(reader, *turns[:2]).periods == (EARLIER,)
    assert conversation(reader, *turns).periods == (LATER,)
    assert conversation(reader, turns[0], turns[1], turns[1]).periods == (Period(2022),)


def test_the_year_moves_for_a_board_too(reader: Understanding) -> None:
    reading = conversation(reader, "What is said of stroke units in Kent in 2024/25?", "And the year before?")
    assert reading.periods == (EARLIER,)
    assert reading.bodies == ("Kent and Medway",)


def test_the_year_moved_to_is_asked_alone(reader: Understanding) -> None:
    assert conversation(reader, "What share of leaders in the 2024/25 survey named pharmacies?", "And the year before?").shape is Shape.FACT


@pytest.mark.parametrize("second", ["And how has it changed since the year before?", "and compared to the year before?", "Is that up on the year before?"])
def test_a_change_since_the_year_before_asks_both_years(reader: Understanding, second: str) -> None:
    reading = conversation(reader, "What share of leaders in the 2024/25 survey named pharmacies?", second)
    assert (reading.shape, reading.periods, reading.documents) == (Shape.TREND, (EARLIER, LATER), SURVEYS)


def test_a_year_named_outweighs_the_one_after(reader: Understanding) -> None:
    reading = conversation(reader, "What is said of stroke units in Kent in 2022/23?", "And in the edition after, 2024/25?")
    assert reading.periods == (LATER,)


def test_without_a_year_to_move_from_none_is_named(reader: Understanding) -> None:
    assert conversation(reader, "What is said of stroke units in Kent?", "And the year before?").periods == ()


def test_three_and_four_turns(reader: Understanding) -> None:
    turns = ("What is said of stroke units in Kent?", "and Sussex?", "and Frimley?", "why?")
    third, fourth = conversation(reader, *turns[:3]), conversation(reader, *turns)
    assert third.bodies == fourth.bodies == ("Frimley",)
    assert "stroke" in third.topic
    assert "stroke" in fourth.topic
    assert fourth.wanted is Wanted.REASON


def test_a_new_question_does_not_go_on_from_the_one_before(reader: Understanding) -> None:
    reading = conversation(reader, "What is said of stroke units in Kent?", "Which boards mention pharmacies?")
    assert reading == reader.read("Which boards mention pharmacies?")


def test_a_follow_up_of_a_comparison_compares(reader: Understanding) -> None:
    reading = conversation(reader, "How do Kent and Sussex compare on stroke units?", "and Devon and Dorset?")
    assert reading.shape is Shape.COMPARE
    assert reading.bodies == ("Devon", "Dorset")


def test_without_history_a_fragment_stands_alone_and_may_be_vague(reader: Understanding) -> None:
    assert reader.read("and then?").vague
    assert reader.read("what about them?").vague
    assert not reader.read("dentists?").vague
    assert not reader.read("and Sussex?").vague


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("How is Narnia ICB placed on dentistry?", "Narnia"),
        ("Has Mordor Integrated Care Board hired nurses?", "Mordor"),
        ("How is Aberdeen placed on dentistry?", "Aberdeen"),
        ("How is Sussex placed on dentistry?", None),
        ("Has NHS England hired nurses?", None),
        ("How is the South West placed on dentistry?", None),
    ],
)
def test_unknown_names(reader: Understanding, question: str, name: str | None) -> None:
    assert reader.read(question).unknown_body == name


@pytest.mark.parametrize(
    ("question", "board"),
    [("dentists in Susex", "Sussex"), ("dentists in Gloucestershyre", "Gloucestershire"), ("dentists in Cornwal", "Cornwall and the Isle of Scilly")],
)
def test_a_misspelt_board_is_found_and_said(reader: Understanding, question: str, board: str) -> None:
    reading = reader.read(question)
    assert reading.bodies == (board,)
    assert any("was read as" in note for note in reading.notes)


@pytest.mark.parametrize("word", ["healthier", "happier", "homeliness"])
def test_a_form_of_a_word_is_no_typing_error(word: str) -> None:
    spelling = Spelling(["healthiest", "happiest", "homelessness"], {"healthy", "happy", "homely"}.__contains__)
    assert spelling.mended(word) == (word, ())


def test_a_typing_error_is_mended_to_a_word_of_the_texts() -> None:
    spelling = Spelling(["immunisation", "stroke", "Sussex"], lambda word: word in {"strike", "cat"})
    assert spelling.mended("imunisation in Susxex") == ("immunisation in Sussex", (("imunisation", "immunisation"), ("Susxex", "sussex")))


@pytest.mark.parametrize("text", ["strike", "Stroke's", "strokes", "STROEK", "cat", "stk", "zzzzzzzz", "stroke"])
def test_what_is_a_word_an_abbreviation_or_nothing_near_is_left(text: str) -> None:
    spelling = Spelling(["immunisation", "stroke"], lambda word: word in {"strike", "cat"})
    assert spelling.mended(text) == (text, ())


@given(st.text(max_size=60))
def test_mending_twice_is_mending_once(text: str) -> None:
    spelling = Spelling(["immunisation", "stroke", "dentistry"], lambda word: word in {"strike"})
    once, _ = spelling.mended(text)
    assert spelling.mended(once) == (once, ())


def test_filters_override_the_question(reader: Understanding) -> None:
    filters = Filters(bodies=("Dorset",), periods=(LATER,), documents=(ASSESSMENT,))
    reading = reader.read("What did the 2023/24 survey say of hubs in Kent?", filters=filters)
    assert (reading.bodies, reading.periods, reading.documents) == (("Dorset",), (LATER,), (ASSESSMENT,))


def test_filters_left_open_leave_the_question_its_words(reader: Understanding) -> None:
    question = "What did the 2023/24 survey say of hubs in Kent?"
    reading = reader.read(question, filters=Filters(bodies=("Dorset",)))
    assert reading.bodies == ("Dorset",)
    assert (reading.periods, reading.documents) == (reader.read(question).periods, reader.read(question).documents)


def test_a_filter_gives_a_vague_question_no_topic(reader: Understanding) -> None:
    assert reader.read("what about them?", filters=Filters(bodies=("Dorset",))).vague


def test_the_topic_has_no_names_of_boards_documents_or_years(reader: Understanding) -> None:
    topic = reader.read("What did the 2023/24 survey say of hubs in Kent and Medway ICB?").topic
    assert "hubs" in topic
    assert not {"Kent", "Medway", "survey", "2023/24", "ICB"} & set(topic.replace("?", "").split())


def test_a_topic_is_never_empty(reader: Understanding, catalogue: Catalogue, bodies: Bodies) -> None:
    for name in (*bodies.by_name, *(name for entry in catalogue.entries for name in entry.names)):
        assert reader.read(name).topic


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("What did the 2024 report say on dentistry?", "2023/24"),
        ("What does the 2025 Confed report say on mergers?", "2024/25"),
        ("What worried leaders most when they were asked in 2025?", "2024/25"),
        ("What did the survey published in 2024 say about housing?", "2023/24"),
    ],
)
def test_a_text_is_known_by_the_year_in_which_it_came_out(reader: Understanding, question: str, year: str) -> None:
    reading = reader.read(question)
    assert [str(period) for period in reading.periods] == [year]
    assert reading.unknown_body is None


@pytest.mark.parametrize("question", ["Which boards merge in April 2026?", "Have waits for dentists fallen since 2024?"])
def test_a_year_that_names_no_text_is_none(reader: Understanding, question: str) -> None:
    assert reader.read(question).periods == ()
