"""What the operators of a search demand of documents: a tree that filters carry."""

from dataclasses import dataclass
from enum import Enum, auto


class Match(Enum):
    """How words stand in a text: in any inflection, in any spelling, or to the letter."""

    INFLECTED = auto()
    FOLDED = auto()
    EXACT = auto()


@dataclass(frozen=True, slots=True)
class Words:
    """Words stand together in a passage or in the title of its document, or in that alone."""

    text: str
    match: Match
    only_title: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a field has these words; see ``search.fields``."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Period:
    """The date lies in a period, as in ``Filters``."""

    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Documents:
    """The document is one of these; no operator says so."""

    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold, each in any passage of the document."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of the parts holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """The part holds for no passage of the document."""

    part: "Condition"


Condition = Words | Value | Period | Documents | Every | Some | Lacking


def both(one: Condition | None, other: Condition | None) -> Condition | None:
    """What holds where two conditions do, of which ``None`` always does."""
    if one is None or other is None:
        return one or other
    return Every((one, other))
