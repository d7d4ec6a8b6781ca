"""An NLI model of the user's own is a further judge: it is read from its folder, and can only withhold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from test_wording import ASKED, Scripted, told
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from index.hybrid import HybridIndex
from rag.assistant import Assistant
from rag.entail import CONFIG, GRAPH, TOKENIZER, EntailmentError, Inference, OnnxEntailment
from rag.types import Outcome

WORDS = ("[CLS]", "[SEP]", "[UNK]", "not", "the", "van", "runs")
LABELS = {"0": "ENTAILMENT", "1": "neutral", "2": "contradiction"}


def a_model(folder: Path, *, labels: dict[str, str] = LABELS, values: int = 3) -> Path:
    """A graph that finds a contradiction where a pair has one "not", and entailment where it has none or two."""
    folder.mkdir(exist_ok=True)
    weights = np.zeros((len(WORDS), values), dtype=np.float32)
    weights[WORDS.index("not"), values - 1] = 8.0
    bias = np.zeros(values, dtype=np.float32)
    bias[0] = 4.0
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"], axis=0),
        helper.make_node("ReduceSum", ["rows", "axes"], ["summed"], keepdims=0),
        helper.make_node("Add", ["summed", "bias"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "nli",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", values])],
        [onnx.numpy_helper.from_array(row, name) for row, name in ((weights, "table"), (bias, "bias"), (np.asarray([1], dtype=np.int64), "axes"))],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), str(folder / GRAPH))
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 0), ("[SEP]", 1)])
    tokenizer.save(str(folder / TOKENIZER))
    (folder / CONFIG).write_text(json.dumps({"id2label": labels}))
    return folder


def test_a_pair_is_judged_by_the_label_that_the_folder_gives_its_values(tmp_path: Path) -> None:
    judge = OnnxEntailment(a_model(tmp_path / "nli-small"))
    same, opposite = judge.infer([("the van runs", "the van runs"), ("the van runs", "the van not runs")])
    assert judge.name == "nli-small"
    assert same.holds
    assert same.word == "entailment"
    assert not opposite.holds
    assert opposite.word == "contradiction"
    assert sum((same.entailment, same.neutral, same.contradiction)) == pytest.approx(1)


def test_labels_may_come_in_any_order(tmp_path: Path) -> None:
    judge = OnnxEntailment(a_model(tmp_path, labels={"0": "contradiction", "1": "neutral", "2": "entailment"}))
    (found,) = judge.infer([("the van runs", "the van not runs")])
    assert found.word == "entailment"


def test_a_long_pair_is_cut(tmp_path: Path) -> None:
    judge = OnnxEntailment(a_model(tmp_path))
    assert judge.infer([("the van " * 2000, "the van runs")])[0].holds


@pytest.mark.parametrize("name", [GRAPH, TOKENIZER, CONFIG])
def test_a_folder_that_lacks_a_file_is_told(tmp_path: Path, name: str) -> None:
    (a_model(tmp_path) / name).unlink()
    with pytest.raises(EntailmentError, match=name):
        OnnxEntailment(tmp_path)


@pytest.mark.parametrize("config", ["{", "[]", '{"id2label": {"0": "yes", "1": "no"}}', '{"id2label": 3}', "{}"])
def test_labels_that_name_no_entailment_are_told(tmp_path: Path, config: str) -> None:
    (a_model(tmp_path) / CONFIG).write_text(config)
    with pytest.raises(EntailmentError, match="expected"):
        OnnxEntailment(tmp_path)


@pytest.mark.parametrize("name", [GRAPH, TOKENIZER])
def test_a_broken_file_is_one_line(tmp_path: Path, name: str) -> None:
    (a_model(tmp_path) / name).write_text("{}")
    with pytest.raises(EntailmentError, match=name) as caught:
        OnnxEntailment(tmp_path).infer([("the van", "the van")])
    assert "\n" not in str(caught.value)


def test_a_graph_with_other_values_than_labels_is_told(tmp_path: Path) -> None:
    with pytest.raises(EntailmentError, match="gives 2 values"):
        OnnxEntailment(a_model(tmp_path, values=2)).infer([("the van", "the van")])


@dataclass
class Judge:
    """A judge whose mind is made up."""

    mind: Inference
    name: str = "judge"
    asked: list[tuple[str, str]] = field(default_factory=list)

    def infer(self, pairs: Sequence[tuple[str, str]]) -> list[Inference]:
        self.asked += pairs
        return [self.mind] * len(pairs)


SAID = "Devon ICB had a surplus, but its system was in deficit in spite of non-recurrent deficit support funding."


def judged(index: HybridIndex, judge: Judge, text: str = SAID) -> Assistant:
    from rag.reply import Written

    model = Scripted(lambda task: [Written(text, (next(item.n for item in task.evidence if "surplus" in item.evidence.text),))])
    return Assistant.from_index(index, generator=model, judge=judge)


def test_what_a_judge_finds_entailed_is_shown(digest_index: HybridIndex) -> None:
    judge = Judge(Inference(0.9, 0.06, 0.04))
    answer = judged(digest_index, judge).ask(ASKED[0])
    assert "in spite of" in answer.text
    assert answer.verdicts[0].entailment == 0.9
    assert answer.provenance["nli"] == "judge"
    ((premise, hypothesis),) = judge.asked
    assert "surplus" in premise
    assert SAID in hypothesis


@pytest.mark.parametrize(("mind", "why"), [(Inference(0.1, 0.1, 0.8), "contradicts"), (Inference(0.3, 0.6, 0.1), "does not say")])
def test_what_a_judge_does_not_find_entailed_is_withheld(assistant: Assistant, digest_index: HybridIndex, mind: Inference, why: str) -> None:
    answer = judged(digest_index, Judge(mind)).ask(ASKED[0])
    assert told(answer) == told(assistant.ask(ASKED[0]))
    assert answer.verdicts[0].outcome is Outcome.WITHHELD
    assert why in answer.verdicts[0].why


def test_a_judge_cannot_let_through_what_the_rules_withhold(assistant: Assistant, digest_index: HybridIndex) -> None:
    judge = Judge(Inference(1.0, 0.0, 0.0))
    answer = judged(digest_index, judge, "Devon ICB had a surplus of 99 million.").ask(ASKED[0])
    assert told(answer) == told(assistant.ask(ASKED[0]))
    assert judge.asked == []


def test_a_judge_that_breaks_leaves_the_extractive_answer_and_a_note(assistant: Assistant, digest_index: HybridIndex) -> None:
    class Broken(Judge):
        def infer(self, pairs: Sequence[tuple[str, str]]) -> list[Inference]:
            raise EntailmentError("the graph cannot be run")

    answer = judged(digest_index, Broken(Inference(1.0, 0.0, 0.0))).ask(ASKED[0])
    assert told(answer) == told(assistant.ask(ASKED[0]))
    assert any("the graph cannot be run" in note for note in answer.notes)


def test_without_a_model_a_judge_is_not_asked(assistant: Assistant, digest_index: HybridIndex) -> None:
    judge = Judge(Inference(0.0, 0.0, 1.0))
    one, other = assistant.ask(ASKED[0]), Assistant.from_index(digest_index, judge=judge).ask(ASKED[0])
    assert {**one.to_json(), "timings_ms": 0} == {**other.to_json(), "timings_ms": 0}
    assert judge.asked == []
