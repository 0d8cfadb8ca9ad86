"""Lists of questions that a service asks: whose they are, when they are asked, and what is kept."""

import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient

from indexer.collections import add_documents, delete_documents
from search.archive import Archive
from search.records import Document
from service.access.audit import AuditLog
from service.access.callers import Role
from service.access.gate import Gate
from service.access.rates import Rates
from service.app import create_app
from service.batches import apart, asking, contents, storage
from service.batches.answers import Row, answered
from service.batches.asking import Asking
from service.batches.questions import Asked
from service.batches.storage import Batch, Batches
from service.client import Client
from service.connection import ProblemAnswerError
from service.reading import Reading
from service.schemas.batches import BatchFields, Note
from service.schemas.jobs import State
from service.schemas.requests import FilterFields
from service.settings import Settings
from service.soundness import find_problems
from testing.waiting import wait_until
from tests.conftest import as_reads
from tests.service.conftest import LOCAL, make_archive, service_file
from tests.service.html import Page, page
from tests.service.test_batch import workbook

GATE = Document(
    "gate", "افتتح الوزير المعبر صباح الأحد بعد ترميمه.", title="المعبر", source="الراصد"
)
CUP = Document("cup", "فاز المنتخب بهدفين في الكأس.", title="الكأس")
SECRET = Document("secret", "بدأ التحقيق في العقد السري أمس.", title="التحقيق")
OPENED, SPENT = "من افتتح المعبر صباح الأحد؟", "بدأ التحقيق في العقد السري"

Sign = Callable[..., dict[str, str]]


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_LOOKING_SECONDS", 0.02)
    monkeypatch.setattr(asking, "_LATER_SECONDS", 0.02)
    monkeypatch.setattr("service.client._POLL_SECONDS", 0.02)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = make_archive(tmp_path / "index", GATE, CUP)
    archive.create("private")
    add_documents(archive, "private", as_reads((SECRET,)), lambda _: None)
    return archive


@pytest.fixture
def http(archive: Archive) -> Iterator[TestClient]:
    app = create_app(Settings(archive.folder, audit=True), lambda: archive)
    with TestClient(app, LOCAL) as client:
        yield client


@pytest.fixture
def gate(archive: Archive) -> Iterator[Gate]:
    gate = Gate(Settings(archive.folder))
    yield gate
    gate.close()


@pytest.fixture
def client(http: TestClient) -> Client:
    return Client(LOCAL, http=http)


@pytest.fixture
def sign(gate: Gate) -> Sign:
    """Headers of a new key for some collections."""

    def headers(*collections: str, rate: int | None = None) -> dict[str, str]:
        _, token = gate.keys.create(Role.READER, "", collections or None, rate)
        return {"Authorization": f"Bearer {token}"}

    return headers


def ended(http: TestClient, address: str, **named: Any) -> Page:  # noqa: ANN401
    """The page of a list, once it has ended."""
    deadline = time.monotonic() + 60
    while "cancel" in (response := http.get(address, **named)).text:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert response.status_code == 200
    return Page(response.text)


def send(http: TestClient, text: str, **named: Any) -> str:  # noqa: ANN401
    """Send a list; gives its address."""
    sent = {"data": {"questions": text}, "follow_redirects": False, **named}
    response = http.post("/batches", **sent)
    assert response.status_code == 303, response.text
    return response.headers["location"]


def test_a_list_is_asked_and_its_sentences_are_exact(client: Client, gate: Gate) -> None:
    made = client.create_batch([OPENED, "؟", "zzz qqq"], "المعابر")
    assert (made.state, made.questions, made.rows) == (State.WAITING, 3, [])

    found = client.wait_for_batch(made.id, 20)

    assert (found.state, found.asked, found.problem) == (State.DONE, 3, None)
    first, *others = found.rows
    assert first.sentence == GATE.text[first.start : first.end]
    assert (first.question, first.title, first.source) == (OPENED, "المعبر", "الراصد")
    assert first.strength is not None
    assert first.permalink is not None
    assert first.permalink.startswith(f"{LOCAL}/documents/gate?")
    assert [row.note for row in others] == [Note.EMPTY, Note.NONE]
    assert [each.name for each in client.batches()] == ["المعابر"]
    log = [(entry.action, entry.subject) for entry in AuditLog(gate.database).entries()]
    asked = [("batch", OPENED), ("batch", "zzz qqq")]
    assert log == [*asked, ("table", "المعابر")]
    assert find_problems(service_file(gate)) == []
    client.delete_batch(made.id)
    assert client.batches() == []
    with pytest.raises(ProblemAnswerError, match="no such list"):
        client.batch(made.id)


def test_the_page_shows_what_attests_and_gives_it_as_a_file(http: TestClient) -> None:
    address = send(http, f"{OPENED}\n\nzzz qqq\n")

    shown = ended(http, address)

    assert shown.texts["#sentence-1"] == GATE.text
    assert "لا توجد شواهد كافية" in shown.texts["#answered"]
    assert "المعبر صباح" in shown.texts["h1"]
    book = http.get(f"{address}/export?format=xlsx")
    with zipfile.ZipFile(io.BytesIO(book.content)) as file:
        assert b'rightToLeft="1"' in file.read("xl/worksheets/sheet1.xml")
    table = http.get(f"{address}/export?format=csv")
    assert "attachment" in table.headers["content-disposition"]
    assert GATE.text in table.text
    assert http.get(f"{address}/export?format=jsonl").json is not None
    assert http.post(f"{address}/delete").status_code == 200
    assert http.get(address).status_code == 404


def test_only_documents_that_the_filters_leave_answer(
    client: Client, http: TestClient, gate: Gate
) -> None:
    for filters, note in (
        (FilterFields(sources=["الراصد"], languages=[]), None),
        (FilterFields(sources=["الرأي"]), Note.NONE),
        (FilterFields(since="2024"), Note.NONE),
        (FilterFields(added_after="2024-05-01T08:30:00Z"), None),
        (FilterFields(added_after="2199-05-01T08:30:00Z"), Note.NONE),
    ):
        made = client.create_batch([OPENED], filters=filters)
        found = client.wait_for_batch(made.id, 20)
        assert [row.note for row in found.rows] == [note], filters
        assert found.filters == filters
    assert find_problems(service_file(gate)) == []
    body = {"questions": [OPENED], "filters": {"since": "2024-13"}}
    assert http.post("/api/v1/batches", json=body).status_code == 422
    body = {"questions": [OPENED], "filters": {"source": ["الراصد"]}}
    assert http.post("/api/v1/batches", json=body).status_code == 422


def test_the_page_offers_filters_and_keeps_them(http: TestClient, archive: Archive) -> None:
    offered = http.get("/batches").text
    assert 'name="source"' not in offered, "one value tells nothing apart"
    more = (
        Document("rai", "افتتح المدير المعرض.", source="الرأي", date="2024-05-12"),
        Document("<b>", "افتتح المعرض.", source='<b>"', date="2023-05-12"),
    )
    add_documents(archive, "default", as_reads(more), lambda _: None)
    shown = Page(http.get("/batches").text)
    boxes = [each for each in shown.attributes("input") if each.get("name") == "source"]
    assert {each["value"] for each in boxes} == {"الراصد", "الرأي", '<b>"'}

    data = {"questions": OPENED, "source": ["الرأي", '<b>"'], "since": "12/5/2023", "until": "2024"}
    answered = ended(http, send(http, "", data=data))
    assert "لا توجد شواهد كافية" in answered.texts["#answered"]
    assert "الرأي" in answered.texts["main"]
    assert "12 أيار/مايو 2023" in answered.texts["main"]
    (link,) = [str(e["href"]) for e in answered.attributes("a") if "?q=" in str(e.get("href"))]
    assert "since=2023-05-12&until=2024&source=" in link
    answered = ended(http, send(http, OPENED, data={"questions": OPENED, "source": "الراصد"}))
    assert answered.texts["#sentence-1"] == GATE.text


def test_a_list_is_not_lost_for_a_day_that_there_is_not(http: TestClient) -> None:
    response = http.post("/batches", data={"questions": OPENED, "since": "32/13/2024"})
    assert response.status_code == 422
    shown = Page(response.text)
    assert OPENED in shown.texts["textarea"]
    assert "المرشِّح" in shown.texts["main"]
    many = {"questions": OPENED, "source": ["x"] * 500}
    assert http.post("/batches", data=many).status_code == 422


def test_a_file_is_a_list_too(http: TestClient) -> None:
    data = workbook(("id", "السؤال"), (1, OPENED))

    address = send(http, "", files={"file": ("claims.xlsx", data)})

    shown = ended(http, address)
    assert shown.texts["h1"] == "claims.xlsx"
    assert shown.texts["#sentence-1"] == GATE.text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"data": {"questions": " \n"}}, "لا سؤال"),
        ({"files": {"file": ("a.csv", b"id,text\n1,2\n")}}, "id, text"),
        ({"data": {"questions": "\n".join(["سؤال"] * 1001)}}, "1000"),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(
    http: TestClient, sent: dict[str, Any], said: str
) -> None:
    response = http.post("/batches", **sent)

    assert response.status_code == 422
    assert said in response.text


def test_a_list_has_as_many_bytes_as_is_said(http: TestClient) -> None:
    said = "\n".join([OPENED] * 2).encode()

    address = send(http, "", files={"file": ("q.txt", said + b"\n" * 2_000_000)})
    refused = http.post("/batches", files={"file": ("q.txt", b"\n" * 7_000_000)})

    ended(http, address)
    assert "2 من 2" in page(http, "/batches").texts["main"]
    assert refused.status_code == 413


def test_no_more_than_two_files_are_read_at_a_time(
    http: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_reading", threading.BoundedSemaphore(1))
    with apart._reading:
        busy = http.post("/batches", files={"file": ("q.txt", OPENED.encode())})

    assert (busy.status_code, busy.headers["retry-after"]) == (429, "5")
    ended(http, send(http, "", files={"file": ("q.txt", OPENED.encode())}))


def test_what_is_kept_for_an_owner_is_bounded(
    http: TestClient, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "MOST_LETTERS", 3 * len(OPENED))
    first = send(http, "\n".join([OPENED] * 2))

    refused = http.post("/batches", data={"questions": "\n".join([OPENED] * 2)})

    assert refused.status_code == 409
    assert gate.database.rows("SELECT count(*) FROM batch_rows") == [(2,)]
    assert http.post(f"{first}/delete").status_code == 200
    send(http, "\n".join([OPENED] * 2))


def test_a_list_is_refused_where_the_disk_has_no_room(
    http: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.inbox.shutil.disk_usage", lambda _: _Disk(10**9, 10))

    assert http.post("/batches", data={"questions": OPENED}).status_code == 507


class _Disk(NamedTuple):
    total: int
    free: int


def test_a_question_too_long_is_stored_as_far_as_it_names_the_row(
    http: TestClient, gate: Gate
) -> None:
    data = workbook(("question", "x"), ("طويل " * 5000, "ملاحظة"), (OPENED, "ملاحظة"))

    shown = ended(http, send(http, "", files={"file": ("q.xlsx", data)}))

    assert shown.texts["#sentence-2"] == GATE.text
    kept = gate.database.rows("SELECT length(question), note FROM batch_rows ORDER BY number")
    assert kept[0] == (2001, "long")
    assert kept[1][0] == len(OPENED)


def test_a_list_exists_for_its_owner_alone(http: TestClient, sign: Sign) -> None:
    owner, other = sign(), sign()
    address = send(http, OPENED, headers=owner)
    api = f"/api/v1{address}"

    for method, path in [
        ("GET", address),
        ("GET", f"{address}/export?format=csv"),
        ("POST", f"{address}/cancel"),
        ("POST", f"{address}/delete"),
        ("GET", api),
        ("DELETE", api),
    ]:
        assert http.request(method, path, headers=other).status_code == 404
        assert http.request(method, path, follow_redirects=False).status_code == 401
    assert http.get("/api/v1/batches", headers=other).json() == {"batches": []}
    ended(http, address, headers=owner)


def test_only_what_the_owner_may_read_is_asked_and_shown(
    http: TestClient, sign: Sign, gate: Gate, archive: Archive
) -> None:
    everything, some = sign(), sign("default")
    seen = send(http, SPENT, headers=everything)
    unseen = send(http, SPENT, headers=some)

    assert "#sentence-1" in ended(http, seen, headers=everything).texts
    assert "#sentence-1" not in ended(http, unseen, headers=some).texts
    refused = http.post(
        "/batches", data={"questions": SPENT, "collection": "private"}, headers=some
    )
    assert refused.status_code == 404
    # What the owner may read no more, or is deleted, is in no table.
    (batch,) = [each for each in _all(gate) if each.token in seen]
    narrow = Reading(archive, lambda names: tuple(n for n in names if n == "default"))
    (row,) = contents.rows(Batches(gate.database), batch, narrow)
    assert (row.attested, row.note) == (None, Note.GONE)
    delete_documents(archive, "private", ["secret"])
    assert "لم يعد في الأرشيف" in ended(http, seen, headers=everything).texts["#answered"]


def _all(gate: Gate) -> list[Batch]:
    keys = [None, *(key.id for key in gate.keys.all())]
    return [batch for key in keys for batch in Batches(gate.database).of(key)]


def test_nothing_of_the_archive_is_kept(http: TestClient, archive: Archive) -> None:
    ended(http, send(http, "من افتتح المعبر؟"))

    kept = b"".join(path.read_bytes() for path in archive.folder.glob("service.sqlite*"))

    assert "صباح الأحد بعد ترميمه".encode() not in kept


def test_people_go_first(archive: Archive, gate: Gate) -> None:
    batches, rooms = Batches(gate.database), iter([False, False, True])
    batch = batches.create(None, "", (), [Asked(1, OPENED)])
    asked: list[bool] = []

    def has_room() -> bool:
        asked.append(batches.with_token(batch.token).asked > 0)  # type: ignore[union-attr] # there
        return next(rooms)

    thread = Asking(archive, gate, has_room)
    wait_until(lambda: _state(batches, batch) is State.DONE)
    thread.close()

    assert asked == [False] * 3


def _state(batches: Batches, batch: Batch) -> State:
    found = batches.with_token(batch.token)
    assert found is not None
    return found.state


def test_one_that_is_ended_meanwhile_stays_so(archive: Archive, gate: Gate) -> None:
    batches = Batches(gate.database)
    stopped = batches.create(None, "", (), [Asked(1, OPENED), Asked(2, OPENED)])

    def has_room() -> bool:
        if batches.with_token(stopped.token).asked == 1:  # type: ignore[union-attr] # there
            batches.end(stopped, State.CANCELLED)
        return True

    thread = Asking(archive, gate, has_room)
    wait_until(lambda: _state(batches, stopped) is State.CANCELLED)
    thread.close()

    found = batches.with_token(stopped.token)
    assert found is not None
    assert (found.state, found.asked) == (State.CANCELLED, 1)
    assert [kept.place is not None for kept in batches.rows(found)] == [True]


def test_half_of_what_a_key_may_ask_is_left_to_its_owner() -> None:
    rates = Rates()

    asked = [rates.ask_behind("key", 4) for _ in range(4)]

    assert asked == [True, True, False, False]
    assert [rates.ask("key", 4, 1)[0] for _ in range(3)] == [True, True, False]


def test_what_was_not_asked_is_asked_by_the_next_service(gate: Gate, client: Client) -> None:
    waiting = Batches(gate.database).create(None, "", (), [Asked(1, OPENED)])

    assert client.wait_for_batch(waiting.token, 20).state is State.DONE


def test_one_process_asks_at_a_time(archive: Archive, gate: Gate) -> None:
    batches = Batches(gate.database)
    batches.create(None, "", (), [Asked(1, OPENED)])
    first = Asking(archive, gate, lambda: True)
    wait_until(lambda: not batches.unfinished())
    second = Asking(archive, gate, lambda: pytest.fail("two ask"))
    batch = batches.create(None, "", (), [Asked(1, OPENED)])
    first.wake()
    wait_until(lambda: _state(batches, batch) is State.DONE)
    first.close()
    second._has_room = lambda: True
    later = batches.create(None, "", (), [Asked(1, OPENED)])
    wait_until(lambda: _state(batches, later) is State.DONE)
    second.close()


def test_a_list_whose_key_is_revoked_or_collection_gone_fails(
    http: TestClient, archive: Archive, gate: Gate, sign: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = sign()
    (key,) = gate.keys.all()
    batches = Batches(gate.database)
    http.app.state.asking.close()  # type: ignore[attr-defined] # the application's
    revoked = batches.create(key.id, "", (), [Asked(1, OPENED)])
    gone = batches.create(None, "", ("private",), [Asked(1, OPENED)])
    assert http.get(f"/api/v1/batches/{revoked.token}", headers=headers).status_code == 200
    gate.keys.revoke(key.id)
    archive.delete("private")
    monkeypatch.setattr(Gate, "caller_without_key", lambda *_, **__: None)
    thread = Asking(archive, gate, lambda: True)
    wait_until(lambda: not batches.unfinished())
    thread.close()

    assert _state(batches, revoked) is _state(batches, gone) is State.FAILED


def test_lists_are_bounded_and_forgotten(
    client: Client, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "MOST_BATCHES", 1)
    made: BatchFields = client.create_batch([OPENED])
    with pytest.raises(ProblemAnswerError, match="Too many lists"):
        client.create_batch([OPENED])
    client.wait_for_batch(made.id, 20)
    gate.purge()
    assert len(client.batches()) == 1
    monkeypatch.setattr(storage, "DAYS_KEPT", 0)
    gate.purge()
    assert client.batches() == []
    assert gate.database.rows("SELECT count(*) FROM batch_rows") == [(0,)]


@pytest.mark.parametrize("path", ["/batches/{}", "/batches/{}/export", "/api/v1/batches/{}"])
def test_the_table_of_a_list_counts_for_the_limit_of_the_key(
    http: TestClient, sign: Sign, gate: Gate, path: str
) -> None:
    headers = sign(rate=2)
    address = send(http, OPENED, headers=headers)
    batches, (batch,) = Batches(gate.database), _all(gate)
    batches.end(batch, State.CANCELLED)

    page, csv = path.format(Path(address).name), {"format": "csv"}
    answers = [http.get(page, params=csv, headers=headers).status_code for _ in range(3)]

    # The list's own question may be one of the two.
    assert (answers[0], answers[-1]) == (200, 429)


def test_the_page_says_how_many_were_asked(http: TestClient) -> None:
    address = send(http, "\n".join([OPENED] * 3))
    ended(http, address)

    listed = page(http, "/batches")

    assert "3 من 3" in listed.texts["main"]
    assert any(link.get("href") == address for link in listed.attributes("a"))


def test_what_is_deleted_or_fails_meanwhile_keeps_nobody_waiting(
    archive: Archive, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = Batches(gate.database)
    deleted = batches.create(None, "", (), [Asked(1, OPENED)])
    faulty = batches.create(None, "", (), [Asked(1, "fault")])
    kept = batches.create(None, "", (), [Asked(1, OPENED)])

    def has_room() -> bool:
        batches.delete(deleted)
        return True

    def or_fault(asked: Asked, *rest: Any) -> Row:  # noqa: ANN401
        return answered(asked, *rest) if asked.text == OPENED else 1 / 0  # type: ignore[return-value]

    monkeypatch.setattr(asking, "answered", or_fault)
    thread = Asking(archive, gate, has_room)
    wait_until(lambda: not batches.unfinished())
    thread.close()

    assert batches.with_token(deleted.token) is None
    assert (_state(batches, faulty), _state(batches, kept)) == (State.FAILED, State.DONE)


def test_a_restored_database_has_only_what_is_written_there(gate: Gate) -> None:
    batch = Batches(gate.database).create(None, "", (), [Asked(1, OPENED)])
    assert find_problems(service_file(gate)) == []
    for change in ("note = 'other'", "strength = 'weak'", "first = 3", "answer_first = 1"):
        with gate.database.transaction() as connection:
            connection.execute(
                f"UPDATE batch_rows SET {change} WHERE batch_id = ?",  # noqa: S608 - ours
                (batch.id,),
            )
        assert find_problems(service_file(gate)) != [], change
        with gate.database.transaction() as connection:
            connection.execute(
                "UPDATE batch_rows SET note = NULL, strength = NULL, first = NULL,"
                " answer_first = NULL"
            )
