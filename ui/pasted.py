"""Find a quote: whether some words stand in the texts exactly, nearly or not at all, and where."""

from __future__ import annotations

import difflib
import html
import re
from dataclasses import dataclass
from enum import StrEnum

from rag.assistant import Assistant
from rag.types import Answer, Citation, Filters
from ui.permalink import Asked

FEWEST = 2
"""Words that are looked for at least."""
LONGEST = 1200
"""Characters of the words that are looked for."""
_NEAR = 0.6
"""The share of the words that must stand in a sentence, in their order, for it to be near."""


class Match(StrEnum):
    """How some words stand in the texts."""

    EXACT = "exact"
    NEAR = "near"
    ABSENT = "absent"


@dataclass(frozen=True)
class Lookup:
    """What came of looking for some words."""

    words: str
    match: Match
    answer: Answer
    place: Citation | None
    """The first sentence that holds them, or comes near; None where they stand nowhere."""


def asked_for(words: str) -> Asked:
    """The question by which some words are looked for."""
    plain = re.sub(r"[\"“”]", "", " ".join(words[:LONGEST].split()))
    return Asked(f"Where does it say “{plain}”?")


def look_up(assistant: Assistant, words: str) -> Lookup:
    """Look for some words.

    Raises:
        ValueError: if there are too few of them.
    """
    if len(words.split()) < FEWEST:
        raise ValueError(f"Paste at least {FEWEST} words; longer ones are found more surely.")
    asked = asked_for(words)
    answer = assistant.ask(asked.question, filters=Filters())
    held = next((c for c in answer.citations if _plain(words) in _plain(_around(assistant, c))), None)
    if held is not None:
        return Lookup(words, Match.EXACT, answer, held)
    ranked = sorted(answer.citations, key=lambda c: -likeness(words, c.quote))
    if answer.refusal is None and ranked and likeness(words, ranked[0].quote) >= _NEAR:
        return Lookup(words, Match.NEAR, answer, ranked[0])
    return Lookup(words, Match.ABSENT, answer, None)


def likeness(words: str, quote: str) -> float:
    """The share of some words that stand in a quote in the same order, 0 to 1."""
    wanted, there = _plain(words).split(), _plain(quote).split()
    same = sum(block.size for block in difflib.SequenceMatcher(None, wanted, there, autojunk=False).get_matching_blocks())
    return same / len(wanted) if wanted else 0.0


def differences(words: str, quote: str) -> str:
    """A quote as HTML with what differs marked: struck out what was pasted and does not stand there, underlined what stands there instead.

    What the sentence says before and after the pasted words is no difference.
    """
    wanted, there = words.split(), quote.split()
    plain_wanted, plain_there = [_plain(word) for word in wanted], [_plain(word) for word in there]
    made = []
    steps = difflib.SequenceMatcher(None, plain_wanted, plain_there, autojunk=False).get_opcodes()
    for n, (what, a, b, c, d) in enumerate(steps):
        if what == "equal" or (what == "insert" and n in (0, len(steps) - 1)):
            made.append(html.escape(" ".join(there[c:d])))
            continue
        if a < b:
            made.append(f"<del>{html.escape(' '.join(wanted[a:b]))}</del>")
        if c < d:
            made.append(f"<ins>{html.escape(' '.join(there[c:d]))}</ins>")
    return " ".join(made)


_SAID = {
    Match.EXACT: ("Exact", "These words stand in the text."),
    Match.NEAR: ("Near", "These exact words stand nowhere. This comes near; what differs is marked."),
    Match.ABSENT: ("Absent", "These words stand in none of the texts that are here, and nothing comes near."),
}


def lookup_html(found: Lookup, key: str, *, digests: bool) -> str:
    """What came of a look-up, as the page shows it.

    Args:
        found: the look-up.
        key: what the links into the evidence begin with.
        digests: whether some text that was searched is a digest.
    """
    name, said = _SAID[found.match]
    hint = (
        '<p class="cw-notes">Some texts here are digests, in our wording: the publishers’ own words are found once their originals are added '
        "(<code>citewell add FILE</code>).</p>"
        if digests and found.match is not Match.EXACT
        else ""
    )
    c = found.place
    shown = ""
    if c is not None:
        words = differences(found.words, c.quote) if found.match is Match.NEAR else html.escape(" ".join(c.quote.split()))
        wording = ", our wording" if c.edition == "digest" else ""
        place = html.escape(" · ".join(part for part in (c.title, c.period + wording, " › ".join(c.section)) if part))
        shown = (
            f'<blockquote class="cw-diff">{words} <a class="cw-ref" href="#cite-{key}-{c.n}" data-open="cite-{key}-{c.n}" aria-label="Citation {c.n}">{c.n}</a></blockquote>'
            f'<p class="cw-where">{place}</p>'
        )
    more = [o for o in found.answer.citations if found.match is Match.EXACT and c is not None and o.n != c.n and _plain(found.words) in _plain(o.quote)]
    places = f"<p>Also in {len(more)} other place{'s' if len(more) > 1 else ''}, in the evidence.</p>" if more else ""
    return f'<section class="cw cw-found {found.match}" aria-label="Result"><h3 role="status"><span class="cw-verdict {found.match}">{name}</span> {said}</h3>{shown}{places}{hint}</section>'


def _around(assistant: Assistant, c: Citation) -> str:
    """A quote with the text behind it, for words that run on past its sentence."""
    return assistant.index.by_id[c.document].text[c.start : c.end + LONGEST]


def _plain(text: str) -> str:
    text = re.sub(r"[‘’]", "'", re.sub(r"[“”]", '"', text)).casefold()
    return " ".join(word.strip("\"'.,;:!?()[]") for word in text.split())
