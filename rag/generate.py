"""Drafts of an answer: the sentences of the texts themselves, or those of a language model (langchain) over the same evidence.

A model is asked in plain text, a sentence a line with its citations; a provider that keeps to a schema is asked to fill one in. Either is read
as it streams (`reply.py`), can be cancelled between any two pieces, and is a draft: nothing of it is shown unchecked.
"""

from __future__ import annotations

import itertools
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from rag import prompts
from rag.prompts import Numbered
from rag.reply import Json, Lines, Reply, Written, sanitised
from rag.stream import LOOK, MOST, bounded, filled_in, streamed, up_to_most, words

EXTRACTIVE = "extractive"
"""The name of the generator that needs no model."""
EXTRAS = {"openai": "langchain_openai", "anthropic": "langchain_anthropic", "ollama": "langchain_ollama"}
"""{provider, which is the name of its extra: the package it needs}."""
KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
"""{provider: the variable that its key is read from}."""
PLACES = {
    "openai": ("https://api.openai.com/v1", ("OPENAI_API_BASE", "OPENAI_BASE_URL")),
    "anthropic": ("https://api.anthropic.com", ("ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL")),
    "ollama": ("", ("OLLAMA_HOST",)),
}
"""{provider: its address, and the variables that name another, the first that is set}."""
ADDRESS_KEY = "CITEWELL_MODEL_KEY"
"""The variable with the key for an address of one's own; no provider's key is sent there."""

_MOST_SENTENCES = 8
_MOST_TOKENS = 400
"""Of a reply."""
_THINKS = re.compile(r"(?:o\d|gpt-5)(?!.*chat)")
_MOST_THOUGHT = 4000
"""Models that think before they write, which take no temperature, and whose thoughts count as tokens of the reply."""
_PROMPT = 1600
"""Tokens of a prompt beside the evidence: the rules, a question, and what is said of sentences that failed; for a server that must be told."""
_ATTEMPTS = 3
_PAUSE = 0.5
"""Seconds before the first retry, doubled before each further one, unless the server names a time."""


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
    told: int = 0
    """Calls of which the server told the tokens; those of the others are counted here."""
    ends: float | None = None
    """When no reply is waited for any longer, by the clock of the first call."""


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
        self.name = self.settings.model + _at(self.settings, self.environment)

    def write(self, task: Task) -> Iterator[Written]:
        if task.cancelled():
            raise Cancelled("asking the model was cancelled")
        model = self._opened()
        structured = self._fills_in()
        shape = prompts.repair(task.question, task.evidence, task.faults, structured=structured) if task.faults else prompts.ask(
            task.question, task.evidence, structured=structured
        )  # fmt: skip
        messages = [("system", prompts.SYSTEM), ("human", shape)]
        # One answer has one time, which what is written again has its share of.
        ends = task.usage.ends = task.usage.ends or self.clock() + self.settings.timeout
        lines = self._tried(lambda: self._reply(model, messages, structured, task, ends), task.cancelled, ends)
        yield from itertools.islice(lines, _MOST_SENTENCES)

    def provenance(self, usage: Usage) -> dict[str, str]:
        spent = cost(usage, self.settings.price)
        counted = "by the server" if usage.calls and usage.told == usage.calls else f"here, with {prompts.ENCODING}"
        took = {"calls": str(usage.calls), "tokens_in": str(usage.tokens_in), "tokens_out": str(usage.tokens_out), "tokens_counted": counted}
        return {"generator": self.name, "prompts": prompts.VERSION, **took, **({"cost": spent} if spent is not None else {})}

    def _opened(self) -> Any:
        if self._model is None:
            model = opened(self.settings, self.environment)
            self._model = bounded(model) if self._fills_in() else model
        return self._model

    def _fills_in(self) -> bool:
        """True for a model that is asked to fill in a form."""
        return not self.settings.base_url and self.settings.model.partition(":")[0] in KEYS

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
                wait = max(_PAUSE * 2 ** (attempt - 1), _asked_to_wait(error))
                if came or not _passing(error) or attempt == _ATTEMPTS or self.clock() + wait > ends:
                    raise ModelError(_told(error, self.settings, self.environment)) from None
                self._wait(wait, cancelled)

    def _wait(self, seconds: float, cancelled: Callable[[], bool]) -> None:
        """Pause, unless the user gives up meanwhile."""
        while seconds > 0:
            if cancelled():
                raise Cancelled("asking the model was cancelled")
            self.pause(min(seconds, LOOK))
            seconds -= LOOK

    def _reply(self, model: Any, messages: Sequence[tuple[str, str]], structured: bool, task: Task, ends: float) -> Iterator[Written]:
        task.usage.calls += 1
        text, size = Lines(), 0
        taken = _Count(sum(prompts.tokens(part) for _, part in messages))
        filled: Json | None = Json() if structured else None
        asked = model.bind_tools([Reply], tool_choice=Reply.__name__) if structured else model
        try:
            for chunk in streamed(lambda: up_to_most(_untraced(asked.stream, list(messages))), lambda: self._stop(task, ends)):
                taken.add(chunk)
                filling, saying = filled_in(chunk)[: MOST - size], words(chunk.content)
                saying = saying[: max(0, MOST - size - len(filling))]
                size += len(filling) + len(saying)
                if filled and filling:
                    yield from filled.read(filling)
                yield from text.read(saying)
                if size >= MOST:
                    break
        finally:
            taken.into(task.usage)
        yield from text.rest()

    def _stop(self, task: Task, ends: float) -> None:
        """Raises ModelError where a reply is not to be waited for any longer."""
        if task.cancelled():
            raise Cancelled("asking the model was cancelled")
        if self.clock() > ends:
            raise ModelError(f"the model took longer than {self.settings.timeout:g} s; set CITEWELL_MODEL_TIMEOUT to wait longer")


@dataclass
class _Count:
    """The tokens of a call: as the server tells them, else as they are counted here."""

    tokens_in: int
    written: str = ""
    told: dict[str, int] = field(default_factory=dict)

    def add(self, chunk: Any) -> None:
        if len(self.written) < MOST:
            self.written += filled_in(chunk) + words(chunk.content)
        usage = getattr(chunk, "usage_metadata", None) or {}
        for name in ("input_tokens", "output_tokens"):
            if isinstance(usage.get(name), int):
                self.told[name] = self.told.get(name, 0) + usage[name]

    def into(self, usage: Usage) -> None:
        known = self.told.get("input_tokens", 0) > 0
        usage.told += known
        usage.tokens_in += self.told["input_tokens"] if known else self.tokens_in
        usage.tokens_out += self.told.get("output_tokens", 0) if known else prompts.tokens(self.written[:MOST])


def _untraced(stream: Callable[..., Iterator[Any]], messages: Sequence[tuple[str, str]]) -> Iterator[Any]:
    """A reply that langchain sends no record of to anyone, whatever the environment asks it to: a question is told to nobody but the model."""
    from langsmith import tracing_context

    with tracing_context(enabled=False):
        yield from stream(messages)


def opened(settings: ModelSettings, environment: dict[str, str]) -> Any:
    """The chat model that some settings name.

    Raises:
        ModelError: if its provider, extra or key is missing.
    """
    provider, _, name = settings.model.partition(":")
    options: dict[str, Any] = {"temperature": 0, "timeout": settings.timeout, "max_retries": 0, "max_tokens": _MOST_TOKENS}
    if settings.base_url:
        _address(settings.base_url)
        name = name if provider in EXTRAS and name else settings.model
        provider = "openai"
        options |= {"base_url": settings.base_url, "api_key": environment.get(ADDRESS_KEY, "").strip() or "none"}
    if provider not in EXTRAS or not name:
        known = ", ".join(f"{p}:NAME" for p in EXTRAS)
        if settings.base_url:
            raise ModelError(f"the server at {_at(settings, environment).removeprefix(' at ')} has models; name one with --model NAME as well")
        raise ModelError(f"the model {settings.model!r} is of no known provider; name one as {known}, or give --base-url as well")
    try:
        __import__(EXTRAS[provider])
        from langchain.chat_models import init_chat_model
    except ImportError:
        raise ModelError(
            f"models of {provider} need its extra; run `python -m pip install -c constraints.txt -e '.[{provider}]'` in the folder of Citewell"
        ) from None
    if provider == "ollama":
        # Without a length Ollama reads a few thousand tokens and drops the first of them, which are the rules.
        options = {
            "temperature": 0,
            "num_predict": _MOST_TOKENS,
            "num_ctx": settings.budget + _PROMPT + _MOST_TOKENS,
            "client_kwargs": {"timeout": settings.timeout},
        }
    elif provider == "openai" and _THINKS.match(name.removeprefix("ft:")):
        options = {key: value for key, value in options.items() if key != "temperature"} | {"max_tokens": _MOST_TOKENS + _MOST_THOUGHT}
    if provider in KEYS and not settings.base_url:
        # The address is named, so that no other variable of a client's sends a question and a key elsewhere.
        address = PLACES[provider][0]
        options["base_url"] = _elsewhere(settings, environment) or address
        if provider == "openai":
            options["stream_usage"] = options["base_url"] == address
        # A key that was copied with the end of its line is none that a request can carry.
        options["api_key"] = environment.get(KEYS[provider], "").strip()
        if not options["api_key"]:
            raise ModelError(f"models of {provider} need a key in {KEYS[provider]}")
    try:
        return init_chat_model(name, model_provider=provider, **options)
    except Exception as error:
        # Each provider's client has errors of its own for settings it does not take.
        raise ModelError(_told(error, settings, environment)) from None


def _elsewhere(settings: ModelSettings, environment: Mapping[str, str]) -> str:
    """The address that the environment names for a provider; empty where it names none."""
    variables = PLACES.get(settings.model.partition(":")[0], ("", ()))[1]
    return next((environment[name].strip() for name in variables if environment.get(name, "").strip()), "")


def _address(address: str) -> SplitResult:
    """The parts of an address.

    Raises:
        ModelError: if it is none of a server.
    """
    told = re.sub(r"(?<=//)[^/@]*@", "", address)
    try:
        parts = urlsplit(address)
    except ValueError:
        raise ModelError(f"{told!r} is no address") from None
    if parts.scheme not in ("http", "https"):
        raise ModelError(f"the address {told!r} begins with neither http:// nor https://")
    if not parts.hostname:
        raise ModelError(f"the address {told!r} names no server")
    return parts


def _at(settings: ModelSettings, environment: Mapping[str, str]) -> str:
    """The host that a model is asked at, for its name; nothing where it is the provider's own."""
    address = settings.base_url or _elsewhere(settings, environment)
    try:
        return f" at {_address(address if '//' in address else f'http://{address}').netloc.rpartition('@')[2]}" if address else ""
    except ModelError:
        return ""


def _asked_to_wait(error: Exception) -> float:
    """The seconds that a server asks to wait before it is asked again (RFC 9110, Retry-After: seconds or a date); 0 where it names none."""
    said = str(getattr(getattr(error, "response", None), "headers", {}).get("retry-after") or "").strip()
    if re.fullmatch(r"\d{1,6}(?:\.\d+)?", said):
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0


def _passing(error: Exception) -> bool:
    """True for a fault that may have gone when it is tried again."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status in (408, 409, 425, 429) or status >= 500
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__)
    return bool(re.search(r"Connect|Timeout|Transport|Protocol|RemoteProtocol|APIConnection", kinds))


def _told(error: Exception, settings: ModelSettings, environment: Mapping[str, str]) -> str:
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
    if status in (400, 422):
        return f"the model's provider refused the request (status {status}): {sanitised(said)[:100]}"
    if "Timeout" in kinds:
        return f"the model did not answer within {settings.timeout:g} s; set CITEWELL_MODEL_TIMEOUT to wait longer"
    if re.search(r"Connect|APIConnection", kinds):
        where = _at(settings, environment).removeprefix(" at ") or settings.model
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
