"""What is typed becomes plain text before it is read: markup, invisible characters, pictures and orders to the program are left out."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from rag.types import Reason, Refusal

EXAMPLE = "Ask in a sentence, for example: How did Devon do on finance in 2024/25?"

_HIDDEN = re.compile(r"<(script|style|title)\b[^>]*>.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<\|[^<>|]*\|>")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.-]+\b", re.IGNORECASE)
_LATIN = {
    "Cyrillic": dict(zip("аеорсухіјѕԁһАВЕКМНОРСТХІЅЈ", "aeopcyxijsdhABEKMHOPCTXISJ", strict=True)),
    "Greek": dict(zip("οαΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oaABEZHIKMNOPTYX", strict=True)),
}
_LOOK_ALIKES = {ord(other): latin for table in _LATIN.values() for other, latin in table.items()}
"""Letters of other scripts that are printed like Latin ones."""
_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN_SHARE = 0.25
"""Of the letters, those of other scripts, from which a question cannot be read as English."""

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\d)[^.!?\n]+)*[.!?]*\s*")
_OPENING = r"^\W*(?:(?:please|now|and|then|so|but|first|just|instead|finally|also|okay|ok|kindly)[\s,]+)*"
_ORDER = re.compile(
    _OPENING
    + r"(?:(?:ignore|disregard|forget|override|bypass)\s+(?:[\w']+\s+){0,4}?(?:above|previous|prior|before|instructions?|rules|prompts?|everything|context|guidelines|restrictions|safety|said|told|wrote)\b"
    r"|(?:you are|you're) (?:now|no longer)\b|from now on\b|(?:act|behave|respond|reply|answer|speak) (?:as|like)\b|pretend\b|role-?play\b|imagine (?:you|that you)\b"
    r"|(?:print|reveal|show|output|repeat|leak|display|tell me|give me) (?:(?:me|us|all|only) )?(?:your|the) (?:\w+ )?(?:system |hidden |secret |initial |original )?(?:prompts?|instructions?|rules|configuration|password|key|last answer|previous answer)\b"
    r"|(?:new|updated|real) (?:instructions?|rules|task)\b|(?:reply|respond|answer) (?:only |just )?with\b|say (?:that|only|just|the words?)\b|repeat (?:after|it|this|that)\b|execute\b|run (?:the|this)\b"
    r"|(?:write|compose|draft|generate|draw|sing|tell|make|create) (?:me |us )?(?:an? |some )(?:[\w-]+ )?(?:poem|song|story|joke|letter|e-?mail|essay|haiku|limerick|tweet|speech|rap|picture|program)\b)",
    re.IGNORECASE,
)
_FORM = re.compile(_OPENING + r"(?:translate|write|answer|reply|respond|summarise|explain|say)\b[^:?.!]{0,60}:\s*(?=\S)", re.IGNORECASE)
"""An order on the form of the answer, before a question."""
_ROLE = re.compile(r"(?:(?<=\s)|^)(?:#+\s*|\[|\*\*)?(system|assistant|developer|user|human)(?:\]|\*\*)?\s*:\s*", re.IGNORECASE)
_COURTESY = re.compile(
    r"^(?:(?:ok(?:ay)?|good|great|thanks|thank you|many thanks|cheers|right|fine|lovely|nice|perfect|interesting|i see|got it|sure|hm+|ah|oh|dear \w+)"
    r"(?: (?:very much|so much|a lot|indeed|again|then|for that))*[,.!;:…]+\s+)+(?=\S+\s+\S)",
    re.IGNORECASE,
)
"""What people say before they ask on."""
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_TALK = re.compile(
    r"\W*(?:(?:hello|hi|hey|hiya|greetings|good (?:morning|afternoon|evening|day)|thanks|thank you|cheers|ta|bye|goodbye|see you|help|help me|test|testing|ping"
    r"|how are you|who (?:are you|made you)|what are you|what (?:can|do) you do|what can i ask(?: you)?|how does (?:this|it) work|are you (?:a )?(?:human|robot|there))"
    r"(?: (?:there|you|again|so much|very much|a lot|all|everyone|today|please))*\W*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Tidied:
    """A question as plain text, and what was left out of it."""

    text: str
    notes: tuple[str, ...] = ()
    refusal: Refusal | None = None
    """Where nothing is left that could be answered."""


def tidied(question: str) -> Tidied:
    """The question in plain Latin letters, without markup, links, pictures and orders to the program."""
    text, notes = _plain(question), []
    if _LINK.search(text):
        text = _LINK.sub(" ", text)
        notes.append("Links and addresses are not followed.")
    if _TALK.fullmatch(text):
        said = "Citewell answers questions about England's integrated care boards from the publications that `citewell documents` lists."
        return Tidied(text, refusal=Refusal(Reason.UNCLEAR, f"{said} {EXAMPLE}"))
    foreign = [word for word in _WORD.findall(text) if not _is_latin(word)]
    letters = sum(map(len, _WORD.findall(text)))
    if foreign and sum(map(len, foreign)) > _FOREIGN_SHARE * letters:
        return Tidied(text, refusal=Refusal(Reason.UNCLEAR, "This cannot be read as a question in English, the language of the texts. Ask it in English."))
    if foreign:
        notes.append(f"Not read, being in other letters: {', '.join(dict.fromkeys(foreign[:3]))}.")
    text = _COURTESY.sub("", text)
    kept = _without_orders(text)
    if kept != text:
        if len(re.findall(r"[A-Za-z]{2,}", kept)) < 2:
            return Tidied(text, refusal=Refusal(Reason.UNCLEAR, f"This gives orders, which are not followed, and asks nothing of the texts. {EXAMPLE}"))
        notes.append("Orders in the question are not followed; what it asks is answered.")
    return Tidied(kept, tuple(notes))


def _plain(question: str) -> str:
    """The question without markup, controls and pictures; letters that only look Latin, in a word that has Latin ones, are."""
    text = html.unescape(_HIDDEN.sub(" ", question)) if "<" in question or "&" in question else question
    text = _TAG.sub(" ", _HIDDEN.sub(" ", text))
    text = unicodedata.normalize("NFKC", text)
    shown = [(" " if _is_silent(char) == "space" else "" if _is_silent(char) else char) for char in text]
    return " ".join(in_latin("".join(shown)).split())


def _is_silent(char: str) -> str:
    """`space` for what parts words, `nothing` for what stands inside them unseen, and nothing for what is read."""
    if char < "\u007f":
        return "" if char >= " " else "space"
    kind = unicodedata.category(char)
    if kind in ("So", "Sk", "Cc", "Co", "Cn", "Cs", "Zl", "Zp", "Zs"):
        return "space"
    return "nothing" if kind in ("Cf", "Mn", "Me") else ""


def in_latin(text: str) -> str:
    """A text with the letters that only look Latin, in words that have Latin ones, as those."""
    return _WORD.sub(_in_latin, text)


def _in_latin(match: re.Match[str]) -> str:
    word = match.group()
    if word.isascii() or not any(char.isascii() for char in word):
        return word
    mapped = word.translate(_LOOK_ALIKES)
    return mapped if _is_latin(mapped) else word


def _is_latin(word: str) -> bool:
    return word.isascii() or all("LATIN" in unicodedata.name(char, "") for char in word)


def _without_orders(text: str) -> str:
    """The text without what speaks as the program or gives it orders; what stands between quotation marks is left alone."""
    text = _of_the_user(text)
    text = _FORM.sub("", text)
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    kept = []
    for match in _SENTENCE.finditer(text):
        order = _ORDER.match(match.group())
        inside = any(a <= match.start() + (order.end() - 1 if order else 0) < b for a, b in quoted)
        if order is None or inside:
            kept.append(match.group())
    return "".join(kept).strip() if len("".join(kept)) < len(text) else text


def _of_the_user(text: str) -> str:
    """Of a text in the form of a dialogue, what the user says."""
    marks = list(_ROLE.finditer(text))
    if not marks:
        return text
    parts = [text[: marks[0].start()]]
    for mark, end in zip(marks, [*(m.start() for m in marks[1:]), len(text)], strict=True):
        if mark.group(1).lower() in ("user", "human"):
            parts.append(text[mark.end() : end])
    return " ".join(" ".join(parts).split())
