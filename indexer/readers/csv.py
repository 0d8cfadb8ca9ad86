"""CSV and TSV: one document a row, under a header that names the fields of a document."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from indexer.readers import Input, Read, ReadOptions, Skipped, reads
from indexer.readers.encoding import clean
from indexer.readers.exports import has_text
from indexer.readers.lines import Lines
from indexer.readers.mojibake import repaired
from indexer.readers.records import LARGEST_RECORD, read_record
from search.records import Document

DELIMITERS = ",;\t|"
# What Excel takes the delimiter from: "sep=;".
_STATED = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
# As databases write a quotation mark within a cell, a cell of nothing, and what no line may hold.
_ESCAPED_MARK = re.compile(r'\\"[^,;\t|\r\n"]')
_NOTHING = re.compile(r"(?<![^,;\t|\n])\\N(?![^,;\t|\r\n])")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\\\n", "t": "\\\t", "r": "", "0": ""}
# A line after the last one: as long as a quotation mark is open it belongs to the row before.
_END = "\x00end\x00"
_MOST_ABOVE = 20  # rows above the header: a title, a date, an empty one
_SAMPLE = 50  # rows below a header that show what its columns hold


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read the documents of a file; a row that is not one is skipped with its line."""
    number = 1
    given = 0
    try:
        lines = Lines(source.stream, LARGEST_RECORD)
        csv.field_size_limit(LARGEST_RECORD)  # the module's own would refuse a long article
        delimiter, above = _dialect(lines.start, options.fields)
        has_marks = _ESCAPED_MARK.search(lines.start) is not None
        is_escaped = has_marks or _NOTHING.search(lines.start) is not None
        # Between tabs databases write cells without marks around them.
        is_bare = is_escaped and not has_marks and delimiter == "\t"
        rows = csv.reader(
            map(_unescaped, _bounded(lines)) if is_escaped else _bounded(lines),
            delimiter=delimiter,
            escapechar="\\" if is_escaped else None,
            quoting=csv.QUOTE_NONE if is_bare else csv.QUOTE_MINIMAL,
        )
        for _ in range(above):
            next(rows, None)
        header = _header(next(rows, []))
        whole = _until_end(rows, delimiter)
        while True:
            number = rows.line_num + 1
            row = next(whole, None)
            if row is None:
                return
            if any(cell.strip() for cell in row):
                place = f"{source.place}:{number}"
                size, given = lines.given - given, lines.given
                cells = _cells(header, row, delimiter)
                outcomes = _outcomes(header, cells, place, source, options)
                yield from reads(place, outcomes, size)
    except csv.Error as error:
        reason = f"{error}: is a quotation mark opened and never closed?"
    except ValueError as error:
        reason = str(error)
    place = f"{source.place}:{number}"
    reason = f"{reason}; the rest of the file was not read"
    yield Read(place, Skipped(place, reason), source.size - given)


def _unescaped(line: str) -> str:
    """A line of a database's table, in which backslashes stand before signs as they are."""
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[0]), _NOTHING.sub("", line))


def _bounded(lines: Lines) -> Iterator[str]:
    for line in lines:
        if lines.is_cut:
            msg = f"a line longer than {LARGEST_RECORD:,} bytes: is it CSV?"
            raise ValueError(msg)
        yield line
    yield _END


def _until_end(rows: Iterator[list[str]], delimiter: str) -> Iterator[list[str]]:
    """The rows before the end of the file.

    Raises:
        csv.Error: it is within a row.
    """
    for row in rows:
        written = delimiter.join(row)
        if written == _END:
            return
        if written.endswith(_END):
            break
        yield row
    msg = "the file ends within a cell"
    raise csv.Error(msg)


def _dialect(start: str, fields: Mapping[str, str]) -> tuple[str, int]:
    """The delimiter, and how many rows stand above the header.

    Raises:
        ValueError: no row names a column that holds the text.
    """
    found = find_header(start, lambda row: has_text(_header(row), fields))
    if found is None:
        raise ValueError(_unknown(sample(start, _delimiters(start)[0]), fields))
    return found


def find_header(start: str, is_header: Callable[[list[str]], bool]) -> tuple[str, int] | None:
    """The delimiter of a table, and how many rows stand above its header.

    Args:
        start: of the table.
        is_header: whether the cells of a row are names of columns; ``None`` is given where those
            of no row are.
    """
    # In the header all commas are delimiters, in the text that the others may be found in they
    # are not: the delimiter that gives most columns under known names is the right one.
    found = []
    for delimiter in _delimiters(start):
        for above, row in enumerate(sample(start, delimiter)[:_MOST_ABOVE]):
            if is_header(row):
                found.append((-len(row), above, delimiter))
                break
    if not found:
        return None
    _, above, delimiter = min(found, key=lambda each: each[:2])
    return delimiter, above


def _delimiters(start: str) -> Sequence[str]:
    """What may stand between the cells, the likeliest first."""
    first = start.lstrip("\r\n").partition("\n")[0]
    stated = _STATED.fullmatch(first.rstrip("\r"))
    counts = Counter(first)
    likeliest = sorted(DELIMITERS, key=lambda delimiter: -counts[delimiter])
    return stated.group(1) if stated else likeliest


def sample(start: str, delimiter: str) -> list[list[str]]:
    """The first rows of a table, as far as they can be read."""
    rows = csv.reader(start.splitlines(keepends=True), delimiter=delimiter)
    found = []
    try:
        for row in rows:
            found.append(row)
            if len(found) > _SAMPLE:
                break
    except csv.Error:  # that row is read again, and named
        pass
    return found


def _unknown(rows: Sequence[Sequence[str]], fields: Mapping[str, str]) -> str:
    """What to do about a table whose columns are not understood."""
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    start = filled.index(max(filled)) if rows else 0
    header = _header(rows[start]) if rows else []
    found = ", ".join(name for name in header if name)[:200]
    if "text" in fields:
        return f"no column is called {fields['text']!r}, found: {found or 'no columns'}"
    lengths: Counter[str] = Counter()
    for row in rows[start + 1 :]:
        for name, cell in zip(header, row, strict=False):
            lengths[name] += len(cell)
    longest = next((name for name, _ in lengths.most_common(1) if name), "NAME")
    return (
        f"no column is known to hold the text, found: {found or 'no columns'}: "
        f"say which one does, perhaps --field 'text={longest}'"
    )


def _header(row: Sequence[str]) -> list[str]:
    """The names of the columns; the second of one name is numbered."""
    seen: Counter[str] = Counter()
    header = []
    for cell in row:
        name = clean(repaired(cell)).text.strip()
        seen[name] += 1
        header.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return header


def _cells(header: Sequence[str], row: Sequence[str], delimiter: str) -> Sequence[str]:
    """A row as its columns have it: of the text alone nobody quotes the commas."""
    return [delimiter.join(row)] if len(header) == 1 else row


def _outcomes(
    header: Sequence[str], row: Sequence[str], place: str, source: Input, options: ReadOptions
) -> Iterator[Document | Skipped]:
    if any(cell.strip() for cell in row[len(header) :]):
        yield Skipped(place, f"{len(row)} cells under {len(header)} columns: quote the text")
        return
    cells = zip(header, row, strict=False)  # spreadsheets leave out empty cells at the end
    record: dict[str, object] = {name: cell for name, cell in cells if name and cell.strip()}
    if "metadata" in record:  # a column, not what an export put under one name
        record["metadata"] = {"metadata": record["metadata"]}
    yield from read_record(record, place, options.fields, source.document_id)
