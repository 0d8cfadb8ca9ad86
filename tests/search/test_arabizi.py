from collections import Counter
from collections.abc import Collection

import pytest

from search.arabic.analyzer import words
from search.arabic.transliteration import fold
from search.queries.arabizi import Reading, Sounds, arabizi, readings
from search.ranking.lexical_plan import SOUNDS, STEMS
from search.ranking.questions import read_question

TEXTS = (
    "قال وزير العدل الأردني إن الحكومة رفعت أسعار الخبز في عمان",
    "رئيس لبنان يزور المدينة القديمة ويلتقي رئيس الوزراء",
    "خسر المنتخب المباراة في السعودية والملك يهنئ",
)


class Passages:
    """The sounds of a few texts."""

    def __init__(self) -> None:
        self.sounds = Counter(key for text in TEXTS for word in words(text) for key in word.sounds)

    def size(self) -> int:
        return len(TEXTS)

    def frequency(self, field: str, term: str) -> int:
        if field == STEMS:
            return int(term == "benkirane")
        return self.sounds[term]

    def frequencies(self, field: str, terms: Collection[str]) -> dict[str, int]:
        return {term: self.frequency(field, term) for term in terms}

    def terms(self, field: str, prefix: str) -> list[tuple[str, int]]:
        assert field == SOUNDS
        return [(key, n) for key, n in self.sounds.items() if key.startswith(prefix)]


def read(question: str) -> str:
    asked = read_question(question)
    expansions = {each.span: each for each in reversed([*arabizi(asked, Passages())])}
    text = question
    for (start, end), each in sorted(expansions.items(), reverse=True):
        assert each.read is not None
        text = text[:start] + each.read + text[end:]
    return text


@pytest.mark.parametrize(
    ("question", "arabic"),
    [
        ("meen wazeer el 3adl elordoni?", "من وزير العدل الأردني?"),
        ("leih el7ukuma raf3at as3ar el5obz", "لماذا الحكومة رفعت أسعار الخبز"),
        ("shu esm ra2ees lubnan", "ما اسم رئيس لبنان"),
        ("wein el madina el 8adima", "أين المدينة القديمة"),
        ("kam 5sr elmonta5ab", "كم خسر المنتخب"),
        ("wazeer el3adel", "وزير العدل"),
        ("as3ar eldahab", "أسعار الذهب"),
        ("meen fi jeddah", "من في جدة"),
        ("n9der", "نقدر"),
        ("3lach 5sr elmonta5ab", "لماذا خسر المنتخب"),
        ("mein wazeer el3adl", "من وزير العدل"),
        ("kifash n9der nsafer", "كيف نقدر نسافر"),
        ("meen klinsmann", "من klinsmann"),
        ("shu 9ar bel president fi lubnan", "ما صار bel president في لبنان"),
        ("emta zar ra2ees elwozara2 السعودية", "متى زار رئيس الوزراء السعودية"),
    ],
)
def test_chats_are_read_as_arabic(question: str, arabic: str) -> None:
    assert read(question) == arabic


@pytest.mark.parametrize(
    "question",
    [
        "Who is the minister of justice in Jordan?",
        "Quel est le prix du pain à Amman ?",
        "covid19 G20 mp3",
        "men in black",
        "Mein Kampf",
        "make a wish",
        "l'essence",
        "l'Algérie",
        "Benkirane",  # the archive has it so
        "Salam",
        "the Al Jazeera report on Lubnan",
        "رئيس لبنان",
        "2015",
        "COVID-19 in Riyadh",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert read(question) == question


@pytest.mark.parametrize(
    ("latin", "form"),
    [("walmadina", "والمدينه"), ("lel7okome", "للحكومه"), ("raees", "رئيس"), ("5'obz", "خبز")],
)
def test_the_likeliest_word_comes_first(latin: str, form: str) -> None:
    assert readings(fold(latin), Passages())[0].form == form


def test_long_words_and_hostile_ones_are_not_read() -> None:
    assert list(arabizi(read_question("3" + "a" * 5000), Passages())) == []
    assert list(arabizi(read_question("sh3$" * 6), Passages())) == []


def test_only_so_many_words_are_looked_for_by_their_sounds(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def noted(word: str, sounds: Sounds) -> list[Reading]:
        looked.append(word)
        return readings(word, sounds)

    monkeypatch.setattr("search.queries.arabizi.readings", noted)
    words = [f"{first}3{second}zh" for first in "bdfkmnrst" for second in "bdfkmnrst"]
    list(arabizi(read_question(" ".join(words)), Passages()))
    assert 0 < len(set(looked)) <= 32
