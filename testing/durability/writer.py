"""A process that writes to an index and says what it has committed; made to be killed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import indexer.run
from indexer.embedding import RESERVED_TOKENS
from indexer.pipeline import index_documents, index_files, open_for_writing
from indexer.readers import Read
from indexer.summary import Summary
from search.engine import Engine
from search.index import Index
from search.models.encoder import Encoded
from search.storage.changes import Embedding, SameStory, Write
from search.storage.dense_index import DenseIndex
from search.storage.lexical_index import LexicalIndex
from search.storage.store import Store
from testing.durability.documents import version_of, write_records
from testing.hashing_encoder import HashingEncoder
from testing.segments import small_segments

# Room for about two sentences a passage, so that most documents have several.
TOKEN_LIMIT = RESERVED_TOKENS + 20
# Passages of a segment: some twenty documents fill several, which are joined and written anew.
FULL = 16
# Documents and their versions; ``None`` deletes.
Batch = list[tuple[str, int | None]]
# The name of a step of work, and what it works on.
Step = tuple[str, Batch]


def make_encoder() -> HashingEncoder:
    return HashingEncoder(token_limit=TOKEN_LIMIT)


class _ReportingEncoder(HashingEncoder):
    """Says what it embeds."""

    def __init__(self, send: Callable[[tuple[str, Any]], None]) -> None:
        super().__init__(token_limit=TOKEN_LIMIT)
        self._send = send

    def encode_passages(self, passages: Sequence[tuple[str | None, str]]) -> list[Encoded]:
        self._send(("embedding", list(passages)))
        return super().encode_passages(passages)


def run(folder: Path, steps: Sequence[Step], reports: Connection) -> None:
    """Do the steps; sends ``(phase, details)`` before each phase and ``committed`` after one."""
    indexer.run.BATCH_PASSAGES = 8
    _report_phases(reports.send)
    encoder = _ReportingEncoder(reports.send)
    with small_segments(FULL):
        index = open_for_writing(folder, lambda: encoder, None)
        for step in steps:
            _do(index, encoder, step)
        index.close()
    reports.send(("ended", None))


def put(index: Index, encoder: HashingEncoder, versions: Mapping[str, int]) -> Summary:
    """Add these versions of documents, or replace others by them."""
    documents = [version_of(*item) for item in versions.items()]
    reads = [Read(d.id, d, len(d.text)) for d in documents]
    return index_documents(index, lambda: encoder, reads, lambda _: None)


def new_index(folder: Path, ids: Sequence[str]) -> Path:
    """An index of the first version of these documents; gives its folder."""
    encoder = make_encoder()
    index = open_for_writing(folder, lambda: encoder, None)
    put(index, encoder, dict.fromkeys(ids, 1))
    index.close()
    return folder


def _do(index: Index, encoder: HashingEncoder, step: Step) -> None:
    kind, batch = step
    if kind == "delete":
        with index.writing():
            index.store.delete([document_id for document_id, _ in batch])
        return
    versions = {document_id: version for document_id, version in batch if version is not None}
    if kind == "files":
        from indexer.discovery import find_files

        path = index.folder.parent / "records.jsonl"
        write_records(path, versions)
        index_files(index, lambda: encoder, find_files([path]), lambda _: None)
    else:
        put(index, encoder, versions)


def _report_phases(send: Callable[[tuple[str, Any]], None]) -> None:
    write, delete = Store.write, Store.delete

    def reported_write(
        store: Store,
        writes: Sequence[Write],
        embeddings: Iterable[Embedding],
        same_story: SameStory,
    ) -> None:
        batch = [(w.document.id, w.document.metadata["version"]) for w in writes]
        send(("committing", batch))
        write(store, writes, embeddings, same_story)
        send(("committed", batch))

    def reported_delete(store: Store, ids: Sequence[str]) -> list[str]:
        batch = [(document_id, None) for document_id in ids]
        send(("committing", batch))
        missing = delete(store, ids)
        send(("committed", batch))
        return missing

    Store.write = reported_write  # type: ignore[method-assign, assignment]
    Store.delete = reported_delete  # type: ignore[method-assign, assignment]
    for owner, name, phase in (
        (Index, "__init__", "opening"),
        (Index, "publish", "publishing"),
        (LexicalIndex, "_make_usable", "opening the lexical index"),
        (DenseIndex, "save", "saving the dense index"),
        (LexicalIndex, "release", "closing the lexical index"),
    ):
        _announce(owner, name, phase, send)


def _announce(owner: type, name: str, phase: str, send: Callable[[tuple[str, Any]], None]) -> None:
    original: Callable[..., object] = getattr(owner, name)

    def announced(*args: object, **options: object) -> object:
        send((phase, None))
        return original(*args, **options)

    setattr(owner, name, announced)


def open_engine(folder: Path) -> tuple[Index, Engine]:
    import faiss

    # Threads that wait for each other take longer than the few vectors here.
    faiss.omp_set_num_threads(1)
    index = Index(folder)
    return index, Engine(index, make_encoder())
