"""Many alerts at once: of many documents, from several processes, to whom does not answer."""

import json
import multiprocessing
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from indexer.collections import add_documents
from search.archive import Archive
from search.records import Document
from service.access.gate import Gate
from service.alerts.sending import AT_ONCE, Alerts
from service.alerts.settings import AlertSettings, WebhookSettings
from service.alerts.storage import Deliveries, Kind
from service.alerts.webhook import MOST_BYTES
from service.language import Language
from service.saved.storage import SavedSearches
from service.settings import Settings
from testing.hashing_encoder import HashingEncoder
from tests.conftest import as_reads
from tests.service.conftest import make_archive
from tests.service.webhooks import Calls, answering

QUESTION = "متى يبدأ مؤتمر الزيتون في عمّان؟"
TEXT = f"{QUESTION} يبدأ مؤتمر الزيتون في عمّان بعد غد"
SETTINGS = AlertSettings(
    site="https://search.newsroom.example",
    webhook=WebhookSettings(private=(ip_network("127.0.0.0/8"),)),
)
_PAST = "2000-01-01T00:00:00Z"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return make_archive(tmp_path / "index")


@pytest.fixture
def gate(archive: Archive) -> Iterator[Gate]:
    gate = Gate(Settings(archive.folder))
    yield gate
    gate.close()


@pytest.fixture
def calls() -> Iterator[Calls]:
    with answering() as calls:
        yield calls


def save(gate: Gate, name: str, target: str) -> None:
    """Save a search, whose news are due now."""
    searches = SavedSearches(gate.database)
    with gate.database.transaction() as connection:
        connection.execute(
            "INSERT INTO saved (key_id, name, query, token, created) VALUES (NULL, ?, ?, ?, ?)",
            (name, f"q={QUESTION}", f"{len(searches.of(None)):032}", "2026-01-01T00:00:00Z"),
        )
    (newest, *_) = searches.of(None)
    Deliveries(gate.database).add(newest.id, None, Kind.WEBHOOK, target, 1, Language.AR)
    with gate.database.transaction() as connection:
        connection.execute("UPDATE deliveries SET due = ? WHERE saved_id = ?", (_PAST, newest.id))


def add(archive: Archive, *documents: Document) -> None:
    later = (datetime.now(UTC) + timedelta(seconds=5)).isoformat(timespec="milliseconds")
    add_documents(archive, "default", as_reads(documents), lambda _: None)
    archive.store("default").note_added({each.id: later for each in documents})


def problems(gate: Gate) -> list[str | None]:
    return [row[0] for row in gate.database.rows("SELECT problem FROM deliveries ORDER BY id")]


def test_receivers_that_do_not_answer_hold_up_no_other(
    archive: Archive, gate: Gate, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.alerts.webhook._MOST_SECONDS", 1.0)
    add(archive, Document("new", TEXT))
    silent = 3 * AT_ONCE
    with ExitStack() as stack:
        for number in range(silent):
            server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            save(gate, str(number), f"http://127.0.0.1:{server.getsockname()[1]}/")
        save(gate, "answers", calls.address)
        began = time.monotonic()
        alerts = Alerts(SETTINGS, archive, gate)
        alerts.send_due()
    assert len(calls.got) == 1
    assert time.monotonic() - began < silent / 2, "one after the other they take a second each"
    *refused, sent = problems(gate)
    assert sent is None
    assert all((each or "").startswith("no answer") for each in refused)
    assert not [each for each in threading.enumerate() if each.name.startswith("alerts")]

    # The next time those that answer come first.
    add(archive, Document("newer", TEXT.replace("بعد غد", "في أيار")))
    with gate.database.transaction() as connection:
        connection.execute("UPDATE deliveries SET due = ?", (_PAST,))
    first = Deliveries(gate.database).claim()
    assert first is not None
    assert first.target == calls.address


def test_a_receiver_that_does_not_answer_is_not_called_for_every_alert(
    archive: Archive, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.alerts.webhook._MOST_SECONDS", 0.5)
    add(archive, Document("new", TEXT))
    with socket.create_server(("127.0.0.1", 0)) as server:
        for number in range(4 * AT_ONCE):
            save(gate, str(number), f"http://127.0.0.1:{server.getsockname()[1]}/{number}")
        Alerts(SETTINGS, archive, gate).send_due()
    found = problems(gate)
    told = "the receiver did not answer another alert a moment ago"
    assert found.count(told) >= 4 * AT_ONCE - 2 * AT_ONCE
    assert all(each == told or (each or "").startswith("no answer") for each in found)


def test_who_did_not_answer_is_not_remembered_for_ever(
    archive: Archive, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.alerts.webhook._MOST_SECONDS", 0.5)
    monkeypatch.setattr("service.alerts.sending._SILENT_SECONDS", 0.1)
    add(archive, Document("new", TEXT))
    alerts = Alerts(SETTINGS, archive, gate)
    with socket.create_server(("127.0.0.1", 0)) as server:
        save(gate, "silent", f"http://127.0.0.1:{server.getsockname()[1]}/")
        alerts.send_due()
    assert len(vars(alerts)["_silent"]) == 1
    time.sleep(0.1)
    alerts.send_due()
    assert not vars(alerts)["_silent"]


def test_an_alert_that_is_too_large_has_fewer_documents_and_says_how_many_more(
    archive: Archive, gate: Gate, calls: Calls
) -> None:
    documents = [
        # Of their own, so that none is a copy of another.
        Document(
            f"{number:02}{'خ' * 1900}",
            f"{TEXT} {' '.join(f'{letter}كلمة{chr(0x628 + number)}' * 2 for letter in 'بتثجحخد')}",
            title="ع" * 1000,
        )
        for number in range(30)
    ]
    add(archive, *documents)
    save(gate, "many", calls.address)
    alerts = Alerts(SETTINGS, archive, gate)
    got: list[dict[str, Any]] = []
    for _ in range(4):
        with gate.database.transaction() as connection:
            connection.execute("UPDATE deliveries SET due = ?", (_PAST,))
        alerts.send_due()
        assert problems(gate) == [None]
        got = [json.loads(body) for body in calls.got]
    assert all(len(body) <= MOST_BYTES for body in calls.got)
    assert len(got) >= 2, "all of them have room in one"
    sent = [each["id"] for content in got for each in content["found"]]
    assert sorted(sent) == sorted(each.id for each in documents)
    assert [each["more"] for each in got] == [
        30 - sum(len(each["found"]) for each in got[: number + 1]) for number in range(len(got))
    ]


def send_in_a_process(folder: Path, barrier: Barrier) -> None:
    gate = Gate(Settings(folder))
    archive = Archive(folder, lambda _: HashingEncoder())
    barrier.wait(60)
    Alerts(SETTINGS, archive, gate).send_due()
    gate.close()


def test_of_several_processes_each_alert_is_sent_by_one(
    archive: Archive, gate: Gate, calls: Calls
) -> None:
    add(archive, Document("new", TEXT))
    for number in range(20):
        save(gate, str(number), calls.address)
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(3)
    processes = [
        context.Process(target=send_in_a_process, args=(archive.folder, barrier)) for _ in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    names = [json.loads(body)["search"]["name"] for body in calls.got]
    assert sorted(names, key=int) == [str(number) for number in range(20)]
    assert problems(gate) == [None] * 20


def test_who_lost_its_claim_to_another_process_does_not_send(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(gate, "a", "http://127.0.0.1:1/")
    deliveries = Deliveries(gate.database)
    slow = deliveries.claim()
    assert slow is not None
    # Some minutes later.
    monkeypatch.setattr("service.alerts.storage._LEASE", timedelta(minutes=20))
    with gate.database.transaction() as connection:
        connection.execute("UPDATE deliveries SET due = ?", (_PAST,))
    other = deliveries.claim()
    assert other is not None
    assert not deliveries.begin(slow, [])
    assert deliveries.begin(other, [])
