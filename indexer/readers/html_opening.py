"""What of a page opens at a click, or comes into sight by itself: hidden at first, and read."""

import re
from collections.abc import Iterator

from lxml import etree

from indexer.readers.html_letters import Letters, plain
from indexer.readers.html_names import name_parts

# Where a control names the parts that it opens.
_NAMING = ("aria-controls", "data-target", "data-bs-target", "data-toggle-target", "href")
_QUOTED = re.compile(r"""['"]#?([^'"\s]+)['"]""")  # in what a click runs
_OPENING_PARTS = frozenset(
    {"accordion", "collapse", "collapsible", "spoiler", "tabpanel", "toggle"}
)
_OPENING_NAMES = re.compile(r"(?:^|\s)(?:tab-pane|tab-content|tabcontent|tabs-panel)(?:\s|$)")
# What opens over a page, or leads to others.
_OVER = frozenset(
    """
    nav navbar navigation menu submenu megamenu dropdown modal dialog popup overlay offcanvas
    drawer search login cookie cookies consent tooltip lightbox
    """.split()  # noqa: SIM905
)
_OVER_ROLES = frozenset({"dialog", "alertdialog", "menu", "menubar", "tooltip", "navigation"})
_MORE = re.compile(
    r"(?:اقرا |عرض |اظهار |اظهر |شاهد |اعرض )?(?:ال)?مزيد|(?:اكمل|تابع|متابعه|اكمال) القراءه"
    r"|التفاصيل|(?:read|show|see|view|load) more|continue reading|more|expand"
)
_BUTTONS = frozenset({"a", "button", "label"})
# How themes call what fades in once a reader has scrolled to it.
_ENTERING = re.compile(
    r"elementor-invisible|animat|fade-?in|entrance|(?:^|[\s\"])(?:wow|aos)(?:$|[\s\"-])|data-aos",
    re.IGNORECASE,
)


class Opening:
    """The parts of a page that open at a click on a control of it."""

    def __init__(self, root: etree._Element, counted: Letters) -> None:
        """Find the controls.

        Args:
            root: of the page.
            counted: the letters in it.
        """
        self._counted = counted
        self._named: set[str] = set()
        self._beside: set[etree._Element] = set()
        labelled = {each.get("for") for each in root.iter("{*}label", "label")}
        boxes = [each for each in root.iter("{*}input", "input") if _is_box(each, labelled)]
        for element in root.iter(etree.Element):
            self._named.update(_names(element))
            if _is_more(element):
                self._beside.update(_around(element))
        for box in boxes:
            # What stands behind one stands behind those before it too, and was taken with these.
            if box not in self._beside:
                self._beside.update(box.itersiblings())

    def opens(self, element: etree._Element) -> bool:
        """Whether a part that is hidden is shown at a click, in its place."""
        parts = name_parts(element)
        if parts & _OVER or element.get("role") in _OVER_ROLES:
            return False
        classes = element.get("class") or ""
        is_controlled = (
            element in self._beside
            or f"#{element.get('id')}" in self._named
            or any(f".{each}" in self._named for each in classes.split())
        )
        is_built = (
            element.get("role") == "tabpanel"
            or bool(parts & _OPENING_PARTS)
            or _OPENING_NAMES.search(classes) is not None
        )
        return (is_controlled or is_built) and not self._counted.lead_elsewhere(element)


def comes_into_sight(element: etree._Element) -> bool:
    """Whether a script shows an invisible part once a reader has come to it."""
    told = " ".join(f"{name} {value}" for name, value in element.items() if name != "style")
    return _ENTERING.search(told) is not None


def _is_box(element: etree._Element, labelled: set[str | None]) -> bool:
    """Whether it is a box that a label ticks: a style may show what stands behind it then."""
    is_ticked = (element.get("type") or "").lower() in {"checkbox", "radio"}
    return is_ticked and bool(element.get("id")) and element.get("id") in labelled


def _names(element: etree._Element) -> Iterator[str]:
    """What a control calls that which it opens, with the sign of its kind before it."""
    for name in _NAMING:
        stated = element.get(name) or ""
        if name == "aria-controls":
            yield from (f"#{each}" for each in stated.split())
        elif stated[:1] in {"#", "."}:
            yield from (each for each in re.split(r"[\s,]+", stated) if len(each) > 1)
    yield from (f"#{each}" for each in _QUOTED.findall(element.get("onclick") or ""))


def _is_more(element: etree._Element) -> bool:
    """Whether it is a button that says that there is more."""
    is_button = element.tag in _BUTTONS or element.get("role") == "button" or element.get("onclick")
    if not is_button or len(element) > 2:  # noqa: PLR2004 - an icon and a word
        return False
    return _MORE.fullmatch(plain("".join(element.itertext()))) is not None


def _around(control: etree._Element) -> Iterator[etree._Element]:
    """What stands right before a button and right behind it, or before what it alone is in."""
    around = control.getparent()
    if control.getprevious() is None and control.getnext() is None and around is not None:
        control = around
    for beside in (control.getprevious(), control.getnext()):
        if beside is not None:
            yield from beside.iter(etree.Element)
