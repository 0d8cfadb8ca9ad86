"""OpenDocument files: text, sheets and slides, packed or as one flat XML file."""

import posixpath
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import chain
from operator import itemgetter

from lxml import etree

from indexer.readers import Input, Read, ReadOptions, UnreadableError
from indexer.readers.draft import COMMENTS, HIDDEN, LEAST_HEADER, Draft
from indexer.readers.mathml import write_in_line
from indexer.readers.number_formats import GENERAL, shown
from indexer.readers.opendocument_looks import Looks
from indexer.readers.opendocument_names import NAMES, name
from indexer.readers.opendocument_text import TextReader, text_of
from indexer.readers.packages import PASSWORD, DamagedError, Package, damage_named, parse_xml
from indexer.readers.sheets import MOST_COLUMNS, MOST_ROWS, Sheet, read_sheets
from search.kinds import Unit
from search.parts import Location

LARGEST_FLAT = 60_000_000  # bytes of XML, which takes some ten times as much when parsed
_DAMAGED = "damaged OpenDocument file ({}): open it and save it again"
_ROW, _CELL = name("table", "table-row"), name("table", "table-cell")
_DEFAULT = name("table", "default-cell-style-name")
_COVERED = name("table", "covered-table-cell")
# How LibreOffice says what a formula has come to.
_CALCULATED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a file as one document."""
    with damage_named(_DAMAGED):
        yield from _reads(source, _roots(source))


def _roots(source: Input) -> list[etree._Element]:
    """The roots of the content, the styles and what the file says of itself."""
    start = source.stream.read(4)
    source.stream.seek(0)
    if not start.startswith(b"PK"):
        root = parse_xml(source.whole(LARGEST_FLAT, "save it as .odt"))
        write_in_line(root)
        return [root]
    package = Package(source)
    manifest = package.xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise UnreadableError(PASSWORD)
    others = (package.xml("styles.xml"), package.xml("meta.xml"))
    content = package.needed("content.xml")
    _take_in_formulas(content, package)
    write_in_line(content)
    return [content, *(root for root in others if root is not None)]


def _take_in_formulas(content: etree._Element, package: Package) -> None:
    """Put the formulas, which are parts by themselves, where they stand on the page."""
    taken = set()
    for place in content.iter(name("draw", "object")):
        folder = posixpath.normpath(place.get(name("xlink", "href"), ""))
        root = None if folder in taken else package.xml(f"{folder}/content.xml")
        taken.add(folder)  # another place for the same would multiply it
        if root is not None and root.tag == name("math", "math"):
            place.append(root)


def _reads(source: Input, roots: list[etree._Element]) -> Iterator[Read]:
    author = _said(roots, "meta:initial-creator") or _said(roots, "dc:creator")
    created = _said(roots, "meta:creation-date")
    about = {"created": created} if created else {}
    kinds = {"text": _add_text, "presentation": _add_slides, "drawing": _add_slides}
    for element in roots[0].iterfind(".//office:body/*", NAMES):
        kind = etree.QName(element).localname
        if kind == "spreadsheet":
            yield from read_sheets(source, _sheets(element, roots), author, about)
            return
        if kind in kinds:
            draft = Draft()
            kinds[kind](draft, element, roots)
            made = draft.document(source.document_id, _said(roots, "dc:title"), author, about)
            yield Read(source.place, made, source.size)
            return
    msg = "it holds neither text, sheets nor slides"
    raise DamagedError(msg)


def _said(roots: list[etree._Element], path: str) -> str | None:
    """What the file says of itself under a name, and not of a change or a comment in it."""
    texts = (root.findtext(f".//office:meta/{path}", "", NAMES).strip() for root in roots)
    return next(filter(None, texts), None)


def _add_text(draft: Draft, body: etree._Element, roots: list[etree._Element]) -> None:
    looks = Looks(roots)
    reader = TextReader(roots, looks)
    for kind in ("header", "footer"):
        if kind == "footer":
            reader.add(draft, body)
            for note in reader.notes:
                draft.add(note)
        for line in chain.from_iterable(_edges(roots, looks, kind)):
            draft.add_edge(line)
    draft.add_aside(COMMENTS, reader.comments)
    draft.add_aside(HIDDEN, reader.hidden)


def _edges(roots: list[etree._Element], looks: Looks, kind: str) -> Iterator[list[str]]:
    """The headers or footers of the pages, each once, without the lines that number the pages."""
    seen: list[list[str]] = []
    for page in (page for root in roots for page in root.iter(name("style", "master-page"))):
        for form in (f"{kind}-first", kind, f"{kind}-left"):
            edge = page.find(name("style", form))
            if edge is None or edge.get(name("style", "display")) == "false":
                continue
            found = ((text_of(each, looks), each) for each in edge.iter(name("text", "p")))
            lines = [text for text, line in found if _says_more(text, line)]
            if lines and lines not in seen:
                seen.append(lines)
                yield lines


def _says_more(text: str, line: etree._Element) -> bool:
    """Whether a line of a header or footer has more than the number of the page."""
    letters = sum(map(str.isalpha, text))
    numbers = next(line.iter(name("text", "page-number"), name("text", "page-count")), None)
    return letters >= (1 if numbers is None else LEAST_HEADER)


def _add_slides(draft: Draft, body: etree._Element, roots: list[etree._Element]) -> None:
    looks = Looks(roots)
    pages = (page for page in body.iter(name("draw", "page")))
    for number, page in enumerate(pages, 1):
        draft.begin(Location(Unit.SLIDE, str(number), str(number)))
        reader = TextReader(roots, looks)
        notes = page.find(name("presentation", "notes"))
        if notes is not None:
            page.remove(notes)
        # The file has the title wherever it was drawn.
        for title in reversed(page.findall("*[@presentation:class='title']", NAMES)):
            page.insert(0, title)
        reader.add(draft, page)
        if notes is not None:
            said = (text_of(each, looks) for each in notes.iter(name("text", "p")))
            draft.add_aside(("ملاحظات المتحدث:", "Speaker's notes:"), said, is_searched=True)
        draft.add_aside(COMMENTS, reader.comments)


def _sheets(body: etree._Element, roots: list[etree._Element]) -> Iterator[Sheet]:
    hidden, looks = _hidden_tables(roots), Looks(roots)
    for table in body.iterchildren(name("table", "table")):
        is_hidden = table.get(name("table", "style-name")) in hidden
        comments = [
            text_of(paragraph, looks)
            for annotation in table.iter(name("office", "annotation"))
            for paragraph in annotation.iter(name("text", "p"))
        ]
        title = table.get(name("table", "name"), "")
        boxes = [("A1", text) for text in _boxes(table, looks)]
        yield Sheet(title, _rows(table, looks), boxes, comments, is_hidden=is_hidden)


def _boxes(table: etree._Element, looks: Looks) -> Iterator[str]:
    """The texts of the boxes and shapes that are drawn on a sheet."""
    for shapes in table.iter(name("table", "shapes")):
        for shape in shapes:
            lines = [text_of(each, looks) for each in shape.iter(name("text", "p"))]
            if any(map(str.strip, lines)):
                yield "\n".join(lines)


def _hidden_tables(roots: list[etree._Element]) -> set[str | None]:
    """The names of the styles of sheets that are not to be seen."""
    return {
        style.get(name("style", "name"))
        for root in roots
        for style in root.iter(name("style", "style"))
        for properties in style.iter(name("style", "table-properties"))
        if properties.get(name("table", "display")) == "false"
    }


def _rows(table: etree._Element, looks: Looks) -> Iterator[tuple[int, Mapping[int, str]]]:
    number = 0
    columns = _column_styles(table)
    for row in table.iter(_ROW):
        repeated = _times(row, "number-rows-repeated")
        cells = dict(_cells(row, looks, columns))
        for _ in range(repeated if cells else 0):
            if number >= MOST_ROWS:
                return
            number += 1
            yield number, cells
        number += 0 if cells else repeated


def _column_styles(table: etree._Element) -> list[tuple[int, str | None]]:
    """The styles of cells without one of their own, each with the last column that it is for."""
    last = 0
    found = []
    for column in table.iter(name("table", "table-column")):
        last += _times(column, "number-columns-repeated")
        found.append((last, column.get(_DEFAULT)))
    return found


def _cells(
    row: etree._Element, looks: Looks, columns: list[tuple[int, str | None]]
) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row.iterchildren(_CELL, _COVERED):
        repeated = _times(cell, "number-columns-repeated")
        at = bisect_left(columns, column + 1, key=itemgetter(0))
        of_column = columns[at][1] if at < len(columns) else None
        look = looks.of_cell(cell.get(name("table", "style-name"), row.get(_DEFAULT, of_column)))
        lines = [text_of(each, looks, look) for each in cell.iterchildren(name("text", "p"))]
        text = "\n".join(lines) if lines or look.is_struck else _value(cell)
        if cell.get(_CALCULATED) == "error":  # such as #DIV/0!, which nobody wrote
            text = ""
        if text.strip():
            for at in range(column + 1, min(column + repeated, MOST_COLUMNS) + 1):
                yield at, text
        column += repeated


def _value(cell: etree._Element) -> str:
    """The value of a cell whose writer left out how it is shown."""
    stated: str | None = cell.get(name("office", "value"))
    if stated is None:
        texts = (cell.get(name("office", f"{kind}-value")) for kind in ("string", "date", "time"))
        truth = {"true": "TRUE", "false": "FALSE"}
        said = next(filter(None, texts), None)
        return str(said or truth.get(cell.get(name("office", "boolean-value"), ""), ""))
    is_share = cell.get(name("office", "value-type")) == "percentage"
    try:
        return shown(float(stated), "0.##%" if is_share else GENERAL)
    except (ValueError, OverflowError):
        return stated


def _times(element: etree._Element, attribute: str) -> int:
    stated = element.get(name("table", attribute), "1")
    return int(stated[:9]) if stated.isdecimal() else 1
