"""What there are many of, such as ministries, courts, cups: told apart by the word behind it.

«وزارة الدفاع» is not «وزارة الداخلية». What tells them apart is a usual word, so that the word for
the kind of body has to say that it is meant.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from search.arabic.analyzer import Word, is_beside
from search.arabic.gazetteer import entities_in
from search.arabic.listings import listed
from search.arabic.naming import is_describing, is_known, is_title, without_prefixes
from search.arabic.stopwords import STOPWORDS

_ARTICLE = "ال"
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
"""
# What these are of may be a person's title: كأس الملك.
_OF_PERSONS = frozenset({"كأس", "جائزة", "طريق", "شارع", "ملعب", "جسر", "ميناء"})
# What is said of any of them, but tells none.
_ANY = listed(
    """
    المعنية المختصة المذكورة المعني المختص المذكور الموقر الموقرة الوطنية الوطني العامة العام
    المحلية المحلي الحكومية الحكومي الرسمية الرسمي العليا الأعلى الإدارة الكبرى الكبير الموحد
    المشتركة المشترك الأول الأولى الثاني الثانية الثالث الثالثة الرابع الرابعة الخامس الخامسة
    النظامية المسلحة الدولي الدولية العالمي العالمية العربي العربية الإسلامي الإسلامية
    الأوروبي الأوروبية
    """
)


class Body(NamedTuple):
    """One of many that is named.

    Attributes:
        first: number of the word for its kind.
        kind: what is the same for all of its kind.
        telling: the word that tells it from others.
    """

    first: int
    kind: str
    telling: Word


def bodies_in(text: str, found: Sequence[Word]) -> Iterator[Body]:
    """The bodies that a text names, in order.

    Args:
        text: in which nothing but white space stands between the two words.
        found: words of it, in order.
    """
    for at, word in enumerate(found[:-1]):
        kind, after = kind_of(word), found[at + 1]
        if kind is None or (at and found[at - 1].form == _BY):
            continue
        may_tell = _tells(after) and (kind in _OF_PERSONS or not is_title(after))
        if may_tell and is_beside(text, word, after):
            yield Body(at, kind, after)


def kind_of(word: Word) -> str | None:
    """The kind of body that a word is for, if it is for one."""
    return _kinds().get(word.form) or _kinds().get(without_prefixes(word.form))


def _tells(word: Word) -> bool:
    return (
        word.form.startswith(_ARTICLE)
        and word.form not in STOPWORDS
        and word.form not in _ANY
        and not is_describing(word)
        and not is_known(word.form)
        and next(entities_in([word.form]), None) is None
    )


@cache
def _kinds() -> Mapping[str, str]:
    lines = (line.split() for line in _KINDS.strip().splitlines())
    return {form: line[0] for line in lines for form in listed(" ".join(line))}
