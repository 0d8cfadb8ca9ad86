"""Pieces of HTML that are all text, without navigation around it: its blocks in order."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

BLOCKS = frozenset(
    {"p", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr"}
    | {"table", "tr", "td", "th", "figure", "figcaption", "section", "article", "header"}
    | {"footer", "pre", "dl", "dt", "dd", "body", "center", "caption", "aside", "nav"}
    | {"main", "details", "summary", "address", "form", "fieldset"}
)
_HIDDEN = frozenset({"script", "style", "template", "noscript", "iframe", "head"})
_CELLS = frozenset({"td", "th"})
_NOTE_MARK = re.compile(r"[\s\d*†‡§↑↩\ufe0e[\]()]*")


class Block(NamedTuple):
    """A line of a page.

    Attributes:
        cells: of its row; of what is no table it is one cell.
        owner: the innermost element that makes lines and holds it.
        anchors: names by which links point to it, or to something before it without text.
    """

    cells: tuple[str, ...]
    owner: etree._Element
    anchors: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Its cells between tabs."""
        return "\t".join(self.cells).strip()


def blocks(root: etree._Element) -> Iterator[Block]:
    """The lines of a page or fragment that say something, in order.

    A row of a table is one line, unless there is a table in it.
    """
    pieces: list[str] = []
    anchors: list[str] = []
    owner = root

    def line(cells: tuple[str, ...]) -> Iterator[Block]:
        if any(cells):
            yield Block(cells, owner, tuple(anchors))
            anchors.clear()

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag = _tag(element)
        if tag in BLOCKS:
            yield from line((_flat("".join(pieces)),))
            pieces.clear()
            owner = element if event == "start" and tag != "br" else _around(element, root)
        if event != "start":
            pieces.append(element.tail or "")
            continue
        anchors += filter(None, (element.get("id"), element.get("name")))
        if tag in _HIDDEN or _is_note_mark(element, tag):
            walk.skip_subtree()
        elif tag == "tr" and _is_row(element):
            anchors += filter(None, (each.get("id") for each in element.iterdescendants()))
            yield from line(tuple(_cell(each) for each in element if _tag(each) in _CELLS))
            walk.skip_subtree()
        else:
            pieces.append(element.text or "")
    yield from line((_flat("".join(pieces)),))


def _around(element: etree._Element, root: etree._Element) -> etree._Element:
    parent = element.getparent()
    return root if element is root or parent is None else parent


def _tag(element: etree._Element) -> str:
    """The local name, which XHTML has in a namespace; empty of a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _is_note_mark(element: etree._Element, tag: str) -> bool:
    """Whether it is the raised number of a note, which must not join the number before it."""
    if tag != "a" or "#" not in element.get("href", ""):
        return False
    return _NOTE_MARK.fullmatch("".join(element.itertext())) is not None


def _is_row(element: etree._Element) -> bool:
    """Whether nothing but cells is in it, and no table in these."""
    between = [element.text, *(each.tail for each in element)]
    return (
        not any(text and text.strip() for text in between)
        and all(_tag(each) in _CELLS | {""} for each in element)
        and next(element.iter("{*}table"), None) is None
    )


def _cell(cell: etree._Element) -> str:
    return " ".join(filter(None, (" ".join(block.cells) for block in blocks(cell))))


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
