"""Whether words stand in a text, and the terms that a text in which they stand has."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain

from search.arabic.analyzer import words
from search.arabic.normalizer import normalize
from search.queries.conditions import Match, Words

_PATTERNS_KEPT = 256
_ARTICLE = "ال"
# What is written together with the word after it: "and", "so", then "with", "like", "for".
_PARTICLES = tuple(
    f"{first}{second}" for first in ("", "و", "ف") for second in ("", "ب", "ك", "ل")
)[1:]
_SHORTEST = 4
# Blocks of letters and marks: Arabic, its supplements and presentation forms.
_BLOCKS = (
    range(0x0600, 0x0780),
    range(0x08A0, 0x0900),
    range(0xFB50, 0xFE00),
    range(0xFE70, 0xFF00),
)
_INVISIBLE = (
    range(0xAD, 0xAE),
    range(0x200B, 0x2010),
    range(0x202A, 0x202F),
    range(0x2060, 0x2070),
)


def stands_in(wanted: Words, text: str) -> bool:
    """Whether words stand in a text: all of them, and in their order unless they are inflected."""
    if wanted.match is Match.EXACT:
        return _pattern(wanted.text).search(text) is not None
    found = [*words(text)]
    if wanted.match is Match.INFLECTED:
        return {word.stem for word in words(wanted.text)} <= {word.stem for word in found}
    forms = _joined(word.form for word in found)
    return any(_joined(phrase) in forms for phrase in form_phrases(wanted))


def form_phrases(wanted: Words) -> list[list[str]]:
    """Normalised words that follow each other where words stand: those of one of the lists do."""
    forms = [word.form for word in words(wanted.text)]
    firsts = [forms[0]] if wanted.match is Match.EXACT else dict.fromkeys(_firsts(forms))
    return [[first, *forms[1:]] for first in firsts]


def _joined(forms: Iterable[str]) -> str:
    return f" {' '.join(forms)} "


def _firsts(forms: Sequence[str]) -> Iterator[str]:
    """The first word of a phrase, and the word with what is written together with it."""
    form = forms[0]
    yield form
    # Alone, a short word with a particle is another word: "tab" and "kitab".
    if form.isascii() or (len(forms) == 1 and len(form) < _SHORTEST):
        return
    for particle in _PARTICLES:
        yield particle + form
        if particle.endswith("ل") and form.startswith(_ARTICLE):
            yield f"{particle}{form[1:]}"


@lru_cache(_PATTERNS_KEPT)
def _pattern(text: str) -> re.Pattern[str]:
    """Of words to the letter; marks belong to the letter before them."""
    before, after = rf"(?<![^\W_])(?<![{_marks()}])", rf"(?![^\W_]|[{_marks()}])"
    return re.compile(before + r"\s+".join(map(re.escape, text.split())) + after)


@cache
def _marks() -> str:
    """Characters that are normalised to nothing, for a set of a pattern."""
    found = (
        character
        for character in map(chr, chain(*_BLOCKS, *_INVISIBLE))
        if not normalize(character) and not character.isspace()
    )
    return "".join(map(re.escape, found))
