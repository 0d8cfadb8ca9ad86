"""A file says what pages call sources; what is stored, and the API, stay as they are."""

import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from search.archive import Archive
from search.records import Document, Query, Span
from service.app import create_app
from service.citing.permalink import Reference
from service.saved.storage import Found, SavedSearches
from service.settings import Settings
from service.source_names import SourceNamesError, read_source_names, with_source_names
from tests.service.conftest import LOCAL, Run, make_archive
from tests.service.html import copies, page

NAMES = {"alrai": "الرأي", "wire": "وكالة <b>الشرق</b>"}
TEXT = "عقد مؤتمر الزيتون في عمّان أمس."
QUESTION = "مؤتمر الزيتون في عمّان"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    documents = [
        Document(id="a", text=TEXT, title="الزيتون", source="alrai", date="2024-05-01"),
        Document(id="b", text=TEXT, title="الزيتون", source="wire", date="2024-05-02"),
        Document(id="c", text=f"{QUESTION}: وصل الوفد.", title="وفد", source="other"),
    ]
    return make_archive(tmp_path_factory.mktemp("names") / "index", *documents)


def test_pages_and_files_call_sources_by_their_names(archive: Archive) -> None:
    settings = Settings(archive.folder, source_names=NAMES)
    with TestClient(create_app(settings, lambda: archive), LOCAL) as client:
        results = page(client, f"/?q={QUESTION}")
        narrowed = page(client, f"/?q={QUESTION}&source=alrai")
        document = page(client, "/documents/a")
        quotation = page(client, "/quotations?quotation=مؤتمر الزيتون في عمّان أمس")
        file = client.get(f"/export?q={QUESTION}&format=md").text
        answer = client.post("/api/v1/search", json={"question": QUESTION}).json()

    for shown in (results, narrowed, document, quotation):
        assert NAMES["alrai"] in shown.texts["main"]
        assert NAMES["wire"] in shown.texts["main"]
        assert "alrai" not in shown.texts["main"]
    assert NAMES["alrai"] in file
    assert any(NAMES["alrai"] in line for line in copies(results).values())
    boxes = [each for each in narrowed.attributes("input") if each.get("name") == "source"]
    assert [each["value"] for each in boxes if "checked" in each] == ["alrai"]
    assert NAMES["alrai"] in narrowed.texts["#filters"]
    assert "other" in results.texts["main"]
    assert {hit["document"]["source"] for hit in answer["hits"]} <= {"alrai", "wire", "other"}


def test_what_is_kept_and_sent_calls_sources_by_their_names(archive: Archive) -> None:
    settings = Settings(archive.folder, source_names=NAMES)
    with TestClient(create_app(settings, lambda: archive), LOCAL) as client:
        reference = Reference.of_text(TEXT, Span(0, len(TEXT)))
        place = f"id=a&collection=default&passage={reference}"
        choice = page(client, f"/dossiers/items?{place}")
        sent = {"passage": str(reference), "name": "ملف"}
        dossier = client.post(f"/dossiers/items?{place}", data=sent, follow_redirects=False)
        address = dossier.headers["location"]
        opened = page(client, address)
        file = client.get(f"{address}/export?format=md").text
    for shown in (choice.texts["main"], opened.texts["main"], file):
        assert NAMES["alrai"] in shown
        assert "alrai" not in shown


def test_a_feed_calls_sources_by_their_names(archive: Archive) -> None:
    settings = Settings(archive.folder, source_names=NAMES)
    with TestClient(create_app(settings, lambda: archive), LOCAL) as client:
        client.post("/saved", data={"query": f"q={QUESTION}"})
        searches = SavedSearches(client.app.state.gate.database)  # type: ignore[attr-defined]
        (search,) = searches.of(None)
        hits = archive.search(Query(QUESTION), ["default"]).hits
        searches.note(search.id, [Found.of(hit, None) for hit in hits])
        feed = client.get(f"/feeds/{search.token}.atom").text
    names = re.findall(r"<(?:\w+:)?name>([^<]+)<", feed)  # other feeds may have taken the prefix
    assert NAMES["alrai"] in names
    assert "alrai" not in names


@pytest.mark.parametrize("suffix", [".toml", ".json"])
def test_names_are_read_from_either_kind_of_file(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"names{suffix}"
    lines = "\n".join(f'{source} = "{name}"' for source, name in NAMES.items())
    file.write_text(lines if suffix == ".toml" else json.dumps(NAMES), "utf-8")
    assert read_source_names(file) == NAMES


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.toml", None, "No such file"),
        ("empty.json", "", "not valid JSON"),
        ("a.toml", "alrai = ", "not valid TOML"),
        ("a.json", "[1]", "expected an object"),
        ("a.json", "[" * 100_000, "not valid JSON"),
        ("a.json", b"\xff", "not valid JSON in UTF-8"),
        ("a.json", "1" * 1_000_001, "larger than 1,000,000"),
        ("a.json", '{"alrai": 1}', "'alrai': expected a name"),
        ("a.json", '{"alrai": ""}', "'alrai': expected a name"),
        ("a.json", '{"alrai": "a\\nb"}', "'alrai': expected a name"),
        ("a.json", '{"alrai": "\\u202ea"}', "'alrai': expected a name"),
        ("a.toml", '[alrai]\nname = "a"', "'alrai': expected a name"),
        ("a.json", json.dumps({"alrai": "a" * 201}), "'alrai': expected a name"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    tmp_path: Path, name: str, content: str | bytes | None, message: str
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SourceNamesError, match=message) as raised:
        read_source_names(file)
    assert str(file) in str(raised.value)


def test_the_service_does_not_start_with_such_a_file(run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "names.toml"
    result = run("serve", "--source-names", str(missing), "--index", str(tmp_path / "index"))
    assert isinstance(result.exception, SourceNamesError)
    assert str(missing) in str(result.exception)


def test_without_names_a_record_is_the_same() -> None:
    record = Document("a", "نص", source="alrai")
    assert with_source_names(record, {}) is record
    assert with_source_names((record,), NAMES)[0].source == "الرأي"
