"""The rules of style sheets that say whether and how text is shown, on a screen."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import tinycss2
from tinycss2.ast import AtRule, Node, QualifiedRule
from tinycss2.color4 import parse_color

from indexer.readers import UnreadableError
from indexer.readers.html_media import media_holds, split_at

# Characters of all sheets of a page; those of large sites, written into the page, have a million.
_MOST = 4_000_000
_DEEPEST = 12  # of rules in rules, and of selectors in selectors
_LONGEST = 4_000  # characters of a selector with those around it
TOO_MUCH = "its style sheets are too large to tell what they hide: save it as text or PDF"

_OUTER = {"inline", "block", "run-in", "flow", "flow-root", "list-item", "contents", "none", "math"}
_INNER = {"flex", "grid", "table", "ruby"}
_OF_TABLES = {"row-group", "header-group", "footer-group", "row", "cell", "column", "caption"}
_DISPLAYS = (
    _OUTER
    | _INNER
    | {f"inline-{each}" for each in (*_INNER, "block")}
    | {f"table-{each}" for each in (*_OF_TABLES, "column-group")}
    | {"-webkit-box", "-webkit-inline-box", "-webkit-flex", "-webkit-inline-flex", "ruby-text"}
)
_LINES = {"none", "underline", "overline", "line-through", "blink"}
_DECORATIONS = (
    _LINES
    | {"solid", "double", "dotted", "dashed", "wavy", "auto", "from-font"}
    | {"spelling-error", "grammar-error"}
)
_WORDS = {
    "display": _DISPLAYS,
    "visibility": {"visible", "hidden", "collapse"},
    "content-visibility": {"visible", "auto", "hidden"},
    "text-decoration-line": _LINES,
    "float": {"none", "left", "right", "inline-start", "inline-end"},
    "position": {"static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky"},
}
# Of these whatever is stated is taken.
_OTHERS = frozenset({"vertical-align", "top", "font-size"})
_EVERYWHERE = frozenset({"inherit", "initial", "unset", "revert", "revert-layer"})
_NAMES = frozenset({*_WORDS, *_OTHERS, "text-decoration", "all"})

Layer = tuple[float, ...]


class Declared(NamedTuple):
    """What is declared of a property."""

    name: str
    value: str
    is_important: bool


class Rule(NamedTuple):
    """What is declared for the elements that a selector tells.

    Attributes:
        selector: of which nothing is known yet but that it is no longer than selectors are.
        declared: in order.
        layer: greater than that of the layers before it.
    """

    selector: tuple[Node, ...]
    declared: tuple[Declared, ...]
    layer: Layer


def declarations(nodes: str | Sequence[Node]) -> Iterator[Declared]:
    """What a style declares that is valid, and says whether or how text is shown."""
    for each in tinycss2.parse_blocks_contents(nodes, skip_comments=True, skip_whitespace=True):
        if each.type == "declaration" and each.lower_name in _NAMES:
            for name, value in _values(each.lower_name, each.value):
                yield Declared(name, value, bool(each.important))


def _values(name: str, tokens: Sequence[Node]) -> Iterator[tuple[str, str]]:
    parts = [each for each in tokens if each.type not in {"whitespace", "comment"}]
    words = [each.lower_value if each.type == "ident" else "" for each in parts]
    value = " ".join(words)
    if name == "all":
        if value in _EVERYWHERE:
            yield from ((each, value) for each in (*_WORDS, *_OTHERS))
    elif value in _EVERYWHERE:
        yield ("text-decoration-line" if name == "text-decoration" else name), value
    elif name == "text-decoration":
        if parts and all(map(_decorates, parts)):
            yield "text-decoration-line", value
    elif name in _OTHERS:
        yield name, tinycss2.serialize(tokens).strip().lower()
    elif words and set(words) <= _WORDS[name]:
        yield name, value


def _decorates(token: Node) -> bool:
    if token.type == "ident" and token.lower_value in _DECORATIONS:
        return True
    is_size = token.type in {"dimension", "percentage"} or (
        token.type == "number" and token.value == 0
    )
    return is_size or _is_color(token)


def _is_color(token: Node) -> bool:
    if token.type == "function":
        return True  # also ``calc()``
    try:
        return parse_color(token) is not None
    except (ValueError, TypeError, AttributeError):  # it expects what no sheet must have
        return False


class Rules:
    """The rules of the sheets of a page, in order, of those that say something of text."""

    def __init__(self) -> None:
        self._layers: dict[tuple[str, ...], Layer] = {(): ()}
        self._inside: Counter[tuple[str, ...]] = Counter()
        self._unnamed = 0

    def of(self, sheets: Iterable[str]) -> Iterator[Rule]:
        """The rules of sheets.

        Raises:
            UnreadableError: they are too large.
        """
        size = 0
        for sheet in sheets:
            size += len(sheet)
            if size > _MOST:
                raise UnreadableError(TOO_MUCH)
            nodes = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
            yield from self._rules(nodes, (), (), 0)

    def _rules(
        self, nodes: Iterable[Node], around: tuple[Node, ...], layer: tuple[str, ...], depth: int
    ) -> Iterator[Rule]:
        if depth > _DEEPEST:
            raise UnreadableError(TOO_MUCH)
        for node in nodes:
            if node.type == "qualified-rule":
                yield from self._rule(node, around, layer, depth)
            elif node.type == "at-rule":
                yield from self._conditional(node, around, layer, depth)

    def _rule(
        self, node: QualifiedRule, around: tuple[Node, ...], layer: tuple[str, ...], depth: int
    ) -> Iterator[Rule]:
        if not _tells(node.content):
            return
        selector = _within(node.prelude, around)
        yield from self._contents(node.content, selector, layer, depth)

    def _contents(
        self,
        content: Sequence[Node],
        selector: tuple[Node, ...],
        layer: tuple[str, ...],
        depth: int,
    ) -> Iterator[Rule]:
        """The rules of what stands in one, or in a condition in one."""
        if declared := tuple(declarations(content)):
            yield Rule(selector, declared, self._place(layer))
        if any(each.type == "{} block" for each in content):
            inner = tinycss2.parse_blocks_contents(
                content, skip_comments=True, skip_whitespace=True
            )
            yield from self._rules(inner, selector, layer, depth + 1)

    def _conditional(
        self, node: AtRule, around: tuple[Node, ...], layer: tuple[str, ...], depth: int
    ) -> Iterator[Rule]:
        word = node.lower_at_keyword
        if word == "layer":
            names = [_name(each) for each in split_at(node.prelude, ",")]
            if node.content is None:
                for name in names:
                    self._place(layer + name)
                return
            self._unnamed += 1
            layer += names[0] or (f" {self._unnamed}",)
            self._place(layer)
        holds = word == "layer" or (word == "media" and media_holds(node.prelude))
        holds = holds or (word == "supports" and not _denies(node.prelude))
        if not holds or node.content is None:
            return
        if around:
            yield from self._contents(node.content, around, layer, depth + 1)
        else:
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            yield from self._rules(inner, around, layer, depth + 1)

    def _place(self, layer: tuple[str, ...]) -> Layer:
        """Where a layer stands among the others: those in it stand before it."""
        if len(layer) > _DEEPEST:
            raise UnreadableError(TOO_MUCH)
        for end in range(1, len(layer) + 1):
            path = layer[:end]
            if path not in self._layers:
                self._layers[path] = (*self._layers[path[:-1]], self._inside[path[:-1]])
                self._inside[path[:-1]] += 1
        return (*self._layers[layer], math.inf)


def _tells(content: Sequence[Node]) -> bool:
    """Whether a rule may have to do with what is told here."""
    return any(
        each.type == "{} block" or (each.type == "ident" and each.lower_value in _NAMES)
        for each in content
    )


def _name(tokens: Sequence[Node]) -> tuple[str, ...]:
    return tuple(each.value for each in tokens if each.type == "ident")


def _denies(prelude: Sequence[Node]) -> bool:
    """Whether it asks for a browser that lacks something."""
    first = next((each for each in prelude if each.type not in {"whitespace", "comment"}), None)
    return first is not None and first.type == "ident" and first.lower_value == "not"


def _within(prelude: Sequence[Node], around: tuple[Node, ...]) -> tuple[Node, ...]:
    """A selector in a rule with another, in which ``&`` stands for that one.

    Raises:
        UnreadableError: it is longer or deeper than selectors are.
    """
    if _depth(prelude, 0) > _DEEPEST:
        raise UnreadableError(TOO_MUCH)
    text = tinycss2.serialize(prelude)
    if len(text) > _LONGEST and not around:
        return tuple(prelude)
    if around:
        outer = f":is({tinycss2.serialize(around)})"
        if "&" in text:
            text = text.replace("&", outer)
        else:
            parts = split_at(prelude, ",")
            text = ",".join(f"{outer} {tinycss2.serialize(each)}" for each in parts)
        if len(text) > _LONGEST:
            raise UnreadableError(TOO_MUCH)
    return tuple(tinycss2.parse_component_value_list(text, skip_comments=True))


def _depth(tokens: Iterable[Node], depth: int) -> int:
    if depth > _DEEPEST:
        return depth
    inside = [
        each.arguments if each.type == "function" else each.content
        for each in tokens
        if each.type == "function" or each.type.endswith(" block")
    ]
    return max((_depth(each, depth + 1) for each in inside), default=depth)
