"""A model that fills in a form is read as it streams, and every fault of its server becomes one line or nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest
from test_generate import TASK_EVIDENCE, served

from index.hybrid import HybridIndex
from rag.assistant import Assistant
from rag.generate import Cancelled, ChatModel, ModelError, ModelSettings, Task, Usage
from rag.reply import Written
from rag.types import Outcome

Replying = Callable[[BaseHTTPRequestHandler, int], None]
VANS = Written("There are 14 vans.", (1,))


def _event(delta: dict[str, object], usage: dict[str, int] | None = None) -> bytes:
    row = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    return f"data: {json.dumps(row | ({'usage': usage, 'choices': []} if usage else {}))}\n\n".encode()


def _called(arguments: str | None, *, first: bool = False) -> bytes:
    function = {"name": "Reply" if first else None, "arguments": arguments}
    return _event({"tool_calls": [{"index": 0, "id": "c" if first else None, "type": "function", "function": function}]})


def _begin(handler: BaseHTTPRequestHandler, *, length: int | None = None) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    if length is not None:
        handler.send_header("Content-Length", str(length))
    handler.end_headers()


def filling(*pieces: str, usage: dict[str, int] | None = None) -> Replying:
    def reply(handler: BaseHTTPRequestHandler, before: int) -> None:
        _begin(handler)
        for n, piece in enumerate(pieces):
            handler.wfile.write(_called(piece, first=n == 0))
        if usage:
            handler.wfile.write(_event({}, usage))
        handler.wfile.write(b"data: [DONE]\n\n")

    return reply


def saying(text: str) -> Replying:
    def reply(handler: BaseHTTPRequestHandler, before: int) -> None:
        _begin(handler)
        handler.wfile.write(_event({"content": text}) + b"data: [DONE]\n\n")

    return reply


def failing(status: int, headers: dict[str, str] | None = None, message: str = "no") -> Replying:
    def reply(handler: BaseHTTPRequestHandler, before: int) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        handler.wfile.write(json.dumps({"error": {"message": message}}).encode())

    return reply


def stalling(handler: BaseHTTPRequestHandler, before: int) -> None:
    _begin(handler)
    handler.wfile.write(_called('{"sentences": [{"text": "There are 14 vans.", "citations": [1]}, {"text": "Th', first=True))
    handler.wfile.flush()
    # Until the client gives up and closes the connection.
    handler.connection.settimeout(30)
    handler.rfile.read(1)


def cut(handler: BaseHTTPRequestHandler, before: int) -> None:
    _begin(handler, length=100_000)
    handler.wfile.write(_called('{"sentences": [{"text": "There are 14 vans.", "citations": [1]}, {"text": "Th', first=True))


def huge(handler: BaseHTTPRequestHandler, before: int) -> None:
    _begin(handler)
    handler.wfile.write(_called('{"sentences": [{"text": "', first=True))
    block = _called("vans " * 200)
    for _ in range(10_000):
        handler.wfile.write(block)


def malformed(handler: BaseHTTPRequestHandler, before: int) -> None:
    _begin(handler)
    handler.wfile.write(b'data: {"choices": [{"delta":\n\n')


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Callable[..., ChatModel]:
    """Makes a model of a provider that fills in forms, at an address of this machine; its pauses take no time and are kept."""
    pytest.importorskip("langchain_openai")

    def made(address: str, *, timeout: float = 20.0, pauses: list[float] | None = None, price: str = "") -> ChatModel:
        # Another variable of the client's, which is not heeded.
        monkeypatch.setenv("LANGSMITH_GATEWAY", "http://127.0.0.1:9")
        settings = ModelSettings("openai:m", timeout=timeout, price=price)
        return ChatModel(settings, pause=(pauses if pauses is not None else []).append, environment={"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": address})

    return made


def task(**more: object) -> Task:
    return Task("How many vans?", TASK_EVIDENCE, (VANS,), **more)  # type: ignore[arg-type]


QUESTION = "How did Devon do on finance?"
SOUND = ('{"sentences": [{"text": "There are', ' 14 vans.", "citations": [1]}', ', {"text": "They run.", "cita', 'tions": [1, 1]}]}')


def test_a_form_is_asked_for_and_read(model: Callable[..., ChatModel]) -> None:
    with served(filling(*SOUND)) as (address, bodies):
        assert list(model(address).write(task())) == [VANS, Written("They run.", (1,))]
        sent = json.loads(bodies[0])
    assert sent["tools"][0]["function"]["name"] == "Reply"
    assert sent["stream"] is True


def test_a_sentence_comes_before_the_next_is_written(model: Callable[..., ChatModel]) -> None:
    heard = threading.Event()

    def reply(handler: BaseHTTPRequestHandler, before: int) -> None:
        _begin(handler)
        handler.wfile.write(_called('{"sentences": [{"text": "There are 14 vans.", "citations": [1]}', first=True))
        handler.wfile.flush()
        assert heard.wait(30)
        handler.wfile.write(_called(', {"text": "They run.", "citations": [1]}]}') + b"data: [DONE]\n\n")

    with served(reply) as (address, _):
        writing = model(address).write(task())
        assert next(writing) == VANS
        heard.set()
        assert list(writing) == [Written("They run.", (1,))]


@pytest.mark.parametrize(
    ("pieces", "written"),
    [
        (("",), []),
        (("{}",), []),
        (("null",), []),
        (('{"sentences": null}',), []),
        (('{"sentences": {"text": "There are 14 vans.", "citations": [1]}}',), []),
        (('{"sentences": ["There are 14 vans."]}',), []),
        (('{"answer": "There are 14 vans. [1]"}',), []),
        (('{"sentences": [{"text": 14, "citations": [1]}, {"text": "There are 14 vans.", "citations": ["1"], "sure": true}]}',), [VANS]),
        (('{"sentences": [{"text": "There are 14 vans."}, {"text": "There are 14 vans.", "citations": [1]}]}',), [VANS]),
        (('{"sentences": [{"text": "There are 14 vans.", "citations": [1]}, {"text": "They', " ru"), [VANS]),
        (('{"sentences": [{"text": "There are 14 vans.", "citations": [1]}, not json'), [VANS]),
        (('{"sentences": [' + '{"text": [' * 1_000,), []),
    ],
)
def test_of_a_form_of_another_shape_what_is_sound_is_read(model: Callable[..., ChatModel], pieces: tuple[str, ...], written: list[Written]) -> None:
    with served(filling(*([pieces] if isinstance(pieces, str) else pieces))) as (address, bodies):
        assert list(model(address).write(task())) == written
    assert len(bodies) == 1


def test_a_refusal_in_words_is_a_sentence_that_cites_nothing(model: Callable[..., ChatModel]) -> None:
    with served(saying("I'm sorry, I can't help with that.")) as (address, _):
        assert list(model(address).write(task())) == [Written("I'm sorry, I can't help with that.", ())]


def test_the_text_form_is_read_where_a_form_was_asked_for(model: Callable[..., ChatModel]) -> None:
    with served(saying("There are 14 vans. [1]\nNONE")) as (address, _):
        assert list(model(address).write(task())) == [VANS]


@pytest.mark.parametrize(
    ("reply", "said", "calls"),
    [
        (failing(429), "too many questions", 3),
        (failing(500), "server failed", 3),
        (failing(401), "did not accept the key in OPENAI_API_KEY", 1),
        (failing(404), "is not there", 1),
        (failing(400, message="maximum context length is 512 tokens"), "CITEWELL_MODEL_BUDGET", 1),
        (failing(400, message="tools: <b>not supported</b>"), r"refused the request \(status 400\).*not supported(?!<)", 1),
        (malformed, "could not be read", 1),
    ],
)
def test_a_fault_that_stays_is_one_line(model: Callable[..., ChatModel], reply: Replying, said: str, calls: int) -> None:
    with served(reply) as (address, bodies), pytest.raises(ModelError, match=said) as caught:
        list(model(address).write(task()))
    assert "\n" not in str(caught.value)
    assert len(bodies) == calls


def test_a_refused_connection_is_one_line(model: Callable[..., ChatModel]) -> None:
    with served(lambda handler, before: None) as (address, _):
        gone = address
    with pytest.raises(ModelError, match="nothing answers at"):
        list(model(gone).write(task()))


@pytest.mark.parametrize("asked", ["0", "7", "7.5"])
def test_a_server_that_names_a_time_is_asked_again_after_it(model: Callable[..., ChatModel], asked: str) -> None:
    pauses: list[float] = []
    busy, sound = failing(429, {"Retry-After": asked}), filling(*SOUND)
    with served(lambda handler, before: (sound if before else busy)(handler, before)) as (address, bodies):
        assert VANS in list(model(address, pauses=pauses).write(task()))
    assert len(bodies) == 2
    assert sum(pauses) == pytest.approx(max(0.5, float(asked)), abs=0.06)


@pytest.mark.parametrize("asked", ["3600", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_a_time_past_the_timeout_is_not_waited_for(model: Callable[..., ChatModel], asked: str) -> None:
    pauses: list[float] = []
    with served(failing(429, {"Retry-After": asked})) as (address, bodies), pytest.raises(ModelError, match="too many questions"):
        list(model(address, pauses=pauses).write(task()))
    assert (len(bodies), pauses) == (1, [])


def test_a_stall_ends_at_the_timeout_and_what_came_is_kept(model: Callable[..., ChatModel]) -> None:
    came: list[Written] = []
    with served(stalling) as (address, _), pytest.raises(ModelError, match=r"did not answer within|took longer than"):
        for written in model(address, timeout=0.5).write(task()):
            came.append(written)
    assert came == [VANS]


def test_of_a_cut_form_what_came_is_kept(model: Callable[..., ChatModel]) -> None:
    came: list[Written] = []
    with served(cut) as (address, bodies), pytest.raises(ModelError):
        for written in model(address).write(task()):
            came.append(written)
    assert came == [VANS]
    assert len(bodies) == 1


def test_of_a_huge_form_a_little_is_read(model: Callable[..., ChatModel]) -> None:
    usage = Usage()
    with served(huge) as (address, _):
        assert sum(len(w.text) for w in model(address).write(task(usage=usage))) <= 70_000
    assert 0 < usage.tokens_out < 70_000


def test_one_huge_piece_of_a_form_never_reaches_the_parser_of_pieces(model: Callable[..., ChatModel]) -> None:
    parser = pytest.importorskip("langchain_core.messages.ai")
    parsed: list[int] = []
    whole = parser.parse_partial_json

    def counted(text: str) -> object:
        parsed.append(len(text))
        return whole(text) if len(text) < 70_000 else {}

    # What is no form is read again and again, a character shorter each time: of ten megabytes that takes minutes.
    sound, broken = '{"sentences": [{"text": "There are 14 vans.", "citations": [1]}', ', {"text": nothing' + " vans" * 2_000_000
    came: list[Written] = []
    with served(filling(sound, broken)) as (address, bodies), pytest.MonkeyPatch.context() as patch, pytest.raises(ModelError, match="could not be read"):
        patch.setattr(parser, "parse_partial_json", counted)
        for written in model(address).write(task()):
            came.append(written)
    assert came == [VANS]
    assert len(bodies) == 1
    assert max(parsed) < 20_000


def test_of_many_pieces_of_a_form_no_more_are_put_together_than_could_be_shown(model: Callable[..., ChatModel]) -> None:
    parser = pytest.importorskip("langchain_core.messages.ai")
    parsed: list[int] = []
    with served(filling('{"sentences": [', *(["vans " * 1_000] * 100))) as (address, _), pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "parse_partial_json", lambda text: parsed.append(len(text)))
        assert list(model(address).write(task())) == []
    assert max(parsed) < 40_000


def test_asking_is_cancelled_while_the_server_says_nothing(model: Callable[..., ChatModel]) -> None:
    given_up = threading.Event()
    with served(stalling) as (address, _):
        writing = model(address, timeout=60.0).write(task(cancelled=given_up.is_set))
        assert next(writing) == VANS
        given_up.set()
        with pytest.raises(Cancelled):
            next(writing)


def test_asking_is_cancelled_during_a_pause(model: Callable[..., ChatModel]) -> None:
    pauses: list[float] = []
    with served(failing(429, {"Retry-After": "15"})) as (address, bodies), pytest.raises(Cancelled):
        list(model(address, pauses=pauses).write(task(cancelled=lambda: len(pauses) > 2)))
    assert (len(bodies), len(pauses)) == (1, 3)


def test_tokens_are_those_that_the_server_tells(model: Callable[..., ChatModel]) -> None:
    usage = Usage()
    told = {"prompt_tokens": 1000, "completion_tokens": 50, "total_tokens": 1050}
    with served(filling(*SOUND, usage=told)) as (address, _):
        asked = model(address, price="2/10")
        list(asked.write(task(usage=usage)))
    assert (usage.tokens_in, usage.tokens_out) == (1000, 50)
    assert asked.provenance(usage) | {"tokens_counted": "by the server", "cost": "0.002500"} == asked.provenance(usage)


def test_tokens_are_counted_here_where_the_server_tells_none(model: Callable[..., ChatModel]) -> None:
    usage = Usage()
    with served(filling(*SOUND)) as (address, _):
        asked = model(address, price="2/10")
        list(asked.write(task(usage=usage)))
    assert usage.tokens_in > usage.tokens_out > 0
    assert asked.provenance(usage)["tokens_counted"].startswith("here")
    assert float(asked.provenance(usage)["cost"]) > 0


@pytest.mark.parametrize("numbers", [[77], [0], [-1], [1, 77], []])
def test_a_citation_that_there_is_not_is_not_shown(
    model: Callable[..., ChatModel], digest_index: HybridIndex, assistant: Assistant, numbers: list[int]
) -> None:
    question = "How did Devon do on finance?"
    form = json.dumps({"sentences": [{"text": "Devon ICB had a surplus.", "citations": numbers}]})
    with served(filling(form)) as (address, _):
        answer = Assistant.from_index(digest_index, generator=model(address)).ask(question)
    assert answer.text == assistant.ask(question).text
    assert {row.outcome for row in answer.verdicts} == {Outcome.WITHHELD}


FAULTS = [
    *(filling("{}"), saying(""), failing(429), failing(500), failing(401), failing(400, message="maximum context length is 9 tokens")),
    *(stalling, cut, malformed, huge),
]
"""A server that says nothing of use, has had too many questions, fails, refuses the key, cannot read so much, stalls, breaks off, or says too much."""


@pytest.mark.parametrize("own_address", [False, True])
@pytest.mark.parametrize("reply", FAULTS)
def test_with_a_faulty_server_the_texts_own_answer_comes_and_a_note(
    model: Callable[..., ChatModel], digest_index: HybridIndex, assistant: Assistant, reply: Replying, own_address: bool
) -> None:
    with served(reply) as (address, _):
        settings = ModelSettings("m", address, timeout=2.0)
        asked = ChatModel(settings, pause=lambda seconds: None, environment={}) if own_address else model(address, timeout=2.0)
        answer = Assistant.from_index(digest_index, generator=asked).ask(QUESTION)
    assert answer.text == assistant.ask(QUESTION).text
    assert any("model" in note for note in answer.notes)


@pytest.mark.parametrize("own_address", [False, True])
def test_with_no_server_the_texts_own_answer_comes_and_a_note(
    model: Callable[..., ChatModel], digest_index: HybridIndex, assistant: Assistant, own_address: bool
) -> None:
    with served(saying("")) as (address, _):
        pass
    asked = ChatModel(ModelSettings("m", address), pause=lambda seconds: None, environment={}) if own_address else model(address)
    answer = Assistant.from_index(digest_index, generator=asked).ask(QUESTION)
    assert answer.text == assistant.ask(QUESTION).text
    assert any("nothing answers" in note for note in answer.notes)
