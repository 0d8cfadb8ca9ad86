"""What in a sentence may answer a question, by the kind of words that it asks for, and whole.

A number counts or measures what is asked for, or it is none; a date has its day, month, year and
calendar; a place stands behind a preposition; a person is named.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from search.arabic.analyzer import Word, words
from search.arabic.counting import counted, counts, is_dual_of, units_asked
from search.arabic.gazetteer import EntityKind, entities_in
from search.arabic.listings import listed
from search.arabic.naming import is_known, is_told, names_in
from search.arabic.normalizer import normalize
from search.arabic.stopwords import STOPWORDS
from search.arabic.values import DAYS, PARTS_OF_TIME, dates, numbers
from search.ranking.mentions import NamedKind
from search.ranking.questions import AnswerKind, Question
from search.records import Span

_YEAR = re.compile(r"(?<!\d)[12١٢]\d{3}(?!\d)")
_DIGIT = re.compile(r"\d")
_FOOTNOTE = re.compile(r"[(\[]\d{1,2}[)\]]")
# What belongs to a date before and after it.
_BEFORE_DATE = listed("عام سنة شهر يوم") | PARTS_OF_TIME
_CALENDAR = re.compile(
    r"\s?(?:ق\.?\s?م\.?|ق\.?\s?هـ?|هـ|ه(?!\w)|م(?!\w)|هجرية?|ميلادية?|للهجرة|للميلاد|قبل الميلاد)"
)
# What belongs to a number before it.
_ABOUT = listed("نحو حوالي قرابة زهاء يقارب مايقارب يناهز")
_MORE = listed("أكثر أقل أزيد")
# Between a number and what it counts: 22 من العاملين.
_OF = listed("من ديال")
_SPACE = re.compile(r"[^\S\n]{1,3}\Z")
_SHARE = re.compile("[%٪]|مئة|مائة")
_MOST_BEFORE = 4
_PREPOSITIONS = listed("في إلى من نحو داخل قرب")
_PLACE_WORDS = listed(
    "مدينة بلدة قرية محافظة ولاية منطقة إمارة دولة جمهورية العاصمة حي شارع مطار ميناء"
)
_LED = re.compile("[بل](?:ال|ل)?.{3,}")
_ASKS_CITY = listed("مدينة عاصمة بلدة city capital")
_ASKS_OTHER = listed("قارة إقليم منطقة ولاية محافظة قرية continent region state province village")
_ASKS_STATE = listed("دولة بلد country")
_ADJECTIVE = re.compile(r"\w{2,}(?:ي|يه|يا|يين|يون)|مربعا?|مكعبا?")
_BY_SON = re.compile("[وفبل](?:ابن|ابو|ابي|ال)")
_ONE = listed("واحد واحدة أحد إحدى")


class Candidate(NamedTuple):
    """What may answer: its core, such as the number alone, and whole, as it is shown."""

    core: Span
    whole: Span


def candidates(sentence: str, question: Question) -> list[Candidate]:
    """What may answer, in order, without what the question has itself."""
    finder = _FINDERS.get(question.kind)
    if finder is None:
        return []
    found = finder(sentence, question)
    return [each for each in found if question.lacks(sentence[slice(*each.core)])]


def _dates(sentence: str, _question: Question) -> Iterator[Candidate]:
    for span in dates(sentence):
        if _DIGIT.search(sentence, *span):
            yield Candidate(span, _whole_date(sentence, span))


def _whole_date(sentence: str, span: Span) -> Span:
    """A date with its calendar, and with the word that says it is a year or a part of one."""
    # A date in brackets says the same in another calendar.
    bracket = sentence.find("(", *span)
    start, end = span.start, span.end if bracket < 0 else len(sentence[:bracket].rstrip())
    for word in reversed(list(words(sentence[:start]))[-3:]):
        if word.form not in _BEFORE_DATE | DAYS or not _SPACE.match(
            sentence[word.span.end : start]
        ):
            break
        start = word.span.start
    calendar = _CALENDAR.match(sentence, end)
    return Span(start, end if calendar is None else calendar.end())


def _years(sentence: str, _question: Question) -> Iterator[Candidate]:
    for match in _YEAR.finditer(sentence):
        span = Span(*match.span())
        yield Candidate(span, _whole_date(sentence, span))


def _numbers(sentence: str, question: Question) -> Iterator[Candidate]:
    asked = list(words(question.read))
    noun = counted(asked)
    units = units_asked([noun] if noun else [word.form for word in asked])
    found = list(words(sentence))
    if noun is not None:
        yield from (
            Candidate(word.span, word.span) for word in found if is_dual_of(word.form, noun)
        )
    known = dates(sentence) + [Span(*match.span()) for match in _FOOTNOTE.finditer(sentence)]
    for span in numbers(sentence):
        is_one = normalize(sentence[slice(*span)]) in _ONE
        if not is_one and not any(map(span.overlaps, known)):
            whole = _measured(sentence, span, found, units) or (
                noun and _counting(sentence, span, found, noun)
            )
            if whole:
                yield Candidate(span, whole)


def _measured(
    sentence: str, span: Span, found: Sequence[Word], units: frozenset[str]
) -> Span | None:
    """A number with its unit, where it has one that is asked for."""
    said = [word.form for word in found if word.span.overlaps(span)]
    is_share = "%" in units and _SHARE.search(sentence, *span) is not None
    if is_share or (said and said[-1] in units):
        return _with_about(span, found)
    after = _next(sentence, span.end, found)
    if after is None or after.form not in units:
        return None
    return _with_about(Span(span.start, _end_of_noun(sentence, after, found)), found)


def _counting(sentence: str, span: Span, found: Sequence[Word], noun: str) -> Span | None:
    """A number with the noun after it, or before it, where that is what is asked for."""
    after = _next(sentence, span.end, found)
    if after is not None and after.form in _OF:
        after = _next(sentence, after.span.end, found)
    if after is not None and counts(after.form, noun):
        return _with_about(Span(span.start, _end_of_noun(sentence, after, found)), found)
    if after is not None and after.form not in STOPWORDS:
        return None  # it counts that
    before = [word for word in found if word.span.end <= span.start][-_MOST_BEFORE:]
    for word in reversed(before):
        if _DIGIT.search(word.form):
            return None
        if counts(word.form, noun):
            return _with_about(span, found)
    return None


def _next(sentence: str, end: int, found: Sequence[Word]) -> Word | None:
    """The word after a place, where nothing but space stands between."""
    word = next((word for word in found if word.span.start >= end), None)
    is_beside = word is not None and _SPACE.match(sentence[end : word.span.start])
    return word if is_beside else None


def _end_of_noun(sentence: str, noun: Word, found: Sequence[Word]) -> int:
    """Where a counted noun ends, with an adjective that describes it."""
    after = _next(sentence, noun.span.end, found)
    is_described = after is not None and _ADJECTIVE.fullmatch(after.form)
    return after.span.end if after is not None and is_described else noun.span.end


def _with_about(span: Span, found: Sequence[Word]) -> Span:
    """A number with what says that it is not exact."""
    before = [word for word in found if word.span.end <= span.start][-2:]
    if before and before[-1].form in _ABOUT:
        return Span(before[-1].span.start, span.end)
    if [each.form for each in before[1:]] == ["من"] and before[0].form in _MORE:
        return Span(before[0].span.start, span.end)
    return span


def _places(sentence: str, question: Question) -> Iterator[Candidate]:
    """Places to which a preposition leads from a word of the question: ولد في القاهرة.

    Of a place itself it is asked where it lies, which its description says.
    """
    if any(each.kind is NamedKind.PLACE for each in question.named):
        return
    kinds = _kinds_of_place(question)
    found = list(words(sentence))
    for first, last, named in entities_in([word.form for word in found]):
        said = " ".join(word.form for word in found[first:last])
        own = {name for entity in named if entity.kind in kinds for name in entity.own}
        start = (
            _start_of_place(found, first, is_bare=said in own)
            if said.endswith(tuple(own))
            else None
        )
        if start is not None and start[0] and question.has(found[start[0] - 1]):
            span = Span(start[1], found[last - 1].span.end)
            yield Candidate(span, span)


def _kinds_of_place(question: Question) -> frozenset[EntityKind]:
    if not _ASKS_OTHER.isdisjoint(question.forms):
        return frozenset()
    if not _ASKS_CITY.isdisjoint(question.forms):
        return frozenset({EntityKind.CITY})
    if not _ASKS_STATE.isdisjoint(question.forms):
        return frozenset({EntityKind.STATE})
    return frozenset({EntityKind.STATE, EntityKind.CITY})


def _start_of_place(found: Sequence[Word], first: int, *, is_bare: bool) -> tuple[int, int] | None:
    """The number of the preposition that leads to a place, and where the place begins behind it.

    A part of the place may stand between: في حي الجمالية بالقاهرة.
    """
    for at in range(first - 1, max(-1, first - 5), -1):
        if found[at].form in _PREPOSITIONS:
            is_direct = at == first - 1 or found[at + 1].form in _PLACE_WORDS
            return (at, found[at + 1].span.start) if is_direct else None
    if not is_bare and _LED.match(found[first].form):
        return first, found[first].span.start + 1
    return None


def _persons(sentence: str, question: Question) -> Iterator[Candidate]:
    """Persons named beside words of the question: أسسها فلان، الوزير فلان."""
    if any(each.kind is NamedKind.NAME for each in question.named):
        return
    found = list(words(sentence))
    for name in names_in(sentence, found):
        at = name.first
        while at and is_told(found[at - 1]):
            at -= 1
        is_beside = at > 0 and question.has(found[at - 1])
        is_office = any(question.has(word) for word in found[at : name.first])
        # Of a prefix, as in "by" somebody, the word of the question is no verb or office.
        first = found[name.first].form
        is_whole = is_known(first) if name.is_given else not _BY_SON.match(first)
        if name.is_person and is_whole and (is_beside or is_office):
            span = Span(found[name.first].span.start, found[name.last - 1].span.end)
            yield Candidate(span, span)


_FINDERS: Mapping[AnswerKind, Callable[[str, Question], Iterator[Candidate]]] = {
    AnswerKind.DATE: _dates,
    AnswerKind.YEAR: _years,
    AnswerKind.NUMBER: _numbers,
    AnswerKind.PLACE: _places,
    AnswerKind.PERSON: _persons,
}
