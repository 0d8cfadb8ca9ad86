"""What a question asks for: its content words and the kind of its answer."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from search.arabic import lexicon
from search.arabic.amounts import amounts
from search.arabic.analyzer import LONGEST, Word, telling, words
from search.arabic.endings import with_usual_endings
from search.arabic.normalizer import normalize
from search.arabic.scores import asks_score
from search.arabic.transliteration import readings, sounds_like
from search.arabic.values import is_number
from search.errors import EmptyQuestionError
from search.queries.rules import NONE, Rule
from search.ranking.mentions import Named
from search.records import Filters, Span, blank
from search.sparse_vector import SparseVector

# Shorter words sound like too many others to be taken for them.
SHORTEST_SOUND = 3
# Words of a question that rules look at: what each rule does takes more time with every word, and
# what has more of them is a text that was pasted, whose words say enough.
MOST_READ = 100
# Different words of a question that are looked for by their sounds, each of which takes a while;
# the longest questions of the tests have half as many.
MOST_HEARD = 32
# Things that a question names, and words that have to be said, that passages are searched for: what
# names more is a list. The questions of the tests and of the training sets name six at most.
MOST_NAMED = 8
# Content words from which on a question is a sentence.
_SENTENCE = 4


class AnswerKind(Enum):
    """What kind of words answers a question."""

    YEAR = auto()
    DATE = auto()
    NUMBER = auto()
    PLACE = auto()
    PERSON = auto()
    OTHER = auto()


# In order: a question that asks "in which year" may hold "how many" as well. Standard Arabic,
# Egyptian, Levantine, Gulf, Iraqi and Maghrebi; English.
_ASKING = {
    AnswerKind.YEAR: """
        أي عام|أي سنة|ما هو عام|ماهو عام|ما هي سنة|ماهي سنة|ما العام|ما هو العام|ما السنة
        سنة كم|سنة كام|عام كم|سنة ايش|سنة ايه|أنهي سنة|what year|which year
    """,
    AnswerKind.DATE: """
        متى|إمتى|امتا|امته|إيمتى|ايمتا|وقتاش|فوقاش|أي يوم|أي شهر|أي تاريخ|أي قرن
        ما تاريخ|ما هو تاريخ|ماهو تاريخ
        when|what date|which date|what month|which month|what day|which day
        what century|which century
    """,
    AnswerKind.NUMBER: """
        كم|كام|قد إيه|أد إيه|بكم|بكام|قديش|قداش|أديش|شحال|شقد|اشقد|أي نسبة
        how many|how much|how long|how old|how far|how tall|how big|how large|how high|how heavy
        what percentage|which percentage|what percent|what number|what proportion|what share
    """,
    AnswerKind.PLACE: """
        أين|وين|فين|منين|أي مدينة|أي بلد|أي بلدة|أي دولة|أي مكان|أي منطقة|أي قارة|أي ولاية|أي قرية
        أي محافظة|أنهي مدينة|أنهي بلد|أي حي|أي شارع|أي ميدان|أي ساحة|أي جزيرة|أي مطار|أي ميناء
        أي ملعب|أي استاد|أي صالة|أي قاعة|أي مسرح|أي فندق|أي منتجع|أي مستشفى|أي مجمع|أي متنزه
        أي حديقة|أي قصر|أي مسجد|أي جامع|أي مخيم|أي سجن|أي متحف|أي مقبرة|أي قلعة|أي سوق|أي جسر
        أي منفذ|أي معبر
        ما عاصمة|ما هي عاصمة|ماهي عاصمة|في أي مدينة|بأي مدينة|في أي دولة|في أي بلد
        where|which city|what city|which country|what country|which town|which region|which place
        which continent|what continent
    """,
    AnswerKind.PERSON: """
        من هو|من هي|منهو|من هم|من الذي|من التي|من اللي|مين|مين هو|مين هي|منو|شكون
        who|whom
    """,
}
# Behind a word for "what" these ask for a number: ما طول، ايش سعرها; the first with the article
# too, with which the others may ask what something is: ما هي الكتلة.
_WHAT = "ما ماهو ماهي ماهى ما_هو ما_هي ما_هى إيه ايه شو شنو وش ايش إيش"
_MEASURED = "عدد نسبة مساحة مسافة مدة سعر ثمن كلفة تكلفة مبلغ راتب"
_MEASURED_BARE = """
معدل متوسط طول ارتفاع عمق قطر سرعة وزن كتلة درجة_حرارة درجة_الحرارة قيمة ميزانية موازنة رأسمال
إيرادات أرباح خسائر عمر حجم كمية سعة حصيلة إجمالي مجموع
"""
# "Who" alone begins a question; elsewhere it is "from".
_WHO = re.compile(
    r"من (?!(?:اين|اي|ماذا|متي|خلال|اجل|حيث|قبل|بعد|بين|ضمن|المعروف|الممكن)\b|"
    r"(?:اول|اهم|ابرز|اكثر|اكبر)\b(?! من ))"
)
# A letter that is written together with the word after it.
_PREFIX = "(?:[وفبل]|لل)?"


def _pattern(listing: str) -> re.Pattern[str]:
    phrases = (phrase.split() for phrase in re.split(r"[|\n]", listing))
    forms = {" ".join(map(normalize, phrase)) for phrase in phrases if phrase}
    return re.compile(rf"(?:^| ){_PREFIX}(?:{'|'.join(sorted(forms))})(?= |$)")


def _measuring() -> re.Pattern[str]:
    what, with_article, bare = (
        "|".join(normalize(name.replace("_", " ")) for name in listing.split())
        for listing in (_WHAT, _MEASURED, _MEASURED_BARE)
    )
    return re.compile(rf"(?:^| )(?:{what}) (?:(?:ال)?(?:{with_article})|{bare})(?:ه|ها|هم)?(?= |$)")


_PATTERNS = {kind: _pattern(listing) for kind, listing in _ASKING.items()}
_MEASURING = _measuring()


@dataclass(frozen=True, slots=True)
class Expansion:
    """Other words that say what some words of a question say.

    Attributes:
        rule: that knows them.
        span: of the words in the question's text.
        also: what is looked for too: words, or several words that belong together; nothing where
            the words only ask, point or join, and are not looked for themselves.
        weight: of a passage that has one of them, in place of the question's, 0 to 1.
        read: what the model reads in place of the question's; ``None`` for them.
        amounts: what they amount to: passages that have it in any writing are found; see
            ``search.arabic.amounts``.
    """

    rule: Rule
    span: Span
    also: tuple[str, ...]
    weight: float = 1.0
    read: str | None = None
    amounts: tuple[str, ...] = ()


def reading(text: str, expansions: Iterable[Expansion]) -> str:
    """A text with what the model reads in place of words; what says nothing leaves no gap."""
    instead = {each.span: each.read for each in expansions if each.read is not None}
    for (start, end), meant in sorted(instead.items(), reverse=True):
        before = text[:start] if meant else text[:start].rstrip()
        text = before + meant + text[end:]
    return text


@dataclass(frozen=True, slots=True)
class Hint:
    """What a question names that documents are filtered by.

    Attributes:
        rule: that found it.
        span: of the words in the question's text.
        filters: that are offered for it.
        boosts: whether what they leave counts for more.
    """

    rule: Rule
    span: Span
    filters: Filters
    boosts: bool


@dataclass(frozen=True)
class Question:
    """A question, analysed once for all who need its words.

    Attributes:
        text: as it was asked.
        content: its words without stop words, or all when there are no others.
        stems: of its content words.
        forms: all its words, normalised.
        kind: of the answer.
        length: how many words it has.
        latin: share of the letters that the model reads that are of the Latin alphabet.
        sounds: what the keys begin with that its words in Latin letters may have, by stem.
        without: rules that are switched off.
        expansions: what is looked for besides, of parts that do not overlap or are the same.
        hints: what it names that is offered as a filter.
        written: the search that it is of, in which its words stand where they stand in the text.
        named: what it names that a passage which answers it writes of.
    """

    text: str
    content: tuple[Word, ...]
    stems: frozenset[str]
    forms: frozenset[str]
    kind: AnswerKind
    length: int
    latin: float
    sounds: Mapping[str, tuple[str, ...]]
    without: frozenset[Rule] = NONE
    expansions: tuple[Expansion, ...] = ()
    hints: tuple[Hint, ...] = ()
    written: str | None = None
    named: tuple[Named, ...] = ()

    @cached_property
    def read(self) -> str:
        """What the model reads of it."""
        text = with_usual_endings(reading(self.text, self.expansions))
        # Where operators stood there are gaps.
        return text if self.written in {None, self.text} else " ".join(text.split())

    @cached_property
    def opening(self) -> "Question":
        """What rules look at: its first ``MOST_READ`` words, each where it stands in it.

        A word with more letters than any has is left out.
        """
        end, long = 0, []
        for word in islice(words(self.text), MOST_READ):
            end = word.span.end
            if len(word.form) > LONGEST:
                long.append(word.span)
        if not long and all(word.span.end <= end for word in self.content):
            return self
        content = tuple(
            word for word in self.content if word.span.end <= end and len(word.form) <= LONGEST
        )
        return replace(self, text=blank(self.text[:end], long), content=content)

    @cached_property
    def amounts(self) -> frozenset[str]:
        """Keys of the amounts that it has, see ``search.arabic.amounts``."""
        if not any(map(is_number, self.content)):
            return frozenset()
        return frozenset(key for _, key in amounts(self.text, list(words(self.text))))

    def words_of(self, expansion: Expansion) -> list[Word]:
        """Its content words that an expansion is of."""
        return [word for word in self.content if expansion.span.overlaps(word.span)]

    def has(self, word: Word) -> bool:
        """Whether a word is one of its content words, inflected or as rules write it."""
        if word.stem in self.stems or word.stem in self._stems_besides:
            return True
        return bool(self.sounds) and bool(self.heard_in(word))

    def heard_in(self, word: Word) -> list[str]:
        """Stems of those of its words in Latin letters that an Arabic word sounds like."""
        keys = self._likely(word.sounds)
        return [stem for stem in self.sounds if self._sounds_like(stem, keys)] if keys else []

    def lacks(self, text: str) -> bool:
        """Whether a text has a word that the question does not have."""
        return any(word.form not in self.forms for word in words(text))

    def share_in(self, found: Iterable[Word]) -> float:
        """The share of its content words that are among these words, between 0 and 1."""
        there = list(found)
        stems = {word.stem for word in there}
        keys = self._likely({key for word in there for key in word.sounds}) if self.sounds else []
        also = self._also
        known = sum(
            stem in stems
            or any(others <= stems for others in also.get(stem, ()))
            or self._sounds_like(stem, keys)
            for stem in self.stems
        )
        return known / max(1, len(self.stems))

    @cached_property
    def _stems_besides(self) -> frozenset[str]:
        return frozenset[str]().union(*chain.from_iterable(self._also.values()))

    @cached_property
    def _also(self) -> dict[str, list[frozenset[str]]]:
        """Sets of stems that together say what a content word says, by its stem."""
        found: dict[str, list[frozenset[str]]] = {}
        for each in self.expansions:
            others = [frozenset(word.stem for word in words(other)) for other in each.also]
            for word in self.words_of(each):
                found.setdefault(word.stem, []).extend(others)
        return found

    @cached_property
    def _begins(self) -> tuple[str, ...]:
        return tuple(chain.from_iterable(self.sounds.values()))

    def _likely(self, keys: Iterable[str]) -> list[str]:
        """Those that one of its words may have: nearly all keys begin otherwise."""
        return [key for key in keys if key.startswith(self._begins)]

    def _sounds_like(self, stem: str, keys: Collection[str]) -> bool:
        begins = self.sounds.get(stem)
        if begins is None:
            return False
        return any(key.startswith(begins) and sounds_like(stem, key) for key in keys)


@dataclass(frozen=True, slots=True)
class EncodedQuestion:
    """A question as the stages of a ranking need it.

    Attributes:
        read: its words and what they ask for.
        vector: shape (dim,), unit length.
        tokens: from ``late_interaction.prepare_question``, shape (tokens, dim).
        weights: how much each token says, shape (tokens,), sum 1.
        named: of each thing that the question names, which tokens are of it.
        said: the words that have to be said, see ``ranking.predicates``, and their tokens.
        words: of the index's sparse encoder, where it has one.
    """

    read: Question
    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    weights: NDArray[np.float32]
    named: tuple[tuple[int, ...], ...] = ()
    said: tuple[tuple[Word, tuple[int, ...]], ...] = ()
    words: SparseVector | None = None


def read_question(text: str, without: frozenset[Rule] = NONE) -> Question:
    """What a question asks for.

    Args:
        text: as it was asked.
        without: rules that are switched off.

    Raises:
        EmptyQuestionError: it has no letter or digit.
    """
    found = list(words(text))
    if not found:
        msg = "the question is empty: write at least one word"
        raise EmptyQuestionError(msg)
    content = tuple(telling(found))
    forms = [word.form for word in found]
    return Question(
        text=text,
        content=content,
        stems=frozenset(word.stem for word in content),
        forms=frozenset(forms),
        kind=kind_of(found),
        length=len(forms),
        latin=latin_share(text),
        sounds={}
        if Rule.TRANSLITERATION in without
        else dict(islice(_heard_of(text, found[:MOST_READ], content), MOST_HEARD)),
        without=without,
    )


def kind_of(found: Sequence[Word]) -> AnswerKind:
    """What kind of words the words of a question ask for."""
    joined = " ".join(word.form for word in found)
    kinds = (kind for kind, pattern in _PATTERNS.items() if pattern.search(joined))
    kind = next(kinds, AnswerKind.OTHER)
    if kind is not AnswerKind.OTHER:
        return kind
    if _WHO.match(joined):
        return AnswerKind.PERSON
    is_measured = _MEASURING.search(joined) is not None or asks_score(found)
    return AnswerKind.NUMBER if is_measured else kind


def _heard_of(
    text: str, found: list[Word], content: Sequence[Word]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Words in Latin letters by their stems, with what keys of their sounds begin with."""
    different = {word.stem: word for word in telling(found) if may_be_name(text, word, content)}
    for stem, word in different.items():
        if sounds := _sounds(word):
            yield stem, sounds


def latin_share(text: str) -> float:
    """Share of a text's letters that are of the Latin alphabet."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(map(str.isascii, letters)) / max(1, len(letters))


def may_be_name(text: str, word: Word, content: Sequence[Word]) -> bool:
    """Whether a word of a question may be a name: in a sentence names have a capital letter.

    Words that English and French have are told so; what is typed in few words has none. The first
    word has one anyway, and is a name unless it is a usual word, such as "what".
    """
    if len(content) < _SENTENCE or word.form not in lexicon.english_and_french():
        return True
    is_first = not any(map(str.isalnum, text[: word.span.start]))
    is_usual = is_first and word.form in lexicon.usual_in_english_and_french()
    return not is_usual and not text[word.span.start].islower()


def _sounds(word: Word) -> tuple[str, ...]:
    return tuple(each for each in readings(word.form) if len(each) > SHORTEST_SOUND)
