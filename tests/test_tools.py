"""Programs ask through the Model Context Protocol: real requests to a server that was started with --mcp."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from conftest import serving

from corpus.bodies import Bodies
from rag.assistant import Assistant
from ui.cli import main
from ui.desk import Desk
from ui.home import Home
from ui.opening import Opening
from ui.tools import is_installed, tools

QUESTION = "How did Dorset do on finance in 2024/25?"
QUOTE = "The ICB had a surplus, but the system was in deficit despite non-recurrent deficit support funding."


@pytest.fixture(scope="module")
def endpoint(shared_home: Path, assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a page over the digest answers programs."""
    if not is_installed():
        pytest.skip("needs the extra mcp: pip install -c constraints.txt -e '.[mcp]'")
    home = tmp_path_factory.mktemp("tools")
    for part in ("indexes", "encoder"):
        (home / part).symlink_to(shared_home / part)
    command = ["-m", "ui.cli", "--home", str(home), "chat", "--mcp", "--port"]
    with serving(lambda port: [*command, str(port)], home / "log.txt", "take/citewell.md?q=How+did+Devon+do+on+finance%3F") as served:
        yield f"{served}gradio_api/mcp/"


def called(endpoint: str, *calls: tuple[str, dict[str, Any]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """({tool: what it takes}, what each call gave), by a client of the protocol."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async def talk() -> tuple[dict[str, Any], list[dict[str, Any]]]:
        async with streamable_http_client(endpoint) as (reading, writing, _), ClientSession(reading, writing) as session:
            await session.initialize()
            offered = {tool.name: tool for tool in (await session.list_tools()).tools}
            given = []
            for name, arguments in calls:
                result = await session.call_tool(name, arguments)
                assert not result.isError
                given.append(json.loads(result.content[0].text))  # type: ignore[union-attr]
            return offered, given

    # A browser that other tests hold open runs a loop in this thread.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(talk())).result()


def test_programs_get_the_json_of_the_commands(endpoint: str, assistant: Assistant, bodies: Bodies) -> None:
    offered, (answer, held, unknown, quote) = called(
        endpoint,
        ("ask", {"question": QUESTION}),
        ("ask", {"question": "How is finance?", "body": "Devon", "year": "2024/25"}),
        ("ask", {"question": "How is finance?", "body": "Atlantis"}),
        ("find_quote", {"words": QUOTE}),
    )
    assert set(offered) == {"ask", "find_quote"}
    assert offered["ask"].inputSchema["required"] == ["question"] and "verbatim quotes" in offered["ask"].description
    assert "financial year" in offered["ask"].inputSchema["properties"]["year"]["description"]
    known = assistant.ask(QUESTION).to_json()
    assert answer["text"] == known["text"] and set(answer) == set(known)
    assert held["reading"]["bodies"] == ["Devon"]
    assert "is no board" in unknown["error"]
    assert quote["match"] == "exact" and quote["places"][0]["body"] == "Devon"


def test_tools_say_so_while_the_index_is_built(bodies: Bodies, tmp_path: Path) -> None:
    desk = Desk(Opening(lambda told: None), Home(tmp_path), bodies)  # type: ignore[arg-type,return-value]
    for tool, arguments in zip(tools(desk), (QUESTION, QUOTE), strict=True):
        assert json.loads(tool(arguments)) == {"error": "The index is being built: starting."}


def test_missing_extra_is_wrong_use(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("ui.tools.is_installed", lambda: False)
    assert main(["chat", "--mcp"]) == 2
    assert "pip install -c constraints.txt -e '.[mcp]'" in capsys.readouterr().err
