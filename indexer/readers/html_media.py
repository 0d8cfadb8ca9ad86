"""Whether a media query holds where pages are read: on the screen of a desktop computer."""

import re
from collections.abc import Callable, Sequence

import tinycss2
from tinycss2.ast import Node

_WIDTH, _HEIGHT = 1280.0, 720.0  # of the window, in pixels
_NUMBERS = {
    "width": _WIDTH,
    "height": _HEIGHT,
    "device-width": _WIDTH,
    "device-height": _HEIGHT,
    "aspect-ratio": _WIDTH / _HEIGHT,
    "device-aspect-ratio": _WIDTH / _HEIGHT,
    "resolution": 1.0,
    "-webkit-device-pixel-ratio": 1.0,
    "color": 8.0,
    "color-index": 0.0,
    "monochrome": 0.0,
    "grid": 0.0,
}
_WORDS = {
    "orientation": {"landscape"},
    "hover": {"hover"},
    "any-hover": {"hover"},
    "pointer": {"fine"},
    "any-pointer": {"fine"},
    "scripting": {"enabled"},
    "update": {"fast"},
    "overflow-block": {"scroll"},
    "overflow-inline": {"scroll"},
    "display-mode": {"browser"},
    "prefers-color-scheme": {"light"},
    "prefers-reduced-motion": {"no-preference"},
    "prefers-contrast": {"no-preference"},
    "color-gamut": {"srgb"},
    "forced-colors": {"none"},
    "inverted-colors": {"none"},
}
_PIXELS = {
    "px": 1.0,
    "em": 16.0,
    "rem": 16.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 9.6 / 2.54,
    "dppx": 1.0,
    "x": 1.0,
    "dpi": 1 / 96,
}
# Where they are no features, as in ``(prefers-reduced-motion)``.
_NEITHER = frozenset({"no-preference", "none"})
_COMPARE = re.compile(r"(<=|>=|<|>|=)")
_DEEPEST = 8


def media_holds(query: str | list[Node]) -> bool:
    """Whether one of a list of media queries holds; an empty list always does."""
    parsed: Sequence[Node] = query
    if isinstance(query, str):
        parsed = tinycss2.parse_component_value_list(query)
    tokens = [each for each in parsed if each.type not in {"whitespace", "comment"}]
    return not tokens or any(_query(each) for each in split_at(tokens, ","))


def split_at(tokens: Sequence[Node], sign: str) -> list[list[Node]]:
    """The parts of a list of tokens between the literals that are a sign."""
    parts: list[list[Node]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == sign:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _query(tokens: Sequence[Node]) -> bool:
    words = [each.lower_value if each.type == "ident" else "" for each in tokens]
    is_denied = words[:1] == ["not"] and words[1:2] != [""]
    rest = list(tokens[1:] if is_denied or words[:1] == ["only"] else tokens)
    if not rest:
        return False
    if rest[0].type != "ident" or rest[0].lower_value == "not":
        return condition(rest, _media_feature) is True
    of_type = rest[0].lower_value in {"all", "screen"}
    if len(rest) > 1 and (rest[1].type != "ident" or rest[1].lower_value != "and"):
        return False
    features = condition(rest[2:], _media_feature) if len(rest) > 1 else True
    holds = None if of_type and features is None else of_type and bool(features)
    return (not holds) is is_denied and holds is not None


Feature = Callable[[Sequence[Node]], bool | None]


def condition(tokens: Sequence[Node], holds: Feature, depth: int = 0) -> bool | None:
    """Whether features hold that ``and``, ``or`` and ``not`` join; ``None`` of unknown ones.

    Args:
        tokens: without what is blank.
        holds: whether what stands between brackets holds.
        depth: of brackets in brackets.
    """
    if depth > _DEEPEST or not tokens:
        return None
    if tokens[0].type == "ident" and tokens[0].lower_value == "not":
        inner = condition(tokens[1:], holds, depth + 1)
        return None if inner is None else not inner
    joints = {each.lower_value if each.type == "ident" else "" for each in tokens[1::2]}
    if len(joints) > 1 or not joints <= {"and", "or"} or len(tokens) % 2 == 0:
        return None
    found = [_feature(each, holds, depth) for each in tokens[::2]]
    decisive = joints == {"or"}
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def _feature(token: Node, holds: Feature, depth: int) -> bool | None:
    if token.type != "() block":
        return None
    inside = [each for each in token.content if each.type not in {"whitespace", "comment"}]
    if inside and (inside[0].type == "() block" or _is_word(inside[0], "not")):
        return condition(inside, holds, depth + 1)
    return holds(inside)


def _media_feature(inside: Sequence[Node]) -> bool | None:
    name, _, value = tinycss2.serialize(inside).lower().partition(":")
    if _COMPARE.search(name):
        return _range(name)
    return _named(name.strip(), value.strip())


def _is_word(token: Node, word: str) -> bool:
    return bool(token.type == "ident" and token.lower_value == word)


def _named(name: str, value: str) -> bool | None:
    """Whether ``name: value`` holds, or the name alone."""
    if name in _WORDS:
        return value in _WORDS[name] if value else not _WORDS[name] & _NEITHER
    least, most = "min-" in name, "max-" in name
    known = _NUMBERS.get(re.sub(r"^(-webkit-)?(?:min-|max-)", r"\1", name))
    if known is None:
        return None
    if not value:
        return known > 0
    number = _number(value)
    if number is None:
        return None
    if least:
        return known >= number
    return known <= number if most else known == number


def _range(text: str) -> bool | None:
    """Whether ``400px <= width < 700px`` and the like hold."""
    parts = [each.strip() for each in _COMPARE.split(text)]
    values = [_NUMBERS.get(each, _number(each)) for each in parts[::2]]
    found: list[bool] = []
    for left, sign, right in zip(values, parts[1::2], values[1:], strict=False):
        if left is None or right is None:
            return None
        signs = {"<": left < right, ">": left > right}
        found.append(signs.get(sign[0], False) or ("=" in sign and left == right))
    return all(found)


def _number(text: str) -> float | None:
    ratio = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)\s*/\s*(\d{1,9}(?:\.\d{1,9})?)", text)
    if ratio is not None and float(ratio[2]):
        return float(ratio[1]) / float(ratio[2])
    found = re.fullmatch(r"([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))([a-z]*)", text)
    if found is None or (found[2] and found[2] not in _PIXELS):
        return None
    return float(found[1]) * _PIXELS.get(found[2], 1.0)
