"""Named things: what a sentence names with a capital must stand in what it cites, in full or abbreviated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from corpus.bodies import Bodies
from corpus.glossary import Glossary
from index.sparse import Stems

GRADED = re.compile(
    r"\b(?P<kind>tier|segment|phase|stage|level|type|band|category)s?[ -](?P<first>\d|one|two|three|four|five)(?P<more>(?:(?:,| and| or| to|/| &) ?(?!\d* ?(?:year|month))(?:\d|one|two|three|four)\b)*)",
    re.IGNORECASE,
)
_DIGITS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_TOKEN = re.compile(r"(?<!\w)(?<!\w['’])[A-ZÀ-ÖØ-Þ][\w&]*(?:[’'-][A-Za-z]\w*)*")
_ORGANISATION = re.compile(
    r"(?:[A-Z][\w’'&-]+ (?:(?:and|of|the|for|&) )*)+(?:Trusts?|Hospitals?|Universit(?:y|ies)|Councils?|Colleges?|Alliances?|Authorit(?:y|ies)|Partnerships?|Association|Foundation)\b"
)
_ANY_OF_THEM = frozenset("nhs foundation trust trusts the and of for".split())
_SPREAD = 2
"""Words that may stand between those of one name."""
_START = re.compile(r"(?:^|[.!?:]\s+|[“\"‘(]\s*)$")
_ALWAYS = frozenset("nhs icb icbs ics icss england england's english lord lady sir dame dr professor mr mrs ms the a an i it yes no q1 q2 q3 q4 uk".split())
_PLAIN = frozenset(
    "in of at by for from on to with the this that these those its it as under over after before since during while although though despite both all each every "
    "some many most more several few no not their there they he she an a and but or nearly almost around about only because if when where how what who which "
    "according like unlike among across between against without within also still however one two three four five six seven eight nine ten eleven twelve "
    "first second third fourth fifth half meanwhile moreover furthermore overall here there today later earlier next last together likewise elsewhere instead both neither either".split()
)
"""Words that begin a sentence before a name and are no part of it."""
_ALIKE = {
    "nhse": ("nhs england",),
    "confed": ("nhs confederation",),
    "confederation": ("nhs confederation",),
    "a&e": ("emergency department",),
    "gp": ("general practi", "family doctor"),
    "gps": ("general practi", "family doctor"),
    "covid": ("pandemic", "coronavirus"),
    "covid-19": ("pandemic", "coronavirus"),
}
"""{a name: other words for what it names}."""


def graded(text: str) -> list[tuple[str, str, int, int]]:
    """The graded phrases of a text as (kind, grade, start, end): "tiers 1 and 2" is tier 1 and tier 2."""
    found = []
    for match in GRADED.finditer(text):
        kind = match["kind"].lower()
        found.append((kind, _digit(match["first"]), match.start(), match.end()))
        for more in re.finditer(r"\d|one|two|three|four", match["more"], re.IGNORECASE):
            found.append((kind, _digit(more.group()), match.start(), match.end()))
    return found


def _digit(text: str) -> str:
    return _DIGITS.get(text.lower(), text)


def strange(text: str, ground: str, bodies: Bodies) -> str | None:
    """The first thing that a text names and its ground does not; bodies are looked at elsewhere."""
    known = _words(ground)
    known |= {short for long, short in _expansions().items() if long in known_text(ground)}
    spans = [(m.start, m.end) for m in bodies.find(text)]
    matches = [m for m in _TOKEN.finditer(text) if not any(a <= m.start() < b for a, b in spans)]
    for number, match in enumerate(matches):
        word = match.group()
        first = bool(_START.search(text[: match.start()]))
        if first and not word.isupper():
            following = matches[number + 1] if number + 1 < len(matches) else None
            joined = following is not None and text[match.end() : following.start()] == " " and following.group().lower() not in _ALWAYS
            if word.lower() in _PLAIN or word.endswith("ly") or (not joined and _is_common(word, ground)):
                continue
        if not _is_known(word, known, ground):
            return word
    return next((name for name in _ORGANISATION.findall(text) if not _stands_together(name, ground, bodies)), None)


def _stands_together(name: str, ground: str, bodies: Bodies) -> bool:
    """Whether the words of an organisation's name stand near each other, and not only here and there, in a ground; of several joined by "and", those of each."""
    for mention in reversed(bodies.find(name)):
        # A body is looked at elsewhere; it may be part of the name, or own what is named.
        if mention.end < len(name) and re.match(r"['’]s? ", name[mention.end :]):
            name = name[mention.end :]
    words = _of_name(name)
    if len(words) < 2 or _together(words, ground) or " ".join(re.findall(r"\w+", name.lower())) in _known_long(ground):
        return True
    parts = name.split(" and ")
    return len(parts) > 1 and all(len(_of_name(part)) < 2 or _together(_of_name(part), ground) for part in parts)


def _of_name(name: str) -> set[str]:
    return {re.sub(r"['’]s?$", "", word) for word in re.findall(r"[\w'’&-]+", name.lower())} - _ANY_OF_THEM - _PLAIN


def _together(words: set[str], ground: str) -> bool:
    there = [re.sub(r"['’]s?$", "", word) for word in re.findall(r"[\w'’&-]+", ground.lower())]
    return any(words <= set(there[n : n + len(words) + _SPREAD]) for n, word in enumerate(there) if word in words)


def _known_long(ground: str) -> set[str]:
    """What the abbreviations of a ground stand for."""
    return {long for long, short in _expansions().items() if re.search(rf"(?<!\w){re.escape(short)}s?(?!\w)", ground.lower())}


def _is_common(word: str, ground: str) -> bool:
    """Whether a word that begins a sentence is one that begins others without being a name, or one that stands in the ground in some form."""
    parts = [part for part in re.split(r"[-’']", word.lower()) if len(part) > 1]
    stems = Stems()
    # A stem that is no word by itself ("adam", of "adamant") is written with a dash.
    known = all(stem in _common() or (stem != part and f"{stem}-" in _common()) for part, stem in zip(parts, stems(parts), strict=True))
    return known or set(stems(parts)) <= set(stems(re.findall(r"[a-z]+", ground.lower())))


@cache
def _common() -> frozenset[str]:
    return frozenset(json.loads((files("rag") / "no_names.json").read_text(encoding="utf-8")))


def _is_known(word: str, known: frozenset[str] | set[str], ground: str) -> bool:
    low = word.lower().replace("’", "'")
    bare = re.sub(r"'s?$", "", low)
    if bare in _ALWAYS or bare in known or low in known:
        return True
    if any(other in known_text(ground) for other in _ALIKE.get(bare, ())):
        return True
    if bare.rstrip("s") in known or f"{bare}s" in known:
        return True
    if all(part in known or part in _ALWAYS for part in re.split(r"[-&']", bare) if part):
        return True
    long = next((long for long, short in _expansions().items() if short in (bare, bare.rstrip("s"))), None)
    if long is not None and long.rstrip("s") in known_text(ground):
        return True
    return any(bare in long.split() and re.search(rf"(?<!\w){re.escape(short)}s?(?!\w)", ground.lower()) for long, short in _expansions().items())


@cache
def _expansions() -> dict[str, str]:
    return {long.lower(): short.lower() for short, long in Glossary.load().abbreviations.items()}


def known_text(ground: str) -> str:
    """A ground as names are looked for in it."""
    return re.sub(r"\s+", " ", ground.lower().replace("’", "'"))


def _words(ground: str) -> set[str]:
    text = known_text(ground)
    words: Iterable[str] = re.findall(r"[a-z0-9&]+(?:['-][a-z0-9]+)*", text)
    found = set()
    for word in words:
        found |= {word, re.sub(r"'s?$", "", word), *re.split(r"[-']", word)}
    return found
