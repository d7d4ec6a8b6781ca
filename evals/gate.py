"""The gate: the floors that must hold, and no case that was right may be wrong now unless the baseline accepts it with a reason."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from evals.bootstrap import Difference, paired
from evals.run import Result

RIGHT, WRONG = "right", "wrong"


class BaselineError(ValueError):
    """A baseline that is missing or cannot be read."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    cases: dict[str, dict[str, str]]
    accepted: dict[str, str] = {}


@dataclass(frozen=True)
class Baseline:
    """Which cases were right, and which flips are accepted."""

    cases: Mapping[str, Mapping[str, str]]
    """{case: {edition: `right` or `wrong`}}."""
    accepted: Mapping[str, str] = field(default_factory=dict)
    """{case that may be wrong now: the reason}."""

    @classmethod
    def load(cls, path: Path) -> Baseline:
        """The baseline of a file.

        Raises:
            BaselineError: saying how to mend it.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise BaselineError(f"{path}: there is no baseline; `citewell eval --update-baseline` writes one from a run that you have looked at") from None
        except (OSError, UnicodeDecodeError) as error:
            raise BaselineError(f"{path} cannot be read ({error}); mend it, or write it anew with --update-baseline") from None
        try:
            data = _File.model_validate(json.loads(text))
        except json.JSONDecodeError as error:
            raise BaselineError(f"{path}:{error.lineno}: {error.msg}; mend the JSON, or take the file out and write it anew with --update-baseline") from None
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise BaselineError(
                f"{path}: {place}: {first['msg']}; expected `cases` of {{id: {{edition: right or wrong}}}} and `accepted` of {{id: reason}}"
            ) from None
        for identity, marks in data.cases.items():
            for edition, mark in marks.items():
                if mark not in (RIGHT, WRONG):
                    raise BaselineError(f"{path}:{_line(text, identity)}: {identity} ({edition}) is {mark!r}, expected `right` or `wrong`")
        for identity, reason in data.accepted.items():
            if not reason.strip():
                raise BaselineError(f"{path}:{_line(text, identity)}: the flip of {identity} is accepted without a reason; give one")
        return cls(data.cases, data.accepted)

    def updated(self, runs: Mapping[str, Sequence[Result]], known: Sequence[str]) -> Baseline:
        """The baseline after some runs: marks of editions that were not asked stay, cases that are no more go, and so do reasons of cases that are right now.

        Args:
            runs: {edition: what came of its cases}.
            known: the ids of all cases there are.
        """
        marks = {identity: dict(self.cases.get(identity, {})) for identity in known}
        for edition, results in runs.items():
            for row in marks.values():
                row.pop(edition, None)
            for result in results:
                marks[result.case][edition] = mark(result)
        cases = {identity: row for identity, row in marks.items() if row}
        accepted = {i: reason for i, reason in self.accepted.items() if WRONG in cases.get(i, {}).values()}
        return Baseline(cases, accepted)

    def save(self, path: Path) -> None:
        """Write it in one step, sorted, a case a line, so that a difference can be read."""
        rows = [f"  {json.dumps(i)}: {json.dumps(dict(sorted(self.cases[i].items())))}" for i in sorted(self.cases)]
        reasons = [f"  {json.dumps(i)}: {json.dumps(self.accepted[i], ensure_ascii=False)}" for i in sorted(self.accepted)]
        text = '{"accepted": {' + _lines(reasons) + '},\n "cases": {' + _lines(rows) + "}}\n"
        staged = path.with_suffix(".new")
        try:
            staged.write_text(text, encoding="utf-8")
            os.replace(staged, path)
        finally:
            staged.unlink(missing_ok=True)


def _lines(rows: Sequence[str]) -> str:
    return "\n" + ",\n".join(rows) + "\n" if rows else ""


def _line(text: str, identity: str) -> int:
    return next((n for n, line in enumerate(text.splitlines(), start=1) if f'"{identity}"' in line), 1)


def mark(result: Result) -> str:
    """How a result stands in a baseline."""
    return RIGHT if result.correct else WRONG


@dataclass(frozen=True)
class Floor:
    """Something that must hold of every answer."""

    name: str
    broken_by: Callable[[Result], bool]


FLOORS = (
    Floor("every quote verbatim at its offsets", lambda r: not r.verbatim),
    Floor("no figure that stands in nothing cited", lambda r: r.unsupported > 0),
    Floor("no citation of a wrong board or year", lambda r: r.misplaced),
)


@dataclass(frozen=True)
class Held:
    """How a floor fared over one edition."""

    edition: str
    floor: str
    broken: tuple[str, ...]
    """The cases that break it."""


@dataclass(frozen=True)
class Flips:
    """How one edition's cases stand against the baseline."""

    edition: str
    lost: tuple[str, ...]
    """Right before, wrong now, and not accepted."""
    accepted: tuple[tuple[str, str], ...]
    """(case, reason): right before, wrong now, accepted."""
    won: tuple[str, ...]
    new: tuple[str, ...]
    """Cases that the baseline does not know."""
    same: int
    change: Difference | None
    """Of the share of right ones, over the cases that both know."""
    by_category: Mapping[str, Difference]


@dataclass(frozen=True)
class Gate:
    """What the gate says of a run."""

    floors: tuple[Held, ...]
    flips: tuple[Flips, ...] = ()
    skipped: str = ""
    """Why flips were not looked at, where they were not."""

    @property
    def failures(self) -> tuple[str, ...]:
        """A line for each thing that fails; none if the gate holds."""
        lines = [
            f"{held.edition}: {held.floor}: broken by {len(held.broken)} {'case' if len(held.broken) == 1 else 'cases'}: {', '.join(held.broken)}"
            for held in self.floors
            if held.broken
        ]
        lines += [f"{flips.edition}: {case}: was right and is wrong" for flips in self.flips for case in flips.lost]
        return tuple(lines)

    @property
    def passes(self) -> bool:
        return not self.failures


def judge(runs: Mapping[str, Sequence[Result]], baseline: Baseline | None, skipped: str = "") -> Gate:
    """Hold runs, {edition: results}, against the floors and the baseline.

    Args:
        skipped: why there is no baseline, where there is none.
    """
    floors = tuple(Held(edition, floor.name, tuple(r.case for r in results if floor.broken_by(r))) for edition, results in runs.items() for floor in FLOORS)
    if baseline is None:
        return Gate(floors, (), skipped)
    return Gate(floors, tuple(_flips(edition, results, baseline) for edition, results in runs.items()))


def _flips(edition: str, results: Sequence[Result], baseline: Baseline) -> Flips:
    before = {r.case: baseline.cases.get(r.case, {}).get(edition) for r in results}
    known = [r for r in results if before[r.case] is not None]
    fallen = [r.case for r in known if before[r.case] == RIGHT and not r.correct]
    return Flips(
        edition=edition,
        lost=tuple(case for case in fallen if case not in baseline.accepted),
        accepted=tuple((case, baseline.accepted[case]) for case in fallen if case in baseline.accepted),
        won=tuple(r.case for r in known if before[r.case] == WRONG and r.correct),
        new=tuple(r.case for r in results if before[r.case] is None),
        same=sum((before[r.case] == RIGHT) == r.correct for r in known),
        change=_change(known, before),
        by_category={
            name: change for name in dict.fromkeys(r.category for r in known) if (change := _change([r for r in known if r.category == name], before))
        },
    )


def _change(results: Sequence[Result], before: Mapping[str, str | None]) -> Difference | None:
    then = np.array([float(before[r.case] == RIGHT) for r in results])
    return paired(then, np.array([float(r.correct) for r in results]))
