"""The parts of a document that people cite by: pages, slides, rows of a sheet, times, chapters."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from search.kinds import Unit

_UNITS = frozenset(unit.value for unit in Unit)
# Names that are counted with. Longer numbers Python does not even take for some.
_NAMES = {
    Unit.PAGE: re.compile("[1-9][0-9]{0,8}"),
    Unit.TIME: re.compile("[0-9]{1,5}:[0-9]{2}:[0-9]{2}"),
}


@dataclass(frozen=True, slots=True)
class Location:
    """Where in a source something stands, in the source's own terms.

    Attributes:
        unit: what is counted.
        first: number of the first page or slide, the cell or the time at which it begins, the
            title of the chapter.
        last: the same of its end; often equal to ``first``.
        within: the sheet that cells are of. Where ``last`` is of another one, it names that too,
            as spreadsheets do: ``Sheet2!D9``.
    """

    unit: Unit
    first: str
    last: str
    within: str | None = None

    @property
    def pages(self) -> tuple[int, int] | None:
        """Numbers of the first and last page, where pages are what is counted."""
        return (int(self.first), int(self.last)) if self.unit is Unit.PAGE else None


class Part(NamedTuple):
    """A part of a document, from an offset of its text to the next part."""

    start: int
    location: Location


def numbered_pages(starts: Iterable[int]) -> tuple[Part, ...]:
    """Pages that are numbered from 1, by where they begin."""
    numbered = ((start, str(number)) for number, start in enumerate(starts, 1))
    return tuple(Part(start, Location(Unit.PAGE, name, name)) for start, name in numbered)


def location_of(parts: Sequence[Part], start: int, end: int) -> Location | None:
    """Where a range of the text stands, ``None`` in a document without parts.

    What comes before the first part is taken for a piece of it.
    """
    if not parts:
        return None
    after = bisect_right(parts, start, key=lambda part: part.start)
    before = bisect_left(parts, end, key=lambda part: part.start)
    first, last = parts[max(1, after) - 1].location, parts[max(1, after, before) - 1].location
    end_name = last.last if last.within == first.within else f"{last.within}!{last.last}"
    return Location(first.unit, first.first, end_name, first.within)


def encode(parts: Sequence[Part]) -> list[object]:
    """Parts as JSON: pages that are numbered from 1 by their offsets, others in full."""
    encoded: list[object] = []
    for number, (start, place) in enumerate(parts, 1):
        if place == Location(Unit.PAGE, str(number), str(number)):
            encoded.append(start)
        else:
            encoded.append([start, place.unit.value, place.first, place.last, place.within])
    return encoded


def decode(encoded: Iterable[object], length: int) -> tuple[Part, ...]:
    """The parts that were encoded.

    Args:
        encoded: what JSON decoding gave.
        length: of the text.

    Raises:
        ValueError: the message says what they hold and what was expected.
    """
    parts = tuple(_part(value, number, length) for number, value in enumerate(encoded, 1))
    if len({part.location.unit for part in parts}) > 1:
        msg = "holds parts of several units, expected one unit for all"
        raise ValueError(msg)
    if any(later.start < earlier.start for earlier, later in pairwise(parts)):
        msg = "holds offsets that fall"
        raise ValueError(msg)
    return parts


def _part(value: object, number: int, length: int) -> Part:
    name = str(number)
    match value:
        case bool():
            pass
        case int(start) if 0 <= start <= length:
            return Part(start, Location(Unit.PAGE, name, name))
        case [int(start), str(unit), str(first), str(last), str() | None as within] if (
            0 <= start <= length and unit in _UNITS
        ):
            location = Location(Unit(unit), first, last, within)
            named = _NAMES.get(location.unit)
            if named is None or (named.fullmatch(first) and named.fullmatch(last)):
                return Part(start, location)
        case _:
            pass
    msg = (
        f"holds {str(value)[:50]}, expected an offset up to {length}, of a page, or"
        " [offset, unit, first, last, within], with pages from 1 and times as 0:01:30"
    )
    raise ValueError(msg)
