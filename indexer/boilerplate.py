"""Find what a page carries besides its article: share lines, links to other pages, agency marks.

A line counts only when all of it is of such a kind; a sentence that uses the same words stays.
Kinds whose words could also begin a sentence or a heading count only near the end of the text.
"""

import re
from collections.abc import Iterator

from search.arabic.normalizer import normalize
from search.records import Span

_LONGEST = 240  # Code points; no such line is longer, and a bound keeps any input linear.
_END_LINES = 3
_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")

# Everything below is matched on the normalised line (no hamza, final ya and ta marbuta folded),
# most of it without the punctuation around it. Possessive repeats keep hostile lines cheap.
_PLATFORM = (
    r"(?:فيس ?بوك|الفيس ?بوك|تويتر|واتس ?اب|تيليجرام|تيلجرام|تليجرام|تلغرام|تيليغرام|انستغرام|"
    r"انستجرام|انستقرام|لينكد ?ان|يوتيوب|جوجل بلس|سناب ?شات|بينترست|ماسنجر|"
    r"facebook|twitter|whatsapp|telegram|instagram|linkedin|youtube|google\+?|pinterest|"
    r"messenger|snapchat|tiktok|(?:اخبار )?(?:جوجل|غوغل)(?: نيوز)?|google news)"
)
_SHARE = (
    r"(?:شارك|شاركها|شاركه|شاركنا|مشاركه|انشر|ارسل|اطبع|طباعه|انسخ|نسخ|غرد|"
    r"share|print|tweet|e-?mail|copy)"
)
_SHARE_OBJECT = (
    r"(?:هذا|هذه|الخبر|المقال|المقاله|الموضوع|الصفحه|الرابط|الماده|لصديق|الي صديق|مع اصدقا\w+|"
    r"علي|عبر|من خلال|بالبريد|البريد|الالكتروني|ايميل|اكتب رايك|اكتب تعليقا?|"
    r"this|article|page|story|link|on|via|with|to|a friend|x)"
)
_GAP = r"[\s:،,|/•·.!»«\-–—+&]++(?:و ?)?"
_HERE = r"(?:(?:اضغط|انقر) (?:هنا|علي الرابط)|هنا|من هنا|click here)"
_INITIALS = r"\w{1,2}(?:\s?[./]\s?\w{1,2}){1,3}"

_ANYWHERE = re.compile(
    r"|".join(
        (
            # Share, follow and join.
            rf"{_SHARE}(?:{_GAP}(?:{_SHARE}|{_PLATFORM}|{_SHARE_OBJECT}))++",
            rf"{_PLATFORM}(?:{_GAP}{_PLATFORM}){{2,}}+",
            r"(?:تابعونا|تابعنا|تابعوا|انضموا?|اشتركوا?|follow us|join us)(?: \S++){0,5}?"
            rf" (?:علي|عبر|الي|في|on)(?: \S++){{0,4}}? {_PLATFORM}(?:{_GAP}{_PLATFORM})*+",
            # Links to other pages.
            r"(?:لل|ال)?مزيد",
            rf"للمزيد\W++(?:{_PLATFORM}|{_HERE})",
            rf"للمزيد من (?:الاخبار|التفاصيل|المعلومات)(?:\W++{_HERE})?",
            r"اقرا (?:ايضا|المزيد)(?: (?:عن|في|من|حول))?(?:\s?[:.]++.*)?",
            r"(?:شاهد|طالع) ايضا(?:\s?[:.]++.*)?",
            r"(?:مواضيع|موضوعات|اخبار|مقالات|روابط|تقارير) (?:ذات صله|متعلقه|مشابهه)",
            r"قد يعجبك ايضا|الاكثر قراءه|اعلان",
            r"next previous|(?:السابق|التالي)\W++(?:السابق|التالي)",
            r"read more|see also|continue reading|related articles?|advertisement",
            # What blogs put below the entries of their feeds and exports.
            r"the post\b.{1,180}\bappeared first on\b.{1,80}|exported from medium\b.{0,40}",
            r"ظهرت? (?:المقال|المقاله|التدوينه)\b.{1,180}\b(?:اولا|لاول مره) (?:علي|في)\b.{1,80}",
            r"رابط (?:الخبر|المقال|الموضوع|المصدر)\b[^:]{0,40}:.*",
            # Rights and consent.
            r"(?:(?:copyright|\(?c\))\W{0,3})?(?:\d{4}\W{0,3})?(?:جميع |كل |كافه )?(?:ال)?حقوق "
            r"(?:النشر |الطبع )?محفوظه(?:\W++\w++){0,4}",
            r"copyright\b.{0,80}|.{0,80}\ball rights reserved",
            r"(?:نستخدم|يستخدم (?:هذا )?(?:الموقع|موقعنا)|we use|this (?:web)?site uses)\b"
            r".*(?:ملفات تعريف الارتباط|الكوكيز|كوكيز|cookies).*",
            # Credits and contact.
            r"(?:تصوير|عدسه|photo(?: by)?)\s?[:/].{1,50}",
            r"للتواصل (?:مع الكاتب\W++)?(?:ارسل|ارسلوا|عبر|علي)\b.*\b(?:sms|رساله نصيه)\b.*",
            r"\d\d?:\d\d ?(?:ت ?م|جمت|gmt)",
        )
    )
)
# With the slashes and rules that make a word an agency's mark.
_AGENCY_MARK = re.compile(
    r"|".join(
        (
            r"[/(\[*#\-.\s]*+(?<=[/(\[*#\-\s])(?:انتهي|يتبع)\s?[/)\]*#\-][/)\]*#.\-\s]*+"
            rf"(?:\d\d?:\d\d\W*+(?:ت ?م|جمت)?\W*+)?(?:{_INITIALS}\W*+)?",
            rf"/\s?{_INITIALS}\s?/",
            rf"[=*_\-–—]{{3,}}+\s*+(?:{_INITIALS}|\w{{1,2}})[./]?",
        )
    )
)
_AT_END = re.compile(
    r"|".join(
        (
            rf"{_SHARE}|{_PLATFORM}",
            r"انتهي|يتبع",
            r"(?:مصدر الخبر|المصدر|المصدر الاصلي|source)(?:\s?:\s?\S++(?: [^\s.،؛!؟]++){0,4})?",
            r"(?:سمات|الوسوم|وسوم|كلمات (?:مفتاحيه|دلاليه)|الكلمات (?:المفتاحيه|الدلاليه)|tags)"
            r"(?:\s?:.*|(?: [^\s.،؛!؟:]++){0,12})",
            r"(?:اضف|اكتب|اترك) تعليقا?|لا توجد تعليقات|التعليقات(?:\W++\d+)?",
        )
    )
)
_FEWEST_IN_RULE = 3
_AROUND = re.compile(r"\A[\W_]++|[\W_]++\Z")
# On the line as written: what is stuck to the end of the last sentence, or before the first.
_TAIL = re.compile(
    r"(?:(?<!=)={5,}+\s*+(?:\w{1,2}(?:\s?[./]\s?\w{1,2}){0,3}[./]?)?"
    r"|//\s?(?:انتهى|يتبع)\s?//"
    r"|\(\s?(?:تصوير|عدسة)\s?[:/ ]\s?[^()]{2,40}\)"
    r"|رابط الخبر ب[^:]{2,30}:.{0,160})\s*+\Z"
)
_LEAD = re.compile(
    r"\s*+شارك (?:من خلال|عبر|على)"
    r"(?:[\s،,:]+(?:تويتر|فيسبوك|فيس بوك|جوجل بلس|واتساب|واتس اب|تلغرام|تيليجرام)){2,6}"
    r"(?:\s+اكتب (?:رأيك|تعليقا?))?\s+"
)


def boilerplate(text: str) -> tuple[Span, ...]:
    """Spans of a text that are to be shown but not searched: disjoint, rising.

    Whole lines, or what is stuck to their ends. None when they would hold more than half of the
    letters and not all of them: then the text is no article with a frame, but about such words.
    """
    found = sorted(_spans(text))
    marked = sum(_letters(text[start:end]) for start, end in found)
    total = _letters(text)
    return () if total > marked > total / 2 else tuple(found)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _spans(text: str) -> Iterator[Span]:
    after = 0
    for match in reversed(list(_LINE.finditer(text))):
        line = match.group()
        stripped = line.strip()
        if not stripped:
            continue
        lead, tail = _edges(line)
        core = line[lead:tail]
        if not core.strip() or _is_boilerplate(core.strip(), at_end=after < _END_LINES):
            start = match.start() + len(line) - len(line.lstrip())
            yield Span(start, start + len(stripped))
            continue
        after += 1
        if lead:
            yield Span(match.start(), match.start() + lead)
        if tail < len(line):
            yield Span(match.start() + tail, match.end())


def _edges(line: str) -> tuple[int, int]:
    """Where the line's own text begins and ends."""
    lead = _LEAD.match(line)
    start = lead.end() if lead else 0
    found = _TAIL.search(line, max(start, len(line) - _LONGEST))
    return start, found.start() if found else len(line)


def _is_boilerplate(line: str, *, at_end: bool) -> bool:
    if len(line) > _LONGEST:
        return not any(map(str.isalnum, line))
    plain = normalize(line)
    words = _AROUND.sub("", plain)
    if not words:
        return len(line) >= _FEWEST_IN_RULE
    if _ANYWHERE.fullmatch(words) or _AGENCY_MARK.fullmatch(plain):
        return True
    return at_end and _AT_END.fullmatch(words) is not None
