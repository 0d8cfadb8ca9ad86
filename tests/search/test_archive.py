"""Collections: each as if it were alone, and several as if they were one."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from indexer.collections import add_documents, delete_documents, delete_matching
from search.archive import Archive
from search.errors import (
    CollectionExistsError,
    CollectionMissingError,
    CollectionNameError,
    DocumentMissingError,
    FilterError,
    ShawahidError,
)
from search.index import Index
from search.ranking.facets import add
from search.ranking.fusion import FusionWeights
from search.ranking.tuned import Tuned
from search.records import Document, Filters, Order, Query
from testing.hashing_encoder import HashingEncoder
from tests.conftest import DOCUMENTS, as_reads

OIL = "أسعار النفط"
BOTH = ("default", "other")


@pytest.fixture
def archive(make_index: Callable[..., Index], encoder: HashingEncoder) -> Archive:
    folder = make_index(*DOCUMENTS).folder
    return Archive(folder, lambda _: encoder)


def put(archive: Archive, collection: str, *documents: Document) -> None:
    add_documents(archive, collection, as_reads(documents), lambda _: None)


def found(archive: Archive, query: Query, collections: tuple[str, ...]) -> list[tuple[str, str]]:
    hits = archive.search(query, collections).hits
    return [(hit.citation.collection, hit.citation.document_id) for hit in hits]


def test_what_is_in_another_collection_changes_nothing(archive: Archive) -> None:
    before = archive.search(Query(OIL), ["default"])
    suggested = archive.suggest("أسعار", ["default"])
    archive.create("other")
    put(archive, "other", Document("secret", "أسعار النفط ترتفع. النفط النفط.", title="أسعار سرية"))
    assert archive.search(Query(OIL), ["default"]) == before
    assert archive.suggest("أسعار", ["default"]) == suggested
    assert archive.search(Query(OIL), BOTH).hits[0].citation.collection == "other"
    with pytest.raises(DocumentMissingError):
        archive.store("default").document("secret")


def test_several_collections_are_ranked_together(archive: Archive) -> None:
    archive.create("other")
    put(archive, "other", Document("oil", "ارتفعت أسعار النفط."))
    results = archive.search(Query(OIL), BOTH)
    assert {(c, d) for c, d in found(archive, Query(OIL), BOTH)} >= {
        ("default", "oil"),
        ("other", "oil"),
    }
    assert results.total == sum(archive.search(Query(OIL), [name]).total for name in BOTH)
    assert [hit.rank for hit in results.hits] == list(range(1, len(results.hits) + 1))
    scores = [hit.score for hit in results.hits]
    assert scores == sorted(scores, reverse=True)


def test_weights_of_a_collection_order_its_own_hits_alone(archive: Archive) -> None:
    archive.create("other")
    put(
        archive,
        "other",
        *(Document(f"{n}", f"نص عن {word}.") for n, word in enumerate(["القمح", "البحر", "الجبل"])),
        Document("gas", "ارتفعت أسعار الغاز."),
    )
    before = found(archive, Query(OIL), BOTH)
    archive.engine("other").index.tune(Tuned(FusionWeights(dense=1.9, lexical=0.0)))
    own = found(archive, Query(OIL), ("other",))
    after = found(archive, Query(OIL), BOTH)
    assert archive.search(Query(OIL), ["other"]).hits[0].score > 1
    assert before[0] == after[0] == ("default", "oil")
    assert [each for each in after if each in own] == own, "as they stand among themselves"
    assert [each for each in after if each not in own] == found(archive, Query(OIL), ("default",))


def test_the_latest_of_several_collections_come_first_where_nothing_is_asked(
    archive: Archive,
) -> None:
    archive.create("other")
    put(archive, "other", Document("old", "نص عن القمح.", date="2001", source="الغد"))
    put(archive, "other", Document("new", "خبر من البحر.", date="2024-06", source="الغد"))
    put(archive, "default", Document("between", "قصة للجبل.", date="2024-05-20", source="الغد"))
    names = [name for _, name in found(archive, Query("source:الغد"), BOTH)]
    assert names == ["new", "between", "old"]


@pytest.mark.parametrize("collections", [("default",), BOTH])
@pytest.mark.parametrize("order", Order)
def test_pages_together_are_the_whole(
    archive: Archive, collections: tuple[str, ...], order: Order
) -> None:
    archive.create("other")
    put(archive, "other", Document("gas", "أسعار الغاز.", date="2024-06-01"), DOCUMENTS[0])
    whole = found(archive, Query(OIL, k=10, order=order), collections)
    pages = [
        found(archive, Query(OIL, k=1, offset=at, order=order), collections)
        for at in range(len(whole) + 1)
    ]
    assert [hit for page in pages for hit in page] == whole
    assert pages[-1] == []


def test_the_latest_come_first_when_ordered_by_date(archive: Archive) -> None:
    put(archive, "default", Document("new", "أسعار النفط اليوم.", date="2025"))
    results = archive.search(Query(OIL, order=Order.DATE), ["default"])
    dates = [hit.citation.date for hit in results.hits]
    for part in (dates[: results.supported], dates[results.supported :]):
        assert part == sorted(part, key=lambda date: date or "", reverse=True)
    assert {"2025", "2024-05-01", None} == set(dates)


def test_a_collection_is_made_and_deleted(archive: Archive) -> None:
    archive.create("other")
    assert archive.names() == BOTH
    with pytest.raises(CollectionExistsError):
        archive.create("other")
    put(archive, "other", *DOCUMENTS)
    folder = archive.engine("other").index.folder
    archive.delete("other")
    assert not folder.exists()
    assert archive.names() == ("default",)
    with pytest.raises(CollectionMissingError):
        archive.search(Query(OIL), BOTH)
    archive.create("other")
    assert archive.search(Query(OIL), ["other"]).hits == ()


def test_the_default_collection_stays(archive: Archive) -> None:
    with pytest.raises(CollectionNameError, match="default"):
        archive.delete("default")


@pytest.mark.parametrize("name", ["", "..", "../x", "A", "أخبار", "a/b", "a b", "-a", "a" * 64])
def test_a_name_leads_out_of_no_folder(archive: Archive, name: str) -> None:
    with pytest.raises(CollectionNameError):
        archive.create(name)
    with pytest.raises(CollectionMissingError):
        archive.engine(name)


def test_documents_are_deleted_by_id_and_by_filter(archive: Archive) -> None:
    assert delete_documents(archive, "default", ["sport", "none"]) == ["none"]
    assert delete_matching(archive, "default", Filters.of({"source": ["الصحيفة"]})) == 1
    assert [d["id"] for d in archive.store("default").summaries(Filters(), None, 10)] == ["oil"]
    assert {d for _, d in found(archive, Query(OIL), ("default",))} == {"oil"}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(since="2024", until="2024"), {"day", "month", "year"}),
        (Filters(since="2024-05-02"), {"month", "year"}),
        (Filters(until="2024-04"), {"year"}),
        (Filters(since="2024-05", until="2024-05-01"), {"day", "month", "year"}),
        (Filters(since="2025"), set()),
        (Filters.of({"source": ["س"]}), {"day"}),
        (Filters.of({"author": ["ك", "ل"]}), {"month"}),
        (Filters.of({"language": ["en"]}), {"year"}),
        (Filters.of({"kind": ["pdf"]}), {"page.pdf"}),
        (Filters(added_after="2999"), set()),
    ],
)
def test_filters_keep_what_is_wanted(
    make_index: Callable[..., Index], encoder: HashingEncoder, filters: Filters, expected: set[str]
) -> None:
    text = "أسعار النفط اليوم."
    index = make_index(
        Document("day", f"{text} يوم.", date="2024-05-01", source="س"),
        Document("month", f"{text} شهر.", date="2024-05", author="ك"),
        Document("year", f"{text} سنة.", date="2024", language="en"),
        Document("page.pdf", f"{text} صفحة."),
    )
    archive = Archive(index.folder, lambda _: encoder)
    results = archive.search(Query(OIL, filters=filters), ["default"])
    assert {hit.citation.document_id for hit in results.hits} == expected
    assert results.total == len(expected)
    listed = archive.store("default").summaries(filters, None, 10)
    assert {summary["id"] for summary in listed} == expected


@pytest.mark.parametrize(
    "date", ["", "24", "2024-13", "2024-05-32", "2024-5-1", "٢٠٢٤", "2024-05\n"]
)
def test_a_filter_with_no_date_is_refused(date: str) -> None:
    with pytest.raises(FilterError, match="expected 2024"):
        Filters(since=date)


def test_a_filter_by_something_else_is_refused() -> None:
    with pytest.raises(FilterError, match="'colour': expected one of source, author"):
        Filters.of({"colour": ["red"]})


def test_facets_count_documents(archive: Archive) -> None:
    facets = archive.search(Query("أعلنت أسعار المنتخب", k=1), ["default"]).facets
    assert facets.values["source"] == (("الصحيفة", 1),)
    assert facets.values["author"] == (("سعاد", 1),)
    assert facets.months == (("2024-05", 1),)


def test_shares_explain_the_score(archive: Archive) -> None:
    for hit in archive.search(Query(OIL), ["default"]).hits:
        assert hit.shares is not None
        assert sum(hit.shares) == pytest.approx(hit.score, abs=1e-5)


def test_similar_documents_leave_out_the_document_and_its_copies(archive: Archive) -> None:
    archive.create("other")
    copy = Document("copy", DOCUMENTS[0].text, title=DOCUMENTS[0].title)
    put(archive, "default", copy)
    put(
        archive, "other", Document("oil", "ارتفعت أسعار النفط ثلاثة في المئة.", title="أسعار النفط")
    )
    near = archive.similar("oil", "default", BOTH)
    assert (near[0].citation.collection, near[0].citation.document_id) == ("other", "oil")
    assert [n.citation.document_id for n in near if n.citation.collection == "default"].count(
        "oil"
    ) == 0
    with pytest.raises(DocumentMissingError):
        archive.similar("none", "default", BOTH)
    ids = [each.citation.document_id for each in archive.similar("copy", "default", ["default"])]
    assert "copy" not in ids
    assert "health/measles" not in ids


def test_titles_are_suggested_from_the_words_typed(archive: Archive) -> None:
    assert archive.suggest("أسعار الن", ["default"]) == ("أسعار النفط",)
    assert archive.suggest("اسعار", ["default"]) == ("أسعار النفط",)
    assert archive.suggest("صحي", ["default"]) == ("الصحيفة",)
    assert archive.suggest("النفط أسعا", ["default"]) == ("أسعار النفط",)
    assert archive.suggest("أسعار الذ", ["default"]) == ()
    assert archive.suggest("  ", ["default"]) == ()


def test_documents_are_listed_by_id_and_noted_when_they_came(archive: Archive) -> None:
    store = archive.store("default")
    first = store.summaries(Filters(), None, 2)
    rest = store.summaries(Filters(), first[-1]["id"], 2)
    assert [s["id"] for s in (*first, *rest)] == ["health/measles", "oil", "sport"]
    added = store.added()
    put(archive, "default", Document("health/measles", "نص جديد."))
    assert store.added() == added
    latest = max(added.values())
    assert store.summaries(Filters(added_after=latest), None, 9) == []
    put(archive, "default", Document("later", "خبر جديد."))
    assert [s["id"] for s in store.summaries(Filters(added_after=latest), None, 9)] == ["later"]


def test_questions_are_answered_while_documents_are_added(archive: Archive) -> None:
    failures: list[BaseException] = []
    done = threading.Event()

    def ask() -> None:
        try:
            while not done.is_set():
                assert archive.search(Query(OIL), ["default"]).hits
        except BaseException as error:  # noqa: BLE001 - reported by the test
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(5):
        put(archive, "default", Document(f"new-{number}", f"خبر رقم {number} عن النفط."))
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert archive.store("default").counts().documents == len(DOCUMENTS) + 5


def test_an_index_without_a_field_gets_it_when_it_is_opened(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index(*DOCUMENTS)
    with index.store.database.transaction() as connection:
        connection.execute("DROP INDEX documents_by_facts")
        connection.execute("ALTER TABLE documents DROP COLUMN section")
    archive = Archive(index.folder, lambda _: encoder)
    put(archive, "default", Document("later", "خبر جديد.", section="رياضة"))
    assert archive.store("default").document(DOCUMENTS[0].id) == DOCUMENTS[0]
    wanted = archive.store("default").summaries(Filters.of({"section": ["رياضة"]}), None, 9)
    assert [summary["id"] for summary in wanted] == ["later"]


def test_a_collection_that_is_deleted_while_it_is_used_is_missed_and_not_made_again(
    archive: Archive,
) -> None:
    archive.create("doomed")
    index = archive.engine("doomed").index
    archive.delete("doomed")

    def ask() -> None:
        with pytest.raises(ShawahidError):
            index.store.counts()

    index.close()
    for use in (ask, lambda: asyncio.run(asyncio.to_thread(ask))):
        use()
    with pytest.raises(CollectionMissingError), index.writing():
        pass
    assert not index.folder.exists()
    index.folder.mkdir()  # as somebody makes it again
    ask()
    assert list(index.folder.iterdir()) == []


def test_facets_count_what_is_supported_in_any_of_the_collections(
    make_index: Callable[..., Index], encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(make_index(*DOCUMENTS).folder, lambda _: encoder)
    archive.create("other")
    put(archive, "other", Document("far", "أسعار الخضار اليوم.", source="بعيدة"))
    parts = [archive.search(Query(OIL), [name]) for name in BOTH]
    for supported, expected in (((1, 0), parts[:1]), ((0, 0), parts), ((1, 1), parts)):
        found = dict(zip(BOTH, supported, strict=True))
        for name in BOTH:
            part = replace(parts[BOTH.index(name)], supported=found[name])
            monkeypatch.setattr(archive.engine(name), "find", lambda _, part=part: part)
        assert archive.search(Query(OIL), BOTH).facets == add([each.facets for each in expected])
