"""Whether a text has anything at all of the form that a question asks for: an amount, a time.

What may answer is found elsewhere (``candidates``). Here it is enough that a text might hold it: no
price is told without money, no number without one, and no day without a word for a time.
"""

from itertools import pairwise

from search.arabic.analyzer import words_of
from search.arabic.counting import counted, counts, counts_noun, is_unit_of_time, units_asked
from search.arabic.listings import bare, listed
from search.arabic.naming import without_prefixes
from search.arabic.scores import asks_score
from search.arabic.values import DAYS, PARTS_OF_TIME, PERCENT, dates, is_number
from search.ranking.candidates.finding import candidates
from search.ranking.passage_words import PassageWords
from search.ranking.questions import AnswerKind, Question

_TIMES = {AnswerKind.DATE, AnswerKind.YEAR}
_MONEY = units_asked(words_of("سعر"))
# Money beside the units in which prices are asked, and amounts that papers tell without any.
_PAID = listed(
    """
    يوان روبية روبيات شيكل شيقل بيزو كرون كرونة سنتا سنتات فلس فلسا هللة هللات قرش قروش مليم
    مليون مليونا مليونين مليوني مليونان ملايين مليار مليارا مليارين ملياري مليارات بليون تريليون
    مجان مجانا مجاني مجانية
    """
)
_BY_HOW_MANY = listed("بكم بكام")
_SIGNS = frozenset("$€£¥﷼")
# Which scores have that are told without a number: هدف سجله، التعادل السلبي.
_GOALS = listed(
    """
    هدف هدفا هدفين أهداف بهدف بهدفين سلبي سلبيا سلبية ثنائية ثلاثية رباعية خماسية سداسية
    بثنائية بثلاثية برباعية بخماسية بسداسية
    """
)
# How many without a numeral.
_SOME = listed("عشرات زوج")
# What else tells when something is, if not by a date.
_WHEN = (
    DAYS
    | PARTS_OF_TIME
    | listed(
        """
        أمس البارحة اليوم غد غدا الليلة الآن حاليا قريبا لاحقا مؤخرا مبكرا مبكر مبكرة سابقا
        قديما دائما قبل قبيل بعد منذ مذ خلال أثناء إبان عقب فور حتى عند عندما حين حينما حالما بينما
        لما كلما إذا صباح صباحا مساء ظهر ظهرا عصرا فجر فجرا ليل ليلا ليلة عشية نهار نهارا مغرب عشاء
        دقيقة دقائق ساعة ساعات ساعتين يوم يوما أيام يومين أسبوع أسابيع أسبوعين شهر شهرا أشهر شهور
        شهرين عام أعوام عامين سنة سنوات سنين سنتين عقد عقود قرن قرون عصر عهد موعد موسم فصل مرحلة
        ماض ماضي ماضية منصرم فائت مقبل مقبلة قادم قادمة جاري حالي سنويا شهريا أسبوعيا يوميا
        رمضان عيد حج ميلاد أضحى فطر عاشوراء
        """
    )
)


def has_form(question: Question, here: PassageWords) -> bool:
    """Whether words of a text may hold an answer by its form, as any may where none is asked for.

    Args:
        question: that is asked.
        here: the words, of a passage or of a sentence.
    """
    # Of other letters the lists have no words.
    if here.latin:
        return True
    if question.kind is AnswerKind.NUMBER:
        return _has_amount(question, here)
    return question.kind not in _TIMES or _has_time(here)


def tells_times_alone(question: Question, here: PassageWords) -> bool:
    """Whether a noun is counted, and all numbers of a text are of days, years and shares.

    Args:
        question: that is asked.
        here: the words, of a passage or of a sentence.
    """
    found = [word for word in here.words if is_number(word)]
    is_counted = question.kind is AnswerKind.NUMBER and counts_noun(words_of(question.read))
    if not found or not is_counted or any(candidates(here.text, here.words, question)):
        return False
    times = dates(here.text, here.words)
    behind = {a: b.form for a, b in pairwise(here.words)}
    return all(
        is_unit_of_time(behind.get(each, ""))
        or PERCENT.match(here.text, each.span.end) is not None
        or any(map(each.span.overlaps, times))
        for each in found
    )


def _has_amount(question: Question, here: PassageWords) -> bool:
    asked = words_of(question.read)
    units = units_asked(asked)
    # كم يكلف، كم ريالا دفع
    is_paid = units == _MONEY or counted(asked) in _MONEY
    is_score = asks_score(asked)
    # A unit alone is one of it: نحو الطن.
    told = _GOALS if is_score else _MONEY | _PAID if is_paid else units | _SOME
    if any(without_prefixes(form) in told for form in here.forms):
        return True
    # What is not paid for may be measured in other units as well.
    if not (is_paid or is_score) and any(map(is_number, here.words)):
        return True
    if not _SIGNS.isdisjoint(here.text) or any(candidates(here.text, here.words, question)):
        return True
    # By how many votes: بكم صوت، 51 صوتا.
    what = next((b.form for a, b in pairwise(asked) if a.form in _BY_HOW_MANY), None)
    return what is not None and any(
        is_number(a) and counts(b.form, what) for a, b in pairwise(here.words)
    )


def _has_time(here: PassageWords) -> bool:
    return any(dates(here.text, here.words)) or any(
        bare(form, _WHEN) is not None or without_prefixes(form) in _WHEN for form in here.forms
    )
