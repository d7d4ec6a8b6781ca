"""Learns the projection of late interaction (`index/late.npz`): `python benchmarks/train_late.py [--data DIR] [--originals DIR]`.

Data: the plain-word questions of the digest's findings (`corpus/asked.json`) and of the originals' sentences (`corpus/asked_originals.json`), where
the folder holds them, with the sentences that they were written for, and the half of CLAPnq (Apache-2.0) by hash that no benchmark reports. The loss is the listwise softmax of the sentence that answers
against the others of the same board or document. `--folds` trains five times, each without a fifth of the boards and documents, and prints
how often the right sentence comes first among those.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from corpus.asked import Asked
from corpus.bodies import Bodies
from corpus.catalogue import Catalogue, Source
from corpus.read import read
from corpus.split import all_passages, context
from corpus.types import Document, Edition, Passage, Section
from evals.benchmarks.texts import is_tuned_on
from index.encode import TorchEncoder, Vectors, model_folder, token_counter
from index.late import MOST_RARITY, Projection
from index.sparse import SparseIndex

DIMENSION = 128
EPOCHS, BATCH, MOST = 3, 16, 120
"""Passes over the questions, questions a step, and sentences that one is held against."""
FOLDS = 5


@dataclass(frozen=True)
class Example:
    """A question, the sentences it is put to, and which of them answer."""

    tokens: torch.Tensor
    """The question's, shape (n, 384), each of length 1."""
    rarities: torch.Tensor
    sentences: np.ndarray[Any, np.dtype[np.int64]]
    right: np.ndarray[Any, np.dtype[np.bool_]]
    group: str
    """What it is about; a fold holds whole groups."""


@dataclass
class Texts:
    """Sentences with their token vectors, each of length 1."""

    tokens: torch.Tensor
    ends: np.ndarray[Any, np.dtype[np.int64]]

    def of(self, sentences: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """The tokens of some sentences, and for each token the place of its sentence among them."""
        starts = np.concatenate([[0], self.ends[:-1]])
        rows = np.concatenate([np.arange(starts[s], self.ends[s]) for s in sentences])
        place = np.repeat(np.arange(len(sentences)), [self.ends[s] - starts[s] for s in sentences])
        return self.tokens[torch.from_numpy(rows)], torch.from_numpy(place)


class Late(torch.nn.Module):
    """The projection, learnt."""

    def __init__(self, tokens: torch.Tensor) -> None:
        super().__init__()
        torch.manual_seed(0)
        _, _, axes = torch.pca_lowrank(tokens[::7], q=DIMENSION, center=False)
        self.matrix = torch.nn.Parameter(axes.clone())
        self.gate = torch.nn.Parameter(torch.zeros(tokens.shape[1]))
        self.bias = torch.nn.Parameter(torch.tensor(0.3))
        self.scale = torch.nn.Parameter(torch.tensor(15.0))

    def forward(self, example: Example, texts: Texts, sentences: np.ndarray[Any, np.dtype[np.int64]]) -> torch.Tensor:
        weights = (example.rarities.clamp(max=MOST_RARITY) + self.bias.abs()) * torch.exp(example.tokens @ self.gate)
        query = torch.nn.functional.normalize(example.tokens @ self.matrix, dim=1)
        tokens, place = texts.of(sentences)
        similar = query @ torch.nn.functional.normalize(tokens @ self.matrix, dim=1).T
        best = torch.full((len(query), len(sentences)), -1.0).scatter_reduce(1, place.expand(len(query), -1), similar, "amax")
        return ((weights / weights.sum())[:, None] * best).sum(0)

    def projection(self) -> Projection:
        return Projection(self.matrix.detach().numpy(), self.gate.detach().numpy(), float(self.bias.detach().abs()))


def unit(rows: Vectors) -> torch.Tensor:
    return torch.nn.functional.normalize(torch.from_numpy(np.asarray(rows, dtype=np.float32)), dim=1)


class Collection:
    """Passages of sentences, encoded, to which questions are put."""

    def __init__(self, encoder: TorchEncoder, passages: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Args: passages: (heading, sentences) each."""
        self.encoder = encoder
        self.starts = np.cumsum([0, *(len(sentences) for _, sentences in passages)])
        texts, spans = [], []
        for head, sentences in passages:
            text, marks = head + "\n", []
            for sentence in sentences:
                marks.append((len(text), len(text) + len(sentence)))
                text += sentence + " "
            texts.append(text)
            spans.append(marks)
        self.sparse = SparseIndex.from_texts(texts)
        self.held = list(encoder.encode_parts(texts, spans).tokens)

    def texts(self) -> Texts:
        return Texts(unit(np.concatenate(self.held)), np.cumsum([len(rows) for rows in self.held]))

    def example(self, question: str, passages: Sequence[int], right: set[tuple[int, int]], group: str) -> Example:
        """A question put to the sentences of some passages; `right` are (passage, sentence)."""
        (tokens,) = self.encoder.encode_tokens([question])
        stems = [self.sparse.stems.of(word) for word in tokens.words(question)]
        rarities = torch.tensor([self.sparse.rarity(s[0]) if s else 0.0 for s in stems])
        rows = [(p, n) for p in passages for n in range(int(self.starts[p + 1] - self.starts[p]))]
        return Example(unit(tokens.vectors), rarities, np.array([int(self.starts[p]) + n for p, n in rows]), np.array([row in right for row in rows]), group)


def asked_texts(encoder: TorchEncoder, sources: Sequence[Source]) -> tuple[Texts, list[Example]]:
    """The sentences of some documents, and the questions of a digest's findings or an original's sentences."""
    bodies = Bodies.load()
    documents = [read(source, bodies) for source in sources]
    by_id = {document.id: document for document in documents}
    passages = all_passages(documents, token_counter(model_folder() / "tokenizer.json"), bodies)
    rows = [(context(p, by_id[p.document]), [by_id[p.document].text[s.start : s.end] for s in p.sentences]) for p in passages]
    collection = Collection(encoder, rows)
    examples = []
    for document in documents:
        for section in document.sections:
            near = [n for n, p in enumerate(passages) if p.document == document.id and p.body == section.body]
            for start, end, questions in asked_in(document, section, passages):
                right = {(n, m) for n in near for m, s in enumerate(passages[n].sentences) if start <= s.start and s.end <= end}
                group = f"{document.id} {section.body or section.path[-1:]}"
                examples += [collection.example(question, near, right, group) for question in questions if right]
    return collection.texts(), examples


def asked_in(document: Document, section: Section, passages: Sequence[Passage]) -> list[tuple[int, int, tuple[str, ...]]]:
    """The spans of a section that are asked for, with their questions."""
    spans = [(block.start, block.end) for block in section.blocks]
    if document.edition is Edition.ORIGINAL:
        own = [p for p in passages if p.document == document.id and section.start <= p.start < section.end]
        spans = [(s.start, s.end) for p in own for s in p.sentences]
    return [(start, end, questions) for start, end in spans if (questions := Asked.load().of(document.text[start:end]))]


def clapnq(encoder: TorchEncoder, folder: Path) -> tuple[Texts, list[Example]]:
    """The training half of CLAPnq: each question put to its passage and the ten that BM25 finds beside it."""
    lines = [json.loads(line) for line in (folder / "clapnq" / "clapnq_dev_answerable.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [line for line in lines if is_tuned_on(str(line["id"]))]
    collection = Collection(encoder, [(row["passages"][0]["title"], row["passages"][0]["sentences"]) for row in rows])
    examples = []
    for number, row in enumerate(rows):
        scores = collection.sparse.scores(row["input"])
        others = [int(n) for n in np.argsort(-scores, kind="stable")[:10] if n != number]
        chosen = {re.sub(r"\s+", " ", s).strip() for s in row["output"][0]["selected_sentences"]}
        right = {(number, m) for m, s in enumerate(row["passages"][0]["sentences"]) if re.sub(r"\s+", " ", s).strip() in chosen}
        if right:
            examples.append(collection.example(row["input"], [number, *others], right, f"clapnq {row['id']}"))
    return collection.texts(), examples


def fold(group: str) -> int:
    return hashlib.sha256(group.encode()).digest()[1] % FOLDS


def train(sets: Sequence[tuple[Texts, list[Example]]], without: int | None = None) -> Late:
    """A projection learnt from all examples but those of one fold."""
    model = Late(sets[0][0].tokens)
    pairs = [(texts, example) for texts, examples in sets for example in examples if without is None or fold(example.group) != without]
    slow = {"params": [model.matrix], "lr": 1e-3}
    fast = {"params": [model.gate, model.bias], "lr": 3e-3}
    optimizer = torch.optim.AdamW([slow, fast, {"params": [model.scale], "lr": 0.1}], weight_decay=1e-4)
    rng = np.random.default_rng(0)
    steps = EPOCHS * (len(pairs) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.05, 1 - step / steps))
    for _ in range(EPOCHS):
        order = rng.permutation(len(pairs))
        for start in range(0, len(order), BATCH):
            losses = []
            for n in order[start : start + BATCH]:
                texts, example = pairs[n]
                keep = np.arange(len(example.sentences))
                if len(keep) > MOST:
                    keep = np.unique(np.concatenate([np.flatnonzero(example.right), rng.choice(len(keep), MOST, replace=False)]))
                scores = model(example, texts, example.sentences[keep]) * model.scale
                losses.append(torch.logsumexp(scores, 0) - torch.logsumexp(scores[torch.from_numpy(example.right[keep])], 0))
            loss = torch.stack(losses).mean()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    return model


def first(model: Late, texts: Texts, examples: Sequence[Example]) -> tuple[float, float]:
    """The share of questions whose right sentence comes first, and the mean reciprocal rank."""
    hits, ranks = [], []
    with torch.no_grad():
        for example in examples:
            order = np.argsort(-model(example, texts, example.sentences).numpy(), kind="stable")
            rank = int(np.flatnonzero(example.right[order])[0]) + 1
            hits.append(rank == 1)
            ranks.append(1 / rank)
    return float(np.mean(hits)), float(np.mean(ranks))


def save(projection: Projection, path: Path) -> None:
    """Write a projection as half-precision arrays."""
    np.savez(path, matrix=projection.matrix.astype(np.float16), gate=projection.gate.astype(np.float16), bias=np.float32(projection.bias))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder that holds the public data sets")
    parser.add_argument("--originals", type=Path, help="a folder that holds the publishers' originals")
    parser.add_argument("--folds", action="store_true", help="train five times, each without a fifth, and print how it does on that fifth")
    parser.add_argument("--out", type=Path, default=Path("index/late.npz"))
    given = parser.parse_args()
    encoder = TorchEncoder()
    sets = [asked_texts(encoder, Catalogue.load().sources())]
    if given.originals:
        sets.append(asked_texts(encoder, Catalogue.load().sources(given.originals)))
    if given.data and (given.data / "clapnq").is_dir():
        sets.append(clapnq(encoder, given.data))
    print(", ".join(f"{len(examples)} questions" for _, examples in sets))
    if given.folds:
        for number in range(FOLDS):
            start, model = Late(sets[0][0].tokens), train(sets, number)
            save(model.projection(), given.out.with_suffix(f".{number}.npz"))
            for texts, examples in sets:
                held = [example for example in examples if fold(example.group) == number]
                print(
                    number,
                    len(held),
                    "before {:.3f} {:.3f}".format(*first(start, texts, held)),
                    "after {:.3f} {:.3f}".format(*first(model, texts, held)),
                    flush=True,
                )
        return
    save(train(sets).projection(), given.out)


if __name__ == "__main__":
    main()
