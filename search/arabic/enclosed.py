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
# How many marks that are still open may stand before the one that is closed.
_DEEPEST = 8


def enclosed(text: str) -> list[Span]:
    """The outermost pairs of marks with what is between them: disjoint, in order."""
    found: list[Span] = []
    for span in sorted(_pairs(text), key=lambda each: (each.start, -each.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


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
