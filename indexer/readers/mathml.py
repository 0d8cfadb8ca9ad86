"""Formulas of MathML as text in a line, where what stands above, below or under a sign is told.

Browsers draw a fraction as two numbers one above the other: of ½ their texts make 12. So a fraction
gets its stroke (1/2), a root its sign (√16), and brackets where what they hold has several parts;
what is raised or lowered becomes an element ``sup`` or ``sub``, and rows are set apart by ``br``.
The fractions of NITF are written so too.
"""

import re
from collections.abc import Callable, Sequence
from itertools import islice

from lxml import etree

from indexer.readers.blocks import local_name

# What is drawn as a box by itself: what stands beside it does not go on in it.
BOXES = frozenset({"frac", "mfrac", "msqrt", "mroot", "mmultiscripts", "mspace", "mphantom"})
_TOKENS = frozenset({"mi", "mn", "mo", "ms", "mtext"})
_SCRIPTS = {
    "msup": ("sup",),
    "mover": ("sup",),
    "msub": ("sub",),
    "munder": ("sub",),
    "msubsup": ("sub", "sup"),
    "munderover": ("sub", "sup"),
}
_SIGNS = {"sup": "^", "sub": "_"}
_BUILT = frozenset({"mfrac", "msqrt", "mroot"})
_ROWS = frozenset({"mtable", "mstack", "mlongdiv"})
_ASIDE = frozenset({"span", "mjx-assistive-mml"})  # in which programs put what is for listeners
# Signs that are said and not drawn.
_APPLIED, _TIMES, _OTHERS_UNSEEN = "\u2061", "\u2062", "\u2063\u2064"
_WHITE = " \t\r\n"
_SINGLE = re.compile(r"\d[\d.,\u066b\u066c]*|[^\W\d]+")
_MOST_OF_SINGLE = 8  # elements in or around one number or name
_NO_LINE = re.compile(r"0+(?:\.0*)?[a-z%]*")

_Elements = Sequence[etree._Element]  # noqa: SLF001 - the type of elements


def write_in_line(root: etree._Element) -> None:
    """Have the texts of the formulas below an element say what is seen of them; they are changed.

    Their annotations, in which the same stands again, are left out.
    """
    for each in root.iter("{*}frac"):
        _write_fraction_of_news(each)
    formulas = []
    walk = etree.iterwalk(root, events=("start",), tag="{*}math")
    for _, formula in walk:
        formulas.append(formula)
        walk.skip_subtree()
    for formula in formulas:
        _leave_out_picture(formula)
        for each in reversed(list(formula.iter(etree.Element))):
            _write(each)
        _write_inner_scripts(formula)


def _write(element: etree._Element) -> None:
    """Write an element in whose parts all is written."""
    name = local_name(element)
    if name in _TOKENS:
        _write_token(element)
        return
    _leave_out_white_space(element)
    parts = [each for each in element if isinstance(each.tag, str)]
    if name in _SCRIPTS and len(parts) == 1 + len(_SCRIPTS[name]):
        _set_scripts(parts[0], parts[1:], _SCRIPTS[name])
    elif name in _ROWS:
        for row in parts[1:]:
            row.addprevious(row.makeelement("br"))
    elif name in _WRITERS:
        _WRITERS[name](element, parts)


def _leave_out_white_space(element: etree._Element) -> None:
    element.text = element.text if (element.text or "").strip(_WHITE) else None
    for each in element:
        each.tail = each.tail if (each.tail or "").strip(_WHITE) else None


def _write_token(element: etree._Element) -> None:
    if len(element):
        return
    text = " ".join((element.text or "").split(None))
    if text == _APPLIED:
        text = " "
    elif text and text in _TIMES + _OTHERS_UNSEEN:
        after = element.getnext()
        is_before_digit = after is not None and _start(after)[:1].isdigit()
        text = " " if is_before_digit or text in _OTHERS_UNSEEN else ""
    element.text = text


def _write_fraction(element: etree._Element, parts: _Elements) -> None:
    if len(parts) != 2:  # noqa: PLR2004 - what is above, and what below
        return
    for part in parts:
        _bracket(part)
    is_drawn = _NO_LINE.fullmatch(element.get("linethickness", "").strip()) is None
    _append(parts[0], "/" if is_drawn else " ")


def _write_fraction_of_news(element: etree._Element) -> None:
    parts = [each for each in element if isinstance(each.tag, str)]
    if [local_name(each) for each in parts] == ["frac-num", "frac-den"]:
        parts[0].tail = "/"


def _write_root(element: etree._Element, parts: _Elements) -> None:
    if len(parts) == 1:
        _bracket(parts[0])
        element.text = f"√{element.text or ''}"
    elif parts:
        element.text = f"√({element.text or ''}"
        _append(parts[-1], ")")


def _write_root_of_degree(element: etree._Element, parts: _Elements) -> None:
    if len(parts) != 2:  # noqa: PLR2004 - what it is the root of, and the degree
        return
    radicand, degree = parts
    _bracket(radicand)
    radicand.tail, degree.tail = degree.tail, None
    element.insert(0, degree)
    _wrap(degree, "sup").tail = "√"


def _write_fences(element: etree._Element, parts: _Elements) -> None:
    signs = "".join(element.get("separators", ",").split()) or [""]
    for at, part in enumerate(parts[:-1]):
        _append(part, signs[min(at, len(signs) - 1)])
    if parts:
        _append(parts[-1], element.get("close", ")"))
        element.text = f"{element.get('open', '(')}{element.text or ''}"


def _write_enclosed(element: etree._Element, parts: _Elements) -> None:
    stated = element.get("notation", "")
    if "strike" in stated:
        _empty(element)
    elif "radical" in stated.split():
        _write_root(element, parts)


def _write_row(_: etree._Element, parts: _Elements) -> None:
    for cell in parts[:-1]:
        _append(cell, " ")


def _leave_first(element: etree._Element, parts: _Elements) -> None:
    for each in parts[1:]:
        element.remove(each)


def _empty(element: etree._Element, _: _Elements = ()) -> None:
    element.clear(keep_tail=True)


def _set_many_scripts(element: etree._Element, parts: _Elements) -> None:
    """Have what stands before the base do so: in the source all stand after it."""
    names = [local_name(each) for each in parts]
    split = names.index("mprescripts") if "mprescripts" in names else len(parts)
    for at, each in enumerate(parts[1:split]):
        _wrap(each, "sup" if at % 2 else "sub")
    for at, each in enumerate(parts[split + 1 :]):
        element.insert(at, each)
        _wrap(each, "sup" if at % 2 else "sub")


_WRITERS: dict[str, Callable[[etree._Element, _Elements], None]] = {
    "mfrac": _write_fraction,
    "msqrt": _write_root,
    "mroot": _write_root_of_degree,
    "mfenced": _write_fences,
    "menclose": _write_enclosed,
    "mmultiscripts": _set_many_scripts,
    "mtr": _write_row,
    "mlabeledtr": _write_row,
    "semantics": _leave_first,
    "maction": _leave_first,
    "mphantom": _empty,
}


def _set_scripts(base: etree._Element, scripts: _Elements, names: Sequence[str]) -> None:
    inner = base
    for _ in range(_MOST_OF_SINGLE):
        if local_name(inner) not in {"mrow", "mstyle", "mpadded"} or len(inner) != 1:
            break
        inner = inner[0]
    if local_name(inner) in _BUILT:  # (1/2)², not 1/2²
        _surround(base)
    for each, name in zip(scripts, names, strict=True):
        _wrap(each, name)


def _write_inner_scripts(formula: etree._Element) -> None:
    """Tell by signs what is raised or lowered within a power or an index: 2 to the 3², not 32."""
    around = 0
    for event, each in etree.iterwalk(formula, events=("start", "end")):
        name = local_name(each)
        if name in _SIGNS:
            around += 1 if event == "start" else -1
        if event == "start" and around > 1 and name in _SIGNS and _start(each):
            _surround(each)
            each.text = f"{_SIGNS[name]}{each.text}"
        elif event == "start" and around and name == "mfrac" and len(each):
            _surround(each)


def _wrap(element: etree._Element, name: str) -> etree._Element:
    """Put an element into another, which takes over what follows it."""
    outer = element.makeelement(name)
    element.addprevious(outer)
    outer.tail, element.tail = element.tail, None
    outer.append(element)
    return outer


def _bracket(element: etree._Element) -> None:
    """Put an element in brackets unless it is one number or one name."""
    inner = list(islice(element.iter(), _MOST_OF_SINGLE + 1))
    text = "".join(element.itertext()) if len(inner) <= _MOST_OF_SINGLE else ""
    if text.strip() == "" and len(inner) <= _MOST_OF_SINGLE:
        return
    if not _SINGLE.fullmatch(text) or not {local_name(each) for each in inner}.isdisjoint(_SIGNS):
        _surround(element)


def _surround(element: etree._Element) -> None:
    element.text = f"({element.text or ''}"
    if len(element):
        _append(element[-1], ")")
    else:
        element.text += ")"


def _append(element: etree._Element, text: str) -> None:
    element.tail = f"{element.tail or ''}{text}"


def _start(element: etree._Element) -> str:
    """The first text in an element, where that is not far within it."""
    texts = ((each.text or "").strip() for each in islice(element.iter(), _MOST_OF_SINGLE))
    return next(filter(None, texts), "")


def _leave_out_picture(formula: etree._Element) -> None:
    """Leave out what draws the same for browsers without MathML, hidden from those who listen.

    Where it is a picture, the formula itself is hidden, and shown here in its place.
    """
    around = formula.getparent()
    if around is None or len(around) > 1 or local_name(around) not in _ASIDE:
        return
    for beside in (around.getprevious(), around.getnext()):
        if beside is None:
            continue
        if local_name(beside) == "img":
            around.set("style", "display: inline !important")
        if beside.get("aria-hidden") == "true":
            _empty(beside)
