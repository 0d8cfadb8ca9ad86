"""Web pages that a program saved as an office file: all of the page is the document."""

from collections.abc import Iterator

from lxml import etree

from indexer.readers import Input, Read, ReadOptions, Skipped, UnreadableError
from indexer.readers.blocks import Block, blocks
from indexer.readers.draft import Draft
from indexer.readers.encoding import decode, recover, with_text
from indexer.readers.html_shown import Linked
from indexer.readers.html_tree import parse_html
from indexer.readers.mhtml import page_in

LARGEST = 60_000_000  # bytes, which take some ten times as much when parsed
MOST_ELEMENTS = 2_000_000  # a sheet of 100,000 rows with every cell in a paragraph


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
    content, linked = page_in(data) or (data, None)
    yield from blocks(_root(decode(content), linked))


def _root(page: str, linked: Linked | None = None) -> etree._Element:
    root = parse_html(page, MOST_ELEMENTS, linked)
    if root is None:
        msg = "no HTML in it"
        raise UnreadableError(msg)
    return root
