"""Words with which a text repeats an error to correct it; see ``search.arabic.standing``.

A paper prints what it printed before, and then what is right: «ورد في عدد أمس أن القتلى سبعة.
والصحيح أنهم ثلاثة». Of the first sentence alone nothing tells that it is not so.
"""

from collections.abc import Sequence

from search.arabic import unsaid
from search.arabic.listings import bare, listed
from search.arabic.normalizer import normalize
from search.arabic.verbs import conjugated

# What was said before one of these was not exact: بل الأصح، وعلى وجه الدقة.
CORRECTING = listed("بالأحرى الأصح الأدق الأصوب والصواب")
# The same where a comma, "that" or a colon tells it from an adjective: والصحيح، الصواب أن.
RIGHT = listed("الصواب الصحيح والصحيح والصواب وصوابه وصوابها وصحته وصحتها")
EXACTLY = (normalize("وجه"), normalize("الدقة"))
# The same behind what was printed: ذكرنا أمس أن القتلى سبعة. والحقيقة أنهم ثلاثة.
REALLY = listed("والحقيقة والواقع الحقيقة الواقع")
# The same behind a noun: الموعد الصحيح 3 أيار.
THE_RIGHT = listed("الصحيح الصحيحة الصائب الصائبة")
# Behind what was printed: اقتضى التنويه، وصحح الموقع الخبر، تصحيح: القتلى ثلاثة.
_CALLED_FOR = listed("اقتضى يقتضي لزم وجب")
_A_NOTE = listed("التنويه التصويب التصحيح التوضيح الاستدراك الاعتذار")
_CORRECTED = listed("صحح صححت صححنا صوب صوبت صوبنا استدركت استدركنا")
_CORRECTION = listed("تصحيح تصويب استدراك")
# By mistake, where what was printed stands beside it: ورد خطأ أن، ذكرنا سهوا أن.
MISTAKEN = listed("خطأ الخطأ بالخطأ سهوا غلطا بالغلط")
# In an earlier version of this text: في نسخة سابقة من هذا الخبر.
VERSIONS = listed("نسخة النسخة صيغة الصيغة")
UNLIKE = listed("خلافا بخلاف عكس")
# A story is taken back: تسحب الوكالة الخبر الذي، ألغت خبرها رقم 5، نعتذر عن خبر نشرناه.
TAKING_STORY_BACK = conjugated("سحب/يسحب ألغى/يلغي حذف/يحذف اعتذر/يعتذر") | listed(
    "نسحب نعتذر سحبنا اعتذرنا"
)
_A_STORY = listed(
    """
    خبرا الخبر خبرها خبره خبرنا نبأ النبأ تقريرا تقريرها تقريره تقريرنا خبر
    """
)
# Of a court or a board it may be a report that is taken back; of a story it is told what it said.
_TOLD_IN_IT = listed(
    """
    الذي أفاد مفاده بعنوان المعنون نشرته نشره نشرناه نشرتها بثته بثه بثتها أوردته أورده أوردناه تحدث
    """
)
_STORY_WITHIN, _TOLD_WITHIN = 7, 5
_WE_PRINTED = listed("ذكرنا نشرنا أوردنا كتبنا قلنا أشرنا أفدنا نقلنا")
_PRINTED = _WE_PRINTED | listed(
    "ورد وردت ذكر ذكرت نشر نشرت جاء جاءت أورد أوردت كتب كتبت أشارت الوارد الواردة المنشور المنشورة"
)
_PAPER = listed(
    """
    عدد العدد عددنا عددها عددكم خبر الخبر خبرنا خبركم الصحيفة صحيفتنا صحيفتكم الجريدة جريدتنا
    جريدتكم الموقع موقعنا موقعكم تقرير التقرير تقريرنا تقريركم المقال مقالنا أمس
    """
)
_TEXT = listed("الخبر التقرير المقال المادة القصة")
_EARLIER = listed("سابقة السابقة أولى الأولى قديمة القديمة")
# What was printed is told again, not corrected: كما ذكرنا.
_AS = listed("كما مثلما حسبما وفقما")
_NO_THAT = unsaid.BEFORE_THAT | listed("إلى دون غير رغم")
# Words between a mistake and what was printed, and behind "a version" of what.
_NEAR, _OF_WHAT = 8, 4
# Words at the beginning of a sentence among which the verb is.
_FIRST = 3


def that_was_printed(forms: Sequence[str], that: int) -> bool:
    """Whether what follows "that" is told of print, not of a time: ورد في عدد أمس أن."""
    return that > 0 and forms[that - 1] not in _NO_THAT and _is_printed(forms[:that])


def _is_printed(forms: Sequence[str]) -> bool:
    has_paper = not _PAPER.isdisjoint(forms)
    return any(
        bare(form, _WE_PRINTED if not has_paper else _PRINTED) is not None
        and (i == 0 or bare(forms[i - 1], _AS) is None)
        for i, form in enumerate(forms)
    )


def states_an_error(forms: Sequence[str]) -> bool:
    """Whether a sentence repeats what was printed, with "that" behind it."""
    that = next((i for i, form in enumerate(forms) if form in unsaid.THAT), 0)
    return that_was_printed(forms, that)


def notes_an_error(forms: Sequence[str]) -> int | None:
    """The number of the word with which a sentence says that what was printed is wrong."""
    for i, form in enumerate(forms[:_FIRST]):
        if bare(form, _CORRECTED):
            return i
    if _A_NOTE.isdisjoint(forms):
        return None
    called = (
        i for i, note in enumerate(forms[1:]) if note in _A_NOTE and bare(forms[i], _CALLED_FOR)
    )
    return next(called, None)


def is_correction(form: str, gap: str) -> bool:
    """Whether a word, with what stands behind it, leads to what is right: تصحيح: القتلى ثلاثة."""
    return form in _CORRECTION and ":" in gap


def is_by_mistake(forms: Sequence[str], i: int, that: int | None) -> bool:
    """Whether a word for a mistake is of what was printed: ورد خطأ في خبر أمس أن."""
    before = forms[max(0, i - _NEAR) : i]
    if that is None:  # ذكرنا أن القتلى سبعة سهوا
        return not _WE_PRINTED.isdisjoint(before)
    printed = [*before, *forms[i + 1 : that]]
    return (
        that - i <= _NEAR
        and forms[that - 1] not in _NO_THAT
        and any(bare(form, _PRINTED) for form in printed)
    )


def takes_story_back(forms: Sequence[str], i: int) -> bool:
    """Whether a verb takes a story back, of which the same sentence tells what it said."""
    for at in range(i + 1, min(i + 1 + _STORY_WITHIN, len(forms))):
        if bare(forms[at], _A_STORY) is not None:
            return not _TOLD_IN_IT.isdisjoint(forms[at + 1 : at + 1 + _TOLD_WITHIN])
    return False


def is_earlier_version(forms: Sequence[str], i: int) -> bool:
    """Whether words are of an earlier version of the text, not of a cup: نسخة سابقة من الخبر."""
    after = forms[i + 1 : i + 2 + _OF_WHAT]
    return not _EARLIER.isdisjoint(after[:1]) and not _TEXT.isdisjoint(after)
