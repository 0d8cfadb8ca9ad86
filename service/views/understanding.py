"""How a search was understood, as a reader sees it, and the way to switch that off."""

from collections.abc import Iterable
from dataclasses import dataclass

from search.queries.rules import Interpretation
from service.language import Language, translator
from service.views.address import SearchAddress


@dataclass(frozen=True, slots=True)
class Understood:
    """What a rule made of words; ``url`` is of the search without the rule."""

    effect: str
    written: str
    meant: tuple[str, ...]
    switch: str
    url: str


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """A rule that is off; ``url`` is of the search with it."""

    name: str
    switch: str
    url: str


def understood(
    interpretations: Iterable[Interpretation], address: SearchAddress, language: Language
) -> list[Understood]:
    """What was made of a search, in the order of its rules."""
    t = translator(language, "queries")
    return [
        Understood(
            t(f"effect.{each.effect.value}"),
            each.written,
            each.meant,
            t("switch_off", rule=t(f"{each.rule.value}.name")),
            address.switched_off(each.rule).url(),
        )
        for each in interpretations
    ]


def switched_off(address: SearchAddress, language: Language) -> list[SwitchedOff]:
    """The rules that a search is made without."""
    t = translator(language, "queries")
    return [
        SwitchedOff(
            t(f"{rule.value}.name"),
            t("switch_on", rule=t(f"{rule.value}.name")),
            address.switched_on(rule).url(),
        )
        for rule in address.without
    ]
