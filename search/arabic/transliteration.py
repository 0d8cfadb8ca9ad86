"""Match a word in Latin letters with the Arabic words that it may be a spelling of.

Both sides are reduced to what they have in common. Consonants fall into classes, since one Arabic
letter has several Latin spellings (ق is q, k, c, g, and 8 in Arabizi) and the reverse. Of vowels
Arabic writes some and Latin nearly all, so what Arabic writes must occur among the Latin ones, in
their order. Vowels at the end are left out, and so are ain and hamza.

The key of an Arabic word is its classes and, after a colon, its vowels before each of them:
كاميرون is ``kmrn:.a.i.u``. A word in Latin letters has several readings; each fits several keys.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

# A shorter skeleton would fit every other word.
SHORTEST = 2
# Letters with two values, such as c and g, double the readings; four of them in a word are rare.
_MOST_READINGS = 16
# Of what is indexed and what is asked; some 15 MB at most, since no longer word sounds like a name.
_KEYS_KEPT = 1 << 15
_READINGS_KEPT = 1 << 10
_LONGEST = 40

_CLASSES = {
    letter: sound
    for letters, sound in (
        ("بپ", "b"),
        ("تطث", "t"),
        ("دضذظ", "d"),
        ("جچ", "j"),
        ("حه", "h"),
        ("خ", "x"),
        ("ر", "r"),
        ("زژ", "z"),
        ("سص", "s"),
        ("ش", "c"),
        ("غ", "g"),
        ("فڤ", "f"),
        ("قكگ", "k"),
        ("ل", "l"),
        ("م", "m"),
        ("ن", "n"),
        ("ا", "a"),
        ("وؤ", "u"),
        ("يئ", "i"),
        ("عء", ""),
    )
    for letter in letters
}
_ARABIC = re.compile(f"[{''.join(_CLASSES)}]+")
_VOWELS = frozenset("aui")
_INITIALS = {"و": "w", "ي": "y"}
_SILENT = "ه"
# The article, alone or after a particle. Names begin like the last three too (باليرمو), so words
# with them have a second key.
_ARTICLE = re.compile("(?:و?ال|لل|(?P<particle>[بكف]ال))(?=..)")

# How Latin letters are read, in order; alternatives are likeliest first, "" is silent.
_SPELLINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("^y", ("y",)),
    ("^wh?", ("w",)),
    ("sch", ("c", "sk")),
    ("tch|tsh", ("c", "tc")),
    ("sh", ("c",)),
    ("ch", ("c", "tc", "k", "x")),
    ("kh", ("x", "k")),
    ("gh", ("g", "", "k")),
    ("th", ("t", "d")),
    ("dh", ("d",)),
    ("zh", ("j", "z")),
    ("ph|f|v", ("f",)),
    ("ck|qu|q|k", ("k",)),
    ("dj", ("j", "dj")),
    ("x", ("ks",)),
    ("c(?=[eiy])", ("s", "k", "tc")),
    ("c$", ("k", "s", "tc")),
    ("c", ("k",)),
    ("g", ("j", "g", "k")),
    ("j", ("j",)),
    # Ta marbuta before another word, and the end of French names.
    ("(?<=[ae])t$", ("t", "")),
    ("t|6", ("t",)),
    ("s$|(?<=[aeiouy])s(?=[aeiouy])", ("s", "z")),
    ("s", ("s",)),
    ("z", ("z", "d")),
    ("^h|7", ("h",)),
    ("h$", ("",)),
    ("h", ("h", "")),
    ("8", ("k", "g")),
    ("9", ("s", "k")),
    ("4", ("c", "d")),
    ("5", ("x",)),
    ("b|p", ("b",)),
    *((letter, (letter,)) for letter in "dlmnr"),
)
_SPELLING = re.compile("|".join(f"({spelling})" for spelling, _ in _SPELLINGS) + "|[aeiouyw23]")
_LATIN = re.compile("(?=.*[a-z])[a-z0-9]+")
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "đ": "d",
        # Letters whose accent says more than their vowel's length or stress.
        "ü": "yu",
        "ç": "s",
        "ş": "sh",
        "š": "sh",
        "č": "ch",
        "ć": "ch",
        "ž": "zh",
    }
)
_DOUBLED = re.compile(r"(?<!^)([^aeiouyw\d])\1+")
# al-, el-, l-, and with a sun letter ash-, an- ...
_LATIN_ARTICLE = re.compile(
    r"(?:[aeiu2]l|l(?=[^aeiouyw])|[ae](?P<sun>sh|th|dh|[snrdtz])(?=(?P=sun)))(?=...)"
)
# What Arabic always writes between vowels.
_GLIDES = {"y": "i", "w": "u"}
_GLIDE = re.compile("(?<=[aeiou])[yw]+(?=[aeiou])")
# What an Arabic vowel letter may be in Latin ones.
_WRITTEN = {"a": "aeou2", "i": "eiya", "u": "ouwa"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to pronounce a word in Latin letters.

    Attributes:
        skeleton: its consonant classes.
        vowels: the Latin vowels before each of them.
    """

    skeleton: str
    vowels: tuple[str, ...]

    @property
    def prefix(self) -> str:
        """What every key that it may fit begins with."""
        return f"{self.skeleton}:"

    def fits(self, key: str) -> bool:
        """Whether a word with that key may be pronounced so."""
        skeleton, _, written = key.partition(":")
        if skeleton != self.skeleton:
            return False
        first, *others = written.split(".")
        if first.startswith("a"):
            # Alif at the beginning carries any vowel.
            if not self.vowels[0]:
                return False
            first = first[1:]
        return all(map(_among, (first, *others), self.vowels))


def _among(written: str, vowels: str) -> bool:
    """Whether Arabic vowel letters occur among Latin vowels, in their order."""
    if any(_GLIDES[glide[0]] not in written for glide in _GLIDE.findall(vowels)):
        return False
    rest = iter(vowels)
    return all(any(vowel in _WRITTEN[letter] for vowel in rest) for letter in written)


def sound_keys(form: str) -> tuple[str, ...]:
    """Keys of a normalised Arabic word; none for one that is too short, or too long for a name."""
    return _sound_keys(form) if len(form) <= _LONGEST else ()


@lru_cache(maxsize=_KEYS_KEPT)
def _sound_keys(form: str) -> tuple[str, ...]:
    if not _ARABIC.fullmatch(form):
        return ()
    article = _ARTICLE.match(form)
    bare = [form[article.end() :]] if article else []
    whole = [] if article and article["particle"] is None else [form]
    return tuple(key for word in (*bare, *whole) for key in _key(word))


def _key(word: str) -> Iterator[str]:
    skeleton = ""
    vowels = [""]
    for index, letter in enumerate(word):
        sound = _CLASSES[letter] if index else _INITIALS.get(letter, _CLASSES[letter])
        if not sound or sound in _VOWELS:
            vowels[-1] += sound
        elif letter != _SILENT or index < len(word) - 1:
            skeleton += sound
            vowels.append("")
    if len(skeleton) >= SHORTEST:
        yield f"{skeleton}:{'.'.join(vowels[:-1])}"


def readings(word: str) -> tuple[Reading, ...]:
    """Ways to pronounce a word in Latin letters; none for one too short, or too long for a name."""
    return _kept_readings(word) if len(word) <= _LONGEST else ()


@lru_cache(maxsize=_READINGS_KEPT)
def _kept_readings(word: str) -> tuple[Reading, ...]:
    folded = _fold(word)
    if not _LATIN.fullmatch(folded):
        return ()
    article = _LATIN_ARTICLE.match(folded)
    spelled = [folded, folded[article.end() :]] if article else [folded]
    return tuple(dict.fromkeys(found for each in spelled for found in _readings(each)))


def _fold(word: str) -> str:
    """Lower case without accents and doubled consonants."""
    letters = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return _DOUBLED.sub(r"\1", "".join(x for x in letters if not unicodedata.combining(x)))


def _readings(word: str) -> Iterator[Reading]:
    consonants: list[tuple[str, ...]] = []
    vowels = [""]
    for match in _SPELLING.finditer(word):
        if match.lastindex is None:
            vowels[-1] += match.group()
        else:
            consonants.append(_SPELLINGS[match.lastindex - 1][1])
            vowels.append("")
    for chosen in islice(product(*consonants), _MOST_READINGS):
        read = [vowels[0]]
        for sounds, after in zip(chosen, vowels[1:], strict=True):
            read += [""] * len(sounds)
            read[-1] += after
        skeleton = "".join(chosen)
        if len(skeleton) >= SHORTEST:
            yield Reading(skeleton, tuple(read[:-1]))
