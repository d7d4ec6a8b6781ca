"""Whether two sentences say opposite things: "met" against "not met", "left" against "in", "praised" against "criticised".

Opposites are kept as data in `opposites.toml`. A word's side is turned by a negation before it; what should, may or is yet to be
counts as neither. A sentence contradicts another where one of its words stands on one side, and the words around it stand, in the other
sentence, around words of the other side only, or nearer to those.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from index.sparse import Stems, content_words

_TOKEN = re.compile(r"[£]?\d+(?:[.,/]\d+)*%?|[^\W\d_]+(?:['’-][^\W\d_]+)*|[.,;:()–—]")
_NEGATORS = frozenset("not no never neither nor cannot without unless nobody none hardly scarcely barely lacks lack lacked unable nothing".split())
_PHRASES = (
    "failed to", "fails to", "failing to", "failure to", "yet to", "far from", "instead of", "rather than", "stopped short",
    "did little to", "no longer", "anything but", "free of", "ceased to", "refused to", "refuses to", "in place of", "in the place of", "declined to", "declines to",
    "disagree that", "disagreed that", "deny that", "denied that", "doubt that", "doubted that",
)  # fmt: skip
_KEPT_FROM = re.compile(r"\b(?:kept|keeps|stopped|stops|prevented|prevents|barred|bars)(?: [\w'-]+){1,5} from(?= \w+ing\b)")
_NOT_NEGATING = re.compile(
    r"\bnot (?:only|just|merely|least)\b|\bnothing (?:is|was|has been) (?:\w+er|more \w+) than\b|\bno \w+ (?:fail|fails|failed) to\b"
    r"|\b(?:not|cannot|never|no|\w+n't)\b[^.,;:]* (?:unless|without|until)\b|\bno doubt\b|\bwhether or not\b|\bno less\b|\bnot (?:stop|prevent|avoid|keep)\b"
)
"""Negations that deny nothing, or that another takes back: "not sustainable unless", "no service fails to"."""
_MODAL = re.compile(
    r"\b(?:(?:should|must|has to|have to|had to)(?: \w+){0,3}|ought to|need(?:s|ed|ing)? (?:to(?: \w+){0,2}|further|more)?|needing|requir\w+|could|may|might|would|aim(?:s|ed|ing)? (?:to|for)|plan(?:s|ned)? to|hop\w+ to|"
    r"want\w* (?:to|more)|intend\w*|expect\w*|will(?: \w+)?|sought|seek\w*|keen (?:to|on)|risk\w* of|potential|target\w*|ambition\w*|in order to|to be|to (?:make|keep|get|understand)(?: \w+){1,3}|can|(?<!managed )(?<!able )(?<!helped )(?<!began )to(?: help| make)?|call\w* for|ask\w* to|urge\w*)$"
)
_DONE = re.compile(r"\b(?:already|by now)\b", re.IGNORECASE)
_TO_COME = re.compile(
    r"\b(?:remain\w*|still|continu\w*|need\w*|must|should|looks? (?:for|to|forward)|more (?:to do|can|work|progress)|yet|further|aim\w*|plan\w*|will|seek\w*|requir\w*|expect\w*"
    r"|ongoing|under ?way|ambition\w*|intend\w*|want\w*|future|upcoming|essential|could|would|may|ask\w*|recommend\w*|urgent\w*|next)\b",
    re.IGNORECASE,
)
"""What a text says of things that have not come about, or not wholly."""
_REACH = 3
"""Words behind a negation that it turns."""
_AROUND = 6
"""Words on each side that say what a word is said of."""
_NEAREST = 2
_APART = 3
"""Words by which a repeated word must lie nearer to its opposite to contradict it."""
_GUARDED = frozenset({"not", "cannot", "unless", "far from", "neither", "nor"})
"""Negations of which nothing need stand in what is told in other words: "not yet all", "must not be forgotten". The others deny that there is any."""
_BOUND = frozenset(".,;:()–—")
_JOINTS = frozenset("but while whereas although though however despite which who whose whereby".split())
_PREFIX = re.compile(r"(?:un|in|im|ir|dis|non-?|under-?|mis)(?=[a-z]{4})")


class _Axis(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    plus: list[str]
    minus: list[str]
    strict: bool = False
    grounded: bool = False
    lacking: bool = False
    degree: bool = False


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    idioms: list[str]
    pairs: list[str]
    axis: list[_Axis]


@dataclass(frozen=True)
class Side:
    """A word of a sentence that stands on one side of an axis."""

    axis: str
    plus: bool
    open: bool
    """True for what should, may or will be."""
    word: str
    around: dict[str, int]
    """What it is said of: {the stem of a word beside it: 2 for one of the nearest, else 1}."""
    strict: bool = False
    """True where the opposite contradicts it whatever it is said of, if the quotes say nothing else on the axis."""
    grounded: bool = False
    """True where its dark side must stand on something dark in the quotes."""
    lacking: bool = False
    """True where its dark side says that something is not there, as a negation does."""
    wanting: bool = False
    """True for what is too much so, or not so, and may well ought to be otherwise."""
    degree: str = ""
    """For a word of degree ("more"), the stem of the word that it measures."""


@dataclass(frozen=True)
class Sentence:
    """A sentence as polarity reads it."""

    sides: tuple[Side, ...]
    turned: frozenset[str]
    """Stems behind a negation."""
    plain: frozenset[str]
    """Stems that stand somewhere without one."""
    words: frozenset[str]
    negations: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = ()
    """(the word that negates, the stems of its clause, those that it turns)."""


@dataclass(frozen=True)
class _Opposites:
    idioms: re.Pattern[str]
    axes: tuple[tuple[_Axis, bool, re.Pattern[str]], ...]
    """(axis, whether it is the plus side, its words)."""


@cache
def _opposites() -> _Opposites:
    data = _File.model_validate(tomllib.loads((files("rag") / "opposites.toml").read_text(encoding="utf-8")))
    further = [_Axis(name=pair, plus=pair.split(" / ")[0].split(", "), minus=pair.split(" / ")[1].split(", ")) for pair in data.pairs]
    sides = tuple((axis, plus, _pattern(axis.plus if plus else axis.minus)) for axis in (*data.axis, *further) for plus in (True, False))
    return _Opposites(_pattern(data.idioms), sides)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    spelled = "|".join(re.escape(word).replace(r"\~", r"\w*").replace("~", r"\w*").replace(r"\ ", r"\s+") for word in longest)
    return re.compile(rf"(?<![\w-])(?:{spelled})(?![\w-])")


def contradiction(claim: str, quotes: Sequence[str]) -> str | None:
    """The word of a claim whose opposite the quotes say of the same thing, or None."""
    said = read(claim)
    there = [read(quote) for quote in quotes]
    for side in said.sides:
        others = [other for sentence in there for other in sentence.sides if other.axis == side.axis]
        if not _holds(side, others) and not _both_repeated(side, said.sides, others):
            return side.word
    outnumbered = _outnumbered(said.sides, [side for sentence in there for side in sentence.sides])
    if outnumbered is not None:
        return outnumbered
    unfounded = _unfounded(said, there)
    if unfounded is not None:
        return unfounded
    if (done := _DONE.search(claim)) and any(map(_TO_COME.search, quotes)) and not any(map(_DONE.search, quotes)):
        return done.group()
    return _gloomy(said, there) or _turned(said, there) or _turned_back(said, there) or _prefixed(said, there)


def _turned(said: Sentence, there: Sequence[Sentence]) -> str | None:
    """A word that a claim negates and the quotes do not, unless they negate another word with it or speak of it darkly."""
    turned = frozenset().union(*(s.turned for s in there))
    plain = frozenset().union(*(s.plain for s in there))
    for _, _, scope in said.negations:
        wrong = sorted((scope & said.turned & plain) - said.plain - turned)
        if wrong and not scope & turned and not _dark(scope, there, lacking=True):
            return f"not {wrong[0]}"
    return None


def _turned_back(said: Sentence, there: Sequence[Sentence]) -> str | None:
    """A word that the quotes negate and a claim does not, unless it negates another word with it or speaks of it darkly."""
    for sentence in there:
        others = frozenset().union(*(other.plain for other in there))
        for _, _, scope in sentence.negations:
            wrong = sorted((scope & sentence.turned & said.plain) - said.turned - others)
            if wrong and not scope & said.turned and not _dark(scope, [said], lacking=True):
                return wrong[0]
    return None


def _gloomy(said: Sentence, there: Sequence[Sentence]) -> str | None:
    """A dark word of a claim where the quotes say nothing dark of the same thing."""
    if any(sentence.negations for sentence in there):
        return None
    everything = [other for sentence in there for other in sentence.sides]
    for side in said.sides:
        silent = not any(not other.plus for other in everything if other.axis == side.axis)
        if side.grounded and not side.plus and side.around and silent and not _dark(frozenset(side.around), there):
            return side.word
    return None


def _dark(stems: frozenset[str], there: Sequence[Sentence], *, lacking: bool = False) -> bool:
    """True where some sentences stand on the dark side of what some stems tell of; if asked, on that of lacking it alone."""
    for side in (side for sentence in there for side in sentence.sides if not side.plus and (side.lacking or not lacking)):
        if stems & side.around.keys() or stems & frozenset(Stems()(side.word.split())):
            return True
    return False


def _holds(side: Side, others: Sequence[Side]) -> bool:
    """Whether a word's side is that of the quotes, as far as they speak of the same thing."""
    if side.wanting:
        # What is too slow, or not fast yet, is to be made faster.
        others = [other for other in others if other.plus == side.plus or not other.open]
    if side.degree:
        others = [other for other in others if other.plus == side.plus or side.degree in other.around]
    if not others:
        return True
    near = {plus: max((_overlap(side, other) for other in others if other.plus == plus), default=-1) for plus in (True, False)}
    same, opposite = near[side.plus], near[not side.plus]
    if same < 0:
        return opposite == 0 and not side.strict
    alike = [other for other in others if other.plus == side.plus]
    if same >= opposite:
        # What the quotes only ask for has not come about.
        return side.open or not all(other.open for other in alike) or not (side.strict or same > 0)
    repeated = any(other.word == side.word for other in alike)
    return opposite - same < (_APART if repeated else 1)


def _overlap(one: Side, other: Side) -> int:
    """How far two words are said of the same thing."""
    return sum(min(weight, other.around.get(stem, 0)) for stem, weight in one.around.items())


def _both_repeated(side: Side, own: Sequence[Side], others: Sequence[Side]) -> bool:
    """True where a claim has words of both sides, each as the quotes have it: "the surplus offset the deficits"."""
    mine = [(other.word, other.plus) for other in own if other.axis == side.axis]
    there = [(other.word, other.plus) for other in others]
    return len({plus for _, plus in mine}) == 2 and all(mine.count(row) <= there.count(row) for row in mine)


def _outnumbered(own: Sequence[Side], others: Sequence[Side]) -> str | None:
    """A word that a claim says more often than the quotes, while it says the opposite more rarely: "met ... and met" for "met ... and missed"."""
    for side in own:
        if not side.strict:
            continue
        mine = [other.plus for other in own if other.axis == side.axis]
        there = [other.plus for other in others if other.axis == side.axis]
        if mine.count(side.plus) > there.count(side.plus) > 0 and mine.count(not side.plus) < there.count(not side.plus):
            return side.word
    return None


def _unfounded(said: Sentence, there: Sequence[Sentence]) -> str | None:
    """A negation of a claim where the quotes negate nothing, and say nothing on the dark side of what it is said of."""
    if any(sentence.negations for sentence in there):
        return None
    for word, clause, _ in said.negations:
        if word not in _GUARDED and not _dark(clause, there):
            return word
    return None


def _prefixed(said: Sentence, there: Sequence[Sentence]) -> str | None:
    """A word that one has with, and the other without, a "not" in front of it: "effective" and "ineffective", "sustained" and "unsustainable"."""
    stems = Stems()
    for ones, others in (([said], there), (there, [said])):
        words = frozenset().union(*(s.words for s in ones))
        own = frozenset().union(*(s.plain | s.turned for s in ones))
        bare = frozenset().union(*(s.plain - s.turned for s in others))
        spelled = frozenset().union(*(s.plain | s.turned for s in others))
        for word in sorted(words):
            match = _PREFIX.match(word)
            base, whole = (stems([word[match.end() :], word])) if match else ("", "")
            if base and base in bare and base not in own and whole not in spelled:
                return word
    return None


def read(text: str) -> Sentence:
    """What of a sentence says which side something is on."""
    stems = Stems()
    low = _opposites().idioms.sub(lambda match: "_" * len(match.group()), text.lower().replace("’", "'"))
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(low)]
    scopes = _scopes(low, tokens)
    negated = frozenset(n for n in range(len(tokens)) if sum(n in scope for scope in scopes) % 2)
    clauses = _clauses(tokens)
    sides: list[Side] = []
    sided: set[int] = set()
    for axis, plus, match in _matches(low):
        at = next((n for n, (_, start, end) in enumerate(tokens) if start <= match.start() < end), None)
        if at is None:
            continue
        inside = {n for n, (_, start, _) in enumerate(tokens) if match.start() <= start < match.end()}
        beside = sorted((n for n in clauses[at] if abs(n - at) <= _AROUND and n not in inside), key=lambda n: (abs(n - at), n))
        kin = [stem for n in beside for stem in stems(content_words(tokens[n][0].rstrip("%"))) if stem not in _EMPTY]
        around = dict.fromkeys(kin, 1) | dict.fromkeys(kin[:_NEAREST], 2)
        before = low[: match.start()].rstrip()[-40:]
        # "Yet to meet" and "failed to meet" tell what is, where "must not be lost" does not.
        modal = bool(_MODAL.search(before)) and not (at in negated and before.endswith(" to"))
        wanting = at in negated or (at > 0 and tokens[at - 1][0] == "too")
        degree = _measured(tokens, max(inside, default=at) + 1, stems) if axis.degree else ""
        sides.append(Side(axis.name, plus ^ (at in negated), modal, match.group(), around, axis.strict, axis.grounded, axis.lacking, wanting, degree))
        sided |= inside
    # What a negation does to a word with an opposite is told by its side; its other words then tell nothing.
    told = {m for scope in scopes if sided & scope for m in scope}
    reached = [scope for scope in scopes if scope]

    def stems_at(numbers: Iterable[int]) -> frozenset[str]:
        return frozenset(stems(content_words(" ".join(tokens[m][0].rstrip("%") for m in numbers)))) - _EMPTY

    negations = tuple((tokens[min(scope) - 1][0], stems_at(clauses[min(scope)]), stems_at(sorted(scope))) for scope in reached)
    turned: set[str] = set()
    plain: set[str] = set()
    for n, (word, _, _) in enumerate(tokens):
        for stem in stems(content_words(word)):
            if n in told or n not in negated:
                plain.add(stem)
            if n in told or n in negated:
                turned.add(stem)
    return Sentence(
        tuple(sides), frozenset(turned) - _EMPTY, frozenset(plain) - _EMPTY, frozenset(t[0] for t in tokens if t[0].isalpha() or "-" in t[0]), negations
    )


def _measured(tokens: Sequence[tuple[str, int, int]], at: int, stems: Stems) -> str:
    """The stem of the word that a word of degree before it measures; empty where a clause ends there."""
    if at >= len(tokens) or tokens[at][0] in _BOUND or tokens[at][0] in _JOINTS:
        return ""
    found = stems(content_words(tokens[at][0]))
    return found[0] if found and found[0] not in _EMPTY else ""


def _matches(low: str) -> list[tuple[_Axis, bool, re.Match[str]]]:
    """The words of a text that stand on a side; of two that begin together the longer ("more than", not "more")."""
    found = [(axis, plus, match) for axis, plus, pattern in _opposites().axes for match in pattern.finditer(low)]
    spans = {match.span() for _, _, match in found}
    return [row for row in found if not any(a == row[2].start() and row[2].end() < b for a, b in spans)]


_EMPTY = frozenset("per cent icb icbs board system nhs england only just yet more year have been being also very much".split())
"""Stems that say nothing of what something is said of."""


def _scopes(low: str, tokens: Sequence[tuple[str, int, int]]) -> list[frozenset[int]]:
    """For each negation the numbers of the words that it turns; two negations turn a word back."""
    idle = [(m.start(), m.end()) for m in _NOT_NEGATING.finditer(low)]
    phrases = [m.end() for phrase in _PHRASES for m in re.finditer(rf"\b{phrase}\b", low)] + [m.end() for m in _KEPT_FROM.finditer(low)]
    found = []
    for n, (word, start, end) in enumerate(tokens):
        if any(a <= start < b for a, b in idle) or not (word in _NEGATORS or word.endswith("n't") or end in phrases):
            continue
        scope: set[int] = set()
        reach = 0
        for m in range(n + 1, len(tokens)):
            if tokens[m][0] in _BOUND or tokens[m][0] in _JOINTS or reach == _REACH or (tokens[m][0] in _PREPOSITIONS and reach):
                break
            scope.add(m)
            reach += tokens[m][0] not in _LIGHT
        found.append(frozenset(scope))
    return found


_PREPOSITIONS = frozenset("to in on at by for with from under across through".split())
"""Words at which a negation ends that has turned something: "not engaged enough in shared plans" denies no sharing."""
_LIGHT = frozenset(
    "a an the been being be have has had to of its their yet fully always in on is are was were that very so quite really wholly entirely especially".split()
)
"""Words that use up nothing of a negation's reach."""


def _clauses(tokens: Sequence[tuple[str, int, int]]) -> list[tuple[int, ...]]:
    """For each word, the words of its clause."""
    clauses: list[list[int]] = [[]]
    where = []
    for n, (word, _, _) in enumerate(tokens):
        if word in ".;:" or word in _JOINTS or (word == "," and len(clauses[-1]) > _REACH):
            clauses.append([])
        clauses[-1].append(n)
        where.append(len(clauses) - 1)
    return [tuple(clauses[number]) for number in where]
