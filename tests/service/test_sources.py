"""An assistant's tools over a service are those over its archive, as far as the key may read."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from indexer.collections import add_documents
from search.archive import Archive
from search.errors import CollectionMissingError, ShawahidError
from search.records import DEFAULT_COLLECTION, Document, Order
from service.access.callers import Role
from service.access.gate import Gate
from service.client import Client
from service.connection import NotSignedInError
from service.settings import Settings
from service.sources import ArchiveSource, ServiceSource
from service.tools import QuotationError, Tools
from testing.serving import served
from tests.conftest import DOCUMENTS, as_reads
from tests.service.conftest import HOSTILE, make_archive

MEASLES = "متى تبدأ حملة التطعيم ضد الحصبة؟"
QUOTED = "تستمر الحملة أسبوعين في البيوت"
SECRET = Document(id="secret", text="حملة التطعيم ضد الحصبة سر لا يراه إلا محرر.")
BOOK = Document(id="book", text="صفحة أولى.\fصفحة ثانية عن الزيتون.", source="دار", author="هدى")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = make_archive(tmp_path_factory.mktemp("tools") / "index", *DOCUMENTS, HOSTILE, BOOK)
    archive.create("secrets")
    add_documents(archive, "secrets", as_reads((SECRET,)), lambda _: None)
    return archive


@pytest.fixture(scope="module")
def address(archive: Archive) -> Iterator[str]:
    with served(archive) as address:
        yield address


@pytest.fixture(scope="module")
def key(archive: Archive) -> str:
    gate = Gate(Settings(archive.folder))
    _, token = gate.keys.create(Role.READER, "assistant", [DEFAULT_COLLECTION], None)
    gate.close()
    return token


@pytest.fixture
def here(archive: Archive, address: str) -> Tools:
    return Tools(ArchiveSource.of(archive, [DEFAULT_COLLECTION]), address)


@pytest.fixture
def there(address: str, key: str) -> Iterator[Tools]:
    with Client(address, key) as client:
        yield Tools(ServiceSource(client), address)


@pytest.mark.parametrize(
    "ask",
    [
        lambda tools: tools.collections,
        lambda tools: tools.search(MEASLES),
        lambda tools: tools.search("الزيتون", k=2, order=Order.DATE, collections=["default"]),
        lambda tools: tools.search(MEASLES, sources=["الصحيفة"], since="2024"),
        lambda tools: tools.search("مصدر:الصحيفة التطعيم"),
        lambda tools: tools.verify_quotation(QUOTED),
        lambda tools: tools.verify_quotation("لم يقل أحد هذا قط في أي مكان", k=1),
        *(
            lambda tools, document=document: tools.fetch_document(document.id)
            for document in (*DOCUMENTS, HOSTILE, BOOK)
        ),
        lambda tools: tools.cite("health/measles", "تستمر الحملة أسبوعين"),
        lambda tools: tools.cite("book", "الزيتون"),
    ],
)
def test_both_answer_the_same(here: Tools, there: Tools, ask: Callable[[Tools], Any]) -> None:
    assert ask(there) == ask(here)


@pytest.mark.parametrize(
    "ask",
    [
        lambda tools: tools.search(MEASLES, collections=["secrets"]),
        lambda tools: tools.verify_quotation(QUOTED, collections=["secrets"]),
        lambda tools: tools.fetch_document("secret", "secrets"),
        lambda tools: tools.fetch_document("secret"),
        lambda tools: tools.cite("secret", "سر"),
        lambda tools: tools.search("؟"),
        lambda tools: tools.search(MEASLES, since="yesterday"),
    ],
)
def test_what_the_key_may_not_read_or_nobody_can_mean_is_refused(
    here: Tools, there: Tools, ask: Callable[[Tools], Any]
) -> None:
    for tools in (here, there):
        with pytest.raises(ShawahidError) as error:
            ask(tools)
        assert "سر لا" not in str(error.value)


def test_only_the_collections_that_were_named_exist(address: str, key: str) -> None:
    with Client(address, key) as client:
        with pytest.raises(CollectionMissingError, match="secrets"):
            ServiceSource(client, ["secrets"])
        tools = Tools(ServiceSource(client, [DEFAULT_COLLECTION]))
        assert tools.collections == (DEFAULT_COLLECTION,)
        with pytest.raises(QuotationError):
            tools.cite("oil", "ليست فيها")
    with Client(address) as client, pytest.raises(NotSignedInError):
        Tools(ServiceSource(client)).search(MEASLES)
