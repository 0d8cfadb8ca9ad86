"""A value with what belongs to it: the other end of a range, "about", "more than", "after".

Without these the value is another one: «بين 50 و85 مليونا» is not 85 million, and «بعد سنة 1354»
not 1354.
"""

import re
from collections.abc import Iterable, Sequence

from search.arabic.analyzer import Word
from search.arabic.listings import bare, listed
from search.arabic.values import PERCENT
from search.records import Span

# How much more, or less: أقل قليلا من.
_HOW_MUCH = "(?: (?:قليلا|بقليل|كثيرا|بكثير|شيئا ما|نوعا ما))?"
_AMOUNT = (
    r"(?:ما )?(?:(?:لا|لم|لن|ليس) )?(?:(?:يقرب|تقرب) من"
    rf"|(?:يقل|تقل|يزيد|تزيد|يزد|تزد|يربو|تربو){_HOW_MUCH} (?:عن|علي)"
    r"|يقارب|تقارب|يناهز|تناهز|[يت]?ت?(?:تجاوز|جاوز)ت?|[يت]فوق|فاقت?)|مايقارب|حوالي|نحو|قرابه"
    rf"|زهاء|حتي|فوق|دون|تحت|عشرات|مئات|الاف|ملايين|مليارات|بضعه?|عده"
    rf"|(?:(?:ليس|ليست|لا) )?(?:اكثر|اقل|ازيد|ادني|اعلي|اكبر|اصغر|اطول|اقصر){_HOW_MUCH} من"
)
_TIME = (
    r"حوالي|نحو|منذ|حتي|قبيل|بعيد|عشيه|غداه|عقب|(?:(?:ليس|لا|ما) )?(?:بعد|(?<!من )قبل)"
    rf"(?:(?: \w+){{1,2}} من)?|(?:اكثر|اقل){_HOW_MUCH} من"
)
# What qualifies a value behind it.
_BEHIND = re.compile(
    r"[\s،,]{1,2}(?:على\s(?:الأقل|الاقل|الأكثر|الاكثر|أقل تقدير|أكثر تقدير|الأرجح|الارجح)"
    r"|[كب]?حد\s(?:أدنى|أقصى)|تقريبا|تقريبًا|فأكثر|فأقل|فما\s(?:فوق|دون)"
    r"|(?:أو|و)\s?(?:ربما\s)?(?:أكثر|أقل|يزيد|قبله|بعده|قبلها|بعدها)|ونيف|(?:تحت|دون)\sالصفر"
    r"|(?:في|ب)\s?(?:ال)(?:ألف|مليون|مليار)|(?:و|أو)\s?ربما\s\d+)(?!\w)"
)
# Who else is counted in the same number: 25 قتيلا وجريحا, but not 43 عاما وابنتها.
_ALSO_COUNTED = re.compile(r"(?<=ا)\s{1,2}و(?!نصف|اثن)\w{2,}(?<!ه)ا(?!\w)")
# ... and of the same people the women: 600 طالب وطالبة.
_AND_WOMEN = re.compile(r"(?P<men>\w{2,}?)(?:\u064b?ا\u064b?)?\s{1,2}و(?P=men)ة(?!\w)")
# ... and by another word: 1800 شاب وفتاة.
_AND_OTHERS = re.compile(
    r"(?<=\s)(?:شابا?|رجلا?|ولدا?|ذكرا?)\s{1,2}و(?:شابة|فتاة|امرأة|بنتا?|أنثى)(?!\w)"
)
# Less than it says, or below nothing: إلا خمسة، 5-.
_LESS = re.compile(r"\s{1,2}إلا(?!\w)|(?<=\d)[-\u2212](?!\w)")
# Before a number, and before or behind any value, that make it another.
_TIMES_AS_MUCH = listed("ضعف ضعفي ضعفا أضعاف نصف ثلث ثلثي ثلثا ربع خمس عشر معشار كل أصل لكل")
_OR = listed("أو او وأو")
# What has the article behind it is no other value: خلال 24 يوما أو العودة إلى العقوبات.
_OR_BEHIND = re.compile(r"\s{1,2}(?:أو|او)(?!\w)(?!\sال)")
# Days of the month of a date, before it: 15 أو 16 مارس.
_DAYS_BEFORE = re.compile(
    r"(?<!\d)\d{1,2}\s?(?:أو|او|و|إلى|الى|حتى|[-–/،,])\s?(?P<last>\d{1,2}\s)?\Z"
)
# A verb that makes the number a bound, wherever it stands before it in the clause.
_EXCEEDING = listed(
    "تجاوز تجاوزت يتجاوز تتجاوز فاق فاقت يفوق تفوق تخطى تخطت يتخطى تتخطى ناهز ناهزت قارب قاربت"
)
_OVER_OR_UNDER = listed("زاد زادت يزيد تزيد يزد تزد قل قلت يقل تقل ربا يربو تربو")
_THAN = listed("على عن")
_BOUND_WITHIN = 6
_CLAUSE = re.compile(r"[.!?؟؛…:،,()]")
_BEFORE = {
    is_time: re.compile(rf"(?:^| )(?P<joined>[بلوف]?)(?P<said>{said})$")
    for is_time, said in ((False, _AMOUNT), (True, _TIME))
}
_LOOKED_AT = 5
# Between the ends of a range, and what begins one.
_TO = re.compile(r"\s{0,2}(?:[-–—]|و?(?:إلى|الى|حتى|حتي|لغاية|أو|او)\s)\s{0,2}\Z")
_TO_NOW = re.compile(r"\s{1,2}(?:إلى|الى)\s{1,2}(?:نحو\s|حوالي\s)?\Z")
_AND = re.compile(r"\s{1,2}و\s?\Z")
_BETWEEN = listed("بين وبين")
_FROM = listed("من ومن") | _BETWEEN
_YEARS = listed("عامي سنتي شهري يومي العامين السنتين")


# What an amount or a time is a bound of, by normalised words; the first come first.
_BOUNDS = {
    name: re.compile(rf"(?<!\w)[وبلف]?(?:{said})(?!\w)")
    for name, said in {
        "of another era": "قبل الميلاد|ق م|قم",
        "at least": "(?:لا|لم|لن|ليس|ليست) (?:ي|ت|ا)?(?:قل|نقص)|علي (?:الاقل|اقل تقدير)"
        "|(?:ك|ب)?حد ادني|فاكثر|(?:او|و) ?(?:ربما )?اكثر|فما فوق|او يزيد|at least",
        "at most": "(?:لا|لم|لن|ليس|ليست) "
        "(?:[يتا]?(?:زيد|زد|ربو|فوق|كثر)|[يت]?ت?(?:جاوز|عدي|عد|خطي))"
        "|علي (?:الاكثر|اكثر تقدير)|(?:ك|ب)?حد اقصي|فاقل|او اقل|فما دون|at most|up to",
        "more": "اكثر|ازيد|اكبر|اعلي|فوق|(?:ما )?[يت]?(?:زيد|ربو|فوق|ت?جاوز|تعدي)|more|over|above",
        "less": "اقل|دون|ادني|تحت|اصغر|(?:ما )?[يت](?:قل|نقص)|less|under|below",
        "before": "قبل|قبيل|عشيه|before",
        "after": "بعد|بعيد|عقب|غداه|منذ|after|since",
        "until": "حتي|لغايه|until",
        "together": r"\w+ا و(?!نصف|اثن)\w{2,}ا",
    }.items()
}


def bounds(found: Sequence[Word]) -> frozenset[str]:
    """What words say of a value with them: that it is the least, the most, the latest."""
    said = " ".join(word.form for word in found)
    told = set()
    for name, pattern in _BOUNDS.items():
        said, times = pattern.subn(" ", said)
        if times:
            told.add(name)
    return frozenset(told)


def whole(
    sentence: str, value: Span, values: Iterable[Span], within: Sequence[Word], *, is_time: bool
) -> Span | None:
    """A value of a sentence with what belongs to it; ``None`` where that cannot be told.

    Args:
        sentence: the text.
        value: a number with what it counts, or a date.
        values: all of the sentence, in any order.
        within: the words of the sentence.
        is_time: whether it is a date.
    """
    start, end = value
    known = sorted(values)
    for before in reversed([each for each in known if each.end <= start]):
        if not _is_range(sentence, before, Span(start, end), within):
            break
        start = before.start
    for after in [each for each in known if each.start >= end]:
        if not _is_range(sentence, Span(start, end), after, within):
            break
        end = after.end
    if (start, end) != value:
        start = _of_range(sentence, start, within)
    days = _DAYS_BEFORE.search(sentence, 0, start) if is_time else None
    # A number before a month alone is another thing's: النسخة 31 حتى فبراير.
    if days is not None and (days["last"] or sentence[start].isdigit()):
        start = _of_range(sentence, days.start(), within)
    while (told := _with_qualifier(sentence, start, within, is_time=is_time)) < start:
        start = told
    end = _with_what_follows(sentence, end, is_time=is_time)
    led_by = _word_before(sentence, start, within)
    is_either = (led_by is not None and led_by.form in _OR) or _OR_BEHIND.match(sentence, end)
    is_other = not is_time and _is_bound(sentence, start, within)
    is_other |= not is_time and _is_second(sentence, start, within)
    is_other |= not is_time and any(_is_by_and_to(sentence, value, each) for each in known)
    is_cut = sentence[max(0, start - 1) : start].isnumeric() or sentence[end : end + 1].isnumeric()
    return (
        None if is_cut or is_either or is_other or _LESS.match(sentence, end) else Span(start, end)
    )


def _is_second(sentence: str, start: int, within: Sequence[Word]) -> bool:
    """Whether a bound stands behind another one: ألا يقل عن 25 ولا يزيد على 35 عاما."""
    before = [word for word in within if word.span.end < start]
    is_joined = start > 0 and sentence[start - 1] == "و" and bool(before)
    return is_joined and before[-1].form.isdigit()


def _of_range(sentence: str, start: int, within: Sequence[Word]) -> int:
    """Where a range begins, with the word that says that it is one."""
    begins = _beginning(sentence, start, within)
    if begins is None or begins.form not in _FROM:
        return start
    return begins.span.start + begins.form.startswith("و")


def _with_what_follows(sentence: str, end: int, *, is_time: bool) -> int:
    noun = sentence.rfind(" ", 0, end) + 1
    if not is_time and (
        also := _ALSO_COUNTED.match(sentence, end)
        or _AND_WOMEN.match(sentence, noun)
        or _AND_OTHERS.match(sentence, noun)
    ):
        end = max(end, also.end())
    behind = _BEHIND.match(sentence, end)
    return end if behind is None else behind.end()


def _is_bound(sentence: str, start: int, within: Sequence[Word]) -> bool:
    """Whether a verb before a number says that it is more or less: تجاوز عدد القتلى 25."""
    before = [word for word in within if word.span.end <= start][-_BOUND_WITHIN:]
    near = [word.form for word in before if not _CLAUSE.search(sentence, word.span.end, start)]
    is_than = bool(near) and near[-1] in _THAN
    if near and near[-1] in _TIMES_AS_MUCH:
        return True
    is_less = bool(near) and "إلا" in sentence[before[-1].span.start : start]
    return is_less or any(
        bare(form, _EXCEEDING) or (is_than and bare(form, _OVER_OR_UNDER)) for form in near
    )


def _is_range(sentence: str, first: Span, last: Span, within: Sequence[Word]) -> bool:
    between = sentence[first.end : last.start]
    if _TO.match(between):
        return True
    begins = _beginning(sentence, first.start, within)
    return bool(_AND.match(between) and begins and begins.form in _BETWEEN)


def _is_by_and_to(sentence: str, value: Span, other: Span) -> bool:
    """Whether of two values one says by which share the other has changed: 40% إلى 250 ذئبا."""
    first, last = sorted((value, other))
    return (
        _TO_NOW.match(sentence[first.end : last.start]) is not None
        and PERCENT.search(sentence, *first) is not None
        and PERCENT.search(sentence, *last) is None
    )


def _beginning(sentence: str, at: int, within: Sequence[Word]) -> Word | None:
    """The word before a range, which may begin it: بين، بين عامي."""
    word = _word_before(sentence, at, within)
    if word is not None and word.form in _YEARS:
        return _word_before(sentence, word.span.start, within)
    return word


def _word_before(sentence: str, at: int, within: Sequence[Word]) -> Word | None:
    word = next((word for word in reversed(within) if word.span.end <= at), None)
    is_near = word is not None and not sentence[word.span.end : at].strip()
    return word if is_near else None


def _with_qualifier(sentence: str, start: int, within: Sequence[Word], *, is_time: bool) -> int:
    if _word_before(sentence, start, within) is None:
        return start
    before = [word for word in within if word.span.end <= start][-_LOOKED_AT:]
    match = _BEFORE[is_time].search(" ".join(word.form for word in before))
    if match is None:
        return start
    first = before[-len(match["said"].split())].span.start
    told = first + len(match["joined"])
    # A mark on the letter that is joined stays with it.
    return told if sentence[told].isalpha() else first
