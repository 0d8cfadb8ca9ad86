from collections import Counter
from collections.abc import Collection

import pytest

from search.arabic.analyzer import words
from search.queries.names import in_other_spellings, is_foreign
from search.ranking.lexical_plan import FIELDS
from search.ranking.questions import read_question

TEXT = """
أعلنت غوغل عن هاتف جديد وقالت قوقل إن ماكلينتورف مدير McClintorf القديم زار انكلترا
والتقى فرنسوا وفرنسا كاميرون قول ككل جوال رئيس الوزراء غادر الاستاد محمود مستشفى ملبورن
"""


class Terms:
    def __init__(self) -> None:
        found = list(words(TEXT))
        self.counts = {name: Counter[str]() for name in FIELDS}
        self.counts["stems"].update(word.stem for word in found)
        self.counts["sounds"].update(key for word in found for key in word.sounds)

    def size(self) -> int:
        return 1

    def frequency(self, field: str, term: str) -> int:
        return self.counts[field][term]

    def frequencies(self, field: str, terms: Collection[str]) -> dict[str, int]:
        return {term: self.frequency(field, term) for term in terms}

    def terms(self, field: str, prefix: str) -> list[tuple[str, int]]:
        return [(term, n) for term, n in self.counts[field].items() if term.startswith(prefix)]


def also(question: str) -> dict[str, set[str]]:
    found = in_other_spellings(read_question(question), Terms())
    return {question[each.span.start : each.span.end]: set(each.also) for each in found}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("هاتف جوجل", {"جوجل": {"غوغل", "قوقل"}}),
        ("مكلنتورف", {"مكلنتورف": {"ماكلينتورف", "mcclintorf"}}),
        ("إنجلترا", {"إنجلترا": {"إنكلترا"}}),
        ("ميلبورن", {"ميلبورن": {"ملبورن"}}),
        ("فرنسا وفرنسوا", {}),
        ("جادر المستشفى محمد", {}),
        ("2015", {}),
    ],
)
def test_foreign_names_are_found_in_other_spellings(
    question: str, expected: dict[str, set[str]]
) -> None:
    assert also(question) == expected


@pytest.mark.parametrize("word", ["محمد", "قادر", "وزير", "كتاب", "الحكومة", "الدقائق", "السكك"])
def test_arabic_words_are_no_foreign_names(word: str) -> None:
    assert not any(map(is_foreign, words(word)))
