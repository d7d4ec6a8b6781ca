"""A claim on several boards or years: each part of it must be told apart, and stand in the quotes of its own board or year.

A figure belongs to the board or year that stands right behind it ("78% in Dorset", "12% (2023/24)"), else to the one before it. Where the words leave
a doubt nothing is said here: then reading the claim beside its sources, each behind its place, decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.bodies import Bodies, Mention
from rag import stated
from rag.ground import Ground, without_bodies
from rag.polarity import contradiction

_CLAUSES = re.compile(
    r"[;:]\s|[.!?]\s+(?=[A-Z])|,\s(?=(?:but|while|whereas|although|though|and|with|yet|as|unlike)\b)|\s(?=(?:but|while|whereas|although|whilst)\b)|\sand\s(?=[A-Z])|,?\s(?:and|to)\s(?=in \d{4}/\d\d)"
)
_OPENED = re.compile(r"(?:while|whereas|although|though|unlike|whilst|if)\b", re.IGNORECASE)
"""What begins a sentence whose other half begins behind a comma."""
_AND_YEAR = re.compile(r"\s*(?:,|,? ?\b(?:and|or|to|as in|as well as)\b|[–-])\s*(?:(?:in|for|to|of)\s+)?(?:the\s+)?")
_RANGE = re.compile(r"\b(?:between|from|since)\s*$", re.IGNORECASE)
_BEHIND = re.compile(r"[^,;:.()]{0,60}\b(?:in|at|for|during|of|across|within|by)\s+(?:the\s+)?|\s*\(\s*(?:in\s+)?", re.IGNORECASE)
"""What stands between a figure and the board or year that it is given to."""
_HELD_AGAINST = re.compile(
    r"\b(?:compared (?:with|to)|than(?: in| for)?|since|after|before|unlike(?: in)?|(?:up|down) (?:on|from)|against|from|until|between)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
"""What joins two years, opens a span of them, gives a figure its year, and holds one against a year that is not its own."""
_OTHER_YEAR = re.compile(
    r"[^.;]{0,30}\b(?:(?:the )?(?:year|edition|survey) (?:before|after|earlier|later)|(?:following|next|previous|last|preceding) year|a year (?:earlier|later|before|on)|then)\b"
)
_OF_ALL = re.compile(
    r"\b(?:nationally|national|nationwide|across England|England-wide|surveys?|leaders|respondents|chairs|chief executives|ICBs|ICSs|systems)\b"
)
_THEIRS = re.compile(r"[\w%\s]{0,25}\b(?:its|their)\b")
"""What says that a figure is of leaders or boards in general, and that it is of the board before."""
_RIGHT_BEHIND = re.compile(r"(?:['’]s)?,?\s(?:\w+\s)?£?")
"""What stands between a body and a figure that is its own whatever follows."""
_HALVES = re.compile(r"[;.]\s|,\s(?:while|but|whereas|and)\b")
_NEAR = 40
"""Where a clause ends, and characters before a figure that tell of what it is."""
_JOINT = 2
"""Words of a clause that may only join two others."""
_ROW = re.compile(r",\s|(?: (?:ICB|ICS))?,?\s(?:and|as well as)\s(?:in |at |for |of )?")
_BOTH = re.compile(r"\b(?:both|alike)\s+(?=(?:in |at |for |of )?$)", re.IGNORECASE)
"""What stands between bodies that the same is said of, and before them."""
_OF_TWO = re.compile(r"\bthe (former|latter)\b", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)


def misdated(text: str, ground: Ground, own: set[str]) -> str | None:
    """A figure that a text gives to a year whose quotes do not hold it, or a year that it gives together with one that they name as theirs."""
    found = stated.find(text)
    years = [figure for figure in found if figure.is_year]
    for one, other in pairwise(years):
        joined = _AND_YEAR.fullmatch(text[one.end : other.start]) and not _RANGE.search(text[: one.start])
        if joined and not ground.of_periods and own and {one.value, other.value} - own and {one.value, other.value} & own:
            return f"what it cites is of {' and '.join(sorted(own))}"
    if not ground.of_periods:
        return None
    of_period: dict[str, list[stated.Figure]] = {}
    for c in ground.citations:
        of_period.setdefault(c.period, []).extend(Ground((c,), ground.bodies).figures)
    for figure in (figure for figure in found if not figure.is_year and not stated.is_measure(figure, text) and not ground.is_count(figure, text)):
        period = _year_of(figure, found, text)
        if period in of_period and not stated.stands(figure, of_period[period]):
            return f"the figure {text[figure.start : figure.end].strip()} stands in no quote of {period}"
    return None


def _year_of(figure: stated.Figure, found: Sequence[stated.Figure], text: str) -> str | None:
    """The year that a figure of a text is said of, where its words leave no doubt: it stands right behind it, or before it with no other figure between."""
    behind = _next(figure, found)
    if behind is not None and behind.is_year and _BEHIND.fullmatch(text[figure.end : behind.start]):
        return behind.value
    before = [other for other in found if other.end <= figure.start]
    if not before or not before[-1].is_year or _OTHER_YEAR.match(text[figure.end :]) or _RANGE.search(text[: figure.start]):
        return None
    year = before[-1]
    if _HELD_AGAINST.search(text[: year.start]):
        return None
    of_two = len(before) > 1 and before[-2].is_year and _AND_YEAR.fullmatch(text[before[-2].end : year.start])
    taken = len(before) > 1 and not before[-2].is_year and _BEHIND.fullmatch(text[before[-2].end : year.start])
    return None if of_two or taken else year.value


def _next(figure: stated.Figure, found: Sequence[stated.Figure]) -> stated.Figure | None:
    return next((other for other in found if other.start >= figure.end), None)


def mixed(text: str, ground: Ground) -> str | None:
    """What a text says of a body that the quotes on that body do not."""
    owners = {c.body for c in ground.citations if c.body}
    named = set(ground.bodies.named_in(text))
    if named and owners and not owners <= named:
        return f"what it cites is on {' and '.join(sorted(owners - named))}"
    if not owners or not ground.of_bodies:
        return None
    if not named:
        return "it does not say which board it is on"
    labels = ground.bodies.find(text)
    figures = [f for f in stated.find(text) if not f.is_year and not stated.is_measure(f, text) and not ground.is_count(f, text)]
    in_order = _RESPECTIVELY.search(text) is not None and len(figures) == len(labels)
    for number, figure in enumerate(figures):
        body = labels[number].body if in_order else _body_of(figure, figures, labels, text, or_none=None in {c.body for c in ground.citations})
        if body in owners and not stated.stands(figure, ground.on(body).figures):
            return f"the figure {text[figure.start : figure.end].strip()} stands in no quote on {body}"
    return None


def _body_of(figure: stated.Figure, figures: Sequence[stated.Figure], labels: Sequence[Mention], text: str, *, or_none: bool) -> str:
    """The body that a figure of a text is said of; nothing where it may be of none, as where leaders or boards in general are told of."""
    behind = next((label for label in labels if label.start >= figure.end), None)
    between = text[figure.end : behind.start] if behind else ""
    following = _next(figure, figures)
    if behind is not None and _BEHIND.fullmatch(between) and (following is None or following.start > behind.start):
        return behind.body
    before = [label for label in labels if label.end <= figure.start]
    if before and _RIGHT_BEHIND.fullmatch(text[before[-1].end : figure.start]):
        return before[-1].body
    clause = _HALVES.split(text[: figure.start])[-1][-_NEAR:] + _HALVES.split(text[figure.end :])[0]
    if not before or (or_none and _OF_ALL.search(clause) and not _THEIRS.match(text[figure.end :])):
        return ""
    return before[-1].body


def opposed(text: str, ground: Ground) -> str | None:
    """A word that a text says of a body, or of none, whose quotes say the opposite of the same thing."""
    for body in sorted({c.body or "" for c in ground.citations}):
        own = " ".join(part for of, part in _parts(text, ground.bodies) if of == body)
        quotes = ground.on(body).quotes if body else tuple(c.quote for c in ground.citations if c.body is None)
        against = contradiction(own, quotes)
        if against is not None:
            return against
    return None


def parted(text: str, ground: Ground) -> list[tuple[str, Ground]]:
    """What a text says of each of the places that its quotes are of, with its quotes; nothing where it cannot be cut so."""
    if ground.of_bodies:
        found = list(_parts(text, ground.bodies))
        own = {place: ground.on(place) if place else ground.only(lambda c: c.body is None) for place in {c.body or "" for c in ground.citations}}
    else:
        found = list(_parts_of_years(text, ground))
        own = {place: ground.only(lambda c, place=place: c.period == place) for place in {c.period for c in ground.citations}}  # type: ignore[misc]
    found = [row for of, clause in found for row in (_of_each(clause, ground.bodies) or [(of, clause)])]
    said = {place: " ".join(clause for of, clause in found if of == place).strip(" ,") for place in own}
    # A clause of none of them, or of several, is read with no quotes of its own.
    whole = all(said.values()) and not any(of not in own and len(clause.split()) > _JOINT for of, clause in found)
    return [(part, own[place]) for place, part in said.items()] if whole else []


def _by_name(text: str, bodies: Bodies) -> str:
    """A text of two bodies, with their names for "the former" and "the latter"."""
    named = list(dict.fromkeys(mention.body for mention in bodies.find(text)))
    return _OF_TWO.sub(lambda match: named[match[1].lower() == "latter"], text) if len(named) == 2 else text


def _of_each(clause: str, bodies: Bodies) -> list[tuple[str, str]]:
    """A clause that says the same of several bodies, which it names in a row, as it is said of each; nothing for another."""
    named = bodies.find(clause)
    if len({mention.body for mention in named}) < 2 or not all(_ROW.fullmatch(clause[a.end : b.start]) for a, b in pairwise(named)):
        return []
    before, behind = _BOTH.sub("", clause[: named[0].start]), clause[named[-1].end :]
    return [(mention.body, f"{before}{clause[mention.start : mention.end]}{behind}") for mention in named]


def on_one(quote: str, body: str, own: str | None, bodies: Bodies) -> str:
    """What a quote that tells of several bodies says of one of them: the clauses that name it, or all where the quote is its own.

    Args:
        own: the body that the quote stands under.
    """
    if body == own:
        return quote
    names = [(mention.start, mention.end) for mention in bodies.find(quote)]
    cuts = sorted(
        {*(start for start, _ in names if quote[start - 2 : start] == ", "), *(match.end() for match in _CLAUSES.finditer(quote) if match.group().strip())}
    )
    pieces = [quote[a:b] for a, b in pairwise([0, *(at for at in cuts if not any(a < at < b for a, b in names)), len(quote)])]
    rows: list[tuple[set[str], str]] = []
    for piece in pieces:
        named = set(bodies.named_in(piece))
        said = len(without_bodies(piece, bodies).split()) - len(named)
        if rows and said < _JOINT:
            # A name that only stands in a row belongs to what the row is told of.
            rows[-1] = (rows[-1][0] | named, rows[-1][1] + piece)
        else:
            rows.append((named or (rows[-1][0] if rows and own is None else set()), piece))
    return " ".join(piece.strip(" ,;") for named, piece in rows if body in named or (not named and own is None))


def _parts_of_years(text: str, ground: Ground) -> Iterator[tuple[str, str]]:
    """The clauses of a text, each with the years that it is on of those that its quotes are of."""
    periods = {c.period for c in ground.citations}
    current: set[str] = set()
    for clause in _clauses(text, ground.bodies):
        current = {figure.value for figure in stated.find(clause) if figure.is_year and figure.value in periods} or current
        yield " and ".join(sorted(current)), clause


def _parts(text: str, bodies: Bodies) -> Iterator[tuple[str, str]]:
    """The clauses of a text, each with the bodies that it is on, or with none."""
    current: set[str] = set()
    for clause in _clauses(_by_name(text, bodies), bodies):
        named = set(bodies.named_in(clause))
        if not named and _OF_ALL.search(clause):
            current = set()
        current = named or current
        yield " and ".join(sorted(current)), clause


def _clauses(text: str, bodies: Bodies) -> Iterator[str]:
    """A text cut where a clause begins, and nowhere within a name; and before a body behind a comma, where the sentence holds two things against each other."""
    names = [(mention.start, mention.end) for mention in bodies.find(text)]
    cuts = [match.span() for match in _CLAUSES.finditer(text)]
    if _OPENED.match(text):
        cuts += [(start - 2, start) for start, _ in names if text[start - 2 : start] == ", "]
    start = 0
    for a, b in sorted(cuts):
        # "Devon and Dorset" begins one clause.
        row_of_names = text[a:b].strip() == "and" and len(without_bodies(text[start:a], bodies).split()) <= _JOINT
        if a >= start and not row_of_names and not any(first < a < last for first, last in names):
            yield text[start:a]
            start = b
    yield text[start:]
