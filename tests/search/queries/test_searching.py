"""Written searches over a whole index: every stage, count and page keeps to what they demand."""

import random
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from indexer.pipeline import index_documents, open_for_writing
from search.engine import Engine
from search.queries.operators import read_search
from search.queries.rules import Effect, Rule
from search.records import Document, Filters, Order, Query
from testing.hashing_encoder import HashingEncoder
from tests.conftest import as_reads

MANY = 430  # more than all stages together propose
RARE = "حجر الفلاسفة"


def _of_its_own(number: int) -> str:
    """Words that make a document no copy of another one."""
    some = random.Random(number)  # noqa: S311
    return " ".join("".join(some.choices("بتجدرسعفقلمن", k=5)) for _ in range(25))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    documents = [
        Document(
            f"{number:03}",
            f"ناقش الوفد أسعار الزيتون في السوق {_of_its_own(number)}. وقال إن الحجر من الفلاسفة.\n"
            + ("رفض الوزير القرار." if number % 10 == 0 else "رحب الوزير بالقرار."),
            title=f"الوفد {number}",
            source="الرأي" if number % 2 else "الصباح",
            date=f"{2000 + number // 30}-0{1 + number % 9}",
        )
        for number in range(MANY)
    ]
    documents += [
        Document("far", "قصة طويلة عن السحر.\nوجد بحجَر الفلاسفة كنزا.", date="1999-05-02"),
        Document("title", "لا شيء هنا غير الوفد والزيتون.", title=f"عن {RARE}", source="الغد"),
        Document("two", "فقرة عن الياقوت الأزرق. " * 40 + "فقرة عن الزمرد الأخضر. " * 40),
    ]
    encoder = HashingEncoder()
    index = open_for_writing(tmp_path_factory.mktemp("written") / "index", lambda: encoder, None)
    index_documents(index, lambda: encoder, as_reads(tuple(documents)), lambda _: None)
    yield Engine(index, encoder)
    index.close()


def ids(engine: Engine, text: str, k: int = 50, **given: object) -> list[str]:
    query = Query(text, k, **given)  # type: ignore[arg-type]
    return [hit.citation.document_id for hit in engine.find(query).hits]


def test_a_phrase_is_found_in_the_whole_index_and_nothing_else_is(engine: Engine) -> None:
    found = engine.find(Query(f'أسعار الزيتون في السوق "{RARE}"'))
    assert {hit.citation.document_id for hit in found.hits} == {"far", "title"}
    assert found.total == 2
    assert engine.find(Query("source:الغد")).facets.values["source"] == (("الغد", 1),)
    assert found.interpretations[0].effect is Effect.FILTERS
    assert ids(engine, f'"{RARE}" -السحر') == ["title"]
    assert ids(engine, f'="{RARE}"') == ["title"]
    assert ids(engine, '"الفلاسفة حجر"') == []


def test_switched_off_it_is_a_question_like_any_other(engine: Engine) -> None:
    found = engine.find(Query(f'"{RARE}"', without=frozenset({Rule.OPERATORS})))
    assert found.total > 2
    assert found.interpretations == ()


def test_what_is_excluded_is_in_no_passage_of_what_is_found(engine: Engine) -> None:
    found = engine.find(Query("الوفد والزيتون -رفض", k=200))
    assert found.hits
    numbers = [hit.citation.document_id for hit in found.hits]
    assert all(int(name) % 10 for name in numbers if name.isdigit())
    assert "two" not in ids(engine, "فقرة -الزمرد")


def test_phrases_may_stand_in_different_passages_of_a_document(engine: Engine) -> None:
    found = engine.find(Query('"الياقوت الأزرق" "الزمرد الأخضر"'))
    assert [hit.citation.document_id for hit in found.hits] == ["two"]
    assert all(
        "الياقوت" in each.citation.quote or "الزمرد" in each.citation.quote
        for hit in found.hits
        for each in (hit, *hit.more)
    )


def test_every_page_keeps_to_the_filter(engine: Engine) -> None:
    whole = ids(engine, "الوفد source:الرأي", 200)
    pages = [
        name
        for at in range(0, len(whole), 30)
        for name in ids(engine, "الوفد source:الرأي", 30, offset=at)
    ]
    assert pages[: len(whole)] == whole
    assert all(int(name) % 2 for name in whole)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("source:الصباح", lambda n: n % 2 == 0),
        ("-source:الصباح after:2005", lambda n: n % 2 and n // 30 > 5),
        ("before:2002", lambda n: n // 30 < 2),
        ("source:الرأي on:2003-02", lambda n: n % 2 and n // 30 == 3 and n % 9 == 1),
    ],
)
def test_operators_alone_give_the_latest_documents(
    engine: Engine, written: str, wanted: Callable[[int], bool]
) -> None:
    found = engine.find(Query(written, k=200))
    numbers = {n for n in range(MANY) if wanted(n)}
    got = [hit.citation.document_id for hit in found.hits]
    assert {int(name) for name in got if name.isdigit()} <= numbers
    assert len(got) == min(found.total, 200) >= min(len(numbers), 200)
    dates = [hit.citation.date or "" for hit in found.hits]
    assert all(a >= b for a, b in pairwise(dates))
    assert found.sufficient
    assert all(hit.evidence == () and hit.citation.quote for hit in found.hits)
    second = engine.find(Query(written, k=5, offset=5)).hits
    assert [hit.citation.document_id for hit in second] == got[5:10]
    assert [hit.rank for hit in second] == list(range(6, 6 + len(second)))


def test_operators_add_to_filters(engine: Engine) -> None:
    filters = Filters.of({"source": ["الرأي"]}, since="2001")
    found = ids(engine, "before:2003 -رفض", 200, filters=filters, order=Order.DATE)
    assert found
    assert all(int(name) % 2 and 1 <= int(name) // 30 < 3 for name in found)


def test_nothing_meets_what_no_document_has(engine: Engine) -> None:
    for written in ("source:nobody", '"لا يوجد هذا"', "خبر author:nobody"):
        found = engine.find(Query(written))
        assert (found.hits, found.total, found.sufficient) == ((), 0, False)


def test_documents_are_never_listed_or_deleted_by_a_condition(engine: Engine) -> None:
    store = engine.index.store
    filters = Filters(condition=read_search('"الوفد"').condition)
    with pytest.raises(ValueError, match="by fields and dates alone"):
        store.matching_documents(filters)
