"""XML: the articles of news agencies, else a feed."""

import re
from collections.abc import Iterator

from indexer.readers import Input, Read, ReadOptions, feed, newsml

_START = 65_536  # bytes in which the root stands
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s>/]")
_WIDE = re.compile(rb"\0")


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read the file by its root element."""
    start = _WIDE.sub(b"", source.stream.read(_START))
    source.stream.seek(0)
    root = _ROOT.search(start)
    is_news = root is not None and root.group(1).decode() in newsml.ROOTS
    yield from newsml.read(source, options) if is_news else feed.read(source, options)
