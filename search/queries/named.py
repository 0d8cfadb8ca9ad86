"""Authors and sources of the archive that a question names: filters that are offered.

A byline may say more than a name: "لندن: خلف الحربي" is of خلف الحربي too.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from search.arabic.analyzer import Word, forms, words
from search.arabic.gazetteer import EntityKind, entities_in
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

_Name = tuple[str, ...]


def _listed(listing: str) -> frozenset[_Name]:
    return frozenset(tuple(map(normalize, name.split("_"))) for name in listing.split())


_AGENCIES = _listed(
    "واس رويترز وكالات الوكالات وام كونا بنا بترا قنا أ_ف_ب أ_ب د_ب_أ أف_ب أسوشيتد_برس reuters afp"
)
_TITLES = frozenset(
    form
    for (form,) in _listed(
        "د م أ دكتور الدكتور الدكتورة الأستاذ الأستاذة المهندس المهندسة الشيخ بقلم كتب كتبت dr prof"
    )
)
# Words that make one name with the word after them.
_COMPOUND = frozenset(form for (form,) in _listed("عبد أبو أبي أم ابن بن آل"))


def _stems(listing: str) -> frozenset[str]:
    return frozenset(stem(normalize(word)) for word in listing.split())


# What says that the name after it is of an author, or of a source.
_CUES = {
    "author": _stems("مقال مقالات مقالة كاتب كاتبة كتابات بقلم عمود زاوية كتب كتبت يكتب تكتب"),
    "source": _stems("صحيفة جريدة مجلة موقع وكالة قناة نشرت نشرته"),
}


def names_of(values: Iterable[str]) -> Names:
    """Values by the names in them: a whole value, and what stands in a byline beside a place.

    Names are there without titles (د. سعاد الخطيب), and the first with the last one (سعاد أحمد
    الخطيب). Places are none: what stands before a colon, and beside an agency alone.
    """
    found: dict[_Name, list[str]] = {}
    places: set[_Name] = set()
    for value in filter(lambda value: len(value) <= _LONGEST_BYLINE, values):
        parts = _parts(value)
        places.update(_places_of(value, parts))
        people = {_without_titles(part) for part in parts if part not in _AGENCIES}
        people |= {_first_and_last(name) for name in people}
        names = {tuple(forms(value)), *parts, *people}
        for name in names:
            if (1 if len(parts) == 1 else 2) <= len(name) <= _LONGEST:
                found.setdefault(name, []).append(value)
    return {
        name: tuple(values[:_MOST_VALUES])
        for name, values in found.items()
        if name not in places or name in map(tuple, map(forms, values))
    }


def _parts(value: str) -> list[_Name]:
    """The normalised words of each part of a byline."""
    return [
        name for part in _BETWEEN.split(_AGENCY.sub(":", value)) if (name := tuple(forms(part)))
    ]


def _places_of(value: str, parts: Sequence[_Name]) -> Iterator[_Name]:
    """Parts of a byline that say where."""
    before, _, after = value.partition(":")
    if forms(after):
        yield from _parts(before)
    others = [part for part in parts if part not in _AGENCIES]
    if len(others) == 1 and (len(others) < len(parts) or _AGENCY.search(value)):
        yield from others


def _without_titles(name: _Name) -> _Name:
    first = next((i for i, form in enumerate(name) if form not in _TITLES), 0)
    return name[first:]


def _first_and_last(name: _Name) -> _Name:
    """A name without those in its middle: عبد الله بن سالم آل سعيد is عبد الله آل سعيد."""
    given = 2 if name[:1] and name[0] in _COMPOUND else 1
    family = 2 if len(name) > 1 and name[-2] in _COMPOUND else 1
    return name if len(name) <= given + family else (*name[:given], *name[-family:])


def named(question: Question, snapshot: Snapshot, filters: Filters) -> Iterator[Hint]:
    """The authors and sources that a question names and is not filtered by already."""
    found = list(words(question.text))
    for field, cues in _CUES.items():
        if any(name == field for name, _ in filters.values):
            continue
        for first, last, values in _places(found, snapshot.names(field)):
            # Papers are called as their cities are, but nobody is.
            if field == "author" and _is_place(found[first:last]):
                continue
            is_said = not cues.isdisjoint(word.stem for word in found[max(0, first - 2) : first])
            is_all = _is_all(question, found[first:last])
            is_long = last - first > 1
            # A single word is seldom meant, and nor is a part of a byline, unless that is said.
            if is_said or is_all or (is_long and _is_value(found[first:last], values)):
                span = found[first].span._replace(end=found[last - 1].span.end)
                boosts = is_said or (is_all and is_long)
                yield Hint(Rule.AUTHORS, span, Filters.of({field: values}), boosts)


def _places(found: Sequence[Word], names: Names) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Where names stand among words, the longest of those that begin at one, and their values."""
    first = 0
    while first < len(found):
        for last in range(min(len(found), first + _LONGEST), first, -1):
            name = tuple(word.form for word in found[first:last])
            values = names.get(name) or names.get(_first_and_last(name))
            if values:
                yield first, last, values
                first = last
                break
        else:
            first += 1


def _is_place(name: Sequence[Word]) -> bool:
    """Whether a name is that of a state or a city and nothing else."""
    kinds = {EntityKind.STATE, EntityKind.CITY}
    return any(
        (place.first, place.last) == (0, len(name))
        and not kinds.isdisjoint(each.kind for each in place.entities)
        for place in entities_in([word.form for word in name])
    )


def _is_all(question: Question, name: Sequence[Word]) -> bool:
    """Whether nothing but a name is asked for."""
    spans = {word.span for word in name}
    return all(word.span in spans for word in question.content)


def _is_value(name: Sequence[Word], values: Sequence[str]) -> bool:
    return [word.form for word in name] in map(forms, values)
