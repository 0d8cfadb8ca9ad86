"""What style sheets say of elements by their names and classes: what is struck out, and raised.

What they hide is not looked at: behind tabs and buttons stands what a page says as well.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from indexer.readers.blocks import local_name

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile("([{}])")
_SELECTOR = re.compile(r"([a-z][a-z0-9-]*)?(?:\.([\w-]+))?", re.IGNORECASE)
_LOOKS = ("text-decoration", "vertical-align", "position", "top", "font-size")
_TELLS = re.compile("line-through|super|sub|relative", re.IGNORECASE)

Style = Mapping[str, str]


def declared(text: str) -> dict[str, str]:
    """The properties that a style states, in lower case."""
    found = (each.partition(":") for each in text.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in found}


class StyleSheets:
    """The style sheets of a page, of which rules for a name or one class are understood."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self._rules: dict[tuple[str, str], dict[str, str]] = {}
        for selectors, body in (rule for sheet in sheets for rule in _rules(sheet)):
            looks = {
                name: value for name, value in declared(body).items() if name.startswith(_LOOKS)
            }
            for selector in selectors.split(","):
                found = _SELECTOR.fullmatch(selector.strip())
                if found is not None and any(found.groups()):
                    name, of_class = (found[1] or "").lower(), found[2] or ""
                    self._rules.setdefault((name, of_class), {}).update(looks)

    def of(self, element: etree._Element) -> Style:
        """What an element has by the sheets and by itself."""
        stated = element.get("style")
        own = declared(stated) if stated else {}
        if not self._rules:
            return own
        name = local_name(element).lower()
        found: dict[str, str] = {}
        for key in ("", *(element.get("class") or "").split()):
            found |= self._rules.get(("", key), {}) | self._rules.get((name, key), {})
        return found | own


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The selectors and bodies of rules that hold on every page, and tell how text looks."""
    opened: list[str] = []
    parts = _BRACE.split(_COMMENT.sub(" ", sheet))
    for before, brace in zip(parts[::2], parts[1::2], strict=False):
        if brace == "{":
            opened.append(before.rpartition(";")[2].strip())
        elif opened:
            selectors = opened.pop()
            if not opened and not selectors.startswith("@") and _TELLS.search(before):
                yield selectors, before
