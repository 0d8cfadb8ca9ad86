"""Whether a number says how much something has changed, and not how much there is."""

from collections.abc import Sequence

from search.arabic.analyzer import words
from search.arabic.listings import bare, listed
from search.arabic.normalizer import normalize
from search.arabic.verbs import VERBS, conjugated
from search.ranking.questions import Question

_FROM, _TO, _BY_SHARE = map(normalize, ("من", "إلى", "بنسبة"))
_BETWEEN = listed("بين مابين ما")
_CHANGES = conjugated(
    """
    ارتفع/يرتفع انخفض/ينخفض زاد/يزيد تراجع/يتراجع هبط/يهبط قفز/يقفز صعد/يصعد نما/ينمو نزل/ينزل
    تقلص/يتقلص تحول/يتحول رفع/يرفع خفض/يخفض
    """
) | listed("ارتفاع انخفاض زيادة تراجع هبوط صعود نمو رفع خفض")
# Other verbs before how much it was, and what it is now.
_GAINS = conjugated("كسب/يكسب ربح/يربح خسر/يخسر فقد/يفقد أضاف/يضيف")
# Of what is asked for as it is.
_LEVELS = listed("بلغ بلغت يبلغ تبلغ سعر أسعار قيمة عدد مؤشر حجم مستوى وصل وصلت يصل تصل سجل سجلت")
# Behind a change, before what it led to.
_LEADS_TO = conjugated(
    "بلغ/يبلغ وصل/يصل سجل/يسجل أصبح/يصبح صار/يصير أغلق/يغلق استقر/يستقر"
) | listed("إلى عند حتى دون فوق عن مسجلا مسجلة أقل أكثر أعلى أدنى مستوى قرب")
_WITHIN = 8


def is_change(answer: str, before: Sequence[str], question: Question) -> bool:
    """Whether an answer says how much something has changed.

    «من 5 إلى 12» is what it was and what it is now, «2.5 دولار إلى 63.4 دولارا» by how much it has
    changed and what it is now; where it is asked how much there is, «ارتفع السعر 2 في المئة» is
    none of it either.

    Args:
        answer: a number with what belongs to it.
        before: the forms of the words of its sentence before it.
        question: that is asked.
    """
    forms = [word.form for word in words(answer)]
    is_changing = any(bare(form, _CHANGES) for form in before)
    if _TO in forms[1:]:
        if forms[0] == _FROM:
            return is_changing
        is_range = forms[0] in _BETWEEN or before[-1:] == [_BY_SHARE]
        return not is_range and (is_changing or any(bare(form, _GAINS) for form in before))
    asks_level = not _LEVELS.isdisjoint(question.forms)
    return is_changing and asks_level and _is_by_how_much(before, question)


def _is_by_how_much(before: Sequence[str], question: Question) -> bool:
    """Whether a change is told of what stands before a number, and no other verb behind it."""
    if any(bare(form, _CHANGES) for form in question.forms):
        return False
    for form in reversed(before[-_WITHIN:]):
        if bare(form, _CHANGES):
            return True
        if bare(form.removeprefix("ل"), _LEADS_TO) or bare(form, VERBS):
            return False
    return False
