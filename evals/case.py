"""The known answers: what a case says, reading them from their files, and holding them against the texts."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from corpus.bodies import Bodies
from corpus.types import Document, Edition


class CaseError(ValueError):
    """A case that cannot be used: file, line, what is wrong and how to mend it."""


class Category(StrEnum):
    """What sort of question a case asks."""

    BOARD = "board"
    SURVEY = "survey"
    GUIDANCE = "guidance"
    NEWS = "news"
    TREND = "trend"
    COMPARE = "compare"
    QUOTE = "quote"
    UNANSWERABLE = "unanswerable"
    FALSE_PREMISE = "false-premise"
    TYPO = "typo"
    CONVERSATION = "conversation"
    LIST = "list"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Group(_Strict):
    """Something a right answer says: one of these strings, in a sentence on the body or period where one is named."""

    any: tuple[str, ...]
    body: str | None = None
    period: str | None = None


class Evidence(_Strict):
    """Where the answer stands: a section of a document, and short strings that stand in it."""

    document: str
    section: tuple[str, ...] = ()
    """Words of its headings from the top; a heading is named by any of its words, and may be left out."""
    keys: tuple[str, ...]


class Case(_Strict):
    """A question with its known answer."""

    id: str
    category: Category
    question: str = ""
    turns: tuple[str, ...] = ()
    """A conversation instead of a question; the answer wanted is the last turn's."""
    must: tuple[Group, ...] = ()
    must_not: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    """The bodies that the answer is about; a citation about another is wrong."""
    periods: tuple[str, ...] = ()
    """The periods that the answer may rest on; a citation of another is wrong."""
    evidence: tuple[Evidence, ...] = ()
    items: tuple[str, ...] | None = None
    """The complete list of bodies, for which and how many; empty where none is."""
    answerable: bool = True
    reason: Literal["not_stated", "unknown_body", "period_not_covered", "out_of_scope", "unclear"] | None = None
    """Why not, where it is not answerable."""
    editions: tuple[Edition, ...] = (Edition.DIGEST, Edition.ORIGINAL)
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Case:
        if bool(self.question) == bool(self.turns):
            raise ValueError("give either `question` or `turns`")
        if self.answerable and not (self.must or self.items is not None):
            raise ValueError("an answerable case needs `must` groups or `items`")
        if self.answerable and not self.evidence and self.items is None:
            raise ValueError("an answerable case needs `evidence`")
        if not self.answerable and (self.must or self.evidence or not self.reason):
            raise ValueError("an unanswerable case has a `reason`, and neither `must` nor `evidence`")
        return self

    @property
    def last(self) -> str:
        """The question whose answer is judged."""
        return self.turns[-1] if self.turns else self.question

    @cached_property
    def split(self) -> Literal["dev", "gate"]:
        """`dev` to tune on, `gate` to be judged by: half and half, by the hash of the id."""
        return "gate" if hashlib.sha256(self.id.encode()).digest()[0] % 2 else "dev"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    case: list[Case]


def load(folder: Path | None = None) -> tuple[Case, ...]:
    """The cases of a folder's TOML files; the built-in ones if none is named.

    Raises:
        CaseError: naming file and line of what is wrong.
    """
    root = folder_of(folder)
    if not root.is_dir():
        raise CaseError(f"{root} is no folder; name one that holds *.toml files of cases")
    found: list[Case] = []
    where: dict[str, str] = {}
    for path in sorted(root.glob("*.toml")):
        for case in read_file(path):
            if case.id in where:
                raise CaseError(f"{path}:{_line(path, case.id)}: the id {case.id!r} stands in {where[case.id]} already; give this case another")
            where[case.id] = path.name
            found.append(case)
    if not found:
        raise CaseError(f"{root} holds no cases; add a *.toml file with [[case]] tables")
    return tuple(found)


def folder_of(folder: Path | None = None) -> Path:
    """Where the cases lie: a folder that is named, or that of the built-in ones."""
    return folder if folder is not None else Path(str(files("evals") / "cases"))


def read_file(path: Path) -> list[Case]:
    """The cases of one file.

    Raises:
        CaseError: naming file and line of what is wrong.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise CaseError(f"{path}{f':{line[1]}' if line else ''}: {error}; mend the TOML") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path} cannot be read ({error}); a file of cases is UTF-8 text") from None
    try:
        return _File.model_validate(data).case
    except ValidationError as error:
        first = error.errors()[0]
        spot = first["loc"]
        row = data.get("case", [{}])[spot[1]] if len(spot) > 1 and isinstance(spot[1], int) else {}
        field = ".".join(map(str, spot[2:])) or "the case"
        raise CaseError(f"{path}:{_line(path, str(row.get('id', '')))}: case {row.get('id', '?')!r}, {field}: {first['msg']}") from None


def _line(path: Path, identity: str) -> int:
    pattern = re.compile(rf"""\s*["']?id["']?\s*=\s*["']{re.escape(identity)}["']""")
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(lines, start=1) if identity and pattern.match(line)]
    return found[-1] if found else 1


def place(folder: Path, identity: str) -> str:
    """Where a case of a folder stands: `file:line`."""
    for path in sorted(folder.glob("*.toml")):
        if any(case.id == identity for case in read_file(path)):
            return f"{path}:{_line(path, identity)}"
    return str(folder)


_TOLD = 20
"""Faults that are told at once."""


def hold(cases: Iterable[Case], documents: Iterable[Document], bodies: Bodies, folder: Path) -> None:
    """Hold cases against the texts that they are to be asked of.

    Args:
        folder: where the cases lie, to name file and line.

    Raises:
        CaseError: naming file, line and mend of what does not hold, a line each.
    """
    texts = tuple(documents)
    wrong = [(case.id, fault) for case in cases for fault in faults(case, texts, bodies)]
    if wrong:
        lines = [f"{place(folder, identity)}: case {identity!r}: {fault}" for identity, fault in wrong[:_TOLD]]
        raise CaseError("\n".join(lines + [f"and {len(wrong) - _TOLD} more"] * (len(wrong) > _TOLD)))


_STRAIGHT = str.maketrans("‘’“”–—\u00a0", "''\"\"-- ")


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """A text as cases compare it: small letters, straight quotes, `%`, no commas in figures, single spaces."""
    text = text.lower().translate(_STRAIGHT)
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = re.sub(r"\s*\b(?:per cent|percent)\b", "%", text)
    text = re.sub(r"(?<=\d)\s*(?:million|m)\b", "m", text)
    text = re.sub(r"(?<=\d)\s*(?:billion|bn)\b", "bn", text)
    return re.sub(r"\s+", " ", text).strip()


_NEAR = 50.0
"""How alike, in percent, a heading must be to be suggested for one that is not there."""
_COMMON = frozenset("a an the of and to in for on with case study section icbs icss".split())


@lru_cache(maxsize=8192)
def heading_words(heading: str) -> frozenset[str]:
    """The words by which a heading is known."""
    return frozenset(re.findall(r"[a-z0-9.]+", plain(heading))) - _COMMON


@cache
def _board_names() -> frozenset[str]:
    return frozenset(Bodies.load().by_name)


def section_matches(wanted: Sequence[str], path: Sequence[str]) -> bool:
    """True where each wanted heading's words stand in a heading of the path, in order; a board's name must be the whole heading."""
    position = 0
    boards = _board_names()
    for heading in wanted:
        words = heading_words(heading)
        while position < len(path) and not (
            path[position] == heading if heading in boards and path[position] in boards else words <= heading_words(path[position])
        ):
            position += 1
        if position == len(path):
            return False
        position += 1
    return True


def section_texts(evidence: Evidence, document: Document) -> list[str]:
    """The texts of the sections that an evidence names."""
    return [document.text[s.start : s.end] for s in document.sections if section_matches(evidence.section, s.path)]


def _suggestion(wanted: Sequence[str], document: Document) -> str:
    """What a section is called now, where one of that document comes near."""
    from rapidfuzz import fuzz, utils

    def likeness(path: Sequence[str]) -> float:
        """Of the last headings, which say most, and of the whole paths, in percent."""
        last = fuzz.token_sort_ratio(wanted[-1], path[-1], processor=utils.default_process) if wanted else 0.0
        return (last + fuzz.token_set_ratio(" ".join(wanted), " ".join(path), processor=utils.default_process)) / 2

    paths = [section.path for section in document.sections if section.path]
    best = max(paths, key=likeness, default=())
    return f"did you mean {' > '.join(best)!r}?" if best and likeness(best) >= _NEAR else "name words of its headings"


def faults(case: Case, documents: Iterable[Document], bodies: Bodies) -> list[str]:
    """What of a case does not hold in an edition's texts; none if it is sound."""
    by_id = {document.id: document for document in documents}
    found: list[str] = []
    seen, all_placed = "", True
    for evidence in case.evidence:
        document = by_id.get(evidence.document)
        if document is None:
            found.append(f"evidence names the document {evidence.document!r}, which is not in the catalogue")
            all_placed = False
            continue
        texts = section_texts(evidence, document)
        if not texts:
            wanted = " > ".join(evidence.section)
            found.append(f"{document.id} ({document.edition}) has no section {wanted!r}; {_suggestion(evidence.section, document)}")
            all_placed = False
            continue
        text = plain("\n".join(texts))
        seen += f" {text}"
        found += [
            f"{document.id} ({document.edition}), {' > '.join(evidence.section)}: does not hold {key!r}; give a string that stands there"
            for key in evidence.keys
            if plain(key) not in text
        ]
    for name in (*case.bodies, *(case.items or ()), *(g.body for g in case.must if g.body)):
        if name not in bodies.by_name:
            found.append(f"{name!r} is no board; use the name of bodies.toml")
    if case.category is not Category.LIST and all_placed:
        known = seen + " " + plain(" ".join((*case.bodies, *case.periods)))
        found += [
            f"none of {list(group.any)} stands in the evidence; name what the text says, or the section that says it"
            for group in case.must
            if case.evidence and not any(plain(s) in known for s in group.any)
        ]
    return found
