"""A question on the boards of the answer before that only adds to what was asked of them: "which of those for cancer?", "which of those is good news?"."""

from __future__ import annotations

from dataclasses import replace

from index.sparse import content_words
from rag import cues, signs
from rag.condition import Asked, Condition
from rag.fields import Fields


def narrowed(text: str, own: Asked, before: Asked, fields: Fields) -> Asked:
    """The conditions of a follow-up, with those of the question before where it names no subject of its own.

    Args:
        text: the follow-up's words.
        own: its conditions by themselves.
        before: the conditions of the question before.
    """
    if not before.by_field:
        return own
    if not fields.mentions(text):
        return replace(before, conditions=tuple(_shown(text, c, fields) for c in before.conditions)) if _only_shows(text, before, fields) else own
    services = tuple(one for c in own.conditions for one in c.fields if fields.by_id[one].tiered)
    tiers = len(before.conditions) == 1 and before.conditions[0].fields == ("tier",) and not before.conditions[0].services
    if tiers and len(services) == len(own.conditions) and all(map(_names_alone, own.conditions)):
        groups = [services] if own.either else [(one,) for one in services]
        return Asked(tuple(replace(before.conditions[0], services=group) for group in groups))
    return own


def _names_alone(condition: Condition) -> bool:
    """True for a condition that names a field and says nothing of it."""
    shows = condition.tone or condition.outcome or condition.state or condition.move or condition.denied or condition.figure
    return len(condition.fields) == 1 and not condition.words and not shows


def _only_shows(text: str, before: Asked, fields: Fields) -> bool:
    shown, left = signs.read(text, fields, supports=_supports(before.conditions[0], fields))
    drop = fields.glue | fields.light | cues.LISTING
    return any((shown.tone, shown.outcome, shown.move, shown.state not in ("", "any"))) and all(word in drop or word.isdigit() for word in content_words(left))


def _shown(text: str, condition: Condition, fields: Fields) -> Condition:
    shown, _ = signs.read(text, fields, supports=_supports(condition, fields))
    state = shown.state or ("" if condition.state == "any" else condition.state)
    return replace(
        condition,
        tone=shown.tone,
        outcome=shown.outcome or (condition.outcome if not shown.tone else ""),
        move=shown.move,
        state=state,
        degree=shown.degree,
        denied=shown.denied,
    )


def _supports(condition: Condition, fields: Fields) -> bool:
    return any(fields.by_id[one].kind in ("programme", "tier", "undertakings") for one in condition.fields)
