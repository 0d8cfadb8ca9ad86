"""How likely a spelling in Latin letters is of an Arabic word.

An Arabic letter is written as one of several strings of Latin letters, each at a cost: the negative
logarithm of how often it is. Short vowels, which Arabic leaves out, cost something by themselves. A
spelling costs what the cheapest way through word and spelling costs. There are two sets of costs:
of names as papers print them (``names.json``, learned by ``benchmarks.train_romanization``), and
of chats, where digits stand for letters (``chats.toml``, written by hand, over those of names).
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

NEVER = float("inf")
# Letters that are written otherwise where a word begins or ends.
_WEAK = frozenset("اويهع")
_PLURAL = "وا"
# Of the second of two equal letters, which Latin letters may leave out.
_DOUBLED = 0.7
# Latin letters that one Arabic letter is written as.
_LONGEST = 3
_KEPT = 1 << 14


@dataclass(frozen=True, slots=True)
class Costs:
    """What spellings cost.

    Attributes:
        letters: of an Arabic letter, each Latin string that it may be with its cost. A letter at
            the beginning of a word is there with ``^`` before it, at the end with ``$`` after it.
        vowels: of a Latin letter that stands for none.
        edge: what it costs in addition before the first letter and after the last.
    """

    letters: Mapping[str, Mapping[str, float]]
    vowels: Mapping[str, float]
    edge: float


@cache
def of_names() -> Costs:
    """Of names as they are printed."""
    read = json.loads(files("search.arabic").joinpath("names.json").read_text("utf-8"))
    return Costs(read["letters"], read["vowels"], 0.0)


@cache
def _chats() -> dict[str, Any]:
    return tomllib.loads(files("search.arabic").joinpath("chats.toml").read_text("utf-8"))


@cache
def chat_words(kind: Literal["words", "ambiguous", "nouns"]) -> Mapping[str, str]:
    """Words as chats write them in Latin letters, in standard Arabic.

    Args:
        kind: that ask and join, the same where other languages have them too, or name something.
    """
    return {latin: arabic for arabic, every in _chats()[kind].items() for latin in every.split()}


@cache
def of_chats() -> Costs:
    """Of Arabic as it is typed where there are only Latin letters."""
    read = _chats()
    names, letters = of_names().letters, read["letters"]
    every = {**names, **letters}
    together = {letter: {**names.get(letter, {}), **letters.get(letter, {})} for letter in every}
    return Costs(together, read["vowels"], read["edge"])


@lru_cache(maxsize=_KEPT)
def letters(form: str) -> tuple[str, ...]:
    """The letters of a normalised word as costs name them."""
    found: list[str] = []
    for index, letter in enumerate(form):
        if index and form[index:] == _PLURAL and len(form) > len(_PLURAL) + 1:
            return (*found, f"{_PLURAL}$")
        if letter in _WEAK and not index:
            found.append(f"^{letter}")
        elif letter in _WEAK and index == len(form) - 1:
            found.append(f"{letter}$")
        else:
            found.append(letter)
    return tuple(found)


def cost(latin: str, form: str, costs: Costs, most: float = NEVER) -> float:
    """What a spelling of a word costs, ``NEVER`` where it is none or costs more than ``most``.

    Args:
        latin: in lower case, without accents and doubled consonants.
        form: the word, normalised.
        costs: what to count with.
        most: what is not worth counting.
    """
    read = letters(form)
    # What it costs to have come to a place of the Latin letters; few can be come to.
    places = {0: 0.0}
    _insert(places, latin, costs.vowels, costs.edge, most)
    previous = ""
    for number, letter in enumerate(read, 1):
        doubled = letter == previous
        places = _emit(places, latin, costs.letters.get(letter, {}), most, doubled=doubled)
        extra = costs.edge if number == len(read) else 0.0
        _insert(places, latin, costs.vowels, extra, most)
        if not places:
            return NEVER
        previous = letter
    return places.get(len(latin), NEVER)


def _emit(
    places: dict[int, float],
    latin: str,
    spellings: Mapping[str, float],
    most: float,
    *,
    doubled: bool,
) -> dict[int, float]:
    """The places after one more Arabic letter."""
    after = {place: paid + _DOUBLED for place, paid in places.items()} if doubled else {}
    for place, before in places.items():
        for end in range(place, min(len(latin), place + _LONGEST) + 1):
            price = spellings.get(latin[place:end])
            if price is not None and before + price <= min(most, after.get(end, NEVER)):
                after[end] = before + price
    return after


def _insert(
    places: dict[int, float], latin: str, vowels: Mapping[str, float], extra: float, most: float
) -> None:
    """Pass over Latin vowels that no Arabic letter stands for."""
    for first in sorted(places):
        place, paid = first, places[first]
        while place < len(latin) and (price := vowels.get(latin[place])) is not None:
            place, paid = place + 1, paid + price + extra
            if paid > min(most, places.get(place, NEVER)):
                break
            places[place] = paid
