"""What a document's title calls untrue, where its text repeats it as others tell it.

Under «لا صحة لما يتداول عن تأجيل الدراسة» a text begins with what went round: «وتوقعت مصادر تأجيل
الدراسة أسبوعين». That sentence, read alone, does not say that it is not so.
"""

from collections.abc import Sequence
from functools import lru_cache

from search.arabic import unsaid
from search.arabic.alike import is_alike, is_noun_of
from search.arabic.analyzer import Word, inside, words_of
from search.arabic.listings import bare, listed
from search.arabic.naming import without_prefixes
from search.arabic.reach import Caveat, Standing
from search.arabic.standing import caveats
from search.arabic.stopwords import STOPWORDS
from search.records import Span

# Who tells what a title denies: وتحدثت تقارير عن استقالته.
_TELLERS = listed(
    """
    مصادر المصادر أنباء الأنباء تقارير التقارير مواقع المواقع صفحات الصفحات منشورات ناشطون نشطاء
    مغردون صحيفة صحف الصحف قناة قنوات وسائل أخبار الأخبار خبر الخبر
    """
)
_GOES_ROUND = unsaid.CIRCULATING | unsaid.RUMOURS
_OF_THE_DENIAL = (
    unsaid.DENIALS | unsaid.UNTRUE | unsaid.TRUE | unsaid.FALSE | unsaid.NEWS | _TELLERS
) | listed("يتم تم تداوله تداولها ترديده نشره نشر")
_REJECTING = listed("رفض يرفض ترفض رفضت رافضا رافضة استبعد يستبعد تستبعد استبعدت مستبعدا")
# Words that a title says so with, by how they are read: ينفي استقالته، لا صحة لاستقالته.
_DENYING = unsaid.DENIALS - _REJECTING
_SAYING_SO = {
    Standing.DENIED: _DENYING,
    Standing.UNTRUE: _DENYING | unsaid.NOT_TRUE | unsaid.DEVOID,
}
_KEPT = 64


def denies(title: str) -> bool:
    """Whether a title says that something is not so: ينفي استقالته."""
    return bool(_denied(title))


def is_denied_by_title(title: str, sentence: str) -> bool:
    """Whether a sentence tells what its document's title says is not so, and does not say that."""
    found = words_of(sentence)
    if not any(bare(each.form, _GOES_ROUND | _TELLERS) for each in found):
        return False
    own = [each for each in caveats(sentence) if each.standing in _SAYING_SO]
    return any(_tells(found, what) and not _says_so(own, found, what[0]) for what in _denied(title))


def _tells(found: Sequence[Word], what: Sequence[Word]) -> bool:
    return _has(found, what[0]) and 2 * sum(_has(found, each) for each in what) >= len(what)


def _has(found: Sequence[Word], denied: Word) -> bool:
    own = without_prefixes(denied.form)
    return is_alike(own, (each.stem for each in found)) or any(
        each.stem == denied.stem or is_noun_of(each, denied) for each in found
    )


def _says_so(own: Sequence[Caveat], found: Sequence[Word], denied: Word) -> bool:
    """Whether a sentence itself says that what is denied is not so: «ولم يتم إيقاف أي بدل»."""
    return any(
        _denies(each, found) or _has(inside(each.scope, found), denied)
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


def _denies(caveat: Caveat, found: Sequence[Word]) -> bool:
    known: frozenset[str] = _SAYING_SO.get(caveat.standing, frozenset())
    return bare(_form_at(caveat.mark, found), known) is not None


def _what(title: str, caveat: Caveat, found: Sequence[Word]) -> tuple[Word, ...]:
    # Before a colon stands who says so.
    start = title.rfind(":", caveat.scope.start, caveat.mark.start) + 1
    telling = [
        each
        for each in inside(Span(max(start, caveat.scope.start), caveat.scope.end), found)
        if each.form not in STOPWORDS and bare(each.form, _OF_THE_DENIAL | _GOES_ROUND) is None
    ]
    return tuple([each for each in telling if each.span.start >= caveat.mark.end] or telling)
