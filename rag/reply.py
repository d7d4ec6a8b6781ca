"""A model's reply read as it comes: the strict text form line by line, JSON sentence by sentence; and cleaned of what is no plain sentence.

What is checked must be what is seen. So digits and letters of other scripts become the plain ones that they look like, marks laid over letters,
characters that nobody sees, markup, images, links and addresses go, however the reply came.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag import prompts, tidy


@dataclass(frozen=True)
class Written:
    """A sentence of a draft, and the numbers of the evidence it cites."""

    text: str
    citations: tuple[int, ...]


class Sentence(BaseModel):
    """A sentence and the numbers of the passages it rests on."""

    model_config = ConfigDict(extra="ignore")
    text: str = Field(description=prompts.FORM_TEXT)
    citations: list[int] = Field(description=prompts.FORM_CITATIONS)


class Reply(BaseModel):
    """What a model fills in."""

    # By this langchain tells a model of the form.
    model_config = ConfigDict(extra="ignore", json_schema_extra={"description": prompts.FORM})
    sentences: list[Sentence]


_NUMBERS = r"\d+(?: ?[-–] ?\d+)?"
_MARKS = re.compile(rf"(?: ?\[ ?{_NUMBERS}(?: ?[,;] ?{_NUMBERS})* ?\])+")
_WIDEST = 20
"""Numbers of a span of them that are read; nobody cites more."""
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_TAG = re.compile(r"<[^<>]{0,500}>")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)|!\[[^\]]*\]\[[^\]]*\]")
_LINK = re.compile(r"\[([^\]\d][^\]]*)\]\([^)]*\)")
_URL = re.compile(
    r"\b(?:data|javascript|vbscript|mailto|tel|blob|file|https?|ftp)\s*:\s*\S+|\b[a-z][a-z0-9+.-]{0,20}://\S*|\bwww\.\S+"
    r"|(?<!\w)//\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}(?::\d{1,5})?[/?]\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}:\d{1,5}\b|\b[\w.+-]+@[\w-]+\.[\w.-]+",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[`*_#|~\\<>{}\[\]【】〔〕]+")
"""What is left of markup, and of a link or mark cut in two."""
_ESCAPE = re.compile(r"&#?\w{1,32};(?:#?\w{1,32};)*")
_SEEN = frozenset(" .,;:'’‘\"“”()-–—/%£€$&?!+=…§°")
"""What may stand in a sentence beside letters and digits: another sign says what is not checked."""
_PORTION = re.compile(r"(\d)([¼½¾])")
_LONGEST = 2000
"""Characters of a sentence that are read; of one that never ends, no more are looked at again and again."""
_ESCAPES = 3
"""How often an escape within an escape is undone."""
_BEGINNING = re.compile(r'"sentences"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


def parsed(line: str) -> Iterator[Written]:
    """The sentences of a line of the strict text form, each with its citation numbers; one without numbers cites nothing."""
    line = _LINK.sub(r"\1", _IMAGE.sub("", _plain(line[:_LONGEST])))
    line = _BULLET.sub("", line.strip())
    if not line or line.rstrip(".").upper() == "NONE":
        return
    end = 0
    for match in _MARKS.finditer(line):
        if not line[end : match.start()].strip(". "):
            continue
        yield from cleaned(line[end : match.start()].lstrip(". "), _numbers(match.group()))
        end = match.end()
    if re.search(r"\w", line[end:]):
        yield from cleaned(line[end:], ())


def _numbers(marks: str) -> tuple[int, ...]:
    """The numbers of some citation marks, each of a span; of one too long to be a passage's no more than says so."""
    found: list[int] = []
    for span in re.findall(_NUMBERS, marks):
        first, *last = sorted(int(n[:9]) for n in re.findall(r"\d+", span))
        found += range(first, max(first, min(last[0], first + _WIDEST)) + 1) if last else [first]
    return tuple(found)


@dataclass
class Lines:
    """Reads the strict text form as it comes."""

    _pending: str = ""

    def read(self, text: str) -> Iterator[Written]:
        """The sentences of the lines that are whole now."""
        *lines, self._pending = (self._pending + text).split("\n")
        for line in lines:
            yield from parsed(line)

    def rest(self) -> Iterator[Written]:
        """The sentences of the last line."""
        yield from parsed(self._pending)


@dataclass
class Json:
    """Reads `{"sentences": [{"text": ..., "citations": [...]}]}` as it comes; of another shape nothing is taken."""

    _text: str = ""
    _at: int | None = None
    _decoder: json.JSONDecoder = field(default_factory=json.JSONDecoder)

    def read(self, text: str) -> Iterator[Written]:
        """The sentences that are whole now."""
        self._text += text
        if self._at is None:
            begun = _BEGINNING.search(self._text[:_LONGEST])
            if begun is None:
                return
            self._at = begun.end()
        while True:
            between = _BETWEEN.match(self._text, self._at)
            at = between.end() if between else self._at
            if self._text[at : at + 1] != "{" or "}" not in self._text[at : at + 2 * _LONGEST]:
                return
            try:
                row, self._at = self._decoder.raw_decode(self._text, at)
            except (ValueError, RecursionError):
                return
            yield from _of_row(row)

    def rest(self) -> Iterator[Written]:
        """Nothing: what is not whole is not read."""
        yield from ()


def _of_row(row: object) -> Iterator[Written]:
    try:
        sentence = Sentence.model_validate(row)
    except ValidationError:
        return
    yield from cleaned(sentence.text, tuple(sentence.citations))


def cleaned(text: str, citations: tuple[int, ...]) -> Iterator[Written]:
    """A sentence as it may be shown, closed with a full stop; none where nothing of it is left."""
    clean = sanitised(text[:_LONGEST])
    if re.search(r"\w", clean) and clean.rstrip(".").upper() != "NONE":
        yield Written(clean if clean[-1] in ".!?" else f"{clean}.", tuple(dict.fromkeys(citations)))


def sanitised(text: str) -> str:
    """What a model wrote, in plain letters and digits, with no markup, link, image or hidden character in it."""
    text = _IMAGE.sub("", _plain(text))
    text = _LINK.sub(r"\1", text)
    for _ in range(_ESCAPES):
        text = _TAG.sub(" ", text)
    text = re.sub(r"\[[^\]]*\]", " ", _URL.sub(" ", text))
    text = _ESCAPE.sub(lambda match: " " if html.unescape(match.group()) != match.group() else match.group(), _MARKUP.sub(" ", text))
    return re.sub(r"\s+([.,;:])", r"\1", re.sub(r"\s+", " ", text)).strip(" \"'“”[]()")


def is_plain(text: str) -> bool:
    """True for a text of English letters, with accents or without, plain digits and the usual stops: what only looks like them, or says what they do not, cannot be checked."""
    return all(char in _SEEN or (char.isalnum() and unicodedata.normalize("NFKD", char)[0].isascii()) for char in text)


def _plain(text: str) -> str:
    """A text as it looks: escapes undone, nothing unseen, digits and letters that look like ours as ours, no marks over or through letters."""
    if text.isascii() and "&" not in text:
        return prompts.visible(text)
    for _ in range(_ESCAPES):
        text = html.unescape(text)
    text = _PORTION.sub(lambda match: f"{int(match[1]) + unicodedata.numeric(match[2]):g}", text)
    text = unicodedata.normalize("NFKC", prompts.visible(text)).replace("⁄", "/").replace("−", "-")
    text = "".join(_digit(char) for char in text if unicodedata.category(char) not in ("Mn", "Me"))
    return prompts.visible(tidy.in_latin(text))


def _digit(char: str) -> str:
    return char if char.isascii() or unicodedata.category(char) != "Nd" else str(unicodedata.digit(char))
