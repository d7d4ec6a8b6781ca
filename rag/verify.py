"""A claim is held against what it cites: figures, years, grades, names, bodies, sides, speakers, and how much of it is covered.

What repeats a quote is only held against its place. What is said in other words must pass every test; the meaning is scored last,
since it costs an encoding.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.bodies import Bodies
from corpus.types import Kind
from index.encode import Encoder
from index.sparse import Stems
from index.verifier import ClaimVerifier, Verified
from rag import attribution, names, quantities, stated
from rag.apart import misdated, mixed, on_one, opposed, parted
from rag.entail import Entailment
from rag.ground import Ground, in_one_way, told_of, without_bodies, without_period
from rag.polarity import contradiction
from rag.support import support
from rag.types import Citation, Claim, Verdict

SUPPORTED = 0.8
"""The support from which a claim in other words is covered, where nothing reads it with its quotes; set on one half of the planted pairs."""
LEAST = 0.2
"""The least support of a claim that is read together with its quotes, which tells more than the words."""


class Against(StrEnum):
    """What words may speak against a claim."""

    OPPOSITE = "a word says the opposite"
    SPEAKER = "the quotes do not name who says it"
    OWNER = "the quotes do not name whose matter it is"


ODDS: Mapping[Against | None, float] = {None: 0.8, Against.OPPOSITE: 1.6, Against.SPEAKER: 3.6, Against.OWNER: 3.0}
"""The log-odds that reading a claim with its quotes must tell at least, by what speaks against it: by themselves such words are wrong too often to decide. Set
with `benchmarks/thresholds.py` on labelled pairs that may be looked at: of the known ones the bars hold with something to spare, and beyond them a contrary shown
counts for more than a paraphrase withheld."""

AS_A_WHOLE = 1.2
"""How much more reading must tell of a claim on several boards or years that is not read part by part."""
_QUOTED = re.compile(r"[\"“”]([^\"“”]+)[\"“”]|(?<!\w)['‘]([^'‘’]{2,}?)['’](?!\w)")
"""Words between quotation marks."""
_SIGNED = re.compile(r"(?<![\w)%])[-+]\s?£?\d")
_ANOTHER_YEAR = re.compile(
    r"\b(?:last|previous|preceding|prior|next|following|coming) (?:financial )?years?\b|\byears? (?:before|earlier|later|after|on)\b|\byear ago\b",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(r"\byear|\bannual|\b(?:19|20)\d\d\b|\b(?:previous|earlier|former|past|last|next|again|continu|remain|still)", re.IGNORECASE)
_RANKED = re.compile(
    r"\b(?:the )?only (?:\w+ )?(?:board|ICB|system|ICS|area)\b|\b(?:any|every|all|no|most) other (?:\w+ )?(?:boards?|ICBs?|systems?|ICSs?|areas?)\b"
    r"|\b(?:most \w+|first|last|best|worst) (?:[\w-]+ ){0,4}(?:in (?:England|the country)|nationally|of any (?:board|ICB|system)|of all (?:the )?(?:boards|ICBs|systems))\b"
    r"|\b\w+est (?:[\w-]+ ){0,4}(?:in (?:England|the country)|nationally|of any (?:board|ICB|system)|of all (?:the )?(?:boards|ICBs|systems))\b|\bin its history\b",
    re.IGNORECASE,
)
"""What sets one board above or apart from all."""
_RANKING = re.compile(
    r"\b(?:only|sole|unique|unlike|alone|first|none|national\w*|nation|country|England|peers?|outlier|others?|history|every|all)\b|\b\w+est\b", re.IGNORECASE
)
_WORDS = 2
"""Content words that a claim shares with its quotes at least: each of the labelled paraphrases shares as many."""


@dataclass(frozen=True)
class Doubt:
    """Words that speak against a claim, and what reading it with its quotes must tell for it to be shown all the same."""

    why: str
    kind: Against


def verify(
    claim: Claim,
    citations: Sequence[Citation],
    bodies: Bodies,
    encoder: Encoder | None = None,
    judge: Entailment | None = None,
    verifier: ClaimVerifier | None = None,
) -> Verdict:
    """Whether what a claim says stands in the quotes it cites, their headings, or their documents' titles and periods.

    Args:
        encoder: what compares meanings; without one a claim's coverage is not scored.
        judge: an NLI model of the user's own, asked about what has passed everything else.
        verifier: what reads a claim and its quotes together; without one a doubt is enough to withhold a claim.
    """
    if not citations:
        return Verdict(False, "it cites nothing")
    ground = Ground(tuple(citations), bodies)
    repeats = any(_same(claim.text, c.quote) for c in citations)
    if (repeats and not claim.lead and not ground.of_bodies) or any(_under(claim, c) for c in citations):
        return Verdict(True)
    why = _unplaced(claim, ground, claim.lead if repeats else f"{claim.lead}: {claim.text}".removeprefix(": "))
    if why is None and not claim.computed:
        why = (None if repeats else _unsaid(claim.text, ground)) or (None if repeats and claim.lead else mixed(claim.text, ground))
    if why is not None:
        return Verdict(False, why)
    if repeats or claim.computed:
        return Verdict(True)
    against = doubt(claim.text, ground)
    if against is not None and (encoder is None or verifier is None):
        return Verdict(False, against.why)
    if encoder is None:
        return Verdict(True)
    said_of = _said_of_each(claim.text, ground)
    score = round(min(support(claim.text, [*quotes, *ground.places], encoder) for quotes in said_of), 4)
    if score < (SUPPORTED if verifier is None else LEAST) or any(_says_nothing(claim.text, quotes, ground) for quotes in said_of):
        return Verdict(False, "too little of it stands in what it cites", score)
    if verifier is not None:
        read = reading(claim.text, ground, verifier)
        if read.odds < ODDS[against.kind if against else None]:
            return Verdict(False, f"what it cites does not bear out {read.amiss!r}" if against is None else against.why, score)
    return _judged(claim, ground, score, judge)


def _said_of_each(text: str, ground: Ground) -> list[list[str]]:
    """What the quotes say of each body that a text names, where they tell of several; else the quotes."""
    several = ground.names_others and not (ground.of_bodies or ground.of_periods)
    bodies = sorted(told_of(text, ground.bodies)) if several else []
    return [[part for c in ground.citations if (part := on_one(c.quote, body, c.body, ground.bodies))] for body in bodies] or [list(ground.quotes)]


def _says_nothing(text: str, quotes: Sequence[str], ground: Ground) -> bool:
    """Whether hardly a word of a text stands in what its quotes say or in their places, of which reading cannot tell what it would say."""
    words = set(Stems().of(text))
    return len(words & set(Stems().of(" . ".join((*quotes, *ground.places, *(c.publisher for c in ground.citations)))))) < min(_WORDS, len(words) or 1)


def reading(text: str, ground: Ground, verifier: ClaimVerifier) -> Verified:
    """What a text read with its quotes tells: with all together, or the one that bears it out best. The bodies and the period that its place gives are left out;
    where quotes tell of several bodies, it is read with what they say of each that it names.

    Where the quotes are of several places, each part is read with its own, and the one that is borne out least counts; what cannot be cut so is read as a whole
    beside all quotes, each behind its place, which tells less.
    """
    if ground.of_bodies or ground.of_periods:
        parts = parted(text, ground)
        if parts:
            return min((reading(part, own, verifier) for part, own in parts), key=lambda found: found.odds)
        said = text if ground.of_periods else without_period(text, ground)
        whole = verifier.verified(said if ground.of_bodies else without_bodies(said, ground.bodies), [ground.told_apart])[0]
        return replace(whole, odds=whole.odds - AS_A_WHOLE)
    if ground.names_others:
        return min((_best(text, quotes, ground, verifier) for quotes in _said_of_each(text, ground)), key=lambda found: found.odds)
    said = in_one_way(without_bodies(without_period(text, ground), ground.bodies))
    return max(verifier.verified(said, ground.read), key=lambda found: found.odds)


def _best(text: str, quotes: Sequence[str], ground: Ground, verifier: ClaimVerifier) -> Verified:
    """What a text tells, read with the one of some quotes that bears it out best."""
    said, *bare = (in_one_way(without_bodies(part, ground.bodies)) for part in (without_period(text, ground), *quotes))
    return max(verifier.verified(said, bare), key=lambda found: found.odds, default=Verified(-math.inf, text))


def doubt(text: str, ground: Ground) -> Doubt | None:
    """What in a text speaks against it most: another's words or matter, or a word whose opposite the quotes say of the same thing."""
    return max(_doubts(text, ground), key=lambda found: ODDS[found.kind], default=None)


def _doubts(text: str, ground: Ground) -> Iterator[Doubt]:
    speaker = attribution.stranger(text, ground.quotes, [c.publisher for c in ground.citations])
    if speaker is not None:
        yield Doubt(f"what it cites is not said by, or of, {speaker}", Against.SPEAKER)
    if attribution.misgiven(without_bodies(text, ground.bodies), ground.quotes):
        yield Doubt("it does not say whose matter it is: what it cites tells of a trust, hospital or provider, or of none", Against.OWNER)
    settled = stated.settled(text, ground.figures)
    against = opposed(settled, ground) if ground.of_bodies else contradiction(without_bodies(settled, ground.bodies), ground.bare)
    if against is not None:
        yield Doubt(f"what it cites says the opposite of {against!r}", Against.OPPOSITE)


def _judged(claim: Claim, ground: Ground, score: float, judge: Entailment | None) -> Verdict:
    if judge is None:
        return Verdict(True, support=score)
    said = f"{claim.lead}: {claim.text}" if claim.lead else claim.text
    premise = " ".join(f"{', '.join(part for part in (c.body, c.period) if part)}: {c.quote}" for c in ground.citations)
    (found,) = judge.infer([(premise, said)])
    if found.holds:
        return Verdict(True, "", score, round(found.entailment, 4))
    why = "contradicts it" if found.word == "contradiction" else "does not say it"
    return Verdict(False, f"what it cites {why}, by {judge.name}", score, round(found.entailment, 4))


def _under(claim: Claim, cited: Citation) -> bool:
    """Whether a claim is a quote under its own place, which stands as its lead or before it in its text."""
    text = f"{claim.lead}: {claim.text}" if claim.lead else claim.text
    return any(_same(text, f"{place}: {cited.quote}") for place in _leads(cited))


def _leads(cited: Citation) -> list[str]:
    """How the place of a quote may be given: `Devon, 2024/25`, `NHS Confederation survey, 2024/25`."""
    documents = [f"{cited.publisher} {kind.value}".strip() for kind in Kind]
    subjects = [cited.body, cited.publisher, *documents, *(name.removeprefix("news").strip() for name in documents)]
    # A source without a publisher is called by what it is.
    subjects += [] if cited.publisher else ["News article"]
    return [", ".join(part for part in (subject, cited.period) if part) for subject in subjects if subject]


def _same(text: str, quote: str) -> bool:
    return text == quote or " ".join(text.split()) == " ".join(quote.split())


def _unplaced(claim: Claim, ground: Ground, text: str) -> str | None:
    """What figure, grade, name or body of a text is neither in the quotes nor in their places."""
    text = text.strip()
    if not text:
        return None
    if not claim.computed:
        for figure in stated.find(text):
            if not stated.stands(figure, ground.figures) and not ground.is_count(figure, text):
                return f"the figure {text[figure.start : figure.end].strip()} stands in no quote it cites"
    grades = {(kind, grade) for kind, grade, _, _ in names.graded(ground.text)}
    for kind, grade, start, end in names.graded(text):
        if (kind, grade) not in grades:
            return f"{text[start:end]!r} stands in no quote it cites"
    unread = None if claim.computed else _unread(text, ground)
    if unread is not None:
        return f"{unread!r} stands in no quote it cites"
    for body in ground.bodies.named_in(text):
        if body not in ground.named:
            return f"{body} stands in no quote or heading it cites"
    stranger = names.strange(text, ground.text, ground.bodies)
    return f"the name {stranger!r} stands in no quote it cites" if stranger else None


def _unread(text: str, ground: Ground) -> str | None:
    """What holds a digit and is no figure or grade that is looked at ("c.85%"), a sign before a figure, or words between quotation marks, that no quote has."""
    there = " ".join(_straight(ground.text).split())
    looked_at = [(f.start, f.end) for f in stated.find(text)] + [(start, end) for _, _, start, end in names.graded(text)]
    for match in re.finditer(r"[^\s(),;–]*\d[^\s(),;–]*", text):
        digits = [match.start() + n for n, char in enumerate(match.group()) if char.isdigit()]
        if not all(any(a <= n < b for a, b in looked_at) for n in digits) and match.group().strip(".:!?'\"’”").lower() not in there.lower().split():
            return match.group()
    signed = _SIGNED.search(text)
    if signed and signed.group() not in there:
        return signed.group()
    for match in _QUOTED.finditer(text):
        said = " ".join(_straight(match[1] or match[2]).strip(" .,;:!?").split())
        if said and said.lower() not in there.lower():
            return match.group()
    return None


def _straight(text: str) -> str:
    return text.translate(str.maketrans("‘’“”", "''\"\""))


def _unsaid(text: str, ground: Ground) -> str | None:
    """What of a text the quotes say otherwise or not at all: another year, another figure, a rank among all."""
    own = {figure.value for quote in ground.quotes for figure in stated.find(quote) if figure.is_year}
    said = {figure.value for figure in stated.find(text) if figure.is_year}
    if own and said and not own & said and not (ground.of_periods and said <= {c.period for c in ground.citations}):
        return f"what it cites is of {' and '.join(sorted(own))}"
    of_another_year = misdated(text, ground, own)
    if of_another_year is not None:
        return of_another_year
    moved = stated.swapped(text, ground.quotes, Stems().of) or stated.recounted(text, ground.quotes, Stems().of)
    if moved is not None:
        return f"what it cites gives {moved} for another thing"
    there = " . ".join(ground.quotes)
    for said_so, known in ((_ANOTHER_YEAR, _ANY_YEAR), (_RANKED, _RANKING)):
        match = said_so.search(text)
        if match and not known.search(there) and not ground.of_periods:
            return f"what it cites does not say {match.group()!r}"
    otherwise = quantities.unlike(text, ground.quotes, ground.figures, Stems().of)
    if otherwise is not None:
        return f"what it cites does not say {otherwise!r}"
    return None
