"""What a reader may be about to ask: authors, sources, phrases and titles with what is typed.

Texts of one kind are folded into one string, a text on a line, the likeliest first, and looked
through with ``str.find``: ten thousands of titles take a millisecond.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from search.arabic.analyzer import forms
from search.arabic.stopwords import STOPWORDS

# Code points of folded texts of a kind that are looked through: some 150,000 titles.
LONGEST = 1 << 23
# Titles that make a few words a phrase, words of a phrase, and phrases that are kept.
FREQUENT = 3
_PHRASE = range(2, 5)
_MOST_PHRASES = 5_000
# At most so many of what is suggested are authors and sources, and so many phrases.
_NAMES = 2
_PHRASES = 3
# Longer bylines are sentences.
_LONGEST_NAME = 60
# What is shorter is looked for where words begin only: it stands inside of too many.
_SHORTEST_INSIDE = 3
# Texts that are looked at for one search at most: the likeliest that have its longest word.
_LOOKED_AT = 2_000
# Lines begin with it, and words with a space: a word stands between spaces.
_LINE = "\n"
_ARTICLES = ("ال", "وال", "بال", "لل", "و", "ب", "ل")
# What names end with only where they go on.
_GOES_ON = frozenset({"بن", "ابن", "بنت", "ابو", "ابي", "عبد", "ال", "ام"})


class Known(NamedTuple):
    """What is suggested of a document: its number, title, author and source."""

    document: int
    title: str | None
    author: str | None
    source: str | None


class Suggestion(NamedTuple):
    """A text, and the number of a document that has it."""

    text: str
    document: int


class _Texts:
    """Texts of one kind, the likeliest first."""

    def __init__(self, texts: Iterable[Suggestion]) -> None:
        self._texts: list[Suggestion] = []
        self._starts: list[int] = []
        lines: list[str] = []
        length = 0
        for text in texts:
            line = f"{_LINE} {' '.join(forms(text.text))} "
            if length + len(line) > LONGEST:
                break
            self._texts.append(text)
            self._starts.append(length)
            lines.append(line)
            length += len(line)
        self._folded = "".join(lines) + _LINE

    def matching(self, typed: Sequence[str], k: int) -> list[Suggestion]:
        """The first ``k`` that have every word typed, the last one as a part: best places first."""
        asked = " ".join(typed)
        found: dict[int, None] = {}
        for needle in (f"{_LINE} {asked}", f" {asked}"):
            found.update(dict.fromkeys(islice(self._lines(needle), k)))
        if len(found) < k:
            found.update(dict.fromkeys(self._elsewhere(typed)))
        texts = [self._texts[bisect_right(self._starts, start) - 1] for start in found]
        return [text for text in texts if forms(text.text) != list(typed)][:k]

    def _elsewhere(self, typed: Sequence[str]) -> list[int]:
        """Texts with the words apart, after an article, or with the last one inside of a word."""
        *whole, last = typed
        longest = max(whole, key=len, default="")
        if len(longest) > len(last):
            needle = f" {longest} "
        else:
            needle = last if len(last) >= _SHORTEST_INSIDE else f" {_ARTICLES[0]}{last}"
        ranked = []
        for start in islice(self._lines(needle), _LOOKED_AT):
            line = self._folded[start : self._folded.find(_LINE, start + 1)]
            place = _place(line, last)
            if place is not None and all(f" {word} " in line for word in whole):
                ranked.append((place, start))
        return [start for _, start in sorted(ranked)]

    def _lines(self, needle: str) -> Iterator[int]:
        """Where the lines begin that have it."""
        at = self._folded.find(needle)
        while at >= 0:
            yield self._folded.rfind(_LINE, 0, at + 1)
            at = self._folded.find(needle, self._folded.find(_LINE, at + 1))


def _place(line: str, part: str) -> int | None:
    """How well a part of a word stands in a line: the less the better; ``None`` if it does not."""
    if f" {part}" in line:
        return 0
    if any(f" {article}{part}" in line for article in _ARTICLES):
        return 1
    return 2 if len(part) >= _SHORTEST_INSIDE and part in line else None


class Suggestions:
    """What may be suggested of some documents.

    Args:
        documents: the newest first.
    """

    def __init__(self, documents: Iterable[Known]) -> None:
        titles: dict[str, int] = {}
        names: Counter[str] = Counter()
        of: dict[str, int] = {}
        for document, title, *others in documents:
            if title:
                titles.setdefault(title, document)
            for name in others:
                if name and len(name) <= _LONGEST_NAME:
                    names[name] += 1
                    of.setdefault(name, document)
        self._names = _Texts(Suggestion(name, of[name]) for name, _ in names.most_common())
        self._phrases = _Texts(_phrases(titles))
        self._titles = _Texts(Suggestion(*each) for each in titles.items())

    def matching(self, typed: str, k: int) -> list[Suggestion]:
        """The ``k`` likeliest that have every word typed, the last one as a part of a word.

        Args:
            typed: what is in the search box.
            k: the most.
        """
        asked = forms(typed)
        if not asked:
            return []
        found = [
            *self._names.matching(asked, min(k, _NAMES)),
            *self._phrases.matching(asked, min(k, _PHRASES)),
            *self._titles.matching(asked, k),
        ]
        different = {each.text: each for each in reversed(found)}
        return [*reversed(different.values())][:k]


def _phrases(titles: Mapping[str, int]) -> list[Suggestion]:
    """Words that follow each other in several titles, the most frequent first."""
    counts: Counter[tuple[str, ...]] = Counter()
    for title in titles:
        counts.update(set(_runs(title.split())))
    frequent = {run: n for run, n in counts.items() if n >= FREQUENT}
    # A part of a longer phrase that is as frequent says less.
    parts = {
        part
        for run, n in frequent.items()
        for part in (run[1:], run[:-1])
        if frequent.get(part) == n
    }
    best = sorted(frequent.keys() - parts, key=lambda run: (-frequent[run], run))[:_MOST_PHRASES]
    of: dict[tuple[str, ...], int] = {}
    wanted = set(best)
    for title, document in titles.items():
        for run in wanted.intersection(_runs(title.split())):
            of.setdefault(run, document)
    return [Suggestion(" ".join(run), of[run]) for run in best]


def _runs(written: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Neighbouring words without punctuation, of which the first and the last say something."""
    folded = [next(iter(forms(word)), "") if word.isalnum() else "" for word in written]
    telling = [bool(form) and form not in STOPWORDS for form in folded]
    for start in (i for i, is_telling in enumerate(telling) if is_telling):
        for end in (start + size for size in _PHRASE):
            if not all(folded[start:end]) or end > len(written):
                break
            if telling[end - 1] and folded[end - 1] not in _GOES_ON:
                yield tuple(written[start:end])
