"""The date in a line that says when an article was published, beside whom it is by and the like."""

import re

from indexer.readers.html_letters import plain
from indexer.readers.html_said import is_count, names_writer
from search.arabic.bylines import opens_byline
from search.arabic.dates import parse_date

# A label that says of what day a line is; of a paragraph without one it may be the dateline.
_PUBLISHED_ON = re.compile(
    r"(?:(?:تم\s+)?(?:تاريخ\s+)?(?:ال)?(?:ن\u064f?شرت?|إضافة|اضافة)(?:\s+(?:في|بتاريخ|يوم))?\s*[:：]"
    r"|(?:تم\s+(?:النشر|نشره)|أ\u064f?ضيفت?|ن\u064f?شرت?)\s+(?:في|بتاريخ|يوم)\s*[:：]?"
    r"|(?:منشور|منشورة)\b(?:\s+(?:في|بتاريخ|يوم))?\s*[:：]?"
    r"|(?:published|posted)(?:\s+on)?\s*[:：]?)\s*",
    re.IGNORECASE,
)
# The number of a paper's issue, and of the year that it is of.
_ISSUE = re.compile(
    r"(?:السنة\s*\d+\s*[-–—،,]?\s*)?العدد\s*(?:رقم)?\s*[:：]?\s*[(\[]?\d+[)\]]?\s*[-–—|،,:/]?\s*"
)
_WRITER = re.compile(
    r"^(?:بواسطة|بقلم|by)\s*[:：]?(?:\s+[^\W\d]+){1,4}?\s+(?:في|بتاريخ|on)\s+", re.IGNORECASE
)
APART = re.compile(r"\s*[|•·]\s*")
# Between what stands beside a date and itself; in some dates there are commas and dashes.
_BETWEEN = (
    APART,
    re.compile(r"\s+(?=(?:by|بواسطة|بقلم|كتبت?:)\s)"),
    re.compile(r"\s+[-–—]\s+"),
    re.compile(r"\s*[|•·،,]\s*|\s+[-–—]\s+"),
)
_TIME = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?:\s*(?:[صم]|am|pm))?", re.IGNORECASE)
# Words of the names of sections: of any others a date may be that of an event.
_SECTIONS = frozenset(
    plain(
        "أخبار الأخبار خبر تقارير تقرير مقالات مقال رأي آراء تحليلات تحليل تحقيقات تحقيق حوارات"
        " عاجل سياسة سياسية سياسي اقتصاد اقتصادية اقتصادي رياضة رياضية رياضي ثقافة ثقافية ثقافي"
        " فن فنون وفنون مجتمع محليات محلية محلي دوليات دولية دولي عالمية عالمي عربية عربي"
        " منوعات صحة تكنولوجيا تقنية علوم وعلوم حوادث تعليم بيئة السياسة الاقتصاد الرياضة الثقافة"
        " المجتمع الصحة"
    ).split()
)
_LONGEST = 400  # characters of such a line
_DAY = len("2024-03-05")


def is_labelled(line: str) -> bool:
    """Whether a line begins by saying that it is of the day of publication, or with an issue."""
    return (_PUBLISHED_ON.match(line) or _ISSUE.match(line)) is not None


def date_in(line: str, *, is_head: bool = False) -> str | None:
    """The date as it is written in a line that says but little else; ``None`` if there is none.

    Args:
        line: with single spaces.
        is_head: whether it is below the headline, where a place or section may stand beside it.
    """
    if len(line) > _LONGEST:
        return None
    if parse_date(line):
        return line
    rest = _WRITER.sub("", _ISSUE.sub("", line, count=1), count=1)
    told = (rest, *filter(_PUBLISHED_ON.match, APART.split(rest)))
    bare = [_PUBLISHED_ON.sub("", each, count=1).strip(" :：") for each in told]
    around = (_only_day(between.split(bare[0]), is_head=is_head) for between in _BETWEEN)
    return next(filter(parse_date, bare), None) or next(filter(None, around), None)


def _only_day(pieces: list[str], *, is_head: bool) -> str | None:
    """The only one that is a day, where the others are names, times, counts, or of the head."""
    days = [each for each in pieces if _is_day(each)]
    others = [each for each in pieces if each not in days]
    is_beside = all(
        _TIME.fullmatch(each)
        or is_count(each)
        or names_writer(each)
        or (is_head and (_is_section(each) or opens_byline(each)))
        for each in others
    )
    return days[0] if len(days) == 1 and is_beside else None


def _is_section(text: str) -> bool:
    return _SECTIONS.issuperset(plain(text).split())


def _is_day(text: str) -> bool:
    date = parse_date(text)
    return date is not None and date.iso is not None and len(date.iso) == _DAY
