"""What a place that keeps an index has to do: its documents, one state of it to read, its writer.

An index folder does it with SQLite, FAISS and Tantivy (``search.index``). Whatever else does it is
held to the same by ``tests/search/test_backends.py``; there is no layer over the two.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from search.cluster.address import Address
from search.fields import Field
from search.models.encoder import Encoder
from search.originals import Originals
from search.ranking.snapshot import Snapshot
from search.ranking.suggestions import Known
from search.ranking.tuned import Tuned
from search.records import Document, Filters, Passage, Publication, Span
from search.settings import IndexInfo, IndexSettings
from search.storage.catalogue import Counts, Overview, SourceHeld
from search.storage.changes import Embedding, SameStory, Write
from search.storage.database import State
from search.synonyms import SynonymFile


class Files(Protocol):
    """Which files were read, and which documents came from each."""

    def content_hash(self, path: str) -> str | None:
        """The hash under which a file was read to its end, ``None`` where it was not."""

    def finish(self, content_hashes: Mapping[str, str]) -> None:
        """Note that files were read to their ends and everything in them committed."""

    def content_hashes(self, part: str) -> dict[str, str | None]:
        """Those of the files that documents come from and that have a part in their paths."""

    def with_hashes(self, beginnings: Iterable[str]) -> list[tuple[str, str]]:
        """The files that documents come from and whose content hashes begin so, with these.

        All beginnings are of one length.
        """

    def documents(self, path: str) -> list[str]:
        """Ids of the documents that came from a file."""

    def count_documents(self, path: str) -> int:
        """How many documents came from a file."""

    def file_of(self, document_id: str) -> str | None:
        """The file that a document came from, ``None`` where there is no such document or file."""

    def below(self, folder: str) -> dict[str, int]:
        """The known files below a folder, or the one at the path itself, with their documents."""

    def unused(self) -> list[str]:
        """The files that no document comes from any more."""

    def moved(self, part: str, folder: str) -> list[str]:
        """The files that have a part in their paths and are not below a folder."""

    def move(self, places: Mapping[str, str]) -> None:
        """Know files by other paths; the documents of two that become one are all from that."""

    def forget(self, path: str) -> None:
        """Drop a file that no document comes from any more."""


class Documents(Protocol):
    """The documents of one collection; any thread may read, one process at a time writes."""

    @property
    def files(self) -> Files:
        """Where they came from."""

    def state(self) -> State:
        """The lineage and the last committed revision."""

    def counts(self) -> Counts:
        """How many documents, passages and stories there are."""

    def document(self, document_id: str) -> Document:
        """The stored document.

        Raises:
            DocumentMissingError: no document has that id.
        """

    def documents(self) -> Iterator[tuple[Document, str]]:
        """Every document with the hash that it was stored with, in the order they came.

        Raises:
            IndexDamagedError: one is not what was stored.
        """

    def unchecked_documents(self) -> Iterator[tuple[Document, str]]:
        """The same for whoever looks for damage: they may not be what the hashes are of."""

    def document_hash(self, document_id: str) -> str | None:
        """Content hash of a stored document, ``None`` when there is none with that id."""

    def known_embeddings(self, hashes: Sequence[bytes]) -> set[bytes]:
        """Those of the content hashes that are embedded already."""

    def embeddings(self, ids: Sequence[int]) -> dict[int, Embedding]:
        """What the model made by passage id; an id that is gone is left out."""

    def passages_of(self, document_id: str) -> list[tuple[int, Span]]:
        """The passages of a document, by id and place in its text."""

    def matching_documents(self, filters: Filters) -> list[str]:
        """Ids of the documents that are wanted."""

    def summaries(
        self, filters: Filters, after: str | None, limit: int
    ) -> list[dict[str, str | None]]:
        """What is known of the documents that are wanted, by id, beginning after one."""

    def added(self) -> dict[str, str]:
        """When documents first came, by id; those that came before that was noted are left out."""

    def titles(self, ids: Sequence[str]) -> dict[str, str | None]:
        """The titles of documents by their ids; those that are not there are left out."""

    def commonest(self, field: Field, most: int) -> list[tuple[str, int]]:
        """The values of a field that most documents have, with how many do."""

    def came(self, document_id: str) -> str | None:
        """When a document first came; ``None`` where that was not noted, or there is none."""

    def known(self, newest: int) -> Iterator[Known]:
        """Titles, authors and sources of the documents that came last, the newest first."""

    def existing(self, numbers: Sequence[int]) -> set[int]:
        """Those of the numbers of documents that are not gone."""

    def sources(self) -> list[SourceHeld]:
        """Each source, the largest first."""

    def overview(self, newest: int) -> Overview:
        """What there is, with the newest documents by their dates, one of each story."""

    def first_of_story(self, document_id: str) -> tuple[list[Publication], int]:
        """The first other documents of a document's story, and how many there are besides."""

    def write(
        self, writes: Sequence[Write], embeddings: Iterable[Embedding], same_story: SameStory
    ) -> None:
        """Add or replace documents with their embeddings, in one commit.

        Raises:
            ModelError: a vector is not finite; nothing is written.
        """

    def note_added(self, times: Mapping[str, str]) -> None:
        """Say when documents first came, of an index that is made again."""

    def delete(self, ids: Sequence[str]) -> list[str]:
        """Delete documents in one commit; returns the ids that were not there."""


class View(Snapshot, Protocol):
    """One state of an index, as whoever asks it takes it."""

    @property
    def settings(self) -> IndexSettings:
        """What the index was made with."""

    def state(self) -> Hashable:
        """What it shows; another one after every commit."""

    def is_behind(self) -> bool:
        """Whether something that is stored cannot be found yet."""

    def check_words(self) -> None:
        """Refuse to say that words do not stand where they are not looked for yet.

        Raises:
            IndexLockedError: another process has yet to index them.
        """


class Backend(Protocol):
    """An open index. Reads may come from any thread; writers hold ``writing()``.

    Attributes:
        folder: on this machine, with what is known of the index here alone.
        synonyms: of the collection.
    """

    folder: Path
    synonyms: SynonymFile

    @property
    def originals(self) -> Originals:
        """The files that were sent to it."""

    @property
    def place(self) -> Path | Address:
        """Where it is, for messages: its folder, or the address of servers."""

    @property
    def settings(self) -> IndexSettings:
        """What it was made with."""

    @property
    def store(self) -> Documents:
        """Its documents."""

    def model_of(self, encoder: Encoder) -> Encoder:
        """The model as the index was made with it; see ``IndexSettings``.

        Raises:
            IndexMismatchError: the index was made with another model.
        """

    def reading(self) -> AbstractContextManager[View]:
        """One state of all that it holds."""

    def writing(self) -> AbstractContextManager[None]:
        """Hold the index for writing; a process that dies lets go of it.

        Raises:
            IndexLockedError: another process is writing.
            CollectionMissingError: the index was deleted since it was opened.
        """

    def prepare(self, passages: Iterable[Passage]) -> None:
        """Analyse what will be committed."""

    def publish(self) -> None:
        """Let other processes find the last commit, while ``writing()``.

        Raises:
            IndexWriteError: it cannot be found yet.
        """

    def tune(self, tuned: Tuned) -> None:
        """Keep what was fitted to the model, while ``writing()``; whoever reads goes by it then."""

    def info(self) -> IndexInfo:
        """Counts, fingerprints and sizes."""

    def close(self) -> None:
        """Give back what it holds."""


class Home(Protocol):
    """Where the collections of an index are, each an index of its own.

    Attributes:
        folder: as that of ``Backend``, of the default collection.
    """

    folder: Path

    @property
    def place(self) -> Path | Address:
        """As that of ``Backend``."""

    def names(self) -> tuple[str, ...]:
        """The collections there are, the default one first."""

    def exists(self, name: str) -> bool:
        """Whether there is a collection of that name."""

    def identity(self, name: str) -> Hashable:
        """What tells a collection from another of its name, made before or after it.

        Raises:
            CollectionMissingError: there is none of that name.
            IndexMissingError: there is no index.
        """

    def version(self, name: str) -> Hashable | None:
        """The same, where it also differs once it was moved; ``None`` if it is missing."""

    def open(self, name: str) -> Backend:
        """Open a collection that is there."""

    def documents(self, name: str) -> Documents:
        """The documents of a collection that is there, and nothing that is derived from them."""

    def settings(self, name: str) -> IndexSettings:
        """What a collection that is there was made with."""

    def create(self, name: str, settings: IndexSettings) -> None:
        """Make an empty collection.

        Raises:
            CollectionExistsError: there is one of that name.
            CollectionNameError: none can have that name.
        """

    def delete(self, name: str) -> None:
        """Delete a collection with all its documents.

        Raises:
            CollectionMissingError: there is none of that name.
            CollectionNameError: the default collection cannot be deleted.
            IndexLockedError: another process is writing to it.
        """
