"""What of a page is seen, as it is seen: not what is hidden or struck out, and figures set off.

A correction leaves what was wrong on the page, with a line through it. The elements stay, for they
also say what the page is about; only their text goes.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml import etree

from indexer.readers.blocks import BLOCKS, local_name
from indexer.readers.html_apart import (
    Apart,
    break_lines,
    break_texts,
    how_apart,
    keeps_lines,
    lays_out,
)
from indexer.readers.html_counters import write_counters
from indexer.readers.html_declarations import clips, hides, is_no_size
from indexer.readers.html_letters import CARD, Letters, plain
from indexer.readers.html_lists import number_items
from indexer.readers.html_opening import Opening, comes_into_sight
from indexer.readers.html_said import is_label
from indexer.readers.html_styles import Style, Styles, is_applied
from indexer.readers.mathml import write_in_line
from indexer.readers.scripts import Piece, Script, set_off, touch

_STRUCK = frozenset({"del", "s", "strike"})
_SCRIPTS = {"sup": Script.RAISED, "sub": Script.LOWERED}
_POSITIONS = {"super": Script.RAISED, "sub": Script.LOWERED}
_NO_TEXT = frozenset({"script", "style"})
_MARKS = "\"'«»‹›“”„‘’"
# Browsers draw something in place of their text.
_DRAWN = frozenset({"progress", "meter"})
# What browsers do not show unless a page asks for it.
_UNSEEN = frozenset({"datalist", "noembed", "noframes", "rp"})
# What AMP shows to who has not subscribed, or while it waits, instead of a text that is there.
_INSTEAD = frozenset({"content-not-granted", "loading", "error"})
# Of fonts that draw a picture for a word: «share».
_PICTURES = re.compile(r"(?:^|\s)material-(?:icons|symbols)(?:-\w+)?(?:\s|$)")
_LABELS = frozenset({"role"})
_EARS = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only"}
    | {"visually-hidden-text", "u-visually-hidden", "assistive-text", "offscreen-text"}
)
# Lines through what is around these do not go through them.
_APART = re.compile("inline-(?:block|flex|grid|table)|-webkit-inline-")
_AS_BEFORE = frozenset({"inherit", "unset", "revert", "revert-layer"})
_OF_AROUND = re.compile(r".*[^r]em|.*(?:ex|ch|%)|larger|smaller|inherit|unset|revert(?:-layer)?")

# Gives the sheet that a ``link`` names.
Linked = Callable[[etree._Element], str]  # noqa: SLF001 - the type of elements


class _State(NamedTuple):
    """What holds within an element.

    Attributes:
        is_left_out: for good: what is in it cannot be seen either.
        is_struck: a line goes through it, also through most of what is in it.
        is_invisible: unless an element in it is to be seen.
        has_no_size: unless an element in it has one.
        script: where its text stands.
        lays_out: each of its children stands apart.
        apart: how far it stands from what is around it itself.
        keeps_lines: the lines of its source are shown as such.
    """

    is_left_out: bool = False
    is_struck: bool = False
    is_invisible: bool = False
    has_no_size: bool = False
    script: Script = Script.LINE
    lays_out: bool = False
    apart: Apart = Apart.NOT
    keeps_lines: bool = False

    @property
    def is_seen(self) -> bool:
        """Whether its text is shown, without a line through it."""
        return not (self.is_left_out or self.is_struck or self.is_invisible or self.has_no_size)


def leave_shown(root: etree._Element, linked: Linked | None = None) -> None:
    """Take out of a page the text that nobody sees on it as a part of what it says.

    Figures above or below the line are written as such, and formulas in a line. Of what is hidden,
    that stays which is most of a page, and long: a script shows it.

    Args:
        root: of the page or a part of one; it is changed.
        linked: gives the sheet that a ``link`` names, where it is at hand.

    Raises:
        UnreadableError: its style sheets are too large to tell.
    """
    write_in_line(root)
    write_counters(root)
    _put_sums_last(root)
    if local_name(root) == "html":
        _set_quotation_marks(root)
    page = _Page(root, Styles(root, _sheets(root, linked)))
    states = [_State()]
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = local_name(element).lower()
        if event == "start":
            states.append(page.state(element, name, states[-1]))
            page.begin(element, name, states[-1].apart)
            if not states[-1].is_seen:
                element.attrib.pop("srcdoc", None)  # the page in a window of its own
            if name not in _NO_TEXT:
                page.take(element, "text", states[-1])
        else:
            if event == "end":
                page.end(name, states.pop().apart)
            if element is not root:
                page.take(element, "tail", states[-1])
    page.end_line()
    break_texts(page.kept)
    break_lines(page.apart)
    number_items(root, page.style)
    etree.strip_tags(root, *_SCRIPTS)  # what they say is said; an extractor may break lines there


def _set_quotation_marks(root: etree._Element) -> None:
    """Write the marks that browsers set around quotations, where the page has none of its own."""
    for each in root.iter("{*}q", "q"):
        text = "".join(each.itertext()).strip()
        if text and text[0] not in _MARKS and text[-1] not in _MARKS:
            each.text = f"«{each.text or ''}"
            if len(each):
                each[-1].tail = f"{each[-1].tail or ''}»"
            else:
                each.text += "»"


def _put_sums_last(root: etree._Element) -> None:
    """Put the foot of a table below its rows: HTML 4 wrote it above them."""
    for table in root.iter("{*}table", "table"):
        feet = [each for each in table if local_name(each) == "tfoot"]
        if feet and feet[0] is not table[-1]:
            feet[0].tail = None
            table.append(feet[0])


def _sheets(root: etree._Element, linked: Linked | None) -> Iterator[str]:
    for each in root.iter("{*}style", "{*}link"):
        if is_applied(each):
            if local_name(each) == "style":
                yield str(each.xpath("string()"))
            elif linked is not None:
                yield linked(each)


class _Page:
    """A page that is walked through, line by line."""

    def __init__(self, root: etree._Element, styles: Styles) -> None:
        self._root = root
        self._styles = styles
        self._letters: Letters | None = None
        self._doubted = self._undone_by_scripts() if styles.hiding else frozenset()
        self._opening: Opening | None = None
        self._places: list[tuple[etree._Element, str]] = []
        self._pieces: list[Piece] = []
        self._is_apart = False
        #: The elements that stand in lines of their own, though not by their names.
        self.apart: list[etree._Element] = []
        #: The texts whose lines are those of their source.
        self.kept: list[tuple[etree._Element, str]] = []

    def style(self, element: etree._Element) -> Style:
        """What holds of an element."""
        return self._styles.of(element, self._doubted)

    def state(self, element: etree._Element, name: str, around: _State) -> _State:
        """What holds within an element."""
        style = self.style(element)
        return _State(
            around.is_left_out or self._is_hidden(element, name, style),
            _is_struck(name, style, around),
            self._is_invisible(element, style, around),
            _has_no_size(style, around),
            _script(name, style, around.script),
            lays_out(style),
            Apart.NOT
            if name in BLOCKS or element is self._root
            else how_apart(name, style, is_laid_out=around.lays_out),
            keeps_lines(name, style, around=around.keeps_lines),
        )

    def begin(self, element: etree._Element, name: str, apart: Apart) -> None:
        """Have an element begin where it stands apart."""
        if apart is Apart.LINE:
            self.apart.append(element)
        self.end(name, apart)

    def end(self, name: str, apart: Apart) -> None:
        """The same where it ends."""
        if name in BLOCKS or apart is Apart.LINE:
            self.end_line()
        self._is_apart = self._is_apart or apart is Apart.SPACE

    def take(self, element: etree._Element, attribute: str, state: _State) -> None:
        """Take the text of an element, or what follows it, into the line."""
        text = getattr(element, attribute)
        if text and not state.is_seen:
            setattr(element, attribute, None)
        elif text:
            if self._is_apart and self._pieces and touch(self._pieces[-1][0], text):
                text = f" {text}"
                setattr(element, attribute, text)
            self._is_apart = False
            self._places.append((element, attribute))
            self._pieces.append((text, state.script))
            if state.keeps_lines and "\n" in text and not text.isspace():
                self.kept.append((element, attribute))

    def end_line(self) -> None:
        """Write the figures of a line as what they are."""
        if any(script is not Script.LINE for _, script in self._pieces):
            written = zip(self._places, set_off(self._pieces), strict=True)
            for (element, attribute), text in written:
                setattr(element, attribute, text)
        self._places, self._pieces, self._is_apart = [], [], False

    def _is_hidden(self, element: etree._Element, name: str, style: Style) -> bool:
        if name in _DRAWN and not any(map(str.isdecimal, "".join(element.itertext()))):
            return True  # else it is what the bar shows
        display = style.get("display")
        attribute = (element.get("hidden") or "").strip().lower()
        is_hidden = _of(style, "content-visibility") == "hidden" or attribute == "until-found"
        if display is not None and display.value not in {"revert", "revert-layer"}:
            is_hidden = is_hidden or display.value == "none"
        else:
            is_closed = name == "dialog" and element.get("open") is None
            is_hidden = (
                is_hidden or element.get("hidden") is not None or name in _UNSEEN or is_closed
            ) or _is_popover(element)
        is_hidden = is_hidden or element.get("subscriptions-section") in _INSTEAD
        is_hidden = is_hidden or _PICTURES.search(element.get("class") or "") is not None
        is_hidden = is_hidden or _is_for_ears(element, name, style)
        return is_hidden and not (self._is_most(element) or self._opens(element))

    def _opens(self, element: etree._Element) -> bool:
        """Whether it is shown at a click on what stands there for it."""
        if self._opening is None:
            self._opening = Opening(self._root, self._counted())
        return self._opening.opens(element)

    def _is_invisible(self, element: etree._Element, style: Style, around: _State) -> bool:
        visibility = _of(style, "visibility")
        if visibility == "" or visibility in _AS_BEFORE:
            return around.is_invisible
        return hides("visibility", visibility) and not (
            self._is_most(element) or self._opens(element) or comes_into_sight(element)
        )

    def _is_most(self, element: etree._Element) -> bool:
        own = self._counted().all(element)
        return own >= CARD and own > self._counted().all(self._root) / 2

    def _counted(self) -> Letters:
        if self._letters is None:
            self._letters = Letters(self._root)
        return self._letters

    def _undone_by_scripts(self) -> frozenset[int]:
        """The rules by which a page hides most of what it says, and those beside them."""
        counted = self._counted()
        hidden: Counter[int] = Counter()
        prose: Counter[int] = Counter()
        walk = etree.iterwalk(self._root, events=("start",))
        for _, element in walk:
            for name, (value, rule) in self._styles.of(element).items():
                if rule is not None and hides(name, value):
                    hidden[rule] += counted.all(element)
                    prose[rule] += counted.prose(element)
                    walk.skip_subtree()
                    break
        everything, of_prose = counted.all(self._root) / 2, counted.prose(self._root) / 2
        is_undone = any(
            size >= CARD and (size > everything or prose[rule] > of_prose)
            for rule, size in hidden.items()
        )
        return self._styles.hiding if is_undone else frozenset()


def _is_for_ears(element: etree._Element, name: str, style: Style) -> bool:
    """Whether it is but a dot on the page, for programs that read the page aloud, and no label.

    Where a page is saved without its sheets, its name tells: it means nothing else.
    """
    position = _of(style, "position")
    is_dot = clips("clip", _of(style, "clip")) and position in {"absolute", "fixed"}
    names = (element.get("class") or "").split()
    is_undone = any(each.endswith("not-sr-only") for each in names)  # Tailwind, on wide screens
    is_named = name != "h1" and not (is_undone or _EARS.isdisjoint(names))
    is_named = is_named and position not in {"static", "relative"}
    if not (is_dot or is_named or clips("clip-path", _of(style, "clip-path"))):
        return False
    text = "".join(element.itertext())
    return not (is_label(text) or plain(text) in _LABELS)  # by which who wrote is known


def _is_popover(element: etree._Element) -> bool:
    """Whether it is shown by a script or at a click, over the page."""
    return element.get("popover") is not None and element.get("open") is None


def _of(style: Style, name: str) -> str:
    """The value of a property; empty where nothing states it."""
    return style[name].value if name in style else ""


def _is_struck(name: str, style: Style, around: _State) -> bool:
    """Whether a line goes through an element, its own or that of what it stands in."""
    line = _of(style, "text-decoration-line")
    if line in {"", "revert", "revert-layer"}:
        line = "line-through" if name in _STRUCK else ""
    is_apart = (
        _APART.match(_of(style, "display")) is not None
        or _of(style, "position") in {"absolute", "fixed"}
        or _of(style, "float") not in {"", "none"}
    )
    return "line-through" in line or (around.is_struck and (not is_apart or line == "inherit"))


def _has_no_size(style: Style, around: _State) -> bool:
    size = _of(style, "font-size")
    if not size or (around.has_no_size and _OF_AROUND.fullmatch(size)):
        return around.has_no_size
    return is_no_size(size)


def _script(name: str, style: Style, around: Script) -> Script:
    if name in _SCRIPTS:
        return _SCRIPTS[name]
    if _of(style, "position") == "relative" and "top" in style and "font-size" in style:
        return Script.RAISED if _of(style, "top").startswith("-") else Script.LOWERED
    return _POSITIONS.get(_of(style, "vertical-align"), around)
