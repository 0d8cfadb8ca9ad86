"""From read documents to a searchable index: cut, embed, commit, derive."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

import numpy as np

from indexer.discovery import InputFile, content_hash
from indexer.isolation import FileEnd, read_isolated
from indexer.metadata import shortened
from indexer.ownership import why_taken
from indexer.readers import Read, ReadOptions, Skipped
from indexer.stories import same_story
from search.fields import LONGEST_VALUE
from search.index import Index
from search.layout import is_index
from search.models.calibration import centres
from search.models.encoder import Encoder
from search.passages import PassageSettings, cut
from search.ranking.late_interaction import encode_signs
from search.records import Document, Passage
from search.settings import IndexSettings
from search.storage.changes import Embedding, Write
from search.storage.rows import document_hash

# Passages that are embedded together and committed in one transaction: enough to sort them into
# batches of like length, few enough to lose little when a run is broken off.
BATCH_PASSAGES = 128
# Documents that wait for each other where few of them have to be embedded.
BATCH_DOCUMENTS = 1000
# Room in the model's input for the prompt, the title and the special tokens.
RESERVED_TOKENS = 64

# Opens the index's model when something has to be embedded; called as often as one likes.
OpenEncoder = Callable[[], Encoder]


# Of what is skipped; the rest is only counted, so that bad input cannot fill the memory.
MOST_NAMED = 1000


class Change(Enum):
    """What a document was to the index."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    PRUNED = "pruned"


@dataclass(slots=True)
class Summary:
    """What a run did; grows while it runs.

    ``skipped`` names the first of what was left out, ``skipped_count`` counts all of it;
    ``vanished_ids`` are those of documents that are in the index and no longer in their files.
    """

    changes: dict[Change, int] = field(default_factory=lambda: dict.fromkeys(Change, 0))
    skipped: list[Skipped] = field(default_factory=list)
    skipped_count: int = 0
    vanished_ids: list[str] = field(default_factory=list)
    passages: int = 0
    bytes: int = 0
    seconds: float = 0.0

    @property
    def documents(self) -> int:
        """Documents that are in the index after the run because of it or before it."""
        return sum(self.changes.values()) - self.changes[Change.PRUNED]

    @property
    def vanished(self) -> int:
        """Documents that are in the index and no longer in their files."""
        return len(self.vanished_ids)

    def skip(self, skipped: Skipped) -> None:
        """Count what was left out."""
        self.skipped_count += 1
        if len(self.skipped) < MOST_NAMED:
            self.skipped.append(skipped)


Report = Callable[[Summary], None]


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


def open_for_writing(folder: Path, open_encoder: OpenEncoder, model: str | None) -> Index:
    """Open the index in a folder, or make one with this model where there is none."""
    if not is_index(folder):
        encoder = open_encoder()
        passage_centre, question_centre = centres(encoder)
        settings = IndexSettings(
            model=model,
            fingerprint=encoder.fingerprint,
            dimension=encoder.dimension,
            passages=PassageSettings(),
            passage_centre=passage_centre,
            question_centre=question_centre,
        )
        Index.create(folder, settings)
    return Index(folder)


def index_files(
    index: Index,
    open_encoder: OpenEncoder,
    files: Sequence[InputFile],
    report: Report,
    options: RunOptions = RunOptions(),
) -> Summary:
    """Add what is new in files, replace what has changed, and leave the rest alone.

    A file that was read to its end before and is the same is not opened by a reader, and when
    nothing has to be embedded the model is not opened either. Every batch is committed by
    itself, so a run that is broken off goes on from there the next time.

    Args:
        index: the index to write to.
        open_encoder: opens the index's model.
        files: what to read.
        report: called with the summary so far after every document and batch.
        options: what the user said about the run.

    Raises:
        IndexLockedError: another process is writing to the index.
        IndexMismatchError: the model is not that of the index.
        IndexWriteError: the disk is full.
    """
    run = _Run(index, open_encoder, report, options.committed)
    with index.writing():
        changed = {}
        for file in files:
            if file.fault is not None:
                run.skip(Skipped(file.place, file.fault), 0)
                continue
            try:
                digest = content_hash(file, options.reading)
            except OSError as error:
                run.skip(Skipped(file.place, f"cannot be read: {error.strerror}"), file.size)
                continue
            if index.store.files.content_hash(file.place) == digest:
                count = index.store.files.count_documents(file.place)
                run.leave(file, count)
            else:
                changed[file] = digest
        _Reading(run, index, changed, options).read()
    return run.finish()


def index_documents(
    index: Index,
    open_encoder: OpenEncoder,
    reads: Iterable[Read],
    report: Report,
    file_of: Callable[[Read], str | None] = lambda _: None,
) -> Summary:
    """Add what is new, replace what has changed: for documents that are at hand.

    Args:
        index: the index to write to.
        open_encoder: opens the index's model.
        reads: what was read.
        report: called with the summary so far after every document and batch.
        file_of: gives the file that a document is from, if it is from one.

    Raises:
        IndexLockedError: another process is writing to the index.
        IndexMismatchError: the model is not that of the index.
        IndexWriteError: the disk is full.
    """
    run = _Run(index, open_encoder, report)
    with index.writing():
        for read in reads:
            run.take(read, file_of(read))
        run.commit()
    return run.finish()


def _same_story(one: Document, other: Document) -> bool:
    return same_story(one.text, other.text, one.ignored, other.ignored)


class _Reading:
    """Documents file by file: whose they are, and what has vanished from its file.

    A document may have moved from a file that is read later than the one that has it now. That one
    is then read once more, for what waits: only at the end is it known what belongs to no file.
    """

    def __init__(
        self, run: "_Run", index: Index, digests: dict[InputFile, str], options: RunOptions
    ) -> None:
        self._run = run
        self._index = index
        self._digests = digests
        self._options = options
        self._places = frozenset(file.place for file in digests)
        self._unread = set(self._places)
        self._waiting: dict[InputFile, set[str]] = {}
        self._partial: set[InputFile] = set()
        self._vanished: dict[str, str] = {}  # files by the ids of their former documents
        self._begin()

    def read(self) -> None:
        """Read all files, commit what is in them, and delete or name what no file has any more."""
        for file, item in read_isolated(list(self._digests), self._options.reading):
            self._take(file, item)
        for file, item in read_isolated(list(self._waiting), self._options.reading):
            self._take_waiting(file, item)
        self._run.commit()
        self._settle()

    def _take(self, file: InputFile, item: Read | FileEnd) -> None:
        """Take in one document, or the end of its file."""
        if isinstance(item, FileEnd):
            self._unread.discard(file.place)
            self._end(file)
            return
        outcome = item.outcome
        if isinstance(outcome, Document):
            if self._has_to_wait(outcome, file):
                self._seen[outcome.id] = item.place
                self._waiting.setdefault(file, set()).add(outcome.id)
                return
            reason = self._taken_by(outcome, item.place, file)
            if reason is not None:
                item = Read(item.place, Skipped(item.place, reason), item.size)
        if isinstance(item.outcome, Skipped):
            self._partial.add(file)
        self._run.take(item, file.place)

    def _take_waiting(self, file: InputFile, item: Read | FileEnd) -> None:
        """Take in one document that waits, of a file that is read once more."""
        outcome = None if isinstance(item, FileEnd) else item.outcome
        if isinstance(outcome, Skipped):  # said before, unless the file has changed meanwhile
            self._partial.add(file)
        elif isinstance(outcome, Document) and outcome.id not in self._waiting[file]:
            self._seen[outcome.id] = file.place
        else:
            if outcome is not None:
                self._waiting[file].remove(outcome.id)
            self._take(file, item)

    def _begin(self) -> None:
        self._seen: dict[str, str] = {}

    def _has_to_wait(self, document: Document, file: InputFile) -> bool:
        """Whether the document is that of a file which is still to be read."""
        if document.id in self._seen:
            return False
        owner = self._run.file_of(document)
        return owner != file.place and owner in self._unread

    def _taken_by(self, document: Document, place: str, file: InputFile) -> str | None:
        """Why the document's id cannot be used, ``None`` when it can."""
        other = self._seen.get(document.id)
        if other is None:
            self._seen[document.id] = place
            owner = self._run.file_of(document)
            if owner is None and self._run.is_new_or_same(document):
                return None
            has_let_go = owner is not None and self._vanished.get(document.id) == owner
            if owner in self._places and not has_let_go:  # where its file may come to lie later
                other = None if owner == file.place else owner
            else:
                other = why_taken(self._index.folder, owner, file, has_let_go=has_let_go)
            if other is None:
                return None
        named = self._options.named(other)
        return f"its id {document.id!r} is that of {named} too: give each its own id"

    def _end(self, file: InputFile) -> None:
        """Note what was read; a file that was not read whole is read again the next time."""
        if file not in self._partial and not self._waiting.get(file):
            known = [] if file.is_feed else self._index.store.files.documents(file.place)
            # Of a feed there are the latest entries only.
            vanished = [document_id for document_id in known if document_id not in self._seen]
            self._vanished |= dict.fromkeys(vanished, file.place)
            if not vanished:
                self._run.finish_file(file.place, self._digests[file])
        self._begin()

    def _settle(self) -> None:
        """Delete or name what has vanished and is in no other file.

        As long as such documents are there, their file is read again, which then finds them too.
        """
        waiting = set().union(*self._waiting.values())
        left = {
            document_id: place
            for document_id, place in self._vanished.items()
            if self._index.store.files.file_of(document_id) == place
        }
        gone = [document_id for document_id in left if document_id not in waiting]
        self._run.drop(gone, prune=self._options.prune)
        kept = {left[each] for each in left if each in waiting or not self._options.prune}
        had = set(self._vanished.values())
        for file, digest in self._digests.items():
            if file.place in had - kept:
                self._run.finish_file(file.place, digest)
        self._run.commit()


class _Run:
    """One run over some input: what waits to be embedded and committed, and what was done."""

    def __init__(
        self,
        index: Index,
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
        self._finished: dict[str, str] = {}
        self._taken: set[str] = set()

    def take(self, read: Read, file: str | None) -> None:
        """Take in what a reader found."""
        if isinstance(read.outcome, Skipped):
            self.skip(read.outcome, read.size)
            return
        self._summary.bytes += read.size
        document, cut = shortened(read.outcome)
        for name in cut:
            reason = f"its {name} has more than {LONGEST_VALUE} letters: the rest is left out"
            self._summary.skip(Skipped(read.place, reason))
        if file is not None:
            self._taken.add(file)
        stored = self._index.store.document_hash(document.id)
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
        if self._passages >= BATCH_PASSAGES or len(self._writes) >= BATCH_DOCUMENTS:
            self.commit()
        self.report()

    def skip(self, skipped: Skipped, size: int) -> None:
        """Count input that is left out."""
        self._summary.bytes += size
        self._summary.skip(skipped)
        self.report()

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
            self._index.prepare(p.indexed_text for write in writes for p, _ in write.passages)
            store.write(writes, embeddings, _same_story)
        if self._finished:
            store.files.finish(self._finished)
        self._index.publish()
        self._committed(self._taken)
        for change, count in self._changes.items():
            self._summary.changes[change] += count
        self._summary.passages += self._passages
        self._clear()

    def report(self) -> None:
        """Say how far the run is."""
        self._summary.seconds = time.monotonic() - self._started
        self._report(self._summary)

    def finish(self) -> Summary:
        """The whole of what was done."""
        self.report()
        return self._summary

    def _encoder(self) -> Encoder:
        encoder = self._open_encoder()
        self._index.check_model(encoder)
        return encoder

    def _cut(self, document: Document) -> list[Passage]:
        encoder = self._encoder()
        settings = self._index.settings.passages
        limit = min(settings.tokens, encoder.token_limit - RESERVED_TOKENS)
        return cut(document, encoder.token_spans, replace(settings, tokens=limit))

    def _content_hash(self, passage: Passage) -> bytes:
        fingerprint = self._index.settings.fingerprint
        parts = (fingerprint, passage.context or "", passage.searched_text)
        return hashlib.sha256("\0".join(parts).encode()).digest()

    def _embeddings(self) -> list[Embedding]:
        """Embeddings of the passages that the store has none of yet."""
        waiting = {key: p for write in self._writes.values() for p, key in write.passages}
        known = self._index.store.known_embeddings(list(waiting))
        new = {key: passage for key, passage in waiting.items() if key not in known}
        texts = [(passage.context, passage.searched_text) for passage in new.values()]
        centre = self._index.settings.passage_centre
        return [
            Embedding(
                key,
                item.vector.astype(np.float16).tobytes(),
                encode_signs(item.tokens, centre).tobytes(),
            )
            for key, item in zip(new, self._encoder().encode_passages(texts), strict=True)
        ]
