"""What stands between brackets or quotation marks, as spans of the text itself."""

import re
from collections.abc import Iterator

from search.records import Span

# What is longer, or goes on over a line end, was opened or closed by mistake.
LONGEST = 500

_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»", "“": "”", "‹": "›", "‘": "’"}
_OPENERS = {closer: opener for opener, closer in _PAIRS.items()}
_STRAIGHT = '"'
_MARK = re.compile(rf"[{re.escape(''.join({*_PAIRS, *_OPENERS, _STRAIGHT}))}\n\r\u2028\u2029]")
_ALONE = {**_PAIRS, _STRAIGHT: _STRAIGHT, "'": "'"}
_OPENED_BY = {closer: opener for opener, closer in _ALONE.items()}
_ALL_ALONE = frozenset({*_ALONE, *_OPENED_BY})
# How many marks that are still open may stand before the one that is closed.
_DEEPEST = 8


def enclosed(text: str) -> list[Span]:
    """The outermost pairs of marks with what is between them: disjoint, in order."""
    found: list[Span] = []
    for span in sorted(_pairs(text), key=lambda each: (each.start, -each.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


def with_marks(text: str, span: Span) -> Span:
    """A part of a text with the marks in which it stands alone: ``72`` with those of ``( 72)``."""
    first = _behind_mark(text, span.start)
    closer = _ALONE.get(text[max(0, first - 1) : first])
    last = span.end + text.startswith(" ", span.end)
    is_note = text[max(0, first - 2) : first - 1].isdigit()  # the [1] of 5[1]
    if closer is None or is_note or not text.startswith(closer, last):
        return span
    return Span(first - 1, last + 1)


def with_other_marks(text: str, span: Span) -> Span:
    """A part of a text with the marks beside it whose other ones are in it: ``(72) مليون``."""
    start, end = span
    closers, openers = _unpaired(text[start:end])
    first = _behind_mark(text, start)
    if closers and text[max(0, first - 1) : first] == _OPENED_BY[closers[0]]:
        start = first - 1
    last = end + text.startswith(" ", end)
    if openers and text[last : last + 1] == _ALONE[openers[-1]]:
        end = last + 1
    return Span(start, end)


def _behind_mark(text: str, start: int) -> int:
    """Where a mark before a part ends, which a space may part from it."""
    return start - (text[max(0, start - 1) : start] == " ")


def _unpaired(part: str) -> tuple[list[str], list[str]]:
    """The marks of a part that close what it does not open, and those that it does not close."""
    closers: list[str] = []
    opened: list[str] = []
    if _ALL_ALONE.isdisjoint(part):
        return closers, opened
    for mark in filter(_ALL_ALONE.__contains__, part):
        if opened and _ALONE[opened[-1]] == mark:
            opened.pop()
        elif mark in _ALONE:
            opened.append(mark)
        else:
            closers.append(mark)
    # One that opens and closes alike is behind what it closes as well.
    return closers or [mark for mark in opened if mark in _OPENED_BY], opened


def _pairs(text: str) -> Iterator[Span]:
    opened: list[tuple[str, int]] = []
    for match in _MARK.finditer(text):
        mark, place = match.group(), match.start()
        if mark in _PAIRS:
            opened.append((mark, place))
        elif mark in _OPENERS:
            yield from _closed(opened, _OPENERS[mark], place)
        elif mark == _STRAIGHT:
            yield from _straight(text, opened, place)
        else:
            opened.clear()


def _closed(opened: list[tuple[str, int]], opener: str, place: int) -> Iterator[Span]:
    """The pair that a mark closes, with whatever is still open inside it."""
    for depth, (mark, start) in enumerate(reversed(opened[-_DEEPEST:]), 1):
        if mark == opener:
            del opened[-depth:]
            if place + 1 - start <= LONGEST:
                yield Span(start, place + 1)
            return


def _straight(text: str, opened: list[tuple[str, int]], place: int) -> Iterator[Span]:
    """A mark that opens and closes alike closes after a letter, and opens before one."""
    opens = not text[place + 1 : place + 2].isspace()
    closes = not text[place - 1 : place].isspace()
    is_open = any(mark == _STRAIGHT for mark, _ in opened[-_DEEPEST:])
    if is_open and closes:
        yield from _closed(opened, _STRAIGHT, place)
    elif opens:
        opened.append((_STRAIGHT, place))
