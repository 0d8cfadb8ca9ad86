"""PDF files: text page by page in reading order, with the place where each page begins."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from indexer.readers import Input, Read, ReadOptions, UnreadableError
from indexer.readers.bidi import is_rtl
from indexer.readers.cleaning import tidy, tidy_line
from indexer.readers.pdf_letters import with_arabic_letters
from indexer.readers.pdf_lines import Line
from indexer.readers.pdf_pages import NO_TEXT, PageReader, layers
from indexer.readers.pdf_paragraphs import paragraphs
from indexer.titles import title_of
from search.parts import numbered_pages
from search.records import Document, Span

LARGEST = 300_000_000  # bytes
MOST_PAGES = 3_000
_PASSWORD_NEEDED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
# It orders numbers in each line by itself; by the standard the paragraph decides, and others do so.
_ORDERS_LINES = "WeasyPrint"
_RUNNING_LINES = 3  # at the head and at the foot of a page
_RUNNING_SHARE = 0.4  # of the pages: heads of left and right pages may differ
_SAME_HEIGHT = 4  # points
# A word that was broken, and an address or number that goes on with its hyphen.
_HYPHENATED = re.compile(r"(?<![\w.@/-])[^\W\d_]+-$")
_BROKEN = re.compile(r"[\w.@/]-$|[(\[«]$")
# A range, a fraction or a date, which goes on with a figure.
_BROKEN_FIGURES = re.compile(r"\d[\u2010-\u2013/]$")
_BROKEN_ADDRESS = re.compile(r"(?:https?:|www\.)[^\s<>\"]*[/?&=_.]$")
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d{6})?")
_FILE_NAME = re.compile(r"\.\w{2,5}$")


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read a file as one document; pages that cannot be read are named one by one."""
    source.check_size(LARGEST, "split the file")
    try:
        file = pypdfium2.PdfDocument(source.stream)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(_why(error)) from error
    try:
        yield from _reads(file, source, options)
    finally:
        file.close()


def _why(error: pypdfium2.PdfiumError) -> str:
    if error.err_code in _PASSWORD_NEEDED:
        return "needs a password: save it without one"
    return f"damaged, or not a PDF file ({error}): print it to PDF again"


def _reads(file: pypdfium2.PdfDocument, source: Input, options: ReadOptions) -> Iterator[Read]:
    count = len(file)
    if not 0 < count <= MOST_PAGES:
        msg = f"{count:,} pages, expected 1 to {MOST_PAGES:,}"
        raise UnreadableError(msg)
    with layers(file) as text:
        reader = PageReader(file, text, source.place, use_ocr=options.ocr)
        found = [reader.lines_of(number) for number in range(1, count + 1)]
    producer = _stated(file, "Producer") or ""
    assembled = _assemble(found, in_lines=producer.startswith(_ORDERS_LINES))
    if not reader.is_read or not assembled[0]:
        raise UnreadableError(reader.bad[0].reason if reader.bad else NO_TEXT)
    document = _document(file, source.document_id, *assembled)
    if reader.is_recognised:
        document = replace(document, metadata={**document.metadata, "ocr": True})
    yield Read(source.place, document, source.size)
    for page in reader.bad:
        yield Read(page.place, page, 0)


def _assemble(
    found: Sequence[list[Line]], *, in_lines: bool
) -> tuple[str, tuple[int, ...], tuple[Span, ...]]:
    """Text, where each page begins in it, and its running heads and feet."""
    running = _running(found)
    pieces: list[str] = []
    starts, ignored = [], []
    end = -1  # of the last piece, before the line end that joins it to the next
    for page in found:
        starts.append(end + 1)
        for is_running, group in groupby(page, key=lambda line: id(line) in running):
            together = list(group)
            groups = [[line] for line in together] if is_running else paragraphs(together)
            joined = (_joined(group, in_lines=in_lines) for group in groups)
            for words in filter(None, joined):
                if is_running:
                    ignored.append(Span(end + 1, end + 1 + len(words)))
                pieces.append(words)
                end += 1 + len(words)
    text = "\n".join(pieces)
    return text, tuple(min(start, len(text)) for start in starts), tuple(ignored)


def _running(found: Sequence[list[Line]]) -> set[int]:
    """Lines (by identity) that stand at one height on most pages, but for the numbers in them."""
    places = defaultdict(list)
    for page in found:
        ordered = sorted(page, key=lambda line: -line.baseline)
        head, foot = ordered[:_RUNNING_LINES], ordered[_RUNNING_LINES:][-_RUNNING_LINES:]
        for part, group in enumerate((head, foot)):
            for line in group:
                places[part, re.sub(r"\d+", "#", line.text)].append(line)
    least = max(2, math.ceil(_RUNNING_SHARE * len(found)))
    running: set[int] = set()
    for group in places.values():
        height = median(line.baseline for line in group)
        level = [line for line in group if abs(line.baseline - height) <= _SAME_HEIGHT]
        if len(level) >= least:
            running.update(map(id, level))
    return running


def _joined(paragraph: list[Line], *, in_lines: bool = False) -> str:
    """The text of a paragraph from its lines, ordered in each by itself or from its beginning."""
    if len(paragraph[0].cells) > 1:
        return "\t".join(tidy_line(cell) or "" for cell in paragraph[0].cells).rstrip()
    text = ""
    for line in paragraph:
        if _HYPHENATED.search(text) and line.text[:1].islower():
            text = text[:-1] + line.text
        else:
            is_broken = (
                _BROKEN.search(text)
                or (_BROKEN_ADDRESS.search(text) and line.text[:1].isascii())
                or (_BROKEN_FIGURES.search(text) and line.text[:1].isdecimal())
            )
            space = "" if not text or is_broken else " "
            text += space + line.text_after("" if in_lines else text)
    return tidy(with_arabic_letters(text))


def _document(
    file: pypdfium2.PdfDocument,
    document_id: str,
    text: str,
    starts: tuple[int, ...],
    ignored: tuple[Span, ...],
) -> Document:
    title = _stated(file, "Title")
    edges = [0, *(edge for span in ignored for edge in span), len(text)]
    body = "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    about = {
        "created": _iso(_stated(file, "CreationDate") or ""),
        # Who made the file, most often its program or a typist.
        "file_author": _stated(file, "Author"),
    }
    return Document(
        id=document_id,
        text=text,
        title=title if title and _is_meaningful(title, text) else title_of(body),
        parts=numbered_pages(starts),
        ignored=ignored,
        metadata={name: value for name, value in about.items() if value},
    )


def _stated(file: pypdfium2.PdfDocument, name: str) -> str | None:
    try:
        return tidy_line(file.get_metadata_value(name))
    except UnicodeDecodeError:  # half a surrogate pair
        return None


def _is_meaningful(title: str, text: str) -> bool:
    """Not the file's name, and in the script of the text: others are left by the program."""
    return not _FILE_NAME.search(title) and is_rtl(title) == is_rtl(text)


def _iso(date: str) -> str | None:
    found = _DATE.match(date)
    if not found:
        return None
    year, month, day, time = found.groups()
    iso = f"{year}-{month}-{day}" + (f"T{time[:2]}:{time[2:4]}:{time[4:]}" if time else "")
    try:
        datetime.fromisoformat(iso)
    except ValueError:
        return None
    return iso
