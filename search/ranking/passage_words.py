"""The words of a passage and its title, as they are looked through for what a question names."""

import re
from functools import cached_property
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.arabic.amounts import amounts
from search.arabic.analyzer import Word, is_beside, words, words_of
from search.arabic.bodies import bodies_in, kind_of
from search.arabic.cohyponyms import Place as ThingPlace
from search.arabic.cohyponyms import things_in
from search.arabic.gazetteer import Entity, entities_in, stands_in
from search.arabic.naming import without_prefixes
from search.arabic.normalizer import normalize
from search.arabic.ordinals import ORDINALS
from search.arabic.stopwords import STOPWORDS
from search.arabic.told_apart import Told, told_apart
from search.arabic.transliteration import readings, sounds_like
from search.records import Passage, Span

# Code points before a passage in which something may be named that it tells of.
_BEFORE = 3000
# Letters from which on words that differ in one are spellings of one name.
_LONG = 6
# Before an ordinal: what it counts, or the rest of a month's name.
_NO_ADDITION = re.compile("[وفبك]?ال|لل|[وفبل]?(?:ربيع|جماد|كانون|تشرين)")
_EXCHANGED = str.maketrans("ثذظغچپڤگ", "تدضججبفج")


class PassageWords:
    """The words of a passage and of its document's title; what is looked at is found once.

    Args:
        passage: that is read.
        sentence: of its text; for the words of this and the title alone.
        has_title: whether those of the title are looked through too.
    """

    def __init__(
        self, passage: Passage, sentence: Span | None = None, *, has_title: bool = True
    ) -> None:
        # What it is searched by, but with the title, if any, after it: the words of the text are
        # known by then.
        self._text, self._title = passage.searched_text, passage.context or ""
        if sentence is not None:
            self._text = self._text[slice(*sentence)]
            self._title = (passage.document.title or "") if has_title else ""
        self.text = f"{self._text}\n{self._title}"
        self.date = passage.document.date or ""
        self._passage = passage

    @cached_property
    def words(self) -> list[Word]:
        """Those of the text, then those of the title."""
        after = len(self._text) + 1
        title = (Word(word.span.shifted(after), *word[1:]) for word in words(self._title))
        return [*words_of(self._text), *title]

    @cached_property
    def forms(self) -> list[str]:
        """Their normalised forms."""
        return [word.form for word in self.words]

    @cached_property
    def normalized(self) -> str:
        """Text and title."""
        return normalize(self.text).replace("٫", ".")

    @cached_property
    def before(self) -> str:
        """What its document has before the passage, normalised, as far as it may go on from it."""
        start = self._passage.start
        return normalize(self._passage.document.text[max(0, start - _BEFORE) : start])

    @cached_property
    def joined(self) -> str:
        """Its words with one space between them, whatever stands there."""
        return " ".join(self.forms)

    @cached_property
    def latin(self) -> list[str]:
        """Forms in Latin letters, where most of a text's are."""
        found = [form for form in self.forms if form.isascii() and form.isalpha()]
        return found if 2 * len(found) > len(self.forms) else []

    @cached_property
    def ordinals_alone(self) -> set[str]:
        """Ordinals without the noun that they count: وأضاف رونالدو الثاني, but not الشوط الثاني."""
        return {
            word.form
            for before, word in pairwise(self.words)
            if word.form in ORDINALS
            and not _NO_ADDITION.match(before.form)
            and before.form not in STOPWORDS
        }

    @cached_property
    def stems(self) -> set[str]:
        """Their stems."""
        return {word.stem for word in self.words}

    @cached_property
    def bare(self) -> set[str]:
        """Their forms without article and particles."""
        return set(map(without_prefixes, self.forms))

    @cached_property
    def sounded(self) -> set[str]:
        """Their forms in letters that papers exchange."""
        return set(map(sounded, self.bare))

    @cached_property
    def long(self) -> list[str]:
        """Of what it sounds like, what is long enough to be written otherwise."""
        return [form for form in self.sounded if len(form) >= _LONG]

    @cached_property
    def amounts(self) -> set[str]:
        """Keys of its numbers."""
        return {key for _, key in amounts(self.text, self.words)}

    @cached_property
    def bodies(self) -> set[str]:
        """Kinds of those that it names."""
        return {body.kind for body in bodies_in(self.text, self.words)}

    @cached_property
    def kinds_of_bodies(self) -> set[str | None]:
        """Kinds that it has a word for."""
        return set(map(kind_of, self.words))

    @cached_property
    def told_apart(self) -> list[Told]:
        """What it tells from others of the kind."""
        return list(told_apart(self.text, self.words))

    @cached_property
    def things(self) -> list[ThingPlace]:
        """Where it names things of kinds that are known."""
        return list(things_in(self.words))

    @cached_property
    def places(self) -> list[tuple[Entity, ...]]:
        """What the gazetteer has of it."""
        return [found.entities for found in entities_in(self.forms)]

    def is_beside(self, at: int) -> bool:
        """Whether nothing but white space stands between a word and the one before it."""
        return is_beside(self.text, self.words[at - 1], self.words[at])


def sounded(form: str) -> str:
    """A word in letters that papers exchange: ثامر as تامر."""
    return form.translate(_EXCHANGED)


def has_word(word: Word, read: PassageWords) -> bool:
    """Whether a text has a word, in any form, spelling or script."""
    own = without_prefixes(word.form)
    if stands_in(own, read.normalized) or word.stem in read.stems or own in read.bare:
        return True
    if word.form.isascii():
        return any(_is_written(word.form, other) for other in read.words)
    mine = sounded(own)
    if mine in read.sounded or any(_is_written(other, word) for other in read.latin):
        return True
    if len(mine) < _LONG:
        return False
    return process.extractOne(mine, read.long, scorer=OSA.distance, score_cutoff=1) is not None


def _is_written(latin: str, word: Word) -> bool:
    """Whether a word in Latin letters may be an Arabic one, by its sound."""
    begins = readings(latin)
    return bool(begins) and any(
        key.startswith(begins) and sounds_like(latin, key) for key in word.sounds
    )
