"""A claim is held against what it cites: figures, years, grades, names, bodies, sides, speakers, and how much of it is covered.

What repeats a quote is only held against its place. What is said in other words must pass every test; the meaning is scored last,
since it costs an encoding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.bodies import Bodies
from corpus.types import Kind
from index.cross import CrossEncoder
from index.encode import Encoder
from index.sparse import Stems
from rag import attribution, names, quantities, stated
from rag.contrary import contrary
from rag.entail import Entailment
from rag.polarity import contradiction
from rag.support import support
from rag.types import Citation, Claim, Verdict

SUPPORTED = 0.8
"""The support from which a claim in other words is covered; set on one half of the planted pairs."""
LEAST = 0.2
"""The least support of a claim that is read together with its quotes, which tells more than the words."""
BORNE_OUT = -1.8
"""What reading a claim together with its quotes must say at least, in log-odds, so that true paraphrases among the planted pairs are shown. On claims of
boards and chapters that the cross-encoder was not tuned on, its reading alone tells more than together with the shares of words and contraries."""
_NUMBERING = re.compile(r"^\d+\.(?:\d+\.?)*\s+")
"""What a heading is counted by, which says nothing."""
CONTRARY = 0.95
"""The likelihood from which a claim in other words is withheld as the contrary; set on labelled pairs that the model had not seen."""
_CLAUSES = re.compile(r"[;:]\s|,\s(?=(?:but|while|whereas|although|and|with)\b)|\s(?=(?:but|while|whereas|although|whilst)\b)|\sand\s(?=[A-Z])")


@dataclass(frozen=True)
class Ground:
    """What a claim may rest on: the quotes it cites, and where they stand."""

    citations: tuple[Citation, ...]
    bodies: Bodies

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        return tuple(c.quote for c in self.citations)

    @cached_property
    def places(self) -> tuple[str, ...]:
        return tuple(" ".join((*c.section, c.body or "", c.title, c.period)) for c in self.citations)

    @cached_property
    def text(self) -> str:
        return " . ".join((*self.quotes, *self.places, *(c.publisher for c in self.citations)))

    @cached_property
    def named(self) -> frozenset[str]:
        """The bodies that the quotes and their places name."""
        return frozenset(self.bodies.named_in(" . ".join((*self.quotes, *self.places))))

    @cached_property
    def figures(self) -> list[stated.Figure]:
        headings = [_NUMBERING.sub("", part) for c in self.citations for part in (*c.section, c.title, c.period)]
        return stated.find(" . ".join((*self.quotes, *headings)), both=True)


def verify(
    claim: Claim,
    citations: Sequence[Citation],
    bodies: Bodies,
    encoder: Encoder | None = None,
    judge: Entailment | None = None,
    cross: CrossEncoder | None = None,
) -> Verdict:
    """Whether what a claim says stands in the quotes it cites, their headings, or their documents' titles and periods.

    Args:
        encoder: what compares meanings; without one a claim's coverage is not scored.
        judge: an NLI model of the user's own, asked about what has passed everything else.
        cross: what reads a claim and its quotes together; without one the words and the meanings must agree more.
    """
    if not citations:
        return Verdict(False, "it cites nothing")
    ground = Ground(tuple(citations), bodies)
    repeats = any(_same(claim.text, c.quote) for c in citations)
    if (repeats and not claim.lead) or any(_under(claim, c) for c in citations):
        return Verdict(True)
    why = _unplaced(claim, ground, claim.lead if repeats else f"{claim.lead} {claim.text}")
    if why is None and not claim.computed and not repeats:
        why = _unsaid(claim.text, ground) or _mixed(claim.text, ground)
    if why is not None:
        return Verdict(False, why)
    if repeats or claim.computed or encoder is None:
        return Verdict(True)
    score = support(claim.text, [*ground.quotes, *ground.places], encoder)
    said, quotes = without_bodies(claim.text, bodies), [without_bodies(quote, bodies) for quote in ground.quotes]
    if score < (SUPPORTED if cross is None else LEAST):
        return Verdict(False, "too little of it stands in what it cites", round(score, 4))
    if contrary(said, quotes, encoder) > CONTRARY:
        return Verdict(False, "it seems to say the contrary of what it cites", round(score, 4))
    if cross is not None and cross.supported(said, [" ".join(quotes), *quotes]).max() < BORNE_OUT:
        return Verdict(False, "what it cites, read together with it, does not bear it out", round(score, 4))
    return _judged(claim, ground, round(score, 4), judge)


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
    subjects = [cited.body, cited.publisher, *documents, *(name.removeprefix("news").strip() for name in documents), "News article"]
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
            if not stated.stands(figure, ground.figures):
                return f"the figure {text[figure.start : figure.end].strip()} stands in no quote it cites"
    grades = {(kind, grade) for kind, grade, _, _ in names.graded(ground.text)}
    for kind, grade, start, end in names.graded(text):
        if (kind, grade) not in grades:
            return f"{text[start:end]!r} stands in no quote it cites"
    for body in ground.bodies.named_in(text):
        if body not in ground.named:
            return f"{body} stands in no quote or heading it cites"
    stranger = names.strange(text, ground.text, ground.bodies)
    return f"the name {stranger!r} stands in no quote it cites" if stranger else None


def _unsaid(text: str, ground: Ground) -> str | None:
    """What of a text the quotes say otherwise: another year, the opposite, another's matter or words."""
    own = {figure.value for quote in ground.quotes for figure in stated.find(quote) if figure.is_year}
    said = {figure.value for figure in stated.find(text) if figure.is_year}
    if own and said and not own & said:
        return f"what it cites is of {' and '.join(sorted(own))}"
    moved = stated.swapped(text, ground.quotes, Stems().of)
    if moved is not None:
        return f"what it cites gives {moved} for another thing"
    otherwise = quantities.unlike(text, ground.quotes, ground.figures, Stems().of)
    if otherwise is not None:
        return f"what it cites does not say {otherwise!r}"
    opposite = contradiction(
        without_bodies(stated.settled(text, ground.figures), ground.bodies), [without_bodies(quote, ground.bodies) for quote in ground.quotes]
    )
    if opposite is not None:
        return f"what it cites says the opposite of {opposite!r}"
    speaker = attribution.stranger(text, ground.quotes, [c.publisher for c in ground.citations])
    if speaker is not None:
        return f"what it cites is not said by, or of, {speaker}"
    if attribution.misgiven(without_bodies(text, ground.bodies), ground.quotes):
        return "it does not say whose matter it is: what it cites tells of a trust, hospital or provider, or of none"
    return None


def without_bodies(text: str, bodies: Bodies) -> str:
    """A text without the bodies that it names, those aside that are part of a longer name."""
    for mention in reversed(bodies.find(text)):
        if not re.match(r" (?:University|NHS|Hospital|Trust|Healthcare)", text[mention.end :]):
            text = f"{text[: mention.start]}it{text[mention.end :]}"
    return text


def _mixed(text: str, ground: Ground) -> str | None:
    """What a text says of a body that the quotes on that body do not."""
    owners = {c.body for c in ground.citations if c.body}
    named = set(ground.bodies.named_in(text))
    if named and owners and not owners <= named:
        return f"what it cites is on {' and '.join(sorted(owners - named))}"
    if len(owners) < 2:
        return None
    if not named:
        return "it does not say which board it is on"
    for body in sorted(owners):
        own = Ground(tuple(c for c in ground.citations if c.body in (body, None)), ground.bodies)
        part = _part(text, body, ground.bodies)
        if part is None:
            return f"what it says of {body} cannot be told from the rest"
        for figure in stated.find(part):
            if not stated.stands(figure, own.figures):
                return f"the figure {part[figure.start : figure.end].strip()} stands in no quote on {body}"
        opposite = contradiction(part, own.quotes)
        if opposite is not None:
            return f"what it cites on {body} says the opposite of {opposite!r}"
    return None


def _part(text: str, body: str, bodies: Bodies) -> str | None:
    """The clauses of a text that are on one body alone."""
    found: list[str] = []
    current: set[str] = set()
    for clause in _CLAUSES.split(text):
        current = set(bodies.named_in(clause)) or current
        if current == {body}:
            found.append(clause)
    return " ".join(found) or None
