"""Old Excel workbooks (BIFF): the cells of each sheet as they are shown."""

import io
from collections.abc import Iterator, Mapping

import olefile
import xlrd
from xlrd.book import Book
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as OldSheet

from indexer.readers import Input, Read, ReadOptions
from indexer.readers.number_formats import GENERAL, shown, shown_text
from indexer.readers.ole import opened
from indexer.readers.packages import DamagedError, damage_named
from indexer.readers.sheets import DAMAGED, Sheet, read_sheets

LARGEST = 100_000_000  # bytes


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
        cells = enumerate(sheet.row(row), 1)
        yield row + 1, {column: text for column, cell in cells if (text := _text(book, cell))}


def _text(book: Book, cell: Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, ""))
    style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
    known = None if style is None else book.format_map.get(style.format_key)
    code = GENERAL if known is None else known.format_str
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return shown(cell.value, code, since_1904=book.datemode == 1)
    return shown_text(str(cell.value), code)
