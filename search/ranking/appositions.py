"""Who holds an office that is asked for, where a sentence names them right beside it.

«من وزير الخارجية المصري؟» is answered by «مع وزير الخارجية المصري سامح شكري» and by «سامح شكري وزير
الخارجية المصري»: all words of the office stand in a row, and nothing but titles between them and
the name.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import takewhile

from search.arabic.analyzer import Word, is_beside, words
from search.arabic.gazetteer import entities_in
from search.arabic.lexicon import arabic
from search.arabic.listings import listed
from search.arabic.naming import (
    SPELT,
    is_describing,
    is_joining,
    is_known,
    is_title,
    name_from,
    names_in,
    rarity,
    without_prefixes,
)
from search.arabic.offices import OFFICES
from search.arabic.stopwords import STOPWORDS
from search.arabic.values import DAYS
from search.arabic.verbs import VERBS, is_form_of
from search.ranking.agreement import say_the_same
from search.ranking.questions import AnswerKind, Question
from search.records import Span

_ARTICLE, _PARTICLES, _IN = "ال", "وفبلك", "ب"
_ASKING = listed("من مين منو منهو منهي شكون هو هي يكون تكون هوه who is the of")
# An office by itself has many holders: من الرئيس؟
_SHORTEST, _LONGEST = 2, 7
# Words of an office before the name of who holds it, at most, and what is called after others.
_LONGEST_OFFICE = 12
_NAMESAKES = listed("الملك الملكة الأمير الأميرة الشيخ الإمام الشهيد")
# Every spokesman is one in the name of those of whom he is one.
_OFFICIAL = listed("الرسمي الرسمية الإعلامي الإعلامية باسم")
_WHO = listed("الذي التي اللي")
DISTRICTS = listed("منطقة محافظة مدينة")
_EPITHETS = listed("المشرفة المكرمة المنورة الشريف الشريفين الشريفة المقدسة المباركة الكريم")
# Words of an office that begin as "and" does.
_OF_OFFICES = listed(
    """
    وزير وزيرة وزراء وزارة وكيل وكيلة وكالة وطني وطنية وحدة ولاية ولي وادي وسط وقف واحة ورش وسائل
    """
)
# Behind an office it is told when: رئيس اللجنة اليوم.
_TODAY = listed("اليوم الليلة البارحة الآن")
_MINISTERS = listed("وزير وزيرة minister")
# What stands between an office and a name, or before the office, beside titles.
_HONORIFICS = listed(
    "فخامة جلالة معالي المعالي سعادة السعادة سمو السمو صاحب الملكي فضيلة سماحة الأستاذ الأستاذة"
    " د م أ ا الدكتور الدكتورة المكرم"
)
# Between a title and a name: د. خالد.
_ABBREVIATING = " .\u00a0/"
# A name of one word may be that of a family alone.
_PARTS = 2
# So rare are words of no Arabic; and so many of them a name has at most.
_FOREIGN, _FOREIGN_PARTS = 510, 3
# Behind an office these go on with it: وزير الصحة في الكويت.
_GOING_ON = listed("في لدى بن ابن و")
# In centibels, see ``search.arabic.naming.rarity``.
_RARE, _RARE_VERB = 430, 515
_COMMAS = ("،", ",")
_POSSESSED = re.compile("(?:ه|ها|هم)$")
_KEPT = 64


def holder(question: Question, sentence: str, within: Sequence[Word]) -> Span | None:
    """Whom a sentence names beside the office that is asked for.

    Args:
        question: that is asked.
        sentence: the text.
        within: its words.

    Returns:
        The place of the name in the sentence; ``None`` where the question asks for no office, or
        nobody is named so, or several are.
    """
    if question.kind is not AnswerKind.PERSON:
        return None
    office = _office_asked(question.read)
    found = [*_named_beside(office, sentence, within)] if office else []
    if not found:
        return None
    first = found[0]
    said = sentence[slice(*first)]
    return first if all(say_the_same(sentence[slice(*each)], said) for each in found) else None


def name_behind(sentence: str, within: Sequence[Word], at: int) -> Span | None:
    """Who is named from a word on, behind titles and an office: برئاسة وزير الخارجية عادل الجبير.

    Args:
        sentence: the text.
        within: its words.
        at: the number of the first word.

    Returns:
        The place of the name in the sentence; ``None`` where it is not clear.
    """
    first = _behind_titles(sentence, within, at)
    # Some names are offices too: سلطان بن صالح.
    form = within[first].form if first < len(within) else ""
    if without_prefixes(form) in OFFICES and not is_known(form):
        first = _behind_office(sentence, within, first)
    end = _end_of_name(sentence, within, first, is_titled=first > at)
    return None if end is None else Span(within[first].span.start, within[end - 1].span.end)


def _behind_office(sentence: str, within: Sequence[Word], at: int) -> int:
    """The word behind an office, and titles, with which a name begins; that after all if none."""
    for i in range(at + 1, min(len(within), at + _LONGEST_OFFICE)):
        form = within[i].form
        is_next = form.startswith("و") and not form.startswith("وال") and form not in _OF_OFFICES
        if not is_beside(sentence, within[i - 1], within[i]) or is_next or form in _NAMESAKES:
            break
        if is_title(within[i]):
            return _behind_titles(sentence, within, i)
        if is_known(form):
            return i
    return len(within)


def who_asked(question: str) -> list[Word]:
    """The words of a question for a person behind those that ask."""
    found = list(words(question))
    while found and found[0].form in _ASKING:
        found.pop(0)
    return found


def before_clause(asked: Iterable[Word]) -> list[Word]:
    """The words of a question before what it tells of whom it asks about: الذي غادر."""
    return list(takewhile(lambda word: word.form not in _WHO, asked))


@lru_cache(_KEPT)
def _office_asked(question: str) -> tuple[Word, ...]:
    """The words of a question that asks who holds an office, and nothing else."""
    found = [word for word in who_asked(question) if word.form not in _OFFICIAL]
    if not _SHORTEST <= len(found) <= _LONGEST:
        return ()
    first = found[0].form
    if first not in OFFICES and without_prefixes(first) not in OFFICES:
        return ()
    # Every state has its own.
    is_anywhere = first in _MINISTERS and not any(entities_in([word.form for word in found]))
    return () if is_anywhere else tuple(found)


def _named_beside(office: Sequence[Word], sentence: str, within: Sequence[Word]) -> Iterator[Span]:
    for first in range(len(within) - len(office) + 1):
        last = _end_of_office(office, sentence, within, first)
        if last is None:
            continue
        at = _behind_titles(sentence, within, last)
        end = _end_of_name(sentence, within, at, is_titled=at > last)
        if end is not None:
            yield Span(within[at].span.start, within[end - 1].span.end)
        elif at == last and _ends(sentence, within, last):
            yield from _name_before(sentence, within, first)


def _end_of_office(
    office: Sequence[Word], sentence: str, within: Sequence[Word], first: int
) -> int | None:
    """The word behind those of an office, in a row. «محافظة جدة» has another first one.

    A place may have a word for what it is before it, and what is holy is called so behind it.
    """
    if without_prefixes(office[0].form) != without_prefixes(within[first].form):
        return None
    at = first
    for word in office:
        there = _next(sentence, within, first, at)
        while there is not None and not _is_same(word, there) and at > first and _is_more(there):
            at += 1
            there = _next(sentence, within, first, at)
        if there is None or not _is_same(word, there):
            return None
        at += 1
    after = _beside(sentence, within, at)
    return at + (after is not None and after.form in _EPITHETS)


def _next(sentence: str, within: Sequence[Word], first: int, at: int) -> Word | None:
    return within[first] if at == first else _beside(sentence, within, at)


def _is_same(one: Word, other: Word) -> bool:
    """Whether two words are one, also behind "of": لمركز; and in a question behind "in": بحائل."""
    own = one.form[1:] if one.form.startswith(_IN) else one.form
    return one.stem == other.stem or without_prefixes(other.form) in {one.form, own}


def _is_more(word: Word) -> bool:
    """Whether a word may stand in an office that is called so without it."""
    return without_prefixes(word.form) in DISTRICTS or word.form in _OFFICIAL


def _behind_titles(sentence: str, within: Sequence[Word], at: int) -> int:
    """The word behind titles and honorifics: وزير الصحة المهندس، د. خالد."""
    while (
        at < len(within)
        and (is_title(within[at]) or within[at].form in _HONORIFICS)
        and not _between(sentence, within, at).strip(_ABBREVIATING)
    ):
        at += 1
    return at


def _between(sentence: str, within: Sequence[Word], at: int) -> str:
    return sentence[within[at - 1].span.end : within[at].span.start]


def _end_of_name(sentence: str, within: Sequence[Word], at: int, *, is_titled: bool) -> int | None:
    """The word behind a name that begins at a word; ``None`` where it is not clear."""
    if at >= len(within) or _between(sentence, within, at).strip(_ABBREVIATING):
        return None
    if within[at].form.startswith(_ARTICLE):
        return None
    last = name_from(sentence, within, at)
    # علي with its dots is one, and begins no name else.
    is_first = is_known(within[at].form) or (within[at].form in SPELT and last > at)
    if not is_first and not (is_titled and _is_family(within[at + 1 : last])):
        return None
    end = at + 1
    if last == end and _is_nisba(_beside(sentence, within, end)):
        last += 1
    while end < last and not _is_no_part(within[end]) and not _is_office(sentence, within, end):
        # A rare word behind a name is a part of it, or what the sentence goes on with.
        if not _is_sure(within, at, end) and _beside(sentence, within, end + 1) is not None:
            return None
        end += 1
    end += end == last and _is_bare_family(sentence, within, end)
    if end - at < _PARTS or is_joining(within[end - 1]):
        return None
    return None if _may_go_on(_beside(sentence, within, end)) else end


def _is_office(sentence: str, within: Sequence[Word], at: int) -> bool:
    """Whether a word behind a name is an office, and not a name as well: خالد أمير منطقة مكة."""
    after = _beside(sentence, within, at + 1)
    return within[at].form in OFFICES and after is not None and rarity(after.form) < _RARE


def _beside(sentence: str, within: Sequence[Word], at: int) -> Word | None:
    """A word, where nothing but white space stands before it; ``None`` behind the last one too."""
    if at == len(within) or not is_beside(sentence, within[at - 1], within[at]):
        return None
    return within[at]


def _is_nisba(word: Word | None) -> bool:
    """Whether a word behind a first name is a family's, however usual it is: محمد العمري."""
    if word is None or is_describing(word):
        return False
    return word.form.startswith(_ARTICLE) and word.form.endswith("ي")


def _is_bare_family(sentence: str, within: Sequence[Word], at: int) -> bool:
    """Whether a word behind a name, written as verbs are, is a family's: أيمن عصام يماني، وقال."""
    word = _beside(sentence, within, at)
    if word is None or _beside(sentence, within, at + 1) is not None:
        return False
    return _is_as_verb(word.form) and not is_describing(word)


def _may_go_on(word: Word | None) -> bool:
    """Whether a word behind a name may be a family that is written like others: اليحيى، يماني."""
    if word is None:
        return False
    is_common = word.form.startswith(_ARTICLE) and rarity(word.form) >= _RARE
    is_as_verb = _is_as_verb(word.form) and rarity(word.form) >= _RARE_VERB
    return is_common or (is_as_verb and not is_form_of(word.form, VERBS))


def _is_as_verb(form: str) -> bool:
    """Whether a family is written as a verb with a weak last letter is: يماني."""
    return form.startswith(("ي", "ت")) and form.endswith("ي")


def _is_family(behind: Sequence[Word]) -> bool:
    """Whether what stands behind a first name that is not known can only be a part of it."""
    return bool(behind) and (is_joining(behind[0]) or behind[0].form.startswith(_ARTICLE))


def _is_sure(within: Sequence[Word], first: int, at: int) -> bool:
    """Whether a rare word behind the first one of a name is a part of it in any sentence."""
    form = within[at].form
    return (
        at == first + 1
        or is_joining(within[at])
        or is_joining(within[at - 1])
        or is_known(form)
        or is_known(without_prefixes(form))
    )


def _is_no_part(word: Word) -> bool:
    """Whether a word is "and" or "by" with another one, or somebody's: وأكد، بأن، حرصه."""
    form = word.form
    rest, owned = form[1:], _POSSESSED.sub("", form)
    is_joined = form[:1] in _PARTICLES
    # Of a name only علي with its dots is one.
    if is_joining(word) or form in SPELT:
        return False
    if form in STOPWORDS or (is_joined and rest in STOPWORDS):
        return True
    is_somebodys = owned != form and not arabic().keys().isdisjoint((owned, f"{owned}ه"))
    return not is_known(form) and (is_somebodys or (is_joined and rest in arabic()))


def _name_before(sentence: str, within: Sequence[Word], first: int) -> Iterator[Span]:
    while first and within[first - 1].form in _HONORIFICS:
        first -= 1
    gap = _between(sentence, within, first).strip() if first else ""
    if gap and gap not in _COMMAS:
        return
    names = (name for name in names_in(sentence, within) if name.is_person)
    name = next((name for name in names if name.last == first), None)
    if name is not None and is_known(within[name.first].form):
        at = name.first
    elif gap and within[first - 1].form.startswith(_ARTICLE):
        at = _start_of_family(sentence, within, first)
    else:
        at = _start_of_foreign(sentence, within, first)
    if first - at >= _PARTS:
        yield Span(within[at].span.start, within[first - 1].span.end)


def _start_of_family(sentence: str, within: Sequence[Word], last: int) -> int:
    """Where a name begins whose family is written as a usual word: خالد الشريف، مدير.

    Before a comma and an office it is one; ``last`` where no first name stands before it.
    """
    at = last - 1
    while at and is_beside(sentence, within[at - 1], within[at]):
        is_led = at > 1 and is_joining(within[at - 2])  # عبد الرحمن
        if not (is_led or is_known(within[at - 1].form) or is_joining(within[at - 1])):
            break
        at -= 1
    # A first name of two words is no whole name.
    is_full = last - at - is_joining(within[at]) >= _PARTS
    return at if is_full and _is_begun(_word_before(sentence, within, at)) else last


def _is_begun(before: Word | None) -> bool:
    """Whether a word before a name is no part of it: قال الألماني توماس باخ."""
    return before is None or (
        before.form in STOPWORDS
        or (before.form.startswith(_ARTICLE) and any(entities_in([before.form])))
        or is_title(before)
        or before.form in _HONORIFICS
        or is_form_of(before.form, VERBS)
    )


def _start_of_foreign(sentence: str, within: Sequence[Word], last: int) -> int:
    """Where words begin that are as rare as foreign names are: هيساو تاناكا رئيس.

    They begin a clause, or stand behind a word that joins or a verb; ``last`` where none do.
    """
    at = last
    while at and last - at < _FOREIGN_PARTS and _is_foreign(within[at - 1]):
        if at < last and not is_beside(sentence, within[at - 1], within[at]):
            break
        at -= 1
    is_begun = _is_begun(_word_before(sentence, within, at))
    return at if is_begun and name_from(sentence, within, at) == last else last


def _word_before(sentence: str, within: Sequence[Word], at: int) -> Word | None:
    if at == 0 or not is_beside(sentence, within[at - 1], within[at]):
        return None
    return within[at - 1]


def _is_foreign(word: Word) -> bool:
    form = word.form
    is_arabic = form.startswith((_ARTICLE, "و")) or _POSSESSED.search(form) is not None
    is_arabic |= form in OFFICES or not _HONORIFICS.isdisjoint((form, form[1:]))
    return not is_arabic and form.isalpha() and rarity(form) >= _FOREIGN


def _ends(sentence: str, within: Sequence[Word], last: int) -> bool:
    """Whether nothing behind an office says more of what it is of: وزير الصحة الكويتي."""
    word = _beside(sentence, within, last)
    if word is None:
        return True
    form = word.form
    if form in DAYS | _TODAY:
        return True
    is_more = form.startswith((_ARTICLE, "لل", "بال")) or form in _GOING_ON
    return not is_more and (form in STOPWORDS or not form.startswith("ل"))
