"""Web pages that a program saved as an office file: all of the page is the document."""

from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from indexer.readers import Input, Read, ReadOptions, Skipped
from indexer.readers.blocks import Block, blocks
from indexer.readers.draft import Draft
from indexer.readers.encoding import decode
from indexer.readers.mhtml import page_in
from search.records import Document

LARGEST = 60_000_000  # bytes, which take some ten times as much when parsed


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a page as one document."""
    yield Read(source.place, _outcome(source), source.size)


def _outcome(source: Input) -> Document | Skipped:
    if source.size > LARGEST:
        reason = f"{source.size:,} bytes, at most {LARGEST:,} are read of a page"
        return Skipped(source.place, reason)
    try:
        root = _root(source.stream.read())
    except ValueError as error:
        return Skipped(source.place, str(error))
    draft = Draft()
    for block in blocks(root):
        draft.add_row(block.cells)
    return draft.document(source, root.findtext(".//title"))


def blocks_of(data: bytes) -> Iterator[Block]:
    """The lines of a page that is part of a file, which may be saved with its pictures.

    Raises:
        ValueError: it cannot be read.
    """
    yield from blocks(_root(page_in(data) or data))


def _root(data: bytes) -> etree._Element:
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        return lxml_html.document_fromstring(decode(data).encode(), parser=parser)
    except etree.LxmlError as error:
        raise ValueError(str(error)) from error
