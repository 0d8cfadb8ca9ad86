"""Who holds an office, where a sentence tells who came to it: تعيين وليد فطاني رئيسا تنفيذيا.

The office stands behind the name, without an article and in the accusative, and all else that the
question has of it in the same sentence.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from search.arabic.analyzer import Word, is_beside
from search.arabic.listings import listed
from search.arabic.naming import is_same_word, names_in, rarity, without_prefixes
from search.arabic.normalizer import normalize
from search.arabic.offices import OFFICES
from search.arabic.stopwords import STOPWORDS
from search.arabic.verbs import VERBS, conjugated, is_form_of
from search.ranking.appositions import before_clause, name_behind, who_asked
from search.ranking.questions import AnswerKind, Question
from search.records import Span

_ACCUSATIVE = "ا"
# In a question it is asked who came to an office, or who holds it.
_COMING_TO = conjugated(
    """
    عين/يعين صار/يصير أصبح/يصبح بات/يبيت كان/يكون تولى/يتولى كلف/يكلف انتخب/ينتخب اختير/يختار
    اختار/يختار نصب/ينصب
    """
)
_NEW = listed("الجديد الجديدة جديدا الحالي الحالية")
# What an office is of need not be called so where its name stands.
_KINDS = listed("نادي شركة وزارة هيئة جامعة بنك مدينة منطقة محافظة اتحاد جمعية مؤسسة فريق منتخب")
_TO, _AND, _SPEAKING = "لب", "و", normalize("متحدثا")
# In centibels, see ``search.arabic.naming.rarity``: what stands before may be a part of the name.
_RARE = 470
_GENERAL = listed("عام")


class _Asked(NamedTuple):
    """The words of an office as they are without article and case, and what it is of."""

    office: tuple[str, ...]
    of: tuple[Word, ...]


def appointed(question: Question, sentence: str, within: Sequence[Word]) -> Span | None:
    """Whom a sentence names before the office that is asked for, to which he comes.

    Args:
        question: that is asked.
        sentence: the text.
        within: its words.

    Returns:
        The place of the name in the sentence; ``None`` where nobody is named so, or several are.
    """
    asked = _asked(question.read) if question.kind is AnswerKind.PERSON else None
    if asked is None or not all(
        any(is_same_word(word, each) for each in within) for word in asked.of
    ):
        return None
    offices = [at for at in range(len(within)) if _is_asked(asked, within[at:])]
    return _named(offices[0], sentence, within) if len(offices) == 1 else None


# It is asked of every passage.
@lru_cache(64)
def _asked(question: str) -> _Asked | None:
    asked = before_clause(who_asked(question))
    found = [word for word in asked if word.form not in _COMING_TO | _NEW]
    first = next((i for i, word in enumerate(found) if _bare(word.form) in OFFICES), None)
    if first is None:
        return None
    last = first + 1
    # Its adjectives are of its case, or have the article as it has: الرئيس التنفيذي، قنصلا عاما.
    while last < len(found) and _is_alike(found[first].form, found[last].form):
        last += 1
    rest = [*found[:first], *found[last:]]
    of = tuple(word for word in rest if word.form not in STOPWORDS | _KINDS)
    return _Asked(tuple(_bare(word.form) for word in found[first:last]), of) if of else None


def _bare(form: str) -> str:
    return without_prefixes(form).removesuffix(_ACCUSATIVE)


def _is_alike(office: str, other: str) -> bool:
    """Whether a word behind an office is an adjective of it: الرئيس التنفيذي، مدير عام."""
    if other in _GENERAL:
        return True
    has_article = office.startswith("ال")
    if has_article or other.startswith("ال"):
        return has_article and other.startswith("ال")
    return office.endswith(_ACCUSATIVE) and other.endswith(_ACCUSATIVE)


def _named(office: int, sentence: str, within: Sequence[Word]) -> Span | None:
    """Who is named right before an office."""
    if office == 0 or not is_beside(sentence, within[office - 1], within[office]):
        return None
    for name in names_in(sentence, within[:office]):
        person = name_behind(sentence, within[:office], name.first)
        if person is not None and person.end == within[office - 1].span.end:
            is_whole = name.first == 0 or _begins_behind(within[name.first - 1].form)
            return person if is_whole else None
    return None


def _begins_behind(form: str) -> bool:
    """Whether a name begins behind a word, which is no part of it: جوزيب ماريا بارتوميو."""
    return is_form_of(form, VERBS | _COMING_TO) or rarity(form) < _RARE


def _is_asked(asked: _Asked, there: Sequence[Word]) -> bool:
    """Whether words begin with the office that is asked for, of nothing else: مديرا لفرع جدة."""
    if not _is_office(asked.office, there):
        return False
    behind = there[len(asked.office) :]
    if not behind or behind[0].form[0] not in _TO:
        return True
    own = without_prefixes(behind[0].form)
    return own in _KINDS or any(own == without_prefixes(word.form) for word in asked.of)


def _is_office(office: Sequence[str], there: Sequence[Word]) -> bool:
    """Whether words are an office in the accusative, and no adjective of it more."""
    own, more = (
        [word.form for word in part] for part in (there[: len(office)], there[len(office) :][:1])
    )
    # «متحدثا» is who speaks as well, and «ومديرا» another.
    if own[0] == _SPEAKING or own[0].startswith(_AND):
        return False
    is_whole = all(form.endswith(_ACCUSATIVE) for form in own)
    is_whole &= not any(form.endswith(_ACCUSATIVE) for form in more)
    return is_whole and tuple(map(_bare, own)) == tuple(office)
