"""A dossier as one file: each quotation with its citation, what became of it, and its note."""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from search.reordering import in_order
from service.citing.citation import cautions_in_words
from service.citing.export import ExportFile, ExportFormat, called_file, named_file
from service.citing.formats import markdown, word
from service.citing.permalink import permalink
from service.citing.selection import Selection
from service.citing.text import direction, plain, web_url
from service.dossiers.contents import Contents, Entry, byline, remark
from service.dossiers.pdf import check_length, to_pdf
from service.language import Language, translator
from service.rendering import written


class DossierFormat(Enum):
    """A format, by the ending of its files."""

    MARKDOWN = "md"
    DOCX = "docx"
    PDF = "pdf"


class _Part(NamedTuple):
    """What a file has of an item; ``None`` for what it has not."""

    title: str
    quote: str | None
    line: str | None
    shown_line: str | None
    links: list[tuple[str, str]]
    remark: str | None
    note: str
    told: Sequence[str] = ()


def export_dossier(
    found: Contents, file_format: DossierFormat, language: Language, site: str
) -> ExportFile:
    """What a reader may see of a dossier, as a file.

    Args:
        found: what the reader may see.
        file_format: of the file.
        language: of labels and citations.
        site: scheme and host that permanent links begin with; without it they are paths.

    Raises:
        PdfMissingError: it is to be PDF, and WeasyPrint is not installed.
        PdfTooLongError: it is to be PDF, and has too many lines for that.
    """
    selection = Selection((), found.dossier.name, language, site)
    parts = [_part(entry, selection) for entry in found.entries]
    content = _WRITERS[file_format](parts, _left_out(found, language), selection)
    if file_format is DossierFormat.PDF:
        return called_file("application/pdf", file_format.value, selection, content)
    return named_file(ExportFormat(file_format.value), selection, content)


def _left_out(found: Contents, language: Language) -> str | None:
    said = translator(language, "web")
    return said("dossier.left_out", count=found.left_out) if found.left_out else None


def _part(entry: Entry, selection: Selection) -> _Part:
    said = remark(entry, selection.language)
    note = in_order(entry.item.note)
    title = plain(entry.title)
    if entry.document is None:
        return _Part(title, None, None, None, [], said, note)
    citation = entry.citation
    if citation is None:
        words = entry.quote
        quote = None if words is None else selection.t("quotation", quote=in_order(words))
        line = byline(entry.origin, selection.language) if entry.origin else None
        return _Part(title, quote, line, line, [], said, note)
    links = [(selection.t("permalink"), selection.site + permalink(citation))]
    if original := selection.original(citation):
        links.append((selection.t("url"), original))
    lines = selection.line(citation), selection.shown_line(citation)
    quote = selection.quotation(citation)
    told = cautions_in_words(entry.cautions, selection.language)
    return _Part(title, quote, *lines, links, said, note, told)


def _markdown(parts: list[_Part], left_out: str | None, selection: Selection) -> bytes:
    heading = f"# {markdown.escaped(plain(selection.question))}"
    blocks = [block for number, part in enumerate(parts, 1) for block in _blocks(number, part)]
    last = [markdown.shown(left_out)] if left_out else []
    return ("\n\n".join([heading, *blocks, *last]) + "\n").encode()


def _blocks(number: int, part: _Part) -> Iterator[str]:
    yield f"## {number}. {markdown.escaped(part.title)}"
    if part.quote:
        yield markdown.quoted(part.quote)
    yield from map(markdown.strong, part.told)
    yield from (markdown.shown(text) for text in (part.line, part.remark, part.note) if text)
    if part.links:
        yield " | ".join(markdown.link(*each) for each in part.links)


def _docx(parts: list[_Part], left_out: str | None, selection: Selection) -> bytes:
    is_rtl = selection.is_rtl
    document = word.new_document(plain(selection.question), is_rtl=is_rtl)
    for number, part in enumerate(parts, 1):
        texts = [
            ("Heading 2", f"{number}. {part.title}"),
            ("Quote", part.quote),
            *((None, each) for each in part.told),
            (None, part.shown_line),
            (None, part.remark),
            (None, part.note),
        ]
        for style, text in texts:
            if text:
                runs_left = is_rtl if style is None else direction(text) == "rtl"
                paragraph = document.add_paragraph(style=style)
                word.write(paragraph, text, is_rtl=runs_left, is_strong=text in part.told)
        if part.links:
            links = document.add_paragraph()
            word.set_direction(links, is_rtl=is_rtl)
            for each in part.links:
                word.add_link(links, *each)
                links.add_run("  ")
    if left_out:
        word.write(document.add_paragraph(), left_out, is_rtl=is_rtl)
    return word.content_of(document)


def _pdf(parts: list[_Part], left_out: str | None, selection: Selection) -> bytes:
    check_length(text for part in parts for text in (part.quote, part.note) if text)
    context = {
        "language": selection.language,
        "heading": plain(selection.question),
        # A link that is a path leads nowhere in a file.
        "parts": [
            part._replace(links=[(label, url) for label, url in part.links if web_url(url)])
            for part in parts
        ],
        "left_out": left_out,
    }
    return to_pdf(written("dossier_pdf.html", context))


_WRITERS: dict[DossierFormat, Callable[[list[_Part], str | None, Selection], bytes]] = {
    DossierFormat.MARKDOWN: _markdown,
    DossierFormat.DOCX: _docx,
    DossierFormat.PDF: _pdf,
}
