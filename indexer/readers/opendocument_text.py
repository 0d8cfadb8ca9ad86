"""The text of OpenDocument files: paragraphs, tables, lists with their numbers, boxes and notes."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from indexer.readers.draft import Draft
from indexer.readers.mathml import BOXES
from indexer.readers.numerals import ARABIC_INDIC, numeral
from indexer.readers.opendocument_looks import PLAIN, Look, Looks
from indexer.readers.opendocument_names import name
from indexer.readers.scripts import Piece, Script, joined, spaced

_FORMS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "": "none",
    "أ, ب, ت, ...": "arabicAlpha",
    "أ, ب, ج, ...": "arabicAbjad",
    "١, ٢, ٣, ...": ARABIC_INDIC,
}
_FORMULA = name("math", "math")
_BOXES_OF_FORMULAS = {name("math", tag) for tag in BOXES}
_SCRIPTS = {"sup": Script.RAISED, "sub": Script.LOWERED}  # of formulas
_MOST_SPACES = 1_000
_WHITE = " \t\r\n"


_PARAGRAPHS = {name("text", "p"), name("text", "h")}
_LIST, _ITEM = name("text", "list"), name("text", "list-item")
_ROW, _CELLS = (
    name("table", "table-row"),
    (
        name("table", "table-cell"),
        name("table", "covered-table-cell"),
    ),
)
_SECTION = name("text", "section")
_MOST_REPEATED = 1_000  # cells alike beside one another, or letters in these
_HIDDEN = {name("text", "hidden-text"), name("text", "hidden-paragraph")}
_BOXES = {name("draw", "text-box"), name("draw", "custom-shape")}
# What is not on the page: deleted text, and what the file says of the fields in it. How a word
# is read stands above it.
_LEFT_OUT = {
    *(name("text", tag) for tag in ("tracked-changes", "sequence-decls", "variable-decls")),
    *(name("text", tag) for tag in ("page-number", "page-count", "ruby-text")),
    *(name("office", tag) for tag in ("forms", "scripts", "binary-data")),
    name("draw", "image"),
}
# What stands beside the text, and is read by itself.
_ASIDE = {name("text", "note"), name("office", "annotation"), *_HIDDEN, *_BOXES}


def text_of(paragraph: etree._Element, looks: Looks, around: Look = PLAIN) -> str:
    """The text of a paragraph, without its notes and boxes, and what is hidden or struck out."""
    return joined(spaced(_pieces(paragraph, looks, looks.of(paragraph, around))))


def _pieces(element: etree._Element, looks: Looks, look: Look) -> Iterator[Piece | None]:
    """The texts in an element, with ``None`` where one ends with which none goes on."""
    # Runs of white space in the file mean one space; more have an element of their own.
    yield from _said(_flat(element.text), look)
    for child in element:
        tag = child.tag
        if tag == name("text", "s"):
            count = child.get(name("text", "c"), "1")
            spaces = min(int(count[:4]) if count.isdecimal() else 1, _MOST_SPACES)
            yield from _said(" " * spaces, look)
        elif tag == name("text", "tab"):
            yield from _said("\t", look)
        elif tag in {name("text", "line-break"), "br"}:
            yield from _said("\n", look)
        elif tag in _SCRIPTS:
            yield from _pieces(child, looks, look._replace(script=_SCRIPTS[tag]))
        elif tag in _BOXES_OF_FORMULAS:
            yield None
            yield from _pieces(child, looks, look)
            yield None
        elif _is_in_line(child) and not (own := looks.of(child, look)).is_hidden:
            yield from _pieces(child, looks, own)
        yield from _said(_flat(child.tail), look)


def _said(text: str, look: Look) -> Iterator[Piece]:
    """A text, unless it is struck out, and not said any more."""
    if not look.is_struck:
        yield text, look.script


def _is_in_line(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and element.tag not in _LEFT_OUT | _ASIDE | _PARAGRAPHS


def _flat(text: str | None) -> str:
    if not text:
        return ""
    middle = " ".join(text.split())
    before = " " if text[0] in _WHITE else ""
    return before + middle + (" " if middle and text[-1] in _WHITE else "")


def _repeated(cell: etree._Element, text: str) -> int:
    """How many cells one stands for that are alike."""
    stated = cell.get(name("table", "number-columns-repeated"), "")
    most = max(1, _MOST_REPEATED // max(1, len(text)))
    return min(int(stated[:9]), most) if stated.isdecimal() else 1


@dataclass(slots=True)
class _Level:
    """How a level of a list is numbered."""

    form: str
    prefix: str
    suffix: str
    start: int
    shown: int


class TextReader:
    """Reads text in the order of the page, and keeps what stands beside it.

    Attributes:
        notes: at the foot or the end of the pages.
        comments: on the text, with who made them.
        hidden: what is not shown.
    """

    def __init__(self, roots: list[etree._Element], looks: Looks) -> None:
        self.notes: list[str] = []
        self.comments: list[str] = []
        self.hidden: list[str] = []
        self._looks = looks
        self._lists = _list_styles(roots)
        self._counts: dict[str, list[int]] = {}

    def add(self, draft: Draft, root: etree._Element) -> None:
        """Add the blocks below an element to a text."""
        self._walk(draft, root, "", 0)

    def _walk(self, draft: Draft, root: etree._Element, style: str, depth: int) -> None:
        for element in root:
            tag = element.tag
            if tag in _PARAGRAPHS:
                self._paragraph(draft, element, "")
            elif tag == _ROW:
                self._row(draft, element)
            elif tag == _FORMULA:
                draft.add(joined(spaced(_pieces(element, self._looks, PLAIN))))
            elif tag == _LIST:
                own = element.get(name("text", "style-name"), style)
                self._list(draft, element, own, depth)
            elif tag == _SECTION and element.get(name("text", "display")) == "none":
                self.hidden += [text_of(each, self._looks) for each in element.iter(*_PARAGRAPHS)]
            elif isinstance(tag, str) and tag not in _LEFT_OUT:
                self._walk(draft, element, style, depth)

    def _paragraph(self, draft: Draft, paragraph: etree._Element, label: str) -> None:
        text = text_of(paragraph, self._looks)
        self._put_aside(paragraph)
        if self._looks.of(paragraph).is_hidden:
            self.hidden.append(text)
            return
        draft.add(f"{label} {text}" if label and text.strip() else text)
        for box in paragraph.iter(*_BOXES):
            if next(box.iterancestors(*_BOXES), None) is None:
                self._walk(draft, box, "", 0)

    def _put_aside(self, paragraph: etree._Element) -> None:
        for note in paragraph.iter(name("text", "note-body")):
            self.notes += [text_of(each, self._looks) for each in note.iter(*_PARAGRAPHS)]
        for comment in paragraph.iter(name("office", "annotation")):
            author = comment.findtext(name("dc", "creator"))
            said = "\n".join(text_of(each, self._looks) for each in comment.iter(*_PARAGRAPHS))
            self.comments.append(f"{author}: {said}" if author and said else said)
        for hidden in paragraph.iter(*_HIDDEN):
            self.hidden.append(
                hidden.get(name("text", "string-value")) or "".join(hidden.itertext())
            )
        for span in paragraph.iter(name("text", "span")):
            if self._looks.of(span).is_hidden:
                self.hidden.append(text_of(span, self._looks))

    def _row(self, draft: Draft, row: etree._Element) -> None:
        if next(row.iter(name("table", "table")), None) is not None:  # a table in a cell
            self._walk(draft, row, "", 0)
            return
        cells = []
        for cell in row.iterchildren(*_CELLS):
            paragraphs = list(cell.iter(*_PARAGRAPHS))
            for paragraph in paragraphs:
                self._put_aside(paragraph)
            lines = (text_of(each, self._looks).split() for each in paragraphs)
            text = " ".join(map(" ".join, lines))
            cells += [text] * _repeated(cell, text)
        draft.add_row(cells)

    def _list(self, draft: Draft, element: etree._Element, style: str, depth: int) -> None:
        """A list; one that goes on with another counts on."""
        goes_on = element.get(name("text", "continue-numbering")) == "true"
        goes_on = goes_on or element.get(name("text", "continue-list")) is not None
        levels = self._lists.get(style, {})
        counts = self._counts.setdefault(style, [])
        if not goes_on:
            del counts[depth:]
        while len(counts) <= depth:
            level = levels.get(len(counts) + 1)
            counts.append((level.start if level else 1) - 1)
        for item in element:
            label = ""
            if item.tag == _ITEM:
                start = item.get(name("text", "start-value"), "")
                counts[depth] = int(start[:9]) if start.isdecimal() else counts[depth] + 1
                del counts[depth + 1 :]
                label = _label(levels, counts, depth)
            self._item(draft, item, style, depth, label)

    def _item(self, draft: Draft, item: etree._Element, style: str, depth: int, label: str) -> None:
        for child in item:
            if child.tag in _PARAGRAPHS:
                self._paragraph(draft, child, label)
                label = ""
            elif child.tag == _LIST:
                own = child.get(name("text", "style-name"), style)
                self._list(draft, child, own, depth + 1)
            elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
                self._walk(draft, child, style, depth)  # a table, say


def _label(levels: dict[int, _Level], counts: list[int], depth: int) -> str:
    level = levels.get(depth + 1)
    if level is None or level.form == "none":
        return ""
    above = range(max(0, depth + 1 - level.shown), depth)
    numbers = [numeral(counts[at], levels[at + 1].form) for at in above if at + 1 in levels]
    numbers.append(numeral(counts[depth], level.form))
    return f"{level.prefix}{'.'.join(filter(None, numbers))}{level.suffix}".strip()


def _list_styles(roots: list[etree._Element]) -> dict[str, dict[int, _Level]]:
    found: dict[str, dict[int, _Level]] = {}
    for style in (style for root in roots for style in root.iter(name("text", "list-style"))):
        levels = {}
        for level in style.iterchildren(name("text", "list-level-style-number")):
            stated = {
                key: level.get(name("text", key), "1")
                for key in ("level", "start-value", "display-levels")
            }
            whole = {key: int(v[:9]) if v.isdecimal() else 1 for key, v in stated.items()}
            levels[whole["level"]] = _Level(
                _FORMS.get(level.get(name("style", "num-format"), ""), "decimal"),
                level.get(name("style", "num-prefix"), ""),
                level.get(name("style", "num-suffix"), ""),
                whole["start-value"],
                whole["display-levels"],
            )
        found[style.get(name("style", "name"), "")] = levels
    return found
