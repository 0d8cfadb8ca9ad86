"""Do everything that writes on a disk that is full; run as a process of its own.

    python -m tests.durability.full_disk tmpfs|limit FOLDER

With ``tmpfs`` it mounts a small file system over the folder, for which it has to be root in its
mount namespace. With ``limit`` no file can grow beyond a size, which needs no right.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from indexer.pipeline import open_for_writing
from indexer.upkeep.exporting import export_file
from indexer.upkeep.reindexing import reindex
from indexer.upkeep.verification import verify
from search.engine import Engine
from search.errors import IndexWriteError
from search.index import Index
from search.storage.store import open_store
from testing.backups import back_up, restore
from testing.durability.documents import own_words
from testing.durability.writer import TOKEN_LIMIT, make_encoder, put
from testing.hashing_encoder import HashingEncoder

OLD = {f"doc{number}": 1 for number in range(12)}
NEW = {f"new{number}": 1 for number in range(40)}
DISK_BYTES = 8 << 20
# What is left when an operation begins: each is full at another point.
FREE = (0, 20_000, 100_000, 300_000)
_PAGE = 4096

_Full = Callable[[Path, int], AbstractContextManager[None]]


@contextmanager
def _full_disk(disk: Path, free: int) -> Iterator[None]:
    """Only so many bytes can be written."""
    filler = disk / "filler"
    size = shutil.disk_usage(disk).free - free
    with filler.open("wb") as stream:
        stream.write(bytes(max(0, size // _PAGE * _PAGE)))
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def _limited_files(_disk: Path, free: int) -> Iterator[None]:
    """No file can be longer; what is longer already cannot be written beyond."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


class _Disk:
    """A disk with an index and a backup of it."""

    def __init__(self, disk: Path) -> None:
        self.disk = disk
        self.folder = disk / "index"
        self.backup = disk / "backup"

        self._template = Path(tempfile.mkdtemp()) / "index"
        encoder = make_encoder()
        index = open_for_writing(self._template, lambda: encoder, None)
        put(index, encoder, OLD)
        index.close()

    def fill(self) -> Engine:
        """Make the index and its backup anew; gives an engine that is open all the time."""
        for path in self.disk.iterdir():
            if path.is_dir():
                # A Tantivy writer that the full disk stopped may still be putting a file there.
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
        shutil.copytree(self._template, self.folder, dirs_exist_ok=True)
        back_up(self.folder, self.backup)
        return Engine(Index(self.folder), make_encoder(), open_encoder=_encoder)

    def index(self) -> None:
        encoder = make_encoder()
        index = open_for_writing(self.folder, lambda: encoder, None)
        try:
            put(index, encoder, NEW)
        finally:
            index.close()

    def delete(self) -> None:
        index = Index(self.folder)
        try:
            with index.writing():
                index.store.delete(["doc0", "doc1"])
        finally:
            index.close()

    def back_up(self) -> None:
        back_up(self.folder, self.disk / "another")

    def restore(self) -> None:
        restore(self.backup, self.folder)

    def export(self) -> None:
        store = open_store(self.folder)
        try:
            export_file(store, self.disk / "export.jsonl", lambda _: None)
        finally:
            store.database.close()

    def reindex(self) -> None:
        reindex(self.folder, lambda: _encoder("other"), "other", lambda _: None)


def _encoder(model: str | None) -> HashingEncoder:
    return make_encoder() if model is None else HashingEncoder(128, TOKEN_LIMIT, model)


def _check(engine: Engine) -> None:
    """What was there before and was not deleted is found."""
    for document_id in sorted(OLD.keys() - {"doc0", "doc1"})[::3]:
        word = own_words(document_id, 1)[0]
        hit = engine.search(word, 1)[0]
        assert hit.citation.document_id == document_id
        assert word in hit.citation.quote


def main() -> None:
    """Try each operation with little room, and once more with enough."""
    import faiss

    # Threads that wait for each other take longer than the few vectors here.
    faiss.omp_set_num_threads(1)
    way, folder = sys.argv[1], Path(sys.argv[2])
    if way == "tmpfs":
        command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
        subprocess.run(command, check=True)
    full = _full_disk if way == "tmpfs" else _limited_files
    disk = _Disk(folder)
    failed: Counter[str] = Counter()
    for operation in (
        disk.index,
        disk.delete,
        disk.back_up,
        disk.restore,
        disk.export,
        disk.reindex,
    ):
        name = operation.__name__
        failed[name] += sum(_survives(disk, operation, full, free) for free in FREE)
    sys.stdout.write(json.dumps(failed))


def _survives(disk: _Disk, operation: Callable[[], None], full: _Full, free: int) -> bool:
    """Whether the operation failed on a full disk; in no case is anything lost.

    Raises:
        AssertionError: something was lost, or does not go on when there is room again.
    """
    engine = disk.fill()
    with full(disk.disk, free):
        error = _error_of(operation)
        _check(engine)
    operation()
    _check(engine)
    problems = list(verify(disk.folder, lambda _: None))
    assert not problems, problems
    assert error is None or "full" in error
    return error is not None


def _error_of(operation: Callable[[], None]) -> str | None:
    try:
        operation()
    except IndexWriteError as error:
        return str(error)
    return None


if __name__ == "__main__":
    main()
