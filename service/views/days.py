"""Hits by the day that they are of, earliest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from search.records import Hit
from service.views.cards import Card


@dataclass(frozen=True, slots=True)
class Day:
    """The hits of a day, or of a month or year where no more is known; ``None`` of no date."""

    date: str | None
    cards: list[Card]


def by_day(cards: Sequence[Card]) -> list[Day]:
    """Cards by their dates, those of a day in their order; those without a date are last."""
    dated = sorted(cards, key=lambda card: (_date(card.hit) is None, _date(card.hit) or ""))
    return [Day(day, list(of)) for day, of in groupby(dated, key=lambda card: _date(card.hit))]


def _date(hit: Hit) -> str | None:
    return hit.citation.date or None
