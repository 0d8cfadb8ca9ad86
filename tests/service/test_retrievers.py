"""Retrievers for frameworks, against the frameworks, over an archive and over a service."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from fastapi.testclient import TestClient

from search.archive import Archive
from search.errors import MissingExtraError
from service.app import create_app
from service.citing.citation import quotation
from service.client import Client
from service.language import Language
from service.retrievers.passages import ArchivePassages, Passages, ServicePassages
from service.schemas.requests import FilterFields
from service.settings import Settings
from tests.conftest import DOCUMENTS
from tests.service.conftest import HOSTILE, make_archive

# pytest fails on any warning, and frameworks warn of their own parts.
pytestmark = pytest.mark.filterwarnings("default")

ADDRESS = "http://127.0.0.1"
MEASLES = "متى تبدأ حملة التطعيم ضد الحصبة؟"


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return make_archive(tmp_path_factory.mktemp("retrievers") / "index", *DOCUMENTS, HOSTILE)


@pytest.fixture(scope="module")
def remote(newsroom: Archive) -> Iterator[Client]:
    app = create_app(Settings(newsroom.folder), lambda: newsroom)
    with TestClient(app, base_url=ADDRESS) as http:
        yield Client(f"{ADDRESS}/", http=http)


@pytest.fixture(params=["archive", "service"])
def passages(request: pytest.FixtureRequest, newsroom: Archive, remote: Client) -> Passages:
    if request.param == "service":
        return ServicePassages(remote)
    return ArchivePassages(newsroom, site=ADDRESS)


def with_langchain(passages: Passages, k: int) -> list[tuple[str, dict[str, Any]]]:
    pytest.importorskip("langchain_core")
    retriever = import_module("service.retrievers.langchain").ShawahidRetriever(
        passages=passages, k=k
    )
    return [(each.page_content, each.metadata) for each in retriever.invoke(MEASLES)]


def with_llamaindex(passages: Passages, k: int) -> list[tuple[str, dict[str, Any]]]:
    pytest.importorskip("llama_index.core")
    retriever = import_module("service.retrievers.llamaindex").ShawahidRetriever(passages, k)
    found = retriever.retrieve(MEASLES)
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    shown = found[0].node.get_content(metadata_mode="llm")
    assert found[0].node.metadata["citation"] in shown
    assert found[0].node.metadata["permalink"] not in shown
    return [(each.node.text, each.node.metadata) for each in found]


def with_haystack(passages: Passages, k: int) -> list[tuple[str, dict[str, Any]]]:
    haystack = pytest.importorskip("haystack")
    retriever = import_module("service.retrievers.haystack").ShawahidRetriever(passages, k)
    pipeline = haystack.Pipeline()
    pipeline.add_component("retriever", retriever)
    found = pipeline.run({"retriever": {"query": MEASLES}})["retriever"]["documents"]
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    return [(each.content, each.meta) for each in found]


@pytest.mark.parametrize("ask", [with_langchain, with_llamaindex, with_haystack])
def test_a_framework_is_given_exact_quotes_and_all_to_cite_them(
    ask: Callable[[Passages, int], list[tuple[str, dict[str, Any]]]],
    passages: Passages,
    newsroom: Archive,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HAYSTACK_TELEMETRY_ENABLED", "False")
    found = ask(passages, 2)
    assert found[0][1]["document_id"] == "health/measles"
    assert len(found) == 2
    for quote, meta in found:
        text = newsroom.store(meta["collection"]).document(meta["document_id"]).text
        assert quote == text[meta["start"] : meta["end"]]
        assert meta["permalink"].startswith(f"{ADDRESS}/documents/")
        assert str(meta["start"]) in meta["citation"]
        assert 0 <= meta["confidence"] <= 1
        assert meta["attestation"] in {"strong", "possible", "weak"}


def test_a_pipeline_of_haystack_is_written_down_and_read(
    newsroom: Archive, monkeypatch: pytest.MonkeyPatch, passages: Passages
) -> None:
    haystack = pytest.importorskip("haystack")
    retriever = import_module("service.retrievers.haystack").ShawahidRetriever(passages, top_k=2)
    pipeline = haystack.Pipeline()
    pipeline.add_component("retriever", retriever)
    written = pipeline.dumps()
    asked: list[tuple[str, str | None]] = []

    def remote(address: str, key: str | None) -> Client:
        asked.append((address, key))
        client = Client.__new__(Client)
        client.__dict__ = dict(passages._client.__dict__)  # type: ignore[attr-defined]
        return client

    monkeypatch.setattr("search.open_archive", lambda _: newsroom)
    monkeypatch.setattr("service.client.Client", remote)
    monkeypatch.setenv("SHAWAHID_KEY", "shw_secret")
    again = haystack.Pipeline.loads(written, allowed_modules=["service.retrievers.haystack"])
    assert again.dumps() == written
    assert "shw_secret" not in written
    if isinstance(passages, ServicePassages):
        assert asked == [(ADDRESS, "shw_secret")]
    for options in ({}, {"top_k": 1}, {"filters": {"since": "2024"}}):
        data = {"retriever": {"query": MEASLES, **options}}
        found = pipeline.run(data)["retriever"]["documents"]
        assert again.run(data)["retriever"]["documents"] == found
        assert len(found) == (1 if options else 2)


def test_an_archive_and_its_service_give_the_same(newsroom: Archive, remote: Client) -> None:
    here = ArchivePassages(newsroom, site=ADDRESS).find(MEASLES, 10)
    assert len(here) == len(DOCUMENTS) + 1
    assert ServicePassages(remote).find(MEASLES, 10) == here


def test_filters_and_language_are_kept(newsroom: Archive, remote: Client) -> None:
    filters = FilterFields(since="2024")
    here = ArchivePassages(newsroom, filters=filters, language=Language.EN, site=ADDRESS)
    there = ServicePassages(remote, ["default"], filters=filters, language=Language.EN)
    (only,) = here.find(MEASLES, 10)
    assert "1 May 2024" in only.citation
    assert there.find(MEASLES, 10) == [only]


def test_a_quotation_is_what_a_reader_would_copy(newsroom: Archive) -> None:
    (best, *_) = ArchivePassages(newsroom).find(MEASLES, 1)
    hit = newsroom.engine("default").search(MEASLES, 1)[0]
    assert quotation(hit.citation) == f"«{best.quote}»\n{best.citation}"
    assert best.sentence in best.quote


def test_an_address_that_a_reader_should_not_follow_is_left_out(newsroom: Archive) -> None:
    found = {each.document_id: each for each in ArchivePassages(newsroom).find("زيتون", 10)}
    assert found[HOSTILE.id].url is None
    assert "\u202e" not in found[HOSTILE.id].citation


@pytest.mark.parametrize(
    ("module", "library", "extra"),
    [
        ("service.retrievers.langchain", "langchain_core", "langchain"),
        ("service.retrievers.llamaindex", "llama_index", "llamaindex"),
        ("service.retrievers.haystack", "haystack", "haystack"),
        ("service.mcp", "fastmcp", "mcp"),
    ],
)
def test_a_missing_extra_is_named_with_its_pip_line(
    module: str, library: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, module, raising=False)
    with pytest.raises(MissingExtraError) as error:
        import_module(module)
    assert str(error.value) == (
        f"this needs the extra '{extra}': in the folder of the program's source,"
        f" pip install '.[{extra}]'"
    )
