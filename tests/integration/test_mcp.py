"""An assistant asks the seed articles, by the command as it is installed and the real model."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from fastmcp import Client
from fastmcp.client.transports import StdioTransport

from search.engine import Engine

ROOT = Path(__file__).parents[2]


def test_an_assistant_finds_and_cites_who_the_minister_is(
    seeds_folder: Path, seeds_engine: Engine
) -> None:
    command = ["-m", "service", "mcp", "--index", str(seeds_folder)]
    transport = StdioTransport(
        sys.executable, command, env=dict(os.environ), cwd=str(ROOT), keep_alive=False
    )

    async def ask() -> tuple[dict[str, Any], dict[str, Any]]:
        async with Client(transport) as client:
            question = {"question": "من هو وزير العدل الأردني؟", "k": 3}
            found = (await client.call_tool("search", question)).structured_content
            assert found is not None
            best = found["passages"][0]
            words = {"document_id": best["document_id"], "quote": best["sentence"]}
            cited = (await client.call_tool("cite", words)).structured_content
            assert cited is not None
            return found, cited

    found, cited = asyncio.run(ask())
    assert found["sufficient"] is True
    assert "زيادات" in found["passages"][0]["quote"]
    text = seeds_engine.index.store.document(cited["document_id"]).text
    assert cited["quote"] == text[cited["start"] : cited["end"]]
    assert cited["text"] == f"«{cited['quote']}»\n{cited['citation']}"
