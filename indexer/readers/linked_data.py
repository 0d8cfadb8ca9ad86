"""What a page states in the data that it carries for search engines (JSON-LD)."""

import json
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

_DEEPEST = 50_000  # values that are looked at


def linked_data(tree: HtmlElement, names: Sequence[str]) -> Iterator[str]:
    """Every text under one of some names, such as ``datePublished``, at any depth."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            waiting = [json.loads(script, strict=False)]
        except (ValueError, RecursionError):
            continue
        for _ in range(_DEEPEST):
            if not waiting:
                break
            value = waiting.pop()
            if isinstance(value, dict):
                yield from (found for name in names if isinstance(found := value.get(name), str))
                waiting += value.values()
            elif isinstance(value, list):
                waiting += value
