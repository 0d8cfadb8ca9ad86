"""XML: the articles of news agencies, pages and office files by what they are, else a feed."""

import re
from collections.abc import Iterator

from indexer.readers import Input, Read, ReadOptions, feed, html, newsml, office

_START = 65_536  # bytes in which the root stands
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s>/]")
_WIDE = re.compile(rb"\0")
# Word and Excel of 2003, Word in one file, and OpenDocument in one, as ``office`` calls them.
_OFFICE = frozenset({"libreoffice", "flat_package", "xls_xml", "opendocument"})


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read the file by its root element."""
    start = _WIDE.sub(b"", source.stream.read(_START))
    source.stream.seek(0)
    root = _ROOT.search(start)
    name = root.group(1).decode() if root else ""
    if name in newsml.ROOTS:
        yield from newsml.read(source, options)
    elif name == "html":
        yield from html.read(source, options)
    elif office.content_of(source.stream, "feed") in _OFFICE:
        source.stream.seek(0)
        yield from office.read(source, options)
    else:
        source.stream.seek(0)
        yield from feed.read(source, options)
