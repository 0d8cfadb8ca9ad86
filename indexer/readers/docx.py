"""Word documents (OOXML): what is on the page in order, then comments and hidden text.

The text is that of the document with its tracked changes accepted, with the numbers that Word
counts by itself. Headers come first, footers and notes last, each once: a letter's number and date
stand in them.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from indexer.readers import Input, Read, ReadOptions, Skipped, UnreadableError, reads, rtf
from indexer.readers.archive import DEEPEST
from indexer.readers.docx_fields import Fields, is_in_number_of_page
from indexer.readers.docx_looks import SCRIPTS, Looks
from indexer.readers.docx_names import RELATION, is_on, name, value
from indexer.readers.docx_numbering import Numbering
from indexer.readers.draft import COMMENTS, HIDDEN, LEAST_HEADER, Draft
from indexer.readers.drawings import lines_in, lines_of_chart, objects_in, unread_objects
from indexer.readers.encoding import decode
from indexer.readers.office import content_of
from indexer.readers.office_html import blocks_of
from indexer.readers.office_math import write_formulas
from indexer.readers.packages import Package, damage_named
from indexer.readers.scripts import Piece, Script, joined
from indexer.readers.symbols import symbol_of
from search.kinds import is_plain_text
from search.records import Document

_DAMAGED = "damaged Word file ({}): open it and save it again as .docx"
_NOTES = ("footnotes", "endnotes")
_TEXT, _PARAGRAPH, _TABLE, _ROW, _CELL = map(name, ("t", "p", "tbl", "tr", "tc"))
_RUN, _BOX, _SECTION = map(name, ("r", "txbxContent", "sectPr"))
_SIGN = name("sym")
_TEXTS = {_TEXT, _SIGN}
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
_SPACE_LIKE = {
    **{name(tag): "\t" for tag in ("tab", "ptab")},
    **{name(tag): "\n" for tag in ("br", "cr")},
    name("noBreakHyphen"): "-",
}
# What is not in the text: what was deleted or moved away, and how a word is read above it.
_LEFT_OUT = {name("del"), name("moveFrom"), name("rt")}
_NO_TEXT = _LEFT_OUT | {name("pPr"), name("rPr")}
_MOST_COLUMNS = 63  # that Word can make


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a Word file as one document."""
    with damage_named(_DAMAGED):
        word = _Word(source, _Printed())
        document = word.document()
    yield Read(source.place, document, source.size)
    yield from reads(source.place, word.printed.unread, 0)


@dataclass(slots=True)
class _Line:
    """The text of a paragraph while it is walked through."""

    shown: list[Piece] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    has_page_number: bool = False
    fields: Fields = field(default_factory=Fields)

    @property
    def text(self) -> str:
        return joined(self.shown)


@dataclass(slots=True)
class _Printed:
    """What is read of a file, and of those that are put in whole."""

    draft: Draft = field(default_factory=Draft)
    hidden: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    unread: list[Skipped] = field(default_factory=list)


class _Word:
    """A document whose parts are read in the order of the page."""

    def __init__(self, source: Input, printed: _Printed) -> None:
        self._source = source
        self.printed = printed
        self._package = package = Package(source)
        self._main = package.main()
        self._relations = list(package.relations(self._main))
        styles = self._related("styles")
        self._looks = Looks(styles)
        self._numbering = Numbering(self._related("numbering"), styles)
        self._hidden = printed.hidden
        self._draft = printed.draft

    def document(self) -> Document:
        """The document of it."""
        body = self._package.needed(self._main)
        for kind in ("header", "footer"):
            if kind == "footer":
                self._add_body(body)
            for root in self._edges(body, kind):
                self._add_edge(root)
        self._draft.add_aside(COMMENTS, self.printed.comments)
        self._draft.add_aside(HIDDEN, self._hidden)
        return self._draft.document(self._source.document_id, *self._package.about())

    def _add_body(self, body: etree._Element) -> None:
        self._add_blocks(body)
        for diagram in self._package.related(self._main, "diagramData"):
            for line in lines_in(diagram):
                self._draft.add(line)
        for chart in self._package.related(self._main, "chart"):
            for line in lines_of_chart(chart):
                self._draft.add(line)
        self.printed.unread += unread_objects(objects_in(body), self._source.place)
        for kind in _NOTES:
            notes = self._related(kind)
            for note in () if notes is None else notes:
                # Those of a type are the lines that separate notes from the text.
                if note.get(name("type")) is None:
                    self._add_blocks(note)
        comments = self._related("comments")
        self.printed.comments += map(_comment, () if comments is None else comments)

    def _related(self, kind: str) -> etree._Element | None:
        for relation in self._relations:
            if relation.kind == kind:
                return self._package.xml(relation.target)
        return None

    def _edges(self, body: etree._Element, kind: str) -> Iterator[etree._Element]:
        """The headers or footers that are printed, each once."""
        settings = self._related("settings")
        even = None if settings is None else settings.find(name("evenAndOddHeaders"))
        targets = {relation.id: relation.target for relation in self._relations}
        seen: set[str] = set()
        for section in body.iter(_SECTION):
            shown = {"default": True, "first": is_on(section.find(name("titlePg")))}
            shown["even"] = is_on(even)
            for reference in section.iter(name(f"{kind}Reference")):
                target = targets.get(reference.get(RELATION, ""), "")
                wanted = shown.get(reference.get(name("type"), "default"), False)
                if wanted and target not in seen:
                    seen.add(target)
                    root = self._package.xml(target)
                    if root is not None:
                        yield root

    def _add_edge(self, root: etree._Element) -> None:
        """A header or footer, without lines that only number the pages."""
        for paragraph in _paragraphs(root):
            line = self._line(paragraph)
            letters = sum(map(str.isalpha, line.text))
            if not line.has_page_number or letters >= LEAST_HEADER:
                self._draft.add_edge(line.text)

    def _add_blocks(self, container: etree._Element) -> None:
        """Paragraphs and table rows below an element, in order; boxes after their paragraph."""
        waiting = list(reversed(container))
        merged = ""  # the text of paragraphs whose end was deleted: they are one with the next
        while waiting:
            element = waiting.pop()
            if element.tag == _PARAGRAPH:
                merged += self._paragraph(element)
                waiting += reversed(_boxes(element))
                if not _goes_on(element):
                    self._draft.add(merged)
                    merged = ""
            elif element.tag == _ROW and not _has_table(element):
                self._add_row(element)
            elif element.tag == name("altChunk"):
                self._add_other(element.get(RELATION))
            elif element.tag not in _LEFT_OUT:
                waiting += reversed(element)
        self._draft.add(merged)

    def _add_row(self, row: etree._Element) -> None:
        """A row of a table, unless it was deleted; one that is hidden is kept for the end."""
        if is_on(row.find(f"{name('trPr')}/{name('hidden')}")):
            self._hidden.append("\t".join(self._row(row)))
        elif row.find(f"{name('trPr')}/{name('del')}") is None:
            self._draft.add_row(self._row(row))

    def _add_other(self, relation_id: str | None) -> None:
        """A file that a program put in whole, for Word to take in when this one is opened."""
        for relation in self._relations:
            data = self._package.data(relation.target) if relation.id == relation_id else None
            if data is not None:
                other = self._source.inside(relation.target, io.BytesIO(data), len(data))
                try:
                    self._add_file(other, data)
                except UnreadableError as error:
                    self.printed.unread.append(Skipped(other.place, str(error)))

    def _add_file(self, other: Input, data: bytes) -> None:
        if other.depth > DEEPEST:
            msg = f"in more than {DEEPEST} files: save it by itself"
            raise UnreadableError(msg)
        self._spend(len(data))
        promised = "text" if is_plain_text(other.place) else "office_html"
        content = content_of(other.stream, promised)
        if content == "docx":
            with damage_named(_DAMAGED):
                inner = _Word(other, self.printed)
                self._spend(inner._package.unpacked)
                inner._add_body(inner._package.needed(inner._main))
        else:
            for row in _rows_of(other, data, content):
                self._draft.add_row(row)

    def _spend(self, size: int) -> None:
        self._source.budget.bytes -= size
        if self._source.budget.bytes < 0:
            msg = "more in it than in files of its size: save it by itself"
            raise UnreadableError(msg)

    def _paragraph(self, paragraph: etree._Element) -> str:
        text = self._line(paragraph).text
        is_empty = not text.strip()
        if is_empty and _goes_on(paragraph):
            return text
        label = self._numbering.label(paragraph)  # an empty one counts, but says nothing
        return f"{label} {text}" if label and not is_empty else text

    def _row(self, row: etree._Element) -> Iterator[str]:
        """What stands in each column; a cell that reaches over several is the first of them."""
        yield from _empty(row.find(f"{name('trPr')}/{name('gridBefore')}"))
        for cell in _cells(row):
            yield self._cell(cell)
            yield from _empty(cell.find(f"{name('tcPr')}/{name('gridSpan')}"), but=1)

    def _cell(self, cell: etree._Element) -> str:
        lines = (self._paragraph(paragraph) for paragraph in _paragraphs(cell))
        return " ".join(" ".join(line.split()) for line in lines)

    def _line(self, paragraph: etree._Element) -> _Line:
        """What stands in a paragraph; what is hidden in it is kept for the end."""
        line = _Line()
        write_formulas(paragraph, _run)
        style = value(paragraph.find(f"{name('pPr')}/{name('pStyle')}"))
        for run, element in _shown(paragraph):
            if element.tag == name("fldChar"):
                if drawn := line.fields.follow(element, len(line.shown)):
                    line.shown.append((drawn, Script.LINE))
            elif element.tag == name("instrText"):
                line.fields.tell(element.text or "")
            elif element.tag == _WORD_ART and not _is_across(element):
                line.shown.append((f"{element.get('string', '')}\n", Script.LINE))
            elif element.tag in _TEXTS or element.tag in _SPACE_LIKE:
                self._take(line, element, run, style)
        self._hidden.append("".join(line.hidden))
        return line

    def _take(
        self, line: _Line, element: etree._Element, run: etree._Element | None, style: str | None
    ) -> None:
        """Take a text into a line; what is struck out is not said any more."""
        text = _SPACE_LIKE.get(element.tag, element.text or "")
        if element.tag == _SIGN:
            text = symbol_of(element.get(name("font"), ""), element.get(name("char"), ""))
        if line.fields.is_number_of_page or is_in_number_of_page(element):
            line.has_page_number = True
        elif line.fields.is_instruction:
            return
        elif self._looks.is_hidden(run, style):
            line.hidden.append(text)
        elif not self._looks.is_struck(run, style):
            line.shown.append((text, self._looks.script(run, style)))


def _rows_of(other: Input, data: bytes, content: str) -> Iterator[Sequence[str | None]]:
    """The lines of a file that is put into another one whole, by the module that reads its kind."""
    if content == "rtf":
        texts = [each.outcome for each in rtf.read(other, ReadOptions())]
        for text in (each.text for each in texts if isinstance(each, Document)):
            yield from (line.split("\t") for line in text.split("\n"))
    elif content == "text":
        yield from ([line] for line in decode(data).splitlines())
    else:
        yield from (block.cells for block in blocks_of(data))


def _is_across(art: etree._Element) -> bool:
    """Whether letters lie across the page, behind its text."""
    shape = art.getparent()
    return shape is not None and "WaterMark" in shape.get("id", "")


def _run(piece: Piece) -> etree._Element:
    """A run of text that stands above or below its line, or on it."""
    text, script = piece
    run = etree.Element(_RUN)
    properties = etree.SubElement(run, name("rPr"))
    etree.SubElement(properties, name("vertAlign")).set(name("val"), SCRIPTS[script])
    etree.SubElement(run, _TEXT).text = text
    return run


def _paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    """Those below an element, but not what is left out."""
    for paragraph in root.iter(_PARAGRAPH):
        if next(paragraph.iterancestors(*_LEFT_OUT), None) is None:
            yield paragraph


def _empty(columns: etree._Element | None, but: int = 0) -> list[str]:
    """As many empty cells as a property says, but for some."""
    stated = value(columns) or ""
    return [""] * (min(int(stated), _MOST_COLUMNS) - but if stated.isdecimal() else 0)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    deleted = f"{name('tcPr')}/{name('cellDel')}"
    return (cell for cell in row.iter(_CELL) if cell.find(deleted) is None)


def _comment(comment: etree._Element) -> str:
    words = (
        "".join(element.text or "" for element in paragraph.iter(_TEXT))
        for paragraph in comment.iter(_PARAGRAPH)
    )
    text = "\n".join(filter(None, words))
    author = comment.get(name("author"))
    return f"{author}: {text}" if author and text else text


def _goes_on(paragraph: etree._Element) -> bool:
    """Whether a paragraph goes on in the next: its end was deleted, or it is a large letter."""
    frame = paragraph.find(f"{name('pPr')}/{name('framePr')}")
    if frame is not None and frame.get(name("dropCap"), "none") != "none":
        return True
    mark = paragraph.find(f"{name('pPr')}/{name('rPr')}")
    return mark is not None and any(mark.find(tag) is not None for tag in _LEFT_OUT)


def _has_table(row: etree._Element) -> bool:
    return next(row.iter(_TABLE), None) is not None


def _boxes(paragraph: etree._Element) -> list[etree._Element]:
    return [element for _, element in _shown(paragraph) if element.tag == _BOX]


def _shown(
    paragraph: etree._Element,
) -> Iterator[tuple[etree._Element | None, etree._Element]]:
    """What stands in a paragraph, with the run it is in, but not in its text boxes.

    Those are blocks of their own.
    """
    waiting: list[tuple[etree._Element | None, etree._Element]] = [
        (None, element) for element in reversed(paragraph)
    ]
    while waiting:
        run, element = waiting.pop()
        if element.tag not in _NO_TEXT:
            yield run, element
            if element.tag != _BOX:
                inner = element if element.tag == _RUN else run
                waiting += [(inner, each) for each in reversed(element)]
