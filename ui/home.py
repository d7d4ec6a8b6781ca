"""What lies in the home: the originals that were added, and the index that is kept up to date with them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.catalogue import Catalogue, Entry, Source, UnknownText
from corpus.read import UnreadableFile, decode, load_bytes
from index.store import IndexMissing, Store

if TYPE_CHECKING:
    from index.build import Built
    from rag.assistant import Assistant
    from rag.assistant import Settings as AnswerSettings
    from rag.generate import ModelSettings

Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Added:
    """An original that a file was recognised as."""

    file: Path
    entry: Entry
    data: bytes


class Home:
    """The user's data folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.originals = path / "originals"
        self.catalogue = Catalogue.load()
        self.store = Store(path)

    def sources(self) -> tuple[Source, ...]:
        """The edition of each document that is here."""
        return self.catalogue.sources(self.originals)

    def ensure_index(self, told: Told | None = None) -> None:
        """Build the index where there is none, or where its sources or the program changed.

        Raises:
            IndexBroken, IndexBusy, EncoderError, UnreadableFile, OSError.
        """
        try:
            from index.build import is_current

            if is_current(self.sources(), self.store):
                return
        except IndexMissing:
            pass
        self.build(told)

    def refuse_broken_index(self) -> None:
        """Say that an index is broken instead of building over it.

        Raises:
            IndexBroken.
        """
        with suppress(IndexMissing):
            self.store.manifest()

    def build(self, told: Told | None = None, *, force: bool = False) -> Built:
        """Bring the index up to date."""
        from index.build import build

        return build(self.sources(), self.store, told=told, force=force)

    def assistant(self, settings: AnswerSettings, model: ModelSettings | None = None, nli: Path | None = None) -> Assistant:
        """An assistant on the current index, with a model's wording, and an NLI model that judges it, where they are named.

        Raises:
            EntailmentError: if the NLI model's folder cannot be used.
        """
        from rag.assistant import Assistant
        from rag.entail import OnnxEntailment
        from rag.generate import EXTRACTIVE, generator_of
        from ui.overheard import Overheard

        generator = generator_of(model) if model else None
        if generator is not None and generator.name != EXTRACTIVE:
            generator = Overheard(generator)
        judge = OnnxEntailment(nli) if nli else None
        return Assistant.from_index(self.store.load(), settings=settings, version=program_version(), generator=generator, judge=judge)

    def recognise(self, files: Sequence[Path]) -> tuple[list[Added], list[str]]:
        """Which publications some files hold, and a line for each that cannot be used."""
        added: list[Added] = []
        faults: list[str] = []
        for file in files:
            try:
                data = load_bytes(file)
                entry = self.catalogue.recognise(decode(data, file))
            except UnknownText as error:
                faults.append(f"{file}: {error}")
                continue
            except UnreadableFile as error:
                faults.append(str(error))
                continue
            twin = next((other for other in added if other.entry.id == entry.id), None)
            if twin is not None and twin.data != data:
                faults.append(f"{file} and {twin.file} are both {entry.label!r} and differ; name one of them")
                continue
            added.append(Added(file, entry, data))
        return added, faults

    def add(self, added: Sequence[Added], told: Told | None = None) -> Built:
        """Put originals in the place of their digests and bring the index up to date; undone as a whole if that fails."""
        self.originals.mkdir(parents=True, exist_ok=True)
        with self._restored([self._file(item.entry.id) for item in added]):
            for item in added:
                _write(self._file(item.entry.id), item.data)
            return self.build(told)

    def remove(self, ids: Sequence[str], told: Told | None = None) -> Built:
        """Take originals out again; their digests come back."""
        with self._restored([self._file(i) for i in ids]):
            for i in ids:
                self._file(i).unlink(missing_ok=True)
            return self.build(told)

    def _file(self, identity: str) -> Path:
        return self.originals / f"{identity}.txt"

    @contextmanager
    def _restored(self, paths: Sequence[Path]) -> Iterator[None]:
        before = {path: path.read_bytes() if path.exists() else None for path in paths}
        try:
            yield
        except BaseException:
            for path, data in before.items():
                if data is None:
                    path.unlink(missing_ok=True)
                else:
                    _write(path, data)
            raise


def program_version() -> str:
    """The version of Citewell that runs."""
    try:
        return version("citewell")
    except PackageNotFoundError:
        return "0"


def _write(path: Path, data: bytes) -> None:
    staged = path.with_suffix(".new")
    try:
        staged.write_bytes(data)
        os.replace(staged, path)
    finally:
        staged.unlink(missing_ok=True)
