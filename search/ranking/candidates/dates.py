"""Dates and years that may answer."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from search.arabic.analyzer import Word, words_of
from search.arabic.listings import listed
from search.arabic.normalizer import normalize
from search.ranking.candidates.candidate import Candidate
from search.ranking.questions import Question
from search.ranking.times import times, years
from search.records import Span

_CENTURY = "قرن"
_YEAR = re.compile(r"\d{4}")
_YEARS = listed("عام العام سنة السنة في من منذ إلى حتى بين بعام لعام بسنة لسنة")
_KEPT = 64
_PARTS_OF_YEAR = listed("الربع النصف الثلث الأسبوع العقد")
_CENTURIES = listed("قرن القرن century")


def find(sentence: str, within: Sequence[Word], question: Question) -> Iterator[Candidate]:
    """Times, with what they are a part of; where a century is asked for, centuries."""
    asks_century = not _CENTURIES.isdisjoint(question.forms)
    for core, value in _of_no_other_like(times(sentence, within), within, question):
        if not asks_century or _CENTURY in normalize(sentence[slice(*core)]):
            yield Candidate(core, _with_part_of_year(value, within))


def _with_part_of_year(value: Span, within: Sequence[Word]) -> Span:
    """A time with what it is the first of: الربع الأول من 2027."""
    before = [word for word in within if word.span.end <= value.start][-1:]
    is_part = bool(before) and before[0].form in _PARTS_OF_YEAR
    return Span(before[0].span.start, value.end) if is_part else value


def find_years(sentence: str, within: Sequence[Word], question: Question) -> Iterator[Candidate]:
    """Years."""
    found = _of_no_other_like(years(sentence, within), within, question)
    yield from (Candidate(core, value) for core, value in found)


def _of_no_other_like(
    found: Iterable[tuple[Span, Span]], within: Sequence[Word], question: Question
) -> Iterator[tuple[Span, Span]]:
    """Those that do not name another of what the question names by its year.

    «كأس العالم 2006» does not tell when «كأس العالم 2018» was.
    """
    named = _named_by_year(question.text)
    if not named:
        yield from found
        return
    for core, value in found:
        before = next((word for word in reversed(within) if word.span.end <= core.start), None)
        if before is None or before.stem not in named:
            yield core, value


# It is asked of every clause.
@lru_cache(_KEPT)
def _named_by_year(question: str) -> frozenset[str]:
    """The stems of the words of a question right before a year."""
    return frozenset(
        one.stem
        for one, other in pairwise(words_of(question))
        if _YEAR.fullmatch(other.form) and one.form not in _YEARS
    )
