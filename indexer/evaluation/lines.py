"""The lines of a data set's files, with their numbers for errors."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from search.errors import DatasetError

# Bytes of a line at most: more than any book has, and no file without an end fills the memory.
LONGEST = 100_000_000
_SHOWN = 80


class DataLine(NamedTuple):
    """A line that is not empty.

    Attributes:
        place: file and number.
        text: without its end.
        size: in bytes.
    """

    place: str
    text: str
    size: int

    def fault(self, expected: str) -> DatasetError:
        """What is wrong with it."""
        return DatasetError(f"{self.place}: expected {expected}, got {self.text[:_SHOWN]!r}")


def data_lines(path: Path) -> Iterator[DataLine]:
    """The lines of a file in UTF-8, with or without a byte order mark.

    Only a line feed ends a line: Unicode's other line ends stand in texts.

    Raises:
        DatasetError: it is not in UTF-8, or a line has no end.
    """
    with path.open("rb") as stream:
        for number, line in enumerate(iter(lambda: stream.readline(LONGEST + 1), b""), 1):
            place = f"{path}:{number}"
            if len(line) > LONGEST:
                msg = f"{place}: longer than {LONGEST:,} bytes: expected a record on each line"
                raise DatasetError(msg)
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                msg = f"{place}: not UTF-8 ({error.reason} at byte {error.start + 1}): convert it"
                raise DatasetError(msg) from error
            if text.strip():
                yield DataLine(place, text, len(line))
