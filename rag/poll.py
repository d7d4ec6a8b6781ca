"""A criterion put to every body of the assessment, one by one: the sentence of each body's own sections that meets it best."""

from __future__ import annotations

import re

from corpus.types import Kind
from rag import cues
from rag.criterion import Criterion, contradicts, criterion, holds_grades
from rag.evidence import EvidenceFinder, Term, grade
from rag.types import Evidence, Found, Reading

_DROP = frozenset(cues.LISTING | cues.ASKING)
_MOST_WEIGHT = 4.5
"""Of one word of a criterion, so that no single rare word decides alone."""
_STRANGE_WEIGHT = 2.0
"""Of a word that stands nowhere in the texts and has no other word for it."""


def poll(finder: EvidenceFinder, reading: Reading) -> Found:
    """The best sentence of every body that is asked about, with the share of the criterion that it holds as its score.

    Bodies are those of the assessment, or of the regions that the question names. Every one of their sentences is looked at.
    """
    index = finder.index
    asked = criterion(reading.topic, _DROP | {word for region in reading.regions for word in region.lower().split()})
    groups = _groups(finder, asked, reading.topic)
    names = finder.glossary.names(reading.topic)
    total = sum(max(weight for _, weight in group) for group in groups)
    best: dict[str, Evidence] = {}
    searched = 0
    for number, passage in enumerate(index.passages):
        document = index.document_of(passage)
        if document.kind is not Kind.ASSESSMENT or passage.body is None or (reading.regions and passage.path[0] not in reading.regions):
            continue
        searched += 1
        for position, sentence in enumerate(passage.sentences):
            text = document.text[sentence.start : sentence.end]
            plain = finder.glossary.without_compounds(text, reading.topic)
            words = finder.stems_of_sentence(number, position) if plain == text else frozenset(finder.stems.of(plain))
            held = sum(max(weight * grade(term, words) for term, weight in group) for group in groups)
            share = held / total if total else float(bool(asked.graded))
            if not holds_grades(text, asked.graded) or not all(_holds_name(text, name) for name in names):
                share = 0.0
            against = contradicts(asked, text)
            item = Evidence(number, position, sentence.start, sentence.end, text, share, 0.0, share, against=against)
            if passage.body not in best or _rank(item) > _rank(best[passage.body]):
                best[passage.body] = item
    ranked = sorted(best.values(), key=lambda item: (-item.score, item.passage))
    return Found(tuple((item.passage, item.score) for item in ranked), tuple(ranked), searched)


def _holds_name(text: str, name: tuple[str, ...]) -> bool:
    """True where a text has a name in its long or its short form."""
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE) for form in name)


def _rank(item: Evidence) -> tuple[float, float]:
    """A sentence that meets a criterion before one that says the contrary of as much of it."""
    return (item.score * (0.5 if item.against else 1.0), item.score)


def _groups(finder: EvidenceFinder, asked: Criterion, topic: str) -> list[list[tuple[Term, float]]]:
    """The criterion's groups as terms with their weights; what the glossary says of a phrase holds for its words."""
    by_stem = {term.stem: term for term in finder.terms(topic)}
    found = []
    for group in asked.groups:
        terms = [by_stem.get(stem) or next(iter(finder.terms(word))) for word in group for stem in finder.stems.of(word)]
        if terms:
            found.append([(term, _weight(finder, term)) for term in terms])
    return found


def _weight(finder: EvidenceFinder, term: Term) -> float:
    return min(term.weight, _MOST_WEIGHT) if term.alternatives or finder.is_known(term.stem) else _STRANGE_WEIGHT
