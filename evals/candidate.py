"""A thumbs-down becomes a candidate case: what was expected is asked for, the sections to point at are shown, and the case is held against the texts."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from corpus.bodies import Bodies
from corpus.types import Document, Edition, Kind, Section
from evals.case import Case, Category, Evidence, Group, faults, plain
from evals.feedback import Feedback
from rag.types import Reason

Ask = Callable[[str], str]
"""Shows a prompt and gives the line that is typed; raises EOFError where no more comes."""
Say = Callable[[str], None]

_CHOICES = 9
"""Sections that are shown to choose from."""
_CATEGORIES = {Kind.ASSESSMENT: Category.BOARD, Kind.GUIDANCE: Category.GUIDANCE, Kind.NEWS: Category.NEWS, Kind.SURVEY: Category.SURVEY}
_REASONS = {
    Reason.NOT_STATED: "the texts do not state it",
    Reason.UNKNOWN_BODY: "there is no such board",
    Reason.PERIOD_NOT_COVERED: "a year that the texts do not cover",
    Reason.OUT_OF_SCOPE: "something else than these texts are on",
    Reason.UNCLEAR: "nobody could say what is asked",
}


class Stop(Exception):
    """The user ends the round; what was written stays."""


@dataclass(frozen=True)
class Place:
    """A section that a case may point at."""

    document: Document
    section: Section

    @property
    def label(self) -> str:
        return " > ".join((self.document.id, *self.section.path))

    @property
    def text(self) -> str:
        return self.document.text[self.section.start : self.section.end]


class Interview:
    """Asks on the terminal for what a case needs."""

    def __init__(self, documents: Sequence[Document], digests: Sequence[Document], bodies: Bodies, ask: Ask, say: Say) -> None:
        self.documents, self.digests, self.bodies, self.ask, self.say = documents, digests, bodies, ask, say
        self.places = [Place(d, s) for d in documents for s in d.sections if s.path and s.end > s.start]

    def case_of(self, entry: Feedback) -> Case | None:
        """The case that the user makes of an entry; None if it is passed over.

        Raises:
            Stop: if the user ends the round.
            EOFError: if no more is typed.
        """
        self._show(entry)
        while True:
            kind = self._choice("Is there an answer in the texts? [y]es, [n]o, it is a [l]ist of boards, [s]kip, [q]uit: ", "ynlsq")
            if kind == "q":
                raise Stop
            if kind == "s":
                return None
            fields = {"y": self._answer, "n": self._refusal, "l": self._list}[kind](entry)
            try:
                case = Case.model_validate({"id": identity(entry), **_question(entry), **fields})
            except ValidationError as error:
                self.say(f"This makes no case: {error.errors()[0]['msg']}. Once more:")
                continue
            editions, found = self._editions(case)
            if editions:
                return case.model_copy(update={"editions": editions})
            for fault in found:
                self.say(f"This does not hold: {fault}")
            self.say("Once more:")

    def _show(self, entry: Feedback) -> None:
        for turn in entry.turns[:-1]:
            self.say(f"Asked before: {turn}")
        self.say(f"Question: {entry.question}")
        self.say(f"Answer ({entry.answer.get('status', '?')}): {entry.answer.get('text', '')}")
        if entry.comment:
            self.say(f"Comment: {entry.comment}")

    def _answer(self, entry: Feedback) -> dict[str, object]:
        self.say("What must a right answer say? A short string a line, ` | ` between ways to say it; an empty line ends.")
        groups = self._lines("must: ")
        wanted = [string for group in groups for string in group]
        place = self._place(entry, wanted)
        keys = [string for string in wanted if plain(string) in plain(place.text)]
        if not keys:
            self.say("None of these strings stands in that section. Which short strings of the section is the answer to be found by?")
            keys = [string for group in self._lines("key: ") for string in group]
        bodies = (place.section.body,) if place.section.body else ()
        periods = (str(place.document.period),) if place.document.period else ()
        evidence = Evidence(document=place.document.id, section=place.section.path, keys=tuple(keys))
        category = Category.CONVERSATION if len(entry.turns) > 1 else _CATEGORIES[place.document.kind]
        return {"category": category, "must": [Group(any=tuple(g)) for g in groups], "evidence": [evidence], "bodies": bodies, "periods": periods}

    def _refusal(self, entry: Feedback) -> dict[str, object]:
        for number, (reason, meaning) in enumerate(_REASONS.items(), start=1):
            self.say(f"  {number}  {reason.value}: {meaning}")
        picked = int(self._choice(f"Why not? [1-{len(_REASONS)}]: ", "".join(str(n + 1) for n in range(len(_REASONS)))))
        return {"category": Category.UNANSWERABLE, "answerable": False, "reason": list(_REASONS)[picked - 1].value}

    def _list(self, entry: Feedback) -> dict[str, object]:
        while True:
            line = self.ask("The boards, all of them, `;` between (empty for none): ").strip()
            names = [part.strip() for part in line.split(";") if part.strip()]
            found = [self.bodies.named_in(name) for name in names]
            wrong = [name for name, bodies in zip(names, found, strict=True) if len(bodies) != 1]
            if not wrong:
                return {"category": Category.LIST, "items": list(dict.fromkeys(bodies[0] for bodies in found))}
            self.say(f"{', '.join(map(repr, wrong))}: no board, or several; write the name as `Devon` is written.")

    def _place(self, entry: Feedback, wanted: Sequence[str]) -> Place:
        shown = self._likely(entry, wanted)
        while True:
            self.say("Where does it stand?")
            for number, place in enumerate(shown, start=1):
                held = [string for string in wanted if plain(string) in plain(place.text)]
                self.say(f"  {number}  {place.label}" + (f"  (holds {', '.join(held)})" if held else ""))
            line = self.ask("A number, or words of a heading to look for: ").strip()
            if line.isdigit() and 1 <= int(line) <= len(shown):
                return shown[int(line) - 1]
            if line:
                shown = self._looked_up(line) or shown

    def _likely(self, entry: Feedback, wanted: Sequence[str]) -> list[Place]:
        """The sections that hold the most of what is wanted, those that the answer quoted first among equals."""
        quoted = {(c.get("document"), tuple(c.get("section", ()))) for c in entry.answer.get("citations", ())}

        def weight(place: Place) -> tuple[int, bool]:
            return sum(plain(string) in plain(place.text) for string in wanted), (place.document.id, place.section.path) in quoted

        ranked = sorted(self.places, key=weight, reverse=True)
        return [place for place in ranked if any(weight(place))][:_CHOICES] or self._looked_up(entry.question)

    def _looked_up(self, words: str) -> list[Place]:
        from rapidfuzz import fuzz, process, utils

        labels = [place.label for place in self.places]
        found = process.extract(words, labels, scorer=fuzz.token_set_ratio, processor=utils.default_process, limit=_CHOICES)
        return [self.places[number] for _, _, number in found]

    def _editions(self, case: Case) -> tuple[tuple[Edition, ...], list[str]]:
        """The editions in which a case holds, and what is wrong with it where it holds in none."""
        here = {document.edition for document in self.documents}
        texts = {Edition.DIGEST: self.digests} | ({Edition.ORIGINAL: self.documents} if Edition.ORIGINAL in here else {})
        wrong = {edition: faults(case, documents, self.bodies) for edition, documents in texts.items()}
        if not case.evidence:
            return (Edition.DIGEST, Edition.ORIGINAL) if not wrong[Edition.DIGEST] else (), wrong[Edition.DIGEST]
        good = tuple(edition for edition, found in wrong.items() if not found)
        return good, [fault for found in wrong.values() for fault in found]

    def _lines(self, prompt: str) -> list[list[str]]:
        found: list[list[str]] = []
        while True:
            line = self.ask(prompt).strip()
            if not line and found:
                return found
            if strings := [part.strip() for part in line.split("|") if part.strip()]:
                found.append(strings)

    def _choice(self, prompt: str, letters: str) -> str:
        while True:
            typed = self.ask(prompt).strip().lower()[:1]
            if typed and typed in letters:
                return typed


def identity(entry: Feedback) -> str:
    """The id of the case of an entry: words of its question, and a hash of all that was asked."""
    words = re.findall(r"[a-z0-9]+", entry.question.lower())[:5]
    asked = json.dumps([*entry.turns, entry.question])
    return "-".join(["feedback", *words, hashlib.sha256(asked.encode()).hexdigest()[:6]])


def _question(entry: Feedback) -> dict[str, object]:
    return {"turns": entry.turns} if len(entry.turns) > 1 else {"question": entry.question}


def as_toml(case: Case) -> str:
    """A case as a `[[case]]` table."""
    rows: list[tuple[str, object]] = [("id", case.id), ("category", case.category.value)]
    rows += [("turns", case.turns)] if case.turns else [("question", case.question)]
    rows += [("answerable", False), ("reason", case.reason)] if not case.answerable else []
    rows += [("items", case.items)] if case.items is not None else []
    rows += [(name, getattr(case, name)) for name in ("bodies", "periods", "must_not") if getattr(case, name)]
    rows += [(name, [part.model_dump(exclude_defaults=True) for part in getattr(case, name)]) for name in ("must", "evidence") if getattr(case, name)]
    rows.append(("editions", [edition.value for edition in case.editions]))
    return "[[case]]\n" + "".join(f"{name} = {_value(value)}\n" for name, value in rows)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_value(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    # A TOML string escapes what a JSON one does, and the delete character besides.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
