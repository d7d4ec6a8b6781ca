"""A scripted model that knows a paraphrase of each labelled quote, or a falsified one, and writes it wherever the quote is among its evidence.

The labelled pairs (`planted.py`) say what the check makes of a sentence; this says what of it stands in an answer in the end, for questions that are known to be
answered by the quotes (`corpus/asked.json`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.asked import Asked, finding_id
from evals.planted import Pair
from index.hybrid import HybridIndex
from rag.assistant import Assistant
from rag.generate import Task, Usage
from rag.reply import Written
from rag.types import Outcome


@dataclass
class Retelling:
    """A model that writes what is given for each quote."""

    says: Mapping[str, str]
    """{a quote: the sentence that is written of it}."""
    name: str = "scripted"
    budget: int = 2000

    def write(self, task: Task) -> Iterator[Written]:
        for item in () if task.faults else task.evidence:
            text = self.says.get(item.evidence.text)
            if text is not None:
                yield Written(text, (item.n,))

    def provenance(self, usage: Usage) -> dict[str, str]:
        return {"generator": self.name}


@dataclass(frozen=True)
class Retold:
    """What became of a model's sentences."""

    questions: int
    written: int
    passed: int
    """Those that the check lets through."""
    shown: int
    """Those that stand in an answer."""


def one_of_each(pairs: Sequence[Pair], *, true: bool) -> dict[str, str]:
    """A sentence for each quote: its paraphrase, or one of those with a planted change, by the hash of its words."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        if pair.true == true:
            found.setdefault(pair.citation.quote, []).append(pair.says)
    return {quote: texts[0] if true else min(texts, key=lambda text: hashlib.sha256(text.encode()).hexdigest()) for quote, texts in found.items()}


def retold(index: HybridIndex, says: Mapping[str, str], *, most: int | None = None) -> Retold:
    """Ask a question for each quote, or some of them, of a model that says of the quotes what is given.

    Args:
        most: how many questions at most, by the hash of their quotes.
    """
    known = Asked.load().by_finding
    assistant = Assistant.from_index(index, generator=Retelling(says))
    quotes = sorted((quote for quote in says if known.get(finding_id(quote))), key=lambda quote: hashlib.sha256(quote.encode()).hexdigest())[:most]
    rows = [row for quote in quotes for row in assistant.ask(known[finding_id(quote)][0]).verdicts if row.text in says.values()]
    shown = sum(row.outcome in (Outcome.SHOWN, Outcome.REPAIRED) for row in rows)
    return Retold(len(quotes), len(rows), sum(row.supported for row in rows), shown)
