"""Dates of a sentence, whole: the day in words, the calendar, the part of the year; centuries."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from search.arabic.analyzer import Word
from search.arabic.listings import listed
from search.arabic.naming import without_prefixes
from search.arabic.values import DAYS, PARTS_OF_TIME, dates
from search.records import Span

_DIGIT = re.compile(r"\d")
# Of three digits only with its calendar behind it, or a word that says it is a year before it.
_YEAR = re.compile(
    r"(?<!\d)(?:[12١٢]\d{3}(?!\d)|\d{3}(?=\s?(?:م|هـ|ه)(?!\w)))"
    r"|(?<=سنة )\d{3}(?!\d)|(?<=عام )\d{3}(?!\d)"
)
_NEXT_WORD = re.compile(r"(?<=\d)(?!هـ?(?!\w))[^\W\d_]{2,}\Z")
_SPACE = re.compile(r"[^\S\n]{1,3}\Z")
_SPACE_OR_WORD = re.compile(r"\s?\w{0,10}")
# What belongs to a date before and after it.
_BEFORE = listed("عام العام سنة شهر يوم غرة سلخ") | PARTS_OF_TIME | DAYS
_CALENDAR = re.compile(
    r"\s?(?:ق\.?\s?م\.?|ق\.?\s?هـ?|هـ|ه(?!\w)|م(?!\w)|هجرية?|ميلادية?|للهجرة|للميلاد|قبل الميلاد)"
)
# The same year in another calendar, and one that has no four digits: 13 مارس 624م.
_SAME_YEAR = re.compile(r"\s?/\s?\d{3,4}(?!\d)\s?(?:م|هـ|ه)?(?!\w)")
_EARLY_YEAR = re.compile(r"[\s،,]{1,2}\d{1,3}\s?(?:م|هـ|ه)(?!\w)")
# Of a month or a year that is not told by its number.
WHICH = re.compile(
    r"\s(?P<of_year>من (?:هذا )?العام )?"
    r"(?:(?P<past>الماضي|المنصرم|الفائت)|(?P<next>المقبل|القادم)|الجاري|الحالي)(?!\w)"
)
# Days that are told from when a text was written, and what tells which week a day is of.
_TOMORROW = listed("غد غدا")
_OF_WEEK = listed("المقبل القادم الماضي المنصرم الفائت")
_DAY = listed("يوم")
# Before the same day in another calendar.
_SAME_DAY = listed("الموافق الموافقة موافق")
# Of a day or a century in words: السابع عشر من رمضان، القرن التاسع عشر.
_ORDINALS = listed(
    """
    الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر الحادي عشر
    والعشرين والعشرون العشرين والثلاثين الثلاثين
    """
)
_OF_MONTH = listed("من شهر")
# Of the month in which a text was written.
_THE_MONTH, _DAY_OF = listed("الشهر"), listed("من هذا")
_ON = listed("في يوم بتاريخ حتى منذ إلى")
_DAY_NUMBER = re.compile("(?:[12]?[0-9]|3[01])")
_CENTURY = re.compile("[وفبل]?(?:ال|لل)?قرن")
_DECADE = re.compile("[وفبل]{0,2}(?:ال)?(?:عشرين|ثلاثين|اربعين|خمسين|ستين|سبعين|ثمانين|تسعين)ي?ات")
_OF_CENTURY = PARTS_OF_TIME | listed("أواسط النصف الأول الثاني")
_LEADING = listed("من في")
_OF_CALENDAR = listed("الهجري الميلادي للهجرة للميلاد الهجرية الميلادية")
_FROM = "من"
_MOST = 4


def times(sentence: str, within: Sequence[Word]) -> Iterator[tuple[Span, Span]]:
    """Dates with a digit or the day in words, decades, centuries: each by its core and whole.

    A month alone is one where it is told from when the text was written: مارس الماضي.

    Args:
        sentence: the text.
        within: words of it that follow each other, in which they are looked for.
    """
    has_day = any(word.form in _ORDINALS for word in within)
    is_dated = has_day or _DIGIT.search(sentence) or WHICH.search(sentence)
    read = dates(sentence, within) if is_dated else []
    written = [
        span
        for span in read
        if _DIGIT.search(sentence, *span)
        or _day_in_words(sentence, span.start, within) is not None
        or _which(sentence, span) is not None
    ]
    written = [_without_next(sentence, span) for span in written]
    written += [
        span for span in _days_of_month(sentence, within) if not any(map(span.overlaps, written))
    ]
    alone = _years_in(sentence, within)
    written += [span for span in alone if not any(map(span.overlaps, written))]
    yield from _wholes(sentence, sorted(written), within)
    yield from _centuries(sentence, within)


def _days_of_month(sentence: str, within: Sequence[Word]) -> Iterator[Span]:
    """Days of the month in which a text was written, or of the one beside: 21 من الشهر الجاري."""
    for month, which in pairwise(within):
        if month.form in _THE_MONTH and WHICH.match(sentence, month.span.end) is not None:
            start = _first(_DAY_OF, sentence, month.span.start, within)
            before = [word for word in within if word.span.end <= start][-2:]
            # «قتل 25 الشهر الماضي» tells of no day.
            is_day = start < month.span.start or (len(before) > 1 and before[0].form in _ON)
            if before and is_day and _DAY_NUMBER.fullmatch(before[-1].form):
                yield Span(before[-1].span.start, which.span.end)
            elif _day_in_words(sentence, month.span.start, within) is not None:
                yield Span(month.span.start, which.span.end)


def _without_next(sentence: str, span: Span) -> Span:
    """A date without the next word, where that is written together with its last digit: 1930على."""
    next_word = _NEXT_WORD.search(sentence, *span)
    return span if next_word is None else Span(span.start, next_word.start())


def tells_day(within: Sequence[Word]) -> bool:
    """Whether words tell a day from when the text was written: غدا، الاثنين المقبل، يوم الخميس."""
    for before, word, after in zip((None, *within), within, (*within[1:], None), strict=False):
        bare = without_prefixes(word.form)
        if bare in _TOMORROW:
            return True
        if f"ال{bare}" in DAYS and (
            (before is not None and before.form in _DAY)
            or (after is not None and after.form in _OF_WEEK)
        ):
            return True
    return False


def years(sentence: str, within: Sequence[Word]) -> Iterator[tuple[Span, Span]]:
    """Years: each by its core and whole."""
    yield from _wholes(sentence, _years_in(sentence, within), within)


def _years_in(sentence: str, within: Sequence[Word]) -> Iterator[Span]:
    if within:
        first, last = within[0].span.start, within[-1].span.end
        yield from (Span(*match.span()) for match in _YEAR.finditer(sentence, first, last))


def _wholes(
    sentence: str, written: Iterable[Span], within: Sequence[Word]
) -> Iterator[tuple[Span, Span]]:
    """Dates, whole, without those that say the same in another calendar as the one before."""
    end = 0
    for span in written:
        day = _day_in_words(sentence, span.start, within)
        start = span.start if day is None else day
        before = [word for word in within if word.span.end <= start]
        is_same = span.start < end or (bool(before) and before[-1].form in _SAME_DAY)
        if not is_same:
            whole = _whole(sentence, span, within)
            end = whole.end
            yield span, whole


def _whole(sentence: str, span: Span, within: Sequence[Word]) -> Span:
    start, end = span.start, _end(sentence, span)
    day = _day_in_words(sentence, start, within)
    start = _first(_BEFORE, sentence, start, within) if day is None else day
    for pattern in (_CALENDAR, _EARLY_YEAR, _SAME_YEAR, WHICH):
        match = pattern.match(sentence, end)
        end = end if match is None else match.end()
    return Span(start, end)


def _end(sentence: str, span: Span) -> int:
    """Where a date ends, without what says the same behind it in brackets: 10 محرم (5 مارس 2001).

    Behind a month in brackets there may be the year: مايو (أيار) عام 2014.
    """
    bracket = sentence.find("(", *span)
    if bracket < 0 or ")" in sentence[bracket : span.end]:
        return span.end
    which = _which(sentence, span)
    return len(sentence[:bracket].rstrip()) if which is None else which


def _which(sentence: str, span: Span) -> int | None:
    """The end of what tells a month from when the text was written: يوليو (تموز) الماضي."""
    bracket = sentence.find("(", *span)
    end = span.end if bracket < 0 else sentence.find(")", span.end) + 1
    # Nothing but the rest of the month's name is in the brackets.
    is_near = bracket < 0 or (end > 0 and _SPACE_OR_WORD.fullmatch(sentence, span.end, end - 1))
    match = WHICH.match(sentence, end) if is_near else None
    return None if match is None else match.end()


def _day_in_words(sentence: str, start: int, within: Sequence[Word]) -> int | None:
    """Where the day before a month begins, in words: السابع عشر من شهر رمضان."""
    start = _first(_BEFORE, sentence, start, within)
    ordinal = _first(_ORDINALS | _OF_MONTH, sentence, start, within)
    told = (word for word in within if ordinal <= word.span.start < start)
    return next((word.span.start for word in told if word.form in _ORDINALS), None)


def _first(known: frozenset[str], sentence: str, start: int, within: Sequence[Word]) -> int:
    """Where words of a kind begin that stand before a place, with white space between."""
    for word in reversed([word for word in within if word.span.end <= start][-_MOST:]):
        if word.form not in known or not _SPACE.match(sentence[word.span.end : start]):
            break
        start = word.span.start
    return start


def _centuries(sentence: str, within: Sequence[Word]) -> Iterator[tuple[Span, Span]]:
    at = 0
    while at < len(within):
        last = _end_of_century(within, at)
        if last is None:
            at += 1
            continue
        span = Span(within[at].span.start, within[last].span.end)
        start = _first(_OF_CENTURY | _LEADING, sentence, span.start, within)
        told = (word for word in within[: at + 1] if word.span.start >= start)
        yield span, Span(next(w.span.start for w in told if w.form not in _LEADING), span.end)
        at = last + 1


def _end_of_century(within: Sequence[Word], at: int) -> int | None:
    """The number of the last word of a decade or a century that begins with a word."""
    is_decade = _DECADE.fullmatch(within[at].form) is not None
    century = at
    if is_decade:
        is_of = at + 1 < len(within) and within[at + 1].form == _FROM
        century = at + 2 if is_of else at + 1
    if century >= len(within) or not _CENTURY.fullmatch(within[century].form):
        return at if is_decade else None
    last = century
    while last + 1 < len(within) and last - century < _MOST and _numbers(within[last + 1]):
        last += 1
    if last == century and not is_decade:
        return None
    is_of_calendar = last + 1 < len(within) and within[last + 1].form in _OF_CALENDAR
    return last + is_of_calendar


def _numbers(word: Word) -> bool:
    return word.form in _ORDINALS or (word.form.isdigit() and len(word.form) <= 2)  # noqa: PLR2004
