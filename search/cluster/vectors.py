"""Vectors and terms of passages in Milvus: one collection of it for each of ours.

It has the passages of each commit before that is one: whoever reads asks for those of the commits
that he sees. What is removed leaves it when nobody can see it any more.
"""

import logging
import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple, TypeVar

# Else pymilvus takes variables of this process from any file named `.env` above its folder.
os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")

from grpc import RpcError
from pymilvus import DataType, MilvusClient, MilvusException

from search.cluster.address import Address, milvus_token
from search.cluster.filters import mark_of
from search.cluster.terms import Sparse
from search.cluster.texts import escaped
from search.errors import ServerError
from search.fields import FACETS

T = TypeVar("T")

# The most that Milvus finds at a time.
MOST_FOUND = 16_384
DENSE, WORDS = "dense", "words"
# Bytes of a date, of which these letters are kept, and of what is kept of a value.
_LONGEST, _DATE = 256, 60
# Passages that are sent, and ids that are named, at a time.
SENT, NAMED = 256, 8192
# Seconds that one request may take, tries of it, and seconds before the second try.
_REQUEST, _TRIES, _FIRST_WAIT = 30.0, 5, 0.1
# Seconds that a collection may take to be loaded before it is asked again.
_LOADING = 10.0
_HNSW = {"M": 32, "efConstruction": 256}
# How many neighbours are looked through at least: more find more of the nearest, and take longer.
_LOOKED_THROUGH = 512

# What it says of errors is said by ours, once.
logging.getLogger("pymilvus").setLevel(logging.CRITICAL)

_clients: dict[Address, MilvusClient] = {}
_connecting = threading.Lock()


class Row(NamedTuple):
    """A passage as Milvus has it.

    Attributes:
        id: of the passage.
        revision: the commit that added it.
        facts: of its document: its date, and what it is filtered by.
        dense: its vector, shape (dim,).
        words: its terms.
    """

    id: int
    revision: int
    facts: Mapping[str, str | None]
    dense: Sequence[float]
    words: Sparse


class Stored(NamedTuple):
    """What Milvus gives back of a ``Row``."""

    id: int
    revision: int
    dense: Sequence[float]
    words: Sparse


class Vectors:
    """A collection of a Milvus server. Safe to share between threads.

    Args:
        address: of the index.
        name: of the collection.
    """

    def __init__(self, address: Address, name: str) -> None:
        self.address = address
        self.name = name

    def create(self, dimension: int) -> None:
        """Make the collection.

        Raises:
            ServerError: Milvus does not answer, here and in all that follows.
        """
        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("revision", DataType.INT64)
        for name in ("date", *(facet.name for facet in FACETS)):
            schema.add_field(name, DataType.VARCHAR, max_length=_LONGEST, nullable=True)
        schema.add_field(DENSE, DataType.FLOAT_VECTOR, dim=dimension)
        schema.add_field(WORDS, DataType.SPARSE_FLOAT_VECTOR)
        indexes = MilvusClient.prepare_index_params()
        indexes.add_index(DENSE, index_type="HNSW", metric_type="IP", params=_HNSW)
        indexes.add_index(WORDS, index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        self._ask(
            lambda client: client.create_collection(
                self.name,
                schema=schema,
                index_params=indexes,
                consistency_level="Strong",
                timeout=_REQUEST,
            )
        )

    def drop(self) -> None:
        """Remove the collection; one that is not there is removed already."""
        self._ask(lambda client: client.drop_collection(self.name, timeout=_REQUEST))

    def exists(self) -> bool:
        """Whether it is there."""
        return bool(self._ask(lambda client: client.has_collection(self.name, timeout=_REQUEST)))

    def put(self, rows: Sequence[Row]) -> None:
        """Add passages; those that are there already are replaced."""
        for first in range(0, len(rows), SENT):
            sent = [_record(row) for row in rows[first : first + SENT]]
            self._ask(partial(_upsert, name=self.name, records=sent))

    def remove(self, ids: Sequence[int]) -> None:
        """Take passages out; those that are not there are out already."""
        for first in range(0, len(ids), NAMED):
            some = list(ids[first : first + NAMED])
            self._ask(partial(_delete, name=self.name, ids=some))

    def remove_after(self, revision: int) -> None:
        """Take out what came after a revision: of a commit that was broken off."""
        wanted = f"revision > {revision}"
        self._ask(lambda client: client.delete(self.name, filter=wanted, timeout=_REQUEST))

    def nearest(self, vector: Sequence[float], limit: int, wanted: str) -> dict[int, float]:
        """Passages with the highest inner product, of those that an expression leaves, best first.

        Args:
            vector: shape (dim,).
            limit: the most, up to ``MOST_FOUND``.
            wanted: the expression.
        """
        parameters: dict[str, object] = {
            "metric_type": "IP",
            "params": {"ef": max(limit, _LOOKED_THROUGH)},
        }
        return self._found(DENSE, [list(vector)], limit, wanted, parameters)[0]

    def weighing(
        self, questions: Sequence[Sparse], limit: int, wanted: str
    ) -> list[dict[int, float]]:
        """Passages with the highest inner product of terms, best first, for each of some."""
        asked = [place for place, each in enumerate(questions) if each]
        found: list[dict[int, float]] = [{} for _ in questions]
        if asked:
            sent = [questions[place] for place in asked]
            some = self._found(WORDS, sent, limit, wanted, {"metric_type": "IP", "params": {}})
            for place, each in zip(asked, some, strict=True):
                found[place] = each
        return found

    def rows(self) -> Iterator[Stored]:
        """What is here of every passage, by ascending ids; a page of it is held at a time."""
        pages = self._ask(partial(_pages, name=self.name))
        try:
            while some := self._ask(lambda _: pages.next()):
                for row in some:
                    yield Stored(row["id"], row["revision"], row[DENSE], row[WORDS])
        finally:
            pages.close()

    def _found(
        self,
        field: str,
        asked: list[Any],
        limit: int,
        wanted: str,
        parameters: dict[str, object],
    ) -> list[dict[int, float]]:
        answers = self._ask(
            lambda client: client.search(
                self.name,
                asked,
                anns_field=field,
                limit=limit,
                filter=wanted,
                output_fields=["id"],  # else milvus-lite sends all of them
                search_params=parameters,
                consistency_level="Strong",
                timeout=_REQUEST,
            )
        )
        # Equal ones by rising id: a server may give them in any order.
        ordered = (
            sorted(
                ((hit["id"], hit["distance"]) for hit in hits), key=lambda each: (-each[1], each[0])
            )
            for hits in answers
        )
        return [dict(each) for each in ordered]

    def _ask(self, request: Callable[[MilvusClient], T]) -> T:
        """Ask the server, again where it does not answer: whatever is asked may be asked twice."""
        for tried in range(1, _TRIES + 1):
            try:
                return request(self._client())
            except (MilvusException, RpcError) as error:  # the second where it is too late
                said = " ".join(_said_in(error).split())[:300]
                if tried == _TRIES:
                    msg = f"Milvus at {self.address.milvus} does not answer ({said}): is it there?"
                    raise ServerError(msg) from error
            time.sleep(_FIRST_WAIT * 2**tried * random.uniform(0.5, 1))  # noqa: S311
            self._load()
        raise AssertionError

    def _load(self) -> None:
        """Have the server take the collection up, which one that was started again may not have."""
        with suppress(MilvusException, RpcError):  # whatever is wrong is told by what is asked next
            self._client().load_collection(self.name, timeout=_LOADING)

    def _client(self) -> MilvusClient:
        with _connecting:
            client = _clients.get(self.address)
            if client is None:
                client = MilvusClient(self.address.milvus, token=milvus_token(), timeout=_REQUEST)
                _clients[self.address] = client
            return client


def _said_in(error: Exception) -> str:
    if isinstance(error, MilvusException):
        return str(error.message)
    details = getattr(error, "details", None)
    return str(details() if callable(details) else error)


def _upsert(client: MilvusClient, name: str, records: list[dict[str, object]]) -> None:
    client.upsert(name, records, timeout=_REQUEST)


def _delete(client: MilvusClient, name: str, ids: list[int]) -> None:
    client.delete(name, ids, timeout=_REQUEST)


def _pages(client: MilvusClient, name: str) -> Any:  # noqa: ANN401 - of pymilvus
    fields = ["id", "revision", DENSE, WORDS]
    return client.query_iterator(name, batch_size=SENT, output_fields=fields, timeout=_REQUEST)


def _record(row: Row) -> dict[str, object]:
    facts = {name: value and mark_of(value) for name, value in row.facts.items()}
    date = row.facts["date"]
    facts["date"] = date and escaped(date)[:_DATE]
    return {
        "id": row.id,
        "revision": row.revision,
        **facts,
        DENSE: list(row.dense),
        # A vector without a term is none to Milvus: one that nobody asks for, and weighs nothing.
        WORDS: row.words or {0: 0.0},
    }
