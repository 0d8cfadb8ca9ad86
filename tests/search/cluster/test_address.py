import subprocess
import sys

import pytest

from search.cluster.address import Address, is_address, milvus_token
from search.cluster.texts import escaped, unescaped
from search.errors import AddressError


def test_an_address_is_read_and_said_again() -> None:
    text = "postgresql://me@db.example:5433/news?sslmode=verify-full&milvus=https://v.example:19530"
    address = Address.read(text)
    assert address.postgres == "postgresql://me@db.example:5433/news?sslmode=verify-full"
    assert address.milvus == "https://v.example:19530"
    assert Address.read(str(address)) == address
    assert is_address(text)
    assert is_address("postgresql+milvus://host")
    assert not any(map(is_address, ("newsroom", "C://newsroom", "/news://room", "news:room")))
    assert address.folder != Address.read(text.replace("news", "other")).folder


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("postgresql://me@host/news", "names no Milvus server"),
        ("postgresql://me@host?milvus=http://v:1", "names no database"),
        ("postgresql://me:secret@host/news?milvus=http://v:1", "PGPASSWORD"),
        ("postgresql://me@host/news?password=secret&milvus=http://v:1", "PGPASSWORD"),
        ("postgresql://me@host/news?milvus=http://root:secret@v:1", "SHAWAHID_MILVUS_TOKEN"),
        ("postgresql://me@host/news?milvus=http://v", "no host and port"),
        ("postgresql://me@host/news?milvus=http://v:port", "cannot be read"),
        ("postgresql://me@host/news?milvus=v:1", "names no Milvus server"),
        ("postgresql://me@host/news?milvus=http://v:1&milvus=http://w:1", "names no Milvus server"),
        ("postgresql://[me@host/news?milvus=http://v:1", "cannot be read"),
        ("postgresql+milvus://me:secret@host/news", "no address of an index: expected a folder"),
    ],
)
def test_what_is_no_address_is_refused_and_no_secret_is_said(text: str, said: str) -> None:
    with pytest.raises(AddressError, match=said) as caught:
        Address.read(text)
    assert "secret" not in str(caught.value)


def test_the_token_of_milvus_comes_from_the_environment_or_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.delenv("SHAWAHID_MILVUS_TOKEN", raising=False)
    assert milvus_token() == ""
    monkeypatch.setenv("SHAWAHID_MILVUS_TOKEN", "root:one")
    assert milvus_token() == "root:one"
    monkeypatch.setenv("SHAWAHID_MILVUS_TOKEN_FILE", f"{tmp_path}/token")
    with pytest.raises(AddressError, match="cannot be read"):
        milvus_token()
    with open(f"{tmp_path}/token", "w") as file:  # noqa: PTH123
        file.write("root:two\n")
    assert milvus_token() == "root:two"


def test_every_text_is_kept_and_their_order() -> None:
    texts = ["", "\x00", "\x00\x00", "\x00\x01", "\x01", "\x01\x00", "\x01\x01", "\x01\x02", "\x02"]
    assert [unescaped(escaped(text)) for text in texts] == texts
    assert sorted(map(escaped, texts)) == [escaped(text) for text in sorted(texts)]
    assert not any("\x00" in escaped(text) for text in texts)


def test_nothing_of_servers_is_imported_for_a_folder() -> None:
    used = "search.archive, search.home, indexer.pipeline, service.app, service.commands.index"
    ours = "{'psycopg', 'pymilvus', 'grpc', 'pandas'}"
    code = f"import sys, {used}; print({ours} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"
