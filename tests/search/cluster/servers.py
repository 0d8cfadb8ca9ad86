"""Indexes on servers that tests start; see ``testing.servers``."""

import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from indexer.pipeline import index_documents, new_settings
from search.backend import Backend
from search.cluster.address import Address
from search.engine import Engine
from search.records import DEFAULT_COLLECTION, Document, Query
from testing.hashing_encoder import HashingEncoder
from tests.conftest import as_reads

if TYPE_CHECKING:
    from search.cluster.index import ClusterIndex

QUESTION = "حملة التطعيم ضد الحصبة"


def new_on_servers(address: Address, collection: str = DEFAULT_COLLECTION) -> "ClusterIndex":
    """An empty index on servers."""
    from search.cluster.home import ClusterHome

    home = ClusterHome(address)
    home.create(collection, new_settings(HashingEncoder(), None))
    return home.open(collection)


def add(index: "ClusterIndex", *documents: Document) -> None:
    """Index documents."""
    index_documents(index, HashingEncoder, as_reads(documents), lambda _: None)


def found(index: Backend, question: str = QUESTION) -> list[str]:
    """The documents that answer, the best first."""
    hits = Engine(index, HashingEncoder()).find(Query(question)).hits
    return [hit.citation.document_id for hit in hits]


def try_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what broke off tried again at once: pymilvus itself waits up to three seconds."""
    for module in ("database", "vectors"):
        monkeypatch.setattr(f"search.cluster.{module}._FIRST_WAIT", 0.001)
    clock = {"time": time.time, "monotonic": time.monotonic}
    hurried = SimpleNamespace(**clock, sleep=lambda _: time.sleep(0.01))
    monkeypatch.setattr("pymilvus.decorators.time", hurried)
