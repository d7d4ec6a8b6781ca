"""WiCE: claims of Wikipedia, and whether the page they cite supports them [Kamoi et al. 2023]."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from corpus.split import passages_of
from corpus.types import Document, Passage
from evals.benchmarks.engine import NO_BODIES, Engine, Told, finder, found, scorer
from evals.benchmarks.figures import Outcome, separation
from evals.benchmarks.texts import json_lines, sentences_document
from index.sparse import SparseIndex
from rag.scorer import Place

FILES = ("claim_dev.jsonl", "claim_test.jsonl")
SOURCE = (
    "WiCE, dev and test, ryokamoi/wice @ ddeb6c1, ODC-BY for the annotations, CC BY-SA for Wikipedia's text. Of a page, the four passages that share most words with the claim are read. "
    "Supported against not supported; nothing was tuned on it."
)
_READ = 4


class _Row(BaseModel):
    label: Literal["supported", "partially_supported", "not_supported"]
    claim: str
    evidence: list[str]


def run(folder: Path, engine: Engine, told: Told) -> Outcome:
    """Whether the engine's confidence tells a supported claim from one that is not."""
    rows = [row for name in FILES for row in json_lines(folder / name, _Row) if row.label != "partially_supported"]
    documents, cut, own = _read(rows, engine)
    index = engine.index(documents, cut)
    features = engine.features(index, to_choose=False)
    questions = engine.questions([row.claim for row in rows], features)
    trained, plain = scorer(features), finder(index)
    sure, sure_plainly, cosine, covered = [], [], [], []
    for number, (row, question, numbers) in enumerate(zip(rows, questions, own, strict=True)):
        hits = index.search(row.claim, vector=question.vector, where=numbers)
        evidence = found(plain, question, numbers).evidence
        sure.append(trained.confidence(question, hits))
        sure_plainly.append(max((e.score for e in evidence), default=0.0))
        cosine.append(max((e.cosine for e in evidence), default=0.0))
        covered.append(features.coverage(question, [Place(n, s) for n in numbers for s in range(len(index.passages[n].sentences))]))
        told("checking claims", number + 1, len(rows))
    truth = [row.label == "supported" for row in rows]
    both = [a + b for a, b in zip(cosine, covered, strict=True)]
    return Outcome(
        "wice",
        SOURCE,
        len(rows),
        (
            separation("AUROC of the best sentence's similarity", cosine, truth, floor=0.827),
            separation("AUROC of the share of the claim's words that the page holds, by rarity", covered, truth, floor=0.890),
            separation("AUROC of their sum", both, truth, floor=0.909),
            separation("AUROC of the score, as our own texts are answered", sure_plainly, truth),
            separation("AUROC of the confidence, trained scorer", sure, truth),
        ),
    )


def _read(rows: list[_Row], engine: Engine) -> tuple[list[Document], list[Passage], list[list[int]]]:
    """The passages of each claim's page that share most words with it, and their numbers, a list a claim."""
    documents: list[Document] = []
    cut: list[Passage] = []
    own: list[list[int]] = []
    for number, row in enumerate(rows):
        document, spans = sentences_document(str(number), "", row.evidence)
        passages = passages_of(document, [spans], engine.count, NO_BODIES)
        best = _best(passages, row.claim)
        own.append(list(range(len(cut), len(cut) + len(best))))
        documents.append(document)
        cut += [passages[n] for n in best]
    return documents, cut, own


def _best(passages: list[Passage], claim: str) -> list[int]:
    """The passages that share most words with a claim, in the page's order."""
    if not passages:
        return []
    scores = SparseIndex.from_texts([passage.text for passage in passages]).scores(claim)
    return sorted(sorted(range(len(passages)), key=lambda n: -scores[n])[:_READ])
