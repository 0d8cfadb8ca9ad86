"""What the ranked documents have in common, and from when they are: what a reader filters by."""

from collections import Counter
from collections.abc import Iterable

from search.records import Count, Facets
from search.storage.store import Owner

_MONTH = len("2024-05")


def count(owners: Iterable[Owner]) -> Facets:
    """Facets of documents, each counted once however many of its passages are given."""
    documents = {owner.document_id: owner for owner in owners}.values()
    return Facets(
        sources=_counts(owner.source for owner in documents),
        authors=_counts(owner.author for owner in documents),
        kinds=_counts(owner.kind for owner in documents),
        languages=_counts(owner.language for owner in documents),
        months=tuple(sorted(_counts(owner.date and owner.date[:_MONTH] for owner in documents))),
    )


def add(parts: Iterable[Facets]) -> Facets:
    """Facets of several sets of documents together."""
    sums = [Counter[str]() for _ in range(5)]
    for part in parts:
        columns = (part.sources, part.authors, part.kinds, part.languages, part.months)
        for total, column in zip(sums, columns, strict=True):
            total.update(dict(column))
    sources, authors, kinds, languages, months = sums
    return Facets(
        _ranked(sources),
        _ranked(authors),
        _ranked(kinds),
        _ranked(languages),
        tuple(sorted(months.items())),
    )


def _counts(values: Iterable[str | None]) -> tuple[Count, ...]:
    return _ranked(Counter(value for value in values if value))


def _ranked(counts: Counter[str]) -> tuple[Count, ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
