"""How a search was understood, as a reader sees it, and the way to switch that off."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from search.queries.rules import Effect, Interpretation
from service.language import Language, Translate, translator
from service.views.address import SearchAddress


@dataclass(frozen=True, slots=True)
class Link:
    """What the reader may do next: its words, and the address of that search."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a rule made of words, and the searches without that or with what is offered.

    Attributes:
        effect: of what was made of them on the search.
        readings: what is meant by words, for each that was written.
        links: the searches.
    """

    effect: str
    readings: dict[str, list[str]]
    links: tuple[Link, ...]


def understood(
    interpretations: Iterable[Interpretation], address: SearchAddress, language: Language
) -> list[Understood]:
    """What was made of a search, in the order of its rules.

    What one rule made of several words, to the same effect, is told together: a question in
    Latin letters has a dozen.
    """
    t = translator(language, "queries")
    found: dict[tuple[str, tuple[Link, ...]], Understood] = {}
    for made in interpretations:
        effect, links = t(f"effect.{made.effect.value}"), tuple(_links(made, address, t))
        told = found.setdefault((effect, links), Understood(effect, {}, links))
        told.readings.setdefault(made.written, []).extend(made.meant)
    return [*found.values()]


def _links(made: Interpretation, address: SearchAddress, t: Translate) -> Iterator[Link]:
    rest = (address.q or "").replace(made.written, " ", 1).strip()
    if made.effect in {Effect.FILTERS, Effect.EXCLUDES} and rest:
        yield Link(t("remove", written=made.written), address.changed(q=rest).url())
        return
    if made.offer:
        yield Link(t("apply"), address.filtered_by(made.offer).url())
    rule = t(f"{made.rule.value}.name")
    yield Link(t("switch_off", rule=rule), address.switched_off(made.rule).url())


def switched_off(address: SearchAddress, language: Language) -> list[Link]:
    """The rules that a search is made without, and the searches with each of them."""
    t = translator(language, "queries")
    return [
        Link(
            t("switch_on", rule=t(f"{rule.value}.name")),
            address.switched_on(rule).url(),
        )
        for rule in address.without
    ]
