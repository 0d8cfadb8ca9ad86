"""Parts of the world in a text, and sides of them: شرق آسيا، الركن الشمالي من قارة أفريقيا."""

import re
from collections.abc import Iterator, Sequence

from search.arabic.analyzer import Word, is_beside
from search.arabic.gazetteer import entities_in
from search.arabic.listings import listed
from search.arabic.normalizer import normalize

_SIDES = listed(
    """
    شمال جنوب شرق غرب وسط أقصى منتصف شمالي جنوبي شرقي غربي
    الشمال الجنوب الشرق الغرب الوسط الشمالي الجنوبي الشرقي الغربي
    الشمالية الجنوبية الشرقية الغربية الوسطى الصغرى الركن الجزء الطرف القسم الساحل ساحل
    """
)
_LINKS = listed("من قارة قلب")
_CONTINENTS = listed(
    """
    آسيا أوروبا أوربا أفريقيا إفريقيا أستراليا القارة
    الآسيوية الأوروبية الأوربية الأفريقية الإفريقية
    """
)
# Of two words each.
_REGIONS = frozenset(
    normalize(name)
    for name in (
        "الشرق الأوسط",
        "الشرق الأدنى",
        "أمريكا الشمالية",
        "أمريكا الجنوبية",
        "أمريكا اللاتينية",
        "أمريكا الوسطى",
        "القرن الأفريقي",
        "القرن الإفريقي",
        "المغرب العربي",
        "المشرق العربي",
        "الخليج العربي",
        "الوطن العربي",
        "العالم العربي",
        "العالم الإسلامي",
    )
)
# A feminine adjective with the article, or one of belonging.
_DESCRIBING = re.compile("ال.{2,}[هىي]")
_PREPOSITIONS = listed("في إلى من نحو داخل قرب")


def regions(text: str, found: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where a preposition leads to a part of the world, by the numbers of its words.

    A side of a state, a city or a sea is one as well.

    Args:
        text: in which nothing but white space stands between its words.
        found: words of the text, in order.
    """
    named = {first: last for first, last, _ in entities_in([word.form for word in found])}
    at = 1
    while at < len(found):
        last = _end(text, found, at, named) if found[at - 1].form in _PREPOSITIONS else at
        if _tells(found, at, last, named) and not goes_on(text, found, last):
            yield at, last
        at = max(last, at) + 1


def goes_on(text: str, found: Sequence[Word], at: int) -> bool:
    """Whether a word belongs to the place before it, and makes it another: أوروبا القارية."""
    is_next = 0 < at < len(found) and _follows(text, found, at)
    return is_next and _DESCRIBING.fullmatch(found[at].form) is not None


def _end(text: str, found: Sequence[Word], first: int, named: dict[int, int]) -> int:
    at = last = first
    while at < len(found) and (at == first or _follows(text, found, at)):
        is_link = at > first and found[at].form in _LINKS
        ends = _end_of_place(found, at, named)
        if ends is None and not is_link and found[at].form not in _SIDES:
            break
        ends = ends or at + 1
        at = ends
        last = last if is_link else at
    return last


def _follows(text: str, found: Sequence[Word], at: int) -> bool:
    return is_beside(text, found[at - 1], found[at])


def _end_of_place(found: Sequence[Word], at: int, named: dict[int, int]) -> int | None:
    if _is_region(found, at):
        return at + 2
    return at + 1 if found[at].form in _CONTINENTS else named.get(at)


def _is_region(found: Sequence[Word], at: int) -> bool:
    return " ".join(word.form for word in found[at : at + 2]) in _REGIONS


def _tells(found: Sequence[Word], first: int, last: int, named: dict[int, int]) -> bool:
    """Whether words have a part of the world, or a side of something."""
    said = {word.form for word in found[first:last]}
    if not _CONTINENTS.isdisjoint(said) or any(_is_region(found, i) for i in range(first, last)):
        return True
    return not _SIDES.isdisjoint(said) and any(i in named for i in range(first, last))
