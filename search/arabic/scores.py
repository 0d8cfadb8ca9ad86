"""Scores of matches: what asks for one, and how they are written.

Papers write «3-1»، «2/صفر»، «بثلاثة أهداف مقابل هدف»، «بهدفين دون رد»، «بثلاثية نظيفة».
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from search.arabic.analyzer import Word
from search.arabic.listings import listed
from search.arabic.months import FIRST_WORDS
from search.arabic.normalizer import normalize
from search.records import Span

_BY_HOW_MANY = listed("بكم بكام")
_HOW_MANY = _BY_HOW_MANY | listed("كم كام قديش شحال")
_WHAT = listed("ما ماهي إيه ايه شو شنو وش ايش إيش")
_IS = listed("هي كانت كان")
_RESULT = listed("نتيجة النتيجة")
# A team is beaten by a score alone; money is won and lost as well.
_BEATEN = listed("هزم هزمت تغلب تغلبت انتصر انتصرت تعادل تعادلت تعادلوا غلب غلبت غلبوا")
_WON = listed("فاز فازت فازوا خسر خسرت خسروا كسب كسبت كسبوا")
SCORED = _BEATEN | _WON
_ENDED = listed("انتهت انتهى خلصت خلص")
_OPPONENT = listed("على أمام ضد")
_OPPONENTS = listed("أمام ضد بين")
_MATCH = listed(
    """
    مباراة المباراة مباريات ماتش الماتش نهائي النهائي ديربي الديربي كلاسيكو الكلاسيكو
    """
)
# Ministers meet as well.
_MEETING = listed("لقاء اللقاء مواجهة المواجهة")
# Which are won and lost otherwise.
_NO_MATCH = listed(
    """
    استفتاء الاستفتاء انتخابات الانتخابات تصويت التصويت اقتراع الاقتراع دولار الدولار دولارا ريال
    الريال ريالا جنيه الجنيه جنيها دينار الدينار دينارا درهم الدرهم يورو اليورو ليرة الليرة روبل
    الروبل يوان اليوان الين مليون مليار سهم السهم أسهم الأسهم بورصة البورصة
    """
)
TEAMS = listed("منتخب المنتخب فريق الفريق نادي النادي")
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
    r"(?:(?<![\w/.,٫:+-])|(?<=\sو))(?P<lead>\d{1,3}|صفر)(?:\s?[-\u2010-\u2015ـ/]\s?|\sمقابل\s)"
    r"(?P<versus>\d{1,3}|صفر)"
    r"(?!\w|\s?[-\u2010-\u2015/:٪%]|[.,٫]\d)"
    rf"|(?<!\w)و?(?:بـ?\s?)?(?P<told>(?P<side>{_SIDE})\s(?:{_NOTHING}|مقابل\s(?P<count>صفر|{_COUNT})"
    rf"|(?:مقابل\s|ل)(?:(?P<other>{_SIDE}))"
    r"|(?P<same>لمثل(?:هما|ها|ه)|مقابل\sمثل(?:هما|ها|ه)|لكل\s(?:منهما|فريق|طرف|منتخب)))(?!\w))"
)
# Numbers of ages, days, seasons and rounds are written as scores are: بين 18-23 سنة، الدور 1/8.
_BEFORE = re.compile(r"(\w+)\W*\Z")
_BEHIND = re.compile(r"\A\W*(\w+)")
_AROUND = 50  # letters that are looked at: more than any of these words has
_NOT_BEHIND = listed(
    """
    بين من الفترة فترة خلال مدار موسم الموسم يوم يومي أيام الدور دور تاريخ بتاريخ الساعة أعمارهم سن
    الآية الآيات الصفحة القناة رقم
    """
)
_NOT_BEFORE = (
    listed(
        """
    سنة سنوات عام عاما أعوام شهر شهرا شهور أشهر دقيقة دقائق ساعة ساعات يوم يوما أيام أسبوع أسابيع كم
    كيلومترا كيلومتر متر مترا مليون مليار ألف آلاف دولار دولارا درجة مئوية بالمئة شخصا أشخاص هـ م
    """
    )
    | FIRST_WORDS
)
_DATE = re.compile(r"\d+\s?/\s?\d{2,}")
# Of several, the one that is called the result: بنتيجة 80-58.
_AS_RESULT = listed("نتيجة النتيجة بنتيجة بالنتيجة")


def asks_score(found: Sequence[Word]) -> bool:
    """Whether the words of a question ask for the score of a match: بكم فاز، كم كانت النتيجة."""
    forms = [word.form for word in found if word.form not in _GOALS]
    is_of_match = not _MATCH.isdisjoint(forms)
    may_be_of_match = is_of_match or not (_MEETING | TEAMS).isdisjoint(forms)
    if not _NO_MATCH.isdisjoint(forms):
        return False
    is_of_two = may_be_of_match or not _OPPONENT.isdisjoint(forms)
    for asking, what in pairwise(forms):
        if asking in _BY_HOW_MANY and (what in _BEATEN or (what in _WON and is_of_two)):
            return True
        if asking in _HOW_MANY and what in _ENDED and may_be_of_match:
            return True
    # Behind another word a result is what something is because of: كم مدنيا قتل نتيجة القصف.
    told = pairwise(form for form in forms if form not in _IS)
    asking = next((asking for asking, result in told if result in _RESULT), "")
    if asking in _WHAT:
        return is_of_match
    return asking in _HOW_MANY and (may_be_of_match or not _OPPONENTS.isdisjoint(forms))


def scores(text: str) -> list[Span]:
    """Scores in order, without the preposition that is written together with one.

    Where one is called the result, the others are of a half or of another match.
    """
    found = [match for match in _SCORE.finditer(text) if match["told"] or _is_score(match)]
    results = [match for match in found if _before(match) in _AS_RESULT]
    return [Span(*match.span("told" if match["told"] else 0)) for match in results or found]


def _is_score(match: re.Match[str]) -> bool:
    """Whether two numbers are a score by what stands around them."""
    behind = _word(_BEHIND.search(match.string[match.end() : match.end() + _AROUND]))
    is_other = _before(match) in _NOT_BEHIND or behind in _NOT_BEFORE
    return not is_other and _DATE.fullmatch(match[0]) is None


def _before(match: re.Match[str]) -> str:
    """The word before it."""
    start = match.start()
    return _word(_BEFORE.search(match.string[max(0, start - _AROUND) : start]))


def _word(found: re.Match[str] | None) -> str:
    return normalize(found[1]) if found else ""


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
