"""Files are read by a process of their own: whatever one does to it costs that file only."""

import time
from contextlib import closing
from pathlib import Path

import pytest

from indexer import isolation
from indexer.discovery import find_files
from indexer.isolation import FileEnd, Reader, read_isolated
from indexer.readers import ReadOptions, Skipped
from testing.waiting import wait_until


def read(folder: Path, patience: float | None = None) -> dict[str, str]:
    """What became of each file: the text of its document, or why there is none."""
    found: dict[str, str] = {}
    for file, item in read_isolated(find_files([folder]), ReadOptions(), patience):
        if isinstance(item, FileEnd):
            assert file.document_id in found
        elif isinstance(item.outcome, Skipped):
            found[file.document_id] = item.outcome.reason
        else:
            found[file.document_id] = item.outcome.text
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def test_files_come_in_their_order_with_what_is_known_of_them(folder: Path) -> None:
    for number in range(200):
        (folder / f"{number:03}.txt").write_text(f"خبر رقم {number}\u2029سطر", "utf-8")
    items = list(read_isolated(find_files([folder]), ReadOptions()))
    assert [file.document_id for file, _ in items[::2]] == [f"{n:03}" for n in range(200)]
    assert all(isinstance(item, FileEnd) for _, item in items[1::2])
    _, first = items[0]
    assert not isinstance(first, FileEnd)
    assert not isinstance(first.outcome, Skipped)
    assert first.outcome.text == "خبر رقم 0\u2029سطر"
    assert first.outcome.language == "ar"


def test_a_file_that_goes_before_it_is_read_may_come_back(folder: Path) -> None:
    (folder / "gone.txt").write_text("خبر", "utf-8")
    found = find_files([folder])
    (folder / "gone.txt").unlink()
    ((_, item), _) = read_isolated(found, ReadOptions())
    assert not isinstance(item, FileEnd)
    assert isinstance(item.outcome, Skipped)
    assert item.outcome.is_passing


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("hang", "nothing was read from it in 6 s"),
        ("die", "by signal 11"),
        ("memory", "needs too much memory"),
        ("raise", "AssertionError: a mistake in the reader"),
        ("print", "خبر"),
    ],
)
def test_a_fault_costs_one_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fault: str, reason: str
) -> None:
    monkeypatch.setattr(isolation, "READER", "tests.indexer.faulty_reader")
    for name in ("a", f"b-{fault}", "c"):
        (folder / f"{name}.txt").write_text("خبر", "utf-8")
    found = read(folder, patience=6 if fault == "hang" else 60)
    assert found["a"] == found["c"] == "خبر"
    assert reason in found[f"b-{fault}"]


def test_the_process_ends_when_the_reading_is_broken_off(folder: Path) -> None:
    for number in range(100):
        (folder / f"{number}.txt").write_text("خبر", "utf-8")
    with closing(read_isolated(find_files([folder]), ReadOptions())) as reading:
        next(reading)
    wait_until(lambda: not _readers())


def _readers() -> list[str]:
    """Reading processes that this one has left."""
    tasks = Path("/proc/self/task").iterdir()
    children = [pid for task in tasks for pid in _text_of(task / "children").split()]
    commands = [_text_of(Path(f"/proc/{pid}/cmdline")) for pid in children]
    return [command for command in commands if isolation.READER in command]


def _text_of(file: Path) -> str:
    """Nothing where the thread or process has ended since it was listed."""
    try:
        return file.read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_no_more_is_read_ahead_than_has_room(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_AHEAD_BYTES", 3000)
    for number in range(20):
        (folder / f"{number:02}.txt").write_text("خبر " * 200, "utf-8")
    with closing(isolation._Process(ReadOptions())) as process:
        process.ask(find_files([folder]))
        for _ in range(20):
            assert len(list(process.answers(20))) == 1
            time.sleep(0.02)
            assert process._bytes < 3000 + 10_000
            assert process._lines.qsize() <= 2


def test_a_reader_goes_on_with_its_process_and_begins_another_after_one_was_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "READER", "tests.indexer.faulty_reader")
    for name in ("a", "b-die", "c", "d"):
        (folder / f"{name}.txt").write_text("خبر", "utf-8")
    a, b, c, d = find_files([folder])
    with closing(Reader(ReadOptions())) as reader:
        assert len(list(reader.read([a, c]))) == 4
        (first,) = _readers()
        assert len(list(reader.read([d]))) == 2
        assert _readers() == [first]
        assert [file for file, _ in reader.read([b, c])] == [b, c, c]
        next(reading := reader.read([c, d]))
        reading.close()  # what nobody waits for is not taken for the answer to what comes next
        assert [file for file, _ in reader.read([a])] == [a, a]
