"""Word documents: body text in order, tables row by row, text boxes and notes."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from indexer.readers import Input, Read, ReadOptions, Skipped
from indexer.readers.cleaning import tidy, tidy_line
from indexer.titles import title_of
from search.records import Document

LARGEST = 100_000_000  # bytes; pictures make Word files large
LARGEST_UNPACKED = 400_000_000  # bytes of all parts
LARGEST_PART = 60_000_000  # bytes of XML, which takes some ten times as much when parsed
MOST_PARTS = 10_000
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGED = "damaged Word file ({}): open it and save it again as .docx"
# python-docx takes it for granted that parts are there and what their elements are, so that a
# damaged file shows as a missing key or attribute.
_OF_DAMAGED_FILES = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(OpcError, etree.LxmlError, KeyError, AttributeError, TypeError, IndexError, UnicodeError),
)
_NOTES = ("footnotes", "endnotes")
_SPACE_LIKE = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_TEXT, _PARAGRAPH, _TABLE, _ROW, _CELL = map(qn, ("w:t", "w:p", "w:tbl", "w:tr", "w:tc"))
# What is not on the page: deleted text, its moved-away copy, and the second form of a drawing.
_LEFT_OUT = {
    qn("w:del"),
    qn("w:moveFrom"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_BOX = qn("w:txbxContent")


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a Word file as one document."""
    yield Read(source.place, _outcome(source), source.size)


def _outcome(source: Input) -> Document | Skipped:
    try:
        word = _open(source)
        blocks = [*_blocks(word.element.body), *_notes(word)]
    except _OF_DAMAGED_FILES as error:
        return Skipped(source.place, _DAMAGED.format(error))
    except ValueError as error:
        return Skipped(source.place, str(error))
    text = tidy("\n".join(blocks))
    if not text:
        return Skipped(source.place, "empty: there is no text in it")
    return _document(source.document_id, word, text)


def _document(document_id: str, word: WordDocument, text: str) -> Document:
    properties = word.core_properties
    created = properties.created
    return Document(
        id=document_id,
        text=text,
        title=tidy_line(properties.title) or title_of(text),
        author=tidy_line(properties.author),
        # When the file was made, which is not when it was published.
        metadata={"created": created.isoformat()} if isinstance(created, datetime) else {},
    )


def _open(source: Input) -> WordDocument:
    """Open the file after a look at what it would take.

    Raises:
        ValueError: damaged, no Word file, or too large; the message says what to do.
    """
    if source.size > LARGEST:
        msg = f"{source.size:,} bytes, at most {LARGEST:,} are read: split the document"
        raise ValueError(msg)
    start = source.stream.read(len(_OLD_WORD))
    source.stream.seek(0)
    if start == _OLD_WORD:
        msg = "an old Word file, or one with a password: open it and save it as .docx without one"
        raise ValueError(msg)
    try:
        _check_size(source.stream)
        source.stream.seek(0)
        word = docx.Document(source.stream)
        # Parsed when first used; what is missing shows only then.
        _ = word.element.body, word.core_properties.title, word.core_properties.created
    except _OF_DAMAGED_FILES as error:
        raise ValueError(_DAMAGED.format(error)) from error
    return word


def _check_size(stream: BinaryIO) -> None:
    with zipfile.ZipFile(stream) as archive:
        parts = archive.infolist()
    # No part gives more bytes than it declares: zipfile stops there.
    largest = max((part.file_size for part in parts if part.filename.endswith(".xml")), default=0)
    if (
        len(parts) > MOST_PARTS
        or largest > LARGEST_PART
        or sum(part.file_size for part in parts) > LARGEST_UNPACKED
    ):
        msg = (
            f"unpacks to more than {LARGEST_UNPACKED:,} bytes, {LARGEST_PART:,} in one part"
            f" or {MOST_PARTS:,} parts: not read, it may be meant to fill the memory"
        )
        raise ValueError(msg)


def _notes(word: WordDocument) -> Iterator[str]:
    for relation in word.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(_NOTES):
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            for note in etree.fromstring(relation.target_part.blob, parser):
                # Those of a type are the lines that separate notes from the text.
                if note.get(qn("w:type")) is None:
                    yield from _blocks(note)


def _blocks(container: etree._Element) -> Iterator[str]:
    """Paragraphs and table rows below an element, in order; boxes after their paragraph."""
    waiting = list(reversed(container))
    while waiting:
        element = waiting.pop()
        if element.tag == _PARAGRAPH:
            yield _text(element)
            waiting += reversed(_boxes(element))
        elif element.tag == _ROW and not _has_table(element):
            yield "\t".join(filter(None, map(_cell, element.iter(_CELL))))
        elif element.tag not in _LEFT_OUT:
            waiting += reversed(element)


def _has_table(row: etree._Element) -> bool:
    return next(row.iter(_TABLE), None) is not None


def _cell(cell: etree._Element) -> str:
    return " ".join(" ".join(_text(paragraph).split()) for paragraph in cell.iter(_PARAGRAPH))


def _boxes(paragraph: etree._Element) -> list[etree._Element]:
    return [element for element in _shown(paragraph) if element.tag == _BOX]


def _text(paragraph: etree._Element) -> str:
    return "".join(
        (element.text or "") if element.tag == _TEXT else _SPACE_LIKE.get(element.tag, "")
        for element in _shown(paragraph)
    )


def _shown(paragraph: etree._Element) -> Iterator[etree._Element]:
    """What stands in a paragraph, but not in its text boxes: those are blocks of their own."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag not in _LEFT_OUT:
            yield element
            if element.tag != _BOX:
                waiting += reversed(element)
