"""CSV and TSV: one document a row, under a header that names the fields of a document."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from indexer.readers import Input, Read, ReadOptions, Skipped
from indexer.readers.encoding import decode
from indexer.readers.records import LARGEST_RECORD, NAMES, read_record
from search.records import Document

_PREFIX = 1_000_000  # bytes that tell the encoding and the delimiter
_DELIMITERS = ",;\t|"
_ENCODINGS = ("utf-8-sig", "cp1256", "iso8859-6")


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read the documents of a file; a row that is not one is skipped with its line."""
    number = 1
    given = 0
    try:
        lines = _Lines(source.stream)
        csv.field_size_limit(LARGEST_RECORD)  # the module's own would refuse a long article
        rows = csv.reader(lines, delimiter=lines.delimiter)
        header = _header(next(rows, []), options.fields)
        while True:
            number = rows.line_num + 1
            row = next(rows, None)
            if row is None:
                return
            if any(cell.strip() for cell in row):
                place = f"{source.place}:{number}"
                size, given = lines.given - given, lines.given
                yield Read(place, _outcome(header, row, place, source, options), size)
    except UnicodeDecodeError as error:
        reason = f"not in the encoding of the file's start ({error.encoding}): convert it to UTF-8"
    except csv.Error as error:
        reason = f"{error}: is a quotation mark opened and never closed?"
    except ValueError as error:
        reason = str(error)
    place = f"{source.place}:{number}"
    reason = f"{reason}; the rest of the file was not read"
    yield Read(place, Skipped(place, reason), source.size - given)


class _Lines:
    """The lines of a file as text, and how many bytes they took so far."""

    def __init__(self, stream: BinaryIO) -> None:
        """Look at the start of the file.

        Raises:
            ValueError: no encoding fits it.
        """
        prefix = stream.read(_PREFIX)
        stream.seek(0)
        if len(prefix) == _PREFIX:
            prefix = prefix[: prefix.rfind(b"\n") + 1 or None]
        if b"\0" in prefix[:1000]:
            msg = "it holds bytes of no text, or UTF-16: convert it to UTF-8"
            raise ValueError(msg)
        text = decode(prefix)
        self._decode = codecs.getdecoder(_encoding(prefix, text))
        self._stream = stream
        self.given = 0
        # The header is the one line whose commas are all delimiters.
        counts = Counter(text.lstrip("\r\n").partition("\n")[0])
        self.delimiter = max(_DELIMITERS, key=lambda delimiter: counts[delimiter])

    def __iter__(self) -> Iterator[str]:
        while line := self._stream.readline(LARGEST_RECORD):
            if len(line) == LARGEST_RECORD and not line.endswith(b"\n"):
                msg = f"a line longer than {LARGEST_RECORD:,} bytes: is it CSV?"
                raise ValueError(msg)
            self.given += len(line)
            yield self._decode(line)[0].removeprefix("\ufeff")


def _encoding(prefix: bytes, text: str) -> str:
    """The encoding in which the start of a file was decoded to that text."""
    for name in _ENCODINGS:
        try:
            if prefix.decode(name) == text:
                return name
        except UnicodeDecodeError:
            continue
    msg = "its encoding cannot be read line by line: convert it to UTF-8"
    raise ValueError(msg)


def _header(row: list[str], fields: Mapping[str, str]) -> list[str]:
    """The names of the columns.

    Raises:
        ValueError: none of them is the text, or two have one name.
    """
    header = [name.strip() for name in row]
    twice = [name for name, count in Counter(header).items() if name and count > 1]
    if twice:
        msg = f"two columns are called {twice[0]!r}: give each a name of its own"
        raise ValueError(msg)
    names = (fields["text"],) if "text" in fields else NAMES["text"]
    if not set(names) & set(header):
        found = ", ".join(header)[:200]
        msg = f"no column is called {' or '.join(names)}, found {found}: say which holds the text"
        raise ValueError(msg)
    return header


def _outcome(
    header: list[str], row: list[str], place: str, source: Input, options: ReadOptions
) -> Document | Skipped:
    if len(row) > len(header):
        return Skipped(place, f"{len(row)} cells under {len(header)} columns: quote the text")
    cells = zip(header, row, strict=False)  # spreadsheets leave out empty cells at the end
    record = {name: cell for name, cell in cells if name and cell.strip()}
    metadata = record.pop("metadata", None)
    nested = {} if metadata is None else {"metadata": {"metadata": metadata}}
    return read_record(record | nested, place, options.fields, source.document_id)
