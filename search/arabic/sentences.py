"""Split Arabic text into sentences, as spans of the text itself.

A sentence ends at ``. ! ? ؟ ؛ …`` (with the closing quotes and brackets after it) before white
space, and at every line end. A full stop does not end it inside a number or after an abbreviation:
a title (``د.``), letters with a stop each (``ص.ب.``, ``U.N.R.W.A.``, ``د. م.``), names of Latin
letters (``بي. بي.``), or the initial of a name in Latin letters.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from search.records import Span

# Titles and eras that newspapers shorten, and titles with "and" before them.
_ABBREVIATIONS = frozenset(
    {"د", "أ", "ا", "م", "ص", "ج", "ط", "س", "ت", "ق", "ه", "هـ", "ود", "وأ", "وا", "وم"}
    | {"Dr", "Mr", "Mrs", "Ms", "Prof", "Ph.D"}
)
_LETTER = "[A-Za-z\u0621-\u063a\u0641-\u064a]\u0640?"
_LETTERS = re.compile(rf"و?{_LETTER}(?:\.{_LETTER})+\Z")
# A letter after another one with its stop, and an initial before the next part of a name.
_AFTER_A_LETTER = re.compile(rf"(?:\A|[\s(])و?{_LETTER}(?:\.{_LETTER})*\.[^\S\n]{_LETTER}\Z")
# Names of Latin letters one after another: بي. بي، سي. إن. إن. Some are words too, with which a
# sentence may begin: the next one of these needs a stop of its own.
_NAMES = (
    "[إاأ]يه|بي|سي|دي|[إا]ف|جي|جيه|[إا]تش|[آا]ي|كيه|[إا]م|كيو|[آا]ر|[إا]س|تي|يو|دبليو|[إا]كس|واي"
)
_WORDS_TOO = "[إا]ن|[إا]ل|[أا]و|[إا]ي"
_NAMES_END = frozenset(" \u00a0هيفشمورسنل")
_NAMED = rf"(?:\A|[\s(«\"'.])و?(?:{_NAMES}|{_WORDS_TOO})[^\S\n]?"
_SPELT = re.compile(rf"{_NAMED}\Z")
_SPELT_BEFORE = re.compile(rf"{_NAMED}\.[^\S\n]?(?:{_NAMES}|{_WORDS_TOO})\Z")
_SPELT_ON = re.compile(rf"\.[^\S\n]?(?:(?:{_NAMES})(?![^\W_])|(?:{_WORDS_TOO})[^\S\n]?\.)")
_INITIAL = re.compile(r"(?:\A|[\s(.])[A-Z]\.\s[A-Z]")
_CLOSERS = "\"'”’»)\\]}›"
_MARKS = ".!?؟؛…"
_LINE_ENDS = "\n\r\u0085\u2028\u2029"
# It begins with what is looked for, which takes a tenth of the time; looking behind that keeps a
# long run of full stops that ends nothing from being tried at each of them.
_END = re.compile(
    rf"[{_MARKS}{_LINE_ENDS}]"
    rf"(?:(?<=[{_MARKS}])(?<![{_MARKS}]{{2}})[{_MARKS}]*[{_CLOSERS}]*(?=\s|$)"
    rf"|(?<=[{_LINE_ENDS}])[{_LINE_ENDS}]*)"
)
_LAST_WORD = re.compile(r"[^\s(«“\"']*\Z")
_LONGEST_ABBREVIATION = 16
# Of two names of letters, with what stands between them.
_LONGEST_SPELT = 20
# With so many letters in a row before its stop a word is none, which is told at once; with so many
# digits, or letters of which one is not Latin, neither.
_NO_ABBREVIATION, _NO_ARABIC_ONE = 5, 3
# Texts that are read together, such as the passages of an answer.
_TEXTS_KEPT = 64
_LONGEST_KEPT = 10_000


def sentences(text: str) -> list[Span]:
    """Spans of the sentences in order: disjoint, without white space at their ends.

    Every character outside the spans is white space.
    """
    return list(_trimmed(text))


def sentences_of(text: str) -> Sequence[Span]:
    """The ``sentences`` of a text that several look at one after another, kept for a while."""
    return _kept_sentences(text) if len(text) <= _LONGEST_KEPT else sentences(text)


@lru_cache(maxsize=_TEXTS_KEPT)
def _kept_sentences(text: str) -> Sequence[Span]:
    return tuple(sentences(text))


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
    stop = match.start()
    if text[stop - 1 : stop] in _NAMES_END and _is_spelt(text, start, stop):
        return True
    last = text[max(0, stop - _NO_ARABIC_ONE) : stop]
    if len(last) == _NO_ARABIC_ONE and last.isalnum() and (not last.isascii() or last.isdigit()):
        return False
    if stop >= _NO_ABBREVIATION and text[stop - _NO_ABBREVIATION : stop].isalnum():
        return False
    # One letter more than an abbreviation has tells a longer word.
    start = max(start, stop - _LONGEST_ABBREVIATION - 1)
    found = _LAST_WORD.search(text, start, stop)
    word = found.group() if found and len(found.group()) <= _LONGEST_ABBREVIATION else ""
    return (
        word.rstrip(".") in _ABBREVIATIONS
        or _LETTERS.match(word) is not None
        or _AFTER_A_LETTER.search(text, start, stop) is not None
        or _INITIAL.match(text, max(start, stop - 2), stop + 3) is not None
    )


def _is_spelt(text: str, start: int, stop: int) -> bool:
    """Whether a stop is between names of letters, or behind the last of several."""
    spelt = _SPELT if _SPELT_ON.match(text, stop) else _SPELT_BEFORE
    return spelt.search(text, max(start, stop - _LONGEST_SPELT), stop) is not None


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
