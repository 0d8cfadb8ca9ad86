"""Words of a language with how rare each is, from the data of wordfreq."""

import gzip
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pyarabic import araby

from search.arabic.normal_forms import normal_form
from search.arabic.normalizer import fold

# In centibels below 1: a word at 500 occurs once in 100,000 words, 600 is the end of the list.
RAREST = 600
# By so much more a word is frequent without the particle that it is joined to.
_FREQUENT = 50
_USUAL = 350
_SHORTEST_PART = 2
_LETTERS = frozenset(araby.LETTERS)
# What is written together with a word, and what a verb or an adjective begins and ends with.
_PREFIXES = {
    *(
        "",
        "و",
        "ف",
        "ب",
        "ل",
        "ك",
        "س",
        "وب",
        "ول",
        "وس",
        "فب",
        "فل",
        "ا",
        "ال",
        "وال",
        "لل",
        "ولل",
    ),
    *("بال", "وبال", "كال", "فال", "ي", "ت", "ن", "وي", "وت", "سي", "ست", "فسي", "وسي", "لي", "لت"),
}
_SUFFIXES = {
    *("", "ه", "ها", "هم", "هن", "هما", "كم", "ك", "ي", "نا", "ني", "ات", "ان", "ين", "ون", "يه"),
    *("ا", "وا", "ته", "تها", "تهم", "يا", "اته", "اتها", "اتهم", "يات", "تين", "تان", "يين"),
    *("يون", "وه", "ت", "انه", "انها", "انهم", "اننا", "وها", "وهم"),
}
_PREFIX_LENGTHS = range(max(map(len, _PREFIXES)) + 1)
_SUFFIX_LENGTHS = range(max(map(len, _SUFFIXES)) + 1)


def is_arabic(form: str) -> bool:
    """Whether a word has Arabic letters only."""
    return _LETTERS.issuperset(form)


def is_known(form: str) -> bool:
    """Whether the lexicon has a word, or has it without a prefix and a suffix."""
    rarities = arabic()
    return form in rarities or any(base in rarities for base in bases(form))


def bases(form: str) -> Iterator[str]:
    """A word without what may be written together with it before and behind it."""
    starts = [length for length in _PREFIX_LENGTHS if form[:length] in _PREFIXES]
    for end in (len(form) - length for length in _SUFFIX_LENGTHS):
        if form[end:] in _SUFFIXES:
            yield from (form[start:end] for start in starts if end - start >= _SHORTEST_PART)


def rarity(form: str) -> int:
    """How rare a normalised word is in the language, in centibels below certainty."""
    return arabic().get(form, RAREST)


@cache
def arabic() -> Mapping[str, int]:
    """Normalised Arabic words with how rare they are, in centibels below certainty."""
    rarities: dict[str, int] = {}
    for rarity, words in enumerate(_buckets("ar")):
        for form in fold("\n".join(words)).split("\n"):
            rarities.setdefault(form, rarity)
    return rarities


def has_particle(form: str, rest: str) -> bool:
    """Whether a word is a particle and the rest of it: that is far more frequent (لرويترز)."""
    return rarity(rest) + _FREQUENT <= rarity(form)


@cache
def _written() -> Mapping[str, str]:
    """How normalised words are usually written, where that is another way."""
    usual: dict[str, str] = {}
    for words in filter(None, _buckets("ar")):
        for word, form in zip(words, fold("\n".join(words)).split("\n"), strict=True):
            usual.setdefault(form, word)
    return {form: word for form, word in usual.items() if form != word}


def written(form: str) -> str:
    """A normalised word as it is usually written, as far as the lexicon knows."""
    usual = _written()
    for particle in ("", "وال", "بال", "فال", "لل", "ال", "و", "ب", "ل"):
        bare = form.removeprefix(particle)
        if form.startswith(particle) and bare in usual:
            return particle + usual[bare]
    return form


def spellings() -> Iterator[tuple[str, int]]:
    """Arabic words as they are written, with how rare each is, in centibels below certainty."""
    for rarity, words in enumerate(_buckets("ar")):
        yield from ((word, rarity) for word in words)


@cache
def english_and_french() -> frozenset[str]:
    """Words of English and of French, in lower case, with their accents and without."""
    found = {word for language in ("en", "fr") for each in _buckets(language) for word in each}
    return frozenset({*found, *map(without_accents, found)})


@cache
def usual_in_english_and_french() -> frozenset[str]:
    """Words of which one in some 3,000 words of a text is one, in lower case."""
    buckets = (each for language in ("en", "fr") for each in _buckets(language)[:_USUAL])
    return frozenset(word for each in buckets for word in each)


def frequencies(language: str) -> dict[str, float]:
    """Words of a language with the share of a text that each is."""
    buckets = enumerate(_buckets(language))
    return {word: 10 ** (-rarity / 100) for rarity, each in buckets for word in each}


def without_accents(word: str) -> str:
    """A word in Latin letters as many people type it."""
    letters = normal_form("NFKD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _buckets(language: str) -> list[list[str]]:
    """Words by their rarity. Importing the package would take more than a second.

    Raises:
        ModuleNotFoundError: wordfreq is not installed.
    """
    import msgpack

    spec = find_spec("wordfreq")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("Shawahid needs wordfreq: pip install wordfreq")
    path = Path(spec.origin).parent / "data" / f"small_{language}.msgpack.gz"
    _, *buckets = msgpack.loads(gzip.decompress(path.read_bytes()))
    return list(buckets)
