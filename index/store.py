"""The files of an index: where they lie, what made them, saving them whole and loading them checked."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.types import Block, Document, Edition, Kind, Passage, Period, Section, Sentence
from index.adapter import Adapter
from index.asked import AskedRows
from index.cross import CrossEncoder
from index.dense import DenseIndex
from index.encode import SHA256, OnnxEncoder
from index.hybrid import HybridIndex
from index.late import LateIndex, Projection
from index.sparse import SparseIndex
from index.verifier import ClaimVerifier

FORMAT = 4
"""Raised whenever the files of an index change their meaning."""


class IndexMissing(FileNotFoundError):
    """There is no index yet."""


class IndexBroken(ValueError):
    """An index that is incomplete, changed by hand or of another version."""


class IndexBusy(TimeoutError):
    """Another build is under way."""


@dataclass(frozen=True)
class SourceRecord:
    """One document that an index was built from."""

    document: str
    edition: str
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an index was built from, and the hash of each of its files."""

    format: int
    version: str
    """Of Citewell."""
    recipe: str
    """The hash of the catalogue, the boards and the code by which texts become passages."""
    encoder: str
    encoder_sha256: str
    max_tokens: int
    """Of a passage."""
    sources: tuple[SourceRecord, ...]
    passages: int
    sentences: int
    files: dict[str, str]
    """{file: its SHA-256}."""
    projection: str = ""
    """The hash of the projection of its tokens (`index/late.py`); empty in an index made before it was told."""

    @property
    def hash(self) -> str:
        """What identifies the index: the same sources, settings and versions give the same, however it was come by."""
        # The files' hashes are left out: vectors differ in their last bits with the batch that they were encoded in.
        plain = json.dumps({**asdict(self), "files": {}}, sort_keys=True).encode()
        return hashlib.sha256(plain).hexdigest()[:16]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Manifest:
        sources = tuple(SourceRecord(**row) for row in data.pop("sources"))
        return cls(sources=sources, **data)


@dataclass(frozen=True)
class Layout:
    """The names of the files of one index folder."""

    root: Path

    @property
    def manifest(self) -> Path:
        return self.root / "manifest.json"

    @property
    def documents(self) -> Path:
        return self.root / "documents.json"

    @property
    def passages(self) -> Path:
        return self.root / "passages.json"

    @property
    def vectors(self) -> Path:
        return self.root / "vectors.npy"

    @property
    def sentences(self) -> Path:
        return self.root / "sentences.npy"

    @property
    def tokens(self) -> Path:
        return self.root / "tokens.npy"

    @property
    def token_starts(self) -> Path:
        return self.root / "token_starts.npy"

    @property
    def asked(self) -> Path:
        return self.root / "asked.json"

    @property
    def asked_vectors(self) -> Path:
        return self.root / "asked.npy"

    @property
    def dense(self) -> Path:
        return self.root / "dense.faiss"

    @property
    def sparse(self) -> Path:
        return self.root / "sparse"


class Store:
    """A place on disk that holds the current index of a name, and the exported encoder beside it."""

    def __init__(self, home: Path, name: str = "main") -> None:
        self.home = home
        self.root = home / "indexes" / name
        self.encoder = home / "encoder" / SHA256[:12]

    @property
    def graph(self) -> Path:
        return self.encoder / "encoder.onnx"

    @property
    def tokenizer(self) -> Path:
        return self.encoder / "tokenizer.json"

    @property
    def _pointer(self) -> Path:
        return self.root / "CURRENT"

    @contextmanager
    def locked(self, timeout: float) -> Iterator[None]:
        """Hold off every other build of this home.

        Raises:
            IndexBusy: if another build does not end within `timeout` seconds.
        """
        from filelock import FileLock, Timeout

        self.home.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(str(self.home / "build.lock"), timeout=timeout):
                yield
        except Timeout:
            raise IndexBusy(f"another build holds {self.home / 'build.lock'}; wait for it to end and try again") from None

    def current(self) -> Layout:
        """The folder of the current index.

        Raises:
            IndexMissing: if there is none.
            IndexBroken: if the pointer leads nowhere.
        """
        try:
            name = self._pointer.read_text(encoding="utf-8").strip()
        except NotADirectoryError as error:
            raise NotADirectoryError(error.errno, error.strerror, str(self.home)) from None
        except FileNotFoundError:
            raise IndexMissing(f"there is no index in {self.root}; run `citewell index`") from None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexBroken(f"{self._pointer} cannot be read ({error}); run `citewell index --force`") from None
        layout = Layout(self.root / name)
        if not name or os.sep in name or name.startswith(".") or not layout.root.is_dir():
            raise IndexBroken(f"{self._pointer} names the index {name!r}, which is not there; run `citewell index --force`")
        return layout

    def manifest(self) -> Manifest:
        """What the current index was built from.

        Raises:
            IndexMissing, IndexBroken: as `current`, or if the manifest is damaged or of another version.
        """
        return self._manifest(self.current())

    def _manifest(self, layout: Layout) -> Manifest:
        try:
            manifest = Manifest.from_json(json.loads(layout.manifest.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise IndexBroken(f"{layout.manifest} is damaged ({error}); run `citewell index --force`") from None
        if manifest.format != FORMAT:
            raise IndexBroken(f"the index in {layout.root} has format {manifest.format}, expected {FORMAT}; run `citewell index --force`")
        return manifest

    def load(self, check: bool = True) -> HybridIndex:
        """The current index, each of its files held against the manifest.

        Raises:
            IndexMissing, IndexBroken: as `manifest`, or if a file is missing or changed.
        """
        layout = self.current()
        manifest = self._manifest(layout)
        if check:
            self._check(layout, manifest)
        try:
            documents = tuple(_document(row) for row in json.loads(layout.documents.read_text(encoding="utf-8")))
            texts = {document.id: document.text for document in documents}
            passages = tuple(_passage(row, texts) for row in json.loads(layout.passages.read_text(encoding="utf-8")))
            return HybridIndex(
                documents=documents,
                passages=passages,
                dense=DenseIndex.load(layout.dense),
                sparse=SparseIndex.load(layout.sparse),
                encoder=OnnxEncoder(self.graph, self.tokenizer),
                sentence_vectors=np.load(layout.sentences, allow_pickle=False),
                asked=_asked(layout),
                late=_late(layout),
                projection=Projection.load(),
                adapter=Adapter.load(),
                cross=CrossEncoder(self.tokenizer),
                verifier=ClaimVerifier(self.tokenizer),
                hash=manifest.hash,
            )
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError, EOFError) as error:
            raise IndexBroken(f"the index in {layout.root} cannot be loaded ({error}); run `citewell index --force`") from None

    def check(self) -> None:
        """Hold every file of the current index against its manifest.

        Raises:
            IndexMissing, IndexBroken: naming the first that is missing or changed.
        """
        layout = self.current()
        self._check(layout, self._manifest(layout))

    def _check(self, layout: Layout, manifest: Manifest) -> None:
        for name, expected in manifest.files.items():
            found = _sha256(self._file(layout, name))
            if found != expected:
                state = "is missing" if found is None else "was changed after it was built"
                raise IndexBroken(f"{name} of the index {state} ({layout.root}); run `citewell index --force`")

    def encoder_is_sound(self, manifest: Manifest | None) -> bool:
        """True where the exported encoder is here and is the one that a manifest knows."""
        if manifest is None:
            return False
        known = {name: digest for name, digest in manifest.files.items() if name.startswith("encoder/")}
        return bool(known) and all(_sha256(self.encoder / name.removeprefix("encoder/")) == digest for name, digest in known.items())

    def _file(self, layout: Layout, name: str) -> Path:
        return self.encoder / name.removeprefix("encoder/") if name.startswith("encoder/") else layout.root / name

    def put(self, staged: Path, name: str) -> None:
        """Make a finished folder the current index, in one step; what was current stays whole until the build after this one."""
        before = self._pointed()
        taken = {folder.name for folder in self.root.iterdir()}
        name = next(f"{name}.{n}" for n in range(len(taken) + 1) if f"{name}.{n}" not in taken)
        staged.chmod(0o755)
        os.replace(staged, self.root / name)
        pointer = self.root / "CURRENT.new"
        with pointer.open("w", encoding="utf-8") as file:
            file.write(name + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(pointer, self._pointer)
        # The index that was current until now is kept: somebody may just be reading it.
        for other in self.root.iterdir():
            if other.is_dir() and other.name not in (name, before):
                shutil.rmtree(other, ignore_errors=True)

    def _pointed(self) -> str:
        try:
            return self._pointer.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""


def write_json(path: Path, value: Any) -> None:
    """A file of compact JSON, on the disk when this returns."""
    with path.open("w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, separators=(",", ":"))
        file.flush()
        os.fsync(file.fileno())


def file_hashes(root: Path) -> dict[str, str]:
    """{each file below a folder: its SHA-256}."""
    return {path.relative_to(root).as_posix(): _sha256(path) or "" for path in sorted(root.rglob("*")) if path.is_file()}


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _late(layout: Layout) -> LateIndex:
    tokens = np.load(layout.tokens, allow_pickle=False)
    return LateIndex(tokens.astype(np.float32), np.load(layout.token_starts, allow_pickle=False))


def _asked(layout: Layout) -> AskedRows:
    data = json.loads(layout.asked.read_text(encoding="utf-8"))
    at = tuple((question, passage, sentence) for question, passage, sentence in data["at"])
    first, end = data["over_years"]
    vectors = np.load(layout.asked_vectors, allow_pickle=False).astype(np.float32)
    return AskedRows(tuple(data["questions"]), vectors, at, (first, end))


def document_row(document: Document) -> dict[str, Any]:
    """A document as JSON."""
    row = {name: getattr(document, name) for name in ("id", "title", "publisher", "text", "sha256", "issued", "reference", "licence", "url")}
    sections = [[s.path, s.start, s.end, [[b.start, b.end, b.item] for b in s.blocks], s.body] for s in document.sections]
    period = str(document.period) if document.period else None
    return row | {"kind": document.kind, "edition": document.edition, "period": period, "origins": document.origins, "sections": sections}


def _document(row: dict[str, Any]) -> Document:
    sections = tuple(Section(tuple(path), start, end, tuple(Block(*block) for block in blocks), body) for path, start, end, blocks, body in row.pop("sections"))
    period = row.pop("period")
    return Document(
        kind=Kind(row.pop("kind")),
        edition=Edition(row.pop("edition")),
        period=Period.parse(period) if period else None,
        origins=tuple((a, b) for a, b in row.pop("origins")),
        sections=sections,
        **row,
    )


def passage_row(passage: Passage) -> dict[str, Any]:
    """A passage as JSON, without its text, which its document holds."""
    sentences = [[s.start, s.end, s.leads] for s in passage.sentences]
    return {
        "id": passage.id,
        "document": passage.document,
        "section": passage.section,
        "sentences": sentences,
        "path": passage.path,
        "body": passage.body,
        "mentions": passage.mentions,
    }


def _passage(row: dict[str, Any], texts: dict[str, str]) -> Passage:
    sentences = tuple(Sentence(*s) for s in row["sentences"])
    start, end = sentences[0].start, sentences[-1].end
    return Passage(
        id=row["id"],
        document=row["document"],
        section=row["section"],
        start=start,
        end=end,
        text=texts[row["document"]][start:end],
        sentences=sentences,
        path=tuple(row["path"]),
        body=row["body"],
        mentions=tuple(row["mentions"]),
    )
