"""The names of WordprocessingML, and what its properties say."""

from lxml import etree

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_OFF = frozenset({"0", "false", "off", "none"})


def name(local: str) -> str:
    """The full name of an element or attribute, as lxml has it."""
    return f"{{{_MAIN}}}{local}"


def value(element: etree._Element | None) -> str | None:
    """What a property says, ``None`` where it is not there."""
    return None if element is None else element.get(name("val"))


def is_on(element: etree._Element | None) -> bool:
    """Whether a property that needs no value is there and not switched off."""
    return element is not None and (value(element) or "on").lower() not in _OFF
