"""The lines of a data set's files, with their numbers for errors."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from search.errors import DatasetError

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
        DatasetError: it is not in UTF-8.
    """
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            place = f"{path}:{number}"
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                msg = f"{place}: not UTF-8 ({error.reason} at byte {error.start + 1}): convert it"
                raise DatasetError(msg) from error
            if text.strip():
                yield DataLine(place, text, len(line))
