"""Servers that are spoken to by TLS, with certificates of a newsroom's own authority."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.cluster.address import Address
from search.errors import ServerError
from testing.authority import Authority
from testing.servers import Servers, missing, postgres
from testing.tls_proxy import TlsProxy, tls_proxy
from tests.conftest import DOCUMENTS
from tests.search.cluster.servers import add, found, new_on_servers

if missing() is not None:
    pytest.skip(str(missing()), allow_module_level=True)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def milvus(
    servers: Servers, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TlsProxy]:
    monkeypatch.setenv("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", str(authority.path))
    with tls_proxy(servers.milvus.port, authority.context("127.0.0.1")) as proxy:
        yield proxy


def test_an_index_is_made_and_asked_by_tls(authority: Authority, milvus: TlsProxy) -> None:
    with postgres(authority.signed("127.0.0.1")) as (_, place):
        checked = f"{place}?sslmode=verify-full&sslrootcert="
        vectors = f"&milvus=https://127.0.0.1:{milvus.port}"
        index = new_on_servers(Address.read(f"{checked}{authority.path}{vectors}"))
        add(index, *DOCUMENTS)
        assert found(index)[0] == "health/measles"
        assert milvus.connections
        index.close()
        folder = authority.path.parent / "another"
        folder.mkdir()
        with pytest.raises(ServerError, match="SSL error"):
            new_on_servers(Address.read(f"{checked}{Authority(folder).path}{vectors}"))
