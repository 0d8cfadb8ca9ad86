"""What a question names that documents can be filtered by, of all rules that are on."""

from collections.abc import Iterator

from search.queries.dates import named_periods
from search.queries.named import named
from search.queries.rules import Rule
from search.ranking.questions import Hint, Question
from search.ranking.snapshot import Snapshot
from search.records import Filters


def hints(question: Question, snapshot: Snapshot, filters: Filters) -> tuple[Hint, ...]:
    """The filters that are offered for the opening of a question, in their order."""
    return tuple(sorted(_hints(question.opening, snapshot, filters), key=lambda hint: hint.span))


def _hints(question: Question, snapshot: Snapshot, filters: Filters) -> Iterator[Hint]:
    if Rule.DATES not in question.without:
        yield from named_periods(question, filters)
    if Rule.AUTHORS not in question.without:
        yield from named(question, snapshot, filters)
