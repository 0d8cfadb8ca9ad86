"""Words that say the contrary of each other, from ``opposites.toml``: قتل، نجا؛ لصالح، ضد."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from search.arabic.listings import listed
from search.arabic.naming import without_prefixes
from search.arabic.verbs import conjugated

_TABLE = Path(__file__).with_suffix(".toml")
# What is written together with a noun behind it: وفاته، مصرعهم.
_POSSESSIVES = ("ه", "ها", "هم", "هما", "هن")
_POSSESSIVE = re.compile(rf"(?:{'|'.join(_POSSESSIVES)})\Z")
# What is called after rescue tells of none: فرق الإنقاذ، عمليات الإنقاذ.
_RESCUE = listed("الإنقاذ للإنقاذ والإنقاذ")
_RESCUERS = listed(
    """
    فرق فرقة فريق رجال طواقم طاقم عناصر وحدات وحدة قوات مروحيات مروحية زوارق زورق قوارب قارب سفن
    سفينة هيئة مركز خدمات أجهزة رجل
    """
)
_CALLED_SO = _RESCUERS | listed("عمليات عملية جهود أعمال البحث")
# But whom an operation rescues may stand behind: عملية إنقاذ خمسة أطفال.
_A_RESCUE = listed("إنقاذ")
# Before a verb: وقتل، فسيفتتح.
_PARTICLE = re.compile(r"\A[وف]?(?:س(?=[يتن]))?")
_PARTICLES = ("و", "ف", "س")
_SHORTEST = 3


def says_contrary(asked: Iterable[str], near: Iterable[str], around: Iterable[str]) -> bool:
    """Whether words say the contrary of a question, and nothing around them what it asks.

    Args:
        asked: normalised words of the question.
        near: those of what may answer.
        around: those of the text that it is of, in which a word of the question's side would leave
            it open.
    """
    sides = _sides_of(asked)
    if not sides:
        return False
    contrary = {(pair, 1 - side) for pair, side in sides} & _sides_of(_told(near))
    return bool({(pair, 1 - side) for pair, side in contrary} - _sides_of(around))


def is_contrary(asked: Iterable[str], before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether what stands between words of a sentence is said of the contrary of a question.

    The last word before it that says what is asked, or the contrary, decides; where there is none,
    those after it do: قتل 3 ونجا 52.
    """
    sides = _sides_of(asked)
    contrary = {(pair, 1 - side) for pair, side in sides}
    for form in reversed([*_told(before)]):
        found = _sides_of([form]) & (sides | contrary)
        if found:
            return found <= contrary - sides
    return says_contrary(asked, after, after)


def _told(forms: Iterable[str]) -> Iterator[str]:
    """The words of a text in order, without what only says what somebody is called."""
    last = ""
    for form in forms:
        called = _CALLED_SO if form in _RESCUE else _RESCUERS if form in _A_RESCUE else ()
        is_called = bool(called) and without_prefixes(last) in called
        last = form
        if not is_called:
            yield form


def _sides_of(forms: Iterable[str]) -> set[tuple[int, int]]:
    """The pairs that words are of, by number, each with the side that they are on."""
    known = _places()
    return {place for form in forms for each in as_listed(form) for place in known.get(each, ())}


def as_listed(form: str) -> Iterable[str]:
    """A normalised word as it may be listed: with and without what is written together with it."""
    without = _PARTICLE.sub("", form, count=1) if form.startswith(_PARTICLES) else form
    for each in dict.fromkeys((form, without, without_prefixes(form))):
        yield each
        if not each.endswith(_POSSESSIVES):
            continue
        noun = _POSSESSIVE.sub("", each)
        if len(noun) >= _SHORTEST:
            # Ta marbuta is opened before a possessive: وفاته.
            yield from (noun, f"{noun.removesuffix('ت')}ه")


@cache
def _places() -> dict[str, list[tuple[int, int]]]:
    places: dict[str, list[tuple[int, int]]] = {}
    for number, pair in enumerate(tomllib.loads(_TABLE.read_text("utf-8"))["pair"]):
        for side, name in enumerate(("one", "other")):
            for form in _read(pair[name]):
                places.setdefault(form, []).append((number, side))
    return places


def _read(text: str) -> frozenset[str]:
    verbs = " ".join(each for each in text.split() if "/" in each)
    return conjugated(verbs) | listed(" ".join(each for each in text.split() if "/" not in each))
