"""One index folder: the store, and the dense and lexical indexes derived from it."""

import errno
import json
import logging
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import Timeout

from search.arabic import analyzer
from search.errors import IndexLockedError, IndexWriteError, ShawahidError
from search.layout import (
    DENSE,
    DERIVED,
    FILE_NAME,
    LEXICAL,
    PATIENCE,
    SPARSE,
    check_is_settled,
    check_takes_index,
    collection_of,
    derived_folder,
    derived_folders,
    hold,
    identity_of,
    is_index,
    make_folder,
    missing_collection,
    writer_lock,
)
from search.models.encoder import Encoder
from search.ranking.tuned import Tuned
from search.records import Passage
from search.settings import TUNED, IndexInfo, IndexSettings, length_of, tuned_in
from search.storage.database import Database, State
from search.storage.dense_index import DenseIndex
from search.storage.following import follow_on_disk, follow_vectors, follow_words
from search.storage.lexical_index import LexicalIndex
from search.storage.lexical_snapshot import panics_named
from search.storage.originals import FolderOriginals
from search.storage.recall import Watched
from search.storage.removals import forget_removals
from search.storage.segments import remove_others
from search.storage.store import open_store
from search.storage.view import Derived, Kept, View
from search.synonyms import SynonymFile

if TYPE_CHECKING:
    from search.storage.sparse_index import SparseIndex

logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.01
# Why the lock of a writer cannot be taken by whoever may only read.
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
# Seconds until a reader that could not make what was missing, on a full disk, tries again.
_RETRY_SECONDS = 60.0


class Index:
    """An open index. Reads may come from any thread; writers hold ``writing()``."""

    def __init__(self, folder: Path) -> None:
        self.place = self.folder = folder
        self._file = identity_of(folder / FILE_NAME)
        self.store = open_store(folder)
        self.synonyms = SynonymFile(folder)
        self.originals = FolderOriginals(folder)
        self._kept = Kept.of(self.store)
        self._lock = writer_lock(folder)
        self._catching_up = threading.RLock()
        self._making: threading.Thread | None = None
        self._making_since = 0.0
        self._given_up: State | None = None
        self._retry_at = 0.0
        self._is_read_only = False
        self._open_derived()
        with self._catching_up:
            try:
                self._begin_anew_if_older()
            except IndexWriteError as error:  # it must not stop a reader
                logger.warning("%s; what was derived from it is made anew in memory", error)
            self._bring_up()
            self._make_what_is_missing()

    @staticmethod
    def create(folder: Path, settings: IndexSettings) -> None:
        """Make an empty index in a folder, which is made as well; one that is there stays.

        Raises:
            TargetError: there are other things in the folder.
        """
        check_takes_index(folder)
        while True:
            try:
                make_folder(folder)
                with writer_lock(folder):
                    if not is_index(folder):
                        Database.create(folder / FILE_NAME, settings.to_meta())
            except FileNotFoundError:
                if folder.is_dir():
                    raise
            else:
                return  # and otherwise somebody was deleting what was here

    @property
    def recall(self) -> Watched:
        """What was seen of the recall of dense retrieval since it was opened."""
        return self._kept.recall.watched

    def close(self) -> None:
        """Close the database, once nothing is made from it any more."""
        if self._making is not None:
            self._making.join()
        self.store.database.close()

    def model_of(self, encoder: Encoder) -> Encoder:
        """The model as the index was made with it; see ``IndexSettings``.

        Raises:
            IndexMismatchError: the index was made with another model.
        """
        return self.settings.model_of(encoder, self.folder)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the index for writing; a process that dies lets go of it.

        Raises:
            IndexLockedError: another process is writing, or has put another index here.
            CollectionMissingError: the index was deleted since it was opened.
        """
        self._check_is_there()
        with hold(self._lock, self.folder):
            self._check_is_there()
            check_is_settled(self.folder)
            if identity_of(self.folder / FILE_NAME) != self._file:
                msg = f"another index has taken the place of the one in {self.folder}; try again"
                raise IndexLockedError(msg)
            try:
                # Another process may have restored a backup, or changed the model, since.
                self._catch_up()
                yield
            finally:
                self._catch_up()
                self._save_derived()

    @contextmanager
    def reading(self) -> Iterator[View]:
        """The store, the dense and the lexical index in the same state.

        While somebody commits, the changes reach them one after the other: a question waits for
        that, at most ``PATIENCE`` seconds. A process that was stopped in between leaves its last
        changes unfound by one of the indexes, until it goes on or ends, and so does what a thread
        is making for one that was killed.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            self._follow(deadline)
            view = View(self.settings, self.store, self._derived(), self._kept)
            with self.store.database.snapshot() as state:
                is_late = time.monotonic() > deadline or self._has_given_up(state)
                if view.derived.are_at(state) or is_late:
                    if is_late and self._is_read_only:  # nobody need wait for it again
                        self._give_up(state)
                    if is_late:
                        logger.warning("%s: the last changes are not indexed yet", self.folder)
                    with panics_named(self.folder):
                        yield view
                    return
            time.sleep(_POLL_SECONDS)

    def _follow(self, deadline: float) -> None:
        """See what was committed, for a reader: it waits for no lock beyond the deadline."""
        state = self.store.database.state()
        if self._is_at(state) or self._is_being_made() or self._has_given_up(state):
            return
        if not self._catching_up.acquire(timeout=max(0.0, deadline - time.monotonic())):
            return
        try:
            self._bring_up()
            with self._trying_lock() as exclusive:  # nobody else is going to
                is_left = exclusive and not self._is_at(self.store.database.state())
            if is_left and not self._is_being_made():
                self._making = threading.Thread(target=self._make_what_is_missing, name="making")
                self._making_since = time.monotonic()
                self._making.start()
        finally:
            self._catching_up.release()

    def _check_is_there(self) -> None:
        if not is_index(self.folder):  # neither the lock nor the database may make it again
            raise missing_collection(collection_of(self.folder))

    def _is_at(self, state: State) -> bool:
        return self._derived().are_at(state)

    def _derived(self) -> Derived:
        sparse = None if self.sparse is None else self.sparse.snapshot
        return Derived(self.dense.snapshot, self.lexical.snapshot, sparse)

    def _begin_anew_if_older(self) -> None:
        """Begin a new history where an older copy of the database was put back.

        Its next commits get the numbers, and its passages the ids, of those that it has lost: what
        is derived from these must not be taken for derived from them. Nobody commits before this.
        """
        with self._trying_lock() as exclusive:
            derived = [self.dense.newest(), self.lexical.newest()]
            if self.sparse is not None:
                derived.append(self.sparse.newest())
            if exclusive and max(derived) > self.store.database.state().revision:
                logger.warning("%s is older than what was derived from it", self.folder / FILE_NAME)
                self.store.database.begin_lineage()

    def _bring_up(self) -> None:
        """See what others have written; vectors and words follow the store in memory."""
        state, known = self.store.database.state(), self.dense.snapshot.state
        if state.lineage != known.lineage:
            self._open_derived()
        elif state != known:
            self._see_tuned()
        self.dense.reload()
        follow_vectors(self.dense, self.store)
        if self.sparse is not None:
            self.sparse.reload()
            follow_words(self.sparse, self.store)
        self.lexical.reload()

    def prepare(self, passages: Iterable[Passage]) -> None:
        """Analyse what will be committed: readers wait for the commit, and need not for this."""
        self.lexical.prepare(passages)

    def publish(self) -> None:
        """Let other processes find the last commit, while ``writing()``.

        Vectors follow the store in memory there, so here only the lexical index is brought up; what
        else is derived is saved when the writing ends.
        """
        with self._catching_up:
            follow_on_disk(self.lexical, self.store)

    def tune(self, tuned: Tuned) -> None:
        """Keep what was fitted to the model, while ``writing()``; whoever reads goes by it then."""
        row = (TUNED, json.dumps(tuned.to_record()))
        with self.store.database.commit() as (connection, _):
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", row)

    def _open_derived(self) -> None:
        meta = self.store.database.meta()
        self.settings = IndexSettings.from_meta(meta)
        lineage, fingerprint = meta["lineage"], analyzer.fingerprint()
        with self._trying_lock() as exclusive:
            if exclusive:
                kept = derived_folder(self.folder, LEXICAL, lineage)
                remove_others(self.folder, LEXICAL, kept)
            # An analyser that changed makes other terms: the lexical index is then made again.
            self.lexical = LexicalIndex(self.folder, lineage, fingerprint, exclusive=exclusive)
            dimension = self.settings.dimension
            # First: who finds the others at a state of this lineage finds this one too.
            self.sparse = self._open_sparse(lineage, exclusive=exclusive)
            self.dense = DenseIndex(self.folder, lineage, dimension, exclusive=exclusive)

    def _open_sparse(self, lineage: str, *, exclusive: bool) -> "SparseIndex | None":
        if self.settings.sparse is None:
            if exclusive:
                remove_others(self.folder, SPARSE)
            return None
        from search.storage.sparse_index import SparseIndex

        return SparseIndex(self.folder, lineage, self.settings.sparse.size, exclusive=exclusive)

    def _see_tuned(self) -> None:
        """Go by what was fitted since, by this process or another."""
        tuned = tuned_in(self.store.database.meta())
        if tuned != self.settings.tuned:
            self.settings = replace(self.settings, tuned=tuned)

    @contextmanager
    def _trying_lock(self) -> Iterator[bool]:
        """Hold the writer's lock if nobody does; gives whether it is held."""
        self._check_is_there()
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        except OSError as error:
            if error.errno not in _READ_ONLY:
                raise
            self._is_read_only = True
            yield False
            return
        try:
            # What was derived from the file that is open says nothing of one in its place.
            yield identity_of(self.folder / FILE_NAME) == self._file
        finally:
            self._lock.release()

    def _make_what_is_missing(self) -> None:
        """Bring up and save what another process did not, unless one is writing.

        A full disk must not stop a reader.
        """
        with self._trying_lock() as exclusive:
            if not exclusive:
                return
            try:
                follow_on_disk(self.lexical, self.store)
                self._save_derived()
            except ShawahidError as error:
                logger.warning("%s; questions are answered without it", error)
                self._give_up(self.dense.snapshot.state)

    def _is_being_made(self) -> bool:
        """Whether a thread makes what another process did not."""
        return self._making is not None and self._making.is_alive()

    def _give_up(self, state: State) -> None:
        self._given_up, self._retry_at = state, time.monotonic() + _RETRY_SECONDS

    def _has_given_up(self, state: State) -> bool:
        """Whether what is missing cannot be made, or only in longer than a question may wait."""
        if self._is_being_made():
            return time.monotonic() > self._making_since + PATIENCE
        return self._given_up == state and time.monotonic() < self._retry_at

    def _catch_up(self) -> None:
        """Bring both to the store's state, while ``writing()``."""
        with self._catching_up:
            self._begin_anew_if_older()
            self._bring_up()
            follow_on_disk(self.lexical, self.store)

    def _save_derived(self) -> None:
        self.dense.save()
        if self.sparse is not None:
            self.sparse.save()
        self.lexical.release()
        forget_removals(self.store.database)

    def info(self) -> IndexInfo:
        """Counts, fingerprints and sizes."""
        self._follow(time.monotonic() + PATIENCE)  # with the model, when it was changed
        vocabulary = self.settings.vocabulary
        return IndexInfo(
            folder=self.folder,
            **asdict(self.store.counts()),
            model=self.settings.model,
            model_fingerprint=self.settings.fingerprint,
            dimensions=(self.settings.dimension, len(self.settings.passage_centre)),
            centres=(
                length_of(self.settings.passage_centre),
                length_of(self.settings.question_centre),
            ),
            silent=None if vocabulary is None else tuple(vocabulary.silent),
            tuned=self.settings.tuned,
            analyzer_fingerprint=analyzer.fingerprint(),
            bytes=self._sizes(),
            sparse=self.settings.sparse,
        )

    def _sizes(self) -> dict[str, int]:
        kinds = (DENSE, LEXICAL) if self.sparse is None else DERIVED
        sizes = {"store": _size(self.folder.glob(f"{FILE_NAME}*"))}
        for kind in kinds:
            sizes[kind] = sum(_size(each.glob("*")) for each in derived_folders(self.folder, kind))
        return sizes


def _size(paths: Iterator[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())
