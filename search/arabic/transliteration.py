"""Match a word in Latin letters with the Arabic words that it may be a spelling of.

Both sides are reduced to their consonants, in classes, since one Arabic letter has several Latin
spellings (ق is q, k, c, g, and 8 in chats) and the reverse. Ain, hamza, ha and vowels are left out,
and what is doubled counts once. The key of an Arabic word is this skeleton and, after a colon, the
word without its article: كاميرون is ``kmrn:كاميرون``. A word in Latin letters has several
skeletons; which of the words behind them it may be, ``romanization`` tells.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from search.arabic.normal_forms import normal_form
from search.arabic.romanization import NEVER, cost, of_chats, of_names

# The skeleton of a shorter word would fit every other one.
SHORTEST = 2
# Letters with two values, such as c and g, double the skeletons; five of them in a word are rare.
_MOST_SKELETONS = 32
# Of what is indexed and what is asked; some 15 MB at most, since no longer word sounds like a name.
_KEYS_KEPT = 1 << 15
_READ_KEPT = 1 << 10
_HEARD_KEPT = 1 << 14
_LONGEST = 40

_CLASSES = {
    letter: sound
    for letters, sound in (
        ("بپ", "b"),
        ("تطث", "t"),
        ("دضذظ", "d"),
        ("جچ", "j"),
        ("ح", "h"),
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
        ("اوؤيئعءه", ""),
    )
    for letter in letters
}
_ARABIC = re.compile(f"[{''.join(_CLASSES)}]+")
_INITIALS = {"و": "w", "ي": "y"}
# The article, alone or after a particle. Names begin like the last three too (باليرمو), so words
# with them have a second key.
_ARTICLE = re.compile("(?:و?ال|لل|(?P<particle>[بكف]ال))(?=..)")

# How Latin letters are read, in order; alternatives are likeliest first, "" is silent.
_SPELLINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("^y", ("y",)),
    # Verbs begin with ya, of which chats write the vowel only.
    ("^(?=[ei][^aeiouyw])", ("", "y")),
    ("^wh?", ("w",)),
    ("sch", ("c", "sk")),
    ("tch|tsh", ("c", "tc")),
    ("3'", ("g",)),
    ("[69]'", ("d",)),
    ("[57]'", ("x",)),
    (r"\$", ("c",)),
    ("sh", ("c", "s")),
    ("ch", ("c", "tc", "k", "x")),
    ("kh", ("x", "k")),
    ("gh", ("g", "", "k", "j")),
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
    ("t$", ("t", "")),
    ("t", ("t",)),
    ("6", ("t", "d")),
    ("s$|(?<=[aeiouy])s(?=[aeiouy])", ("s", "z")),
    ("s", ("s",)),
    ("z", ("z", "d")),
    ("7", ("h",)),
    ("h$", ("", "h")),
    ("h", ("h", "")),
    ("8", ("k", "g")),
    ("9", ("s", "k", "d")),
    ("4", ("c", "d")),
    ("5", ("x",)),
    ("2", ("", "k")),
    ("b|p", ("b",)),
    # The ending of an adverb, of which Arabic writes an alif.
    ("(?<=a)n$", ("n", "")),
    *((letter, (letter,)) for letter in "dlmnr"),
)
_SPELLING = re.compile("|".join(f"({spelling})" for spelling, _ in _SPELLINGS))
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
_DOUBLED = re.compile(r"(?<!^)([^aeiouh\d])\1+")
_REPEATED = re.compile(r"(.)\1+")
# al-, el-, l-, and with a sun letter ash-, an- ...
_LATIN_ARTICLE = re.compile(
    r"(?:[aeiu2]l|l(?=[^aeiouw])|[ae](?P<sun>sh|th|dh|[snrdtz])(?=(?P=sun)))(?=...)"
)
# What a name may cost for each Latin letter and some more, when Arabic spells a foreign name and
# when Latin letters spell an Arabic one, which has more vowels then.
_FOREIGN = 1.35
_ARABIC_NAME = 0.84
_MORE = 1.0


def sound_keys(form: str) -> tuple[str, ...]:
    """Keys of a normalised Arabic word; none for one without consonants, or too long for a name."""
    return _sound_keys(form) if len(form) <= _LONGEST else ()


@lru_cache(maxsize=_KEYS_KEPT)
def _sound_keys(form: str) -> tuple[str, ...]:
    if not _ARABIC.fullmatch(form):
        return ()
    article = _ARTICLE.match(form)
    bare = [form[article.end() :]] if article else []
    whole = [] if article and article["particle"] is None else [form]
    keyed = ((word, _skeleton(word)) for word in (*bare, *whole))
    return tuple(f"{skeleton}:{word}" for word, skeleton in keyed if skeleton and len(word) > 1)


def _skeleton(word: str) -> str:
    first = _INITIALS.get(word[0], _CLASSES[word[0]])
    return _REPEATED.sub(r"\1", first + "".join(_CLASSES[letter] for letter in word[1:]))


def fold(latin: str) -> str:
    """Lower case without accents and doubled consonants."""
    letters = normal_form("NFKD", latin.casefold().translate(_LETTERS))
    return _DOUBLED.sub(r"\1", "".join(x for x in letters if not unicodedata.combining(x)))


def skeletons(latin: str) -> dict[str, None]:
    """The skeletons that a folded word in Latin letters may have, the likeliest first."""
    choices = [
        _SPELLINGS[match.lastindex - 1][1]
        for match in _SPELLING.finditer(latin)
        if match.lastindex is not None
    ]
    chosen = ("".join(each) for each in islice(product(*choices), _MOST_SKELETONS))
    return dict.fromkeys(_REPEATED.sub(r"\1", each) for each in chosen)


def readings(word: str) -> tuple[str, ...]:
    """What the keys begin with that a name in Latin letters may have; none for one too short."""
    return tuple(_readings(word)) if len(word) <= _LONGEST else ()


@lru_cache(maxsize=_READ_KEPT)
def _readings(word: str) -> tuple[str, ...]:
    every = (skeleton for each in _without_article(word) for skeleton in skeletons(each))
    return tuple(dict.fromkeys(f"{each}:" for each in every if len(each) >= SHORTEST))


def _without_article(word: str) -> Iterator[str]:
    """A word in Latin letters, folded, and what it is behind an article; nothing for others."""
    folded = fold(word)
    if _LATIN.fullmatch(folded):
        yield folded
        article = _LATIN_ARTICLE.match(folded)
        if article:
            yield folded[article.end() :]


def sounds_like(word: str, key: str) -> bool:
    """Whether a name in Latin letters may be the word of a key."""
    return unlikeliness(word, key) <= 1


@lru_cache(maxsize=_HEARD_KEPT)
def unlikeliness(word: str, key: str) -> float:
    """What it costs that a name in Latin letters is the word of a key, as a share of the most.

    Up to 1 where it may be, ``NEVER`` where it is not.
    """
    _, _, form = key.partition(":")
    return min(
        (
            cost(latin.replace("x", "ks"), form, costs, most) / most
            for latin in _without_article(word)
            for costs, each in ((of_names(), _FOREIGN), (of_chats(), _ARABIC_NAME))
            for most in [each * (len(latin) + _MORE)]
        ),
        default=NEVER,
    )
