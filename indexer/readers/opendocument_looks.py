"""How text of an OpenDocument file looks by its styles: hidden, struck out, raised."""

from typing import NamedTuple

from lxml import etree

from indexer.readers.opendocument_names import name
from indexer.readers.scripts import Script

_FAMILIES = {
    name("text", "p"): "paragraph",
    name("text", "h"): "paragraph",
    name("text", "span"): "text",
    name("text", "a"): "text",
}
_CELL = "table-cell"
_STYLE = name("text", "style-name")
_MOST_STYLES = 20  # that one builds on


class Look(NamedTuple):
    """What is seen of a text.

    Attributes:
        is_hidden: whether it is not to be seen; what is in it says so for itself.
        is_struck: whether a line goes through it.
        script: where it stands.
    """

    is_hidden: bool = False
    is_struck: bool = False
    script: Script = Script.LINE


PLAIN = Look()


class Looks:
    """What the styles of a file say.

    Args:
        roots: of its parts; of styles of one name that of the first counts.
    """

    def __init__(self, roots: list[etree._Element]) -> None:
        self._styles: dict[tuple[str | None, str | None], etree._Element] = {}
        for style in (style for root in roots for style in root.iter(name("style", "style"))):
            key = style.get(name("style", "family")), style.get(name("style", "name"))
            self._styles.setdefault(key, style)
        self._known: dict[tuple[str, str | None], dict[str, str]] = {}

    def of(self, element: etree._Element, around: Look = PLAIN) -> Look:
        """How an element of text looks, in one that looks so."""
        family = _FAMILIES.get(element.tag)
        return around if family is None else self._look(family, element.get(_STYLE), around)

    def of_cell(self, style: str | None) -> Look:
        """How a cell of a sheet looks that has a style."""
        return self._look(_CELL, style, PLAIN)

    def _look(self, family: str, style: str | None, around: Look) -> Look:
        stated = self._stated(family, style)
        lines = [stated[key] for key in ("style", "type") if key in stated]
        return Look(
            stated.get("display") == "none",
            any(line != "none" for line in lines) if lines else around.is_struck,
            _script(stated["position"]) if "position" in stated else around.script,
        )

    def _stated(self, family: str, style: str | None) -> dict[str, str]:
        """What a style says, and those that it builds on."""
        key = family, style
        if key not in self._known:
            found: dict[str, str] = {}
            for _ in range(_MOST_STYLES):
                # Broken files leave out what a style is for.
                element = self._styles.get((family, style), self._styles.get((None, style)))
                if element is None:
                    break
                for properties in element.iterchildren(name("style", "text-properties")):
                    found = _properties(properties) | found
                style = element.get(name("style", "parent-style-name"))
            self._known[key] = found
        return self._known[key]


def _properties(element: etree._Element) -> dict[str, str]:
    stated = {
        "display": element.get(name("text", "display")),
        "style": element.get(name("style", "text-line-through-style")),
        "type": element.get(name("style", "text-line-through-type")),
        "position": element.get(name("style", "text-position")),
    }
    return {key: value for key, value in stated.items() if value is not None}


def _script(position: str) -> Script:
    """Where text stands: a word or a share of the line's height, and then its size."""
    shift = position.split(maxsplit=1)[0] if position.strip() else "0%"
    if shift == "sub" or shift.startswith("-"):
        return Script.LOWERED
    return Script.RAISED if shift == "super" or shift.strip("0%.") else Script.LINE
