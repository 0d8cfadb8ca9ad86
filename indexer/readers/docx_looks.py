"""How runs of a Word file look, by themselves or by their styles: hidden, struck out, raised."""

from collections.abc import Iterator

from lxml import etree

from indexer.readers.docx_names import is_on, name, value
from indexer.readers.scripts import Script

SCRIPTS = {Script.RAISED: "superscript", Script.LOWERED: "subscript", Script.LINE: "baseline"}
_BY_NAME = {stated: script for script, stated in SCRIPTS.items()}
_MOST_STYLES = 20  # that one builds on; Word allows 11


class Looks:
    """What the styles of a file say of runs that they are set in."""

    def __init__(self, styles: etree._Element | None) -> None:
        found = () if styles is None else styles.iter(name("style"))
        self._styles = {style.get(name("styleId"), ""): style for style in found}

    def is_hidden(self, run: etree._Element | None, style: str | None) -> bool:
        """Whether a run is, in a paragraph of a style."""
        return is_on(self._property(run, style, "vanish"))

    def is_struck(self, run: etree._Element | None, style: str | None) -> bool:
        """Whether a line goes through it, or two."""
        return any(is_on(self._property(run, style, each)) for each in ("strike", "dstrike"))

    def script(self, run: etree._Element | None, style: str | None) -> Script:
        """Where a text in it stands."""
        stated = value(self._property(run, style, "vertAlign"))
        return _BY_NAME.get(stated or "", Script.LINE) if stated else _shifted(run)

    def _property(
        self, run: etree._Element | None, style: str | None, local: str
    ) -> etree._Element | None:
        """What says it of a run: itself, its style, or that of its paragraph."""
        own = None if run is None else run.find(name("rPr"))
        of_run = None if own is None else value(own.find(name("rStyle")))
        for properties in (own, *self._chain(of_run), *self._chain(style)):
            found = None if properties is None else properties.find(name(local))
            if found is not None:
                return found
        return None

    def _chain(self, style: str | None) -> Iterator[etree._Element | None]:
        """What a style says of runs, and then those that it builds on."""
        for _ in range(_MOST_STYLES):
            stated = self._styles.get(style or "")
            if stated is None:
                return
            yield stated.find(name("rPr"))
            style = value(stated.find(name("basedOn")))


def _shifted(run: etree._Element | None) -> Script:
    """Where a run stands that is moved off the line and has a size of its own, as such are."""
    properties = None if run is None else run.find(name("rPr"))
    shift = "0" if properties is None else value(properties.find(name("position"))) or "0"
    if properties is None or properties.find(name("sz")) is None or not shift.strip("-0"):
        return Script.LINE
    return Script.LOWERED if shift.startswith("-") else Script.RAISED
