"""What the ranked documents have in common, and from when they are: what a reader filters by."""

from collections import Counter
from collections.abc import Iterable, Sequence

from search.fields import FACETS
from search.ranking.snapshot import PassageFacts
from search.records import Count, Facets


def count(passages: Iterable[PassageFacts]) -> Facets:
    """Facets of documents, each counted once however many of its passages are given."""
    documents = {facts.document_id: facts for facts in passages}.values()
    return Facets(
        {
            facet.name: _ranked(
                Counter(filter(None, (each.facts[facet.name] for each in documents)))
            )
            for facet in FACETS
        },
        _rising(Counter(facts.date for facts in documents if facts.date)),
    )


def add(parts: Sequence[Facets]) -> Facets:
    """Facets of several sets of documents together."""
    return Facets(
        {facet.name: _ranked(_sum(part.values[facet.name] for part in parts)) for facet in FACETS},
        _rising(_sum(part.dates for part in parts)),
    )


def _sum(parts: Iterable[Iterable[Count]]) -> Counter[str]:
    total = Counter[str]()
    for part in parts:
        total.update(dict(part))
    return total


def _ranked(counts: Counter[str]) -> tuple[Count, ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _rising(counts: Counter[str]) -> tuple[Count, ...]:
    return tuple(sorted(counts.items()))
