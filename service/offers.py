"""What the service offers to ask next: only what it takes when it is asked."""

from collections.abc import Iterable
from dataclasses import replace

from search.arabic.analyzer import words
from search.fields import LONGEST_VALUE
from search.records import Results
from service.citing.text import plain
from service.schemas import MAX_QUESTION


def questions(titles: Iterable[str]) -> list[str]:
    """Titles as questions: cut where they are too long, left out where they have no word."""
    asked = (plain(title)[:MAX_QUESTION] for title in titles)
    return [each for each in dict.fromkeys(asked) if next(words(each), None) is not None]


def askable(found: Results) -> Results:
    """An answer without a spelling too long for a question, or values too long for a filter."""
    is_askable = found.spelling is None or len(found.spelling) <= MAX_QUESTION
    values = {
        name: tuple(each for each in counts if len(each[0]) <= LONGEST_VALUE)
        for name, counts in found.facets.values.items()
    }
    return replace(
        found,
        spelling=found.spelling if is_askable else None,
        facets=replace(found.facets, values=values),
    )
