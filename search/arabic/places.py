"""Places by their names: states with the words for their people and their cities, and waters.

The table ``places.toml`` has the names. A text writes of a state where it has one of its names, an
adjective of it (مصر، المصريون), or one of its cities; of a city where it has one of its own names.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from pathlib import Path
from typing import NamedTuple

from search.arabic.normalizer import normalize

_TABLE = Path(__file__).with_suffix(".toml")
_LONGEST = 4
_ARTICLE = "ال"
_PEOPLE = ("", "ه", "ين", "ون", "ات", "تين", "تان", "يه", "يا")
_ENGLISH_PEOPLE = ("", "n", "an", "ian", "i", "ese", "s", "ns", "ans", "ians", "is")
_SHORTEST_ENGLISH = 4
_ENDING = re.compile("(?:يا|يه|ا|ه)$")
_ENGLISH_ENDING = re.compile("[aeio]$")
# What is written together with a name, with its article and without.
_BEFORE_ARTICLE = re.compile(f"[وفا]?(?:[بكف]?(?={_ARTICLE})|ل(?=ل))")
_BEFORE = re.compile(f"[وفا]?(?:[بكلف]?{_ARTICLE}|لل|[بكلفس])?")
_IN_TEXT = f"[وفا]?(?:[بكف]?{_ARTICLE}|لل|[بكلفس])?"
# Words that say that the next one is a place.
_CUES = frozenset(
    map(
        normalize,
        """
        مدينة محافظة دولة جمهورية منطقة ولاية بلدة إمارة ميناء مطار عاصمة سفارة منتخب قطر أهالي
        بلدية أمير سكان إقليم قناة جنوب شمال شرق غرب سفير نادي بمدينة بمحافظة بمنطقة بدولة لمدينة
        """.split(),  # noqa: SIM905
    )
)


class PlaceKind(Enum):
    """What a place is one of."""

    STATE = auto()
    CITY = auto()
    WATER = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """A place; no two have the same kind and key.

    Attributes:
        kind: what it is.
        key: its first name in the table.
        state: key of the state that it is or lies in; empty for waters.
        names: what a text of it has one of: normalised words, joined by spaces, without what is
            written together with them.
    """

    kind: PlaceKind
    key: str
    state: str
    names: frozenset[str]


class Found(NamedTuple):
    """Words that name a place, by their numbers, and the places that they may name."""

    first: int
    last: int
    places: tuple[Place, ...]


def places_in(found: Sequence[str], *, cued: bool = True) -> Iterator[Found]:
    """Where normalised words name places, the longest names first.

    Args:
        found: the words of a text in order.
        cued: whether what is another word too needs a word before it that says it is a place.
    """
    at = 0
    table = _table()
    while at < len(found):
        for size in range(min(_LONGEST, len(found) - at), 0, -1):
            named = _named(found[at : at + size], table)
            is_told = at > 0 and found[at - 1] in _CUES
            meant = tuple(place for place, is_sure in named if is_sure or is_told or not cued)
            if meant:
                yield Found(at, at + size, meant)
                at += size
                break
        else:
            at += 1


def _named(
    found: Sequence[str], table: Mapping[str, Sequence[tuple[Place, bool]]]
) -> list[tuple[Place, bool]]:
    rest = found[1:]
    for first in _bare(found[0]):
        named = table.get(" ".join([first, *rest]))
        if named:
            return list(named)
    return []


def _bare(form: str) -> Iterator[str]:
    """A word, and the word without what is written together with it."""
    yield form
    match = _BEFORE_ARTICLE.match(form)
    if match and match.end():
        rest = form[match.end() :]
        # للسعودية
        yield rest if rest.startswith(_ARTICLE) else _ARTICLE + rest[1:]
    match = re.match("[وفا]?[بكلفس]?(?=...)", form)
    if match and match.end():
        yield form[match.end() :]
        if match.end() > 1:
            yield form[1:]


def pattern_of(places: Iterable[Place]) -> re.Pattern[str]:
    """What stands where a text of normalised words, joined by spaces, writes of one of places."""
    return _pattern(frozenset(places))


@cache
def _pattern(places: frozenset[Place]) -> re.Pattern[str]:
    names = sorted({name for place in places for name in place.names}, key=len, reverse=True)
    return re.compile(rf"(?:^| ){_IN_TEXT}(?:{'|'.join(map(re.escape, names))})(?= |$)")


@cache
def _table() -> Mapping[str, tuple[tuple[Place, bool], ...]]:
    """Places by their names, and whether a name is no other word."""
    table: dict[str, dict[Place, bool]] = {}
    listed = tomllib.loads(_TABLE.read_text("utf-8"))
    for key, columns in listed["states"].items():
        _add_state(table, key, columns)
    for key, listing in listed["waters"].items():
        names = [_read(name) for name in listing.split()]
        place = Place(PlaceKind.WATER, key, "", frozenset(_without_article(n) for n, _ in names))
        for name, is_sure in names:
            table.setdefault(name, {})[place] = is_sure
    return {name: tuple(places.items()) for name, places in table.items()}


def _add_state(table: dict[str, dict[Place, bool]], key: str, columns: Sequence[str]) -> None:
    names, people, capital, others = (column.split() for column in columns)
    own = [_read(name) for name in names]
    english = [(name, True) for name in _english(key)]
    adjectives = [(each, True) for each in _adjectives(own, people)]
    cities = [
        [_read(name) for name in f"{city}{'?' if '?' in city else ''}".split("/")]
        for city in (*capital, *others)
    ]
    every = {name for name, _ in (*own, *english, *adjectives)}
    inside = {name for city in cities for name, is_sure in city if is_sure}
    place = Place(PlaceKind.STATE, key, key, frozenset(map(_without_article, every | inside)))
    for name, is_sure in (*own, *english, *adjectives):
        table.setdefault(name, {})[place] = is_sure
        if (name, is_sure) in adjectives:
            table.setdefault(_ARTICLE + name, {})[place] = is_sure
    for city in cities:
        found = Place(
            PlaceKind.CITY, city[0][0], key, frozenset(_without_article(name) for name, _ in city)
        )
        for name, is_sure in city:
            table.setdefault(name, {})[found] = is_sure


def _read(name: str) -> tuple[str, bool]:
    """A name of the table as texts are compared with it, and whether it is no other word."""
    return " ".join(map(normalize, name.rstrip("?").split("_"))), not name.endswith("?")


def _without_article(name: str) -> str:
    return name.removeprefix(_ARTICLE)


def _adjectives(names: Iterable[tuple[str, bool]], people: Iterable[str]) -> Iterator[str]:
    """The words for a state's people, in their inflections, without the article."""
    told = [normalize(each) for each in people]
    yield from told
    bases = [each for each in told if each.endswith("ي")]
    for name, is_sure in names:
        if " " not in name and not name.isascii() and is_sure:
            bases.append(f"{_ENDING.sub('', _without_article(name))}ي")
    for base in bases:
        yield from (base + ending for ending in _PEOPLE)


def _english(key: str) -> Iterator[str]:
    name = key.replace("_", " ")
    yield name
    base = _ENGLISH_ENDING.sub("", name)
    if " " not in name and len(base) >= _SHORTEST_ENGLISH:
        yield from (base + ending for ending in _ENGLISH_PEOPLE)
        yield from (name + ending for ending in _ENGLISH_PEOPLE)
