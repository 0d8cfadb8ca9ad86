"""What a browser makes of the styles of a page, of what says whether and how text is shown.

Sheets count by importance, layer, specificity and order, as on the screen of a desktop computer;
what a page loads from elsewhere does not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from cssselect2 import ElementWrapper, Matcher, SelectorError, compile_selector_list
from lxml import etree
from tinycss2.ast import Node

from indexer.readers import UnreadableError
from indexer.readers.html_declarations import Declared, declarations, hides, may_hide
from indexer.readers.html_media import media_holds, split_at
from indexer.readers.html_rules import TOO_MUCH, Layer, Rule, Rules

# Comparisons of elements with parts of selectors; a large site asks for some hundred thousand.
_MOST_STEPS = 3_000_000
_MOST_SELECTORS = 20_000  # that may tell an element of a page; large sites have some thousand
_MOST_TOKENS = 300_000  # of all these selectors; a list in brackets may have any number
_OF_BRACKETS = 4  # tokens that take as long as a pair of brackets does
_MOST_PARTS = 24  # of a selector, joined by spaces or signs
_NOT_READ = "noscript template textarea xmp iframe noembed noframes".split()  # noqa: SIM905
# What browsers know beside what is told here: of a list with them the rest holds.
_KNOWN = frozenset(
    """
    autofill default defined dir fullscreen in-range indeterminate invalid modal optional
    out-of-range placeholder-shown popover-open read-only read-write required valid open
    backdrop cue part slotted details-content view-transition
    """.split()  # noqa: SIM905
)


class Stated(NamedTuple):
    """What holds of a property.

    Attributes:
        value: in lower case.
        rule: the number of the rule that says so; ``None`` where the element itself does.
    """

    value: str
    rule: int | None = None


# Words beside the names of animations.
_OF_ANIMATIONS = frozenset(
    """
    none initial unset revert revert-layer ease ease-in ease-out ease-in-out linear step-start
    step-end infinite normal reverse alternate alternate-reverse forwards backwards both running
    paused auto
    """.split()  # noqa: SIM905
)
_MOVABLE = {"visibility", "content-visibility", "font-size", "text-decoration-line"}

Style = Mapping[str, Stated]
_Rank = tuple[bool, Layer]


class _Found(NamedTuple):
    rank: _Rank
    declared: Declared
    rule: int


class Styles:
    """The styles of a page."""

    def __init__(self, root: etree._Element, sheets: Iterable[str]) -> None:
        """Find what sheets say of the elements of a page.

        Raises:
            UnreadableError: they are too large, or hard to compare with the page.
        """
        self._of_sheets: dict[etree._Element, list[_Found]] = {}
        told = Rules()
        rules = list(told.of(sheets))
        self._keyframes = told.keyframes
        #: The numbers of the rules that hide something.
        self.hiding = frozenset(
            number
            for number, rule in enumerate(rules)
            if any(hides(name, value) for name, value, _ in rule.declared)
        )
        matcher = _matcher(rules, _names(root))
        if not matcher.order:
            return
        wrapped = _Element.from_html_root(root)
        wrapped.steps = [0]
        for element in wrapped.iter_subtree():
            if found := matcher.match(element):
                stated = [each for *_, each in found]
                # By specificity and order they are sorted already.
                self._of_sheets[element.etree_element] = sorted(
                    (each for some in stated for each in some), key=lambda each: each.rank
                )

    def of(self, element: etree._Element, doubted: frozenset[int] = frozenset()) -> Style:
        """What holds of an element by the sheets and by itself.

        Args:
            element: of the page.
            doubted: the rules that are not believed where they hide something.
        """
        stated = element.get("style")
        own = list(declarations(stated)) if stated else []
        found: dict[str, Stated] = {}
        important: dict[str, Stated] = {}
        for _, (name, value, is_important), rule in self._of_sheets.get(element, ()):
            if rule not in doubted or not hides(name, value):
                (important if is_important else found)[name] = Stated(value, rule)
        found |= {each.name: Stated(each.value) for each in own}
        style = found | important | {each.name: Stated(each.value) for each in own if each[2]}
        if "animation-name" in style:
            moved = self._moved(style["animation-name"].value)
            return {
                name: stated
                for name, stated in style.items()
                if name not in moved or not may_hide(name, stated.value)
            }
        return style

    def _moved(self, names: str) -> set[str]:
        """The properties that animations may give other values than are stated."""
        words = set(names.split()) - _OF_ANIMATIONS
        known = words & self._keyframes.keys()
        moved = {name for each in known for name in self._keyframes[each]}
        # Keyframes that are not at hand may do anything, but do not begin in what is not displayed.
        return (_MOVABLE if words - known else moved) - {"display"}


def is_applied(element: etree._Element) -> bool:
    """Whether a ``style`` or ``link`` is a sheet that a browser applies to its page."""
    get = element.get
    if (get("type") or "text/css").strip().lower() != "text/css":
        return False
    if element.tag.rpartition("}")[2] == "link":
        kinds = (get("rel") or "").lower().split()
        if "stylesheet" not in kinds or "alternate" in kinds or get("disabled") is not None:
            return False
    is_read = next(element.iterancestors(*(f"{{*}}{each}" for each in _NOT_READ)), None) is None
    return is_read and media_holds(get("media") or "")


class _Element(ElementWrapper):  # type: ignore[misc]
    """An element that counts what it is compared with: sheets may ask for any number."""

    steps: list[int]

    def __init__(
        self, element: etree._Element, parent: "_Element | None", *rest: object, **named: object
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
    def ancestors(self) -> Iterator["_Element"]:
        """The elements around it, from within."""
        return self._line("parent")

    @property
    def previous_siblings(self) -> Iterator["_Element"]:
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

    def _line(self, name: str) -> Iterator["_Element"]:
        other = getattr(self, name)
        while other is not None:
            self.spend(1)
            yield other
            other = getattr(other, name)


class _Matcher(Matcher):  # type: ignore[misc]
    @staticmethod
    def add_relevant_selectors(element: _Element, selectors: list[Any], found: list[Any]) -> None:
        """Add those of the selectors that an element matches."""
        element.spend(len(selectors))
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


def _matcher(rules: Iterable[Rule], names: frozenset[str]) -> _Matcher:
    """What tells which rules hold of an element, of a page with these classes and ids."""
    matcher = _Matcher()
    tokens = 0
    for number, (selector, declared, layer) in enumerate(rules):
        found = [_Found((each.is_important, _rank(layer, each)), each, number) for each in declared]
        tokens += _tokens_in_brackets(selector)
        if tokens > _MOST_TOKENS:
            raise UnreadableError(TOO_MUCH)
        for compiled in _compiled(selector, names):
            if compiled.pseudo_element is None:
                matcher.add_selector(compiled, found)
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
