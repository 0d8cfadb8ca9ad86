"""Places that no list has, told by a word for their kind: في مدينة سالزبورغ النمساوية."""

from collections.abc import Iterator, Sequence

from search.arabic.analyzer import Word, is_beside
from search.arabic.gazetteer import entities_in
from search.arabic.listings import bare, listed
from search.arabic.naming import is_joining, is_known
from search.arabic.stopwords import STOPWORDS
from search.arabic.values import DAYS, PARTS_OF_TIME
from search.arabic.verbs import VERBS, is_form_of
from search.records import Span

_KINDS = listed(
    """
    مدينة بلدة قرية محافظة منطقة ولاية حي شارع ميدان ساحة جزيرة مطار ميناء ملعب استاد صالة قاعة مسرح
    فندق منتجع مستشفى مركز مجمع متنزه حديقة قصر مسجد جامع كنيسة مخيم مدرسة جامعة كلية معهد سجن متحف
    مقبرة قلعة سوق سد جسر منفذ معبر كورنيش استراحة غابة شاطئ
    """
)
# What is asked which of is asked where as well: إلى أي مستشفى.
VENUES = listed(
    """
    حي شارع ميدان ساحة جزيرة مطار ميناء ملعب استاد صالة قاعة مسرح فندق منتجع مستشفى مجمع متنزه حديقة
    قصر مسجد جامع مخيم سجن متحف مقبرة قلعة سوق جسر منفذ معبر
    """
)
_LEADING = listed("في إلى من داخل قرب على عند أمام خارج")
_ARTICLE, _AND, _JOINED = "ال", "و", ("ب", "ل")
# Of a name the last words, with the article, are adjectives or whose it is.
_MOST = 6
# What goes on behind a place.
_TIMES = (
    DAYS
    | PARTS_OF_TIME
    | listed("قرابة نحو حوالي عام سنة يوم مساء صباح فجر ظهر أمس اليوم الليلة غدا خلال بعد قبل منذ")
)


def named_places(sentence: str, found: Sequence[Word]) -> Iterator[Span]:
    """Places behind a preposition and a word for what they are, where it is clear how far they go.

    Args:
        sentence: the text.
        found: its words.
    """
    for at in range(len(found)):
        start = _start(sentence, found, at)
        if start is not None and (end := _end(sentence, found, at)) is not None:
            yield Span(start, found[end - 1].span.end)


def _start(sentence: str, found: Sequence[Word], at: int) -> int | None:
    """Where a place begins, without the preposition that is written together with it."""
    word = found[at]
    if word.form[:1] in _JOINED and word.form[1:] in _KINDS:
        return word.span.start + 1
    is_led = (
        at > 0 and found[at - 1].form in _LEADING and is_beside(sentence, *found[at - 1 : at + 1])
    )
    return word.span.start if is_led and word.form in _KINDS else None


def _end(sentence: str, found: Sequence[Word], at: int) -> int | None:
    """The number of the word behind a place; ``None`` where its name may go on."""
    end = at + 1
    while end < len(found) and end - at < _MOST and is_beside(sentence, *found[end - 1 : end + 1]):
        word = found[end]
        is_next = end > at + 1 and not word.form.startswith(_ARTICLE)
        is_next &= _is_listed(word) or _is_joined(word)
        if is_next or _goes_on(word):
            break
        # The first word names it, whatever it is.
        is_part = end == at + 1 or found[end - 1].form in _KINDS
        is_part |= word.form.startswith(_ARTICLE) or is_known(word.form) or is_joining(word)
        is_part |= is_joining(found[end - 1])
        if not is_part:
            return None
        end += 1
    return end if end > at + 1 and not is_joining(found[end - 1]) else None


def _is_listed(word: Word) -> bool:
    """Whether a word is the place that a place is in: فندق ماريوت بجدة."""
    return any(entities_in([word.form]))


def _is_joined(word: Word) -> bool:
    """Whether a word is "and" with what a sentence goes on with: بكورنيش الدمام واختتمت."""
    form = word.form
    return form.startswith(_AND) and not form.startswith(_AND + _ARTICLE) and not is_known(form)


def _goes_on(word: Word) -> bool:
    """Whether a word is no part of a name, but of what the sentence goes on with."""
    return (
        word.form in STOPWORDS
        or bare(word.form, _TIMES) is not None
        or (word.form[:1] in _JOINED and word.form[1:] in _KINDS)
        or (not is_known(word.form) and is_form_of(word.form, VERBS))
    )
