"""Text in drawings (DrawingML): the paragraphs of slides, text boxes and diagrams."""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from indexer.readers import Skipped
from indexer.readers.blocks import local_name
from indexer.readers.office_math import write_formulas
from indexer.readers.scripts import Piece, Script, joined

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PARAGRAPH = DRAWING + "p"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_OBJECTS = (
    "{urn:schemas-microsoft-com:office:office}OLEObject",
    "{http://schemas.openxmlformats.org/presentationml/2006/main}oleObj",
)
_UNREAD_OBJECTS = (
    "{} objects of other programs in it, such as sheets and formulas, are not read: "
    "open each there and save it by itself"
)
_SHAPES = frozenset({"sp", "grpSp", "graphicFrame", "cxnSp", "pic", "inline", "anchor"})
_TEXT = DRAWING + "t"
_CONTROL = re.compile("_x00[01][0-9A-Fa-f]_")  # as programs write what XML has no place for
_NOT_STRUCK = "noStrike"
_SPACE_LIKE = {DRAWING + "br": "\n", DRAWING + "tab": "\t"}
_SHIFTS = {Script.RAISED: "30000", Script.LOWERED: "-25000", Script.LINE: "0"}


def is_hidden(shape: etree._Element) -> bool:
    """Whether nobody sees a shape: its list of names, or that of the page it is on, says so."""
    if local_name(shape) not in _SHAPES:
        return False
    properties = shape.xpath("./*/*[local-name()='cNvPr'] | ./*[local-name()='docPr']")
    return any(each.get("hidden") in {"1", "true"} for each in properties)


def lines_in(root: etree._Element) -> Iterator[str]:
    """The paragraphs in a drawing that say something and are seen, each once."""
    for paragraph in root.iter(PARAGRAPH):
        is_shown = not any(map(is_hidden, paragraph.iterancestors()))
        text = text_in(paragraph) if is_shown else ""
        if text.strip():
            yield text


def lines_of_chart(root: etree._Element) -> Iterator[str]:
    """What is written in a chart: its titles, then the names along its axes and in its legend.

    Not its numbers, which are drawn.
    """
    names = root.iter(*(f"{_CHART}{tag}" for tag in ("strCache", "multiLvlStrCache")))
    said = ("\t".join(each.text or "" for each in cache.iter(f"{_CHART}v")) for cache in names)
    yield from (line for line in dict.fromkeys((*lines_in(root), *said)) if line.strip())


def objects_in(*roots: etree._Element) -> int:
    """How many objects other programs made, of which a picture is shown."""
    return sum(1 for root in roots for _ in root.iter(*_OBJECTS))


def unread_objects(count: int, place: str) -> list[Skipped]:
    """What to say of so many such objects in a file, if there are any."""
    return [Skipped(place, _UNREAD_OBJECTS.format(count))] if count else []


def text_in(paragraph: etree._Element) -> str:
    """The text of a paragraph, with its formulas, and without what is struck out."""
    write_formulas(paragraph, _run)
    return joined(_pieces(paragraph))


def _pieces(paragraph: etree._Element) -> Iterator[Piece]:
    """Its texts; what is struck out is not said any more."""
    for each in paragraph.iter(_TEXT, *_SPACE_LIKE):
        run = each.getparent()
        properties = None if run is None else run.find(DRAWING + "rPr")
        look = {} if properties is None else properties.attrib
        if look.get("strike", _NOT_STRUCK) == _NOT_STRUCK:
            said = _CONTROL.sub(" ", each.text or "")
            yield _SPACE_LIKE.get(str(each.tag), said), _script(look)


def _run(piece: Piece) -> etree._Element:
    """A run of text that stands above or below its line, or on it."""
    text, script = piece
    run = etree.Element(DRAWING + "r")
    etree.SubElement(run, DRAWING + "rPr").set("baseline", _SHIFTS[script])
    etree.SubElement(run, _TEXT).text = text
    return run


def _script(look: Mapping[str, str]) -> Script:
    """Where a text stands, by the shift of its line in parts of a hundred."""
    shift = look.get("baseline", "0")
    if shift.startswith("-"):
        return Script.LOWERED
    return Script.RAISED if shift.strip("0%.") else Script.LINE
