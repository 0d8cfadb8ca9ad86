"""What the elements of a page are called: hints, and no proof."""

import re

from lxml.html import HtmlElement

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NAMING = (
    *("class", "id", "itemprop", "aria-labelledby"),
    *("data-testid", "data-component", "data-e2e"),
)
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


def name_parts(element: HtmlElement) -> frozenset[str]:
    """The words in an element's class and the like, in lower case."""
    names = " ".join(element.get(name) or "" for name in _NAMING)
    return frozenset(part.lower() for part in _PARTS.findall(names))
