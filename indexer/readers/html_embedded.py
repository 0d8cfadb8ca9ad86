"""What a page shows in a window or a drawing of its own: its text is read where that stands."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from indexer.readers.blocks import local_name
from indexer.readers.html_letters import Letters
from indexer.readers.html_said import line_of, tells
from indexer.readers.html_tree import parse_html

# Elsewhere drawings are signs of a menu, with words for who does not see them.
_IN_TEXT = "ancestor::article or ancestor::main or ancestor::figure or ancestor::*[@itemprop]"


def unfold(tree: HtmlElement, most_elements: int) -> None:
    """Put the text of windows that a page holds whole, and of drawings in its text, into it.

    Args:
        tree: of the page; it is changed.
        most_elements: that it and its windows may have.

    Raises:
        UnreadableError: they have more, or are nested too deep.
    """
    left = most_elements - sum(1 for _ in tree.iter())
    for window in tree.xpath("//iframe[@srcdoc]"):
        page = None if _has_no_size(window) else parse_html(window.get("srcdoc"), left)
        body = None if page is None else page.find("body")
        if body is not None and _says_something(body):
            left -= sum(1 for _ in body.iter())
            body.tag, body.tail = "div", window.tail
            window.getparent().replace(window, body)
    for drawing in tree.xpath(f"//svg[{_IN_TEXT}]"):
        lines = list(_lines(drawing))
        if lines:
            tail = drawing.tail
            drawing.clear()
            drawing.tag, drawing.tail = "div", tail
            for line in lines:
                drawing.append(drawing.makeelement("p"))
                drawing[-1].text = line


def _says_something(body: HtmlElement) -> bool:
    """Whether a window tells something, and does not only lead elsewhere."""
    return tells(line_of(body)) and not Letters(body).lead_elsewhere(body)


def _has_no_size(window: HtmlElement) -> bool:
    """Whether nobody sees it, as that of a counter."""
    return any(
        (window.get(side) or "").strip() in {"0", "1", "0px"} for side in ("width", "height")
    )


def _lines(drawing: HtmlElement) -> Iterator[str]:
    """The texts in a drawing; those at one height in one line."""
    height, line = None, ""
    for each in drawing.iterdescendants():
        text = _text(each) if local_name(each) == "text" else ""
        if not text:
            continue
        stated = each.get("y")
        if line and (stated is None or stated != height):
            yield line
            line = ""
        line = f"{line} {text}".strip()
        height = stated
    if line:
        yield line


def _text(element: HtmlElement) -> str:
    """The text of one, whose parts are words of their own where they have a place of their own."""
    pieces = [element.text or ""]
    for part in element.iterdescendants():
        pieces += [" "] if any(part.get(side) for side in ("x", "y", "dy")) else []
        pieces += [part.text or "", part.tail or ""]
    return " ".join("".join(pieces).split())
