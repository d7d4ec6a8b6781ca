"""Documents become an index: read, split, encode, store; only what changed is encoded again."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

import numpy as np

from corpus.bodies import Bodies
from corpus.catalogue import Source, digest_path
from corpus.read import load_bytes, read
from corpus.split import MAX_TOKENS, all_passages, context
from corpus.types import Document, Edition, Passage
from index.asked import AskedRows, asked_rows, shipped, text_key
from index.dense import DenseIndex
from index.encode import DIMENSION, NAME, SHA256, TorchEncoder, Vectors, model_folder, token_counter
from index.late import Projection
from index.sparse import SparseIndex
from index.store import FORMAT, IndexBroken, IndexMissing, Layout, Manifest, SourceRecord, Store, document_row, file_hashes, passage_row, write_json

Told = Callable[[str, int, int], None]
"""Told (step, done, of how many) while a build goes on."""


@dataclass(frozen=True)
class Change:
    """What a build did to one document."""

    document: str
    edition: str
    what: str
    """`added`, `updated`, `unchanged` or `removed`."""


@dataclass(frozen=True)
class Built:
    """What a build did."""

    manifest: Manifest
    changes: tuple[Change, ...]
    encoded: int
    """Passages that had to be encoded; the others' vectors were kept."""


def build(sources: Sequence[Source], store: Store, *, told: Told | None = None, force: bool = False, wait: float = 600.0) -> Built:
    """Bring the index up to date with its sources; without a change nothing is written.

    Args:
        told: is told of progress.
        force: build anew even if nothing changed, without looking at what is there.
        wait: seconds to wait for another build to end.

    Raises:
        IndexBusy: if another build does not end in time.
        UnreadableFile: if a source cannot be read.
        OSError: if the home cannot be written; the index that was there stays whole.
    """
    tell = told or (lambda step, done, total: None)
    with store.locked(wait):
        before = None if force else _manifest(store)
        records = tuple(_record(source) for source in sources)
        changes = _changes(before.sources if before else (), records)
        exported = not force and store.encoder_is_sound(before or _any_manifest(store))
        if before and exported and before.sources == records and before.version == _version() and before.recipe == recipe():
            store.check()
            return Built(before, changes, 0)
        bodies = Bodies.load()
        documents = []
        for number, source in enumerate(sources):
            tell("reading", number, len(sources))
            documents.append(read(source, bodies))
        tell("reading", len(sources), len(sources))
        passages = all_passages(documents, token_counter(model_folder() / "tokenizer.json"), bodies)
        kept = {} if force else _kept(store)
        encoder = _encoder_once(tell)
        rows, encoded = _encode(documents, passages, kept, exported, store, encoder, tell)
        sentences = np.concatenate([row.sentences for row in rows]) if rows else np.zeros((0, DIMENSION), dtype=np.float32)
        asked = asked_rows(documents, _digests(sources, documents, bodies), passages, sentences, _Shipped(encoder).encode)
        tell("saving", 0, 1)
        manifest = _save(store, documents, passages, rows, sentences, asked, records)
        tell("saving", 1, 1)
        return Built(manifest, changes, encoded)


def _digests(sources: Sequence[Source], documents: Sequence[Document], bodies: Bodies) -> list[Document]:
    """The digest of each document, which the questions that people ask belong to."""
    found = []
    for source, document in zip(sources, documents, strict=True):
        digest = document if document.edition is Edition.DIGEST else None
        if digest is None and (path := digest_path(source.entry.id)).is_file():
            digest = read(Source(source.entry, Edition.DIGEST, path), bodies)
        if digest is not None:
            found.append(digest)
    return found


def _encoder_once(tell: Told) -> Callable[[], TorchEncoder]:
    """What loads the encoder when it is first needed, and gives the same one ever after."""

    @cache
    def load() -> TorchEncoder:
        tell("loading the encoder", 0, 1)
        encoder = TorchEncoder()
        tell("loading the encoder", 1, 1)
        return encoder

    return load


class _Shipped:
    """Encodes texts, but for those whose vectors come with the package."""

    def __init__(self, encoder: Callable[[], TorchEncoder]) -> None:
        self._encoder = encoder
        self._known = shipped()

    def encode(self, texts: Sequence[str]) -> Vectors:
        known = {text: self._known[key] for text in texts if (key := text_key(text)) in self._known}
        if new := [text for text in texts if text not in known]:
            known.update(zip(new, self._encoder().encode(new), strict=True))
        return np.stack([known[text] for text in texts])


def is_current(sources: Sequence[Source], store: Store) -> bool:
    """True where the index was built from these very sources by this version.

    Raises:
        IndexMissing, IndexBroken: where there is no index that could be.
    """
    manifest = store.manifest()
    return manifest.version == _version() and manifest.recipe == recipe() and manifest.sources == tuple(_record(source) for source in sources)


def _manifest(store: Store) -> Manifest | None:
    try:
        return store.manifest()
    except (IndexMissing, IndexBroken):
        return None


def _any_manifest(store: Store) -> Manifest | None:
    """The manifest of another index of the same home, which shares the exported encoder."""
    if not store.root.parent.is_dir():
        return None
    found = (_manifest(Store(store.home, folder.name)) for folder in sorted(store.root.parent.iterdir()) if folder.is_dir())
    return next((manifest for manifest in found if manifest), None)


def _record(source: Source) -> SourceRecord:
    return SourceRecord(source.entry.id, source.edition.value, hashlib.sha256(load_bytes(source.path)).hexdigest())


def _changes(before: tuple[SourceRecord, ...], after: tuple[SourceRecord, ...]) -> tuple[Change, ...]:
    old = {record.document: record for record in before}
    rows = []
    for record in after:
        was = old.pop(record.document, None)
        what = "added" if was is None else "unchanged" if was == record else "updated"
        if was is not None and was.edition != record.edition:
            what = "original added" if record.edition == Edition.ORIGINAL else "back to the digest"
        rows.append(Change(record.document, record.edition, what))
    return (*rows, *(Change(record.document, record.edition, "removed") for record in old.values()))


def recipe() -> str:
    """The hash of what makes an index of texts, the texts aside: code and data of the corpus and the index room."""
    digest = hashlib.sha256()
    for room in ("corpus", "index"):
        root = Path(str(files(room)))
        for path in sorted([*root.rglob("*.py"), *root.glob("*.toml"), *root.glob("*.json"), *root.glob("*.npz")]):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _version() -> str:
    try:
        return version("citewell")
    except PackageNotFoundError:
        return "0"


def _key(document: Document, passage: Passage) -> str:
    return f"{passage.id}:{len(passage.sentences)}:{context(passage, document)}"


@dataclass(frozen=True)
class _Encoded:
    """What the encoder makes of a passage."""

    vector: Vectors
    """Of the passage, shape (384,)."""
    sentences: Vectors
    """Of its sentences, shape (n, 384)."""
    tokens: tuple[Vectors, ...]
    """Of each sentence's tokens, projected, shape (tokens, dimension)."""


def _kept(store: Store) -> dict[str, _Encoded]:
    """The vectors of the current index, by passage; none where it is missing or broken, or its tokens are projected otherwise."""
    try:
        if store.manifest().projection != Projection.load().hash:
            return {}
        index = store.load()
        vectors: Vectors = np.load(store.current().vectors, allow_pickle=False)
    except (IndexMissing, IndexBroken, OSError, ValueError):
        return {}
    kept: dict[str, _Encoded] = {}
    if index.late is None:
        return kept
    tokens = np.split(index.late.tokens, index.late.starts[1:])
    for n, passage in enumerate(index.passages):
        start = index.sentence_offsets[n]
        end = start + len(passage.sentences)
        kept[_key(index.document_of(passage), passage)] = _Encoded(vectors[n], index.sentence_vectors[start:end], tuple(tokens[start:end]))
    return kept


def _encode(
    documents: Sequence[Document],
    passages: Sequence[Passage],
    kept: dict[str, _Encoded],
    exported: bool,
    store: Store,
    encoder: Callable[[], TorchEncoder],
    tell: Told,
) -> tuple[list[_Encoded], int]:
    by_id = {document.id: document for document in documents}
    keys = [_key(by_id[passage.document], passage) for passage in passages]
    new = [n for n, key in enumerate(keys) if key not in kept]
    fresh: dict[int, _Encoded] = {}
    if new or not exported:
        if not exported:
            _export(encoder(), store)
        texts, parts = [], []
        for n in new:
            passage = passages[n]
            head = context(passage, by_id[passage.document]) + "\n"
            shift = len(head) - passage.start
            texts.append(head + passage.text)
            parts.append([(s.start + shift, s.end + shift) for s in passage.sentences])
        encoded = encoder().encode_parts(texts, parts, lambda done, total: tell("encoding", done, total))
        projection = Projection.load()
        start = 0
        for row, n in enumerate(new):
            end = start + len(parts[row])
            fresh[n] = _Encoded(encoded.texts[row], encoded.spans[start:end], tuple(map(projection.project, encoded.tokens[start:end])))
            start = end
    return [fresh[n] if n in fresh else kept[keys[n]] for n in range(len(passages))], len(new)


def _export(encoder: TorchEncoder, store: Store) -> None:
    """Write the encoder for ONNX Runtime, whole or not at all."""
    store.encoder.parent.mkdir(parents=True, exist_ok=True)
    for left in store.encoder.parent.glob(".encoder-*"):
        shutil.rmtree(left, ignore_errors=True)
    staged = Path(tempfile.mkdtemp(prefix=".encoder-", dir=store.encoder.parent))
    try:
        encoder.export(staged / "encoder.onnx")
        shutil.copyfile(model_folder() / "tokenizer.json", staged / "tokenizer.json")
        staged.chmod(0o755)
        if store.encoder.exists():
            shutil.rmtree(store.encoder)
        os.replace(staged, store.encoder)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _save(
    store: Store,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    rows: Sequence[_Encoded],
    sentences: Vectors,
    asked: AskedRows,
    records: tuple[SourceRecord, ...],
) -> Manifest:
    store.root.mkdir(parents=True, exist_ok=True)
    by_id = {document.id: document for document in documents}
    staged = Path(tempfile.mkdtemp(prefix=".staged-", dir=store.root))
    try:
        layout = Layout(staged)
        write_json(layout.documents, [document_row(document) for document in documents])
        write_json(layout.passages, [passage_row(passage) for passage in passages])
        vectors = np.stack([row.vector for row in rows]) if rows else np.zeros((0, DIMENSION), dtype=np.float32)
        tokens = [sentence for row in rows for sentence in row.tokens] or [np.zeros((0, Projection.load().dimension), dtype=np.float32)]
        np.save(layout.vectors, vectors)
        np.save(layout.tokens, np.concatenate(tokens).astype(np.float16))
        np.save(layout.token_starts, np.cumsum([0, *map(len, tokens[:-1])], dtype=np.int64)[: len(sentences)])
        np.save(layout.sentences, sentences)
        np.save(layout.asked_vectors, asked.vectors.astype(np.float16))
        write_json(layout.asked, {"questions": asked.questions, "at": asked.at, "over_years": asked.over_years})
        DenseIndex.from_vectors(vectors).save(layout.dense)
        SparseIndex.from_texts([f"{context(p, by_id[p.document])}\n{p.text}" for p in passages]).save(layout.sparse)
        encoder_files = {f"encoder/{name}": digest for name, digest in file_hashes(store.encoder).items()}
        manifest = Manifest(
            format=FORMAT,
            version=_version(),
            recipe=recipe(),
            projection=Projection.load().hash,
            encoder=NAME,
            encoder_sha256=SHA256,
            max_tokens=MAX_TOKENS,
            sources=records,
            passages=len(passages),
            sentences=len(sentences),
            files=file_hashes(staged) | encoder_files,
        )
        write_json(layout.manifest, asdict(manifest))
        store.put(staged, manifest.hash)
        return manifest
    finally:
        shutil.rmtree(staged, ignore_errors=True)
