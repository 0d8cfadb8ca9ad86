"""Which rules of style sheets hold of an element, told within bounded time."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from cssselect2 import ElementWrapper, Matcher, SelectorError, compile_selector_list
from lxml import etree
from tinycss2.ast import Node

from indexer.readers import UnreadableError
from indexer.readers.html_declarations import Declared
from indexer.readers.html_media import split_at
from indexer.readers.html_rules import TOO_MUCH, Layer, Rule

# Comparisons of elements with parts of selectors; a large site asks for some hundred thousand.
_MOST_STEPS = 3_000_000
_MOST_SELECTORS = 20_000  # that may tell an element of a page; large sites have some thousand
_MOST_TOKENS = 300_000  # of all these selectors; a list in brackets may have any number
_TOKENS_OF_A_STEP = 20  # in brackets, which take about as long as one comparison
_OF_BRACKETS = 4  # tokens that take as long as a pair of brackets does
_MOST_PARTS = 24  # of a selector, joined by spaces or signs
# What browsers know beside what is told here: of a list with them the rest holds.
_KNOWN = frozenset(
    """
    autofill default defined dir fullscreen in-range indeterminate invalid modal optional
    out-of-range placeholder-shown popover-open read-only read-write required valid open
    backdrop cue part slotted details-content view-transition
    """.split()  # noqa: SIM905
)

_Rank = tuple[bool, Layer]


class Found(NamedTuple):
    """What a rule declares, with its number and what it counts by beside specificity and order."""

    rank: _Rank
    declared: Declared
    rule: int


class Payload(NamedTuple):
    """What a selector tells of, and how many steps it takes to compare an element with it."""

    found: list[Found]
    weight: int


class Element(ElementWrapper):  # type: ignore[misc]
    """An element that counts what it is compared with: sheets may ask for any number."""

    steps: list[int]

    def __init__(
        self, element: etree._Element, parent: "Element | None", *rest: object, **named: object
    ) -> None:
        super().__init__(element, parent, *rest, **named)
        if parent is not None:
            self.steps = parent.steps
            self.spend(1)

    def spend(self, number: int) -> None:
        """Count what is compared.

        Raises:
            UnreadableError: it is too much.
        """
        self.steps[0] += number
        if self.steps[0] > _MOST_STEPS:
            raise UnreadableError(TOO_MUCH)

    @property
    def ancestors(self) -> Iterator["Element"]:
        """The elements around it, from within."""
        return self._line("parent")

    @property
    def previous_siblings(self) -> Iterator["Element"]:
        """The elements before it, the last first."""
        return self._line("previous")

    @property
    def etree_siblings(self) -> Sequence[Any]:
        """The children of what it is in, which selectors like ``:last-of-type`` look through."""
        self.spend(1 + len(self._siblings) // 50)
        return self._siblings

    @etree_siblings.setter
    def etree_siblings(self, siblings: Sequence[Any]) -> None:
        self._siblings = siblings

    def _line(self, name: str) -> Iterator["Element"]:
        other = getattr(self, name)
        while other is not None:
            self.spend(1)
            yield other
            other = getattr(other, name)


class _Matcher(Matcher):  # type: ignore[misc]
    @staticmethod
    def add_relevant_selectors(element: Element, selectors: list[Any], found: list[Any]) -> None:
        """Add those of the selectors that an element matches."""
        element.spend(sum(payload.weight for *_, payload in selectors))
        # The order tells them apart: what they say is never compared.
        Matcher.add_relevant_selectors(element, selectors, found)


def _names(root: etree._Element) -> frozenset[str]:
    """The classes and ids of a page, as selectors write them."""
    found: set[str] = set()
    for element in root.iter("*"):
        found.update(f".{each}" for each in (element.get("class") or "").split())
        if (name := element.get("id")) is not None:
            found.add(f"#{name}")
    return frozenset(found)


def matcher_of(rules: Iterable[Rule], root: etree._Element) -> Matcher:
    """What tells which rules hold of an element of a page.

    Raises:
        UnreadableError: they are too many, or too long.
    """
    names = _names(root)
    matcher = _Matcher()
    tokens = 0
    for number, (selector, declared, layer) in enumerate(rules):
        found = [Found((each.is_important, _rank(layer, each)), each, number) for each in declared]
        in_brackets = _tokens_in_brackets(selector)
        tokens += in_brackets
        if tokens > _MOST_TOKENS:
            raise UnreadableError(TOO_MUCH)
        payload = Payload(found, 1 + in_brackets // _TOKENS_OF_A_STEP)
        for compiled in _compiled(selector, names):
            if compiled.pseudo_element is None:
                matcher.add_selector(compiled, payload)
        if matcher.order > _MOST_SELECTORS:
            raise UnreadableError(TOO_MUCH)
    return matcher


def _tokens_in_brackets(selector: Sequence[Node]) -> int:
    """How many there are in its functions; no selector is nested deeper than a call may be."""
    inside = [each.arguments for each in selector if each.type == "function"]
    return sum(_OF_BRACKETS + len(each) + _tokens_in_brackets(each) for each in inside)


def _compiled(selector: Sequence[Node], names: frozenset[str]) -> list[Any]:
    """The selectors of a list; of a list with one that no browser knows, none."""
    found: list[Any] = []
    for part in split_at(selector, ","):
        if ":" not in part and not _named(part) <= names:
            continue  # with a colon it may be one that no browser knows
        if sum(each.type in {"whitespace", "literal"} for each in part) > 2 * _MOST_PARTS:
            raise UnreadableError(TOO_MUCH)
        if len(found) > _MOST_SELECTORS:
            raise UnreadableError(TOO_MUCH)
        try:
            found += compile_selector_list(part)
        except (SelectorError, NotImplementedError, SyntaxError, TypeError):
            if not _is_known(part):
                return []
    return found


def _named(part: Sequence[Node]) -> set[str]:
    """The classes and ids that an element or those around it must have."""
    classes = {
        f".{each.value}" for dot, each in pairwise(part) if dot == "." and each.type == "ident"
    }
    return classes | {f"#{each.value}" for each in part if each.type == "hash"}


def _is_known(part: Sequence[Node]) -> bool:
    """Whether browsers know the classes and elements that a selector names after colons."""
    colons = [number for number, each in enumerate(part) if each == ":"]
    names = [
        (each.lower_name if each.type == "function" else each.lower_value)
        for number in colons
        for each in part[number + 1 : number + 2]
        if each.type in {"ident", "function"}
    ]
    return any(each in _KNOWN or each.startswith("-webkit-") for each in names)


def _rank(layer: Layer, declared: Declared) -> Layer:
    return tuple(-each for each in layer) if declared.is_important else layer
