"""Makes pairs of sentences to learn contraries from: a sentence, and itself with words changed for synonyms (no contrary), or with one word changed
for an opposite, a negation put in or taken out, or what is still to come told as done (a contrary).

Sentences are those of the digests and of the plain texts of a public benchmark; synonyms and opposites those of WordNet 3 (Princeton University)
and of `rag/opposites.toml`. Nothing of them is kept but the weights that are learned.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from corpus.bodies import Bodies
from corpus.catalogue import Catalogue
from evals import planted

Pair = tuple[str, str, bool]
"""A sentence, another, and whether that says the contrary."""

PLAIN, OFTEN, TIMES = 2800, 6, 2
"""Plain sentences; versions of a sentence of the digests, and of a plain one."""
_POS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
_SENSE = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
_LIGHT = frozenset(
    "make get go come take put have be do give keep let set like part own even still back well up out off on over down in more less most such other new "
    "first last good day year time people one two three four five six seven eight nine ten hundred south north east west".split()
)
"""Words with too many senses to change."""
_AUXILIARIES = frozenset("is are was were has have had will would can could should must may might does did do".split())
_NEGATIONS = ("not", "not", "never", "no longer", "not yet", "hardly")
_TURNS = (
    (r"\bneeds? (?:further |more |better )?(\w+)", r"has enough \1"), (r"\bneeds? (?:to|further|more)\b", "no longer needs"), (r"\bshould\b", "no longer has to"),
    (r"\bmust\b", "need not"), (r"\bstill\b", "no longer"), (r"\bremains?\b", "is no longer"), (r"\bmore\b", "less"), (r"\bmost\b", "few"), (r"\ball\b", "none"),
    (r"\bevery\b", "no"), (r"\bover\b", "under"), (r"\bmany\b", "few"), (r"\bwith\b", "without"), (r"\bbefore\b", "after"), (r"\bafter\b", "before"),
    (r"\bwelcomes?\b", "regrets"), (r"\bto\b (\w+)", r"not to \1"), (r"\bnot yet\b", "already"), (r"\bwas\b", "has yet to be"),
)  # fmt: skip
_FRAMES = ("In {board}, ", "{board}: ", "According to NHS England, ", "It is said that ", "The report finds that ", "In {board} ", "", "", "", "", "")
_PAST = {
    "fell": "fall",
    "rose": "rise",
    "grew": "grow",
    "won": "win",
    "lost": "lose",
    "left": "leave",
    "met": "meet",
    "gave": "give",
    "kept": "keep",
    "began": "begin",
}


class WordNet:
    """The words of WordNet's files, with their synonyms and opposites."""

    def __init__(self, folder: Path) -> None:
        self._sets: dict[str, tuple[list[str], list[tuple[str, str, int, int]]]] = {}
        for name, pos in _POS.items():
            for line in (folder / f"data.{name}").read_text(encoding="latin-1").splitlines():
                if not line.startswith("  "):
                    self._add(line.partition(" | ")[0].split(), pos)
        self._senses: dict[str, dict[str, int]] = defaultdict(dict)
        for line in (folder / "index.sense").read_text(encoding="latin-1").splitlines():
            key, offset, _, count = line.split()
            lemma, _, sense = key.partition("%")
            if "_" not in lemma and (identity := _SENSE[sense[0]] + offset) in self._sets:
                self._senses[lemma][identity] = int(count)
        self._opposites: dict[str, set[str]] = defaultdict(set)
        for words, pointers in self._sets.values():
            for kind, target, source, goal in pointers:
                if kind == "!" and source and target in self._sets:
                    self._opposites[words[source - 1]].add(self._sets[target][0][goal - 1])

    def _add(self, parts: Sequence[str], pos: str) -> None:
        size = int(parts[3], 16)
        words = [re.sub(r"\(\w+\)$", "", parts[4 + 2 * n]).lower() for n in range(size)]
        at = 4 + 2 * size
        rows = [parts[at + 1 + 4 * n : at + 5 + 4 * n] for n in range(int(parts[at]))]
        self._sets[pos + parts[0]] = words, [(kind, ("a" if p == "s" else p) + offset, int(ends[:2], 16), int(ends[2:], 16)) for kind, offset, p, ends in rows]

    def __contains__(self, word: str) -> bool:
        return word in self._senses

    def _common(self, word: str) -> bool:
        return "_" not in word and word.isalpha() and sum(self._senses.get(word, {}).values()) >= 2

    def synonyms(self, word: str) -> list[str]:
        """Words that share a sense which is most of a word's uses."""
        senses = self._senses.get(word, {})
        total = sum(senses.values())
        main = [identity for identity, count in senses.items() if len(senses) == 1 or (count >= 3 and 2 * count >= total)]
        return [other for identity in main for other in self._sets[identity][0] if other != word and self._common(other)]

    def opposites(self, word: str) -> list[str]:
        """Words that stand against a word, or against one that is like it."""
        senses = self._senses.get(word, {})
        total, found = sum(senses.values()), set(self._opposites.get(word, ()))
        for identity, count in senses.items():
            words, pointers = self._sets[identity]
            if identity[0] != "a" or count < 0.4 * total:
                continue
            alike = [other for kind, target, _, _ in pointers if kind == "&" for other in self._sets[target][0]]
            found |= {opposite for other in (*words, *alike) for opposite in self._opposites.get(other, ())}
        return sorted(other for other in found if self._common(other))


class Maker:
    """Makes pairs of sentences."""

    def __init__(self, words: WordNet, sentences: Sequence[str], boards: Sequence[str], seed: int = 7) -> None:
        self.words = words
        self.boards = boards
        self.random = random.Random(seed)
        data = tomllib.loads((files("rag") / "opposites.toml").read_text(encoding="utf-8"))
        further = [tuple(side.split(", ") for side in pair.split(" / ")) for pair in data["pairs"]]
        self.axes = [(axis["plus"], axis["minus"]) for axis in data["axis"]] + further
        self.on: dict[str, list[tuple[int, int]]] = defaultdict(list)
        seen = sorted(Counter(_bare(word) for sentence in sentences for word in sentence.split()))
        self.spelled: dict[str, list[str]] = {}
        for number, sides in enumerate(self.axes):
            for side, rows in enumerate(sides):
                for row in rows:
                    forms = [word for word in seen if word.startswith(row[:-1])] if row.endswith("~") else [row]
                    self.spelled[row] = forms
                    for form in forms:
                        self.on[form].append((number, side))

    def pairs(self, sentence: str, times: int) -> list[Pair]:
        """A sentence beside versions of it that say the same, and the contrary."""
        rows: list[Pair] = []
        for _ in range(times):
            words = self._synonyms(self._cut(sentence.split()), self.random.choice([0, 1, 1, 2, 2, 3]))
            rows.append((sentence, self._framed(words), False))
            turned = self._turned(words)
            if turned and turned != words:
                rows.append((sentence, self._framed(turned), True))
        return rows

    def _cut(self, words: list[str]) -> list[str]:
        parts = re.split(r"(?<=[,;:]) ", " ".join(words))
        if len(parts) < 2 or self.random.random() > 0.7:
            return words
        first = self.random.randrange(len(parts))
        kept = " ".join(parts[first : first + self.random.randint(1, len(parts) - 1)]).strip(",;: ").split()
        return kept if len(kept) >= 5 else words

    def _framed(self, words: Sequence[str]) -> str:
        frame = self.random.choice(_FRAMES).format(board=self.random.choice(self.boards))
        text = " ".join(words)
        text = frame + text[:1].lower() + text[1:] if frame else text
        return re.sub(r"\b[Tt]he ICB\b", lambda m: self.random.choice([m[0], m[0], f"{self.random.choice(self.boards)} ICB"]), text).rstrip(".;,: ") + "."

    def _synonyms(self, words: list[str], most: int) -> list[str]:
        for n in self._shuffled(words):
            if most == 0:
                break
            new = self._other(words[n], same=True)
            if new:
                words, most = _put(words, n, new), most - 1
        return words

    def _turned(self, words: list[str]) -> list[str] | None:
        chance = self.random.random()
        first = self._opposed if chance < 0.62 else self._negated if chance < 0.82 else self._moved
        return first(words) or self._opposed(words) or self._negated(words)

    def _opposed(self, words: list[str]) -> list[str] | None:
        for n in self._shuffled(words):
            new = self._other(words[n], same=False)
            if new:
                return _put(words, n, new)
        return None

    def _moved(self, words: list[str]) -> list[str] | None:
        text = " ".join(words)
        fitting = [(was, becomes) for was, becomes in _TURNS if re.search(was, text)]
        return re.sub(*self.random.choice(fitting), text, count=1).split() if fitting else None

    def _negated(self, words: list[str]) -> list[str] | None:
        text = " ".join(words)
        if re.search(r"\b(?:not|no|never|without)\b", text) and self.random.random() < 0.7:
            bare = re.sub(r"\b(?:not yet|not|never|no) ", "", text, count=1)
            return (bare if bare != text else text.replace("without", "with", 1)).split()
        places = [n for n, word in enumerate(words) if word.lower() in _AUXILIARIES]
        if places:
            n = self.random.choice(places)
            return [*words[: n + 1], *self.random.choice(_NEGATIONS).split(), *words[n + 1 :]]
        done = [(n, self._lemma(word)) for n, word in enumerate(words) if re.fullmatch(r"[a-z]{2,}ed", word)]
        known = [(n, lemma[0]) for n, lemma in done if lemma]
        if not known:
            return None
        n, lemma = self.random.choice(known)
        how = self.random.choice(["did not {}", "failed to {}", "refused to {}", "did nothing to {}"]).format(lemma)
        return [*words[:n], *how.split(), *words[n + 1 :]]

    def _shuffled(self, words: Sequence[str]) -> list[int]:
        order = [n for n, word in enumerate(words) if _bare(word).isalpha() and _bare(word) not in _LIGHT and (n == 0 or not word[:1].isupper())]
        self.random.shuffle(order)
        return order

    def _other(self, word: str, *, same: bool) -> str | None:
        """A word to put in another's place: from the same axis, or from WordNet."""
        low = _bare(word)
        if low in self.on and self.random.random() < (0.4 if same else 0.6):
            number, side = self.random.choice(self.on[low])
            rows = [form for row in self.axes[number][side if same else 1 - side] for form in self.spelled[row]]
            fitting = [form for form in rows if form != low and (_ending(form.split()[0]) == _ending(low) or not _ending(low))]
            return self.random.choice(fitting) if fitting else None
        lemma = self._lemma(low)
        if lemma is None or lemma[0] in _LIGHT:
            return None
        others = self.words.synonyms(lemma[0]) if same else self.words.opposites(lemma[0])
        return _inflected(self.random.choice(others), lemma[1]) if others else None

    def _lemma(self, word: str) -> tuple[str, str] | None:
        if word in _PAST:
            return _PAST[word], "ed"
        if word in self.words:
            return word, ""
        for ending in ("ing", "ed", "es", "s", "ly"):
            if word.endswith(ending):
                stem = word.removesuffix(ending)
                tries = [f"{stem[:-1]}y"] if stem.endswith("i") else [stem, f"{stem}e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem]
                found = next((one for one in tries if len(one) > 2 and one in self.words), None)
                if found:
                    return found, "s" if ending == "es" else ending
        return None


def _bare(word: str) -> str:
    return word.lower().strip(".,;:()")


def _ending(word: str) -> str:
    return next((ending for ending in ("ing", "ed", "ly") if word.endswith(ending)), "s" if word.endswith("s") and not word.endswith("ss") else "")


def _inflected(lemma: str, ending: str) -> str:
    if ending in ("ed", "ing") and lemma.endswith("e"):
        return f"{lemma[:-1]}ing" if ending == "ing" else f"{lemma}d"
    if ending in ("ed", "s") and re.search("[^aeiou]y$", lemma):
        return lemma[:-1] + ("ied" if ending == "ed" else "ies")
    return f"{lemma}es" if ending == "s" and re.search("(?:s|x|ch|sh)$", lemma) else lemma + ending


def _put(words: Sequence[str], at: int, new: str) -> list[str]:
    before, old, after = re.fullmatch(r"(\W*)(.*?)(\W*)", words[at]).groups()  # type: ignore[union-attr]
    cased = new[:1].upper() + new[1:] if old[:1].isupper() else new
    return [*words[:at], before + cased + after, *words[at + 1 :]]


def made(bodies: Bodies, wordnet: Path, data: Path) -> list[Pair]:
    """The pairs that are made of the digests and of plain texts."""
    hidden = {pair.citation.quote for name in (planted.FRESH, planted.UNSEEN) for pair in planted.load(bodies, name) if pair.blind}
    own = [
        s
        for source in Catalogue.load().sources()
        for line in source.path.read_text(encoding="utf-8").splitlines()
        if line.startswith("- ")
        for s in _cut(line[2:])
    ]
    own = [s for s in own if s not in hidden and 6 <= len(s.split()) <= 45]
    plain = [
        s.strip()
        for name in ("state_of_the_union", "finance", "pubmed", "wikitexts")
        for s in _cut((data / f"chroma_chunking/{name}.md").read_text()[:1_500_000])
    ]
    plain = [s for s in plain if 8 <= len(s.split()) <= 35 and s[:1].isupper() and sum(c.isdigit() for c in s) < 8 and not set(s) & set("|\n")]
    random.shuffle(plain)
    plain = plain[:PLAIN]
    maker = Maker(WordNet(wordnet), [*own, *plain], [body.name for body in bodies.all])
    return [pair for rows, times in ((own, OFTEN), (plain, TIMES)) for sentence in rows for pair in maker.pairs(sentence, times)]


def _cut(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+(?=[A-Z\"'])", text)
