"""Containers of old office files and of Outlook's messages (OLE2), whose directory may lie."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import olefile

from indexer.readers.packages import DamagedError


@contextmanager
def opened(stream: BinaryIO) -> Iterator[olefile.OleFileIO]:
    """The container in a file, in which no stream can be read that the file has no room for.

    A chain of sectors that goes in a circle is followed for as long as its stream is said to be.

    Raises:
        DamagedError: its streams are said to have more bytes than the file.
        OSError: it is no container, or a damaged one.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    with olefile.OleFileIO(stream) as container:
        entries = [entry for entry in container.direntries if entry is not None]
        streams = sum(entry.size for entry in entries if entry.entry_type == olefile.STGTY_STREAM)
        if max(streams, container.root.size) > size:
            msg = "its parts are said to be larger than the whole"
            raise DamagedError(msg)
        yield container
