"""Split words that were written without the space between them: ``اليمنلبنان``, ``وزيرالعدل``.

Evidence, strongest first: ta marbuta inside a word, which only ends one; a known word before
``ال`` and a known word; two frequent words. The last two need a word that is not known itself,
with or without the particles and pronouns that Arabic writes together with a word.
"""

import gzip
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from pyarabic import araby

from search.arabic.normalizer import normalize
from search.records import Span

_ARTICLE = araby.ALEF + araby.LAM
_LETTERS = frozenset(araby.LETTERS)
_FOLDED = {x: normalize(x) for x in araby.LETTERS if normalize(x) != x}
_SHORTEST = 5
_SHORTEST_PART = 2
_SHORTEST_NAME = 3
_SHORTEST_WITH_ARTICLE = 5
_SHORTEST_FREQUENT = 4
# In centibels below 1: a word at 500 occurs once in 100,000 words, 600 is the end of the list.
RAREST = 600
_COMMON_BEFORE_ARTICLE = 520
_COMMON_WITH_ARTICLE = 560
_FREQUENT = 425
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


def segments(word: str) -> list[Span]:
    """Spans of the words in what was written as one: rising, disjoint, covering it.

    Marks and tatweel stay with the letter before them.
    """
    letters = [index for index, letter in enumerate(word) if letter in _LETTERS]
    written = "".join(word[index] for index in letters)
    if len(written) < _SHORTEST or not (written == word or normalize(word) == normalize(written)):
        return [Span(0, len(word))]
    cuts = [0, *(letters[cut] for cut in _cuts(written)), len(word)]
    return [Span(start, end) for start, end in pairwise(cuts)]


def _cuts(written: str) -> list[int]:
    """Where new words begin among the letters."""
    after_marbuta = [
        index + 1
        for index, letter in enumerate(written)
        if letter == araby.TEH_MARBUTA
        and index >= _SHORTEST_PART
        and index + 1 <= len(written) - _SHORTEST_PART
    ]
    edges = [0, *after_marbuta, len(written)]
    found = list(after_marbuta)
    for start, end in pairwise(edges):
        cut = _cut(written[start:end])
        if cut:
            found.append(start + cut)
    return sorted(found)


def _cut(written: str) -> int:
    """Where the second of two words that the lexicon knows begins; 0 for one word."""
    form = _fold(written)
    rarities = _rarities()
    # Both words must be known, so neither is longer than the longest that is.
    longest = _longest()
    if not 2 * _SHORTEST_NAME <= len(form) <= 2 * longest or is_known(form):
        return 0
    best = (RAREST * 2, 0)
    first = max(_SHORTEST_NAME, len(form) - longest)
    for cut in range(first, len(form) - _SHORTEST_NAME + 1):
        left, right = rarities.get(form[:cut], RAREST), rarities.get(form[cut:], RAREST)
        if _plausible(form, cut, left, right):
            best = min(best, (left + right, cut))
    return best[1]


def _plausible(form: str, cut: int, left: int, right: int) -> bool:
    if form.startswith(_ARTICLE, cut):
        # المخ and الطين are words, but المخالطين is one too.
        shortest = _SHORTEST_WITH_ARTICLE if form.startswith(_ARTICLE) else _SHORTEST_NAME
        long_enough = cut >= shortest and len(form) - cut >= _SHORTEST_WITH_ARTICLE
        return long_enough and left < _COMMON_BEFORE_ARTICLE and right < _COMMON_WITH_ARTICLE
    long_enough = min(cut, len(form) - cut) >= _SHORTEST_FREQUENT
    return long_enough and max(left, right) < _FREQUENT


def is_known(form: str) -> bool:
    """Whether the lexicon has a word, or has it without a prefix and a suffix."""
    rarities = _rarities()
    if form in rarities:
        return True
    starts = [length for length in _PREFIX_LENGTHS if form[:length] in _PREFIXES]
    ends = [len(form) - length for length in _SUFFIX_LENGTHS]
    return any(
        form[start:end] in rarities
        for end in ends
        if form[end:] in _SUFFIXES
        for start in starts
        if end - start >= _SHORTEST_PART
    )


def rarity(form: str) -> int:
    """How rare a normalised word is in the language, in centibels below certainty."""
    return _rarities().get(form, RAREST)


@cache
def _rarities() -> dict[str, int]:
    """Normalised words with how rare they are, in centibels below certainty.

    Read from the data of wordfreq: importing the package takes more than a second.

    Raises:
        ModuleNotFoundError: wordfreq is not installed.
    """
    import msgpack

    spec = find_spec("wordfreq")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("Shawahid needs wordfreq: pip install wordfreq")
    path = Path(spec.origin).parent / "data" / "small_ar.msgpack.gz"
    _, *buckets = msgpack.loads(gzip.decompress(path.read_bytes()))
    rarities: dict[str, int] = {}
    for rarity, words in enumerate(buckets):
        for form in _fold("\n".join(words)).split("\n"):
            rarities.setdefault(form, rarity)
    return rarities


@cache
def _longest() -> int:
    return max(map(len, _rarities()))


def _fold(text: str) -> str:
    """What ``normalize`` does to words without marks, four times as fast on a long text."""
    for letter, folded in _FOLDED.items():
        text = text.replace(letter, folded)
    return text
