"""A run over files: whose each document is, and what has vanished from its file."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from indexer.discovery import InputFile
from indexer.isolation import FileEnd
from indexer.ownership import why_taken
from indexer.readers import Read, Skipped
from indexer.run import Run, RunOptions
from search.backend import Backend
from search.records import Document

# Gives what is in files, in their order, and their ends.
ReadFiles = Callable[[Sequence[InputFile]], Iterator[tuple[InputFile, Read | FileEnd]]]


class FileRun:
    """Documents file by file: whose they are, and what has vanished from its file.

    A document may have moved from a file that is read later than the one that has it now. That one
    is then read once more, for what waits: only at the end is it known what belongs to no file.
    """

    def __init__(
        self,
        run: Run,
        index: Backend,
        digests: dict[InputFile, str],
        options: RunOptions,
        read: ReadFiles,
    ) -> None:
        self._run = run
        self._index = index
        self._digests = digests
        self._options = options
        self._read = read
        self._places = frozenset(file.place for file in digests)
        self._unread = set(self._places)
        self._waiting: dict[InputFile, set[str]] = {}
        self._partial: set[InputFile] = set()
        self._vanished: dict[str, str] = {}  # files by the ids of their former documents
        self._begin()

    def index_all(self) -> None:
        """Read all files, commit what is in them, and delete or name what no file has any more."""
        for file, item in self._read(list(self._digests)):
            self._take(file, item)
        for file, item in self._read(list(self._waiting)):
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
            if self._is_earlier(outcome):
                self._run.pass_over(item.size)
                return
            reason = self._taken_by(outcome, item.place, file)
            if reason is not None:
                item = Read(item.place, Skipped(item.place, reason), item.size)
        if isinstance(item.outcome, Skipped):
            self._leave_out(item.outcome, file)
        self._run.take(item, file.place)

    def _take_waiting(self, file: InputFile, item: Read | FileEnd) -> None:
        """Take in one document that waits, of a file that is read once more."""
        outcome = None if isinstance(item, FileEnd) else item.outcome
        if isinstance(outcome, Skipped):  # said before, unless the file has changed meanwhile
            self._leave_out(outcome, file)
        elif isinstance(outcome, Document) and outcome.id not in self._waiting[file]:
            self._seen[outcome.id] = file.place
        else:
            if outcome is not None:
                self._waiting[file].remove(outcome.id)
            self._take(file, item)

    def _leave_out(self, skipped: Skipped, file: InputFile) -> None:
        """Note that something in a file, or all of it, was not read."""
        self._partial.add(file)
        if skipped.is_passing:
            self._run.miss(file.path)

    def _begin(self) -> None:
        self._seen: dict[str, str] = {}
        self._captured: dict[str, datetime] = {}  # when the pages of a web archive were fetched

    def _has_to_wait(self, document: Document, file: InputFile) -> bool:
        """Whether the document is that of a file which is still to be read."""
        if document.id in self._seen:
            return False
        owner = self._run.file_of(document)
        return owner != file.place and owner in self._unread

    def _is_earlier(self, document: Document) -> bool:
        """Whether a later capture of the same page was in the file before it."""
        captured, known = _captured(document), self._captured.get(document.id)
        if captured is None:
            return False
        if known is not None and captured > known:
            del self._seen[document.id]  # which the later one takes the place of
        if known is None and document.id in self._seen:
            return False
        self._captured[document.id] = max(captured, known or captured)
        return known is not None and captured < known

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
            self._run.contest(file.place, other)
        named = self._options.named(other)
        if _captured(document) is not None:
            return (
                f"its address {document.id!r} is that of a page of {named} too, which stays: of two"
                " web archives, remove the other and index with --prune to have this capture"
            )
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


def _captured(document: Document) -> datetime | None:
    """When a page of a web archive was fetched, where that can be told."""
    try:
        found = datetime.fromisoformat(str(document.metadata.get("crawled", "")))
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
