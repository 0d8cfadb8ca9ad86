"""BM25 over stems, 4-grams and sounds, and phrases, in Tantivy; a folder derived from the store.

Terms are analysed by ``search.arabic`` and joined by spaces, so Tantivy only splits them again.
"""

import json
import logging
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import tantivy

from search.arabic.amounts import amounts
from search.arabic.analyzer import words
from search.checksums import is_checked, write_checked
from search.errors import IndexDamagedError, IndexWriteError
from search.layout import LEXICAL, derived_folder
from search.ranking.lexical_plan import FIELDS
from search.records import Passage
from search.staging import staged
from search.storage.database import State
from search.storage.lexical_files import SEGMENT_FILES, files_of, is_whole
from search.storage.lexical_snapshot import PHRASES, LexicalSnapshot

logger = logging.getLogger(__name__)

_MEMORY_BYTES = 128_000_000
_STATE = "shawahid.json"
_PROBE = (
    "1٬250٬000 1.5 مليون وربع المليون و250 ألفا ألفين وخمسة عشر نصف مليار twenty five thousand"
    " مليون و 300 ألف، 1,3 مليون، 5ملايين، ألف مليون، 10 آلاف و20 ألفا، 50 بالمئة، مليون ونص"
    "، (72) مليون، 91 ــ ألف"
)
_NO_PASSAGE = 0  # they are counted from 1
# Tries to load a commit while another process is making the next one.
_ATTEMPTS = 20
# What it means that files are not what was written, or cannot be read.
_UNREADABLE = (OSError, ValueError, KeyError, TypeError)


class LexicalDamagedError(IndexDamagedError):
    """The lexical index is not what was written; what it is derived from may be."""


class _Terms(NamedTuple):
    """The terms of a passage, by field, joined by spaces."""

    stems: str
    grams: str
    sounds: str
    amounts: str
    forms: str
    titles: str


def _terms_of(passage: Passage) -> _Terms:
    text = passage.indexed_text
    terms = list(words(text))
    offset = len(text) - len(passage.searched_text)
    return _Terms(
        " ".join(word.stem for word in terms),
        " ".join(gram for word in terms for gram in word.grams),
        " ".join(key for word in terms for key in word.sounds),
        " ".join(amount.key for amount in amounts(text, terms)),
        " ".join(word.form for word in terms if word.span.start >= offset),
        " ".join(word.form for word in words(passage.document.title or "")),
    )


class LexicalIndex:
    """Passage ids with the terms of their titles and texts.

    Args:
        folder: of the index; the lexical index is a folder in it.
        lineage: the history of commits that it follows.
        analyzer: fingerprint of the Arabic analysis.
        exclusive: nobody else is writing, so that what is damaged can be thrown away.
    """

    def __init__(self, folder: Path, lineage: str, analyzer: str, *, exclusive: bool) -> None:
        self._folder = derived_folder(folder, LEXICAL, lineage)
        self._lineage = lineage
        self._analyzer = f"{analyzer}, {_layout()}"
        self._writer: tantivy.IndexWriter | None = None
        self._is_unreadable = False
        self._forget_links: Callable[[], object] = lambda: None
        self._prepared: dict[tuple[str | None, str], _Terms] = {}
        if exclusive:
            try:
                self._make_usable()
            except (OSError, ValueError) as error:
                logger.warning("%s cannot be written (%s): is the disk full?", folder, error)
        self._index = self._open()
        self.snapshot = self._snapshot()

    def problem(self) -> str | None:
        """Why the folder cannot be used, ``None`` when it can."""
        try:
            if self._state()["analyzer"] != self._analyzer:
                return "was made by another version of the Arabic analysis"
            for segment in self._json_of("meta.json")["segments"]:
                for path in files_of(self._folder, segment):
                    if not is_whole(path):
                        return f"is damaged in {path.name}"
            if self._has_other_documents(_schema_index(self._folder)):
                return "does not have as many passages as were written"
        except _UNREADABLE as error:
            return f"cannot be read ({error})"
        return None

    def _has_other_documents(self, index: tantivy.Index) -> bool:
        """Whether the last commit has another number of passages than when it was made.

        Tantivy's file that says so has no checksum, as all its others do. It counts what was
        removed until segments are merged.
        """
        state, meta = self._state(), self._json_of("meta.json")
        documents = index.searcher().num_docs
        removed = sum(
            (each["deletes"] or {}).get("num_deleted_docs", 0) for each in meta["segments"]
        )
        if documents + removed != sum(each["max_doc"] for each in meta["segments"]):
            return True
        # Earlier versions did not write it.
        is_known = state["opstamp"] == meta["opstamp"] and "documents" in state
        return bool(is_known and state["documents"] != documents)

    def make_again(self) -> None:
        """Begin again with nothing in it, where ``apply`` found damage, while nobody else writes.

        Raises:
            IndexWriteError: the disk is full.
        """
        try:
            self._begin_again()
        except (OSError, ValueError) as error:
            raise self._unwritten(error) from error
        self.reload()

    def _make_usable(self) -> None:
        if self._folder.is_dir():
            problem = self.problem()
            if problem is None:
                return
            logger.warning("%s %s; it is made again", self._folder, problem)
        self._begin_again()

    def _begin_again(self) -> None:
        if self._folder.is_dir():
            # Readers try to open it many times a second, and each time leave a file in it.
            with staged(self._folder.parent) as aside:
                self._folder.rename(aside / self._folder.name)
        self._folder.mkdir(mode=0o700)
        _schema_index(self._folder)
        self._save_state(opstamp=0, revision=0, documents=0)

    def _remove_orphans(self) -> None:
        """Remove what a commit that was broken off left: the next one may want the same names."""
        segments = self._json_of("meta.json")["segments"]
        used = {path for segment in segments for path in files_of(self._folder, segment)}
        for ending in (*SEGMENT_FILES, "del"):
            for path in self._folder.glob(f"*.{ending}"):
                if path not in used:
                    path.unlink()

    def _open(self) -> tantivy.Index | None:
        """The index on disk, ``None`` where another process has yet to make it."""
        if not (self._folder / _STATE).is_file():
            return None
        try:
            is_foreign = self._folder.is_dir() and not os.access(self._folder, os.W_OK)
            return _schema_index(self._linked() if is_foreign else self._folder)
        except (OSError, ValueError) as error:
            self._note_unreadable(error)
            return None

    def _note_unreadable(self, error: Exception) -> None:
        if not self._is_unreadable:  # readers try again many times a second
            logger.warning("%s cannot be read yet (%s)", self._folder, error)
        self._is_unreadable = True

    def _linked(self) -> Path:
        """A folder of our own with links to the files: Tantivy takes a lock to read, and writes it.

        What is committed later has other names, so that each opening makes one anew.
        """
        self._forget_links()
        links = Path(tempfile.mkdtemp(prefix="shawahid-lexical-"))
        remove = partial(shutil.rmtree, links, ignore_errors=True)
        self._forget_links = weakref.finalize(self, remove)
        for path in self._folder.resolve().iterdir():
            if not path.name.startswith("."):
                (links / path.name).symlink_to(path)
        return links

    def _json_of(self, name: str) -> dict[str, Any]:
        content = json.loads((self._folder / name).read_bytes())
        if not isinstance(content, dict):
            msg = f"{name} holds no object"
            raise TypeError(msg)
        return content

    def _state(self) -> dict[str, Any]:
        state = self._json_of(_STATE)
        if not is_checked(state):
            msg = f"{_STATE} is damaged"
            raise ValueError(msg)
        return state

    def _snapshot(self) -> LexicalSnapshot:
        """The last commit and what it reflects, nothing where it cannot be read."""
        if self._index is not None:
            try:
                return self._last_commit(self._index)
            except _UNREADABLE as error:
                self._note_unreadable(error)
        nothing = _schema_index(None)
        return LexicalSnapshot(nothing.searcher(), nothing.schema, State(self._lineage, -1))

    def _last_commit(self, index: tantivy.Index) -> LexicalSnapshot:
        """The last commit and what it reflects.

        Tantivy's file and ours change one after the other, so both are read around the loading:
        only when they belong together is the revision known. In between it is -1.
        """
        for _ in range(_ATTEMPTS):
            before = self._commit()
            index.reload()
            searcher = index.searcher()
            if before == self._commit():
                break
        else:
            before = None
        revision = -1 if before is None else before
        return LexicalSnapshot(searcher, index.schema, State(self._lineage, revision))

    def _commit(self) -> int | None:
        """The revision of the commit on disk, ``None`` when it is not said, or not yet."""
        try:
            state, meta = self._state(), self._json_of("meta.json")
        except FileNotFoundError:
            return None
        return int(state["revision"]) if state["opstamp"] == meta["opstamp"] else None

    def applied(self) -> int:
        """A revision that the folder reflects at least, from which changes can be applied.

        Raises:
            LexicalDamagedError: it is not known.
        """
        try:
            return int(self._state()["revision"])
        except FileNotFoundError:
            return 0
        except _UNREADABLE as error:
            msg = f"{self._folder} cannot be read ({error})"
            raise LexicalDamagedError(msg) from error

    def newest(self) -> int:
        """The latest revision that is reflected, on disk or when it was last looked at."""
        try:
            return max(self.applied(), self.snapshot.state.revision)
        except LexicalDamagedError:  # so that it is made again
            return self.snapshot.state.revision

    def prepare(self, passages: Iterable[Passage]) -> None:
        """Analyse passages that the next ``apply`` adds, so that it takes less long."""
        self._prepared = {_searched(passage): _terms_of(passage) for passage in passages}

    def apply(
        self, removed: Sequence[int], added: Iterable[tuple[int, Passage]], revision: int
    ) -> None:
        """Remove passages, then add others with their ids, and commit as a revision.

        Ids that are known already are replaced, so a change can be applied twice.

        Raises:
            LexicalDamagedError: it is not what was written, and has to be made again.
            IndexWriteError: the disk is full; the last commit stays.
        """
        schema = self.snapshot.schema
        try:
            if self._writer is None:
                self._remove_orphans()
                self._writer = _schema_index(self._folder).writer(_MEMORY_BYTES, 1)
            writer = self._writer

            def delete(passage_id: int) -> None:
                # By query: delete_documents_by_term takes every number for a signed one.
                query = tantivy.Query.term_query(schema, "id", passage_id)
                writer.delete_documents_by_query(query)

            # Tantivy gives a new writer's first change the number of the last commit, so that a
            # merge which begins meanwhile may take it for done: it must remove nothing.
            for passage_id in (_NO_PASSAGE, *removed):
                delete(passage_id)
            for passage_id, passage in added:
                delete(passage_id)
                terms = self._prepared.pop(_searched(passage), None) or _terms_of(passage)
                document = tantivy.Document(**terms._asdict())
                document.add_unsigned("id", passage_id)
                writer.add_document(document)
            opstamp = writer.commit()
            documents = _schema_index(self._folder).searcher().num_docs
            self._save_state(opstamp=opstamp, revision=revision, documents=documents)
        except _UNREADABLE as error:
            self._close_writer()
            self._check()
            raise self._unwritten(error) from error
        self.snapshot = self._snapshot()
        if self.snapshot.state.revision != revision:
            self._close_writer()
            self._check()

    def _check(self) -> None:
        problem = self.problem()
        if problem is not None:
            msg = f"{self._folder} {problem}"
            raise LexicalDamagedError(msg)

    def _unwritten(self, error: Exception) -> IndexWriteError:
        return IndexWriteError(f"{self._folder} cannot be written ({error}): is the disk full?")

    def release(self) -> None:
        """Finish writing, so that another process may."""
        if self._writer is not None:
            self._close_writer()
            self.snapshot = self._snapshot()

    def _close_writer(self) -> None:
        """Let go of the lock of Tantivy even where an error still refers to the writer."""
        writer, self._writer = self._writer, None
        if writer is None:
            return
        try:
            writer.wait_merging_threads()
        except (OSError, ValueError) as error:
            # Merging only saves time later; what was committed stays.
            logger.warning("%s is not merged (%s)", self._folder, error)

    def reload(self) -> None:
        """See what another process has committed."""
        self._index = self._open()
        self.snapshot = self._snapshot()

    def _save_state(self, *, opstamp: int, revision: int, documents: int) -> None:
        state = {
            "opstamp": opstamp,
            "revision": revision,
            "documents": documents,
            "analyzer": self._analyzer,
        }
        write_checked(self._folder / _STATE, state)


def _searched(passage: Passage) -> tuple[str | None, str]:
    """What the terms of a passage depend on."""
    return passage.document.title, passage.searched_text


def _schema_index(folder: Path | None) -> tantivy.Index:
    """An index with our fields, in a folder or in memory.

    Raises:
        ValueError: the folder holds something else.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True, indexed=True, fast=True)
    for names, option in ((FIELDS, "freq"), (PHRASES, "position")):
        for name in names:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    index = tantivy.Index(builder.build(), path=None if folder is None else str(folder))
    # Else a thread looks for commits, and makes a lock file in a folder that is being removed.
    index.config_reader(reload_policy="manual")
    return index


@cache
def _layout() -> str:
    """What is kept of the terms; an index of another layout is made again."""
    keys = [amount.key for amount in amounts(_PROBE, list(words(_PROBE)))]
    return f"positions of forms and titles, {' '.join(keys)}"
