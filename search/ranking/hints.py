"""Passages of what a question names, such as an author's: they are proposed, and count for more."""

from dataclasses import replace

from search.fields import FACETS
from search.queries.rules import Rule
from search.ranking.questions import Hint
from search.ranking.snapshot import PassageFacts
from search.records import Filters

# Passages of an author or a source that is named, to be ranked with the others.
PROPOSED = 50
# In shares of lexical evidence: an author who is named counts like all words of a question, so that
# his pieces come before those about him; a date like a common word.
_BOOSTS = {Rule.AUTHORS: 1.0, Rule.DATES: 0.05}


def proposing(hint: Hint, filters: Filters) -> Filters | None:
    """What leaves the passages of a hint; ``None`` where these are not proposed."""
    if not hint.boosts or not hint.filters.values:
        return None
    return replace(filters, values=tuple(sorted({*filters.values, *hint.filters.values})))


def boost(hint: Hint, facts: PassageFacts) -> float:
    """What a hint adds to the lexical evidence of a passage."""
    return _BOOSTS[hint.rule] if hint.boosts and is_wanted(facts, hint.filters) else 0.0


def is_wanted(facts: PassageFacts, filters: Filters) -> bool:
    """Whether filters leave a passage, but for their condition and when it was added."""
    for facet in FACETS:
        values = filters.of_field(facet)
        if values and facts.facts[facet.name] not in values:
            return False
    return filters.includes(facts.date)
