"""Figures that a script counts up to once a reader sees them: the page says 0, and shows 12,500."""

import re

from lxml import etree

from indexer.readers.html_names import name_parts

# Where counters keep the number that they end with; the last of them are used for other things too.
_ENDS = (
    *("data-to-value", "data-number-value", "data-counter-value", "data-countto", "data-count-to"),
    *("data-purecounter-end", "data-end-value", "data-count", "data-to", "data-end", "data-number"),
    *("data-value", "data-target"),
)
_BETWEEN = ("data-delimiter", "data-number-separator", "data-separator")
_COUNTER_PARTS = frozenset(
    {"counter", "count", "countup", "odometer", "number", "percent", "stat", "stats", "timer"}
)
_NUMBER = re.compile(r"\s*([+-]?)(\d{1,15})([.,]\d+)?\s*")
_AT_FIRST = re.compile(r"\s*0*(?:[.,]0*)?\s*")


def write_counters(root: etree._Element) -> None:
    """Have the counters of a page say what they show in the end; they are changed."""
    for element in root.iter(etree.Element):
        stated = next((element.get(name) for name in _ENDS if element.get(name)), None)
        number = _NUMBER.fullmatch(stated or "")
        if number is None:
            continue
        for each in element.iter(etree.Element):
            if len(each) == 0 and _is_counter(each) and _AT_FIRST.fullmatch(each.text or ""):
                each.text = _written(number, element)
                break


def _is_counter(element: etree._Element) -> bool:
    return not name_parts(element).isdisjoint(_COUNTER_PARTS)


def _written(number: re.Match[str], element: etree._Element) -> str:
    """The number with what stands between its thousands, if anything is said to."""
    sign, whole, rest = number.groups()
    between = next((element.get(name) for name in _BETWEEN if element.get(name)), "")
    grouped = f"{int(whole):,}".replace(",", between) if len(between) == 1 else whole
    return f"{sign.replace('+', '')}{grouped}{rest or ''}"
