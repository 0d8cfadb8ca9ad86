"""What words of the dialects say in the standard language.

The table ``dialects.toml`` has the words. What the dialects write before and after a word is taken
off where that leaves a more usual one. Nothing is read in a text without a word that the standard
language does not have.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path

from pyarabic import araby

from search.arabic.analyzer import Word
from search.arabic.gazetteer import entities_in
from search.arabic.lexicon import RAREST, rarity
from search.arabic.normalizer import normalize

_TABLE = Path(__file__).with_suffix(".toml")
_ARTICLE = "ال"
_AND = "و"
_NOUN = re.compile(f"({_AND}?(?:[فبكل]?ال|لل)?)(...+?)")
_SHORTEST = 3
_VERB = re.compile("^[بمك]?[يتنا]..")
# What is before a verb of the present or of the future: كيدير، كايدير، هيعمل، غيمشي، بيعمل، منعمل.
_TENSE = re.compile("^(?:كا?|ه|ح|غا?|ب(?=ي)|م(?=ن))(?=[يتن]...)")
# What the same verb begins with of other persons.
_PERSONS = "يتن"
_PLURAL = "ون"
_IN = ("ب", "ف")
_AFFIXES = (
    # كيدير، هيعمل، حيعمل، غيدير، بيعمل، منعمل، تيدير
    (re.compile("^(?:كا?|ه|ح|غا?)(?=[يتن])"), ""),
    (re.compile("^ب(?=[يتن]|ا(?!ل))"), ""),
    (re.compile("^م(?=ن)"), ""),
    (re.compile("^ت(?=ي)"), ""),
    # ديسوي، يتعمل، بينقال، اتنشر
    (re.compile("^د(?=[يتن])"), ""),
    (re.compile("^([يتن])[تن](?=...)"), r"\1"),
    (re.compile("^ا[تن](?=...)"), ""),
    # هالكتاب، بهالكتاب، عالبيت، فمدينة
    (re.compile("^([بفل]?)هال(?=..)"), rf"\1{_ARTICLE}"),
    (re.compile("^عال(?=..)"), _ARTICLE),
    (re.compile("^ف(?=....)"), ""),
    # مكتبش، ماكتبش، ينفعش
    (re.compile(f"^(?!{_ARTICLE})(?:ما?)?(...+)ش$"), r"\1"),
    # كتابو، كتبو
    (re.compile("(?<=...)و$"), "ه"),
    (re.compile("(?<=...)و$"), "وا"),
    # بيتهن
    (re.compile("(?<=...)هن$"), "هم"),
)
# Letters of the standard language by what dialects say for them: فايدة، كتير، داق، كهربا.
_SOUNDS = tuple(
    (re.compile(said), meant)
    for said, meant in (("(?<=ا)ي", "ئ"), ("ت", "ث"), ("د", "ذ"), ("(?<=...)ا$", "اء"))
)
# نقليو، نقليوه: a plural that the standard language has in the ending of no such verb.
_WE = re.compile("^(?:كا?)?(ن...*?)و(ه|ها|هم)?$")
_WE_NOW = re.compile("^كا?[ينت]...*و(?:ه|ها|هم)?$")
# A letter in the name of a station or a company: أيه بي سي.
_LETTER = re.compile("[بسدتج]ي|ا[رسنمفلو]|يو")


def standard(text: str, found: Sequence[Word]) -> dict[int, str]:
    """What those words of a question that are a dialect's say in the standard language.

    Args:
        text: the question.
        found: its words, in order.

    Returns:
        By place among the words: one or more words, or none, where it says nothing.
    """
    keys = [_key(text[word.span.start : word.span.end + 1], word.form) for word in found]
    read = dict(_sure(keys))
    if not read and not any(map(_is_conjugated, keys)):
        return {}
    for i, key in enumerate(keys):
        if i not in read:
            said = _beside(key, "".join(keys[i - 1 : i]), "".join(keys[i + 1 : i + 2]))
            if said is not None:
                read[i] = said
    return read


def _sure(keys: Sequence[str]) -> Iterable[tuple[int, str]]:
    sure = _table()["sure"]
    in_phrase = -1
    for i, key in enumerate(keys):
        after = keys[i + 1] if i + 1 < len(keys) else ""
        if f"{key}_{after}" in sure:
            in_phrase = i + 1
            yield i, sure[f"{key}_{after}"]
            yield i + 1, ""
        elif i != in_phrase and not _LETTER.fullmatch(after):
            said = _said("sure", key)
            if said is not None:
                yield i, said


def _is_conjugated(key: str) -> bool:
    """Whether a word that is not known is a known verb with what a dialect writes before it."""
    if _WE_NOW.match(key) and _rarity(key) == RAREST:
        return True
    rest = _TENSE.sub("", key)
    return _rarity(rest) < _rarity(key) == RAREST and _is_verb(rest)


def _is_verb(key: str) -> bool:
    """Whether what begins as a verb of the present is one: another person has it too."""
    others = _PERSONS.replace(key[0], "")
    rest = key[1:].removesuffix(_PLURAL)
    return key[0] in _PERSONS and any(_rarity(each + rest) < RAREST for each in others)


def _beside(key: str, before: str, after: str) -> str | None:
    """What a word says that the standard language has too."""
    table = _table()
    fits = {
        "beside_what": "ما" in {table["sure"].get(before), table["sure"].get(after)},
        "before_verbs": _VERB.match(after) is not None,
        "before_articles": after.startswith(_ARTICLE),
        "after_articles": before.startswith(_ARTICLE),
    }
    for section, is_fitting in fits.items():
        if is_fitting and key in table[section]:
            return table[section][key]
    if key.startswith(f"ف{_ARTICLE}"):
        return f"في {_beside(key[1:], '', '') or key[1:]}"
    said = _said("beside", key)
    return _without_affixes(key) if said is None else said


def _said(section: str, key: str) -> str | None:
    """What a word of a section says, also after "and", and a noun also with its article."""
    table, nouns = _table()[section], _table()[f"{section}_nouns"]
    if key in table:
        return table[key]
    if key.startswith(_AND) and key[1:] in table:
        return _AND + table[key[1:]]
    parts = _NOUN.fullmatch(key)
    noun = nouns.get(key) if parts is None else nouns.get(parts[2])
    return noun if parts is None or noun is None else parts[1] + noun


def _without_affixes(key: str) -> str | None:
    """The word without what the dialect adds; ``None`` where nothing more usual is left."""
    # "In Tunis" looks like a verb of the present.
    if key.startswith(_IN) and any(entities_in([normalize(key[1:])])):
        return f"في {key[1:]}"
    steps = {key}
    for _ in range(2):
        steps |= {affix.sub(instead, each) for each in steps for affix, instead in _AFFIXES}
    rests = sorted(each for each in steps - {key} if len(each) >= _SHORTEST)
    for section, each in product(("sure", "beside"), rests):
        if (said := _said(section, each)) is not None:
            return said
    best = min(rests, key=_rarity, default=key)
    if _rarity(best) < _rarity(key):
        return best
    if _rarity(key) == RAREST and (sounds := list(_with_other_sounds({key, *rests}))):
        return min(sounds, key=_rarity)
    return _WE.sub(r"\1\2", key) if _WE.match(key) and _rarity(key) == RAREST else None


def _with_other_sounds(keys: Iterable[str]) -> Iterable[str]:
    """Words of the language that differ in a letter that dialects say otherwise."""
    for key, (said, meant) in product(sorted(keys), _SOUNDS):
        if (other := said.sub(meant, key)) != key and _rarity(other) < RAREST:
            yield other


def _rarity(key: str) -> int:
    form = normalize(key)
    noun = _NOUN.fullmatch(form)
    return min(rarity(form), rarity(noun[2]) if noun else RAREST)


def _key(written: str, form: str) -> str:
    """The normalised form, with ta marbuta as it is written; none for an initial with its stop."""
    if len(form) == 1 and written.endswith("."):
        return ""
    return form[:-1] + araby.TEH_MARBUTA if araby.TEH_MARBUTA in written else form


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    """By section of the table: what each word of a dialect says."""
    read: dict[str, dict[str, str]] = tomllib.loads(_TABLE.read_text("utf-8"))
    return {
        section: {
            "_".join(_key(word, normalize(word)) for word in written.split("_")): said
            for said, listed in table.items()
            for written in listed.split()
        }
        for section, table in read.items()
    }
