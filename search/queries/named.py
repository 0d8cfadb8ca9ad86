"""Authors and sources of the archive that a question names: filters that are offered.

A byline may say more than a name: "لندن: خلف الحربي" is of خلف الحربي too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from search.arabic.analyzer import Word, forms, words
from search.arabic.normalizer import normalize
from search.arabic.stemmer import stem
from search.queries.rules import Rule
from search.ranking.questions import Hint, Question
from search.ranking.snapshot import Names, Snapshot
from search.records import Filters

# Words that a name has at most; of bylines with the name, that one filter takes.
_LONGEST = 5
_MOST_VALUES = 20
# Code points; longer ones are no bylines, and would make no address of a page.
_LONGEST_BYLINE = 200
# What stands in quotation marks in a byline is an agency.
_AGENCY = re.compile(r'[«{"“][^»}"”]*[»}"”]?')
_BETWEEN = re.compile(r"[:/|،,؛()\[\]]|\s[-–—]\s|[-–—]$")


def _stems(listing: str) -> frozenset[str]:
    return frozenset(stem(normalize(word)) for word in listing.split())


# What says that the name after it is of an author, or of a source.
_CUES = {
    "author": _stems("مقال مقالات مقالة كاتب كاتبة كتابات بقلم عمود زاوية كتب كتبت يكتب تكتب"),
    "source": _stems("صحيفة جريدة مجلة موقع وكالة قناة نشرت نشرته"),
}


def names_of(values: Iterable[str]) -> Names:
    """Values by the names in them: a whole value, and what stands in a byline beside a place."""
    found: dict[tuple[str, ...], list[str]] = {}
    for value in filter(lambda value: len(value) <= _LONGEST_BYLINE, values):
        whole = tuple(forms(value))
        parts = _BETWEEN.split(_AGENCY.sub(":", value))
        names = {whole, *(name for part in parts if len(name := tuple(forms(part))) > 1)}
        for name in names:
            if 1 <= len(name) <= _LONGEST:
                found.setdefault(name, []).append(value)
    return {name: tuple(values[:_MOST_VALUES]) for name, values in found.items()}


def named(question: Question, snapshot: Snapshot, filters: Filters) -> Iterator[Hint]:
    """The authors and sources that a question names and is not filtered by already."""
    found = list(words(question.text))
    for field, cues in _CUES.items():
        if any(name == field for name, _ in filters.values):
            continue
        names = snapshot.names(field)
        for first, last in _places(found, names):
            values = names[tuple(word.form for word in found[first:last])]
            is_said = not cues.isdisjoint(word.stem for word in found[max(0, first - 2) : first])
            is_all = _is_all(question, found[first:last])
            is_long = last - first > 1
            # A single word is seldom meant, and nor is a part of a byline, unless that is said.
            if is_said or is_all or (is_long and _is_value(found[first:last], values)):
                span = found[first].span._replace(end=found[last - 1].span.end)
                boosts = is_said or (is_all and is_long)
                yield Hint(Rule.AUTHORS, span, Filters.of({field: values}), boosts)


def _places(
    found: Sequence[Word], names: Mapping[tuple[str, ...], object]
) -> Iterator[tuple[int, int]]:
    """Where names stand among words, the longest of those that begin at one."""
    first = 0
    while first < len(found):
        for last in range(min(len(found), first + _LONGEST), first, -1):
            if tuple(word.form for word in found[first:last]) in names:
                yield first, last
                first = last
                break
        else:
            first += 1


def _is_all(question: Question, name: Sequence[Word]) -> bool:
    """Whether nothing but a name is asked for."""
    spans = {word.span for word in name}
    return all(word.span in spans for word in question.content)


def _is_value(name: Sequence[Word], values: Sequence[str]) -> bool:
    return [word.form for word in name] in map(forms, values)
