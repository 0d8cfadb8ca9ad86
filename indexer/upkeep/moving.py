"""Copy an index from a folder to servers, or back, without embedding anything again."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import gettempdir

from indexer.discovery import is_what_was_read
from indexer.originals import find_again
from indexer.preparation import bands_of
from indexer.run import BATCH_LETTERS, BATCH_PASSAGES
from indexer.stories import same_story
from search.backend import Backend, Documents, Home
from search.errors import CollectionExistsError, IndexMismatchError
from search.originals import ORIGINALS
from search.records import DEFAULT_COLLECTION, Document, Passage
from search.staging import staged
from search.storage.changes import Embedding, Write

Report = Callable[[int], None]


def copy(source: Home, target: Home, report: Report) -> dict[str, int]:
    """Copy all collections; gives how many documents each has there.

    What is there already is left alone, so that a copy that was broken off goes on.

    Args:
        source: is only read, in the state that it has when its collection is begun.
        target: gets the collections that it has not.
        report: called with the documents that were looked at, of each collection.

    Raises:
        CollectionExistsError: a collection is there and has documents that the source has not.
        IndexMismatchError: one is there and was made with another model.
        IndexLockedError: another process is writing to it.
    """
    copied = {}
    for name in source.names():
        with closing(source.open(name)) as index:
            if not target.exists(name):
                target.create(name, index.settings)
            with closing(target.open(name)) as other:
                _check(index, other, name)
                with other.writing(), index.reading():
                    _copy(index.store, other, report)
                    find_again(other)
                    _copy_originals(index, other)
                copied[name] = other.store.counts().documents
    return dict(sorted(copied.items(), key=lambda each: each[0] != DEFAULT_COLLECTION))


def _check(index: Backend, other: Backend, name: str) -> None:
    if other.settings.to_meta() != index.settings.to_meta():
        msg = (
            f"the collection {name!r} of {other.place} was made with another model or otherwise:"
            " copy into a place that has none"
        )
        raise IndexMismatchError(msg)
    for document, _ in other.store.documents():
        if index.store.document_hash(document.id) is None:
            msg = (
                f"the collection {name!r} of {other.place} has documents that {index.place} has"
                f" not, such as {document.id[:80]!r}: copy into a place without one"
            )
            raise CollectionExistsError(msg)


def _copy(source: Documents, other: Backend, report: Report) -> None:
    target = other.store
    waiting: list[Write] = []
    embeddings: dict[bytes, Embedding] = {}
    for count, (document, stored) in enumerate(source.documents(), 1):
        report(count)
        if target.document_hash(document.id) == stored:
            continue
        write, found = _write_of(document, source)
        waiting.append(write)
        embeddings |= found
        passages = sum(len(each.passages) for each in waiting)
        letters = sum(len(each.document.text) for each in waiting)
        if passages >= BATCH_PASSAGES or letters >= BATCH_LETTERS:
            _commit(waiting, embeddings, other)
            waiting, embeddings = [], {}
    if waiting:
        _commit(waiting, embeddings, other)
    target.note_added(source.added())
    target.files.finish(dict(_read_to_the_end(source, target)))


def _copy_originals(index: Backend, other: Backend) -> None:
    """The files that were sent, but those that are not what documents were read from."""
    with staged(Path(gettempdir())) as folder:
        for place, stated in index.store.files.content_hashes(f"/{ORIGINALS}/").items():
            target = other.originals.place(place)
            path = index.originals.fetch(place, folder)
            if target is None or path is None:
                continue
            with path.open("rb") as stream:
                is_kept = is_what_was_read(stream, stated) is not False
            if is_kept:
                other.originals.keep(target, path)
            if path.is_relative_to(folder):
                path.unlink()


def _write_of(document: Document, source: Documents) -> tuple[Write, dict[bytes, Embedding]]:
    passages = source.passages_of(document.id)
    found = source.embeddings([passage_id for passage_id, _ in passages])
    write = Write(
        document,
        [(Passage(document, *span), found[i].content_hash) for i, span in passages],
        source.files.file_of(document.id),
        bands_of(document),
    )
    return write, {each.content_hash: each for each in found.values()}


def _commit(writes: list[Write], embeddings: dict[bytes, Embedding], other: Backend) -> None:
    known = other.store.known_embeddings([*embeddings])
    new = [each for content, each in embeddings.items() if content not in known]
    other.prepare(passage for write in writes for passage, _ in write.passages)
    other.store.write(writes, new, _same_story)
    other.publish()


def _read_to_the_end(source: Documents, target: Documents) -> Iterator[tuple[str, str]]:
    """The files that need not be read again."""
    for path, content_hash in source.files.content_hashes("").items():
        if content_hash is not None and target.files.count_documents(path):
            yield path, content_hash


def _same_story(one: Document, other: Document) -> bool:
    return same_story(one.text, other.text, one.ignored, other.ignored)
