"""Office files and books for tests, packed from their parts."""

import io
import zipfile
from collections.abc import Mapping

from search.records import Document

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
OPEN = " ".join(
    f'xmlns:{prefix}="{_OASIS}:{name}:1.0"'
    for prefix, name in (
        *(("office", "office"), ("text", "text"), ("table", "table"), ("style", "style")),
        *(("draw", "drawing"), ("presentation", "presentation"), ("meta", "meta")),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def relations(**targets: str) -> str:
    """The part that says where others are: by their ids, ``KIND TARGET`` each."""
    rows = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in ((key, said.split(" ", 1)) for key, said in targets.items())
    )
    return f'<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'


def word(body: str, others: Mapping[str, str] | None = None, **targets: str) -> bytes:
    """A Word file with a body, and other parts that it refers to."""
    root = f'xmlns:w="{WORD}" xmlns:r="{_OFFICE}"'
    return packed(
        {
            "_rels/.rels": relations(main="officeDocument word/document.xml"),
            "word/_rels/document.xml.rels": relations(**targets),
            "word/document.xml": f"<w:document {root}><w:body>{body}</w:body></w:document>",
            **{
                name: content.replace(">", f" {root}>", 1)
                for name, content in (others or {}).items()
            },
        }
    )


def slides(
    *bodies: str, others: Mapping[str, str] | None = None, shown: str = "", **of_first: str
) -> bytes:
    """A presentation whose slides have these shapes; the first refers to other parts.

    Of a slide whose turn in ``shown`` is 0 no more than its author knows.
    """
    show = [*shown.split(), *["1"] * len(bodies)]
    root = f'xmlns:a="{DRAWING}" xmlns:p="{SLIDES}" xmlns:r="{_OFFICE}"'
    numbers = range(1, len(bodies) + 1)
    listed = "".join(f'<p:sldId r:id="s{number}"/>' for number in numbers)
    return packed(
        {
            "_rels/.rels": relations(main="officeDocument ppt/presentation.xml"),
            "ppt/presentation.xml": f"<p:presentation {root}>{listed}</p:presentation>",
            "ppt/_rels/presentation.xml.rels": relations(
                **{f"s{number}": f"slide slides/slide{number}.xml" for number in numbers}
            ),
            **{
                f"ppt/slides/slide{number}.xml": (
                    f'<p:sld {root} show="{show[number - 1]}">{body}</p:sld>'
                )
                for number, body in enumerate(bodies, 1)
            },
            "ppt/slides/_rels/slide1.xml.rels": relations(**of_first),
            **{
                name: content.replace(">", f" {root}>", 1)
                for name, content in (others or {}).items()
            },
        }
    )


def shape(*paragraphs: str, kind: str = "body") -> str:
    """A shape of a slide with paragraphs."""
    lines = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in paragraphs)
    holder = f'<p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>'
    return f"<p:sp>{holder}<p:txBody>{lines}</p:txBody></p:sp>"


def workbook(
    sheets: Mapping[str, str],
    strings: str = "",
    styles: str = "",
    states: str = "visible",
    others: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook whose sheets have these rows; ``states`` are those of the sheets in turn.

    Other parts are given by their names, with what they are to each other.
    """
    root = f'xmlns="{SHEETS}" xmlns:r="{_OFFICE}"'
    state = [*states.split(), *["visible"] * len(sheets)]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" state="{state[at]}" r:id="r{at}"/>'
        for at, name in enumerate(sheets)
    )
    files = {f"r{at}": f"worksheet worksheets/s{at}.xml" for at in range(len(sheets))}
    return packed(
        {
            "_rels/.rels": relations(main="officeDocument xl/workbook.xml"),
            "xl/workbook.xml": f"<workbook {root}><sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                **files, strings="sharedStrings strings.xml", styles="styles styles.xml"
            ),
            "xl/strings.xml": f"<sst {root}>{strings}</sst>",
            "xl/styles.xml": f"<styleSheet {root}>{styles}</styleSheet>",
            **{
                f"xl/worksheets/s{at}.xml": (
                    f"<worksheet {root}><sheetData>{rows}</sheetData></worksheet>"
                )
                for at, rows in enumerate(sheets.values())
            },
            **(others or {}),
        }
    )


def open_text(body: str, styles: str = "", more: Mapping[str, str] | None = None) -> bytes:
    """An OpenDocument text; ``styles`` are those of its content."""
    content = (
        f"<office:document-content {OPEN}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    )
    return packed({"content.xml": content, **(more or {})})


def book(
    pages: Mapping[str, str], contents: str = "", more: Mapping[str, str] | None = None
) -> bytes:
    """A book with pages in their order; ``contents`` are the points of its table of contents."""
    items = "".join(
        f'<item id="i{at}" href="{name}" media-type="application/xhtml+xml"/>'
        for at, name in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="i{at}"/>' for at in range(len(pages)))
    ncx = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": (
                '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
            ),
            "OEBPS/book.opf": (
                '<package xmlns="http://www.idpf.org/2007/opf"><metadata'
                ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>البحر</dc:title>'
                f"<dc:creator>هدى</dc:creator></metadata><manifest>{items}{ncx}</manifest>"
                f"<spine>{spine}</spine></package>"
            ),
            "OEBPS/toc.ncx": (
                '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>'
                f"{contents}</navMap></ncx>"
            ),
            **{
                f"OEBPS/{name}": (
                    f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
                )
                for name, body in pages.items()
            },
            **(more or {}),
        }
    )


def ignored(found: Document) -> list[str]:
    """What of a document's text is not searched."""
    return [found.text[start:end] for start, end in found.ignored]


def locations(found: Document) -> list[tuple[str, str, str | None, str]]:
    """The parts of a document: first, last, within, and the text that begins there."""
    ends = [part.start for part in found.parts[1:]] + [len(found.text)]
    return [
        (place.first, place.last, place.within, found.text[start:end].strip())
        for (start, place), end in zip(found.parts, ends, strict=True)
    ]
