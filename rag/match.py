"""A finding held against a condition: it meets it, says the contrary, or is about something else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from rag.condition import Condition
from rag.fields import Fields
from rag.findings import Finding, Findings

YES, NO, OTHER = "yes", "no", "other"
_GOES_WITH: dict[str, tuple[str, ...]] = {"in": ("in", "entered"), "entered": ("entered",), "left": ("left",)}
_AND = re.compile(r",|\band\b")
_NEXT = 40
"""Characters that a word counts as further away where it stands in the next part of a list."""
_LOSS = ("deficit", "no breakeven")


def rows(condition: Condition, table: Findings, fields: Fields, body: str, holds: Callable[[Finding, Condition], bool]) -> list[tuple[str, Finding]]:
    """What the findings on one body say to a condition; those of a sentence that speaks of all its fields.

    Args:
        holds: whether the sentence of a finding has the words that a condition asks for beside its field.
    """
    kinds = [fields.by_id[one].kind for one in condition.fields]
    apart = [one for one, kind in zip(condition.fields, kinds, strict=True) if kind != "matter" or one == "deficit-support"]
    if len(condition.fields) > 1 and not apart:
        return [(verdict(condition, finding, fields), finding) for finding in _together(condition.fields, table, body) if holds(finding, condition)]
    found: list[tuple[str, Finding]] = []
    for one in condition.fields:
        cell = [finding for finding in table.cell(body, one) if holds(finding, condition)]
        if condition.outcome and (of_whole := [finding for finding in cell if finding.outcome and not _is_of_part(finding, fields)]):
            # Where it is said whether the whole was met, a part of it tells nothing of the whole.
            cell = of_whole
        found += [(verdict(condition, finding, fields), finding) for finding in cell]
    return found


def _is_of_part(finding: Finding, fields: Fields) -> bool:
    """True where a clause names a field by no more than a narrower field that is part of it."""
    parts = [match.span() for field in fields.all if field.within == finding.field for match in field.said.finditer(finding.clause)]
    named = [match.span() for match in fields.by_id[finding.field].said.finditer(finding.clause)]
    return bool(parts) and all(any(start < stop and begin < end for begin, stop in parts) for start, end in named)


def _together(ids: Sequence[str], table: Findings, body: str) -> list[Finding]:
    """The findings on the first field in sentences that speak of all of some fields."""
    places: dict[tuple[int, int], dict[str, Finding]] = defaultdict(dict)
    for one in ids:
        for finding in table.cell(body, one):
            places[finding.passage, finding.sentence].setdefault(one, finding)
    return [said[ids[0]] for said in places.values() if len(said) == len(set(ids))]


def verdict(condition: Condition, finding: Finding, fields: Fields) -> str:
    """Whether a finding meets a condition."""
    kind = fields.by_id[finding.field].kind
    if condition.state == "any":
        return YES
    if condition.degree and not _goes_so_far(condition.degree, finding, fields):
        return OTHER
    if kind == "result":
        return _result(condition, finding)
    if kind == "plan":
        return _plan(condition, finding)
    if kind == "segment":
        return YES if not condition.grade or finding.grade == condition.grade else NO
    if kind in ("tier", "programme", "undertakings"):
        return _support(condition, finding, kind)
    return _matter(condition, finding)


def _goes_so_far(degree: str, finding: Finding, fields: Fields) -> bool:
    """True where a clause says of its field that it does not reach all, or that it is agreed; or where what it says right beside it is more than met, or ahead of others."""
    if degree in ("partial", "agreed"):
        return bool(fields.cues[degree].said.search(finding.clause))
    named = fields.by_id[finding.field].said.search(finding.clause)
    lesser = fields.cues["met" if degree == "beyond" else "good"].said
    said = [match.span() for pattern in (fields.cues[degree].said, lesser) for match in pattern.finditer(finding.clause)]
    if named is None or not said:
        return False

    def away(span: tuple[int, int]) -> int:
        between = finding.clause[min(span[1], named.end()) : max(span[0], named.start())]
        return len(between) + _NEXT * bool(_AND.search(between))

    start, end = min(said, key=away)
    return bool(fields.cues[degree].said.fullmatch(finding.clause[start:end]))


def _matter(condition: Condition, finding: Finding) -> str:
    if condition.outcome:
        return _same(condition.outcome, finding.outcome) if finding.outcome else OTHER
    if condition.tone == "bad":
        return {"bad": YES, "good": NO}.get(finding.tone, OTHER)
    if condition.tone == "good" and finding.tone == "bad":
        return NO
    if condition.move:
        return _same(condition.move, finding.move) if finding.move else OTHER
    return YES


def _same(asked: str, found: str) -> str:
    return YES if asked == found else NO


def _result(condition: Condition, finding: Finding) -> str:
    if condition.scopes and not set(condition.scopes) & set(finding.scope):
        return OTHER
    if not condition.scopes and finding.scope == ("trust",):
        return OTHER
    if not condition.values:
        return YES
    wanted = {value for asked in condition.values for value in (_LOSS if asked == "deficit" else (asked,))}
    return YES if finding.value in wanted else NO


def _plan(condition: Condition, finding: Finding) -> str:
    if condition.scopes and not set(condition.scopes) & set(finding.scope):
        return OTHER
    return _same(condition.outcome, finding.outcome) if condition.outcome else YES


def _support(condition: Condition, finding: Finding, kind: str) -> str:
    if condition.services and finding.service not in condition.services:
        return OTHER
    if condition.grade and finding.grade != condition.grade:
        return OTHER
    if condition.scopes and not _of_scope(condition.scopes, finding):
        return OTHER
    if kind == "undertakings" and condition.state != "left":
        return YES if condition.scopes or finding.scope != ("trust",) else OTHER
    if not finding.state:
        return OTHER
    return YES if finding.state in _GOES_WITH[condition.state] else NO if condition.state == "in" else OTHER


def _of_scope(asked: Sequence[str], finding: Finding) -> bool:
    """True where support is said of what is asked about; support said of nobody is the system's."""
    said = set(finding.scope) or {"system"}
    return len(set(asked)) > 1 or bool(set(asked) & said)
