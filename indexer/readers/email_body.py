"""The bodies of messages as lines, each with how often it is quoted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from indexer.readers.blocks import BLOCKS, Block, blocks
from indexer.readers.cleaning import tidy_line
from indexer.readers.html_tree import parse_html
from search.records import Span

# Of HTML; what people write has thousands.
MOST_ELEMENTS = 200_000
_QUOTE_MARKS = re.compile(r"[ \t]*((?:>[ \t]?)+)")
_INTRODUCED = re.compile(
    r"\s{0,9}(?:On|Le|في|بتاريخ)\s[^\n<>]{8,300}<[^\s<>@]{1,100}@[^\s<>@]{1,200}>"
    r"(?: [^\W\d_]{1,20}){0,3} ?:(?=[ \t]{2,}\S)"
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# How mail programs mark what was written before; a quotation without such a mark is the writer's.
_QUOTE_CLASS = re.compile(r"(?:gmail|yahoo|proton|tutanota|zoho|mail|moz)\w*[-_](?:quote|cite)")
_QUOTE_STYLE = re.compile(r"0?\.8ex|padding-left:\s*1ex")


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
    """The lines of plain text, quoted by ``>`` at their starts.

    What introduces a message is one, though Yahoo lets the message go on after it.
    """
    lines = []
    at = 0
    for line in _written(text):
        marks = _QUOTE_MARKS.match(line)
        depth = marks.group(1).count(">") if marks else 0
        content = line[marks.end() if marks else 0 :].rstrip("\r\n")
        lines.append(Line(Span(at, at + len(line)), depth, content))
        at += len(line)
    return lines


def _written(text: str) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        introduced = _INTRODUCED.match(line)
        if introduced:
            yield introduced.group()
        yield line[introduced.end() if introduced else 0 :]


def next_said(lines: Sequence[Line], at: int) -> int:
    """Where the first line stands, from one on, that says something; at the end if none does."""
    return next((i for i in range(at, len(lines)) if lines[i].content.strip()), len(lines))


def is_quoted_below(lines: Sequence[Line], at: int, depth: int) -> bool:
    """Whether what is said next, from a line on, is quoted more often than a depth."""
    at = next_said(lines, at)
    return at < len(lines) and lines[at].depth > depth


def join(lines: Sequence[tuple[int, str]]) -> str:
    """The text of lines that are given with their depths: with marks of quotation."""
    return "\n".join(f"{'> ' * depth}{content}" for depth, content in lines)


def html_lines(markup: str) -> list[tuple[int, str]]:
    """The lines that a person sees of HTML, with how often each is quoted.

    A message is taken whole: it has no navigation around it, and a signature is not a footer.

    Raises:
        UnreadableError: it has too many elements for a message, or is nested too deep.
    """
    root = parse_html(markup, MOST_ELEMENTS)
    if root is None:
        return []
    for element in [each for each in root.iterdescendants() if _is_hidden(each)]:
        element.drop_tree()
    etree.strip_attributes(root, "href")  # no link is the mark of a note
    layouts = set(filter(_is_layout, root.iter("table")))
    for row in root.iter("tr"):
        if next(row.iterancestors("table"), None) in layouts:
            row.tag = "div"
    found = [(block, [tidy_line(cell) or "" for cell in block.cells]) for block in blocks(root)]
    return [(_depth(block), "\t".join(cells).rstrip("\t")) for block, cells in found if any(cells)]


def _is_hidden(element: lxml_html.HtmlElement) -> bool:
    return element.tag == "title" or _HIDDEN.search(element.get("style") or "") is not None


def _depth(block: Block) -> int:
    return sum(map(_is_quote, (block.owner, *block.owner.iterancestors())))


def _is_quote(element: etree._Element) -> bool:
    return element.tag == "blockquote" and (
        element.get("type") == "cite"
        or _QUOTE_CLASS.search(element.get("class") or "") is not None
        or _QUOTE_STYLE.search(element.get("style") or "") is not None
    )


def _is_layout(table: lxml_html.HtmlElement) -> bool:
    """Whether it holds other tables, or several paragraphs in a cell: it is no table of data."""
    return next(table.iterdescendants("table"), None) is not None or any(
        sum(part.tag in BLOCKS for part in cell.iterdescendants()) > 1
        for cell in table.iter("td", "th")
    )
