"""Who does a verb of saying: the words behind it, up to what ends a name."""

import re
from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from search.arabic.analyzer import Word
from search.arabic.gazetteer import entities_in
from search.arabic.lexicon import arabic
from search.arabic.listeners import is_told
from search.arabic.listings import bare, listed
from search.arabic.naming import is_known
from search.arabic.normalizer import normalize
from search.arabic.stopwords import STOPWORDS
from search.arabic.unsaid import GOING_ON, POSSIBLE, THAT
from search.arabic.verbs import CLAIMS, SPEECH, conjugated
from search.records import Span

LONGEST_NAME = 12
VERBS_OF_SAYING = SPEECH | CLAIMS
# With the preposition that leads from it to what is said.
_LEADING = {
    "الي": conjugated("أشار/يشير لفت/يلفت نبه/ينبه"),
    "علي": conjugated("أكد/يؤكد شدد/يشدد"),
    "من": conjugated("حذر/يحذر"),
}
# What stands after a name, of where, when and to whom it is said.
_AFTER_NAME = listed(
    """
    في خلال أمام عبر بعد قبل عقب لدى أمس اليوم مساء صباح يوم ظهر فجر منذ ضمن إثر ردا تعليقا
    بمناسبة أثناء لوكالة لصحيفة لقناة لإذاعة لموقع لجريدة لمراسل للصحفيين للصحافيين للصحفيات
    للجزيرة للإعلاميين للتلفزيون لتلفزيون ل أيضا
    السبت الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة
    """
)
# A place may stand between an office and its holder: وزير العدل في الأردن الدكتور فلان.
_TITLES = listed(
    """
    الدكتور الدكتورة السيد السيدة الأستاذ الأستاذة المهندس المهندسة الشيخ الأمير الأميرة العميد
    اللواء العقيد الفريق المقدم الرائد النقيب القاضي المحامي المحامية البروفيسور السفير السفيرة
    """
)
_BETWEEN = 3
_AND, _BY, _ARTICLE = "و", "ب", "ال"
_OBJECT = "ا"
# With these a time is told, and nobody named: أعلن الصيف الماضي أنه.
_TIMES = listed(
    "العام السنة الشهر الأسبوع اليوم الليلة الصيف الشتاء الربيع الخريف الموسم القرن العقد"
)
_WHICH_TIME = listed(
    "الماضي الماضية المقبل المقبلة الجاري الجارية الحالي الحالية الفائت الفائتة المنصرم المنصرمة"
)
# As a subject they are times, amounts, manners and what something is taken for, and nobody.
_BEGINS_NO_NAME = listed(
    """
    الأسبوع الشهر السنة الليلة الموسم منتصف مطلع أواخر أوائل نحو قرابة حوالي زهاء نسبة وسط فورا جيدا
    آنفا مجرد خطوة وجهة ظاهرة قائل قائلة قائلين
    """
)
_DAY_BEFORE_YESTERDAY = (normalize("أول"), normalize("أمس"))
# Of a year, or of somebody who is general: الأمين العام الحالي.
_YEAR = normalize("العام")
# These take for an object whom it is told: حذر المواطنين من أن.
_TELLING_WHOM = conjugated("حذر/يحذر نبه/ينبه")
_MANY, _MANY_SUBJECTS = "ين", "ون"
# X is taken for Y, unless "that" follows: تعتبر السوق الأضخم.
_IS_TAKEN_FOR = listed("يعتبر تعتبر يعتبرون")
# Nouns that are written as such verbs: نحو كشف أسرار التقدم.
_MAY_BE_NOUNS = listed("كشف ذكر")
_BEFORE_NOUNS = listed("من إلى عن على في نحو عدم بعد قبل منذ حتى دون")
# What somebody says or believes, and no part of who does: أكد خالد المومني خطورة القول إن.
_SAYINGS = listed(
    """
    القول الاعتقاد الادعاءات الزعم المزاعم الحديث التصريح الظن الإيحاء الترويج الإشاعة
    الشائعات
    """
)
# Behind "by" no name: بكل لغات العالم، بهذا الخصوص; and what is as short may be a part of one: باخ.
_THIS = listed("كل هذا هذه ذلك")
_SHORT = 2
_IMAM = normalize("إمام")
_SON_OF = listed("بن ابن بنت أبو أبي")
# What is no name, or more than one: nobody is named.
_NO_NAME = listed(
    """
    الأخير الأخيرة ذلك عدد كل العديد كثير كثيرون البعض بدوره بدورها نفسه نفسها ذاته أحدهم بعضهم
    كذلك بحسب حسب وفق بحضور بشأن برفقة بصحبة بمعية عكس قبيل
    سابقا لاحقا أولا ثانيا ثالثا أخيرا صراحة رسميا آنذاك علنا مجددا حينها مرارا آخر آخرون أحد إحدى
    بذلك بالقول هكذا إلا
    """
)
# With which somebody begins to speak for himself, without a mark.
_OWN = listed(
    "أنا نحن إننا إنني لدينا أتمنى نتمنى آمل نأمل أرجو نرجو أعتقد نعتقد أرى نرى أظن أؤكد نؤكد"
)
# What is asserted, not who asserts: أكد الوزير أهمية الحوار.
_OBJECTS = listed(
    """
    حرص أهمية ضرورة موقف دعم رفض التزام استعداد وقوف قدرة عمق متانة وجود عدم مواصلة استمرار رغبة
    ثقة تقدير حق اعتزاز ترحيب تضامن عزم جاهزية صحة نية وفاة مقتل إصابة اعتقال توقيع إطلاق بدء
    تفاصيل انتهاء تأجيل إلغاء تشكيل تعيين استقالة فوز إقامة إنشاء فتح إغلاق رفع خفض زيادة تنفيذ
    تقديم أسماء نظر انتباه انتباهي انتباهه أنظار حقيقة خطأ زيف كذب بطلان صعوبة استحالة سخف
    """
)
# Circumstance of somebody named before: مضيفا, قائلا.
_CIRCUMSTANCE = re.compile(r"و?(?:م\w{3,}|قائل)ا\Z")
# What says how, or of whom, or by whose report, after the subject of a verb of speech. An adverb
# without its vowel mark is told by its pattern; some names have that too.
_ASIDE = listed("وفقا وهو وهي وهما وهم")
_TANWIN = re.compile(r"(?:\u064b\u0627|\u0627\u064b)\Z")
_ADVERB = re.compile(r"(?:\wا\w[^\Wي]ا|داعيا|باكيا|هاتفيا)\Z")
_NO_ADVERB = listed("ساموا كارلا باولا لاورا ساندا")
OPENS = re.compile(r"[:«“\"]")
PARTS = re.compile(r"[،,()\u2013\u2014]|\s-\s")


class End(Enum):
    """What ends the subject of a verb."""

    THAT = auto()  # what was said follows
    MARK = auto()  # a colon or quotation mark
    PART = auto()  # a comma or circumstance
    NOTHING = auto()  # what is no name


class Named(NamedTuple):
    """The subject of a verb, what ends it, and the number of the word after it."""

    span: Span
    end: End
    next: int


def name_behind(text: str, found: Sequence[Word], verb: int) -> Named | None:
    """The words after a verb up to what ends a name; ``None`` where they are none."""
    first = verb + 1
    if _is_noun(found, verb):
        return None
    # Whom it was told is no speaker, nor how: قال لأوباما إن، قال بصراحة إن.
    if first < len(found) and (is_told(text, found[first]) or _begins_no_name(found, first)):
        return None
    for i in range(first, min(len(found), first + LONGEST_NAME) + 1):
        word = found[i] if i < len(found) else None
        gap = text[found[i - 1].span.end : len(text) if word is None else word.span.start]
        end = _end(gap, word, found[verb], found[i + 1 : i + 1 + _BETWEEN])
        if word is not None and end is End.PART and _goes_on(text, gap, found[i - 1], word):
            end = None
        if end is None and word is not None and _is_aside(text, word):
            # After a claim its object may stand before it: أعلن الوزير الاستقالة غاضبا.
            end = End.PART if verb_in(found[verb]) in SPEECH else End.NOTHING
        if end is End.PART and bare(found[verb].form, _IS_TAKEN_FOR) is not None:
            end = End.NOTHING
        if end is not None:
            is_name = i > first and end is not End.NOTHING
            span = Span(found[first].span.start, found[i - 1].span.end) if is_name else None
            return span and Named(span, end, i)
    return None


def _is_noun(found: Sequence[Word], verb: int) -> bool:
    """Whether what looks like a verb is a noun behind a preposition: نحو كشف أسرار التقدم."""
    is_behind = verb > 0 and found[verb - 1].form in _BEFORE_NOUNS
    return is_behind and found[verb].form in _MAY_BE_NOUNS


def _begins_no_name(found: Sequence[Word], first: int) -> bool:
    """Whether behind a verb stands how or when it is said, or what, and not who says it."""
    form = found[first].form
    after = found[first + 1].form if first + 1 < len(found) else ""
    is_time = _is_time(form, after) or form in _BEGINS_NO_NAME
    is_object = form.removeprefix(_ARTICLE) in _NO_NAME | _OBJECTS
    is_object |= _is_indefinite_object(form) or _is_told_it(found[first - 1].form, form)
    return is_time or is_object or form.isdigit() or _is_manner(form)


def _is_time(form: str, after: str) -> bool:
    """Whether two words tell a time: الصيف الماضي، أول أمس."""
    return (form in _TIMES and after in _WHICH_TIME) or (form, after) == _DAY_BEFORE_YESTERDAY


def _is_indefinite_object(form: str) -> bool:
    """Whether a word is an object by its ending, and no name: أوضح أمورا عدة."""
    noun = form.removesuffix(_OBJECT)
    if noun == form or len(noun) <= _SHORT or is_known(form) or any(entities_in([form])):
        return False
    return f"{_ARTICLE}{noun}" in arabic()


def _is_told_it(verb: str, form: str) -> bool:
    """Whether a word behind a verb is whom it is told: حذر المواطنين من أن."""
    if is_known(form) or bare(verb, _TELLING_WHOM) is None:
        return False
    many = form.removesuffix(_MANY)
    return many != form and f"{many}{_MANY_SUBJECTS}" in arabic()


def _is_manner(form: str) -> bool:
    """Whether a word is "by" with another one, and no name or noun: بصراحة, but not بلدية."""
    form = form.removeprefix(_AND)
    if not form.startswith(_BY) or is_known(form) or f"{_ARTICLE}{form}" in arabic():
        return False
    rest = form.removeprefix(_BY)
    if rest.startswith(_ARTICLE) and rest in arabic():
        return True
    return rest in _THIS or (len(rest) > _SHORT and f"{_ARTICLE}{rest}" in arabic())


def _goes_on(text: str, gap: str, before: Word, word: Word) -> bool:
    """Whether a word is of a name, and only folded as one that ends it: عادل إمام، أحمد بن علي."""
    is_apart = OPENS.search(gap) is not None or PARTS.search(gap) is not None
    is_imam = word.form == _IMAM and text.startswith("إ", word.span.start)
    return not is_apart and (is_imam or before.form in _SON_OF)


def _end(gap: str, word: Word | None, verb: Word, next_words: Sequence[Word]) -> End | None:
    """What ends a name before a word, or the text; ``None`` where it goes on."""
    if OPENS.search(gap):
        return End.MARK
    if word is None or PARTS.search(gap):
        return End.PART
    if word.form in THAT:
        return End.THAT
    if word.form == "في" and any(each.form in _TITLES for each in next_words):
        return None
    is_time = bool(next_words) and _is_time(word.form, next_words[0].form) and word.form != _YEAR
    is_led = bare(verb.form, _LEADING.get(word.form, frozenset())) is not None
    if is_time or is_led or word.form in _AFTER_NAME:
        return End.PART
    return End.NOTHING if is_no_name(word) else None


def _is_aside(text: str, word: Word) -> bool:
    is_adverb = _ADVERB.match(word.form) is not None and word.form not in _NO_ADVERB
    return word.form in _ASIDE or is_adverb or _TANWIN.search(text, *word.span) is not None


def is_circumstance_of_saying(form: str) -> bool:
    """Whether a word says what who is named before it does besides: مشيرا، مؤكدا، قائلا."""
    return bare(form, GOING_ON) is not None or _CIRCUMSTANCE.match(form) is not None


def is_no_name(word: Word) -> bool:
    """Whether a word is no part of a name, so that where it stands nobody is named."""
    is_none = word.form in _NO_NAME | _OWN | _OBJECTS | _SAYINGS or word.form in STOPWORDS
    # تعتبر الصفقة نافذة ويمكن أن
    is_none |= bare(word.form, POSSIBLE) is not None
    return is_none or verb_in(word) is not None or _CIRCUMSTANCE.match(word.form) is not None


def verb_in(word: Word) -> str | None:
    """The reporting verb that a word is, without what is written before it."""
    return bare(word.form, VERBS_OF_SAYING)
