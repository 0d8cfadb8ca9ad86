"""How much of a passage a card shows at first: the sentence with a line before and after it.

A cut stands at white space, and never inside a number or a date, which would read as another one.
"""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from search.arabic.values import dates, numbers
from search.records import Span

# Code points of a line on a wide screen, and on a narrow one.
_LINE, _NARROW_LINE = 90, 40
# On a narrow one a card has room for so many altogether; a longer sentence is cut there.
ROOM = 250
# What is left over by a line is shown too where it is no more than such a part of one.
_LITTLE = 4
# A value that begins or ends so near to a cut is seen whole.
_AROUND = 80
_SPACE = re.compile(r"\s+")


class InSight(NamedTuple):
    """What of a passage is in sight at first, in offsets of its text.

    Attributes:
        narrow: on a narrow screen.
        wide: on a wide one; the narrow one lies in it.
    """

    narrow: Span
    wide: Span


def in_sight(text: str, sentence: Span, room: int = ROOM) -> InSight:
    """The sentence with what may be read before and after it.

    Args:
        text: of the passage.
        sentence: in it.
        room: code points that a narrow screen has for it.
    """
    first = max(0, sentence.start - _LINE - _AROUND)
    spaces = _spaces(text, Span(first, min(len(text), sentence.end + _LINE + _AROUND)))
    wide = _around(text, sentence, _LINE, spaces)
    length = sentence.end - sentence.start
    if length > room:
        narrow = Span(sentence.start, _last(spaces, sentence, room))
    else:
        line = min(_NARROW_LINE, (room - length) // 2)
        narrow = _around(text, sentence, line, spaces)
    return InSight(Span(max(narrow.start, wide.start), min(narrow.end, wide.end)), wide)


def _around(text: str, sentence: Span, line: int, spaces: list[Span]) -> Span:
    """A sentence with at most so much before and after it, or a little more at an end."""
    start, end = sentence
    place = bisect_left(spaces, sentence.start - line, key=lambda space: space.end)
    if place < len(spaces) and spaces[place].end <= sentence.start:
        start = spaces[place].end
    place = bisect_right(spaces, sentence.end + line, key=lambda space: space.start) - 1
    if place >= 0 and spaces[place].start >= sentence.end:
        end = spaces[place].start
    start = 0 if sentence.start - line <= line // _LITTLE else start
    end = len(text) if len(text) - sentence.end - line <= line // _LITTLE else end
    return Span(start, end)


def _last(spaces: list[Span], sentence: Span, room: int) -> int:
    """Where a sentence that is too long is cut; its end where it cannot be."""
    place = bisect_right(spaces, sentence.start + room, key=lambda space: space.start) - 1
    is_inside = place >= 0 and sentence.start < spaces[place].start
    return spaces[place].start if is_inside else sentence.end


def _spaces(text: str, within: Span) -> list[Span]:
    """White space in a part of a text that stands inside no number and no date."""
    part = text[slice(*within)]
    values = sorted([*numbers(part), *dates(part)])
    spaces = (Span(*found.span()) for found in _SPACE.finditer(part))
    whole = (space for space in spaces if not any(value.overlaps(space) for value in values))
    return [space.shifted(within.start) for space in whole]
