"""Reading a benchmark's files, and making documents of its texts as the engine indexes them."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from corpus.types import Block, Document, Edition, Kind, Section, Sentence

Model = TypeVar("Model", bound=BaseModel)


class BenchmarkError(ValueError):
    """A file of a benchmark that is not as its publisher's is."""


def is_tuned_on(identity: str) -> bool:
    """True for the half that may be tuned and trained on, by the hash of an id; the other half is reported."""
    return hashlib.sha256(identity.encode()).digest()[0] % 2 == 0


def read_text(path: Path) -> str:
    """A file's text with its line ends as they are, so that offsets hold.

    Raises:
        BenchmarkError: if it cannot be read.
    """
    try:
        with path.open(encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise BenchmarkError(f"{path}: cannot be read as UTF-8 text ({error}); fetch the data set again") from None


def json_lines(path: Path, model: type[Model]) -> list[Model]:
    """The objects of a file of JSON lines."""
    return [_checked(path, number, line, model) for number, line in enumerate(read_text(path).split("\n"), start=1) if line.strip()]


def json_list(path: Path, model: type[Model]) -> list[Model]:
    """The objects of a file that is one JSON list."""
    text = read_text(path)
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise BenchmarkError(f"{path}: is no JSON ({error}); fetch the data set again") from None
    if not isinstance(rows, list):
        raise BenchmarkError(f"{path}: expected a JSON list, got {type(rows).__name__}; fetch the data set again")
    return [_valid(path, f"entry {number}", row, model) for number, row in enumerate(rows, start=1)]


def csv_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) of a file of comma-separated values that has some columns."""
    reader = csv.DictReader(read_text(path).splitlines(keepends=True))
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise BenchmarkError(f"{path}: has no column {missing[0]!r}; fetch the data set again")
    for row in reader:
        yield reader.line_num, row


def _checked(path: Path, number: int, line: str, model: type[Model]) -> Model:
    try:
        data = json.loads(line)
    except ValueError as error:
        raise BenchmarkError(f"{path}:{number}: is no JSON ({error}); fetch the data set again") from None
    return _valid(path, f"line {number}", data, model)


def _valid(path: Path, place: str, data: Any, model: type[Model]) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise BenchmarkError(f"{path}, {place}: {where}: {first['msg']}; fetch the data set again") from None


def lines_document(identity: str, title: str, text: str, path: tuple[str, ...] = ()) -> Document:
    """A document of plain text, one section long, a block a line."""
    blocks, start = [], 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            begin = start + line.index(words)
            blocks.append(Block(begin, begin + len(words)))
        start += len(line) + 1
    return _document(identity, title, text, Section(path, 0, len(text), tuple(blocks)))


def sentences_document(identity: str, title: str, sentences: Sequence[str]) -> tuple[Document, list[Sentence]]:
    """A document of sentences that its publisher has cut already, and their spans; empty ones are left out."""
    spans, text = [], ""
    for number, sentence in enumerate(words for words in map(str.strip, sentences) if words):
        spans.append(Sentence(len(text), len(text) + len(sentence), leads=number == 0))
        text += sentence + " "
    blocks = (Block(0, len(text)),) if spans else ()
    return _document(identity, title, text, Section((), 0, len(text), blocks)), spans


def _document(identity: str, title: str, text: str, section: Section) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(identity, title, "", Kind.NEWS, None, Edition.ORIGINAL, text, (section,), digest)
