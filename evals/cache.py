"""Results that are kept, so that a case is asked again only when it, the texts or the program changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np

from evals.case import Case
from evals.run import Result
from index.encode import DIMENSION, SHA256, Vectors

_KEPT = 6
"""Files of results that are kept; older ones go."""
_ROOMS = ("corpus", "index", "rag")
_READ = (".py", ".toml", ".json", ".md", ".npz", ".onnx")
_SCORING = {"cache.py", "case.py", "metrics.py", "retrieval.py", "run.py", "systems.py"}
"""The files of this room that results hang on; what is made of results is made anew each time."""


def case_hash(case: Case) -> str:
    """What identifies a case's content."""
    return hashlib.sha256(case.model_dump_json().encode()).hexdigest()[:16]


def program_hash() -> str:
    """What identifies the source of the rooms that results hang on."""
    digest = hashlib.sha256()
    contents = [row for room in _ROOMS for row in _contents(files(room), room)]
    contents += [(f"evals/{name}", (files("evals") / name).read_bytes()) for name in sorted(_SCORING)]
    for name, content in contents:
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def _contents(folder: Traversable, name: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        path = f"{name}/{item.name}"
        if item.is_dir() and item.name != "__pycache__":
            found += _contents(item, path)
        elif item.name.endswith(_READ):
            found.append((path, item.read_bytes()))
    return found


class Cache:
    """The results of one index, program and setting, in a file of the home; a file that cannot be read counts as empty.

    It holds answers in the words of the texts that were asked, and stays in the home.
    """

    def __init__(self, home: Path, *parts: str) -> None:
        self.folder = home / "evals"
        self.path = self.folder / f"{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]}.json"
        self._rows: dict[str, dict[str, object]] = {}
        self._fresh = False
        with suppress(OSError, ValueError):
            data = json.loads(self.path.read_text(encoding="utf-8"))
            self._rows = data if isinstance(data, dict) else {}

    def get(self, system: str, case: Case) -> Result | None:
        """What came of a case, if it is known."""
        row = self._rows.get(system, {}).get(case_hash(case))
        if isinstance(row, dict):
            with suppress(TypeError, KeyError):
                return Result.from_json(row)
        return None

    def put(self, system: str, case: Case, result: Result) -> None:
        """Keep what came of a case."""
        self._rows.setdefault(system, {})[case_hash(case)] = result.to_json()
        self._fresh = True

    def knows_sound(self, cases: Sequence[Case]) -> bool:
        """True where these very cases were held against the texts already."""
        return _together(cases) in self._rows.get("sound", {})

    def keep_sound(self, cases: Sequence[Case]) -> None:
        """Remember that these cases hold in the texts."""
        self._rows.setdefault("sound", {})[_together(cases)] = True
        self._fresh = True

    def save(self) -> None:
        """Write what is new, in one step; the oldest files of other indexes and programs go."""
        if not self._fresh:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        staged = self.path.with_suffix(f".{os.getpid()}.new")
        try:
            staged.write_text(json.dumps(self._rows, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
            os.replace(staged, self.path)
        finally:
            staged.unlink(missing_ok=True)
        self._fresh = False
        for pattern in ("*.json", "*.npy"):
            others = sorted((path for path in self.folder.glob(pattern) if path != self.path), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in others[_KEPT - 1 :]:
                path.unlink(missing_ok=True)


def kept_vectors(home: Path, encode: Callable[[Sequence[str]], Vectors]) -> Callable[[Sequence[str]], Vectors]:
    """An encoder of many texts that keeps what it made in the home, as an index of them would."""

    def kept(texts: Sequence[str]) -> Vectors:
        name = hashlib.sha256(json.dumps([SHA256, *texts]).encode()).hexdigest()[:24]
        path = home / "evals" / f"{name}.npy"
        with suppress(OSError, ValueError):
            found: Vectors = np.load(path, allow_pickle=False)
            if found.shape == (len(texts), DIMENSION):
                return found
        vectors = encode(texts)
        path.parent.mkdir(parents=True, exist_ok=True)
        staged = path.with_suffix(f".{os.getpid()}.new")
        with staged.open("wb") as file:
            np.save(file, vectors, allow_pickle=False)
        os.replace(staged, path)
        return vectors

    return kept


def _together(cases: Sequence[Case]) -> str:
    return hashlib.sha256("".join(sorted(map(case_hash, cases))).encode()).hexdigest()[:16]
