"""A model is asked, its reply read, and every fault of its server becomes one line."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rag.generate import PLACES, Cancelled, ChatModel, Extractive, ModelError, ModelSettings, Task, Usage, cost, generator_of, opened
from rag.prompts import Numbered
from rag.reply import Written, parsed, sanitised
from rag.types import Evidence

EVIDENCE = Evidence(0, 0, 0, 10, "There are 14 vans.", 1.0, 1.0, 1.0)
TASK_EVIDENCE = (Numbered(1, EVIDENCE, "Dorset", "2024/25", ("South West", "Dorset"), "A report"),)


def task(**more: object) -> Task:
    return Task("How many vans?", TASK_EVIDENCE, (Written("There are 14 vans.", (1,)),), **more)  # type: ignore[arg-type]


# Reading a reply


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("There are 14 vans. [1]", [("There are 14 vans.", (1,))]),
        ("- There are vans [1][2].", [("There are vans.", (1, 2))]),
        ("1. There are vans. [1, 3]", [("There are vans.", (1, 3))]),
        ("Vans run. [1-3]", [("Vans run.", (1, 2, 3))]),
        ("Vans run. [1][99999]", [("Vans run.", (1, 99999))]),
        ("Vans run. [1] They stop. [2]", [("Vans run.", (1,)), ("They stop.", (2,))]),
        ("Vans run.", [("Vans run.", ())]),
        ("NONE", []),
        ("", []),
        ("[1]", []),
    ],
)
def test_a_line_is_read(line: str, written: list[tuple[str, tuple[int, ...]]]) -> None:
    assert [(w.text, w.citations) for w in parsed(line)] == written


@pytest.mark.parametrize(
    ("wrote", "clean"),
    [
        ("Vans <script>alert(1)</script>run", "Vans alert(1) run"),
        ("Vans ![x](https://evil.example/?q=secret) run", "Vans run"),
        ("[Vans](https://evil.example) run", "Vans run"),
        ("Vans run, see https://evil.example/a?b=c", "Vans run, see"),
        ("Vans\u200b \u202erun\U000e0041", "Vans run"),
        ("**Vans** `run` <img src=x onerror=y>", "Vans run"),
        ("Vans run javascript:alert(1)", "Vans run"),
        ("Vans <<b>script>run", "Vans run"),
    ],
)
def test_what_a_model_wrote_is_cleaned(wrote: str, clean: str) -> None:
    text = sanitised(wrote)
    assert text.replace("script", "").split() == clean.replace("script", "").split()
    assert not set("<>`*") & set(text)


# Naming a model


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (ModelSettings("mistral:large"), "of no known provider"),
        (ModelSettings("llama"), "of no known provider"),
        (ModelSettings("openai:"), "of no known provider"),
        (ModelSettings("x", "ftp://127.0.0.1"), "neither http"),
    ],
)
def test_a_model_that_cannot_be_named_is_told_in_one_line(settings: ModelSettings, said: str) -> None:
    with pytest.raises(ModelError, match=said) as caught:
        opened(settings, {})
    assert "\n" not in str(caught.value)


def test_a_missing_key_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai")
    with pytest.raises(ModelError, match="need a key in OPENAI_API_KEY"):
        opened(ModelSettings("openai:gpt-x"), {})


@pytest.mark.parametrize(
    ("model", "base_url", "environment", "name"),
    [
        ("openai:m", "", {}, "openai:m"),
        ("openai:m", "", {"OPENAI_BASE_URL": "https://key@proxy.example/v1"}, "openai:m at proxy.example"),
        ("anthropic:m", "", {"ANTHROPIC_BASE_URL": "https://proxy.example"}, "anthropic:m at proxy.example"),
        ("ollama:m", "", {"OLLAMA_HOST": "big-box:11434"}, "ollama:m at big-box:11434"),
        ("openai:m", "", {"LANGSMITH_GATEWAY": "true"}, "openai:m"),
        ("m", "http://127.0.0.1:1/v1", {"OPENAI_BASE_URL": "https://proxy.example/v1"}, "m at 127.0.0.1:1"),
    ],
)
def test_a_model_is_named_with_where_it_is_asked(model: str, base_url: str, environment: dict[str, str], name: str) -> None:
    assert ChatModel(ModelSettings(model, base_url), environment=environment).name == name


def test_a_provider_is_asked_at_its_own_address_whatever_the_process_says(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai")
    for variable in ("OPENAI_API_BASE", "OPENAI_BASE_URL", "LANGSMITH_GATEWAY"):
        monkeypatch.setenv(variable, "https://elsewhere.example/v1")
    assert opened(ModelSettings("openai:m"), {"OPENAI_API_KEY": "k"}).openai_api_base == PLACES["openai"][0]
    named = opened(ModelSettings("openai:m"), {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "https://proxy.example/v1"})
    assert named.openai_api_base == "https://proxy.example/v1"


def test_a_server_without_a_models_name_is_told() -> None:
    with pytest.raises(ModelError, match="has models; name one with --model"):
        opened(ModelSettings("", "http://127.0.0.1:1/v1"), {})


def test_a_model_is_not_asked_for_what_was_cancelled_before() -> None:
    usage = Usage()
    with pytest.raises(Cancelled):
        list(generator_of(ModelSettings("m", "http://127.0.0.1:1/v1")).write(replace(task(usage=usage), cancelled=lambda: True)))
    assert usage.calls == 0


def test_a_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "langchain_openai", None)
    with pytest.raises(ModelError, match=r"pip install -c constraints.txt -e '\.\[openai\]'"):
        opened(ModelSettings("openai:gpt-x"), {"OPENAI_API_KEY": "k"})


def test_no_provider_key_goes_to_an_address_of_ones_own() -> None:
    pytest.importorskip("langchain_openai")
    model = opened(ModelSettings("m", "http://127.0.0.1:1/v1"), {"OPENAI_API_KEY": "secret"})
    assert model.openai_api_key.get_secret_value() == "none"


def test_the_end_of_a_line_is_no_part_of_a_key() -> None:
    model = opened(ModelSettings("openai:gpt"), {"OPENAI_API_KEY": "a key\n"})
    assert model.openai_api_key.get_secret_value() == "a key"


def test_a_model_that_thinks_first_has_room_for_it_and_no_temperature() -> None:
    plain, thinking = (opened(ModelSettings(f"openai:{name}"), {"OPENAI_API_KEY": "k"}) for name in ("gpt-4.1", "o4-mini"))
    assert plain.temperature == 0
    assert thinking.temperature != 0
    assert thinking.max_tokens > 5 * plain.max_tokens


@pytest.mark.parametrize("address", ["http://[::1/v1", "ftp://here/v1", "here"])
def test_what_is_no_address_is_told_as_the_model_is_asked(address: str) -> None:
    model = generator_of(ModelSettings("m", address))
    with pytest.raises(ModelError, match="address"):
        list(model.write(task()))


def test_without_a_model_the_generator_is_extractive() -> None:
    generator = generator_of(ModelSettings())
    assert isinstance(generator, Extractive)
    assert list(generator.write(task())) == [Written("There are 14 vans.", (1,))]
    assert list(generator.write(task(faults=(("x", "y"),)))) == []


def test_cost_is_that_of_the_tokens() -> None:
    assert cost(Usage(1, 1_000_000, 500_000), "2/4") == "4.000000"
    assert cost(Usage(1, 10, 10), "") is None


# A server, sound and faulty


def _chunk(text: str) -> bytes:
    row = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "m",
        "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}],
    }
    return f"data: {json.dumps(row)}\n\n".encode()


@contextmanager
def served(reply: Callable[[BaseHTTPRequestHandler, int], None]) -> Iterator[tuple[str, list[bytes]]]:
    """A server whose every request is answered by `reply(handler, how many came before)`."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                reply(self, len(bodies) - 1)
            except OSError:
                pass
            self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", bodies
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _begin(handler: BaseHTTPRequestHandler, status: int = 200, kind: str = "text/event-stream") -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.end_headers()


def _said(handler: BaseHTTPRequestHandler, *texts: str) -> None:
    _begin(handler)
    for text in texts:
        handler.wfile.write(_chunk(text))
    handler.wfile.write(b"data: [DONE]\n\n")


def _failing(status: int, message: str = "no") -> Callable[[BaseHTTPRequestHandler, int], None]:
    def reply(handler: BaseHTTPRequestHandler, before: int) -> None:
        _begin(handler, status, "application/json")
        handler.wfile.write(json.dumps({"error": {"message": message}}).encode())

    return reply


def _stalling(handler: BaseHTTPRequestHandler, before: int) -> None:
    _begin(handler)
    handler.wfile.write(_chunk("There are"))
    handler.wfile.flush()
    # Until the client gives up and closes the connection.
    handler.connection.settimeout(30)
    handler.rfile.read(1)


def _cut(handler: BaseHTTPRequestHandler, before: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(_chunk("There are 14 vans. [1]\nThere are"))


def _malformed(handler: BaseHTTPRequestHandler, before: int) -> None:
    _begin(handler)
    handler.wfile.write(b'data: {"choices": [{"delta":\n\n')


def _huge(handler: BaseHTTPRequestHandler, before: int) -> None:
    _begin(handler)
    block = _chunk("vans " * 20_000)
    for _ in range(100):
        handler.wfile.write(block)
    handler.wfile.write(b"data: [DONE]\n\n")


def asked(address: str, *, timeout: float = 20.0, **more: object) -> list[Written]:
    pytest.importorskip("langchain_openai")
    model = ChatModel(ModelSettings("m", address, timeout=timeout), pause=lambda seconds: None, environment={})
    return list(model.write(task(**more)))


def test_sentences_come_as_they_are_written() -> None:
    with served(lambda handler, before: _said(handler, "There are 14", " vans. [1]\nThey", " run. [1]")) as (address, bodies):
        assert asked(address) == [Written("There are 14 vans.", (1,)), Written("They run.", (1,))]
        sent = json.loads(bodies[0])
        assert "There are 14 vans." in sent["messages"][1]["content"]
        assert sent["temperature"] == 0


def test_tokens_and_calls_are_counted() -> None:
    usage = Usage()
    with served(lambda handler, before: _said(handler, "There are 14 vans. [1]")) as (address, _):
        asked(address, usage=usage)
    assert usage.calls == 1
    assert usage.tokens_in > usage.tokens_out > 0


@pytest.mark.parametrize("status", [429, 500])
def test_a_passing_fault_is_tried_again(status: int) -> None:
    failing = _failing(status)
    with served(lambda handler, before: failing(handler, before) if before < 2 else _said(handler, "There are 14 vans. [1]")) as (address, bodies):
        assert asked(address) == [Written("There are 14 vans.", (1,))]
        assert len(bodies) == 3


@pytest.mark.parametrize(
    ("reply", "said", "calls"),
    [
        (_failing(429), "too many questions", 3),
        (_failing(500), "server failed", 3),
        (_failing(401), "did not accept the key in CITEWELL_MODEL_KEY", 1),
        (_failing(404), "is not there", 1),
        (_failing(400, "maximum context length is 512 tokens"), "CITEWELL_MODEL_BUDGET", 1),
        (_malformed, "could not be read", 1),
    ],
)
def test_a_fault_that_stays_is_one_line(reply: Callable[[BaseHTTPRequestHandler, int], None], said: str, calls: int) -> None:
    with served(reply) as (address, bodies):
        with pytest.raises(ModelError, match=said) as caught:
            asked(address)
        assert "\n" not in str(caught.value)
        assert len(bodies) == calls


def test_a_refused_connection_is_one_line() -> None:
    with served(lambda handler, before: None) as (address, _):
        gone = address
    with pytest.raises(ModelError, match="nothing answers at"):
        asked(gone)


def test_a_stall_ends_at_the_timeout() -> None:
    with served(_stalling) as (address, _), pytest.raises(ModelError, match=r"did not answer within|took longer than"):
        asked(address, timeout=0.5)


def test_of_a_cut_stream_what_came_is_kept_and_the_rest_is_told() -> None:
    came: list[Written] = []
    with served(_cut) as (address, bodies), pytest.raises(ModelError):
        pytest.importorskip("langchain_openai")
        model = ChatModel(ModelSettings("m", address), pause=lambda seconds: None, environment={})
        for written in model.write(task()):
            came.append(written)
    assert came == [Written("There are 14 vans.", (1,))]
    assert len(bodies) == 1


def test_of_a_huge_reply_a_little_is_read() -> None:
    with served(_huge) as (address, _):
        written = asked(address)
    assert sum(len(w.text) for w in written) <= 70_000


def test_an_empty_reply_is_one_line() -> None:
    with served(lambda handler, before: _said(handler)) as (address, _), pytest.raises(ModelError, match="could not be read"):
        asked(address)


def test_asking_can_be_cancelled() -> None:
    with served(lambda handler, before: _said(handler, "There are 14 vans. [1]")) as (address, _), pytest.raises(Cancelled):
        asked(address, cancelled=lambda: True)


def test_an_answer_has_one_time_for_all_that_it_asks() -> None:
    now = [0.0]

    def late(handler: BaseHTTPRequestHandler, number: int) -> None:
        now[0] += 15
        _said(handler, "There are 14 vans. [1]\n")

    with served(late) as (address, _):
        model = ChatModel(ModelSettings("m", address, timeout=20), clock=lambda: now[0], environment={})
        usage = Usage()
        assert list(model.write(task(usage=usage)))
        with pytest.raises(ModelError, match="longer than 20 s"):
            list(model.write(task(usage=usage, faults=(("There are 15 vans.", "it is not so"),))))


def test_no_reply_is_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    from langsmith.utils import tracing_is_enabled

    from rag.generate import _untraced

    monkeypatch.setenv("LANGSMITH_TRACING", "true")

    def told(messages: object) -> Iterator[bool]:
        yield bool(tracing_is_enabled())

    assert list(_untraced(told, [])) == [False]
