"""Dates and years that may answer."""

from collections.abc import Iterator, Sequence

from search.arabic.analyzer import Word
from search.arabic.listings import listed
from search.arabic.normalizer import normalize
from search.ranking.candidates.candidate import Candidate
from search.ranking.questions import Question
from search.ranking.times import times, years
from search.records import Span

_CENTURY = "قرن"
_PARTS_OF_YEAR = listed("الربع النصف الثلث الأسبوع العقد")
_CENTURIES = listed("قرن القرن century")


def find(sentence: str, within: Sequence[Word], question: Question) -> Iterator[Candidate]:
    """Times, with what they are a part of; where a century is asked for, centuries."""
    asks_century = not _CENTURIES.isdisjoint(question.forms)
    for core, value in times(sentence, within):
        if not asks_century or _CENTURY in normalize(sentence[slice(*core)]):
            yield Candidate(core, _with_part_of_year(value, within))


def _with_part_of_year(value: Span, within: Sequence[Word]) -> Span:
    """A time with what it is the first of: الربع الأول من 2027."""
    before = [word for word in within if word.span.end <= value.start][-1:]
    is_part = bool(before) and before[0].form in _PARTS_OF_YEAR
    return Span(before[0].span.start, value.end) if is_part else value


def find_years(sentence: str, within: Sequence[Word], _question: Question) -> Iterator[Candidate]:
    """Years."""
    yield from (Candidate(core, value) for core, value in years(sentence, within))
