"""Tunes the cross-encoder (`index/cross.onnx`): `python benchmarks/train_cross.py --data DIR --originals DIR --wordnet DIR [--start FILE] [--out FILE]`.

It learns two things of a pair of texts: whether the second answers the first, and whether it bears the first out. Data, all split by board and chapter:

- questions that a finding of the digest or a sentence of the originals answers (`corpus/asked.json`, `corpus/asked_originals.json`), among them those
  that take a step of thought, are settled with a no, or take for granted what the sentence corrects; each also beside a sentence of the same section;
- `corpus/unanswered.json`: questions on the very matter of a sentence or finding that nothing in its section answers;
- `corpus/asked_years.json`: questions that go over two years, with the sentences of each year that answer and some that only come near; `lists.json`: questions for
  the boards that something is said of, with sentences by which a board counts and others by which it does not;
- `claims.json`: for each sentence a claim that it bears out, and two with one thing turned false;
- the half of CLAPnq (Apache-2.0) that no benchmark reports; pairs made by `contrary_pairs.py` with WordNet 3; the labelled pairs of
  `evals/pairs.toml`, and of `evals/pairs_fresh.toml` the half that is looked at.

A fifth of the boards and chapters is held out, and how well their pairs are told apart (AUROC) is printed after each pass. A pass takes some 40 minutes
on two cores. `--keep FILE` keeps the weights as they are tuned, from which `--start FILE` goes on when there is more to learn from; `--questions SHARE` then
leaves out most of what was learnt before. `--average` then takes the mean of both weights, which on what was held out tells more than either
(Wortsman et al. 2022, Model soups).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from contrary_pairs import made
from safetensors.torch import load_file, save_file
from sklearn.metrics import roc_auc_score

from corpus.asked import Asked, finding_id
from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.read import read
from corpus.split import all_passages
from corpus.types import Document, Passage
from evals import planted
from evals.benchmarks.texts import is_tuned_on
from evals.planted import Sort
from index.cross import ANSWERS, MAX_TOKENS, SUPPORTED
from index.encode import TorchEncoder, Vectors, model_folder, token_counter
from rag import cues
from rag.closely import shown, unnamed
from rag.ground import without_bodies
from rag.scorer import sentence_text

HERE = Path(__file__).parent
BATCH, FROZEN, RATE, HEAD_RATE, WARM = 32, 2, 1e-4, 1e-3, 0.06
"""Pairs a step; layers left as they are, as the words' vectors are; the rate of the others and of the heads; the share of steps that it rises over."""
MADE = 3000
"""Pairs made with WordNet."""
WEIGHT = {"asked": 2.0, "trend": 1.5, "list": 1.5, "claim": 1.5, "made": 0.7}
"""What a pair counts for."""
BESIDE = 0.3
"""The share of near misses and claims that are also put to another sentence."""
PARTS = 12
"""Parts of MiniLM's attention."""
OVER_YEARS = 2
"""Sentences of an edition that a question over two years is put to: as many that answer, and as many that come near."""
FOLDS = 5


@dataclass(frozen=True)
class Pair:
    """Two texts, and whether the second answers, or bears out, the first."""

    first: str
    second: str
    holds: bool
    group: str
    """What it is about; held out as a whole."""
    sort: str
    task: int = 0
    """0 whether it answers, 1 whether it bears out."""


@dataclass(frozen=True)
class Row:
    """A sentence as it is read, and where it stands."""

    passage: Passage
    number: int
    vector: Vectors

    @property
    def text(self) -> str:
        return shown(self.passage, self.number)

    @property
    def group(self) -> str:
        return f"{self.passage.document}|{self.passage.body or (self.passage.path or ('',))[-1]}"


class Sentences:
    """The sentences of some documents, found by the ids of what they are part of."""

    def __init__(self, documents: Sequence[Document], encoder: TorchEncoder | None, bodies: Bodies) -> None:
        """Split some documents; without an encoder nothing is told of which sentences are alike."""
        passages = all_passages(documents, token_counter(model_folder() / "tokenizer.json"), bodies)
        places = [(passage, n) for passage in passages for n in range(len(passage.sentences))]
        vectors = encoder.encode([shown(passage, n) for passage, n in places]) if encoder else np.zeros((len(places), 0), dtype=np.float32)
        self.rows = [Row(passage, n, vector) for (passage, n), vector in zip(places, vectors, strict=True)]
        by_id = {document.id: document for document in documents}
        self.by_id: dict[str, list[Row]] = {}
        self.beside: dict[tuple[str, str | None], list[Row]] = {}
        for row in self.rows:
            document, sentence = by_id[row.passage.document], row.passage.sentences[row.number]
            blocks = [block for section in document.sections for block in section.blocks if block.start <= sentence.start and sentence.end <= block.end]
            for text in dict.fromkeys([sentence_text(row.passage, row.number), *(document.text[block.start : block.end] for block in blocks)]):
                self.by_id.setdefault(finding_id(text), []).append(row)
            self.beside.setdefault((document.id, row.passage.body), []).append(row)

    def _like(self, right: Row, key: str, vector: Vectors) -> list[Row]:
        """The sentences that come nearest a question, beside the one that answers and what it is part of."""
        beside = (row for row in self.beside[right.passage.document, right.passage.body] if not any(row is own for own in self.by_id[key]))
        others = sorted(beside, key=lambda row: -float(row.vector @ vector))
        # The nearest of a whole survey may answer as well; those of a board's own section hardly do.
        return others[:8] if right.passage.body else others[2:16]

    def asked(self, encoder: TorchEncoder, bodies: Bodies) -> list[Pair]:
        """Hits and near misses, each with the sentence they are on, and with another of its section."""
        rows = [(Asked.load().by_finding, True), (Asked.load().unanswered, False)]
        asked = [(key, question, holds) for known, holds in rows for key, questions in known.items() if key in self.by_id for question in questions]
        pairs = []
        for (key, question, holds), vector in zip(asked, encoder.encode([question for _, question, _ in asked]), strict=True):
            row = max(self.by_id[key], key=lambda row, vector=vector: float(row.vector @ vector))  # type: ignore[misc]
            pairs.append(Pair(unnamed(question, bodies), row.text, holds, row.group, "asked"))
            if holds or random.random() < BESIDE:
                (other,) = random.sample(self._like(row, key, vector)[:8], 1)
                pairs.append(Pair(unnamed(question, bodies), other.text, False, row.group, "beside"))
        return pairs

    def several(self, bodies: Bodies) -> list[Pair]:
        """Questions for two years or for many boards, with the sentences that answer for one of them, and those that come near."""
        rows = [("trend", question, matter.answered_by, matter.near) for matter in Asked.load().over_years for question in matter.questions]
        rows += [("list", asked["question"], asked["yes"], asked["no"]) for asked in json.loads((HERE / "lists.json").read_text(encoding="utf-8"))]
        pairs = []
        for sort, question, answering, near in rows:
            known = [([self.by_id[key][0] for key in keys if key in self.by_id], holds) for keys, holds in ((answering, True), (near, False))]
            most = OVER_YEARS if sort == "trend" else len(answering) + len(near)
            own = [(row, holds) for found, holds in known for row in random.sample(found, min(most, len(found)))]
            pairs += [Pair(unnamed(question, bodies), row.text, holds, row.group, sort) for row, holds in own]
        return pairs

    def claims(self, bodies: Bodies) -> list[Pair]:
        """Claims that a sentence bears out, and those that it does not."""
        pairs = []
        for key, claims in json.loads((HERE / "claims.json").read_text(encoding="utf-8")).items():
            for row in self.by_id.get(key, [])[:1]:
                quote = without_bodies(sentence_text(row.passage, row.number), bodies)
                beside = [n for n in range(len(row.passage.sentences)) if n != row.number]
                for claim in claims["same"]:
                    pairs.append(Pair(without_bodies(claim, bodies), quote, True, row.group, "claim", 1))
                    if beside and random.random() < BESIDE:
                        other = without_bodies(sentence_text(row.passage, random.choice(beside)), bodies)
                        pairs.append(Pair(without_bodies(claim, bodies), other, False, row.group, "claim beside", 1))
                pairs += [Pair(without_bodies(claim, bodies), quote, False, row.group, "claim", 1) for claim in claims["other"]]
        return pairs


def clapnq(folder: Path) -> list[Pair]:
    """The training half of CLAPnq: the sentences that answer a question and some of its passage that do not."""
    pairs = []
    for name, answerable in (("clapnq_dev_answerable.jsonl", True), ("clapnq_dev_unanswerable.jsonl", False)):
        for line in (folder / "clapnq" / name).read_text(encoding="utf-8").splitlines():
            data = json.loads(line)
            if not is_tuned_on(str(data["id"])):
                continue
            title, sentences = data["passages"][0]["title"], data["passages"][0]["sentences"]
            chosen = {_plain(s) for s in data["output"][0].get("selected_sentences") or []} if answerable else set()
            rows = []
            for n, sentence in enumerate(sentences):
                before = f"{sentences[n - 1].strip()} " if n and cues.LEANS.match(sentence.strip()) else ""
                rows.append(Pair(data["input"], f"{title}: {before}{sentence.strip()}", _plain(sentence) in chosen, f"clapnq {data['id']}", "clapnq"))
            others = [row for row in rows if not row.holds]
            pairs += [*(row for row in rows if row.holds), *random.sample(others, min(4 if answerable else 3, len(others)))]
    return pairs


def labelled(bodies: Bodies) -> list[Pair]:
    """The labelled pairs of the evaluation that may be looked at."""
    sorts = (Sort.PARAPHRASE, Sort.POLARITY, Sort.FIGURE, Sort.SPEAKER, Sort.PROVIDER)
    rows = [*planted.load(bodies, planted.KNOWN), *(pair for pair in planted.load(bodies, planted.FRESH) if not pair.blind)]
    return [
        Pair(without_bodies(p.says, bodies), without_bodies(p.citation.quote, bodies), p.true, f"labelled {p.citation.quote[:50]}", "labelled", 1)
        for p in rows
        if p.sort in sorts and not p.says.endswith(f"({p.citation.period}).")
    ]


def contraries(bodies: Bodies, wordnet: Path, data: Path) -> list[Pair]:
    """Sentences with a word changed for a synonym or for an opposite."""
    rows = made(bodies, wordnet, data)
    random.shuffle(rows)
    return [Pair(without_bodies(s, bodies), without_bodies(quote, bodies), not turned, f"made {quote[:40]}", "made", 1) for quote, s, turned in rows[:MADE]]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class Cross(torch.nn.Module):
    """MiniLM over two texts, with a score for each task."""

    def __init__(self) -> None:
        super().__init__()
        from transformers import AutoModel

        self.encoder = AutoModel.from_pretrained(model_folder())
        self.drop = torch.nn.Dropout(0.1)
        self.heads = torch.nn.Linear(self.encoder.config.hidden_size, 2)
        for name, weights in self.encoder.named_parameters():
            if "word_embeddings" in name or any(f"layer.{n}." in name for n in range(FROZEN)):
                weights.requires_grad = False

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        """Log-odds, shape (pairs, 2)."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state
        scores: torch.Tensor = self.heads(self.drop(states[:, 0].float()))
        return scores


class Tokenized:
    """Pairs as the encoder's tokenizer cuts them."""

    def __init__(self) -> None:
        from transformers import AutoTokenizer

        self._tokenizer = AutoTokenizer.from_pretrained(model_folder())

    def __call__(self, pairs: Sequence[Pair]) -> Any:
        texts = [pair.first for pair in pairs], [pair.second for pair in pairs]
        return self._tokenizer(*texts, truncation="only_second", max_length=MAX_TOKENS, padding=True, return_tensors="pt")


def batches(rows: Sequence[Any], length: Callable[[Any], int]) -> list[list[Any]]:
    """What is learnt from in steps, each of rows of like length."""
    shuffled = random.sample(rows, len(rows))
    found = []
    for start in range(0, len(shuffled), BATCH * 20):
        near = sorted(shuffled[start : start + BATCH * 20], key=length)
        found += [near[n : n + BATCH] for n in range(0, len(near), BATCH)]
    random.shuffle(found)
    return found


def _length(pair: Pair) -> int:
    return len(pair.first) + len(pair.second)


def train(net: Cross, pairs: Sequence[Pair], held: Sequence[Pair], passes: int, out: Path) -> None:
    """Tune a model on some pairs; the others tell how well it does after each pass, when its graph is written."""
    cut = Tokenized()
    tuned = [weights for weights in net.encoder.parameters() if weights.requires_grad]
    optimizer = torch.optim.AdamW([{"params": tuned, "lr": RATE}, {"params": net.heads.parameters(), "lr": HEAD_RATE}], weight_decay=0.01)
    steps = passes * len(batches(pairs, _length))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, step / (WARM * steps + 1)) * max(0.02, 1 - step / steps))
    for number in range(passes):
        net.train()
        for batch in batches(pairs, _length):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = net(**cut(batch)).float()
            own = scores[torch.arange(len(batch)), torch.tensor([pair.task for pair in batch])]
            weights = torch.tensor([WEIGHT.get(pair.sort, 1.0) for pair in batch])
            losses = torch.nn.functional.binary_cross_entropy_with_logits(own, torch.tensor([float(pair.holds) for pair in batch]), reduction="none")
            optimizer.zero_grad()
            ((losses * weights).sum() / weights.sum()).backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(tuned, 1.0)
            optimizer.step()
            schedule.step()
        export(Lean(net.eval()), out, (ANSWERS, SUPPORTED))
        print(f"pass {number + 1}: " + report(net, cut, held), flush=True)


def report(net: Cross, cut: Tokenized, held: Sequence[Pair]) -> str:
    """How well the pairs of each sort that were held out are told apart."""
    net.eval()
    scores = np.zeros(len(held))
    order = sorted(range(len(held)), key=lambda n: len(held[n].second))
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), 64):
            rows = order[start : start + 64]
            scores[rows] = [float(row[held[n].task]) for n, row in zip(rows, net(**cut([held[n] for n in rows])), strict=True)]
    found = []
    for sort in sorted({pair.sort for pair in held}):
        own = [n for n, pair in enumerate(held) if pair.sort == sort]
        if len({held[n].holds for n in own}) == 2:
            found.append(f"{sort} {roc_auc_score([held[n].holds for n in own], scores[own]):.3f} ({len(own)})")
    return ", ".join(found)


class Lean(torch.nn.Module):
    """A tuned model as it is run: on one pair at a time, so without padding; what only other words' last states need is left out."""

    def __init__(self, net: Any) -> None:
        super().__init__()
        self.embeddings, self.layers, self.heads = net.encoder.embeddings, net.encoder.encoder.layer, net.heads
        self.parts = net.encoder.config.num_attention_heads
        self.queries_keys_values = torch.nn.ModuleList(_joined(layer.attention.self, self.parts) for layer in self.layers)

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Log-odds that one pair of texts answers, and bears out, from its tokens, shape (1, n)."""
        scores = self.heads(self.first_state(input_ids[0], token_type_ids[0]))
        return scores[:, 0], scores[:, 1]

    def first_state(self, ids: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        """The last state of the first token of one pair's, shape (1, width)."""
        own = self.embeddings
        states: torch.Tensor = own.LayerNorm(own.word_embeddings(ids) + own.token_type_embeddings(types) + own.position_embeddings.weight[: ids.shape[0]])
        for number, layer in enumerate(self.layers):
            joined = self.queries_keys_values[number](states)
            queries, keys, values = joined.reshape(-1, 3, self.parts, joined.shape[1] // (3 * self.parts)).unbind(1)
            if number == len(self.layers) - 1:
                queries, states = queries[:1], states[:1]
            looks = torch.softmax(queries.transpose(0, 1) @ keys.permute(1, 2, 0), -1)
            seen = (looks @ values.transpose(0, 1)).transpose(0, 1).reshape(-1, states.shape[1])
            states = layer.attention.output.LayerNorm(layer.attention.output.dense(seen) + states)
            states = layer.output.LayerNorm(layer.output.dense(torch.nn.functional.gelu(layer.intermediate.dense(states))) + states)
        return states


def _joined(attention: Any, parts: int) -> torch.nn.Linear:
    """One matrix in the place of three; a query is as short as its part's likenesses ask for."""
    shorter = (attention.query.in_features / parts) ** 0.5
    joined = torch.nn.Linear(attention.query.in_features, 3 * attention.query.out_features)
    joined.weight.data = torch.cat([attention.query.weight / shorter, attention.key.weight, attention.value.weight]).detach()
    joined.bias.data = torch.cat([attention.query.bias / shorter, attention.key.bias, attention.value.bias]).detach()
    return joined


def export(lean: Lean, path: Path, outputs: Sequence[str]) -> None:
    """Write a model as an ONNX graph of 8-bit weights that reads one pair at a time."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    inputs = ["input_ids", "token_type_ids"]
    example = torch.ones(1, 8, dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        plain = Path(folder) / "cross.onnx"
        torch.onnx.export(
            lean,
            (example, example * 0),
            str(plain),
            input_names=inputs,
            output_names=list(outputs),
            dynamic_axes={name: {1: "token"} for name in inputs},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, per_channel=True)


def kept(file: Path) -> dict[str, torch.Tensor]:
    """The weights that an earlier run kept, or those of a graph that it wrote, from their 8 bits."""
    if file.suffix != ".onnx":
        return dict(load_file(file))
    import onnx

    found = {own.name: torch.tensor(onnx.numpy_helper.to_array(own)) for own in onnx.load(file).graph.initializer}
    rows = {name: rows for name, rows in found.items() if not name.endswith(("_quantized", "_zero_point", "_scale"))}
    for name in (name.removesuffix("_quantized") for name in found if name.endswith("_quantized")):
        whole = (found[f"{name}_quantized"].float() - found[f"{name}_zero_point"].float()) * found[f"{name}_scale"]
        rows[name] = whole if "embeddings" in name else whole.T.contiguous()
    weights = {}
    for name, row in rows.items():
        joined = re.fullmatch(r"queries_keys_values\.(\d+)\.(\w+)", name)
        if joined:
            width = row.shape[0] // 3
            shorter = (width / PARTS) ** 0.5
            for kind, part in zip(("query", "key", "value"), row.split(width), strict=True):
                weights[f"encoder.encoder.layer.{joined[1]}.attention.self.{kind}.{joined[2]}"] = part * (shorter if kind == "query" else 1)
        else:
            weights[re.sub(r"^layers\.", "encoder.encoder.layer.", re.sub(r"^embeddings\.", "encoder.embeddings.", name))] = row
    return weights


def fold(group: str) -> int:
    return hashlib.sha256(group.encode()).digest()[1] % FOLDS


def averaged(tuned: Mapping[str, torch.Tensor], *others: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The mean of some weights; what the others do not have stays as it was tuned."""
    mean = {}
    for name, own in tuned.items():
        rows = [own, *(other[name] for other in others if name in other)]
        mean[name] = torch.stack(rows).mean(0) if own.is_floating_point() else own
    return mean


def main() -> None:
    """Tune, tell how well it went, and write the graph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder that holds the public data sets")
    parser.add_argument("--originals", type=Path, required=True, help="a folder that holds the publishers' originals")
    parser.add_argument("--wordnet", type=Path, required=True, help="the folder of WordNet 3's files")
    parser.add_argument("--start", type=Path, help="weights kept by an earlier run, or the graph that it wrote, to go on from")
    parser.add_argument("--questions", type=float, default=1.0, help="the share of the questions to learn from, where the start has learnt from them before")
    parser.add_argument("--all", nargs="*", default=(), help="sorts of questions of which none is left out")
    parser.add_argument("--average", action="store_true", help="end with the mean of the weights at the start and those tuned")
    parser.add_argument("--keep", type=Path, help="a file to keep the weights in")
    parser.add_argument("--passes", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("index/cross.onnx"))
    given = parser.parse_args()
    random.seed(0)
    torch.manual_seed(0)
    encoder, bodies = TorchEncoder(), Bodies.load()
    pairs: list[Pair] = []
    for sources in (Catalogue.load().sources(), Catalogue.load().sources(given.originals)):
        sentences = Sentences([read(source, bodies) for source in sources], encoder, bodies)
        pairs += [*sentences.asked(encoder, bodies), *sentences.several(bodies), *sentences.claims(bodies)]
    pairs += [*clapnq(given.data), *contraries(bodies, given.wordnet, given.data), *labelled(bodies)]
    tuned_on = [pair for pair in pairs if fold(pair.group) and (pair.task or pair.sort in given.all or random.random() < given.questions)]
    held = [pair for pair in pairs if not fold(pair.group)]
    print(f"{len(tuned_on)} pairs, {len(held)} held out", flush=True)
    net = Cross()
    if given.start:
        net.load_state_dict(kept(given.start), strict=False)
    train(net, tuned_on, held, given.passes, given.out)
    if given.start and given.average:
        net.load_state_dict(averaged(net.state_dict(), kept(given.start)))
        export(Lean(net.eval()), given.out, (ANSWERS, SUPPORTED))
        print("averaged: " + report(net, Tokenized(), held), flush=True)
    if given.keep:
        save_file(net.state_dict(), given.keep)


if __name__ == "__main__":
    main()
