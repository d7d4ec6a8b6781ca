"""A reply as a provider's client streams it: read piece by piece, given up at any time, and never more of it than could be shown.

The pieces are langchain's. It reads each piece of a form as a form of its own, and one that is none again and again, a character shorter each time; so
a huge piece must not get that far.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

MOST = 32_768
"""Characters of a reply that are read: twice what could be shown of it."""
LOOK = 0.05
"""Seconds between two looks at whether the user still waits."""
_LONGEST = 16_384
"""Bytes of an event of a form's stream, its envelope among them; a whole reply as short as it is asked for fits in one."""
_LEAVE = 0.5
"""Seconds that a piece of a reply may take to be read, once nobody wants it."""


class TooLong(ValueError):
    """A piece of a reply that is longer than all that could be shown."""


def bounded(model: Any) -> Any:
    """A chat model whose client reads no event longer than could be shown; the model itself, where its client is not known.

    Raises:
        TooLong: not here, but as a reply with such an event is streamed.
    """
    # Both providers that fill in forms are asked by a client of one make, which holds an HTTP client that calls hooks.
    sdk = getattr(model, "root_client", None) or getattr(model, "_client", None)
    client = getattr(sdk, "_client", None)
    hooks = getattr(client, "event_hooks", None)
    if client is not None and hooks is not None and _limit not in hooks["response"]:
        client.event_hooks = {**hooks, "response": [*hooks["response"], _limit]}
    return model


def _limit(response: Any) -> None:
    """Let the body of a response be read only as far as its lines are short; a fault's body is told by its status."""
    if response.status_code >= 400:
        return
    whole = response.iter_bytes

    def lines(*given: Any, **options: Any) -> Iterator[bytes]:
        length = 0
        for piece in whole(*given, **options):
            first, *more = piece.split(b"\n")
            if max(length + len(first), *(len(line) for line in more), 0) > _LONGEST:
                raise TooLong(f"an event of the reply is longer than {_LONGEST} bytes")
            length = len(more[-1]) if more else length + len(first)
            yield piece

    response.iter_bytes = lines


def up_to_most(source: Iterator[Any]) -> Iterator[Any]:
    """The pieces of a stream until they are as long together as what is read of a reply; then it is left."""
    size = 0
    for piece in source:
        yield piece
        size += len(filled_in(piece)) + len(words(piece.content))
        if size >= MOST:
            return


def streamed(stream: Callable[[], Iterator[Any]], stop: Callable[[], None]) -> Iterator[Any]:
    """The pieces of a stream as they come; between them, and while none comes, `stop` is asked and may raise.

    The stream is read by a thread of its own, which a server that says nothing holds up until the client's own timeout, and nobody else.
    """
    pieces: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
    given_up = threading.Event()

    def read() -> None:
        try:
            source = stream()
            try:
                for piece in source:
                    pieces.put(("piece", piece))
                    if given_up.is_set():
                        return
            finally:
                close = getattr(source, "close", None)
                if close:
                    close()
            pieces.put(("end", None))
        except Exception as error:
            # Handed over, and raised where it is waited for.
            pieces.put(("error", error))

    stop()
    reader = threading.Thread(target=read, name="model", daemon=True)
    reader.start()
    try:
        while True:
            try:
                kind, piece = pieces.get(timeout=LOOK)
            except queue.Empty:
                stop()
                continue
            if kind == "end":
                return
            if kind == "error":
                raise piece
            stop()
            yield piece
    finally:
        # One that is still busy with a piece is let finish it: a process must not end in the midst of that. One that waits for a piece is left.
        given_up.set()
        reader.join(_LEAVE)


def filled_in(chunk: Any) -> str:
    """What a piece of a reply adds to the form that the model was asked to fill in."""
    return "".join(str(part.get("args") or "") for part in getattr(chunk, "tool_call_chunks", None) or [])


def words(content: Any) -> str:
    """The words of what a model says, which some give in parts."""
    if isinstance(content, str):
        return content
    return "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in content or [])
