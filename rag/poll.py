"""A criterion put to every body of the assessment, one by one: by the table of findings, or by reading every sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from corpus.types import Kind
from index.sparse import content_words
from rag import cues, listing, match, superlative, whom
from rag.condition import Asked, Condition, asked
from rag.evidence import EvidenceFinder
from rag.fields import Fields
from rag.findings import Finding, Findings
from rag.narrowing import narrowed
from rag.search import Search
from rag.types import Evidence, Found, Polled, Reading, Shape

_EVERY = re.compile(
    r"^(?:did|do|does|has|have|is|are|was|were) (?:every|all|each)\b|\ball but\b|\bodd one out\b|\bexcept\b(?! (?:for )?(?:where|when|if|those|the ones|that|any)\b)|\bexceptions?\b|\bthe others\b",
    re.IGNORECASE,
)
"""A question whose answer is the exceptions."""
_FEW_OF = 0.2
"""The share of a field's boards up to which a word that names it means itself and not the field."""
_WIDE, _TELLING = 20, 8
"""Boards that are spoken of on a wide field at least, and in whose sections a word stands at most that tells some of them from the rest."""
_NEARLY_ALL = 0.9
"""The share of the boards from which on a condition tells nothing beside one that tells more."""
_NARROW = 10
"""Bodies up to which a field is narrow enough to stand for a question that names it."""
_WHO = re.compile(
    r"(?:and |so )?(?:(?:who|where|which)(?: else)? (?:is|are|was|were|has|have|had|got|gets|did|does|do|left|entered|met|missed|made|ran|finished|ended|needs?|runs?|uses?)|whose)\b(?!.*\bthat\b)",
    re.IGNORECASE,
)
"""A question for whoever something is said of, and not for a speaker."""
_ANYONE = re.compile(
    r"(?:who|whose|(?:for|with|from|against|to|of|on|by|under) whom|how many (?!boards|icbs|systems|people|leaders)|which,? if any|(?:are|is|were|was|has|have|do|does|did) any (?=\w+ing\b)|any(?:one|body|where))\b(?!.*\b(?:chair|chief executive|director|author)\b)",
    re.IGNORECASE,
)
_SAYS = re.compile(r"who (?:\w+ ){1,3}that\b", re.IGNORECASE)
"""A question for a speaker."""
_DOING = re.compile(
    r"(?:and |so )?(?:who|where)(?: else)? (?:is|are|was|were|has|have|had)(?: been)? (?:\w+ing|told|asked|praised|criticised|credited|commended|named|called|described|thanked|hailed|labelled|dubbed|said to|seen as|seen to|noted for|recognised|singled out|held up|rated|urged|encouraged|pressed|warned|congratulated|applauded)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:leaders|respondents?|(?<!staff )surveys?|guidance|(?:when|how) (?:ICBs|boards) are (?:assessed|judged|rated)|confed\w*|article|news|key lines|report authors?)\b",
    re.IGNORECASE,
)
"""What tells of a text that does not judge every board."""
_PLAIN = re.compile(
    r"(?:(?:which|how many|any|(?:is|are|was|were) there any|did any|do any|has any|have any|list|name)\b(?: (?!of\b)[\w-]+){0,2}? )(?:boards|ICBs)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\bwhich (?:is|was) the only\b|\bthe only (?:one|board|ICB|system|area)\b|\bwhich (?:one|single) (?:board|ICB|system)\b", re.IGNORECASE)
"""A question for one body."""


_OF_THOSE = re.compile(r"\b(?:which|who|how many)(?: ones?)?(?: of (?:those|these|them))?\b", re.IGNORECASE)
_TO_COME = "plan-to-come"
_NEXT_YEARS = frozenset({"result", "plan", _TO_COME})
"""The fields of a year's money, and that of the year after."""


class Poll:
    """Puts criteria to every body."""

    def __init__(self, finder: EvidenceFinder) -> None:
        self.finder = finder
        self.index = finder.index

    @cached_property
    def fields(self) -> Fields:
        return Fields.load()

    @cached_property
    def findings(self) -> Findings:
        """The table, read out when it is first asked for."""
        return Findings.from_index(self.index, self.fields)

    @cached_property
    def search(self) -> Search:
        return Search(self.finder, self.fields, self.findings)

    def bodies(self, reading: Reading) -> tuple[str, ...]:
        """The bodies that a reading asks about: all of them, or those of its regions, or those of the answer before."""
        among = set(reading.among) if reading.among is not None else None
        county = whom.places(reading.question, self.finder.bodies)
        regions = whom.regions_of(reading, tuple(dict.fromkeys(self._regions.values())))
        return tuple(
            body
            for body in self.findings.bodies
            if self.region(body) in regions and (among is None or body in among) and (county is None or body in county) and body not in reading.without
        )

    @cached_property
    def _regions(self) -> dict[str, str]:
        return {passage.body: passage.path[0] for passage in self.index.passages if passage.body and self.index.document_of(passage).kind is Kind.ASSESSMENT}

    def region(self, body: str) -> str:
        """The region of a body, as the assessment's headings give it."""
        return self._regions[body]

    def recast(self, reading: Reading) -> Reading:
        """A reading as a list question, where it is one that names no list: "who has undertakings?", "apart from Devon, which boards ...?"."""
        if reading.periods and max(map(str, reading.periods)) < self.findings.period:
            return reading
        reading = whom.recast(reading, self.finder.bodies)
        if reading.shape is Shape.FACT and self._is_of_later(reading):
            reading = replace(reading, shape=Shape.LIST)
        if (reading.shape is Shape.FACT and (self._names(reading) or self._covers(reading))) or (reading.shape is Shape.QUOTE and self._names(reading)):
            listed = replace(reading, shape=Shape.COUNT if self._counts(reading) else Shape.LIST)
            polled = self(listed).polled
            # Where no board's sections answer, it may be a question on one thing that another text answers.
            sure = bool(reading.regions) or self.is_plain(reading)
            reading = listed if sure or (polled is not None and "yes" in polled.verdicts.values()) else reading
        return replace(reading, unknown_body=None) if reading.shape in (Shape.LIST, Shape.COUNT) and not cues.BOARD_NAME.search(reading.question) else reading

    def _counts(self, reading: Reading) -> bool:
        wording = self._asking(reading.question)
        return bool(cues.COUNT.search(reading.question)) or bool(wording and wording.names and wording.counts and reading.regions)

    def note(self, reading: Reading) -> tuple[str, ...]:
        """What to say of a question for a list that no text can give for every board, since none assesses each in its year."""
        period = self.findings.period if reading.periods and whom.asks_for_list(reading.question) and not reading.bodies else ""
        if not period or any(str(p) == period for p in reading.periods):
            return ()
        return (f"Every board is assessed for {period} alone, so that a list of boards can be given for that year only.",)

    def _is_of_later(self, reading: Reading) -> bool:
        """True for a question on what the assessments say of a year to come."""
        if not reading.periods or reading.bodies or reading.documents or not whom.asks_for_list(reading.question):
            return False
        return all(str(period) > self.findings.period for period in reading.periods)

    def _names(self, reading: Reading) -> bool:
        """True for a question on one thing by its shape that names the boards it asks for."""
        years = [str(period) for period in reading.periods]
        if reading.bodies or reading.documents or reading.quote or (years and self.findings.period not in years) or _OTHERS.search(reading.question):
            return False
        wording = self._asking(reading.question)
        return wording is not None and wording.names and self._has_content(wording.text)

    def is_plain(self, reading: Reading) -> bool:
        """True for a question that begins with the many boards it asks for, so that it can be on nothing else."""
        wording = self._asking(reading.question)
        return wording is not None and wording.names and bool(_PLAIN.match(wording.text))

    def _covers(self, reading: Reading) -> bool:
        plain = not reading.bodies and not reading.documents and reading.shape is Shape.FACT
        if not plain:
            return False
        wording = self._asking(reading.question)
        text = wording.text if wording else reading.question
        if _WHO.match(text) and (_DOING.match(text) or any(c.fields for c in asked(text, self.fields, reading.regions).conditions)):
            return True
        if wording is None or wording.other or _OTHERS.search(reading.question):
            return False
        question = asked(wording.text, self.fields, reading.regions)
        if _SAYS.match(text):
            return False
        return question.by_field or (bool(_ANYONE.match(text)) and any(c.fields for c in question.conditions))

    def criterion(self, text: str) -> Asked:
        """What a text says of boards, those that it names left aside."""
        return asked(self._plain(text), self.fields)

    def told(self, condition: Condition, body: str) -> list[tuple[str, Evidence, tuple[str, ...]]]:
        """What the table says of one body to a condition on a field: `yes` or `no`, by which sentence, and of whom (`board`, `system`, `trust`)."""
        rows = match.rows(condition, self.findings, self.fields, body, self._holds)
        return [(says, self._evidence(finding, against=says == match.NO), finding.scope) for says, finding in rows if says != match.OTHER]

    def __call__(self, reading: Reading) -> Found:
        """What each body's own sections say to the criterion of a list or count question."""
        return self._found(reading)

    @cached_property
    def _found(self) -> Callable[[Reading], Found]:
        # A question that may be for a list is polled before it is read as one.
        return lru_cache(maxsize=2)(self._find)

    def _find(self, reading: Reading) -> Found:
        wording = self._asking(reading.question)
        text = wording.text if wording else reading.question
        question = asked(self._plain(text), self.fields, reading.regions)
        if reading.narrows:
            first = self._asking(reading.narrows)
            before = asked(self._plain(first.text if first else reading.narrows), self.fields, reading.regions)
            question = narrowed(_OF_THOSE.sub(" ", text), question, before, self.fields)
        if wording and wording.regardless:
            question = replace(question, conditions=tuple(replace(c, tone="", outcome="", state=c.state and "any") for c in question.conditions))
        question = self._all_applicable(replace(question, conditions=self._of_year(question.conditions, reading)))
        bodies = self.bodies(reading)
        every = bool(_EVERY.search(text)) or bool(cues.EXCEPT.search(text) and any(c.values or c.outcome == "met" for c in question.conditions))
        polled = self._polled(question, bodies)
        if polled.by == "reading" and "yes" not in polled.verdicts.values():
            polled = self._relaxed(question, bodies) or polled
        if "yes" not in polled.verdicts.values() and polled.by == "field" and not every:
            polled = self._loosened(question, bodies) or polled
        if _ONLY.search(text) and polled.by == "reading":
            polled = _best_alone(polled)
        if every:
            question = replace(question, conditions=tuple(replace(c, denied=False) for c in question.conditions))
            polled = self._polled(question, bodies)
        if (most := superlative.read(text)) and (compared := self._compared(most, bodies)):
            polled = compared
        denied = every or (bool(question.conditions) and all(c.denied for c in question.conditions))
        contrary = denied and any(c.values or c.outcome for c in question.conditions)
        polled = replace(polled, denied=denied, contrary=contrary, every=every)
        evidence = sorted((item for body in bodies for item in polled.evidence.get(body, ())), key=lambda item: (-item.score, item.passage))
        searched = sum(1 for passage in self.index.passages if passage.body in set(bodies) and self.index.document_of(passage).kind is Kind.ASSESSMENT)
        return Found(tuple({item.passage: item.score for item in evidence}.items()), tuple(evidence), searched, polled=polled)

    def _of_year(self, conditions: tuple[Condition, ...], reading: Reading) -> tuple[Condition, ...]:
        """Conditions with what is said of a year to come in place of the year's money, where they ask for a later year."""
        later = bool(reading.periods) and all(str(period) > self.findings.period for period in reading.periods)
        if not later or not any(_NEXT_YEARS & set(c.fields) for c in conditions):
            return conditions
        denied = all(c.denied for c in conditions)
        phrase = " and ".join(c.phrase for c in conditions)
        agreed = "agreed" if self.fields.cues["agreed"].asked.search(reading.question) else ""
        even = ("breakeven",) if any("breakeven" in c.values or self.fields.cues["breakeven"].asked.search(c.phrase) for c in conditions) else ()
        return (Condition((_TO_COME,), phrase=phrase, named=((_TO_COME, phrase),), denied=denied, degree=agreed, holding=even),)

    def _all_applicable(self, question: Asked) -> Asked:
        """A question's conditions as they can be said of the boards; of several of which one is enough, those that can be as they stand, if any."""
        found = [(c, self._applicable(c)) for c in question.conditions]
        kept = [made for c, made in found if (made.outcome, made.move) == (c.outcome, c.move)]
        return replace(question, conditions=tuple(kept if question.either and kept else (made for _, made in found)))

    def _applicable(self, condition: Condition) -> Condition:
        """A condition without what is said of no board on its fields: nothing is met or missed in reaching out to a group."""
        rows = [finding for one in condition.fields for finding in self.findings.by_field.get(one, ())]
        if not rows or any(self.fields.by_id[one].kind != "matter" for one in condition.fields):
            return condition
        if condition.outcome and not any(finding.outcome for finding in rows):
            condition = replace(condition, outcome="", tone="bad" if condition.outcome == "missed" else "")
        if condition.move and not any(finding.move for finding in rows):
            condition = replace(condition, move="")
        if (
            not condition.words
            and not condition.holding
            and not condition.figure
            and not (condition.tone or condition.outcome or condition.move or condition.state)
        ):
            telling = tuple(word for word in condition.loose if 0 < self.search.held.bodies_with(word) <= _TELLING)
            if len(condition.fields) == 1 and len(self._bodies_of(condition.fields[0])) >= _NEARLY_ALL * len(self.findings.bodies):
                own = set(content_words(" ".join(words for _, words in condition.named)))
                telling = tuple(word for word in content_words(condition.phrase) if word not in own and 0 < self.search.held.bodies_with(word) <= _TELLING)
            if telling and all(len(self._bodies_of(one)) >= _WIDE for one in condition.fields):
                return replace(condition, words=telling)
        if condition.words or condition.holding or condition.tone or condition.outcome or condition.move or len(condition.fields) != 1:
            return condition
        return self._narrowed(condition, rows)

    def _narrowed(self, condition: Condition, rows: Sequence[Finding]) -> Condition:
        """A condition that names a wide field by words that few of its boards are spoken of with, which means those words alone."""
        words = tuple(dict.fromkeys(content_words(" ".join(words for _, words in condition.named))))
        few = _FEW_OF * len({finding.body for finding in rows})
        asked_for = replace(condition, holding=words)
        held = [{finding.body for finding in rows if self._holds(finding, replace(condition, holding=own))} for own in (words, *((word,) for word in words))]
        # A word that many are spoken of with only names the field, whatever stands beside it.
        return asked_for if words and all(0 < len(bodies) <= few for bodies in held) else condition

    def _asking(self, question: str) -> listing.Asking | None:
        return listing.read(question, self._has_content)

    def _has_content(self, text: str) -> bool:
        """True for words that name a field or anything else that could be asked of a board."""
        drop = self.fields.glue | self.fields.beside | cues.LISTING
        return bool(self.fields.mentions(text)) or any(word not in drop and not word.isdigit() for word in content_words(text))

    def _plain(self, question: str) -> str:
        """A question without the names of boards, and of counties that several share, which no criterion consists of."""
        for mention in reversed(self.finder.bodies.find(question)):
            question = f"{question[: mention.start]} {question[mention.end :]}"
        question = whom.without_quarter(question)
        if whom.places(question, self.finder.bodies):
            question = re.sub(r"\b(?:in )?(?:Essex|Yorkshire|Midlands)\b|\b(?:in )?[A-Z][a-z]+shire\b", " ", question)
        return re.sub(rf"{whom.ASIDE}\s*(?:,|$)", " ", question, flags=re.IGNORECASE)

    def _polled(self, question: Asked, bodies: tuple[str, ...]) -> Polled:
        """The verdict of every body, its conditions taken together."""
        mixed = 0 < sum(c.denied for c in question.conditions) < len(question.conditions)
        if mixed and question.either:
            question = replace(question, conditions=tuple(c for c in question.conditions if not c.denied))
        parts = [_reversed(part) if mixed and c.denied else part for c in question.conditions for part in (self._part(c, bodies),)]
        if not parts:
            return self._all(bodies)
        if question.either:
            kept = [part for part, condition in zip(parts, question.conditions, strict=True) if not _is_empty(part, condition)]
            parts = [part for part in kept if len(kept) < 2 or _count(part) < _NEARLY_ALL * len(bodies)] or kept or parts
        by = "field" if question.by_field and not any(c.read or self._is_joint(c) for c in question.conditions) else "reading"
        labels = tuple(dict.fromkeys(self.fields.by_id[one].label for c in question.conditions for one in (*c.services, *c.fields)))
        verdicts: dict[str, str] = {}
        evidence: dict[str, tuple[Evidence, ...]] = {}
        doubtful: list[str] = []
        for body in bodies:
            said = [part.verdicts[body] for part in parts]
            if question.either:
                verdicts[body] = "yes" if "yes" in said else "no" if "no" in said else "not_stated"
            else:
                verdicts[body] = "yes" if all(v == "yes" for v in said) else "no" if "no" in said else "not_stated"
            wanted = verdicts[body]
            items = [item for part in parts if part.verdicts[body] == wanted for item in part.evidence.get(body, ())[:1]]
            if items and wanted != "not_stated":
                evidence[body] = tuple({(item.passage, item.sentence): item for item in items}.values())
            elif wanted == "not_stated" and all(v == "yes" or body in part.doubtful for v, part in zip(said, parts, strict=True)):
                doubtful.append(body)
        return Polled(by, labels if by == "field" else (), verdicts, evidence, tuple(doubtful))

    def _all(self, bodies: tuple[str, ...]) -> Polled:
        """What a question without a criterion is answered with: the boards of the part of the country that it names, or nothing."""
        if len(bodies) == len(self.findings.bodies):
            return Polled("", (), dict.fromkeys(bodies, "not_stated"), {})
        first = {place.body: place for place in reversed(self.search.held.places)}
        evidence: dict[str, tuple[Evidence, ...]] = {body: (self.search.evidence(first[body]),) for body in bodies}
        return Polled("field", ("Region",), dict.fromkeys(bodies, "yes"), evidence)

    def _relaxed(self, question: Asked, bodies: tuple[str, ...]) -> Polled | None:
        """The verdicts without the words that no body's sections hold with the rest; None where the rest is too wide to stand for it.

        A narrow field says what a question is about, whatever else it is worded with; a wide one does not: of children much is said,
        and nothing of what a question may ask of them.
        """
        left: list[Condition] = []
        ignored: list[str] = []
        for condition in question.conditions:
            narrow = condition.fields and all(self.fields.by_id[one].kind != "matter" or len(self._bodies_of(one)) <= _NARROW for one in condition.fields)
            if condition.words and ((narrow and not condition.of_the_named) or (not condition.fields and len(condition.words) == 1)):
                ignored += condition.words
                condition = replace(condition, words=())
            if condition.fields or condition.words:
                left.append(condition)
        if not ignored or not left:
            return None
        polled = self._polled(Asked(tuple(left), question.either), bodies)
        return replace(polled, by="reading", fields=(), ignored=tuple(ignored)) if "yes" in polled.verdicts.values() else None

    def _loosened(self, question: Asked, bodies: tuple[str, ...]) -> Polled | None:
        """The verdicts where no board is said to have met or missed a thing or moved it, by what is said of it all the same; None where that finds none."""
        if any(c.degree for c in question.conditions):
            lesser = replace(question, conditions=tuple(replace(c, degree="") for c in question.conditions))
            polled = self._polled(lesser, bodies)
            return polled if "yes" in polled.verdicts.values() else self._loosened(lesser, bodies)
        conditions = tuple(self._loose(c) if not c.denied and self._is_matter(c) else c for c in question.conditions)
        if conditions != question.conditions:
            polled = self._polled(replace(question, conditions=conditions), bodies)
            if "yes" in polled.verdicts.values():
                return polled
        conditions = tuple(self._to_read(c) if not c.denied and self._is_matter(c) else c for c in conditions)
        polled = self._polled(replace(question, conditions=conditions), bodies)
        return polled if "yes" in polled.verdicts.values() else None

    def _loose(self, condition: Condition) -> Condition:
        """A condition without what it says came about, where it is only how a thing is judged or what is aimed at."""
        if condition.outcome:
            condition = replace(condition, outcome="", tone="bad" if condition.outcome == "missed" else "good")
        return replace(condition, move="") if condition.aimed else condition

    def _to_read(self, condition: Condition) -> Condition:
        """A condition that is read for: its fields by the words that name them where they are several, the words that name less than one by themselves."""
        if condition.holding:
            return replace(condition, fields=(), holding=(), named=(), words=condition.holding)
        return replace(condition, read=len(condition.fields) > 1)

    def _compared(self, asked_for: superlative.Superlative, bodies: tuple[str, ...]) -> Polled | None:
        """The body of which there is most or least, by the figures that several bodies' sections state; None where fewer than two state any."""
        found: dict[str, tuple[superlative.Stated, Evidence]] = {}
        for place, heading in self.search.held.sections(bodies):
            item = self.search.evidence(place)
            figure = superlative.stated(asked_for, item.text, heading, self.finder.stems)
            if figure is not None and (place.body not in found or figure.value > found[place.body][0].value):
                found[place.body] = (figure, item)
        best = superlative.best({body: figure for body, (figure, _) in found.items()}, most=asked_for.most)
        if len(found) < 2:
            return None
        ranked = sorted(found.items(), key=lambda row: -row[1][0].value if asked_for.most else row[1][0].value)
        verdicts = {body: "yes" if body in best else "not_stated" for body in bodies}
        evidence: dict[str, tuple[Evidence, ...]] = {body: (found[body][1],) for body in best}
        return Polled("reading", (), verdicts, evidence, compared=tuple((body, figure.shown) for body, (figure, _) in ranked))

    def _is_matter(self, condition: Condition) -> bool:
        return all(self.fields.by_id[one].kind == "matter" for one in condition.fields)

    def _bodies_of(self, one: str) -> set[str]:
        return {finding.body for finding in self.findings.by_field.get(one, ())}

    def _part(self, condition: Condition, bodies: tuple[str, ...]) -> Polled:
        read = condition.words or not condition.fields or condition.read or self._is_joint(condition)
        return self.search(condition, bodies) if read else self._by_field(condition, bodies)

    def _is_joint(self, condition: Condition) -> bool:
        """True where several fields must be spoken of at once, and nothing is asked of how they go."""
        plain = all(self.fields.by_id[one].kind == "matter" and one != "deficit-support" for one in condition.fields)
        return len(condition.fields) > 1 and plain and not (condition.tone or condition.outcome or condition.move)

    def _by_field(self, condition: Condition, bodies: tuple[str, ...]) -> Polled:
        verdicts: dict[str, str] = {}
        evidence: dict[str, tuple[Evidence, ...]] = {}
        doubtful: list[str] = []
        for body in bodies:
            found = match.rows(condition, self.findings, self.fields, body, self._holds)
            said = [v for v, _ in found]
            needs = [one for one in condition.fields if not any(f.field == one and v == match.YES for v, f in found)]
            yes = match.YES in said and not (needs and self._apart(condition))
            verdicts[body] = "yes" if yes else "no" if match.NO in said else "not_stated"
            chosen = [f for v, f in found if v == verdicts[body]]
            if chosen:
                evidence[body] = tuple(self._evidence(f, against=verdicts[body] == "no") for f in chosen)
            elif found:
                doubtful.append(body)
        return Polled("field", (), verdicts, evidence, tuple(doubtful))

    def _apart(self, condition: Condition) -> bool:
        """True where each field of a condition is looked up by itself, so that each must meet it."""
        return len(condition.fields) > 1 and any(self.fields.by_id[one].kind != "matter" or one == "deficit-support" for one in condition.fields)

    def _holds(self, finding: Finding, condition: Condition) -> bool:
        """True where a sentence has the words that name less than a whole field."""
        return self.search.holds(finding.passage, finding.sentence, condition)

    def _evidence(self, finding: Finding, *, against: bool) -> Evidence:
        document = self.index.document_of(self.index.passages[finding.passage])
        text = document.text[finding.start : finding.end]
        return Evidence(finding.passage, finding.sentence, finding.start, finding.end, text, 1.0, 0.0, 1.0, against=against)


def _reversed(polled: Polled) -> Polled:
    """The verdicts on what must not hold: silence is enough."""
    verdicts = {body: "no" if verdict == "yes" else "yes" for body, verdict in polled.verdicts.items()}
    evidence = {body: items for body, items in polled.evidence.items() if polled.verdicts[body] != "not_stated"}
    return replace(polled, verdicts=verdicts, evidence=evidence)


def _count(polled: Polled) -> int:
    return sum(verdict == "yes" for verdict in polled.verdicts.values())


def _is_empty(polled: Polled, condition: Condition) -> bool:
    """True for a condition that is read for and that no body meets, so that its contrary says nothing either."""
    return polled.by == "reading" and condition.denied and not _count(polled)


def _best_alone(polled: Polled) -> Polled:
    """Of several bodies of which it is said, the one of which most of it is said, where a question asks for one."""
    yes = [body for body, verdict in polled.verdicts.items() if verdict == "yes"]
    score = {body: max(item.score for item in polled.evidence[body]) for body in yes}
    best = max(score.values(), default=0.0)
    others = [body for body in yes if score[body] < best]
    verdicts = {body: "not_stated" if body in others else verdict for body, verdict in polled.verdicts.items()}
    evidence = {body: items for body, items in polled.evidence.items() if body not in others}
    return replace(polled, verdicts=verdicts, evidence=evidence, doubtful=(*polled.doubtful, *others))
