"""What a "which boards" question asks of every board, as conditions on the fields that are read out of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.sparse import content_words
from rag import asides, cues, listing, signs
from rag.fields import Field, Fields, Mention
from rag.pieces import Piece, cut

_SCHEME = re.compile(r"\b(?:schemes?|programmes?|regimes?|measures)\b", re.IGNORECASE)
"""What boards enter and leave, whatever it is called."""
_AGAIN = re.compile(r"\b(?:it|them|the same|that one)\b", re.IGNORECASE)
"""What stands for a field named before."""
_MEASURES = frozenset("waits wait waiting performance access targets target standards standard times lists funding results levels".split())
"""What of a service is measured; behind an "or" it is that of the service named before."""
_INSTEAD = re.compile(r"\s*not\b(?! (?:on|for|in|with|about|over|at|to|by|under|being|yet|been)\b)", re.IGNORECASE)
"""The beginning of a piece that says what did not do what goes before did."""
_LIMIT = re.compile(r"\b(?:caps?|ceilings?|limits?)\b", re.IGNORECASE)
"""What must not be exceeded."""
_UNDERCUT = re.compile(r"\b(?:beat\w*|better\w*|outperform\w*|outdid)\b", re.IGNORECASE)
_INSIDE = re.compile(r"\b(?:in|under|receiving|getting|part of|on)\b", re.IGNORECASE)
_FRAME = re.compile(
    r"^(?:and |so |but )?(?:can you |could you |please |in |for |at |of |across |among |from |within |under |by )*(?:which|what|list|name|show(?: me)?|tell me|give me|how many|who|where|did|do|does|has|have|is|are|was|were|were there|any)\b"
    r"(?: of (?:the|these|those|them)| all| every| each| any| the| only| other| \d+(?= ?$| (?:boards?|ICBs?|ICSs?|systems?|areas?|assessments?|integrated)\b)| forty-two)*"
    r"(?: (?:boards?|ICBs?|ICSs?|systems?|areas?|assessments?|write-?ups?|letters?|integrated care (?:boards?|systems?)|places?|parts? of the country))?",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\b(?P<noun>boards?|ICBs?|systems?|ICSs?|patch(?:es)?|footprints?|areas?|assessments?|integrated care (?:boards?|systems?))\b", re.IGNORECASE
)
_RATHER = re.compile(
    r",?\s*(?:rather than|not just|not only|as opposed to|instead of|leaving out|leaving aside|excluding|apart from|not counting|not)\b (?:just |only |merely )?(?:[^,?]*)",
    re.IGNORECASE,
)


_ASIDE = r"(?:leaving (?:aside|out)|outside(?: of)?|except(?:ing)?(?: for| in)?|excluding|apart from|aside from|other than|not counting|beyond) "
_TOGETHER = re.compile(
    r"\b(?:(?:board|ICB) and (?:its|their|the) (?:\w+ )?(?:system|ICS|patch|area|footprint)|together with|along with|both|alike|as well as|and also)\b",
    re.IGNORECASE,
)
"""What asks a result of the board and of its system at once."""
_WHOLE = r"(?:(?:wider|whole|overall|entire|local|own) )?(?P<whom>systems?|ICSs?|patch(?:es)?|footprints?|areas?|boards?|ICBs?)(?:[’']s)?(?: as a whole| itself| themselves| overall)?"
_HALF = re.compile(
    r"[,;]? *(?:but|and|though|although|while|whilst|whereas|even (?:though|if)|yet|when|where|with)? *(?:(?P<not>not|without)(?: for| in)? )?(?:its|their|the|whose) "
    rf"{_WHOLE}(?(not)(?: being| doing)?|(?: (?:is|was|were|are|did|does|do|has|have|had)(?: not|n[’']t)))(?: do| be)?(?: so| it| the same)?\W*$",
    re.IGNORECASE,
)
"""The end of a question that says of the system, or of the board, that what goes before does not hold of it."""
_NOT_ON = re.compile(r"\s*not (?:on|for|in|with|about|over|at)\b", re.IGNORECASE)
"""The beginning of a piece that denies of another subject what was said of the one before."""
_NEITHER = re.compile(r"\bneither\b|\bnot either\b", re.IGNORECASE)
_CONTROL = "grip"
"""The field that is said of others besides: a grip on something."""
_COUNTED = re.compile(r"\b(?:projects|programmes|schemes|initiatives|sites|posts|practices|patients|people|staff)\b", re.IGNORECASE)
"""What a figure may be the number of."""


@dataclass(frozen=True)
class Condition:
    """One thing asked of every board."""

    fields: tuple[str, ...]
    """Of which any will do; none where the words of the question name no field."""
    tone: str = ""
    outcome: str = ""
    state: str = ""
    """Of support: `in`, `entered`, `left`, `any`."""
    move: str = ""
    degree: str = ""
    """`beyond` where a target must be more than met, `lead` where praise must be for going ahead of others, `partial` where something must not reach all,
    `agreed` where a plan must be more than a hope."""
    scopes: tuple[str, ...] = ()
    grade: str = ""
    values: tuple[str, ...] = ()
    """Of a financial result."""
    services: tuple[str, ...] = ()
    """That a tier is for."""
    denied: bool = False
    """True where it must not hold."""
    holding: tuple[str, ...] = ()
    """Words that a sentence must hold, where the question names less than the whole field."""
    words: tuple[str, ...] = ()
    """What is left of the question's words, which no field covers; of words joined by `|` one is enough."""
    phrase: str = ""
    """The condition in the question's words."""
    named: tuple[tuple[str, str], ...] = ()
    """(a field, the words by which the question names it)."""
    loose: tuple[str, ...] = ()
    """Words that tell little beside the fields; they may tell some boards from the rest."""
    figure: str = ""
    """What a sentence must state: a `number`, a `percentage`, a `sum` or a number of `weeks`, where the question asks for a figure, or a trust by `name`."""
    numbers: tuple[str, ...] = ()
    """Numbers that the question itself states, which a sentence must hold."""
    aimed: bool = False
    """True where it is an aim that something should rise or fall: a scheme to grow local talent."""
    read: bool = False
    """True where its fields are read for by the words that name them, and not looked up."""

    @property
    def of_the_named(self) -> bool:
        """True where a word stands right behind the name of a field, so that it says what the question is about: meals in school meals."""
        behind = [match[1].lower() for _, words in self.named for match in re.finditer(rf"\b{re.escape(words)} ([\w-]+)", self.phrase, re.IGNORECASE)]
        return any(word in self.words and not word.endswith(("ed", "ing")) for word in behind)


@dataclass(frozen=True)
class Asked:
    """Conditions, and how they are joined."""

    conditions: tuple[Condition, ...]
    either: bool = False
    """True where one of them is enough."""

    @property
    def by_field(self) -> bool:
        """True where fields cover the whole question."""
        return bool(self.conditions) and all(c.fields and not c.words for c in self.conditions)


def asked(question: str, fields: Fields, regions: Sequence[str] = ()) -> Asked:
    """The conditions of a question.

    Args:
        regions: names of regions in it, which no condition consists of.
    """
    whole = question.replace("'", "’").strip(" ?.!,")
    text, same = asides.glossed(whole)
    found = _asked(text, fields, regions)
    if not same:
        text, same = asides.apposed(whole)
        short = _asked(text, fields, regions) if same else found
        return short if short.by_field and not found.by_field else found
    return _told_twice(found, _asked(same, fields, regions), fields)


def _told_twice(found: Asked, same: Asked, fields: Fields) -> Asked:
    """Conditions with what a question says of them in other words: the exacter field, or how it goes."""
    if not same.by_field or len(same.conditions) != 1 or len(found.conditions) > 1:
        return found
    other = same.conditions[0]
    own = found.conditions[0] if found.conditions else other
    subject = own if own.fields == other.fields and not own.words else other
    shown = {name: getattr(own, name) or getattr(other, name) for name in ("tone", "outcome", "state", "move", "degree", "figure", "numbers")}
    return replace(same, conditions=(replace(subject, denied=own.denied, scopes=own.scopes or other.scopes, **shown),))


def _asked(question: str, fields: Fields, regions: Sequence[str]) -> Asked:
    noun = _NOUN.search(question)
    text = asides.without_asides(question, fields)
    text = cues.PERIOD.sub(" ", text)
    for region in regions:
        text = re.sub(rf"(?:^{_ASIDE}(?:[\w, ]+ and )?|\b)(?:the )?{re.escape(region)}(?:.s)?(?: region)?(?!\w)", " ", text, flags=re.IGNORECASE)
    text = _RATHER.sub(lambda m: " " if not re.match(r",?\s*not\b(?! (?:just|only))", m.group()) else m.group(), text)
    text = text.strip(" ,")
    half = _HALF.search(text)
    text = text[: half.start()] if half else text
    neither = bool(_NEITHER.search(text)) and not fields.cues["breakeven"].asked.search(text)
    text = _NEITHER.sub(" ", text) if neither else text
    body = listing.NAMES.sub(" ", text, count=1)
    framed = _FRAME.match(body.strip())
    body = body.strip()[framed.end() :] if framed else body.strip()
    alternative = bool(re.match(r"[\s,]*or\b", body, re.IGNORECASE))
    body = asides.with_nouns(body, fields)
    mentions = fields.mentions(body)
    pieces = cut(body, mentions)
    conditions: list[Condition] = []
    joins: list[str] = []
    lead: list[Piece] = []
    for piece in pieces:
        made = _condition(piece, fields, conditions[-1] if conditions else None)
        if made is None:
            if conditions:
                conditions[-1] = _grown(conditions[-1], piece, fields)
            else:
                lead.append(piece)
            continue
        if not conditions and lead:
            made = _led(made, lead, fields)
        if piece.join == "or" and conditions and (joined := _choice(conditions[-1], made)):
            conditions[-1] = joined
            continue
        if conditions and (joined := _together(conditions[-1], made, piece, fields)):
            conditions[-1] = joined
            continue
        if conditions and _is_bare(conditions[-1]) and conditions[-1].fields and made.fields and piece.join == "or":
            # What is said of the last of two is said of both: "pay or bank spending was over plan".
            conditions[-1] = replace(conditions[-1], tone=made.tone, outcome=made.outcome, move=made.move, degree=made.degree, denied=made.denied)
        conditions.append(made)
        joins.append(piece.join)
    if not conditions and (words := _content(body, fields)):
        # Where praise or blame is all that is asked for ("which are outliers?"), its own words are looked for.
        conditions, joins = [Condition((), words=words, phrase=body.strip())], [""]
    if alternative and conditions:
        # "Which boards, or trusts in them": of whichever it is said.
        conditions[0] = replace(conditions[0], scopes=())
    conditions = [_shaped(c, text, noun["noun"].lower() if noun else "", fields) for c in conditions]
    conditions = _merged(_tiers([part for c in conditions for part in _of_both(c, text)], mentions, text))
    conditions = [part for c in conditions for part in (_halved(c, half["whom"].lower()) if half else (c,))]
    either = "or" in joins[1:] and "and" not in joins[1:]
    if neither:
        # Of which not one is said: the boards that are left where any is enough.
        conditions, either = [replace(c, denied=True) for c in conditions], True
    return Asked(tuple(conditions), either)


def _condition(piece: Piece, fields: Fields, before: Condition | None) -> Condition | None:
    """The condition of a piece; None for one that adds nothing of its own."""
    ahead = [m for m in piece.mentions if _goes_ahead(m, piece, fields)]
    piece = replace(piece, mentions=tuple(m for m in piece.mentions if m not in ahead))
    bare = _without(piece.text, [(m.start - piece.start, m.end - piece.start) for m in piece.mentions])
    kinds = {m.field.kind for m in piece.mentions}
    again = before is not None and not piece.mentions and bool(_AGAIN.search(piece.text)) and bool(before.fields)
    if again and before is not None:
        kinds = {fields.by_id[one].kind for one in before.fields}
    supports = bool(kinds & {"programme", "tier", "undertakings"}) or (not piece.mentions and bool(_SCHEME.search(piece.text)))
    shown, left = signs.read(bare, fields, supports=supports)
    drop = fields.glue | cues.LISTING | (fields.light if piece.mentions or again else frozenset())
    left = left if shown.degree else f"{left} {' '.join(signs.TELLING.findall(bare))}"
    said = [word for word in dict.fromkeys(content_words(left)) if not word.isdigit() and len(word) > 1]
    words = tuple(word for word in said if word not in drop)
    loose = tuple(word for word in said if word in fields.light and word not in fields.glue and word not in cues.LISTING) if piece.mentions else ()
    if not piece.mentions and not words:
        return None
    plain = fields.glue | fields.beside
    mentions = [m for m in piece.mentions if not m.part or not all(word in plain for word in content_words(m.part))]
    over = [m for m in mentions if _is_of_another(m, mentions, piece)]
    mentions = [m for m in mentions if m not in over]
    ids = tuple(dict.fromkeys(m.field.id for m in mentions))
    ids = tuple(one for one in ids if not any(fields.is_within(fields.by_id[other], one) for other in ids))
    ids = tuple(one for one in ids if not any(_is_for(fields.by_id[other], fields.by_id[one]) for other in ids))
    figure = signs.figure(piece.text)
    if figure in signs.UNITS and piece.mentions:
        # What is counted in weeks is a wait.
        words = tuple(word for word in words if word not in _MEASURES)
    held = [word for m in mentions if m.field.id in ids for word in _held(m.part, fields)]
    holding = tuple(dict.fromkeys([*held, *(_COUNTED.findall(piece.text) if figure == "number" and mentions else [])]))
    condition = Condition(
        ids,
        holding=holding,
        words=words,
        phrase=piece.text.strip(),
        named=tuple((m.field.id, m.part or piece.text[max(0, m.start - piece.start) : m.end - piece.start]) for m in mentions if m.field.id in ids),
        figure=figure,
        numbers=signs.numbers(bare),
        loose=loose,
        grade=signs.grade(piece.text),
        scopes=signs.scopes(bare),
        tone=shown.tone,
        outcome=shown.outcome,
        state=shown.state,
        move=shown.move,
        degree=shown.degree,
        denied=shown.denied,
        aimed=bool(shown.move) and signs.is_aim(piece.text, fields),
    )
    if condition.degree == "beyond" and _LIMIT.search(piece.text):
        condition = replace(condition, degree="", outcome="met" if _UNDERCUT.search(piece.text) else "missed")
    if over and not (condition.outcome or condition.tone):
        condition = replace(condition, outcome="missed" if any(fields.cues["deficit"].asked.search(piece.text) for _ in over) else "")
    instead = before is not None and condition.denied and bool(_INSTEAD.match(piece.text)) and not (shown.state or shown.move) and not before.denied
    if instead and before is not None and (before.outcome or before.move):
        # What did not do what another did is said to have failed; silence on it is not enough.
        outcome = {"met": "missed", "missed": "met"}.get(before.outcome, "")
        condition = replace(condition, denied=False, outcome=outcome, tone="" if outcome else "bad", move="")
    shown_before = condition.denied and not _NOT_ON.match(piece.text) and not instead
    if before is not None and not (condition.tone or condition.outcome or condition.state or condition.move or shown_before):
        condition = replace(condition, tone=before.tone, outcome=before.outcome, move=before.move, state=before.state, degree=before.degree)
    return condition


def _held(part: str, fields: Fields) -> list[str]:
    """The words that a sentence must hold for a part of a field: those that are no words of asking, if there are any."""
    words = content_words(part)
    return [word for word in words if word not in fields.glue and word not in fields.beside] or list(words)


def _is_of_another(mention: Mention, mentions: Sequence[Mention], piece: Piece) -> bool:
    """True for a word of money that says how another matter goes, and is no matter itself: overspent on bank staff, a grip on waits."""
    after = piece.text[mention.end - piece.start :]
    beside = any(m.start >= mention.end and m.field.kind == "matter" for m in mentions)
    return beside and (mention.field.kind == "result" or mention.field.id == _CONTROL) and bool(re.match(r"\s+(?:on|over)\b", after, re.IGNORECASE))


def _goes_ahead(mention: Mention, piece: Piece, fields: Fields) -> bool:
    """True for a word that says who goes ahead of others in what is named behind it: leaders in research, a pioneer of digital care."""
    after = piece.text[mention.end - piece.start :]
    words = piece.text[mention.start - piece.start : mention.end - piece.start]
    further = any(m.start >= mention.end and m.field.kind == "matter" for m in piece.mentions)
    return further and bool(fields.cues["lead"].asked.fullmatch(words)) and bool(re.match(r"\s+(?:in|on|for|of|at)\b", after, re.IGNORECASE))


def _is_for(programme: Field, matter: Field) -> bool:
    """True for a matter whose name is part of a programme's: maternity in the Maternity Safety Support Programme."""
    return programme.kind == "programme" and matter.kind == "matter" and bool(matter.asked.search(programme.label))


def _content(text: str, fields: Fields) -> tuple[str, ...]:
    drop = fields.glue | cues.LISTING
    return tuple(word for word in dict.fromkeys(content_words(text)) if word not in drop and not word.isdigit())


def _choice(before: Condition, made: Condition) -> Condition | None:
    """Two conditions as one, where an "or" joins two words of one and not the conditions: "sold or released surplus land"."""
    if not _ends_on_it(before) and not before.fields:
        return None
    if not before.fields and len(before.words) == 1 and made.words:
        return replace(made, words=(f"{before.words[0]}|{made.words[0]}", *made.words[1:]), phrase=f"{before.phrase} or {made.phrase}")
    if not made.fields and len(made.words) == 1 and before.words and not before.fields:
        return replace(before, words=(*before.words[:-1], f"{before.words[-1]}|{made.words[0]}"), phrase=f"{before.phrase} or {made.phrase}")
    if before.words and not before.fields and len(before.words) > 1 and made.fields and not made.words:
        named = "|".join(content_words(made.phrase)) or made.phrase
        return replace(before, words=(*before.words[:-1], f"{before.words[-1]}|{named}"), phrase=f"{before.phrase} or {made.phrase}")
    return None


def _ends_on_it(condition: Condition) -> bool:
    """True where the last word of a condition is one that is looked for, so that what an "or" sets beside it may stand for it."""
    said = content_words(condition.phrase)
    return bool(said and condition.words) and said[-1] in condition.words[-1].split("|")


def _is_bare(condition: Condition) -> bool:
    return not (condition.tone or condition.outcome or condition.move or condition.state or condition.denied)


def _together(before: Condition, made: Condition, piece: Piece, fields: Fields) -> Condition | None:
    """Two conditions as one, where one of two pieces is only a word or two of the other's: "diagnostic hubs or centres", "work and wellbeing"."""
    if made.fields and made.words:
        return None
    if not made.fields:
        strong = [word for word in made.words if word not in fields.light]
        measured = piece.join == "or" and _is_bare(before) and bool(strong) and set(strong) <= _MEASURES
        if before.fields and (not strong or measured or (made.outcome and len(strong) == 1)):
            return _grown(before, piece, fields)
        if not strong and not before.fields and any(word not in fields.light for word in before.words):
            return _grown(before, piece, fields)
        if before.fields and len(strong) == 1 and piece.join != "or" and all(fields.by_id[one].kind == "matter" for one in before.fields):
            return replace(before, words=(*before.words, *strong), phrase=f"{before.phrase} {piece.join} {made.phrase}")
        if not before.fields and len(strong) <= 1 and piece.join != "or":
            return replace(before, words=tuple(dict.fromkeys((*before.words, *made.words))), phrase=f"{before.phrase} {piece.join} {made.phrase}")
        return None
    if not before.fields and all(word in fields.light for word in before.words):
        return replace(
            made, words=tuple(dict.fromkeys((*made.words, *before.words))) if made.words else (), phrase=f"{before.phrase} {piece.join} {made.phrase}"
        )
    if any(fields.by_id[one].kind != "matter" for one in (*before.fields, *made.fields)):
        return None
    bare = len(piece.text.split()) <= len(" ".join(words for _, words in made.named).split()) + 1
    if piece.join == "or" and bare and len(before.fields) + len(before.words) > 1:
        # What is said before belongs to both, so that the last alone cannot stand for it.
        return replace(before, phrase=f"{before.phrase} or {made.phrase}")
    return None


def _led(condition: Condition, lead: Sequence[Piece], fields: Fields) -> Condition:
    """The first condition with what stands before it and names no subject: "in, or about to get, the programme"."""
    for piece in lead:
        condition = _grown(condition, piece, fields)
        if condition.state == "entered" and _INSIDE.search(piece.text):
            condition = replace(condition, state="in")
    return condition


def _grown(condition: Condition, piece: Piece, fields: Fields) -> Condition:
    """A condition with what a piece without a subject adds to it."""
    shown, _ = signs.read(piece.text, fields, supports=bool({fields.by_id[one].kind for one in condition.fields} & {"programme", "tier", "undertakings"}))
    either = bool(condition.tone and shown.tone and condition.tone != shown.tone)
    return replace(
        condition,
        tone="" if either else condition.tone or shown.tone,
        outcome=condition.outcome or shown.outcome,
        state=condition.state or shown.state,
        move=condition.move or shown.move,
        degree="" if shown.outcome == condition.outcome and shown.outcome and not shown.degree else condition.degree or shown.degree,
        scopes=() if piece.join == "or" and not condition.scopes else tuple(dict.fromkeys((*condition.scopes, *signs.scopes(piece.text)))),
        grade=condition.grade or signs.grade(piece.text),
        figure=condition.figure or signs.figure(piece.text),
    )


def _shaped(condition: Condition, question: str, noun: str, fields: Fields) -> Condition:
    """A condition with what its kind of field takes from the rest of the question."""
    kinds = {fields.by_id[one].kind for one in condition.fields}
    if "result" in kinds:
        values = tuple(value for value in ("surplus", "deficit", "breakeven") if fields.cues[value].asked.search(condition.phrase))
        scopes = condition.scopes or _of_noun(noun)
        if "deficit" in values and "breakeven" in values and re.search(r"\b(?:not|n’t|fail\w*)\b", condition.phrase):
            values, condition = ("deficit",), replace(condition, denied=False)
        return replace(condition, values=values, scopes=scopes, tone="", outcome="", move="")
    if "plan" in kinds:
        return replace(condition, scopes=condition.scopes or _of_noun(noun), tone="")
    if condition.fields == ("deficit-support",):
        return replace(condition, tone="", outcome="", move="")
    if kinds & {"programme", "undertakings", "tier"}:
        return replace(condition, state=condition.state or "in", tone="", outcome="", move="")
    return condition


def _of_both(condition: Condition, question: str) -> tuple[Condition, ...]:
    """A condition on a result apart for the board and for its system, where both are asked for at once."""
    if {"result", "plan"} & set(condition.fields) and "system" in condition.scopes and _TOGETHER.search(question):
        return (replace(condition, scopes=("board",)), replace(condition, scopes=("system",)))
    return (condition,)


def _halved(condition: Condition, whom: str) -> tuple[Condition, ...]:
    """A condition on money that holds of the board and not of its system, or of the system and not of the board."""
    if not {"result", "plan"} & set(condition.fields):
        return (condition,)
    other = ("board",) if whom.startswith(("board", "icb")) else ("system",)
    own = ("system",) if other == ("board",) else ("board",)
    return (replace(condition, scopes=own), replace(condition, scopes=other, denied=not condition.denied))


def _of_noun(noun: str) -> tuple[str, ...]:
    if noun.startswith(("system", "ics", "patch", "footprint", "integrated care s")):
        return ("system",)
    return ("board",) if noun.startswith(("board", "icb", "integrated care b")) else ()


def _tiers(conditions: list[Condition], mentions: Sequence[Mention], question: str) -> list[Condition]:
    """Conditions in which the services that are named with a tier are what the tier is for."""
    tier = next((c for c in conditions if "tier" in c.fields), None)
    if tier is None:
        return conditions
    grown: list[Condition] = []
    for condition in conditions:
        services = tuple(dict.fromkeys(m.field.id for m in mentions if m.field.tiered and m.field.id in condition.fields))
        rest = tuple(one for one in condition.fields if one != "tier" and one not in services)
        if (services or condition is tier) and not rest and condition.denied == tier.denied:
            state = condition.state if condition is tier or condition.state not in ("", "any") else tier.state
            grown.append(
                replace(condition, fields=("tier",), services=services, grade=condition.grade or tier.grade, state=state or "in", tone="", outcome="", move="")
            )
        else:
            grown.append(condition)
    if any(c.services for c in grown):
        grown = [c for c in grown if c.fields != ("tier",) or c.services]
    return grown


def _merged(conditions: list[Condition]) -> list[Condition]:
    """The conditions without those that ask the same as another."""
    kept: dict[tuple[object, ...], Condition] = {}
    for c in conditions:
        kept.setdefault((c.fields, c.tone, c.outcome, c.move, c.degree, c.services, c.holding, c.words, c.numbers, c.values, c.scopes, c.denied), c)
    return list(kept.values())


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    keep = list(text)
    for start, end in spans:
        keep[max(0, start) : end] = " " * (end - max(0, start))
    return "".join(keep)
