"""Numbers of a question in whatever writing a document has them."""

from collections.abc import Iterator

from search.arabic.amounts import amounts
from search.arabic.analyzer import words
from search.queries.rules import Rule
from search.ranking.lexical_plan import AMOUNTS, STEMS, Statistics
from search.ranking.questions import Expansion, Question

_DIGITS_OF_A_DAY = 2


def in_any_writing(question: Question, statistics: Statistics) -> Iterator[Expansion]:
    """The amounts of a question that the index has in other writings too."""
    # The day of a date that is offered as a filter; its year may stand in other writings.
    dates = [hint.span for hint in question.hints if hint.rule is Rule.DATES]
    for span, key in amounts(question.text, list(words(question.text))):
        if len(key) <= _DIGITS_OF_A_DAY and any(map(span.overlaps, dates)):
            continue
        written = question.text[span.start : span.end]
        # Passages that are found by the same digits need no other way.
        found = statistics.frequency(STEMS, key) if written == key else 0
        if statistics.frequency(AMOUNTS, key) > found:
            yield Expansion(Rule.NUMBERS, span, (), amounts=(key,))
