"""DOCX, with paragraphs that run from right to left where their text does."""

import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from search.records import Hit
from service.citing.selection import Selection
from service.citing.text import NOT_IN_XML, direction

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

_FONT = "Sakkal Majalla"
_LINK_COLOR = "0B57D0"
# Of the styles of the library's template: size of Arabic letters, in half points.
# What the library's template says of itself: the program it was made by, and how it looked.
_TEMPLATES = ("/extended-properties", "/thumbnail")
_STYLES = {"Normal": 28, "Title": 40, "Heading 2": 32, "Quote": 30}
_LINE_END = re.compile(r"\r\n?")


def to_docx(selection: Selection) -> bytes:
    """A heading, then each hit: heading, sentence, quotation, citation and links."""
    document = new_document(selection.heading, is_rtl=selection.is_rtl)
    for hit in selection.hits:
        _add_hit(document, hit, selection)
    return content_of(document)


def new_document(heading: str, *, is_rtl: bool) -> "WordDocument":
    """A document that has its heading, and styles for Arabic letters."""
    import docx

    document = docx.Document()
    # Not those of the library's template.
    document.core_properties.author = document.core_properties.last_modified_by = "Shawahid"
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = datetime.now(UTC)
    document.core_properties.title = _xml_text(heading)[:255]
    relations = document.part.package.rels
    for name in [name for name, each in relations.items() if each.reltype.endswith(_TEMPLATES)]:
        del relations[name]
    for name, size in _STYLES.items():
        _set_arabic_font(document.styles[name], size)
    write(document.add_paragraph(style="Title"), heading, is_rtl=is_rtl)
    return document


def content_of(document: "WordDocument") -> bytes:
    """The document as a file."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _add_hit(document: "WordDocument", hit: Hit, selection: Selection) -> None:
    citation = hit.citation
    title = selection.title(citation)
    heading = document.add_paragraph(style="Heading 2")
    write(heading, f"{hit.rank}. {title}", is_rtl=direction(title) == "rtl")
    is_rtl = direction(citation.quote) == "rtl"
    write(document.add_paragraph(), selection.attested(hit), is_rtl=is_rtl)
    for each in selection.told(hit):
        write(document.add_paragraph(), each, is_rtl=selection.is_rtl, is_strong=True)
    quote = selection.quotation(citation)
    write(document.add_paragraph(style="Quote"), quote, is_rtl=is_rtl)
    write(document.add_paragraph(), selection.shown_line(citation), is_rtl=selection.is_rtl)
    links = document.add_paragraph()
    set_direction(links, is_rtl=selection.is_rtl)
    add_link(links, selection.t("permalink"), selection.permalink(hit))
    if original := selection.original(citation):
        links.add_run(" | ")
        add_link(links, selection.t("url"), original)


def write(paragraph: "Paragraph", text: str, *, is_rtl: bool, is_strong: bool = False) -> None:
    """Add a text to a paragraph that runs as it does."""
    set_direction(paragraph, is_rtl=is_rtl)
    run = paragraph.add_run(_xml_text(text))
    run.font.rtl = is_rtl or None
    run.font.bold = run.font.cs_bold = is_strong or None


def set_direction(paragraph: "Paragraph", *, is_rtl: bool) -> None:
    """Have a paragraph run from right to left, where it is to."""
    from docx.oxml import OxmlElement

    if is_rtl:
        # It has its place between the others of the paragraph's properties.
        paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - no public way
            OxmlElement("w:bidi"),
            "w:adjustRightInd",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:rPr",
            "w:sectPr",
        )


def add_link(paragraph: "Paragraph", label: str, address: str) -> None:
    """Add a link to a paragraph."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    run = paragraph.add_run(label)
    run.font.rtl = direction(label) == "rtl" or None
    run.font.underline = True
    run.font.color.rgb = RGBColor.from_string(_LINK_COLOR)
    link = OxmlElement("w:hyperlink")
    target = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), target)
    run._r.addprevious(link)  # noqa: SLF001 - no public way
    link.append(run._r)  # noqa: SLF001


def _set_arabic_font(style: "ParagraphStyle", size: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    # Arabic has no italics, and Latin words between Arabic ones want none.
    style.font.italic = style.font.cs_italic = False
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    # The template's theme would prevail.
    fonts.attrib.pop(qn("w:cstheme"), None)
    fonts.set(qn("w:cs"), _FONT)
    complex_size = properties.find(qn("w:szCs"))
    if complex_size is None:
        complex_size = OxmlElement("w:szCs")
        properties.append(complex_size)
    complex_size.set(qn("w:val"), str(size))


def _xml_text(text: str) -> str:
    return NOT_IN_XML.sub("\ufffd", _LINE_END.sub("\n", text))
