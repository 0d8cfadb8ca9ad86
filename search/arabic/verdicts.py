"""What a text takes back: claims that it checks, jests, and news that is withdrawn.

Who checks facts sets a claim off by a label (``الادعاء:``), word for word as it went round, and
says what it is worth behind another one (``التصنيف: زائف``), often some lines on. A note before or
after a text withdraws all of it (``حُذف هذا الخبر لعدم دقته``), and under ``تصحيح`` or ``رد`` stands
again what was printed.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import Enum, auto
from functools import lru_cache

from search.arabic import errata, unsaid
from search.arabic.denied_reports import is_denied_report
from search.arabic.fiction import calls_itself_invented, is_fiction
from search.arabic.listings import listed
from search.arabic.memories import is_of_another_year
from search.arabic.normalizer import normalize
from search.arabic.sentences import sentences_of
from search.records import Document, Span

# Code points around a place in which labels are looked for, and those at the ends of a text in
# which a note stands.
_BEFORE, _AFTER = 1500, 3000
_AT_THE_ENDS = 500
# Sentences of a claim and of what is found about it, and those before a verdict without a claim.
_OF_A_CLAIM, _OF_A_CHECK, _OF_A_REPORT = 6, 40, 6
# Words of a verdict on the line below its label, and of a note up to the verb of it.
_SHORT, _FIRST = 8, 5
_LONGEST_LABEL, _LONGEST_WORD = 40, 20
_KEPT = 64


def _labels(listing: str, more: int = 1) -> re.Pattern[str]:
    """Labels at the beginning of a sentence: with a colon, or alone on their line.

    Args:
        listing: the labels.
        more: words that one may have behind it.
    """
    names = "|".join(map(normalize, listing.split("|")))
    return re.compile(rf"\W*(?:نص )?(?:{names})(?: \w+){{0,{more}}}\s*(?:[:：]|\W*$)")


_CLAIM = _labels(
    "ادعاء|الادعاء|الادعاءات|زعم|الزعم|المزاعم|إشاعة|الإشاعة|شائعة|الشائعة|المتداول|ما يتداول"
    "|خبر كاذب|الخبر الكاذب|خبر زائف|الخبر الزائف|الخبر المتداول|المنشور المتداول|المنشور المضلل"
    "|العنوان المضلل|نكتة|طرفة|مسرحية|تمثيلية|مقال ساخر|خبر ساخر"
)
_CHECK = _labels("التحقق|التدقيق|الحقيقة|الحقائق|التوضيح|توضيح|الرد|الأدلة|تحققنا")
_VERDICT = _labels(
    "الحكم|حكمنا|التصنيف|تصنيف الادعاء|النتيجة|الخلاصة|التقييم|نتيجة التحقق|خلاصة التحقق"
)
_ERRATUM = _labels(
    "تصحيح|التصحيح|تصويب|استدراك|تصحيح خطأ|تصويب خطأ|تصحيح واعتذار|اعتذار وتصحيح|تنويه واعتذار"
    "|توضيح واعتذار|اعتذار وتوضيح|اعتذار"
)
_REPLY = _labels("توضيح|تنويه|إيضاح|رد|ردا|تعقيب", more=5)
_CROSS = re.compile(r"\s*[❌✗✘🚫]")
_FALSE = (
    unsaid.FALSE
    | (unsaid.UNTRUE - unsaid.TRUE)
    | listed("زائف زائفا زائفة مزيف مزيفة ساخر ساخرة خطأ")
)
_NOT = unsaid.NOT_TRUE | listed("بلا")
_THIS = listed("هذا هذه")
_TEXT = listed(
    "خبر الخبر مقال المقال مقالة المقالة تقرير التقرير مادة المادة منشور المنشور قصة القصة"
    " زاوية الزاوية صفحة الصفحة نص النص عمود العمود فقرة الفقرة"
)
_WITHDRAWN = listed("حذف حذفت حذفنا سحب سحبت سحبنا أزيل أزيلت أزلنا تراجعت تراجعنا")
_JEST = listed("دعابة الدعابة مزاح المزاح ساخر ساخرة السخرية كذبة خيالي خيالية الخيال متخيل متخيلة")
# One of these stands in every note: most texts have none of them.
_TELLING = ("هذ", "بصل", "خيال", "تشابه")
_COLON = re.compile("[:：]")
_WORD = re.compile(r"\w+")


class Verdict(Enum):
    """What a text says of a claim that it states, or of itself."""

    FALSE = auto()
    OPEN = auto()
    EARLIER = auto()


def verdict(document: Document, place: Span) -> Verdict | None:
    """What a document says that words of it are worth; nothing where it does not take them back.

    Args:
        document: that has the words.
        place: of the words in its text.
    """
    text = document.text
    ends = (text[:_AT_THE_ENDS], text[-_AT_THE_ENDS:])
    if any(map(_is_withdrawn, ends)):
        return Verdict.FALSE
    if is_fiction(document.title or "", document.section or "", ends[0]):
        return Verdict.OPEN
    start = max(0, place.start - _BEFORE)
    title = document.title or ""
    near = _near(title, text[start : place.end + _AFTER], place.shifted(-start))
    if near is None and _is_denied_report(title, document.text, place):
        return Verdict.FALSE
    is_earlier = near is None and is_of_another_year(title, ends[0], document.date or "")
    return Verdict.EARLIER if is_earlier else near


def _is_denied_report(title: str, text: str, place: Span) -> bool:
    start = max(0, place.start - _BEFORE)
    near, there = text[start : place.end + _AFTER], place.shifted(-start)
    own = (span for span in sentences_of(near) if span.overlaps(there))
    return any(is_denied_report(title, text, near[slice(*span)]) for span in own)


@lru_cache(_KEPT)
def _is_withdrawn(text: str) -> bool:
    """Whether a note in a text withdraws it or calls it a jest: حُذف هذا الخبر."""
    if not any(part in text for part in _TELLING):
        return False
    said = (normalize(text[slice(*span)]) for span in sentences_of(text))
    return any(
        _withdraws(each) or calls_itself_invented(each)
        for each in said
        if any(map(each.__contains__, _TELLING))
    )


def _withdraws(sentence: str) -> bool:
    forms = _WORD.findall(sentence)
    first = forms[:_FIRST]
    is_note = any(
        a in _THIS and b in _TEXT for a, b in zip(first, forms[1 : _FIRST + 1], strict=False)
    )
    return is_note and not (_WITHDRAWN.isdisjoint(first) and _JEST.isdisjoint(forms))


# Of one place it is asked when a passage is judged, and when it is shown.
@lru_cache(_KEPT)
def _near(title: str, text: str, place: Span) -> Verdict | None:
    spans = sentences_of(text)
    first = bisect_right(spans, place.start, key=lambda span: span.end)
    last = bisect_left(spans, place.end, key=lambda span: span.start)
    said = [_label(text, span) for span in spans]
    if any(_CROSS.match(text, span.start) for span in spans[first:last]):
        return Verdict.FALSE
    labels = said[max(0, last - _OF_A_CLAIM) : last]
    if any(_repeats(text[slice(*span)]) for span in spans[first:last]):
        under = _under([normalize(title), *labels])
        if under is not None:
            return under
    return _of_claim(text, spans, said, last)


def _of_claim(text: str, spans: Sequence[Span], said: Sequence[str], last: int) -> Verdict | None:
    """The verdict on a claim whose last sentence is the one before a number."""
    is_claim = _is_claim(said[max(0, last - _OF_A_CLAIM) : last])
    if is_claim is False:
        return None
    reach = _OF_A_CHECK if is_claim else _OF_A_REPORT
    for number in range(last, min(len(said), last + reach)):
        label = _VERDICT.match(said[number])
        if label is not None:
            own = said[number][label.end() :] or _below(text, spans[number].end)
            return Verdict.FALSE if _is_false(own) else None
        if is_claim and _CLAIM.match(said[number]):
            break
    return Verdict.OPEN if is_claim else None


def _under(labels: Sequence[str]) -> Verdict | None:
    """What is repeated under labels: an error that is corrected, or what is replied to."""
    if any(map(_ERRATUM.match, labels)):
        return Verdict.FALSE
    return Verdict.OPEN if any(map(_REPLY.match, labels)) else None


def _repeats(sentence: str) -> bool:
    """Whether a sentence repeats what was printed: ورد في عدد أمس أن."""
    return errata.states_an_error(_WORD.findall(normalize(sentence)))


def _label(text: str, sentence: Span) -> str:
    """A sentence that may begin with a label, or be one; nothing of others, which are most."""
    first = text[sentence.start : sentence.start + _LONGEST_LABEL]
    is_short = sentence.end - sentence.start < _LONGEST_LABEL
    return normalize(text[slice(*sentence)]) if is_short or _COLON.search(first) else ""


def _below(text: str, end: int) -> str:
    return " ".join(normalize(text[end : end + _SHORT * _LONGEST_WORD]).split()[:_SHORT])


def _is_claim(said: Sequence[str]) -> bool | None:
    """Whether the last of some sentences is of a claim, or not of one; ``None`` without a label."""
    for sentence in reversed(said):
        if _CLAIM.match(sentence):
            return True
        if _CHECK.match(sentence) or _VERDICT.match(sentence):
            return False
    return None


def _is_false(words: str) -> bool:
    forms = _WORD.findall(words)
    return any(
        form.removeprefix("ال") in _FALSE or (form in _NOT and not unsaid.TRUE.isdisjoint(after))
        for form, after in ((form, forms[i + 1 : i + 3]) for i, form in enumerate(forms))
    )
