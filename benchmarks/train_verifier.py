"""Tunes what reads a claim with its quote (`index/verifier.onnx`): `python benchmarks/train_verifier.py --data DIR --originals DIR --wordnet DIR --start FILE [--out FILE]`.

It learns whether a quote bears a claim out, and by which words it does not. Data, all split by board and chapter:

- `claims.json`: for each sentence claims that it bears out, and others with a phrase turned false; where these differ by few words from a true one,
  the words by which they do are what is amiss;
- the same claims turned about: the false one as the quote, and the true one as what it does not bear out; and where the turned words stand in the
  quote as they are, the quote with them turned as well, which then bears out the false claim and not the true one. Without these the
  tuned model went by how a false claim sounds: it told the true claim from the quote and the true claim from the false one no better than by chance;
- the labelled pairs of `evals/` that may be looked at, and pairs made by `contrary_pairs.py` with WordNet 3.

A fifth of the boards and chapters is held out, and how well their pairs are told apart (AUROC) is printed at the end, with the share of true
claims that is let through where 98, 95 and 90 of 100 false ones are caught. `--start` goes on from weights kept by `--keep`, or from a graph
(that of the cross-encoder is the first start). A pass takes some 20 minutes on two cores.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from sklearn.metrics import roc_auc_score
from train_cross import HERE, Cross, Lean, Sentences, batches, contraries, export, fold, kept, labelled

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.read import read
from index.encode import model_folder
from index.verifier import AMISS, BORNE_OUT, MAX_TOKENS
from rag.scorer import sentence_text
from rag.verify import without_bodies

HEAD_RATE, WARM = 1e-3, 100
"""The rate of the heads; the steps over which the rates rise."""
TURNED_ABOUT, OWN, BESIDE = 0.7, 0.14, 0.3
"""The shares of false claims that are put to the true one as its quote, and to themselves, and of true ones that are put to another sentence."""
AMISS_COUNTS = 3.0
"""What a token that is amiss counts for beside one that is not."""
LIKE = 0.55
"""The share of words that a false claim must have of a true one, for what differs to be what is amiss."""
WEIGHT = {"claim": 1.0, "true claim": 1.5, "labelled": 1.5, "beside": 1.0, "turned about": 0.7, "own": 0.3, "turned quote": 1.0, "made": 0.5}
"""What a pair counts for."""
MARGINS = (0.02, 0.05, 0.1)
_WORD = re.compile(r"\w+(?:['’]\w+)?|[^\w\s]")
_EMPTY = frozenset("the a an of to in for and or on at by with is are was were be has have had it its that this as from".split())

Span = tuple[int, int]


@dataclass(frozen=True)
class Example:
    """A claim and a quote, and whether the quote bears it out."""

    claim: str
    quote: str
    holds: bool
    amiss: tuple[Span, ...] | None
    """Where in the claim the words stand that the quote does not bear out; None where that is not known."""
    group: str
    """What it is about; held out as a whole."""
    sort: str


def turned(true: str, false: str) -> tuple[float, tuple[Span, ...]] | None:
    """How like a false claim is to a true one, and where in it the words stand that differ; None for claims that are too unlike."""
    ours, theirs, codes = _edits(true, false)
    alike = sum(i2 - i1 for kind, i1, i2, _, _ in codes if kind == "equal") / max(len(ours), len(theirs), 1)
    if alike < LIKE:
        return None
    spans = []
    for kind, _, _, start, end in codes:
        if kind == "delete":
            # What was left out is amiss where it is missed: in the words beside it.
            start, end = max(0, start - 1), min(len(theirs), start + 1)
        if kind != "equal" and start < end:
            spans.append((theirs[start].start(), theirs[end - 1].end()))
    return alike, tuple(spans)


def turned_in(quote: str, true: str, false: str) -> str | None:
    """A quote with that turned which a false claim turns of a true one, if it is one phrase and stands in the quote as it does in the claim."""
    ours, theirs, codes = _edits(true, false)
    changes = [code for code in codes if code[0] != "equal"]
    if len(changes) != 1 or changes[0][0] != "replace":
        return None
    _, a, b, c, d = changes[0]
    was, becomes = true[ours[a].start() : ours[b - 1].end()], false[theirs[c].start() : theirs[d - 1].end()]
    there = re.search(rf"(?<!\w){re.escape(was)}(?!\w)", quote, re.IGNORECASE)
    if was.lower() in _EMPTY or len(was) < 3 or there is None:
        return None
    return quote[: there.start()] + becomes + quote[there.end() :]


def _edits(true: str, false: str) -> tuple[list[re.Match[str]], list[re.Match[str]], list[tuple[str, int, int, int, int]]]:
    ours, theirs = list(_WORD.finditer(true)), list(_WORD.finditer(false))
    words = [[match.group().lower() for match in row] for row in (ours, theirs)]
    return ours, theirs, list(difflib.SequenceMatcher(None, *words, autojunk=False).get_opcodes())


def claims(sentences: Sentences, bodies: Bodies) -> list[Example]:
    """What a sentence bears out and what not, and both turned about."""
    found: list[Example] = []
    for key, known in json.loads((HERE / "claims.json").read_text(encoding="utf-8")).items():
        for row in sentences.by_id.get(key, [])[:1]:
            quote = without_bodies(sentence_text(row.passage, row.number), bodies)
            beside = [without_bodies(sentence_text(row.passage, n), bodies) for n in range(len(row.passage.sentences)) if n != row.number]
            same, other = ([without_bodies(claim, bodies) for claim in known[kind]] for kind in ("same", "other"))
            for claim in same:
                found.append(Example(claim, quote, True, (), row.group, "true claim"))
                if beside and random.random() < BESIDE:
                    found.append(Example(claim, random.choice(beside), False, None, row.group, "beside"))
            for claim in other:
                found += _false(claim, same, quote, row.group)
    return found


def _false(claim: str, same: Sequence[str], quote: str, group: str) -> list[Example]:
    near = max(((*change, true) for true in same if (change := turned(true, claim))), default=None)
    if near is None:
        return [Example(claim, quote, False, None, group, "claim")]
    _, amiss, true = near
    back = turned(claim, true)
    there = None if back is None else back[1]
    found = [Example(claim, quote, False, amiss, group, "claim")]
    if random.random() < TURNED_ABOUT:
        found.append(Example(true, claim, False, there, group, "turned about"))
    if random.random() < OWN:
        found.append(Example(claim, claim, True, (), group, "own"))
    changed = turned_in(quote, true, claim)
    if changed is not None:
        found += [Example(claim, changed, True, (), group, "turned quote"), Example(true, changed, False, there, group, "turned quote")]
    return found


def pairs(bodies: Bodies, wordnet: Path, data: Path) -> list[Example]:
    """The labelled pairs of the evaluation that may be looked at, and those made with WordNet."""
    rows = labelled(bodies)
    true: dict[str, list[str]] = {}
    for pair in (pair for pair in rows if pair.holds):
        true.setdefault(pair.second, []).append(pair.first)
    found = [Example(p.first, p.second, p.holds, () if p.holds else _amiss(p.first, true.get(p.second, [])), p.group, "labelled") for p in rows]
    return found + [
        Example(p.first, p.second, p.holds, () if p.holds else _amiss(p.first, [p.second]), p.group, "made") for p in contraries(bodies, wordnet, data)
    ]


def _amiss(claim: str, same: Sequence[str]) -> tuple[Span, ...] | None:
    near = max((change for true in same if (change := turned(true, claim))), default=None)
    return None if near is None else near[1]


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
    claim = np.isin(sorts, ["claim", "true claim"])
    rows = {"claim": claim, "labelled": sorts == "labelled", "turned quote": sorts == "turned quote"}
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
    parser.add_argument("--passes", type=int, default=1)
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("index/verifier.onnx"))
    given = parser.parse_args()
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    bodies = Bodies.load()
    examples: list[Example] = []
    for sources in (Catalogue.load().sources(), Catalogue.load().sources(given.originals)):
        examples += claims(Sentences([read(source, bodies) for source in sources], None, bodies), bodies)
    examples += pairs(bodies, given.wordnet, given.data)
    held = [one for one in examples if not fold(one.group)]
    net = Net()
    start = kept(given.start)
    # A graph names the pair's head so; the cross-encoder's tells two things, of which the second is whether a claim is borne out.
    start |= {f"pair.{name}": start.pop(f"heads.{name}")[-1:] for name in ("weight", "bias") if f"heads.{name}" in start}
    net.load_state_dict(start, strict=False)
    train(net, [one for one in examples if fold(one.group)], given.passes, given.rate)
    print(report(held, scores(net, held)))
    if given.keep:
        save_file(net.state_dict(), given.keep)
    export(LeanVerifier(net.eval()), given.out, (BORNE_OUT, AMISS), by_token=(AMISS,))


if __name__ == "__main__":
    main()
