"""Plain text from a piece of HTML that is all article: what content systems put into fields."""

import re

from indexer.readers.blocks import blocks

# Tags that editors produce; an angle bracket in a sentence is none of them.
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|em|strong|h[1-6]|ul|ol|li|blockquote|img|table|figure)\b[^<>]*>",
    re.IGNORECASE,
)
# XML 1.0 has no place for them, and lxml refuses the whole text for one.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def has_markup(text: str) -> bool:
    """Whether a text is HTML rather than plain."""
    return _MARKUP.search(text) is not None


def plain_text(markup: str) -> str:
    """The text of a fragment of HTML, one line for each block; empty when there is none.

    Unlike a page it is taken whole: an article in a field has no navigation around it.
    """
    from lxml import etree, html

    markup = NOT_XML.sub(" ", markup)
    if not markup.strip():
        return ""
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except etree.ParserError:  # nothing but a comment
        return ""
    return "\n".join(block.text for block in blocks(root))
