"""What a page lays out apart though its elements stand in a line: columns, cells, buttons, boxes.

Between two of them there need be no white space in the source: «5» and «12» would be read as 512.
"""

import re
from enum import IntEnum

from lxml import etree

from indexer.readers.html_styles import Style
from indexer.readers.mathml import BOXES

_INLINE = frozenset({"inline", "ruby", "contents", "none", "math"})
_CELLS = frozenset({"table-cell"})
_LAYS_OUT = frozenset({"flex", "grid", "-webkit-flex", "-webkit-box"})
_LAYS_OUT_INLINE = frozenset({"inline-flex", "inline-grid", "-webkit-inline-flex"})
_AS_AROUND = frozenset({"inherit", "unset", "revert", "revert-layer"})
_UNSTATED = _AS_AROUND | {"initial"}
# What browsers draw as a box by itself.
_BOXES = BOXES | {"button", "select", "meter", "progress"}
# What is no element of a line: it has no text, or its own rules.
_OTHERS = frozenset(
    {"script", "style", "template", "svg", "math", "img", "tbody", "thead", "tfoot"}
    | {"colgroup", "col", "option", "optgroup", "rt", "rp", "rb", "rtc", "html", "head", "title"}
)
_OUT_OF_LINE = frozenset({"absolute", "fixed"})
# From so much on, a gap is that between words.
_LEAST = {"px": 4.0, "em": 0.25, "rem": 0.25, "ch": 0.5, "pt": 3.0}
_KEEPS_LINES = re.compile(r"pre(?:-wrap|-line)?|break-spaces")
_LINES = re.compile(r"\s*\n\s*")
_MOST_LINES = 100_000  # that styles keep on a page; a hostile one would have millions
_LENGTH = re.compile(r"([+-]?[0-9]*\.?[0-9]+)([a-z]*)")


class Apart(IntEnum):
    """How far an element stands from what is before and after it in its line."""

    NOT = 0
    SPACE = 1
    LINE = 2


def how_apart(name: str, style: Style, *, is_laid_out: bool) -> Apart:
    """How far an element that makes no lines by its name stands apart.

    Args:
        name: of the element.
        style: that holds of it.
        is_laid_out: whether what it stands in sets each of its children apart.
    """
    shown = style["display"].value if "display" in style else ""
    words = set() if shown in _UNSTATED else set(shown.split())
    position = style["position"].value if "position" in style else ""
    if name in _OTHERS or words & {"none", "contents"}:
        return Apart.NOT
    if is_laid_out and position not in _OUT_OF_LINE:
        return Apart.LINE
    if words & _CELLS or name in _BOXES:
        return Apart.SPACE
    is_line = bool(words - _INLINE) and not any(
        each in _INLINE or "inline" in each for each in words
    )
    if is_line:
        return Apart.LINE
    return Apart.SPACE if _has_gap(style) else Apart.NOT


def lays_out(style: Style) -> bool:
    """Whether an element sets each of its children apart."""
    shown = style["display"].value if "display" in style else ""
    return not _LAYS_OUT.union(_LAYS_OUT_INLINE).isdisjoint(shown.split())


def keeps_lines(name: str, style: Style, *, around: bool) -> bool:
    """Whether the lines of the source are those of the page; ``pre`` has rules of its own.

    Args:
        name: of the element.
        style: that holds of it.
        around: whether they are in what it stands in.
    """
    stated = style["white-space"].value if "white-space" in style else "inherit"
    if name == "pre":
        return False
    return around if stated in _AS_AROUND else _KEEPS_LINES.fullmatch(stated) is not None


def break_texts(places: list[tuple[etree._Element, str]]) -> None:
    """Begin new lines in texts where their source does.

    Args:
        places: each an element, and ``text`` or ``tail``.
    """
    lines = [_LINES.split(getattr(*place)) for place in places]
    if sum(map(len, lines)) > _MOST_LINES:
        return
    for (element, attribute), (first, *others) in zip(places, lines, strict=True):
        setattr(element, attribute, first)
        before = element
        around = element.getparent() if attribute == "tail" else element  # of a comment, too
        for at, line in enumerate(others):
            new = _line_break(around)
            if attribute == "text" and at == 0:
                element.insert(0, new)
            else:
                tail, before.tail = before.tail, None
                before.addnext(new)
                before.tail = tail
            new.tail = line
            before = new


def break_lines(apart: list[etree._Element]) -> None:
    """Begin a new line before and after each of these elements of a page."""
    for element in apart:
        above = element.getparent()
        if above is None:
            continue
        before = element.getprevious()
        if before is not None or (above.text or "").strip():
            element.addprevious(_line_break(element))
        if element.getnext() is not None or (element.tail or "").strip():
            after = _line_break(element)
            element.tail, after.tail = None, element.tail  # which lxml leaves before what is added
            element.addnext(after)


def _line_break(element: etree._Element) -> etree._Element:
    space, _, _ = element.tag.rpartition("}")
    return element.makeelement(f"{space}}}br" if space else "br")


def _has_gap(style: Style) -> bool:
    """Whether there is room beside it, as its sheet says."""
    for name in ("margin", "padding"):
        sides = style[name].value.split() if name in style else []
        stated = sides[1:4:2] or sides[:1]
        stated += [
            style[f"{name}-{side}"].value
            for side in ("left", "right", "inline", "inline-start", "inline-end")
            if f"{name}-{side}" in style
        ]
        if any(_is_wide(each) for value in stated for each in value.split()):
            return True
    return False


def _is_wide(value: str) -> bool:
    match = _LENGTH.fullmatch(value)
    return match is not None and float(match[1]) >= _LEAST.get(match[2], float("inf"))
