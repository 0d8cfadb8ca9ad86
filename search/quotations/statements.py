"""Who said what in a document: its quotations whose speaker it names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.arabic.analyzer import words
from search.arabic.listings import listed
from search.arabic.negation import find_negation
from search.arabic.speakers import find_speaker
from search.records import Document, Span

# Shorter ones are names and titles, or words that their writer keeps at a distance.
_FEWEST_WORDS = 4
# So many are a statement also where a clause of the writer leads to them.
_SENTENCE = 8
_LONGEST = 2000
# Of one document: each takes some milliseconds.
MOST_LOOKED_AT = 60
# To whom, not who: قال لي.
_TO_WHOM = listed("لي لنا له لها لهم لهما لهن لك لكم")

_QUOTED = re.compile(
    rf"«(?P<a>[^«»\n]{{1,{_LONGEST}}})»"
    rf"|“(?P<b>[^“”\n]{{1,{_LONGEST}}})”"
    rf'|(?<!\w)"(?=\S)(?P<c>[^"\n]{{1,{_LONGEST}}})(?<=\S)"(?!\w)'
)
# What leads directly to the words: a colon, a comma, or "that".
_LEADS = re.compile(r"(?:[:،,]|(?<!\w)(?:و|ف)?ب?[أإا]ن(?:ه|ها|هم|هما|نا|ني|ي)?)\s*\Z")
_BEFORE = 40
_MARKS = '«“" '


@dataclass(frozen=True, slots=True)
class Statement:
    """A quotation and who says it, as offsets of the document's text.

    Attributes:
        words: between the quotation marks.
        speaker: as the document names them.
    """

    words: Span
    speaker: Span


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of a document, in order, and whether all of its quotations were looked at."""

    found: tuple[Statement, ...]
    is_all: bool


def statements(document: Document) -> Statements:
    """The quotations of a document whose speaker is clear.

    The first ``MOST_LOOKED_AT`` quotations are looked at.
    """
    found: list[Statement] = []
    quoted = _quoted(document)
    for number, (span, length) in enumerate(quoted):
        if number == MOST_LOOKED_AT:
            return Statements(tuple(found), is_all=False)
        statement = _statement(document.text, span, length)
        if statement is not None:
            found.append(statement)
    return Statements(tuple(found), is_all=True)


def _quoted(document: Document) -> Iterator[tuple[Span, int]]:
    """What stands between quotation marks and is long enough, with the number of its words."""
    for match in _QUOTED.finditer(document.text):
        start, end = match.span(match.lastgroup or 0)
        inside = document.text[start:end]
        length = sum(1 for _ in words(inside))
        if length >= _FEWEST_WORDS and not _is_ignored(Span(start, end), document.ignored):
            first = start + len(inside) - len(inside.lstrip())
            yield Span(first, start + len(inside.rstrip())), length


def _is_ignored(span: Span, ignored: Sequence[Span]) -> bool:
    return any(span.overlaps(each) for each in ignored)


def _statement(text: str, span: Span, length: int) -> Statement | None:
    if find_negation(text, span.start) is not None:
        return None
    speaker = find_speaker(text, span)
    if speaker is None or speaker.overlaps(span):
        return None
    if any(word.form in _TO_WHOM for word in words(text[slice(*speaker)])):
        return None
    before = text[max(0, span.start - _BEFORE) : span.start].rstrip(_MARKS)
    is_led_to = (
        speaker.start > span.end
        or length >= _SENTENCE
        or _LEADS.search(before) is not None
        or not text[speaker.end : span.start].strip(_MARKS)
    )
    return Statement(span, speaker) if is_led_to else None
