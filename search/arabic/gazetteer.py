"""States with the words for their people and their cities; waters; organisations: by their names.

The table ``gazetteer.toml`` has them. A text writes of a state where it has one of its names, an
adjective of it (مصر، المصريون), or one of its cities; of a city where it has one of its own names.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from search.arabic.normalizer import normalize

_TABLE = Path(__file__).with_suffix(".toml")
_LONGEST = 4
_PATTERNS_KEPT = 1 << 10
_FORMS_KEPT = 1 << 13
_ARTICLE = "ال"
_PEOPLE = ("", "ه", "ين", "ون", "ات", "تين", "تان", "يه", "يا")
_ENGLISH_PEOPLE = ("", "n", "an", "ian", "i", "ese", "s", "ns", "ans", "ians", "is")
_SHORTEST_ENGLISH = 4
_ENDING = re.compile("(?:يا|يه|ا|ه)$")
_ENGLISH_ENDING = re.compile("[aeio]$")
# What is written together with a name, with its article and without.
_BEFORE_ARTICLE = re.compile(f"[وفا]?(?:[بكف]?(?={_ARTICLE})|ل(?=ل))")
_PARTICLES = re.compile("[وفا]?[بكلفس]?(?=...)")
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


class EntityKind(Enum):
    """What is named."""

    STATE = auto()
    CITY = auto()
    WATER = auto()
    ORGANISATION = auto()


@dataclass(frozen=True, slots=True)
class Entity:
    """What has names; no two have the same kind and key.

    Attributes:
        kind: what it is.
        key: its first name in the table.
        own: all names of its own.
        names: what a text of it has one of: normalised words, joined by spaces, without what is
            written together with them.
    """

    kind: EntityKind
    key: str
    own: frozenset[str]
    names: frozenset[str]


class Found(NamedTuple):
    """Words that name something, by their numbers, and all that they may name."""

    first: int
    last: int
    entities: tuple[Entity, ...]


def entities_in(found: Sequence[str]) -> Iterator[Found]:
    """Where normalised words name what the table has, the longest names first.

    What is another word too is taken for a name only after a word that says so.
    """
    at = 0
    while at < len(found):
        named = _longest_at(found, at)
        if named is None:
            at += 1
        else:
            yield named
            at = named.last


def _longest_at(found: Sequence[str], at: int) -> Found | None:
    table = _table()
    firsts = [first for first in _bare(found[at]) if first in _firsts()]
    if not firsts:
        return None
    is_told = at > 0 and found[at - 1] in _CUES
    for last in range(min(len(found), at + _LONGEST), at, -1):
        for first in firsts:
            named = table.get(" ".join([first, *found[at + 1 : last]]), {})
            meant = tuple(entity for entity, is_sure in named.items() if is_sure or is_told)
            if meant:
                return Found(at, last, meant)
    return None


@cache
def _firsts() -> frozenset[str]:
    """The first words of all names."""
    return frozenset(name.split()[0] for name in _table())


@lru_cache(_FORMS_KEPT)
def _bare(form: str) -> tuple[str, ...]:
    """A word, and the word without what is written together with it."""
    found = [form]
    with_article = _BEFORE_ARTICLE.match(form)
    if with_article and with_article.end():
        rest = form[with_article.end() :]
        # للسعودية
        found.append(rest if rest.startswith(_ARTICLE) else _ARTICLE + rest[1:])
    before = _PARTICLES.match(form)
    if before and before.end():
        found.append(form[before.end() :])
        if before.end() > 1:
            found.append(form[1:])
    return tuple(found)


def stands_in(name: str, text: str) -> bool:
    """Whether a normalised name stands in a normalised text, with what is written before it."""
    return name in text and _pattern(name).search(text) is not None


@lru_cache(_PATTERNS_KEPT)
def _pattern(name: str) -> re.Pattern[str]:
    between = r"[\W_]{1,3}".join(map(re.escape, name.split()))
    return re.compile(rf"(?<![^\W_]){_IN_TEXT}{between}(?![^\W_])")


_Table = dict[str, dict[Entity, bool]]


@cache
def _table() -> Mapping[str, Mapping[Entity, bool]]:
    """What has a name, and whether the name is no other word, by all names."""
    table: _Table = {}
    listed = tomllib.loads(_TABLE.read_text("utf-8"))
    for columns in listed["states"].values():
        _add_state(table, columns)
    for kind, section in ((EntityKind.WATER, "waters"), (EntityKind.ORGANISATION, "organisations")):
        for listing in listed[section]:
            _add(table, kind, dict(map(_read, listing.split())))
    return table


def _add_state(table: _Table, columns: Sequence[str]) -> None:
    names, people, *cities = (column.split() for column in columns)
    own = dict(map(_read, names))
    inside: set[str] = set()
    for city in chain.from_iterable(cities):
        is_sure = "?" not in city
        spellings = {_read(name)[0]: is_sure for name in city.split("/")}
        _add(table, EntityKind.CITY, spellings)
        inside.update(spellings if is_sure else ())
    adjectives = dict.fromkeys(_adjectives(own, people), True)
    with_article = {_ARTICLE + name: True for name in adjectives}
    _add(table, EntityKind.STATE, own, adjectives | with_article, inside)


def _add(
    table: _Table,
    kind: EntityKind,
    own: Mapping[str, bool],
    others: Mapping[str, bool] = MappingProxyType({}),
    inside: Iterable[str] = (),
) -> None:
    """Add what has names of its own, other words for it, and what lies in it."""
    names = frozenset(map(_without_article, (*own, *others, *inside)))
    entity = Entity(kind, next(iter(own)), frozenset(own), names)
    for name, is_sure in (*others.items(), *own.items()):
        table.setdefault(name, {})[entity] = is_sure


def _read(name: str) -> tuple[str, bool]:
    """A name of the table as texts are compared with it, and whether it is no other word."""
    return " ".join(map(normalize, name.rstrip("?").split("_"))), not name.endswith("?")


def _without_article(name: str) -> str:
    return name.removeprefix(_ARTICLE)


def _adjectives(names: Mapping[str, bool], people: Iterable[str]) -> Iterator[str]:
    """The words for a state's people, in their inflections, without the article."""
    told = [normalize(each) for each in people]
    bases = [each for each in told if each.endswith("ي")]
    for name, is_sure in names.items():
        if name.isascii():
            yield from _english(name)
        elif " " not in name and is_sure:
            bases.append(f"{_ENDING.sub('', _without_article(name))}ي")
    yield from told
    for base in bases:
        yield from (base + ending for ending in _PEOPLE)


def _english(name: str) -> Iterator[str]:
    base = _ENGLISH_ENDING.sub("", name)
    if " " not in name and len(base) >= _SHORTEST_ENGLISH:
        for each in (base, name):
            yield from (each + ending for ending in _ENGLISH_PEOPLE)
