"""What the verifier learns from: claims and quotes, each with whether the one bears the other out and, where that is known, the words that it does not."""

from __future__ import annotations

import difflib
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations, product
from pathlib import Path
from typing import Any

from train_cross import HERE, Sentences, contraries, labelled

from corpus.bodies import Bodies
from rag.ground import without_bodies
from rag.scorer import sentence_text

TURNED_ABOUT, OWN, BESIDE = 0.7, 0.14, 0.3
"""The shares of false claims that are put to the true one as its quote, and to themselves, and of true ones that are put to another sentence."""
LIKE = 0.55
"""The share of words that a false claim must have of a true one, for what differs to be what is amiss."""
ACROSS = 8
"""How many of the 30 pairs of different statements of a set are learnt from, as many of them true as false."""
IN_ANOTHER = 2
"""How many of the statements of a set that tell of several facts are put to its quote with another's before or behind it: they do not bear each other out."""
EMBEDDED = 0.4
"""The share of these whose quote has another set's quote before or behind it."""
MOVED = 0.6
"""The share of the true claims on a trust, a provider or a council that are given to the board as well, which is false."""
_PROVIDER = re.compile(
    r"(?P<lead>(?:^|(?<=\s))(?:(?:the|an?|its|their|both|some|many|most|all|several|local|acute)\s)*)(?P<who>trusts?|providers?|hospitals?|councils?)\b(?!['’-]| (?:and|or|beds?|stays?|admissions?)\b)",
    re.IGNORECASE,
)
_BOARD = re.compile(r"\b(?:boards?|ICBs?|ICSs?|commissioners?)\b", re.IGNORECASE)
_GIVEN_TO = ("the board", "the ICB", "the ICB", "it", "an ICB")
_WORD = re.compile(r"\w+(?:['’]\w+)?|[^\w\s]")
_EMPTY = frozenset("the a an of to in for and or on at by with is are was were be has have had it its that this as from".split())

OF_SET = "set "
"""How the group of a set with a quote of our own begins; which sets are held out hangs on it."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Example:
    """A claim and a quote, and whether the quote bears it out."""

    claim: str
    quote: str
    holds: bool
    amiss: tuple[Span, ...] | None
    """Where in the claim the words stand that the quote does not bear out; None where that is not known."""
    group: str
    """What it is about; held out as a whole."""
    sort: str


def turned(true: str, false: str) -> tuple[float, tuple[Span, ...]] | None:
    """How like a false claim is to a true one, and where in it the words stand that differ; None for claims that are too unlike."""
    ours, theirs, codes = _edits(true, false)
    alike = sum(i2 - i1 for kind, i1, i2, _, _ in codes if kind == "equal") / max(len(ours), len(theirs), 1)
    if alike < LIKE:
        return None
    spans = []
    for kind, _, _, start, end in codes:
        if kind == "delete":
            # What was left out is amiss where it is missed: in the words beside it.
            start, end = max(0, start - 1), min(len(theirs), start + 1)
        if kind != "equal" and start < end:
            spans.append((theirs[start].start(), theirs[end - 1].end()))
    return alike, tuple(spans)


def turned_in(quote: str, true: str, false: str) -> str | None:
    """A quote with that turned which a false claim turns of a true one, if it is one phrase and stands in the quote as it does in the claim."""
    ours, theirs, codes = _edits(true, false)
    changes = [code for code in codes if code[0] != "equal"]
    if len(changes) != 1 or changes[0][0] != "replace":
        return None
    _, a, b, c, d = changes[0]
    was, becomes = true[ours[a].start() : ours[b - 1].end()], false[theirs[c].start() : theirs[d - 1].end()]
    there = re.search(rf"(?<!\w){re.escape(was)}(?!\w)", quote, re.IGNORECASE)
    if was.lower() in _EMPTY or len(was) < 3 or there is None:
        return None
    return quote[: there.start()] + becomes + quote[there.end() :]


def _edits(true: str, false: str) -> tuple[list[re.Match[str]], list[re.Match[str]], list[tuple[str, int, int, int, int]]]:
    ours, theirs = list(_WORD.finditer(true)), list(_WORD.finditer(false))
    words = [[match.group().lower() for match in row] for row in (ours, theirs)]
    return ours, theirs, list(difflib.SequenceMatcher(None, *words, autojunk=False).get_opcodes())


def claims(sentences: Sentences, bodies: Bodies) -> list[Example]:
    """What a sentence bears out and what not, and both turned about."""
    found: list[Example] = []
    for key, known in json.loads((HERE / "claims.json").read_text(encoding="utf-8")).items():
        for row in sentences.by_id.get(key, [])[:1]:
            quote = without_bodies(sentence_text(row.passage, row.number), bodies)
            beside = [without_bodies(sentence_text(row.passage, n), bodies) for n in range(len(row.passage.sentences)) if n != row.number]
            same, other = ([without_bodies(claim, bodies) for claim in known[kind]] for kind in ("same", "other"))
            for claim in same:
                found.append(Example(claim, quote, True, (), row.group, "true claim"))
                if beside and random.random() < BESIDE:
                    found.append(Example(claim, random.choice(beside), False, None, row.group, "beside"))
            for claim in other:
                found += _false(claim, same, quote, row.group)
    return found + _moved(found)


def moved(claim: str, quote: str) -> Example | None:
    """A true claim on a trust, a provider or a council, told of the board instead."""
    found = _PROVIDER.search(claim)
    if found is None or found["who"].lower().rstrip("s") not in quote.lower() or _BOARD.search(claim):
        return None
    to = random.choice(_GIVEN_TO)
    to = to[0].upper() + to[1:] if found.start() == 0 else to
    return Example(f"{claim[: found.start()]}{to}{claim[found.end() :]}", quote, False, ((found.start(), found.start() + len(to)),), "", "moved")


def _moved(examples: Sequence[Example]) -> list[Example]:
    told = [one for one in examples if one.sort == "true claim" and random.random() < MOVED]
    return [replace(other, group=one.group) for one in told if (other := moved(one.claim, one.quote)) is not None]


def _false(claim: str, same: Sequence[str], quote: str, group: str) -> list[Example]:
    near = max(((*change, true) for true in same if (change := turned(true, claim))), default=None)
    if near is None:
        return [Example(claim, quote, False, None, group, "claim")]
    _, amiss, true = near
    there = _amiss(true, [claim])
    found = [Example(claim, quote, False, amiss, group, "claim")]
    if random.random() < TURNED_ABOUT:
        found.append(Example(true, claim, False, there, group, "turned about"))
    if random.random() < OWN:
        found.append(Example(claim, claim, True, (), group, "own"))
    changed = turned_in(quote, true, claim)
    if changed is not None:
        found += [Example(claim, changed, True, (), group, "turned quote"), Example(true, changed, False, there, group, "turned quote")]
    return found


def pairs(bodies: Bodies, wordnet: Path, data: Path) -> list[Example]:
    """The labelled pairs of the evaluation that may be looked at, and those made with WordNet."""
    rows = labelled(bodies)
    true: dict[str, list[str]] = {}
    for pair in (pair for pair in rows if pair.holds):
        true.setdefault(pair.second, []).append(pair.first)
    found = [Example(p.first, p.second, p.holds, () if p.holds else _amiss(p.first, true.get(p.second, [])), p.group, "labelled") for p in rows]
    return found + [
        Example(p.first, p.second, p.holds, () if p.holds else _amiss(p.first, [p.second]), p.group, "made") for p in contraries(bodies, wordnet, data)
    ]


def _amiss(claim: str, same: Sequence[str]) -> tuple[Span, ...] | None:
    near = max((change for true in same if (change := turned(true, claim))), default=None)
    return None if near is None else near[1]


def sets(sentences: Sequence[Sentences], bodies: Bodies, numbers: slice = slice(None)) -> list[Example]:
    """What is said of one fact in several words, and its contrary in as many: each statement is put to the quote, and to the others as its quote.

    The sets that are marked as of several facts, or of several sources, are put to the quote only.
    What is true beside one quote is false beside another here, so that nothing can be learnt from how a statement sounds.

    Args:
        numbers: which of the sets, in the order of their file, to which new ones are appended.
    """
    known = json.loads((HERE / "contrary_sets.json").read_text(encoding="utf-8"))
    rows = [(one, *_quoted(one, sentences, bodies)) for one in known[numbers]]
    quotes = [quote for _, quote, _ in rows if quote]
    found = [example for one, quote, group in rows if quote for example in _set(one, quote, group, random.choice(quotes), bodies)]
    return found + _moved(found)


def _quoted(one: Mapping[str, Any], sentences: Sequence[Sentences], bodies: Bodies) -> tuple[str, str]:
    """The quote of a set, which is our own or a sentence of a text, and what it is about; nothing where the sentence is not there."""
    if "quote" in one:
        return one["quote"], f"{OF_SET}{one['quote'][:40]}"
    row = next((row for own in sentences for row in own.by_id.get(one["id"], [])[:1]), None)
    return ("", "") if row is None else (without_bodies(sentence_text(row.passage, row.number), bodies), row.group)


def _set(one: Mapping[str, Any], quote: str, group: str, other: str, bodies: Bodies) -> list[Example]:
    same, contrary = ([without_bodies(text, bodies) for text in one[side]] for side in ("same", "contrary"))
    turns = list(zip(same, contrary, strict=True))
    found = [Example(true, quote, True, (), group, "true claim") for true in same]
    found += [Example(false, quote, False, _amiss(false, [true]), group, "claim") for true, false in turns]
    if one.get("several"):
        both = " ".join(random.sample([quote, other], 2))
        return found + [replace(example, quote=both, sort="set") for example in random.sample(found, IN_ANOTHER)]
    alike = [(claim, cited, True, ()) for side in (same, contrary) for claim, cited in permutations(side, 2)]
    # Beside a statement of the other side each is false, by the words in which it differs from its own contrary.
    both_ways = [(turns, same), ([(false, true) for true, false in turns], contrary)]
    unlike = [(claim, cited, False, _amiss(claim, [own])) for ways, side in both_ways for (own, claim), cited in product(ways, side)]
    for claim, cited, holds, amiss in (*random.sample(alike, ACROSS // 2), *random.sample(unlike, ACROSS // 2)):
        if random.random() < EMBEDDED:
            cited = " ".join(random.sample([cited, other], 2))
        found.append(Example(claim, cited, holds, amiss, group, "set"))
    return found
