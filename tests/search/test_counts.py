"""What is counted of an answer: all that can be asked for, and what of it is likely to answer."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.pipeline import index_documents, open_for_writing
from search.engine import Engine
from search.index import Index
from search.ranking.answering import JUDGED
from search.ranking.support import SIGNALS, Parameters
from search.records import Document, Order, Query
from testing.hashing_encoder import HashingEncoder
from tests.conftest import as_reads

OIL = "أسعار النفط في السوق"
MANY = 12
# A question whose words are nowhere: no candidate is likely before its text is read.
UNKNOWN = "زراعة الورد عند المزارعين"


def _of_its_own(number: int) -> str:
    """Words that make a document no copy of another one."""
    some = random.Random(number)  # noqa: S311
    return " ".join("".join(some.choices("بتجدرسعفقلمن", k=5)) for _ in range(25))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    documents = tuple(
        Document(
            f"{number:02}",
            f"{('خبر عن الرياضة', 'ارتفعت أسعار النفط')[number % 2]} {_of_its_own(number)}.",
            source="الرأي" if number % 3 else "الغد",
            date=f"2024-{1 + number:02}",
        )
        for number in range(MANY)
    )
    encoder = HashingEncoder()
    folder: Path = tmp_path_factory.mktemp("counts") / "index"
    index = open_for_writing(folder, lambda: encoder, None)
    index_documents(index, lambda: encoder, as_reads(documents), lambda _: None)
    yield index
    index.close()


def engine(index: Index, confidence: float) -> Engine:
    """An engine that finds every text that it reads as likely as that."""
    return Engine(index, HashingEncoder(), confidence=lambda _: confidence)


def test_what_is_shown_is_counted_as_it_is_shown(index: Index) -> None:
    sure, unsure = (engine(index, confidence) for confidence in (1.0, 0.0))
    every = sure.find(Query(OIL, MANY))
    assert every.supported == every.total == len(every.hits)
    assert unsure.find(Query(OIL, MANY)).supported == 0
    # One hit is shown; of the three best, others are read until one is likely.
    assert sure.find(Query(UNKNOWN, 1)).supported in {1, JUDGED}


def test_stages_promise_nothing_where_none_of_the_best_is_likely_by_its_text(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = Parameters(1.0, dict.fromkeys(SIGNALS, 0.0))
    monkeypatch.setattr("search.ranking.support.parameters", lambda: everything)
    sure, unsure = (engine(index, confidence) for confidence in (1.0, 0.0))
    assert all(each.support.is_enough for each in sure.candidates(OIL))
    found = sure.find(Query(OIL, 1))
    assert found.supported == found.total == MANY
    assert unsure.find(Query(OIL, 1)).supported == 0
    assert unsure.find(Query(UNKNOWN, 1)).supported == 0


def test_facets_count_what_is_supported_or_everything_where_nothing_is(index: Index) -> None:
    every = dict(engine(index, 1.0).find(Query(OIL, MANY)).facets.values["source"])
    assert every == {"الغد": 4, "الرأي": 8}
    assert dict(engine(index, 0.0).find(Query(OIL, MANY)).facets.values["source"]) == every
    some = engine(index, 1.0).find(Query(UNKNOWN, 1))
    assert sum(dict(some.facets.values["source"]).values()) == some.supported
    assert sum(dict(some.facets.months).values()) == some.supported


def test_by_date_those_that_are_supported_come_first(index: Index) -> None:
    for confidence in (0.0, 1.0):
        asked = engine(index, confidence)
        whole = asked.find(Query(OIL, MANY, order=Order.DATE))
        ids = [hit.citation.document_id for hit in whole.hits]
        assert len(ids) == whole.total
        for part in (ids[: whole.supported], ids[whole.supported :]):
            assert part == sorted(part, reverse=True)
        pages = [asked.find(Query(OIL, 5, at, order=Order.DATE)) for at in range(0, MANY, 5)]
        assert [hit.citation.document_id for page in pages for hit in page.hits] == ids
        assert {page.supported for page in pages} == {whole.supported}


def test_what_is_only_filtered_is_all_supported(index: Index) -> None:
    found = engine(index, 0.0).find(Query("source:الغد"))
    assert found.supported == found.total == 4
