"""Web pages that a program saved as an office file: all of the page is the document."""

from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from indexer.readers import Input, Read, ReadOptions, Skipped, UnreadableError
from indexer.readers.blocks import Block, blocks
from indexer.readers.draft import Draft
from indexer.readers.encoding import decode, recover, with_text
from indexer.readers.mhtml import page_in

LARGEST = 60_000_000  # bytes, which take some ten times as much when parsed


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a page as one document."""
    decoded = recover(source.whole(LARGEST, "save it as .docx"))
    root = _root(decoded.text)
    draft = Draft()
    for block in blocks(root):
        draft.add_row(block.cells)
    document = draft.document(source.document_id, root.findtext(".//title"))
    yield Read(source.place, document, source.size)
    reason = with_text(document.text, is_damaged=bool(decoded.faults)).reason
    if reason is not None:
        yield Read(source.place, Skipped(source.place, reason), 0)


def blocks_of(data: bytes) -> Iterator[Block]:
    """The lines of a page that is part of a file, which may be saved with its pictures.

    Raises:
        UnreadableError: it cannot be read.
    """
    yield from blocks(_root(decode(page_in(data) or data)))


def _root(page: str) -> etree._Element:
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        return lxml_html.document_fromstring(page.encode(), parser=parser)
    except etree.LxmlError as error:
        raise UnreadableError(str(error)) from error
