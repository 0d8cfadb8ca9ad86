"""Web pages that a program saved as an office file: all of the page is the document."""

from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from indexer.readers import Input, Read, ReadOptions, Skipped
from indexer.readers.blocks import blocks
from indexer.readers.draft import Draft
from indexer.readers.encoding import decode
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
        text = decode(source.stream.read())
        parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True)
        root = lxml_html.document_fromstring(text.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        return Skipped(source.place, str(error))
    draft = Draft()
    for block in blocks(root):
        draft.add_row(block.cells)
    return draft.document(source, root.findtext(".//title"))
