"""Plain text from a piece of HTML that is all article: what content systems put into fields."""

import re

# Tags that editors produce, for parts of a text and within a sentence.
_PARTS = "p|br|div|h[1-6]|ul|ol|li|blockquote|img|table|figure|math"
_WITHIN = "span|a|b|i|u|s|em|strong|sup|sub|del|ins|strike"
_VALUE = r"\s+[\w:@.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+)"
_FLAG = r"\s+(?:hidden|download|controls|allowfullscreen|loop|muted|open|reversed|ismap|nowrap)\b"
# An angle bracket in a sentence is none of them («a<b and c>d»), nor what is written of a tag: what
# opens within a sentence closes there as well, or has values.
_MARKUP = re.compile(
    rf"<(?:{_PARTS})(?:{_VALUE}|{_FLAG})*\s*/?>"
    rf"|<(?:{_WITHIN})(?:{_VALUE}|{_FLAG})+\s*/?>"
    rf"|</(?:{_PARTS}|{_WITHIN})\s*>",
    re.IGNORECASE,
)
_TAG_OR_LINE_END = re.compile(r"<[^<>]*>|\r?\n")
# What WordPress puts pictures and the like into, and readers do not see. Words that an editor sets
# in brackets are none: they have no names with values, in which there are no brackets.
_SHORTCODE = re.compile(
    r"(?<!\[)\[/?(?P<name>[a-z][\w-]{0,60})(?P<values>(?:\s+[\w-]{1,60}="
    r"(?:\"[^\"<>\[\]]*\"|'[^'<>\[\]]*'|[\u201c\u201d\u2033][^<>\[\]\u201c\u201d\u2033]*[\u201c\u201d\u2033]"
    r"|[^\s\[\]\"'<>\u201c\u201d\u2033]+))*)\s*/?\](?!\])",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"\scaption=(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_OF_WORDPRESS = frozenset(
    {"caption", "wp_caption", "gallery", "embed", "audio", "video", "playlist"}
)
MOST_ELEMENTS = 200_000  # of an article with all its tables


def has_markup(text: str) -> bool:
    """Whether a text is HTML rather than plain."""
    return _MARKUP.search(text) is not None


def plain_text(markup: str) -> str:
    """The text of a fragment of HTML, one line for each block; empty when there is none.

    Unlike a page it is taken whole: an article in a field has no navigation around it.
    """
    from indexer.readers.blocks import blocks
    from indexer.readers.html_tree import parse_html

    root = parse_html(markup, MOST_ELEMENTS)
    return "" if root is None else "\n".join(block.text for block in blocks(root))


def with_breaks(markup: str) -> str:
    """HTML as WordPress stores it, with breaks where lines end: it shows them, and browsers not."""
    return _TAG_OR_LINE_END.sub(
        lambda found: found.group() if found.group()[0] == "<" else "<br>", markup
    )


def without_shortcodes(markup: str) -> str:
    """HTML as WordPress stores it without its names in brackets, but with captions in them."""
    named = {
        found["name"].lower() for found in _SHORTCODE.finditer(markup) if found["values"]
    } | _OF_WORDPRESS

    def shown(found: re.Match[str]) -> str:
        if found["name"].lower() not in named:
            return found.group()
        caption = _CAPTION.search(found["values"])
        return f"\n{caption[1] or caption[2] or ''}\n" if caption else "\n"

    return _SHORTCODE.sub(shown, markup)
