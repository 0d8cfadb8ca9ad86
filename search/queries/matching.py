"""Whether words stand in a text, and the terms that a text in which they stand has."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain

from search.arabic.analyzer import words
from search.arabic.normalizer import normalize
from search.arabic.stemmer import stem
from search.queries.conditions import Match, Words

_PATTERNS_KEPT = 256
_ARTICLE = "ال"
# What is written together with the word after it: "and", "so", then "with", "like", "for".
_PARTICLES = tuple(
    f"{first}{second}" for first in ("", "و", "ف") for second in ("", "ب", "ك", "ل")
)[1:]
_SHORTEST = 4
# Blocks of letters that have several spellings: Arabic, its supplements and presentation forms.
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
# Punctuation and space between two words of a phrase.
_BETWEEN = r"[\W_]{0,5}"


def stands_in(wanted: Words, text: str) -> bool:
    """Whether words stand in a text: all of them, and in their order unless they are inflected."""
    if wanted.match is Match.INFLECTED:
        stems = {word.stem for word in words(text)}
        return all(word.stem in stems for word in words(wanted.text))
    if wanted.match is Match.FOLDED and not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return _pattern(wanted.text, wanted.match).search(text) is not None


def stem_phrases(wanted: Words) -> list[list[str]]:
    """Stems that follow each other where words stand: one of the lists does."""
    found = list(words(wanted.text))
    stems = [word.stem for word in found]
    if wanted.match is not Match.FOLDED:
        return [stems]
    firsts = dict.fromkeys(stem(form) for form in _firsts([word.form for word in found]))
    return [[first, *stems[1:]] for first in firsts]


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
def _pattern(text: str, match: Match) -> re.Pattern[str]:
    marks = _spellings()[""]
    # Marks belong to the letter before them.
    before, after = rf"(?<![^\W_])(?<![{marks}])", rf"(?![^\W_]|[{marks}])"
    if match is Match.EXACT:
        return re.compile(before + r"\s+".join(map(re.escape, text.split())) + after)
    forms = [word.form for word in words(text)]
    firsts = "|".join(map(_folded, _firsts(forms)))
    rest = "".join(_BETWEEN + _folded(form) for form in forms[1:])
    return re.compile(f"{before}(?:{firsts}){rest}{after}", re.IGNORECASE)


def _folded(form: str) -> str:
    """A pattern of all spellings of a normalised word."""
    spellings = _spellings()
    marks = spellings[""]
    return "".join(
        rf"[{re.escape(letter)}{spellings.get(letter, '')}][{marks}]*+" for letter in form
    )


@cache
def _spellings() -> Mapping[str, str]:
    """Characters that are normalised to a letter, or to nothing."""
    found: dict[str, str] = {}
    for character in map(chr, chain(*_BLOCKS, *_INVISIBLE)):
        form = normalize(character)
        if len(form) <= 1 and not character.isspace() and form != character:
            found[form] = found.get(form, "") + re.escape(character)
    return found
