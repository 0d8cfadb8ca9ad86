"""Tables that spreadsheets open as they are meant, Arabic and formulas included."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import filterfalse
from typing import TYPE_CHECKING

from search.records import Hit
from search.reordering import in_order
from service.citing.selection import Selection
from service.citing.text import NOT_IN_XML, web_url

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | None
# What stands in each column, by the name of its heading in the catalogue.
_COLUMNS: dict[str, Callable[[Hit, Selection], Cell]] = {
    "rank": lambda hit, _: hit.rank,
    "quote": lambda hit, _: hit.citation.quote,
    "strength": lambda hit, selection: selection.strength(hit),
    "answer": lambda hit, _: hit.answer and hit.citation.part(hit.answer),
    "sentence": lambda hit, _: hit.citation.part(hit.sentence),
    "told": lambda hit, selection: " ".join(selection.told(hit)) or None,
    "document_title": lambda hit, _: hit.citation.title,
    "source": lambda hit, _: hit.citation.source,
    "author": lambda hit, _: hit.citation.author,
    "date": lambda hit, _: hit.citation.date,
    "page_number": lambda hit, _: hit.citation.pages and hit.citation.pages[0],
    "location": lambda hit, selection: selection.place(hit.citation),
    "url": lambda hit, _: web_url(hit.citation.url),
    "permalink": lambda hit, selection: selection.permalink(hit),
    "citation": lambda hit, selection: selection.line(hit.citation),
    "collection": lambda hit, _: hit.citation.collection,
    "document": lambda hit, _: hit.citation.document_id,
    "start": lambda hit, _: hit.citation.start,
    "end": lambda hit, _: hit.citation.end,
    "confidence": lambda hit, _: round(hit.confidence, 3),
}
# Columns of a sheet with whole sentences, and how wide they are, in letters.
_LONG = {"quote", "sentence", "told", "citation"}
_WIDE, _NARROW = 60, 16
# Letters that a cell of a sheet has at most.
_LONGEST_CELL = 32_767
_LONGEST_TITLE = 255
_MARKUP = "<r>"
# A spreadsheet runs a cell of a CSV file that begins so.
_FORMULA = frozenset("=+-@")
# Letters that are not seen, by their categories letters and symbols like others.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_CONTROL = re.compile(r"'*[\t\r\n]")
# Where a spreadsheet whose list separator is a semicolon or a tab begins a cell: it reads quotation
# marks only where a cell begins for it, so that these end one that is quoted for others.
_NEXT_CELL = re.compile(r"([;\t\r\n])")
_LINE_END = re.compile(r"\r\n?")
_QUOTES = "'\""


def to_csv(selection: Selection) -> bytes:
    """A row a hit; see ``csv_of``."""
    return csv_of([selection.t(column) for column in _COLUMNS], _rows(selection))


def to_xlsx(selection: Selection) -> bytes:
    """A row a hit; see ``xlsx_of``."""
    columns = [(selection.t(column), column in _LONG) for column in _COLUMNS]
    return xlsx_of(selection.heading, columns, _rows(selection), is_rtl=selection.is_rtl)


def _rows(selection: Selection) -> Iterator[list[Cell]]:
    for hit in selection.hits:
        yield [cell(hit, selection) for cell in _COLUMNS.values()]


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows below one of headings, in UTF-8 with a byte order mark, which Excel needs.

    What a spreadsheet would run as a formula has an apostrophe before it, at the beginning of a
    cell and behind a semicolon, a tab or a line break in it, as has what begins with apostrophes
    and then so: whoever removes one in such places has the exact text, but for signs that could
    show its words in another order.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def xlsx_of(
    title: str, columns: Sequence[tuple[str, bool]], rows: Iterable[Sequence[Cell]], *, is_rtl: bool
) -> bytes:
    """Rows below one of headings, with no formula in them.

    Args:
        title: of the document.
        columns: their headings, and whether they hold whole sentences.
        rows: a cell for each column.
        is_rtl: whether the sheet begins on the right.
    """
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_urls": False}) as book:
        about = {"title": NOT_IN_XML.sub("", title)[:_LONGEST_TITLE], "author": "Shawahid"}
        book.set_properties({**about, "created": datetime.now(UTC)})
        heading = book.add_format({"bold": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet()
        if is_rtl:
            sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        for number, (name, is_long) in enumerate(columns):
            sheet.set_column(number, number, _WIDE if is_long else _NARROW)
            sheet.write_string(0, number, name, heading)
        for line, row in enumerate(rows, 1):
            for number, value in enumerate(row):
                if isinstance(value, str):
                    _write(sheet, line, number, _in_a_cell(value), wrapped)
                elif value is not None:
                    sheet.write_number(line, number, value, wrapped)
    return target.getvalue()


def _write(sheet: "Worksheet", row: int, column: int, text: str, look: "Format") -> None:
    """Write a text as it stands.

    The library takes one that looks like its own markup for that; what is told in parts, three at
    least, it writes as it is.
    """
    if text.startswith(_MARKUP):
        sheet.write_rich_string(row, column, text[0], text[1], text[2:], look)
    else:
        sheet.write_string(row, column, text, look)


def _in_a_cell(text: str) -> str:
    lines = _LINE_END.sub("\n", in_order(text))
    return NOT_IN_XML.sub("\ufffd", lines)[:_LONGEST_CELL]


def _guarded(value: Cell) -> Cell:
    if not isinstance(value, str):
        return value
    first, *others = _NEXT_CELL.split(value)
    is_run = _is_formula(first.lstrip("'")) or _CONTROL.match(value)
    parts = [f"'{first}" if is_run else first]
    parts += [f"'{part}" if _is_formula(part.lstrip(_QUOTES)) else part for part in others]
    return in_order("".join(parts))


def _is_formula(text: str) -> bool:
    """Whether some spreadsheet runs a text.

    Some skip what is not seen, and take small, wide and raised signs for the plain ones.
    """
    seen = next(filterfalse(_is_hidden, text), "")
    return unicodedata.normalize("NFKC", seen)[:1] in _FORMULA


def _is_hidden(character: str) -> bool:
    # Controls, formats, what is not assigned; marks; separators.
    return unicodedata.category(character)[0] in "CMZ" or character in _BLANKS
