"""Whether a passage writes of what its question names: places, names, years, numbers."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from search.arabic.analyzer import Word, words
from search.arabic.cohyponyms import Thing, is_month, may_have_kind
from search.arabic.gazetteer import Entity, EntityKind, acts_in, stands_in
from search.arabic.listings import listed
from search.arabic.naming import without_prefixes
from search.arabic.normalizer import normalize
from search.arabic.offices import as_deputy
from search.arabic.stopwords import STOPWORDS
from search.arabic.told_apart import Told
from search.ranking.passage_words import PassageWords, has_word
from search.ranking.persons import has_name
from search.records import Passage, Span

# What a text calls a state or a city that it named before.
_CALLED = {
    EntityKind.STATE: listed(
        """
        البلاد بلاده بلادها بلادنا للبلاد الدولة للدولة المملكة للمملكة الجمهورية السلطنة الوطن
        الوطني الوطنية الحكومة الاتحاد
        """
    ),
    EntityKind.CITY: listed("المدينة بالمدينة للمدينة العاصمة بالعاصمة للعاصمة المحافظة البلدة"),
}
# States that are called so whatever others a text names, where it names none of these.
KINGDOMS = listed("السعودية الأردن المغرب البحرين بريطانيا")
_THE_KINGDOM = listed("المملكة للمملكة بالمملكة والمملكة")

# From here on, beyond years, an amount may be rounded by less than this share of it.
_ROUNDED_FROM, _ROUNDED_BY = 10_000, 0.02
_DIGITS_OF_YEAR = 4
_A_YEAR = re.compile(r"(?<!\d)(?:1[0-9]|20)\d\d(?!\d)")
_SPACE = " "
_TOWNS = listed("محافظة مدينة بلدة قرية")


class NamedKind(Enum):
    """What a question names."""

    PLACE = auto()
    NAME = auto()
    YEAR = auto()
    NUMBER = auto()
    BODY = auto()
    TOLD = auto()
    THING = auto()
    OFFICE = auto()


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names, and how a text may write it.

    Attributes:
        kind: of it.
        span: of the words in the question's text.
        entities: of which it is one.
        numbers: keys of an amount, or digits of a year; one of them.
        words: of a name; of an office, behind that of who is its deputy, if that is asked.
        also: stems of other spellings of these words.
        of: the kind of a body, or the trade of a company.
        told: the thing that they tell from others of its kind.
        thing: one of several of a kind that is known.
    """

    kind: NamedKind
    span: Span
    entities: tuple[Entity, ...] = ()
    numbers: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    also: frozenset[str] = frozenset()
    of: str | None = None
    told: Told | None = None
    thing: Thing | None = None

    @property
    def stems(self) -> set[str]:
        """Of its words, and of what else it is called."""
        names = (*(name for each in self.entities for name in each.own), *self.numbers)
        own = (word.stem for name in names for word in words(name))
        return {*self.also, *own, *(word.stem for word in self.words)}

    @property
    def is_state(self) -> bool:
        """Whether it may be a state, or what is of one."""
        states = any(each.is_state for each in self.entities)
        return states or self.kind in {NamedKind.TOLD, NamedKind.THING}


def missing(named: Iterable[Named], passage: Passage) -> tuple[Named, ...]:
    """What of that which a question names neither the passage nor its title writes of."""
    read = PassageWords(passage)
    lacking = [each for each in named if not is_there(each, read)]
    places = [each.span for each in lacking if each.kind is NamedKind.PLACE]
    told = [
        each
        for each in lacking
        if each.kind is not NamedKind.TOLD or not any(map(each.span.overlaps, places))
    ]
    # Of the same words a body is one thing, and a sport another.
    return tuple({each.span: each for each in told}.values())


def is_dated_otherwise(named: Iterable[Named], passage: Passage, sentence: Span) -> bool:
    """Whether a year of a question is that of the document's date alone, and a sentence names one.

    Args:
        named: what a question names, all of which the passage or its date has.
        passage: that has the sentence.
        sentence: of the document's text.
    """
    years = [each for each in named if each.kind is NamedKind.YEAR]
    if not years or _A_YEAR.search(normalize(passage.document.text[slice(*sentence)])) is None:
        return False
    read = PassageWords(passage)
    return any(not any(_is_written(number, read) for number in each.numbers) for each in years)


def stand_in(named: Iterable[Named], passage: Passage, sentence: Span) -> bool:
    """Whether a sentence itself has a word of each thing that is named, but for states.

    Args:
        named: what a question names.
        passage: that has the sentence.
        sentence: of the document's text.
    """
    stems = {word.stem for word in words(passage.document.text[slice(*sentence)])}
    return all(each.is_state or not each.stems.isdisjoint(stems) for each in named)


def is_there(named: Named, read: PassageWords) -> bool:
    """Whether a text writes of what is named, or may mean it."""
    if named.also and not named.also.isdisjoint(read.stems):
        return True
    # In another language these are other words.
    if named.kind in _IN_WORDS and read.latin:
        return True
    return _CHECKS[named.kind](named, read)


def _has_place(named: Named, read: PassageWords) -> bool:
    names = [name for entity in named.entities for name in entity.names]
    if any(stands_in(name, read.normalized) for name in names) or _is_meant(named.entities, read):
        return True
    # بي.بي.سي، بي-بي-سي
    if any(_SPACE in name and stands_in(name, read.joined) for name in names):
        return True
    own = (name for each in named.entities for name in each.own) if read.latin else ()
    return any(all(has_word(word, read) for word in words(name)) for name in own)


def _has_name(named: Named, read: PassageWords) -> bool:
    return has_name(named.words, read)


def _has_body(named: Named, read: PassageWords) -> bool:
    """Whether a text has the word that tells a body, or may mean it: الوزارة.

    One that names others of the kind does not, nor one that has no word for the kind.
    """
    if any(has_word(word, read) for word in named.words):
        return True
    return named.of not in read.bodies and named.of in read.kinds_of_bodies


def _is_told(named: Named, read: PassageWords) -> bool:
    """Whether a text tells the same thing, or none of its kind by such a word.

    What stands nowhere in it is missed as a place.
    """
    mine = named.told
    if mine is None:
        return True
    others = (each.by for each in read.told_apart if each.noun == mine.noun)
    # The second colour and the second side are equal as tuples.
    alike = {by for by in others if type(by) is type(mine.by)}
    if not alike or mine.by in alike:
        return True
    return named.words[-1].form in read.ordinals_alone


def _has_thing(named: Named, read: PassageWords) -> bool:
    """Whether a text has a thing, or none of its kind."""
    thing = named.thing
    if thing is None or not may_have_kind(thing.kind, read.normalized):
        return True
    if any(place.thing == thing for place in read.things):
        return True
    others = (place for place in read.things if place.is_sure and place.thing.kind == thing.kind)
    if next(others, None) is None or all(has_word(word, read) for word in named.words):
        return True
    return is_month(thing) and read.date[5:7] == f"{thing.number:02}"


def _has_office(named: Named, read: PassageWords) -> bool:
    """Whether a text writes of who holds an office, or of the deputy who is asked about.

    One without a word for the office may call it otherwise.
    """
    office = named.words[-1].stem
    places = [at for at, word in enumerate(read.words) if word.stem == office]
    if len(named.words) > 1:
        return not places or any(as_deputy(form) for form in read.forms)
    return not places or not all(
        at and as_deputy(read.forms[at - 1]) and read.is_beside(at) for at in places
    )


def _is_meant(entities: Sequence[Entity], read: PassageWords) -> bool:
    """Whether a text is of a state or city that it does not name.

    A paper names its own country seldom: one that names no place may be of any state, and of any
    city unless it has a town that is not known here. One that says "the city" and names no other
    city is of the one before. What a state does is told of its capital, whatever cities the text
    names; that something happens there is not.
    """
    kinds = {entity.kind for entity in entities}
    if kinds == {EntityKind.ORGANISATION}:
        return _is_called(entities, read)
    if not kinds <= {EntityKind.STATE, EntityKind.CITY}:
        return False
    named = {each.kind for found in read.places for each in found}
    if named.isdisjoint({EntityKind.STATE, EntityKind.CITY}):
        return EntityKind.STATE in kinds or not _names_a_town(read)
    if _is_its_kingdom(entities, read):
        return True
    states = (name for entity in entities for name in entity.stands_for)
    if any(acts_in(name, read.normalized) for name in states):
        return True
    called = frozenset[str]().union(*(_CALLED[kind] for kind in kinds))
    is_called = named.isdisjoint(kinds) and not called.isdisjoint(read.forms)
    return is_called and (EntityKind.STATE in kinds or not _names_a_town(read))


def _is_called(entities: Sequence[Entity], read: PassageWords) -> bool:
    """Whether a text says "the organisation", of one that its document has named before it.

    It names no other that is called so: منظمة العفو.
    """
    heads = {name.split()[0] for each in entities for name in each.names if _SPACE in name}
    called = {head for head in heads if f"ال{head}" in read.forms}
    others = {
        name.split()[0]
        for found in read.places
        for each in found
        if each.kind is EntityKind.ORGANISATION
        for name in each.own
    }
    names = [name for each in entities for name in each.names]
    return bool(called - others) and any(stands_in(name, read.before) for name in names)


def _is_its_kingdom(entities: Sequence[Entity], read: PassageWords) -> bool:
    """Whether a text says "the Kingdom", as papers of one call it, and names no other kingdom."""
    named = {each.key for found in read.places for each in found} & KINGDOMS
    asked = {entity.key for entity in entities} & KINGDOMS
    return bool(asked) and not named - asked and not _THE_KINGDOM.isdisjoint(read.forms)


def _names_a_town(read: PassageWords) -> bool:
    """Whether a text names a place that no table has: بمحافظة السليل."""
    return any(
        without_prefixes(a.form) in _TOWNS and b.form not in STOPWORDS and read.is_beside(at)
        for at, (a, b) in enumerate(pairwise(read.words), start=1)
    )


def _has_number(named: Named, read: PassageWords) -> bool:
    return any(_stands(number, read) for number in named.numbers)


def _has_amount(named: Named, read: PassageWords) -> bool:
    """Whether a text has a number, or one that is told more exactly: 322.8 for 322 billion."""
    return _has_number(named, read) or any(
        _is_rounded(asked, other) for asked in named.numbers for other in read.amounts
    )


def _is_rounded(asked: str, other: str) -> bool:
    """Whether a large amount is another one with fewer digits."""
    if not asked.isdigit() or int(asked) < _ROUNDED_FROM:
        return False
    is_exact = len(other.replace(".", "").strip("0")) > len(asked.strip("0"))
    return is_exact and abs(float(other) - int(asked)) < _ROUNDED_BY * int(asked)


def _stands(number: str, read: PassageWords) -> bool:
    if not number.isdigit():
        return stands_in(number, read.normalized) or number in read.amounts
    return read.date.startswith(number) or _is_written(number, read)


def _is_written(number: str, read: PassageWords) -> bool:
    digits = re.search(rf"(?<!\d){number}(?!\d)", read.normalized)
    # A day and a year may have points between them; of 5.7 neither half is a number.
    if digits is not None and len(number) < _DIGITS_OF_YEAR:
        digits = re.search(rf"(?<!\d)(?<!\d[.,]){number}(?!\d|[.,]\d)", read.normalized)
    return digits is not None or number in read.amounts


_IN_WORDS = {NamedKind.BODY, NamedKind.TOLD, NamedKind.THING, NamedKind.OFFICE}
_CHECKS: Mapping[NamedKind, Callable[[Named, PassageWords], bool]] = {
    NamedKind.PLACE: _has_place,
    NamedKind.NAME: _has_name,
    NamedKind.YEAR: _has_number,
    NamedKind.NUMBER: _has_amount,
    NamedKind.BODY: _has_body,
    NamedKind.TOLD: _is_told,
    NamedKind.THING: _has_thing,
    NamedKind.OFFICE: _has_office,
}
