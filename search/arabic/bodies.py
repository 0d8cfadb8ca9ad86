"""What there are many of, such as ministries, courts, cups: told apart by the word behind it.

«وزارة الدفاع» is not «وزارة الداخلية». What tells them apart is a usual word, so that the word for
the kind of body has to say that it is meant.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from search.arabic.analyzer import Word, is_beside
from search.arabic.gazetteer import entities_in
from search.arabic.listings import listed
from search.arabic.naming import is_describing, is_known, is_title, rarity, without_prefixes
from search.arabic.stopwords import STOPWORDS

_ARTICLE = "ال"
_FOR = "لل"
_DEFINITE = re.compile(f"[وف]?[بكل]?{_ARTICLE}|[وف]?لل")
# In centibels, see ``search.arabic.naming.rarity``.
_RARE = 510
# عن طريق is "by way of".
_BY = "عن"
# Words for a body or who heads it; those of a line are of one kind.
_KINDS = """
وزارة وزارات وزير وزيرة وزراء وزيرا وزارتا
بنك مصرف بنوك
محكمة محاكم
جامعة جامعات
هيئة هيئات
لجنة لجان
مجلس مجالس
جيش قوات
مديرية
وكالة
مؤسسة
اتحاد
شركة شركات
مستشفى مستشفيات
كلية كليات
معهد
جمعية جمعيات
نقابة
صندوق
ديوان
كأس بكأس لكأس دوري بطولة
حرب
جائزة
مرض داء فيروس
طريق
شارع
ملعب
محطة
ميناء
جسر
سد
برنامج برامج
مبادرة مبادرات
حملة
مهرجان مهرجانات
معرض معارض
مسابقة
مؤتمر
منتدى
قمة
دورة دورات
عيادة عيادات
مخيم مخيمات
مركز مراكز
مدرسة مدارس
كرة
عيد
فندق فنادق
مصنع مصانع
مطار مطارات
سجن
مسجد جامع مساجد
كنيسة
متحف
حديقة
حقل حقول
عقود
فيلم أفلام
مسلسل مسلسلات
رواية
قصيدة
أغنية
غزوة
عاصفة
إعصار
ثورة
نهر
بحيرة
جبل جبال
مضيق
قصر
قلعة
برج
حزب أحزاب
صحيفة
قناة قنوات
وثيقة
بطاقة
رخصة
تأشيرة
ضريبة
صاروخ صواريخ
"""
# What these are of may be a person's title: كأس الملك.
_OF_PERSONS = frozenset({"كأس", "جائزة", "طريق", "شارع", "ملعب", "جسر", "ميناء"})
# These are told by a place, too: طريق الرياض.
_OF_PLACES = frozenset({"كأس", "طريق", "شارع", "مطار", "ميناء", "مخيم"})
# These are told by what they are for: الهيئة العامة للاستثمار.
_FOR_SOMETHING = frozenset(
    {"هيئة", "مجلس", "مؤسسة", "اتحاد", "شركة", "معهد", "صندوق", "برنامج", "مركز", "مديرية", "وكالة"}
)
# What is said of any of them, but tells none.
_ANY = listed(
    """
    المعنية المختصة المذكورة المعني المختص المذكور الموقر الموقرة الوطنية الوطني العامة العام
    المحلية المحلي الحكومية الحكومي الرسمية الرسمي العليا الأعلى الإدارة الكبرى الكبير الموحد
    المشتركة المشترك الأول الأولى الثاني الثانية الثالث الثالثة الرابع الرابعة الخامس الخامسة
    النظامية المسلحة الدولي الدولية العالمي العالمية العربي العربية الإسلامي الإسلامية
    الأوروبي الأوروبية المقبل المقبلة القادم القادمة الماضي الماضية الأخير الأخيرة التالي التالية
    الحالية الجديدة السابقة اللي
    """
)
# Behind the name of a company, however usual a word that is, these say what it trades in.
_TRADES = listed(
    """
    العقارية القابضة للتأمين للاتصالات للتعدين للأسمنت للبتروكيماويات للتجزئة للأغذية للسياحة
    للصناعات للاستثمار للكهرباء للطيران كابيتال
    """
)
# What else is of a trade: الشركات العقارية، السوق العقارية.
_OF_TRADES = listed(
    """
    سوق أسواق شركة شركات قطاع أسهم مشاريع مشروعات استثمارات استثمار تنمية تطوير قروض قرض وحدات
    مساهمات مكاتب مكتب خدمات صناعة حصة صندوق صناديق ثروة محفظة دراسات معارض معرض مؤسسة مؤسسات مجموعة
    سعودية وطنية هيئة نظام جهاز مؤشر لجنة مقر فرصة فرص بيئة خطة مزادات صكوك ضمان إجازة شهادة
    """
)


class Body(NamedTuple):
    """One of many that is named.

    Attributes:
        first: number of its first word.
        last: number of its last one.
        kind: what is the same for all of its kind.
        telling: the word that tells it from others.
    """

    first: int
    last: int
    kind: str
    telling: Word


def bodies_in(text: str, found: Sequence[Word]) -> Iterator[Body]:
    """The bodies that a text names, in order; one may be told by a rare word without the article.

    Args:
        text: in which nothing but white space stands between the two words.
        found: words of it, in order.
    """
    for at, word in enumerate(found[:-1]):
        kind = kind_of(word)
        if kind is None or (at and found[at - 1].form == _BY):
            continue
        telling = _telling(text, found[at : at + 3], kind)
        if telling is not None:
            yield Body(at, found.index(telling, at), kind, telling)


def companies_in(text: str, found: Sequence[Word]) -> Iterator[Body]:
    """The companies that a text names by a word and their trade, in order: الدار العقارية.

    Args:
        text: in which nothing but white space stands between the words.
        found: words of it, in order.
    """
    for at, word in enumerate(found):
        if word.form not in _TRADES:
            continue
        first = at
        while first and is_beside(text, found[first - 1], found[first]):
            first -= 1
            if found[first].form not in _ANY:
                break
        name = found[first]
        if first < at and _may_name(name):
            yield Body(first, at, word.form, name)


def kind_of(word: Word) -> str | None:
    """The kind of body that a word is for, if it is for one."""
    return _kinds().get(word.form) or _kinds().get(without_prefixes(word.form))


def _telling(text: str, found: Sequence[Word], kind: str) -> Word | None:
    """The word that tells a body: the next one, or that after it (برنامج سفراء الحزم).

    Without the article it has to be rare (حقل بئر سباع).
    """
    word, after, *more = found
    if not is_beside(text, word, after) or (kind not in _OF_PERSONS and is_title(after)):
        return None
    if _tells(after) or (kind in _OF_PLACES and _is_place(after)):
        return after
    if _DEFINITE.match(word.form):
        is_for = kind in _FOR_SOMETHING and after.form in _ANY and more
        is_told = is_for and more[0].form.startswith(_FOR) and is_beside(text, after, more[0])
        return more[0] if is_told else None
    if not _may_be_between(after):
        return None
    near = [after, *(each for each in more if is_beside(text, after, each))]
    if _tells(near[-1]) and not is_title(near[-1]):
        return near[-1]
    return next((each for each in near if rarity(each.form) >= _RARE), None)


def _may_be_between(word: Word) -> bool:
    return (
        word.form.isalpha()
        and not _DEFINITE.match(word.form)
        and word.form not in STOPWORDS
        and kind_of(word) is None
        and not is_known(word.form)
        and not _is_place(word)
    )


def _may_name(word: Word) -> bool:
    return (
        word.form not in STOPWORDS
        and word.form not in _OF_TRADES
        and without_prefixes(word.form) not in _OF_TRADES
        and kind_of(word) is None
        and word.form.isalpha()
    )


def _is_place(word: Word) -> bool:
    return next(entities_in([word.form]), None) is not None


def _tells(word: Word) -> bool:
    return (
        word.form.startswith(_ARTICLE)
        and word.form not in STOPWORDS
        and word.form not in _ANY
        and not is_describing(word)
        and not is_known(word.form)
        and not _is_place(word)
    )


@cache
def _kinds() -> Mapping[str, str]:
    lines = (line.split() for line in _KINDS.strip().splitlines())
    return {form: line[0] for line in lines for form in listed(" ".join(line))}
