"""The rules of style sheets that say whether and how text is shown, on a screen."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import tinycss2
from tinycss2.ast import AtRule, Node, QualifiedRule

from indexer.readers import UnreadableError
from indexer.readers.html_declarations import NAMES, Declared, declarations, may_hide
from indexer.readers.html_media import media_holds, split_at
from indexer.readers.html_supports import supports_holds
from indexer.readers.html_variables import is_variable

# Characters of all sheets of a page; those of large sites, written into the page, have a million.
_MOST = 4_000_000
_DEEPEST = 12  # of rules in rules, and of selectors in selectors
_MOST_NESTED = 1_000_000  # characters of all selectors in others, with those around them
_LONGEST = 4_000  # characters of a selector with those around it
TOO_MUCH = "its style sheets are too large to tell what they hide: save it as text or PDF"

_KEYFRAMES = frozenset({"keyframes", "-webkit-keyframes"})
# Rules within which more is asked than is told here: whatever they show may be shown.
_DOUBTED = frozenset({"container", "scope"})

Layer = tuple[float, ...]


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


class Rules:
    """The rules of the sheets of a page, in order, of those that say something of text."""

    def __init__(self) -> None:
        self._layers: dict[tuple[str, ...], Layer] = {(): ()}
        self._inside: Counter[tuple[str, ...]] = Counter()
        self._unnamed = 0
        self._nested = 0
        # In how many conditions it is that may or may not hold.
        self._doubts = 0
        #: The properties that the keyframes of each name state.
        self.keyframes: dict[str, set[str]] = {}

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
        if around:
            self._nested += sum(len(each.serialize()) for each in selector)
            if self._nested > _MOST_NESTED:
                raise UnreadableError(TOO_MUCH)
        yield from self._contents(node.content, selector, layer, depth)

    def _contents(
        self,
        content: Sequence[Node],
        selector: tuple[Node, ...],
        layer: tuple[str, ...],
        depth: int,
    ) -> Iterator[Rule]:
        """The rules of what stands in one, or in a condition in one."""
        declared = tuple(declarations(content))
        if self._doubts:
            declared = tuple(each for each in declared if not may_hide(each.name, each.value))
        if declared:
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
        if word in _KEYFRAMES and node.content is not None:
            stated = self.keyframes.setdefault(_serialized_name(node.prelude), set())
            stated.update(_stated_in(node.content))
            return
        if word == "layer":
            names = [_name(each) for each in split_at(node.prelude, ",")]
            if node.content is None:
                for name in names:
                    self._place(layer + name)
                return
            self._unnamed += 1
            layer += names[0] or (f" {self._unnamed}",)
            self._place(layer)
        holds = self._holds(word, node.prelude)
        if holds is False or node.content is None:
            return
        self._doubts += holds is None
        yield from self._inside_of(node, around, layer, depth)
        self._doubts -= holds is None

    @staticmethod
    def _holds(word: str, prelude: list[Node]) -> bool | None:
        """Whether the condition of a rule holds; ``None`` where that is not known."""
        if word == "supports":
            return supports_holds(prelude)
        if word in _DOUBTED:
            return None
        return word == "layer" or (word == "media" and media_holds(prelude))

    def _inside_of(
        self, node: AtRule, around: tuple[Node, ...], layer: tuple[str, ...], depth: int
    ) -> Iterator[Rule]:
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
        each.type == "{} block"
        or (each.type == "ident" and (each.lower_value in NAMES or is_variable(each.value)))
        for each in content
    )


def _name(tokens: Sequence[Node]) -> tuple[str, ...]:
    return tuple(each.value for each in tokens if each.type == "ident")


def _serialized_name(prelude: Sequence[Node]) -> str:
    named = (each for each in prelude if each.type in {"ident", "string"})
    return next((each.value.lower() for each in named), "")


def _stated_in(frames: Sequence[Node]) -> Iterator[str]:
    """What the rules of an animation state."""
    for frame in frames:
        if frame.type == "{} block":
            yield from (each.name for each in declarations(frame.content))


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
