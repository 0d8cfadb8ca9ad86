"""Plain text from a piece of HTML that is all article: what content systems put into fields."""

import re

# Tags that editors produce; an angle bracket in a sentence is none of them.
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|em|strong|h[1-6]|ul|ol|li|blockquote|img|table|figure)\b[^<>]*>",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    {"p", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr"}
    | {"table", "tr", "td", "th", "figure", "figcaption", "section", "article", "header"}
    | {"footer", "pre", "dl", "dt", "dd"}
)
_HIDDEN = frozenset({"script", "style", "template", "noscript", "iframe", "head"})
# XML 1.0 has no place for them, and lxml refuses the whole text for one.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def has_markup(text: str) -> bool:
    """Whether a text is HTML rather than plain."""
    return _MARKUP.search(text) is not None


def plain_text(markup: str) -> str:
    """The text of a fragment of HTML, one line for each block; empty when there is none.

    Unlike a page it is taken whole: an article in a field has no navigation around it.
    """
    from lxml import etree, html

    markup = _NOT_XML.sub(" ", markup)
    if not markup.strip():
        return ""
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except etree.ParserError:  # nothing but a comment
        return ""
    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            _break(pieces, element.tag)
            if element.tag in _HIDDEN:
                walk.skip_subtree()
            else:
                pieces.append(_flat(element.text))
        else:
            _break(pieces, element.tag)
            pieces.append(_flat(element.tail))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _break(pieces: list[str], tag: object) -> None:
    if tag in _BLOCKS:
        pieces.append("\n")


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
