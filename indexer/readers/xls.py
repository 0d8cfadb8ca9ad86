"""Old Excel workbooks (BIFF): the cells of each sheet as they are shown."""

import io
from collections.abc import Iterator, Mapping

import olefile
import xlrd
from xlrd.book import Book
from xlrd.formatting import XF, Font
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as OldSheet

from indexer.readers import Input, Read, ReadOptions
from indexer.readers.number_formats import GENERAL, shown, shown_text
from indexer.readers.ole import opened
from indexer.readers.packages import DamagedError, damage_named
from indexer.readers.scripts import Piece, Script, joined
from indexer.readers.sheets import DAMAGED, Sheet, read_sheets

LARGEST = 100_000_000  # bytes
_SCRIPTS = {1: Script.RAISED, 2: Script.LOWERED}


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a workbook as one document."""
    with damage_named(DAMAGED):
        yield from read_sheets(source, _sheets(source.whole(LARGEST, "save it as .xlsx")))


def _sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets with their cells.

    Raises:
        DamagedError: xlrd takes it for granted that records are what they should be, so that a
            damaged file raises anything.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=_stream(data),
            formatting_info=True,
            ragged_rows=True,
            logfile=io.StringIO(),
        )
        found = [
            Sheet(s.name, list(_rows(book, s)), is_hidden=s.visibility != 0) for s in book.sheets()
        ]
    except MemoryError:
        raise
    except Exception as error:
        raise DamagedError(str(error) or type(error).__name__) from error
    yield from found


def _stream(data: bytes) -> bytes:
    """The workbook in a container: xlrd would follow a container's circle for ever."""
    if not olefile.isOleFile(data=data):
        return data  # Excel before 1993 had no containers
    with opened(io.BytesIO(data)) as ole:
        name = next(each for each in ("Workbook", "Book") if ole.exists(each))
        return bytes(ole.openstream(name).read())


def _rows(book: Book, sheet: OldSheet) -> Iterator[tuple[int, Mapping[int, str]]]:
    for row in range(sheet.nrows):
        cells = {}
        for column, cell in enumerate(sheet.row(row)):
            runs = sheet.rich_text_runlist_map.get((row, column), [])
            if text := _text(book, cell, runs):
                cells[column + 1] = text
        yield row + 1, cells


def _text(book: Book, cell: Cell, runs: list[tuple[int, int]]) -> str:
    """A cell as it is shown.

    Args:
        book: that it is in.
        cell: with its value and style.
        runs: where in its words another font begins, and its number.
    """
    style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
    font = 0 if style is None else style.font_index
    if cell.ctype == xlrd.XL_CELL_TEXT:
        value = joined(_pieces(book, str(cell.value), [(0, font), *runs]))
        return shown_text(value, _code(book, style))
    if _font(book, font).struck_out:
        return ""
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:  # such as #DIV/0!, which nobody wrote
        return ""
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return shown(cell.value, _code(book, style), since_1904=book.datemode == 1)
    return str(cell.value)


def _code(book: Book, style: XF | None) -> str:
    known = None if style is None else book.format_map.get(style.format_key)
    return GENERAL if known is None else str(known.format_str)


def _font(book: Book, number: int) -> Font:
    """A font by its number, the first where a damaged file has none of it."""
    return book.font_list[number if number < len(book.font_list) else 0]


def _pieces(book: Book, text: str, runs: list[tuple[int, int]]) -> Iterator[Piece]:
    """Words by their fonts; what is struck out is not said any more."""
    # In the file characters beyond the first 65,536 count as two.
    units = text.encode("utf-16-le")
    ends = [start for start, _ in runs[1:]] + [len(units)]
    for (start, number), end in zip(runs, ends, strict=True):
        font = _font(book, number)
        if not font.struck_out:
            part = units[2 * start : 2 * end].decode("utf-16-le", "replace")
            yield part, _SCRIPTS.get(font.escapement, Script.LINE)
