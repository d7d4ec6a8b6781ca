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
from functools import cache
from importlib.resources import files

FILES = ("asked.json", "asked_originals.json")
"""Of the digest's findings, and of the originals' sentences."""
UNANSWERED = "unanswered.json"
"""Questions on the very matter of a finding or sentence that nothing answers."""


@dataclass(frozen=True)
class Asked:
    """The questions, by finding."""

    by_finding: dict[str, tuple[str, ...]]
    """{id of a finding: questions that it answers}."""
    unanswered: dict[str, tuple[str, ...]]
    """{id of a finding: questions on its matter that nothing answers}."""

    @classmethod
    @cache
    def load(cls) -> Asked:
        """The questions of `FILES` and `UNANSWERED`; a finding that was reworded since has none."""
        found: dict[str, tuple[str, ...]] = {}
        for name in FILES:
            found |= {finding: (*found.get(finding, ()), *questions) for finding, questions in _read(name).items()}
        return cls(found, {finding: tuple(questions) for finding, questions in _read(UNANSWERED).items()})

    def of(self, finding: str) -> tuple[str, ...]:
        """The questions that a finding, in its very words, answers."""
        return self.by_finding.get(finding_id(finding), ())


def _read(name: str) -> dict[str, list[str]]:
    data: dict[str, list[str]] = json.loads((files("corpus") / name).read_text(encoding="utf-8"))
    return data


def finding_id(finding: str) -> str:
    """What a finding is known by: a hash of its words."""
    return hashlib.sha256(finding.encode()).hexdigest()[:8]
