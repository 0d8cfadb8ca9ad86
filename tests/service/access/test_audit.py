import asyncio
from datetime import timedelta

import pytest

from search.errors import IndexWriteError
from service.access import purging as purging_module
from service.access.audit import Action, AuditLog
from service.access.callers import Caller, Role
from service.access.gate import Gate
from service.access.purging import DAY, purging
from service.database import FILE_NAME, timestamp
from service.settings import Settings
from tests.service.conftest import service_file

CALLER = Caller("k", "desk", Role.READER)


@pytest.fixture
def log(gate: Gate) -> AuditLog:
    return AuditLog(gate.database)


def write(gate: Gate, subject: str, days_ago: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        at = timestamp(-timedelta(days_ago))
        patch.setattr("service.access.audit.timestamp", lambda: at)
        AuditLog(gate.database).record(CALLER, Action.SEARCH, {"b", "a"}, subject)


def test_the_log_says_who_did_what_in_the_order_it_was_done(gate: Gate, log: AuditLog) -> None:
    assert gate.audit(CALLER) is None
    record = Gate(Settings(gate.settings.place, audit=True)).audit(CALLER)
    assert record is not None
    record(Action.SEARCH, {"b", "a"}, "سؤال")
    record(Action.READ, {"a"}, "id/1")
    record(Action.EXPORT, {"a"}, "سؤال")
    record(Action.ORIGINAL, {"a"}, "id/1")
    record(Action.FEED, {"b"}, "سؤال")
    assert [entry[1:] for entry in log.entries()] == [
        ("k", "search", ["a", "b"], "سؤال"),
        ("k", "read", ["a"], "id/1"),
        ("k", "export", ["a"], "سؤال"),
        ("k", "original", ["a"], "id/1"),
        ("k", "feed", ["b"], "سؤال"),
    ]
    assert all(entry.at <= timestamp() for entry in log.entries())


def test_what_is_older_than_its_days_is_forgotten_in_every_file(gate: Gate, log: AuditLog) -> None:
    write(gate, "older", 90.01)
    write(gate, "newer", 89.99)
    gate.purge()
    assert [entry.subject for entry in log.entries()] == ["newer"]
    folder = service_file(gate).parent
    files = b"".join(path.read_bytes() for path in folder.glob(f"{FILE_NAME}*"))
    assert b"newer" in files
    assert b"older" not in files


def test_the_log_is_purged_again_and_again(gate: Gate, log: AuditLog) -> None:
    async def run() -> list[int]:
        counts = []
        write(gate, "one", 100)
        async with purging(gate, seconds=0.01, settling=0.01):
            for _ in range(2):
                while list(log.entries()):
                    await asyncio.sleep(0.01)
                counts.append(len(list(log.entries())))
                write(gate, "two", 100)
        return counts

    assert asyncio.run(asyncio.wait_for(run(), 20)) == [0, 0]


def test_nothing_is_forgotten_by_a_clock_that_is_ahead_at_the_start(
    gate: Gate, log: AuditLog
) -> None:
    async def run() -> None:
        write(gate, "old by this clock", 100)
        async with purging(gate):
            await asyncio.sleep(0.1)

    asyncio.run(run())
    assert [entry.subject for entry in log.entries()] == ["old by this clock"]


def test_nothing_is_forgotten_by_a_clock_that_was_set_ahead(
    gate: Gate, log: AuditLog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    passed = [1_000_000.0] * 1 + [1_000_000.0 + 120 * DAY] * 1
    monkeypatch.setattr(
        purging_module, "_ahead", lambda: passed.pop(0) if len(passed) > 1 else passed[0]
    )

    async def run() -> list[str]:
        write(gate, "old by this clock", 100)
        async with purging(gate, seconds=0.01, settling=0.2):
            while "another time" not in caplog.text:
                await asyncio.sleep(0.01)
            kept = [entry.subject for entry in log.entries()]
            while list(log.entries()):  # it has stayed as it is
                await asyncio.sleep(0.01)
        return kept

    assert asyncio.run(asyncio.wait_for(run(), 20)) == ["old by this clock"]


def test_a_full_disk_does_not_end_the_purging(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls = []

    def purge(_: Gate) -> None:
        calls.append(1)
        msg = "the disk is full"
        raise IndexWriteError(msg)

    monkeypatch.setattr(Gate, "purge", purge)

    async def run() -> None:
        async with purging(gate, seconds=0.01, settling=0.01):
            while len(calls) < 2:
                await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(run(), 20))
    assert "the disk is full" in caplog.text
