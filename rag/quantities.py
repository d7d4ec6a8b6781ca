"""What is said around a figure: more or less than it, of what, how often, which in a row, how many times.

A figure can stand in a quote and be false all the same: "fewer than 150,000" for "over 150,000", "80 a day" for 80 a week, the third for the second.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

from rag.stated import Figure, find, is_like, is_part_of_name, stands

Stemmer = Callable[[str], Sequence[str]]

_GAP = r"(?:the |an? |its |their |this |that |national |target of |standard of |total of ){0,2}$"
_ABOVE = re.compile(
    r"\b(?:(?<!no )more than|over|above|at least|upwards of|exceed(?:s|ed|ing)?|in excess of|(?:greater|higher) than|no (?:fewer|less) than) " + _GAP,
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"\b(?:(?<!no )(?:fewer|less) than|under|below|nearly|almost|at most|up to|(?:as (?:much|many|high) as)|no more than|(?:lower|smaller) than|shy of|short of) "
    + _GAP,
    re.IGNORECASE,
)
_BEYOND = re.compile(r"\b(?:(?<!no )(?:more|fewer|less) than|just (?:over|under)|nearly|almost) £?$", re.IGNORECASE)
"""What says that it is not the very figure: of a target or a cap it may be as well, and "the" stands between."""
_AFTER = re.compile(
    r"[^.,;:]{0,3}\b(?:or (?:(?P<above>more|over|above)|(?P<below>less|fewer|under|below))|(?P<least>at least)|(?P<most>at most))\b", re.IGNORECASE
)

_SPANS = ("day", "week", "month", "quarter", "year", "decade", "century")
_OFTEN = re.compile(
    rf"(?<!than )(?<!within )(?<!after )(?<!for )(?<!about )(?<!in )(?<!over )\b(?:per|an?|each|every) (?:working |financial |calendar )?(?P<span>{'|'.join(_SPANS)})\b(?!-)(?! (?:ago|later|earlier|before|on\b|of\b))"
    r"|\b(?P<word>daily|weekly|monthly|quarterly|annual(?:ly)?|yearly|per annum|biennial(?:ly)?|hourly)\b",
    re.IGNORECASE,
)
_SPAN_OF = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "annual": "year", "annually": "year", "yearly": "year", "per annum": "year",
    "biennial": "two years", "biennially": "two years", "hourly": "hour",
}  # fmt: skip
_INVENTED = frozenset({"hour", "day", "week", "month", "decade", "century", "two years"})
"""Spans that a quote must name, where a claim says how often; a year stands in every title."""

_RANKS = {w: n for n, w in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1)}
_RANK = re.compile(
    rf"(?<!an )(?<!a )(?<!one )(?<!one-)(?<!two-)(?<!two )(?<!at )\b(?P<rank>{'|'.join(_RANKS)})\b(?!-?(?:sector|party|parties|hand|class|line|aid)\b| (?:of|quarter|half|sector|part(?:y|ies)|responder)\b|,)",
    re.IGNORECASE,
)
_TIMES = (
    ("2", re.compile(r"\bdoubl(?:e|es|ed|ing)\b(?!-| down| run)|\b(?:twice|two-?fold|two times|bi-?annual(?:ly)?)\b", re.IGNORECASE)),
    ("3", re.compile(r"\b(?:trebl|tripl)(?:e|es|ed|ing)\b|\b(?:three-?fold|three times|thrice)\b", re.IGNORECASE)),
    ("4", re.compile(r"\bquadrupl(?:e|es|ed|ing)\b|\b(?:four-?fold|four times)\b", re.IGNORECASE)),
    ("1/2", re.compile(r"\bhalv(?:e|es|ed|ing)\b", re.IGNORECASE)),
)
_AS_FIGURE = {"2": frozenset({"100%", "200%"}), "3": frozenset({"200%", "300%"}), "4": frozenset({"300%", "400%"}), "1/2": frozenset({"50%", "1/2"})}
"""{how many times: the figures that say the same}."""

_MANIFOLD = re.compile(r"\b\w+-?fold\b(?<!manifold)(?<!scaffold)(?<!unfold)", re.IGNORECASE)
_CROWDS = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "millions": 2 * 10**6, "billions": 2 * 10**9}
_CROWD = re.compile(r"\b(?P<crowd>dozens|scores|hundreds|thousands|millions|billions)(?: of (?P<of>thousands|millions|billions))?\b", re.IGNORECASE)
"""So many that nobody counts: {its name: how many it is at least}."""

_EACH = re.compile(rf"\b(?:each|apiece|every)\b(?! (?:{'|'.join(_SPANS)}|of the)\b)", re.IGNORECASE)
_IN_ALL = re.compile(r"\b(?:totall?\w*|across|between them|shared|altogether|overall|combined)\b", re.IGNORECASE)
_OF_ALL = re.compile(r"^ (?:out )?of (?:the |its |their |all )?$", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:all|every one of|each of) (?:the |of the |its |their )?$", re.IGNORECASE)

_MOVED = r"(?:f[ae]ll(?:s|ing|en)?|r(?:ise|isen|ose|ising|ises)|grew|grow\w*|dropp?\w*|increas\w*|decreas\w*|decline\w*|reduc\w*|came down|come down|went (?:up|down)|down|up|cut\w*)"
_MOVED_TO = re.compile(rf"\b{_MOVED} (?:\w+ ){{0,2}}to (?:just |about |nearly |some )?$", re.IGNORECASE)
_MOVED_BY = re.compile(rf"\b{_MOVED} (?:(?:by|of) )?(?:just |about |nearly |some |over |almost )?$", re.IGNORECASE)

_LONG = re.compile(r"[ -](?:of )?(?P<unit>hour|day|week|month|year|decade)s?\b", re.IGNORECASE)

_ALL, _PART, _FEW = "all", "a part", "few"
_SHARES = (
    (
        _ALL,
        re.compile(
            r"\b(?:(?<!not )(?<!nearly )(?<!almost )all (?:of )?|(?<!not )every |(?<!not )each (?:of )?|every one of )(?:the |its |their |these |those )?",
            re.IGNORECASE,
        ),
    ),
    (
        _PART,
        re.compile(
            r"\b(?:most (?:of )?|many (?:of )?|some (?:of )?|several (?:of )?|certain |(?:the|a) (?:\w+ )?majority of |a number of |(?:over |more than |nearly |almost )?half (?:of )?"
            r"|part of )(?:the |its |their |these |those )?",
            re.IGNORECASE,
        ),
    ),
    (
        _FEW,
        re.compile(
            r"\b(?:(?<!a )few (?:of )?|hardly any |(?:the|a) (?:\w+ )?minority of |(?:only )?a handful of )(?:the |its |their |these |those )?", re.IGNORECASE
        ),
    ),
)
"""What share of something is spoken of, where no figure says it."""
_AT_ODDS = {_ALL: {_PART, _FEW}, _PART: {_FEW}, _FEW: {_ALL, _PART}}
"""{a share that a claim gives: those of which the quotes must not give one instead}. What is true of all is true of some."""

_HEAD = 3
"""Words behind a figure that may tell what it counts."""
_WORD = re.compile(r"[A-Za-z][\w’'-]*")
_STOP = re.compile(r"[.,;:()]|\b(?:and|but|while|against|with|than|from|who|whom|whose|which|that|were|was|is|are|had|have|has)\b|\d", re.IGNORECASE)


def unlike(claim: str, quotes: Sequence[str], known: Sequence[Figure], stems: Stemmer) -> str | None:
    """What of a claim's quantities the quotes say otherwise, in words; None where there is nothing.

    Args:
        known: the figures of the quotes and of their places.
        stems: the stems of a text's content words.
    """
    there = " . ".join(quotes)
    theirs, said = find(there, both=True), find(claim)
    return (
        _on_the_other_side(claim, said, there, theirs)
        or _moved(claim, said, there, theirs)
        or _in_part(claim, said, there, theirs)
        or _often(claim, there)
        or _ranked(claim, there, known)
        or _times(claim, there, theirs)
        or _crowd(claim, there, theirs)
        or _shared_out(claim, said, there)
        or _lasting(claim, said, there, theirs)
        or _in_full(claim, quotes, stems)
        or _of_another(claim, quotes, stems)
    )


def side(text: str, figure: Figure) -> int:
    """1 where a text says more than a figure, -1 where less or nearly as much, 0 where neither."""
    before = text[: figure.start]
    after = _AFTER.match(text, figure.end)
    if _ABOVE.search(before) or (after and (after["above"] or after["least"])):
        return 1
    return -1 if _BELOW.search(before) or (after and (after["below"] or after["most"])) else 0


def _on_the_other_side(claim: str, said: Sequence[Figure], there: str, theirs: Sequence[Figure]) -> str | None:
    """A bound that the quotes put on the other side of the same figure."""
    for figure in said:
        mine = side(claim, figure)
        if not mine:
            continue
        sides = {side(there, other) for other in theirs if figure.is_as_much_as(other)}
        if sides == {-mine} or (sides == {0} and _BEYOND.search(claim[: figure.start])):
            return f"{'more' if mine > 0 else 'less'} than {claim[figure.start : figure.end].strip()}"
    return None


def _moved(claim: str, said: Sequence[Figure], there: str, theirs: Sequence[Figure]) -> str | None:
    """ "Fell to" a figure by which something fell."""
    for figure in said:
        own = [other for other in theirs if figure.is_as_much_as(other)]
        if not own:
            continue
        to, by = _MOVED_TO.search(claim[: figure.start]), _MOVED_BY.search(claim[: figure.start])
        if to and all(_MOVED_BY.search(there[: other.start]) for other in own):
            return f"{to.group().strip()} {claim[figure.start : figure.end].strip()}"
        if by and all(_MOVED_TO.search(there[: other.start]) for other in own):
            return f"{by.group().strip()} {claim[figure.start : figure.end].strip()}"
    return None


def _in_part(claim: str, said: Sequence[Figure], there: str, theirs: Sequence[Figure]) -> str | None:
    """All of what the quotes say a part of, or a part and its whole the other way round."""
    parts = _parts(there, theirs)
    for some, whole in parts:
        if any(figure.value == whole and _WHOLE.search(claim[: figure.start]) for figure in said):
            return f"all {whole}"
        if (whole, some) in _parts(claim, said):
            return f"{whole} of {some}"
    return None


def _parts(text: str, found: Sequence[Figure]) -> list[tuple[str, str]]:
    return [(one.value, other.value) for one, other in itertools.pairwise(found) if _OF_ALL.match(text[one.end : other.start])]


def _often(claim: str, there: str) -> str | None:
    own, theirs = _spans(claim), _spans(there)
    for span in sorted(own - theirs):
        if theirs or (span in _INVENTED and not re.search(rf"\b{span}", there, re.IGNORECASE)):
            return f"every {span}"
    return None


def _spans(text: str) -> frozenset[str]:
    return frozenset(_SPAN_OF[m["word"].lower()] if m["word"] else m["span"].lower() for m in _OFTEN.finditer(text))


def _ranked(claim: str, there: str, known: Sequence[Figure]) -> str | None:
    """A rank that no quote has, where they have another, or neither it nor its number."""
    ranks = {_RANKS[m["rank"].lower()] for m in _RANK.finditer(there)} | {int(n) for n in re.findall(r"\b(\d+)(?:st|nd|rd|th)\b", there)}
    for match in _RANK.finditer(claim):
        rank = _RANKS[match["rank"].lower()]
        counted = any(figure.value == str(rank) for figure in known)
        if rank not in ranks and (ranks or (rank > 2 and not counted)):
            return f"the {match['rank'].lower()}"
    return None


def _times(claim: str, there: str, theirs: Sequence[Figure]) -> str | None:
    """How many times as much, where the quotes say neither so nor in figures."""
    for times, pattern in _TIMES:
        match = pattern.search(claim)
        if match and not pattern.search(there) and not {figure.value for figure in theirs} & _AS_FIGURE[times]:
            return match.group().lower()
    many = _MANIFOLD.search(claim)
    known = many is None or any(pattern.search(many.group()) for _, pattern in _TIMES) or many.group().lower() in there.lower()
    return None if known or many is None else many.group().lower()


def _crowd(claim: str, there: str, theirs: Sequence[Figure]) -> str | None:
    """Dozens or thousands, where the quotes have neither that word nor so great a figure."""
    for match in _CROWD.finditer(claim):
        least = _CROWDS[match["crowd"].lower()] * (_CROWDS[match["of"].lower()] // 2 if match["of"] else 1)
        if not re.search(rf"\b{match['crowd']}\b", there, re.IGNORECASE) and not any((figure.amount or 0) >= least for figure in theirs):
            return match.group().lower()
    return None


def _shared_out(claim: str, said: Sequence[Figure], there: str) -> str | None:
    """To each what the quotes give in all."""
    return "each" if said and _EACH.search(claim) and _IN_ALL.search(there) and not _EACH.search(there) else None


def _lasting(claim: str, said: Sequence[Figure], there: str, theirs: Sequence[Figure]) -> str | None:
    """So many months of what the quotes have so many weeks or years of."""
    for figure in said:
        unit = _LONG.match(claim, figure.end)
        units = {found["unit"].lower() for other in theirs if figure.is_as_much_as(other) and (found := _LONG.match(there, other.end))}
        if unit and units and unit["unit"].lower() not in units:
            return f"{claim[figure.start : figure.end].strip()} {unit['unit']}s"
    return None


def _in_full(claim: str, quotes: Sequence[str], stems: Stemmer) -> str | None:
    """All of what the quotes say a part of, or few of what they say many of; a part in words of what they give a figure for is told by the figure."""
    there = [row for quote in quotes for row in _shares(quote, stems)]
    for share, head in _shares(claim, stems):
        given = {other for other, its in there if head == its}
        if given & _AT_ODDS[share] and share not in given:
            return f"{share} of them"
    return None


def _shares(text: str, stems: Stemmer) -> list[tuple[str, str]]:
    """The (share, stem of the word behind it) that a text speaks of."""
    found = []
    for share, pattern in _SHARES:
        for match in pattern.finditer(text):
            head = _WORD.match(text, match.end())
            stem = stems(head.group()) if head else ()
            found += [(share, stem[0])] if stem else []
    return found


def _of_another(claim: str, quotes: Sequence[str], stems: Stemmer) -> str | None:
    """A figure before the thing that the quotes count by another."""
    said = find(claim)
    for quote in quotes:
        there = find(quote)
        heads = [_head(quote, n, there, stems) for n in range(len(there))]
        scopes = [heads[n] | _bracketed(quote, n, there, stems) for n in range(len(there))]
        for number, figure in enumerate(said):
            own = [n for n, other in enumerate(there) if stands(figure, [other])]
            ours = frozenset().union(*(scopes[n] for n in own))
            mine = _head(claim, number, said, stems)
            if figure.is_year or not ours:
                continue
            rivals = (heads[n] for n, other in enumerate(there) if n not in own and is_like(figure, other) and not is_part_of_name(quote, other))
            if any(mine & (head - ours) and not mine & (ours - head) for head in rivals):
                return claim[figure.start : figure.end].strip()
    return None


def _head(text: str, number: int, found: Sequence[Figure], stems: Stemmer) -> frozenset[str]:
    """The stems of what a figure counts: the words behind it up to a joint, or those before the bracket that it stands in."""
    figure = found[number]
    if text[: figure.start].endswith("("):
        before = text[found[number - 1].end if number else 0 : figure.start - 1]
        words = _WORD.findall(re.split(r"[.,;:()]|\b(?:and|but|then)\b", before)[-1])[-_HEAD:]
        return frozenset(stems(" ".join(words)))
    end = found[number + 1].start if number + 1 < len(found) else len(text)
    words = [word for word in _WORD.findall(_until_joint(text[figure.end : end])) if stems(word)]
    return frozenset(stems(" ".join(words[:_HEAD])))


def _bracketed(text: str, number: int, found: Sequence[Figure], stems: Stemmer) -> frozenset[str]:
    """The stems on both sides of the bracket that a figure stands in; none where it stands in none."""
    figure = found[number]
    if not text[: figure.start].endswith("("):
        return frozenset()
    close = text.find(")", figure.end)
    before = text[max((other.end for other in found[:number] if is_like(other, figure)), default=0) : figure.start]
    return frozenset(stems(f"{before} {_until_joint(text[close + 1 :])}"))


def _until_joint(text: str) -> str:
    stop = _STOP.search(text)
    return text[: stop.start()] if stop else text
