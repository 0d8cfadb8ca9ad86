"""One run over some input: documents are cut and embedded, and committed in batches, in order."""

import logging
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.batch import Batch, Embedded, Keyed
from indexer.discovery import InputFile
from indexer.embedding import Embedding
from indexer.metadata import shortened
from indexer.readers import Read, ReadOptions, Skipped
from indexer.stories import same_story
from indexer.summary import Change, Named, Report, Summary
from indexer.workers.pool import Workers
from search.backend import Backend
from search.errors import IndexWriteError
from search.fields import LONGEST_ADDRESS, LONGEST_ID, LONGEST_METADATA, LONGEST_VALUE
from search.records import Document, Passage
from search.storage import changes
from search.storage.changes import Write
from search.storage.rows import document_hash, embedding_hash

logger = logging.getLogger(__name__)

# Passages that are embedded together and committed in one transaction: enough to sort them into
# batches of like length, few enough to lose little when a run is broken off.
BATCH_PASSAGES = 128
# Passages in one call of the model: so many that only long documents take several.
_AT_ONCE = 2 * BATCH_PASSAGES
# Documents that wait for each other where few of them have to be embedded.
BATCH_DOCUMENTS = 1000
# Letters of documents that wait: text that is never searched, as of quoted mails, has no passages.
BATCH_LETTERS = 20_000_000
# Documents that are named of those that are stored and cannot be found yet.
_MOST_UNFOUND = 3

# What is left out of fields that are too long; of others, what is beyond ``LONGEST_VALUE``.
_LONGEST = {
    "url": (LONGEST_ADDRESS, "it"),
    "parts": (LONGEST_VALUE, "the rest of names"),
    "metadata": (LONGEST_METADATA, "the longest of it"),
}
_UNFOUND = (
    "stored with what came with it ({} documents), and not found yet: the index of words cannot be"
    " written; is its disk full? It is brought up once it can be"
)
_TOO_LONG_ID = f"its id has {{}} letters, at most {LONGEST_ID} can be cited: give it a shorter one"


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the user said about a run.

    Attributes:
        reading: how files are read.
        prune: delete at once the documents that their file no longer has.
        named: what another file is called towards whoever is told of it.
        committed: called with the places of files whose documents were just committed, or are in
            the index as they are.
        workers: that read and embed in place of this process.
    """

    reading: ReadOptions = field(default_factory=ReadOptions)
    prune: bool = False
    named: Callable[[str], str] = str
    committed: Callable[[Collection[str]], None] = lambda _: None
    workers: Workers | None = None


class Run:
    """One run over some input: what waits to be embedded and committed, and what was done.

    Which passages are embedded together follows from the input and the index alone, and batches are
    committed in order, wherever they are embedded: an index is the same to the last bit.

    Args:
        index: that is written to, while ``writing()``.
        embedding: where documents are cut and passages embedded.
        report: called with the summary so far after every document and batch.
        committed: see ``RunOptions``.
    """

    def __init__(
        self,
        index: Backend,
        embedding: Embedding,
        report: Report,
        committed: Callable[[Collection[str]], None] = lambda _: None,
    ) -> None:
        self._index = index
        self._committed = committed
        self._embedding = embedding
        self._report = report
        self._started = time.monotonic()
        self._summary = Summary()
        self._batch = Batch()
        self._underway: deque[Batch] = deque()

    def take(self, read: Read, file: str | None) -> None:
        """Take in what a reader found."""
        if isinstance(read.outcome, Skipped):
            self.skip(read.outcome, read.size)
            return
        self._summary.bytes += read.size
        document, cut = shortened(read.outcome)
        stored = self._stored_hash(document.id)
        if stored is None and len(document.id) > LONGEST_ID:  # one of an earlier version stays
            self._summary.skip(Skipped(read.place, _TOO_LONG_ID.format(len(document.id))))
            self.report()
            return
        for name in cut:
            most, what = _LONGEST.get(name, (LONGEST_VALUE, "the rest"))
            reason = f"its {name} has more than {most} letters: {what} is left out"
            self._summary.skip(Skipped(read.place, reason))
        if file is not None:
            self._batch.taken.add(file)
        # Of what waits another text may be about to replace the one that is stored.
        is_same = document.id not in self._batch.writes and stored == document_hash(document)
        if is_same and (file is None or self.file_of(document) in {None, file}):
            self._summary.changes[Change.UNCHANGED] += 1
        else:  # also one whose file has moved: it goes with the new one from now on
            replaced = Change.UNCHANGED if is_same else Change.REPLACED
            self._batch.add(
                Write(document, self._keyed(document, read), file, read.bands),
                Change.ADDED if stored is None else replaced,
            )
        if (
            self._batch.passages >= BATCH_PASSAGES
            or len(self._batch.writes) >= BATCH_DOCUMENTS
            or self._batch.letters >= BATCH_LETTERS
        ):
            self._send()
        self.report()

    def skip(self, skipped: Skipped, size: int) -> None:
        """Count input that is left out."""
        self._summary.bytes += size
        self._summary.skip(skipped)
        self.report()

    def pass_over(self, size: int) -> None:
        """Count input of which nothing is to be said, such as an earlier capture of a page."""
        self._summary.bytes += size
        self.report()

    def miss(self, path: Path) -> None:
        """Note that a file could not be opened."""
        self._summary.unread.add(path)

    def contest(self, place: str, owner: str) -> None:
        """Note that a document of a file has the id of another file's."""
        self._summary.contested.setdefault(place, set()).add(owner)

    def leave(self, file: InputFile, documents: int) -> None:
        """Count the documents of a file that is as it was."""
        self._summary.bytes += file.size
        self._batch.taken.add(file.place)
        self._summary.changes[Change.UNCHANGED] += documents
        self.report()

    def find(self, file: InputFile, documents: Sequence[str]) -> None:
        """Count the documents that a file has brought in another way."""
        self._summary.bytes += file.size
        self._summary.changes[Change.UNCHANGED] += len(documents)
        for document_id in documents:
            self._summary.name(Named(Change.UNCHANGED, document_id, file.place))
        self.report()

    def is_new_or_same(self, document: Document) -> bool:
        """Whether no other document of that id is there."""
        return self._stored_hash(document.id) in {None, document_hash(shortened(document)[0])}

    def file_of(self, document: Document) -> str | None:
        """The file that a document of that id came from, committed or waiting."""
        waiting = self._batch.writes.get(document.id) or self._sent(document.id)
        if waiting is not None:
            return waiting.file
        return self._index.store.files.file_of(document.id)

    def _sent(self, document_id: str) -> Write | None:
        """The document of an id as it is committed soon."""
        found = (batch.writes.get(document_id) for batch in reversed(self._underway))
        return next(filter(None, found), None)

    def _stored_hash(self, document_id: str) -> str | None:
        """The hash of a document that is committed, or soon is."""
        sent = self._sent(document_id)
        if sent is not None:
            return document_hash(sent.document)
        return self._index.store.document_hash(document_id)

    def finish_file(self, path: str, digest: str) -> None:
        """Note that a file was read to its end."""
        self._batch.finished[path] = digest

    def drop(self, vanished: Sequence[str], *, prune: bool) -> None:
        """Delete the documents that no file has any more, or name them."""
        if not prune:
            self._summary.vanished_ids.extend(vanished)
        elif vanished:
            self._index.store.delete(vanished)
            self._summary.changes[Change.PRUNED] += len(vanished)

    def commit(self) -> None:
        """Embed and store all that waits."""
        self._send()
        while self._underway:
            self._commit_first()

    def _send(self) -> None:
        """Have what waits embedded, and commit what has waited longest for that."""
        batch, self._batch = self._batch, Batch()
        underway = {key for earlier in self._underway for key, _ in earlier.embedded.passages}
        batch.embedded = self._begin(self._new(batch, underway))
        self._underway.append(batch)
        while (
            len(self._underway) > self._embedding.ahead
            or sum(each.letters for each in self._underway) > BATCH_LETTERS
        ):
            self._commit_first()

    def _commit_first(self) -> None:
        """Store what has waited longest, and only then count it."""
        batch = self._underway.popleft()
        store = self._index.store
        if batch.writes:
            embeddings = self._embeddings(batch)
            writes = list(batch.writes.values())
            self._index.prepare(p for write in writes for p, _ in write.passages)
            store.write(writes, embeddings, _same_story)
        for change, count in batch.changes.items():
            self._summary.changes[change] += count
        for document_id, change in batch.named.items():
            self._summary.name(Named(change, document_id))
        self._summary.passages += batch.passages
        # Whatever fails from here on, an original is of the text that is stored.
        self._committed(batch.taken)
        if batch.finished:
            store.files.finish(batch.finished)
        self._publish(batch)

    def _publish(self, batch: Batch) -> None:
        """Let what was committed be found, or say that it is not yet."""
        try:
            self._index.publish()
        except IndexWriteError as error:
            logger.error("%s: what was just stored cannot be found yet", error)  # noqa: TRY400
            if batch.writes:
                place = ", ".join([*batch.writes][:_MOST_UNFOUND])
                self._summary.skip(Skipped(place, _UNFOUND.format(len(batch.writes))))

    def report(self) -> None:
        """Say how far the run is."""
        self._summary.seconds = time.monotonic() - self._started
        self._report(self._summary)

    def finish(self) -> Summary:
        """The whole of what was done."""
        self.report()
        return self._summary

    def _keyed(self, document: Document, read: Read) -> list[tuple[Passage, bytes]]:
        """Passages of a document with the content hashes of their embeddings."""
        spans = self._embedding.cut(document) if read.passages is None else read.passages
        passages = [Passage(document, *span) for span in spans]
        fingerprint = self._index.settings.fingerprint
        return [(passage, embedding_hash(fingerprint, passage)) for passage in passages]

    def _new(self, batch: Batch, underway: Collection[bytes] = ()) -> Keyed:
        """Passages of a batch that are neither embedded nor being embedded."""
        keys = batch.keys
        known = self._index.store.known_embeddings(keys)
        return batch.without([*known, *(key for key in keys if key in underway)])

    def _begin(self, new: Keyed) -> Embedded:
        """Have passages embedded, a few at a time.

        What the model says of every token takes much room, and a document may be as long as a
        library.
        """
        texts = [(passage.context, passage.searched_text) for _, passage in new]
        parts = [texts[at : at + _AT_ONCE] for at in range(0, len(texts), _AT_ONCE)]
        return Embedded(new, [self._embedding.begin(part) for part in parts])

    def _embeddings(self, batch: Batch) -> list[changes.Embedding]:
        """Embeddings of the passages of a batch that the store has none of yet."""
        new = self._new(batch)
        if [key for key, _ in new] != [key for key, _ in batch.embedded.passages]:
            # A batch before it let go of an embedding that this one counted on.
            batch.embedded = self._begin(new)
        found = []
        for number, part in enumerate(batch.embedded.parts):
            if number:
                self.report()  # which may end the run
            found += part()
        keys = (key for key, _ in batch.embedded.passages)
        return [changes.Embedding(key, *made) for key, made in zip(keys, found, strict=True)]


def _same_story(one: Document, other: Document) -> bool:
    return same_story(one.text, other.text, one.ignored, other.ignored)
