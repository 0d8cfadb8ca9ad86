"""Whether a passage writes of what its question names: places, names, years, numbers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.arabic.amounts import amounts
from search.arabic.analyzer import Word, is_beside, words, words_of
from search.arabic.bodies import bodies_in, kind_of
from search.arabic.gazetteer import Entity, EntityKind, acts_in, entities_in, stands_in
from search.arabic.listings import listed
from search.arabic.naming import is_known, is_title, rarity, without_prefixes
from search.arabic.normalizer import normalize
from search.arabic.stopwords import STOPWORDS
from search.arabic.told_apart import Told, told_apart
from search.arabic.transliteration import readings, sounds_like
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

# In centibels: so usual a first name, or part of one, tells nobody apart.
_USUAL = 400
# Letters from which on words that differ in one are spellings of one name.
_LONG = 6
_SON = listed("بن ابن بنت")
_JOINED = _SON | listed("عبد أبو أبا أبي أم آل الدين")
# First names that are as alike are spellings of one: تشارلز، شارل.
_SPELT_OTHERWISE = 0.5
_EXCHANGED = str.maketrans("ثذظغچپڤگ", "تدضججبفج")


_TOWNS = listed("محافظة مدينة بلدة قرية")


class NamedKind(Enum):
    """What a question names."""

    PLACE = auto()
    NAME = auto()
    YEAR = auto()
    NUMBER = auto()
    BODY = auto()
    TOLD = auto()


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names, and how a text may write it.

    Attributes:
        kind: of it.
        span: of the words in the question's text.
        entities: of which it is one.
        numbers: keys of an amount, or digits of a year; one of them.
        words: of a name.
        also: stems of other spellings of these words.
        told: the thing that they tell from others of its kind.
    """

    kind: NamedKind
    span: Span
    entities: tuple[Entity, ...] = ()
    numbers: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    also: frozenset[str] = frozenset()
    told: Told | None = None

    @property
    def stems(self) -> set[str]:
        """Of its words, and of what else it is called."""
        names = (*(name for each in self.entities for name in each.own), *self.numbers)
        own = (word.stem for name in names for word in words(name))
        return {*self.also, *own, *(word.stem for word in self.words)}

    @property
    def is_state(self) -> bool:
        """Whether it may be a state, or what is of one."""
        states = any(each.kind is EntityKind.STATE for each in self.entities)
        return states or self.kind is NamedKind.TOLD


class _Read:
    """The words of a passage and of its document's title."""

    def __init__(self, passage: Passage) -> None:
        # What it is searched by, but with the title, if any, after it: the words of the text are
        # known by then.
        self._text, self._title = passage.searched_text, passage.context or ""
        self.text = f"{self._text}\n{self._title}"
        self.date = passage.document.date or ""

    @cached_property
    def words(self) -> list[Word]:
        after = len(self._text) + 1
        title = (word._replace(span=word.span.shifted(after)) for word in words(self._title))
        return [*words_of(self._text), *title]

    @cached_property
    def forms(self) -> list[str]:
        return [word.form for word in self.words]

    @cached_property
    def normalized(self) -> str:
        return normalize(self.text).replace("٫", ".")

    @cached_property
    def stems(self) -> set[str]:
        return {word.stem for word in self.words}

    @cached_property
    def bare(self) -> set[str]:
        return set(map(without_prefixes, self.forms))

    @cached_property
    def sounded(self) -> set[str]:
        return {form.translate(_EXCHANGED) for form in self.bare}

    @cached_property
    def long(self) -> list[str]:
        """Of what it sounds like, what is long enough to be written otherwise."""
        return [form for form in self.sounded if len(form) >= _LONG]

    @cached_property
    def amounts(self) -> set[str]:
        return {key for _, key in amounts(self.text, self.words)}

    @cached_property
    def bodies(self) -> set[str]:
        """Kinds of those that it names."""
        return {body.kind for body in bodies_in(self.text, self.words)}

    @cached_property
    def kinds_of_bodies(self) -> set[str | None]:
        return set(map(kind_of, self.words))

    @cached_property
    def told_apart(self) -> list[Told]:
        return list(told_apart(self.text, self.words))

    @cached_property
    def places(self) -> list[tuple[Entity, ...]]:
        return [found.entities for found in entities_in(self.forms)]


def missing(named: Iterable[Named], passage: Passage) -> tuple[Named, ...]:
    """What of that which a question names neither the passage nor its title writes of."""
    read = _Read(passage)
    lacking = [each for each in named if not _is_there(each, read)]
    places = [each.span for each in lacking if each.kind is NamedKind.PLACE]
    return tuple(
        each
        for each in lacking
        if each.kind is not NamedKind.TOLD or not any(map(each.span.overlaps, places))
    )


def stand_in(named: Iterable[Named], passage: Passage, sentence: Span) -> bool:
    """Whether a sentence itself has a word of each thing that is named, but for states.

    Args:
        named: what a question names.
        passage: that has the sentence.
        sentence: of the document's text.
    """
    stems = {word.stem for word in words(passage.document.text[slice(*sentence)])}
    return all(each.is_state or not each.stems.isdisjoint(stems) for each in named)


def _is_there(named: Named, read: _Read) -> bool:
    if not named.also.isdisjoint(read.stems):
        return True
    if named.kind is NamedKind.PLACE:
        names = (name for entity in named.entities for name in entity.names)
        return any(stands_in(name, read.normalized) for name in names) or _is_meant(
            named.entities, read
        )
    if named.kind is NamedKind.NAME:
        return _has_name(named, read)
    if named.kind is NamedKind.BODY:
        return _has_body(named, read)
    if named.kind is NamedKind.TOLD:
        return _is_told(named, read)
    return any(_has_number(number, read) for number in named.numbers)


def _has_name(named: Named, read: _Read) -> bool:
    """Whether a text has the last word of a name that is no usual one, or the first of a son's.

    People are called by a part of their name, and many have the same first one.
    """
    if _is_of_another(named.words, read):
        return False
    telling = [word for word in named.words if rarity(word.form) >= _USUAL] or [*named.words]
    if _has_word(telling[-1], read):
        return True
    # A son may be called without his father (سلمان بن عبدالعزيز), and what is no known name may
    # be another word.
    is_open = not is_known(telling[-1].form) or any(word.form in _SON for word in named.words)
    return is_open and len(telling) > 1 and _has_word(telling[0], read)


def _has_body(named: Named, read: _Read) -> bool:
    """Whether a text has the word that tells a body, or may mean it: الوزارة.

    One that names others of the kind does not, nor one that has no word for the kind.
    """
    kind, telling = kind_of(named.words[0]), named.words[-1]
    if _has_word(telling, read):
        return True
    return kind not in read.bodies and kind in read.kinds_of_bodies


def _is_told(named: Named, read: _Read) -> bool:
    """Whether a text tells the same thing, or none of its kind by such a word.

    What stands nowhere in it is missed as a place.
    """
    mine = named.told
    if mine is None:
        return True
    others = {each.by for each in read.told_apart if each.noun == mine.noun}
    alike = {by for by in others if isinstance(by, int) is isinstance(mine.by, int)}
    return not alike or mine.by in alike


def _is_of_another(name: Sequence[Word], read: _Read) -> bool:
    """Whether a text has the further names of a person behind another first name, and not his.

    «حيدر العبادي» is not «أحمد العبادي». Where they first stand alone, or a title is before them
    anywhere, as in «الرئيس العبادي», it may be either.
    """
    if len(name) == 1 or not is_known(name[0].form) or _has_word(name[0], read):
        return False
    # What is a part of many names, as "son of", has the next one with it.
    further = [word.stem for word in (name[1:3] if name[1].form in _JOINED else name[1:2])]
    stems = [word.stem for word in read.words]
    places = [at for at in range(len(stems)) if stems[at : at + len(further)] == further]
    before = [read.words[at - 1] if at and _is_beside(at, read) else None for at in places]
    first = before[0] if before else None
    return (
        first is not None
        and is_known(first.form)
        and OSA.normalized_similarity(first.form, name[0].form) < _SPELT_OTHERWISE
        and not any(each is not None and is_title(each) for each in before)
    )


def _is_beside(at: int, read: _Read) -> bool:
    """Whether nothing but white space stands between a word and the one before it."""
    return is_beside(read.text, read.words[at - 1], read.words[at])


def _has_word(word: Word, read: _Read) -> bool:
    if stands_in(without_prefixes(word.form), read.normalized):
        return True
    if word.stem in read.stems or without_prefixes(word.form) in read.bare:
        return True
    if word.form.isascii():
        begins = readings(word.form)
        keys = (key for other in read.words for key in other.sounds) if begins else ()
        return any(key.startswith(begins) and sounds_like(word.form, key) for key in keys)
    mine = _sounded(word.form)
    if mine in read.sounded:
        return True
    if len(mine) < _LONG:
        return False
    return process.extractOne(mine, read.long, scorer=OSA.distance, score_cutoff=1) is not None


def _sounded(form: str) -> str:
    """A word without what is written together with it, in letters that papers exchange."""
    return without_prefixes(form).translate(_EXCHANGED)


def _is_meant(entities: Sequence[Entity], read: _Read) -> bool:
    """Whether a text is of a state or city that it does not name.

    A paper names its own country seldom: one that names no place may be of any state, and of any
    city unless it has a town that is not known here. One that says "the city" and names no other
    city is of the one before. What a state does is told of its capital, whatever cities the text
    names; that something happens there is not.
    """
    kinds = {entity.kind for entity in entities}
    if not kinds <= {EntityKind.STATE, EntityKind.CITY}:
        return False
    named = {each.kind for found in read.places for each in found}
    if named.isdisjoint({EntityKind.STATE, EntityKind.CITY}):
        return EntityKind.STATE in kinds or not _names_a_town(read)
    states = (name for entity in entities for name in entity.stands_for)
    if any(acts_in(name, read.normalized) for name in states):
        return True
    called = frozenset[str]().union(*(_CALLED[kind] for kind in kinds))
    return named.isdisjoint(kinds) and not called.isdisjoint(read.forms)


def _names_a_town(read: _Read) -> bool:
    """Whether a text names a place that no table has: بمحافظة السليل."""
    return any(
        without_prefixes(a.form) in _TOWNS and b.form not in STOPWORDS and _is_beside(at, read)
        for at, (a, b) in enumerate(pairwise(read.words), start=1)
    )


def _has_number(number: str, read: _Read) -> bool:
    if not number.isdigit():
        return stands_in(number, read.normalized) or number in read.amounts
    digits = re.search(rf"(?<!\d){number}(?!\d)", read.normalized)
    return digits is not None or read.date.startswith(number) or number in read.amounts
