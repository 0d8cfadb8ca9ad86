"""One run over some input: documents are cut and embedded, and committed in batches."""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.discovery import InputFile
from indexer.metadata import shortened
from indexer.readers import Read, ReadOptions, Skipped
from indexer.stories import same_story
from indexer.summary import Change, Report, Summary
from search.backend import Backend
from search.errors import IndexWriteError
from search.fields import LONGEST_ADDRESS, LONGEST_ID, LONGEST_METADATA, LONGEST_VALUE
from search.models.encoder import Encoder
from search.passages import cut
from search.ranking.late_interaction import encode_signs
from search.ranking.places import packed
from search.records import Document, Passage
from search.sparse_vector import SparseVector
from search.storage.changes import Embedding, Write
from search.storage.rows import document_hash

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
# Room in the model's input for the prompt, the title and the special tokens.
RESERVED_TOKENS = 64

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

# Opens the index's model when something has to be embedded; called as often as one likes.
OpenEncoder = Callable[[], Encoder]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the user said about a run.

    Attributes:
        reading: how files are read.
        prune: delete at once the documents that their file no longer has.
        named: what another file is called towards whoever is told of it.
        committed: called with the places of files whose documents were just committed, or are in
            the index as they are.
    """

    reading: ReadOptions = field(default_factory=ReadOptions)
    prune: bool = False
    named: Callable[[str], str] = str
    committed: Callable[[Collection[str]], None] = lambda _: None


class Run:
    """One run over some input: what waits to be embedded and committed, and what was done."""

    def __init__(
        self,
        index: Backend,
        open_encoder: OpenEncoder,
        report: Report,
        committed: Callable[[Collection[str]], None] = lambda _: None,
    ) -> None:
        self._index = index
        self._committed = committed
        self._open_encoder = open_encoder
        self._report = report
        self._started = time.monotonic()
        self._summary = Summary()
        self._clear()

    def _clear(self) -> None:
        self._writes: dict[str, Write] = {}
        self._changes: Counter[Change] = Counter()
        self._passages = 0
        self._letters = 0
        self._finished: dict[str, str] = {}
        self._taken: set[str] = set()

    def take(self, read: Read, file: str | None) -> None:
        """Take in what a reader found."""
        if isinstance(read.outcome, Skipped):
            self.skip(read.outcome, read.size)
            return
        self._summary.bytes += read.size
        document, cut = shortened(read.outcome)
        stored = self._index.store.document_hash(document.id)
        if stored is None and len(document.id) > LONGEST_ID:  # one of an earlier version stays
            self._summary.skip(Skipped(read.place, _TOO_LONG_ID.format(len(document.id))))
            self.report()
            return
        for name in cut:
            most, what = _LONGEST.get(name, (LONGEST_VALUE, "the rest"))
            reason = f"its {name} has more than {most} letters: {what} is left out"
            self._summary.skip(Skipped(read.place, reason))
        if file is not None:
            self._taken.add(file)
        is_same = stored == document_hash(document)
        if is_same and (file is None or self.file_of(document) in {None, file}):
            self._summary.changes[Change.UNCHANGED] += 1
        else:  # also one whose file has moved: it goes with the new one from now on
            passages = self._cut(document)
            keyed = [(passage, self._content_hash(passage)) for passage in passages]
            self._writes[document.id] = Write(document, keyed, file, read.bands)
            replaced = Change.UNCHANGED if is_same else Change.REPLACED
            self._changes[Change.ADDED if stored is None else replaced] += 1
            self._passages += len(passages)
            self._letters += len(document.text)
        if (
            self._passages >= BATCH_PASSAGES
            or len(self._writes) >= BATCH_DOCUMENTS
            or self._letters >= BATCH_LETTERS
        ):
            self.commit()
        self.report()

    def skip(self, skipped: Skipped, size: int) -> None:
        """Count input that is left out."""
        self._summary.bytes += size
        self._summary.skip(skipped)
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
        self._taken.add(file.place)
        self._summary.changes[Change.UNCHANGED] += documents
        self.report()

    def is_new_or_same(self, document: Document) -> bool:
        """Whether no other document of that id is there."""
        stored = self._index.store.document_hash(document.id)
        return stored in {None, document_hash(shortened(document)[0])}

    def file_of(self, document: Document) -> str | None:
        """The file that a document of that id came from, committed or waiting."""
        waiting = self._writes.get(document.id)
        if waiting is not None:
            return waiting.file
        return self._index.store.files.file_of(document.id)

    def finish_file(self, path: str, digest: str) -> None:
        """Note that a file was read to its end."""
        self._finished[path] = digest

    def drop(self, vanished: Sequence[str], *, prune: bool) -> None:
        """Delete the documents that no file has any more, or name them."""
        if not prune:
            self._summary.vanished_ids.extend(vanished)
        elif vanished:
            self._index.store.delete(vanished)
            self._summary.changes[Change.PRUNED] += len(vanished)

    def commit(self) -> None:
        """Embed and store what waits, and only then count it."""
        store = self._index.store
        if self._writes:
            writes = list(self._writes.values())
            embeddings = self._embeddings()
            self._index.prepare(p for write in writes for p, _ in write.passages)
            store.write(writes, embeddings, _same_story)
        for change, count in self._changes.items():
            self._summary.changes[change] += count
        self._summary.passages += self._passages
        # Whatever fails from here on, an original is of the text that is stored.
        self._committed(self._taken)
        if self._finished:
            store.files.finish(self._finished)
        self._publish()
        self._clear()

    def _publish(self) -> None:
        """Let what was committed be found, or say that it is not yet."""
        try:
            self._index.publish()
        except IndexWriteError as error:
            logger.error("%s: what was just stored cannot be found yet", error)  # noqa: TRY400
            if self._writes:
                place = ", ".join([*self._writes][:_MOST_UNFOUND])
                self._summary.skip(Skipped(place, _UNFOUND.format(len(self._writes))))

    def report(self) -> None:
        """Say how far the run is."""
        self._summary.seconds = time.monotonic() - self._started
        self._report(self._summary)

    def finish(self) -> Summary:
        """The whole of what was done."""
        self.report()
        return self._summary

    @cached_property
    def _encoder(self) -> Encoder:
        return self._index.model_of(self._open_encoder())

    def _cut(self, document: Document) -> list[Passage]:
        encoder = self._encoder
        settings = self._index.settings.passages
        limit = encoder.token_limit
        limit = min(settings.tokens, limit - min(RESERVED_TOKENS, limit // 2))
        return cut(document, encoder.token_spans, replace(settings, tokens=limit))

    def _content_hash(self, passage: Passage) -> bytes:
        fingerprint = self._index.settings.fingerprint
        parts = (fingerprint, passage.context or "", passage.searched_text)
        return hashlib.sha256("\0".join(parts).encode()).digest()

    def _embeddings(self) -> list[Embedding]:
        """Embeddings of the passages that the store has none of yet."""
        waiting = {key: p for write in self._writes.values() for p, key in write.passages}
        known = self._index.store.known_embeddings(list(waiting))
        new = [(key, passage) for key, passage in waiting.items() if key not in known]
        centre = self._index.settings.passage_centre
        found: list[Embedding] = []
        # What the model says of every token is held of a few passages at a time: a document may
        # be as long as a library.
        for first in range(0, len(new), _AT_ONCE):
            if first:
                self.report()  # which may end the run
            some = new[first : first + _AT_ONCE]
            texts = [(passage.context, passage.searched_text) for _, passage in some]
            found += (
                Embedding(
                    key,
                    item.vector.astype(np.float16).tobytes(),
                    encode_signs(item.tokens, centre).tobytes(),
                    packed(item.spans),
                    self._stored(item.words),
                )
                for (key, _), item in zip(some, self._encoder.encode_passages(texts), strict=True)
            )
        return found

    def _stored(self, words: SparseVector | None) -> bytes | None:
        sparse = self._index.settings.sparse
        return None if words is None or sparse is None else words.below(sparse.size).to_bytes()


def _same_story(one: Document, other: Document) -> bool:
    return same_story(one.text, other.text, one.ignored, other.ignored)
