"""States with the words for their people and their cities; waters; organisations: by their names.

The table ``gazetteer.toml`` has them. A text writes of a state where it has one of its names, an
adjective of it (مصر، المصريون), or one of its cities; of a city where it has one of its own names.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
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
_PARTICLES = re.compile(f"(?!{_ARTICLE})[وف]?[بكلف]?(?=...)")
# No city is in these: billion, early, houses, broke, explained.
_WHOLE = frozenset(map(normalize, "بليون باكرا بيوتا كسرت وكسرت فسرت".split()))  # noqa: SIM905
_WHERE = re.compile(r"(?<!\w)(?:في|من|الي|داخل|خارج|شمال|جنوب|شرق|غرب|وسط)\W{1,3}$")
_LONGEST_WHERE = 8
_IN_TEXT = f"[وفا]?(?:[بكف]?{_ARTICLE}|لل|[بكلفس])?"
# Words that say that the next one is a place.
_CUES = frozenset(
    map(
        normalize,
        """
        مدينة محافظة دولة جمهورية منطقة ولاية بلدة إمارة ميناء مطار عاصمة سفارة منتخب قطر أهالي
        بلدية أمير سكان إقليم قناة جنوب شمال شرق غرب سفير نادي بمدينة بمحافظة بمنطقة بدولة لمدينة
        حي كورنيش غرفة أمانة شرطة مرور جامعة متحف مهرجان محافظ عوالي صناعية بحي بجامعة
        مونديال دوري بطولة كأس رالي عيد صيف احتفالات شوارع شاطئ مستشفى سجن
        """.split(),  # noqa: SIM905
    )
)
# Before these a state or a city stands, but hardly a water or an organisation: في حائل، بجدة.
_LEADING = frozenset(map(normalize, ("في", "إلى", "وفي", "وإلى")))
_LED = re.compile("[وف]?ب")


class EntityKind(Enum):
    """What is named."""

    STATE = auto()
    CITY = auto()
    WATER = auto()
    ORGANISATION = auto()


_LIES_SOMEWHERE = frozenset({EntityKind.STATE, EntityKind.CITY})


@dataclass(frozen=True, slots=True)
class Entity:
    """What has names; no two have the same kind and key.

    Attributes:
        kind: what it is.
        key: its first name in the table.
        own: all names of its own.
        names: what a text of it has one of: normalised words, joined by spaces, without what is
            written together with them.
        stands_for: names of the state whose capital it is, and words for its people.
    """

    kind: EntityKind
    key: str
    own: frozenset[str]
    names: frozenset[str]
    stands_for: frozenset[str] = frozenset()

    @property
    def is_state(self) -> bool:
        """Whether it is one."""
        return self.kind is EntityKind.STATE


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
    starts = [*map(_starts, found)]
    while at < len(found):
        # Most words begin no name.
        named = _longest_at(found, at, starts[at]) if starts[at] else None
        if named is None:
            at += 1
        else:
            yield named
            at = named.last


def _longest_at(found: Sequence[str], at: int, firsts: Sequence[str]) -> Found | None:
    table = _table()
    is_told = at > 0 and found[at - 1] in _CUES
    is_led = at > 0 and found[at - 1] in _LEADING
    for last in range(min(len(found), at + _LONGEST), at, -1):
        for first in firsts:
            before = found[at].removesuffix(first)
            is_place = is_led or (before != found[at] and _LED.fullmatch(before) is not None)
            named = table.get(" ".join([first, *found[at + 1 : last]]), {})
            meant = tuple(
                entity
                for entity, is_sure in named.items()
                if is_sure or is_told or (is_place and entity.kind in _LIES_SOMEWHERE)
            )
            if meant:
                return Found(at, last, meant)
    return None


@cache
def _firsts() -> frozenset[str]:
    """The first words of all names."""
    return frozenset(name.split()[0] for name in _table())


@lru_cache(_FORMS_KEPT)
def _starts(form: str) -> tuple[str, ...]:
    """First words of names that a word may be."""
    return tuple(first for first in _bare(form) if first in _firsts())


def _bare(form: str) -> tuple[str, ...]:
    """A word, and the word without what is written together with it."""
    found = [form]
    with_article = _BEFORE_ARTICLE.match(form)
    if with_article and with_article.end():
        rest = form[with_article.end() :]
        # للسعودية
        found.append(rest if rest.startswith(_ARTICLE) else _ARTICLE + rest[1:])
    before = None if form in _WHOLE else _PARTICLES.match(form)
    if before and before.end():
        found.append(form[before.end() :])
        if before.end() > 1:
            found.append(form[1:])
    return tuple(found)


def stands_in(name: str, text: str) -> bool:
    """Whether a normalised name stands in a normalised text, with what is written before it."""
    return name in text and _pattern(name).search(text) is not None


def acts_in(name: str, text: str) -> bool:
    """Whether a normalised name stands in a normalised text other than as where something is."""
    return name in text and any(
        _WHERE.search(text, max(0, found.start() - _LONGEST_WHERE), found.start()) is None
        and (found.group()[:1] != "ب" or name.startswith("ب"))
        for found in _pattern(name).finditer(text)
    )


@lru_cache(_PATTERNS_KEPT)
def _pattern(name: str) -> re.Pattern[str]:
    between = r"[\W_]{1,3}".join(map(re.escape, name.split()))
    return re.compile(rf"(?<![^\W_]){_IN_TEXT}{between}(?![^\W_])")


class _Name(NamedTuple):
    """A name of the table: as texts have it, without its article, and whether a name for sure."""

    form: str
    bare: str
    is_sure: bool


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
            own = [_read(name) for name in listing.split()]
            _add(table, _entity(kind, own), own)
    return table


def _add_state(table: _Table, columns: Sequence[str]) -> None:
    names, people, capital, *cities = (column.split() for column in columns)
    own = [_read(name) for name in names]
    adjectives = [
        _Name(article + each, each, is_sure=True)
        for each in _adjectives(own, people)
        for article in ("", _ARTICLE)
    ]
    state = frozenset(each.bare for each in (*own, *adjectives) if each.is_sure)
    inside: set[str] = set()
    for city in chain(capital, *cities):
        name, *parts = city.split(":")
        mark = "?" if "?" in name else ""
        spellings = [_read(each.rstrip("?") + mark) for each in name.split("/")]
        within = [_read(part).bare for part in parts]
        entity = _entity(EntityKind.CITY, spellings, inside=within)
        if city in capital:
            entity = replace(entity, stands_for=state)
        _add(table, entity, spellings)
        inside.update(each.bare for each in spellings if each.is_sure)
    _add(table, _entity(EntityKind.STATE, own, adjectives, inside), [*adjectives, *own])


def _entity(
    kind: EntityKind,
    own: Sequence[_Name],
    others: Iterable[_Name] = (),
    inside: Iterable[str] = (),
) -> Entity:
    """What has names of its own, other words for it, and names of what lies in it."""
    names = {each.bare for each in (*others, *own)}.union(inside)
    return Entity(kind, own[0].form, frozenset(each.form for each in own), frozenset(names))


def _add(table: _Table, entity: Entity, names: Iterable[_Name]) -> None:
    for each in names:
        table.setdefault(each.form, {})[entity] = each.is_sure


def _read(name: str) -> _Name:
    written = name.rstrip("?")
    # A first letter with its hamza is no article: ألمانيا.
    both = (written, written.removeprefix(_ARTICLE))
    form, bare = (" ".join(map(normalize, each.split("_"))) for each in both)
    return _Name(form, bare, not name.endswith("?"))


def _adjectives(names: Iterable[_Name], people: Iterable[str]) -> Iterator[str]:
    """The words for a state's people, in their inflections, without the article."""
    told = [normalize(each) for each in people]
    bases = [each for each in told if each.endswith("ي")]
    for name in names:
        if name.form.isascii():
            yield from _english(name.form)
        elif " " not in name.form and name.is_sure:
            bases.append(f"{_ENDING.sub('', name.bare)}ي")
    yield from told
    for base in bases:
        yield from (base + ending for ending in _PEOPLE)


def _english(name: str) -> Iterator[str]:
    base = _ENGLISH_ENDING.sub("", name)
    if " " not in name and len(base) >= _SHORTEST_ENGLISH:
        for each in (base, name):
            yield from (each + ending for ending in _ENGLISH_PEOPLE)
