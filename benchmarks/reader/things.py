"""What texts name, to be put in the place of each other."""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from indexer.evaluation.first_hits import folded
from search.arabic.analyzer import Word, words
from search.arabic.gazetteer import entities_in
from search.arabic.naming import names_in
from search.arabic.values import numbers
from search.records import Span

_YEAR = re.compile(r"(?<!\w)[12]\d{3}(?!\w)")
_YEARS_AWAY = (-11, -7, -3, -2, -1, 1, 2, 3, 5, 9)


class Things:
    """What texts name, by its kind, to be put in the place of each other."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._pool: defaultdict[str, list[str]] = defaultdict(list)
        for text in texts:
            for kind, span in things_in(text):
                self._pool[kind].append(text[slice(*span)])

    def swapped(self, text: str, away_from: str, chance: random.Random) -> str | None:
        """A text with one thing replaced by one that does not stand in another text."""
        found = list(things_in(text))
        if not found:
            return None
        kind, span = chance.choice(found)
        new = self.other(kind, text[slice(*span)], chance)
        if new is None or folded(new) in folded(away_from) or folded(new) in folded(text):
            return None
        return text[: span.start] + new + text[span.end :]

    def other(self, kind: str, old: str, chance: random.Random) -> str | None:
        """Something else of a kind; ``None`` where chance gives the same."""
        if kind == "year":
            return str(int(old) + chance.choice(_YEARS_AWAY))
        others = self._pool[kind]
        new = chance.choice(others) if others else None
        return None if new is None or folded(new) == folded(old) else new


def things_in(text: str) -> Iterator[tuple[str, Span]]:
    """What a text names, with its kind: a year, a number, a place or body, a name."""
    found = list(words(text))
    taken: list[Span] = []
    for kind, span in _things(text, found):
        if not any(map(span.overlaps, taken)):
            taken.append(span)
            yield kind, span


def _things(text: str, found: Sequence[Word]) -> Iterator[tuple[str, Span]]:
    for match in _YEAR.finditer(text):
        yield "year", Span(*match.span())
    for first, last, entities in entities_in([word.form for word in found]):
        span = Span(found[first].span.start, found[last - 1].span.end)
        yield entities[0].kind.name, span
    for name in names_in(text, found):
        span = Span(found[name.first].span.start, found[name.last - 1].span.end)
        yield ("person" if name.is_person else "name"), span
    for span in numbers(text, found):
        yield "number", span
