from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace

import pytest

from search.arabic.analyzer import words
from search.arabic.normalizer import normalize
from search.arabic.typing import NEAR, meant, mistake
from search.queries.rules import NONE, Rule
from search.ranking.lexical_plan import STEMS
from search.ranking.questions import Expansion, Hint, read_question
from search.ranking.spelling import respell
from search.records import Filters

TEXTS = (
    "حملة التطعيم ضد الحصبة في المدارس",
    "أسعار النفط والذهب",
    "قال إن التطعيم مجاني",
    "بعد خروج المنتخب من البطولة",
    "سلوى العيبان مديرة المدرسة",
    "الاضطراب يصيب المدارس",
)


class Passages:
    """The stems of a few texts."""

    def __init__(self) -> None:
        self.stems = Counter(stem for text in TEXTS for stem in {w.stem for w in words(text)})

    def size(self) -> int:
        return len(TEXTS)

    def frequency(self, field: str, term: str) -> int:
        assert field == STEMS
        return self.stems[term]

    def frequencies(self, field: str, terms: Collection[str]) -> dict[str, int]:
        return {term: self.frequency(field, term) for term in terms}

    def terms(self, field: str, prefix: str) -> list[tuple[str, int]]:
        raise AssertionError(field, prefix)


def find(question: str) -> list[str]:
    stems = {word.stem for word in words(question)}
    return [text for text in TEXTS if stems & {word.stem for word in words(text)}]


def respelled(question: str, finder: Callable[[str], list[str]] = find) -> str | None:
    return respell(read_question(question, NONE), Passages(), TEXTS, finder)


@pytest.mark.parametrize(
    ("question", "better"),
    [
        ("متى حملة التطغيم؟", "متى حملة التطعيم؟"),  # a neighbour, and looks alike
        ("التطغيم ضد الحسبة", "التطعيم ضد الحسبة"),  # الحسبة is a word
        ("التطغيم ضد الحصببة", "التطعيم ضد الحصبة"),
        ("حملة التظعيم", "حملة التطعيم"),  # sounds alike
        ("حملة التطعييم", "حملة التطعيم"),  # twice
        ("حملة التطيعم", "حملة التطعيم"),  # swapped
        ("حملة التعيم", "حملة التطعيم"),  # left out
        ("التطغيم", "التطعيم"),
        ("الاظطراب في المدارس", "الاضطراب في المدارس"),
    ],
)
def test_mistyped_words_become_those_that_were_meant(question: str, better: str) -> None:
    assert respelled(question) == better


@pytest.mark.parametrize(
    "question",
    [
        "أسعار النفط",
        "كسوف القمر",  # words of the language
        "خروجنا من البطولة",  # an inflection of what the archive has
        "سلوى العضيدان",  # another name
        "من",
        "Tatgeem 2015",
        "التتتطتطغم",
    ],
)
def test_right_words_and_names_are_left_alone(question: str) -> None:
    assert respelled(question) is None


def test_what_another_rule_knows_is_left_alone() -> None:
    question = read_question("حملة التطغيم", NONE)
    place = question.content[1].span
    names = Hint(Rule.AUTHORS, place, Filters(), boosts=True)
    read = Expansion(Rule.LAYOUT, place, (), read="saudi")
    for told in (replace(question, hints=(names,)), replace(question, expansions=(read,))):
        assert respell(told, Passages(), TEXTS, find) is None


def test_nothing_is_offered_that_does_not_stand_with_other_words_of_the_question() -> None:
    assert respelled("أسعار التطغيم") is None
    assert respelled("حملة التطغيم", lambda _: []) is None


@pytest.mark.parametrize(
    ("typed", "likelier", "other"),
    [
        ("الحسبه", "الحصبه", "الحبه"),
        ("التطغيم", "التطعيم", "التطميم"),
        ("كتاب", "كتتاب", "كتجاب"),
        ("مدرسه", "مدرسه", "مدسره"),
    ],
)
def test_what_people_mistype_costs_less(typed: str, likelier: str, other: str) -> None:
    assert mistake(typed, likelier) < mistake(typed, other)


def test_two_mistakes_are_none_unless_two_are_allowed() -> None:
    assert mistake("التظغيم", "التطعيم") == float("inf")
    assert mistake("التظغيم", "التطعيم", 2) < 2


def test_what_may_be_meant_is_one_mistake_away() -> None:
    found = list(meant("كتاب"))
    assert len(found) == len(set(found))
    assert {"كاتب", "كتابه", "كتب", "كتات"} <= set(found)
    assert all(mistake("كتاب", each) < 2 for each in found)
    assert all(normalize(letter) == letter for letter in NEAR)
