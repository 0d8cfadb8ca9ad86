"""Things that a text tells from others of their kind: the third quarter, the French aeroplane, X 5.

Of the same noun another ordinal, number, colour, trade or superlative, or the people of another
state, tells another thing, and of the same place another side.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from search.arabic.analyzer import Word, is_beside
from search.arabic.gazetteer import entities_in
from search.arabic.listings import listed
from search.arabic.naming import is_asked_for, is_title
from search.arabic.normalizer import normalize
from search.arabic.ordinals import ORDINALS
from search.arabic.stopwords import STOPWORDS
from search.arabic.values import is_number

_ARTICLE = "ال"
# Of these a text may write by the names of persons, whatever else it calls so.
_BY_NAME = listed(
    """
    رئيس وزير حكومة جيش قوات سفير ملك شعب رئاسة خارجية سلطات مسؤول مسؤولون إدارة جانب شرطة أمن
    قرن عالم
    """
)
_DEFINITE = re.compile(f"[وفبك]?{_ARTICLE}|لل")
_SHORTEST = 3
_SHORTEST_COLOURED = 2  # الخط الأحمر
_GROUND = listed("الأرضي الأرضية")
# Terms are counted, or called by their season: الفصل الدراسي الثاني، الفصل الدراسي الصيفي.
_TERMS = listed("الفصل للفصل بالفصل الترم الدورة الموسم الربع")
_OF_STUDIES = "الدراسي"
_SEASONS = {
    form: -2 - number
    for number, forms in enumerate(("الصيفي الصيفية", "الشتوي الشتوية", "الخريفي", "الربيعي"))
    for form in listed(forms)
}
# What is last is not the second, but what a question calls so may have any number.
LAST = -1
_LASTS = listed("الأخير الأخيرة الختامي الختامية")
# Before a number that tells nothing: an amount, a time, an age.
_BEFORE_NUMBERS = listed(
    """
    عام سنة يوم شهر ساعة الساعة دقيقة الدقيقة عمر سن نحو حوالي قرابة زهاء بلغ بلغت يبلغ تبلغ أكثر
    أقل خلال منذ حتى بعد قبل رقم عدد بنسبة نسبة مبلغ قيمة بقيمة سعر إلا زيادة فوق تحت مقابل حول
    """
)
_COLOURS = tuple(
    map(
        listed,
        (
            "الأحمر الحمراء",
            "الأزرق الزرقاء",
            "الأخضر الخضراء",
            "الأصفر الصفراء",
            "الأبيض البيضاء",
            "الأسود السوداء",
            "البرتقالي البرتقالية",
            "البنفسجي البنفسجية",
        ),
    )
)
# What an office or a body is for: المدير المالي، المدير التنفيذي.
_TRADES = tuple(
    map(
        listed,
        (
            "المالي المالية",
            "التنفيذي التنفيذية",
            "الإداري الإدارية",
            "الفني الفنية",
            "الطبي الطبية",
            "الصحي الصحية",
            "القانوني القانونية",
            "التجاري التجارية",
            "الصناعي الصناعية",
            "الزراعي الزراعية",
            "العسكري العسكرية",
            "التعليمي التعليمية",
            "الرياضي الرياضية",
            "السياحي السياحية",
            "الإعلامي الإعلامية",
            "العقاري العقارية",
            "المصرفي المصرفية",
            "الهندسي الهندسية",
        ),
    )
)
_SIDES = tuple(
    map(
        listed,
        (
            "شمال شمالي الشمالي الشمالية",
            "جنوب جنوبي الجنوبي الجنوبية",
            "شرق شرقي الشرقي الشرقية",
            "غرب غربي الغربي الغربية",
        ),
    )
)
_SUPERLATIVES = "أكبر أصغر أعلى أدنى أطول أقصر أسرع أبطأ أقدم أحدث أغلى أرخص"
_DIGITS = "0123456789"
_NUMBER = re.compile(r"\d{1,4}")
_YEAR = re.compile(r"1[3-9]\d\d|20\d\d")
# A number that goes on, or is a part of a result or a date.
_GOES_ON = re.compile(r"[.,٫٬،:/٪%-]?\d|\s?[%٪/-]")


class Colour(NamedTuple):
    """One of the colours that are listed, by its number."""

    number: int


class Trade(NamedTuple):
    """One of the trades that are listed, by its number."""

    number: int


class Side(NamedTuple):
    """One of the four sides of a place, by its number."""

    number: int


class Superlative(NamedTuple):
    """One of the superlatives that are listed, by its number."""

    number: int


Telling = int | str | Colour | Trade | Side | Superlative


class Told(NamedTuple):
    """Words that tell a thing.

    Attributes:
        first: number of its noun, behind which the word stands that tells it, or of a side or a
            superlative, behind which the noun stands.
        noun: its stem.
        by: what tells it: its number, one of what is listed, or the key of a state.
        length: how many words these are.
    """

    first: int
    noun: str
    by: Telling
    length: int = 2


_ADJECTIVES: Sequence[tuple[Sequence[frozenset[str]], type[Colour] | type[Trade] | type[Side]]] = (
    (_COLOURS, Colour),
    (_TRADES, Trade),
    (_SIDES, Side),
)
_SAID_BEFORE: Mapping[str, Side | Superlative] = {
    **{form: Side(i) for i, forms in enumerate(_SIDES) for form in forms if form[:2] != _ARTICLE},
    **{normalize(word): Superlative(i) for i, word in enumerate(_SUPERLATIVES.split())},
}
_SAID_BEHIND: Mapping[str, Colour | Trade | Side] = {
    form: said(i)
    for listing, said in _ADJECTIVES
    for i, forms in enumerate(listing)
    for form in forms
}


def told_apart(text: str, found: Sequence[Word]) -> Iterator[Told]:
    """The things that a text tells from others, in order.

    Args:
        text: in which nothing but white space stands between noun and adjective.
        found: words of it, in order.
    """
    for at, word in enumerate(found[:-1]):
        after = found[at + 1]
        # It is looked for in all words of a text: few may tell.
        is_definite = after.form[:2] == _ARTICLE
        if not is_definite and word.form not in _SAID_BEFORE and after.form[0] not in _DIGITS:
            continue
        if not is_beside(text, word, after):
            continue
        if word.form in _SAID_BEFORE and _may_be_told(after):
            yield Told(at, after.stem, _SAID_BEFORE[word.form])
        if _NUMBER.fullmatch(after.form) and _is_numbered(text, found, at):
            yield Told(at, word.stem, int(after.form))
        if is_definite:
            yield from _told_by_adjective(found, at)


def _told_by_adjective(found: Sequence[Word], at: int) -> Iterator[Told]:
    """What the word behind a word tells, which has the article."""
    word = found[at]
    by = _said(word, found[at + 1])
    if by is None:
        return
    if at and _describes(word, found[at - 1]):
        # Of a term the count stands behind what describes it: الفصل الدراسي الثاني.
        if isinstance(by, int) and found[at - 1].form in _TERMS:
            yield Told(at - 1, found[at - 1].stem, by, 3)
    elif _may_be_told(word, _SHORTEST_COLOURED if isinstance(by, Colour) else _SHORTEST):
        yield Told(at, word.stem, by)


def _ordinal(word: Word) -> int | None:
    if word.form in _LASTS:
        return LAST
    return 0 if word.form in _GROUND else ORDINALS.get(word.form)


def _said(noun: Word, word: Word) -> Telling | None:
    """The number, colour, trade or side that an adjective is for, or the state."""
    ordinal = _SEASONS.get(word.form) if noun.form in _TERMS or noun.form == _OF_STUDIES else None
    ordinal = _ordinal(word) if ordinal is None else ordinal
    return ordinal if ordinal is not None else _SAID_BEHIND.get(word.form) or _state(word)


def _is_numbered(text: str, found: Sequence[Word], at: int) -> bool:
    """Whether the number behind a word is its own, and counts nothing: هاتف إم إكس 5."""
    word, number = found[at : at + 2]
    after = found[at + 2] if at + 2 < len(found) else None
    is_amount = after is not None and (
        is_beside(text, number, after)
        # A thousand begins as the article does.
        and (is_number(after) or not (after.form.startswith(_ARTICLE) or after.form in STOPWORDS))
    )
    return (
        not is_amount
        and word.form not in _BEFORE_NUMBERS
        and _may_be_told(word)
        and not _YEAR.fullmatch(number.form)
        and not _GOES_ON.match(text, number.span.end)
    )


def _describes(word: Word, before: Word) -> bool:
    """Whether a word may be an adjective of the one before it: القصص المصورة الفرنسية."""
    return word.form.startswith(_ARTICLE) and _DEFINITE.match(before.form) is not None


def _may_be_told(word: Word, shortest: int = _SHORTEST) -> bool:
    return (
        word.form not in STOPWORDS
        and len(word.stem) >= shortest
        and not word.form[0].isdigit()
        and not is_title(word)
        and not is_asked_for(word)
        and word.stem not in _BY_NAME
    )


def _state(word: Word) -> str | None:
    """The key of the state whose people an adjective is for."""
    named = next(entities_in([word.form]), None)
    states = [each for each in named.entities if each.is_state] if named else []
    return next((each.key for each in states if word.form not in each.own), None)
