"""Foreign names, which Arabic spells in several ways: جوجل، غوغل; مكلنتورف، ماكلينتورف, McClintorf.

Arabic words have three consonants and what is put around them. A word with more is taken for a
foreign name, and so is one that has the same letter for g twice: its vowels may be written or not,
its g is ج، غ، ق or ك throughout, and texts may have it in Latin letters.
"""

import re
from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from search.arabic import lexicon
from search.arabic.analyzer import Word
from search.arabic.romanization import letters, of_names
from search.arabic.stemmer import stem
from search.arabic.transliteration import sound_keys, sounds_like
from search.queries.rules import Rule
from search.ranking.lexical_plan import SOUNDS, STEMS, Statistics
from search.ranking.questions import Expansion, Question

# Classes of sounds that stand for a foreign g, and the letters that write them.
_G_CLASSES = "jgk"
_G_LETTERS = "جغقكگ"
_ONE_G = str.maketrans(dict.fromkeys(_G_LETTERS, "g"))
# Consonants from which on a word is a foreign name, and letters in which spellings may differ.
_FOREIGN = 4
_DIFFERENT = 2
# Letters that no foreign name is written with, and those that Arabic words have before three more.
_ONLY_ARABIC = frozenset("حعصضظءئؤ")
_PREFIXED = frozenset("متن")
_VERBAL = ("ي", "است")
# Letters of a word that something is written together with, on one side and on both.
_LEAST = 3
_LEAST_INSIDE = 5
# In centibels: one spelling of a name is at least so rare.
_RARE = 495
_LONG = 6
# Other spellings that are looked for, and what a passage with one of them counts.
_MOST = 4
_WEIGHT = 0.8
# A Latin spelling of a letter that costs more is not looked for.
_USUAL = 3.0
_ENDING = re.compile("[^اويىه]?[اويىه]*$")
_VOWELS = frozenset("اويىهعئءؤ")


def in_other_spellings(question: Question, statistics: Statistics) -> Iterator[Expansion]:
    """Foreign names of the archive that are those of the question in another spelling."""
    for word in question.content:
        if is_foreign(word):
            found = [*_in_arabic(word, statistics), *_in_latin(word, statistics)]
            found.sort(key=lambda each: (-each[1], each[0]))
            also = tuple(name for name, _ in found[:_MOST])
            if also:
                yield Expansion(Rule.NAMES, word.span, also, _WEIGHT)


def is_foreign(word: Word) -> bool:
    """Whether an Arabic word is built as foreign names are and Arabic words are not."""
    keys = sound_keys(word.form)
    if not keys or not _ONLY_ARABIC.isdisjoint(word.form):
        return False
    skeleton, _, form = keys[0].partition(":")
    if form.startswith(_VERBAL) or _is_inflected(form):
        return False
    return len(skeleton) >= _FOREIGN + (form[0] in _PREFIXED) or _has_one_g_twice(form)


def _has_one_g_twice(form: str) -> bool:
    found = [letter for letter in form if letter in _G_LETTERS]
    apart = len(found) > 1 and found[0] * 2 not in form
    return apart and len(set(found)) == 1 and len(form) >= _FOREIGN


def _in_arabic(word: Word, statistics: Statistics) -> Iterator[tuple[str, int]]:
    """Other spellings in Arabic letters, and in how many passages each is."""
    skeleton, _, form = sound_keys(word.form)[0].partition(":")
    used = {sound for sound in skeleton if sound in _G_CLASSES}
    skeletons = {skeleton}
    if len(used) == 1:
        skeletons.update(skeleton.replace(min(used), each) for each in _G_CLASSES)
    most = _DIFFERENT if len(form) >= _LONG else _DIFFERENT - 1
    for each in sorted(skeletons):
        for key, frequency in statistics.terms(SOUNDS, f"{each}:"):
            other = key.partition(":")[2]
            if stem(other) != word.stem and _is_same(form, other, most):
                yield lexicon.written(other), frequency


def _is_same(form: str, other: str, most: int) -> bool:
    """Whether words of one skeleton differ inside, in few vowels and in how they write a g."""
    one, two = form.translate(_ONE_G), other.translate(_ONE_G)
    # What follows the last consonant tells names apart (فرنسا، فرنسوا), but for ta marbuta.
    # What is apart in one name (غوغل) is not lacking in another (قول), nor together (ككل).
    ends_alike = one[0] == two[0] and _ending(one) == _ending(two) and _gs(one) == _gs(two)
    # Two words that are both usual are two words; what has an ending is a word of another base.
    is_rare = max(lexicon.rarity(form), lexicon.rarity(other)) >= _RARE
    return (
        ends_alike
        and is_rare
        and Levenshtein.distance(one, two) <= most
        and not _is_inflected(other)
    )


def _gs(form: str) -> list[int]:
    """How many letters for g a word has in each place where it has some."""
    return [len(each) for each in re.findall("g+", form)]


def _ending(form: str) -> str:
    """The vowels at the end of a word and the consonant before them."""
    ending = _ENDING.search(form)
    return "" if ending is None else ending.group().replace("ه", "ا")


def _is_inflected(form: str) -> bool:
    """Whether a word is one of the language with something written together with it."""
    return any(
        base in lexicon.arabic()
        for base in lexicon.bases(form)
        if _LEAST <= len(base) < len(form)
        # A short one behind a prefix and before a suffix is there by chance.
        and (len(base) >= _LEAST_INSIDE or form.startswith(base) or form.endswith(base))
    )


def _in_latin(word: Word, statistics: Statistics) -> Iterator[tuple[str, int]]:
    """Spellings in Latin letters, and in how many passages each is."""
    key = sound_keys(word.form)[0]
    form = key.partition(":")[2]
    pattern = re.compile("[aeiouy]*".join(_spelled(form)) + "[aeiouyh]*")
    first = {spelling[:1] for spelling in _spellings(letters(form)[0])}
    for initial in sorted(first - {""}):
        for term, frequency in statistics.terms(STEMS, initial):
            if pattern.fullmatch(term) and sounds_like(term, key):
                yield term, frequency


def _spellings(letter: str) -> list[str]:
    costs = of_names().letters.get(letter, {})
    return [spelling for spelling, price in costs.items() if price <= _USUAL]


def _spelled(form: str) -> Iterator[str]:
    """What each letter of a word may be in Latin ones."""
    for letter in letters(form):
        either = "|".join(map(re.escape, _spellings(letter)))
        yield f"(?:{either})?" if letter.strip("^$") in _VOWELS else f"(?:{either})+"
