"""What others tell, where the title or the beginning of a document denies it.

Under «لا صحة لما يتداول عن تأجيل الدراسة» a text goes on with what went round: «وتوقعت مصادر تأجيل
الدراسة أسبوعين»; one that begins with «نفى المحافظ ما تداولته صفحات عن إغلاق المصنع» ends with
«وكانت صفحة كتبت أنه أمر بإغلاقه». Read alone, such a sentence does not say that it is not so.
"""

from collections.abc import Sequence
from functools import lru_cache

from search.arabic import unsaid
from search.arabic.alike import is_alike, is_noun_of
from search.arabic.analyzer import Word, inside, words_of
from search.arabic.listings import Parts, bare, listed
from search.arabic.naming import is_same_word, without_prefixes
from search.arabic.normalizer import normalize
from search.arabic.reach import Caveat, Standing
from search.arabic.sentences import sentences_of
from search.arabic.standing import caveats
from search.arabic.stopwords import STOPWORDS
from search.records import Span

# Who tells what is denied: وتحدثت تقارير عن استقالته.
_TELLERS = listed(
    """
    مصادر المصادر أنباء الأنباء تقارير التقارير مواقع المواقع موقع صفحات الصفحات صفحة منشورات
    منشور حسابات حساب ناشطون نشطاء مغردون صحيفة صحف الصحف قناة قنوات وسائل أخبار الأخبار خبر الخبر
    """
)
_GOES_ROUND = unsaid.CIRCULATING | unsaid.RUMOURS
_TOLD = {and_ + form for form in _GOES_ROUND | _TELLERS for and_ in ("", "و", "ف")}
_TOLD_PARTS = Parts(_TOLD)
# What they did before: وكان موقع نشر أن.
_WAS = listed("كان كانت سبق")
_PUBLISHED = listed(
    """
    نشر نشرت نشروا ذكر ذكرت كتب كتبت أورد أوردت زعم زعمت ادعى ادعت بث بثت نقل نقلت أفاد أفادت قال
    قالت تحدث تحدثت أشار أشارت تداول تداولت أثار أثارت
    """
)
_OF_THE_DENIAL = (
    unsaid.DENIALS | unsaid.UNTRUE | unsaid.TRUE | unsaid.FALSE | unsaid.NEWS | _TELLERS
) | listed("يتم تم تداوله تداولها ترديده نشره نشر قيام وجود حدوث وقوع صدور اعتزام نية إمكانية")
_REJECTING = listed("رفض يرفض ترفض رفضت رافضا رافضة استبعد يستبعد تستبعد استبعدت مستبعدا")
# Words that a title says so with, by how they are read: ينفي استقالته، لا صحة لاستقالته.
_DENYING = unsaid.DENIALS - _REJECTING
_SAYING_SO = {
    Standing.DENIED: _DENYING,
    Standing.UNTRUE: _DENYING | unsaid.NOT_TRUE | unsaid.DEVOID,
}
# With which a sentence comes to what is denied: ما تداولته صفحات عن إغلاق المصنع.
_ABOUT = unsaid.THAT | unsaid.ABOUT - unsaid.IN | listed("عن صحة وجود")
# Sentences of a beginning, code points that have them, and telling words of what is denied there.
_SENTENCES, _BEGINNING, _MOST = 2, 800, 8
_KEPT = 64


def is_denied_report(title: str, text: str, sentence: str) -> bool:
    """Whether a sentence tells from others what its document denies, and does not say that.

    Args:
        title: of the document.
        text: of the document, or its beginning.
        sentence: of the text.
    """
    if not _TOLD_PARTS.may_be_in(normalize(sentence)):
        return False
    found = words_of(sentence)
    forms = [each.form for each in found]
    if _TOLD.isdisjoint(forms):
        return False
    is_report = _is_report(found)
    denied = _denied(title)
    if is_report or any(bare(form, _GOES_ROUND) for form in forms):
        denied += _denied_first(text[:_BEGINNING])
    told = [what for what in denied if _tells(found, what, is_report=is_report)]
    own = [each for each in caveats(sentence) if told and each.standing in _SAYING_SO]
    return any(not _says_so(own, found, what) for what in told)


def _is_report(found: Sequence[Word]) -> bool:
    """Whether a sentence reports what was told before: وكان موقع نشر أن."""
    is_before = bool(found) and bare(found[0].form, _WAS) is not None
    return is_before and any(bare(each.form, _PUBLISHED) for each in found)


def _tells(found: Sequence[Word], what: Sequence[Word], *, is_report: bool) -> bool:
    shared = sum(_has(found, each) for each in what)
    return _has(found, what[0]) and (is_report or 2 * shared >= len(what))


def _has(found: Sequence[Word], denied: Word) -> bool:
    own = without_prefixes(denied.form)
    return is_alike(own, (each.stem for each in found)) or any(
        is_same_word(each, denied) or is_noun_of(each, denied) for each in found
    )


def _says_so(own: Sequence[Caveat], found: Sequence[Word], what: Sequence[Word]) -> bool:
    """Whether a sentence itself says that what is denied is not so: «ولم يتم إيقاف أي بدل»."""
    return any(
        _denies(each, found) or _has(inside(each.scope, found), what[0])
        for each in own
        if bare(_form_at(each.mark, found), unsaid.RUMOURS) is None
    )


def _form_at(place: Span, found: Sequence[Word]) -> str:
    return next((each.form for each in found if each.span == place), "")


@lru_cache(_KEPT)
def _denied(title: str) -> tuple[tuple[Word, ...], ...]:
    """What a title denies or calls untrue, each by its telling words."""
    found = words_of(title)
    said = (_what(title, each, found) for each in caveats(title) if _denies(each, found))
    return tuple(filter(None, said))


@lru_cache(_KEPT)
def _denied_first(text: str) -> tuple[tuple[Word, ...], ...]:
    """What the first sentences of a text deny, each by its telling words."""
    found = words_of(text)
    spans = sentences_of(text)[:_SENTENCES]
    end = spans[-1].end if spans else 0
    denials = [each for each in caveats(text) if each.mark.end <= end and _denies(each, found)]
    return tuple(filter(None, (_behind(each, found) for each in denials)))


def _behind(caveat: Caveat, found: Sequence[Word]) -> tuple[Word, ...]:
    """The telling words of what a denial comes to: نفى ما تداولته صفحات عن إغلاق المصنع."""
    after = [each for each in inside(caveat.scope, found) if each.span.start >= caveat.mark.end]
    first = next((i for i, each in enumerate(after) if each.form in _ABOUT), None)
    telling = () if first is None else tuple(filter(_is_telling, after[first + 1 :]))
    return telling[:_MOST]


def _denies(caveat: Caveat, found: Sequence[Word]) -> bool:
    known: frozenset[str] = _SAYING_SO.get(caveat.standing, frozenset())
    return bare(_form_at(caveat.mark, found), known) is not None


def _what(title: str, caveat: Caveat, found: Sequence[Word]) -> tuple[Word, ...]:
    # Before a colon stands who says so.
    start = title.rfind(":", caveat.scope.start, caveat.mark.start) + 1
    scope = Span(max(start, caveat.scope.start), caveat.scope.end)
    telling = list(filter(_is_telling, inside(scope, found)))
    return tuple([each for each in telling if each.span.start >= caveat.mark.end] or telling)


def _is_telling(word: Word) -> bool:
    is_of_denial = bare(word.form, _OF_THE_DENIAL | _GOES_ROUND) is not None
    return not (is_of_denial or word.form in STOPWORDS or word.form in _ABOUT)
