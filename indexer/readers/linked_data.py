"""What a page states in the data that it carries for search engines (JSON-LD)."""

import json
import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

# For browsers that would take the data for a part of the page.
_COMMENTED = re.compile(
    r"\A\s*(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)\s*(?:\*/)?|(?://|/\*)?\s*(?:\]\]>|-->)\s*(?:\*/)?\s*\Z"
)
_DEEPEST = 50_000  # values that are looked at


def linked_data(tree: HtmlElement, names: Sequence[str]) -> Iterator[str]:
    """Every text under one of some names, such as ``datePublished``, at any depth and in order."""
    for script in tree.xpath("//script[starts-with(@type, 'application/ld+json')]/text()"):
        try:
            waiting = [json.loads(_COMMENTED.sub("", script), strict=False)]
        except (ValueError, RecursionError):
            continue
        for _ in range(_DEEPEST):
            if not waiting:
                break
            value = waiting.pop()
            if isinstance(value, dict):
                yield from (found for name in names if isinstance(found := value.get(name), str))
                waiting += reversed(value.values())
            elif isinstance(value, list):
                waiting += reversed(value)
