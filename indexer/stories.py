"""Tell near-duplicates: copies of one story, such as wire copy that several papers print.

``bands`` says which documents to compare, ``same_story`` compares two. Documents that share a band
are candidates; a story is a connected component of the pairs for which ``same_story`` holds. The
store keeps the bands, finds the candidates and groups (``search.storage.stories``).
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from search.arabic.analyzer import forms
from search.records import Span

# The figures below were chosen on the news articles with even numbers; see
# docs/decisions/0010-stories.md.
SHINGLE = 3
# Captions and credits ("the minister", "photo: ...") are shorter and repeat without being a story.
FEWEST_WORDS = 10
# 8 bands of 3 rows find 99 % of the pairs that are alike enough: 4 rows 96 %, 2 rows a third more
# candidates, 6 bands 97 %.
BANDS = 8
ROWS = 3
_SEED = 1
# Below it begin the reports that fill in one form: executions, congratulations, the weather.
ALIKE = 0.62
# A copy with paragraphs added or cut. No less than half as long: a digest holds several stories.
CONTAINED = 0.88
SHORTEST_COPY = 0.5
# What two reports of one form differ in: the names that each repeats, and its figures.
_NAMES_SHARE = 0.025
_FEWEST_NAMES = 2
_RESEMBLING = 0.6
# Two editions of a book differ in thousands of words: these are enough to tell.
_MOST_NAMES = 50
_MOST_OTHERS = 500
# Letters that are compared with others, twice what any two of 1,500 articles take: no commit waits
# for words that are made to take long. What is left after so many resembles nothing.
_MOST_LETTERS = 300_000
_FIGURES_SHARE = 1 / 3
_FEWEST_FIGURES = 3
_DISTINCTIVE_DIGITS = 3
_DIGITS = re.compile(r"[0-9]+")


class _Analysis(NamedTuple):
    words: tuple[str, ...]
    shingles: frozenset[str]


def bands(text: str, ignored: Sequence[Span] = ()) -> tuple[int, ...]:
    """Locality-sensitive hashes of a text: two copies of a story share at least one.

    Args:
        text: of the document.
        ignored: spans of it to leave out, such as share lines; disjoint, rising.

    Returns:
        ``BANDS`` signed 64-bit integers, comparable across documents without regard to their
        order, or none for a text of fewer than ``FEWEST_WORDS`` words.
    """
    from rensa import RMinHash

    analysis = _analyse(text, tuple(ignored))
    if len(analysis.words) < FEWEST_WORDS:
        return ()
    sketch = RMinHash(BANDS * ROWS, _SEED)
    sketch.update(list(analysis.shingles))
    digest = sketch.digest()
    return tuple(_hash(band, digest[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS))


def same_story(
    a: str, b: str, ignored_a: Sequence[Span] = (), ignored_b: Sequence[Span] = ()
) -> bool:
    """Whether two texts are copies of one story, the one perhaps cut or lightly edited.

    Reports that fill in one form with other names or figures are not: the weather of two days,
    two prices, two appointments.
    """
    first, second = _analyse(a, tuple(ignored_a)), _analyse(b, tuple(ignored_b))
    if min(len(first.words), len(second.words)) < FEWEST_WORDS:
        return False
    if first.words == second.words:
        return True
    if not _alike(first, second):
        return False
    return not _other_figures(first.words, second.words) and not _other_names(
        first.words, second.words
    )


def containment(a: str, b: str) -> float:
    """The share of the shingles of the shorter text that the other has, between 0 and 1."""
    first, second = _analyse(a, ()).shingles, _analyse(b, ()).shingles
    return len(first & second) / max(1, min(len(first), len(second)))


# A document is compared with several candidates, and has its bands made, in one go.
@lru_cache(maxsize=64)
def _analyse(text: str, ignored: tuple[Span, ...]) -> _Analysis:
    words = tuple(forms(_without(text, ignored)))
    return _Analysis(words, frozenset(map(" ".join, zip(*_shifted(words), strict=False))))


def _shifted(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    return (words[offset:] for offset in range(SHINGLE))


def _without(text: str, ignored: tuple[Span, ...]) -> str:
    if not ignored:
        return text
    starts = (0, *(span.end for span in ignored))
    ends = (*(span.start for span in ignored), len(text))
    return "\n".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _hash(band: int, values: Sequence[int]) -> int:
    data = b"".join(value.to_bytes(4, "little") for value in (band, *values))
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little", signed=True)


def _alike(a: _Analysis, b: _Analysis) -> bool:
    shared = len(a.shingles & b.shingles)
    shorter, longer = sorted((len(a.shingles), len(b.shingles)))
    if shared >= ALIKE * (shorter + longer - shared):
        return True
    return shared >= CONTAINED * shorter and shorter >= SHORTEST_COPY * longer


def _other_figures(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether each text has several figures that the other lacks."""
    numbers = [[digits for word in words for digits in _DIGITS.findall(word)] for words in (a, b)]
    known = [(set(digits), "".join(digits)) for digits in numbers]
    missing = [
        sum(not _appears(digits, *known[1 - side]) for digits in known[side][0]) for side in (0, 1)
    ]
    fewest = min(len(known[0][0]), len(known[1][0]))
    return min(missing) >= max(_FEWEST_FIGURES, _FIGURES_SHARE * fewest)


def _appears(digits: str, figures: set[str], joined: str) -> bool:
    # Papers write 41882 and 41 882: a long number may stand there in pieces.
    return digits in figures or (len(digits) >= _DISTINCTIVE_DIGITS and digits in joined)


def _other_names(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether each text keeps using words that the other does not have, nor resembling ones."""
    counts = Counter(a), Counter(b)
    own = [[word for word in counts[side] if word not in counts[1 - side]] for side in (0, 1)]
    return all(
        _insistent(own[side], own[1 - side], counts[side], len(words))
        for side, words in ((0, a), (1, b))
    )


def _insistent(own: list[str], others: list[str], counts: Counter[str], total: int) -> bool:
    repeated = [word for word in own if counts[word] > 1][:_MOST_NAMES]
    if sum(counts[word] for word in repeated) < _NAMES_SHARE * total:
        return False
    names = _unlike(repeated, others[:_MOST_OTHERS])
    occurrences = sum(counts[word] for word in names)
    return len(names) >= _FEWEST_NAMES and occurrences >= _NAMES_SHARE * total


def _unlike(words: list[str], others: list[str]) -> list[str]:
    """The words that resemble none of the others: papers spell foreign names in their own ways."""
    left = _MOST_LETTERS
    unlike: list[str] = []
    for word in words:
        matcher = SequenceMatcher(None, b=word, autojunk=False)
        for other in others:
            left -= len(word) + len(other)
            if left > 0 and _may_resemble(matcher, other):
                # Words of one letter again and again take so long.
                left -= len(word) * len(other) * min(len(word), len(other))
                if left > 0 and matcher.ratio() >= _RESEMBLING:
                    break
        else:
            unlike.append(word)
    return unlike


def _may_resemble(matcher: SequenceMatcher[str], other: str) -> bool:
    matcher.set_seq1(other)
    return matcher.real_quick_ratio() >= _RESEMBLING and matcher.quick_ratio() >= _RESEMBLING
