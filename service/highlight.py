"""Cut a text where its highlights begin and end."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Literal

from search.records import Span

Flag = Literal["in_passage", "in_sentence", "is_evidence", "fold"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text within which no highlight begins or ends.

    Attributes:
        fold: how many of the spans in sight it lies outside of.
        match: the number of the match that it is of, from 1; 0 where it is of none.
        begins_match: whether it is the first of that.
    """

    text: str
    in_passage: bool
    in_sentence: bool
    is_evidence: bool
    fold: int = 0
    match: int = 0
    begins_match: bool = False


def segments(  # noqa: PLR0913 - one span a kind of highlight
    text: str,
    *,
    offset: int = 0,
    passage: Span | None = None,
    sentence: Span | None = None,
    evidence: Iterable[Span] = (),
    in_sight: Sequence[Span] = (),
    matches: Sequence[Span] = (),
) -> list[Segment]:
    """Segments in order; joined, they are exactly ``text``.

    Spans count from the start of the document, of which ``text`` begins at ``offset``. What lies
    outside ``text`` is ignored. Of the spans ``in_sight`` each lies in the next;
    ``matches`` are disjoint and rising.
    """
    passages, chosen = _present(passage), _present(sentence)
    words = list(evidence)
    end = offset + len(text)
    spans = (*passages, *chosen, *words, *in_sight, *matches)
    inner = {at for span in spans for at in span if offset < at < end}
    return [
        Segment(
            text=text[left - offset : right - offset],
            in_passage=_covers(passages, left, right),
            in_sentence=_covers(chosen, left, right),
            is_evidence=_covers(words, left, right),
            fold=sum(not _covers([span], left, right) for span in in_sight),
            match=_number(matches, left),
            begins_match=any(span.start == left for span in _at(matches, left)),
        )
        for left, right in pairwise(sorted({offset, end} | inner))
    ]


def runs(parts: Iterable[Segment], flag: Flag) -> list[tuple[int, list[Segment]]]:
    """Neighbouring segments with the same flag together, so that elements can nest."""
    return [(value, list(group)) for value, group in groupby(parts, attrgetter(flag))]


def _at(matches: Sequence[Span], place: int) -> Sequence[Span]:
    """The match that has a place, if there is one."""
    last = bisect_right(matches, place, key=lambda span: span.start)
    return [span for span in matches[max(0, last - 1) : last] if place < span.end]


def _number(matches: Sequence[Span], place: int) -> int:
    """The number of the match that has a place, from 1; 0 for none."""
    here = _at(matches, place)
    return bisect_right(matches, place, key=lambda span: span.start) if here else 0


def _present(span: Span | None) -> Sequence[Span]:
    return [] if span is None else [span]


def _covers(spans: Sequence[Span], left: int, right: int) -> bool:
    return any(span.start <= left and right <= span.end for span in spans)
