"""A claim on several boards or years gives to none of them what is another's."""

from __future__ import annotations

import pytest

from corpus.bodies import Bodies
from rag.apart import mixed, on_one, parted
from rag.ground import Ground
from rag.types import Citation, Claim, Verdict
from rag.verify import doubt, verify


def cited(n: int, quote: str, *, body: str | None = "Dorset", period: str = "2024/25", publisher: str = "NHS England") -> Citation:
    return Citation(n, f"report-{n}", "digest", "A report", publisher, period, (), body, quote, 0, len(quote), quote, None)


def judged(text: str, bodies: Bodies, *citations: Citation, lead: str = "") -> Verdict:
    return verify(Claim(text, (), lead=lead), citations, bodies)


YEARS = (cited(1, "A share of 50 per cent agreed.", period="2023/24"), cited(2, "The share that agreed was 45 per cent.", period="2024/25"))


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("50 per cent agreed in 2023/24 and 45 per cent in 2024/25.", True),
        ("In 2023/24, 50 per cent agreed; in 2024/25, 45 per cent did.", True),
        ("The share that agreed fell from 50 per cent to 45 per cent between 2023/24 and 2024/25.", True),
        ("In 2024/25 the share was 45 per cent, down from 50 per cent in 2023/24.", True),
        ("In 2024/25 the share was 45 per cent, and 50 per cent the year before.", True),
        ("50 per cent (2023/24) and 45 per cent (2024/25) agreed.", True),
        ("By 2024/25 the share had fallen from 50 to 45 per cent.", True),
        ("In 2024/25 the share went from 50 to 45 per cent.", True),
        ("A share of 50 per cent agreed in 2023/24, falling to 45 per cent the following year.", True),
        ("From 50 per cent in 2023/24, the share that agreed fell to 45 per cent.", True),
        ("Compared to 50 per cent in 2023/24, only 45 per cent agreed in 2024/25.", True),
        ("Over the two years the share that agreed went from 50 to 45 per cent.", True),
        ("45 per cent agreed in 2023/24 and 50 per cent in 2024/25.", False),
        ("45 per cent (2023/24) and 50 per cent (2024/25) agreed.", False),
        ("In 2023/24, 45 per cent agreed; in 2024/25, 50 per cent did.", False),
        ("In 2024/25 the share was 50 per cent, up from 45 per cent in 2023/24.", False),
    ],
)
def test_a_figure_is_given_to_its_own_year(bodies: Bodies, text: str, stands: bool) -> None:
    verdict = judged(text, bodies, *YEARS)
    assert verdict.supported is stands, verdict.why


def test_a_year_that_only_the_place_gives_is_not_added_to_the_quotes_own(bodies: Bodies) -> None:
    quote = cited(1, "The target was missed in 2023/24.")
    assert not judged("The target was missed in 2023/24 and 2024/25.", bodies, quote).supported
    assert judged("The target was missed in 2023/24.", bodies, quote).supported


BOARDS = (cited(1, "The board had a surplus of £3 million."), cited(2, "The board had a deficit of £7 million.", body="Frimley"))
SURVEY = cited(3, "45 per cent of leaders were confident.", body=None, publisher="NHS Confederation")


@pytest.mark.parametrize(
    ("text", "citations", "stands"),
    [
        ("Dorset had a surplus of £3 million, while Frimley had a deficit of £7 million.", BOARDS, True),
        ("While Frimley had a deficit of £7 million, Dorset had a surplus of £3 million.", BOARDS, True),
        ("Although Dorset had a surplus of £3 million, the deficit in Frimley was £7 million.", BOARDS, True),
        ("Unlike Frimley, which had a deficit of £7 million, Dorset had a surplus of £3 million.", BOARDS, True),
        ("There was a surplus of £3 million in Dorset and a deficit of £7 million in Frimley.", BOARDS, True),
        ("Dorset had a £3 million surplus, Frimley a £7 million deficit.", BOARDS, True),
        ("The two boards differ: Dorset had a surplus of £3 million. Frimley had a deficit of £7 million.", BOARDS, True),
        ("Frimley had a deficit of £7 million at a time when 45 per cent of leaders were confident.", (BOARDS[1], SURVEY), True),
        ("Frimley had a deficit of £7 million and 45 per cent of leaders nationally were confident.", (BOARDS[1], SURVEY), True),
        ("Frimley had a deficit of £7 million, while 45 per cent of its leaders were confident.", (BOARDS[1], SURVEY), False),
        ("There was a surplus of £3 million in Frimley and a deficit of £7 million in Dorset.", BOARDS, False),
        ("Dorset and Frimley had a deficit of £7 million and a surplus of £3 million respectively.", BOARDS, False),
        ("While Frimley had a surplus of £3 million, Dorset had a deficit of £7 million.", BOARDS, False),
        ("Dorset had a deficit of £7 million, while Frimley had a surplus of £3 million.", BOARDS, False),
        ("The board had a surplus of £3 million.", BOARDS, False),
        ("Dorset had a surplus of £3 million, while nationally 45 per cent of leaders were confident.", (BOARDS[0], SURVEY), True),
        ("In Dorset 45 per cent of leaders were confident, with a surplus of £3 million.", (BOARDS[0], SURVEY), False),
        ("There was a surplus of £3 million, and 45 per cent of leaders were confident.", (BOARDS[0], SURVEY), False),
    ],
)
def test_a_figure_is_given_to_its_own_board(bodies: Bodies, text: str, citations: tuple[Citation, ...], stands: bool) -> None:
    verdict = judged(text, bodies, *citations)
    assert verdict.supported is stands, verdict.why


def test_figures_in_the_order_of_their_boards(bodies: Bodies) -> None:
    ground = Ground(BOARDS, bodies)
    assert mixed("Dorset and Frimley had results of £3 million and £7 million respectively.", ground) is None
    assert mixed("Dorset and Frimley had results of £7 million and £3 million respectively.", ground) is not None


MET = (cited(1, "The board met its target for waits."), cited(2, "The board missed its target for waits.", body="Frimley"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("While Dorset met its target for waits, Frimley missed its target.", False),
        ("Dorset met its target for waits, while Frimley missed its target.", False),
        ("While Frimley met its target for waits, Dorset missed its target.", True),
        ("Dorset missed its target for waits, whereas Frimley met its target.", True),
    ],
)
def test_a_word_that_the_other_board_has_turned_raises_a_doubt(bodies: Bodies, text: str, said: bool) -> None:
    assert (doubt(text, Ground(MET, bodies)) is not None) is said


def test_a_standards_name_is_no_figure_of_a_year(bodies: Bodies) -> None:
    quotes = (cited(1, "The four-hour standard stood at 76 per cent.", period="2023/24"), cited(2, "Emergency performance was better, at 78 per cent."))
    assert judged("In 2024/25 performance against the four-hour standard was better, at 78 per cent.", bodies, *quotes).supported


def test_quotes_of_several_boards_or_years_are_read_behind_their_places(bodies: Bodies) -> None:
    assert Ground(BOARDS, bodies).told_apart == "Dorset: The board had a surplus of £3 million. Frimley: The board had a deficit of £7 million."
    assert Ground((*YEARS, SURVEY), bodies).told_apart.startswith("Dorset, 2023/24: A share of 50 per cent agreed. Dorset, 2024/25:")
    assert Ground(YEARS, bodies).told_apart.startswith("2023/24: A share")


def test_a_clause_on_no_board_or_on_several_is_not_passed_over(bodies: Bodies) -> None:
    ground = Ground(BOARDS, bodies)
    assert parted("Dorset had a surplus of £3 million, while Frimley had a deficit of £7 million.", ground)
    assert not parted("Dorset had a surplus of £3 million, while Frimley had a deficit of £7 million; nationally boards were dishonest.", ground)
    assert not parted("Dorset had a surplus of £3 million, while Frimley had a deficit of £7 million; Dorset owes more than Frimley does.", ground)


def test_what_is_said_of_two_boards_is_said_of_each(bodies: Bodies) -> None:
    parts = parted("Both Dorset and Frimley reported their year, though the latter had a deficit of £7 million.", Ground(BOARDS, bodies))
    assert sorted(part for part, _ in parts) == ["Dorset reported their year", "Frimley reported their year though Frimley had a deficit of £7 million."]


ROW = 'Dorset was noted for "sound work", Frimley for "plans", and Devon, like Sussex, for its patience.'


@pytest.mark.parametrize(
    ("quote", "body", "own", "said"),
    [
        (ROW, "Dorset", None, 'Dorset was noted for "sound work"'),
        (ROW, "Frimley", None, 'Frimley for "plans"'),
        (ROW, "Sussex", None, "and Devon, like Sussex, for its patience."),
        ("Progress was seen in Dorset, Frimley and Devon.", "Frimley", None, "Progress was seen in Dorset, Frimley and Devon."),
        ("Waits fell, and the board works with Sussex on ambulances.", "Sussex", "Dorset", "and the board works with Sussex on ambulances."),
        ("Waits fell, and the board works with Sussex.", "Dorset", "Dorset", "Waits fell, and the board works with Sussex."),
    ],
)
def test_what_a_quote_says_of_one_of_the_boards_that_it_names(bodies: Bodies, quote: str, body: str, own: str | None, said: str) -> None:
    assert on_one(quote, body, own, bodies) == said
