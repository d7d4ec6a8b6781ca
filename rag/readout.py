"""One sentence of an assessment read out into what it says of each field it speaks of: how well, how far, of whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.clauses import Clause, clauses
from rag.fields import Field, Fields

_BOTH = re.compile(
    r"\b(?:both (?:the )?ICB(?:.s)? and (?:the )?(?:wider )?(?:system|ICS)|ICB and (?:the )?(?:wider )?(?:system|ICS)\b|both (?:an )?ICB and|own financial plan, as did the wider system|as a commissioner and wider system|ICB and system)",
    re.IGNORECASE,
)
_UNREAL = re.compile(
    r"(?:underlying (?:system )?|in-year |projected |planned |planned balanced |future |identify |revised )$|(?:\bto (?:deliver|restore|achieve|retain|ensure|maintain|address|support|become|reach)[\w’, -]{0,40})$",
    re.IGNORECASE,
)
"""What stands before a result that is hoped for, planned or of something else."""
_BY_SUPPORT = re.compile(r"~|\b(?:relian\w+|relied|receipt|only possible|depended|thanks to|without)\b", re.IGNORECASE)
_DELIVERED = re.compile(
    r"\b(?:deliver(?:ed|ing|s)|met|achiev(?:ed|ing|es)) (?:of )?(?:(?:its|their|the|a)(?: own)? )?(?:planned )?(?:balanced )?$", re.IGNORECASE
)
_TO_COME = re.compile(
    r"\b(?:2025/26|is planned|carries|(?:breakeven|balanced?|positions?|plans?|balance is|finances?|system)(?: \w+)? this year|next year|future|in the year ahead|agreed financial plan|(?:plans?|plan) to achieve|must|will be required|will look|is high risk|critical to|if we are to)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not (?:\w+ )?(?:achiev\w+|realis\w+|deliver\w+|reach\w+|met)|unable to|did not|was not|without|miss(?:ed|es|ing)|short of|no (?:system )?)\b",
    re.IGNORECASE,
)
_VALUES = (
    ("surplus", re.compile(r"\bsurplus(?:es)?\b(?! estate| land| building)", re.IGNORECASE)),
    (
        "breakeven",
        re.compile(
            r"\b(?:break-?even|break(?:s|ing)? even|broke even|financial(?:ly)? balance[d]?(?! required)|balanced (?:financial )?(?:positions?|finances)|balanc\w+ (?:its|their) (?:own )?financial position|system balance|reported balance)\b",
            re.IGNORECASE,
        ),
    ),
    ("deficit", re.compile(r"\b(?:deficits?(?! support| funding|[ -]support)|overspen[dt]\w*)\b", re.IGNORECASE)),
)
_SUPPORT_MONEY = re.compile(r"\b(?:non-recurrent )?(?:support )?deficit (?:support[, ]*)?(?:deficit )?funding\b|\bdeficit support\b", re.IGNORECASE)
_FULFILLED = re.compile(
    r"\b(?:deliver(?:ed|ing)?|met|achiev\w+|exceed\w+|better(?:ed)?|over-?deliver\w+|success\w+|contributing|enabled the wider system to deliver|kept to)\b",
    re.IGNORECASE,
)
_PLAN_MISSED = re.compile(
    r"\b(?:not (?:\w+ )?(?:deliver\w*|achiev\w+|met|realised)|miss(?:ed|es|ing)|under-?deliver\w*|below|did not|fell short|short of)\b", re.IGNORECASE
)
_GRADE = re.compile(r"\btiers?\s+(\d|one|two|three)(?:\s*(?:into|to|and)\s+tier\s+(\d))?", re.IGNORECASE)
_MORE_GRADES = re.compile(r"\btiers \d(?:,? (?:and |or )?\d)+", re.IGNORECASE)
_SEGMENT = re.compile(r"\bsegments? (\d)(?:\s*to\s*(?:segment )?(\d))?", re.IGNORECASE)
_JOINS = re.compile(r"^(?:\s*,?\s*(?:and|as well as|&)?\s*(?:the )?|\s*,\s*|\s+)$")
_AFTER_TIER = re.compile(
    r"^(?:\s*(?:support|of|for|the|in|on|programmes?|interventions?|remains?|place|is|was|are|being|its|through|our|recovery|will|and mandated|both)\b){0,8}\s*",
    re.IGNORECASE,
)
_NEAR = 75
"""Characters on either side of a programme's or tier's name in which its state is told."""
_PRESENT = re.compile(
    r"\b(?:remain(?:s|ed|ing)? in|in place|support(?:ed|ing)? (?:\w+ ){0,8}?(?:through|via|from|with)|through|via|being supported|is supported|provid\w+ support|continues? to (?:support|provide)|support (?:remains|continues)|support (?:for|from)|under|offer our support|in the|specific support|support)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(r"\bdespite (?:a |the |its |their )?(?:planned|activity)\b[^,;]*", re.IGNORECASE)
"""What was to happen and did not."""
_WITH = re.compile(r"\bwork(?:ed|ing)?\b[\w’ ]{0,40}\bwith\b", re.IGNORECASE)
_ENTRY = re.compile(r"\b(?:following|after|since) its entry\b|\bin it since\b", re.IGNORECASE)
_LEANS = re.compile(
    r"^(?:(?:While|Although|Though|and|which|this|these) )?(?:(?:recognising |noting )?(?:does|did|do|has|have|was|were|is|are|remains?|still|not|performance|standards?|progress|below|stable|it|they|this|these|targets?|figures|further)\b)",
    re.IGNORECASE,
)
"""The beginning of a clause that goes on about what its neighbour names."""


_REST = re.compile(
    r"^(?:(?:but|and|though|although|while) )?(?:(?:some|other|many|several|most|all|certain|a few|not all)(?: (?:other|of (?:the|its|these|those)))? (?:areas?|elements?|aspects?|parts?|boards|targets?|objectives?)|others|elsewhere|the rest)\b",
    re.IGNORECASE,
)
"""The beginning of a clause on the rest of what its neighbour names, whatever that is."""
_LISTED = 25
"""Characters between two fields of one list, of which a clause that names none may go on."""


@dataclass(frozen=True)
class Said:
    """What a clause says of one field."""

    field: str
    value: str
    tone: str
    clause: str
    outcome: str = ""
    state: str = ""
    move: str = ""
    scope: tuple[str, ...] = ()
    grade: str = ""
    service: str = ""

    @property
    def values(self) -> tuple[str, str, str, str, str, str, tuple[str, ...], str, str]:
        """In the order of a finding's columns, from the field on."""
        return (self.field, self.value, self.tone, self.outcome, self.state, self.move, self.scope, self.grade, self.service)


@dataclass
class Context:
    """What the sentences before in the same passage leave open: whom they speak of."""

    scope: tuple[str, ...] = field(default=())


def read(sentence: str, fields: Fields, before: Context) -> Iterator[Said]:
    """What a sentence says of the fields it speaks of; `before` is brought up to date."""
    parts = clauses(sentence)
    named = [list(fields.said_in(part.text)) for part in parts]
    for number, part in enumerate(parts):
        own = named[number] or _lent(parts, named, number)
        for one, match in own:
            yield from _of(one, part.text, match if named[number] else None, sentence, fields, before)
    before.scope = _scopes(sentence, fields) or before.scope


def _lent(parts: tuple[Clause, ...], named: list[list[tuple[Field, re.Match[str]]]], number: int) -> list[tuple[Field, re.Match[str]]]:
    """The fields of a neighbouring clause, for one that names none and goes on about them."""
    text = parts[number].text.lstrip()
    rest = bool(number and _REST.match(text))
    if not rest and not _LEANS.match(text):
        return []
    near = named[number - 1] if number else (named[1] if len(named) > 1 else [])
    services = [(one, match) for one, match in near if one.kind == "matter" and (rest or one.theme == "Services")]
    last = max((match.start() for _, match in services), default=0)
    return [(one, match) for one, match in services if match.end() >= last - _LISTED]


def _of(one: Field, text: str, match: re.Match[str] | None, sentence: str, fields: Fields, before: Context) -> Iterator[Said]:
    if one.kind == "matter":
        yield _matter(one, text, match, fields)
    elif one.kind == "result":
        yield from _results(text, sentence, fields, before)
    elif one.kind == "plan":
        yield from _plan(text, sentence, fields, before)
    elif one.kind == "tier":
        yield from _tiers(text, fields)
    elif one.kind == "segment":
        yield from _segments(text)
    elif match is not None:
        yield _support(one, text, match, sentence, fields, before)


def _matter(one: Field, text: str, match: re.Match[str] | None, fields: Fields) -> Said:
    near = _window(text, match.start(), match.end(), 90) if match else text
    tone, outcome = tone_of(text, fields), outcome_of(near, fields)
    value = outcome or {"good": "praised", "bad": "to improve", "plain": "mentioned"}[tone]
    if outcome == "met" and tone == "bad":
        outcome, value = "", "to improve"
    return Said(one.id, value, tone, text, outcome=outcome, move=move_of(near, fields), scope=_scopes(text, fields))


def tone_of(text: str, fields: Fields) -> str:
    """Whether a clause praises (`good`), asks for more (`bad`) or only says something (`plain`)."""
    if fields.cues["wish"].said.search(text):
        return "bad"
    if fields.cues["good"].said.search(text):
        return "good"
    return "bad" if fields.cues["bad"].said.search(text) else "plain"


def outcome_of(text: str, fields: Fields) -> str:
    """Whether a clause says that something was met or missed; `not met` is looked for before `met`."""
    if fields.cues["missed"].said.search(text):
        return "missed"
    return "met" if fields.cues["met"].said.search(text) else ""


def move_of(text: str, fields: Fields) -> str:
    """Whether a clause says that something rose or fell; nothing where it says both."""
    text = _PLANNED.sub(" ", text)
    up, down = fields.cues["up"].said.search(text), fields.cues["down"].said.search(text)
    return "up" if up and not down else "down" if down and not up else ""


def _window(text: str, start: int, end: int, width: int) -> str:
    return text[max(0, start - width) : end + width]


def _scopes(text: str, fields: Fields) -> tuple[str, ...]:
    if _BOTH.search(text):
        return ("board", "system")
    return tuple(name for name in ("board", "system", "trust") if fields.cues[name].said.search(text))


def _results(text: str, sentence: str, fields: Fields, before: Context) -> Iterator[Said]:
    plain = _SUPPORT_MONEY.sub(lambda m: "~" * len(m.group()), text)
    supported = bool(_SUPPORT_MONEY.search(sentence))
    real = bool(re.search(r"\b(?:reported|delivered|reporting|ended|overspent|did achieve|achieved|reached)\b", plain))
    for value, pattern in _VALUES:
        for match in pattern.finditer(plain):
            ahead = plain[: match.start()]
            denied = value != "deficit" and bool(_DENIED.search(plain[max(0, match.start() - 70) : match.end() + 45]))
            hoped = bool(_UNREAL.search(ahead)) and not _DELIVERED.search(ahead)
            if hoped and not _BY_SUPPORT.search(ahead) and not (denied and re.search(r"\b(?:unable|not \w+|fail\w*)\s+to\b[\w ]*$", ahead)):
                continue
            if re.match(r"\s+plans?\b", plain[match.end() :]) and not denied and not _DELIVERED.search(ahead):
                continue
            if _TO_COME.search(plain) and not real:
                continue
            scope = _whose(plain, match, sentence, text, fields, before)
            shown = "no breakeven" if denied else value
            tone = "good" if shown in ("surplus", "breakeven") else "bad"
            yield Said("result", shown, tone, text, scope=scope, grade="with deficit support" if supported else "")


def _whose(text: str, match: re.Match[str], sentence: str, clause: str, fields: Fields, before: Context) -> tuple[str, ...]:
    """Whose result it is: told right before or behind it, by the nearest subject ahead, or by the clauses before."""
    ahead, behind = text[: match.start()], text[match.end() :]
    if re.search(r"\b(?:providers?|provider sector|trusts?)(?:.s)?\s+$", ahead, re.IGNORECASE) or re.match(
        r"\s+(?:(?:at|for) (?:\d+ \w|[A-Z])|in the provider)", behind
    ):
        return ("trust",)
    if re.search(r"\b(?:its|their|ICB.s) own(?: planned)?\s+$|\bindividual\s+$", ahead, re.IGNORECASE):
        return ("board",)
    if re.search(r"\bsystem(?:.s)?(?: financial)?(?: overall)?\s+$", ahead, re.IGNORECASE) or re.match(r"\s+for the system", behind, re.IGNORECASE):
        return ("board", "system") if re.search(r"ICB and[\w ]*system\s+$", ahead, re.IGNORECASE) else ("system",)
    if _BOTH.search(ahead) or _BOTH.match(behind.lstrip()) or re.match(r"[\w ]* (?:by|at|for) both (?:the |an )?(?:ICB|board)", behind, re.IGNORECASE):
        return ("board", "system")
    if (nearest := _nearest(ahead, fields)) is not None:
        return nearest
    if (following := _scopes(behind, fields)) and not _BOTH.search(sentence):
        return following[:1]
    start = sentence.find(clause)
    earlier = sentence[:start]
    if earlier and (scopes := _scopes(earlier, fields)):
        return tuple(s for s in scopes if s != "trust") or scopes
    return tuple(s for s in before.scope if s != "trust") or ("system",)


def _nearest(ahead: str, fields: Fields) -> tuple[str, ...] | None:
    found = [(match.end(), name) for name in ("board", "system", "trust") for match in fields.cues[name].said.finditer(ahead)]
    return (max(found)[1],) if found else None


def _plan(text: str, sentence: str, fields: Fields, before: Context) -> Iterator[Said]:
    """Whether a plan for the money was kept to, and by whom."""
    for match in fields.by_id["plan"].said.finditer(text):
        ahead, near = text[: match.start()], _window(text, match.start(), match.end(), 60)
        if _TO_COME.search(near) or re.search(r"(?<!system )\b(?:to deliver|can|could|if|revised|medium-term|develop\w*|submitted)\b[\w’ -]{0,40}$", ahead):
            continue
        reach = text[max(0, match.start() - 70) : match.end() + 45]
        missed = bool(_PLAN_MISSED.search(reach))
        if not missed and not _FULFILLED.search(reach):
            continue
        outcome = "missed" if missed else "met"
        if _BOTH.search(text):
            scope: tuple[str, ...] = ("board", "system")
        elif re.search(r"\bsystem(?:.s)?$", ahead.rstrip()) or re.match(r"system", match.group(), re.IGNORECASE):
            scope = ("system",)
        else:
            nearest = _nearest(ahead, fields)
            earlier = _nearest(sentence[: sentence.find(text)], fields)
            scope = tuple(s for s in (nearest or earlier or before.scope) if s != "trust") or ("system",)
        yield Said("plan", outcome, "bad" if missed else "good", text, outcome=outcome, scope=scope)


def _tiers(text: str, fields: Fields) -> Iterator[Said]:
    """The tier of each service that a clause names with it."""
    for match in fields.by_id["tier"].said.finditer(text):
        if re.search(r"\btiers? \d (?:into|to)\s+$", text[: match.start()], re.IGNORECASE):
            continue
        rest = text[match.start() :]
        graded = _GRADE.match(rest)
        grade = _digit((graded.group(2) or graded.group(1)) if graded else "")
        end = match.start() + graded.end() if graded else match.end()
        services = _listed(text, end, fields, ahead=False) or _listed(text, match.start(), fields, ahead=True)
        state = state_of(_window(text, match.start(), end, 60), fields, moved=bool(graded and graded.group(2)))
        tone = "good" if state == "left" else "bad"
        value = " ".join(part for part in (f"tier {grade}" if grade else "tier not given", {"left": "left", "entered": "entered"}.get(state, "")) if part)
        more = _MORE_GRADES.match(rest)
        for service in services or [""]:
            for each in re.findall(r"\d", more.group()) if more else [grade]:
                shown = value if not more else f"tier {each}"
                yield Said("tier", shown, tone, text, state=state or "in", grade=each, service=service, scope=_scopes(text, fields))


def _listed(text: str, at: int, fields: Fields, *, ahead: bool) -> list[str]:
    """The services listed right behind a place in a text, or before it."""
    places = sorted((m.start(), m.end(), f.id) for f in fields.tiered for m in f.said.finditer(text))
    if ahead:
        near = [p for p in reversed(places) if p[1] <= at]
        found = near[:1]
        for place in near[1:]:
            if not _JOINS.match(text[place[1] : found[-1][0]].replace(" care", "")):
                break
            found.append(place)
        return list(dict.fromkeys(p[2] for p in reversed(found)))
    lead = _AFTER_TIER.match(text[at:])
    at += lead.end() if lead else 0
    found = []
    for place in (p for p in places if p[0] >= at - 1):
        gap = text[(found[-1][1] if found else at) : place[0]].replace(" care", "")
        if gap.strip() if not found else not _JOINS.match(gap):
            break
        found.append(place)
    return list(dict.fromkeys(p[2] for p in found))


def state_of(text: str, fields: Fields, moved: bool = False) -> str:
    """Whether support was entered or left, or goes on; nothing where it is not said."""
    if moved:
        return "entered"
    if fields.cues["staying"].said.search(text):
        return "in"
    if fields.cues["left"].said.search(text):
        return "left"
    if fields.cues["entered"].said.search(text):
        return "entered"
    return "in" if _PRESENT.search(text) and not _WITH.search(text) else ""


def _support(one: Field, text: str, match: re.Match[str], sentence: str, fields: Fields, before: Context) -> Said:
    near = _window(text, match.start(), match.end(), _NEAR)
    if one.kind == "undertakings":
        return _undertakings(one, text, near, fields, before)
    state = state_of(near, fields)
    if one.id == "workwell":
        state = "in"
    scope = _scopes(text, fields) or before.scope
    if "trust" in scope and state and not re.search(r"\bICB\b[^,]{0,60}$", text[: match.start()]):
        scope = ("trust",)
    elif "board" in scope and "system" in scope:
        scope = _nearest(text[: match.start()], fields) or scope
    shown = {"in": "in it", "entered": "entered", "left": "left", "": "mentioned"}[state]
    return Said(one.id, shown, {"left": "good", "": "plain"}.get(state, "bad" if one.id != "workwell" else "good"), text, state=state, scope=scope)


def _undertakings(one: Field, text: str, near: str, fields: Fields, before: Context) -> Said:
    state = "left" if re.search(r"\bresolved|certificate|lifted|released\b", near, re.IGNORECASE) else "in"
    scope = ("trust",) if re.search(r"\btrusts?,? for whom\b", text, re.IGNORECASE) else tuple(s for s in _scopes(text, fields) if s != "trust") or ("board",)
    return Said(one.id, "resolved" if state == "left" else "in place", "good" if state == "left" else "bad", text, state=state, scope=scope)


def _segments(text: str) -> Iterator[Said]:
    for match in _SEGMENT.finditer(text):
        if re.search(r"\bfrom\s+(?:NHS Oversight Framework\s+)?$", text[: match.start()], re.IGNORECASE) and not match.group(2):
            continue
        grade = match.group(2) or match.group(1)
        yield Said("segment", f"segment {grade}", "plain", text, grade=grade, scope=("board",))


def _digit(text: str) -> str:
    return {"one": "1", "two": "2", "three": "3"}.get(text.lower(), text)
