"""Words that are written out in the code, in the forms under which words of texts are looked up."""

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
