"""How people ask: for each finding of the digest, and each sentence of the originals of surveys and guidance, questions in plain words that it answers.

Texts of this field and the people who ask about them use different words. An index reads these questions beside the sentence that
answers them (document expansion, Nogueira et al. 2019); they are searched, never quoted and never shown. Beside them it reads questions on the same
matters that nothing in the texts answers: what a new question is more like tells whether it is answered. A finding or sentence is known by a hash of
its words, so that a publisher's words need not stand here.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

FILES = ("asked.json", "asked_originals.json")
"""Of the digest's findings, and of the originals' sentences."""
UNANSWERED = "unanswered.json"
"""Questions on the very matter of a finding or sentence that nothing answers."""
OVER_YEARS = "asked_years.json"
"""Questions that go over two years, each with what answers for the one and for the other."""


@dataclass(frozen=True)
class OverYears:
    """A matter that the texts of two years speak of."""

    questions: tuple[str, ...]
    answered_by: tuple[str, ...]
    """The ids of the findings and sentences of either year that answer."""
    near: tuple[str, ...]
    """The ids of some that only come near."""


@dataclass(frozen=True)
class Asked:
    """The questions, by finding."""

    by_finding: dict[str, tuple[str, ...]]
    """{id of a finding: questions that it answers}."""
    unanswered: dict[str, tuple[str, ...]]
    """{id of a finding: questions on its matter that nothing answers}."""
    over_years: tuple[OverYears, ...]

    @classmethod
    @cache
    def load(cls) -> Asked:
        """The questions of `FILES`, `UNANSWERED` and `OVER_YEARS`; a finding that was reworded since has none."""
        found: dict[str, tuple[str, ...]] = {}
        for name in FILES:
            found |= {finding: (*found.get(finding, ()), *questions) for finding, questions in _read(name).items()}
        matters = tuple(OverYears(**{name: tuple(values) for name, values in row.items()}) for row in _read(OVER_YEARS))
        return cls(found, {finding: tuple(questions) for finding, questions in _read(UNANSWERED).items()}, matters)

    def of(self, finding: str) -> tuple[str, ...]:
        """The questions that a finding, in its very words, answers."""
        return self.by_finding.get(finding_id(finding), ())

    def over_years_of(self, finding: str) -> tuple[str, ...]:
        """The questions over two years that a finding, in its very words, answers for one of them."""
        return self._over_years.get(finding_id(finding), ())

    @cached_property
    def _over_years(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for matter in self.over_years:
            for finding in matter.answered_by:
                found[finding] = (*found.get(finding, ()), *matter.questions)
        return found

    @property
    def all(self) -> tuple[str, ...]:
        """Every question."""
        sets = (*self.by_finding.values(), *self.unanswered.values(), *(matter.questions for matter in self.over_years))
        return tuple(dict.fromkeys(question for questions in sets for question in questions))


def _read(name: str) -> Any:
    return json.loads((files("corpus") / name).read_text(encoding="utf-8"))


def finding_id(finding: str) -> str:
    """What a finding is known by: a hash of its words."""
    return hashlib.sha256(finding.encode()).hexdigest()[:8]
