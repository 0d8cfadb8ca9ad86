"""Cut a document into passages: runs of whole sentences within a number of model tokens."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from search.arabic.sentences import paragraphs, sentences
from search.records import LONGEST_PASSAGE, Document, Passage, Span, blank

# Gives the spans of a text's model tokens, in order, as offsets into the text.
TokenSpans = Callable[[str], Iterable[Span]]


_VISIBLE = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class PassageSettings:
    """Sizes in model tokens, without the title and the prompt.

    Attributes:
        tokens: the most that a passage has.
        overlap_sentences: how many sentences a passage shares with the one before.
        overlap_tokens: the most that these have; a longer one is not repeated.
    """

    tokens: int = 384
    overlap_sentences: int = 1
    overlap_tokens: int = 48


def cut(document: Document, token_spans: TokenSpans, settings: PassageSettings) -> list[Passage]:
    """Passages of a document, in order.

    Together they hold every sentence; none is longer than ``settings.tokens``, nor than
    ``LONGEST_PASSAGE``, as marks and spaces that are no tokens may be. A paragraph that
    fits into one passage is not cut, and a sentence that fits into none is split at commas or
    white space. Sentences inside ignored spans begin and end no passage.
    """
    text = blank(document.text, document.ignored)
    # Eight bytes each: a text may be as long as a library.
    starts = array("q", (span.start for span in token_spans(text)))

    def size(start: int, end: int) -> int:
        if end - start > LONGEST_PASSAGE:
            return settings.tokens + 1
        return bisect_left(starts, end) - bisect_left(starts, start)

    found = []
    current: list[Span] = []
    for paragraph in paragraphs(text, sentences(text)):
        units = [part for span in paragraph for part in _split(text, span, size, settings.tokens)]
        whole = size(units[0].start, units[-1].end) <= settings.tokens
        for part in [units] if whole else [[unit] for unit in units]:
            outer = Span(part[0].start, part[-1].end)
            if current and size(current[0].start, outer.end) > settings.tokens:
                found.append(current)
                current = _overlap(current, outer, size, settings)
            current.extend(part)
    if current:
        found.append(current)
    return [Passage(document, run[0].start, run[-1].end) for run in found]


def _overlap(
    previous: list[Span], unit: Span, size: Callable[[int, int], int], settings: PassageSettings
) -> list[Span]:
    """The last sentences of a passage, where they are short and the next one has room for them."""
    tail = previous[1:][-settings.overlap_sentences :] if settings.overlap_sentences else []
    while tail and (
        size(tail[0].start, unit.end) > settings.tokens
        or size(tail[0].start, tail[-1].end) > settings.overlap_tokens
    ):
        tail = tail[1:]
    return tail


def _split(text: str, span: Span, size: Callable[[int, int], int], limit: int) -> Iterator[Span]:
    """The sentence itself, or parts of it that fit: cut after a comma, else at white space."""
    start = span.start
    while size(start, span.end) > limit:
        cut_at = _cut_point(text, start, _furthest(start, span.end, size, limit), size)
        yield Span(start, _rstrip(text, start, cut_at))
        start = _lstrip(text, cut_at, span.end)
    yield Span(start, span.end)


def _furthest(start: int, end: int, size: Callable[[int, int], int], limit: int) -> int:
    """The last offset up to which the text still fits; at least one character on."""
    low, high = start + 1, end
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(start, middle) <= limit else (low, middle - 1)
    return low


def _cut_point(text: str, start: int, furthest: int, size: Callable[[int, int], int]) -> int:
    # A comma in the first half would leave a stump, and one inside a token two halves of it.
    for at in range(furthest, max(start + 1, (start + furthest) // 2), -1):
        if text[at - 1] in "،," and (text[at : at + 1].isspace() or size(at, at + 1)):
            return at
    for at in range(furthest, start, -1):
        if at < len(text) and text[at].isspace():
            return at
    return furthest


def _rstrip(text: str, start: int, end: int) -> int:
    return start + max(1, len(text[start:end].rstrip()))


def _lstrip(text: str, start: int, end: int) -> int:
    found = _VISIBLE.search(text, start, end)
    return end if found is None else found.start()
