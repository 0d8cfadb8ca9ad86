"""Custom properties of style sheets, and values that name them: ``display: var(--shown)``.

CSS Custom Properties for Cascading Variables, level 1. A value that has no meaning in the end is
as if the property were unset.
"""

from collections.abc import Iterator, Mapping, Sequence

import tinycss2
from tinycss2.ast import Node

from indexer.readers.html_media import split_at

_LONGEST = 1000  # characters of a value in the end
_DEEPEST = 20  # of variables in variables

Variables = Mapping[str, str]


def is_variable(name: str) -> bool:
    """Whether a property is a custom one."""
    return name.startswith("--")


def names_variable(tokens: Sequence[Node]) -> bool:
    """Whether a value names one, other than in a calculation."""
    return any(each.type == "function" and each.lower_name == "var" for each in tokens)


def written(tokens: Sequence[Node]) -> str:
    """What a custom property stands for; nothing where it is long, or deep, as no value here is."""
    if len(tokens) > _LONGEST or _is_deep(tokens, _DEEPEST):
        return ""
    text = tinycss2.serialize(tokens).strip()
    return text if len(text) <= _LONGEST else ""


def _is_deep(tokens: Sequence[Node], left: int) -> bool:
    if left == 0:
        return True
    inside = (
        each.arguments if each.type == "function" else each.content
        for each in tokens
        if each.type == "function" or each.type.endswith(" block")
    )
    return any(_is_deep(each, left - 1) for each in inside)


def inherited(around: Variables, own: Variables) -> Variables:
    """What holds in an element: its own, in the end, with what holds around it."""
    if not own:
        return around
    found = {**around, **own}
    ended = {name: substituted(value, {**found, name: ""}) for name, value in own.items()}
    return {**around, **{name: value or "" for name, value in ended.items()}}


def substituted(value: str, variables: Variables) -> str | None:
    """A value with what the variables in it stand for; ``None`` where it has no meaning.

    One that stands for nothing is not there: a value that names it has another, or none.
    """
    try:
        return "".join(_pieces(tinycss2.parse_component_value_list(value), variables, 0, [0]))
    except _NoMeaningError:
        return None


class _NoMeaningError(Exception):
    """A variable that is not there, that names itself, or whose value never ends."""


def _pieces(
    tokens: Sequence[Node], variables: Variables, depth: int, size: list[int]
) -> Iterator[str]:
    if depth > _DEEPEST:
        raise _NoMeaningError
    for each in tokens:
        if each.type == "function" and each.lower_name == "var":
            yield from _value(each.arguments, variables, depth, size)
            continue
        piece = each.serialize()
        size[0] += len(piece)
        if size[0] > _LONGEST:
            raise _NoMeaningError
        yield piece


def _value(
    arguments: Sequence[Node], variables: Variables, depth: int, size: list[int]
) -> Iterator[str]:
    first, *others = split_at(arguments, ",")
    name = next((each.value for each in first if each.type == "ident"), "")
    stated = variables.get(name, "")
    if stated:
        yield from _pieces(tinycss2.parse_component_value_list(stated), variables, depth + 1, size)
    elif others:
        comma = arguments.index(",")
        yield from _pieces(arguments[comma + 1 :], variables, depth + 1, size)
    else:
        raise _NoMeaningError
