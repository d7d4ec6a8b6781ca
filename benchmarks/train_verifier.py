"""Tunes what reads a claim with its quote (`index/verifier.onnx`): `python benchmarks/train_verifier.py --encoder DIR --data DIR --originals DIR --wordnet DIR --steps N [--out FILE]`.

It learns whether a quote bears a claim out, and by which words it does not. Data, all split by board and chapter (`verifier_examples.py`):

- `contrary_sets.json`: sets of statements that say one fact in other words each, and of others that all say its contrary, on a quote;
- `claims.json`: for each sentence claims that it bears out, and others with a phrase turned false; where these differ by few words from a true one,
  the words by which they do are what is amiss;
- the same claims turned about: the false one as the quote, and the true one as what it does not bear out; and where the turned words stand in the
  quote as they are, the quote with them turned as well, which then bears out the false claim and not the true one. Without these the
  tuned model went by how a false claim sounds: it told the true claim from the quote and the true claim from the false one no better than by chance;
- the labelled pairs of `evals/` that may be looked at, and pairs made by `contrary_pairs.py` with WordNet 3.

It starts from all-mpnet-base-v2 (Apache License 2.0), which `--encoder` is a folder of, or from weights that an earlier run kept by `--keep`. A fifth
of the boards, chapters and sets is held out, and how well their pairs are told apart (AUROC) is printed at the end, with the share of true claims that is let
through where 98, 95 and 90 of 100 false ones are caught. Some 10 pairs a second are learnt from on two cores.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sklearn.metrics import roc_auc_score
from train_cross import Sentences, averaged, batches, fold
from verifier_examples import OF_SET, Example, claims, pairs, sets

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.read import read
from index.verifier import AMISS, BORNE_OUT, MAX_TOKENS

RATE, HEADS, WARM, LEVEL = 5e-5, 10, 80, 0.55
"""The rate of the encoder, and how many times that of the heads is; the steps over which they rise, and the share of the steps after which they fall to nothing."""
AMISS_COUNTS = 3.0
"""What a token that is amiss counts for beside one that is not."""
LONGEST = 520
"""Characters of a pair that is learnt from: the few longer ones take the time of several."""
SHARE = {
    "claim": 1.0,
    "true claim": 1.0,
    "labelled": 2.0,
    "set": 0.4,
    "moved": 0.3,
    "beside": 0.2,
    "turned quote": 0.15,
    "made": 0.12,
    "own": 0.1,
    "turned about": 0.1,
}
"""How often a pair of a sort is taken in a pass."""
OF_ONE_QUOTE = 0.3
"""How often a claim of `claims.json` is, of which many stand beside one sentence."""
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
TOLD = 100
"""Steps after which the loss is told."""
MARGINS = (0.02, 0.05, 0.1)
SAMPLE = 600
"""Held-out pairs of a sort that are read for the report."""
BERT_WORDS, SHIFT, FIRST_PLACE = 30522, 4, 2
"""The words of BERT's vocabulary, which MiniLM's tokenizer gives; by how much each stands further down in MPNet's; MPNet's first position."""
CLS, SEP = 101, 102
"""The tokens of BERT's vocabulary that part texts."""
BLOCK = 32
"""Weights that share a scale."""


class Net(torch.nn.Module):
    """MPNet over a claim and a quote, with a score for the pair and one for each token; a token that is amiss speaks against the pair."""

    def __init__(self, folder: Path, frozen: int = 0) -> None:
        """Load an encoder, of which the words' vectors and the lowest layers stay as they are."""
        super().__init__()
        from transformers import AutoModel

        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        width = self.encoder.config.hidden_size
        self.pair, self.token, self.drop = torch.nn.Linear(width, 1), torch.nn.Linear(width, 1), torch.nn.Dropout(0.1)
        self.share = torch.nn.Parameter(torch.tensor(0.5))
        for name, weights in self.encoder.named_parameters():
            weights.requires_grad = "embeddings" not in name and not any(f"layer.{n}." in name for n in range(frozen))

    def forward(self, given: dict[str, torch.Tensor], own: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Log-odds, shape (pairs,) and (pairs, tokens), of pairs of which `own` marks the claim's tokens."""
        states = self.encoder(**given).last_hidden_state.float()
        by_token = self.token(self.drop(states))[..., 0]
        whole = torch.logsumexp(by_token.masked_fill(~own, -1e4), 1)
        return self.pair(self.drop(states[:, 0]))[:, 0] - self.share * whole, by_token


class LeanVerifier(torch.nn.Module):
    """A tuned verifier as it is run: on one pair at a time, so without padding, of the tokens that MiniLM's tokenizer gives, whose words MPNet shares."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        encoder = net.encoder
        width, self.parts = encoder.config.hidden_size, encoder.config.num_attention_heads
        rows = torch.arange(BERT_WORDS) + SHIFT
        rows[CLS], rows[SEP] = encoder.config.bos_token_id, encoder.config.eos_token_id
        self.words = torch.nn.Embedding.from_pretrained(encoder.embeddings.word_embeddings.weight.detach()[rows])
        # MPNet parts two texts by two tokens.
        self.most = MAX_TOKENS + 1
        places = encoder.embeddings.position_embeddings.weight.detach()[FIRST_PLACE : FIRST_PLACE + self.most]
        apart = torch.arange(1 - self.most, self.most)[None]
        buckets = encoder.encoder.relative_position_bucket(apart, num_buckets=encoder.config.relative_attention_num_buckets)[0]
        self.register_buffer("places", places.clone())
        self.register_buffer("apart", encoder.encoder.relative_attention_bias(buckets).detach().T.contiguous())
        self.norm, self.layers = encoder.embeddings.LayerNorm, encoder.encoder.layer
        self.queries_keys_values = torch.nn.ModuleList(_joined(layer.attention.attn, width, self.parts) for layer in self.layers)
        self.pair, self.token, self.share = net.pair, net.token, net.share

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Log-odds that one claim is borne out, shape (1,), and that each token is amiss, shape (n,), from the pair's tokens, shape (1, n)."""
        ids, types = input_ids[0], token_type_ids[0]
        claim = (1 - types).sum()
        states = self._states(torch.cat([ids[:claim], torch.full((1,), SEP, dtype=ids.dtype), ids[claim:]]))
        by_token = self.token(states)[:, 0]
        by_token = torch.cat([by_token[:claim], by_token[claim + 1 :]])
        # The first token, and the one that parts the two texts, stand for no word of the claim.
        parting = (ids == CLS) | (ids == SEP) | (types == 1)
        whole = torch.logsumexp(by_token.masked_fill(parting, -1e4), 0)
        return self.pair(states[:1])[:, 0] - self.share * whole, by_token

    def _states(self, ids: torch.Tensor) -> torch.Tensor:
        place = torch.arange(ids.shape[0])
        states: torch.Tensor = self.norm(self.words(ids) + self.places[: ids.shape[0]])
        bias = self.apart[:, place[None] - place[:, None] + self.most - 1]
        for layer, joined in zip(self.layers, self.queries_keys_values, strict=True):
            queries, keys, values = _dense(joined, states).reshape(-1, 3, self.parts, states.shape[1] // self.parts).unbind(1)
            looks = torch.softmax(queries.transpose(0, 1) @ keys.permute(1, 2, 0) + bias, -1)
            seen = (looks @ values.transpose(0, 1)).transpose(0, 1).reshape(-1, states.shape[1])
            states = layer.attention.LayerNorm(_dense(layer.attention.attn.o, seen) + states)
            within = torch.nn.functional.gelu(_dense(layer.intermediate.dense, states))
            states = layer.output.LayerNorm(_dense(layer.output.dense, within) + states)
        return states


def _dense(linear: Any, states: torch.Tensor) -> torch.Tensor:
    """A layer as a plain product, which is what is written with fewer bits."""
    product: torch.Tensor = states @ linear.weight.T + linear.bias
    return product


def _joined(attention: Any, width: int, parts: int) -> torch.nn.Linear:
    """One matrix in the place of three; a query is as short as its part's likenesses ask for."""
    shorter = (width / parts) ** 0.5
    joined = torch.nn.Linear(width, 3 * width)
    joined.weight.data = torch.cat([attention.q.weight / shorter, attention.k.weight, attention.v.weight]).detach()
    joined.bias.data = torch.cat([attention.q.bias / shorter, attention.k.bias, attention.v.bias]).detach()
    return joined


def kept(file: Path, net: Net) -> dict[str, torch.Tensor]:
    """The weights that an earlier run kept, or those of a graph that it wrote, from their 4 bits; what it does not tune is the model's own."""
    if file.suffix != ".onnx":
        return dict(load_file(file))
    import onnx

    graph = onnx.load(file).graph
    there = {own.name: torch.tensor(onnx.numpy_helper.to_array(own)) for own in graph.initializer}
    weights = net.state_dict()
    for name, row in there.items():
        weights |= {own: row.reshape(weights[own].shape) for own in (name, f"encoder.encoder.{name.replace('layers.', 'layer.')}") if own in weights}
    written = [_whole(*(there[name] for name in node.input[1:4])) for node in graph.node if node.op_type == "MatMulNBits"]
    joined = [name for n in range(net.encoder.config.num_hidden_layers) for name in (f"layer.{n}.{part}" for part in MATRICES)]
    for name, matrix in zip(joined, written, strict=True):
        if name.endswith("attn"):
            shorter = (matrix.shape[1] / net.encoder.config.num_attention_heads) ** 0.5
            bias = there[f"queries_keys_values.{name.split('.')[1]}.bias"]
            for part, own, its, by in zip("qkv", matrix.chunk(3), bias.chunk(3), (shorter, 1, 1), strict=True):
                weights |= {f"encoder.encoder.{name}.{part}.weight": own * by, f"encoder.encoder.{name}.{part}.bias": its * by}
        else:
            weights[f"encoder.encoder.{name}.weight"] = matrix
    return weights


MATRICES = ("attention.attn", "attention.attn.o", "intermediate.dense", "output.dense")
"""A layer's, in the order in which a graph runs them; the first joins three."""


def _whole(packed: torch.Tensor, scales: torch.Tensor, zeros: torch.Tensor) -> torch.Tensor:
    """A matrix, shape (rows, columns), of which two weights share a byte, and a block of a row a scale and a zero."""
    rows, blocks = packed.shape[0], packed.shape[1]
    weights = torch.stack([packed & 15, packed >> 4], -1).reshape(rows, blocks, -1).float()
    zero = torch.stack([zeros & 15, zeros >> 4], -1).reshape(rows, -1)[:, :blocks, None].float()
    return ((weights - zero) * scales.reshape(rows, blocks, 1)).reshape(rows, -1)


class Tokenized:
    """Examples as the encoder's tokenizer cuts them, with what is to be learnt of each token."""

    def __init__(self, folder: Path) -> None:
        from transformers import AutoTokenizer

        self._tokenizer = AutoTokenizer.from_pretrained(folder)

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


def taken(of_sets: Sequence[Example], others: Sequence[Example], of_all: float = 1.0, held: bool = False) -> list[Example]:
    """What is learnt from: each sort as often as it helps, or a share of that, of boards, chapters and sets that are not held out, or of those that are."""
    found = []
    for one, is_set in [*((one, True) for one in of_sets), *((one, False) for one in others)]:
        if (not fold(one.group)) is held and _length(one) <= LONGEST:
            share = of_all * (OF_ONE_QUOTE if not is_set and one.sort in ("claim", "true claim") else SHARE[one.sort])
            found += [one] * (int(share) + (random.random() < share % 1))
    return found


def train(net: Net, cut: Tokenized, examples: Sequence[Example], steps: int, rate: float) -> None:
    """Tune a model on some examples."""
    losses_of = torch.nn.functional.binary_cross_entropy_with_logits
    tuned = [weights for weights in net.encoder.parameters() if weights.requires_grad]
    heads = [*net.pair.parameters(), *net.token.parameters(), net.share]
    optimizer = torch.optim.AdamW([{"params": tuned, "lr": rate}, {"params": heads, "lr": HEADS * rate}], weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, (step + 1) / WARM, max(0.0, (1 - step / steps) / (1 - LEVEL))))
    net.train()
    told: list[float] = []
    for batch in _endless(examples, steps):
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
        told.append(loss.item())
        if len(told) % TOLD == 0:
            print(f"{len(told)} of {steps} steps: loss {np.mean(told[-TOLD:]):.3f}", flush=True)


def _endless(examples: Sequence[Example], steps: int) -> Iterator[list[Example]]:
    while steps > 0:
        for batch in batches(examples, _length)[:steps]:
            yield batch
            steps -= 1


def scores(net: Net, cut: Tokenized, examples: Sequence[Example]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The log-odds that each claim is borne out, shape (len(examples),)."""
    net.eval()
    found = np.zeros(len(examples))
    order = sorted(range(len(examples)), key=lambda n: _length(examples[n]))
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), 32):
            rows = order[start : start + 32]
            given, own, _, _ = cut([examples[n] for n in rows])
            found[rows] = net(given, own)[0].float().numpy()
    return found


def by_sort(held: Sequence[Example]) -> Mapping[str, list[Example]]:
    """A sample of what is held out, by how it is told of."""
    rows: dict[str, list[Example]] = {}
    for one in held:
        beside_quote = one.sort in ("claim", "true claim")
        name = "set beside its quote" if beside_quote and one.group.startswith(OF_SET) else "claim" if beside_quote else one.sort
        if name in ("set beside its quote", "claim", "set", "labelled"):
            rows.setdefault(name, []).append(one)
    return {name: random.sample(own, min(SAMPLE, len(own))) for name, own in rows.items()}


def report(samples: Mapping[str, Sequence[Example]], net: Net, cut: Tokenized) -> str:
    """How well what is held out is told apart."""
    told = []
    for name, examples in samples.items():
        holds, found = np.array([one.holds for one in examples]), scores(net, cut, examples)
        through = [(found[holds] > np.quantile(found[~holds], 1 - margin)).mean() for margin in MARGINS]
        rates = ", ".join(f"{share:.1%} where {1 - margin:.0%} are caught" for margin, share in zip(MARGINS, through, strict=True))
        told.append(f"{name} ({len(examples)}): {roc_auc_score(holds, found):.3f}; let through {rates}")
    return "\n".join(told)


def export(lean: LeanVerifier, path: Path) -> None:
    """Write a model as an ONNX graph that reads one pair at a time: its words' vectors in 8 bits, its matrices in 4, with a scale for each block of weights.

    With 8 bits and one scale for all that a layer is given, as `train_cross.export` writes MiniLM, MPNet tells far less: some few of its states are very large.
    """
    from onnxruntime.quantization import QuantType, matmul_nbits_quantizer, quantize_dynamic

    inputs = ["input_ids", "token_type_ids"]
    example = torch.ones(1, 8, dtype=torch.long), torch.tensor([[0] * 4 + [1] * 4])
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        axes = {name: {1: "token"} for name in inputs} | {AMISS: {0: "token"}}
        options: dict[str, Any] = {"input_names": inputs, "output_names": [BORNE_OUT, AMISS], "dynamic_axes": axes, "opset_version": 17, "dynamo": False}
        torch.onnx.export(lean, example, str(plain), **options)
        quantize_dynamic(plain, small, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["Gather"])
        way = {"block_size": BLOCK, "is_symmetric": False, "accuracy_level": 4}
        weights = matmul_nbits_quantizer.DefaultWeightOnlyQuantConfig(**way, op_types_to_quantize=("MatMul",))
        heads = [f"/{name}/Gemm_MatMul" for name in ("pair", "token")]
        blockwise = matmul_nbits_quantizer.MatMulNBitsQuantizer(str(small), **way, algo_config=weights, nodes_to_exclude=heads)
        blockwise.process()
        blockwise.model.save_model_to_file(str(path), False)


def main() -> None:
    """Tune, tell how well it went, and write the graph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, required=True, help="a folder of all-mpnet-base-v2, as sentence-transformers loads it")
    parser.add_argument("--data", type=Path, required=True, help="a folder that holds the public data sets")
    parser.add_argument("--originals", type=Path, required=True, help="a folder that holds the publishers' originals")
    parser.add_argument("--wordnet", type=Path, required=True, help="the folder of WordNet 3's files")
    parser.add_argument("--start", type=Path, help="weights kept by an earlier run, or a graph, to go on from")
    parser.add_argument("--read", type=int, default=0, help="how many of the sets, from the first on, the start has learnt from")
    parser.add_argument("--again", type=float, default=1.0, help="the share to learn from again of these and of all that is no set")
    parser.add_argument("--held", type=float, default=0.0, help="the share to learn from of what is held out, at last; what is told of it then tells nothing")
    parser.add_argument("--keep", type=Path, help="a file to keep the weights in")
    parser.add_argument("--average", type=Path, nargs="*", default=(), help="end with the mean of the weights tuned and those kept in these files")
    parser.add_argument("--steps", type=int, required=True, help="of 32 pairs each; 0 only tells how well the start does, and writes it")
    parser.add_argument("--frozen", type=int, default=4, help="the lowest layers that stay as they are")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("index/verifier.onnx"))
    given = parser.parse_args()
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    bodies = Bodies.load()
    editions = [Catalogue.load().sources(), Catalogue.load().sources(given.originals)]
    sentences = [Sentences([read(source, bodies) for source in sources], None, bodies) for sources in editions]
    read_before, new = sets(sentences, bodies, slice(given.read)), sets(sentences, bodies, slice(given.read, None))
    others = [example for own in sentences for example in claims(own, bodies)] + pairs(bodies, given.wordnet, given.data)
    samples = by_sort([one for one in read_before + new + others if not fold(one.group)])
    net, cut = Net(given.encoder, given.frozen), Tokenized(given.encoder)
    if given.start:
        net.load_state_dict(kept(given.start, net))
    if given.steps:
        held = taken(new + read_before, others, given.held, held=True)
        train(net, cut, taken(new, []) + taken(read_before, others, given.again) + held, given.steps, given.rate)
    print(report(samples, net, cut), flush=True)
    if given.keep:
        save_file(net.state_dict(), given.keep)
    if given.average:
        net.load_state_dict(averaged(net.state_dict(), *map(load_file, given.average)))
        print("averaged:\n" + report(samples, net, cut))
    export(LeanVerifier(net.eval()), given.out)


if __name__ == "__main__":
    main()
