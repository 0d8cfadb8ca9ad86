"""Plain text from a piece of HTML that is all article: what content systems put into fields."""

import re

from indexer.readers.blocks import blocks
from indexer.readers.html_tree import parse_html

# Tags that editors produce; an angle bracket in a sentence is none of them.
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|s|em|strong|sup|sub|del|ins|strike|h[1-6]|ul|ol|li|blockquote|img|table|figure|math)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG_OR_LINE_END = re.compile(r"<[^<>]*>|\r?\n")
MOST_ELEMENTS = 200_000  # of an article with all its tables


def has_markup(text: str) -> bool:
    """Whether a text is HTML rather than plain."""
    return _MARKUP.search(text) is not None


def plain_text(markup: str) -> str:
    """The text of a fragment of HTML, one line for each block; empty when there is none.

    Unlike a page it is taken whole: an article in a field has no navigation around it.
    """
    root = parse_html(markup, MOST_ELEMENTS)
    return "" if root is None else "\n".join(block.text for block in blocks(root))


def with_breaks(markup: str) -> str:
    """HTML as WordPress stores it, with breaks where lines end: it shows them, and browsers not."""
    return _TAG_OR_LINE_END.sub(
        lambda found: found.group() if found.group()[0] == "<" else "<br>", markup
    )
