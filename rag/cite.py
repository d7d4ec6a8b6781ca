"""A draft and its verdicts become an answer: numbered citations, the sentences that passed, and the text of both."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.bodies import Bodies
from index.hybrid import HybridIndex
from rag.types import Citation, Draft, Evidence, Sentence, Verdict


def citation(index: HybridIndex, evidence: Evidence, n: int, bodies: Bodies) -> Citation:
    """The numbered quote of a piece of evidence."""
    passage = index.passages[evidence.passage]
    document = index.document_of(passage)
    named = bodies.named_in(evidence.text)
    body = passage.body or (named[0] if len(named) == 1 else None)
    return Citation(
        n=n,
        document=document.id,
        edition=document.edition.value,
        title=document.title,
        publisher=document.publisher,
        period=str(document.period or ""),
        section=passage.path,
        body=body,
        quote=document.text[evidence.start : evidence.end],
        start=evidence.start,
        end=evidence.end,
        passage=passage.text,
        url=document.url,
    )


def citations(index: HybridIndex, draft: Draft, bodies: Bodies) -> tuple[tuple[Citation, ...], ...]:
    """The citations of each claim; one quote has one number, in the order of the answer."""
    numbers: dict[tuple[int, int, int], Citation] = {}
    rows = []
    for claim in draft.claims:
        row = []
        for evidence in claim.evidence:
            key = (evidence.passage, evidence.start, evidence.end)
            if key not in numbers:
                numbers[key] = citation(index, evidence, len(numbers) + 1, bodies)
            row.append(numbers[key])
        rows.append(tuple(row))
    return tuple(rows)


def compose(draft: Draft, cited: Sequence[Sequence[Citation]], verdicts: Sequence[Verdict]) -> tuple[str, tuple[Sentence, ...], tuple[Citation, ...]]:
    """The text of an answer, its sentences and its citations; what failed is left out and the rest numbered anew."""
    order: dict[int, int] = {}
    kept: list[Citation] = []
    sentences: list[Sentence] = []
    lines: list[str] = []
    for claim, own, verdict in zip(draft.claims, cited, verdicts, strict=True):
        if not verdict.supported:
            continue
        for c in own:
            if c.n not in order:
                order[c.n] = len(order) + 1
                kept.append(Citation(**{**vars(c), "n": order[c.n]}))
        if not claim.shown:
            continue
        numbers = tuple(order[c.n] for c in own)
        text = f"{claim.lead}: {claim.text}" if claim.lead else claim.text
        sentences.append(Sentence(text, numbers, claim.computed))
        shown = f"**{claim.lead}**: {claim.text}" if claim.lead else claim.text
        lines.append(f"{shown} {' '.join(f'[{n}]' for n in numbers)}")
    as_list = draft.census is not None or len({claim.lead for claim in draft.claims}) > 1
    return ("\n\n" if as_list else " ").join(lines), tuple(sentences), tuple(kept)
