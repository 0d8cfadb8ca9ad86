"""What in a sentence may answer a question, by the kind of words that it asks for, and whole.

A number counts or measures what is asked for, or it is none; a date has its day, month, year and
calendar; a place stands behind a preposition; a person is named.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from search.arabic.amounts import amounts
from search.arabic.analyzer import Word
from search.arabic.listings import listed
from search.arabic.values import numbers
from search.ranking.candidates import dates as of_dates
from search.ranking.candidates import numbers as of_numbers
from search.ranking.candidates import persons, places
from search.ranking.candidates.candidate import Candidate
from search.ranking.questions import AnswerKind, Question
from search.ranking.wholes import whole
from search.records import Span

_JOINED = re.compile("[^\\W\\d_]ـ*")
_ONE_DAY = listed(
    """
    بدأ بدأت يبدأ تبدأ بداية انتهى انتهت ينتهي تنتهي نهاية أسس أسست تأسس تأسست تأسيس ولد ولدت
    توفي توفيت مات ماتت سقط سقطت افتتح افتتحت صدر صدرت ميلاد مولد وفاة إنشاء إنشائه إنشائها
    أنشئ أنشئت افتتاح تدشين دشن دشنت صدور سقوط began begin start started end ended founded
    born died
    """
)
# Between two numbers that may be one: مئة و25، 1 200.
_GOES_ON = re.compile(r"\s{1,3}(?:و\s?)?\Z")


def candidates(
    sentence: str, within: Sequence[Word], question: Question, *, is_read: bool = False
) -> list[Candidate]:
    """What may answer, in order, without what the question has itself.

    Args:
        sentence: the text.
        within: its words.
        question: that is asked.
        is_read: whether a reader tells them apart: persons and places then need not stand beside a
            word of the question, and people are counted as such.
    """
    finder = (_FINDERS_IF_READ if is_read else {}).get(question.kind, _FINDERS.get(question.kind))
    if finder is None:
        return []
    found = finder(sentence, within, question)
    return [each for each in found if question.lacks(sentence[slice(*each.core)])]


def with_what_belongs(
    sentence: str, within: Sequence[Word], found: Sequence[Candidate], question: Question
) -> list[Candidate]:
    """Dates and numbers with the other ends of their ranges and what qualifies them, each once.

    Where it is asked when something began, or ended, a range does not say.
    """
    if not found or question.kind not in {AnswerKind.DATE, AnswerKind.YEAR, AnswerKind.NUMBER}:
        return [*found]
    is_time = question.kind is not AnswerKind.NUMBER
    values = [each.whole for each in found]
    if not is_time:  # of 2-6 weeks the first number has no noun, and is no candidate
        values += [
            span
            for span in numbers(sentence, within)
            if not any(map(span.overlaps, values)) and not of_numbers.is_told_year(span, within)
        ]
    sums = [] if is_time else [each.span for each in amounts(sentence, within, least=0)]
    asks_one_day = is_time and not _ONE_DAY.isdisjoint(question.forms)
    once: dict[Span, Candidate] = {}
    for core, value, _ in found:
        all_of_it = _with_parts(sentence, core, value, sums)
        span = whole(sentence, all_of_it, values, within, is_time=is_time)
        is_told = span is not None and not any(
            _GOES_ON.match(sentence[each.end : all_of_it.start]) and not each.overlaps(span)
            for each in sums
        )
        span = span or all_of_it
        is_range = any(span.overlaps(other) for other in values if other != value)
        if not (asks_one_day and is_range):
            once.setdefault(span, Candidate(core, span, is_told))
    return [
        each
        for span, each in once.items()
        if not any(span != other and _holds(other, span) for other in once)
    ]


def _with_parts(sentence: str, core: Span, value: Span, sums: Sequence[Span]) -> Span:
    """A number with all of the amount that it is a part of: 5 ملايين و300 ألف نسمة."""
    start, end = value
    for each in sums:
        if each.overlaps(core):
            # A letter that is written together with the first digit is none of it: بـ800.
            is_letter = _JOINED.fullmatch(sentence, each.start, core.start) is not None
            start = min(start, each.start) if each.start < core.start and not is_letter else start
            end = max(end, each.end)
    return Span(start, end)


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


_FINDERS: Mapping[AnswerKind, Callable[[str, Sequence[Word], Question], Iterator[Candidate]]] = {
    AnswerKind.DATE: of_dates.find,
    AnswerKind.YEAR: of_dates.find_years,
    AnswerKind.NUMBER: of_numbers.find,
    AnswerKind.PLACE: places.find,
    AnswerKind.PERSON: persons.find,
}
_FINDERS_IF_READ = {
    AnswerKind.NUMBER: of_numbers.find_all,
    AnswerKind.PLACE: places.find_all,
    AnswerKind.PERSON: persons.find_all,
}
