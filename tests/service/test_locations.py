"""Where a quotation stands in its source, from the file to the answer, the page and the exports."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.discovery import find_files
from indexer.preparation import read_file
from indexer.readers import ReadOptions
from search.archive import Archive
from search.records import Document, Query
from service.app import create_app
from service.citing.export import ExportFormat, export
from service.language import Language
from service.rendering import passage_url
from service.settings import Settings
from service.views.address import SearchAddress
from tests.service.conftest import LOCAL, make_archive
from tests.service.html import page

CORPUS = Path(__file__).parents[1] / "corpus"
SUBTITLES = """WEBVTT

00:00:05.000 --> 00:00:09.000
مساء الخير.

01:01:05.000 --> 01:01:09.000
وصلت القافلة إلى معبر رفح ظهر اليوم.
"""
Case = tuple[str, dict[str, str | None], str, str]
# A question, its document, and where the answer stands: as JSON and in both languages.
CASES: dict[str, Case] = {
    "كلفة صيانة الميناء": (
        "budget.xlsx",
        {"unit": "sheet", "first": "A2", "last": "D2", "within": "الموازنة"},
        "الورقة «الموازنة»، الخلايا A2:D2",
        "sheet “الموازنة”, A2:D2",
    ),
    "متى تبدأ الأعمال": (
        "plan.pptx",
        {"unit": "slide", "first": "2", "last": "2", "within": None},
        "الشريحة 2",
        "slide 2",
    ),
    "القافلة معبر رفح": (
        "news.vtt",
        {"unit": "time", "first": "01:01:05", "last": "01:01:09", "within": None},
        "التوقيت 01:01:05–01:01:09",
        "01:01:05–01:01:09",
    ),
    "رخص الصيد": (
        "decree.epub",
        {"unit": "chapter", "first": "نظام رخص الصيد", "last": "نظام رخص الصيد", "within": None},
        "الفصل «نظام رخص الصيد»",
        "chapter “نظام رخص الصيد”",
    ),
}


def documents(folder: Path) -> Iterator[Document]:
    (folder / "news.vtt").write_text(SUBTITLES, "utf-8")
    paths = [CORPUS / "budget.xlsx", CORPUS / "plan.pptx", CORPUS / "decree.epub"]
    for file in find_files([*paths, folder / "news.vtt"]):
        for read in read_file(file, ReadOptions()):
            assert isinstance(read.outcome, Document)
            is_recording = read.outcome.id == "news.vtt"
            url = "https://tv.example/7" if is_recording else None
            yield replace(read.outcome, url=url)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("locations")
    return make_archive(folder / "index", *documents(folder))


@pytest.fixture(scope="module")
def client(archive: Archive) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(archive.folder), lambda: archive), base_url=LOCAL) as asked:
        yield asked


@pytest.mark.parametrize("question", CASES)
def test_answers_and_pages_say_where_the_sentence_stands(
    archive: Archive, client: TestClient, question: str
) -> None:
    name, location, arabic, english = CASES[question]
    hit = client.get("/api/v1/search", params={"q": question, "k": 1}).json()["hits"][0]
    assert hit["document"]["id"] == name
    assert hit["location"] == location
    assert hit["page"] is None
    stored = client.get(f"/api/v1/documents/{name}").json()
    assert location in [{key: part[key] for key in location} for part in stored["parts"]]
    assert arabic in page(client, f"/?q={question}").texts["#hit-1"]
    found = archive.search(Query(question), ["default"]).hits[0]
    shown = page(client, passage_url(found, SearchAddress(q=question)))
    assert arabic in shown.texts["article"]
    for form in (ExportFormat.MARKDOWN, ExportFormat.CSV, ExportFormat.RIS, ExportFormat.BIBTEX):
        whole = replace(found, citation=replace(found.citation, location=found.location))
        file = export([whole], question, form, Language.EN, "")
        assert english in file.content.decode().replace("\\", "")


def test_a_recording_is_linked_at_its_time(client: TestClient) -> None:
    shown = page(client, "/?q=القافلة معبر رفح")
    assert "https://tv.example/7#t=3665" in [a.get("href") for a in shown.attributes("a")]
