"""What a browser makes of the styles of a page, of what says whether and how text is shown.

Sheets count by importance, layer, specificity and order, as on the screen of a desktop computer;
what a page loads from elsewhere does not.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lxml import etree

from indexer.readers import UnreadableError
from indexer.readers.html_declarations import (
    declarations,
    ended,
    hides,
    is_open,
    may_hide,
)
from indexer.readers.html_matching import Element, Found, matcher_of
from indexer.readers.html_media import media_holds
from indexer.readers.html_rules import TOO_MUCH, Rule, Rules
from indexer.readers.html_variables import Variables, inherited, is_variable

_NOT_READ = "noscript template textarea xmp iframe noembed noframes".split()  # noqa: SIM905


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
_MOST_KEPT = 1_000_000  # custom properties of all elements
_MOVABLE = {"visibility", "content-visibility", "font-size", "text-decoration-line"}

Style = Mapping[str, Stated]


class Styles:
    """The styles of a page."""

    def __init__(self, root: etree._Element, sheets: Iterable[str]) -> None:
        """Find what sheets say of the elements of a page.

        Raises:
            UnreadableError: they are too large, or hard to compare with the page.
        """
        self._of_sheets: dict[etree._Element, list[Found]] = {}
        told = Rules()
        rules = _needed(told.of(sheets), root)
        self._keyframes = told.keyframes
        #: The numbers of the rules that hide something.
        self.hiding = frozenset(
            number
            for number, rule in enumerate(rules)
            if any(hides(name, value) or is_open(name, value) for name, value, _ in rule.declared)
        )
        self._variables: dict[etree._Element, Variables] = {}
        self._kept = 0
        matcher = matcher_of(rules, root)
        if not matcher.order:
            return
        wrapped = Element.from_html_root(root)
        wrapped.steps = [0]
        for element in wrapped.iter_subtree():
            if matched := matcher.match(element):
                # By specificity and order they are sorted already.
                self._of_sheets[element.etree_element] = sorted(
                    (each for *_, payload in matched for each in payload.found),
                    key=lambda each: each.rank,
                )

    def of(self, element: etree._Element, doubted: frozenset[int] = frozenset()) -> Style:
        """What holds of an element by the sheets and by itself.

        Args:
            element: of the page.
            doubted: the rules that are not believed where they hide something.
        """
        style = self._cascaded(element, doubted)
        if any(is_open(name, stated.value) for name, stated in style.items()):
            style = self._ended(element, style, doubted)
        if "animation-name" in style:
            moved = self._moved(style["animation-name"].value)
            return {
                name: stated
                for name, stated in style.items()
                if name not in moved or not may_hide(name, stated.value)
            }
        return style

    def _ended(
        self, element: etree._Element, style: Mapping[str, Stated], doubted: frozenset[int]
    ) -> dict[str, Stated]:
        """A style whose values name no variables any more."""
        variables = self._variables_of(element)
        found: dict[str, Stated] = {}
        for name, stated in style.items():
            value, rule = stated
            if is_open(name, value):
                value = ended(name, value, variables)
                if rule in doubted and hides(name, value):
                    continue
            found[name] = Stated(value, rule)
        return found

    def _variables_of(self, element: etree._Element) -> Variables:
        """The custom properties of an element, its own and those around it."""
        unknown = [element]
        while unknown[-1] not in self._variables:
            above = unknown[-1].getparent()
            if above is None:
                break
            unknown.append(above)
        variables: Variables = self._variables.get(unknown[-1], {})
        for each in reversed(unknown):
            if each not in self._variables:
                stated = self._cascaded(each, frozenset())
                own = {name: value for name, (value, _) in stated.items() if is_variable(name)}
                self._variables[each] = inherited(variables, own)
                self._kept += len(self._variables[each]) if own else 0
                if self._kept > _MOST_KEPT:
                    raise UnreadableError(TOO_MUCH)
            variables = self._variables[each]
        return variables

    def _cascaded(self, element: etree._Element, doubted: frozenset[int]) -> dict[str, Stated]:
        """What is stated of an element, by importance, layer, specificity and order."""
        stated = element.get("style")
        own = list(declarations(stated)) if stated else []
        found: dict[str, Stated] = {}
        important: dict[str, Stated] = {}
        for _, (name, value, is_important), rule in self._of_sheets.get(element, ()):
            if rule not in doubted or not hides(name, value):
                (important if is_important else found)[name] = Stated(value, rule)
        found |= {each.name: Stated(each.value) for each in own}
        return found | important | {each.name: Stated(each.value) for each in own if each[2]}

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


def _needed(rules: Iterable[Rule], root: etree._Element) -> list[Rule]:
    """The rules without those of custom properties, where no value names any."""
    told = list(rules)
    is_named = any(is_open(*each[:2]) for rule in told for each in rule.declared) or any(
        "var(" in str(style).lower() for style in root.xpath("//@style")
    )
    if is_named:
        return told
    known = (
        rule._replace(declared=tuple(each for each in rule.declared if not is_variable(each.name)))
        for rule in told
    )
    return [rule for rule in known if rule.declared]
