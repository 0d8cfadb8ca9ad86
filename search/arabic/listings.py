"""Words that are written out in the code, in the forms under which words of texts are looked up."""

from search.arabic.normalizer import normalize


def listed(listing: str) -> frozenset[str]:
    """The words of a listing."""
    return frozenset(map(normalize, listing.split()))


def bare(form: str, known: frozenset[str]) -> str | None:
    """Which of the known words one is, with or without ``و`` or ``ف`` before it."""
    without = form[1:] if form[:1] in {"و", "ف"} else form
    return next((each for each in (form, without) if each in known), None)
