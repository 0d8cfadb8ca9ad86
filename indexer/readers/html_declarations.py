"""What a style declares of whether and how text is shown."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import tinycss2
from tinycss2.ast import Node
from tinycss2.color4 import parse_color

from indexer.readers.html_variables import (
    Variables,
    is_variable,
    names_variable,
    substituted,
    written,
)

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
WORDS = {
    "display": _DISPLAYS,
    "visibility": {"visible", "hidden", "collapse"},
    "content-visibility": {"visible", "auto", "hidden"},
    "text-decoration-line": _LINES,
    "float": {"none", "left", "right", "inline-start", "inline-end"},
    "white-space": {"normal", "nowrap", "pre", "pre-wrap", "pre-line", "break-spaces"},
    "position": {"static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky"},
}
# Of these whatever is stated is taken.
_OTHERS = frozenset(
    {"vertical-align", "top", "font-size", "animation-name", "margin", "padding"}
    | {"clip", "clip-path"}
    | {"list-style", "list-style-type"}
    | {f"{each}-{side}" for each in ("margin", "padding") for side in ("left", "right", "inline")}
    | {f"{each}-inline-{end}" for each in ("margin", "padding") for end in ("start", "end")}
)
_EVERYWHERE = frozenset({"inherit", "initial", "unset", "revert", "revert-layer"})
_ANIMATIONS = frozenset(
    {"animation", "animation-name", "-webkit-animation", "-webkit-animation-name"}
)
NAMES = frozenset({*WORDS, *_OTHERS, *_ANIMATIONS, "text-decoration", "font", "all"})
# What may stand in ``font`` before the size.
_BEFORE_SIZE = frozenset(
    """
    normal italic oblique small-caps bold bolder lighter ultra-condensed extra-condensed condensed
    semi-condensed semi-expanded expanded extra-expanded ultra-expanded
    """.split()  # noqa: SIM905
)
_SYSTEM_FONTS = frozenset({"caption", "icon", "menu", "message-box", "small-caption", "status-bar"})

_VAR, _ANY_VAR = "var(", re.compile(r"var\(", re.IGNORECASE)
_LENGTHS = (
    "px|pt|pc|in|cm|mm|q|r?em|r?ex|r?ch|r?ic|r?cap|r?lh|[sld]?v(?:w|h|i|b|min|max)"
    "|cq(?:w|h|i|b|min|max)|%"
)
_DOT = re.compile(r"rect\(\s*([01](?:px)?)(?:\s*,\s*|\s+)\1(?:(?:\s*,\s*|\s+)\1){2}\s*\)")
_NO_INSET = re.compile(r"inset\(\s*(?:[5-9]\d|100)%(?:\s+(?:[5-9]\d|100)%){0,3}\s*\)")
_NO_SIZE = re.compile(rf"[+-]?(?:0+(?:\.0*)?|\.0+)(?:{_LENGTHS})?")


def hides(name: str, value: str) -> bool:
    """Whether a declaration says that something is not to be seen."""
    return (name, value) in {
        ("display", "none"),
        ("visibility", "hidden"),
        ("visibility", "collapse"),
        ("content-visibility", "hidden"),
    }


def is_no_size(value: str) -> bool:
    """Whether letters of a size are not seen."""
    return _NO_SIZE.fullmatch(value) is not None


def clips(name: str, value: str) -> bool:
    """Whether a declaration leaves but a dot of a part, as those for who hears a page do."""
    return (name == "clip" and _DOT.fullmatch(value) is not None) or (
        name == "clip-path" and _NO_INSET.fullmatch(value) is not None
    )


def may_hide(name: str, value: str) -> bool:
    """Whether a declaration may be why something is not read."""
    return (
        hides(name, value)
        or clips(name, value)
        or (name == "font-size" and is_no_size(value))
        or (name == "text-decoration-line" and "line-through" in value)
    )


class Declared(NamedTuple):
    """What is declared of a property."""

    name: str
    value: str
    is_important: bool


def declarations(nodes: str | Sequence[Node]) -> Iterator[Declared]:
    """What a style declares that is valid, and says whether or how text is shown.

    A value of ``WORDS`` that names a variable is given as it is written.
    """
    for each in tinycss2.parse_blocks_contents(nodes, skip_comments=True, skip_whitespace=True):
        if each.type != "declaration":
            continue
        if is_variable(each.name):
            yield Declared(each.name, written(each.value), bool(each.important))
        elif each.lower_name in NAMES:
            for name, value in _values(each.lower_name, each.value):
                yield Declared(name, value, bool(each.important))


def _values(name: str, tokens: Sequence[Node]) -> Iterator[tuple[str, str]]:
    parts = [each for each in tokens if each.type not in {"whitespace", "comment"}]
    if name in _ANIMATIONS:
        yield "animation-name", " ".join(_animated(parts))
    elif name == "font":
        if size := _size_of_font(parts):
            yield "font-size", size
    elif name in WORDS and names_variable(parts):
        yield name, _ANY_VAR.sub(_VAR, written(tokens))
    else:
        yield from _plain_values(name, tokens, parts)


def _plain_values(
    name: str, tokens: Sequence[Node], parts: Sequence[Node]
) -> Iterator[tuple[str, str]]:
    words = [each.lower_value if each.type == "ident" else "" for each in parts]
    value = " ".join(words)
    if name == "all":
        if value in _EVERYWHERE:
            yield from ((each, value) for each in (*WORDS, *_OTHERS))
    elif value in _EVERYWHERE:
        yield ("text-decoration-line" if name == "text-decoration" else name), value
    elif name == "text-decoration":
        if parts and all(map(_decorates, parts)):
            yield "text-decoration-line", value
    elif name in _OTHERS:
        yield name, tinycss2.serialize(tokens).strip().lower()
    elif words and set(words) <= WORDS[name]:
        yield name, value


def is_open(name: str, value: str) -> bool:
    """Whether a value names variables: what it is in the end is told by the element."""
    return name in WORDS and _VAR in value


def ended(name: str, value: str, variables: Variables) -> str:
    """A value of ``WORDS`` with what its variables stand for; one that is not valid is unset."""
    found = (substituted(value, variables) or "").lower()
    words = found.split()
    is_valid = found.strip() in _EVERYWHERE or (bool(words) and set(words) <= WORDS[name])
    return " ".join(words) if is_valid else "unset"


def _animated(parts: Sequence[Node]) -> Iterator[str]:
    """The names of animations with the words beside them; ``?`` for what is not told here."""
    for each in parts:
        if each.type in {"ident", "string"}:
            yield each.value.lower()
        elif _is_told_elsewhere(each):
            yield "?"


def _is_told_elsewhere(token: Node) -> bool:
    return bool(token.type == "function" and token.lower_name in {"var", "env", "attr"})


def _size_of_font(parts: Sequence[Node]) -> str:
    """The size that ``font`` states; empty where it is not valid."""
    if len(parts) == 1 and parts[0].type == "ident":
        word: str = parts[0].lower_value
        return "medium" if word in _SYSTEM_FONTS else word if word in _EVERYWHERE else ""
    if any(map(_is_told_elsewhere, parts)):
        return "var()"
    for at, each in enumerate(parts):
        is_before = (each.type == "number" and each.value) or (
            each.type == "ident" and each.lower_value in _BEFORE_SIZE
        )
        is_angle = each.type == "dimension" and each.lower_unit in {"deg", "grad", "rad", "turn"}
        if not (is_before or is_angle):
            has_family = len(parts) > at + 1 and parts[-1].type in {"ident", "string", "function"}
            return tinycss2.serialize([each]).lower() if has_family else ""
    return ""


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
