"""A facet is filtered by wherever one asks: the API, the pages, assistants, the command line."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from fastmcp import Client as Conversation

from search.archive import Archive
from service.app import create_app
from service.client import Client
from service.mcp import Assistant, make_server
from service.schemas.requests import FilterFields
from service.settings import Settings
from service.sources import ArchiveSource
from service.tools import Tools
from tests.service.conftest import LOCAL, NEWS, Run, make_archive, output
from tests.service.html import page

SECTIONS = ("رياضة", "اقتصاد", None)
DOCUMENTS = [replace(each, section=SECTIONS[n % 3]) for n, each in enumerate(NEWS)]
SPORT = {each.id for each in DOCUMENTS if each.section == "رياضة"}
ASKED: dict[str, Any] = {"q": "الوفد والزيتون", "k": 200}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return make_archive(tmp_path_factory.mktemp("section") / "index", *DOCUMENTS)


@pytest.fixture(scope="module")
def client(archive: Archive) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(archive.folder), lambda: archive), LOCAL) as client:
        yield client


def ids(answer: dict[str, Any]) -> set[str]:
    return {hit["document"]["id"] for hit in answer["hits"]}


def test_the_api_filters_by_it_and_counts_it(client: TestClient) -> None:
    every = client.get("/api/v1/search", params=ASKED).json()
    found = client.get("/api/v1/search", params={**ASKED, "section": "رياضة"}).json()
    assert ids(found) == ids(every) & SPORT
    assert ids(found)
    body = {"question": ASKED["q"], "k": 200, "filters": {"sections": ["رياضة"]}}
    assert client.post("/api/v1/search", json=body).json() == {**found, "next_cursor": None}
    assert {each["value"] for each in every["facets"]["sections"]} == {"رياضة", "اقتصاد"}
    listed = client.get("/api/v1/documents", params={"section": "رياضة"}).json()["documents"]
    assert {each["id"] for each in listed} == SPORT
    assert {each["section"] for each in listed} == {"رياضة"}
    shown = client.get(f"/api/v1/documents/{listed[0]['id']}").json()
    assert shown["section"] == "رياضة"


def test_the_pages_offer_it_in_the_readers_language(client: TestClient) -> None:
    address = f"/?q={ASKED['q']}"
    arabic = page(client, address)
    boxes = [box for box in arabic.attributes("input") if box.get("name") == "section"]
    assert {box["value"] for box in boxes} == {"رياضة", "اقتصاد"}
    chosen = client.get(f"{address}&section=رياضة&lang=en").text
    assert "<span>Section</span> <bdi>رياضة</bdi>" in chosen
    (first, *_) = sorted(SPORT)
    assert (
        "<dt>القسم</dt><dd><bdi>رياضة</bdi></dd>" in client.get(f"/documents/{first}?lang=ar").text
    )


def test_the_client_takes_it(client: TestClient) -> None:
    remote = Client(LOCAL, http=client)
    found = remote.documents(filters=FilterFields(sections=["رياضة"]))
    assert {each.id for each in found} == SPORT


def test_an_assistant_filters_by_it(archive: Archive) -> None:
    async def ask() -> Any:  # noqa: ANN401 - JSON
        me = Assistant(Tools(ArchiveSource.of(archive)))
        async with Conversation(make_server(lambda: me)) as assistant:
            (tool, *_) = await assistant.list_tools()
            assert "sections" in tool.input_schema["properties"]
            asked = {"question": ASKED["q"], "k": 20, "sections": ["رياضة"]}
            return (await assistant.call_tool("search", asked)).structured_content

    assert {each["document_id"] for each in asyncio.run(ask())["passages"]} <= SPORT


def test_the_command_line_filters_by_it(archive: Archive, run: Run) -> None:
    where = ("--index", archive.folder)
    found = output(run("search", ASKED["q"], "--section", "رياضة", "--json", "-k", "50", *where))
    assert ids(found) <= SPORT
    (first, *_) = sorted(SPORT)
    assert "Section: " in run("show", first, *where).stdout
