"""How a search was understood, as a reader sees it, and the way to switch that off."""

from collections.abc import Iterable
from dataclasses import dataclass

from search.queries.rules import Effect, Interpretation
from service.language import Language, Translate, translator
from service.views.address import SearchAddress


@dataclass(frozen=True, slots=True)
class Understood:
    """What a rule made of words; ``url`` is of the search without the rule, or an operator."""

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
    return [_understood(each, address, translator(language, "queries")) for each in interpretations]


def _understood(made: Interpretation, address: SearchAddress, t: Translate) -> Understood:
    rule = t(f"{made.rule.value}.name")
    switch, changed = t("switch_off", rule=rule), address.switched_off(made.rule)
    rest = (address.q or "").replace(made.written, " ", 1).strip()
    if made.effect in {Effect.FILTERS, Effect.EXCLUDES} and rest:
        switch, changed = t("remove", written=made.written), address.asking(rest)
    effect = t(f"effect.{made.effect.value}")
    return Understood(effect, made.written, made.meant, switch, changed.url())


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
