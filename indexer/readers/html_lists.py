"""The numbers of ordered lists: laws are cited by them, and a page has them nowhere in its text."""

import re
from collections.abc import Callable, Iterator

from lxml import etree

from indexer.readers.blocks import local_name
from indexer.readers.html_styles import Style
from indexer.readers.numerals import numeral

_TYPES = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
# What styles call the forms of numbers, as ``numeral`` does.
_FORMS = {
    "decimal": "decimal",
    "decimal-leading-zero": "decimalZero",
    "arabic-indic": "arabicIndic",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
}
_WHOLE = re.compile(r"\s*[+-]?\d{1,6}\s*")
_WITHOUT_NUMBERS = frozenset({"nav", "menu", "header", "footer"})


def number_items(root: etree._Element, style_of: Callable[[etree._Element], Style]) -> None:
    """Write before the items of ordered lists the numbers that browsers show.

    Where a class may take them away in a sheet that is not at hand, a list is numbered only if it
    says with which number, or in which form.

    Args:
        root: of the page; it is changed.
        style_of: what holds of an element.
    """
    for items in [each for each in root.iter(etree.Element) if local_name(each) == "ol"]:
        if _is_numbered(items, style_of):
            for item, count in _counted(items):
                number = _number(item, count, items, style_of)
                text = _first_text(item)
                if number and text is not None:
                    _write(text, number)


def _is_numbered(items: etree._Element, style_of: Callable[[etree._Element], Style]) -> bool:
    if any(local_name(each) in _WITHOUT_NUMBERS for each in items.iterancestors()):
        return False
    says = items.get("start") or items.get("type") or any(each.get("value") for each in items)
    return bool(says or not items.get("class") or _listed(style_of(items)))


def _counted(items: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    found = [each for each in items if local_name(each) == "li"]
    is_down = items.get("reversed") is not None
    count = _whole(items.get("start"))
    if count is None:
        count = len(found) if is_down else 1
    for each in found:
        stated = _whole(each.get("value"))
        count = count if stated is None else stated
        yield each, count
        count += -1 if is_down else 1


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and _WHOLE.fullmatch(text) else None


def _number(
    item: etree._Element,
    count: int,
    items: etree._Element,
    style_of: Callable[[etree._Element], Style],
) -> str:
    """What stands before an item; nothing where no number does, or one in a form unknown here."""
    styled = _listed(style_of(item)) or _listed(style_of(items))
    stated = item.get("type") or items.get("type") or "1"
    form = _FORMS.get(styled, "none") if styled else _TYPES.get(stated, "none")
    number = numeral(count, form)
    return f"{number}. " if number else ""


def _listed(style: Style) -> str:
    """The form of numbers that a style states; empty where it states none."""
    for name in ("list-style-type", "list-style"):
        words = style[name].value.split() if name in style else []
        if known := [each for each in words if each in _FORMS]:
            return known[0]
        if words and not {"inherit", "initial", "unset", "revert"} & set(words):
            return words[0] if name == "list-style-type" or "none" in words else ""
    return ""


def _first_text(item: etree._Element) -> tuple[etree._Element, str] | None:
    """Where the first text of an item stands; ``None`` where it has none of its own."""
    for event, element in etree.iterwalk(item, events=("start", "end")):
        if event == "start" and local_name(element) in {"ol", "ul"}:
            return None
        name = "text" if event == "start" else "tail"
        if (event == "start" or element is not item) and (getattr(element, name) or "").strip():
            return element, name
    return None


def _write(place: tuple[etree._Element, str], number: str) -> None:
    element, name = place
    text = getattr(element, name).lstrip()
    if not re.match(rf"{re.escape(number[:-2])}\s*[.):\u2013-]", text):  # counted by hand
        setattr(element, name, f"{number}{text}")
