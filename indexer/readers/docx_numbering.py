"""The numbers that Word puts before paragraphs by itself: ``1.``, ``المادة 2``, ``(ب)``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from indexer.readers.docx_names import is_on, name, value
from indexer.readers.numerals import numeral

_PLACE = re.compile("%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a list is numbered."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    is_legal: bool = False
    restarts_after: int | None = None


@dataclass(slots=True)
class _List:
    """A list, which several numberings of paragraphs may go on with."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)
    started: set[str] = field(default_factory=set)


class Numbering:
    """Counts the numbered paragraphs of a document, in its order.

    Args:
        numbering: the root of the part that says how lists are numbered, if there is one.
        styles: the root of the part with the styles, whose paragraphs may be numbered.
    """

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        lists: dict[str, _List] = {}
        self._lists: dict[str, _List] = {}
        self._overrides: dict[str, dict[int, _Level]] = {}
        self._of_style = _numbered_styles(styles)
        if numbering is None:
            return
        for each in numbering.iter(name("abstractNum")):
            levels = dict(_level(level) for level in each.iter(name("lvl")))
            lists[each.get(name("abstractNumId"), "")] = _List(levels)
            for level in each.iter(name("lvl")):
                self._note_style(level)
        _follow_links(numbering, lists)
        for each in numbering.iter(name("num")):
            number = each.get(name("numId"), "")
            found = lists.get(value(each.find(name("abstractNumId"))) or "")
            if found is not None:
                self._lists[number] = found
                self._overrides[number] = _overrides(each, found.levels)

    def label(self, paragraph: etree._Element) -> str:
        """What stands before the next paragraph; empty where it has no number."""
        number, depth = self._place(paragraph)
        found = self._lists.get(number or "")
        if number is None or found is None:
            return ""
        levels = {**found.levels, **self._overrides[number]}
        level = levels.get(depth, _Level(pattern=""))
        if self._overrides[number] and number not in found.started:
            found.started.add(number)
            for overridden in self._overrides[number]:
                found.counts.pop(overridden, None)
        found.counts[depth] = found.counts.get(depth, level.start - 1) + 1
        for deeper in [each for each in found.counts if each > depth]:
            after = levels.get(deeper, level).restarts_after
            if after is None or depth < after:
                del found.counts[deeper]
        return _PLACE.sub(
            lambda place: self._count(found.counts, levels, int(place[1]) - 1, level),
            "" if level.form == "bullet" else level.pattern,
        )

    def _count(
        self, counts: Mapping[int, int], levels: Mapping[int, _Level], at: int, level: _Level
    ) -> str:
        shown = levels.get(at, level)
        return numeral(counts.get(at, shown.start), "decimal" if level.is_legal else shown.form)

    def _place(self, paragraph: etree._Element) -> tuple[str | None, int]:
        """The numbering of a paragraph and its level in it."""
        style = value(paragraph.find(f"{name('pPr')}/{name('pStyle')}"))
        of_style = self._of_style.get(style or "", (None, 0))
        own = paragraph.find(f"{name('pPr')}/{name('numPr')}")
        if own is None:
            return of_style
        number = value(own.find(name("numId"))) or of_style[0]
        depth = value(own.find(name("ilvl")))
        return number, _whole(depth, of_style[1])

    def _note_style(self, level: etree._Element) -> None:
        """A level may say which style is numbered by it."""
        style = value(level.find(name("pStyle")))
        if style in self._of_style:
            depth = _whole(level.get(name("ilvl")), 0)
            self._of_style[style] = (self._of_style[style][0], depth)


def _follow_links(numbering: etree._Element, lists: Mapping[str, _List]) -> None:
    """A list may take its levels from the list of a style."""
    linked = {
        value(each.find(name("styleLink"))): lists[each.get(name("abstractNumId"), "")].levels
        for each in numbering.iter(name("abstractNum"))
        if each.find(name("styleLink")) is not None
    }
    for each in numbering.iter(name("abstractNum")):
        levels = linked.get(value(each.find(name("numStyleLink"))))
        if levels:
            lists[each.get(name("abstractNumId"), "")].levels = levels


def _numbered_styles(styles: etree._Element | None) -> dict[str, tuple[str | None, int]]:
    """The numbering of each style that has one, its own or that of the style it is based on."""
    if styles is None:
        return {}
    bases: dict[str, str | None] = {}
    own: dict[str, tuple[str | None, int]] = {}
    for style in styles.iter(name("style")):
        style_id = style.get(name("styleId"), "")
        bases[style_id] = value(style.find(name("basedOn")))
        numbered = style.find(f"{name('pPr')}/{name('numPr')}")
        if numbered is not None:
            depth = _whole(value(numbered.find(name("ilvl"))), 0)
            own[style_id] = (value(numbered.find(name("numId"))), depth)
    found = {}
    for style_id in bases:
        at: str | None = style_id
        for _ in range(len(bases)):  # a circle of styles ends too
            if at is None or at in own:
                break
            at = bases.get(at)
        if at in own:
            found[style_id] = own[at]
    return found


def _level(element: etree._Element) -> tuple[int, _Level]:
    def said(tag: str) -> str | None:
        return value(element.find(name(tag)))

    restarts = said("lvlRestart")
    level = _Level(
        start=_whole(said("start"), 1),
        form=said("numFmt") or "decimal",
        pattern=said("lvlText") or "",
        is_legal=is_on(element.find(name("isLgl"))),
        restarts_after=None if restarts is None else _whole(restarts, 0),
    )
    return _whole(element.get(name("ilvl")), 0), level


def _overrides(number: etree._Element, levels: Mapping[int, _Level]) -> dict[int, _Level]:
    found = {}
    for override in number.iter(name("lvlOverride")):
        depth = _whole(override.get(name("ilvl")), 0)
        own = override.find(name("lvl"))
        level = levels.get(depth, _Level()) if own is None else _level(own)[1]
        start = value(override.find(name("startOverride")))
        found[depth] = level if start is None else replace(level, start=_whole(start, 1))
    return found


def _whole(text: str | None, default: int) -> int:
    try:
        return default if text is None else int(text[:9])
    except ValueError:
        return default
