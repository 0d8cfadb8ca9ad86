"""Several services of an index on servers: what one keeps, each sees."""

import json
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import count, pairwise
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient

from indexer.originals import fetch_original
from indexer.sent_files import Upload, add_uploads
from indexer.upkeep.moving import copy
from search.archive import Archive
from search.backend import Home
from search.cluster.address import Address
from search.errors import IndexLockedError, IndexMismatchError, IndexMissingError
from search.home import FolderHome
from search.index import Index
from search.records import DEFAULT_COLLECTION
from search.storage.database import Database as IndexDatabase
from service.access.audit import AuditLog
from service.access.callers import Role
from service.access.keys import KeyDamagedError, Keys
from service.alerts.storage import Deliveries
from service.app import create_app
from service.database import Database, ServiceDatabase
from service.job_ledger import Job, JobLedger
from service.saved.storage import SavedSearches
from service.settings import Settings
from testing.hashing_encoder import HashingEncoder
from testing.servers import Server, Servers, missing
from testing.waiting import wait_until
from tests.search.cluster.servers import new_on_servers
from tests.service.conftest import LOCAL
from tests.service.keeping import fill

if missing() is not None:
    pytest.skip(str(missing()), allow_module_level=True)

from indexer.upkeep.servers import verify_servers
from search.cluster.home import ClusterHome
from search.cluster.index import ClusterIndex
from service.servers import database as server_database
from service.servers.database import ServerDatabase
from service.servers.home import ServerTurn
from service.servers.inbox import ServerInbox
from service.servers.rates import ServerRates

_ALL = "SELECT * FROM {}"
_NUMBERS = count(100)
LETTER = "أعلن المجلس بيانه الأول. " * 3
NEWS = {"id": "gate", "text": "افتتح الوزير المعبر الجديد صباح الأحد.", "title": "المعبر"}


@pytest.fixture
def address(servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Address:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    address = servers.new()
    new_on_servers(address).close()
    return address


@pytest.fixture
def database(address: Address) -> Iterator[ServerDatabase]:
    with closing(ServerDatabase(address)) as database:
        yield database


def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have two runs make the same secrets at the same time."""
    numbers = iter(range(1000))
    for module in ("access.keys", "saved.storage", "dossiers.storage", "batches.storage"):
        monkeypatch.setattr(f"service.{module}.new_secret", lambda: f"secret-{next(numbers)}")
    monkeypatch.setattr("service.access.sessions.new_secret", lambda: f"secret-{next(numbers)}")
    monkeypatch.setattr("service.alerts.storage.new_secret", lambda: f"secret-{next(numbers)}")
    monkeypatch.setattr("service.access.keys.new_id", lambda: f"id-{next(numbers)}")
    for module in (
        *("access.keys", "access.sessions", "access.audit", "saved.storage", "dossiers.storage"),
        *("batches.storage", "alerts.storage"),
    ):
        monkeypatch.setattr(f"service.{module}.timestamp", lambda *_: "2026-05-01T10:00:00Z")
    monkeypatch.setattr("service.saved.storage.moment", lambda: "2026-05-01T10:00:00.000+00:00")


def test_postgres_keeps_what_a_file_does(
    database: ServerDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[dict[str, list[tuple[object, ...]]]] = []
    folder = tmp_path / "folder"
    folder.mkdir()
    IndexDatabase.create(folder / "shawahid.sqlite", {})
    with closing(ServiceDatabase(folder)) as file:
        tables = [
            name
            for (name,) in file.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not name.startswith("sqlite_")
        ]
        for each in (file, database):
            with monkeypatch.context() as patch:
                _settled(patch)
                fill(each)
            kept.append({name: sorted(each.rows(_ALL.format(name)), key=str) for name in tables})
    assert all(kept[0].values())
    assert kept[0] == kept[1]


def test_what_is_asked_of_a_file_is_asked_of_postgres(database: ServerDatabase) -> None:
    fill(database)
    (key,) = [each for each in Keys(database).all() if each.revoked]
    searches = SavedSearches(database)
    (search,) = searches.of(key.id)
    assert (search.muted, searches.of(None)) == (True, [])
    searches.save(None, "\x00", "q=2")
    assert [each.name for each in searches.of(None)] == ["\x00"]
    searches.mute(search.id, key.id, muted=False)
    assert [alert.is_read for alert in searches.alerts(search.id)] == [True]
    deliveries = Deliveries(database)
    assert deliveries.claim() is None
    with database.transaction() as connection:  # one is due, the other was put off by a clock
        connection.execute("UPDATE deliveries SET due = '2020-01-01T00:00:00Z' WHERE id = 1")
        connection.execute("UPDATE deliveries SET due = '2199-01-01T00:00:00Z' WHERE id = 2")
    claimed = [deliveries.claim(), deliveries.claim(), deliveries.claim()]
    assert {each.id for each in claimed if each} == {1, 2}
    ledger = JobLedger(database)
    ledger.cancel("a" * 22, "2026-01-01T00:00:01.000+00:00")
    assert [job.has_ended for job in ledger.all(["sport"])] == [True]
    assert ledger.all(["default"]) == []
    assert not ledger.accept(Job("b" * 22, "sport", 1, "2026"), 0)
    searches.delete(search.id, key.id)
    assert database.rows("SELECT * FROM alerts") == []
    with pytest.raises(IndexMissingError):
        ServerDatabase(database.address._replace(postgres=_other(database.address)))


def _other(address: Address) -> str:
    return address.postgres.rpartition("/")[0] + "/postgres"


def test_one_changes_it_at_a_time_and_newer_tables_are_refused(
    database: ServerDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_database, "_BUSY", "SET LOCAL lock_timeout = '20ms'")
    other = ServerDatabase(database.address)
    refused: list[Exception] = []

    def change() -> None:
        try:
            other.purge("DELETE FROM audit", ())
        except IndexLockedError as error:
            refused.append(error)

    with database.transaction():
        thread = Thread(target=change)
        thread.start()
        thread.join()
    assert len(refused) == 1
    with database.transaction() as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE key = 'version'")
    with pytest.raises(IndexMismatchError, match="newer"):
        ServerDatabase(database.address)
    other.close()


def test_keys_of_an_earlier_version_get_a_checksum_that_they_have_to_fit(
    database: ServerDatabase,
) -> None:
    key, token = Keys(database).create(Role.READER, "مكتب", ["y4"], 60)
    with database.transaction() as connection:
        connection.execute("DROP TABLE key_sums")
        connection.execute("UPDATE meta SET value = '10' WHERE key = 'version'")
    with closing(ServerDatabase(database.address)) as later:
        keys = Keys(later)
        assert keys.known(token) == key
        with later.transaction() as connection:
            connection.execute("UPDATE keys SET collections = '[\"y5\"]' WHERE id = ?", (key.id,))
        assert keys.known(token) is None
        with pytest.raises(KeyDamagedError, match=key.id):
            keys.check()
        keys.revoke(key.id)
        keys.check()


def test_limits_are_of_all(database: ServerDatabase) -> None:
    one, other = (ServerRates(ServerDatabase(database.address)) for _ in range(2))
    assert [one.ask("key", 3, 2)[0], other.ask("key", 3, 2)[0], other.ask("key", 3, 1)[0]] == [
        *(True, False, True)
    ]
    allowed, left = one.ask("key", 3, 1)
    assert (allowed, left.limit, left.remaining) == (False, 3, 0)
    assert 50 < left.reset <= 60
    assert one.ask("another", 3, 1)[0]
    assert not one.ask_behind("key", 3)
    assert one.suggest("key", 3)[0]
    for _ in range(10):
        assert one.wrong_key("10.0.0.1")[0]
    assert not other.wrong_key("10.0.0.1")[0]
    assert other.wrong_key("10.0.0.2")[0]
    with database.transaction() as connection:
        connection.execute("UPDATE asked SET at = at - interval '61 seconds'")
    assert one.ask("key", 3, 3)[0]


def test_an_upload_outlives_who_took_it_in(
    database: ServerDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.servers.inbox._PIECE", 3)
    first, second = (ServerInbox(database, 1000) for _ in range(2))
    sent = {"0": b"12345678", "1": b""}
    with first.receive(8) as folder:
        for file, data in sent.items():
            (folder / file).write_bytes(data)
    first.keep(folder)
    name = folder.name
    assert second.adopt() == []
    assert second.has(name)
    first._holding.close()  # type: ignore[union-attr] # as it is with a process that was killed
    first._lock = first._own = None
    shutil.rmtree(folder)
    adopted: list[Path] = []

    def adopts() -> bool:
        adopted.extend(second.adopt())
        return bool(adopted)

    # The server lets go of the lock a moment after the connection was closed.
    wait_until(adopts)
    (found,) = adopted
    assert found.name == name
    assert {each.name: each.read_bytes() for each in found.iterdir()} == sent
    second.remove(name)
    assert not second.has(name)
    assert not found.exists()
    second.close()


def test_one_asks_the_lists_until_it_is_gone(database: ServerDatabase) -> None:
    other = ServerDatabase(database.address)
    first, second = ServerTurn(database), ServerTurn(other)
    assert [first.is_mine(), second.is_mine(), first.is_mine()] == [True, False, True]
    database.close()
    assert any(second.is_mine() for _ in range(1000))
    other.close()


@pytest.fixture
def serve(address: Address) -> Iterator[Callable[..., TestClient]]:
    with ExitStack() as stack:

        def serve(**settings: object) -> TestClient:
            def opened() -> Archive:
                return Archive(ClusterHome(address), lambda _: HashingEncoder())

            app = create_app(Settings(address, audit=True, **settings), opened)  # type: ignore[arg-type]
            return stack.enter_context(TestClient(app, LOCAL, raise_server_exceptions=False))

        yield serve


def _ended(client: TestClient, job: str, headers: dict[str, str]) -> str:
    state = "waiting"
    for _ in range(2000):
        state = client.get(f"/api/v1/jobs/{job}", headers=headers).json()["state"]
        if state not in {"waiting", "running"}:
            break
    return state


def test_services_are_one(
    serve: Callable[..., TestClient],
    address: Address,
    servers: Servers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("search.cluster.originals._PIECE", 50)
    one, other = serve(), serve()
    database: Database = ServerDatabase(address)
    _, admin = Keys(database).create(Role.ADMIN, "", None, None)
    _, reader = Keys(database).create(Role.READER, "", None, 4)
    key, reading = ({"Authorization": f"Bearer {each}"} for each in (admin, reader))
    assert other.get("/api/v1/search", params={"q": "المعبر"}).status_code == 401
    sent = one.post(
        "/api/v1/documents",
        content=json.dumps(NEWS),
        headers={**key, "Content-Type": "application/x-ndjson"},
    )
    assert sent.status_code == 202, sent.text
    assert _ended(other, sent.json()["id"], key) == "done"
    for client in (one, other):
        found = client.get("/api/v1/search", params={"q": "افتتح المعبر"}, headers=reading)
        assert [hit["document"]["id"] for hit in found.json()["hits"]] == ["gate"]
    one.post("/sign-in", data={"key": admin, "next": "/"}, headers={"Origin": LOCAL})
    other.cookies.update(dict(one.cookies))
    assert other.get("/api/v1/jobs").status_code == 200
    other.cookies.clear()
    statuses = [
        client.get("/api/v1/search", params={"q": "المعبر"}, headers=reading).status_code
        for client in (one, other, one)
    ]
    assert statuses == [200, 200, 429]
    assert {entry.subject for entry in AuditLog(database).entries()} == {"افتتح المعبر", "المعبر"}

    files = {"files": ("بيان.txt", LETTER.encode())}
    sent = one.post("/api/v1/documents/files", files=files, headers=key)
    assert _ended(other, sent.json()["id"], key) == "done"
    page = other.get("/documents/بيان", headers=key).text
    original = "/originals/بيان"
    assert original in unquote(page)
    assert other.get(original, headers=key).content == LETTER.encode()
    assert list(verify_servers(_opened(address), lambda _: None)) == []
    other.delete("/api/v1/documents/بيان", headers=key)
    assert one.get(original, headers=key).status_code == 404
    assert _opened(address).database.rows("SELECT count(*) FROM originals") == [(0,)]

    for server in (servers.postgres, servers.milvus):
        assert _without(server, other, key) == (503, True)
        assert _found_again(other, key)
    database.close()


def _opened(address: Address) -> ClusterIndex:
    return ClusterHome(address).open(DEFAULT_COLLECTION)


def test_files_that_were_sent_go_with_a_copy(
    address: Address, tmp_path: Path, make_index: Callable[..., Index]
) -> None:
    def archive(home: Home) -> Archive:
        return Archive(home, lambda _: HashingEncoder())

    made = make_index()
    (tmp_path / "sent").write_text(LETTER, "utf-8")
    uploads = [Upload("بيان.txt", tmp_path / "sent")]
    add_uploads(archive(FolderHome(made.folder)), DEFAULT_COLLECTION, uploads, lambda _: None)
    homes: list[Home] = [
        FolderHome(made.folder),
        ClusterHome(address),
        FolderHome(tmp_path / "back"),
    ]
    for source, target in pairwise(homes):
        copy(source, target, lambda _: None)
        copy(source, target, lambda _: None)
    (tmp_path / "empty").mkdir()
    for home in homes:
        index = home.open(DEFAULT_COLLECTION)
        path = fetch_original(index, "بيان", tmp_path / "empty")
        assert path is not None
        assert path.read_text("utf-8") == LETTER
        index.close()


def _ask(client: TestClient, headers: dict[str, str]) -> tuple[int, bool]:
    question = f"المعبر {next(_NUMBERS)}"  # what was asked before may be remembered
    answer = client.get("/api/v1/search", params={"q": question}, headers=headers)
    return answer.status_code, "retry-after" in answer.headers


def _without(server: Server, client: TestClient, headers: dict[str, str]) -> tuple[int, bool]:
    server.end(signal.SIGKILL)
    try:
        return _ask(client, headers)
    finally:
        server.start()


def _found_again(client: TestClient, headers: dict[str, str]) -> bool:
    return any(_ask(client, headers)[0] == 200 for _ in range(20))
