"""The questions of a list: lines of text, or a column of a table."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from indexer.readers import Input, UnreadableError
from indexer.readers.encoding import decode
from indexer.readers.packages import DamagedError, Package
from indexer.readers.xlsx import sheets
from search.arabic.normalizer import normalize
from search.errors import ShawahidError

# Bytes of a list, and of what is packed in a workbook.
MOST_BYTES = 5_000_000
_MOST_UNPACKED = 50_000_000
# What the column of questions may be called.
HEADINGS = ("question", "questions", "سؤال", "السؤال", "أسئلة", "الأسئلة")
# Rows above the headings: a title, a date, an empty one.
_MOST_ABOVE = 20
_DELIMITERS = ",;\t|"
_TABLES = (".csv", ".tsv")
_ZIP = b"PK\x03\x04"
_MOST_NAMED = 200

Row = tuple[int, Sequence[str]]
"""The number of a row, and its cells."""


class Asked(NamedTuple):
    """A question, and the line or row that it stands in, counted from 1."""

    row: int
    text: str


class _Reading(NamedTuple):
    """A table as it may be meant: what stands between its cells, its rows, and what ends them."""

    between: str
    rows: list[Row]
    fault: str | None = None


class QuestionsError(ShawahidError):
    """A list of questions that cannot be read.

    Attributes:
        fault: which of ``large``, ``unreadable``, ``column`` and ``none`` it is.
        detail: what was found.
    """

    def __init__(self, fault: str, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.fault = fault
        self.detail = detail


def read_questions(name: str, data: bytes) -> list[Asked]:
    """The questions of a file: each line of a text, or a column of a CSV file or a workbook.

    Args:
        name: of the file, which tells a CSV file; a workbook is told by its content.
        data: what it holds, in any encoding that documents may have.

    Raises:
        QuestionsError: it is too large or damaged, has no column of questions, or none in it.
    """
    if len(data) > MOST_BYTES:
        msg = f"{name}: {len(data):,} bytes, at most {MOST_BYTES:,} are read: split the list"
        raise QuestionsError("large", msg)
    try:
        asked = list(_asked(name, data))
    except (UnreadableError, DamagedError, csv.Error, ValueError) as error:
        msg = f"{name}: {error}"
        raise QuestionsError("unreadable", msg, str(error)[:_MOST_NAMED]) from error
    if not asked:
        msg = f"{name}: there is no question in it: write one in each line or row"
        raise QuestionsError("none", msg)
    return asked


def _asked(name: str, data: bytes) -> Iterator[Asked]:
    if data.startswith(_ZIP):
        yield from _of_tables(name, [_Reading(" ", list(rows)) for rows in _workbook(name, data)])
    elif name.lower().endswith(_TABLES):
        text = decode(data)
        yield from _of_tables(name, [_table(text, each) for each in _DELIMITERS])
    else:
        yield from _lines(decode(data))


def _lines(text: str) -> Iterator[Asked]:
    for row, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield Asked(row, line.strip())


def _table(text: str, delimiter: str) -> _Reading:
    """The rows of a table, if this is its delimiter, as far as they can be read."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    first = 1
    try:
        for cells in lines:
            rows.append((first, cells))
            first = lines.line_num + 1
    except csv.Error as error:
        return _Reading(delimiter, rows, f"line {first}: {error}")
    return _Reading(delimiter, rows)


def _workbook(name: str, data: bytes) -> Iterator[Iterator[Row]]:
    """The rows of each sheet that is shown.

    Raises:
        UnreadableError: it unpacks to too much.
    """
    stream = io.BytesIO(data)
    package = Package(Input(name, name, stream, len(data)))
    size = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(data)).infolist())
    if size > _MOST_UNPACKED:
        msg = f"it unpacks to {size:,} bytes, at most {_MOST_UNPACKED:,} are read"
        raise UnreadableError(msg)
    for sheet in sheets(package, []):
        if not sheet.is_hidden:
            yield ((row, _cells(cells)) for row, cells in sheet.rows)


def _cells(cells: Mapping[int, str]) -> list[str]:
    return [cells.get(column, "") for column in range(1, max(cells, default=0) + 1)]


def _of_tables(name: str, readings: Sequence[_Reading]) -> Iterator[Asked]:
    """The questions of the reading that has a column of them, else of one column alone.

    Args:
        name: of the file.
        readings: of which one is meant.

    Raises:
        QuestionsError: several columns, of which none is called so, or a row that is damaged.
    """
    found = [(each, _heading(each.rows)) for each in readings]
    headed = [(each, place) for each, place in found if place is not None]
    if headed:
        # The right delimiter is the one that gives most columns.
        meant, (at, column) = max(headed, key=lambda each: len(each[0].rows[each[1][0]][1]))
        _check(name, meant)
        rows = meant.rows
        is_alone = len(rows[at][1]) == 1
        yield from _column(rows[at + 1 :], column, meant.between if is_alone else None)
        return
    meant = max(readings, key=lambda each: _width(each.rows), default=_Reading(" ", []))
    _check(name, meant)
    widest = meant.rows
    if _width(widest) > 1:
        header = next(cells for _, cells in widest if len(cells) > 1)
        names = ", ".join(cell.strip() for cell in header if cell.strip())[:_MOST_NAMED]
        msg = f"{name}: no column is called {HEADINGS[0]!r} or {HEADINGS[3]!r}, found: {names}"
        raise QuestionsError("column", msg, names)
    yield from _column(widest, None)


def _check(name: str, reading: _Reading) -> None:
    if reading.fault is not None:
        msg = f"{name}: {reading.fault}: is a quotation mark opened and never closed?"
        raise QuestionsError("unreadable", msg, reading.fault)


def _heading(rows: Sequence[Row]) -> tuple[int, int] | None:
    """The row and the column of the heading of questions."""
    wanted = {normalize(each) for each in HEADINGS}
    for at, (_, cells) in enumerate(islice(rows, _MOST_ABOVE)):
        for column, cell in enumerate(cells):
            if normalize(cell.strip().rstrip("؟?:")) in wanted:
                return at, column
    return None


def _width(rows: Iterable[Row]) -> int:
    return max((sum(bool(cell.strip()) for cell in cells) for _, cells in rows), default=0)


def _column(rows: Iterable[Row], column: int | None, between: str | None = None) -> Iterator[Asked]:
    """The questions of a column; of the only one, in whichever it is, where none is named.

    Args:
        rows: below the heading.
        column: the number of the column from 0.
        between: what stands between the cells of a row that is one question: nobody quotes the
            commas of a column that stands alone.
    """
    for row, cells in rows:
        if between is not None:
            text = between.join(cells)
        else:
            text = "".join(cells if column is None else cells[column : column + 1])
        if text.strip():
            yield Asked(row, " ".join(text.split()))
