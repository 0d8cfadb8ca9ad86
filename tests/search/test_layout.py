from collections import Counter
from collections.abc import Collection

import pytest

from search.arabic.analyzer import words
from search.arabic.keyboards import ARABIC, in_arabic, in_latin
from search.queries.layout import switched
from search.ranking.questions import read_question

ARCHIVE = Counter(word.stem for word in words("المنتخب يلتقي كاميرون في برلين والحوثيون"))


class Stems:
    def size(self) -> int:
        return 1

    def frequency(self, field: str, term: str) -> int:
        return ARCHIVE[term] if field == "stems" else 0

    def frequencies(self, field: str, terms: Collection[str]) -> dict[str, int]:
        return {term: self.frequency(field, term) for term in terms}

    def terms(self, field: str, prefix: str) -> list[tuple[str, int]]:
        raise AssertionError(field, prefix)


def read(question: str) -> str:
    text = question
    for each in reversed([*switched(read_question(question), Stems())]):
        assert each.read is not None
        text = text[: each.span.start] + each.read + text[each.span.end :]
    return text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hgsghl", "السلام"),
        ("lk i, ,.dv hgu]g td hgHv]k?", "من هو وزير العدل في الأردن؟"),
        ("hglkjof", "المنتخب"),
        ("hgsghk", "السلام"),
        ("hghkjohfhj", "الانتخابات"),
        ("hgh,kjohfhj td hgHv]k", "الانتخابات في الأردن"),
        ("سفشفثس خب فاث عىهفثي", "states of the united"),
        ("صاخ هس فاث ةهىهسفثق", "who is the minister"),
        ("اثممخ", "hello"),
    ],
)
def test_a_question_on_the_wrong_keyboard_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Who is the minister of justice?",
        "wazeer el3adl",
        "Klinsmann",
        "Lewandowski",
        "Schwarzenegger",
        "minstry of jusctie",
        "UNRWA",
        "hg",
        "2015",
        "من هو وزير العدل",
        "قاسيون",
        "الحوثيون",
        "iPhone 15",
        "Quel est le prix ?",
        "COVID في الرياض",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert read(question) == question


def test_keyboards_of_macs_and_of_french_ones_are_known() -> None:
    assert in_arabic("hgsghl", ARABIC[0]) == "السلام"
    assert in_arabic("hg,.dn", ARABIC[0]) == "الوزيى"
    assert in_arabic("hg/nzn", ARABIC[1]) == "ال/رظر"
    assert in_arabic("hgqdr", ARABIC[2]) == "الشيق"
    assert in_latin("لاثقمهى") == "berlin"
