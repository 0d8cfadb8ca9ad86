"""Split Arabic text into sentences, as spans of the text itself.

A sentence ends at ``. ! ? ؟ ؛ …`` (with the closing quotes and brackets after it) before white
space, and at every line end. A full stop inside a number or after an abbreviation does not end it.
"""

import re
from collections.abc import Iterator

from search.records import Span

# Titles that newspapers shorten, and eras: the full stop after them does not end a sentence.
_ABBREVIATIONS = frozenset(
    {"د", "أ", "ا", "م", "ص", "ج", "ط", "س", "ت", "ق", "ه", "هـ"}
    | {"أ.د", "ا.د", "ج.م", "ق.م", "ب.م", "هـ.ش"}
)
_CLOSERS = "\"'”’»)\\]}›"
# Looking behind keeps a long run of full stops that ends nothing from being tried at each of them.
_MARKS = ".!?؟؛…"
_END = re.compile(rf"(?:(?<![{_MARKS}])[{_MARKS}]+[{_CLOSERS}]*(?=\s|$))|[\n\r\u0085\u2028\u2029]+")
_LINE_ENDS = "\n\r\u0085\u2028\u2029"
_LAST_WORD = re.compile(r"[^\s(«“\"']*\Z")
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))


def sentences(text: str) -> list[Span]:
    """Spans of the sentences in order: disjoint, without white space at their ends.

    Every character outside the spans is white space.
    """
    return list(_trimmed(text))


def _trimmed(text: str) -> Iterator[Span]:
    start = 0
    for match in _END.finditer(text):
        if _is_abbreviation(text, start, match):
            continue
        yield from _strip(text, start, match.end())
        start = match.end()
    yield from _strip(text, start, len(text))


def _is_abbreviation(text: str, start: int, match: re.Match[str]) -> bool:
    if match.group() != ".":
        return False
    # One letter more than an abbreviation has tells a longer word.
    start = max(start, match.start() - _LONGEST_ABBREVIATION - 1)
    word = _LAST_WORD.search(text, start, match.start())
    return word is not None and word.group().rstrip(".") in _ABBREVIATIONS


def _strip(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = end - len(piece) + len(piece.rstrip())
    if left < right:
        yield Span(left, right)


def paragraphs(text: str, spans: list[Span]) -> list[list[Span]]:
    """Group sentence spans by the lines on which they stand."""
    groups: list[list[Span]] = []
    for span in spans:
        between = text[groups[-1][-1].end : span.start] if groups else "\n"
        if any(mark in between for mark in _LINE_ENDS):
            groups.append([span])
        else:
            groups[-1].append(span)
    return groups
