"""Slides (OOXML): the text of each slide in order, with what its speaker noted below it."""

from collections.abc import Iterator

from lxml import etree

from indexer.readers import Input, Read, ReadOptions, reads
from indexer.readers.draft import Draft
from indexer.readers.drawings import (
    DRAWING,
    PARAGRAPH,
    is_hidden,
    lines_of_chart,
    objects_in,
    text_in,
    unread_objects,
)
from indexer.readers.packages import Package, damage_named
from search.kinds import Unit
from search.parts import Location
from search.records import Document

_DAMAGED = "damaged presentation ({}): open it and save it again as .pptx"
_SLIDES = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW, _CELL = (DRAWING + tag for tag in ("tr", "tc"))
# Placeholders that every slide has from its master, or that only number it.
_FRAME = {"sldNum", "dt", "ftr", "hdr"}
_TITLES = {"title", "ctrTitle"}
_NOTES = ("ملاحظات المتحدث:", "Speaker's notes:")


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a presentation as one document."""
    with damage_named(_DAMAGED):
        document, objects = _document(Package(source), source.document_id)
    yield from reads(source.place, [document, *unread_objects(objects, source.place)], source.size)


def _document(package: Package, document_id: str) -> tuple[Document, int]:
    """The document, and how many objects on its slides are not read."""
    draft = Draft()
    objects = 0
    for number, name in enumerate(_slides(package), 1):
        draft.begin(Location(Unit.SLIDE, str(number), str(number)))
        root = package.needed(name)
        objects += objects_in(root)
        _add_slide(draft, package, name, root)
    _, author, about = package.about()  # programs leave the name of their template as the title
    return draft.document(document_id, None, author, about), objects


def _slides(package: Package) -> Iterator[str]:
    """The parts with the slides, in the order in which they are shown."""
    main = package.main()
    targets = {relation.id: relation.target for relation in package.relations(main)}
    for slide in package.needed(main).iter(_SLIDES + "sldId"):
        target = targets.get(slide.get(_RELATION, ""))
        if target is not None:
            yield target


def _add_slide(draft: Draft, package: Package, name: str, root: etree._Element) -> None:
    # A hidden slide is passed over when the others are shown.
    is_shown = root.get("show") not in {"0", "false"}
    _put_titles_first(root)
    _add_shapes(draft, root, is_searched=is_shown)
    for each in package.related(name, "diagramData"):
        for paragraph in _paragraphs(each):
            draft.add(paragraph, is_searched=is_shown)
    for each in package.related(name, "chart"):
        for line in lines_of_chart(each):
            draft.add(line, is_searched=is_shown)
    for notes in package.related(name, "notesSlide"):
        draft.add_aside(_NOTES, _paragraphs(notes), is_searched=is_shown)


def _put_titles_first(root: etree._Element) -> None:
    """Put the title of a slide before the rest: the file has it wherever it was drawn."""
    titles = [each for each in root.iter(_SLIDES + "sp") if _kinds(each) & _TITLES]
    for title in reversed(titles):
        root.insert(0, title)


def _add_shapes(draft: Draft, root: etree._Element, *, is_searched: bool) -> None:
    for element, is_seen in _blocks(root):
        is_searched_here = is_searched and is_seen
        if element.tag == _ROW:
            draft.add_row(
                [
                    " ".join(" ".join(text_in(each).split()) for each in cell.iter(PARAGRAPH))
                    for cell in element.iter(_CELL)
                ],
                is_searched=is_searched_here,
            )
        else:
            draft.add(text_in(element), is_searched=is_searched_here)


def _paragraphs(root: etree._Element) -> Iterator[str]:
    return (text_in(element) for element, _ in _blocks(root) if element.tag == PARAGRAPH)


def _blocks(root: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    """Paragraphs and rows of tables, and whether they are seen, but for the slide's frame."""
    waiting = [(root, True)]
    while waiting:
        element, is_seen = waiting.pop()
        if element.tag in {PARAGRAPH, _ROW}:
            yield element, is_seen
        elif not _is_frame(element):
            is_seen = is_seen and not is_hidden(element)
            waiting += [(each, is_seen) for each in reversed(element)]


def _is_frame(shape: etree._Element) -> bool:
    if shape.tag != _SLIDES + "sp":
        return False
    return bool(_kinds(shape) & _FRAME)


def _kinds(shape: etree._Element) -> set[str | None]:
    """What a shape is a placeholder for."""
    return {holder.get("type") for holder in shape.iter(_SLIDES + "ph")}
