"""The findings as a matrix: which columns are shown, and what a cell says in a word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.fields import Fields
from rag.findings import Finding, Findings

_SIDES = {"good": "good", "bad": "bad", "plain": "plain"}


@dataclass(frozen=True)
class Column:
    """A column of the matrix."""

    id: str
    label: str
    theme: str


@dataclass(frozen=True)
class Cell:
    """What is said of one body in one column."""

    body: str
    column: str
    value: str
    """The values of its findings, each once: `surplus`, `tier 1`, `met`, `praised and to improve`."""
    side: str
    """`good`, `bad`, `both` or `plain`."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Matrix:
    """Bodies by columns."""

    period: str
    regions: tuple[tuple[str, tuple[str, ...]], ...]
    """(region, its bodies), in the order of the document."""
    columns: tuple[Column, ...]
    cells: dict[tuple[str, str], Cell]
    """{(body, column): cell}; where nothing is said there is none."""


def matrix(
    table: Findings, fields: Fields, region_of: Callable[[str], str], *, themes: Sequence[str] = (), regions: Sequence[str] = (), least: int = 3
) -> Matrix:
    """The matrix of some themes and regions, all of them where none is named.

    Args:
        least: bodies of which a field must be said to have a column.
    """
    bodies = [body for body in table.bodies if not regions or region_of(body) in regions]
    grouped: dict[str, list[str]] = {}
    for body in bodies:
        grouped.setdefault(region_of(body), []).append(body)
    said: dict[Column, dict[str, list[Finding]]] = {}
    for finding in table.all:
        column = _column(finding, fields)
        if not themes or column.theme in themes:
            for one in column.split(finding):
                said.setdefault(one, {}).setdefault(finding.body, []).append(finding)
    order = {field.id: n for n, field in enumerate(fields.all)}
    columns = sorted((c for c in said if len(said[c]) >= least), key=lambda c: (order[c.id.split(":")[0]], c.id))
    cells = {(body, c.id): _cell(body, c, tuple(said[c][body])) for c in columns for body in bodies if body in said[c]}
    plain = tuple(Column(c.id, c.label, c.theme) for c in columns)
    return Matrix(table.period, tuple((region, tuple(own)) for region, own in grouped.items()), plain, cells)


@dataclass(frozen=True)
class _Column(Column):
    """A column that may be one of several of a field: a tier's by service, a result's by whose it is."""

    scoped: bool = False

    def split(self, finding: Finding) -> list[_Column]:
        if not self.scoped:
            return [self]
        return [_Column(f"{self.id}:{scope}", f"{self.label}: {scope}", self.theme, True) for scope in finding.scope or ("system",)]


def _column(finding: Finding, fields: Fields) -> _Column:
    field = fields.by_id[finding.field]
    if field.kind == "tier":
        service = fields.by_id[finding.service].label if finding.service else "not given"
        return _Column(f"tier:{finding.service}", f"{field.label}: {service}", field.theme)
    return _Column(field.id, field.label, field.theme, field.kind in ("result", "plan"))


def _cell(body: str, column: Column, findings: tuple[Finding, ...]) -> Cell:
    values = list(dict.fromkeys(finding.value for finding in findings))
    if len(values) > 1 and "mentioned" in values:
        values.remove("mentioned")
    sides = {_SIDES[finding.tone] for finding in findings} - {"plain"}
    side = "both" if len(sides) > 1 else next(iter(sides), "plain")
    return Cell(body, column.id, " and ".join(values), side, findings)
