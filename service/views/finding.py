"""What a reader looks for in a document: every match, and the way to the next and the previous."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from search.arabic.finding import find_words
from search.records import Span

MAX_FIND = 200
# More are counted as that, and not set off.
MOST_MATCHES = 500

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Find:
    """The matches in a document.

    Attributes:
        wanted: what is looked for; empty for nothing.
        matches: in the text, rising; the first ``MOST_MATCHES``.
        match: the number of the one that is shown, from 1.
        path: of the document's page.
        kept: names and values of its address besides.
    """

    wanted: str
    matches: Sequence[Span]
    match: int
    path: str
    kept: Pairs
    is_cut: bool

    @classmethod
    def of(cls, text: str, wanted: str, match: int, path: str, parameters: Pairs) -> Self:
        """Those of a text; ``parameters`` are all of the address."""
        found = find_words(text, wanted, MOST_MATCHES + 1)
        matches = found[:MOST_MATCHES]
        kept = [pair for pair in parameters if pair[0] not in {"find", "match"}]
        number = min(match, len(matches))
        return cls(wanted, matches, number, path, kept, len(found) > len(matches))

    @property
    def next(self) -> str:
        """The address of the next match; after the last comes the first."""
        return self._address(self.match % len(self.matches) + 1)

    @property
    def previous(self) -> str:
        """The address of the previous match; before the first comes the last."""
        return self._address((self.match - 2) % len(self.matches) + 1)

    def _address(self, match: int) -> str:
        query = urlencode([*self.kept, ("find", self.wanted), ("match", str(match))])
        return f"{self.path}?{query}#match-{match}"
