"""Whether words of a text are wanted, feared, possible or a condition, and not told to be so.

Behind "that" a verb in the imperfect tells what somebody wants, fears or may do, whatever stands
before it («نأمل أن تساعد»، «من المستبعد أن تفي»، «شرط أن تغير»); what is told to be so begins with
a noun («أكد أن الرياض تساعد»).
"""

import re
from collections.abc import Sequence

from search.arabic import unsaid
from search.arabic.analyzer import Word, words
from search.arabic.denials import IMPERFECT, is_perfect
from search.arabic.gazetteer import entities_in
from search.arabic.lexicon import RAREST, arabic
from search.arabic.listings import bare, listed
from search.arabic.naming import is_known
from search.arabic.reach import SAYING
from search.arabic.sentences import sentences_of
from search.records import Span

# Code points before the words in which their clause begins, and of them that are looked at.
_BEFORE, _AFTER = 1500, 200
_ARTICLE = "ال"
_THAT = listed("أن بأن")
# With another vowel it says what is so: إن الرياض تساعد.
_SO = "إ"
# In centibels: a verb that has the article so much more seldom is no noun: تشهد, but not تنظيم.
_SELDOM = 100
_POSSESSED = re.compile(r"(?:ه|ها|هم|هما|نا|ي)\Z")
# What nobody knows begins with these two letters as verbs do, and a name would not.
_OF_VERBS = re.compile(r"ي|[تن](?:ت|ست)")
# Who has done something has done it, and what was before or after something was as well.
_DONE = listed(
    """
    استطاع استطاعت استطاعوا تمكن تمكنت تمكنوا نجح نجحت نجحوا اضطر اضطرت اضطروا اعتاد اعتادت اعتادوا
    قبل قبيل بعد منذ إلى حتى سبق بمجرد
    """
)
_PREPOSITIONS = listed("من في على إلى ب")
# Whatever stands behind "that", these say that it is not told to be so.
_HEADS = (
    unsaid.WISHES
    | unsaid.POSSIBLE
    | unsaid.PERHAPS
    | listed(
        """
        أتمنى نتمنى آمل نأمل أرجو نرجو متمنيا متمنية آملا آملة آملين راجيا أمل أملا الأمل آمال آماله
        شك شكه شكها شكوك شكوكا شكوكه شكوكها الشكوك مخاوف المخاوف مخاوفه مخاوفها
        مخاوفهم خوف خوفا الخوف خشية تخوف تخوفا تخوفات
        المستبعد مستبعد الصعب صعب العسير السهل الضروري المفروض المفترض الأفضل المرجح المحتمل
        شرط شريطة بشرط بشريطة ضرورة بد لابد وجوب إمكانية احتمال احتمالية فرضية
        """
    )
)
# Where a clause ends, and with it what is wanted in it.
_END = re.compile(r"[؛;:«»“”\"()\n]|[،,]\s*(?=[وف])")
_ENDING = unsaid.WHO | unsaid.GOING_ON | unsaid.BUT


def is_wanted(text: str, place: Span) -> bool:
    """Whether words stand in a clause of what is wanted, feared, possible or a condition.

    Args:
        text: the text.
        place: of the words in it; where they have what says so themselves, it is not said again.
    """
    start = max(0, place.start - _BEFORE)
    near, at = text[start : min(place.end, place.start + _AFTER)], place.start - start
    sentence = next((each for each in sentences_of(near) if each.start <= at < each.end), None)
    if sentence is None:
        return False
    part = near[sentence.start : sentence.end]
    found = list(words(part))
    # Words may begin with "that" themselves.
    first = next((i for i, word in enumerate(found) if word.span.end > at - sentence.start), None)
    if first is None:
        return False
    last = first + (found[first].form in _THAT)
    return _is_wanted_at(part, found, last) or _is_to_be_said(part, found, last)


def _is_wanted_at(text: str, found: Sequence[Word], last: int) -> bool:
    that = _that(text, found, last)
    return that is not None and _is_of_what_is_wanted(found[:that], found[that + 1 :])


def _is_to_be_said(text: str, found: Sequence[Word], last: int) -> bool:
    """Whether somebody is wanted to say the words: طالب بأن يقول للناس إن."""
    verbs = (i for i in range(last - 1, -1, -1) if bare(found[i].form, SAYING) is not None)
    verb = next(verbs, None)
    is_to_come = verb is not None and _is_verb(found[verb].form)
    return verb is not None and is_to_come and _is_wanted_at(text, found, verb)


def _that(text: str, found: Sequence[Word], last: int) -> int | None:
    """The number of the "that" in whose clause a word of a sentence stands."""
    for i in range(last - 1, -1, -1):
        end = found[i + 1].span.start if i + 1 < len(found) else len(text)
        if _END.search(text, found[i].span.end, end):
            return None
        form = found[i].form
        if bare(form, _THAT) is not None:
            return None if _SO in text[slice(*found[i].span)] else i
        if form in unsaid.THAT or bare(form, _ENDING | SAYING) is not None:
            return None
    return None


def _is_of_what_is_wanted(before: Sequence[Word], after: Sequence[Word]) -> bool:
    heads = [word.form for word in before[-2:]][::-1]
    if len(heads) > 1 and heads[0] not in _PREPOSITIONS:
        heads = heads[:1]
    if any(bare(head, _DONE) is not None for head in heads):
        return False
    is_headed = any(bare(head, _HEADS) is not None for head in heads)
    return is_headed or (bool(after) and _is_verb(after[0].form))


def _is_verb(form: str) -> bool:
    """Whether a word is a verb in the imperfect, and no noun or name: تساعد, but not تنظيم."""
    if not IMPERFECT.fullmatch(form) or is_perfect(form):
        return False
    if is_known(form) or any(entities_in([form])):
        return False
    known = arabic()
    owned = _POSSESSED.sub("", form)
    # Of somebody it has no article: ترجمته.
    if owned != form and not known.keys().isdisjoint(
        (_ARTICLE + owned, f"{_ARTICLE}{owned.removesuffix('ت')}ه")
    ):
        return False
    if form not in known:
        return _OF_VERBS.match(form) is not None
    return known.get(_ARTICLE + form, RAREST + _SELDOM) - known[form] >= _SELDOM
