"""Tunes what reads a claim with its quote (`index/verifier.onnx`): `python benchmarks/train_verifier.py --data DIR --originals DIR --wordnet DIR --start FILE [--out FILE]`.

It learns whether a quote bears a claim out, and by which words it does not. Data, all split by board and chapter:

- `claims.json`: for each sentence claims that it bears out, and others with a phrase turned false; where these differ by few words from a true one,
  the words by which they do are what is amiss;
- the same claims turned about: the false one as the quote, and the true one as what it does not bear out; and where the turned words stand in the
  quote as they are, the quote with them turned as well, which then bears out the false claim and not the true one. Without these the
  tuned model went by how a false claim sounds: it told the true claim from the quote and the true claim from the false one no better than by chance;
- `contrary_sets.json`: sets of statements that say one fact in other words each, and of others that all say its contrary, on a quote;
- the labelled pairs of `evals/` that may be looked at, and pairs made by `contrary_pairs.py` with WordNet 3.

A fifth of the boards and chapters is held out, and how well their pairs are told apart (AUROC) is printed at the end, with the share of true
claims that is let through where 98, 95 and 90 of 100 false ones are caught. `--start` goes on from weights kept by `--keep`, or from a graph
(that of the cross-encoder is the first start); `--average` ends with the mean of several passes' weights. A pass over all takes some 50 minutes on two cores.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from sklearn.metrics import roc_auc_score
from train_cross import Cross, Lean, Sentences, averaged, batches, export, fold, kept
from verifier_examples import OF_SET, Example, claims, pairs, sets

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.read import read
from index.encode import model_folder
from index.verifier import AMISS, BORNE_OUT, MAX_TOKENS

HEAD_RATE, WARM = 1e-3, 100
"""The rate of the heads; the steps over which the rates rise."""
AMISS_COUNTS = 3.0
"""What a token that is amiss counts for beside one that is not."""
WEIGHT = {
    "claim": 1.0,
    "true claim": 1.5,
    "labelled": 1.5,
    "beside": 1.0,
    "turned about": 0.7,
    "own": 0.3,
    "turned quote": 1.0,
    "set": 1.0,
    "moved": 0.7,
    "made": 0.5,
}
"""What a pair counts for."""
MARGINS = (0.02, 0.05, 0.1)


class Net(torch.nn.Module):
    """MiniLM over a claim and a quote, with a score for the pair and one for each token; a token that is amiss speaks against the pair."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Cross().encoder
        width = self.encoder.config.hidden_size
        self.pair, self.token, self.drop = torch.nn.Linear(width, 1), torch.nn.Linear(width, 1), torch.nn.Dropout(0.1)
        self.share = torch.nn.Parameter(torch.tensor(0.5))
        for name, weights in self.encoder.named_parameters():
            weights.requires_grad = "word_embeddings" not in name

    def forward(self, given: dict[str, torch.Tensor], own: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Log-odds, shape (pairs,) and (pairs, tokens), of pairs of which `own` marks the claim's tokens."""
        states = self.encoder(**given).last_hidden_state.float()
        by_token = self.token(self.drop(states))[..., 0]
        whole = torch.logsumexp(by_token.masked_fill(~own, -1e4), 1)
        return self.pair(self.drop(states[:, 0]))[:, 0] - self.share * whole, by_token


class LeanVerifier(Lean):
    """A tuned verifier as it is run: on one pair at a time, so without padding."""

    def __init__(self, net: Net) -> None:
        super().__init__(_WithHeads(net))
        self.pair, self.token, self.share = net.pair, net.token, net.share

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Log-odds that one claim is borne out, shape (1,), and that each token is amiss, shape (n,), from the pair's tokens, shape (1, n)."""
        states = self.states(input_ids[0], token_type_ids[0], first_only=False)
        by_token = self.token(states)[:, 0]
        # The first token, and the one that parts the two texts, stand for no word of the claim.
        parting = (input_ids[0] == CLS) | (input_ids[0] == SEP) | (token_type_ids[0] == 1)
        whole = torch.logsumexp(by_token.masked_fill(parting, -1e4), 0)
        return self.pair(states[:1])[:, 0] - self.share * whole, by_token


CLS, SEP = 101, 102
"""The tokens of MiniLM's vocabulary that part texts."""


class _WithHeads:
    """What `Lean` takes of a model."""

    def __init__(self, net: Net) -> None:
        self.encoder, self.heads = net.encoder, net.pair


class Tokenized:
    """Examples as the encoder's tokenizer cuts them, with what is to be learnt of each token."""

    def __init__(self) -> None:
        from transformers import AutoTokenizer

        self._tokenizer = AutoTokenizer.from_pretrained(model_folder())

    def __call__(self, examples: Sequence[Example]) -> tuple[Any, torch.Tensor, torch.Tensor, torch.Tensor]:
        """What the model is given, which tokens are the claim's, which of them are amiss, and of which that is known; each shape (pairs, tokens)."""
        texts = [one.claim for one in examples], [one.quote for one in examples]
        cut = {"truncation": "only_second", "max_length": MAX_TOKENS, "padding": True, "return_tensors": "pt", "return_offsets_mapping": True}
        given = self._tokenizer(*texts, **cut)
        offsets = given.pop("offset_mapping")
        own, amiss, known = (torch.zeros(given["input_ids"].shape, dtype=torch.bool) for _ in range(3))
        for n, one in enumerate(examples):
            own[n] = torch.tensor([part == 0 for part in given.sequence_ids(n)])
            if one.amiss is not None:
                known[n] = own[n]
                for start, end in one.amiss:
                    amiss[n] |= own[n] & (offsets[n, :, 0] < end) & (offsets[n, :, 1] > start)
        return given, own, amiss.float(), known


def _length(one: Example) -> int:
    return len(one.claim) + len(one.quote)


def train(net: Net, examples: Sequence[Example], passes: int, rate: float) -> None:
    """Tune a model on some examples."""
    cut = Tokenized()
    losses_of = torch.nn.functional.binary_cross_entropy_with_logits
    tuned = [weights for weights in net.encoder.parameters() if weights.requires_grad]
    heads = [*net.pair.parameters(), *net.token.parameters(), net.share]
    optimizer = torch.optim.AdamW([{"params": tuned, "lr": rate}, {"params": heads, "lr": HEAD_RATE}], weight_decay=0.01)
    steps = passes * len(batches(examples, _length))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, (step + 1) / WARM) * max(0.02, 1 - step / steps))
    net.train()
    for batch in (batch for _ in range(passes) for batch in batches(examples, _length)):
        given, own, amiss, known = cut(batch)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            odds, by_token = net(given, own)
        weights = torch.tensor([WEIGHT[one.sort] for one in batch])
        whole = losses_of(odds, torch.tensor([float(one.holds) for one in batch]), reduction="none")
        parts = losses_of(by_token, amiss, reduction="none", pos_weight=torch.tensor(AMISS_COUNTS)) * known * weights[:, None]
        optimizer.zero_grad()
        loss = (whole * weights).sum() / weights.sum() + parts.sum() / ((known * weights[:, None]).sum() + 1e-6)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(tuned, 1.0)
        optimizer.step()
        schedule.step()


def scores(net: Net, examples: Sequence[Example]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The log-odds that each claim is borne out, shape (len(examples),)."""
    net.eval()
    cut, found = Tokenized(), np.zeros(len(examples))
    order = sorted(range(len(examples)), key=lambda n: _length(examples[n]))
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), 64):
            rows = order[start : start + 64]
            given, own, _, _ = cut([examples[n] for n in rows])
            found[rows] = net(given, own)[0].float().numpy()
    return found


def report(examples: Sequence[Example], found: np.ndarray[Any, np.dtype[np.float64]]) -> str:
    """How well the examples of each sort are told apart."""
    holds, sorts = np.array([one.holds for one in examples]), np.array([one.sort for one in examples])
    of_set = np.array([one.group.startswith(OF_SET) for one in examples])
    beside_quote = np.isin(sorts, ["claim", "true claim"])
    claim = beside_quote & ~of_set
    rows = {"claim": claim} | {sort: sorts == sort for sort in ("labelled", "turned quote", "set")} | {"set beside its quote": beside_quote & of_set}
    rows |= {sort: (sorts == sort) | (sorts == "true claim") for sort in ("turned about", "beside")}
    told = [f"{sort} {roc_auc_score(holds[own], found[own]):.3f} ({own.sum()})" for sort, own in rows.items()]
    false, true = found[claim & ~holds], found[claim & holds]
    through = [f"{1 - margin:.0%} caught: {(true > np.quantile(false, 1 - margin)).mean():.1%} let through" for margin in MARGINS]
    return ", ".join([*told, *through])


def main() -> None:
    """Tune, tell how well it went, and write the graph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder that holds the public data sets")
    parser.add_argument("--originals", type=Path, required=True, help="a folder that holds the publishers' originals")
    parser.add_argument("--wordnet", type=Path, required=True, help="the folder of WordNet 3's files")
    parser.add_argument("--start", type=Path, required=True, help="weights kept by an earlier run, or a graph")
    parser.add_argument("--keep", type=Path, help="a file to keep the weights in")
    parser.add_argument("--average", type=Path, nargs="*", default=(), help="end with the mean of the weights tuned and those kept in these files")
    parser.add_argument("--earlier", type=float, default=1.0, help="the share to learn from of all but the sets, where the start has learnt from them before")
    parser.add_argument("--passes", type=int, default=1, help="0 only tells how well the start does, and writes it anew")
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("index/verifier.onnx"))
    given = parser.parse_args()
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    bodies = Bodies.load()
    editions = [Catalogue.load().sources(), Catalogue.load().sources(given.originals)]
    sentences = [Sentences([read(source, bodies) for source in sources], None, bodies) for sources in editions]
    of_sets = sets(sentences, bodies)
    others = [example for own in sentences for example in claims(own, bodies)] + pairs(bodies, given.wordnet, given.data)
    held = [one for one in of_sets + others if not fold(one.group)]
    tuned_on = [one for one in of_sets + [one for one in others if random.random() < given.earlier] if fold(one.group)]
    net = Net()
    start = kept(given.start)
    # A graph names the pair's head so; the cross-encoder's tells two things, of which the second is whether a claim is borne out.
    start |= {f"pair.{name}": start.pop(f"heads.{name}")[-1:] for name in ("weight", "bias") if f"heads.{name}" in start}
    net.load_state_dict(start, strict=False)
    if given.passes:
        train(net, tuned_on, given.passes, given.rate)
    print(report(held, scores(net, held)), flush=True)
    if given.keep:
        save_file(net.state_dict(), given.keep)
    if given.average:
        net.load_state_dict(averaged(net.state_dict(), *map(kept, given.average)))
        print("averaged: " + report(held, scores(net, held)))
    export(LeanVerifier(net.eval()), given.out, (BORNE_OUT, AMISS), by_token=(AMISS,))


if __name__ == "__main__":
    main()
