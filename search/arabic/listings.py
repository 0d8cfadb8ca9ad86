"""Words that are written out in the code, in the forms under which words of texts are looked up."""

from collections.abc import Iterable

from search.arabic.normalizer import normalize

_JOINED = ("و", "ف")


def listed(listing: str) -> frozenset[str]:
    """The words of a listing."""
    return frozenset(map(normalize, listing.split()))


def bare(form: str, known: frozenset[str]) -> str | None:
    """Which of the known words one is, with or without ``و`` or ``ف`` before it."""
    if form in known:
        return form
    return form[1:] if form.startswith(_JOINED) and form[1:] in known else None


class Parts:
    """What a text has that has one of some words: told by a look at its letters, before its words.

    Args:
        known: the words, normalised.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._parts: list[str] = []
        for word in sorted(known, key=len):
            if not any(part in word for part in self._parts):
                self._parts.append(word)

    def may_be_in(self, normalized: str) -> bool:
        """Whether a normalised text may have one of the words; where not, it has none."""
        return any(map(normalized.__contains__, self._parts))
