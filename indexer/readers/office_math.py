"""Formulas of Word and PowerPoint (OMML) as text in a line, by those of MathML."""

from collections.abc import Callable, Iterator

from lxml import etree

from indexer.readers.blocks import local_name
from indexer.readers.mathml import BOXES, write_in_line
from indexer.readers.scripts import Piece, Script, spaced

_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_SCRIPTS = {"sup": Script.RAISED, "sub": Script.LOWERED}
# The parts of what is built, in MathML's order.
_BUILT = {
    "f": ("mfrac", "num", "den"),
    "sSup": ("msup", "e", "sup"),
    "sSub": ("msub", "e", "sub"),
    "sSubSup": ("msubsup", "e", "sub", "sup"),
    "limLow": ("munder", "e", "lim"),
    "limUpp": ("mover", "e", "lim"),
}
_OFF = frozenset({"0", "false", "off"})
_INTEGRAL = "∫"
_DELETED = ("del", "moveFrom")
_DEEPEST = 100


def write_formulas(paragraph: etree._Element, runs: Callable[[Piece], etree._Element]) -> None:
    """Put runs of text in place of the formulas of a paragraph, which is changed.

    Args:
        paragraph: of a document or a slide.
        runs: makes the run for a text.
    """
    for formula in list(paragraph.iter(_FORMULA)):
        around = formula.getparent()
        if around is not None:
            for piece in _pieces(formula):
                formula.addprevious(runs(piece))
            around.remove(formula)


def _pieces(formula: etree._Element) -> list[Piece]:
    if _is_deep(formula):  # nothing that anybody has written
        words = " ".join(text.strip() for text in formula.itertext() if text.strip())
        return [(words, Script.LINE)]
    math = etree.Element("math")
    _convert(formula, math)
    outside = etree.Element("p")
    outside.append(math)
    write_in_line(outside)
    return spaced(_texts(math, Script.LINE))


def _is_deep(formula: etree._Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(formula, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            return True
    return False


def _texts(element: etree._Element, script: Script) -> Iterator[Piece | None]:
    """The texts in an element, with ``None`` where one ends with which none goes on."""
    yield element.text or "", script
    for child in element:
        is_box = local_name(child) in BOXES
        if is_box:
            yield None
        if local_name(child) == "br":
            yield " ", script
        yield from _texts(child, _SCRIPTS.get(local_name(child), script))
        if is_box:
            yield None
        yield child.tail or "", script


def _convert(source: etree._Element, target: etree._Element) -> None:
    """Add what is in an element of OMML to one of MathML."""
    for each in source:
        kind = local_name(each)
        if kind in _BUILT:
            tag, *names = _BUILT[kind]
            _add_built(etree.SubElement(target, tag), each, names)
        elif kind in _OTHERS:
            _OTHERS[kind](each, target)
        elif kind == "t":
            etree.SubElement(target, "mtext").text = each.text
        elif not kind.endswith("Pr") and kind not in _DELETED and not _is_struck(each):
            _convert(each, target)


def _is_struck(run: etree._Element) -> bool:
    """Whether a run is struck out or hidden, and not said any more."""
    stated = (_said(run, each, "off") for each in ("strike", "dstrike", "vanish"))
    return any(each.lower() not in _OFF for each in stated)


def _add_built(target: etree._Element, source: etree._Element, names: list[str]) -> None:
    if _said(source, "type") == "noBar":
        target.set("linethickness", "0")
    for part in names:
        _add_row(target, _part(source, part))


def _add_row(target: etree._Element, source: etree._Element | None) -> None:
    row = etree.SubElement(target, "mrow")
    if source is not None:
        _convert(source, row)


def _add_root(source: etree._Element, target: etree._Element) -> None:
    degree = _part(source, "deg")
    has_degree = degree is not None and "".join(degree.itertext()).strip()
    is_shown = has_degree and _said(source, "degHide", "off") in _OFF
    root = etree.SubElement(target, "mroot" if is_shown else "msqrt")
    _add_row(root, _part(source, "e"))
    if is_shown:
        _add_row(root, degree)


def _add_fences(source: etree._Element, target: etree._Element) -> None:
    fenced = etree.SubElement(target, "mrow")
    parts = [each for each in source if local_name(each) == "e"]
    for at, part in enumerate(parts):
        sign = ("begChr", "(") if at == 0 else ("sepChr", "|")
        etree.SubElement(fenced, "mo").text = _said(source, *sign)
        _add_row(fenced, part)
    if parts:
        etree.SubElement(fenced, "mo").text = _said(source, "endChr", ")")


def _add_sum(source: etree._Element, target: etree._Element) -> None:
    scripts = etree.SubElement(target, "munderover")
    etree.SubElement(scripts, "mo").text = _said(source, "chr", _INTEGRAL)
    _add_row(scripts, _part(source, "sub"))
    _add_row(scripts, _part(source, "sup"))
    _add_row(target, _part(source, "e"))


def _add_before(source: etree._Element, target: etree._Element) -> None:
    scripts = etree.SubElement(target, "mmultiscripts")
    _add_row(scripts, _part(source, "e"))
    etree.SubElement(scripts, "mprescripts")
    _add_row(scripts, _part(source, "sub"))
    _add_row(scripts, _part(source, "sup"))


def _add_function(source: etree._Element, target: etree._Element) -> None:
    _add_row(target, _part(source, "fName"))
    etree.SubElement(target, "mspace")
    _add_row(target, _part(source, "e"))


def _add_table(source: etree._Element, target: etree._Element) -> None:
    table = etree.SubElement(target, "mtable")
    for line in (each for each in source if local_name(each) in {"mr", "e"}):
        row = etree.SubElement(table, "mtr")
        cells = list(line) if local_name(line) == "mr" else [line]
        for cell in cells:
            _add_row(etree.SubElement(row, "mtd"), cell)


def _add_unseen(source: etree._Element, target: etree._Element) -> None:
    if _said(source, "show", "on") not in _OFF:
        _add_row(target, _part(source, "e"))


_OTHERS: dict[str, Callable[[etree._Element, etree._Element], None]] = {
    "rad": _add_root,
    "d": _add_fences,
    "nary": _add_sum,
    "sPre": _add_before,
    "func": _add_function,
    "m": _add_table,
    "eqArr": _add_table,
    "phant": _add_unseen,
}


def _part(source: etree._Element, local: str) -> etree._Element | None:
    return next((each for each in source if local_name(each) == local), None)


def _said(source: etree._Element, local: str, default: str = "") -> str:
    """What the properties of an element say under a name."""
    for properties in source:
        if local_name(properties).endswith("Pr"):
            found = _part(properties, local)
            if found is not None:
                values = (each for name, each in found.items() if name.endswith("val"))
                return next(values, "on")
    return default
