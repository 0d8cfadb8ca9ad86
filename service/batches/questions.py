"""The questions of a list: lines of text, or a column of a table."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from indexer.readers import Input, UnreadableError
from indexer.readers.csv import DELIMITERS, find_header, sample
from indexer.readers.encoding import decode
from indexer.readers.packages import DamagedError, Package
from indexer.readers.xlsx import sheets
from search.errors import ShawahidError
from service.batches.columns import HEADINGS, ColumnError, Table, is_header, questions_of
from service.schemas import MAX_QUESTION

# Bytes of a list, and of what is packed in a workbook.
MOST_BYTES = 5_000_000
_MOST_UNPACKED = 50_000_000
# Letters at the beginning of a table that tell what stands between its cells.
_SAMPLE = 1_000_000
_TABLES = (".csv", ".tsv")
_ZIP = b"PK\x03\x04"
_MOST_NAMED = 200
# Letters of a cell whose blanks are still looked through.
_MOST_BLANKS = 20 * MAX_QUESTION


class Most(NamedTuple):
    """How much of a list is taken: questions, and letters of all of them."""

    questions: int
    letters: int


# Of a list on the command line.
OF_COMMAND = Most(100_000, MOST_BYTES)


class Asked(NamedTuple):
    """A question, and the line or row that it stands in, counted from 1.

    One that is too long to be asked is cut where it becomes so.
    """

    row: int
    text: str


class QuestionsError(ShawahidError):
    """A list of questions that cannot be read.

    Attributes:
        fault: which of ``large``, ``many``, ``unreadable``, ``column`` and ``none`` it is.
        detail: what was found.
    """

    def __init__(self, fault: str, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.fault = fault
        self.detail = detail


def read_questions(name: str, data: bytes, most: Most = OF_COMMAND) -> list[Asked]:
    """The questions of a file: each line of a text, or a column of a CSV file or a workbook.

    A hostile file may take long, or much memory: ``read_apart`` reads those that are sent.

    Args:
        name: of the file, which tells a CSV file; a workbook is told by its content.
        data: what it holds, in any encoding that documents may have.
        most: that is taken; of what goes beyond nothing is kept.

    Raises:
        QuestionsError: it is too large or damaged, has no column of questions, or none in it.
    """
    if len(data) > MOST_BYTES:
        msg = f"{name}: {len(data):,} bytes, at most {MOST_BYTES:,} are read: split the list"
        raise QuestionsError("large", msg)
    try:
        return _taken(name, _found(name, data), most)
    except ColumnError as error:
        names = str(error)[:_MOST_NAMED]
        msg = f"{name}: no column is called {HEADINGS[0]!r} or {HEADINGS[3]!r}, found: {names}"
        raise QuestionsError("column", msg, names) from error
    except (UnreadableError, DamagedError, csv.Error, ValueError) as error:
        msg = f"{name}: {error}"
        raise QuestionsError("unreadable", msg, str(error)[:_MOST_NAMED]) from error


def pasted_questions(text: str, most: Most) -> list[Asked]:
    """The questions of a text, one in each line.

    Raises:
        QuestionsError: there is none, or more than are taken.
    """
    return _taken("", _lines(text), most)


def named(text: str) -> str:
    """A question, or so much of one that is too long as tells that it is, and which one."""
    return text if len(text) <= MAX_QUESTION else f"{text[:MAX_QUESTION]}\u2026"


def _taken(name: str, found: Iterable[tuple[int, str]], most: Most) -> list[Asked]:
    asked: list[Asked] = []
    letters = 0
    for row, found_text in found:
        if not found_text:
            continue
        text = named(found_text)
        letters += len(text)
        if len(asked) == most.questions:
            msg = f"{name}: more than {most.questions:,} questions: split the list"
            raise QuestionsError("many", msg)
        if letters > most.letters:
            msg = f"{name}: its questions have more than {most.letters:,} letters: split the list"
            raise QuestionsError("large", msg)
        asked.append(Asked(row, text))
    if not asked:
        msg = f"{name}: there is no question in it: write one in each line or row"
        raise QuestionsError("none", msg)
    return asked


def _found(name: str, data: bytes) -> Iterator[tuple[int, str]]:
    if data.startswith(_ZIP):
        tables = _workbook(name, data)
    elif name.lower().endswith(_TABLES):
        tables = iter([_table(decode(data))])
    else:
        yield from _lines(decode(data))
        return
    for row, cell in questions_of(tables):
        yield row, _without_blanks(cell)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return ((row, line.strip()) for row, line in enumerate(text.splitlines(), 1))


def _without_blanks(cell: str) -> str:
    """A cell in one line; one that is far too long is given as it is, and still too long."""
    cell = cell.strip()
    return cell if len(cell) > _MOST_BLANKS else " ".join(cell.split())


def _table(text: str) -> Table:
    start = text[:_SAMPLE]
    found = find_header(start, is_header)
    between = max(DELIMITERS, key=lambda each: _width(start, each)) if found is None else found[0]
    return Table(between, _rows(text, between))


def _width(start: str, delimiter: str) -> int:
    return max((sum(map(bool, row)) for row in sample(start, delimiter)), default=0)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, dict[int, str]]]:
    csv.field_size_limit(MOST_BYTES)  # what is too long is named as a row, not as a fault
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    first = 1
    try:
        for cells in lines:
            yield first, dict(enumerate(cells, 1))
            first = lines.line_num + 1
    except csv.Error as error:
        msg = f"line {first}: {error}: is a quotation mark opened and never closed?"
        raise ValueError(msg) from error


def _workbook(name: str, data: bytes) -> Iterator[Table]:
    """The sheets that are shown.

    Raises:
        UnreadableError: it unpacks to too much.
    """
    package = Package(Input(name, name, io.BytesIO(data), len(data)))
    size = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(data)).infolist())
    if size > _MOST_UNPACKED:
        msg = f"it unpacks to {size:,} bytes, at most {_MOST_UNPACKED:,} are read"
        raise UnreadableError(msg)
    for sheet in sheets(package, []):
        if not sheet.is_hidden:
            yield Table(" ", iter(sheet.rows))
