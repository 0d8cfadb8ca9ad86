"""Things of one kind, of which a text seldom has one where another is asked about: الفضة، الذهب.

The table ``cohyponyms.toml`` has them; months are those of ``search.arabic.months``.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from search.arabic.analyzer import LONGEST, Word
from search.arabic.listings import Parts, listed
from search.arabic.months import GREGORIAN_MONTHS, HIJRI_MONTHS
from search.arabic.normalizer import normalize
from search.arabic.opposites import as_listed

_TABLE = Path(__file__).with_suffix(".toml")
# Words of the longest name.
_LONGEST = 3
_FORMS_KEPT = 1 << 13
# Before a month stands one of these or a number: مارس الرياضة is no month.
_BEFORE_MONTHS = listed("شهر شهري وشهر بشهر في خلال منتصف مطلع أواخر أوائل نهاية بداية مستهل")
# What a noun ends with that is counted: كم مطعما.
_COUNTED = "ا"
_MONTHS = (HIJRI_MONTHS, GREGORIAN_MONTHS)


class Thing(NamedTuple):
    """One of several of a kind.

    Attributes:
        kind: number of the kind.
        number: of the thing in it; of a month in its year.
    """

    kind: int
    number: int


class Place(NamedTuple):
    """Words that name a thing.

    Attributes:
        first: number of the first one.
        last: number of the word after them.
        thing: that they are for.
        is_sure: whether they are no other word too.
    """

    first: int
    last: int
    thing: Thing
    is_sure: bool


def things_in(found: Sequence[Word]) -> Iterator[Place]:
    """Where words of a text name things of kinds that are known, in order."""
    at = 0
    while at < len(found):
        place = _longest_at(found, at)
        if place is not None:
            yield place
        at = at + 1 if place is None else place.last


def may_have_kind(kind: int, normalized: str) -> bool:
    """Whether a normalised text may name a thing of a kind; where not, it names none."""
    return _parts_of(kind).may_be_in(normalized)


def is_month(thing: Thing) -> bool:
    """Whether a thing is a month of the Gregorian calendar."""
    return thing.kind == len(_MONTHS) - 1


def _longest_at(found: Sequence[Word], at: int) -> Place | None:
    form = found[at].form
    firsts = _first_of(form) if len(form) <= LONGEST else ()
    if not firsts:
        return None
    for last in range(min(len(found), at + _LONGEST), at, -1):
        for first in firsts:
            name = " ".join((first, *(word.form for word in found[at + 1 : last])))
            thing, is_sure = _things().get(name, (None, False))
            if thing is not None and (thing.kind >= len(_MONTHS) or _is_led(found, at)):
                return Place(at, last, thing, is_sure)
    return None


@lru_cache(_FORMS_KEPT)
def _first_of(form: str) -> Sequence[str]:
    """First words of names that a word may be."""
    forms = [*as_listed(form)]
    forms += [each.removesuffix(_COUNTED) for each in forms if each.endswith(_COUNTED)]
    return [each for each in forms if each in _firsts()]


def _is_led(found: Sequence[Word], at: int) -> bool:
    before = found[at - 1].form if at else ""
    return before in _BEFORE_MONTHS or before.isdigit()


@cache
def _parts_of(kind: int) -> Parts:
    """Of the first words of the names of a kind, without what a possessive changes."""
    names = (name for name, (thing, _) in _things().items() if thing.kind == kind)
    return Parts(name.split()[0].removesuffix("ه") for name in names)


@cache
def _firsts() -> frozenset[str]:
    return frozenset(name.split()[0] for name in _things())


@cache
def _things() -> Mapping[str, tuple[Thing, bool]]:
    """Things by their normalised names, words joined by spaces, and whether these are sure."""
    table = tomllib.loads(_TABLE.read_text("utf-8"))["kind"]
    kinds = [
        *(months.values() for months in _MONTHS),
        *((line.split() for line in kind["things"].strip().splitlines()) for kind in table),
    ]
    return {
        normalize(name.rstrip("?").replace("_", " ")): (Thing(kind, number), not name.endswith("?"))
        for kind, things in enumerate(kinds)
        for number, names in enumerate(things, start=1)
        for name in names
    }
