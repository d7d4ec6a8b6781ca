"""The findings: what the assessments say of every body on the fields they judge, read out of the text by the rules of `fields.toml`.

A clause that speaks of a field is a finding: praise or wish, met or missed, entered or left, rising or falling, of the board, its system
or a trust. Nothing is typed in by hand, so that the next year's report fills the same table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from corpus.types import Kind
from index.hybrid import HybridIndex
from rag import readout
from rag.fields import Fields
from rag.orders import is_order


@dataclass(frozen=True)
class Finding:
    """A value read out of the text for one body, period and field, with its quote."""

    body: str
    period: str
    field: str
    value: str
    """In a word or two, as a cell shows it."""
    tone: str
    """`good`, `bad` or `plain`."""
    outcome: str
    """`met`, `missed` or nothing."""
    state: str
    """Of support: `in`, `entered`, `left` or nothing."""
    move: str
    """`up`, `down` or nothing."""
    scope: tuple[str, ...]
    """Of `board`, `system`, `trust`: whom it is said of; empty where it is not said."""
    grade: str
    """The tier or segment, where it has one."""
    service: str
    """The field that support is for, where it is support for one."""
    passage: int
    sentence: int
    start: int
    end: int
    """The sentence's span in the document's text, which is quoted."""
    clause: str
    """The part of the sentence that was read."""


class Findings:
    """The table of body x period x field."""

    def __init__(self, findings: Iterable[Finding], bodies: tuple[str, ...], period: str) -> None:
        self.all = tuple(findings)
        self.bodies = bodies
        """Every body that was assessed, in the order of the document."""
        self.period = period

    @classmethod
    def from_index(cls, index: HybridIndex, fields: Fields) -> Findings:
        """Read the findings out of the assessments of an index; about a tenth of a second for 42 bodies."""
        rows: list[Finding] = []
        bodies: dict[str, None] = {}
        period = ""
        for number, passage in enumerate(index.passages):
            document = index.document_of(passage)
            if document.kind is not Kind.ASSESSMENT or passage.body is None:
                continue
            bodies[passage.body] = None
            period = str(document.period or "")
            before = readout.Context()
            for position, sentence in enumerate(passage.sentences):
                text = document.text[sentence.start : sentence.end]
                if is_order(text):
                    continue
                # The rules know one form of the apostrophe.
                read = text.replace("'", "’")
                for said in readout.read(read, fields, before):
                    start = read.index(said.clause)
                    clause = text[start : start + len(said.clause)]
                    rows.append(Finding(passage.body, period, *said.values, number, position, sentence.start, sentence.end, clause))
        return cls(rows, tuple(bodies), period)

    @cached_property
    def by_field(self) -> dict[str, tuple[Finding, ...]]:
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.all:
            found[finding.field].append(finding)
        return {field: tuple(rows) for field, rows in found.items()}

    def cell(self, body: str, field: str) -> tuple[Finding, ...]:
        """What is said of one body on one field."""
        return tuple(finding for finding in self.by_field.get(field, ()) if finding.body == body)
