"""What is suggested for what is typed, and how it follows the documents."""

from collections.abc import Callable, Iterator

import pytest

from indexer.pipeline import index_documents
from search.index import Index
from search.ranking.suggestions import FREQUENT, Known, Suggestions
from search.records import Document
from search.suggesting import Suggester
from testing.hashing_encoder import HashingEncoder
from tests.conftest import DOCUMENTS, as_reads

KNOWN = (
    Known(9, "أوباما يزور المسجد الكبير في كينيا", "خلف الحربي", "الرياض"),
    Known(8, "المسجد الأقصى: صلاة الجمعة", "خلف الحربي", "عكاظ"),
    Known(7, "مسجد جديد في جدة", None, "عكاظ"),
    Known(6, "بالمسجد نبدأ", "سعاد الخطيب", None),
    Known(5, None, "كلام " * 20, "مصدر"),
)


def texts(typed: str, k: int = 8, known: tuple[Known, ...] = KNOWN) -> list[str]:
    return [each.text for each in Suggestions(known).matching(typed, k)]


def test_a_word_is_found_where_it_begins_then_after_an_article_then_inside() -> None:
    assert texts("مسج") == [
        "مسجد جديد في جدة",
        "أوباما يزور المسجد الكبير في كينيا",
        "المسجد الأقصى: صلاة الجمعة",
        "بالمسجد نبدأ",
    ]
    assert set(texts("سجد")) == set(texts("مسج"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("اوباما", ["أوباما يزور المسجد الكبير في كينيا"]),
        ("جمعه صلا", []),
        ("الجمعه صلا", ["المسجد الأقصى: صلاة الجمعة"]),
        ("صلاة الجم", ["المسجد الأقصى: صلاة الجمعة"]),
        ("خلف", ["خلف الحربي"]),
        ("حرب", ["خلف الحربي"]),
        ("عك", ["عكاظ"]),
        ("عكاظ", []),
        ("كلام", []),
        ("ن", ["بالمسجد نبدأ"]),
        ("ظ", []),
        ("«» ", []),
        ("", []),
    ],
)
def test_what_is_typed_is_found_in_any_spelling_and_order(typed: str, found: list[str]) -> None:
    assert texts(typed) == found


def test_no_more_than_asked_for_and_none_twice() -> None:
    assert texts("ا", 2) == texts("ا")[:2]
    same = (*KNOWN, Known(1, "الرياض", None, "الرياض ٢"))
    found = texts("ال", 8, same)
    assert len(found) == len(set(found))


def test_phrases_of_several_titles_are_suggested() -> None:
    titles = ("الاتفاق النووي مع إيران", "ترحيب بعد الاتفاق النووي", "هل يصمد الاتفاق النووي؟ لا")
    known = tuple(Known(i, title, None, None) for i, title in enumerate(titles))
    assert len(known) == FREQUENT
    assert "الاتفاق النووي" not in texts("نوو", 8, known)
    known += (Known(9, "نص الاتفاق النووي كاملا", None, None),)
    assert texts("نوو", 8, known)[0] == "الاتفاق النووي"
    assert "بعد الاتفاق" not in texts("الاتفاق", 8, known)


class Clock:
    """Each look at it is so many seconds after the one before."""

    def __init__(self, seconds: float) -> None:
        self.now = 0.0
        self.seconds = seconds

    def __call__(self) -> float:
        self.now += self.seconds
        return self.now


NEW = Document("new", "نص جديد.", title="المسجد الجديد")


def test_new_documents_are_suggested_of_at_once_where_that_takes_no_time(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index(*DOCUMENTS)
    suggester = Suggester(index.store, Clock(0.0))
    assert suggester.suggest("مسج", 8) == []
    index_documents(index, lambda: encoder, as_reads((NEW,)), lambda _: None)
    assert suggester.suggest("مسج", 8) == ["المسجد الجديد"]


def test_of_many_documents_new_ones_come_later_and_none_that_is_gone(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index(*DOCUMENTS)
    clock = Clock(1.0)
    suggester = Suggester(index.store, clock)
    assert suggester.suggest("تطع", 8) == ["حملة التطعيم"]
    index_documents(index, lambda: encoder, as_reads((NEW,)), lambda _: None)
    with index.writing():
        index.store.delete(["health/measles"])
    assert suggester.suggest("تطع", 8) == []
    assert suggester.suggest("مسج", 8) == []
    clock.now += 20
    assert suggester.suggest("مسج", 8) == ["المسجد الجديد"]


def test_nobody_waits_for_new_suggestions_who_has_others(
    make_index: Callable[..., Index], encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index(*DOCUMENTS)
    suggester = Suggester(index.store, Clock(0.0))
    assert suggester.suggest("نفط", 8) == ["أسعار النفط"]
    index_documents(index, lambda: encoder, as_reads((NEW,)), lambda _: None)
    asked: list[list[str]] = []
    known = index.store.known

    def slow(newest: int) -> Iterator[Known]:
        asked.append(suggester.suggest("نفط", 8))
        return known(newest)

    monkeypatch.setattr(index.store, "known", slow)
    assert suggester.suggest("مسج", 8) == ["المسجد الجديد"]
    assert asked == [["أسعار النفط"]]
