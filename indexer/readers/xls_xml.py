"""Excel workbooks of 2003 in XML, which systems of offices still export as ``.xls``."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from lxml import etree

from indexer.readers import Input, Read, ReadOptions
from indexer.readers.html_shown import leave_shown
from indexer.readers.number_formats import GENERAL, code_of, shown, shown_text
from indexer.readers.packages import damage_named, parse_xml
from indexer.readers.sheets import DAMAGED, MOST_COLUMNS, MOST_ROWS, TRUTH, Sheet, read_sheets

LARGEST = 60_000_000  # bytes of XML, which takes some ten times as much when parsed
_NAMES = "{urn:schemas-microsoft-com:office:spreadsheet}"
# Formats that have names here.
_NAMED = {
    "General Number": GENERAL,
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "General Date": "yyyy-mm-dd hh:mm",
    "Short Date": "yyyy-mm-dd",
    "Short Time": "h:mm",
    "Medium Date": "dd-mmm-yy",
    "Long Date": "dddd, mmmm dd, yyyy",
    "Medium Time": "hh:mm AM/PM",
    "Long Time": "h:mm:ss AM/PM",
    "Currency": "#,##0.00",
    "Euro Currency": "#,##0.00",
    "Scientific": "0.00E+00",
    "Yes/No": '"Yes";"Yes";"No"',
    "True/False": '"TRUE";"TRUE";"FALSE"',
    "On/Off": '"On";"On";"Off"',
}
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - no zone


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a workbook as one document."""
    with damage_named(DAMAGED):
        root = parse_xml(source.whole(LARGEST, "save it as .xlsx"))
    yield from read_sheets(source, _sheets(root))


def _sheets(root: etree._Element) -> Iterator[Sheet]:
    struck = {
        style.get(f"{_NAMES}ID", "")
        for style in root.iter(f"{_NAMES}Style")
        for font in style.iter(f"{_NAMES}Font")
        if font.get(f"{_NAMES}StrikeThrough") == "1"
    }
    formats = {
        style.get(f"{_NAMES}ID", ""): _NAMED.get(code, code)
        for style in root.iter(f"{_NAMES}Style")
        for code in (each.get(f"{_NAMES}Format") for each in style.iter(f"{_NAMES}NumberFormat"))
        if code is not None
    }
    for sheet in root.iter(f"{_NAMES}Worksheet"):
        hidden = sheet.findtext(".//{*}WorksheetOptions/{*}Visible") is not None
        yield Sheet(sheet.get(f"{_NAMES}Name", ""), _rows(sheet, formats, struck), is_hidden=hidden)


def _rows(
    sheet: etree._Element, formats: Mapping[str, str], struck: set[str]
) -> Iterator[tuple[int, Mapping[int, str]]]:
    number = 0
    for row in sheet.iter(f"{_NAMES}Row"):
        number = _index(row, number)
        if number > MOST_ROWS:
            return
        yield number, dict(_cells(row, formats, struck))


def _cells(
    row: etree._Element, formats: Mapping[str, str], struck: set[str]
) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row.iterchildren(f"{_NAMES}Cell"):
        column = _index(cell, column)
        if column > MOST_COLUMNS:
            return
        data = cell.find(f"{_NAMES}Data")
        style = cell.get(f"{_NAMES}StyleID", "")
        if data is not None and style not in struck:
            leave_shown(data)  # runs that look otherwise are elements of HTML
            code = formats.get(style, GENERAL)
            yield column, _text("".join(data.itertext()), data.get(f"{_NAMES}Type"), code)
        across = cell.get(f"{_NAMES}MergeAcross", "")
        column += int(across[:6]) if across.isdecimal() else 0


def _text(text: str, kind: str | None, code: str) -> str:
    """A value as its cell shows it."""
    try:
        if kind == "Number":
            return shown(float(text), code)
        if kind == "DateTime":
            days = datetime.fromisoformat(text) - _FIRST_DAY
            return shown(days / timedelta(days=1), code_of(14) if code == GENERAL else code)
    except (ValueError, OverflowError, TypeError):  # not what it says that it is
        return text
    return TRUTH.get(text, text) if kind == "Boolean" else shown_text(text, code)


def _index(element: etree._Element, before: int) -> int:
    stated = element.get(f"{_NAMES}Index", "")
    return int(stated[:9]) if stated.isdecimal() else before + 1
