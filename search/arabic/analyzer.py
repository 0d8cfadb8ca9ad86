"""From text to index terms: words with their offsets, their stems and their 4-grams."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.arabic.normalizer import INVISIBLE, LOSSLESS, LOSSY, normalize
from search.arabic.stemmer import stem
from search.records import Span

GRAM = 4
# A rule that changes an analysed form must raise this: indexes then say that they are outdated.
VERSION = 1

_INSIDE = f"\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed{INVISIBLE}"
_WORD = re.compile(rf"[^\W_][\w{_INSIDE}]*")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: where it stands, its normalised form and its stem."""

    span: Span
    form: str
    stem: str

    @property
    def grams(self) -> list[str]:
        """Character 4-grams of the normalised form; a shorter word is one gram."""
        return [self.form[i : i + GRAM] for i in range(max(1, len(self.form) - GRAM + 1))]


def words(text: str) -> Iterator[Word]:
    """Words of the text in order; ``text[span.start:span.end]`` is the word as written."""
    for match in _WORD.finditer(text):
        form = normalize(match.group())
        if form:
            yield Word(Span(*match.span()), form, stem(form))


def fingerprint() -> str:
    """Changes whenever a term could change: an index keeps the one that it was made with."""
    rules = f"{VERSION}:{GRAM}:{len(LOSSLESS)}:{len(LOSSY)}:{_WORD.pattern}"
    return hashlib.sha256(rules.encode()).hexdigest()[:16]
