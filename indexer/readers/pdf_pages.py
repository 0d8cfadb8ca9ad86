"""The lines of the pages of a PDF file: from the text layer where it is sound, else recognised."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

import playa
import pypdfium2
import pypdfium2.raw as pdfium
from playa.content import ImageObject, PathObject
from playa.pdftypes import PDFObject, PSLiteral, resolve1
from playa.utils import transform_bbox

from indexer.readers import Skipped, legibility, ocr
from indexer.readers.bidi import is_rtl
from indexer.readers.pdf_clusters import Letters
from indexer.readers.pdf_glyph import Glyph
from indexer.readers.pdf_glyphs import glyphs
from indexer.readers.pdf_lines import Line, lines
from indexer.readers.pdf_rules import Rule, pictures, rules
from indexer.readers.pdf_seen import picture, unseen

_REMEDY = "install tesseract-ocr with Arabic and use --ocr"
NO_TEXT = f"no text layer: scanned; {_REMEDY}"
_PICTURE = f"a picture with a few letters: scanned; {_REMEDY}"
_NOT_NAMED = "its fonts do not name their letters"
_LOST = "its fonts do not name all letters of its words"
_INCOMPLETE = f"{_LOST}, which are left out: print it to PDF again"
_BROKEN = "its text layer is broken ({}): print it to PDF again, or {}"
_UNSEEN = "words that do not show on it are left out: under a bar, clipped or of its colour"
_FILLED_IN = "what was filled into its form, or typed onto it, is not read: print it to PDF again"
_DAMAGED = "damaged ({}): print it to PDF again"
_NOT_RECOGNISED = "not recognised ({}): scan it again, upright and at 300 dots an inch"
# A scanner's mark, the head of a fax, a number, a stamp; a page that is read has more than that.
_FEW_LINES, _FEW_LETTERS = 4, 200
_MOST_OF_FEW = 2 * _FEW_LETTERS  # glyphs, with spaces and marks
_PICTURE_SHARE = 0.6  # of the page, from which it is a picture
_GRID = 20  # cells to each side of a page, to measure what pictures cover
_HIDDEN = 0b100010  # flags of what is added to a page: hidden, and not shown
_OUTLINES = 200  # paths: letters that were drawn as outlines have many, tables and charts fewer
# Glyphs without characters: marks and ornaments are few, in a font that says nothing it is most.
_MOST_UNMAPPED = 0.1
_MOST_UNMAPPED_MARKS = 0.5  # with those that have no width
_FEWEST_UNMAPPED = 20
# Letters and marks that the file does not name, for each Arabic letter: of 87 fonts those that were
# read as they were written had none.
_MOST_LOST = 0.002
_TOUCHING = 0.1  # ems


@dataclass(frozen=True, slots=True)
class _Content:
    """What stands on a page, as far as its reading needs it.

    Attributes:
        glyphs: by the quarter turns that they are read in.
        rules: straight lines.
        filled: boxes of another colour.
        pictures: where they are.
        is_drawn: whether a page without text shows something.
        picture_share: how much of a page with little text its pictures cover.
        remarks: on what stands there and is not read.
    """

    glyphs: dict[int, list[Glyph]]
    rules: list[Rule]
    filled: list[Rule]
    pictures: list[Rule]
    is_drawn: bool
    picture_share: float
    remarks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Layer:
    """The lines of a text layer, and why they are not, or not wholly, what is printed."""

    lines: list[Line]
    fault: str | None = None
    is_nearly_whole: bool = False
    remarks: Sequence[str] = ()


@contextmanager
def layers(file: pypdfium2.PdfDocument) -> Iterator[playa.Document]:
    """The file for reading its text: a copy by pdfium, which is neither damaged nor encrypted."""
    with tempfile.TemporaryFile() as copy:
        file.save(copy, flags=pdfium.FPDF_REMOVE_SECURITY)
        copy.seek(0)
        yield playa.Document(copy, space="page")


class PageReader:
    """Reads pages by their number and keeps account of those that fail.

    Attributes:
        bad: pages of which something was not read, with the reason.
        is_read: whether there was a page of which all was read, but for a letter or two.
        is_recognised: whether there was a page that Tesseract read.
    """

    def __init__(
        self, file: pypdfium2.PdfDocument, text: playa.Document, place: str, *, use_ocr: bool
    ) -> None:
        self._file = file
        self._text = text
        self._place = place
        self._use_ocr = use_ocr
        self._characters = Letters()
        self.bad: list[Skipped] = []
        self.is_read = False
        self.is_recognised = False

    def lines_of(self, number: int) -> list[Line]:
        """The lines of a page; with those that are not what is printed there left out."""
        try:
            content = self._content(number)
        except Exception as error:  # noqa: BLE001, over damaged files the library raises any
            layer = _Layer([], _DAMAGED.format(error))
        else:
            layer = replace(_layer_of(content), remarks=content.remarks)
        fault, found = layer.fault, layer.lines
        if fault and self._use_ocr and not layer.is_nearly_whole:
            fault, recognised = self._recognised(number)
            if _letters(recognised) > _letters(found):
                found = recognised
                self.is_recognised = True
        if fault:
            self.bad.append(Skipped(f"{self._place}#page={number}", f"page {number}: {fault}"))
        for remark in layer.remarks:
            self.bad.append(Skipped(f"{self._place}#page={number}", f"page {number}: {remark}"))
        if not fault or layer.is_nearly_whole:
            self.is_read = self.is_read or bool(found)
        return found

    def _recognised(self, number: int) -> tuple[str | None, list[Line]]:
        """Why Tesseract does not read a page, or what it reads."""
        if self._why_no_ocr:
            return self._why_no_ocr, []
        try:
            page = self._file[number - 1]
            try:
                found = ocr.paragraphs(page)
            finally:
                page.close()
        except (pypdfium2.PdfiumError, ocr.OcrError) as error:
            return str(error), []
        fault = legibility.fault_of("\n".join(found))
        if fault:
            return _NOT_RECOGNISED.format(fault), []
        return None, [_as_line(number, text) for number, text in enumerate(found)]

    @cached_property
    def _why_no_ocr(self) -> str | None:
        try:
            ocr.check()
        except ocr.OcrError as error:
            return str(error)
        return None

    def _content(self, number: int) -> _Content:
        page = self._text.pages[number - 1]
        drawn = glyphs(page, self._characters)
        found = self._seen(drawn, number, page)
        count = sum(map(len, found.values()))
        is_whole = count == sum(map(len, drawn.values()))
        remarks = [
            *([] if is_whole else [_UNSEEN]),
            *([_FILLED_IN] if _has_filled_in(page) else []),
        ]
        drawn_lines, filled = rules(page) if found else ([], [])
        return _Content(
            glyphs=found,
            rules=drawn_lines,
            filled=filled,
            pictures=pictures(page) if found else [],
            is_drawn=not drawn and _is_drawn(page),
            picture_share=_picture_share(page) if 0 < count <= _MOST_OF_FEW else 0.0,
            remarks=remarks,
        )

    def _seen(
        self, drawn: Mapping[int, list[Glyph]], number: int, page: playa.Page
    ) -> dict[int, list[Glyph]]:
        """The glyphs of a page without the words that do not show."""
        if not any(glyph.is_drawable and glyph.is_seen for g in drawn.values() for glyph in g):
            return dict(drawn)
        whole = picture(self._file, number, page)
        hidden = {
            id(glyph) for turns, group in drawn.items() for glyph in unseen(group, turns, whole)
        }
        return {turns: [g for g in group if id(g) not in hidden] for turns, group in drawn.items()}


def _as_line(number: int, text: str) -> Line:
    return Line([text], 0, 0, baseline=-number, size=1, first_word=0, rtl=is_rtl(text))


def _has_filled_in(page: playa.Page) -> bool:
    """Whether words are printed on a page that are not part of it: of a form, or typed onto it."""
    for each in page.annotations:
        flags = each.props.get("F", 0)
        is_printed = "AP" in each.props and not (isinstance(flags, int) and flags & _HIDDEN)
        if is_printed and each.type == "FreeText":
            return True
        if is_printed and each.type == "Widget" and _has_words(each.props):
            return True
    return False


def _has_words(field: Mapping[str, PDFObject]) -> bool:
    """Whether a field of a form has words, of itself or of the field that it is a part of."""
    parent = resolve1(field.get("Parent"))
    above = parent if isinstance(parent, dict) else {}
    kind, value = (resolve1(field.get(key, above.get(key))) for key in ("FT", "V"))
    is_of_words = isinstance(kind, PSLiteral) and kind.name in {"Tx", "Ch"}
    return is_of_words and isinstance(value, bytes | list) and bool(value)


def _layer_of(content: _Content) -> _Layer:
    everything = [
        line
        for turns, group in content.glyphs.items()
        for line in lines(
            group,
            [rule.turned(turns) for rule in content.rules],
            [box.turned(turns) for box in content.filled],
            [box.turned(turns) for box in content.pictures],
        )
    ]
    ink = [glyph for group in content.glyphs.values() for glyph in group]
    if _is_unmapped(ink):
        return _Layer([], _BROKEN.format(_NOT_NAMED, _REMEDY))
    lost = _lost_share(ink)
    if lost > _MOST_LOST:
        return _Layer([], _BROKEN.format(_LOST, _REMEDY))
    if fault := legibility.fault_of("\n".join(line.text for line in everything)):
        return _Layer([], _BROKEN.format(fault, _REMEDY))
    if not everything:
        return _Layer([], NO_TEXT if content.is_drawn else None)
    is_short = len(everything) <= _FEW_LINES and _letters(everything) <= _FEW_LETTERS
    # What was recognised before stands over its picture without being seen.
    is_seen = any(glyph.is_seen for glyph in ink)
    if is_short and is_seen and content.picture_share > _PICTURE_SHARE:
        return _Layer(everything, _PICTURE)
    return _Layer(everything, _INCOMPLETE if lost else None, is_nearly_whole=lost > 0)


def _letters(found: Sequence[Line]) -> int:
    return sum(char.isalnum() for line in found for char in line.text)


def _is_unmapped(found: Sequence[Glyph]) -> bool:
    """Whether there is much ink of which the file does not say what it is."""
    ink = [glyph for glyph in found if not (glyph.text.isspace() or glyph.is_kashida)]
    unmapped = [glyph for glyph in ink if not glyph.text]
    wide = sum(glyph.right > glyph.left for glyph in unmapped)
    all_wide = sum(glyph.right > glyph.left for glyph in ink)
    return (wide >= _FEWEST_UNMAPPED and wide > _MOST_UNMAPPED * all_wide) or (
        len(unmapped) >= _FEWEST_UNMAPPED and len(unmapped) > _MOST_UNMAPPED_MARKS * len(ink)
    )


def _lost_share(found: Sequence[Glyph]) -> float:
    """How many letters and marks of Arabic words the file does not name, for each letter."""
    drawn = sorted(found, key=lambda glyph: glyph.order)
    lost = sum(
        not (glyph.text or glyph.is_kashida)
        and any(_touches(other, glyph) for other in drawn[max(0, place - 1) : place + 2])
        for place, glyph in enumerate(drawn)
    )
    return lost / max(1, sum(is_rtl(glyph.text) for glyph in drawn))


def _touches(letter: Glyph, other: Glyph) -> bool:
    gap = max(letter.left, other.left) - min(letter.right, other.right)
    return (
        is_rtl(letter.text)
        and gap <= _TOUCHING * letter.size
        and abs(letter.baseline - other.baseline) <= letter.size
    )


def _is_drawn(page: playa.Page) -> bool:
    """Whether a page without text shows something: a picture, or letters drawn as outlines."""
    if next(page.flatten(ImageObject), None) is not None:
        return True
    return next(islice(page.flatten(PathObject), _OUTLINES, None), None) is not None


def _picture_share(page: playa.Page) -> float:
    """How much of a page its pictures cover, together; scanners cut a page into strips."""
    left, bottom, right, top = transform_bbox(page.ctm, page.cropbox)
    width, height = (right - left) / _GRID, (top - bottom) / _GRID
    centres = [
        (left + (column + 0.5) * width, bottom + (row + 0.5) * height)
        for column in range(_GRID)
        for row in range(_GRID)
    ]
    boxes = [image.bbox or (0, 0, 0, 0) for image in page.flatten(ImageObject)]
    covered = sum(
        any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in boxes) for x, y in centres
    )
    return covered / len(centres)
