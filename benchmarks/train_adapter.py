"""Learns the adapter of the encoder's vectors (`index/adapter.npz`): `python benchmarks/train_adapter.py --originals DIR`.

Data: the questions beside the digest's findings and the originals' sentences (`corpus/asked*.json`), each with the others that the same finding or sentence
answers, and with that sentence; those that go over two years with the sentences of both. Of two texts of one group each is to find the other among those of all
groups of a step (InfoNCE, van den Oord et al. 2018). Before the adapter is learnt from all groups, it is learnt from four fifths, and how often the right
group comes first among the others, and how high the right sentence (MRR), is printed with and without it.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from corpus.asked import Asked, finding_id
from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.read import read
from corpus.split import all_passages
from index.adapter import Adapter
from index.asked import shipped, text_key
from index.encode import DIMENSION, TorchEncoder, Vectors, model_folder, token_counter
from index.hybrid import HybridIndex
from index.memory import in_memory

STEPS, BATCH, RATE = 300, 512, 1e-3
TEMPERATURE = 0.05
"""Of the likenesses, in the loss."""
STAY = 3.0
"""What the mean square of a row's departure from leaving all as it is costs; chosen, as the others, by the groups held out."""
FOLDS = 5


@dataclass(frozen=True)
class Group:
    """Questions that are answered by the same, and what answers them."""

    key: str
    questions: Vectors
    """Shape (n, 384)."""
    sentences: Vectors
    """The findings or sentences as they stand in the texts, shape (m, 384)."""

    @property
    def all(self) -> Vectors:
        return np.concatenate([self.questions, self.sentences])

    @property
    def held_out(self) -> bool:
        return int(self.key, 16) % FOLDS == 0


def sentences_of(index: HybridIndex) -> dict[str, Vectors]:
    """{id of a sentence, or of the finding that it begins: its vector}, of the sentences of an index."""
    places = [(passage, n) for passage in index.passages for n in range(len(passage.sentences))]
    found: dict[str, Vectors] = {}
    for (passage, n), vector in zip(places, index.sentence_vectors, strict=True):
        document, sentence = index.document_of(passage), passage.sentences[n]
        blocks = [block for section in document.sections for block in section.blocks if block.start <= sentence.start and sentence.end <= block.end]
        for text in (document.text[sentence.start : sentence.end], *(document.text[block.start : block.end] for block in blocks)):
            found.setdefault(finding_id(text), vector)
    return found


def groups_of(asked: Asked, sentences: Mapping[str, Vectors]) -> list[Group]:
    """The questions with what answers them, where that is among some sentences."""
    vectors = shipped()
    rows = [((key,), questions) for key, questions in asked.by_finding.items()]
    rows += [(matter.answered_by, matter.questions) for matter in asked.over_years]
    found = []
    for keys, questions in rows:
        own = [sentences[key] for key in keys if key in sentences]
        if own and questions:
            found.append(Group(keys[0], np.stack([vectors[text_key(question)] for question in questions]), np.stack(own)))
    return found


def train(groups: Sequence[Group]) -> Adapter:
    """An adapter learnt from some groups."""
    chance = np.random.default_rng(0)
    same = torch.eye(DIMENSION)
    matrix = torch.eye(DIMENSION, requires_grad=True)
    optimizer = torch.optim.Adam([matrix], lr=RATE)
    texts = [group.all for group in groups]
    for _ in range(STEPS):
        chosen = chance.choice(len(texts), min(BATCH, len(texts)), replace=False)
        pairs = np.stack([texts[n][chance.choice(len(texts[n]), 2, replace=False)] for n in chosen])
        ones, others = torch.nn.functional.normalize(torch.from_numpy(pairs) @ matrix, dim=2).unbind(1)
        alike, right = ones @ others.T / TEMPERATURE, torch.arange(len(pairs))
        loss = (torch.nn.functional.cross_entropy(alike, right) + torch.nn.functional.cross_entropy(alike.T, right)) / 2
        loss = loss + STAY * ((matrix - same) ** 2).sum() / DIMENSION
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return Adapter(matrix.detach().numpy())


def report(adapter: Adapter, groups: Sequence[Group]) -> str:
    """How well the questions of some groups find their own group and their sentence among those of all."""
    owners = np.repeat(np.arange(len(groups)), [len(group.questions) for group in groups])
    starts = np.searchsorted(owners, np.arange(len(groups)))
    questions = adapter.adapt(np.concatenate([group.questions for group in groups]))
    alike = questions @ questions.T
    np.fill_diagonal(alike, -1.0)
    ranks = _ranks(np.maximum.reduceat(alike, starts, axis=1), owners)
    begins = np.cumsum([0, *(len(group.sentences) for group in groups[:-1])])
    to_sentences = questions @ adapter.adapt(np.concatenate([group.sentences for group in groups])).T
    sentence_ranks = _ranks(np.maximum.reduceat(to_sentences, begins, axis=1), owners)
    return f"own group first {(ranks == 1).mean():.3f}, MRR {(1 / ranks).mean():.3f}; own sentence, MRR {(1 / sentence_ranks).mean():.3f}"


def _ranks(scores: Vectors, right: Vectors) -> Vectors:
    ranks: Vectors = 1 + (scores > np.take_along_axis(scores, right[:, None].astype(np.int64), axis=1)).sum(axis=1)
    return ranks


def main() -> None:
    """Learn, tell how well it went, and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--originals", type=Path, required=True, help="a folder that holds the publishers' originals")
    parser.add_argument("--out", type=Path, default=Path("index/adapter.npz"))
    given = parser.parse_args()
    torch.manual_seed(0)
    encoder, bodies, catalogue = TorchEncoder(), Bodies.load(), Catalogue.load()
    sentences: dict[str, Vectors] = {}
    for sources in (catalogue.sources(), catalogue.sources(given.originals)):
        documents = [read(source, bodies) for source in sources]
        passages = all_passages(documents, token_counter(model_folder() / "tokenizer.json"), bodies)
        sentences |= sentences_of(in_memory(documents, passages, encoder))
    groups = groups_of(Asked.load(), sentences)
    held, others = [group for group in groups if group.held_out], [group for group in groups if not group.held_out]
    print(f"{len(held)} groups held out, without: {report(Adapter(np.eye(DIMENSION, dtype=np.float32)), held)}")
    print(f"learnt from {len(others)} others: {report(train(others), held)}")
    np.savez_compressed(given.out, matrix=train(groups).matrix.astype(np.float16))


if __name__ == "__main__":
    main()
