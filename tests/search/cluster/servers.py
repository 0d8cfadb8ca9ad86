"""Indexes on servers that tests start; see ``testing.servers``."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from indexer.pipeline import index_documents, new_settings
from search.cluster.address import Address
from search.engine import Engine
from search.records import DEFAULT_COLLECTION, Document, Query
from testing.hashing_encoder import HashingEncoder
from testing.servers import Server, milvus, missing, postgres
from tests.conftest import as_reads

if TYPE_CHECKING:
    from search.cluster.index import ClusterIndex

__all__ = ["QUESTION", "Servers", "add", "found", "make_address", "new_on_servers", "servers"]

QUESTION = "حملة التطعيم ضد الحصبة"


@dataclass
class Servers:
    """Two servers, and the addresses of empty databases on them."""

    postgres: Server
    milvus: Server
    database: str
    vectors: str
    numbers: Iterator[int] = field(default_factory=count)

    def new(self) -> Address:
        """The address of an empty database."""
        import psycopg

        name = f"test_{next(self.numbers)}"
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        place = urlsplit(self.database)._replace(path=f"/{name}").geturl()
        return Address.read(f"{place}?milvus={self.vectors}")


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    """PostgreSQL and Milvus, for the tests of a file."""
    lacking = missing()
    if lacking is not None:
        pytest.skip(lacking)
    with postgres() as (database, place), milvus() as (vectors, address):
        yield Servers(database, vectors, place, address)


@pytest.fixture(scope="module")
def make_address(servers: Servers) -> Callable[[], Address]:
    """Makes addresses of servers for tests, each of an empty database."""
    return servers.new


def new_on_servers(address: Address, collection: str = DEFAULT_COLLECTION) -> "ClusterIndex":
    """An empty index on servers."""
    from search.cluster.home import ClusterHome

    home = ClusterHome(address)
    home.create(collection, new_settings(HashingEncoder(), None))
    return home.open(collection)


def add(index: "ClusterIndex", *documents: Document) -> None:
    """Index documents."""
    index_documents(index, HashingEncoder, as_reads(documents), lambda _: None)


def found(index: "ClusterIndex", question: str = QUESTION) -> list[str]:
    """The documents that answer, the best first."""
    hits = Engine(index, HashingEncoder()).find(Query(question)).hits
    return [hit.citation.document_id for hit in hits]
