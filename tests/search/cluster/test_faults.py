"""Servers that are slow, and connections that break off: nothing is lost, doubled or half shown."""

from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from indexer.upkeep.servers import verify_servers
from search.cluster.address import Address
from search.errors import ServerError
from search.records import DEFAULT_COLLECTION, Document
from testing.faulty_proxy import FaultyProxy, faulty_proxy
from testing.servers import Servers, missing
from tests.conftest import DOCUMENTS
from tests.search.cluster.servers import add, found, new_on_servers, try_sooner

if missing() is not None:
    pytest.skip(str(missing()), allow_module_level=True)

from search.cluster.index import ClusterIndex


@pytest.fixture
def direct(servers: Servers) -> Iterator[ClusterIndex]:
    index = new_on_servers(servers.new())
    add(index, *DOCUMENTS)
    yield index
    index.close()


@pytest.fixture
def proxies(servers: Servers) -> Iterator[list[FaultyProxy]]:
    ports = (servers.postgres.port, servers.milvus.port)
    with ExitStack() as stack:
        yield [stack.enter_context(faulty_proxy(port)) for port in ports]


@pytest.fixture
def index(direct: ClusterIndex, proxies: list[FaultyProxy]) -> Iterator[ClusterIndex]:
    """The same, through the proxies."""
    postgres, milvus = proxies
    parts = urlsplit(direct.address.postgres)
    place = parts._replace(netloc=f"{parts.username}@127.0.0.1:{postgres.port}").geturl()
    address = Address(place, f"http://127.0.0.1:{milvus.port}")
    index = ClusterIndex(address, DEFAULT_COLLECTION)
    yield index
    index.close()


@pytest.mark.parametrize("which", [0, 1], ids=["postgres", "milvus"])
def test_what_breaks_off_is_done_again_and_nothing_is_lost_or_doubled(
    index: ClusterIndex,
    direct: ClusterIndex,
    proxies: list[FaultyProxy],
    which: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    try_sooner(monkeypatch)
    expected = found(direct)
    proxy = proxies[which]
    new = [Document(id=f"new-{n}", text=f"خبر رقم {n} عن سوق المدينة.") for n in range(4)]
    left = list(new)
    for pieces in (5, 60, None):
        proxy.cut_after = pieces
        try:
            assert found(index)[: len(expected)]
        except ServerError:
            assert pieces is not None
        try:
            add(index, *left)
        except ServerError:
            assert pieces is not None
    assert proxy.cuts
    assert list(verify_servers(direct, lambda _: None)) == []
    assert direct.store.counts().documents == len(DOCUMENTS) + len(new)
    assert len([*direct.vectors.rows()]) == direct.store.counts().passages
    assert found(index) == found(direct)


def test_slow_servers_answer_the_same(
    index: ClusterIndex, direct: ClusterIndex, proxies: list[FaultyProxy]
) -> None:
    for proxy in proxies:
        proxy.delay = 0.002
    assert found(index) == found(direct)


def test_a_server_that_hangs_is_not_waited_for(
    index: ClusterIndex, proxies: list[FaultyProxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.cluster.vectors._TRIES", 2)
    before = found(index)
    for name in ("_REQUEST", "_LOADING"):
        monkeypatch.setattr(f"search.cluster.vectors.{name}", 0.1)
    proxies[1].delay = 2.0
    with pytest.raises(ServerError, match="Milvus"):
        found(index, "أسعار النفط")
    proxies[1].delay = 0.0
    monkeypatch.undo()
    assert found(index) == before
