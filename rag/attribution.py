"""Who says what, and whose matter it is: a sentence's speakers and providers must be those of what it cites."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from index.sparse import Stems, content_words

_DOERS = frozenset({"body", "trust", "provider", "partner"})
_NEAR = 60
"""Characters between a speaker and the verb."""
_PROVIDER = re.compile(
    r"(?:\b[A-Z][\w’'&-]+ (?:(?:and|of|the|for|&) )*)*(?:\bTrusts?\b|\bHospitals?\b(?: of (?:the )?[A-Z]\w+(?: (?:and )?[A-Z]\w+)*)?)|\btrusts?\b(?! (?:their|that|each|one|the)\b)|\b(?:the|an?|its|each|both|two|\d|acute|general|local) hospitals?\b(?!-| (?:beds?|admissions?|stays?|care)\b)"
    r"|\bproviders?\b|\bCICs?\b|\bacutes\b|\bHealthcare\b(?= (?:NHS|deficits?|surplus))"
)
_NAMED = re.compile(r"(?:\b[A-Z][\w’'&-]+ (?:(?:and|of|the|for|&) )*)+(?:Trusts?|Hospitals?(?: of (?:the )?[A-Z]\w+(?: (?:and )?[A-Z]\w+)*)?)\b")
_KIND = frozenset("NHS Foundation Trust Trusts Hospital Hospitals University The".split())
_THERE = re.compile(r"\bthere\b(?! (?:is|are|was|were))|^\W*(?:where|its|their|it|they|whose)\b")
"""What in a clause may stand for the provider before it."""
_BODY = re.compile(r"\b(?:ICBs?|ICSs?|board|commissioners?|system)\b")
_BESIDE = re.compile(
    r"\b(?:ICBs?|boards?|commissioners?|system) and (?:\w+ )?(?:providers?|trusts?|hospitals?)\b|\b(?:providers?|trusts?|hospitals?) and (?:the )?(?:ICBs?|boards?|commissioners?|system)\b"
)
"""A matter of both."""
_OF = re.compile(r"(?:[\w’'-]+ ){1,4}(?:at|of|for|in|from|by) (?:the |an? |each )?(?:[\w’'-]+ ){0,5}$")
"""What is said of a provider in front of it: up to four words, and those that describe it."""
_TURN = re.compile(r"[;:]\s|,?\s(?:and|while|but) (?=an?\b|one\b|another\b)|,\s(?=an?\b|one\b|another\b)")
"""Where in a sentence another speaker may begin."""
_SUBJECT = re.compile(
    r"(?:^|[;:,]\s)(?:[\w’'-]+ ){0,3}(?:leaders|chairs?|respondents|interviewees|chief executives?|directors?)(?! of\b)\b(?!['’])", re.IGNORECASE
)
"""People of whom a sentence, or a part of it, begins by telling."""
_MARKS = re.compile('["“”]')
_JOINT = re.compile(r"[;:]\s|,\s(?=(?:but|while|whereas|although|though|and|yet|with)\b)|\s(?=(?:but|while|whereas|although|though)\b)")
_NOTHING = frozenset(
    "icb ics board system trust hospit provid nhs england univers foundat acut year support need keep should must remain work continu improv part particular servic care health "
    "perform area financi welcom progress chang chief execut offic chair director peopl financ said".split()
)
"""Stems that do not tell whose matter something is."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    roles: dict[str, str]
    kinds: dict[str, list[str]]
    institutions: dict[str, str]
    saying: dict[str, str]
    offices: list[str]


@dataclass(frozen=True)
class _Actors:
    roles: dict[str, re.Pattern[str]]
    kinds: dict[str, frozenset[str]]
    everyone: dict[str, re.Pattern[str]]
    offices: frozenset[str]
    before: re.Pattern[str]
    theirs: re.Pattern[str]
    by: re.Pattern[str]


@cache
def _actors() -> _Actors:
    data = _File.model_validate(tomllib.loads((files("rag") / "actors.toml").read_text(encoding="utf-8")))
    roles = {name: re.compile(pattern) for name, pattern in data.roles.items()}
    institutions = {name: re.compile(pattern) for name, pattern in data.institutions.items()}
    kinds = {name: frozenset(below) for name, below in data.kinds.items()}
    return _Actors(
        roles,
        kinds,
        roles | institutions,
        frozenset(data.offices),
        re.compile(data.saying["before"]),
        re.compile(data.saying["theirs"]),
        re.compile(data.saying["by"]),
    )


def stranger(claim: str, quotes: Sequence[str], publishers: Sequence[str]) -> str | None:
    """A speaker, or an office, that a claim names and the quotes do not; None where there is none.

    Args:
        publishers: who speaks where a quote names nobody.
    """
    there = " ".join(quotes)
    known = roles(there)
    for role in sorted(roles(claim)):
        if role not in known and not _actors().kinds.get(role, frozenset()) & known:
            return role
    heard = frozenset().union(*(speakers(quote) for quote in quotes))
    own = frozenset().union(*(mentioned(publisher) for publisher in publishers))
    # Where people speak, their publisher is not the one who does.
    others = not roles(claim) and any(map(_SUBJECT.search, quotes))
    silent = bool(heard & own) or not (heard or others)
    for office in sorted(mentioned(claim) & _actors().offices):
        if office not in mentioned(there) and not (silent and office in own):
            return office
    said = speakers(claim)
    if _is_anothers(claim, quotes):
        return "one who is named"
    allowed = heard | known if heard else own | (mentioned(there) - {"body", "partner"}) | {"report", "respondent", "leader"}
    if silent:
        allowed |= own | {"report"}
    for speaker in sorted(said):
        if speaker not in allowed and not _actors().kinds.get(speaker, frozenset()) & allowed:
            return speaker
    return None


def _is_anothers(claim: str, quotes: Sequence[str]) -> bool:
    """True where a claim gives to one office what its quotes, which name several, give to another."""
    said = roles(claim) & frozenset(_actors().roles) - {"leader", "respondent"}
    content = _stems(claim)
    parts = [part for quote in quotes for part in _TURN.split(quote)]
    for role in said:
        own = frozenset().union(*(_stems(part) for part in parts if role in roles(part)))
        others = frozenset().union(*(_stems(part) for part in parts if roles(part) and role not in roles(part) and not roles(part) & said))
        if own and len(content & (others - own)) > len(content & (own - others)):
            return True
    return False


def roles(text: str) -> frozenset[str]:
    """The people and offices that a text names."""
    return frozenset(name for name, pattern in _actors().roles.items() if pattern.search(text))


def mentioned(text: str) -> frozenset[str]:
    """The people, offices and institutions that a text names."""
    return frozenset(name for name, pattern in _actors().everyone.items() if pattern.search(text))


def speakers(text: str) -> frozenset[str]:
    """Who a text says something was said, praised, wanted or warned by."""
    actors = _actors()
    spans = sorted((m.start(), m.end(), name) for name, pattern in actors.everyone.items() for m in pattern.finditer(text))
    found = set()
    for verb in actors.before.finditer(text):
        passive = re.search(r"\b(?:is|are|was|were|been|be|being|get|gets|got)(?: (?:\w+ly|often|sometimes|still|now|also))? $", text[: verb.start()])
        following = re.match(r"\s(?:\w+ ){0,3}?by\s", text[verb.end() :])
        if passive or following:
            continue
        near = [row for row in spans if row[1] <= verb.start() and verb.start() - row[1] <= _NEAR and not re.search(r"[;.]", text[row[1] : verb.start()])]
        if near:
            last = max(near, key=lambda row: (row[1], row[1] - row[0]))
            if any(name in actors.roles for _, _, name in near if name not in _DOERS):
                near = [row for row in near if row[2] not in _DOERS]
                last = max(near, key=lambda row: (row[1], row[1] - row[0]))
            found |= {name for start, end, name in near if start < last[1] and last[0] < end and (name not in _DOERS or actors.theirs.match(verb.group()))}
    for by in actors.by.finditer(text):
        after = [row for row in spans if row[0] >= by.end() and row[0] - by.end() <= _NEAR // 3 * 2 and not re.search(r"[;,.]", text[by.end() : row[0]])]
        if after and (by.group().lower() != "by" or actors.before.search(text[max(0, by.start() - 30) : by.start()])):
            after = [row for row in after if row[2] in actors.roles] or after
            first = min(after, key=lambda row: (row[0], row[0] - row[1]))
            found |= {name for start, end, name in after if start < first[1] and first[0] < end}
    return frozenset(found)


def misgiven(claim: str, quotes: Sequence[str]) -> bool:
    """True where a claim leaves out the trust or hospital whose matter it tells, or names one where the quotes have none."""
    there = " ".join(quotes)
    if not _PROVIDER.search(there):
        return bool(_PROVIDER.search(claim))
    named = {word for match in _NAMED.finditer(there) for word in re.findall(r"[A-Z]\w+", match.group())} - _KIND
    if _PROVIDER.search(claim) and not (named and _BODY.search(claim) and not named & set(re.findall(r"[A-Z]\w+", claim))):
        return False
    theirs: set[str] = set()
    others: set[str] = set()
    for quote in quotes:
        spoken = False
        for clause in _JOINT.split(_MARKS.sub("", quote)):
            mine, rest = _shared_out(clause)
            if spoken and not mine and _THERE.search(clause):
                mine, rest = rest, mine
            spoken = bool(mine)
            if _BESIDE.search(clause):
                mine, rest = mine | rest, frozenset()
            theirs |= mine
            others |= rest
    return bool(_stems(claim) & (theirs - others))


def _shared_out(clause: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of a clause that tell of a provider, and the rest.

    A provider's are the words behind it, up to a board, and those before an "at" or "of" in front of it; all, where no board is named.
    """
    providers = [(m.start(), m.end()) for m in _PROVIDER.finditer(clause)]
    if not providers:
        return frozenset(), _stems(clause)
    boards = [m.start() for m in _BODY.finditer(clause) if not any(a <= m.start() < b for a, b in providers)]
    if not boards:
        return _stems(clause), frozenset()
    theirs: list[tuple[int, int]] = []
    for start, end in providers:
        theirs.append((start, min((at for at in boards if at >= end), default=len(clause))))
        before = _OF.search(clause[:start])
        if before:
            theirs.append((before.start(), start))
    own = " ".join(clause[a:b] for a, b in theirs)
    rest = "".join(" " if any(a <= n < b for a, b in theirs) else letter for n, letter in enumerate(clause))
    return _stems(own), _stems(rest)


def _stems(text: str) -> frozenset[str]:
    return frozenset(Stems()(content_words(text))) - _NOTHING
