"""What a reader may be about to ask: titles that have the words typed so far."""

from collections.abc import Iterable

from search.arabic.analyzer import forms


def matching_titles(typed: str, titles: Iterable[str], k: int) -> list[str]:
    """The first ``k`` different titles that have every word typed, the last one as a beginning.

    Args:
        typed: what is in the search box.
        titles: the likeliest first.
        k: the most titles.
    """
    *whole, last = forms(typed) or [""]
    found: dict[str, None] = {}
    for title in titles:
        have = forms(title)
        if (
            last
            and title not in found
            and all(word in have for word in whole)
            and any(word.startswith(last) for word in have)
        ):
            found[title] = None
        if len(found) == k:
            break
    return list(found)
