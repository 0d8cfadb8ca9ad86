"""Pieces of HTML that are all text, without navigation around it: its blocks in order."""

import re
from collections.abc import Iterator, Sequence
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
_COLUMN_GAP = re.compile(r"\t|  +")  # in text that is laid out by spaces
_WIDEST = 100  # columns or rows of a cell; pages say 1000 for all
_MOST_COLUMNS = 200  # in which cells are told apart; a hostile table would have millions
_NOTE_MARK = re.compile(r"[\s\d\u00b9\u00b2\u00b3\u2070-\u208e*†‡§↑^↩\ufe0e[\]()]*")
# Parts of the names that programs give to notes, and to the marks that lead to them.
NAMES_NOTE = re.compile(
    r"(?:^|[^a-z])(?:sd|doc-)?(?:(?:foot|end|side)?notes?(?:ref)?|(?:fn|ftnt?|edn)(?:ref)?|cite|citation)"
    r"(?![a-z])",
    re.IGNORECASE,
)
_NAMING = ("class", "rel", "role", "epub:type", "{http://www.idpf.org/2007/ops}type")
# What a number never touches that is none of a note: a digit, or a word longer than a prefix.
_TOUCHED = re.compile(r"(?:\d|\w{2}[^\W\d_\u0640])$")


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
        """Its cells between tabs, of which empty ones keep their place."""
        return "\t".join(self.cells).rstrip()


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

    columns = _Columns()
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag = local_name(element)
        if tag in BLOCKS:
            yield from line((_flat("".join(pieces)),))
            pieces.clear()
            owner = element if event == "start" and tag != "br" else _around(element, root)
        if event != "start":
            pieces.append(element.tail or "")
            continue
        anchors += filter(None, (element.get("id"), element.get("name")))
        if (rows := _rows(element, tag, columns, pieces)) is not None:
            anchors += filter(None, (each.get("id") for each in element.iterdescendants()))
            for cells in rows:
                yield from line(cells)
            walk.skip_subtree()
        else:
            pieces.append(element.text or "")
    yield from line((_flat("".join(pieces)),))


def _rows(
    element: etree._Element, tag: str, columns: "_Columns", before: Sequence[str]
) -> Sequence[tuple[str, ...]] | None:
    """The rows of a table, or laid out by spaces; none of what is unseen; ``None`` of others."""
    if tag in _HIDDEN or _is_note_mark(element, tag, before):
        return []
    if tag == "tr" and _is_row(element):
        return [columns.cells(element)]
    if tag == "pre" and not any(local_name(each) in BLOCKS for each in element.iterdescendants()):
        lines = "".join(element.itertext()).splitlines()
        return [tuple(_COLUMN_GAP.split(line.strip())) for line in lines]
    return None


class _Columns:
    """Which columns of a table the cells of its rows stand in, where some reach over several."""

    def __init__(self) -> None:
        self._taken: dict[etree._Element, dict[int, int]] = {}  # for how many rows, by column

    def cells(self, row: etree._Element) -> tuple[str, ...]:
        """What stands in each column of the next row; empty where a cell only reaches to."""
        taken = self._taken.setdefault(next(row.iterancestors("{*}table"), row), {})
        waiting = iter([each for each in row if local_name(each) in _CELLS])
        found: list[str] = []
        cell = next(waiting, None)
        while cell is not None:
            if taken.get(len(found), 0) and len(found) < _MOST_COLUMNS:
                found.append("")
                continue
            room = max(_MOST_COLUMNS - len(found), 1)
            width, height = min(span(cell, "colspan"), room), span(cell, "rowspan")
            taken.update(dict.fromkeys(range(len(found), len(found) + width), height))
            found += [_cell(cell), *[""] * (width - 1)]
            cell = next(waiting, None)
        for column in taken:
            taken[column] = max(taken[column] - 1, 0)
        return tuple(found)


def span(cell: etree._Element, name: str) -> int:
    """Over how many rows or columns a cell of a table reaches, by ``rowspan`` or ``colspan``."""
    stated = (cell.get(name) or "").strip()
    return min(max(int(stated), 1), _WIDEST) if re.fullmatch(r"[0-9]{1,4}", stated) else 1


def _around(element: etree._Element, root: etree._Element) -> etree._Element:
    parent = element.getparent()
    return root if element is root or parent is None else parent


def local_name(element: etree._Element) -> str:
    """The local name, which XHTML has in a namespace; empty of a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _is_note_mark(element: etree._Element, tag: str, before: Sequence[str]) -> bool:
    """Whether it is the number of a note, which must not join the number before it.

    A number in a sentence may be a link too: to an article of a law, or by a script.
    """
    place = (element.get("href") or "").partition("#")[2]
    text = "".join(element.itertext())
    if tag != "a" or not place or "/" in place or not _NOTE_MARK.fullmatch(text):
        return False
    names = " ".join((place, *(element.get(name) or "" for name in _NAMING)))
    return (
        not any(char.isdecimal() for char in text)  # raised, or a sign
        or NAMES_NOTE.search(names) is not None
        or (text[0] not in "([" and _TOUCHED.search("".join(before[-3:])) is not None)
    )


def _is_row(element: etree._Element) -> bool:
    """Whether nothing but cells is in it, and no table in these."""
    between = [element.text, *(each.tail for each in element)]
    return (
        not any(text and text.strip() for text in between)
        and all(local_name(each) in _CELLS | {""} for each in element)
        and next(element.iter("{*}table"), None) is None
    )


def _cell(cell: etree._Element) -> str:
    return " ".join(filter(None, (" ".join(block.cells) for block in blocks(cell))))


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
