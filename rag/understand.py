"""A question becomes a reading: its shape, bodies, periods, documents, and what kind of thing would answer it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from corpus.types import Kind, Period
from index.sparse import content_words
from rag import change, cues
from rag.change import Change
from rag.fixed import overridden
from rag.places import named
from rag.spelling import Spelling
from rag.types import Filters, Part, Reading, Shape, Wanted

_FEW_WORDS = 9
"""Words up to which a question may be a fragment that goes on from the one before."""
_WHOLE, _SAYS_MORE = 4, 3
"""Words of its own from which a follow-up says by itself what it asks; from which one that points back says more than what was asked before."""

_ON_BOARDS = frozenset({Kind.ASSESSMENT, Kind.NEWS})
"""Of one year the assessments themselves are there, of the other what the news told of them."""


@dataclass(frozen=True)
class Understanding:
    """What it takes to read a question."""

    bodies: Bodies
    catalogue: Catalogue
    spelling: Spelling
    is_in_texts: Callable[[str], bool]
    """Whether a word stands in the texts."""
    places: Mapping[str, str] = field(default_factory=dict)
    """{a name that only one board's sections hold: that board}."""

    def read(self, question: str, history: Sequence[Reading] = (), filters: Filters = Filters()) -> Reading:
        """The reading of a question, in the light of what was asked before; filters override its words."""
        question, mended = self.spelling.mended(" ".join(question.split()))
        back = cues.BACK_TO.search(question) if history else None
        if back:
            question = " ".join(cues.BACK_TO.sub(" ", question).split())
        reading = self._placed(self._alone(question, filters))
        before = self._before(back, history)
        if before and (back or self._goes_on(reading) or self._stays(reading, before)):
            reading = self._continued(reading, before)
        notes = tuple(f"“{written}” was read as “{read}”." for written, read in mended)
        vague = not self._topic_words(reading) and not reading.bodies and not reading.documents and not reading.narrows
        return overridden(replace(reading, vague=vague, notes=(*notes, *reading.notes)), filters, self.catalogue)

    def _alone(self, question: str, filters: Filters) -> Reading:
        mentions = self.bodies.find(self._with_capitals(question))
        taken = [(mention.start, mention.end) for mention in mentions]
        bodies = tuple(dict.fromkeys(mention.body for mention in mentions))
        documents, spans = self._documents(question)
        periods = self._periods(question, documents) or self._apart(documents)
        shape = self._shape(question, filters.bodies or bodies, filters.periods or periods, filters.documents or documents)
        if shape is Shape.TREND:
            periods, documents = self._both_years(question, periods, documents)
        elif periods and documents:
            # A year outweighs a document's name: what was found in 2023/24 stands wherever a text tells of it.
            documents = tuple(d for d in documents if self.catalogue.by_id[d].financial_year in periods)
        return Reading(
            question=question,
            shape=shape,
            wanted=wanted(question),
            bodies=bodies,
            regions=self._regions(question, taken),
            periods=periods,
            documents=documents,
            topic=self._topic(question, shape, [*spans, *taken]),
            quote=_quoted(question) if shape is not Shape.TREND else None,
            unknown_body=None if bodies or filters.bodies else self._unknown(question, taken),
            parts=self._parts(question, periods) if shape is Shape.TREND else (),
            hinted=shape is Shape.TREND and change.asked(question, self._years) is Change.HINTED,
        )

    @cached_property
    def _years(self) -> tuple[Period, ...]:
        """The years of the texts, in their order."""
        return tuple(sorted({entry.financial_year for entry in self.catalogue.entries}))

    def _topic(self, question: str, shape: Shape, taken: Sequence[tuple[int, int]]) -> str:
        times = change.spans(question) if shape is Shape.TREND else []
        # Of boards it may be asked where something changed, or still is.
        patterns = (cues.PERIOD,) if shape in (Shape.LIST, Shape.COUNT) else (cues.PERIOD, cues.TIMES)
        told = (match.span() for pattern in patterns for match in pattern.finditer(question))
        return _without(question, [*taken, *times, *told]) or question

    def _parts(self, question: str, periods: Sequence[Period]) -> tuple[Part, ...]:
        """What is asked of each of two years, where it is not the same; without the names, which are looked for by themselves."""
        both = change.parts(question, self._years)
        if both is None or len(periods) != 2:
            return ()
        rows = []
        for period, part in zip(periods, both, strict=True):
            taken = [(mention.start, mention.end) for mention in self.bodies.find(part)]
            rows.append(Part(period, part, self._topic(part, Shape.TREND, [*self._documents(part)[1], *taken]), wanted(part)))
        return tuple(rows)

    def _placed(self, reading: Reading) -> Reading:
        """A question on one thing with the board that a name of it leads to, where it names none, and with each of those that it compares."""
        if reading.regions or reading.shape is not Shape.FACT:
            return reading
        led = named(reading.question, self.places, self.spelling.is_word)
        bodies = tuple(dict.fromkeys((*reading.bodies, *(body for _, body in led))))
        if len(bodies) > 1 and len(bodies) > len(reading.bodies) and cues.SET_BESIDE.search(reading.question):
            told = tuple(f"{name} is named in the texts on {body} only." for name, body in led if body not in reading.bodies)
            return replace(reading, bodies=bodies, shape=Shape.COMPARE, unknown_body=None, notes=(*reading.notes, *told))
        if reading.bodies or len(bodies) != 1:
            return reading
        if reading.unknown_body and all(self.spelling.is_word(word.lower()) for word, _ in led):
            return reading
        name, body = led[0]
        return replace(reading, bodies=(body,), unknown_body=None, notes=(*reading.notes, f"{name} is named in the texts on {body} only."))

    def _goes_on(self, reading: Reading) -> bool:
        """True for a question that cannot be understood without the one before."""
        question = reading.question
        fragment = len(question.split()) <= _FEW_WORDS
        if cues.FOLLOWS.match(question) and (fragment or not reading.bodies):
            return True
        if not self._topic_words(reading):
            return True
        if reading.bodies or reading.regions:
            return False
        return bool(cues.REFERS.search(question)) if fragment else bool(cues.PRONOUN.search(question)) and not reading.documents

    def _before(self, back: re.Match[str] | None, history: Sequence[Reading]) -> Reading | None:
        """The question that another may go on from: the last one, or the one that it goes back to."""
        if not history or back is None:
            return history[-1] if history else None
        return history[0] if back["which"].lower() == "first" else history[-2:][0]

    def _stays(self, reading: Reading, before: Reading) -> bool:
        """True for a question on one thing that names nobody and no text, asked after one on a board or a text: people stay with what they ask about."""
        if reading.bodies or reading.regions or reading.documents or cues.PERIOD.search(reading.question):
            return False
        if before.bodies:
            return reading.shape in (Shape.FACT, Shape.TREND) and not cues.OF_ALL.search(reading.question)
        elsewhere = (before.documents or before.periods) and not self._judges_all(before.periods, before.documents)
        return (bool(elsewhere) or (bool(before.documents) and reading.shape is Shape.FACT)) and not cues.NEW_TOPIC.search(reading.question)

    def _topic_words(self, reading: Reading) -> list[str]:
        return [word for word in content_words(reading.topic) if word not in cues.FILLER and not cues.REFERS.fullmatch(word)]

    def _continued(self, reading: Reading, before: Reading) -> Reading:
        """A follow-up with what it takes over from the question before."""
        if before.listed is not None and cues.OF_THOSE.search(reading.question) and not reading.bodies:
            return self._among(reading, before)
        own = self._topic_words(reading)
        bodies = reading.bodies or before.bodies
        if reading.hinted and bodies:
            reading = replace(reading, shape=Shape.FACT, periods=self._periods(reading.question, reading.documents), hinted=False)
        reading = self._moved(reading, before)
        periods = reading.periods or (() if reading.documents else before.periods)
        documents = reading.documents or (() if reading.periods and before.documents else before.documents)
        if reading.periods and before.documents:
            kinds = {self.catalogue.by_id[d].kind for d in before.documents}
            documents = tuple(e.id for e in self.catalogue.entries if e.kind in kinds and e.financial_year in reading.periods)
        asks = reading.wanted not in (Wanted.DESCRIPTION, Wanted.YES_NO)
        shape = reading.shape
        if shape in (Shape.LIST, Shape.COUNT):
            # Of what was asked about before it can be no list of boards.
            shape = self._shape(reading.question, bodies, periods, documents)
        if shape is Shape.FACT and before.shape not in (Shape.COMPARE, Shape.TREND, Shape.QUOTE):
            shape = before.shape
        topic = self._topic_of_both(reading, before, own)
        where = " and ".join((*bodies, *map(str, periods)))
        said = before.spoken or before.question
        return replace(
            reading,
            question=f"{topic} {where}".strip(),
            shape=shape,
            wanted=reading.wanted if asks or (own and reading.wanted is Wanted.YES_NO) else before.wanted,
            bodies=bodies,
            regions=reading.regions or before.regions,
            periods=periods,
            documents=documents,
            topic=topic,
            follows=True,
            spoken=said if not own and not asks else reading.question if len(own) >= _WHOLE else f"{said} {reading.question}",
            notes=(f"Read as a follow-up: {topic} {where}".strip() + ".",),
        )

    def _topic_of_both(self, reading: Reading, before: Reading, own: Sequence[str]) -> str:
        """What a follow-up is searched by: its own words where they say by themselves what is asked, else with those of the question before."""
        leans = cues.REFERS.search(reading.question) or cues.FOLLOWS.match(reading.question)
        if len(own) >= _WHOLE and not leans:
            return reading.topic
        if len(own) >= _SAYS_MORE and cues.REFERS.search(reading.question):
            return f"{reading.topic} {before.topic}"
        return f"{before.topic} {' '.join(own)}".strip()

    def _moved(self, reading: Reading, before: Reading) -> Reading:
        """A follow-up that asks for the year before or after, with that year; with both, where it asks what changed."""
        known = before.periods or tuple(sorted({self.catalogue.by_id[d].financial_year for d in before.documents}))
        step = cues.step(reading.question)
        if reading.periods or not known:
            return reading
        if len(known) == 1 and (older := cues.OLDER.search(reading.question) or cues.NEWER.search(reading.question)):
            return replace(reading, periods=(self._years[0 if cues.OLDER.search(older.group()) else -1],))
        if not step:
            return reading
        near = known[-1] if step > 0 else known[0]
        if cues.CHANGE.search(reading.question):
            return replace(reading, periods=tuple(sorted((near, near.earlier(-step)))), shape=Shape.TREND)
        return replace(reading, periods=(near.earlier(-step),), shape=Shape.FACT if reading.shape is Shape.TREND else reading.shape)

    def _among(self, reading: Reading, before: Reading) -> Reading:
        """A follow-up that asks which of the bodies of the answer before."""
        told = {word for region in reading.regions for word in region.lower().split()} | ((cues.LISTING | cues.FILLER) - cues.JUDGING)
        own = [word for word in content_words(reading.question) if word not in told and not cues.REFERS.fullmatch(word) and not any(map(str.isdigit, word))]
        shape = Shape.COUNT if re.match(r"(?:and |so )?how many\b", reading.question, re.IGNORECASE) else Shape.LIST
        asked = reading if own else replace(before, regions=reading.regions, notes=())
        listed = before.listed or ()
        notes = (f"Read as a question on the {len(listed)} boards of the answer before.",)
        return replace(
            asked,
            shape=shape,
            periods=reading.periods or before.periods,
            documents=(),
            among=listed,
            narrows=before.question if own else "",
            notes=notes,
            listed=None,
        )

    def _with_capitals(self, question: str) -> str:
        """The question with the longer abbreviations of boards in capitals, as people in haste leave them small."""
        short = [a for body in self.bodies.all for a in body.abbreviations if len(a) > 3 and a.isalpha()]
        return re.sub(rf"(?<!\w)(?i:{'|'.join(map(re.escape, short))})(?!\w)", lambda m: next(a for a in short if a.lower() == m.group().lower()), question)

    def _shape(self, question: str, bodies: tuple[str, ...], periods: tuple[Period, ...], documents: tuple[str, ...]) -> Shape:
        changes = change.asked(question, self._years, of_one=bool(bodies))
        if cues.QUOTE.search(question) or (cues.QUOTED.search(question) and changes is not Change.ASKED):
            return Shape.QUOTE
        if len(bodies) > 1:
            return Shape.COMPARE
        if wanted(question) is Wanted.REASON and len(periods) < 2:
            # What is asked is what lies behind a change, which one text tells.
            changes = Change.NONE
        if len(periods) > 1 or (changes is Change.ASKED and not self._asks_all(question, bodies, periods, documents)):
            return Shape.TREND
        if not bodies and self._judges_all(periods, documents):
            if cues.COUNT.search(question):
                return Shape.COUNT
            if cues.LIST.search(question):
                return Shape.LIST
        return Shape.TREND if changes is not Change.NONE and not (periods and bodies) else Shape.FACT

    def _asks_all(self, question: str, bodies: tuple[str, ...], periods: tuple[Period, ...], documents: tuple[str, ...]) -> bool:
        """True for a question that is put to every board, whatever year it compares its own with; not for one to those who were surveyed."""
        listed = cues.COUNT.search(question) or cues.LIST.search(question)
        asks = not bodies and self._judges_all(periods, documents) and listed and not cues.OF_BOARDS.search(listed.group())
        return bool(asks) and not cues.SURVEYED.search(question) and bool(cues.BOARDS.search(question))

    def _judges_all(self, periods: tuple[Period, ...], documents: tuple[str, ...]) -> bool:
        """True where a document that judges every body is meant; no other can be asked of all of them."""
        whole = {entry.id: entry.financial_year for entry in self.catalogue.entries if entry.kind is Kind.ASSESSMENT}
        return (not documents or any(d in whole for d in documents)) and (not periods or any(p in whole.values() for p in periods))

    @cached_property
    def _names(self) -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
        by_name: dict[str, list[str]] = {}
        for entry in self.catalogue.entries:
            for name in entry.names:
                by_name.setdefault(name.lower(), []).append(entry.id)
        return [
            (re.compile(rf"(?<!\w)(?<!staff ){re.escape(name)}s?(?!\w)", re.IGNORECASE), tuple(ids))
            for name, ids in sorted(by_name.items(), key=lambda kv: -len(kv[0]))
        ]

    def _documents(self, question: str) -> tuple[tuple[str, ...], list[tuple[int, int]]]:
        found: list[str] = []
        spans: list[tuple[int, int]] = []
        for pattern, ids in self._names:
            for match in pattern.finditer(question):
                if any(a < match.end() and match.start() < b for a, b in spans):
                    continue
                spans.append(match.span())
                found += [i for i in ids if i not in found]
        return tuple(found), spans

    def _periods(self, question: str, documents: tuple[str, ...]) -> tuple[Period, ...]:
        found: list[Period] = []
        for match in cues.PERIOD.finditer(question):
            try:
                found.append(Period.parse(match["year"]))
            except ValueError:
                continue
        found += self._issued(question, documents)
        if found:
            return tuple(dict.fromkeys(found))
        held = sorted({self.catalogue.by_id[d].financial_year for d in documents})
        if len(held) > 1:
            if cues.LATEST.search(question):
                return (held[-1],)
            if cues.PREVIOUS.search(question):
                return (held[-2],)
        return ()

    def _issued(self, question: str, documents: tuple[str, ...]) -> list[Period]:
        """The financial years of texts that a question names by the calendar year in which they came out."""
        found: list[Period] = []
        for match in cues.ISSUED.finditer(question):
            year = next(filter(None, match.groups()))
            entries = [e for e in self.catalogue.entries if year in e.issued and (not documents or e.id in documents)]
            periods = {e.financial_year for e in entries}
            found += periods if len(periods) == 1 else ()
        return found

    def _apart(self, documents: tuple[str, ...]) -> tuple[Period, ...]:
        """The years of documents of different kinds that are named beside each other and are of one year each, as the news and the assessment are."""
        kinds = {self.catalogue.by_id[d].kind for d in documents}
        years = [{e.financial_year for e in self.catalogue.entries if e.kind is kind and e.id in documents} for kind in sorted(kinds)]
        found = {year for held in years for year in held}
        return tuple(sorted(found)) if len(years) > 1 and len(found) > 1 and all(len(held) == 1 for held in years) else ()

    def _both_years(self, question: str, periods: tuple[Period, ...], documents: tuple[str, ...]) -> tuple[tuple[Period, ...], tuple[str, ...]]:
        """The two years that a question of change compares, and the documents of both of the kind that it names."""
        both = change.years(question, periods, self._years)
        kinds = {self.catalogue.by_id[d].kind for d in documents}
        if kinds & _ON_BOARDS:
            kinds |= _ON_BOARDS
        return both, tuple(e.id for e in self.catalogue.entries if e.kind in kinds and e.financial_year in both)

    def _regions(self, question: str, taken: Sequence[tuple[int, int]]) -> tuple[str, ...]:
        found: list[str] = []
        for region in sorted(self.bodies.regions, key=len, reverse=True):
            match = re.search(rf"(?<!\w){re.escape(region)}(?!\w)", question, re.IGNORECASE)
            if match and not any(a < match.end() and match.start() < b for a, b in taken) and not any(region in longer for longer in found):
                found.append(region)
        return tuple(found)

    def _unknown(self, question: str, taken: Sequence[tuple[int, int]]) -> str | None:
        for match in cues.BOARD_NAME.finditer(question):
            words = [word for word in match["name"].split() if word not in cues.NO_NAMES]
            name = " ".join(words)
            inside = any(a < match.end("name") and match.start("name") < b for a, b in taken)
            if words and not inside and name not in self.bodies.regions and not all(self.is_in_texts(word) for word in words):
                return name
        for match in cues.NAME.finditer(question):
            if (
                match.start()
                and match.group() not in cues.NO_NAMES
                and not self.is_in_texts(match.group())
                and not any(a <= match.start() < b for a, b in taken)
            ):
                return match.group()
        return None


def wanted(question: str) -> Wanted:
    """What kind of thing would answer a question."""
    return next((kind for kind, pattern in cues.WANTED if pattern.search(question)), Wanted.DESCRIPTION)


def _quoted(question: str) -> str | None:
    match = cues.QUOTED.search(question)
    return (match.group(1) or match.group(2)) if match else None


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text without some spans, and without the small words that then hang in the air."""
    keep = [not any(a <= n < b for a, b in spans) for n in range(len(text))]
    left = "".join(char if kept else " " for char, kept in zip(text, keep, strict=True))
    left = re.sub(r"\b(?:ICB|ICS)\b|['’]s\b(?<=\s['’]s)", " ", left)
    left = re.sub(
        r"\s+(?:(?:in|for|of|at|by|the|and|from|to|as|on|with|than|or)\s+)*(?:in|for|of|at|by|the|and|from|to|as|on|with|than|or)?\s*(?=[?.,]|$)",
        "",
        " ".join(left.split()),
    )
    return " ".join(left.split())
