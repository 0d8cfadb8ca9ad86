"""One collection on servers: PostgreSQL, and what of it Milvus has."""

import json
import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from itertools import islice
from typing import NamedTuple

from search.arabic import analyzer
from search.cluster.address import Address
from search.cluster.changes import Connection
from search.cluster.database import Database
from search.cluster.originals import ClusterOriginals
from search.cluster.schema import SCHEMA_VERSION, schema_of
from search.cluster.store import LEFT, MEANS, SETTLED, VECTORS, Store
from search.cluster.terms import Means, PassageTerms
from search.cluster.vectors import SENT, Row, Vectors
from search.cluster.view import ClusterView
from search.errors import IndexDamagedError, IndexMismatchError, ServerError
from search.layout import PATIENCE
from search.models.encoder import Encoder
from search.ranking.tuned import Tuned
from search.records import Passage
from search.settings import TUNED, IndexInfo, IndexSettings, length_of
from search.storage.database import State
from search.storage.known_names import KnownNames
from search.synonyms import SynonymFile

logger = logging.getLogger(__name__)

# By how much mean lengths may be off before passages are weighed anew. That is asked when an index
# has twice as many as then, so that all in all each is weighed anew about once.
_TOLERANCE, _GROWN = 0.02, 2
_POLL_SECONDS = 0.05


class _Seen(NamedTuple):
    """What an index says of itself in a state."""

    state: State
    settings: IndexSettings
    vectors: Vectors
    analyzer: str | None


class ClusterIndex:
    """A ``search.backend.Backend``: reads from any thread; one process writes."""

    def __init__(self, address: Address, collection: str) -> None:
        self.place = self.address = address
        self.folder = address.folder / collection
        self.synonyms = SynonymFile(self.folder)
        self.database = Database(address, schema_of(collection))
        self.originals = ClusterOriginals(self.database)
        self.store = Store(self.database, collection, vectors=lambda: self.vectors)
        self._names = KnownNames(self.store)
        self._seen = self._read(self.store.state())

    def close(self) -> None:
        """Close the connections to PostgreSQL; those to Milvus are shared."""
        self.database.close()

    def model_of(self, encoder: Encoder) -> Encoder:
        """The model as the index was made with it; see ``IndexSettings``.

        Raises:
            IndexMismatchError: the index was made with another model.
        """
        return self.settings.model_of(encoder, str(self.address))

    @contextmanager
    def reading(self) -> Iterator[ClusterView]:
        """One state of the index, for this thread."""
        with self.database.snapshot() as state:
            seen = self._see(state)
            self._check_analysis(seen)
            yield ClusterView(seen.settings, self.store, seen.vectors, state, self._names)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the index for writing; a process that dies lets go of it.

        Raises:
            IndexLockedError: another process is writing.
            CollectionMissingError: the index was deleted since it was opened.
            ServerError: one of the servers does not answer.
        """
        with self.database.held() as is_first:
            if not is_first:
                yield
                return
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._begin()
            yield
            # Not after an error: the next writer does it.
            self._settle()
            self._take_out(PATIENCE)

    def prepare(self, passages: Iterable[Passage]) -> None:
        """Nothing: they are analysed before the commit begins."""

    def publish(self) -> None:
        """Take out what nobody reads any more; a commit can be found at once."""
        self._take_out(0.0)

    def tune(self, tuned: Tuned) -> None:
        """Keep what was fitted to the model, while ``writing()``; whoever reads goes by it then."""
        with self.store.commit() as (connection, _):
            _note(connection, TUNED, json.dumps(tuned.to_record()))

    def repair(self) -> None:
        """Send all passages to Milvus anew; then what it is sent takes the place of the old.

        Whoever reads meanwhile reads the old one.

        Raises:
            IndexLockedError: another process is writing.
            ServerError: one of the servers does not answer; the old one stays.
        """
        with self.database.held():
            self._send_anew()
            self._take_out(PATIENCE)

    def _send_anew(self) -> None:
        self._see(self.store.state())
        totals = self.store.totals()
        means = totals.means()
        made = Vectors(self.address, f"shawahid_{self.store.state().lineage}_{time.time_ns():x}")
        made.create(self.settings.dimension)
        try:
            for rows in _some(self.as_sent(means)):
                made.put(rows)
            with self.store.commit() as (connection, revision):
                _note(connection, VECTORS, made.name)
                _note(connection, MEANS, means.to_text())
                _note(connection, SETTLED, str(totals.passages))
                _note(connection, f"{LEFT}{self.vectors.name}", str(revision))
        except BaseException:
            with suppress(ServerError):
                made.drop()
            raise
        self._see(self.store.state())

    def analysed(self) -> Iterator[tuple[Row, PassageTerms]]:
        """All passages as they are sent to Milvus, but for their terms; and these."""
        for rows in _some(self.store.everything()):
            passages = self.store.passages([row.id for row in rows])
            for row in rows:
                yield row, PassageTerms.of(passages[row.id])

    def as_sent(self, means: Means | None = None) -> Iterator[Row]:
        """All passages as they are sent to Milvus.

        Args:
            means: what lengths count against; by default what they were last sent with.
        """
        if means is None:
            known = self.database.meta().get(MEANS)
            means = self.store.totals().means() if known is None else Means.read(known)
        for row, terms in self.analysed():
            yield row._replace(words=means.weighed(terms))

    def info(self) -> IndexInfo:
        """Counts, fingerprints and sizes."""
        self._see(self.store.state())
        settings, vocabulary = self.settings, self.settings.vocabulary
        return IndexInfo(
            folder=self.folder,
            **asdict(self.store.counts()),
            model=settings.model,
            model_fingerprint=settings.fingerprint,
            dimensions=(settings.dimension, len(settings.passage_centre)),
            centres=(length_of(settings.passage_centre), length_of(settings.question_centre)),
            silent=None if vocabulary is None else tuple(vocabulary.silent),
            tuned=settings.tuned,
            analyzer_fingerprint=analyzer.fingerprint(),
            bytes={"store": self.store.size_on_disk()},
        )

    def every_vectors(self) -> list[Vectors]:
        """What it has in Milvus, also what was replaced."""
        names = [self.vectors.name, *(name for name, _ in self.store.left_vectors())]
        return [Vectors(self.address, name) for name in names]

    @property
    def settings(self) -> IndexSettings:
        """What it was made with, as it was last seen."""
        return self._seen.settings

    @property
    def vectors(self) -> Vectors:
        """What it has in Milvus, as it was last seen."""
        return self._seen.vectors

    def _see(self, state: State) -> "_Seen":
        """What the index says of itself in a state, which is kept for the next who asks."""
        seen = self._seen
        if seen.state != state:
            seen = self._seen = self._read(state)
        return seen

    def _read(self, state: State) -> "_Seen":
        meta = self.database.meta()
        if meta.get("schema") != str(SCHEMA_VERSION):
            msg = (
                f"{self.address} has schema {meta.get('schema', '')[:40]!r}, this version reads"
                f" {SCHEMA_VERSION}: update shawahid"
            )
            raise IndexMismatchError(msg)
        if VECTORS not in meta:
            raise self.database.damaged("it does not say where its vectors are")
        vectors = Vectors(self.address, meta[VECTORS])
        return _Seen(state, IndexSettings.from_meta(meta), vectors, meta.get("analyzer"))

    def _check_analysis(self, seen: "_Seen") -> None:
        """Refuse to look for terms that are not those of the passages.

        Raises:
            IndexMismatchError: they were made by another version of the Arabic analysis.
        """
        if seen.analyzer != analyzer.fingerprint():
            msg = (
                f"the terms of {self.address} were made by another version of the Arabic analysis:"
                " write its documents to a file with `shawahid export`, and index that into"
                " another database"
            )
            raise IndexMismatchError(msg)

    def _begin(self) -> None:
        """Take out of Milvus what a commit that was broken off has left there."""
        state = self.store.state()
        self._check_analysis(self._see(state))
        if not self.vectors.exists():
            msg = (
                f"Milvus at {self.address.milvus} has not what {self.address.postgres} has sent it:"
                f" bring it back with `shawahid verify --repair --index '{self.address}'`"
            )
            raise IndexDamagedError(msg)
        self.vectors.remove_after(state.revision)

    def _settle(self) -> None:
        """Weigh passages anew where the index has grown, and they are of other lengths now."""
        meta, totals = self.database.meta(), self.store.totals()
        if MEANS not in meta or totals.passages < _GROWN * int(meta.get(SETTLED, "0")):
            return
        if Means.read(meta[MEANS]).are_near(totals.means(), _TOLERANCE):
            return
        self._send_anew()

    def _take_out(self, patience: float) -> None:
        """Take out of Milvus what nobody reads any more; after so many seconds the rest is left."""
        deadline = time.monotonic() + patience
        while not self._took_out() and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)

    def _took_out(self) -> bool:
        """Take out what can be; gives whether that was all."""
        oldest = self.database.oldest_read()
        limit = self.store.state().revision if oldest is None else oldest
        for ids in iter(lambda: self.store.removed_until(limit), []):
            self.vectors.remove(ids)
            self.store.forget_removed(ids)
        for name, revision in self.store.left_vectors():
            if revision <= limit:
                Vectors(self.address, name).drop()
                self.store.forget_vectors(name)
        return not self.store.has_left()


def _some(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, SENT)):
        yield some


def _note(connection: Connection, key: str, value: str) -> None:
    connection.execute(
        "INSERT INTO meta VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )
