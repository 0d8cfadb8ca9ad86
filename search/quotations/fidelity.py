"""How faithful a quotation is, and what became of its words."""

from enum import Enum


class Fidelity(Enum):
    """How faithful a quotation is, best first.

    ``EXACT``: every word letter by letter, white space and punctuation aside. ``SPELLING``: the
    same words, some spelled otherwise, or with a line between them that is ignored. ``WORDS``:
    most of the words in order; some are others.
    """

    EXACT = "exact"
    SPELLING = "spelling"
    WORDS = "words"


class Change(Enum):
    """What became of words on the way from a text to a quotation.

    ``OMITTED``: left out, and the quotation says so with dots.
    """

    SPELLED = "spelled"
    REPLACED = "replaced"
    ADDED = "added"
    LEFT_OUT = "left-out"
    OMITTED = "omitted"
