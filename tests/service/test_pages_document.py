from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from indexer.pipeline import index_documents
from search.archive import Archive
from search.records import Citation, Document, Query
from service.access.callers import Role
from service.app import create_app
from service.citing.permalink import Reference, document_address, permalink
from service.rendering import document_url, original_url, passage_url
from service.schemas import MAX_ADDRESS
from service.settings import Settings
from service.views.address import SearchAddress
from tests.conftest import as_reads
from tests.service.conftest import HOSTILE, HOSTILE_ID, NEWS, Serve, make_archive
from tests.service.html import page
from tests.service.test_api_search import make_key
from tests.service.test_pages import ADDRESS, QUESTION, asked


def earlier(citation: Citation) -> str:
    """A permanent link as they were made before they named the sentence."""
    query = {"collection": citation.collection, "passage": Reference.of(citation)}
    return document_address(citation.document_id, query)


def test_document_shows_its_whole_text_with_the_passage_set_off(
    client: TestClient, archive: Archive
) -> None:
    hit = asked(archive).hits[0]
    document = archive.store("default").document(hit.citation.document_id)

    shown = page(client, passage_url(hit, ADDRESS))

    assert document.text in shown.texts["div"]
    assert shown.texts["#passage"] == hit.citation.quote
    assert shown.texts["#sentence"] == document.text[slice(*hit.sentence)]
    assert shown.texts["mark"] == "".join(document.text[slice(*span)] for span in hit.evidence)
    assert ADDRESS.url() in [a.get("href") for a in shown.attributes("a")]


def test_a_passage_is_found_and_set_off_where_its_text_was_moved_to(
    archive: Archive, tmp_path: Path
) -> None:
    hit = asked(archive).hits[0]
    document = archive.store("default").document(hit.citation.document_id)
    moved = replace(document, text="تصويب: حُدّث هذا الخبر.\n" + document.text)
    other = make_archive(tmp_path / "index", moved)

    app = create_app(Settings(other.folder), lambda: other)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        shown = page(client, passage_url(hit, ADDRESS))

    assert shown.texts["#passage"] == hit.citation.quote
    assert shown.texts["#sentence"] == document.text[slice(*hit.sentence)]
    assert shown.texts["mark"] == "".join(document.text[slice(*span)] for span in hit.evidence)


def test_a_link_opens_at_its_sentence(client: TestClient, archive: Archive) -> None:
    hit = asked(archive).hits[0]
    link, _, anchor = permalink(hit.citation, hit.sentence).partition("#")

    shown = page(client, link)

    assert anchor == "sentence"
    assert shown.texts["#sentence"] == hit.citation.part(hit.sentence)


def test_an_earlier_link_without_a_sentence_opens_at_its_passage(
    client: TestClient, archive: Archive
) -> None:
    citation = asked(archive).hits[0].citation

    sent = client.get(f"{earlier(citation)}&search=q%3Dx", follow_redirects=False)

    assert sent.status_code == 303
    assert sent.headers["location"].endswith("#sentence")
    shown = page(client, sent.headers["location"].partition("#")[0])
    assert shown.texts["#sentence"] == shown.texts["#passage"] == citation.quote
    assert "/?q=x" in [a["href"] for a in shown.attributes("a")]


def test_document_without_a_passage_is_plain(client: TestClient, archive: Archive) -> None:
    citation = asked(archive).hits[0].citation
    path = document_url(citation.document_id, citation.collection)

    shown = page(client, f"{path}&sentence=0-5&evidence=1-2.3-4")

    assert "#passage" not in shown.texts
    assert "mark" not in shown.texts


@pytest.mark.parametrize("part", ["0-999999999", "50-10", "3-3"])
def test_a_part_that_the_passage_does_not_have_is_not_cited(
    client: TestClient, archive: Archive, part: str
) -> None:
    citation = asked(archive).hits[0].citation
    shown = page(client, f"{earlier(citation)}&sentence={part}&evidence={part}")
    assert shown.texts["#passage"] == citation.quote
    assert "#sentence" not in shown.texts
    assert "mark" not in shown.texts


@pytest.mark.parametrize("place", ["0-99999999", "9-3", "1-1", "0-9"])
def test_passage_that_is_not_there_is_said_to_be_gone(
    client: TestClient, archive: Archive, place: str
) -> None:
    citation = asked(archive).hits[0].citation
    path = document_url(citation.document_id, citation.collection)

    shown = page(client, f"{path}&passage={place}-{'0' * 20}")

    assert "#passage" not in shown.texts
    assert "لم يعد" in shown.texts["p"]


@pytest.mark.parametrize(
    "query",
    [
        "passage=x",
        "passage=1-2",
        f"passage=1-2-{'0' * 20}&sentence=1",
        "&".join(["evidence=1-2"] * 65),
        "evidence=" + ".".join(["1-2"] * 65),
        "evidence=1-2.",
        "search=" + "x" * (MAX_ADDRESS + 1),
    ],
)
def test_malformed_passage_is_an_error(client: TestClient, query: str) -> None:
    page(client, f"{document_url(HOSTILE_ID, 'default')}&{query}", 422)


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "https://evil.example/?q=x", "q=", "q=a&page=x", "next=//evil", "%0d"],
)
def test_the_way_back_leads_nowhere_but_to_a_search_of_here(client: TestClient, back: str) -> None:
    shown = page(client, f"{document_url(HOSTILE_ID, 'default')}&search={quote(back)}")

    assert all(str(a["href"]).startswith(("/", "#")) for a in shown.attributes("a"))
    assert not any(str(a["href"]).startswith("//") for a in shown.attributes("a"))
    assert "العودة" not in shown.texts["main"]


@pytest.mark.parametrize(
    "path", ["/?q=" + quote("زيتون"), document_url(HOSTILE_ID, "default")], ids=["results", "page"]
)
def test_hostile_document_stays_text(client: TestClient, path: str) -> None:
    shown = page(client, path)

    assert all("src" in script for script in shown.attributes("script"))
    assert not {"img", "i", "b"} & {tag for tag, _ in shown.elements}
    assert not any(name.startswith("on") for _, found in shown.elements for name in found)
    assert not any("javascript" in str(found.get("href")) for _, found in shown.elements)
    assert str(HOSTILE.title) in shown.texts["main"]


def test_hostile_text_is_shut_in_but_exact(client: TestClient, archive: Archive) -> None:
    hit = next(
        hit
        for hit in archive.search(Query("مؤتمر الزيتون"), ["default"]).hits
        if hit.citation.document_id == HOSTILE_ID
    )
    shown = page(client, passage_url(hit, SearchAddress(q="زيتون")))

    assert shown.texts["#passage"] == hit.citation.quote
    assert "\r\n" in hit.citation.quote
    assert {"class": "override"} in shown.attributes("bdi")
    controls = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert not controls & set(shown.texts["title"])
    attributes = [found for _, found in shown.elements if "data-copy" not in found]
    assert not any(controls & set(str(found)) for found in attributes)


def test_copies_of_a_story_and_documents_near_in_meaning_are_linked(tmp_path: Path) -> None:
    text = "أعلنت وزارة الصحة بدء حملة التطعيم ضد الحصبة في المدارس. تستمر الحملة أسبوعين." * 3
    near = "أعلنت وزارة الصحة بدء حملة التطعيم ضد الحصبة في القرى والمدارس، وتستمر الحملة أسبوعين."
    documents = [
        Document(id="first", text=text, title="حملة", source="الراصد"),
        Document(id="second", text=text, title="تطعيم", source="الصباح"),
        Document(id="near", text=near, title="القرى"),
    ]
    archive = make_archive(tmp_path / "index", *documents)
    app = create_app(Settings(archive.folder), lambda: archive)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        shown = page(client, document_url("first", "default"))

    links = [a.get("href") for a in shown.attributes("a")]
    assert document_url("second", "default") in links
    assert document_url("near", "default") in links
    assert document_url("first", "default") not in links
    assert "الصباح" in shown.texts["section"]


def test_a_key_reads_as_often_as_it_likes_but_has_few_similar_documents_looked_for(
    tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = make_archive(tmp_path / "index", *NEWS[:3])
    headers = {"Authorization": f"Bearer {make_key(archive, Role.READER, None, rate=1)}"}
    client, asked = serve(archive), list[str]()
    similar = Archive.similar

    def counted(self: Archive, document_id: str, *rest: Any, **named: Any) -> object:  # noqa: ANN401
        asked.append(document_id)
        return similar(self, document_id, *rest, **named)

    monkeypatch.setattr(Archive, "similar", counted)
    opened = [client.get(f"/documents/{NEWS[0].id}?lang=en", headers=headers) for _ in range(12)]

    assert {response.status_code for response in opened} == {200}
    assert len(asked) == 10
    assert ["in a minute" in response.text for response in opened] == [False] * 10 + [True] * 2
    searched = client.get("/api/v1/search?q=x", headers={**headers, "Accept": "*/*"})
    assert searched.status_code == 200


def test_the_original_is_linked_at_the_cited_sentence(client: TestClient, archive: Archive) -> None:
    hit = next(hit for hit in asked(archive).hits if hit.citation.url)

    shown = page(client, passage_url(hit, ADDRESS))

    (link,) = [a for a in shown.attributes("a") if ":~:text=" in str(a.get("href"))]
    assert str(link["href"]).startswith(str(hit.citation.url))
    assert "noreferrer" in str(link["rel"])


def test_all_matches_in_a_document_are_set_off_with_the_way_from_one_to_the_next(
    client: TestClient, archive: Archive
) -> None:
    hit = asked(archive).hits[0]
    text = archive.store("default").document(hit.citation.document_id).text
    link = permalink(hit.citation, hit.sentence).partition("#")[0]

    shown = page(client, f"{link}&find={quote('العَمالة')}&match=1")
    found = [a for a in shown.attributes("mark") if a.get("id")]
    step = next(str(a["href"]) for a in shown.attributes("a") if a.get("data-step") == "1")
    back = next(str(a["href"]) for a in shown.attributes("a") if a.get("data-step") == "-1")

    assert text in shown.texts["div"]
    assert [a["id"] for a in found] == [f"match-{i + 1}" for i in range(text.count("العمالة"))]
    assert "العمالة" in shown.texts["#match-1"]
    assert shown.texts["#passage"] == hit.citation.quote
    assert page(client, step.partition("#")[0]).texts["#passage"] == hit.citation.quote
    assert back.endswith(f"#match-{len(found)}")


def test_what_is_not_in_a_document_is_said_not_to_be(client: TestClient) -> None:
    shown = page(client, f"{document_url(HOSTILE_ID, 'default')}&find={quote('قطار')}&match=9")
    assert "ليس فيها" in shown.texts["form"] + shown.texts["main"]
    assert not [a for a in shown.attributes("a") if a.get("data-step")]


def test_documents_that_are_not_near_are_not_called_so(tmp_path: Path) -> None:
    archive = make_archive(
        tmp_path / "index",
        Document("gate", "يفتح المعبر صباح الأحد أمام المسافرين.", title="المعبر"),
        Document("cup", "فاز المنتخب في مباراة الكأس بهدفين.", title="الكأس"),
    )
    settings = Settings(archive.folder)
    with TestClient(create_app(settings, lambda: archive), base_url="http://127.0.0.1") as client:
        shown = page(client, document_url("gate", "default"))
    assert "#similar" not in shown.texts


def test_who_said_what_is_listed_with_an_exact_citation(tmp_path: Path) -> None:
    words = "سنفتح المعبر صباح الأحد"
    text = f"انتهى الاجتماع أمس.\nوقال الوزير سامي حداد: «{words}». وأضاف: «لا أعرف متى يغلق»."
    document = Document("gate", text, title="المعبر", date="2024-05-01")
    archive = make_archive(tmp_path / "index", document)
    app = create_app(Settings(archive.folder), lambda: archive)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        shown = page(client, document_url("gate", "default"))
        (button,) = [a for a in shown.attributes("button") if a.get("data-copy") == "said-1"]
        links = [str(a["href"]) for a in shown.attributes("a") if "passage=" in str(a.get("href"))]
        opened = page(client, links[0])

    start = text.index(words)
    assert shown.texts["#said-1"] == words
    assert shown.texts["strong"] == "الوزير سامي حداد"
    assert f"{start}" in str(button["data-after"])
    assert f"{start + len(words)}" in str(button["data-after"])
    assert opened.texts["#passage"] == words
    assert "#said-2" not in shown.texts


def test_a_document_without_a_file_has_nothing_to_download(
    client: TestClient, archive: Archive
) -> None:
    document = archive.store("default").document(asked(archive).hits[0].citation.document_id)

    assert client.get(original_url(document)).status_code == 404
    shown = page(client, document_url(document.id, "default"))
    assert not [a for a in shown.attributes("a") if "download" in a]


def test_the_question_of_the_search_stays_in_the_box(client: TestClient, archive: Archive) -> None:
    shown = page(client, passage_url(asked(archive).hits[0], ADDRESS))
    assert shown.attributes("input")[0]["value"] == QUESTION


def test_a_document_that_came_with_a_message_links_to_it(tmp_path: Path) -> None:
    mail = Document("بريد.eml", "مرفق العقد الذي وقعناه أمس.", title="العقد")
    older = Document("بريد.eml#2", "نوافق على العقد.", metadata={"mail": mail.id})
    lost = Document("b.eml/x", "نص عقد آخر.", metadata={"mail": "b.eml"})
    false = Document("c.txt", "نص من ملف آخر.", metadata={"mail": mail.id})
    archive = make_archive(tmp_path / "index")
    files = {"c.txt": "c.txt", "b.eml/x": "b.eml"}
    engine = archive.engine("default")
    reads = as_reads((mail, older, lost, false))
    index_documents(
        engine.index,
        engine.encoder,
        reads,
        lambda _: None,
        lambda read: files.get(read.place, "بريد.eml"),
    )
    app = create_app(Settings(archive.folder), lambda: archive)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        for document, there in ((older, True), (lost, False), (false, False)):
            shown = client.get(document_url(document.id, "default")).text
            assert ("جاء مع الرسالة" in shown) is there
            assert not there or document_url(mail.id, "default") in shown
