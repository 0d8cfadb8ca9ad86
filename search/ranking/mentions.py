"""Whether a passage writes of what its question names: places, years, numbers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from search.arabic.amounts import amounts
from search.arabic.analyzer import Word, words
from search.arabic.negation import forms
from search.arabic.places import Place, PlaceKind, pattern_of, places_in
from search.records import Passage, Span

# What a text calls a state or a city that it named before.
_CALLED = {
    PlaceKind.STATE: forms(
        """
        البلاد بلاده بلادها بلادنا للبلاد الدولة للدولة المملكة للمملكة الجمهورية السلطنة الوطن
        الوطني الوطنية الحكومة الاتحاد
        """
    ),
    PlaceKind.CITY: forms("المدينة بالمدينة للمدينة العاصمة بالعاصمة للعاصمة المحافظة البلدة"),
    PlaceKind.WATER: frozenset[str](),
}


class NamedKind(Enum):
    """What a question names."""

    PLACE = auto()
    YEAR = auto()
    NUMBER = auto()


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names, and how a text may write it.

    Attributes:
        kind: of it.
        span: of the words in the question's text.
        places: of which it is one.
        numbers: keys of an amount, or digits of a year; one of them.
    """

    kind: NamedKind
    span: Span
    places: tuple[Place, ...] = ()
    numbers: tuple[str, ...] = ()


class _Read:
    """The words of a passage and of its document's title."""

    def __init__(self, passage: Passage) -> None:
        self.text = passage.indexed_text
        self.date = passage.document.date or ""

    @cached_property
    def words(self) -> list[Word]:
        return list(words(self.text))

    @cached_property
    def forms(self) -> list[str]:
        return [word.form for word in self.words]

    @cached_property
    def joined(self) -> str:
        return " ".join(self.forms)

    @cached_property
    def amounts(self) -> set[str]:
        return {key for _, key in amounts(self.text, self.words)}

    @cached_property
    def places(self) -> list[tuple[Place, ...]]:
        return [found.places for found in places_in(self.forms)]


def missing(named: Iterable[Named], passage: Passage) -> tuple[Named, ...]:
    """What of that which a question names neither the passage nor its title writes of."""
    read = _Read(passage)
    return tuple(each for each in named if not _is_there(each, read))


def _is_there(named: Named, read: _Read) -> bool:
    if named.kind is NamedKind.PLACE:
        return pattern_of(named.places).search(read.joined) is not None or _is_meant(
            named.places, read
        )
    return any(_has_number(number, read) for number in named.numbers)


def _is_meant(places: Sequence[Place], read: _Read) -> bool:
    """Whether a text says "the country" and names no other one."""
    kinds = {place.kind for place in places}
    called = frozenset().union(*(_CALLED[kind] for kind in kinds))
    if called.isdisjoint(read.forms):
        return False
    return not any(each.kind in kinds for found in read.places for each in found)


def _has_number(number: str, read: _Read) -> bool:
    digits = re.search(rf"(?<!\d){re.escape(number)}(?!\d)", read.joined)
    return digits is not None or read.date.startswith(number) or number in read.amounts
