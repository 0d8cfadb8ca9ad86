"""Scores of matches: what asks for one, and how they are written.

Papers write «3-1»، «2/صفر»، «بثلاثة أهداف مقابل هدف»، «بهدفين دون رد»، «بثلاثية نظيفة».
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from search.arabic.analyzer import Word
from search.arabic.listings import listed
from search.records import Span

_BY_HOW_MANY = listed("بكم بكام")
_HOW_MANY = _BY_HOW_MANY | listed("كم كام قديش شحال")
_WHAT = listed("ما ماهي هي إيه ايه شو شنو وش ايش إيش كانت")
_RESULT = listed("نتيجة النتيجة")
# A team is beaten by a score alone; money is won and lost as well.
_BEATEN = listed("هزم هزمت تغلب تغلبت انتصر انتصرت تعادل تعادلت تعادلوا غلب غلبت غلبوا")
_WON = listed("فاز فازت فازوا خسر خسرت خسروا كسب كسبت كسبوا")
SCORED = _BEATEN | _WON
_ENDED = listed("انتهت انتهى خلصت خلص")
_OPPONENT = listed("على أمام ضد مع بين")
_MATCH = listed(
    """
    مباراة المباراة مباريات ماتش الماتش لقاء اللقاء نهائي النهائي مواجهة المواجهة ديربي الديربي
    كلاسيكو الكلاسيكو
    """
)
_TEAM = listed("منتخب المنتخب فريق الفريق نادي النادي")
_GOALS = listed("هدف جول")
_COUNTS = {
    "صفر": 0,
    "هدفين": 2,
    "مجموعتين": 2,
    "شوطين": 2,
    "ثنائية": 2,
    "ثلاثية": 3,
    "رباعية": 4,
    "خماسية": 5,
    "سداسية": 6,
    "سباعية": 7,
    "هدف": 1,
    "ثلاث": 3,
    "أربع": 4,
    "اربع": 4,
    "خمس": 5,
    "ست": 6,
    "سبع": 7,
    "ثمان": 8,
    "تسع": 9,
    "عشر": 10,
}
_COUNT = r"(?:(?:ثلاث|[أا]ربع|خمس|ست|سبع|ثماني|تسع|عشر)ة?|\d{1,2})"
_SIDE = (
    rf"(?:هدفين|هدف|مجموعتين|شوطين|{_COUNT}\s(?:[أا]هداف|مجموعات|[أا]شواط)"
    "|(?:ثنائ|ثلاث|رباع|خماس|سداس|سباع)ية)"
)
_NOTHING = r"(?:من\s)?(?:دون|بدون|بلا)\s(?:رد|مقابل)|(?:مقابل\s|ل)لا\s?شيء|نظيف(?:ة|ين)?|وحيد"
_SCORE = re.compile(
    # No part of a date, of a formation or of a decimal number.
    r"(?:(?<![\w/.,٫:+-])|(?<=\sو))(?P<lead>\d{1,3}|صفر)\s?[-\u2010-\u2015ـ/]\s?(?P<versus>\d{1,3}|صفر)"
    r"(?!\w|\s?[-\u2010-\u2015/:٪%]|[.,٫]\d)"
    rf"|(?<!\w)و?(?:بـ?\s?)?(?P<told>(?P<side>{_SIDE})\s(?:{_NOTHING}|مقابل\s(?P<count>صفر|{_COUNT})"
    rf"|(?:مقابل\s|ل)(?:(?P<same>مثل(?:هما|ها|ه))|(?P<other>{_SIDE})))(?!\w))"
)


def asks_score(found: Sequence[Word]) -> bool:
    """Whether the words of a question ask for the score of a match: بكم فاز، كم كانت النتيجة."""
    forms = [word.form for word in found if word.form not in _GOALS]
    is_of_match = not _MATCH.isdisjoint(forms)
    is_of_two = is_of_match or not (_OPPONENT | _TEAM).isdisjoint(forms)
    for asking, what in pairwise(forms):
        if asking in _BY_HOW_MANY and (what in _BEATEN or (what in _WON and is_of_two)):
            return True
        if asking in _HOW_MANY and what in _ENDED and is_of_match:
            return True
    at = next((i for i, form in enumerate(forms) if form in _RESULT), 0)
    asked = _HOW_MANY | _WHAT if is_of_match else _HOW_MANY
    return is_of_two and not asked.isdisjoint(forms[:at])


def scores(text: str) -> list[Span]:
    """Scores in order, without the preposition that is written together with one."""
    return [Span(*match.span("told" if match["told"] else 0)) for match in _SCORE.finditer(text)]


def score_of(text: str) -> tuple[int, int] | None:
    """The lower and the higher count of a text that is a score; ``None`` of any other."""
    match = _SCORE.fullmatch(text)
    if match is None:
        return None
    one = _count(match["lead"] or match["side"])
    other = match["versus"] or match["count"] or match["other"]
    counts = (one, one if match["same"] else _count(other or "صفر"))
    return min(counts), max(counts)


def _count(side: str) -> int:
    number = re.match(r"\d+", side)
    return int(number[0]) if number else next(n for s, n in _COUNTS.items() if side.startswith(s))
