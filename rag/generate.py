"""Drafts of an answer: the sentences of the texts themselves, or those of a language model (langchain) over the same evidence.

A model is asked in plain text, a sentence a line with its citations, and read as it streams; a provider that keeps to a schema is asked
for one. What it writes is cleaned of markup, links and hidden characters, and is a draft: nothing of it is shown unchecked.
"""

from __future__ import annotations

import itertools
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from rag import prompts
from rag.prompts import Numbered

EXTRACTIVE = "extractive"
"""The name of the generator that needs no model."""
EXTRAS = {"openai": "langchain_openai", "anthropic": "langchain_anthropic", "ollama": "langchain_ollama"}
"""{provider, which is the name of its extra: the package it needs}."""
KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
"""{provider: the variable that its key is read from}."""
ADDRESS_KEY = "CITEWELL_MODEL_KEY"
"""The variable with the key for an address of one's own; no provider's key is sent there."""

_MOST = 65_536
"""Characters of a reply that are read."""
_MOST_SENTENCES = 8
_MOST_TOKENS = 400
"""Of a reply."""
_ATTEMPTS = 3
_PAUSE = 0.5
"""Seconds before the first retry, doubled before each further one."""


class ModelError(RuntimeError):
    """A model that cannot be asked or does not answer: one line, with what to do about it."""


class Cancelled(ModelError):
    """The user gave up waiting."""


@dataclass(frozen=True)
class ModelSettings:
    """Which model, and how it is asked."""

    model: str = ""
    """`provider:name`, or a name at `base_url`; empty for none."""
    base_url: str = ""
    """An OpenAI-compatible address."""
    budget: int = 2000
    """Tokens of evidence in a prompt."""
    timeout: float = 60.0
    """Seconds that an answer may take in all."""
    price: str = ""
    """`IN/OUT`, what a million tokens cost, in the user's currency; empty if not known."""


@dataclass
class Usage:
    """What asking a model took."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True)
class Written:
    """A sentence of a draft, and the numbers of the evidence it cites."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True)
class Task:
    """What is to be answered."""

    question: str
    evidence: tuple[Numbered, ...]
    drafted: tuple[Written, ...] = ()
    """The sentences of the texts that answer it."""
    faults: tuple[tuple[str, str], ...] = ()
    """(a sentence that was not accepted, why), where it is to be written again."""
    cancelled: Callable[[], bool] = lambda: False
    usage: Usage = field(default_factory=Usage)
    """Added to as the model is asked."""


class Generator(Protocol):
    """Anything that writes the sentences of an answer from numbered evidence."""

    name: str
    budget: int
    """Tokens of evidence that it is given."""

    def write(self, task: Task) -> Iterator[Written]:
        """The sentences, each as soon as it is there.

        Raises:
            ModelError: if they cannot be had.
        """
        ...

    def provenance(self, usage: Usage) -> dict[str, str]:
        """What it takes to reproduce an answer, and what it took."""
        ...


class Extractive:
    """Writes the texts' own sentences."""

    name = EXTRACTIVE
    budget = 2000

    def write(self, task: Task) -> Iterator[Written]:
        if not task.faults:
            yield from task.drafted

    def provenance(self, usage: Usage) -> dict[str, str]:
        return {"generator": self.name}


class _Sentence(BaseModel):
    """A sentence and the numbers of the passages it rests on."""

    model_config = ConfigDict(extra="ignore")
    text: str
    citations: list[int]


class _Reply(BaseModel):
    """The sentences of an answer."""

    model_config = ConfigDict(extra="ignore")
    sentences: list[_Sentence]


@dataclass
class ChatModel:
    """Writes with a langchain chat model."""

    settings: ModelSettings
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    _model: Any = None

    def __post_init__(self) -> None:
        self.budget = self.settings.budget
        self.name = self.settings.model + (f" at {urlsplit(self.settings.base_url).netloc.rpartition('@')[2]}" if self.settings.base_url else "")

    def write(self, task: Task) -> Iterator[Written]:
        model = self._opened()
        structured = not self.settings.base_url and self.settings.model.partition(":")[0] in KEYS
        shape = prompts.repair(task.question, task.evidence, task.faults, structured=structured) if task.faults else prompts.ask(
            task.question, task.evidence, structured=structured
        )  # fmt: skip
        messages = [("system", prompts.SYSTEM), ("human", shape)]
        ends = self.clock() + self.settings.timeout
        lines = self._tried(lambda: self._reply(model, messages, structured, task, ends), task.cancelled, ends)
        yield from itertools.islice(lines, _MOST_SENTENCES)

    def provenance(self, usage: Usage) -> dict[str, str]:
        spent = cost(usage, self.settings.price)
        took = {"calls": str(usage.calls), "tokens_in": str(usage.tokens_in), "tokens_out": str(usage.tokens_out)}
        return {"generator": self.name, "prompts": prompts.VERSION, **took, **({"cost": spent} if spent is not None else {})}

    def _opened(self) -> Any:
        if self._model is None:
            self._model = opened(self.settings, self.environment)
        return self._model

    def _tried(self, reply: Callable[[], Iterator[Written]], cancelled: Callable[[], bool], ends: float) -> Iterator[Written]:
        """A reply, asked for again after a passing fault as long as nothing of it has come."""
        for attempt in range(1, _ATTEMPTS + 1):
            came = False
            try:
                for written in reply():
                    came = True
                    yield written
                return
            except ModelError:
                raise
            except Exception as error:
                # Whatever a provider's client raises is a model that did not answer; what is no fault of it was raised before.
                wait = _PAUSE * 2 ** (attempt - 1)
                if came or not _passing(error) or attempt == _ATTEMPTS or self.clock() + wait > ends:
                    raise ModelError(_told(error, self.settings)) from None
                if cancelled():
                    raise Cancelled("asking the model was cancelled") from None
                self.pause(wait)

    def _reply(self, model: Any, messages: Sequence[tuple[str, str]], structured: bool, task: Task, ends: float) -> Iterator[Written]:
        if task.cancelled():
            raise Cancelled("asking the model was cancelled")
        task.usage.calls += 1
        task.usage.tokens_in += sum(prompts.tokens(text) for _, text in messages)
        if structured:
            yield from self._structured(model, messages, task.usage)
            return
        pending, size = "", 0
        stream = model.stream(list(messages))
        try:
            for chunk in stream:
                if task.cancelled():
                    raise Cancelled("asking the model was cancelled")
                if self.clock() > ends:
                    raise ModelError(f"the model took longer than {self.settings.timeout:g} s; set CITEWELL_MODEL_TIMEOUT to wait longer")
                text = _text(chunk.content)
                size += len(text)
                task.usage.tokens_out += prompts.tokens(text) if text else 0
                *lines, pending = (pending + text[: max(0, _MOST - size + len(text))]).split("\n")
                for line in lines:
                    yield from parsed(line)
                if size > _MOST:
                    break
        finally:
            close = getattr(stream, "close", None)
            if close:
                close()
        yield from parsed(pending)

    def _structured(self, model: Any, messages: Sequence[tuple[str, str]], usage: Usage) -> Iterator[Written]:
        came = model.with_structured_output(_Reply, include_raw=True).invoke(list(messages))
        raw = _text(getattr(came.get("raw"), "content", ""))[:_MOST]
        usage.tokens_out += prompts.tokens(raw)
        reply = came.get("parsed")
        if isinstance(reply, _Reply):
            for sentence in reply.sentences:
                yield from _cleaned(sentence.text, tuple(sentence.citations))
        else:
            for line in raw.split("\n"):
                yield from parsed(line)


def opened(settings: ModelSettings, environment: dict[str, str]) -> Any:
    """The chat model that some settings name.

    Raises:
        ModelError: if its provider, extra or key is missing.
    """
    provider, _, name = settings.model.partition(":")
    options: dict[str, Any] = {"temperature": 0, "timeout": settings.timeout, "max_retries": 0, "max_tokens": _MOST_TOKENS}
    if settings.base_url:
        if urlsplit(settings.base_url).scheme not in ("http", "https"):
            raise ModelError(f"the address {settings.base_url!r} begins with neither http:// nor https://")
        name = name if provider == "openai" and name else settings.model
        provider = "openai"
        options |= {"base_url": settings.base_url, "api_key": environment.get(ADDRESS_KEY) or "none"}
    if provider not in EXTRAS or not name:
        known = ", ".join(f"{p}:NAME" for p in EXTRAS)
        raise ModelError(f"the model {settings.model!r} is of no known provider; name one as {known}, or give --base-url as well")
    try:
        __import__(EXTRAS[provider])
        from langchain.chat_models import init_chat_model
    except ImportError:
        raise ModelError(f"models of {provider} need its extra; run `pip install citewell[{provider}]`") from None
    if provider == "ollama":
        options = {"temperature": 0, "num_predict": _MOST_TOKENS, "client_kwargs": {"timeout": settings.timeout}}
    elif not settings.base_url and not environment.get(KEYS[provider]):
        raise ModelError(f"models of {provider} need a key in {KEYS[provider]}")
    try:
        return init_chat_model(name, model_provider=provider, **options)
    except Exception as error:
        # Each provider's client has errors of its own for settings it does not take.
        raise ModelError(_told(error, settings)) from None


_MARKS = re.compile(r"(?P<text>.+?)(?P<marks>(?:\s*\[\s*\d+(?:\s*,\s*\d+)*\s*\])+)[.\s]*(?=\S|$)")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_TAG = re.compile(r"<[^<>]{0,500}>")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)|!\[[^\]]*\]\[[^\]]*\]")
_LINK = re.compile(r"\[([^\]\d][^\]]*)\]\([^)]*\)")
_URL = re.compile(r"\b(?:https?|ftp|file|data|javascript|mailto)\s*:\s*\S+|\bwww\.\S+", re.IGNORECASE)
_MARKUP = re.compile(r"[`*_#|~\\<>{}]+")


def parsed(line: str) -> Iterator[Written]:
    """The sentences of a line of the strict text form, each with its citation numbers; one without numbers cites nothing."""
    line = _IMAGE.sub("", _LINK.sub(r"\1", line))
    line = _BULLET.sub("", line.strip())
    if not line or line.rstrip(".").upper() == "NONE":
        return
    end = 0
    for match in _MARKS.finditer(line):
        yield from _cleaned(match["text"], tuple(int(n) for n in re.findall(r"\d+", match["marks"]) if len(n) < 4))
        end = match.end()
    if re.search(r"\w", line[end:]):
        yield from _cleaned(line[end:], ())


def sanitised(text: str) -> str:
    """What a model wrote, with no markup, link, image or hidden character in it."""
    text = _IMAGE.sub("", prompts.visible(text))
    text = _LINK.sub(r"\1", text)
    for _ in range(3):
        text = _TAG.sub(" ", text)
    text = re.sub(r"\[[^\]]*\]", " ", _URL.sub(" ", text))
    text = _MARKUP.sub(" ", text)
    return re.sub(r"\s+([.,;:])", r"\1", re.sub(r"\s+", " ", text)).strip(" \"'“”[]()")


def _cleaned(text: str, citations: tuple[int, ...]) -> Iterator[Written]:
    clean = sanitised(text)
    if re.search(r"\w", clean) and clean.rstrip(".").upper() != "NONE":
        yield Written(clean if clean[-1] in ".!?" else f"{clean}.", tuple(dict.fromkeys(citations)))


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in content or [])


def _passing(error: Exception) -> bool:
    """True for a fault that may have gone when it is tried again."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status in (408, 409, 425, 429) or status >= 500
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__)
    return bool(re.search(r"Connect|Timeout|Transport|Protocol|RemoteProtocol|APIConnection", kinds))


def _told(error: Exception, settings: ModelSettings) -> str:
    """A provider's fault in one line, with what to do about it."""
    status = getattr(error, "status_code", None)
    said = " ".join(str(error).split())[:160]
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__)
    if status in (401, 403):
        key = ADDRESS_KEY if settings.base_url else KEYS.get(settings.model.partition(":")[0], "its key")
        return f"the model's provider did not accept the key in {key}"
    if status == 404 or "not found" in said.lower():
        return f"the model {settings.model!r} is not there; check its name, or pull it first"
    if re.search(r"context|too long|maximum.*tokens|exceed\w* .*tokens", said, re.IGNORECASE) and status in (400, 413, 500, None):
        return f"the evidence is longer than the model reads; set CITEWELL_MODEL_BUDGET below {settings.budget}"
    if status == 429:
        return "the model's provider has had too many questions; try again later"
    if isinstance(status, int) and status >= 500:
        return f"the model's server failed (status {status})"
    if "Timeout" in kinds:
        return f"the model did not answer within {settings.timeout:g} s; set CITEWELL_MODEL_TIMEOUT to wait longer"
    if re.search(r"Connect|APIConnection", kinds):
        where = settings.base_url or settings.model
        return f"nothing answers at {where}; start the model's server, or check the network"
    return f"the model's answer could not be read ({type(error).__name__})"


def cost(usage: Usage, price: str) -> str | None:
    """What some tokens cost at a price `IN/OUT` for a million of each; None if the price is not known."""
    if not price:
        return None
    into, out = (float(part) for part in price.split("/"))
    return f"{(usage.tokens_in * into + usage.tokens_out * out) / 1e6:.6f}"


def generator_of(settings: ModelSettings) -> Generator:
    """The generator that some settings name: the extractive one where they name none."""
    return ChatModel(settings) if settings.model or settings.base_url else Extractive()
