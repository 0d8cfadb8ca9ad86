"""Numbers and dates in Arabic text, as spans of the text itself, in digits or in words."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain, groupby, pairwise

from search.arabic.amounts import LONGEST_APART, SCALES, is_left_over
from search.arabic.analyzer import LONGEST, Word, runs, words
from search.arabic.enclosed import with_marks, with_other_marks
from search.arabic.listings import listed
from search.arabic.months import FIRST_WORDS, GREGORIAN_MONTHS, HIJRI_MONTHS
from search.arabic.normalizer import normalize
from search.records import Span

_NUMERALS = """
واحد واحدة اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي ثنين
ثلاث ثلاثة أربع أربعة خمس خمسة ست ستة سبع سبعة
ثمان ثماني ثمانية تسع تسعة عشر عشرة عشرون عشرين ثلاثون ثلاثين أربعون أربعين خمسون خمسين
ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين مئة مائة مئتان مئتين مائتان مائتين مئتي مائتي
مئات مية ألف ألفا ألفان ألفين ألفي آلاف ألوف مليون مليونا مليونان مليونين مليوني ملايين مليار
مليارا ملياران مليارين ملياري مليارات بليون بليونا تريليون تريليونا نصف
ثلث ثلثي ثلثين ثلثا ربع خمس عشر
ثلاثمئة أربعمئة خمسمئة ستمئة سبعمئة ثمانمئة تسعمئة
ثلاثمائة أربعمائة خمسمائة ستمائة سبعمائة ثمانمائة تسعمائة
one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty
seventy eighty ninety hundred thousand million billion trillion half
"""
NUMERALS = listed(_NUMERALS)
# Parts of a month or a year.
PARTS_OF_TIME = listed("أواخر أوائل مطلع نهاية بداية منتصف مستهل صيف شتاء ربيع خريف")
WEEK = ("السبت", "الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة")
DAYS = listed(" ".join(WEEK))
# With the article it is the day of the week, unless tens follow: الاثنين والعشرين.
_MONDAY = re.compile("[وف]?(?:[بك]?ال|لل)اثنين")
# Alone it is a letter too: ألفا روميو.
_ALPHA = normalize("ألفا")
_TENS = re.compile("و(?:ال)?(?:عشر|ثلاث|اربع|خمس|ست|سبع|ثمان|تسع)[وي]ن")
_YEARS = listed("عام العام عامي لعام للعام سنة السنة سنتي لسنة للسنة")
_OF_CALENDAR = listed("م ميلادي ميلادية الميلادي الميلادية ه هجري هجرية الهجري الهجرية")
_OF_A_DATE = _YEARS | _OF_CALENDAR | listed("من شهر")
_PREFIX = re.compile("^(?:[وفبلك]?ال|لل|[وفبل])(?=..)")
# Without short forms that are other words too, in either language.
_MONTH_WORDS = FIRST_WORDS - {"may", "mar", "ذو", "ذي", "ماي"}
# The second word of a month's name, which names none alone.
_ORDINALS = frozenset(
    normalize(name.split()[1])
    for names in chain(GREGORIAN_MONTHS.values(), HIJRI_MONTHS.values())
    for name in names
    if " " in name
)
# First words of months that are other words too, and what makes them months: ذي القعدة.
_OF_PILGRIMS = listed("ذو ذي")
_PILGRIMS = listed("القعدة الحجة")
_DIGITS = re.compile(r"\d+")
_YEAR = re.compile(r"[12]\d{3}")
_YEAR_DIGITS = 4
_FORMS_KEPT = 1 << 13
_DAY_DIGITS = 2
# What may stand between the parts of one date, and of one number. A dash between spaces parts two.
_WITHIN_A_DATE = re.compile(r"(?:[\s/،,()]{0,3}|-)\Z")
_WITHIN_A_NUMBER = re.compile(r"\s\Z")
_POINT = re.compile(r"[.,٫٬،/\u2044:×+*]\Z")
# What makes another value of a number, before its first digit: a sign, a point, "minus".
_SIGN = re.compile(
    r"(?:(?<![\w\-\u2010-\u2015\u2212)])(?P<minus>[-\u2010-\u2013\u2212\ufe63\uff0d])"
    r"|(?<![^\s(«\"])(?P<other>[.٫+±~≈<>≤≥$€£]\s?)"
    r"|(?<!\w)(?P<word>سالب|ناقص|minus)\s{1,2}"
    r"|(?<=(?:إلى|حتى) )(?P<apart>[-\u2212]\s?))\Z"
)
# Of «12, 5 مليون» it is not told whether it is one number.
_DECIMALS_APART = re.compile(r"(?<!\d)\d{1,3}[,٫.]\s\Z")
_MINUS = frozenset("-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d")
_LONGEST_SIGN = 8
PERCENT = re.compile(
    r"\s?[%٪]|\s(?:في|ب)\s?(?:ال)?(?:مئة|مائة|المئة|المائة)(?!\w)|\sبال(?:مئة|مائة)(?!\w)"
)


def numbers(text: str, within: Sequence[Word] | None = None) -> list[Span]:
    """Numbers in order, with what makes them larger or a share: ``2.1 مليون``, ``60 %``.

    Args:
        text: the text.
        within: words of it that follow each other, where only these are read.
    """
    found: list[Span] = []
    for run in _runs(text, within, is_number, _joins_number):
        if len(run) == 1 and (_is_monday(run[0]) or run[0].form == _ALPHA):
            continue
        start = _first_digit(text, run)
        if run[0].form in SCALES and is_left_over(text, start):
            # Nor is what it belongs to the number without it.
            while found and found[-1].end > start - LONGEST_APART:
                found.pop()
            continue
        is_scaled = any(word.form in SCALES for word in run[1:])
        if is_scaled and _DECIMALS_APART.search(text, max(0, start - _LONGEST_SIGN), start):
            continue
        # The word for a hundred in "per cent" is a number too.
        if not found or run[0].span.start >= found[-1].end:
            start, end = with_other_marks(text, Span(start, run[-1].span.end))
            start -= len(_sign(text, start))
            found.append(Span(start, _end_of_percent(text, end)))
    return found


def dates(text: str, within: Sequence[Word] | None = None) -> list[Span]:
    """Dates in order: a year, a month, or more of a date; ``13 أكتوبر 1958``.

    Args:
        text: the text.
        within: words of it that follow each other, where only these are read.
    """
    found = []
    for run in _runs(text, within, is_of_a_date, _joins_date):
        core = [word for word in _told(run) if not _is_filler(word)]
        while core and core[0].form in _ORDINALS:
            core = core[1:]
        is_told = any(a.form in _YEARS and b.form.isdigit() for a, b in pairwise(run))
        if is_told or any(_names_a_month(word) or _is_year(word) for word in core):
            span = Span(_first_digit(text, core), core[-1].span.end)
            marked = with_other_marks(text, span)
            # What only ends in brackets may be told twice: 10 محرم (5 مارس 2001).
            found.append(marked if marked.start < span.start else span)
    return found


def _told(run: Sequence[Word]) -> Iterator[Word]:
    """Words of a run, without the first one of a month whose second one does not follow."""
    for i, word in enumerate(run):
        is_first = word.form in _OF_PILGRIMS
        if not is_first or (i + 1 < len(run) and run[i + 1].form in _PILGRIMS):
            yield word


def _runs(
    text: str,
    within: Sequence[Word] | None,
    belongs: Callable[[Word], bool],
    joins: Callable[[str, list[Word], Word], bool],
) -> Iterator[list[Word]]:
    """Neighbouring words that belong to one value."""
    for is_of_values, neighbours in groupby(words(text) if within is None else within, belongs):
        if is_of_values:
            yield from runs(neighbours, partial(joins, text))


def _joins_number(text: str, run: list[Word], word: Word) -> bool:
    if _is_monday(word) or (_is_monday(run[-1]) and not _TENS.fullmatch(word.form)):
        return False
    between = text[run[-1].span.end : word.span.start]
    decimal = _POINT.match(between) and _has_digit(run[-1]) and _has_digit(word)
    if word.form in SCALES and not between.isspace():
        number = Span(_first_digit(text, run), run[-1].span.end)
        _, end = with_marks(text, number)
        if end > number.end:
            return not text[end : word.span.start].strip(" ")
    follows = _WITHIN_A_NUMBER.match(between) and not _has_digit(word)
    return bool(decimal or follows)


def _joins_date(text: str, run: list[Word], word: Word) -> bool:
    between = text[with_marks(text, run[-1].span).end : with_marks(text, word.span).start]
    # Two years beside each other are a span of time: two dates; and behind a year no number that
    # is too large for a day belongs to it: عام 2014 من 568 عضوا.
    is_another = _is_year(word) or (word.form.isdigit() and len(word.form) > _DAY_DIGITS)
    return bool(_WITHIN_A_DATE.match(between)) and not (is_another and any(map(_is_year, run)))


def is_number(word: Word) -> bool:
    """Whether a word may be part of a number."""
    return _is_number(word.form) if len(word.form) <= LONGEST else _has_digit(word)


@lru_cache(_FORMS_KEPT)
def _is_number(form: str) -> bool:
    return _DIGITS.search(form) is not None or not NUMERALS.isdisjoint(_readings(form))


def _is_monday(word: Word) -> bool:
    return _MONDAY.fullmatch(word.form) is not None


def is_of_a_date(word: Word) -> bool:
    """Whether a word may be part of a date."""
    return _is_of_a_date(word.form) if len(word.form) <= LONGEST else _is_year(word)


@lru_cache(_FORMS_KEPT)
def _is_of_a_date(form: str) -> bool:
    return (
        _names_month(form)
        or _is_year_in(form)
        or form in _ORDINALS
        or form in _OF_PILGRIMS
        or (form.isdigit() and len(form) <= _YEAR_DIGITS)
        or form in _OF_A_DATE
    )


def _is_filler(word: Word) -> bool:
    return word.form in _OF_A_DATE and not word.form.isdigit()


def _names_a_month(word: Word) -> bool:
    return _names_month(word.form) or word.form in _OF_PILGRIMS


def _names_month(form: str) -> bool:
    return not _MONTH_WORDS.isdisjoint(_readings(form))


def _is_year(word: Word) -> bool:
    return _is_year_in(word.form)


def _is_year_in(form: str) -> bool:
    return bool(_YEAR.fullmatch("".join(_DIGITS.findall(form))))


def _has_digit(word: Word) -> bool:
    return bool(_DIGITS.search(word.form))


def _readings(form: str) -> Iterable[str]:
    """A form, and the form without the letters that are written together with it."""
    return {form, _PREFIX.sub("", form)}


def _first_digit(text: str, run: list[Word]) -> int:
    """Where a run begins, without letters that are written together with its first digit."""
    start, end = run[0].span
    match = _DIGITS.search(text, start, end)
    return start if match is None else match.start()


def sign_before(text: str, start: int) -> str:
    """The sign of the number that begins at a place: ``-``, another one, or none."""
    sign = _sign(text, start).strip()
    return "-" if sign.isalpha() or sign in _MINUS else sign


def _sign(text: str, start: int) -> str:
    match = _SIGN.search(text, max(0, start - _LONGEST_SIGN), start)
    return "" if match is None else match.group()


def _end_of_percent(text: str, end: int) -> int:
    match = PERCENT.match(text, end)
    return end if match is None else match.end()
