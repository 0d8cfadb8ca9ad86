"""The bodies of messages as lines, each with how often it is quoted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from indexer.readers.cleaning import tidy
from search.records import Span

# Of HTML; what people write has thousands.
MOST_ELEMENTS = 200_000
_QUOTE_MARKS = re.compile(r"[ \t]*((?:>[ \t]?)+)")
_BLOCKS = frozenset(
    """
    address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td th tr ul
    """.split()  # noqa: SIM905 - a list of them would fill a page
)
_UNSEEN = frozenset({"head", "script", "style", "template", "noscript", "iframe", "title"})
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# How mail programs mark what was written before; a quotation without such a mark is the writer's.
_QUOTE_CLASS = re.compile(r"(?:gmail|yahoo|proton|tutanota|zoho|mail|moz)\w*[-_](?:quote|cite)")
_QUOTE_STYLE = re.compile(r"0?\.8ex|padding-left:\s*1ex")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a body.

    Attributes:
        span: its place in the text, with its line end.
        depth: how often it is quoted.
        content: without the marks of quotation and the line end.
    """

    span: Span
    depth: int
    content: str


def lines_of(text: str) -> list[Line]:
    """The lines of plain text, quoted by ``>`` at their starts."""
    lines = []
    at = 0
    for line in text.splitlines(keepends=True):
        marks = _QUOTE_MARKS.match(line)
        depth = marks.group(1).count(">") if marks else 0
        content = line[marks.end() if marks else 0 :].rstrip("\r\n")
        lines.append(Line(Span(at, at + len(line)), depth, content))
        at += len(line)
    return lines


def join(lines: Sequence[tuple[int, str]]) -> str:
    """The text of lines that are given with their depths: with marks of quotation."""
    return "\n".join(f"{'> ' * depth}{content}" for depth, content in lines)


def html_lines(markup: str) -> list[tuple[int, str]]:
    """The lines that a person sees of HTML, with how often each is quoted.

    A message is taken whole: it has no navigation around it, and a signature is not a footer.

    Raises:
        ValueError: it has too many elements for a message.
    """
    markup = _NOT_XML.sub(" ", markup)
    if not markup.strip():
        return []
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        root = lxml_html.document_fromstring(markup.encode(), parser=parser)
    except etree.ParserError:  # nothing but a comment
        return []
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        msg = f"more than {MOST_ELEMENTS:,} elements, too many for a message"
        raise ValueError(msg)
    return _Walk().lines(root)


class _Walk:
    """One walk over the tree of a message: the line that is being written, and those before."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, str]] = []
        self._pieces: list[str] = []
        self._depth = 0

    def lines(self, root: lxml_html.HtmlElement) -> list[tuple[int, str]]:
        cells, in_cells = _cells(root)
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if element.tag in _BLOCKS and element not in cells and element not in in_cells:
                self._end_line()
            if event == "start":
                self._depth += _is_quote(element)
                if _is_unseen(element):
                    walk.skip_subtree()
                else:
                    self._pieces.append(_flat(element.text))
            else:
                self._depth -= _is_quote(element)
                self._pieces.append(("\t" if element in cells else "") + _flat(element.tail))
        self._end_line()
        return self._lines

    def _end_line(self) -> None:
        cells = ("".join(tidy(cell).split("\n")) for cell in "".join(self._pieces).split("\t"))
        self._pieces.clear()
        line = "\t".join(cells).rstrip("\t")
        if line:
            self._lines.append((self._depth, line))


def _is_unseen(element: lxml_html.HtmlElement) -> bool:
    return element.tag in _UNSEEN or _HIDDEN.search(element.get("style") or "") is not None


def _is_quote(element: lxml_html.HtmlElement) -> bool:
    return element.tag == "blockquote" and (
        element.get("type") == "cite"
        or _QUOTE_CLASS.search(element.get("class") or "") is not None
        or _QUOTE_STYLE.search(element.get("style") or "") is not None
    )


_Elements = set[lxml_html.HtmlElement]


def _cells(root: lxml_html.HtmlElement) -> tuple[_Elements, _Elements]:
    """The cells of tables of data, and the paragraphs inside them, which begin no line.

    A table that holds another one, or several paragraphs in a cell, lays out the page.
    """
    cells: _Elements = set()
    in_cells: _Elements = set()
    for table in root.iter("table"):
        if len(list(table.iter("table"))) > 1:
            continue
        own = list(table.iter("td", "th"))
        inside = [[part for part in cell.iter() if part.tag in _BLOCKS][1:] for cell in own]
        if all(len(parts) <= 1 for parts in inside):
            cells.update(own)
            in_cells.update(part for parts in inside for part in parts)
    return cells, in_cells


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
