"""What of a page is seen, as it is seen: not what is hidden or struck out, and figures set off.

A correction leaves what was wrong on the page, with a line through it. The elements stay, for they
also say what the page is about; only their text goes.
"""

from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

from indexer.readers.blocks import BLOCKS, local_name
from indexer.readers.html_letters import CARD, Letters
from indexer.readers.html_styles import Style, StyleSheets
from indexer.readers.scripts import Piece, Script, set_off

_STRUCK = frozenset({"del", "s", "strike"})
_SCRIPTS = {"sup": Script.RAISED, "sub": Script.LOWERED}
_POSITIONS = {"super": Script.RAISED, "sub": Script.LOWERED, "baseline": Script.LINE}
# Of formulas: which of the children of an element stand above or below the first.
_OF_FORMULA = {
    "msup": (Script.RAISED,),
    "msub": (Script.LOWERED,),
    "msubsup": (Script.LOWERED, Script.RAISED),
}
_NO_TEXT = frozenset({"script", "style"})
_INVISIBLE = frozenset({"hidden", "collapse"})


class _State(NamedTuple):
    """What holds within an element.

    Attributes:
        is_left_out: for good: what is in it cannot be seen either.
        is_invisible: unless an element in it is to be seen.
        script: where its text stands.
    """

    is_left_out: bool = False
    is_invisible: bool = False
    script: Script = Script.LINE


def leave_shown(root: etree._Element, sheets: Iterable[str] = ()) -> None:
    """Take out of a page the text that nobody sees on it as a part of what it says.

    Figures above or below the line are written as such. Of what is hidden, that stays which is
    most of a page, and long: a script shows it.

    Args:
        root: of the page or a part of one; it is changed.
        sheets: style sheets beside those that are in it.
    """
    page = _Page(root, StyleSheets([*sheets, *(each.text or "" for each in root.iter("{*}style"))]))
    states = [_State()]
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = local_name(element).lower()
        if name in BLOCKS:
            page.end_line()
        if event == "start":
            states.append(page.state(element, name, states[-1]))
            if name not in _NO_TEXT:
                page.take(element, "text", states[-1])
        else:
            if event == "end":
                states.pop()
            if element is not root:
                page.take(element, "tail", states[-1])
    page.end_line()
    etree.strip_tags(root, *_SCRIPTS)  # what they say is said; an extractor may break lines there


class _Page:
    """A page that is walked through, line by line."""

    def __init__(self, root: etree._Element, sheets: StyleSheets) -> None:
        self._root = root
        self._sheets = sheets
        self._letters: Letters | None = None
        self._places: list[tuple[etree._Element, str]] = []
        self._pieces: list[Piece] = []

    def state(self, element: etree._Element, name: str, around: _State) -> _State:
        """What holds within an element."""
        style = self._sheets.of(element)
        is_struck = name in _STRUCK or any(
            "line-through" in style.get(f"text-decoration{end}", "") for end in ("", "-line")
        )
        is_hidden = element.get("hidden") is not None or style.get("display") == "none"
        is_invisible = around.is_invisible
        if "visibility" in style:
            is_invisible = style["visibility"] in _INVISIBLE and not self._is_most(element)
        return _State(
            around.is_left_out or is_struck or (is_hidden and not self._is_most(element)),
            is_invisible,
            _script(element, name, style, around.script),
        )

    def take(self, element: etree._Element, attribute: str, state: _State) -> None:
        """Take the text of an element, or what follows it, into the line."""
        text = getattr(element, attribute)
        if text and (state.is_left_out or state.is_invisible):
            setattr(element, attribute, None)
        elif text:
            self._places.append((element, attribute))
            self._pieces.append((text, state.script))

    def end_line(self) -> None:
        """Write the figures of a line as what they are."""
        if any(script is not Script.LINE for _, script in self._pieces):
            written = zip(self._places, set_off(self._pieces), strict=True)
            for (element, attribute), text in written:
                setattr(element, attribute, text)
        self._places, self._pieces = [], []

    def _is_most(self, element: etree._Element) -> bool:
        if self._letters is None:
            self._letters = Letters(self._root)
        own = self._letters.all(element)
        return own >= CARD and own > self._letters.all(self._root) / 2


def _script(element: etree._Element, name: str, style: Style, around: Script) -> Script:
    if name in _SCRIPTS:
        return _SCRIPTS[name]
    above, before = element.getparent(), element.getprevious()
    of_formula = () if above is None else _OF_FORMULA.get(local_name(above), ())
    if of_formula and before is not None:
        place: Script = of_formula[0 if before.getprevious() is None else -1]
        return place
    if style.get("position") == "relative" and "top" in style and "font-size" in style:
        return Script.RAISED if style["top"].startswith("-") else Script.LOWERED
    return _POSITIONS.get(style.get("vertical-align", ""), around)
