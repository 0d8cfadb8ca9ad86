"""What a part of a page says, however it is called: a sentence, a number, or who wrote when."""

import re

from lxml.html import HtmlElement

from indexer.readers.html_letters import plain

# Words of a piece between commas and the like: of fewer there may be keywords, and names of places.
_SENTENCE = 5
_MOST_DATA = 12  # words beside a date, a writer and their labels
_PIECES = re.compile(r"[/\\|›»«>•·،,:؛\-–—\n]+")
_ENDS = (".", "!", "؟", "?", "…", "»")

_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"\d{{1,2}} \w+(?: \w+)? {_YEAR}|\d{{1,2}} \d{{1,2}} {_YEAR}|{_YEAR} \d{{1,2}} \d{{1,2}}"
)
_PUBLISHED = frozenset(
    plain("نشر نشرت نشره النشر أضيف الإضافة تحديث التحديث محدث بتاريخ published updated").split()
)
_DATA_WORDS = _PUBLISHED | frozenset(plain("الكاتب كاتب المحرر author posted").split())
_DATE_WORDS = _PUBLISHED | frozenset(
    plain(
        "في تاريخ آخر يوم تم على الساعة م ص صباحا مساء ظهرا السبت الأحد الاثنين الثلاثاء الأربعاء"
        " الخميس الجمعة ه هـ الموافق السنة العدد بتوقيت غرينتش مكة المكرمة"
        " by at am pm gmt gst محرم صفر ربيع الأول الآخر الثاني جمادى الأولى الآخرة رجب شعبان رمضان"
        " شوال ذو ذي القعدة الحجة"
    ).split()
)
_TIME = re.compile(r"\b\d{1,2} \d\d\b(?: \d\d\b)?(?: (?:am|pm|[صم])\b)?")
# How often a page was read, and how long that takes.
_COUNTED = (
    r"(?:دقيقه|دقائق|مشاهدات|مشاهده|قراءات|قراءه|زيارات|زياره|تعليقات|تعليق|اعجابات|مشاركات"
    r"|mins?|minutes?|views?|reads?|comments?|shares?)"
)
_NUMBER = r"\d+(?: \d{3})*"
_COUNTS = re.compile(
    rf"{_NUMBER} {_COUNTED}(?: {_COUNTED})?\b|(?:(?:عدد|مرات) )?(?:ال)?{_COUNTED} {_NUMBER}\b"
    r"|\b\d+ (?:من|of) \d+\b"
)
_READERS = re.compile(rf"عدد (?:ال)?{_COUNTED}(?: (?:ال)?(?:خبر|مقال|موضوع|صفحه))? {_NUMBER}")
_NAME = r"\s*(?:[^\W\d]+\W*){1,5}"
# «كتب» and «تحرير» begin sentences as well: only with a colon do they name who wrote.
_WROTE = re.compile(
    rf"(?:(?:بقلم|بواسطة|كتب(?:ها|ه|ته|تها)|by)\b\s*[:：/|–-]?{_NAME}"
    rf"|(?:كتبت?|تصوير|[إا]عداد|تحرير|الكاتبة?)\s*[:：/|–-]{_NAME}|تحرير قسم{_NAME}"
    rf"|author\s*[,،:]{_NAME})",
    re.IGNORECASE,
)
_WRITERS = r"(?:مراسل|كاتب|صحف|صحاف|محرر|اعلامي|باحث|روائي|مدون|استاذ|دكتور|رئيس تحرير)"
_ABOUT_WRITER = re.compile(rf"(?:ال)?{_WRITERS}|\w+ \w+ (?:هو |هي )?{_WRITERS}|عن (?:ال)?كاتب")


def line_of(element: HtmlElement) -> str:
    """The text of an element in one line, with spaces between its parts."""
    return " ".join(" ".join(element.itertext()).split())


def ends_sentence(element: HtmlElement) -> bool:
    """Whether there is a stop at its end."""
    text: str = element.text_content()
    return text.rstrip().endswith(_ENDS)


def tells(text: str) -> bool:
    """Whether a text has a number or a sentence in it."""
    return (
        any(map(str.isdecimal, text))
        or text.rstrip().endswith(_ENDS)
        or any(len(piece.split()) >= _SENTENCE for piece in _PIECES.split(text))
    )


def names_writer(text: str) -> bool:
    """Whether a text is but a word for writing with a name."""
    return _WROTE.fullmatch(text.strip()) is not None


def is_about_writer(text: str) -> bool:
    """Whether a text begins as one does that tells who a writer is."""
    return _ABOUT_WRITER.match(plain(text)) is not None


def says_who_or_when(text: str, who: str) -> bool:
    """Whether a text says who wrote, or when, and nothing else.

    Args:
        text: as it is written.
        who: the author in plain words; empty if none is known.
    """
    if names_writer(text):
        return True
    dates, rest = without_data(text, who)
    is_dated = dates == 1 or (dates > 1 and not _PUBLISHED.isdisjoint(rest))
    return (is_dated or (bool(who) and who in plain(text) and not dates)) and is_of_date(rest)


def is_bare_date(text: str) -> bool:
    """Whether a text is one date, of which is not said that it is that of publication."""
    dates, rest = without_data(text, "")
    return dates == 1 and is_of_date(rest) and _PUBLISHED.isdisjoint(rest)


def is_data(text: str, who: str) -> bool:
    """Whether but a few words are left of a text without dates, times, counts and the author."""
    _, rest = without_data(text, who)
    most = _SENTENCE if _DATA_WORDS.isdisjoint(rest) else _MOST_DATA
    return len(rest) < most and not any(word[0].isdecimal() for word in rest)


def has_data(text: str, who: str) -> bool:
    """Whether a text has the author or a date in it, or a word that stands before these."""
    dates, rest = without_data(text, "")
    return dates > 0 or (bool(who) and who in plain(text)) or not _DATA_WORDS.isdisjoint(rest)


def is_label(text: str) -> bool:
    """Whether there are but words in a text that stand before a writer or a date."""
    return all(word in _DATA_WORDS or word in _DATE_WORDS for word in plain(text).split())


def is_count(text: str) -> bool:
    """Whether a text only tells how often a page was read, and the like."""
    return _COUNTS.fullmatch(plain(text)) is not None


def is_count_of_readers(text: str) -> bool:
    """Whether plain words only say, with a label, how many have read a page."""
    return _READERS.fullmatch(text) is not None


def without_data(text: str, who: str) -> tuple[int, list[str]]:
    """How many dates a text has, and its words without these, times, counts and the author."""
    words = plain(text)
    rest, dates = _DATE.subn(" ", words.replace(who, " ") if who else words)
    rest = _TIME.sub(" ", _COUNTS.sub(" ", rest))
    return dates, rest.split()


def is_of_date(words: list[str]) -> bool:
    """Whether there are no others than stand around a date."""
    return all(word in _DATE_WORDS or word.isdecimal() for word in words)
