"""Words found in a text as the search folds them."""

import time

import pytest

from search.arabic.finding import find_words


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("قال وزير الصحة إن", "وزير الصحه", ["وزير الصحة"]),
        ("أَكَّدَ الوزيرُ ذلك", "اكد الوزير", ["أَكَّدَ الوزيرُ"]),
        ("ووزير الصحة، ووزير الصحّة", "وزير الصحة", ["ووزير الصحة", "ووزير الصحّة"]),
        ("كتاب وكتابها ومكتب", "كتاب", ["كتاب", "وكتابها"]),
        ("في ٢٠١٥ و2015", "2015", ["٢٠١٥", "و2015"]),
        ("وزير\nالصحة", "وزير الصحة", ["وزير\nالصحة"]),
        ("وزير دولة للصحة", "وزير الصحة", []),
        ("لا لا لا", "لا لا", ["لا لا"]),
        ("نص", "؟!", []),
        ("", "نص", []),
    ],
)
def test_words_are_found_however_they_are_spelled(text: str, wanted: str, found: list[str]) -> None:
    assert [text[slice(*span)] for span in find_words(text, wanted, 10)] == found


def test_no_more_are_looked_for_than_are_wanted() -> None:
    assert len(find_words("كتاب " * 50, "كتاب", 7)) == 7


def test_a_book_is_looked_through_at_once() -> None:
    text = "وقال في الباب إن الأمر على ما ذكره في المدرسة.\n" * 40_000
    began = time.thread_time()
    assert find_words(text, "ليس فيه", 500) == []
    assert time.thread_time() - began < 5
