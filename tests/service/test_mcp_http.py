"""The tools of assistants over HTTP, asked by the real client at a real service."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

import httpx2
import pytest
from fastapi.testclient import TestClient
from fastmcp import Client
from fastmcp.client.transports import StreamableHttpTransport
from fastmcp.exceptions import ToolError

from indexer.collections import add_documents
from search.archive import Archive
from search.errors import IndexDamagedError
from search.records import DEFAULT_COLLECTION, Document
from service.access.audit import Action, AuditLog
from service.access.callers import Role
from service.access.gate import Gate
from service.app import create_app
from service.operations.admission import Admission
from service.reading import Reading
from service.routes import mcp
from service.settings import Settings
from testing.serving import served
from tests.conftest import DOCUMENTS, as_reads
from tests.service.conftest import LOCAL, make_archive

MEASLES = "متى تبدأ حملة التطعيم ضد الحصبة؟"
SECRET = Document(id="secret", text="حملة التطعيم ضد الحصبة سر لا يراه إلا محرر.")
PING: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
CALL = {**PING, "method": "tools/call"}
SEARCH = {**CALL, "params": {"name": "search", "arguments": {"question": MEASLES}}}

T = TypeVar("T")
Ask = Callable[[Client[Any]], Awaitable[T]]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = make_archive(tmp_path_factory.mktemp("mcp") / "index", *DOCUMENTS)
    archive.create("secrets")
    add_documents(archive, "secrets", as_reads((SECRET,)), lambda _: None)
    return archive


@pytest.fixture(scope="module")
def gate(archive: Archive) -> Iterator[Gate]:
    gate = Gate(Settings(archive.folder))
    yield gate
    gate.close()


@pytest.fixture(scope="module")
def key(gate: Gate) -> str:
    return gate.keys.create(Role.READER, "assistant", [DEFAULT_COLLECTION], None)[1]


@pytest.fixture(scope="module")
def address(archive: Archive, key: str) -> Iterator[str]:
    assert key
    with served(archive, Settings(archive.folder, audit=True)) as address:
        yield f"{address}/mcp"


@pytest.fixture
def alone(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Asks as the only user of the machine, who needs no key."""
    monkeypatch.setattr("service.access.keys.Keys.exist", lambda _: False)
    app = create_app(Settings(archive.folder), lambda: archive)
    with TestClient(app, base_url=LOCAL) as client:
        yield client


def over_http(address: str, key: str, ask: Ask[T]) -> T:
    async def run() -> T:
        async with Client(StreamableHttpTransport(address, auth=key)) as client:
            return await ask(client)

    return asyncio.run(run())


def post(address: str, key: str | None, **changed: Any) -> httpx2.Response:  # noqa: ANN401 - as httpx
    known = {} if key is None else {"Authorization": f"Bearer {key}"}
    headers = {**known, **changed.pop("headers", {})}
    return httpx2.post(address, headers=headers, **(changed or {"json": PING}))


def test_an_assistant_searches_reads_and_cites(address: str, key: str, gate: Gate) -> None:
    async def ask(client: Client[Any]) -> None:
        assert str(client.instructions).endswith("Collections of the archive: default.\n")
        tools = {tool.name for tool in await client.list_tools()}
        assert tools == {"search", "verify_quotation", "fetch_document", "cite"}
        found = (await client.call_tool("search", {"question": MEASLES})).structured_content
        assert found is not None
        assert {each["collection"] for each in found["passages"]} == {"default"}
        best = found["passages"][0]
        assert best["permalink"].startswith(address.replace("/mcp", "/documents/health/measles?"))
        words = {"document_id": best["document_id"], "quote": best["sentence"]}
        cited = (await client.call_tool("cite", words)).structured_content
        assert cited is not None
        assert best["sentence"] in cited["text"]

    over_http(address, key, ask)
    done = {entry.action for entry in AuditLog(gate.database).entries()}
    assert {Action.SEARCH.value, Action.READ.value} <= done


def test_a_client_of_an_earlier_protocol_is_answered(address: str, key: str) -> None:
    who = {"name": "test", "version": "1"}
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": who}
    asked = {**PING, "method": "initialize", "params": hello}
    accepts = {"Accept": "application/json, text/event-stream"}
    said = post(address, key, json=asked, headers=accepts).json()["result"]
    assert said["protocolVersion"] == "2025-06-18"
    assert said["instructions"].endswith("Collections of the archive: default.\n")
    begun = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    same = {**accepts, "MCP-Protocol-Version": "2025-06-18"}
    assert post(address, key, json=begun, headers=same).status_code == 202
    answer = post(address, key, json=SEARCH, headers=same).json()["result"]
    assert answer["structuredContent"]["passages"][0]["document_id"] == "health/measles"


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search", {"question": MEASLES, "collections": ["secrets"]}),
        ("verify_quotation", {"quotation": "سر لا يراه", "collections": ["secrets"]}),
        ("fetch_document", {"document_id": "secret", "collection": "secrets"}),
        ("cite", {"document_id": "secret", "collection": "secrets", "quote": "سر"}),
    ],
)
def test_what_the_key_may_not_read_does_not_exist(
    address: str, key: str, tool: str, arguments: dict[str, object]
) -> None:
    with pytest.raises(ToolError) as error:
        over_http(address, key, lambda client: client.call_tool(tool, arguments))
    assert str(error.value) == "there is no collection 'secrets'; there are: default"


def test_questions_count_for_the_limit_of_the_key_and_reading_does_not(
    address: str, gate: Gate
) -> None:
    _, limited = gate.keys.create(Role.READER, "slow", None, 1)

    async def ask(client: Client[Any]) -> None:
        await client.call_tool("search", {"question": MEASLES})
        for _ in range(2):
            await client.call_tool("fetch_document", {"document_id": "sport"})
        with pytest.raises(ToolError, match="The key allows 1 questions a minute"):
            await client.call_tool("verify_quotation", {"quotation": "تستمر الحملة أسبوعين"})

    over_http(address, limited, ask)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"headers": {"Origin": "https://evil.example"}}, 403),
        ({"headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
        ({"headers": {"Accept": "text/event-stream"}}, 406),
        ({"content": b"{}", "headers": {"Content-Type": "text/plain"}}, 415),
        ({"content": b" " * 2_000_000, "headers": {"Content-Type": "application/json"}}, 413),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ({"content": b"[" * 20_000, "headers": {"Content-Type": "application/json"}}, 400),
        ({"content": b"[" * 100_000, "headers": {"Content-Type": "application/json"}}, 413),
        ({"json": [PING, PING]}, 400),
    ],
)
def test_what_is_no_message_of_an_assistant_is_refused(
    address: str, key: str, changed: dict[str, Any], status: int
) -> None:
    assert post(address, key, **changed).status_code == status


@pytest.mark.parametrize("name", [1.5, 1.0, True, None, {"a": 1}, [1]])
def test_a_request_with_an_id_that_is_none_has_an_error_as_its_answer(
    address: str, key: str, name: object
) -> None:
    refused = post(address, key, json={**PING, "id": name})
    assert refused.status_code == 400
    assert refused.json()["id"] is None
    assert "whole number or a string" in refused.json()["error"]["message"]


@pytest.mark.parametrize("name", [0, -1, "", "a"])
def test_a_request_is_answered_under_its_id(address: str, key: str, name: object) -> None:
    answered = post(address, key, json={**PING, "id": name})
    assert (answered.status_code, answered.json()["id"]) == (200, name)


def test_nothing_is_answered_without_a_key(address: str) -> None:
    for key in (None, "shw_wrong"):
        refused = post(address, key)
        assert (refused.status_code, refused.json()["type"]) == (401, "/problems/not-signed-in")
        assert "WWW-Authenticate" in refused.headers


def test_no_stream_stays_open(address: str, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}", "Accept": "text/event-stream, application/json"}
    assert httpx2.get(address, headers=headers).status_code == 405
    version = "2026-07-28"
    meta = {"protocolVersion": version, "clientCapabilities": {}}
    asked = {
        **PING,
        "method": "subscriptions/listen",
        "params": {"_meta": {f"io.modelcontextprotocol/{name}": meta[name] for name in meta}},
    }
    refused = post(
        address,
        key,
        json=asked,
        headers={**headers, "MCP-Protocol-Version": version, "Mcp-Method": asked["method"]},
    )
    assert refused.status_code == 406


def test_a_page_that_has_its_name_lead_here_learns_nothing(alone: TestClient) -> None:
    assert alone.post("/mcp", json=PING).json() == {"jsonrpc": "2.0", "id": 1, "result": {}}
    rebound = {"Host": "evil.example", "Origin": "http://evil.example"}
    assert alone.post("/mcp", json=PING, headers=rebound).status_code == 421
    assert alone.post("/mcp", json=PING, headers={"Origin": rebound["Origin"]}).status_code == 403


def test_questions_wait_for_their_turn_and_reading_does_not(alone: TestClient) -> None:
    admission = Admission(running=1, waiting=0)
    admission.running = 1
    alone.app.state.admission = admission  # type: ignore[attr-defined]
    refused = alone.post("/mcp", json=SEARCH).json()["result"]
    assert refused["isError"]
    assert "Ask again in" in refused["content"][0]["text"]
    arguments = {"document_id": "sport", "collection": "default"}
    read = {**CALL, "params": {"name": "fetch_document", "arguments": arguments}}
    assert not alone.post("/mcp", json=read).json()["result"]["isError"]


def test_what_is_wrong_with_the_service_is_not_told(
    alone: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        msg = "/srv/newsroom is damaged"
        raise IndexDamagedError(msg)

    monkeypatch.setattr(Reading, "answer", fail)
    refused = alone.post("/mcp", json=SEARCH).json()["result"]
    assert refused["isError"]
    assert "newsroom" not in refused["content"][0]["text"]


def test_without_the_extra_it_is_said_what_to_install(
    alone: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    mcp.shared_server.cache_clear()
    monkeypatch.delitem(sys.modules, "service.mcp", raising=False)
    monkeypatch.setitem(sys.modules, "fastmcp", None)
    refused = alone.post("/mcp", json=PING)
    assert refused.status_code == 404
    assert "pip install '.[mcp]'" in refused.json()["detail"]
