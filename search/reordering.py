"""Signs that do not show, with which a text can be shown in another order than it is stored.

Words that run from right to left can be made to stand from left to right, so that who sued whom is
turned round for whoever reads, and not for whoever searches.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from search.records import Span


class _Kind(Enum):
    """What a part of a text does to the order of what stands around it."""

    RTL = auto()  # a letter, or the first and last of several
    LTR = auto()
    OTHER = auto()  # a digit
    RTL_MARK = auto()
    LTR_MARK = auto()
    EMBEDDING = auto()
    OVERRIDE = auto()
    HARMLESS = auto()  # an embedding that only makes text run from right to left
    END = auto()


class _Part(NamedTuple):
    """A part of a text: its place, and the kinds of its first and of its last character."""

    span: Span
    first: _Kind
    last: _Kind


_SIGNS = {
    **dict.fromkeys("\u061c\u200f", _Kind.RTL_MARK),
    # The others are letters and a symbol that show nowhere.
    **dict.fromkeys("\u200e\u115f\u1160\u2800\u3164\uffa0", _Kind.LTR_MARK),
    **dict.fromkeys("\u202a\u2066\u2068", _Kind.EMBEDDING),
    **dict.fromkeys("\u202d\u202e", _Kind.OVERRIDE),
    **dict.fromkeys("\u202b\u2067", _Kind.HARMLESS),
    **dict.fromkeys("\u202c\u2069", _Kind.END),
}
_ANY = re.compile(f"[{''.join(_SIGNS)}]")
_PART = re.compile(rf"[{''.join(_SIGNS)}]|[^\W\d_{''.join(_SIGNS)}]+|\d")
_MARKED = {_Kind.LTR_MARK: _Kind.RTL, _Kind.RTL_MARK: _Kind.LTR}
_OPENING = frozenset({_Kind.EMBEDDING, _Kind.OVERRIDE, _Kind.HARMLESS})
_ISOLATES, _ENDS_ISOLATE = "\u2066\u2067\u2068", "\u2069"
_TO_LEFT = "\u202b\u202e\u2067"
_DEEPEST = 125  # levels
# With fewer words there is no order.
_FEWEST = 2


def reordering(text: str) -> list[int]:
    """Places of the signs that can show words in another order, rising.

    They are all embeddings, isolates and overrides, whose ends may lie in another part of the
    document, and marks of direction between letters of the other direction. What a text does not
    tell, since it begins or ends at a mark, counts as such a letter.
    """
    if _ANY.search(text) is None:
        return []
    found: list[int] = []
    before: _Kind | None = None
    marks: list[tuple[int, _Kind, _Kind | None]] = []
    for span, first, last in _parts(text):
        if first in _MARKED:
            marks.append((span.start, first, before))
        elif first in {_Kind.RTL, _Kind.LTR, _Kind.OTHER}:
            found += _turning(marks, first)
            before, marks = last, []
        else:
            found.append(span.start)
    return sorted([*found, *_turning(marks, None)])


def in_order(text: str) -> str:
    """A text as it can be shown: a replacement character (U+FFFD) stands for each such sign."""
    places = reordering(text)
    if not places:
        return text
    letters = list(text)
    for place in places:
        letters[place] = "\ufffd"
    return "".join(letters)


def is_reordered(text: str, quoted: Span) -> bool:
    """Whether signs may show the words of a part of a text in another order.

    Takes time in proportion to the part and what stands before it in its line.
    """
    start = text.rfind("\n", 0, quoted.start) + 1
    line = text[start : quoted.end]
    if _ANY.search(line) is None:
        return False
    place = quoted.start - start
    words = line[place:]
    if any(_SIGNS[words[at]] in _MARKED for at in reordering(words)):
        return True
    return _is_embedded(line, place)


def _is_embedded(line: str, place: int) -> bool:
    """Whether what stands in a line from a place on is overridden, or runs from left to right."""
    # The direction of the line itself is not known here.
    return any(_is_embedded_in(line, place, level) for level in (0, 1))


def _is_embedded_in(line: str, place: int, level: int) -> bool:
    open_here = _Embeddings(level)
    words, fewest = 0, _FEWEST
    for span, first, _ in _parts(line):
        if first is _Kind.HARMLESS:
            # Right beside another embedding, both run on from left to right as one.
            fewest = 1
        if first in _OPENING or first is _Kind.END:
            open_here.follow(line[span.start], first)
        elif span.end > place:
            kinds = open_here.kinds
            if _Kind.OVERRIDE in kinds and first in {_Kind.RTL, _Kind.LTR}:
                return True
            words += first is _Kind.RTL and _Kind.EMBEDDING in kinds
    return words >= fewest


class _Embeddings:
    """What is open at a place of a line, by the rules X1 to X7 of UAX 9.

    An isolate ends all that was opened in it; what ends an embedding ends none that an isolate
    stands in. What is nested too deep is not opened, and ends by itself.
    """

    def __init__(self, level: int) -> None:
        self._level = level
        self._opened: list[tuple[_Kind, int, bool]] = []  # with the level, and whether isolated
        self._isolates = 0
        self._isolates_beyond = 0
        self._embeddings_beyond = 0

    @property
    def kinds(self) -> set[_Kind]:
        """Of all that is open."""
        return {kind for kind, _, _ in self._opened}

    def follow(self, sign: str, kind: _Kind) -> None:
        """Take the next sign of the line."""
        if sign == _ENDS_ISOLATE:
            self._end_isolate()
        elif kind is _Kind.END:
            self._end_embedding()
        else:
            self._open(kind, is_rtl=sign in _TO_LEFT, is_isolate=sign in _ISOLATES)

    def _open(self, kind: _Kind, *, is_rtl: bool, is_isolate: bool) -> None:
        level = self._opened[-1][1] if self._opened else self._level
        level = (level + 1) | 1 if is_rtl else (level + 2) & ~1
        is_beyond = level > _DEEPEST or self._isolates_beyond or self._embeddings_beyond
        if not is_beyond:
            self._opened.append((kind, level, is_isolate))
            self._isolates += is_isolate
        elif is_isolate:
            self._isolates_beyond += 1
        elif not self._isolates_beyond:
            self._embeddings_beyond += 1

    def _end_isolate(self) -> None:
        if self._isolates_beyond:
            self._isolates_beyond -= 1
        elif self._isolates:
            self._embeddings_beyond = 0
            while not self._opened.pop()[2]:
                pass
            self._isolates -= 1

    def _end_embedding(self) -> None:
        if self._isolates_beyond:
            return
        if self._embeddings_beyond:
            self._embeddings_beyond -= 1
        elif self._opened and not self._opened[-1][2]:
            self._opened.pop()


def _parts(text: str) -> Iterator[_Part]:
    for match in _PART.finditer(text):
        found = match.group()
        yield _Part(Span(*match.span()), _kind(found[0]), _kind(found[-1]))


def _kind(character: str) -> _Kind:
    if character in _SIGNS:
        return _SIGNS[character]
    direction = unicodedata.bidirectional(character)
    if direction in {"R", "AL"}:
        return _Kind.RTL
    return _Kind.LTR if direction == "L" else _Kind.OTHER


def _turning(marks: list[tuple[int, _Kind, _Kind | None]], after: _Kind | None) -> list[int]:
    """Places of the marks that stand between letters of the other direction."""
    return [
        place
        for place, mark, before in marks
        if {before, after} <= {None, _MARKED[mark]} and {before, after} != {None}
    ]
