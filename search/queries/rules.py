"""The rules that make more of a search than its letters: each once, for all who ask.

Whoever asks may switch rules off by their names. What each is called and does, for people, stands
in ``service/language/*/queries.toml``.
"""

from dataclasses import dataclass
from enum import Enum


class Rule(Enum):
    """A rule; the value is its name for pages, programs, the command line and assistants."""

    OPERATORS = "operators"
    DATES = "dates"
    AUTHORS = "authors"
    NUMBERS = "numbers"
    TRANSLITERATION = "transliteration"
    SPELLING = "spelling"
    DIALECTS = "dialects"
    WORDS = "words"
    SYNONYMS = "synonyms"
    ARABIZI = "arabizi"
    LAYOUT = "layout"
    NAMES = "names"


class Effect(Enum):
    """What a rule makes of words.

    ALSO: what they mean is looked for too. READ: it is looked for in their place. FILTERS: only
    documents that meet it are found. EXCLUDES: only those that do not. PLAIN: they are no operator.
    OFFERS: a filter is offered.
    """

    ALSO = "also"
    READ = "read"
    FILTERS = "filters"
    EXCLUDES = "excludes"
    PLAIN = "plain"
    OFFERS = "offers"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What a rule made of a part of a search.

    Attributes:
        rule: that did it.
        written: the words of the search, as they were written.
        meant: what they were taken for.
        effect: what came of it.
        offer: names and values of the filters that are offered.
    """

    rule: Rule
    written: str
    meant: tuple[str, ...]
    effect: Effect = Effect.ALSO
    offer: tuple[tuple[str, str], ...] = ()


# Rules that are switched off where nobody does so.
NONE: frozenset[Rule] = frozenset()
