"""Trains the model that tells a contrary from a paraphrase (`rag/contrary.py`).

    python benchmarks/train_contrary.py --wordnet FOLDER --data FOLDER [--out FILE] [--without-fresh]

`--wordnet` is the `dict` folder of WordNet 3 (in Debian's `wordnet-base` with `wordnet-sense-index`: /usr/share/wordnet), `--data` the folder of public benchmarks, of which the
plain texts of `chroma_chunking` are read. Trains on pairs made by `contrary_pairs.py`, then on them with the labelled pairs: those of
`pairs.toml`, and the half of `pairs_fresh.toml` that is looked at (left out by `--without-fresh`, to set the threshold on it). Quotes of the blind half
are never trained on. Prints how well the labelled pairs are told apart (AUROC); some five minutes on a CPU. Run it with OMP_NUM_THREADS=1.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from contrary_pairs import Maker, Pair, WordNet
from sklearn.metrics import roc_auc_score

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from evals import planted
from evals.planted import Sort
from index.encode import TorchEncoder
from rag.verify import without_bodies

RANK, HIDDEN, BATCH = 32, 48, 64
PLAIN, OFTEN, TIMES = 2800, 6, 2
"""Plain sentences; versions of a sentence of the digests, and of a plain one."""
ROUNDS = ((2, 1.5e-3), (2, 1e-3))
"""(passes, rate): on made pairs, then with the labelled ones."""
WEIGHT = 8
"""Times that a labelled pair is seen for each time that a made one is."""


class Head(torch.nn.Module):
    """Holds each token of a claim against those of a quote that it is nearest to."""

    def __init__(self) -> None:
        super().__init__()
        self.align = torch.nn.Linear(384, RANK, bias=False)
        self.compare = torch.nn.Linear(384, RANK, bias=False)
        self.warmth = torch.nn.Parameter(torch.tensor(8.0))
        self.hidden, self.out = torch.nn.Linear(4 * RANK + 1, HIDDEN), torch.nn.Linear(HIDDEN, 1)
        self.drop = torch.nn.Dropout(0.2)

    def forward(self, quote: torch.Tensor, there: torch.Tensor, claim: torch.Tensor, said: torch.Tensor) -> torch.Tensor:
        unit = torch.nn.functional.normalize
        near = unit(self.align(claim), dim=-1) @ unit(self.align(quote), dim=-1).transpose(1, 2)
        pull = (near * self.warmth).masked_fill(~there[:, None, :], -1e4)
        mine, theirs = self.compare(claim) * 5, pull.softmax(-1) @ (self.compare(quote) * 5)
        best = near.masked_fill(~there[:, None, :], -1).max(-1, keepdim=True)[0]
        compared = torch.cat([mine, theirs, mine * theirs, (mine - theirs).abs(), best], -1)
        scores = self.out(self.drop(torch.relu(self.hidden(self.drop(compared)))))[..., 0].masked_fill(~said, -1e4)
        return torch.logsumexp(2 * scores, -1) / 2


@dataclass
class Texts:
    """The token vectors of texts, each encoded once."""

    encoder: TorchEncoder
    bodies: Bodies

    def __post_init__(self) -> None:
        self._held: dict[str, torch.Tensor] = {}

    def hold(self, pairs: list[Pair]) -> None:
        new = sorted({text for pair in pairs for text in pair[:2]} - self._held.keys(), key=len)
        for text, tokens in zip(new, self.encoder.encode_tokens([without_bodies(text, self.bodies) for text in new]), strict=True):
            self._held[text] = torch.from_numpy(tokens.vectors[1:-1][:80].astype(np.float16))

    def length(self, pair: Pair) -> int:
        return len(self._held[pair[0]]) + len(self._held[pair[1]])

    def batch(self, pairs: list[Pair]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        sides: list[torch.Tensor] = []
        for side in (0, 1):
            rows = [self._held[pair[side]].float() for pair in pairs]
            padded = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
            sides += [padded, torch.arange(padded.shape[1])[None] < torch.tensor([len(row) for row in rows])[:, None]]
        return sides[0], sides[1], sides[2], sides[3]


def trained(head: Head, texts: Texts, pairs: list[Pair], passes: int, rate: float) -> None:
    optimiser = torch.optim.AdamW(head.parameters(), lr=rate, weight_decay=1e-2)
    for _ in range(passes):
        head.train()
        random.shuffle(pairs)
        batches = []
        for start in range(0, len(pairs), BATCH * 40):
            near = sorted(pairs[start : start + BATCH * 40], key=texts.length)
            batches += [near[n : n + BATCH] for n in range(0, len(near), BATCH)]
        random.shuffle(batches)
        for batch in batches:
            wanted = torch.tensor([float(pair[2]) for pair in batch])
            loss = torch.nn.functional.binary_cross_entropy_with_logits(head(*texts.batch(batch)), wanted)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()


def scored(head: Head, texts: Texts, pairs: list[Pair]) -> list[float]:
    head.eval()
    with torch.no_grad():
        return [score for n in range(0, len(pairs), 128) for score in head(*texts.batch(pairs[n : n + 128])).tolist()]


def labelled(bodies: Bodies, name: str, *, blind: bool | None = None) -> list[Pair]:
    """The paraphrases and the contraries of a file."""
    pairs = [pair for pair in planted.load(bodies, name) if pair.sort in (Sort.PARAPHRASE, Sort.POLARITY)]
    return [(p.citation.quote, p.says, not p.true) for p in pairs if (blind is None or p.blind == blind) and not p.says.endswith(f"({p.citation.period}).")]


def made(bodies: Bodies, wordnet: Path, data: Path) -> list[Pair]:
    """The pairs that are made of the digests and of plain texts."""
    hidden = {pair.citation.quote for pair in planted.load(bodies, planted.FRESH) if pair.blind}
    own = [
        s
        for source in Catalogue.load().sources()
        for line in source.path.read_text(encoding="utf-8").splitlines()
        if line.startswith("- ")
        for s in _cut(line[2:])
    ]
    own = [s for s in own if s not in hidden and 6 <= len(s.split()) <= 45]
    plain = [
        s.strip()
        for name in ("state_of_the_union", "finance", "pubmed", "wikitexts")
        for s in _cut((data / f"chroma_chunking/{name}.md").read_text()[:1_500_000])
    ]
    plain = [s for s in plain if 8 <= len(s.split()) <= 35 and s[:1].isupper() and sum(c.isdigit() for c in s) < 8 and not set(s) & set("|\n")]
    random.shuffle(plain)
    plain = plain[:PLAIN]
    maker = Maker(WordNet(wordnet), [*own, *plain], [body.name for body in bodies.all])
    return [pair for rows, times in ((own, OFTEN), (plain, TIMES)) for sentence in rows for pair in maker.pairs(sentence, times)]


def _cut(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+(?=[A-Z\"'])", text)


def main() -> None:
    """Train, tell how well it went, and write the weights."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--wordnet", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("rag/contrary.npz"))
    parser.add_argument("--without-fresh", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(3)
    random.seed(1)
    started = time.monotonic()
    bodies = Bodies.load()
    pairs, known, fresh = made(bodies, options.wordnet, options.data), labelled(bodies, planted.KNOWN), labelled(bodies, planted.FRESH, blind=False)
    texts = Texts(TorchEncoder(), bodies)
    texts.hold([*pairs, *known, *fresh])
    head = Head()
    trained(head, texts, list(pairs), *ROUNDS[0])
    trained(head, texts, pairs + (known if options.without_fresh else known + fresh) * WEIGHT, *ROUNDS[1])
    for name, rows in (("known", known), ("fresh, looked at", fresh)):
        print(f"{name}: {len(rows)} pairs, AUROC {roc_auc_score([pair[2] for pair in rows], scored(head, texts, rows)):.3f}")
    small = {name: np.asarray(row.detach().numpy(), dtype=np.float16) for name, row in (
        ("align", head.align.weight.T), ("compare", head.compare.weight.T * 5), ("hidden", head.hidden.weight.T), ("hidden_bias", head.hidden.bias), ("out", head.out.weight[0]),
    )}  # fmt: skip
    np.savez_compressed(options.out, warmth=np.float32(head.warmth.item()), out_bias=np.float32(head.out.bias.item()), **small)
    print(f"{len(pairs)} made pairs, {time.monotonic() - started:.0f} s; wrote {options.out}")


if __name__ == "__main__":
    main()
