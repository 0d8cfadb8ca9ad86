"""Whoever asks is told what the rules did, and switches them off by the same names."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from search.archive import Archive
from search.queries.rules import Effect, Rule
from search.records import Document
from service.app import create_app
from service.language import Language, translator
from service.settings import Settings
from tests.service.conftest import LOCAL, Run, make_archive, output
from tests.service.html import Page

QUESTION = "David Cameron"
MADE = {
    "rule": "transliteration",
    "written": "Cameron",
    "meant": ["كاميرون"],
    "effect": "also",
    "offer": None,
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    visit = Document("visit", "زار كاميرون لندن أمس.", title="زيارة", source="الرأي")
    other = Document("other", "زار الوفد عمّان أمس.", title="وصول", source="الغد")
    return make_archive(tmp_path_factory.mktemp("rules") / "index", visit, other)


@pytest.fixture(scope="module")
def client(archive: Archive) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(archive.folder), lambda: archive), LOCAL) as client:
        yield client


@pytest.mark.parametrize("language", Language)
def test_every_rule_and_effect_has_its_words(language: Language) -> None:
    said = translator(language, "queries")
    assert all(said(f"{rule.value}.{key}") for rule in Rule for key in ("name", "about"))
    assert all(said(f"effect.{effect.value}") for effect in Effect)


def test_the_api(client: TestClient) -> None:
    asked = {"question": QUESTION}
    found = client.post("/api/v1/search", json=asked).json()
    assert found["interpretations"] == [MADE]
    without = {"without": ["transliteration"]}
    assert client.post("/api/v1/search", json={**asked, **without}).json()["interpretations"] == []
    found = client.get("/api/v1/search", params={"q": QUESTION, **without}).json()
    assert found["interpretations"] == []
    unknown = client.post("/api/v1/search", json={**asked, "without": ["magic"]})
    assert unknown.status_code == 422
    assert "transliteration" in unknown.text


def test_the_page_shows_what_was_done_and_the_way_without_and_back(client: TestClient) -> None:
    found = client.get("/", params={"q": QUESTION, "lang": "en"})
    assert "Also searched for: <strong><bdi>كاميرون</bdi></strong>" in found.text
    links = [str(link["href"]) for link in Page(found.text).attributes("a")]
    off = next(link for link in links if "without=transliteration" in link)
    found = client.get(f"{off}&lang=en")
    assert "Also searched for" not in found.text
    assert "Switch on again: Names in other scripts" in found.text


def test_the_command_line(archive: Archive, run: Run) -> None:
    given = ("search", QUESTION, "--index", archive.folder)
    assert "Also searched for: \u2068كاميرون\u2069" in run(*given).output
    assert output(run(*given, "--json"))["interpretations"] == [MADE]
    off = run(*given, "--json", "--without", "transliteration")
    assert output(off)["interpretations"] == []


def test_what_a_rule_made_of_several_words_is_told_in_one_line(
    client: TestClient, archive: Archive, run: Run
) -> None:
    asked = "kam 3dd wazeer zar 3amman"
    found = client.get("/", params={"q": asked, "lang": "en"})
    made = client.get("/api/v1/search", params={"q": asked}).json()["interpretations"]
    assert len([one for one in made if one["effect"] == "also"]) > 1
    assert found.text.count("Also searched for:") == 1
    printed = run("search", asked, "--index", archive.folder).output
    assert printed.count("Also searched for:") == 1


def test_the_tools_of_assistants(archive: Archive) -> None:
    pytest.importorskip("fastmcp")
    from fastmcp import Client

    from service.mcp import Assistant, make_server
    from service.sources import ArchiveSource
    from service.tools import Tools

    async def ask(**given: object) -> Any:  # noqa: ANN401 - JSON
        me = Assistant(Tools(ArchiveSource.of(archive)))
        async with Client(make_server(lambda: me)) as client:
            found = await client.call_tool("search", {"question": QUESTION, **given})
            return found.structured_content["interpretations"]

    assert asyncio.run(ask()) == [MADE]
    assert asyncio.run(ask(without=["transliteration"])) == []


def test_operators_filter_wherever_they_are_written(
    archive: Archive, client: TestClient, run: Run
) -> None:
    written = 'زار source:الرأي -"وصل الوفد"'
    found = client.post("/api/v1/search", json={"question": written}).json()
    assert [hit["document"]["id"] for hit in found["hits"]] == ["visit"]
    assert [(made["written"], made["effect"]) for made in found["interpretations"]] == [
        ("source:الرأي", "filters"),
        ('-"وصل الوفد"', "excludes"),
    ]
    printed = output(run("search", written, "--index", archive.folder, "--json"))
    assert printed["interpretations"] == found["interpretations"]
    assert [hit["document"]["id"] for hit in printed["hits"]] == ["visit"]
    alone = client.get("/api/v1/search", params={"q": "مصدر:الغد"}).json()
    assert [hit["document"]["id"] for hit in alone["hits"]] == ["other"]


def test_each_operator_can_be_taken_away_on_the_page(client: TestClient) -> None:
    found = client.get("/", params={"q": "زار source:الرأي", "lang": "en"})
    assert "Only with: <strong><bdi>الرأي</bdi></strong>" in found.text
    links = [str(link["href"]) for link in Page(found.text).attributes("a")]
    assert "/?q=زار" in links
    broken = client.get("/", params={"q": "زار بعد:ساعتين", "lang": "en"})
    assert "Read as it stands: <strong><bdi>بعد:ساعتين</bdi></strong>" in broken.text


def test_a_filter_that_is_offered_is_applied_on_the_page(client: TestClient) -> None:
    question = {"question": "ماذا نشرت صحيفة الغد في 10 أغسطس 2015"}
    made = client.post("/api/v1/search", json=question).json()["interpretations"]
    assert [each["offer"] for each in made] == [
        {"sources": ["الغد"]},
        {"since": "2015-08-10", "until": "2015-08-10"},
    ]
    narrow = client.post("/api/v1/search", json={**question, "filters": made[0]["offer"]}).json()
    assert [hit["document"]["source"] for hit in narrow["hits"]] == ["الغد"]
    found = client.get("/", params={"q": question["question"], "lang": "en"})
    assert "Filter by: <strong><bdi>الغد</bdi></strong>" in found.text
    links = [str(link["href"]) for link in Page(found.text).attributes("a")]
    assert any("since=2015-08-10&until=2015-08-10" in link for link in links)
    assert any("source=الغد" in link for link in links)
