"""What the service offers to ask next: only what it takes when it is asked."""

from collections.abc import Iterable

from search.arabic.analyzer import words
from search.fields import LONGEST_VALUE
from search.records import Count
from service.citing.text import plain
from service.schemas import MAX_QUESTION


def questions(titles: Iterable[str]) -> list[str]:
    """Titles as questions: cut where they are too long, left out where they have no word."""
    asked = (plain(title)[:MAX_QUESTION] for title in titles)
    return [each for each in dict.fromkeys(asked) if next(words(each), None) is not None]


def spelling(found: str | None) -> str | None:
    """Another spelling of a question, unless it is too long for one."""
    return None if found is None or len(found) > MAX_QUESTION else found


def values(counts: Iterable[Count]) -> list[Count]:
    """Those values of a facet that can be filtered by."""
    return [each for each in counts if len(each[0]) <= LONGEST_VALUE]
