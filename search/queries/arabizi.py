"""Arabic that was typed in Latin letters, as in chats: ``meen wazeer el 3adl`` for من وزير العدل.

A question is taken for Arabic when its words say so: question words of chats, digits that stand for
letters, words that neither English nor French has and that spell words of the archive. Then each
word that is none of another language is read as the likeliest word of the archive that it spells.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import NamedTuple, Protocol

from search.arabic import lexicon
from search.arabic.normalizer import normalize
from search.arabic.romanization import NEVER, chat_words, cost, of_chats
from search.arabic.transliteration import fold, skeletons, sound_keys
from search.queries.rules import Rule
from search.ranking.lexical_plan import SOUNDS, STEMS, Statistics
from search.ranking.questions import MOST_HEARD, Expansion, Question
from search.records import Span

# Words of the archive that one word is looked for as.
_MOST = 3
# A spelling of a word may cost so much for each Latin letter.
_PLAUSIBLE = 1.3
# The same, of a word that only the language has.
_LIKELY = 1.05
# What each hundredth in an Arabic word's rarity, and each doubling of its passages, is worth.
_RARE = 0.4
_UNKNOWN = 7.0
_FREQUENT = 0.15
# What costs so much more than the likeliest word is not meant.
_NEAR = 4.0
# What a spelling that costs more than the likeliest one weighs less.
_UNLIKELY = 0.5
_LONGEST = 24
_ARTICLES = frozenset(["el", "al", "il", "fel", "fil", "bel", "bil", "wel", "wil", "lel", "lil"])

_WRITTEN = re.compile(r"[^\s\"“”«»()\[\]{}.,;:!?؟،؛/|]+")
_LATIN = re.compile(r"(?=.*[a-z])[a-z0-9$']+")
# A digit that stands for a letter, and no number beside a name (G20, covid19, mp3).
_DIGIT = re.compile(r"(?<!\d)[235679](?!\d)'?(?=[a-z])|(?<=[aeiou])[23579](?!\d)|[a-z]{2,}[37]$")
# What is written together with a word: how, in which letters, and what it costs.
_PARTICLES: tuple[tuple[re.Pattern[str], str, float], ...] = tuple(
    (re.compile(latin), arabic, price)
    for latin, arabic, price in (
        (r"(?:[aeiou2]|2[ae])?l[-']?(?=..)", "ال", 0.2),
        (r"[ae](?P<sun>sh|th|dh|[snrdtz9])-?(?=(?P=sun))", "ال", 0.7),
        (r"w[ae]?[aei2]?l-?(?=..)", "وال", 0.8),
        (r"w[aeiu]?-?(?=..)", "و", 1.5),
        (r"b[aeiu]?l-?(?=..)", "بال", 0.8),
        (r"b[aeiu]?-?(?=...)", "ب", 1.8),
        (r"f[aeiu]?l-?(?=..)", "فال", 1.0),
        (r"l[aei]?l-?(?=..)", "لل", 1.3),
        (r"l[aeiu]?-?(?=...)", "ل", 2.2),
    )
)


class Sounds(Protocol):
    """What has words by their sounds, as ``Statistics`` of an index has."""

    def terms(self, field: str, prefix: str) -> Iterable[tuple[str, int]]:
        """Its sound keys that begin so, and how many passages have each."""


class Reading(NamedTuple):
    """A word of the archive that a word in Latin letters may spell; the likeliest costs least."""

    form: str
    cost: float


def arabizi(question: Question, statistics: Statistics) -> Iterator[Expansion]:
    """Words in Latin letters as the Arabic words that they spell, where a question is Arabic."""
    if question.latin == 0:
        return
    written = list(_words(question.text))
    others = [word for _, word in written if word not in _joining()]
    unknown = [word for word in others if not _is_foreign(word, statistics)]
    telling = sum(word in chat_words("words") for _, word in written)
    telling += sum(_DIGIT.search(word) is not None for word in unknown)
    foreign = len(others) - len(unknown)
    # Question words and digits tell Arabic even among as many words of another language.
    if not _is_more(len(unknown), telling, foreign):
        return
    several = islice(dict.fromkeys(unknown), MOST_HEARD)
    read = {word: readings(word, statistics) for word in several}
    if not _is_more(sum(bool(read.get(word)) for word in unknown), telling, foreign):
        return
    for span, word in written:
        if meant := _joining().get(word):
            yield Expansion(Rule.ARABIZI, span, (), read=meant)
        elif word in read and (found := _likeliest(word, read[word])):
            yield from _expansions(span, found)


def _likeliest(word: str, found: list[Reading]) -> list[Reading]:
    """What a word may spell, what it is known for first; of the language where nothing is found."""
    nouns = _nouns()
    known = (particle + nouns[rest] for rest, particle, _ in _split(word) if rest in nouns)
    form = next(map(normalize, known), None)
    if form is not None:
        return [Reading(form, 0.0), *(each for each in found if each.form != form)]
    if found:
        return found
    of_language = readings(word, _Language())
    return of_language if of_language and of_language[0].cost <= _LIKELY * (len(word) + 1) else []


@cache
def _nouns() -> Mapping[str, str]:
    return {fold(latin): arabic for latin, arabic in chat_words("nouns").items()}


class _Language:
    """The words of the language, as an archive has them that has each of them once."""

    def terms(self, field: str, prefix: str) -> Iterable[tuple[str, int]]:
        return ((key, 1) for key in _keys_of_language().get(prefix, ()) if field == SOUNDS)


@cache
def _keys_of_language() -> Mapping[str, list[str]]:
    """The sound keys of all words of the language, by what they begin with."""
    found: dict[str, list[str]] = {}
    for form in lexicon.arabic():
        for key in sound_keys(form):
            found.setdefault(key[: key.index(":") + 1], []).append(key)
    return found


def _expansions(span: Span, found: list[Reading]) -> Iterator[Expansion]:
    best = lexicon.written(found[0].form)
    yield Expansion(Rule.ARABIZI, span, (best,), read=best)
    for other in found[1:_MOST]:
        weight = math.exp(-_UNLIKELY * (1 + other.cost - found[0].cost))
        yield Expansion(Rule.ARABIZI, span, (lexicon.written(other.form),), weight)


def _words(text: str) -> Iterator[tuple[Span, str]]:
    """Words in Latin letters with the digits and marks that stand for letters, folded.

    An article that stands alone is part of the word after it.
    """
    article: tuple[int, str] | None = None
    for match in _WRITTEN.finditer(text):
        word = match.group().strip("'-_")
        folded = fold(word.replace("\u2019", "'").replace("-", ""))
        if not _LATIN.fullmatch(folded) or len(folded) > _LONGEST:
            article = None
            continue
        start = match.start() + match.group().index(word)
        if folded in _ARTICLES:
            article = start, folded
            continue
        first, before = article or (start, "")
        yield Span(first, start + len(word)), before + folded
        article = None


@cache
def _joining() -> Mapping[str, str]:
    return {**chat_words("ambiguous"), **chat_words("words")}


def _is_foreign(word: str, statistics: Statistics) -> bool:
    """Whether English or French has a word, or parts of it (l'essence), or the archive as it is."""
    parts = {part for part in word.split("'") if len(part) > 1}
    is_kept = any(statistics.frequency(STEMS, part) > 0 for part in parts)
    return is_kept or (_DIGIT.search(word) is None and parts <= lexicon.english_and_french())


def _is_more(spelled: int, telling: int, foreign: int) -> bool:
    """Whether more speaks for Arabic than for another language."""
    return spelled > foreign or (telling > 0 and 2 * (telling + spelled) >= foreign)


def readings(word: str, sounds: Sounds) -> list[Reading]:
    """Words of the archive that a folded word may spell, the likeliest first.

    Args:
        word: in Latin letters, with digits for some.
        sounds: of the index that is asked.
    """
    found: dict[str, float] = {}
    limit = _PLAUSIBLE * (len(word) + 1)
    best = NEVER
    for rest, particle, price in _split(word):
        for skeleton in skeletons(rest):
            for key, frequency in sounds.terms(SOUNDS, f"{skeleton}:") if skeleton else ():
                bare = key.partition(":")[2]
                form = particle + bare
                rare = price + _rarity(form, frequency)
                paid = rare + cost(rest, bare, of_chats(), min(limit - price, best + _NEAR - rare))
                if paid < found.get(form, NEVER):
                    found[form] = paid
                    best = min(best, paid)
    ordered = sorted(found.items(), key=lambda item: (item[1], item[0]))
    return [Reading(*each) for each in ordered]


def _split(word: str) -> Iterable[tuple[str, str, float]]:
    """The word whole, and without each particle that it may begin with."""
    yield word, "", 0.0
    for pattern, particle, price in _PARTICLES:
        if match := pattern.match(word):
            yield word[match.end() :], particle, price


def _rarity(form: str, frequency: int) -> float:
    """What it costs that a word is rare in the language and in the archive."""
    rarity = lexicon.arabic().get(form)
    known = _UNKNOWN if rarity is None else rarity / 100
    return _RARE * known - _FREQUENT * math.log(max(1, frequency))
