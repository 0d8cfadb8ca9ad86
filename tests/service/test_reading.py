"""Whoever asks, asks the same way: scope, filters, paging, audit."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from indexer.collections import add_documents
from search.archive import Archive
from search.errors import CollectionMissingError, IndexDamagedError
from search.records import Document, Filters, Order, Query, Results
from service.access.audit import Action, AuditLog
from service.access.callers import Caller, Role
from service.database import ServiceDatabase
from service.reading import Reading
from service.schemas import MAX_K
from tests.conftest import as_reads
from tests.service.conftest import NEWS, Run, make_archive, output

QUESTION = Query("الوفد والزيتون", k=4)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = make_archive(tmp_path_factory.mktemp("reading") / "index", *NEWS)
    archive.create("secret")
    secret = Document("plan", "وصل الوفد سرا وبحث ملف الزيتون.", source="الديوان")
    add_documents(archive, "secret", as_reads((secret,)), lambda _: None)
    return archive


def open_only(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name != "secret")


def test_what_a_reader_may_not_read_does_not_exist(archive: Archive) -> None:
    reading = Reading(archive, open_only)
    assert reading.answer(QUESTION).collections == ("default",)
    assert list(reading.infos()) == ["default"]
    for ask in (
        lambda: reading.answer(QUESTION, ["secret"]),
        lambda: reading.suggest("الوفد", wanted=["secret"]),
        lambda: reading.similar("plan", "secret", k=1),
        lambda: reading.document("plan", "secret"),
    ):
        with pytest.raises(CollectionMissingError, match=r"'secret'; there are: default$"):
            ask()
    skipped = reading.answer(QUESTION, ["secret"], skip_missing=True)
    assert (skipped.collections, skipped.results.hits) == ((), ())


def test_other_values_of_a_filter_are_counted_as_if_it_were_not_set(archive: Archive) -> None:
    done: list[tuple[object, ...]] = []
    reading = Reading(archive, open_only, lambda *each: done.append(each))
    every = reading.answer(QUESTION).results.facets.values["source"]
    assert len(every) > 1
    query = replace(QUESTION, filters=Filters.of({"source": [every[0][0]]}))
    found = reading.answer(query).results.facets
    assert [name for name, _ in found.values["source"]] == [every[0][0]]
    asked = len(done)

    wider = reading.alternatives(query, ["default", "secret"], found, lambda: True).values

    assert len(done) == asked
    assert dict(wider["source"]) == {**dict(every), **dict(found.values["source"])}
    assert wider["kind"] == found.values["kind"]
    assert reading.alternatives(QUESTION, [], found, lambda: True) == found
    assert reading.alternatives(query, [], found, lambda: False) == found


def test_an_answer_is_paged_through_to_its_end(archive: Archive) -> None:
    reading, offset, ids = Reading(archive), 0, list[str]()
    while True:
        found = reading.answer(Query(QUESTION.text, k=9, offset=offset))
        ids += [hit.citation.document_id for hit in found.results.hits]
        if found.next_offset is None:
            break
        offset = found.next_offset
    assert len(ids) == len(set(ids)) == found.results.total > 9


def test_no_more_of_an_answer_can_be_had_than_is_said(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Query] = []
    (hit, *_) = archive.search(QUESTION, ["default"]).hits
    facets = archive.search(QUESTION, ["default"]).facets

    def search(query: Query, _: tuple[str, ...]) -> Results:
        asked.append(query)
        return Results((hit,) * query.k, total=450, supported=300, sufficient=True, facets=facets)

    monkeypatch.setattr(archive, "search", search)
    last = Reading(archive).answer(Query("سؤال", k=50, offset=MAX_K - 20))
    assert asked[0].k == len(last.results.hits) == 20
    assert (last.results.total, last.next_offset) == (MAX_K, None)
    assert last.results.supported == MAX_K
    assert Reading(archive).answer(Query("سؤال", k=50, offset=MAX_K)).results.hits == ()


def test_a_collection_that_is_deleted_meanwhile_is_not_missed(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = archive.search

    def fail_once(query: Query, names: tuple[str, ...]) -> Results:
        if "secret" in names:
            monkeypatch.setattr(archive, "names", lambda: ("default",))
            msg = "a file is gone"
            raise IndexDamagedError(msg)
        return search(query, names)

    monkeypatch.setattr(archive, "search", fail_once)
    assert Reading(archive).answer(QUESTION).collections == ("default",)


def test_what_is_asked_and_read_is_recorded_where_that_is_wanted(
    archive: Archive, tmp_path: Path
) -> None:
    make_archive(tmp_path, *NEWS[:1])
    log = AuditLog(ServiceDatabase(tmp_path))
    reading = Reading(archive, open_only, partial(log.record, Caller("k1", "desk", Role.READER)))
    reading.answer(QUESTION)
    reading.answer(QUESTION, action=Action.EXPORT)
    reading.document(NEWS[0].id, "default")
    assert [(each.action, each.collections) for each in log.entries()] == [
        ("search", ["default"]),
        ("export", ["default"]),
        ("read", ["default"]),
    ]


@pytest.mark.parametrize(
    ("options", "filters"),
    [
        (["--source", "الصباح"], Filters.of({"source": ["الصباح"]})),
        (
            ["--source", "الديوان", "--source", "الصباح"],
            Filters.of({"source": ["الديوان", "الصباح"]}),
        ),
        (["--author", "سعاد", "--kind", "pdf"], Filters.of({"author": ["سعاد"], "kind": ["pdf"]})),
        (["--language", "ar"], Filters.of({"language": ["ar"]})),
        (["--since", "2024-03", "--until", "2024-05"], Filters(since="2024-03", until="2024-05")),
    ],
)
def test_the_command_line_filters_as_the_archive_does(
    archive: Archive, run: Run, options: list[str], filters: Filters
) -> None:
    found = output(
        run("search", QUESTION.text, "-k", "30", "--json", "--index", archive.folder, *options)
    )
    expected = archive.search(Query(QUESTION.text, 30, 0, filters), archive.names()).hits
    assert expected
    assert [hit["document"]["id"] for hit in found["hits"]] == [
        hit.citation.document_id for hit in expected
    ]


def test_the_command_line_orders_and_pages(archive: Archive, run: Run) -> None:
    def ask(*options: str) -> list[str]:
        asked = ("search", QUESTION.text, "--index", archive.folder, "--json", *options)
        return [hit["document"]["id"] for hit in output(run(*asked))["hits"]]

    assert ask("-k", "3") + ask("-k", "3", "--page", "2") == ask("-k", "6")
    date_of = {document.id: document.date or "" for document in NEWS}
    latest = ask("--order", "date")
    found = archive.search(replace(QUESTION, order=Order.DATE), archive.names())
    assert found.supported
    for part in (latest[: found.supported], latest[found.supported :]):
        assert part == sorted(part, key=lambda each: date_of.get(each, ""), reverse=True)
    shown = run("search", QUESTION.text, "--index", archive.folder, "-k", "3", "--page", "2")
    assert "--page 3 shows the next" in shown.stderr
    refused = run("search", "x", "--index", archive.folder, "--since", "soon")
    assert "expected 2024" in str(refused.exception)
