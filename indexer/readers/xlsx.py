"""Workbooks (OOXML): the cells of each sheet as they are shown, then the comments on them."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from indexer.readers import Input, Read, ReadOptions, Skipped
from indexer.readers.drawings import lines_in
from indexer.readers.number_formats import GENERAL, code_of, shown, shown_text
from indexer.readers.packages import DamagedError, Package, damage_named
from indexer.readers.scripts import Piece, Script, joined
from indexer.readers.sheets import (
    DAMAGED,
    MOST_COLUMNS,
    MOST_ROWS,
    TRUTH,
    Sheet,
    column_name,
    read_sheets,
)

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LETTERS = 26
# As programs write what XML has no place for, such as the ends of lines of Windows.
_ESCAPED = re.compile("_x(?![Dd][89A-Fa-f]|[Ff]{3}[EeFf])([0-9A-Fa-f]{4})_")
_WHOLE = re.compile(r"-?[1-9]\d{15,39}")  # with more digits than a number of 64 bits may hold
_SCRIPTS = {"superscript": Script.RAISED, "subscript": Script.LOWERED}


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a workbook as one document."""
    with damage_named(DAMAGED):
        package = Package(source)
        author, about = package.about()[1:]
        unknown: list[str] = []
        yield from read_sheets(source, sheets(package, unknown), author, about)
        if unknown:
            reason = (
                f"{len(unknown):,} formulas without their results, the first in {unknown[0]}: "
                "open it and save it again; all else was read"
            )
            yield Read(source.place, Skipped(source.place, reason), 0)


@dataclass(frozen=True, slots=True)
class _Book:
    """What the cells of all sheets refer to, and those of formulas that nobody calculated.

    A string is given as it is in a cell, and in one that strikes it out. Formats are those of
    styles by their number; ``struck`` has the numbers of those whose font has a line through it.
    """

    strings: list[tuple[str, str]]
    formats: list[str]
    struck: set[int]
    since_1904: bool
    unknown: list[str]


def sheets(package: Package, unknown: list[str]) -> Iterator[Sheet]:
    """The sheets of a workbook, in their order.

    Args:
        package: the workbook.
        unknown: gets the places of formulas that nobody calculated.

    Raises:
        DamagedError: it is none, or a part of it cannot be read.
    """
    main = package.main()
    root = package.needed(main)
    related = {relation.id: relation for relation in package.relations(main)}
    targets = {relation.kind: relation.target for relation in related.values()}
    settings = root.find("{*}workbookPr")
    styles = package.xml(targets.get("styles", ""))
    book = _Book(
        [_strings(each) for each in _children(package.xml(targets.get("sharedStrings", "")), "si")],
        _formats(styles),
        _struck(styles),
        settings is not None and settings.get("date1904") in {"1", "true"},
        unknown,
    )
    for sheet in root.iter("{*}sheet"):
        relation = related.get(sheet.get(_RELATION, ""))
        if relation is not None and relation.kind == "worksheet":
            data = package.data(relation.target)
            if data is None:
                msg = f"{relation.target} is missing"
                raise DamagedError(msg)
            name, state = _unescaped(sheet.get("name", "")), sheet.get("state", "visible")
            comments = tuple(_comments(package, relation.target))
            boxes = tuple(_boxes(package, relation.target))
            yield Sheet(name, _rows(data, book), boxes, comments, is_hidden=state != "visible")


def _boxes(package: Package, sheet: str) -> Iterator[tuple[str, str]]:
    """The text boxes and diagrams on a sheet, with the cell that each begins at."""
    for relation in package.relations(sheet):
        drawing = package.xml(relation.target) if relation.kind == "drawing" else None
        for anchor in () if drawing is None else drawing:
            lines = [*lines_in(anchor)]
            if lines:
                yield _corner(anchor), "\n".join(lines)
        if drawing is not None:
            for diagram in package.related(relation.target, "diagramData"):
                yield "A1", "\n".join(lines_in(diagram))
            for chart in package.related(relation.target, "chart"):
                yield "A1", "\n".join(lines_in(chart))


def _corner(anchor: etree._Element) -> str:
    column, row = (anchor.findtext(f"{{*}}from/{{*}}{each}") or "0" for each in ("col", "row"))
    is_counted = column.isdecimal() and row.isdecimal()
    return f"{column_name(int(column[:5]) + 1)}{int(row[:7]) + 1}" if is_counted else "A1"


def _children(root: etree._Element | None, tag: str) -> Iterator[etree._Element]:
    return iter(()) if root is None else root.iterchildren(f"{{*}}{tag}")


def _strings(element: etree._Element) -> tuple[str, str]:
    return _string(element), _string(element, is_struck=True)


def _string(element: etree._Element, *, is_struck: bool = False) -> str:
    """A text, without what is struck out in it, and what only says how it is pronounced.

    Runs without a font have that of the cell, which may have a line through it.
    """
    return joined(_pieces(element, is_struck=is_struck))


def _pieces(element: etree._Element, *, is_struck: bool) -> Iterator[Piece]:
    for each in element.iter("{*}t"):
        if next(each.iterancestors("{*}rPh"), None) is not None:
            continue
        look = each.getparent().find("{*}rPr")
        if not (is_struck if look is None else _is_struck(look)):
            script = None if look is None else look.find("{*}vertAlign")
            stated = "" if script is None else script.get("val", "")
            yield _unescaped(each.text or ""), _SCRIPTS.get(stated, Script.LINE)


def _unescaped(text: str) -> str:
    """A text with the characters that it names by number, and spaces for controls."""
    return _ESCAPED.sub(lambda found: chr(max(int(found[1], 16), ord(" "))), text)


def _is_struck(font: etree._Element) -> bool:
    strike = font.find("{*}strike")
    return strike is not None and strike.get("val", "1") not in {"0", "false"}


def _struck(styles: etree._Element | None) -> set[int]:
    """The numbers of the styles whose font has a line through it."""
    if styles is None:
        return set()
    fonts = _children(styles.find("{*}fonts"), "font")
    struck = {str(number) for number, font in enumerate(fonts) if _is_struck(font)}
    cells = _children(styles.find("{*}cellXfs"), "xf")
    return {number for number, style in enumerate(cells) if style.get("fontId", "0") in struck}


def _formats(styles: etree._Element | None) -> list[str]:
    """The codes of the formats that cells have, by the number of their style."""
    if styles is None:
        return []
    own = {
        each.get("numFmtId"): each.get("formatCode", GENERAL) for each in styles.iter("{*}numFmt")
    }
    found = []
    for style in _children(styles.find("{*}cellXfs"), "xf"):
        number = style.get("numFmtId", "0")
        found.append(own.get(number) or code_of(int(number) if number.isdecimal() else 0))
    return found


def _rows(data: bytes, book: _Book) -> Iterator[tuple[int, Mapping[int, str]]]:
    parsed = etree.iterparse(
        io.BytesIO(data), tag="{*}row", resolve_entities=False, no_network=True, load_dtd=False
    )
    number = 0
    try:
        for _, row in parsed:
            stated = row.get("r", "")
            number = int(stated) if stated.isdecimal() else number + 1
            if number > MOST_ROWS:
                return
            yield number, dict(_cells(row, book))
            row.clear()
            while row.getprevious() is not None:
                del row.getparent()[0]
    except etree.LxmlError as error:
        raise DamagedError(str(error)) from error


def _cells(row: etree._Element, book: _Book) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row.iterchildren("{*}c"):
        column = _column(cell.get("r", "")) or column + 1
        if column > MOST_COLUMNS:
            return
        if text := _text(cell, book):
            yield column, text


def _column(reference: str) -> int:
    number = 0
    for letter in reference[:3].upper():
        if "A" <= letter <= "Z":
            number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _text(cell: etree._Element, book: _Book) -> str:
    kind = cell.get("t", "n")
    value = cell.findtext("{*}v") or ""
    style = _style(cell)
    is_struck = style in book.struck
    code = book.formats[style] if style < len(book.formats) else GENERAL
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return "" if inline is None else shown_text(_string(inline, is_struck=is_struck), code)
    if kind == "s":
        at = int(value) if value.isdecimal() else len(book.strings)
        return shown_text(book.strings[at][is_struck], code) if at < len(book.strings) else ""
    return "" if is_struck else _value(cell, kind, value, code, book)


def _value(cell: etree._Element, kind: str, value: str, code: str, book: _Book) -> str:
    if kind == "e":  # what a formula has failed by, such as #DIV/0!, and nobody wrote
        return ""
    if kind == "b":
        return TRUTH.get(value, value)
    if kind == "str":
        return shown_text(_unescaped(value), code)
    if not value and cell.find("{*}f") is not None:
        book.unknown.append(cell.get("r", "?"))
    return _number(value, code, book) if kind == "n" and value else value


def _style(cell: etree._Element) -> int:
    stated = cell.get("s", "")
    return int(stated) if stated.isdecimal() else 0


def _number(value: str, code: str, book: _Book) -> str:
    if code == GENERAL and _WHOLE.fullmatch(value):
        return value
    try:
        return shown(float(value), code, since_1904=book.since_1904)
    except (ValueError, OverflowError):
        return value


def _comments(package: Package, name: str) -> Iterator[str]:
    for root in package.related(name, "comments"):
        for comment in root.iter("{*}comment"):
            yield f"{comment.get('ref', '')}: {_string(comment)}"
