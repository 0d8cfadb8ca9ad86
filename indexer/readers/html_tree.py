"""HTML as a tree: as deep as pages are, and never without the rest of one in silence."""

import re

from lxml import etree
from lxml import html as lxml_html

from indexer.readers import UnreadableError
from indexer.readers.html_shadow import place_streamed, show_components
from indexer.readers.html_shown import Linked, leave_shown

# XML 1.0 has no place for them, and lxml refuses the whole text for one.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What stands behind them is shown as well: the parser leaves it out.
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)

# All else ends the head of a page: the parser goes on with it at elements that are younger than it.
_OF_HEAD = frozenset({"base", "link", "meta", "noscript", "script", "style", "template", "title"})


def parse_html(
    markup: str, most_elements: int, linked: Linked | None = None
) -> lxml_html.HtmlElement | None:
    """The tree of what a page or a part of one shows; ``None`` when nothing is in it.

    Args:
        markup: of it.
        most_elements: that it may have.
        linked: gives the sheet that a ``link`` names, where it is at hand.

    Raises:
        UnreadableError: it has too many elements, or is nested so deep that the rest of it, which
            the parser leaves out, would be lost.
    """
    # Unclosed elements hold all that follows: a forum's page is easily deeper than 256 elements,
    # where the parser ends by default.
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        text = _NOT_XML.sub(" ", _END.sub("", markup))
        tree = lxml_html.document_fromstring(text.encode(), parser=parser)
    except etree.ParserError:
        return None
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        msg = "its elements are nested too deep: close those that are left open"
        raise UnreadableError(msg)
    if sum(1 for _ in tree.iter()) > most_elements:
        msg = f"more than {most_elements:,} elements, too many for a page"
        raise UnreadableError(msg)
    _end_head(tree)
    place_streamed(tree)
    show_components(tree)
    leave_shown(tree, linked)
    return tree


def _end_head(tree: lxml_html.HtmlElement) -> None:
    """Put into the body what a page without tags for head and body has in its head."""
    head = tree.find("head")
    first = (
        next((each for each in head if each.tag not in _OF_HEAD), None)
        if head is not None
        else None
    )
    if first is None:
        return
    body = tree.find("body")
    if body is None:
        body = etree.SubElement(tree, "body")
    moved = [first, *first.itersiblings()]
    moved[-1].tail = f"{moved[-1].tail or ''}{body.text or ''}"
    body.text = None
    body[:0] = moved
