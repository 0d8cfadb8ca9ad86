"""Where a text has some words exactly, whatever white space stands between them."""

import re
from bisect import bisect_left
from heapq import nsmallest
from itertools import accumulate
from typing import NamedTuple

from search.quotations.signs import is_apart
from search.quotations.tokens import tokens
from search.records import Span

# The nearest places that are looked at; what has more is a letter or a particle.
MOST = 500
# Code points of a word or number, and more.
_WORD = 60
_SPACE = re.compile(r"\s+")
_WIDE = re.compile(r"\s{2,}")


def places(text: str, wanted: str, near: int) -> list[Span]:
    """The places of the words, the nearest first; they are whole words and numbers there.

    Args:
        text: in which they are looked for.
        wanted: words with white space between them.
        near: the place to which the nearest is wanted.
    """
    plain = _Plain.of(text)
    looked_for = re.compile(re.escape(" ".join(wanted.split())))
    # Searching for letters alone takes a time that grows with the text, and not with the words.
    spans = (plain.original(Span(*match.span())) for match in looked_for.finditer(plain.text))
    nearest = nsmallest(MOST, spans, key=lambda span: abs(span.start - near))
    return [span for span in nearest if span.start < span.end and _is_whole(text, span)]


class _Plain(NamedTuple):
    """A text with one space for all white space.

    Attributes:
        text: of it.
        wide: places of the spaces that were longer.
        dropped: code points that are gone up to each of these, itself included.
    """

    text: str
    wide: list[int]
    dropped: list[int]

    @staticmethod
    def of(text: str) -> "_Plain":
        found = [match.span() for match in _WIDE.finditer(text)]
        dropped = list(accumulate(end - start - 1 for start, end in found))
        before = [0, *dropped]
        wide = [start - gone for (start, _), gone in zip(found, before, strict=False)]
        return _Plain(_SPACE.sub(" ", text), wide, dropped)

    def original(self, span: Span) -> Span:
        """Where a part stood."""
        return Span(*(place + self._gone_before(place) for place in span))

    def _gone_before(self, place: int) -> int:
        wide = bisect_left(self.wide, place)
        return self.dropped[wide - 1] if wide else 0


def _is_whole(text: str, span: Span) -> bool:
    """Whether a place has whole words and numbers: a verb without its first letter is another."""
    for edge in span:
        start, end = _seen(text, edge, -1), _seen(text, edge, 1)
        around = (token.span.shifted(start) for token in tokens(text[start:end]))
        if any(token.start < edge < token.end for token in around):
            return False
    return True


def _seen(text: str, edge: int, step: int) -> int:
    """The place behind or before which some characters stand that show."""
    place, seen = edge, 0
    while 0 < place + (step > 0) <= len(text) and seen < _WORD:
        place += step
        seen += not is_apart(text[place - (step > 0)])
    return place
