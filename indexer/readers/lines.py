"""The lines of a text file of any size, in the encoding that its start shows."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from indexer.readers.encoding import MARK_ERRORS, encoding_of, settle

_PREFIX = 1_000_000  # bytes that tell the encoding


class Lines:
    """The lines of a file, with their ends.

    Attributes:
        start: the beginning of the file as text.
        given: bytes that were read so far.
        is_cut: whether the last line goes on in the next.
    """

    def __init__(self, stream: BinaryIO, longest: int, otherwise: str | None = None) -> None:
        """Look at the start of the file.

        Args:
            stream: at its start.
            longest: bytes of a line; a longer one is cut there.
            otherwise: the encoding where none fits the start.

        Raises:
            ValueError: no encoding fits it.
        """
        prefix = stream.read(_PREFIX)
        stream.seek(0)
        if len(prefix) == _PREFIX:
            prefix = prefix[: prefix.rfind(b"\n") + 1 or None]
        self._stream = stream
        self._longest = longest
        try:
            self._encoding = encoding_of(prefix)
        except ValueError:
            if otherwise is None:
                raise
            self._encoding = otherwise
        self.start = self._text(prefix)
        self.given = 0
        self.is_cut = False

    def __iter__(self) -> Iterator[str]:
        """The lines, decoded with ``MARK_ERRORS``."""
        is_wide = self._encoding.startswith(("utf-16", "utf-32"))
        is_of_mac = "\r" in self.start and "\n" not in self.start
        return self._read_on() if is_wide or is_of_mac else self._narrow()

    def _narrow(self) -> Iterator[str]:
        while line := self._stream.readline(self._longest):
            self.given += len(line)
            self.is_cut = len(line) == self._longest and not line.endswith(b"\n")
            yield self._text(line)

    def _read_on(self) -> Iterator[str]:
        """Line ends as text has them: in UTF-16 their bytes are part of other characters too."""
        text = io.TextIOWrapper(self._stream, self._encoding, MARK_ERRORS, newline="")
        try:
            while line := text.readline(self._longest):
                self.given = self._stream.tell()
                self.is_cut = len(line) == self._longest and not line.endswith("\n")
                yield line.removeprefix("\ufeff")
        finally:
            text.detach()  # else it would close the stream

    def _text(self, data: bytes) -> str:
        try:
            text = data.decode(self._encoding)
        except UnicodeDecodeError:
            text = data.decode(self._encoding_of(data), MARK_ERRORS)
        text = text.removeprefix("\ufeff")
        return settle(text, self._encoding) if self._encoding == "cp864" else text

    def _encoding_of(self, line: bytes) -> str:
        """Of a line that came from another file than those before, or is damaged."""
        try:
            return encoding_of(line)
        except ValueError:
            return self._encoding
