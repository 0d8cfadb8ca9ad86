"""Saved searches and their feeds."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import feedparser
import pytest
from fastapi.testclient import TestClient

from indexer.collections import add_documents, delete_documents
from search.archive import Archive
from search.errors import IndexWriteError
from search.ranking.confidence import Strength, is_sufficient
from search.records import Document, Span
from service.access.audit import AuditLog
from service.access.callers import Role
from service.access.gate import Gate
from service.app import create_app
from service.citing.permalink import Reference
from service.database import timestamp
from service.saved.storage import MOST_ALERTS, MOST_SAVED, Found, SavedSearches
from service.settings import Settings
from service.views.address import SearchAddress
from tests.conftest import as_reads
from tests.service.conftest import Serve, make_archive
from tests.service.html import Page, page

QUESTION = "متى يبدأ مؤتمر الزيتون في عمّان؟"
OLD = Document(id="old", text=f"{QUESTION} يبدأ مؤتمر الزيتون في عمّان غدا.", title="قديم")
NEW = Document(
    id="new/<b>&",
    text=f"{QUESTION} يبدأ مؤتمر الزيتون في عمّان بعد غد.\x0b <b>&amp;",
    title="جديد <script>alert(1)</script> & \x00\u202e",
    source="الراصد ]]>",
)
OTHER = Document(id="other", text="فاز المنتخب بهدفين. سجل المهاجم الهدف الأول.", title="رياضة")

Sign = Callable[..., dict[str, str]]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = make_archive(tmp_path / "index", OLD)
    archive.store("default").note_added({OLD.id: "2024-05-01T10:00:00.000+00:00"})
    archive.create("private")
    return archive


@pytest.fixture
def gate(archive: Archive) -> Iterator[Gate]:
    gate = Gate(Settings(archive.folder))
    yield gate
    gate.close()


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    app = create_app(Settings(archive.folder), lambda: archive)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def sign(gate: Gate) -> Sign:
    """Headers of a new key for some collections."""

    def headers(*collections: str) -> dict[str, str]:
        _, token = gate.keys.create(Role.READER, "", collections or None, None)
        return {"Authorization": f"Bearer {token}"}

    return headers


def add(archive: Archive, *documents: Document, collection: str = "default") -> None:
    """Add documents; those saved before are older by at least a second."""
    later = (datetime.now(UTC) + timedelta(seconds=5)).isoformat(timespec="milliseconds")
    add_documents(archive, collection, as_reads(documents), lambda _: None)
    archive.store(collection).note_added({each.id: later for each in documents})


def save(client: TestClient, headers: dict[str, str] | None = None, **fields: str) -> None:
    query = urlencode({"q": QUESTION, **fields})
    response = client.post("/saved", data={"query": query}, headers=headers, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/saved")


def feeds(client: TestClient, headers: dict[str, str] | None = None) -> list[str]:
    response = client.get("/saved", headers=headers)
    shown = Page(response.text)
    return [str(a["href"]) for a in shown.attributes("a") if str(a["href"]).endswith(".atom")]


def entries(client: TestClient, feed: str) -> list[str]:
    response = client.get(feed)
    assert response.status_code == 200
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo
    return [entry.id for entry in parsed.entries]


def test_strangers_without_keys_save_nothing(serve: Serve, archive: Archive) -> None:
    local = serve(archive)
    local.post("/saved", data={"query": "q=النفط"})
    assert "/feeds/" in local.get("/saved").text
    strangers = serve(archive, host="0.0.0.0", needs_key=False)  # noqa: S104
    page = strangers.get("/saved")
    assert "/feeds/" not in page.text
    assert "تُحفظ عمليات البحث بالمفتاح" in page.text
    assert 'action="/saved"' not in strangers.get("/", params={"q": "الزيتون"}).text
    accept = {"Accept": "application/json"}
    for path in ("/saved", "/saved/1/delete"):
        response = strangers.post(path, data={"query": "q=الغاز"}, headers=accept)
        assert response.status_code == 403
    assert 'action="/saved"' in local.get("/", params={"q": "الزيتون"}).text
    assert local.get("/saved").text.count("/feeds/") == 1


def test_only_what_came_after_and_answers_is_new(client: TestClient, archive: Archive) -> None:
    save(client)
    (feed,) = feeds(client)
    assert entries(client, feed) == []

    add(archive, NEW, OTHER)

    response = client.get(feed)
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo
    (link,) = [entry.link for entry in parsed.entries]
    address, _, anchor = link.partition("#")
    assert address.startswith("http://127.0.0.1/documents/new/%3Cb%3E%26?collection=default&")
    assert anchor == "sentence"
    shown = page(client, address)
    assert shown.texts["#sentence"] in NEW.text
    assert shown.texts["#passage"] in NEW.text
    assert "script" in parsed.entries[0].title
    assert b"<script" not in response.content
    assert "جديد" in page(client, "/saved").texts["main"]


@pytest.mark.parametrize(("milliseconds", "is_new"), [(-200, False), (0, False), (1, True)])
def test_only_what_came_after_the_saving_is_new_in_its_second_too(
    client: TestClient, archive: Archive, milliseconds: int, *, is_new: bool
) -> None:
    save(client)
    (feed,) = feeds(client)
    add(archive, NEW)
    (saved,) = SavedSearches(Gate(Settings(archive.folder)).database).of(None)
    at = datetime.fromisoformat(saved.created) + timedelta(milliseconds=milliseconds)
    archive.store("default").note_added({NEW.id: at.isoformat(timespec="milliseconds")})
    assert len(entries(client, feed)) == is_new


@pytest.mark.parametrize("thousandths", ["000", "221"])
def test_a_search_that_an_earlier_version_saved_tells_what_came_from_its_second_on(
    client: TestClient, archive: Archive, thousandths: str
) -> None:
    save(client)
    (feed,) = feeds(client)
    add(archive, NEW)
    database = Gate(Settings(archive.folder)).database
    second = timestamp()
    with database.transaction() as connection:
        connection.execute("UPDATE saved SET created = ?", (second,))
    came = second.replace("Z", f".{thousandths}+00:00")
    archive.store("default").note_added({NEW.id: came})
    assert len(entries(client, feed)) == 1


def test_a_sole_new_document_is_as_good_an_answer_as_among_all(
    client: TestClient, archive: Archive
) -> None:
    others = [
        Document(f"other-{n}", f"خبر رقم {n} عن {word} في المدينة.")
        for n, word in enumerate(["القمح", "المطر", "الطيران", "الجسور", "المرضى"])
    ]
    add_documents(archive, "default", as_reads(tuple(others)), lambda _: None)
    archive.store("default").note_added(
        {each.id: "2024-05-01T10:00:00.000+00:00" for each in others}
    )
    save(client, q="زلزال")
    (feed,) = feeds(client)
    add(archive, Document("quake", "ضرب زلزال قوي الساحل فجر اليوم.", title="زلزال"))

    def asked(**filters: str) -> dict[str, Any]:
        response = client.post("/api/v1/search", json={"question": "زلزال", "filters": filters})
        found: dict[str, Any] = response.json()["hits"][0]
        return found

    assert is_sufficient(asked()["confidence"])
    assert asked(added_after="2024-05-02T00:00:00Z")["confidence"] == asked()["confidence"]
    assert len(entries(client, feed)) == 1


def test_old_answers_keep_no_new_one_out(
    client: TestClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.saved.news._AT_ONCE", 1)
    save(client)
    (feed,) = feeds(client)
    add(archive, NEW)
    assert len(entries(client, feed)) == 1
    text = f"{QUESTION} سأل كثيرون هذا الأسبوع، وأجابت اللجنة بأنه يبدأ يوم السبت في الجامعة."
    add(archive, Document("later", text, title="مؤتمر الزيتون"))
    assert len(entries(client, feed)) == 2


def test_another_document_with_the_id_of_one_that_was_found_is_news_of_its_own(
    client: TestClient, archive: Archive
) -> None:
    save(client)
    (feed,) = feeds(client)
    add(archive, NEW)
    assert len(entries(client, feed)) == 1
    delete_documents(archive, "default", [NEW.id])
    add(archive, replace(OTHER, id=NEW.id))
    assert entries(client, feed) == [], "it answers nothing that was asked"

    saved = SavedSearches(Gate(Settings(archive.folder)).database)
    saved.note_read(1, None, "9999")
    delete_documents(archive, "default", [NEW.id])
    add(archive, NEW)
    assert len(entries(client, feed)) == 1
    assert [each.is_read for each in saved.alerts(1)] == [False]


def test_what_was_read_is_no_longer_new_but_stays_in_the_feed(
    client: TestClient, archive: Archive, sign: Sign
) -> None:
    headers, other = sign("default"), sign("default")
    save(client, headers)
    add(archive, NEW)

    def shown() -> Page:
        return Page(client.get("/saved", headers=headers).text)

    (until,) = [a["value"] for a in shown().attributes("input") if a.get("name") == "until"]
    assert "جديد &" in shown().texts["main"] or "جديد <" in shown().texts["main"]
    client.post("/saved/1/read", data={"until": until}, headers=other)
    client.post("/saved/1/read", data={"until": "2000-01-01T00:00:00Z"}, headers=headers)
    assert "وثيقة جديدة" in shown().texts["main"]

    client.post("/saved/1/read", data={"until": until}, headers=headers)

    assert "لا جديد" in shown().texts["main"]
    (feed,) = feeds(client, headers)
    assert len(entries(client, feed)) == 1
    again = replace(NEW, id="new/2", text=f"{QUESTION} يبدأ مؤتمر الزيتون في عمّان الثلاثاء.")
    add(archive, again)
    assert "وثيقة جديدة" in shown().texts["main"]


def test_that_more_came_at_once_than_is_told_is_logged(
    client: TestClient,
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("service.saved.news.MOST_ALERTS", 2)
    monkeypatch.setattr("service.saved.news._AT_ONCE", 1)
    save(client)
    (feed,) = feeds(client)
    add(archive, NEW)
    assert len(entries(client, feed)) == 1
    assert "there may be more" not in caplog.text
    days = ("الثلاثاء", "الأربعاء 5 أيار")
    texts = (f"{QUESTION} يبدأ مؤتمر الزيتون في عمّان {day}." for day in days)
    add(archive, *(Document(f"other/{n}", text) for n, text in enumerate(texts)))
    entries(client, feed)
    assert "saved search 1: the best 2 documents of one hour" in caplog.text


def test_a_muted_search_is_not_asked_until_it_is_wanted_again(
    client: TestClient, archive: Archive, sign: Sign
) -> None:
    headers, other = sign("default"), sign("default")
    save(client, headers)
    (feed,) = feeds(client, headers)
    client.post("/saved/1/mute", data={"muted": "true"}, headers=other)
    assert "مكتوم" not in client.get("/saved", headers=headers).text
    client.post("/saved/1/mute", data={"muted": "true"}, headers=headers)
    add(archive, NEW)

    assert "مكتوم" in client.get("/saved", headers=headers).text
    assert entries(client, feed) == []
    client.post("/saved/1/mute", data={"muted": "false"}, headers=headers)
    assert "وثيقة جديدة" in client.get("/saved", headers=headers).text
    assert len(entries(client, feed)) == 1


def test_a_saved_search_shows_its_filters(client: TestClient) -> None:
    save(client, source="الراصد", since="2024-05")
    shown = page(client, "/saved").texts["main"]
    assert "المصدر: الراصد" in shown
    assert "أيار/مايو 2024" in shown


def test_news_of_an_earlier_version_lead_to_their_document(client: TestClient, gate: Gate) -> None:
    save(client)
    with gate.database.transaction() as connection:
        connection.execute(
            "INSERT INTO alerts (saved_id, collection, document_id, first_seen)"
            " VALUES (1, 'default', 'old', '2024-01-01T00:00:00Z')"
        )
    assert "/documents/old?collection=default" in [
        a["href"] for a in page(client, "/saved").attributes("a")
    ]
    client.post("/saved/1/read", data={"until": "2024-01-01T00:00:00Z"})
    assert "لا جديد" in page(client, "/saved").texts["main"]


def test_entries_stay_what_they_are(client: TestClient, archive: Archive) -> None:
    save(client)
    (feed,) = feeds(client)
    add(archive, NEW)
    first = feedparser.parse(client.get(feed).content)
    second = feedparser.parse(client.get(feed).content)
    assert [(e.id, e.updated) for e in first.entries] == [(e.id, e.updated) for e in second.entries]
    assert first.feed.id == second.feed.id
    assert feed.split("/")[-1].removesuffix(".atom") not in client.get(feed).text


def test_a_document_that_was_deleted_is_no_news(client: TestClient, archive: Archive) -> None:
    save(client)
    (feed,) = feeds(client)
    add(archive, NEW)
    assert len(entries(client, feed)) == 1
    delete_documents(archive, "default", [NEW.id])
    assert entries(client, feed) == []


def test_the_filters_of_the_search_hold_for_its_news(client: TestClient, archive: Archive) -> None:
    save(client, source="الصباح")
    (feed,) = feeds(client)
    add(archive, NEW)
    assert entries(client, feed) == []


def test_a_feed_has_only_what_its_owner_may_read(
    client: TestClient, archive: Archive, sign: Sign
) -> None:
    reader, insider = sign("default"), sign("default", "private")
    save(client, reader)
    save(client, insider)
    (feed,) = feeds(client, reader)
    (full,) = feeds(client, insider)
    before = client.get(feed).content
    add(archive, NEW, collection="private")

    assert client.get(feed).content == before
    assert len(entries(client, full)) == 1


def test_a_feed_dies_with_its_key(client: TestClient, gate: Gate, sign: Sign) -> None:
    headers = sign("default")
    save(client, headers)
    (feed,) = feeds(client, headers)
    assert entries(client, feed) == []
    for key in gate.keys.all():
        gate.keys.revoke(key.id)
    assert client.get(feed).status_code == 404


def test_a_feed_of_nobody_is_closed_once_keys_are_needed(client: TestClient, sign: Sign) -> None:
    save(client)
    (feed,) = feeds(client)
    sign("default")
    assert client.get(feed).status_code == 404


def test_nobody_sees_or_deletes_the_searches_of_another(client: TestClient, sign: Sign) -> None:
    mine, other = sign("default"), sign("default")
    save(client, mine)
    (feed,) = feeds(client, mine)
    assert feeds(client, other) == []
    for saved_id in range(1, 4):
        client.post(f"/saved/{saved_id}/delete", headers=other)
    assert feeds(client, mine) == [feed]
    client.post("/saved/1/delete", headers=mine)
    assert feeds(client, mine) == []
    assert client.get(feed).status_code == 404


def test_saving_again_changes_nothing(client: TestClient) -> None:
    save(client)
    before = feeds(client)
    save(client, page="3")
    assert feeds(client) == before


def test_the_number_of_searches_is_bounded(client: TestClient, gate: Gate) -> None:
    searches = SavedSearches(gate.database)
    for number in range(MOST_SAVED):
        searches.save(None, str(number), SearchAddress(q=str(number)).query_string())
    assert client.post("/saved", data={"query": "q=more"}).status_code == 409


@pytest.mark.parametrize("query", ["", "q=", "q=a&page=x", "q=" + "a" * 2001, "source=x"])
def test_what_is_no_search_is_not_saved(client: TestClient, query: str) -> None:
    assert client.post("/saved", data={"query": query}).status_code == 422


def test_another_site_cannot_save_or_delete(client: TestClient) -> None:
    evil = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert client.post("/saved", data={"query": "q=x"}, headers=evil).status_code == 403
    assert client.post("/saved/1/delete", headers=evil).status_code == 403
    assert feeds(client) == []


@pytest.mark.parametrize("token", ["x", "%00", "a" * 500, "../saved", "' OR 1=1 --"])
def test_a_token_that_is_none_opens_nothing(client: TestClient, token: str) -> None:
    assert client.get(f"/feeds/{token}.atom").status_code == 404


def keep(client: TestClient, question: str) -> None:
    """Save a search without opening the page that it leads to."""
    query = {"query": urlencode({"q": question})}
    assert client.post("/saved", data=query, follow_redirects=False).status_code == 303


def test_saved_searches_and_feeds_count_for_the_limit_of_the_key_and_are_recorded(
    archive: Archive, gate: Gate, serve: Serve
) -> None:
    client = serve(archive, audit=True)
    key, token = gate.keys.create(Role.READER, "", None, 3)
    client.headers["Authorization"] = f"Bearer {token}"
    for number in range(2):
        client.post(
            "/saved",
            data={"query": urlencode({"q": f"{QUESTION} {number}"})},
            follow_redirects=False,
        )
    assert client.get("/saved").status_code == 200
    feed = f"/feeds/{SavedSearches(gate.database).of(key.id)[0].token}.atom"
    del client.headers["Authorization"]
    assert [client.get(feed).status_code for _ in range(2)] == [200, 429]
    entries = [entry[1:] for entry in AuditLog(gate.database).entries()]
    # The page asks in no order.
    assert [*sorted(entries[:2], reverse=True), *entries[2:]] == [
        (key.id, "search", ["default", "private"], f"{QUESTION} 1"),
        (key.id, "search", ["default", "private"], f"{QUESTION} 0"),
        (key.id, "feed", ["default", "private"], f"{QUESTION} 1"),
    ]


def test_the_page_opens_for_who_has_saved_more_than_may_be_asked(
    archive: Archive, gate: Gate, serve: Serve
) -> None:
    client = serve(archive)
    client.headers["Authorization"] = f"Bearer {gate.keys.create(Role.READER, '', None, 1)[1]}"
    for number in range(3):
        client.post(
            "/saved", data={"query": urlencode({"q": f"سؤال {number}"})}, follow_redirects=False
        )
    assert [client.get("/saved").status_code for _ in range(2)] == [200, 429]


def test_what_was_found_long_ago_is_forgotten_unless_it_is_found_still(gate: Gate) -> None:
    searches = SavedSearches(gate.database)
    searches.save(None, "", "q=1")
    place = (Reference(0, 5, "0" * 40), Span(0, 5), Strength.STRONG)
    always = Found("default", "always", *place)
    with pytest.MonkeyPatch.context() as patch:
        for number in range(5):
            at = f"2024-01-0{number + 1}T00:00:00Z"
            patch.setattr("service.saved.storage.timestamp", lambda at=at: at)
            found = [
                Found("default", f"{number}-{each}", *place) for each in range(MOST_ALERTS // 2)
            ]
            searches.note(1, [always, *found])
    alerts = searches.alerts(1)
    assert len(alerts) == MOST_ALERTS + 1
    assert (alerts[-1].document_id, alerts[-1].first_seen) == ("always", "2024-01-01T00:00:00Z")
    assert {alert.document_id[0] for alert in alerts[:-1]} == {"3", "4"}


def test_a_full_disk_keeps_nobody_from_what_was_found_before(
    client: TestClient, archive: Archive, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(client, QUESTION)
    add_documents(archive, "default", as_reads((NEW,)), lambda _: None)
    assert "جديد" in page(client, "/saved").texts["main"]

    def fail(*_: object) -> None:
        msg = "the disk is full"
        raise IndexWriteError(msg)

    monkeypatch.setattr(SavedSearches, "note", fail)
    assert "جديد" in page(client, "/saved").texts["main"]
    feed = f"/feeds/{SavedSearches(gate.database).of(None)[0].token}.atom"
    assert client.get(feed).status_code == 200


@pytest.mark.parametrize("question", ["", " ", "؟", '""', "-"])
def test_a_search_without_a_question_is_not_saved(client: TestClient, question: str) -> None:
    response = client.post("/saved", data={"query": urlencode({"q": question})})
    assert response.status_code == 422
    assert client.get("/saved").status_code == 200


def test_a_search_that_only_demands_is_saved(client: TestClient) -> None:
    save(client, q="مصدر:الرأي")
    assert client.get("/saved").status_code == 200


@pytest.mark.parametrize("query", ["q=1&sort=none", "q=1&since=2024-13-45", "page=2", "q=%26"])
def test_a_search_that_this_version_does_not_take_keeps_no_other_from_being_shown(
    client: TestClient, archive: Archive, gate: Gate, sign: Sign, query: str
) -> None:
    headers = sign("default")
    save(client, headers)
    (feed,) = feeds(client, headers)
    SavedSearches(gate.database).save(gate.keys.all()[0].id, "قديم", query)
    add(archive, NEW)

    response = client.get("/saved", headers=headers)
    assert response.status_code == 200
    assert "وثيقة جديدة" in response.text
    assert response.text.count("لا تقبله هذه النسخة كما حُفظ") == 1
    other = next(each for each in feeds(client, headers) if each != feed)
    assert entries(client, other) == []
    assert len(entries(client, feed)) == 1


def test_what_came_by_a_clock_that_was_wrong_keeps_nothing_out(
    client: TestClient, archive: Archive, gate: Gate, sign: Sign
) -> None:
    headers = sign("default")
    save(client, headers)
    (feed,) = feeds(client, headers)
    found = Found(
        *("default", "x", Reference(0, 5, "0" * 40), Span(0, 5), Strength.STRONG),
        "9998-01-01T00:00:00+00:00",
    )
    SavedSearches(gate.database).note(1, [found])
    add(archive, NEW)
    assert len(entries(client, feed)) == 1


def test_a_search_saved_by_a_clock_that_was_ahead_finds_what_comes(
    client: TestClient, archive: Archive, gate: Gate, sign: Sign
) -> None:
    headers = sign("default")
    save(client, headers)
    (feed,) = feeds(client, headers)
    with gate.database.transaction() as connection:
        connection.execute("UPDATE saved SET created = '9998-01-01T00:00:00Z'")
    assert entries(client, feed) == []
    add(archive, NEW)
    assert len(entries(client, feed)) == 1
