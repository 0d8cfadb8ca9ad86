"""Who somebody is, where a sentence says so right beside the name that is asked about.

«من هو نجيب محفوظ؟» is answered by «نجيب محفوظ (1911 - 2006) روائي مصري، ...», and «من هو سامح
شكري؟» by «أكد وزير الخارجية المصري سامح شكري ...».
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import inf

from search.arabic.analyzer import Word, is_beside, words
from search.arabic.gazetteer import entities_in
from search.arabic.lexicon import arabic
from search.arabic.listings import bare, listed
from search.arabic.naming import is_joining, is_known, is_title, name_from, rarity, without_prefixes
from search.arabic.offices import ANOTHER, OFFICES, PROFESSIONS
from search.arabic.stopwords import STOPWORDS
from search.arabic.verbs import VERBS, is_form_of
from search.ranking.appositions import who_asked
from search.ranking.questions import AnswerKind, Question
from search.records import Span

_ARTICLE, _AND, _TO, _PARTICLES = "ال", "و", "ل", frozenset("ولب")
_NISBA = ("ي", "يه")
# Words of a name: one alone is that of many.
_SHORTEST, _LONGEST = 2, 6
# Of fathers and the like, between the first name and the next that is asked about.
_FATHERS = 2
# Words that say what somebody is, at most.
_MOST = 14
_WHO_IS = listed("مين منو منهو منهي شكون")
_IS = listed("هو هي is يكون تكون")
_KEPT = 64
# In centibels, see ``search.arabic.naming.rarity``.
_RARE = 470
_PLACES = listed("محافظة")
_BODIES = listed("مكتب ديوان")
# Of two, or what somebody was made.
_OTHER_FORMS = listed("رئيسا مديرا وزيرا")
# Of these every name may have one, and it says nothing of who has it.
_HONORIFICS = listed(
    """
    الفريق السيد السيدة الأستاذ الأستاذة الدكتور الدكتورة دكتور المتهم المتهمة الطفل الطفلة الشهيد
    اللواء العميد العقيد المقدم الرائد النقيب الرقيب العريف المرشح المرشحة المهندس المهندسة
    مستر السير mr mrs dr sir
    """
)
# Behind what is said nothing goes on with it, as a name in quotation marks would.
_STOPS = re.compile(r"\s*(?:[،,.؛;:!؟?\n]|[-–—]\s|\Z|(?:أن|إن|ان|أنه|أنها|الذي|التي|وقد|حيث|قد)\b)")
# No part of what somebody is.
_OTHER = listed(
    """
    على إلى عن مع بعد قبل خلال أمام ضد بين منذ حتى ذلك هذا هذه تلك بمناسبة وصاحب صاحب السمو معالي
    سعادة أمس اليوم غدا
    """
)
# Between a name and what its bearer is.
_BRACKETS = re.compile(r"[\s\u200e\u200f]*(?:\([^()\n]{0,300}\)|\[[^\[\]\n]{0,20}\])")
_LINK = re.compile(r"[\s\u200e\u200f]*[،,]?\s*(?:و?(?:هو|هي)\s+)?")
# With these a further clause begins.
_NEXT = listed(
    """
    الذي التي اللذان الذين حيث وقد قد كما لكن ولكن ثم بعد قبل عندما حين منذ إذ إذا إن أن أنه أنها
    لأنه بينما عقب خلال لم لا ولم ولا ليس كان ولد ولدت توفي توفيت مواليد لذا مما وهو وهي وكان
    """
)


def description(question: Question, sentence: str, within: Sequence[Word]) -> Span | None:
    """What a sentence says that somebody is who is asked about, right beside the name.

    Args:
        question: that is asked.
        sentence: the text.
        within: its words.

    Returns:
        The place of it in the sentence; ``None`` where the question asks of nobody by name, or
        nothing is said so.
    """
    if question.kind is not AnswerKind.PERSON:
        return None
    name = _name_asked(question.read)
    if not name:
        return None
    for first, last in _places(name, sentence, within):
        ends = {last: None, max(last, name_from(sentence, within, first)): None}
        behind = (_behind(sentence, within, Span(first, end)) for end in ends)
        found = _before(sentence, within, first) or next(filter(None, behind), None)
        if found is not None:
            return found
    return None


@lru_cache(_KEPT)
def _name_asked(question: str) -> tuple[Word, ...]:
    """The words of a question that asks who somebody is, and nothing else."""
    asked, found = list(words(question)), who_asked(question)
    is_asked = asked[0].form in _WHO_IS or any(word.form in _IS for word in asked[1:2])
    if not is_asked or not _SHORTEST <= len(found) <= _LONGEST:
        return ()
    is_name = found[0].form not in OFFICES | PROFESSIONS and not is_title(found[0])
    is_name &= not any(word.form in STOPWORDS or _is_verb(word) for word in found)
    return tuple(found) if is_name else ()


def _is_verb(word: Word) -> bool:
    """Whether a word is a verb, and no name that is written as one with "and": فيصل، فادي."""
    return is_form_of(word.form, VERBS) and not is_known(word.form)


def _places(name: Sequence[Word], sentence: str, within: Sequence[Word]) -> Iterator[Span]:
    """The numbers of the words where the whole name begins and ends, also with a father's."""
    for first, word in enumerate(within):
        if word.stem == name[0].stem and not _is_further(sentence, within, first):
            last = _last_of(name, sentence, within, first)
            if last is not None:
                yield Span(first, last)


def _last_of(name: Sequence[Word], sentence: str, within: Sequence[Word], first: int) -> int | None:
    at = first + 1
    for part in name[1:]:
        start = at
        while at < len(within) and within[at].stem != part.stem:
            if at - start == _FATHERS or not (is_known(within[at].form) or is_joining(within[at])):
                return None
            at += 1
        if at == len(within):
            return None
        at += 1
    is_whole = all(is_beside(sentence, *pair) for pair in pairwise(within[first:at]))
    return at if is_whole else None


def _is_further(sentence: str, within: Sequence[Word], first: int) -> bool:
    """Whether a name goes on with another one: of a son his father is told."""
    if first == 0 or not is_beside(sentence, within[first - 1], within[first]):
        return False
    before = within[max(0, first - 2) : first]
    return any(map(is_joining, before)) or is_known(before[-1].form)


def _behind(sentence: str, within: Sequence[Word], name: Span) -> Span | None:
    """What stands behind a name, up to the end of its clause."""
    end = within[name.end - 1].span.end
    while match := _BRACKETS.match(sentence, end):
        end = match.end()
    link = _LINK.match(sentence, end)
    start = link.end() if link else end
    at = next((i for i in range(name.end, len(within)) if within[i].span.start >= start), None)
    if at is None or within[at].span.start != start:
        return None
    # Behind a verb and who does it a person is to whom it is done: التقى سامح شكري وزير الدفاع.
    is_apart = bool(sentence[within[name.end - 1].span.end : start].strip())
    if within[at].form not in PROFESSIONS - _PLACES or not (is_apart or name.start == 0):
        return None
    until = at + 1
    while until < len(within) and not _ends(sentence, within, until):
        until += 1
    found = within[at:until]
    return Span(found[0].span.start, found[-1].span.end) if _is_all(sentence, found) else None


def _ends(sentence: str, within: Sequence[Word], at: int) -> bool:
    word = within[at]
    return (
        not is_beside(sentence, within[at - 1], word)
        or word.form in _NEXT
        or is_form_of(word.form, VERBS)
    )


def _is_all(sentence: str, found: Sequence[Word]) -> bool:
    """Whether words are all that is said of somebody, and of nobody else."""
    # One word alone is seldom all that is said.
    return (
        _SHORTEST <= len(found) <= _MOST
        and _STOPS.match(sentence, found[-1].span.end) is not None
        and not any(map(_is_of_another, found))
        and not _is_name_like(found[-1])
    )


def _is_of_another(word: Word) -> bool:
    """Whether a word names another person, or what somebody was made: نائبا."""
    is_made = word.form.endswith("ا") and word.form[:-1] in OFFICES | PROFESSIONS
    return word.form in _OTHER or is_title(word) or is_known(word.form) or is_made


def _is_name_like(word: Word) -> bool:
    """Whether a rare word may begin the name, or be one, that stands behind an office."""
    is_rare = not word.form.startswith(_ARTICLE) and rarity(word.form) >= _RARE
    return is_rare and not any(entities_in([word.form]))


def _before(sentence: str, within: Sequence[Word], first: int) -> Span | None:
    """The office, or the title with what says which, that stands before a name."""
    last = at = _before_honorifics(sentence, within, first)
    while at and _is_of_it(sentence, within, at):
        at -= 1
        start = _office(within[at])
        if start is None and _is_kind_of_person(within[at]):
            start = within[at].span.start
        if start is not None and not _is_told_further(sentence, within, at):
            is_said = last - at >= _SHORTEST and not _is_name_like(within[last - 1])
            # The doctor may be somebody beside the king: مدير مكتب الملك الدكتور جعفر.
            is_said &= last == first or not within[at].form.startswith(_ARTICLE)
            is_said &= _is_whole(sentence, within, at)
            return Span(start, within[last - 1].span.end) if is_said else None
    return None


def _before_honorifics(sentence: str, within: Sequence[Word], first: int) -> int:
    """The number of the first of the honorifics that stand before a name."""
    while first and within[first - 1].form in _HONORIFICS:
        if not is_beside(sentence, within[first - 1], within[first]):
            break
        first -= 1
    return first


def _is_kind_of_person(word: Word) -> bool:
    if not word.form.startswith(_ARTICLE) or word.form in _HONORIFICS:
        return False
    return is_title(word) or without_prefixes(word.form) in PROFESSIONS


def _is_told_further(sentence: str, within: Sequence[Word], at: int) -> bool:
    """Whether a title goes on with the one before it: الناطق الإعلامي."""
    if at == 0 or not within[at].form.startswith(_ARTICLE):
        return False
    before = within[at - 1]
    is_one = before.form in OFFICES or is_title(before)
    return is_one and before.form.startswith(_ARTICLE) and is_beside(sentence, before, within[at])


def _is_of_it(sentence: str, within: Sequence[Word], at: int) -> bool:
    """Whether the word before another one may belong to the same office as it."""
    word = within[at - 1]
    form, bare_form = word.form, without_prefixes(word.form)
    is_person = form.startswith(f"{_AND}{_ARTICLE}") and bare_form in OFFICES | PROFESSIONS
    is_person |= is_title(word._replace(form=form.removeprefix(_AND))) and form.startswith(_AND)
    # Who holds it is somebody else then: مدير الشركة خالد السعيد والمهندس فهد, وزير ... لوالد فهد.
    is_person |= form in _HONORIFICS or is_known(form)
    is_person |= form.startswith(_TO) and bare_form in ANOTHER - _BODIES
    return (
        is_beside(sentence, word, within[at])
        and not is_person
        and form not in STOPWORDS
        and not is_form_of(form, VERBS)
        and not _is_joined(within, at - 1)
    )


def _is_joined(within: Sequence[Word], at: int) -> bool:
    """Whether a word is "and" with what may be of somebody else: ونظيره, السعودي والمصري."""
    form = within[at].form
    if (
        not form.startswith(_AND)
        or _office(within[at]) is not None
        or _usual(form) <= _usual(form[1:])
    ):
        return False
    # But of one ministry: التربية والتعليم.
    is_other = form.endswith(_NISBA) and within[at - 1].form.endswith(_NISBA)
    return is_other or not form.startswith(_ARTICLE, 1)


def _usual(form: str) -> float:
    return arabic().get(form, inf)


def _office(word: Word) -> int | None:
    """Where an office begins in a word, behind a particle that is written together with it."""
    if word.form in OFFICES - _OTHER_FORMS - _PLACES:
        return word.span.start
    is_joined = word.form[:1] in _PARTICLES and word.form[1:] in OFFICES - _PLACES
    return word.span.start + 1 if is_joined and not word.form[1:].startswith(_ARTICLE) else None


def _is_whole(sentence: str, within: Sequence[Word], at: int) -> bool:
    """Whether nothing before an office makes it another one: مكتب رئيس، نجل وزير."""
    if at == 0 or not is_beside(sentence, within[at - 1], within[at]):
        return True
    others = ANOTHER
    if not within[at].form.startswith(_ARTICLE):
        others |= OFFICES | PROFESSIONS
    return bare(within[at - 1].form, others) is None
